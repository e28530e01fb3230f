//! Swaps two arguments that stand in each other's place.

use super::support::{arguments, expected_found, node_of, words};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, span};

pub const RULE: Rule = Rule {
    name: "rust/swap-arguments",
    summary: "Swaps arguments that stand in each other's place",
    not_offered: "It keeps silent where only one of the arguments is wrong.",
    examples: &[
        Example::mends(
            "rustc[E0308]: mismatched types\nexpected `usize`, found `char`",
            "
            fn split(count: usize, at: char) {}

            pub fn run() {
                split(«'='», 2usize);
            }
            ",
            "
            fn split(count: usize, at: char) {}

            pub fn run() {
                split(2usize, '=');
            }
            ",
        )
        .among(&[("2", "mismatched types\nexpected `char`, found `usize`")]),
        Example::keeps_silent(
            "rustc[E0308]: mismatched types\nexpected `usize`, found `&str`",
            r#"
            fn split(count: usize, at: char) {}

            pub fn run() {
                split(«"a"», 'b');
            }
            "#,
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0308" | "E0277") && diagnostic.suggestions.is_empty()
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    swap(context).into_iter().collect()
}

fn swap(context: &FixContext<'_>) -> Option<Proposal> {
    let node = node_of(context, context.diagnostic.range)?;
    let call = ancestor(node, &["call_expression"])?;
    let list = arguments(call);
    let range = span(node);
    let wrong = list.iter().position(|argument| span(*argument).contains(range))?;
    let is_argument = list.get(wrong).is_some_and(|argument| span(*argument) == range || argument.kind() == "unsafe_block");
    if list.len() < 2 || !is_argument {
        return None;
    }
    // The other one is wrong too, or would be right here: its own error or the literal's kind tells.
    let other_is_wrong = |at: usize| {
        let argument = list.get(at).map(|node| span(*node));
        context
            .diagnostics
            .iter()
            .any(|other| other.id != context.diagnostic.id && applies(other) && argument.is_some_and(|argument| argument.contains(other.range)))
    };
    let mirrored = expected_found(&context.diagnostic.message).is_some_and(|(expected, found)| expected.starts_with("*mut") && found.starts_with("*const"));
    let neighbours = [wrong.checked_sub(1), Some(wrong + 1)].into_iter().flatten().filter(|at| *at < list.len());
    let other = neighbours.clone().find(|at| other_is_wrong(*at)).or_else(|| neighbours.clone().next().filter(|_| mirrored))?;
    let (first, second) = (list.get(wrong)?, list.get(other)?);
    let edits = EditSet::new([TextEdit::replace(span(*first), words(context, *second)), TextEdit::replace(span(*second), words(context, *first))]).ok()?;
    Some(Proposal::new(RULE.name, "Swap these arguments", context, edits, if mirrored { 0.7 } else { 0.84 }))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn mirrored_pointers_are_swapped() {
        let program = "fn f() { copy(ptr, «source», n); }";
        let message = "mismatched types\nexpected `*mut u8`, found `*const u8`";
        assert_eq!(repaired(&RULE, program, "E0308", message, &[]).as_deref(), Some("fn f() { copy(source, ptr, n); }"));
    }

    #[test]
    fn a_single_wrong_argument_stays() {
        assert_eq!(repaired(&RULE, "fn f() { g(«a», 1); }", "E0308", "mismatched types\nexpected `u8`, found `&str`", &[]), None);
    }
}
