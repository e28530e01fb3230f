//! The checkers of Go, one tool a file.

use super::Checker;

/// The checkers, in the order in which they run.
pub const CHECKERS: &[&dyn Checker] = &[];
