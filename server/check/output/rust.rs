//! rustc, clippy and cargo as they print for people, panics, and the sections of libtest. ty prints in rustc's form and is read here too.

use super::log::{Lines, group, number, pattern};
use super::{Found, is_foreign};
use crate::base::ColumnUnit;
use crate::model::{Finding, FindingRelated, Place, Raw, Severity};
use std::path::PathBuf;

/// A place at one-based line and column, in the units of rustc: code points.
fn place(line: usize, column: usize, length: Option<usize>) -> Place {
    match length {
        Some(length) => Place::one_based_range((line, column), (line, column + length), ColumnUnit::Utf32),
        None => Place::one_based(line, column, ColumnUnit::Utf32),
    }
}

/// A line of rustc's or cargo's JSON, as a build with `--message-format=json` prints it.
pub(super) fn json(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let text = lines.get(at).filter(|text| text.starts_with('{'))?;
    let mut findings: Vec<Finding> = crate::check::rust::json_line(text)?.into_iter().collect();
    findings.iter_mut().for_each(|finding| finding.raw = Raw::new(&lines.raw(at..at + 1)));
    Some(Found { findings, lines: 1 })
}

/// A block that starts with `error[E0425]: …` or `warning: …` and names its place with an arrow.
pub(super) fn block(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let header = pattern!(r"^(error|warning)(?:\[([\w:-]+)\])?: (.+)$")?.captures(lines.text(at))?;
    let end = lines.end_while(at + 1, |text| !text.trim().is_empty());
    let severity = if group(&header, 1) == "error" { Severity::Error } else { Severity::Warning };
    let arrow = pattern!(r"^\s*(?:-->|::: ) ?(.+?):(\d+):(\d+)$");
    let Some((arrow_at, arrow)) = lines.find(at + 1..end.min(at + 12), arrow) else { return without_place(lines, at, group(&header, 3), end) };
    let (path, line, column) = (group(&arrow, 1), number(&arrow, 2), number(&arrow, 3));
    let mut message = group(&header, 3).to_owned();
    for more in at + 1..arrow_at {
        message.push('\n');
        message.push_str(lines.text(more).trim());
    }
    let length = underlined(lines, arrow_at + 1..end, line, column);
    let code = (!group(&header, 2).is_empty()).then(|| group(&header, 2).to_owned());
    let rust = path.ends_with(".rs");
    let named_by_note = lines.find(at..end, pattern!(r"`#\[(?:warn|deny|forbid)\(([\w:]+)\)\]`")).map(|(_, note)| group(&note, 1).to_owned());
    let clippy = lines.find(at..end, pattern!(r"(https://rust-lang\.github\.io/rust-clippy/\S+?#(\w+))"));
    let source = match (rust, &clippy) {
        (true, Some(_)) => "clippy",
        (true, None) => "rustc",
        _ if code.is_some() => "ty",
        _ => return None,
    };
    let mut finding = Finding::new(source, path, place(line, column, length), severity, message, &lines.raw(at..end));
    finding.code = code.or_else(|| clippy.as_ref().map(|(_, link)| format!("clippy::{}", group(link, 2)))).or(named_by_note);
    finding.href = clippy.map(|(_, link)| group(&link, 1).to_owned());
    let mut from = arrow_at + 1;
    while let Some((related_at, related)) = lines.find(from..end, pattern!(r"^\s*(?:-->|::: ) ?(.+?):(\d+):(\d+)$")) {
        let said = lines.text(related_at.saturating_sub(1)).trim_start_matches(|c: char| c.is_whitespace() || c == '=');
        if !is_foreign(group(&related, 1).as_ref()) {
            let message = said.strip_prefix("note: ").or(said.strip_prefix("info: ")).unwrap_or(said).to_owned();
            finding.related.push(FindingRelated { path: group(&related, 1).into(), place: place(number(&related, 2), number(&related, 3), None), message });
        }
        from = related_at + 1;
    }
    Some(Found::one(finding, end - at))
}

