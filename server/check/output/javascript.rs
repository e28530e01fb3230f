//! Stacks of Node, and what eslint, biome and oxlint print for people.

use super::Found;
use super::log::{Lines, group, number, pattern};
use super::stacks::{Frame, frames, others, own, path_of};
use crate::base::ColumnUnit;
use crate::model::{Finding, Place, Severity};
use std::path::PathBuf;

/// What Node prints when an exception ends the program: the place, the line, a mark under it, then the exception with its stack.
pub(super) fn stack_with_excerpt(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let header = pattern!(r"^((?:file://|node:|/|[A-Za-z]:[\\/]|<)[^\s].*?):(\d+)$")?.captures(lines.text(at))?;
    let (marks_at, marks) = lines.find(at + 2..at + 5, pattern!(r"^(\s*)(\^+)\s*$"))?;
    let (column, length) = (group(&marks, 1).chars().count() + 1, group(&marks, 2).len());
    let start = lines.end_while(marks_at + 1, |text| text.trim().is_empty());
    let line = number(&header, 2);
    let excerpt = Frame { path: path_of(group(&header, 1)), line, column, function: String::new() };
    let range = Place::one_based_range((line, column), (line, column + length), ColumnUnit::Utf16);
    let thrown = thrown(lines, start)?;
    let is_syntax = thrown.name == "SyntaxError";
    let innermost = own(&thrown.frames);
    let (path, place, chosen) = match innermost {
        // What does not parse has no frame; its place is the one above.
        _ if is_syntax && excerpt.is_own() => (excerpt.path, range, None),
        Some(frame) if excerpt.is_own() && frame.path == excerpt.path && frame.line == line => {
            (excerpt.path, Place::one_based(line, frame.column, ColumnUnit::Utf16), Some(frame))
        }
        Some(frame) => (frame.path.clone(), frame.place(), Some(frame)),
        None if excerpt.is_own() => (excerpt.path, range, None),
        None => (importer(&thrown.message)?, Place::Line(0), None),
    };
    let related = others(&thrown.frames, chosen);
    // A text that the program itself parsed is no error of syntax in the program.
    let of_data = is_syntax && chosen.is_some();
    let message = if of_data { format!("SyntaxError: {}", thrown.message) } else { thrown.message };
    let mut finding = Finding::new("node", path, place, Severity::Error, message, &lines.raw(at..thrown.end));
    finding.code = if of_data { None } else { thrown.code };
    finding.related = related;
    Some(Found::one(finding, thrown.end - at))
}

/// An exception with its stack and nothing before it, as `console.error` prints it.
pub(super) fn stack(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let text = lines.text(at);
    if !text.contains("Error") && !text.contains("Exception") {
        return None;
    }
    let before = (0..at).rev().map(|line| lines.text(line).trim()).find(|text| !text.is_empty());
    if before.is_some_and(|before| before.starts_with('✖')) && lines.find(at..lines.len(), pattern!("^✖ failing tests:$")).is_some() {
        // node's runner tells it once more at the end, with the test's place.
        return Some(Found { findings: Vec::new(), lines: 1 });
    }
    let thrown = thrown(lines, at)?;
    let chosen = own(&thrown.frames)?;
    let mut finding = Finding::new("node", &chosen.path, chosen.place(), Severity::Error, &thrown.message, &lines.raw(at..thrown.end));
    finding.code = thrown.code.clone();
    finding.related = others(&thrown.frames, Some(chosen));
    Some(Found::one(finding, thrown.end - at))
}

/// An exception as Node prints it.
pub(super) struct Thrown {
    /// The class: `TypeError`; empty where something else than an error was thrown.
    pub name: String,
    /// The name, or Node's own code where it has one: `MODULE_NOT_FOUND`.
    pub code: Option<String>,
    /// The words with the class before them; those of a syntax error without.
    pub message: String,
    pub frames: Vec<Frame>,
    pub end: usize,
}

