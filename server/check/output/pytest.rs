//! pytest's report: the sections of failures and errors in its long and short forms, and the lines of `--tb=line`.

use super::log::{Lines, group, number, pattern};
use super::{Found, is_foreign, python};
use crate::model::{Finding, FindingRelated, Place, Severity};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The source that findings of tests carry.
pub(super) const SOURCE: &str = "pytest";

/// The section `==== FAILURES ====` or `==== ERRORS ====`, up to the next rule of equals signs.
pub(super) fn sections(lines: &Lines<'_>, at: usize) -> Option<Found> {
    pattern!(r"^=+ (?:FAILURES|ERRORS) =+$")?.captures(lines.text(at))?;
    let end = lines.end_while(at + 1, |text| !(text.starts_with("=====") || text.starts_with("!!!!!")));
    let mut findings = Vec::new();
    let header = pattern!(r"^_{2,} (.+?) _{2,}$");
    let mut next = lines.find(at + 1..end, header);
    while let Some((start, name)) = next {
        next = lines.find(start + 1..end, header);
        let block = start..next.as_ref().map_or(end, |(line, _)| *line);
        findings.extend(test(lines, block, group(&name, 1)));
    }
    if findings.is_empty() {
        // `--tb=line` has no headers: its lines are read one by one.
        return None;
    }
    Some(Found { findings, lines: end - at })
}

struct Frame {
    path: String,
    line: usize,
    function: String,
    at: usize,
}

/// What one test's block says: the failed test at its line in the test file and, where something else than an assertion raised, the
/// exception at the line that raised it.
fn test(lines: &Lines<'_>, block: Range<usize>, name: &str) -> Vec<Finding> {
    let captured = pattern!(r"^-+ Captured .* -+$");
    let end = lines.find(block.clone(), captured).map_or(block.end, |(line, _)| line);
    let raw = lines.raw(block.clone());
    if let Some(found) = of_collecting(lines, block.start..end) {
        return vec![found];
    }
    let place_pattern = pattern!(r"^(\S.*?\.py):(\d+): ?(?:in )?(.*)$");
    let mut frames: Vec<Frame> = Vec::new();
    let mut line = block.start;
    while let Some((at, found)) = lines.find(line..end, place_pattern) {
        frames.push(Frame { path: group(&found, 1).to_owned(), line: number(&found, 2), function: group(&found, 3).to_owned(), at });
        line = at + 1;
    }
    // The words of the exception that ended the test are the last lines that begin with an E; earlier groups are those it was raised from.
    let said: Vec<usize> = (block.start..end).filter(|at| lines.text(*at).starts_with("E  ")).collect();
    let Some(last) = said.last().copied() else { return Vec::new() };
    let first = said.iter().rev().enumerate().take_while(|(back, at)| **at + back == last).last().map_or(last, |(_, at)| *at);
    let words: Vec<&str> = (first..=last).map(|at| lines.text(at).get(1..).unwrap_or("")).collect();
    let margin = words.iter().filter(|text| !text.trim().is_empty()).map(|text| text.len() - text.trim_start().len()).min().unwrap_or(0);
    let message = words.iter().map(|text| text.get(margin..).unwrap_or("").trim_end()).collect::<Vec<_>>().join("\n");
    // Frames before the last chained exception belong to what it was raised from.
    let link =
        (block.start..first).rev().find(|at| lines.text(*at).contains("exception was the direct cause") || lines.text(*at).starts_with("During handling of"));
    let own: Vec<&Frame> = frames.iter().filter(|frame| link.is_none_or(|link| frame.at > link)).collect();
    let class = class_of(&message, own.last().map_or("", |frame| frame.function.as_str()));
    let Some(inner) = own.iter().rev().find(|frame| !is_foreign(Path::new(&frame.path))).or(own.last()) else { return Vec::new() };
    let is_assertion = matches!(class.as_str(), "AssertionError" | "Failed");
    let in_test = own.iter().rev().find(|frame| is_test_file(&frame.path)).unwrap_or(inner);
    let related = |than: &Frame| -> Vec<FindingRelated> {
        let others = own.iter().rev().filter(|frame| (&frame.path, frame.line) != (&than.path, than.line));
        others
            .map(|frame| FindingRelated { path: frame.path.clone().into(), place: Place::Line(frame.line.saturating_sub(1)), message: name.to_owned() })
            .collect()
    };
    let finding = |frame: &Frame, source: &str, code: &str, message: &str| {
        let place = Place::Line(frame.line.saturating_sub(1));
        let mut finding = Finding::new(source, PathBuf::from(&frame.path), place, Severity::Error, message, &raw);
        finding.code = Some(code.to_owned());
        finding.related = related(frame);
        finding
    };
    if is_assertion {
        return vec![finding(in_test, SOURCE, "test", &message)];
    }
    let timed_out = message.starts_with("Failed: Timeout") || class.contains("Timeout");
    let of_test = finding(in_test, SOURCE, if timed_out { "test-timeout" } else { "test-error" }, &message);
    if (&inner.path, inner.line) == (&in_test.path, in_test.line) { vec![of_test] } else { vec![of_test, finding(inner, "python", &class, &message)] }
}

/// The class of the exception, without its module: from its words, or from what stands behind the place.
fn class_of(message: &str, behind_place: &str) -> String {
    let class = |text: &str| Some(group(&pattern!(r"^(?:\w+\.)*([A-Z]\w*)(?::|$)")?.captures(text)?, 1).to_owned());
    if message.starts_with("assert ") {
        return "AssertionError".to_owned();
    }
    class(message.lines().next().unwrap_or("")).or_else(|| class(behind_place)).unwrap_or_else(|| "AssertionError".to_owned())
}

fn is_test_file(path: &str) -> bool {
    let name = Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.starts_with("test_") || name.ends_with("_test.py") || name == "conftest.py" || name == "tests.py"
}

/// A test file that could not be imported for a syntax error: Python's own report stands among the lines that begin with an E.
fn of_collecting(lines: &Lines<'_>, block: Range<usize>) -> Option<Finding> {
    let (at, _) = lines.find(block, pattern!(r#"^E\s+File ".+", line \d+"#))?;
    let said: String = (at..lines.end_while(at, |text| text.starts_with("E  "))).map(|line| format!("{}\n", lines.text(line).get(4..).unwrap_or(""))).collect();
    let parsed = super::log::split(said.as_bytes());
    let mut finding = python::syntax_error(parsed.first()?, 0)?.findings.pop()?;
    finding.raw = crate::model::Raw::new(&lines.raw(at..at + said.lines().count()));
    Some(finding)
}

/// A line of `--tb=line`: `/w/test_a.py:3: AssertionError: …`.
pub(super) fn lines(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let said = pattern!(r"^(\S.*?\.py):(\d+): ((?:\w+\.)*([A-Z]\w*(?:Error|Exception|Failed|Warning)|Failed|[A-Z]\w+)(?:: .*)?)$")?.captures(lines.text(at))?;
    let class = group(&said, 4);
    let is_exception = class.ends_with("Error") || class.ends_with("Exception") || class == "Failed" || lines.text(at.saturating_sub(1)).starts_with("E  ");
    if !is_exception {
        return None;
    }
    let place = Place::Line(number(&said, 2).saturating_sub(1));
    let mut finding = Finding::new(SOURCE, group(&said, 1), place, Severity::Error, group(&said, 3), &lines.raw(at..at + 1));
    finding.code = Some(if matches!(class, "AssertionError" | "Failed") { "test" } else { "test-error" }.to_owned());
    Some(Found::one(finding, 1))
}
