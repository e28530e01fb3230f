//! Borrows a value where a reference is asked for, mutably where it has to be.
//!
//! ```text
//! fn set(n: &mut u64) {}
//! fn f() { set(&limit!()); }
//! ```
//! becomes
//! ```text
//! fn set(n: &mut u64) {}
//! fn f() { set(&mut limit!()); }
//! ```

use super::support::{expected_found, node_of, with_suffix, words};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/borrow-argument",
    summary: "Borrows a value where a reference is asked for",
    not_offered: "It keeps silent where the compiler suggests the borrow itself, or the types differ in more than the reference.",
    examples: &[
        Example::mends(
            "rustc[E0308]: mismatched types\ntypes differ in mutability\nnote: expected mutable reference `&mut _`\n   found reference `&_`",
            "fn f() { set(«&123»); }",
            "fn f() { set(&mut 123); }",
        ),
        Example::mends("rustc[E0308]: mismatched types\nexpected `&u64`, found `u64`", "fn f() { get(«limit!()»); }", "fn f() { get(&limit!()); }"),
        Example::keeps_silent("rustc[E0308]: mismatched types\nexpected `&u64`, found `u32`", "fn f() { get(«limit!()»); }"),
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
    let mut node = node_of(context, context.diagnostic.range)?;
    let message = &context.diagnostic.message;
    if message.contains("types differ in mutability") && message.contains("expected mutable reference") {
        while node.kind() == "parenthesized_expression" {
            node = node.named_child(0)?;
        }
        let text = words(context, node);
        (node.kind() == "reference_expression" && !text.starts_with("&mut ")).then_some(())?;
        let at = node.start_byte();
        let edit = TextEdit::replace(Span::new(at, at + 1), "&mut ");
        return Some(Proposal::new(RULE.name, format!("Borrow `{}` mutably", text.trim_start_matches('&')), context, EditSet::one(edit), 0.86));
    }
    let suggested = context.diagnostic.suggestions.iter().any(|suggestion| suggestion.title.to_lowercase().contains("borrow"));
    let (expected, found) = expected_found(message)?;
    let lead = match expected.strip_prefix("&mut ") {
        Some(inner) if inner == found => "&mut ",
        None if expected.strip_prefix('&') == Some(found.as_str()) => "&",
        _ => return None,
    };
    (!suggested && is_value(node)).then_some(())?;
    let text = with_suffix(context, node, "");
    Some(Proposal::replace(RULE.name, "Borrow the value", context, context.diagnostic.range, format!("{lead}{text}"), 0.8))
}

/// Whether a node is an expression that can be borrowed as it stands.
fn is_value(node: Node<'_>) -> bool {
    node.kind().ends_with("_expression") || node.kind().ends_with("_literal") || matches!(node.kind(), "identifier" | "macro_invocation" | "self")
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn parentheses_stay() {
        let message = "mismatched types\ntypes differ in mutability\nnote: expected mutable reference `&mut _`\n   found reference `&_`";
        let after = repaired(&RULE, "fn f() { set(«(&123)»); }", "E0308", message, &[]).unwrap();
        assert!(after.contains("set((&mut 123))"), "{after}");
    }
}
