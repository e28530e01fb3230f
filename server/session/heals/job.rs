//! The work of one heal, on a thread of its own: it sees the workspace as it was when the heal began, and touches nothing of it.

use crate::base::CancelToken;
use crate::check::{Checker, Overlay, Stage, Workspace, builtin, checkers};
use crate::heal::{
    Attempt, BatchContext, Ground, Guard, HealPolicy, Healing, RunOptions, Seen, Snapshot, Targets, TestRun, check_batch, failing, heal, run_tests,
};
use crate::model::{Diagnostic, Fix};
use crate::session::ground::ProjectGround;
use crate::session::project_loader::{LoadedProject, read_source};
use crate::session::settings::Settings;
use crate::syntax::{Language, SourceFile};
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What a heal begins with.
pub struct HealInput {
    pub workspace: Arc<Workspace>,
    pub loaded: Arc<LoadedProject>,
    pub settings: Settings,
    /// The texts that the user sees and the disk does not have.
    pub unsaved: Vec<SourceFile>,
    /// The files whose errors are to be mended.
    pub files: Vec<SourceFile>,
    /// The files that are open, whose texts are those that the user sees.
    pub open: BTreeSet<PathBuf>,
    pub targets: Targets,
    pub policy: HealPolicy,
    /// What checkers have said of the present texts already; `None` where not all of them have.
    pub known: Option<Snapshot>,
    /// The fixes that have been worked out for these texts, by diagnostic.
    pub fixes: HashMap<String, Vec<Fix>>,
    /// Whether the tests take part.
    pub tests: bool,
    /// What keeps fixes from being tried of whose kind nearly all fail.
    pub guard: Guard,
    /// How long the last run of each checker took.
    pub durations: HashMap<String, Duration>,
    pub cancel: CancelToken,
}

/// What came of a heal.
pub struct HealResult {
    pub start: Snapshot,
    pub best: Snapshot,
    /// The texts, before the heal, of the files that it changed.
    pub originals: HashMap<PathBuf, SourceFile>,
    pub kept: Vec<Attempt>,
    /// Fixes that were tried in vain, or whose texts may not be kept.
    pub given_up: Vec<Attempt>,
    /// Whether more could have been mended at the price of more errors than at the start.
    pub is_held_back: bool,
    /// What is said of tests that passed at the start and do not bear all that could be mended.
    pub broken_tests: Option<String>,
    /// The errors that are left of those that were to be mended, each with the reason.
    pub remaining: Vec<(Diagnostic, String)>,
    /// Those of them of which circuit breakers were the reason.
    pub held_back: HashMap<String, String>,
    /// What went wrong with tools.
    pub problems: Vec<String>,
    /// The checkers that looked at the texts in the end.
    pub checkers: BTreeSet<String>,
    /// Those that were left out, as they had found no error and would have taken long.
    pub left_out: BTreeSet<String>,
    pub elapsed: Duration,
}

/// How far a heal has come, for those who watch.
#[derive(Clone, Debug)]
pub struct HealStep {
    /// Since the step before.
    pub attempts: Vec<Attempt>,
    /// Errors at the start and in the best state so far.
    pub before: usize,
    pub after: usize,
}

/// A checker that takes longer, that does not build the program and that has found no error is left out of the heal of a file: it would say
/// after every fix what it has said before, and it looks at the healed text anyway once that is in the editor.
pub(super) const QUICK: Duration = Duration::from_millis(250);

/// The checkers that are left out of a heal that begins with `start`.
fn left_out(start: &Snapshot, durations: &HashMap<String, Duration>, own: &[Box<dyn Checker>]) -> BTreeSet<String> {
    let known = Language::ALL.iter().flat_map(|language| checkers(*language).iter().map(|checker| *checker as &dyn Checker));
    let may_be = known.chain(own.iter().map(|checker| checker.as_ref())).filter(|checker| !checker.is_compiler() && checker.stage() != Stage::Request);
    let is_slow = |name: &str| durations.get(name).is_some_and(|duration| *duration > QUICK);
    may_be.map(Checker::name).filter(|name| is_slow(name) && start.errors().all(|error| error.source != *name)).map(str::to_owned).collect()
}

