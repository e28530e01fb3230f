//! What jest, vitest and node's own runner print of failed tests.

use super::javascript::thrown;
use super::log::{Lines, group, number, pattern};
use super::stacks::{Frame, frame, frames, others, own, path_of};
use super::{Found, log};
use crate::base::ColumnUnit;
use crate::model::{Finding, Place, Severity};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A failed test as any runner tells it.
pub(in crate::check) struct Failure<'t> {
    pub source: &'t str,
    /// The test's name.
    pub name: &'t str,
    /// The words of the exception, with its class where it has one.
    pub message: &'t str,
    /// The file of the test, where the runner names it.
    pub file: Option<&'t Path>,
    /// The one-based line and column of the test itself.
    pub test_at: Option<(usize, usize)>,
    pub raw: &'t [u8],
}

/// The findings of a failed test: it, at its line in the test file, and where the program itself threw, the exception at its own place.
/// `stack` is the text of the stack, one frame a line.
pub(in crate::check) fn failure(failure: &Failure<'_>, stack: &str) -> Vec<Finding> {
    let frames: Vec<Frame> = stack.lines().filter_map(frame).collect();
    of_frames(failure, &frames)
}

fn of_frames(failure: &Failure<'_>, frames: &[Frame]) -> Vec<Finding> {
    let inner = own(frames);
    let in_test = frames.iter().find(|frame| frame.is_own() && failure.file.map_or_else(|| is_test_file(&frame.path), |file| same_file(&frame.path, file)));
    let (path, place) = match (in_test, failure.file, failure.test_at) {
        (Some(frame), ..) => (frame.path.clone(), frame.place()),
        (None, Some(file), Some((line, column))) => (file.to_owned(), Place::one_based(line, column, ColumnUnit::Utf16)),
        (None, Some(file), None) => (file.to_owned(), Place::Line(0)),
        (None, None, _) => match inner {
            Some(frame) => (frame.path.clone(), frame.place()),
            None => return Vec::new(),
        },
    };
    let class = group_of_class(failure.message);
    let is_assertion =
        class == "AssertionError" || failure.message.contains("expect(") || !class.ends_with("Error") && !class.is_empty() || class == "JestAssertionError";
    let timed_out = failure.message.contains("timed out") || failure.message.contains("Exceeded timeout");
    let code = match (timed_out, is_assertion || class == "Error") {
        (true, _) => "test-timeout",
        (_, true) => "test",
        _ => "test-error",
    };
    let name = if failure.name.is_empty() { String::new() } else { format!("{}: ", failure.name) };
    let mut finding = Finding::new(failure.source, path, place, Severity::Error, format!("{name}{}", failure.message.trim()), failure.raw);
    finding.code = Some(code.to_owned());
    finding.related = others(frames, in_test);
    let mut findings = vec![finding];
    if let (Some(inner), "test-error") = (inner, code)
        && in_test.is_some_and(|test| (&test.path, test.line) != (&inner.path, inner.line))
    {
        let mut thrown = Finding::new("node", &inner.path, inner.place(), Severity::Error, failure.message.trim(), failure.raw);
        thrown.code = Some(class.to_owned());
        thrown.related = others(frames, Some(inner));
        findings.push(thrown);
    }
    findings
}

fn group_of_class(message: &str) -> &str {
    let class = pattern!(r"^\s*(?:Uncaught )?([A-Z]\w*)(?: \[\w+\])?(?::|$)").and_then(|pattern| pattern.captures(message));
    class.and_then(|class| class.get(1)).map_or("", |class| class.as_str())
}

fn same_file(path: &Path, file: &Path) -> bool {
    path == file || path.ends_with(file) || file.ends_with(path)
}

fn is_test_file(path: &Path) -> bool {
    let text = path.to_string_lossy();
    pattern!(r"\.(?:test|spec)\.[cm]?[jt]sx?$|(?:^|[/\\])(?:__tests__|tests?)[/\\]|[-_]test\.[cm]?js$").is_some_and(|pattern| pattern.is_match(&text))
}

