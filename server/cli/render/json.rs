//! One JSON document. Lines and columns count from one, columns in code points; `bytes` are offsets into the file.

use super::{Entry, Report, one_based};
use crate::cli::output::Output;
use crate::cli::workset::shown_path;
use crate::model::{Applicability, Diagnostic, Fix, Origin, Severity};
use crate::syntax::{Language, SourceFile};
use serde::Serialize;
use std::collections::BTreeSet;
use std::io;

#[derive(Serialize)]
struct Document<'r> {
    /// Of this format; fields may be added without a new number.
    version: u32,
    files: usize,
    checkers: &'r BTreeSet<String>,
    errors: usize,
    diagnostics: Vec<JsonDiagnostic<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mended: Vec<Mended<'r>>,
    problems: &'r [String],
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Bytes {
    start: usize,
    end: usize,
}

#[derive(Serialize)]
pub(in crate::cli) struct JsonDiagnostic<'r> {
    id: &'r str,
    path: String,
    language: Language,
    source: &'r str,
    code: Option<&'r str>,
    severity: Severity,
    message: &'r str,
    start: Position,
    end: Position,
    bytes: Bytes,
    category: &'static str,
    cluster: Option<String>,
    kind: Option<crate::taxonomy::Kind>,
    hint: Option<&'static str>,
    /// How sure the category is, 0 to 1.
    confidence: Option<f64>,
    href: Option<&'r str>,
    /// The SHA-256 of the bytes that the tool printed.
    raw_sha256: String,
    fixes: Vec<JsonFix<'r>>,
}

#[derive(Serialize)]
struct JsonFix<'r> {
    id: &'r str,
    title: &'r str,
    origin: Origin,
    rule: &'r str,
    applicability: Applicability,
    confidence: f64,
    preferred: bool,
    edits: Vec<JsonEdit<'r>>,
}

#[derive(Serialize)]
struct JsonEdit<'r> {
    path: String,
    bytes: Bytes,
    text: &'r str,
}

#[derive(Serialize)]
struct Mended<'r> {
    path: String,
    applied: Vec<JsonApplied<'r>>,
}

#[derive(Serialize)]
struct JsonApplied<'r> {
    line: usize,
    title: &'r str,
    rule: &'r str,
    message: &'r str,
    confidence: f64,
}

pub(super) fn report(report: &Report, output: &mut Output) -> io::Result<()> {
    let mended = report.mended.iter().map(|file| Mended {
        path: shown_path(file.file.path()),
        applied: file
            .applied
            .iter()
            .map(|applied| JsonApplied {
                line: applied.line + 1,
                title: &applied.title,
                rule: &applied.rule,
                message: &applied.message,
                confidence: applied.confidence,
            })
            .collect(),
    });
    output.json(&Document {
        version: 1,
        files: report.files,
        checkers: &report.checkers,
        errors: report.errors(),
        diagnostics: report.entries.iter().map(|Entry { file, diagnostic, fixes }| JsonDiagnostic::new(file, diagnostic, fixes)).collect(),
        mended: mended.collect(),
        problems: &report.problems,
    })
}

impl<'r> JsonDiagnostic<'r> {
    pub fn new(file: &SourceFile, diagnostic: &'r Diagnostic, fixes: &'r [Fix]) -> JsonDiagnostic<'r> {
        let (start, end) = one_based(file, diagnostic.range);
        let classification = diagnostic.classification.as_ref();
        JsonDiagnostic {
            id: &diagnostic.id,
            path: shown_path(&diagnostic.path),
            language: diagnostic.language,
            source: &diagnostic.source,
            code: diagnostic.code.as_deref(),
            severity: diagnostic.severity,
            message: &diagnostic.message,
            start: Position { line: start.line, column: start.column },
            end: Position { line: end.line, column: end.column },
            bytes: Bytes { start: diagnostic.range.start, end: diagnostic.range.end },
            category: diagnostic.category(),
            cluster: classification.map(|classification| classification.cluster()),
            kind: classification.map(|classification| classification.category.kind),
            hint: classification.map(|classification| classification.category.hint),
            confidence: classification.map(|classification| classification.confidence),
            href: diagnostic.href.as_deref(),
            raw_sha256: crate::base::hash::hex(&diagnostic.raw.sha256()),
            fixes: fixes.iter().map(JsonFix::new).collect(),
        }
    }
}

impl<'r> JsonFix<'r> {
    fn new(fix: &'r Fix) -> JsonFix<'r> {
        let edits = fix.edits.iter().flat_map(|file| {
            let path = shown_path(&file.path);
            file.edits.edits().iter().map(move |edit| JsonEdit {
                path: path.clone(),
                bytes: Bytes { start: edit.range.start, end: edit.range.end },
                text: &edit.text,
            })
        });
        JsonFix {
            id: &fix.id,
            title: &fix.title,
            origin: fix.origin,
            rule: &fix.rule,
            applicability: fix.applicability,
            confidence: fix.confidence,
            preferred: fix.preferred,
            edits: edits.collect(),
        }
    }
}
