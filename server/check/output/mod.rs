//! Reading what tools print for people: a log, possibly of several tools and services, as findings. Each reader knows one form, looks at the
//! lines from one place on, and takes those that it understands.

mod go;
mod javascript;
mod javascript_tests;
mod lines;
mod log;
mod pytest;
mod python;
mod rust;
mod stacks;

pub(super) use go::remarks as go_remarks;
pub(super) use javascript_tests::{Failure, failure as test_failure, read_tap};

use crate::model::Finding;
use log::Lines;
use std::path::Path;

/// What a reader made of the lines from a place on.
struct Found {
    findings: Vec<Finding>,
    /// How many lines it took; at least 1.
    lines: usize,
}

impl Found {
    fn one(finding: Finding, lines: usize) -> Found {
        Found { findings: vec![finding], lines }
    }
}

type Reader = fn(&Lines<'_>, usize) -> Option<Found>;

/// Every reader, in the order in which they are asked; what takes whole blocks stands before what takes single lines.
const READERS: &[Reader] = &[
    rust::json,
    rust::test_section,
    rust::panic,
    rust::block,
    python::ruff_block,
    pytest::sections,
    pytest::lines,
    python::exception_group,
    python::traceback,
    python::syntax_error,
    javascript_tests::jest,
    javascript_tests::vitest,
    javascript_tests::node_spec,
    javascript_tests::tap,
    javascript::stack_with_excerpt,
    javascript::stack,
    javascript::eslint_stylish,
    javascript::biome,
    javascript::oxlint,
    go::panic,
    go::test,
    lines::one_line,
];

/// The findings in a log, in the order in which they stand there, each once. Paths are as the log says them. A finding that names no file
/// has an empty path. Every finding's raw bytes are those of its lines, unaltered.
pub fn read(log: &[u8]) -> Vec<Finding> {
    if let Some(findings) = whole_document(log) {
        return findings;
    }
    let mut found: Vec<(usize, Finding)> = Vec::new();
    for lines in log::split(log) {
        let mut at = 0;
        while at < lines.len() {
            match READERS.iter().find_map(|reader| reader(&lines, at)) {
                Some(read) => {
                    for finding in read.findings {
                        if !found.iter().any(|(_, known)| same(known, &finding)) {
                            found.push((lines.offset(at), finding));
                        }
                    }
                    at += read.lines.max(1);
                }
                None => at += 1,
            }
        }
    }
    found.sort_by_key(|(offset, _)| *offset);
    found.into_iter().map(|(_, finding)| finding).collect()
}

/// The findings of a log that is one SARIF document.
fn whole_document(log: &[u8]) -> Option<Vec<Finding>> {
    let text = std::str::from_utf8(log).ok()?.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with('{') || !text.contains("\"runs\"") {
        return None;
    }
    super::sarif::read(text).ok()
}

/// Whether two findings say the same of the same place; a log often says it twice.
fn same(one: &Finding, other: &Finding) -> bool {
    (&one.path, one.place, &one.code, &one.message) == (&other.path, other.place, &other.code, &other.message)
}

/// Whether a path belongs to a library or the language itself, so that the error is rather in what called it.
pub fn is_foreign(path: &Path) -> bool {
    let text = path.to_string_lossy().replace('\\', "/");
    let marks = ["/site-packages/", "/dist-packages/", "/lib/python", "node_modules/", "/usr/local/go/", "/go/pkg/mod/", "/.cargo/registry/", "/.rustup/"];
    let starts = ["<", "node:", "internal/", "/rustc/", "_testmain.go", "native", "stdlib/"];
    marks.iter().any(|mark| text.contains(mark)) || starts.iter().any(|start| text.starts_with(start))
}

#[cfg(test)]
mod tests;
