//! The work of one heal, on a thread of its own: it sees the workspace as it was when the heal began, and touches nothing of it.

use super::checking::Checking;
use crate::base::CancelToken;
use crate::check::Workspace;
use crate::heal::{Attempt, Ground, Guard, HealPolicy, Healing, Seen, Snapshot, Targets, TestRun, failing, heal};
use crate::model::{Diagnostic, Fix};
use crate::session::ground::ProjectGround;
use crate::session::project_loader::{LoadedProject, read_source};
use crate::session::settings::Settings;
use crate::syntax::SourceFile;
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;
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
    /// The errors of these texts that other servers of the editor told of.
    pub hearsay: Vec<Diagnostic>,
    /// The fixes that have been worked out for these texts, by diagnostic.
    pub fixes: HashMap<String, Vec<Fix>>,
    /// Whether the tests take part.
    pub tests: bool,
    /// What keeps fixes from being tried of whose kind nearly all fail.
    pub guard: Guard,
    /// How long the last run of each checker took.
    pub durations: HashMap<String, Duration>,
    /// How long the user lets it take, if that was said.
    pub limit: Option<Duration>,
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
    /// Those of them that had not looked at the text yet from which the heal began.
    pub unheard: BTreeSet<String>,
    /// The other servers whose errors are presumed to be mended.
    pub presumed: BTreeSet<String>,
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

/// Heals; blocks. `observe` hears of each round.
pub fn run(input: HealInput, observe: &mut dyn FnMut(HealStep)) -> HealResult {
    let began = Instant::now();
    let cancel = input.cancel.clone();
    // What one tool cannot say in a part of the time is left unsaid, so that the others' words are of use yet.
    let longest = input.limit.map(|limit| limit / 3);
    let checking = Checking::new(input.workspace, &input.settings, input.durations, cancel.clone()).within(longest);
    let checks = Box::new(|loaded: &LoadedProject, files: &[SourceFile], unsaved: &[SourceFile]| checking.check(loaded, files, unsaved));
    let tests = Box::new(|loaded: &LoadedProject, unsaved: &[SourceFile]| checking.run_tests(loaded, unsaved));
    let mut loaded = LoadedProject::clone(&input.loaded);
    // Not every client tells what changes on the disk, and the checkers see that.
    let present = |file: SourceFile| if input.open.contains(file.path()) { Some(file) } else { as_on_disk(file) };
    let files: Vec<SourceFile> = input.files.into_iter().filter_map(present).collect();
    files.iter().for_each(|file| loaded.replace(file.clone()));
    let mut ground = ProjectGround::new(loaded, input.unsaved, checks, cancel.clone()).with_tests(tests);
    let before = if input.tests { ground.tests() } else { TestRun::default() };
    checking.let_tests_speak(before.has_failures);
    let start = input.known.unwrap_or_else(|| ground.check(&files));
    if !input.targets.files.is_empty() {
        checking.leave_out_the_slow(start.errors());
    }
    let mut healing = Healing::new(start, input.targets, input.policy, input.fixes).guarded(input.guard).hearing(input.hearsay);
    let mut told = (0, 0);
    heal(&mut healing, &mut ground, &cancel, &mut |healing| {
        let news = healing.kept().iter().skip(told.0).chain(healing.given_up().iter().skip(told.1));
        let attempts = news.cloned().collect();
        told = (healing.kept().len(), healing.given_up().len());
        observe(HealStep { attempts, before: healing.start().errors().count(), after: healing.best().errors().count() });
    });
    healing.keep_passing(&before, &mut ground, &cancel);
    let mut problems = std::mem::take(&mut ground.problems);
    if cancel.is_cancelled() {
        problems.insert(0, "the time was up before everything was tried".to_owned());
    }
    HealResult { left_out: checking.left_out(), unheard: checking.unheard(), ..HealResult::of(&healing, problems, began.elapsed()) }
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
            checkers: healing.best().files().filter(|seen| is_healed(seen)).flat_map(|seen| healing.looked_at(seen)).cloned().collect(),
            left_out: BTreeSet::new(),
            unheard: BTreeSet::new(),
            presumed: healing.presumed(),
            elapsed,
        }
    }
}
