//! Boxes the future of an `async` function that awaits itself.
//!
//! ```text
//! async fn count(n: u8) { if n > 0 { count(n - 1).await } }
//! ```
//! becomes
//! ```text
//! async fn count(n: u8) { if n > 0 { Box::pin(count(n - 1)).await } }
//! ```

use super::support::{labels, node_of};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub const RULE: Rule = Rule {
    name: "rust/boxed-recursion",
    summary: "Boxes the future of an `async` function that awaits itself",
    not_offered: "It keeps silent where the compiler does not say which call it is, or the call is not awaited.",
    examples: &[
        Example::mends(
            "rustc[E0733]: recursion in an async fn requires boxing",
            "«async fn count(n: u8)» { if n > 0 { count(n - 1).await } }",
            "async fn count(n: u8) { if n > 0 { Box::pin(count(n - 1)).await } }",
        )
        .with_labels(&[("count(n - 1).await", "recursive call here")]),
        Example::keeps_silent("rustc[E0733]: recursion in an async fn requires boxing", "«async fn count(n: u8)» { if n > 0 { count(n - 1).await } }"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0733"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let mut edits = Vec::new();
    for (range, _) in labels(context).into_iter().filter(|(_, label)| *label == "recursive call here") {
        let awaited = node_of(context, range).filter(|node| node.kind() == "await_expression")?;
        let call = awaited.named_child(0)?;
        edits.extend([TextEdit::insert(call.start_byte(), "Box::pin("), TextEdit::insert(call.end_byte(), ")")]);
    }
    (!edits.is_empty()).then_some(())?;
    Some(Proposal::new(RULE.name, "Box the future of the recursive call", context, EditSet::new(edits).ok()?, 0.92))
}
