//! What learning costs off the request path: `cargo bench --bench learning`.
//!
//! In files of a thousand lines, made of the programs of `tests/measure`, a call of a function that nobody knows is repaired by hand. Measured are
//! learning from that repair, with the patterns of the earlier ones known, and telling what became of it. The goal is 20 ms of one core each.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use healer::base::{ColumnUnit, Span, WordSet};
use healer::fix::Project;
use healer::fix::learned::Shelf;
use healer::heal::learning::{Fate, Followed, Lesson, Moment, Repaired, lessons};
use healer::heal::{FileFacts, diagnose};
use healer::model::{Finding, KnownPattern, PatternSource, Place, Severity, Source};
use healer::syntax::document::{Change, Document};
use healer::{Language, ParseOptions};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const LINES: usize = 1_000;
const REPAIRS: usize = 60;
const GOAL: f64 = 20.0;

/// Language, extension, and a function with a call that is not known and what becomes of it; `NAME` and `NUMBER` differ from repair to repair.
const KINDS: [(Language, &str, &str, &str, &str); 4] = [
    (Language::Python, "py", "\n\ndef probe_NAME(NAME):\n    CALL\n    return NAME\n", "expect_same(len(NAME), NUMBER)", "assert len(NAME) == NUMBER"),
    (
        Language::JavaScript,
        "js",
        "\nfunction probe_NAME(NAME) {\n  CALL;\n  return NAME;\n}\n",
        "expectSame(NAME.length, NUMBER)",
        "console.assert(NAME.length === NUMBER)",
    ),
    (
        Language::Rust,
        "rs",
        "\nfn probe_NAME(NAME: &str) -> usize {\n    CALL;\n    NAME.len()\n}\n",
        "expect_same(NAME.len(), NUMBER)",
        "assert_eq!(NAME.len(), NUMBER)",
    ),
    (
        Language::Go,
        "go",
        "\nfunc probe_NAME(NAME string) int {\n\tCALL\n\treturn len(NAME)\n}\n",
        "expectSame(len(NAME), NUMBER)",
        "println(len(NAME) == NUMBER)",
    ),
];

#[derive(Default)]
struct Memory(Mutex<Vec<KnownPattern>>);

impl Memory {
    fn keep(&self, lessons: Vec<Lesson>) {
        let mut known = self.0.lock().unwrap();
        for Lesson { instead_of, pattern, record } in lessons {
            known.retain(|known| known.pattern.id != pattern.id && Some(&known.pattern.id) != instead_of.as_ref());
            known.push(KnownPattern { pattern: Arc::new(pattern), record, is_local: true });
        }
    }
}

impl PatternSource for Memory {
    fn candidates(&self, language: Language, category: &str, anchors: &[&str], _project: &str, _words: &WordSet) -> Vec<KnownPattern> {
        let fits = |known: &&KnownPattern| {
            known.pattern.language == language && known.pattern.category == category && anchors.contains(&known.pattern.anchor.as_str())
        };
        self.0.lock().unwrap().iter().filter(fits).cloned().collect()
    }

    fn generation(&self) -> u64 {
        0
    }
}

fn main() {
    for (language, extension, function, broken, mended) in KINDS {
        let program = program(extension);
        let memory = Arc::new(Memory::default());
        let project = Project { root: "/work".into(), patterns: Shelf(Some(memory.clone())), ..Project::default() };
        let facts = FileFacts::default();
        let (mut learning, mut following, mut taught) = (Vec::new(), Vec::new(), 0);
        for number in 0..REPAIRS {
            let with = |call: &str| {
                let function = function.replace("CALL", call).replace("NAME", &format!("value_{number}")).replace("NUMBER", &number.to_string());
                format!("{program}{function}")
            };
            let path = Path::new("/work").join(format!("file_{number}.{extension}"));
            let mut document = Document::new(language, 1, &with(broken));
            let before = document.snapshot(&path, &ParseOptions::default());
            let start = before.text().rfind(broken.split('(').next().unwrap()).unwrap();
            let name = &broken[..broken.find('(').unwrap()];
            let (tool, code, message) = words(language, name);
            let mut finding = Finding::new(tool, before.path(), Place::Bytes(Span::new(start, start + name.len())), Severity::Error, message, b"raw");
            finding.code = code.map(str::to_owned);
            let vanished = diagnose(&[finding], &before, Path::new("/work"), &|_| None);
            // The fixes of the error were worked out before it was repaired, so that its tree and its outline are there; what is typed afterwards is
            // parsed with that tree's help.
            assert!(before.tree().is_some() && before.outline().imports.len() < LINES);
            document.apply(2, &[Change { range: None, text: with(mended) }], ColumnUnit::Utf8);
            let after = document.snapshot(&path, &ParseOptions::default());
            let repaired = Repaired { before: &before, after: &after, vanished: &vanished, project: &project, facts: &facts, source: Source::Manual, time: 0 };
            let started = Instant::now();
            let lessons = lessons(&repaired);
            learning.push(started.elapsed());
            taught += lessons.len();
            memory.keep(lessons);
            let followed = Followed {
                before: before.clone(),
                after: after.clone(),
                targets: vanished.clone(),
                known: vanished,
                looked: ["healer".to_owned()].into(),
                offered: Vec::new(),
                was_offered: false,
                taken: None,
                time: 0,
            };
            let started = Instant::now();
            assert_eq!(followed.fate(&before, &[], Moment::Settled), Some(Fate::Reverted));
            let wrong = followed.lessons(Fate::Reverted, &before, &project, &facts);
            following.push(started.elapsed());
            drop(wrong);
        }
        assert!(taught >= REPAIRS, "{language:?} taught {taught}");
        report(&format!("learn a repair, {}", language.id()), learning);
        report(&format!("end of a repair, {}", language.id()), following);
    }
}

/// How a tool speaks of a function that it does not know.
fn words(language: Language, name: &str) -> (&'static str, Option<&'static str>, String) {
    match language {
        Language::Python => ("ruff", Some("F821"), format!("Undefined name `{name}`")),
        Language::JavaScript => ("eslint", Some("no-undef"), format!("'{name}' is not defined.")),
        Language::Rust => ("rustc", Some("E0425"), format!("cannot find function `{name}` in this scope")),
        Language::Go => ("go", None, format!("undefined: {name}")),
    }
}

/// A program of a thousand lines that parses.
fn program(extension: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/measure/programs");
    let mut folders = vec![folder];
    let mut paths = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|known| known == extension || known == "mjs" && extension == "js") => paths.push(path),
                false => {}
            }
        }
    }
    paths.sort();
    let mut text = String::new();
    // Go has one package clause and its imports at the head of a file, so that its programs are repeated below those of the first.
    let body = |text: &str| {
        text.lines()
            .skip_while(|line| extension == "go" && !line.starts_with("func") && !line.starts_with("type"))
            .fold(String::new(), |body, line| body + line + "\n")
    };
    while text.lines().count() < LINES {
        for path in &paths {
            let program = std::fs::read_to_string(path).unwrap();
            text += &if text.is_empty() { program } else { body(&program) };
        }
    }
    text
}

fn report(what: &str, mut taken: Vec<Duration>) {
    taken.sort();
    let at = |share: f64| 1e3 * taken[((taken.len() as f64 * share) as usize).min(taken.len() - 1)].as_secs_f64();
    println!("{what:<32} p50 {:>7.2} ms  p95 {:>7.2} ms  max {:>7.2} ms  n {:>4}  goal {GOAL} ms", at(0.5), at(0.95), at(1.0), taken.len());
}
