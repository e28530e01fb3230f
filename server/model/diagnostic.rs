//! A diagnostic: what a checker said about a text, kept word for word.

use super::Applicability;
use crate::base::{EditSet, Span, hash};
use crate::syntax::{Language, SourceFile};
use crate::taxonomy::Category;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
    Information,
    Hint,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tag {
    Unnecessary,
    Deprecated,
}

/// The bytes of a tool's output that a diagnostic was read from, and their SHA-256. Never altered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw {
    bytes: Arc<[u8]>,
    sha256: [u8; 32],
}

impl Raw {
    pub fn new(bytes: &[u8]) -> Raw {
        Raw { bytes: bytes.into(), sha256: hash::sha256(bytes) }
    }

    /// Bytes and the digest that was kept with them, as a store gives them back. [`Raw::is_intact`] tells whether they still belong together.
    pub fn stored(bytes: &[u8], sha256: [u8; 32]) -> Raw {
        Raw { bytes: bytes.into(), sha256 }
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn sha256(&self) -> [u8; 32] {
        self.sha256
    }

    /// Whether the bytes are still those that were hashed.
    pub fn is_intact(&self) -> bool {
        hash::sha256(&self.bytes) == self.sha256
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    pub path: PathBuf,
    pub range: Span,
    pub message: String,
}

/// A repair that the tool itself offers, placed in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    pub title: String,
    pub applicability: Applicability,
    pub edits: Vec<(PathBuf, EditSet)>,
}

/// Where a diagnostic belongs in the taxonomy.
#[derive(Clone, Debug, PartialEq)]
pub struct Classification {
    pub category: &'static Category,
    /// What the diagnostic is about: the undefined name, the missing module; part of the cluster.
    pub subject: Option<String>,
    /// How sure the classification is, 0 to 1.
    pub confidence: f64,
}

impl Classification {
    /// The category's id and, where it is known, what the diagnostic is about: `RES.NAME:requests`.
    pub fn cluster(&self) -> String {
        match &self.subject {
            Some(subject) => format!("{}:{subject}", self.category.id),
            None => self.category.id.to_owned(),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// The same for the same error at the same place in the same program, also in another process.
    pub id: String,
    /// Absolute.
    pub path: PathBuf,
    pub language: Language,
    /// The checker's name.
    pub source: String,
    pub code: Option<String>,
    pub message: String,
    pub severity: Severity,
    /// In bytes of the text that the checker saw.
    pub range: Span,
    pub tags: Vec<Tag>,
    pub href: Option<String>,
    pub related: Vec<Related>,
    pub suggestions: Vec<Suggestion>,
    /// Whether it is about tests only, which its checker looks at only where the rest compiles.
    pub in_tests: bool,
    pub raw: Raw,
    /// Filled by the engine.
    pub classification: Option<Classification>,
}

impl Diagnostic {
    /// Gives the diagnostic its id, made of what was said, where the file lies and the line's text, so that it survives edits elsewhere.
    pub(crate) fn new(file: &SourceFile, mut diagnostic: Diagnostic) -> Diagnostic {
        let line = file.line_of(diagnostic.range.start);
        let span = file.line_span(line);
        let column = diagnostic.range.start.saturating_sub(span.start).to_string();
        diagnostic.id = hash::stable_id(&[
            &diagnostic.path.to_string_lossy(),
            &diagnostic.source,
            diagnostic.code.as_deref().unwrap_or(""),
            &diagnostic.message,
            span.of(file.text()),
            &column,
        ]);
        diagnostic
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The code, or `""`.
    pub fn code(&self) -> &str {
        self.code.as_deref().unwrap_or("")
    }

    /// The id of the category, or `""` before classification.
    pub fn category(&self) -> &'static str {
        self.classification.as_ref().map_or("", |classification| classification.category.id)
    }

    /// What the diagnostic is about, where that is known.
    pub fn subject(&self) -> Option<&str> {
        self.classification.as_ref()?.subject.as_deref()
    }
}