/// Heals; blocks. `observe` hears of each round.
pub fn run(input: HealInput, observe: &mut dyn FnMut(HealStep)) -> HealResult {
    let began = Instant::now();
    let cancel = input.cancel.clone();
    let own = input.settings.own_checkers();
    let names = Language::ALL.iter().flat_map(|language| checkers(*language).iter().map(|checker| checker.name().to_owned()));
    let names = names.chain(own.iter().map(|checker| checker.name().to_owned()));
    let only: BTreeSet<String> = names.filter(|name| input.settings.allows(name)).collect();
    let options = RunOptions {
        timeout: input.settings.checker_timeout(),
        mirror: Some(Arc::new(Overlay::default())),
        retries: Some(Arc::default()),
        ..RunOptions::default()
    };
    let durations = Mutex::new(input.durations);
    let without: Mutex<BTreeSet<String>> = Mutex::default();
    // Tests take part in every round only where they have something to say at the start; the others are run once more at the end.
    let tests_fail = AtomicBool::new(false);
    let tests = {
        let options = RunOptions { only: only.iter().cloned().collect(), ..options.clone() };
        let (workspace, cancel) = (input.workspace.clone(), cancel.clone());
        Box::new(move |loaded: &LoadedProject, unsaved: &[SourceFile]| {
            let files: Vec<SourceFile> = loaded.project.files.values().map(|file| file.source.clone()).collect();
            run_tests(&workspace, &files, unsaved, &options, &cancel)
        })
    };
    let checks = {
        let (workspace, settings, cancel) = (input.workspace.clone(), input.settings.clone(), cancel.clone());
        let (own, durations, without, tests_fail) = (&own, &durations, &without, &tests_fail);
        Box::new(move |loaded: &LoadedProject, files: &[SourceFile], unsaved: &[SourceFile]| {
            let stages = stages(tests_fail.load(Ordering::Relaxed));
            let only: Vec<String> = only.difference(&lock(without)).cloned().collect();
            let context = BatchContext {
                workspace: &workspace,
                own,
                run: (!only.is_empty()).then(|| RunOptions { only, stages, ..options.clone() }),
                builtin: settings.allows(builtin::SOURCE),
                facts_of: &|file| loaded.facts(file),
                source_of: &|path| loaded.source(path).ok(),
                cancel: &cancel,
            };
            check_batch(files, unsaved, &context, &|outcome| {
                lock(durations).insert(outcome.checker.clone(), outcome.elapsed);
            })
        })
    };
    let mut loaded = LoadedProject::clone(&input.loaded);
    // Not every client tells what changes on the disk, and the checkers see that.
    let present = |file: SourceFile| if input.open.contains(file.path()) { Some(file) } else { as_on_disk(file) };
    let files: Vec<SourceFile> = input.files.into_iter().filter_map(present).collect();
    files.iter().for_each(|file| loaded.replace(file.clone()));
    let mut ground = ProjectGround::new(loaded, input.unsaved, checks, cancel.clone()).with_tests(tests);
    let before = if input.tests { ground.tests() } else { TestRun::default() };
    tests_fail.store(before.has_failures, Ordering::Relaxed);
    let start = input.known.unwrap_or_else(|| ground.check(&files));
    if !input.targets.files.is_empty() {
        *lock(&without) = left_out(&start, &lock(&durations), &own);
    }
    let mut healing = Healing::new(start, input.targets, input.policy, input.fixes).guarded(input.guard);
    let mut told = (0, 0);
    heal(&mut healing, &mut ground, &cancel, &mut |healing| {
        let news = healing.kept().iter().skip(told.0).chain(healing.given_up().iter().skip(told.1));
        let attempts = news.cloned().collect();
        told = (healing.kept().len(), healing.given_up().len());
        observe(HealStep { attempts, before: healing.start().errors().count(), after: healing.best().errors().count() });
    });
    healing.keep_passing(&before, &mut ground, &cancel);
    let left_out = lock(&without).clone();
    HealResult { left_out, ..HealResult::of(&healing, std::mem::take(&mut ground.problems), began.elapsed()) }
}

/// The stages that take part in a round.
fn stages(tests: bool) -> Vec<Stage> {
    let mut stages = vec![Stage::Typing, Stage::Saved];
    stages.extend(tests.then_some(Stage::Request));
    stages
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file with the text that the disk has now; `None` where it is not there any more.
fn as_on_disk(file: SourceFile) -> Option<SourceFile> {
    match read_source(file.path(), |_| file.options().clone()) {
        Ok(disk) if disk.digest() == file.digest() => Some(file),
        read => read.ok(),
    }
}

impl HealResult {
    /// What a heal has come to.
    pub fn of(healing: &Healing, problems: Vec<String>, elapsed: Duration) -> HealResult {
        let is_healed = |seen: &Seen| healing.originals().is_empty() || healing.originals().contains_key(seen.file.path());
        HealResult {
            start: healing.start().clone(),
            best: healing.best().clone(),
            originals: healing.originals().clone(),
            kept: healing.kept().to_vec(),
            given_up: healing.given_up().iter().chain(healing.rolled_back()).cloned().collect(),
            is_held_back: healing.is_held_back(),
            broken_tests: (!healing.broken_tests().is_empty()).then(|| failing(healing.broken_tests())),
            remaining: healing.remaining().map(|error| (error.clone(), healing.why_left(error))).collect(),
            held_back: healing.remaining().filter_map(|error| Some((error.id.clone(), healing.held_back(&error.id)?.to_owned()))).collect(),
            problems,
            checkers: healing.best().files().filter(|seen| is_healed(seen)).flat_map(|seen| seen.checked.by.iter().cloned()).collect(),
            left_out: BTreeSet::new(),
            elapsed,
        }
    }
}
