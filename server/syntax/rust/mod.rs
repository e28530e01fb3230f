//! Rust: its judge of syntax, its scopes, its outline.

mod delimiters;
mod item_memory;
pub mod outline;
mod parse;
mod prelude;
pub mod scope;
mod scope_macros;
mod scope_names;
mod scope_walk;
pub mod syntax;
mod validate;
