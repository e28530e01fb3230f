//! Tools that say all in one line, with lines that go on indented.

use super::Found;
use super::log::{Lines, group, number, pattern};
use crate::base::ColumnUnit;
use crate::model::{Finding, Place, Severity};
use regex::{Captures, Regex};

fn severity(word: &str) -> Severity {
    match word {
        "error" | "fatal error" => Severity::Error,
        "warning" => Severity::Warning,
        _ => Severity::Information,
    }
}

fn code(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Reads the line at a place, whose text comes with it.
type Form = fn(&Lines<'_>, usize, &str) -> Option<Found>;

/// A line in the form of one of the tools, tried in order: the more telling forms first.
pub(super) fn one_line(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let text = lines.text(at);
    if !text.contains(':') || text.len() > 4000 {
        return None;
    }
    const FORMS: &[Form] = &[tsc, pyright, bracketed, ruff, mypy, go, unix];
    FORMS.iter().find_map(|form| form(lines, at, text))
}

struct Said<'t> {
    source: &'t str,
    path: &'t str,
    place: Place,
    severity: Severity,
    code: Option<String>,
    message: String,
}

fn found(lines: &Lines<'_>, at: usize, end: usize, said: Said<'_>) -> Option<Found> {
    let path = said.path.strip_prefix("./").unwrap_or(said.path);
    let mut finding = Finding::new(said.source, path, said.place, said.severity, said.message, &lines.raw(at..end));
    finding.code = said.code;
    Some(Found::one(finding, end - at))
}

fn captures<'t>(pattern: Option<&Regex>, text: &'t str) -> Option<Captures<'t>> {
    pattern?.captures(text)
}

/// `a.js(1,2): error TS2304: …` and the pretty form `a.js:1:2 - error TS2304: …` with an excerpt.
fn tsc(lines: &Lines<'_>, at: usize, text: &str) -> Option<Found> {
    let plain = captures(pattern!(r"^(\S.*?)\((\d+),(\d+)\): (error|warning|message) (TS\d+): (.*)$"), text);
    let pretty = plain.is_none();
    let said = plain.or_else(|| captures(pattern!(r"^(\S.*?):(\d+):(\d+) - (error|warning|message) (TS\d+): (.*)$"), text))?;
    let mut message = group(&said, 6).to_owned();
    let mut end = at + 1;
    while let Some(more) = lines.get(end).filter(|more| more.starts_with("  ") && !more.trim().is_empty()) {
        message.push('\n');
        message.push_str(more);
        end += 1;
    }
    let (line, column) = (number(&said, 2), number(&said, 3));
    let mut place = Place::one_based(line, column, ColumnUnit::Utf16);
    if pretty && lines.is_blank(end) {
        let waves = pattern!(r"^\s*(~+)\s*$");
        let limit = lines.end_while(end + 1, |text| !text.trim().is_empty());
        if let Some((waves_at, waves)) = lines.find(end..limit, waves) {
            place = Place::one_based_range((line, column), (line, column + group(&waves, 1).len()), ColumnUnit::Utf16);
            end = waves_at + 1;
        }
    }
    let (path, severity) = (group(&said, 1), severity(group(&said, 4)));
    found(lines, at, end, Said { source: "tsc", path, place, severity, code: code(group(&said, 5)), message })
}

/// `  /w/a.py:1:2 - error: … (reportX)`, with deeper lines that go on.
fn pyright(lines: &Lines<'_>, at: usize, text: &str) -> Option<Found> {
    let said = captures(pattern!(r"^\s*(\S.*?\.pyi?):(\d+):(\d+) - (error|warning|information): (.*)$"), text)?;
    let indent = text.len() - text.trim_start().len();
    let end = lines.end_while(at + 1, |more| more.len() - more.trim_start().len() > indent && !more.trim().is_empty());
    let mut message =
        std::iter::once(group(&said, 5)).chain((at + 1..end).map(|more| lines.text(more).get(indent..).unwrap_or(""))).collect::<Vec<_>>().join("\n");
    let rule = captures(pattern!(r"\s*\((report\w+)\)$"), &message).map(|rule| (group(&rule, 1).to_owned(), rule.get(0).map_or(0, |whole| whole.start())));
    if let Some((_, start)) = &rule {
        message.truncate(*start);
    }
    let place = Place::one_based(number(&said, 2), number(&said, 3), ColumnUnit::Utf16);
    found(
        lines,
        at,
        end,
        Said { source: "pyright", path: group(&said, 1), place, severity: severity(group(&said, 4)), code: rule.map(|(name, _)| name), message },
    )
}

/// rustc's short form and ty's concise one: `a.rs:1:2: error[E0425]: …`, `a.py:1:2: error[rule-name] …`.
fn bracketed(lines: &Lines<'_>, at: usize, text: &str) -> Option<Found> {
    let rust = captures(pattern!(r"^(\S.*?\.rs):(\d+):(\d+): (error|warning)(?:\[([\w:]+)\])?: (.*)$"), text);
    let source = if rust.is_some() { "rustc" } else { "ty" };
    let said = rust.or_else(|| captures(pattern!(r"^(\S.*?\.pyi?):(\d+):(\d+): (error|warning|info)\[([a-z-]+)\] (.*)$"), text))?;
    let place = Place::one_based(number(&said, 2), number(&said, 3), ColumnUnit::Utf32);
    found(
        lines,
        at,
        at + 1,
        Said { source, path: group(&said, 1), place, severity: severity(group(&said, 4)), code: code(group(&said, 5)), message: group(&said, 6).to_owned() },
    )
}

