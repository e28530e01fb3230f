//! The checkers of Python, one tool a file.

mod compile;
mod mypy;
mod pyright;
mod pytest;
mod ruff;
mod settings;
mod ty;

use super::Checker;

/// The checkers, in the order in which they run.
pub const CHECKERS: &[&dyn Checker] = &[&compile::Compile, &ruff::Ruff, &pyright::Pyright, &ty::Ty, &mypy::Mypy, &pytest::Pytest];
