//! The checkers of Rust, one tool a file.

mod cargo;
mod message;
mod rustc;
mod shadow;
mod title;

use super::Checker;

/// The checkers, in the order in which they run.
pub const CHECKERS: &[&dyn Checker] = &[&cargo::Cargo, &cargo::Clippy, &rustc::Rustc];
