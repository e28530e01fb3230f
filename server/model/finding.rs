//! What a checker said, in its own coordinates. Parsers of tool output make findings without looking at any file; a finding becomes a
//! [`Diagnostic`] when it meets the text that the tool saw.

use super::{Applicability, Diagnostic, Raw, Related, Severity, Suggestion, Tag};
use crate::base::{ColumnUnit, EditSet, LineColumn, Span, TextEdit};
use crate::syntax::{Language, SourceFile};
use std::path::{Path, PathBuf};

/// A place in a file as a tool gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Byte offsets into the file.
    Bytes(Span),
    /// Zero-based lines and columns; without an end the place is the token at the start.
    Lines { start: LineColumn, end: Option<LineColumn>, unit: ColumnUnit },
    /// A whole zero-based line, where a tool gives no column.
    Line(usize),
    /// Characters of a zero-based line, counted from its first one that is not blank, as Python marks them.
    Trimmed { line: usize, start: usize, end: usize },
    /// Offsets into the file, counted in some unit.
    Characters { start: usize, end: usize, unit: ColumnUnit },
}

/// One message of a tool.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// As the tool gave it: absolute, or relative to the folder it ran in.
    pub path: PathBuf,
    pub place: Place,
    pub severity: Severity,
    /// The checker's name: `rustc`, `clippy`, `python`, `ruff`, `pyright`, `node`, `eslint`, `tsc`, `go`, `vet`, `healer` …
    pub source: String,
    /// The tool's own code, without decoration.
    pub code: Option<String>,
    /// The tool's own words.
    pub message: String,
    /// Where the tool documents this code.
    pub href: Option<String>,
    pub tags: Vec<Tag>,
    pub related: Vec<FindingRelated>,
    pub suggestions: Vec<FindingSuggestion>,
    /// Whether it is about tests only, which its checker looks at only where the rest compiles.
    pub in_tests: bool,
    /// The bytes of the tool's output that say this, unaltered.
    pub raw: Raw,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FindingRelated {
    pub path: PathBuf,
    pub place: Place,
    pub message: String,
}

/// A repair that the tool itself offers. All parts belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct FindingSuggestion {
    pub title: String,
    pub applicability: Applicability,
    /// Path, place and new text.
    pub edits: Vec<(PathBuf, Place, String)>,
}

impl Finding {
    /// A finding with neither related places nor suggestions.
    pub fn new(source: &str, path: impl Into<PathBuf>, place: Place, severity: Severity, message: impl Into<String>, raw: &[u8]) -> Finding {
        Finding {
            path: path.into(),
            place,
            severity,
            source: source.to_owned(),
            code: None,
            message: message.into(),
            href: None,
            tags: Vec::new(),
            related: Vec::new(),
            suggestions: Vec::new(),
            in_tests: false,
            raw: Raw::new(raw),
        }
    }

    /// The diagnostic that this finding is in `file`. `source_of` gives the text of another file that a suggestion or a related place
    /// names; what cannot be placed is dropped whole: a suggestion with a part missing is no suggestion.
    pub fn resolve(&self, file: &SourceFile, folder: &Path, source_of: &dyn Fn(&Path) -> Option<SourceFile>) -> Diagnostic {
        let in_folder = |path: &Path| if path.is_absolute() { path.to_owned() } else { folder.join(path) };
        let source_at = |path: &Path| {
            let path = in_folder(path);
            if path == file.path() { Some(file.clone()) } else { source_of(&path) }
        };
        let related = self.related.iter().filter_map(|related| {
            let other = source_at(&related.path)?;
            Some(Related { path: other.path().to_owned(), range: related.place.span(&other), message: related.message.clone() })
        });
        let suggestions = self.suggestions.iter().filter_map(|suggestion| {
            let mut by_file: Vec<(PathBuf, Vec<TextEdit>)> = Vec::new();
            for (path, place, text) in &suggestion.edits {
                let other = source_at(path)?;
                let edit = TextEdit::replace(place.exact_span(&other), text.clone());
                match by_file.iter_mut().find(|(known, _)| known == other.path()) {
                    Some((_, edits)) => edits.push(edit),
                    None => by_file.push((other.path().to_owned(), vec![edit])),
                }
            }
            let edits = by_file.into_iter().map(|(path, edits)| Some((path, EditSet::new(edits).ok()?))).collect::<Option<Vec<_>>>()?;
            Some(Suggestion { title: suggestion.title.clone(), applicability: suggestion.applicability, edits })
        });
        let range = self.place.span(file);
        Diagnostic::new(
            file,
            Diagnostic {
                id: String::new(),
                path: file.path().to_owned(),
                language: file.language(),
                source: self.source.clone(),
                code: self.code.clone(),
                message: self.message.clone(),
                severity: self.severity,
                range,
                tags: self.tags.clone(),
                href: self.href.clone(),
                related: related.collect(),
                suggestions: suggestions.collect(),
                in_tests: self.in_tests,
                raw: self.raw.clone(),
                classification: None,
            },
        )
    }
}

