//! Recorded output of real tools, read.

use super::*;
use crate::model::{Place, Severity};

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/output").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A finding in one line: path, one-based place, source, code, and the first line of the words.
fn show(finding: &Finding) -> String {
    let place = match finding.place {
        Place::Lines { start, end: Some(end), .. } if start.line == end.line => format!("{}:{}-{}", start.line + 1, start.column + 1, end.column + 1),
        Place::Lines { start, end: Some(end), .. } => format!("{}:{}-{}:{}", start.line + 1, start.column + 1, end.line + 1, end.column + 1),
        Place::Lines { start, end: None, .. } => format!("{}:{}", start.line + 1, start.column + 1),
        Place::Line(line) => format!("{}", line + 1),
        Place::Trimmed { line, start, end } => format!("{}:trim {start}-{end}", line + 1),
        Place::Bytes(span) => format!("@{}..{}", span.start, span.end),
    };
    let severity = if finding.severity == Severity::Error { "" } else { "~" };
    let code = finding.code.as_deref().unwrap_or("-");
    let words = finding.message.lines().next().unwrap_or("");
    format!("{severity}{}:{place} {}[{code}] {words}", finding.path.display(), finding.source)
}

fn shown(name: &str) -> String {
    shown_of(&fixture(name))
}

fn shown_of(log: &[u8]) -> String {
    let lines: Vec<String> = read(log)
        .iter()
        .map(|finding| {
            assert!(finding.raw.is_intact() && !finding.raw.bytes().is_empty());
            let related = if finding.related.is_empty() { String::new() } else { format!(" +{}", finding.related.len()) };
            format!("{}{related}", show(finding))
        })
        .collect();
    lines.join("\n")
}

#[test]
fn show_all() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/output");
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    for name in names {
        println!("=== {name}\n{}", shown(&name));
    }
}
