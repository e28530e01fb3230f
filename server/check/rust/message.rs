//! Reads the JSON that rustc prints, one diagnostic a line, alone or inside cargo's messages.

use super::title;
use crate::base::{ColumnUnit, LineColumn};
use crate::model::{Applicability, Finding, FindingRelated, FindingSuggestion, Place, Severity, Tag};
use serde::Deserialize;

/// One diagnostic of rustc, or one of its notes.
#[derive(Debug, Deserialize)]
pub(super) struct Message {
    pub message: String,
    #[serde(default)]
    code: Option<Code>,
    level: String,
    #[serde(default)]
    pub spans: Vec<Span>,
    #[serde(default)]
    pub children: Vec<Message>,
}

impl Message {
    /// The place that a diagnostic is about.
    pub fn primary(&self) -> Option<&Span> {
        self.spans.iter().find(|span| span.is_primary).or(self.spans.first())
    }
}

#[derive(Debug, Deserialize)]
struct Code {
    code: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Span {
    pub file_name: String,
    line_start: usize,
    line_end: usize,
    /// One-based, in code points.
    column_start: usize,
    column_end: usize,
    is_primary: bool,
    label: Option<String>,
    suggested_replacement: Option<String>,
    suggestion_applicability: Option<String>,
    expansion: Option<Box<Expansion>>,
}

#[derive(Debug, Deserialize)]
struct Expansion {
    span: Span,
    macro_decl_name: String,
}

impl Span {
    /// The place in the user's own text: for what a macro made, the call that made it. A derive speaks of the type that it stands at, so
    /// there the field or variant that it cannot do with is the place.
    pub fn call_site(&self) -> &Span {
        let mut span = self;
        while let Some(expansion) = &span.expansion {
            let is_derive = expansion.macro_decl_name.starts_with("#[derive(") && expansion.span.file_name == span.file_name;
            if is_derive && expansion.span.line_start <= span.line_start {
                break;
            }
            span = &expansion.span;
        }
        span
    }

    /// Whether the span is the user's own text: what no macro made. The compiler reads `async`, `?` or `for` as something else that it calls
    /// an expansion too, but the places in such a desugaring are those of what the user wrote.
    fn is_written(&self) -> bool {
        self.expansion.as_ref().is_none_or(|expansion| expansion.macro_decl_name.starts_with("desugaring") && expansion.span.is_written())
    }

    pub fn place(&self) -> Place {
        let place = |line: usize, column: usize| LineColumn { line: line.saturating_sub(1), column: column.saturating_sub(1) };
        Place::Lines { start: place(self.line_start, self.column_start), end: Some(place(self.line_end, self.column_end)), unit: ColumnUnit::Utf32 }
    }

    pub fn start(&self) -> (usize, usize) {
        (self.line_start, self.column_start)
    }

