//! Floor 1: texts and their syntax. One folder a language; the rest is the same for all.

pub mod document;
pub mod go;
pub mod javascript;
pub mod language;
pub mod outline;
pub mod parse;
pub mod python;
pub mod queries;
pub mod rust;
pub mod scope;
pub mod source;

pub use language::Language;
pub use outline::{Definition, DefinitionKind, Import, ImportedName, Outline};
pub use scope::{Binding, BindingKind, NameProblem, NameProblemKind, ScopeContext, ScopeReport};
pub use source::{SourceFile, TextDigest};

use crate::base::Span;

/// A syntax error as the in-process parser of a language sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// A tight range: the token that cannot stand there, or the opener that is never closed. May be empty at a place where something is missing.
    pub range: Span,
    /// One sentence in the words of the language's own tools, without a full stop.
    pub message: String,
    /// Where the other half of the error is: the opener of a mismatched closer, the first declaration of a duplicate one.
    pub related: Option<(Span, String)>,
}

/// The facts about a file beyond its text that decide how it is parsed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ParseOptions {
    /// Rust: the edition year (2015, 2018, 2021, 2024); 2021 where unknown.
    pub edition: Option<u16>,
    /// JavaScript: `Some(true)` for an ES module, `Some(false)` for CommonJS, `None` where only the text can tell.
    pub module: Option<bool>,
}

/// All syntax errors of a text, in order of place, as the language's in-process parser sees them; empty where the text is accepted.
/// This is the judge of syntax repairs: it knows no tolerance, and is silent on correct code.
pub fn syntax_errors(language: Language, text: &str, options: &ParseOptions) -> Vec<SyntaxError> {
    let errors = match language {
        Language::Rust => rust::syntax::errors(text, options),
        Language::Python => python::syntax::errors(text, options),
        Language::JavaScript => javascript::syntax::errors(text, options),
        Language::Go => go::syntax::errors(text, options),
    };
    in_order(text, errors)
}

/// Whether every token of a text has its place. What is refused of a text that was read (a `return` outside a function, a name that is declared
/// twice) shows only then, so that it is no step back from a text that could not be read.
pub fn parses(language: Language, text: &str, options: &ParseOptions) -> bool {
    match language {
        Language::Python => python::syntax::parses(text),
        Language::JavaScript => javascript::syntax::parses(text, options),
        Language::Rust | Language::Go => syntax_errors(language, text, options).is_empty(),
    }
}

fn in_order(text: &str, mut errors: Vec<SyntaxError>) -> Vec<SyntaxError> {
    for error in &mut errors {
        error.range = error.range.clamp_to(text);
    }
    errors.sort_by_key(|error| (error.range.start, error.range.end));
    errors
}

/// What [`scope_report`] gives for a text without syntax errors, else what [`syntax_errors`] gives, at the price of one parse.
pub fn examine(language: Language, text: &str, context: &ScopeContext<'_>) -> Result<ScopeReport, Vec<SyntaxError>> {
    let examined = match language {
        Language::Rust => rust::scope::examine(text, context),
        Language::Python => python::scope::examine(text, context),
        Language::JavaScript => javascript::scope::examine(text, context),
        Language::Go => go::scope::examine(text, context),
    };
    examined.map_err(|errors| in_order(text, errors))
}

/// What the scopes of a file say: names that are not bound, bindings that are not used, and what is in scope where.
/// Meaningful only for a text without syntax errors; for others it is empty.
pub fn scope_report(language: Language, text: &str, context: &ScopeContext<'_>) -> ScopeReport {
    match language {
        Language::Rust => rust::scope::report(text, context),
        Language::Python => python::scope::report(text, context),
        Language::JavaScript => javascript::scope::report(text, context),
        Language::Go => go::scope::report(text, context),
    }
}

/// What a file defines and imports at its top level, also where the text has errors elsewhere.
pub fn outline(language: Language, text: &str) -> Outline {
    match language {
        Language::Rust => rust::outline::outline(text),
        Language::Python => python::outline::outline(text),
        Language::JavaScript => javascript::outline::outline(text),
        Language::Go => go::outline::outline(text),
    }
}
