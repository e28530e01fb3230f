use super::*;
use crate::model::{Finding, Place};
use crate::syntax::{Language, ParseOptions};

const TEXT: &str = "one\ntwo\nthree\n";

fn file() -> SourceFile {
    SourceFile::new("/w/a.py", Language::Python, TEXT, ParseOptions::default())
}

fn said(source: &str, line: usize, severity: Severity) -> Diagnostic {
    let finding = Finding::new(source, "/w/a.py", Place::Line(line), severity, format!("{source} {line}"), b"raw");
    finding.resolve(&file(), std::path::Path::new("/w"), &|_| None)
}

fn error(source: &str, line: usize) -> Diagnostic {
    said(source, line, Severity::Error)
}

/// What is held for the version and what is known, and the rest of the situation.
struct Case {
    name: &'static str,
    held: Option<(i32, Vec<Diagnostic>)>,
    dropped: bool,
    known: Vec<Diagnostic>,
    pending: bool,
    save_may_follow: bool,
    /// Milliseconds since the change.
    age: u64,
    /// The sources that are published; `Err` with the milliseconds after the change until which it waits, or without for nothing.
    expected: Result<Vec<&'static str>, Option<u64>>,
}

const HOLD: u64 = 1500;

#[test]
fn diagnostics_are_published_when_they_are_due() {
    let quiet = |name| Case {
        name,
        held: Some((2, Vec::new())),
        dropped: false,
        known: Vec::new(),
        pending: false,
        save_may_follow: false,
        age: 0,
        expected: Err(None),
    };
    let cases = [
        quiet("nothing new is not said again"),
        Case { held: None, expected: Ok(Vec::new()), ..quiet("a clean file is told clean once") },
        Case { held: None, pending: true, ..quiet("a file whose tools still run is not called clean") },
        Case { known: vec![error("healer", 0)], pending: true, expected: Ok(vec!["healer"]), ..quiet("a new error is told at once") },
        Case { known: vec![said("healer", 0, Severity::Warning)], pending: true, ..quiet("a warning of the built-in checker waits for the tools") },
        Case {
            known: vec![said("healer", 0, Severity::Warning)],
            expected: Ok(vec!["healer"]),
            ..quiet("a warning of the built-in checker is told when no tool is to come")
        },
        Case { held: Some((2, vec![error("ruff", 0)])), pending: true, expected: Err(Some(HOLD)), ..quiet("that an error has gone is held back for tools") },
        Case { held: Some((2, vec![error("ruff", 0)])), pending: true, age: HOLD, expected: Ok(Vec::new()), ..quiet("it is not held back for ever") },
        Case { held: Some((2, vec![error("ruff", 0)])), expected: Ok(Vec::new()), ..quiet("it is told at once when no tool is to come") },
        Case {
            held: Some((2, vec![error("ruff", 0)])),
            save_may_follow: true,
            expected: Err(Some(100)),
            ..quiet("a save that may follow is waited for a moment")
        },
        Case {
            held: Some((2, vec![error("ruff", 0)])),
            known: vec![error("tsc", 0)],
            pending: true,
            expected: Err(Some(HOLD)),
            ..quiet("another error on a line that has one is no news")
        },
        Case {
            held: Some((2, vec![error("ruff", 0)])),
            known: vec![error("ruff", 0), error("tsc", 1)],
            pending: true,
            expected: Ok(vec!["ruff", "tsc"]),
            ..quiet("an error on another line is news")
        },
        Case {
            held: Some((1, vec![error("ruff", 0)])),
            known: vec![error("ruff", 0)],
            expected: Ok(vec!["ruff"]),
            ..quiet("the same for a newer text is told again, as it has another version")
        },
        Case { held: Some((1, Vec::new())), ..quiet("nothing for a newer text is the same nothing") },
        Case { dropped: true, expected: Ok(Vec::new()), ..quiet("what an edit has dropped is told") },
    ];
    let file = file();
    let changed = Instant::now();
    for case in cases {
        let published = match case.held {
            Some((version, diagnostics)) => Published { version: Some(version), diagnostics, dropped: case.dropped },
            None => Published::default(),
        };
        let now = changed + Duration::from_millis(case.age);
        let situation = Situation { file: &file, version: 2, known: &case.known, pending: case.pending, save_may_follow: case.save_may_follow, changed, now };
        let decision = match decide(&published, &situation) {
            Decision::Nothing => Err(None),
            Decision::Wait(due) => Err(Some(u64::try_from(due.duration_since(changed).as_millis()).unwrap())),
            Decision::Publish(diagnostics) => Ok(diagnostics.iter().map(|diagnostic| diagnostic.source.clone()).collect::<Vec<_>>()),
        };
        assert_eq!(decision, case.expected.map(|sources| sources.into_iter().map(str::to_owned).collect()), "{}", case.name);
    }
}
