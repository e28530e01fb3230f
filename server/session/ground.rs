//! The ground on which the texts of a heal are tried: the project as its user sees it, with tried texts over it. Nothing of the user's is
//! written; checkers see the texts through their overlays.

use super::project_loader::LoadedProject;
use super::users::users_of;
use crate::base::CancelToken;
use crate::heal::{BatchReport, Checked, Engine, Ground, MenuLimits, Seen, Snapshot, TestRun};
use crate::syntax::{SourceFile, TextDigest};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// So many fixes of an error are looked at, more than a menu shows.
const MOST_CANDIDATES: usize = 10;

/// So many files are looked at because they use what was changed.
const MOST_USERS: usize = 500;

/// Has texts checked: the project as it is seen now, the files to report on, and all texts that the disk does not have.
pub type Checks<'c> = Box<dyn FnMut(&LoadedProject, &[SourceFile], &[SourceFile]) -> BatchReport + 'c>;

/// Runs the tests of the project as it is seen now; given are all texts that the disk does not have.
pub type Tests<'c> = Box<dyn FnMut(&LoadedProject, &[SourceFile]) -> TestRun + 'c>;

pub struct ProjectGround<'c> {
    loaded: LoadedProject,
    /// The texts that the disk does not have.
    unsaved: BTreeMap<PathBuf, SourceFile>,
    /// What the disk has of the files that were replaced.
    saved: BTreeMap<PathBuf, TextDigest>,
    checks: Checks<'c>,
    tests: Option<Tests<'c>>,
    cancel: CancelToken,
    /// The only files that may be changed; `None` for all of the project.
    allowed: Option<BTreeSet<PathBuf>>,
    /// What went wrong with tools, one sentence each, without repetition.
    pub problems: Vec<String>,
}

impl<'c> ProjectGround<'c> {
    /// The ground for a project. `unsaved` are the texts that the user sees and the disk does not have.
    pub fn new(mut loaded: LoadedProject, unsaved: Vec<SourceFile>, checks: Checks<'c>, cancel: CancelToken) -> ProjectGround<'c> {
        unsaved.iter().for_each(|text| loaded.replace(text.clone()));
        let unsaved = unsaved.into_iter().map(|text| (text.path().to_owned(), text)).collect();
        ProjectGround { loaded, unsaved, saved: BTreeMap::new(), checks, tests: None, cancel, allowed: None, problems: Vec::new() }
    }

    /// The same where only these files may be changed.
    pub fn allowing(mut self, files: impl IntoIterator<Item = PathBuf>) -> ProjectGround<'c> {
        self.allowed = Some(files.into_iter().collect());
        self
    }

    /// The same with tests that can be run.
    pub fn with_tests(mut self, tests: Tests<'c>) -> ProjectGround<'c> {
        self.tests = Some(tests);
        self
    }

    /// The project with the texts that are in place.
    pub fn loaded(&self) -> &LoadedProject {
        &self.loaded
    }

    fn report(&mut self, texts: &[SourceFile]) -> BatchReport {
        let unsaved: Vec<SourceFile> = self.unsaved.values().cloned().collect();
        (self.checks)(&self.loaded, texts, &unsaved)
    }
}

impl Ground for ProjectGround<'_> {
    fn engine(&self, file: &SourceFile) -> Engine {
        Engine::of_project(self.loaded.project.clone())
            .with_facts(self.loaded.facts(file))
            .with_limits(MenuLimits { entries: MOST_CANDIDATES })
            .with_cancel(self.cancel.clone())
            .with_proposals(self.loaded.proposals.clone())
    }

    fn source(&self, path: &Path) -> Option<SourceFile> {
        let is_allowed = self.allowed.as_ref().is_none_or(|allowed| allowed.contains(path));
        self.loaded.project.files.get(path).filter(|_| is_allowed).map(|file| file.source.clone())
    }

    fn replace(&mut self, text: &SourceFile) {
        let path = text.path();
        if !self.unsaved.contains_key(path)
            && let Ok(saved) = self.loaded.source(path)
        {
            self.saved.entry(path.to_owned()).or_insert(*saved.digest());
        }
        match self.saved.get(path) == Some(text.digest()) {
            true => drop(self.unsaved.remove(path)),
            false => drop(self.unsaved.insert(path.to_owned(), text.clone())),
        }
        self.loaded.replace(text.clone());
    }

    fn tests(&mut self) -> TestRun {
        let unsaved: Vec<SourceFile> = self.unsaved.values().cloned().collect();
        self.tests.as_mut().map_or_else(TestRun::default, |tests| tests(&self.loaded, &unsaved))
    }

    fn users_of(&self, changed: &BTreeSet<PathBuf>) -> Vec<SourceFile> {
        let users = users_of(&self.loaded.project, changed);
        users.iter().take(MOST_USERS).filter_map(|path| self.source(path)).collect()
    }

    fn check(&mut self, texts: &[SourceFile]) -> Snapshot {
        let report = self.report(texts);
        for problem in report.problems {
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
        }
        let seen = |(file, checked): (SourceFile, Checked)| Seen { file, checked };
        Snapshot::new(texts.iter().cloned().zip(report.files).chain(report.others).map(seen))
    }
}
