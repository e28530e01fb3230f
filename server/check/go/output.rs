//! The lines that the Go command and the compiler print: `path:line:column: message`, continued by lines that begin with a tab.

use super::overlay::{original, with_originals};
use crate::base::ColumnUnit;
use crate::model::{Finding, FindingRelated, Place, Severity};
use regex::Regex;
use std::path::Path;
use std::sync::OnceLock;

/// Reads compiler output. What stands in no known form is passed over; the second part says whether anything was understood.
pub(super) fn read(text: &str, source: &str) -> (Vec<Finding>, bool) {
    let mut findings: Vec<Finding> = Vec::new();
    let mut understood = false;
    // The lines that the finding under way is made of.
    let mut raw = String::new();
    for line in text.lines() {
        let line = line.trim_end_matches('\r');
        if let Some(continuation) = line.strip_prefix('\t') {
            continue_last(&mut findings, &mut raw, line, continuation);
            continue;
        }
        if line.starts_with("# ") || line.ends_with("too many errors") || line.is_empty() {
            understood = true;
            continue;
        }
        let Some(finding) = located(line, source) else { continue };
        understood = true;
        raw = line.to_owned();
        let repeated = findings.iter().any(|known| known.path == finding.path && known.place == finding.place && known.message == finding.message);
        if !repeated {
            findings.push(finding);
        }
    }
    (findings, understood)
}

/// One line of the form `path:line:column: message`. `go vet` puts its own name before those of the type checker, and errors of imports have
/// the importing package before them.
fn located(line: &str, source: &str) -> Option<Finding> {
    static LOCATED: OnceLock<Option<Regex>> = OnceLock::new();
    let located =
        LOCATED.get_or_init(|| Regex::new(r"^(?:vet: |package [^\s:]+: |[^\s:]+: )?((?:[A-Za-z]:)?[^\s:][^:]*\.go):(\d+)(?::(\d+))?: (.+)$").ok()).as_ref()?;
    let parts = located.captures(line)?;
    let path = original(parts.get(1)?.as_str());
    let path = path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
    let number = |at: usize| parts.get(at).and_then(|number| number.as_str().parse::<usize>().ok());
    let place = Place::one_based(number(2)?, number(3).unwrap_or(0), ColumnUnit::Utf8);
    Some(Finding::new(source, path, place, Severity::Error, with_originals(parts.get(4)?.as_str()), line.as_bytes()))
}

/// A continuation: what the compiler has and wants belongs to the message, another place to the related ones.
fn continue_last(findings: &mut [Finding], raw: &mut String, line: &str, continuation: &str) {
    let Some(last) = findings.last_mut() else { return };
    raw.push('\n');
    raw.push_str(line);
    last.raw = crate::model::Raw::new(raw.as_bytes());
    match located(continuation.trim_start(), &last.source) {
        Some(other) => last.related.push(FindingRelated { path: other.path, place: other.place, message: other.message }),
        None => {
            last.message.push('\n');
            last.message.push_str(&with_originals(line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn continuations_belong_to_the_message_and_places_are_related() {
        let text = "# example.com/demo\n./a.go:3:5: too many return values\n\thave (number, number)\n\twant (int)\n./a.go:9:6: f redeclared in this block\n\t./a.go:7:6: other declaration of f\n./a.go:9:6: too many errors\n";
        let (findings, understood) = read(text, "go");
        assert!(understood);
        let messages: Vec<&str> = findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(messages, ["too many return values\n\thave (number, number)\n\twant (int)", "f redeclared in this block"]);
        assert_eq!(findings[1].related.len(), 1);
        assert_eq!(findings[1].path, Path::new("a.go"));
    }
}
