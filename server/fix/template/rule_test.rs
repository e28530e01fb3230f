//! Tests of templates: programs that a rule has to pass over, and programs that it has to match, with what becomes of them.

use super::grammar::Grammar;
use super::{Template, TemplateSet};
use crate::base::EditSet;
use crate::syntax::{ParseOptions, SourceFile};
use ast_grep_config::from_multiple;
use ast_grep_core::tree_sitter::LanguageExt;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A test file's document: ast-grep's `id`, `valid` and `invalid`, and beside them what each invalid program is to become.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleTest {
    id: String,
    #[serde(default)]
    valid: Vec<String>,
    #[serde(default)]
    invalid: Vec<String>,
    /// The texts of `invalid` after the first rewrite of every match, in the same order; it may be left out.
    fixed: Option<Vec<String>>,
}

/// One expectation that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleTestFailure {
    pub file: PathBuf,
    /// Empty where the file as a whole cannot be read.
    pub rule: String,
    pub message: String,
}

/// What came of running test files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleTestReport {
    /// Programs that behaved as expected.
    pub passed: usize,
    pub failures: Vec<RuleTestFailure>,
    /// Rules that no test speaks of.
    pub untested: Vec<String>,
}

/// Runs test files, given as path and text, against the templates.
pub fn run_rule_tests(set: &TemplateSet, files: impl IntoIterator<Item = (PathBuf, Arc<str>)>) -> RuleTestReport {
    let mut report = RuleTestReport::default();
    let mut tested: Vec<String> = Vec::new();
    for (path, text) in files {
        let mut fail = |rule: &str, message: String| report.failures.push(RuleTestFailure { file: path.clone(), rule: rule.to_owned(), message });
        let tests: Vec<RuleTest> = match from_multiple(&text) {
            Ok(tests) => tests,
            Err(error) => {
                fail("", error.without_snippet().to_string());
                continue;
            }
        };
        for test in tests {
            let Some(template) = set.get(&test.id) else {
                fail(&test.id, format!("there is no rule `{}`", test.id));
                continue;
            };
            let (passed, messages) = run_one(template, &test);
            for message in messages {
                fail(&test.id, message);
            }
            report.passed += passed;
            tested.push(test.id);
        }
    }
    report.untested = set.templates().iter().map(|template| template.id.clone()).filter(|id| !tested.contains(id)).collect();
    report
}

/// How many programs behave as expected, and what is wrong with the others.
fn run_one(template: &Template, test: &RuleTest) -> (usize, Vec<String>) {
    let mut messages = Vec::new();
    for text in &test.valid {
        if matches(template, text) > 0 {
            messages.push(format!("matches a valid program:\n{text}"));
        }
    }
    for (at, text) in test.invalid.iter().enumerate() {
        if matches(template, text) == 0 {
            messages.push(format!("matches nothing in an invalid program:\n{text}"));
            continue;
        }
        let Some(fixed) = &test.fixed else { continue };
        let made = rewritten(template, text);
        match fixed.get(at) {
            Some(expected) if *expected == made => {}
            Some(expected) => messages.push(format!("rewrites\n{text}\nto\n{made}\nand not to\n{expected}")),
            None => messages.push(format!("`fixed` has no text for the invalid program {}", at + 1)),
        }
    }
    ((test.valid.len() + test.invalid.len()).saturating_sub(messages.len()), messages)
}

fn matches(template: &Template, text: &str) -> usize {
    Grammar(template.language).ast_grep(text).root().find_all(&template.config.matcher).count()
}

/// The text after the first rewrite of every match; of matches within one another the outer one counts.
fn rewritten(template: &Template, text: &str) -> String {
    let file = SourceFile::new(Path::new("test"), template.language, text, ParseOptions::default());
    let tree = Grammar(template.language).ast_grep(text);
    let mut edits = EditSet::default();
    for found in tree.root().find_all(&template.config.matcher) {
        if let Some((_, edit)) = template.rewrites(&file, &found).into_iter().next()
            && let Ok(merged) = edits.merge(&edit)
        {
            edits = merged;
        }
    }
    edits.apply(text).unwrap_or_else(|_| text.to_owned())
}
