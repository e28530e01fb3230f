//! Python: its judge of syntax, its scopes, its outline.

pub mod outline;
pub mod scope;
pub mod syntax;