/// What cargo and the linker say of the whole build.
fn without_place(lines: &Lines<'_>, at: usize, message: &str, end: usize) -> Option<Found> {
    let of_build = pattern!(
        r"^(?:no matching package|failed to (?:select|parse manifest|load manifest|get `|resolve)|linking with|package `|cannot find `|could not find `Cargo\.toml`|couldn't read)"
    )?;
    if !of_build.is_match(message) {
        return None;
    }
    let manifest = pattern!(r"`([^`]*Cargo\.toml)`")?.captures(message).map(|captures| PathBuf::from(group(&captures, 1)));
    let mut finding = Finding::new("cargo", manifest.unwrap_or_default(), Place::Line(0), Severity::Error, message, &lines.raw(at..end));
    finding.code = Some("build".to_owned());
    Some(Found::one(finding, end - at))
}

/// The number of characters that are underlined as the error itself, where that is one run on the line of the place.
fn underlined(lines: &Lines<'_>, range: std::ops::Range<usize>, line: usize, column: usize) -> Option<usize> {
    let number = line.to_string();
    let source = range
        .clone()
        .find(|at| lines.text(*at).trim_start().strip_prefix(number.as_str()).is_some_and(|rest| rest.trim_start_matches(' ').starts_with('|')))?;
    let marks = lines.get(source + 1).filter(|_| source + 1 < range.end)?;
    let (_, marks) = marks.split_once('|')?;
    let marks: Vec<char> = marks.chars().skip(1).collect();
    // A tab is printed as four blanks, so that the run may begin further right than the column says.
    let start = marks.iter().position(|mark| *mark == '^')?;
    let length = marks.iter().skip(start).take_while(|mark| **mark == '^').count();
    let more = marks.iter().skip(start + length).any(|mark| *mark == '^');
    (start + 1 >= column && !more).then_some(length)
}

/// A panic, in the form of now (`… panicked at src/x.rs:1:2:` and the words on the next lines) and of before 1.73
/// (`… panicked at 'words', src/x.rs:1:2`); with the frames of a backtrace.
pub(super) fn panic(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let text = lines.text(at);
    if !text.contains("panicked at ") {
        return None;
    }
    let (thread, path, place, message, mut end);
    if let Some(now) = pattern!(r"thread '(.*?)' (?:\(\d+\) )?panicked at (.+?):(\d+):(\d+):$")?.captures(text) {
        end = lines.end_while(at + 1, |text| !text.trim().is_empty() && !is_after_panic(text));
        let words: Vec<&str> = (at + 1..end).map(|line| lines.text(line)).collect();
        (thread, path, place, message) = (group(&now, 1).to_owned(), group(&now, 2).to_owned(), place_of(&now, 3), words.join("\n"));
    } else if let Some(before) = pattern!(r"thread '(.*?)' panicked at '(.*)', (.+?):(\d+):(\d+)$")?.captures(text) {
        end = at + 1;
        (thread, path, place, message) = (group(&before, 1).to_owned(), group(&before, 3).to_owned(), place_of(&before, 4), group(&before, 2).to_owned());
    } else {
        // The words of the old form may run over several lines.
        let start = pattern!(r"thread '(.*?)' panicked at '(.*)$")?.captures(text)?;
        let (last, close) = lines.find(at + 1..(at + 40).min(lines.len()), pattern!(r"^(.*)', (.+?):(\d+):(\d+)$"))?;
        let middle = (at + 1..last).map(|line| lines.text(line));
        let words: Vec<&str> = std::iter::once(group(&start, 2)).chain(middle).chain([group(&close, 1)]).collect();
        end = last + 1;
        (thread, path, place, message) = (group(&start, 1).to_owned(), group(&close, 2).to_owned(), place_of(&close, 3), words.join("\n"));
    }
    let (frames, frames_end) = backtrace(lines, end);
    end = frames_end;
    let in_test = thread.contains("::") || message.starts_with("assertion ") && thread != "main";
    let mut finding = Finding::new("panic", &path, place, Severity::Error, message.trim_end(), &lines.raw(at..end));
    finding.code = Some(if in_test && message.starts_with("assertion ") { "test" } else { "panic" }.to_owned());
    // A panic inside a library is the fault of the nearest frame of the program's own.
    if is_foreign(path.as_ref())
        && let Some(own) = frames.first()
    {
        finding.path = own.path.clone();
        finding.place = own.place;
    }
    finding.related = frames.into_iter().filter(|frame| (&frame.path, frame.place) != (&finding.path, finding.place)).collect();
    Some(Found::one(finding, end - at))
}

