//! Python: its judge of syntax, its scopes, its outline.

mod annotation;
mod binder;
pub mod builtins;
pub mod layout;
pub mod outline;
pub mod scope;
mod semantic;
pub mod syntax;

#[cfg(test)]
mod tests;

use crate::base::Span;
use ruff_text_size::{Ranged, TextRange};

/// The bytes of a node of ruff's tree.
pub(crate) fn span_of(node: &impl Ranged) -> Span {
    to_span(node.range())
}

pub(crate) fn to_span(range: TextRange) -> Span {
    Span::new(range.start().to_usize(), range.end().to_usize())
}
