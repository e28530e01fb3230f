//! The scopes of Rust.

use crate::syntax::{ScopeContext, ScopeReport};

/// The scope report of a text; empty where the text has syntax errors.
pub fn report(text: &str, context: &ScopeContext<'_>) -> ScopeReport {
    let _ = (text, context);
    ScopeReport::default()
}
