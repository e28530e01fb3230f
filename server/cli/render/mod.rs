//! The forms in which findings are printed.

mod github;
mod human;
mod json;
mod sarif;

pub(super) use human::{diagnostic as human_diagnostic, plural};
pub(super) use json::JsonDiagnostic;

use super::Format;
use super::output::Output;
use crate::base::{ColumnUnit, LineColumn, Span};
use crate::model::{Diagnostic, Fix};
use crate::syntax::SourceFile;
use std::collections::BTreeSet;
use std::io;

/// A diagnostic with the text that it is about and the fixes on offer.
pub(super) struct Entry {
    pub file: SourceFile,
    pub diagnostic: Diagnostic,
    pub fixes: Vec<Fix>,
}

/// A fix that was taken.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Applied {
    pub title: String,
    pub rule: String,
    /// Of the diagnostic that it mends.
    pub message: String,
    /// The zero-based line of the diagnostic, in the text before the fix.
    pub line: usize,
    pub confidence: f64,
}

impl Applied {
    /// The fix of an error in `file`, taken with this confidence.
    pub fn new(file: &SourceFile, error: &Diagnostic, fix: &Fix, confidence: f64) -> Applied {
        let line = file.line_of(error.range.start);
        Applied { title: fix.title.clone(), rule: fix.rule.clone(), message: error.message.clone(), line, confidence }
    }
}

/// What was mended in a file.
pub(super) struct MendedFile {
    pub file: SourceFile,
    pub applied: Vec<Applied>,
}

/// All that a command has to say.
#[derive(Default)]
pub(super) struct Report {
    /// How many files were looked at.
    pub files: usize,
    /// The checkers that looked at one of them at least.
    pub checkers: BTreeSet<String>,
    pub entries: Vec<Entry>,
    /// What went wrong with tools.
    pub problems: Vec<String>,
    pub mended: Vec<MendedFile>,
    pub fixes_computed: usize,
}

impl Report {
    pub fn errors(&self) -> usize {
        self.entries.iter().filter(|entry| entry.diagnostic.is_error()).count()
    }
}

/// Prints a report.
pub(super) fn report(report: &Report, format: Format, output: &mut Output) -> io::Result<()> {
    match format {
        Format::Human => human::report(report, output),
        Format::Json => json::report(report, output),
        Format::Sarif => sarif::report(report, output),
        Format::Github => github::report(report, output),
    }
}

/// The one-based lines and columns (in code points) of a range's start and exclusive end.
fn one_based(file: &SourceFile, range: Span) -> (LineColumn, LineColumn) {
    let place = |offset| {
        let place = file.lines().place(file.text(), offset, ColumnUnit::Utf32);
        LineColumn { line: place.line + 1, column: place.column + 1 }
    };
    (place(range.start), place(range.end))
}
