//! What a Rust file defines and imports.

use crate::syntax::Outline;

/// The outline of a text.
pub fn outline(text: &str) -> Outline {
    let _ = text;
    Outline::default()
}