impl Place {
    /// A one-based line and column, as most tools print them. A line of 0 is taken for 1, a column of 0 for the whole line.
    pub fn one_based(line: usize, column: usize, unit: ColumnUnit) -> Place {
        match column.checked_sub(1) {
            Some(column) => Place::Lines { start: LineColumn { line: line.saturating_sub(1), column }, end: None, unit },
            None => Place::Line(line.saturating_sub(1)),
        }
    }

    /// One-based lines and columns of a start and an exclusive end.
    pub fn one_based_range(start: (usize, usize), end: (usize, usize), unit: ColumnUnit) -> Place {
        let place = |(line, column): (usize, usize)| LineColumn { line: line.saturating_sub(1), column: column.saturating_sub(1) };
        Place::Lines { start: place(start), end: Some(place(end)), unit }
    }

    /// The range as given; a place without an end is empty. Fits the text always.
    pub fn exact_span(&self, file: &SourceFile) -> Span {
        let text = file.text();
        match *self {
            Place::Bytes(range) => range.clamp_to(text),
            Place::Lines { start, end, unit } => {
                let from = file.lines().offset(text, start, unit);
                Span::new(from, end.map_or(from, |end| file.lines().offset(text, end, unit)))
            }
            Place::Line(line) => {
                let span = file.line_span(line);
                let content = span.of(text);
                let lead = content.len() - content.trim_start().len();
                Span::new(span.start + lead, span.start + content.trim_end().len().max(lead))
            }
            Place::Characters { start, end, unit } => {
                let width = |character: char| match unit {
                    ColumnUnit::Utf8 => character.len_utf8(),
                    ColumnUnit::Utf16 => character.len_utf16(),
                    ColumnUnit::Utf32 => 1,
                };
                let mut counted = 0;
                let mut bounds = (text.len(), text.len());
                for (at, character) in text.char_indices() {
                    for (bound, wanted) in [(&mut bounds.0, start), (&mut bounds.1, end)] {
                        if counted <= wanted && wanted < counted + width(character) {
                            *bound = at;
                        }
                    }
                    counted += width(character);
                }
                Span::new(bounds.0, bounds.1)
            }
            Place::Trimmed { line, start, end } => {
                let whole = Place::Line(line).exact_span(file);
                let content = whole.of(text);
                let offset = |count: usize| content.char_indices().nth(count).map_or(content.len(), |(at, _)| at);
                Span::new(whole.start + offset(start), whole.start + offset(end))
            }
        }
    }

    /// The range to show: as [`Place::exact_span`], but a place without an end covers the token that starts there.
    pub fn span(&self, file: &SourceFile) -> Span {
        let exact = self.exact_span(file);
        match self {
            Place::Lines { end: None, .. } => Span::new(exact.start, exact.start + token_length(file.text(), exact.start, file.language())),
            _ => exact,
        }
    }
}

/// The length in bytes of the word or single character at an offset; 0 at the end of a line.
fn token_length(text: &str, offset: usize, language: Language) -> usize {
    let rest = text.get(offset..).unwrap_or("");
    let in_word = |c: char| c.is_alphanumeric() || c == '_' || (language == Language::JavaScript && c == '$');
    match rest.chars().next() {
        Some(first) if in_word(first) => rest.chars().take_while(|c| in_word(*c)).map(char::len_utf8).sum(),
        Some('\n' | '\r') | None => 0,
        Some(first) => first.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::ParseOptions;

    fn file(text: &str) -> SourceFile {
        SourceFile::new("/w/a.py", Language::Python, text, ParseOptions::default())
    }

    #[test]
    fn a_place_without_end_covers_its_token() {
        let source = file("é = naem + 1\n");
        let place = Place::one_based(1, 5, ColumnUnit::Utf32);
        assert_eq!(source.slice(place.span(&source)), "naem");
        assert!(place.exact_span(&source).is_empty());
        assert_eq!(source.slice(Place::Line(0).span(&source)), "é = naem + 1");
        let indented = file("def f():\n    é = naem\n");
        assert_eq!(indented.slice(Place::Trimmed { line: 1, start: 4, end: 8 }.span(&indented)), "naem");
    }

    #[test]
    fn a_suggestion_with_a_part_missing_is_dropped() {
        let source = file("x\n");
        let mut finding = Finding::new("tool", "/w/a.py", Place::Line(0), Severity::Error, "m", b"raw");
        let whole = FindingSuggestion { title: "t".into(), applicability: Applicability::Safe, edits: vec![("/w/a.py".into(), Place::Line(0), "y".into())] };
        let mut broken = whole.clone();
        broken.edits.push(("/w/gone.py".into(), Place::Line(0), "z".into()));
        finding.suggestions = vec![broken, whole];
        let diagnostic = finding.resolve(&source, Path::new("/w"), &|_| None);
        assert_eq!(diagnostic.suggestions.len(), 1);
    }
}
