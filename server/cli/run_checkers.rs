//! Runs the checkers of a group of files with a progress bar.

use super::Selection;
use super::workset::Group;
use crate::base::CancelToken;
use crate::check::{Checker, Overlay, Stage, Workspace, builtin, checkers};
use crate::heal::{BatchContext, BatchReport, RunOptions, TestRun, check_batch, chosen, run_tests};
use crate::session::project_loader::LoadedProject;
use crate::syntax::{Language, SourceFile};
use indicatif::{ProgressBar, ProgressStyle};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Which checkers a command runs in a group.
pub(super) struct Plan {
    options: Option<RunOptions>,
    own: Vec<Box<dyn Checker>>,
    builtin: bool,
    workspace: Workspace,
    /// Whether tests are run beside the other checkers, where they are wanted.
    with_tests: Cell<bool>,
}

impl Plan {
    pub fn new(selection: &Selection, group: &Group) -> Plan {
        let mut stages = vec![Stage::Typing, Stage::Saved];
        if selection.tests {
            stages.push(Stage::Request);
        }
        let wanted = |name: &str| group.settings.allows(name) && (selection.checkers.is_empty() || selection.checkers.iter().any(|known| known == name));
        let languages: BTreeSet<_> = group.files.iter().map(SourceFile::language).collect();
        let own = group.settings.own_checkers();
        let names = languages.into_iter().flat_map(|language| checkers(language).iter().map(|checker| checker.name().to_owned()));
        let names = names.chain(own.iter().map(|checker| checker.name().to_owned()));
        let only: Vec<String> = names.filter(|name| wanted(name)).collect();
        let none = selection.builtin_only || selection.untrusted || only.is_empty();
        Plan {
            options: (!none).then(|| RunOptions {
                stages,
                only,
                timeout: group.settings.checker_timeout(),
                mirror: Some(Arc::new(Overlay::default())),
                retries: Some(Arc::default()),
                ..RunOptions::default()
            }),
            own,
            builtin: wanted(builtin::SOURCE),
            workspace: group.workspace.clone(),
            with_tests: Cell::new(true),
        }
    }

    /// Runs the tests of the group's project, if they are wanted. `unsaved` are all texts that the disk does not have.
    pub fn run_tests(&self, loaded: &LoadedProject, unsaved: &[SourceFile], cancel: &CancelToken) -> TestRun {
        let Some(options) = self.options.as_ref().filter(|options| options.stages.contains(&Stage::Request)) else { return TestRun::default() };
        let files: Vec<SourceFile> = loaded.project.files.values().map(|file| file.source.clone()).collect();
        run_tests(&self.workspace, &files, unsaved, options, cancel)
    }

    /// From now on tests are run beside the other checkers, or not. They have nothing to say in each round of a heal where all of them pass at
    /// its start.
    pub fn set_tests(&self, with_tests: bool) {
        self.with_tests.set(with_tests);
    }

    fn options(&self) -> Option<RunOptions> {
        let mut options = self.options.clone()?;
        options.stages.retain(|stage| *stage != Stage::Request || self.with_tests.get());
        Some(options)
    }

    /// Checks files of the group's project. `unsaved` are all texts that the disk does not have.
    pub fn check(&self, loaded: &LoadedProject, files: &[SourceFile], unsaved: &[SourceFile], cancel: &CancelToken) -> BatchReport {
        let context = BatchContext {
            workspace: &self.workspace,
            own: &self.own,
            run: self.options(),
            builtin: self.builtin,
            facts_of: &|file| loaded.facts(file),
            source_of: &|path| loaded.source(path).ok(),
            cancel,
        };
        let bar = self.bar(files);
        let report = check_batch(files, unsaved, &context, &|outcome| {
            bar.set_message(outcome.checker.clone());
            bar.inc(1);
        });
        bar.finish_and_clear();
        report
    }

    /// A bar on standard error; invisible where that is no terminal.
    fn bar(&self, files: &[SourceFile]) -> ProgressBar {
        let Some(options) = &self.options() else { return ProgressBar::hidden() };
        let runs: usize = files.iter().map(|file| chosen(file.language(), &self.own, options).len()).sum();
        let bar = ProgressBar::new(runs as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} checks, {elapsed}, last: {msg}") {
            bar.set_style(style);
        }
        bar
    }
}

/// A sentence about the first checker that the user named and that there is not.
pub(super) fn unknown_checker(selection: &Selection, groups: &[Group]) -> Option<String> {
    let of_language = |language| checkers(language).iter().map(|checker| checker.name().to_owned());
    let mut known: BTreeSet<String> = Language::ALL.into_iter().flat_map(of_language).collect();
    known.insert(builtin::SOURCE.to_owned());
    known.extend(groups.iter().flat_map(|group| &group.settings.checker).map(|checker| checker.name.clone()));
    let unknown = selection.checkers.iter().find(|name| !known.contains(*name))?;
    Some(format!("there is no checker `{unknown}`; there are {}", known.into_iter().collect::<Vec<_>>().join(", ")))
}
