//! Go panics with their goroutines, and failures of `go test`. Lines of the compiler and of vet are read with the other one-line forms.

use super::log::{Lines, group, number, pattern};
use super::{Found, is_foreign};
use crate::base::ColumnUnit;
use crate::model::{Finding, FindingRelated, Place, Severity};
use std::ops::Range;
use std::path::Path;

/// A panic or fatal error, with the traces behind it.
pub(super) fn panic(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let header = pattern!(r"^(panic|fatal error): (.*)$")?.captures(lines.text(at))?;
    let trace = pattern!(r"^goroutine \d+ .*\[(.+)\]:$|^runtime stack:$")?;
    let limit = (at + 40).min(lines.len());
    let first = (at + 1..limit).find(|line| trace.is_match(lines.text(*line)))?;
    let end = lines.end_while(first, |text| {
        text.trim().is_empty()
            || text.starts_with('\t')
            || trace.is_match(text)
            || text.starts_with("created by ")
            || text.starts_with("...")
            || text.ends_with(')')
    });
    let words: Vec<&str> = (at + 1..first).map(|line| lines.text(line)).take_while(|text| text.starts_with('\t')).collect();
    let message = std::iter::once(group(&header, 2)).chain(words).collect::<Vec<_>>().join("\n");
    let timed_out = message.starts_with("test timed out");
    // Every goroutine in turn; the first with a line of the program's own has the place. A time-out names the test that hangs.
    let starts: Vec<usize> = (first..end).filter(|line| trace.is_match(lines.text(*line))).collect();
    let goroutines = starts.iter().enumerate().map(|(index, start)| *start..starts.get(index + 1).copied().unwrap_or(end));
    let frames = goroutines.map(|range| frames(lines, range)).find(|frames| !frames.is_empty()).unwrap_or_default();
    let in_test = frames.iter().find(|frame| frame.path.to_string_lossy().ends_with("_test.go"));
    let code = match (timed_out, in_test) {
        (true, _) => "test-timeout",
        (false, Some(_)) => "test-error",
        (false, None) => "panic",
    };
    let mut own = frames.clone();
    let place = if own.is_empty() { None } else { Some(own.remove(0)) };
    let (path, at_place) = place.map_or((Path::new("").to_owned(), Place::Line(0)), |frame| (frame.path, frame.place));
    let finding = |path: &Path, place: Place, code: &str| {
        let mut finding = Finding::new("panic", path, place, Severity::Error, &message, &lines.raw(at..end));
        finding.code = Some(code.to_owned());
        finding.related = frames.iter().filter(|frame| (frame.path.as_path(), frame.place) != (path, place)).cloned().collect();
        finding
    };
    let mut findings = vec![finding(&path, at_place, if code == "test-error" { "panic" } else { code })];
    // A panic below a test is also the failure of that test.
    if let Some(test) = in_test.filter(|test| code == "test-error" && (&test.path, test.place) != (&path, at_place)) {
        let mut of_test = finding(&test.path, test.place, code);
        of_test.source = "go test".to_owned();
        findings.push(of_test);
    }
    Some(Found { findings, lines: end - at })
}

/// The program's own frames in the trace of one goroutine, innermost first.
fn frames(lines: &Lines<'_>, range: Range<usize>) -> Vec<FindingRelated> {
    let mut frames: Vec<FindingRelated> = Vec::new();
    for line in range.start..range.end {
        let Some(found) = pattern!(r"^\t(.+?\.go):(\d+)(?: \+0x[0-9a-f]+.*)?$").and_then(|pattern| pattern.captures(lines.text(line))) else { continue };
        let path = group(&found, 1);
        if is_foreign(Path::new(path)) || path.contains("/src/runtime/") || path.contains("/src/testing/") {
            continue;
        }
        let called = lines.text(line.saturating_sub(1));
        let function = called.rsplit_once('(').map_or(called, |(name, _)| name).trim();
        let place = Place::Line(number(&found, 2).saturating_sub(1));
        if !frames.iter().any(|known| known.path == Path::new(path) && known.place == place) {
            frames.push(FindingRelated { path: path.into(), place, message: format!("in {}", function.strip_prefix("created by ").unwrap_or(function)) });
        }
    }
    frames
}

/// The failures of one test: `--- FAIL: TestX`, then `    x_test.go:3: …` lines. Go names the files without their folder.
pub(super) fn test(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let header = pattern!(r"^(\s*)--- FAIL: (\S+) \([\d.]+s\)$")?.captures(lines.text(at))?;
    let indent = group(&header, 1).len();
    let name = group(&header, 2);
    let end = lines.end_while(at + 1, |text| text.trim().is_empty() || text.len() - text.trim_start().len() > indent);
    // A subtest has a header of its own.
    let own = (at + 1..end).find(|line| lines.text(*line).trim_start().starts_with("--- ")).unwrap_or(end);
    Some(Found { findings: said(lines, at + 1..own, name), lines: own - at })
}

/// The remarks in what one failed test printed.
pub(in crate::check) fn remarks(test: &str, printed: &str) -> Vec<Finding> {
    super::log::split(printed.as_bytes()).iter().flat_map(|lines| said(lines, 0..lines.len(), test)).collect()
}

/// The remarks of a failed test. Go prints notes and failures alike, so each remark is taken for a failure.
fn said(lines: &Lines<'_>, range: Range<usize>, name: &str) -> Vec<Finding> {
    let end = range.end;
    let remark = pattern!(r"^(\s+)([\w.-]+\.go):(\d+): (.*)$");
    let mut findings = Vec::new();
    let mut line = range.start;
    while let Some((at, found)) = lines.find(line..end, remark) {
        let indent = group(&found, 1).len();
        let next = (at + 1..end).find(|more| {
            let text = lines.text(*more);
            text.len() - text.trim_start().len() <= indent
        });
        let next = next.unwrap_or(end);
        let more = (at + 1..next).map(|more| lines.text(more).trim());
        let message = std::iter::once(group(&found, 4)).chain(more).collect::<Vec<_>>().join("\n");
        findings.push(failure(group(&found, 2), number(&found, 3), name, message.trim_end(), &lines.raw(at..next)));
        line = next;
    }
    findings
}

fn failure(file: &str, line: usize, test: &str, message: &str, raw: &[u8]) -> Finding {
    let mut finding = Finding::new("go test", file, Place::one_based(line, 0, ColumnUnit::Utf8), Severity::Error, format!("{test}: {message}"), raw);
    finding.code = Some("test".to_owned());
    finding
}
