//! Leaves one `..` in a pattern that has two.
//!
//! ```text
//! let (.., second, ..) = numbers;
//! ```
//! becomes
//! ```text
//! let (_, second, ..) = numbers;
//! ```

use super::support::{headline, labels, words};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub const RULE: Rule = Rule {
    name: "rust/rest-once",
    summary: "Takes one element for the first of two `..` in a pattern",
    not_offered: "It keeps silent where the compiler does not tell where the other `..` stands.",
    examples: &[
        Example::mends(
            "rustc: `..` can only be used once per tuple pattern\ncan only be used once per tuple pattern",
            "fn f(numbers: (u8, u8, u8)) { let (.., second, «..») = numbers; }",
            "fn f(numbers: (u8, u8, u8)) { let (_, second, ..) = numbers; }",
        )
        .with_labels(&[("..", "previously used here")]),
        Example::keeps_silent(
            "rustc: `..` can only be used once per tuple pattern\ncan only be used once per tuple pattern",
            "fn f(numbers: (u8, u8, u8)) { let (.., second, «..») = numbers; }",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    headline(diagnostic).starts_with("`..` can only be used once per")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let labels = labels(context);
    let Some((first, _)) = labels.iter().find(|(_, label)| *label == "previously used here") else { return Vec::new() };
    let is_rest = context.file.node_at(*first).is_some_and(|node| words(context, node) == "..");
    let proposal = || Proposal::replace(RULE.name, "Take one element for the first `..`", context, *first, "_", 0.8);
    is_rest.then(proposal).into_iter().collect()
}
