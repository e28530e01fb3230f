//! What the repair engine knows of a language beyond its parser: data only.

use super::{go, javascript, python, rust};
use crate::syntax::Language;

/// How a string literal begins and ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct StringForm {
    pub quote: &'static str,
    /// Whether it may run over line breaks.
    pub multiline: bool,
    /// Whether a backslash takes the next character with it.
    pub escapes: bool,
}

/// The words and signs of one language.
#[derive(Debug)]
pub(super) struct Grammar {
    pub language: Language,
    pub keywords: &'static [&'static str],
    /// Names so frequent that the token model knows them by their spelling.
    pub common: &'static [&'static str],
    /// Operators and punctuation of more than one character, longest first.
    pub operators: &'static [&'static str],
    /// String forms, longer quotes first.
    pub strings: &'static [StringForm],
    /// The letters that may stand directly before a quote and belong to the literal.
    pub prefixes: &'static str,
    pub line_comment: &'static str,
    /// The signs around a block comment, and whether such comments nest.
    pub block_comment: Option<(&'static str, &'static str, bool)>,
    /// Tokens that are tried in gaps, without brackets, which are always tried.
    pub insertable: &'static [&'static str],
    /// What is tried in the place of a token: the token and its replacement.
    pub substitutes: &'static [(&'static str, &'static str)],
    /// Words of other languages and older versions, and what is written here.
    pub foreign: &'static [(&'static str, &'static str)],
}

impl Grammar {
    pub fn of(language: Language) -> &'static Grammar {
        match language {
            Language::Rust => &rust::GRAMMAR,
            Language::Python => &python::GRAMMAR,
            Language::JavaScript => &javascript::GRAMMAR,
            Language::Go => &go::GRAMMAR,
        }
    }

    pub fn is_keyword(&self, word: &str) -> bool {
        self.keywords.contains(&word)
    }

    /// Whether a line break alone never ends a statement's block structure: everywhere but in Python.
    pub fn has_braces(&self) -> bool {
        self.language != Language::Python
    }
}

/// The closer of an opener; `${` closes as `{` does.
pub(super) fn closer_of(opener: &str) -> Option<&'static str> {
    match opener {
        "(" => Some(")"),
        "[" => Some("]"),
        "{" | "${" => Some("}"),
        _ => None,
    }
}