/// The exception whose words begin at a line.
pub(super) fn thrown(lines: &Lines<'_>, at: usize) -> Option<Thrown> {
    let text = lines.get(at)?;
    let header = pattern!(r"^\s*(?:(?:Uncaught|Unhandled|\[cause\]:|\w+:) )?((?:[A-Z]\w*)?(?:Error|Exception))(?: \[(\w+)\])?(?:: (.*)|)$")?.captures(text);
    let limit = (at + 40).min(lines.len());
    let frames_at = (at..limit).find(|line| lines.text(*line).trim_start().starts_with("at "));
    let Some(header) = header else {
        // Whatever else is thrown is printed as it is, with the same advice behind it.
        let end = (at + 1..limit).find(|line| lines.text(*line).starts_with("(Use `node --trace-uncaught"))?;
        let message = (at..end).map(|line| lines.text(line)).collect::<Vec<_>>().join("\n");
        return Some(Thrown { name: String::new(), code: None, message: format!("Uncaught {message}"), frames: Vec::new(), end: end + 1 });
    };
    let name = group(&header, 1).to_owned();
    let words_end = frames_at.unwrap_or_else(|| lines.end_while(at + 1, |text| !text.trim().is_empty()).min(limit));
    let more: Vec<&str> = (at + 1..words_end).map(|line| lines.text(line)).collect();
    // Another tool's line among the words means that the stack below is not this exception's.
    if more.iter().any(|line| line.starts_with("Traceback ") || pattern!(r"^\S+:\d+:\d+: ").is_some_and(|line_of_tool| line_of_tool.is_match(line))) {
        return None;
    }
    let first = if name == "SyntaxError" { group(&header, 3).to_owned() } else { text.trim().to_owned() };
    let message = std::iter::once(first.as_str()).chain(more).collect::<Vec<_>>().join("\n");
    let (frames, mut end) = frames_at.map_or_else(|| (Vec::new(), words_end), |frames_at| frames(lines, frames_at));
    let mut code = Some(group(&header, 2)).filter(|code| code.starts_with("ERR_")).map(str::to_owned);
    if lines.text(end.saturating_sub(1)).ends_with('{') {
        let indent = |text: &str| text.len() - text.trim_start().len();
        let own = indent(text);
        let close = (end..(end + 60).min(lines.len())).find(|line| lines.text(*line).trim() == "}" && indent(lines.text(*line)) <= own + 2);
        if let Some(close) = close {
            let property = lines.find(end..close, pattern!(r"^\s*code: '(\w+)'"));
            code = code.or(property.map(|(_, property)| group(&property, 1).to_owned()));
            end = close + 1;
        }
    }
    let code = code.filter(|code| code.contains("MODULE") || code.starts_with("ERR_REQUIRE") || code.starts_with("ERR_UNSUPPORTED"));
    Some(Thrown { code: Some(code.unwrap_or_else(|| name.clone())), name, message: message.trim_end().to_owned(), frames, end })
}

/// The file that a module was to be imported from, which Node names in its words alone.
fn importer(message: &str) -> Option<PathBuf> {
    let found = pattern!(r"imported from (\S+)|Require stack:\s+- (.+)")?.captures(message)?;
    Some(path_of(if group(&found, 1).is_empty() { group(&found, 2) } else { group(&found, 1) }))
}

/// eslint's `stylish` form: a file's path, then its messages as indented rows.
pub(super) fn eslint_stylish(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let path = lines.get(at).filter(|path| !path.is_empty() && !path.starts_with(' '))?;
    let row = pattern!(r"^\s+(\d+):(\d+)\s+(error|warning)\s+(.+?)(?:\s{2,}(\S+))?\s*$")?;
    let end = lines.end_while(at + 1, |text| row.is_match(text));
    let findings: Vec<Finding> = (at + 1..end)
        .filter_map(|line| {
            let said = row.captures(lines.text(line))?;
            let severity = if group(&said, 3) == "error" { Severity::Error } else { Severity::Warning };
            let place = Place::one_based(number(&said, 1), number(&said, 2), ColumnUnit::Utf16);
            let message = group(&said, 4);
            let mut finding = Finding::new("eslint", path, place, severity, message.trim_end(), &lines.raw(line..line + 1));
            finding.code = (!group(&said, 5).is_empty()).then(|| group(&said, 5).to_owned());
            Some(finding)
        })
        .collect();
    (!findings.is_empty()).then_some(Found { findings, lines: end - at })
}

/// biome's blocks: `a.js:1:2 lint/group/rule ━━━`, then the words behind a mark.
pub(super) fn biome(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let header = pattern!(r"^(\S.*?):(\d+):(\d+) ((?:lint|assist|syntax)/\S+|parse|format)\s.*━")?.captures(lines.text(at))?;
    let (said_at, said) = lines.find(at + 1..at + 4, pattern!(r"^  ([×!✖⚠ℹi]) (.+)$"))?;
    let next = pattern!(r"^\S.* ━+$")?;
    let end = lines.end_while(said_at + 1, |text| !next.is_match(text) && !text.starts_with("Checked "));
    let severity = match group(&said, 1) {
        "×" | "✖" => Severity::Error,
        "!" | "⚠" => Severity::Warning,
        _ => Severity::Information,
    };
    let place = Place::one_based(number(&header, 2), number(&header, 3), ColumnUnit::Utf16);
    let mut finding = Finding::new("biome", group(&header, 1), place, severity, group(&said, 2), &lines.raw(at..end));
    finding.code = Some(group(&header, 4).to_owned());
    Some(Found::one(finding, end - at))
}

/// oxlint's blocks: the words behind a mark, then the place in a frame.
pub(super) fn oxlint(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let said = pattern!(r"^  ([x×!⚠]) (?:([\w@/-]+)\(([\w/-]+)\): )?(.+)$")?.captures(lines.text(at))?;
    let (place_at, place) = lines.find(at + 1..at + 6, pattern!(r"^\s+[,╭][-─]+\[(.+?):(\d+):(\d+)\]\s*$"))?;
    let end = lines.end_while(place_at + 1, |text| !text.trim().is_empty());
    let severity = if matches!(group(&said, 1), "x" | "×") { Severity::Error } else { Severity::Warning };
    let at_place = Place::one_based(number(&place, 2), number(&place, 3), ColumnUnit::Utf16);
    let mut finding = Finding::new("oxlint", group(&place, 1), at_place, severity, group(&said, 4), &lines.raw(at..end));
    finding.code = (!group(&said, 3).is_empty()).then(|| format!("{}({})", group(&said, 2), group(&said, 3)));
    Some(Found::one(finding, end - at))
}
