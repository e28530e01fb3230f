//! Floor 3: proposing fixes. One rule a file and one table; a rule looks at a diagnostic and the text, and proposes edits.

mod example;
pub mod learned;
mod lists;
mod lone_keyword;
mod native;
mod page;
pub mod pattern_file;
mod project;
mod renaming;
pub mod repair;
mod rule;
pub mod template;

pub mod go;
pub mod javascript;
pub mod python;
pub mod rust;

pub use example::{Example, Performance};
pub use native::native;
pub use page::{ExamplePage, Mended, RulePage, in_words, reference};
pub use project::{FOREIGN_FOLDERS, Project, ProjectFile};
pub use rule::{FixContext, Proposal, Rule};

use crate::syntax::Language;

/// The rules of a language.
pub fn rules(language: Language) -> &'static [Rule] {
    match language {
        Language::Rust => rust::RULES,
        Language::Python => python::RULES,
        Language::JavaScript => javascript::RULES,
        Language::Go => go::RULES,
    }
}
