//! How the texts of a heal are checked: by the workspace's checkers, on an overlay.

use crate::base::CancelToken;
use crate::check::{Checker, Overlay, Stage, Workspace, builtin, checkers};
use crate::heal::{BatchContext, BatchReport, RunOptions, TestRun, check_batch, run_tests};
use crate::model::Diagnostic;
use crate::session::project_loader::LoadedProject;
use crate::session::settings::Settings;
use crate::syntax::{Language, SourceFile, syntax_errors};
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A checker that takes longer, that does not build the program and that has found no error is left out of the heal of a file: it would say
/// after every fix what it has said before, and it looks at the healed text anyway once that is in the editor.
pub(super) const QUICK: Duration = Duration::from_millis(250);

/// A checker that takes longer is not asked about a text that does not parse, if it does not build the program.
const MOMENT: Duration = Duration::from_millis(100);

/// The checkers of a workspace, as a heal runs them.
pub(super) struct Checking {
    workspace: Arc<Workspace>,
    own: Vec<Box<dyn Checker>>,
    builtin: bool,
    /// The names of those that the settings allow.
    allowed: BTreeSet<String>,
    options: RunOptions,
    /// How long the last run of each took.
    durations: Mutex<HashMap<String, Duration>>,
    left_out: Mutex<BTreeSet<String>>,
    tests_speak: AtomicBool,
    cancel: CancelToken,
}

impl Checking {
    pub fn new(workspace: Arc<Workspace>, settings: &Settings, durations: HashMap<String, Duration>, cancel: CancelToken) -> Checking {
        let own = settings.own_checkers();
        let names = Language::ALL.iter().flat_map(|language| checkers(*language).iter().map(|checker| checker.name().to_owned()));
        let names = names.chain(own.iter().map(|checker| checker.name().to_owned()));
        Checking {
            workspace,
            builtin: settings.allows(builtin::SOURCE),
            allowed: names.filter(|name| settings.allows(name)).collect(),
            own,
            options: RunOptions {
                timeout: settings.checker_timeout(),
                mirror: Some(Arc::new(Overlay::default())),
                retries: Some(Arc::default()),
                ..RunOptions::default()
            },
            durations: Mutex::new(durations),
            left_out: Mutex::default(),
            tests_speak: AtomicBool::new(false),
            cancel,
        }
    }

    /// The same where no call may take longer than this.
    pub fn within(mut self, longest: Option<Duration>) -> Checking {
        self.options.longest = longest;
        self
    }

    /// What they say of these files of a project; `unsaved` are all texts that the disk does not have.
    pub fn check(&self, loaded: &LoadedProject, files: &[SourceFile], unsaved: &[SourceFile]) -> BatchReport {
        let mut only: Vec<String> = self.allowed.difference(&self.left_out()).cloned().collect();
        if let [file] = files
            && !syntax_errors(file.language(), file.text(), file.options()).is_empty()
        {
            only.retain(|name| !self.needs_a_text_that_parses(name));
        }
        let context = BatchContext {
            workspace: &self.workspace,
            own: &self.own,
            run: (!only.is_empty()).then(|| RunOptions { only, stages: self.stages(), ..self.options.clone() }),
            builtin: self.builtin,
            facts_of: &|file| loaded.facts(file),
            source_of: &|path| loaded.source(path).ok(),
            cancel: &self.cancel,
        };
        check_batch(files, unsaved, &context, &|outcome| {
            lock(&self.durations).insert(outcome.checker.clone(), outcome.elapsed);
        })
    }

    /// Tests take part in every round only where they have something to say at the start; the others are run once more at the end.
    pub fn let_tests_speak(&self, have_failures: bool) {
        self.tests_speak.store(have_failures, Ordering::Relaxed);
    }

    fn stages(&self) -> Vec<Stage> {
        let tests = self.tests_speak.load(Ordering::Relaxed).then_some(Stage::Request);
        [Stage::Typing, Stage::Saved].into_iter().chain(tests).collect()
    }

    /// Runs the tests of a project.
    pub fn run_tests(&self, loaded: &LoadedProject, unsaved: &[SourceFile]) -> TestRun {
        let files: Vec<SourceFile> = loaded.project.files.values().map(|file| file.source.clone()).collect();
        let options = RunOptions { only: self.allowed.iter().cloned().collect(), ..self.options.clone() };
        run_tests(&self.workspace, &files, unsaved, &options, &self.cancel)
    }

    /// From now on the slow checkers are left out that do not build the program and have found none of these errors.
    pub fn leave_out_the_slow<'e>(&self, errors: impl IntoIterator<Item = &'e Diagnostic>) {
        let sources: BTreeSet<&str> = errors.into_iter().map(|error| error.source.as_str()).collect();
        let may_be = self.checkers().filter(|checker| !checker.is_compiler() && checker.stage() != Stage::Request);
        let durations = lock(&self.durations);
        let is_slow = |name: &str| durations.get(name).is_some_and(|duration| *duration > QUICK);
        let left_out = may_be.map(Checker::name).filter(|name| is_slow(name) && !sources.contains(name));
        *lock(&self.left_out) = left_out.map(str::to_owned).collect();
    }

    /// Whether a checker would take a while to say no more of a text that does not parse than that it does not.
    fn needs_a_text_that_parses(&self, name: &str) -> bool {
        let takes_a_while = lock(&self.durations).get(name).is_some_and(|duration| *duration > MOMENT);
        takes_a_while && self.checkers().any(|checker| checker.name() == name && !checker.is_compiler() && checker.stage() != Stage::Request)
    }

    /// All checkers that there are.
    fn checkers(&self) -> impl Iterator<Item = &dyn Checker> {
        let known = Language::ALL.iter().flat_map(|language| checkers(*language).iter().map(|checker| *checker as &dyn Checker));
        known.chain(self.own.iter().map(|checker| checker.as_ref()))
    }

    /// Those of them that have not looked at the text from which a heal began: they were still at it.
    pub fn unheard(&self) -> BTreeSet<String> {
        let durations = lock(&self.durations);
        lock(&self.left_out).iter().filter(|name| durations.get(*name) == Some(&Duration::MAX)).cloned().collect()
    }

    /// The checkers that are left out.
    pub fn left_out(&self) -> BTreeSet<String> {
        lock(&self.left_out).clone()
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
