//! JavaScript: its judge of syntax, its scopes, its outline.

mod environment;
pub mod globals;
mod judge;
pub mod outline;
pub mod scope;
pub mod syntax;

pub use judge::looks_like_module;