    fn end(&self) -> (usize, usize) {
        (self.line_end, self.column_end)
    }
}

/// What rustc prints at the end of a failed run says nothing about the program.
const EPILOGUES: &[&str] = &["aborting due to", "could not compile", "For more information about", "Some errors have detailed explanations"];

/// The finding that a diagnostic is; `None` for one that only sums up others. `fallback` is the file to blame where the diagnostic names no
/// place; without it such a diagnostic is left out.
pub(super) fn finding(message: &Message, fallback: Option<&str>, raw: &[u8]) -> Option<Finding> {
    let severity = match message.level.as_str() {
        "error" | "error: internal compiler error" => Severity::Error,
        "warning" => Severity::Warning,
        _ => return None,
    };
    let counts_others = message.spans.is_empty() && message.message.ends_with(" emitted");
    if counts_others || EPILOGUES.iter().any(|epilogue| message.message.starts_with(epilogue)) {
        return None;
    }
    let code = message.code.as_ref().map(|code| code.code.as_str());
    let source = if code.is_some_and(|code| code.starts_with("clippy::")) { "clippy" } else { "rustc" };
    let primary = message.primary();
    let (path, place) = match primary.map(Span::call_site) {
        Some(span) => (span.file_name.as_str(), span.place()),
        None => (fallback?, Place::Line(0)),
    };
    let mut found = Finding::new(source, path, place, severity, words(message, primary), raw);
    found.code = code.map(str::to_owned);
    found.href = code.and_then(documentation);
    found.tags = tags(code.unwrap_or(""));
    found.related = related(message, primary);
    found.suggestions = message.children.iter().flat_map(suggestions).collect();
    Some(found)
}

/// What the compiler says: the message, the label of its place, and the notes that stand at no place of their own, a line each.
fn words(message: &Message, primary: Option<&Span>) -> String {
    let mut lines = vec![message.message.clone()];
    if let Some(label) = primary.and_then(|span| span.label.as_ref()).filter(|label| !message.message.contains(label.as_str())) {
        lines.push(label.clone());
    }
    let placeless = message.children.iter().filter(|child| child.spans.is_empty() && !is_lint_level(&child.message));
    lines.extend(placeless.map(|child| format!("{}: {}", child.level, child.message)));
    lines.join("\n")
}

/// Whether a note only says why a lint is on.
fn is_lint_level(note: &str) -> bool {
    (note.contains("#[warn(") || note.contains("#[deny(")) && note.contains("by default") || note.starts_with("to override `-")
}

fn related(message: &Message, primary: Option<&Span>) -> Vec<FindingRelated> {
    let mut related: Vec<FindingRelated> = Vec::new();
    let mut add = |span: &Span, words: &str| {
        let site = span.call_site();
        related.push(FindingRelated { path: site.file_name.clone().into(), place: site.place(), message: words.to_owned() });
    };
    for span in &message.spans {
        let is_main = primary.is_some_and(|primary| std::ptr::eq(primary, span));
        if let Some(label) = span.label.as_deref().filter(|_| !is_main) {
            add(span, label);
        }
    }
    for child in &message.children {
        for span in child.spans.iter().filter(|span| span.suggested_replacement.is_none()) {
            let words = match (&span.label, span.is_primary) {
                (_, true) => child.message.as_str(),
                (Some(label), false) => label.as_str(),
                (None, false) => continue,
            };
            add(span, words);
        }
    }
    related
}

/// The suggestions that a note makes. The parts of one suggestion come in order of place; a part that starts again at or before the one
/// before it begins the next alternative.
fn suggestions(child: &Message) -> Vec<FindingSuggestion> {
    let mut alternatives: Vec<Vec<&Span>> = Vec::new();
    for span in child.spans.iter().filter(|span| span.suggested_replacement.is_some()) {
        match alternatives.last_mut() {
            Some(parts) if parts.last().is_some_and(|last| last.start() < span.start() && last.end() <= span.start() && last.file_name == span.file_name) => {
                parts.push(span);
            }
            _ => alternatives.push(vec![span]),
        }
    }
    alternatives.iter().filter_map(|parts| suggestion(&child.message, parts)).collect()
}

/// One suggestion of all its parts; `None` where a part lies in a macro's expansion and so not in the user's text.
fn suggestion(message: &str, parts: &[&Span]) -> Option<FindingSuggestion> {
    if !parts.iter().all(|part| part.is_written()) {
        return None;
    }
    let applicability = parts.iter().map(|part| match part.suggestion_applicability.as_deref() {
        Some("MachineApplicable") => Applicability::Safe,
        // rustc says so of much that has no hole at all: of a swap of arguments, of a name corrected, of a question mark.
        Some("HasPlaceholders") if part.suggested_replacement.as_deref().is_some_and(has_hole) => Applicability::Sketch,
        _ => Applicability::Review,
    });
    let texts: Vec<&str> = parts.iter().filter_map(|part| part.suggested_replacement.as_deref()).collect();
    Some(FindingSuggestion {
        title: title::imperative(message, &texts),
        applicability: applicability.max()?,
        edits: parts.iter().zip(&texts).map(|(part, text)| (part.file_name.clone().into(), part.place(), (*text).to_owned())).collect(),
    })
}

/// Whether a text leaves something for the user to write.
fn has_hole(text: &str) -> bool {
    ["/*", "todo!", "unimplemented!"].iter().any(|hole| text.contains(hole))
}

fn documentation(code: &str) -> Option<String> {
    if let Some(lint) = code.strip_prefix("clippy::") {
        return Some(format!("https://rust-lang.github.io/rust-clippy/master/index.html#{lint}"));
    }
    let is_error_code = code.len() == 5 && code.starts_with('E') && code.chars().skip(1).all(|digit| digit.is_ascii_digit());
    is_error_code.then(|| format!("https://doc.rust-lang.org/error_codes/{code}.html"))
}

fn tags(code: &str) -> Vec<Tag> {
    match code {
        "deprecated" | "deprecated_in_future" => vec![Tag::Deprecated],
        "dead_code" | "unreachable_code" | "unreachable_patterns" | "redundant_imports" => vec![Tag::Unnecessary],
        _ if code.starts_with("unused_") && code != "unused_must_use" => vec![Tag::Unnecessary],
        _ => Vec::new(),
    }
}
