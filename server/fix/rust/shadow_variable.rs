//! Binds a variable anew where another type than its own is assigned to it.
//!
//! ```text
//! let mut spaces = "   ";
//! spaces = spaces.len();
//! ```
//! becomes
//! ```text
//! let spaces = "   ";
//! let spaces = spaces.len();
//! ```

use super::support::{node_of, words};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, children, descendants, named_children};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/shadow-variable",
    summary: "Binds a variable anew where another type is assigned to it",
    not_offered: "It keeps silent where the variable has a written type, is bound in another block, or the new value is not made from the old one.",
    examples: &[
        Example::mends(
            "rustc[E0308]: mismatched types\nexpected `&str`, found `usize`",
            "
            fn f() {
                let mut spaces = \"  \";
                spaces = «spaces.len()»;
            }
            ",
            "
            fn f() {
                let spaces = \"  \";
                let spaces = spaces.len();
            }
            ",
        ),
        Example::keeps_silent(
            "rustc[E0308]: mismatched types\nexpected `&str`, found `usize`",
            "fn f() { let mut spaces = \"  \"; if g() { spaces = «spaces.len()»; } }",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0308"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let value = node_of(context, context.diagnostic.range)?;
    let assignment = value.parent().filter(|parent| parent.kind() == "assignment_expression")?;
    let variable = assignment.child_by_field_name("left").filter(|left| left.kind() == "identifier")?;
    let name = words(context, variable);
    let reads_itself = descendants(value).any(|node| node.kind() == "identifier" && words(context, node) == name);
    reads_itself.then_some(())?;
    let statement = assignment.parent().filter(|parent| parent.kind() == "expression_statement")?;
    let block = ancestor(statement, &["block"])?;
    let is_binding = |node: &Node<'_>| {
        node.kind() == "let_declaration"
            && node.end_byte() <= statement.start_byte()
            && node.child_by_field_name("pattern").is_some_and(|pattern| words(context, pattern) == name)
    };
    let binding = named_children(block).into_iter().rfind(is_binding)?;
    binding.child_by_field_name("type").is_none().then_some(())?;
    let mut edits = vec![TextEdit::insert(assignment.start_byte(), "let ")];
    let changed_before = descendants(block).any(|node| {
        let place = node.start_byte();
        place > binding.end_byte()
            && place < statement.start_byte()
            && matches!(node.kind(), "assignment_expression" | "compound_assignment_expr" | "reference_expression" | "call_expression")
            && words(context, node).trim_start_matches("&mut ").starts_with(name)
    });
    let specifier = children(binding).into_iter().find(|child| child.kind() == "mutable_specifier");
    if let (Some(specifier), false) = (specifier, changed_before) {
        let end = binding.child_by_field_name("pattern")?.start_byte();
        edits.push(TextEdit::delete(Span::new(specifier.start_byte(), end)));
    }
    Some(Proposal::new(RULE.name, format!("Bind `{name}` anew"), context, EditSet::new(edits).ok()?, 0.6))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn what_changes_before_stays_mutable() {
        let program = "fn f() { let mut v = String::new(); v.push('a'); v = «v.len()»; }";
        let after = repaired(&RULE, program, "E0308", "mismatched types", &[]).unwrap();
        assert!(after.contains("let mut v = String::new(); v.push('a'); let v = v.len();"), "{after}");
    }
}