/// ruff's concise form, which is flake8's too, and pylint's: `a.py:1:2: F821 Undefined name`, `a.py:1:0: E0602: Undefined variable 'x' (undefined-variable)`.
fn ruff(lines: &Lines<'_>, at: usize, text: &str) -> Option<Found> {
    let said = captures(pattern!(r"^(\S.*?\.(?:pyi?|ipynb)):(\d+):(\d+): ([A-Z]+\d+|invalid-syntax|SyntaxError)(:?) (?:\[\*\] )?(.*)$"), text)?;
    let name = group(&said, 4);
    let pylint = !group(&said, 5).is_empty() && name.len() == 5 && group(&said, 6).ends_with(')');
    let is_error = matches!(name, "invalid-syntax" | "SyntaxError") || name.starts_with('F') || name.starts_with("E9") || (pylint && name.starts_with('E'));
    let severity = if is_error { Severity::Error } else { Severity::Warning };
    let column = number(&said, 3) + usize::from(pylint);
    let place = Place::one_based(number(&said, 2), column, ColumnUnit::Utf32);
    let source = if pylint { "pylint" } else { "ruff" };
    found(lines, at, at + 1, Said { source, path: group(&said, 1), place, severity, code: code(name), message: group(&said, 6).to_owned() })
}

/// `a.py:1: error: …  [code]`, with a column and an end where they are shown; the pretty form wraps the words and shows the source.
fn mypy(lines: &Lines<'_>, at: usize, text: &str) -> Option<Found> {
    let said = captures(pattern!(r"^(\S.*?\.pyi?):(\d+):(?:(\d+):)?(?:(\d+):(\d+):)? (error|warning|note): (.*)$"), text)?;
    let mut message = group(&said, 7).trim_end().to_owned();
    let code_at_end = pattern!(r"\s*\[([a-z][a-z-]*)\]$");
    let mut end = at + 1;
    if captures(code_at_end, &message).is_none() {
        let last = (at + 1..at + 4).find(|more| captures(code_at_end, lines.text(*more)).is_some());
        let shown = last.is_some_and(|last| lines.text(last + 1).starts_with("    ") && !lines.text(at + 1).contains(": error: "));
        if let (true, Some(last)) = (shown, last) {
            for more in at + 1..=last {
                message = format!("{message} {}", lines.text(more).trim());
            }
            end = last + 1;
        }
    }
    if lines.text(end).starts_with("    ") && lines.text(end + 1).trim_start().starts_with('^') {
        end += 2;
    }
    let rule = captures(code_at_end, &message).map(|rule| (group(&rule, 1).to_owned(), rule.get(0).map_or(0, |whole| whole.start())));
    if let Some((_, start)) = &rule {
        message.truncate(*start);
    }
    let (line, column) = (number(&said, 2), number(&said, 3));
    let place = match number(&said, 4) {
        0 => Place::one_based(line, column, ColumnUnit::Utf8),
        end_line => Place::one_based_range((line, column), (end_line, number(&said, 5) + 1), ColumnUnit::Utf8),
    };
    let code = rule.map(|(name, _)| name);
    found(lines, at, end, Said { source: "mypy", path: group(&said, 1), place, severity: severity(group(&said, 6)), code, message })
}

/// `./a.go:1:2: …` of the compiler and vet, with lines that go on behind a tab; staticcheck names its check at the end.
fn go(lines: &Lines<'_>, at: usize, text: &str) -> Option<Found> {
    let said = captures(pattern!(r"^(?:vet: )?([^\s:][^:]*\.go|[A-Za-z]:\\[^:]*\.go):(\d+):(?:(\d+):)? (.*)$"), text)?;
    let end = lines.end_while(at + 1, |more| more.starts_with('\t') && !more.trim_start().starts_with("/usr"));
    let mut message = std::iter::once(group(&said, 4)).chain((at + 1..end).map(|more| lines.text(more))).collect::<Vec<_>>().join("\n");
    if message == "too many errors" {
        return None;
    }
    let check = captures(pattern!(r" \(((?:SA|S|ST|QF)\d{4}|U1000)\)$"), &message)
        .map(|check| (group(&check, 1).to_owned(), check.get(0).map_or(0, |whole| whole.start())));
    let header = (0..at).rev().map(|before| lines.text(before)).find(|before| before.starts_with("# "));
    let source = match &check {
        Some((_, start)) => {
            message.truncate(*start);
            "staticcheck"
        }
        None if header.is_some_and(|header| header.starts_with("# [")) && !text.starts_with("vet: ") => "vet",
        None => "go",
    };
    let severity = if source == "go" { Severity::Error } else { Severity::Warning };
    let place = Place::one_based(number(&said, 2), number(&said, 3), ColumnUnit::Utf8);
    found(lines, at, end, Said { source, path: group(&said, 1), place, severity, code: check.map(|(name, _)| name), message })
}

/// eslint's `unix` form: `/w/a.js:1:2: … [Error/no-undef]`.
fn unix(lines: &Lines<'_>, at: usize, text: &str) -> Option<Found> {
    let said = captures(pattern!(r"^(\S.*?\.(?:[cm]?jsx?|[cm]?tsx?)):(\d+):(\d+): (.*) \[(Error|Warning)(?:/([\w@/-]+))?\]$"), text)?;
    let severity = if group(&said, 5) == "Error" { Severity::Error } else { Severity::Warning };
    let place = Place::one_based(number(&said, 2), number(&said, 3), ColumnUnit::Utf16);
    found(
        lines,
        at,
        at + 1,
        Said { source: "eslint", path: group(&said, 1), place, severity, code: code(group(&said, 6)), message: group(&said, 4).to_owned() },
    )
}
