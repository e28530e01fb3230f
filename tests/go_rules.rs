//! The rules for Go on programs with the compiler's recorded words: `tests/fixtures/go/rules-1.26.8.txt` holds each program, what
//! `go list -export -gcflags=-e` (1.26.8) printed about it, and the text after the first fix of its first error.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use healer::base::CancelToken;
use healer::check::{self, ToolOutput, builtin};
use healer::fix::{Project, ProjectFile};
use healer::heal::{FileFacts, diagnose, fixes_for, merge};
use healer::syntax::{Language, ParseOptions, SourceFile};
use std::path::Path;

const RECORDED: &str = include_str!("fixtures/go/rules-1.26.8.txt");

#[test]
fn the_first_fix_is_the_right_one() {
    let mut failures = Vec::new();
    let mut count = 0;
    for case in RECORDED.split("==== ").skip(1) {
        let (name, rest) = case.split_once('\n').unwrap();
        let (before, rest) = rest.split_once("---- output\n").unwrap();
        let (output, after) = rest.split_once("---- after\n").unwrap();
        let found = first_fix(before, output);
        if found.as_deref() != Some(after) {
            failures.push(format!("{name}:\n{}", found.unwrap_or_else(|| "no fix".to_owned())));
        }
        count += 1;
    }
    assert!(count >= 30, "{count}");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn first_fix(before: &str, output: &str) -> Option<String> {
    let path = Path::new("/w/main.go");
    let file = SourceFile::new(path, Language::Go, before, ParseOptions::default());
    let recorded = ToolOutput { status: Some(1), stderr: output.as_bytes().to_vec(), ..ToolOutput::default() };
    let compiler = check::checkers(Language::Go).iter().find(|checker| checker.name() == "go")?;
    let findings = compiler.parse(&recorded, 0).expect("the compiler's output reads");
    let mut project = Project { root: "/w".into(), ..Project::default() };
    project.files.insert(path.to_owned(), ProjectFile { source: file.clone() });
    let facts = FileFacts { siblings: Some(Vec::new()), ..FileFacts::default() };
    let of_tool = diagnose(&findings, &file, Path::new("/w"), &|_| None);
    assert!(of_tool.iter().all(|diagnostic| diagnostic.category() != "OTHER.COMPILER"), "{of_tool:#?}");
    let own = diagnose(&builtin::check(&file, &facts.scope_context(&file)), &file, Path::new("/w"), &|_| None);
    let all = merge([of_tool.as_slice(), own.as_slice()], &file);
    let first = all.first()?;
    let fixes = fixes_for(&file, first, &all, &project, &facts, &CancelToken::new());
    fixes.first()?.edits_of(path)?.apply(before).ok()
}
