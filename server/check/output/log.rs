//! A log as lines that readers can look at: without colours, without what log collectors put in front, and each service for itself.

use regex::{Captures, Regex};
use std::collections::HashMap;
use std::ops::Range;

/// A regular expression that is compiled once; `None` where it does not compile, which a test sees.
macro_rules! pattern {
    ($text:literal) => {{
        static COMPILED: std::sync::OnceLock<Option<regex::Regex>> = std::sync::OnceLock::new();
        COMPILED.get_or_init(|| $crate::check::output::log::compile($text)).as_ref()
    }};
}
pub(super) use pattern;

/// A regular expression of our own; a test reads every form with it, so that one that does not compile is seen.
pub(in crate::check) fn compile(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

/// The text of a capture group, `""` where it took no part.
pub(super) fn group<'t>(captures: &Captures<'t>, at: usize) -> &'t str {
    captures.get(at).map_or("", |group| group.as_str())
}

/// The number in a capture group, 0 where there is none.
pub(super) fn number(captures: &Captures<'_>, at: usize) -> usize {
    group(captures, at).parse().unwrap_or(0)
}

#[derive(Clone, Debug)]
struct Line {
    text: String,
    raw: Range<usize>,
}

/// The lines of one service, in order.
#[derive(Clone, Debug)]
pub(super) struct Lines<'b> {
    bytes: &'b [u8],
    lines: Vec<Line>,
}

impl<'b> Lines<'b> {
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// The cleaned text of a line; `None` past the end.
    pub fn get(&self, at: usize) -> Option<&str> {
        self.lines.get(at).map(|line| line.text.as_str())
    }

    /// The cleaned text of a line, `""` past the end.
    pub fn text(&self, at: usize) -> &str {
        self.get(at).unwrap_or("")
    }

    /// Whether a line is there and has nothing in it but white space.
    pub fn is_blank(&self, at: usize) -> bool {
        self.get(at).is_some_and(|text| text.trim().is_empty())
    }

    /// The bytes of some lines as they stand in the log.
    pub fn raw(&self, lines: Range<usize>) -> Vec<u8> {
        let mut raw = Vec::new();
        for line in self.lines.get(lines.start..lines.end.min(self.lines.len())).unwrap_or(&[]) {
            raw.extend_from_slice(self.bytes.get(line.raw.clone()).unwrap_or(&[]));
        }
        raw
    }

    /// Where in the log a line starts.
    pub fn offset(&self, at: usize) -> usize {
        self.lines.get(at).map_or(usize::MAX, |line| line.raw.start)
    }

    /// The first line from `from` on, before `limit`, that matches; with its captures.
    pub fn find<'l>(&'l self, mut lines: Range<usize>, pattern: Option<&Regex>) -> Option<(usize, Captures<'l>)> {
        let pattern = pattern?;
        lines.find_map(|at| Some((at, pattern.captures(self.get(at)?)?)))
    }

    /// Where the lines that satisfy a condition end, from `from` on.
    pub fn end_while(&self, from: usize, condition: impl Fn(&str) -> bool) -> usize {
        (from..self.len()).find(|at| !condition(self.text(*at))).unwrap_or(self.len())
    }
}

/// Splits a log into lines by service: lines that a collector marked with a service's name go together, all others are one group.
pub(super) fn split(bytes: &[u8]) -> Vec<Lines<'_>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes).map(|at| at + 1).chain([bytes.len()]) {
        if end > start {
            let text = clean(&String::from_utf8_lossy(bytes.get(start..end).unwrap_or(&[])));
            lines.push(Line { text, raw: start..end });
        }
        start = end;
    }
    let services = services(&lines);
    let mut order: Vec<Lines<'_>> = vec![Lines { bytes, lines: Vec::new() }];
    let mut groups: HashMap<String, usize> = HashMap::new();
    for mut line in lines {
        let service = service_of(&line.text).filter(|(name, _)| services.get(*name).is_some_and(|count| *count > 1));
        let group = match service {
            Some((name, length)) => {
                let next = order.len();
                let group = *groups.entry(name.to_owned()).or_insert(next);
                line.text = without_time(line.text.get(length..).unwrap_or("")).to_owned();
                group
            }
            None => {
                line.text = without_time(&line.text).to_owned();
                0
            }
        };
        if group == order.len() {
            order.push(Lines { bytes, lines: Vec::new() });
        }
        if let Some(group) = order.get_mut(group) {
            group.lines.push(line);
        }
    }
    order
}

/// How many lines each service's name stands before.
fn services(lines: &[Line]) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for (name, _) in lines.iter().filter_map(|line| service_of(&line.text)) {
        *counts.entry(name.to_owned()).or_insert(0) += 1;
    }
    counts
}

/// The service that docker compose (`web-1  | `), pm2 (`0|web  | `) or a platform (`app[web.1]: `) put before a line, and the length of
/// that prefix in bytes. A number alone is a line number of a source excerpt, as is rustc's `LL`; `error[E0425]: ` is how rustc and ty begin.
fn service_of(text: &str) -> Option<(&str, usize)> {
    let captures = pattern!(r"^(?:\d+\|)?([A-Za-z][\w./-]*)\s+\|(?: |$)|^(\w+\[[\w.]+\]): ")?.captures(text)?;
    let name = captures.get(1).or(captures.get(2))?.as_str();
    let is_header = ["error[", "warning[", "info["].iter().any(|severity| name.starts_with(severity));
    (name != "LL" && !is_header).then_some((name, captures.get(0)?.end()))
}

/// A line without the time that a logger put before it; one blank behind the time goes with it, so that indentation stays.
fn without_time(text: &str) -> &str {
    let time = pattern!(
        r"^(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?|\[?\d\d:\d\d:\d\d(?:[.,]\d+)?\]?|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [\w.-]+ [\w./-]+(?:\[\d+\])?:)(?: |$)"
    );
    let rest = time.and_then(|time| time.find(text)).map_or(text, |found| text.get(found.end()..).unwrap_or(""));
    rest.strip_prefix("##[error]").unwrap_or(rest)
}

/// A line without its line break, colours and what a progress bar has overwritten.
fn clean(text: &str) -> String {
    let text = text.trim_end_matches(['\n', '\r']);
    let text = text.rsplit('\r').next().unwrap_or(text).trim_start_matches('\u{feff}');
    if !text.contains('\u{1b}') {
        return text.to_owned();
    }
    let escape = pattern!(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])");
    escape.map_or_else(|| text.to_owned(), |escape| escape.replace_all(text, "").into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(log: &str) -> Vec<Vec<String>> {
        split(log.as_bytes()).iter().map(|lines| lines.lines.iter().map(|line| line.text.clone()).collect()).collect()
    }

    #[test]
    fn services_are_told_apart_and_prefixes_are_gone() {
        let log = "web-1  | Traceback:\ndb-1   | 2026-01-01T00:00:00.1Z ready\nplain\nweb-1  |   File\ndb-1   | [12:00:01] on\n10 | let x;\n";
        assert_eq!(texts(log), [vec!["plain", "10 | let x;"], vec!["Traceback:", "  File"], vec!["ready", "on"]]);
    }

    #[test]
    fn colours_and_overwritten_progress_are_gone_but_the_bytes_stay() {
        let log = b"\x1b[1m\x1b[31merror\x1b[0m: x\r\n   Building\r\x1b[Kdone\r\n";
        let groups = split(log);
        assert_eq!((groups[0].text(0), groups[0].text(1)), ("error: x", "done"));
        assert_eq!(groups[0].raw(0..1), b"\x1b[1m\x1b[31merror\x1b[0m: x\r\n");
    }
}