/// The words of lines up to the first that is part of an excerpt or a stack.
fn words(lines: &Lines<'_>, range: Range<usize>) -> String {
    let stop = pattern!(r"^\s*(?:>\s*)?\d+\s*\||^\s+at |^\s*❯ ");
    let end = range.clone().find(|line| stop.is_some_and(|stop| stop.is_match(lines.text(*line)))).unwrap_or(range.end);
    let margin = |text: &str| text.len() - text.trim_start().len();
    let least = (range.start..end).map(|line| lines.text(line)).filter(|text| !text.trim().is_empty()).map(margin).min().unwrap_or(0);
    let words: Vec<&str> = (range.start..end).map(|line| lines.text(line).get(least..).unwrap_or("").trim_end()).collect();
    words.join("\n").trim().to_owned()
}

/// jest's report of one file: `FAIL path`, then `  ● name` blocks.
pub(super) fn jest(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let header = pattern!(r"^FAIL (?:\S+ )?(\S+\.[cm]?[jt]sx?)(?: \([\d.]+ m?s\))?$")?.captures(lines.text(at))?;
    let block = pattern!(r"^  ● (.+)$")?;
    let file = path_of(group(&header, 1));
    let end = lines.end_while(at + 1, |text| text.trim().is_empty() || text.starts_with("  ") || text.starts_with('\t'));
    let mut findings = Vec::new();
    let mut next = lines.find(at + 1..end, Some(block));
    while let Some((start, name)) = next {
        next = lines.find(start + 1..end, Some(block));
        let block = start..next.as_ref().map_or(end, |(line, _)| *line);
        let message = words(lines, start + 1..block.end);
        let raw = lines.raw(block.clone());
        let stack: Vec<Frame> = block.clone().map(|line| lines.text(line)).filter(|text| text.trim_start().starts_with("at ")).filter_map(frame).collect();
        if let Some(syntax) = jest_syntax(lines, block.clone(), &raw) {
            findings.push(syntax);
            continue;
        }
        let (name, suite) = (group(&name, 1), group(&name, 1) == "Test suite failed to run");
        let failure = Failure { source: "jest", name: if suite { "" } else { name }, message: &message, file: Some(&file), test_at: None, raw: &raw };
        let mut found = of_frames(&failure, &stack);
        if suite {
            found.iter_mut().filter(|finding| finding.source == "jest").for_each(|finding| finding.code = Some("test-error".to_owned()));
        }
        findings.extend(found);
    }
    (!findings.is_empty()).then_some(Found { findings, lines: end - at })
}

/// A file that babel could not parse: `SyntaxError: /w/a.js: words. (2:11)`; its column counts from 0.
fn jest_syntax(lines: &Lines<'_>, block: Range<usize>, raw: &[u8]) -> Option<Finding> {
    let (_, said) = lines.find(block, pattern!(r"^\s+SyntaxError: (\S+?): (.+?) ?\((\d+):(\d+)\)$"))?;
    let place = Place::one_based(number(&said, 3), number(&said, 4) + 1, ColumnUnit::Utf16);
    let mut finding = Finding::new("jest", path_of(group(&said, 1)), place, Severity::Error, group(&said, 2).trim_end_matches('.'), raw);
    finding.code = Some("SyntaxError".to_owned());
    Some(finding)
}

/// vitest's report of one failure: ` FAIL  path > name`, the words, then `❯ path:line:column`.
pub(super) fn vitest(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let header = pattern!(r"^ FAIL  (?:\|[^|]+\| )?(\S+?)(?: \[ .+ \]| > (.+))?$")?.captures(lines.text(at))?;
    let end = lines.end_while(at + 1, |text| !text.starts_with(" FAIL ") && !text.starts_with('⎯'));
    let file = path_of(group(&header, 1));
    let message = words(lines, at + 1..end);
    let raw = lines.raw(at..end);
    let frames: Vec<Frame> = (at + 1..end).map(|line| lines.text(line)).filter(|text| text.trim_start().starts_with("❯ ")).filter_map(frame).collect();
    let suite = group(&header, 2).is_empty();
    let failure = Failure { source: "vitest", name: group(&header, 2), message: &message, file: Some(&file), test_at: None, raw: &raw };
    let mut findings = of_frames(&failure, &frames);
    if suite {
        findings.iter_mut().for_each(|finding| finding.code = Some("test-error".to_owned()));
    }
    Some(Found { findings, lines: end - at })
}

