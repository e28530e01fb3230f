//! For people: each finding with an excerpt of the source.

use super::{Entry, Report};
use crate::cli::output::Output;
use crate::cli::workset::shown_path;
use crate::model::{Diagnostic, Fix, Severity};
use crate::syntax::SourceFile;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::collections::BTreeSet;
use std::io;

/// Lines longer than this are shown around the error only; minified code would fill the screen.
const LONGEST_LINE: usize = 400;

/// Lines of a finding that are shown before an excerpt is cut.
const MOST_LINES: usize = 12;

pub(super) fn report(report: &Report, output: &mut Output) -> io::Result<()> {
    for mended in &report.mended {
        let path = shown_path(mended.file.path());
        for applied in &mended.applied {
            output.line(&format!("{path}:{}: {} [{}, {:.2}]", applied.line + 1, applied.title, applied.rule, applied.confidence))?;
        }
    }
    for Entry { file, diagnostic: found, fixes } in &report.entries {
        output.line(&diagnostic(file, found, fixes, output.colored()))?;
        output.line("")?;
    }
    output.line(&summary(report))
}

fn summary(report: &Report) -> String {
    let count = |severity| report.entries.iter().filter(|entry| entry.diagnostic.severity == severity).count();
    let touched: BTreeSet<_> = report.entries.iter().map(|entry| entry.file.path()).collect();
    let mended: usize = report.mended.iter().map(|file| file.applied.len()).sum();
    let mut parts = Vec::new();
    if mended > 0 {
        parts.push(format!("{} applied", plural(mended, "fix", "fixes")));
    }
    parts.push(plural(count(Severity::Error), "error", "errors"));
    if count(Severity::Warning) > 0 {
        parts.push(plural(count(Severity::Warning), "warning", "warnings"));
    }
    let where_found = match touched.len() {
        0 => String::new(),
        found => format!(" in {}", plural(found, "file", "files")),
    };
    let by: Vec<&str> = report.checkers.iter().map(String::as_str).collect();
    let by = if by.is_empty() { "no checker".to_owned() } else { by.join(", ") };
    format!("{}{where_found}; looked at {} with {by}", parts.join(", "), plural(report.files, "file", "files"))
}

/// A number with its noun.
pub(in crate::cli) fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// One finding with its excerpt, its hint and the best fixes.
pub(in crate::cli) fn diagnostic(file: &SourceFile, found: &Diagnostic, fixes: &[Fix], colored: bool) -> String {
    let level = match found.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO,
        Severity::Hint => Level::NOTE,
    };
    let excerpt = Excerpt::around(file, found);
    let path = shown_path(file.path());
    let mut snippet = Snippet::source(excerpt.text.as_str()).line_start(excerpt.first_line + 1).path(path.as_str());
    snippet = snippet.annotation(AnnotationKind::Primary.span(excerpt.start..excerpt.end));
    for (start, end, label) in &excerpt.related {
        snippet = snippet.annotation(AnnotationKind::Context.span(*start..*end).label(label.as_str()));
    }
    let code = found.code.clone().unwrap_or_default();
    let title = match code.as_str() {
        "" => level.primary_title(found.message.as_str()),
        code => level.primary_title(found.message.as_str()).id(code),
    };
    let mut group: Group<'_> = title.element(snippet);
    let placed = found.classification.as_ref().map_or(String::new(), |classification| format!(", {}", classification.cluster()));
    group = group.element(Level::NOTE.message(format!("{}{placed}", found.source)));
    if fixes.is_empty() {
        if let Some(classification) = found.classification.as_ref().filter(|_| found.is_error()) {
            group = group.element(Level::HELP.message(classification.category.hint));
        }
    } else {
        let titles: Vec<&str> = fixes.iter().take(3).map(|fix| fix.title.as_str()).collect();
        group = group.element(Level::HELP.message(titles.join("; or ")));
    }
    let renderer = if colored { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii).render(&[group])
}

/// The lines around a finding, cut out so that a huge file costs no more than a small one. Ranges are bytes of `text`.
struct Excerpt {
    text: String,
    /// Zero-based.
    first_line: usize,
    start: usize,
    end: usize,
    related: Vec<(usize, usize, String)>,
}

impl Excerpt {
    fn around(file: &SourceFile, found: &Diagnostic) -> Excerpt {
        let range = found.range.clamp_to(file.text());
        let first = file.line_of(range.start);
        let last = file.line_of(range.end).clamp(first, first + MOST_LINES);
        let whole = file.full_lines(first, last);
        let mut from = whole.start;
        let mut to = whole.end;
        if to - from > LONGEST_LINE * (last - first + 1) {
            let around = crate::base::Span::new(
                range.start.saturating_sub(LONGEST_LINE / 4).max(from),
                (range.end.min(range.start + LONGEST_LINE / 2) + LONGEST_LINE / 4).min(to),
            );
            let around = around.clamp_to(file.text());
            from = around.start;
            to = around.end;
        }
        let text = file.slice(crate::base::Span::new(from, to)).to_owned();
        let within = |offset: usize| offset.clamp(from, to) - from;
        let related = found.related.iter().filter(|related| related.path == file.path() && from <= related.range.start && related.range.end <= to);
        let related = related.map(|related| (within(related.range.start), within(related.range.end), related.message.clone())).collect();
        // A mark on a line break would be drawn on the next line.
        let end = within(range.end).max(within(range.start));
        let covered = text.get(within(range.start)..end).unwrap_or("");
        let end = within(range.start) + covered.trim_end_matches(['\n', '\r']).len();
        Excerpt { start: within(range.start), end, first_line: first, related, text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;
    use crate::heal::Engine;
    use crate::model::{Finding, Place};
    use crate::syntax::{Language, ParseOptions};

    fn rendered(text: &str, range: Span) -> String {
        let file = SourceFile::new("/w/a.py", Language::Python, text, ParseOptions::default());
        let mut finding = Finding::new("ruff", "/w/a.py", Place::Bytes(range), Severity::Error, "Undefined name `naem`", b"raw");
        finding.code = Some("F821".into());
        let diagnostics = Engine::default().categorize(&[finding], &file, std::path::Path::new("/w"));
        diagnostic(&file, &diagnostics[0], &[], false)
    }

    #[test]
    fn a_finding_is_shown_with_its_line() {
        let shown = rendered("x = 1\n\tprint('é', naem)\r\n", Span::new(18, 22));
        assert!(shown.starts_with("error[F821]: Undefined name `naem`\n"), "{shown}");
        assert!(shown.contains("/w/a.py:2:"), "{shown}");
        assert!(shown.contains("^^^^"), "{shown}");
        assert!(!shown.contains('\u{1b}'), "{shown}");
    }

    #[test]
    fn places_at_the_edges_are_shown() {
        for (text, range) in [("", Span::at(0)), ("x", Span::at(1)), ("x\n", Span::at(2)), ("\u{feff}x\r\ny", Span::new(3, 6)), ("a\n\n\n", Span::new(0, 4))] {
            assert!(rendered(text, range).contains("a.py:"), "{text:?} {range:?}");
        }
        let long = format!("x = [{}naem]", "1, ".repeat(100_000));
        assert!(rendered(&long, Span::new(300_005, 300_009)).len() < 2_000);
        let many = "line\n".repeat(1_000);
        assert!(rendered(&many, Span::new(0, 4_000)).lines().count() < 40);
    }
}
