//! Gives a variable that is assigned on some ways only a value from the beginning.
//!
//! ```text
//! let x: i32;
//! if ready { x = 1; }
//! println!("{x}");
//! ```
//! becomes
//! ```text
//! let mut x: i32 = 0;
//! if ready { x = 1; }
//! println!("{x}");
//! ```

use super::support::{headline, labels, plain_value, words};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, children, descendants};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/initialize-variable",
    summary: "Gives a variable a value from the beginning",
    not_offered: "It keeps silent where the variable's type is not written and cannot be told from what is assigned, or it has no plain value.",
    examples: &[
        Example::mends(
            "rustc[E0381]: used binding `x` is possibly-uninitialized",
            "fn f(b: bool) -> i32 { let x: i32; if b { x = 1; } «x» }",
            "fn f(b: bool) -> i32 { let mut x: i32 = 0; if b { x = 1; } x }",
        )
        .with_labels(&[("x", "binding declared here but left uninitialized")]),
        Example::keeps_silent("rustc[E0381]: used binding `x` is possibly-uninitialized", "fn f(b: bool) { let x; if b { x = g(); } h(«x»); }")
            .with_labels(&[("x", "binding declared here but left uninitialized")]),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0381" && headline(diagnostic).contains("possibly-uninitialized")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let (place, _) = labels(context).into_iter().find(|(_, label)| label.starts_with("binding declared here"))?;
    let binding = ancestor(context.file.node_at(place)?, &["let_declaration"])?;
    binding.child_by_field_name("value").is_none().then_some(())?;
    let pattern = binding.child_by_field_name("pattern")?;
    let kind = binding.child_by_field_name("type");
    let value = match kind {
        Some(kind) => plain_value(words(context, kind))?,
        None => assigned(context, binding, words(context, pattern))?,
    };
    let is_mutable = children(binding).iter().any(|child| child.kind() == "mutable_specifier");
    let mut edits = vec![TextEdit::insert(kind.unwrap_or(pattern).end_byte(), format!(" = {value}"))];
    if !is_mutable {
        edits.push(TextEdit::insert(pattern.start_byte(), "mut "));
    }
    let title = format!("Begin with `{} = {value}`", words(context, pattern));
    Some(Proposal::new(RULE.name, title, context, EditSet::new(edits).ok()?, 0.6))
}

/// A plain value of the type of the literal that is assigned.
fn assigned(context: &FixContext<'_>, binding: Node<'_>, name: &str) -> Option<&'static str> {
    let block = binding.parent()?;
    let assignments = descendants(block).filter(|node| node.kind() == "assignment_expression");
    let mut own = assignments.filter(|node| node.child_by_field_name("left").is_some_and(|left| words(context, left) == name));
    match own.next()?.child_by_field_name("right")?.kind() {
        "integer_literal" => Some("0"),
        "float_literal" => Some("0.0"),
        "boolean_literal" => Some("false"),
        "string_literal" => Some("\"\""),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn literals_tell_the_type() {
        let program = "fn f(b: bool) { let word; if b { word = \"yes\"; } g(«word»); }";
        let related = [("word", "binding declared here but left uninitialized")];
        let after = repaired(&RULE, program, "E0381", "used binding `word` is possibly-uninitialized", &related).unwrap();
        assert!(after.contains("let mut word = \"\";"), "{after}");
    }
}
