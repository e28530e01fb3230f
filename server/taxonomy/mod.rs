//! Floor 2: the taxonomy of errors, and how a diagnostic finds its place in it.

mod categories;
mod classify;
mod go;
mod javascript;
mod python;
mod runtime;
mod rust;

pub use categories::{CATEGORIES, category};
pub use classify::classify;

use serde::Serialize;

/// The older seven error types; each category belongs to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Kind {
    #[serde(rename = "syntax error")]
    SyntaxError,
    #[serde(rename = "type mismatch")]
    TypeMismatch,
    #[serde(rename = "missing import")]
    MissingImport,
    #[serde(rename = "undefined variable")]
    UndefinedVariable,
    #[serde(rename = "compiler error")]
    CompilerError,
    #[serde(rename = "test failure")]
    TestFailure,
    #[serde(rename = "telemetry mismatch")]
    TelemetryMismatch,
}

/// How bad an error of a category is for the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CategorySeverity {
    /// Nothing can be said about the rest of the file.
    Fatal,
    /// The program does not run, but the error stands alone.
    Recoverable,
    /// The program runs.
    Advisory,
}

/// One row of the taxonomy.
#[derive(Debug, PartialEq)]
pub struct Category {
    /// `FAMILY.CODE`.
    pub id: &'static str,
    pub title: &'static str,
    pub kind: Kind,
    pub severity: CategorySeverity,
    /// How hard it is to mend, 0 (mechanical) to 1 (needs design).
    pub difficulty: f64,
    /// What to do, in one sentence.
    pub hint: &'static str,
}

impl Category {
    /// The part before the dot.
    pub fn family(&self) -> &'static str {
        self.id.split('.').next().unwrap_or(self.id)
    }
}

/// A row of a language's table of codes: the tools' codes are data, the subject is read from the message.
#[derive(Debug)]
pub struct CodeRow {
    /// The checkers that use the code; empty for all of the language.
    pub sources: &'static [&'static str],
    pub code: &'static str,
    pub category: &'static str,
}

/// A row of a language's table of messages, tried in order when no code decides. The first capture group, if there is one, is the subject.
#[derive(Debug)]
pub struct MessageRow {
    /// The checkers that say so; empty for all of the language.
    pub sources: &'static [&'static str],
    /// A regular expression, searched for in the message.
    pub pattern: &'static str,
    pub category: &'static str,
}
