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
        Place::Characters { start, end, .. } => format!("@{start}..{end}"),
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

/// Every fixture, read: one line a finding. To record them anew, delete the file and run the tests twice.
#[test]
fn every_fixture_reads_as_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut names: Vec<_> = std::fs::read_dir(folder.join("output")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let all: String = names.iter().map(|name| format!("=== {name}\n{}\n", shown(name))).collect();
    let recorded = folder.join("output-findings.txt");
    if !recorded.exists() {
        std::fs::write(&recorded, &all).unwrap();
        panic!("the findings were not recorded yet; look at {} and run again", recorded.display());
    }
    for (is, ought) in all.split("=== ").zip(std::fs::read_to_string(&recorded).unwrap().replace("\r\n", "\n").split("=== ")) {
        assert_eq!(is, ought);
    }
}

#[test]
fn several_tools_in_one_log_of_containers() {
    let log = "web-1    | 2026-11-21T00:00:01.123Z Traceback (most recent call last):\n\
               worker-1 | 2026-11-21T00:00:01.130Z\n\
               worker-1 | 2026-11-21T00:00:01.131Z thread 'main' panicked at src/main.rs:4:19:\n\
               web-1    | 2026-11-21T00:00:01.124Z   File \"/app/shop/prices.py\", line 10, in price\n\
               worker-1 | 2026-11-21T00:00:01.132Z index out of bounds: the len is 3 but the index is 3\n\
               web-1    | 2026-11-21T00:00:01.125Z     return PRICES[name]\n\
               web-1    | 2026-11-21T00:00:01.126Z            ~~~~~~^^^^^^\n\
               web-1    | 2026-11-21T00:00:01.127Z KeyError: 'kiwi'\n\
               worker-1 | 2026-11-21T00:00:01.133Z note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n\
               web-1    | 2026-11-21T00:00:01.128Z listening again\n\
               ./main.go:3:5: undefined: x\n";
    let found = read(log.as_bytes());
    let lines: Vec<String> = found.iter().map(show).collect();
    assert_eq!(
        lines,
        [
            "/app/shop/prices.py:10:trim 7-19 python[KeyError] KeyError: 'kiwi'",
            "src/main.rs:4:19 panic[panic] index out of bounds: the len is 3 but the index is 3",
            "main.go:3:5 go[-] undefined: x",
        ]
    );
    let raw = String::from_utf8(found[1].raw.bytes().to_vec()).unwrap();
    assert!(raw.lines().all(|line| line.starts_with("worker-1 | ")) && raw.lines().count() == 3, "{raw}");
}

#[test]
fn panics_of_older_versions_are_read() {
    let log = "thread 'main' panicked at 'called `Option::unwrap()` on a `None` value', src/main.rs:4:19\n\
               thread 'main' panicked at 'assertion failed: `(left == right)`\n  left: `3`,\n right: `4`: short', src/lib.rs:7:5\n";
    assert_eq!(
        shown_of(log.as_bytes()),
        "src/main.rs:4:19 panic[panic] called `Option::unwrap()` on a `None` value\nsrc/lib.rs:7:5 panic[panic] assertion failed: `(left == right)`"
    );
}

#[test]
fn a_sarif_document_is_read_as_such() {
    let log = r#" {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "t"}}, "results": [{"level": "error", "message": {"text": "m"}, "ruleId": "R",
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a.py"}, "region": {"startLine": 2}}}]}]}]}"#;
    assert_eq!(shown_of(log.as_bytes()), "a.py:2 t[R] m");
}

#[test]
fn prose_and_other_logs_give_nothing() {
    let log = "Compiling healer v0.1.0\nListening on http://localhost:3000\n12:01:02 GET /a.py:3 200\nNote: the Error was handled\nerror: pathspec 'x' did not match\n\
               Ready in 3.2s: 4 files\n{\"level\":\"info\"}\nsrc/a.rs | 3 ++-\nIn summary: it works.\nURL: https://x.y/z.js:1:2\n";
    assert_eq!(shown_of(log.as_bytes()), "");
    assert!(read(b"").is_empty() && read(b"\xff\xfe\n\n").is_empty());
}

#[test]
fn half_a_report_is_no_trouble() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/output");
    for entry in std::fs::read_dir(folder).unwrap() {
        let whole = std::fs::read(entry.unwrap().path()).unwrap();
        for cut in (0..whole.len()).step_by(whole.len() / 40 + 1) {
            read(&whole[..cut]);
            read(&whole[cut..]);
        }
    }
}
