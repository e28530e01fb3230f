//! The table of checkers.

use super::{Checker, go, javascript, python, rust};
use crate::syntax::Language;

/// The checkers of a language, in the order in which they run. Where two report the same error at the same place, the first one's is kept.
pub fn checkers(language: Language) -> &'static [&'static dyn Checker] {
    match language {
        Language::Rust => rust::CHECKERS,
        Language::Python => python::CHECKERS,
        Language::JavaScript => javascript::CHECKERS,
        Language::Go => go::CHECKERS,
    }
}
