//! healer mends code: it sorts what compilers, linters, tests and language servers report into one taxonomy, proposes ranked fixes that
//! have been checked, and applies them. The command line and the language server are thin faces over this library.
//!
//! The folders are floors, and imports go down only; ARCHITECTURE.md tells why and what each one holds.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod base;
pub mod check;
pub mod cli;
pub mod fix;
pub mod heal;
pub mod lsp;
pub mod model;
pub mod session;
pub mod syntax;
pub mod taxonomy;

pub use heal::Engine;
pub use syntax::{Language, ParseOptions, SourceFile};
