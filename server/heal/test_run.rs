//! Running a project's tests as a whole, to know which of them pass.

use super::runner::{CheckOutcome, RunOptions, chosen, run_all};
use crate::base::CancelToken;
use crate::check::{CheckRequest, Checker, Stage, Workspace};
use crate::syntax::{Language, SourceFile};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A test that passed: the runner, the folder in which it ran, and its name there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassedTest {
    pub runner: String,
    pub folder: PathBuf,
    pub name: String,
}

/// What came of running the tests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestRun {
    pub passed: BTreeSet<PassedTest>,
    /// Whether a test failed, or a runner could not run.
    pub has_failures: bool,
    /// Whether it was stopped before its end, so that what did not pass may not have been run.
    pub is_cancelled: bool,
}

/// Runs all tests of a project's files, each runner once for what it speaks for. No runner sees the user's folder: all texts are put into a
/// shadow. `unsaved` are the texts that the disk does not have. Blocks.
pub fn run_tests(workspace: &Workspace, files: &[SourceFile], unsaved: &[SourceFile], options: &RunOptions, cancel: &CancelToken) -> TestRun {
    let mut run = TestRun::default();
    let options = RunOptions { stages: vec![Stage::Request], ..options.clone() };
    for language in Language::ALL {
        let of_language: Vec<&SourceFile> = files.iter().filter(|file| file.language() == language).collect();
        if of_language.is_empty() {
            continue;
        }
        for runner in chosen(language, &[], &options) {
            let requests: Vec<CheckRequest> = representatives(runner, &of_language, workspace)
                .into_iter()
                .map(|file| CheckRequest {
                    file: file.clone(),
                    saved: false,
                    unsaved: unsaved.iter().filter(|other| other.path() != file.path()).cloned().collect(),
                    together: Default::default(),
                    cancel: cancel.clone(),
                })
                .collect();
            let options = RunOptions { only: vec![runner.name().to_owned()], ..options.clone() };
            for (_, outcome) in run_all(workspace, &requests, &[], &options, cancel, &|_, _| {}) {
                run.add(outcome);
            }
        }
    }
    run.is_cancelled |= cancel.is_cancelled();
    run
}

impl TestRun {
    fn add(&mut self, outcome: CheckOutcome) {
        self.is_cancelled |= outcome.cancelled;
        self.has_failures |= outcome.error.is_some() || outcome.findings().next().is_some();
        for call in outcome.calls {
            let of_call = |name: String| PassedTest { runner: outcome.checker.clone(), folder: call.folder.clone(), name };
            self.passed.extend(call.passed.into_iter().map(of_call));
        }
    }

    /// The tests that passed in an earlier run and do not any more.
    pub fn lost_since(&self, earlier: &TestRun) -> Vec<PassedTest> {
        earlier.passed.difference(&self.passed).cloned().collect()
    }
}

/// The files for which a runner is called: one for each folder, or for each crate, that is no test file, as for such a file everything is
/// run; where there are only test files, all of them.
fn representatives<'f>(runner: &dyn Checker, files: &[&'f SourceFile], workspace: &Workspace) -> Vec<&'f SourceFile> {
    let place = |file: &SourceFile| {
        let manifest = if file.language() == Language::Rust { workspace.nearest(file.path(), &["Cargo.toml"]) } else { None };
        manifest.as_deref().unwrap_or(file.path()).parent().map(Path::to_owned)
    };
    let mut by_place: BTreeMap<Option<PathBuf>, &'f SourceFile> = BTreeMap::new();
    for file in files.iter().filter(|file| !runner.is_test_file(file.path())) {
        by_place.entry(place(file)).or_insert(file);
    }
    if by_place.is_empty() { files.to_vec() } else { by_place.into_values().collect() }
}
