//! Rust: its judge of syntax, its scopes, its outline.

mod delimiters;
pub mod outline;
mod parse;
pub mod scope;
pub mod syntax;