fn place_of(captures: &regex::Captures<'_>, line: usize) -> Place {
    place(number(captures, line), number(captures, line + 1), None)
}

fn is_after_panic(text: &str) -> bool {
    text.starts_with("note: ") || text.starts_with("stack backtrace:") || text.starts_with("thread '") || text.starts_with("---- ") || text.starts_with("$ ")
}

/// The frames of the program's own in a backtrace that begins at a line, innermost first, and where the backtrace ends.
fn backtrace(lines: &Lines<'_>, at: usize) -> (Vec<FindingRelated>, usize) {
    let mut frames = Vec::new();
    let mut end = at;
    if lines.text(at) == "stack backtrace:" {
        end = lines.end_while(at + 1, |text| text.starts_with("  "));
        let mut function = "";
        for line in at + 1..end {
            let text = lines.text(line).trim();
            let found = pattern!(r"^at (.+?):(\d+)(?::(\d+))?$").and_then(|pattern| pattern.captures(text));
            match found {
                Some(found) if !is_foreign(group(&found, 1).as_ref()) => {
                    let path = group(&found, 1).trim_start_matches("./").into();
                    frames.push(FindingRelated { path, place: place_of(&found, 2), message: format!("in {function}") });
                }
                Some(_) => {}
                None => function = text.split_once(": ").map_or(text, |(_, name)| name.rsplit(" - ").next().unwrap_or(name)),
            }
        }
    }
    let note = lines.end_while(end, |text| text.starts_with("note: "));
    (frames, note)
}

/// What libtest says of one failed test: the panic in its section, or the error that it returned.
pub(super) fn test_section(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let name = group(&pattern!(r"^---- (.+?)(?: - .*)? (?:stdout|stderr) ----$")?.captures(lines.text(at))?, 1).to_owned();
    let end = lines.end_while(at + 1, |text| !text.starts_with("---- ") && text != "failures:");
    let mut findings = Vec::new();
    let mut line = at + 1;
    while line < end {
        if let Some(mut found) = panic(lines, line) {
            for finding in &mut found.findings {
                if lines.text(line).contains(&format!("'{name}'")) && finding.code.as_deref() == Some("panic") {
                    finding.code = Some("test-error".to_owned());
                }
                finding.source = "cargo test".to_owned();
            }
            findings.extend(found.findings);
            line += found.lines.max(1);
            continue;
        }
        if let Some(missed) =
            pattern!(r"^note: test did not panic as expected(?: at (.+?):(\d+):(\d+))?$").and_then(|pattern| pattern.captures(lines.text(line)))
        {
            let place = if group(&missed, 1).is_empty() { Place::Line(0) } else { place_of(&missed, 2) };
            findings.push(test_finding(group(&missed, 1), place, "test", "test did not panic as expected", &lines.raw(line..line + 1)));
        }
        if let Some(error) = lines.text(line).strip_prefix("Error: ") {
            let message = format!("test {name} returned an error: {error}");
            findings.push(test_finding("", Place::Line(0), "test-error", &message, &lines.raw(at..line + 1)));
        }
        line += 1;
    }
    Some(Found { findings, lines: end - at })
}

fn test_finding(path: &str, place: Place, code: &str, message: &str, raw: &[u8]) -> Finding {
    let mut finding = Finding::new("cargo test", path, place, Severity::Error, message, raw);
    finding.code = Some(code.to_owned());
    finding
}