/// The list at the end of node's `spec` report: `test at path:line:column`, `✖ name`, the exception.
pub(super) fn node_spec(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let header = pattern!(r"^test at (.+?):(\d+):(\d+)$")?.captures(lines.text(at))?;
    let name = pattern!(r"^✖ (.+?)(?: \([\d.]+ms\))?$")?.captures(lines.text(at + 1))?;
    let end = lines.end_while(at + 2, |text| !text.starts_with("test at ") && !text.starts_with('✖'));
    let file = path_of(group(&header, 1));
    let raw = lines.raw(at..end);
    let thrown = thrown(lines, at + 2);
    let stack_at = (at + 2..end).find(|line| lines.text(*line).trim_start().starts_with("at "));
    let frames = stack_at.map_or_else(Vec::new, |line| frames(lines, line).0);
    let message = thrown.map_or_else(|| words(lines, at + 2..end), |thrown| thrown.message);
    let message = message.trim().trim_matches('\'');
    let test_at = Some((number(&header, 2), number(&header, 3)));
    let failure = Failure { source: "node test", name: group(&name, 1), message, file: Some(&file), test_at, raw: &raw };
    Some(Found { findings: of_frames(&failure, &frames), lines: end - at })
}

/// A failure in TAP, with the details that node's runner puts behind it.
pub(super) fn tap(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let header = pattern!(r"^(\s*)not ok \d+(?: - (.*?))?(?: # .*)?$")?.captures(lines.text(at))?;
    if lines.text(at).ends_with("# TODO") || lines.text(at).ends_with("# SKIP") || lines.text(at + 1).trim() != "---" {
        return None;
    }
    let indent = group(&header, 1).len() + 2;
    let end = (at + 2..lines.len()).find(|line| lines.text(*line).trim() == "...").map_or(lines.len(), |line| line + 1);
    let detail = |name: &str| detail(lines, at + 2..end, indent, name);
    if detail("failureType").as_deref() == Some("subtestsFailed") {
        return Some(Found { findings: Vec::new(), lines: end - at });
    }
    let raw = lines.raw(at..end);
    let location = detail("location").unwrap_or_default();
    let location = pattern!(r"^(.+?):(\d+):(\d+)$")?.captures(&location)?;
    let file: PathBuf = path_of(group(&location, 1));
    let error = detail("error").unwrap_or_default();
    let class = detail("name").filter(|class| !error.starts_with(class.as_str()));
    let message = class.map_or_else(|| error.clone(), |class| format!("{class}: {error}"));
    let test_at = Some((number(&location, 2), number(&location, 3)));
    let found = Failure { source: "node test", name: group(&header, 2), message: &message, file: Some(&file), test_at, raw: &raw };
    Some(Found { findings: failure(&found, &detail("stack").unwrap_or_default()), lines: end - at })
}

/// One value of the YAML behind a TAP line: plain, quoted, or a block.
fn detail(lines: &Lines<'_>, range: Range<usize>, indent: usize, name: &str) -> Option<String> {
    let key = format!("{name}:");
    let at = range.clone().find(|line| lines.text(*line).get(indent..).is_some_and(|text| text.starts_with(&key)))?;
    let value = lines.text(at).get(indent + key.len()..)?.trim();
    if value.starts_with('|') {
        let end = lines.end_while(at + 1, |text| text.trim().is_empty() || text.len() - text.trim_start().len() > indent).min(range.end);
        let block: Vec<&str> = (at + 1..end).map(|line| lines.text(line).get(indent + 2..).unwrap_or("").trim_end()).collect();
        return Some(block.join("\n").trim_end().to_owned());
    }
    if value.starts_with('"') {
        return serde_json::from_str(value).ok();
    }
    Some(value.strip_prefix('\'').and_then(|value| value.strip_suffix('\'')).map_or(value.to_owned(), |value| value.replace("''", "'")))
}

/// The findings in node's TAP report.
pub(in crate::check) fn read_tap(report: &[u8]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for lines in log::split(report) {
        let mut at = 0;
        while at < lines.len() {
            let found = tap(&lines, at);
            at += found.as_ref().map_or(1, |found| found.lines.max(1));
            findings.extend(found.into_iter().flat_map(|found| found.findings));
        }
    }
    findings
}
