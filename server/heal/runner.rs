//! Running checkers: find → call → parse, where nothing that one of them does costs another anything.

use super::retry::{Cause, Failure, Retries, cause_of_output, cause_of_run, persist};
use crate::base::CancelToken;
use crate::check::overlay::{Place, original_path, speak_of_original};
use crate::check::{Absence, CheckRequest, Checker, Invocation, Overlay, Scope, Stage, Tool, ToolOutput, Trial, Workspace, checkers, spawn};
use crate::model::{Finding, Severity};
use crate::syntax::{Language, SourceFile};
use std::collections::{BTreeMap, HashSet};
use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What one call of a tool found.
#[derive(Clone, Debug)]
pub struct CheckedCall {
    /// Where the tool ran; relative paths of the findings are relative to it.
    pub folder: PathBuf,
    /// For which files the findings speak.
    pub scope: Scope,
    pub findings: Vec<Finding>,
    /// The tests that passed, where it ran tests.
    pub passed: Vec<String>,
}

/// What came of running one checker.
#[derive(Clone, Debug)]
pub struct CheckOutcome {
    /// The checker's name.
    pub checker: String,
    pub stage: Stage,
    /// The tool that ran, or why there was none.
    pub tool: Result<Tool, Absence>,
    /// The calls that gave output, in order.
    pub calls: Vec<CheckedCall>,
    /// Why the checker did not look at this file now, as one sentence; no error.
    pub skipped: Option<String>,
    /// What went wrong, as one sentence for the user: the tool could not start, hung, crashed or printed what cannot be read. The older
    /// findings of the checker say nothing any more, and no new ones are known.
    pub error: Option<String>,
    /// Whether the run was cancelled, so that it says nothing at all.
    pub cancelled: bool,
    pub elapsed: Duration,
}

impl CheckOutcome {
    /// Nothing is known yet.
    fn new(checker: &dyn Checker) -> CheckOutcome {
        CheckOutcome {
            checker: checker.name().to_owned(),
            stage: checker.stage(),
            tool: Err(Absence::NotInstalled(String::new())),
            calls: Vec::new(),
            skipped: None,
            error: None,
            cancelled: false,
            elapsed: Duration::ZERO,
        }
    }

    /// All findings of all calls.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.calls.iter().flat_map(|call| &call.findings)
    }

    /// Whether the checker looked at the file and its tool worked.
    pub fn is_complete(&self) -> bool {
        self.tool.is_ok() && self.skipped.is_none() && self.error.is_none() && !self.cancelled
    }
}

/// Runs one checker on one file. Blocks for as long as its tool runs; the request's token stops it.
pub fn run_checker(checker: &dyn Checker, workspace: &Workspace, request: &CheckRequest) -> CheckOutcome {
    run_checker_within(checker, workspace, request, None)
}

/// As [`run_checker`], with a limit for each call in the place of the checker's own.
pub fn run_checker_within(checker: &dyn Checker, workspace: &Workspace, request: &CheckRequest, limit: Option<Duration>) -> CheckOutcome {
    run_unless_repeated(checker, workspace, request, &Calling { limit, longest: None, trial: None, retries: None, covered: &|_| false, repeated: &|_| false })
}

/// How the calls of a checker are made.
struct Calling<'c> {
    limit: Option<Duration>,
    longest: Option<Duration>,
    trial: Option<&'c Trial<'c>>,
    retries: Option<&'c Retries>,
    /// Whether a call for another file has covered this one.
    covered: &'c dyn Fn(&Path) -> bool,
    /// Whether the same call has been made already.
    repeated: &'c dyn Fn(&Invocation) -> bool,
}

impl Calling<'_> {
    /// Gives a call the limits and the variables that hold for all.
    fn complete(&self, invocation: &mut Invocation, workspace: &Workspace) {
        invocation.timeout = self.limit.unwrap_or(invocation.timeout).min(self.longest.unwrap_or(Duration::MAX));
        let given = std::mem::take(&mut invocation.environment);
        let for_all = workspace.environment.iter().map(|(name, value)| (OsString::from(name), Some(OsString::from(value))));
        invocation.environment = for_all.chain(given).collect();
    }
}

/// As [`run_checker`], but passes over calls for which `repeated` says that the same has been run already.
fn run_unless_repeated(checker: &dyn Checker, workspace: &Workspace, request: &CheckRequest, calling: &Calling<'_>) -> CheckOutcome {
    let started = Instant::now();
    let mut outcome = CheckOutcome::new(checker);
    let ran = catch_unwind(AssertUnwindSafe(|| call(checker, workspace, request, calling, &mut outcome)));
    if ran.is_err() {
        outcome.error = Some(format!("healer could not read what {} printed (a panic in its reader)", checker.name()));
    }
    outcome.elapsed = started.elapsed();
    if let Some(error) = &outcome.error {
        tracing::warn!(checker = checker.name(), %error, "a checker failed");
    }
    outcome
}

fn call(checker: &dyn Checker, workspace: &Workspace, request: &CheckRequest, calling: &Calling<'_>, outcome: &mut CheckOutcome) {
    outcome.tool = checker.find(workspace, request.file.path());
    let Ok(tool) = &outcome.tool else { return };
    if (calling.covered)(request.file.path()) {
        outcome.skipped = Some(COVERED.to_owned());
        return;
    }
    let texts = calling.trial.map_or(&[][..], Trial::texts);
    if let Some(resident) = checker.resident_call(tool, workspace, request, texts) {
        let prepared = Prepared { calls: Ok(Some(vec![resident.start])), place: None, question: Some(resident.question) };
        if make(checker, workspace, request, calling, prepared, outcome) == Made::Declined {
            *outcome = CheckOutcome { tool: outcome.tool.clone(), ..CheckOutcome::new(checker) };
        } else {
            return;
        }
    }
    let Ok(tool) = &outcome.tool else { return };
    let prepared = prepare(checker, tool, workspace, request, calling.trial);
    make(checker, workspace, request, calling, prepared, outcome);
}

#[derive(PartialEq, Eq)]
enum Made {
    Done,
    /// The program that stays running did not answer; nothing is known of the file.
    Declined,
}

/// Makes the calls and adds what came of them to the outcome.
fn make(checker: &dyn Checker, workspace: &Workspace, request: &CheckRequest, calling: &Calling<'_>, prepared: Prepared, outcome: &mut CheckOutcome) -> Made {
    let Prepared { calls: invocations, place, question } = prepared;
    let invocations = match invocations {
        Ok(Some(invocations)) => invocations,
        Ok(None) => {
            outcome.skipped = Some(match request.saved {
                true => format!("{} does not check this file", checker.name()),
                false => format!("{} reads the disk only, and the text is not saved", checker.name()),
            });
            return Made::Done;
        }
        Err(_) if request.cancel.is_cancelled() => {
            outcome.cancelled = true;
            return Made::Done;
        }
        Err(error) => {
            outcome.error = Some(format!("{} could not be prepared: {error}", checker.name()));
            return Made::Done;
        }
    };
    let retries = calling.retries;
    let once = |call: &Invocation, at: usize, cancel: &CancelToken| {
        persist(retries, cancel, || call_once(checker, (call, at), workspace, &CheckRequest { cancel: cancel.clone(), ..request.clone() }))
    };
    let mut failed = None;
    let mut ran_beside = None;
    let mut left = invocations.into_iter().enumerate().peekable();
    while let Some((at, mut invocation)) = left.next() {
        let ran = ran_beside.take();
        if failed.is_some_and(|first| first < invocation.needs) {
            continue;
        }
        if ran.is_none() {
            if (calling.repeated)(&invocation) {
                outcome.skipped = Some("the same run has already been made for another file".to_owned());
                continue;
            }
            calling.complete(&mut invocation, workspace);
        }
        let ran = match (&question, ran) {
            (_, Some(ran)) => ran,
            (Some(question), None) => match workspace.residents.ask(&invocation, question, &request.cancel) {
                Some(output) => Some(understood(checker, output, at)),
                None => return Made::Declined,
            },
            (None, None) => match left.peek_mut().filter(|(_, next)| next.beside && !(calling.repeated)(next)) {
                Some((next_at, next)) => {
                    calling.complete(next, workspace);
                    let (ran, beside) = both(&request.cancel, |cancel| once(&invocation, at, cancel), |cancel| once(next, *next_at, cancel));
                    ran_beside = beside;
                    ran
                }
                None => once(&invocation, at, &request.cancel),
            },
        };
        match ran {
            None => {
                outcome.cancelled = true;
                return Made::Done;
            }
            Some(Err(failure)) => {
                outcome.cancelled = failure.error.is_none();
                outcome.error = failure.error;
                return Made::Done;
            }
            Some(Ok((mut findings, mut passed))) => {
                checker.complete(&mut findings, &request.file);
                let mut folder = invocation.folder;
                if let Some(place) = &place {
                    let (from, to) = (place.copy.to_string_lossy(), place.original.to_string_lossy());
                    passed.iter_mut().for_each(|name| *name = name.replace(&*from, &to));
                    findings.iter_mut().for_each(|finding| speak_of_original(finding, place));
                    folder = original_path(&folder, place);
                }
                if invocation.for_tests {
                    findings.retain(|finding| folder.join(&finding.path) == request.file.path());
                    findings.iter_mut().for_each(|finding| finding.in_tests = true);
                }
                let found_error = has_error(&findings);
                outcome.calls.push(CheckedCall { folder, scope: invocation.scope, findings, passed });
                if found_error {
                    failed.get_or_insert(at);
                }
            }
        }
    }
    Made::Done
}

/// Makes a call and, beside it, the next one, which is stopped as soon as the first has found an error: then nobody wants to know. The
/// next one's answer is `None` where the first did not come to a clean end.
fn both(
    cancel: &CancelToken,
    first: impl FnOnce(&CancelToken) -> Option<Understood>,
    next: impl FnOnce(&CancelToken) -> Option<Understood> + Send,
) -> (Option<Understood>, Option<Option<Understood>>) {
    let stop = cancel.child();
    std::thread::scope(|scope| {
        let beside = scope.spawn(|| next(&stop));
        let ran = first(cancel);
        let is_clean = matches!(&ran, Some(Ok((findings, _))) if !has_error(findings));
        if !is_clean {
            stop.cancel();
        }
        let beside = beside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (ran, is_clean.then_some(beside))
    })
}

fn has_error(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// What a call found, and the tests that passed.
type Understood = Result<(Vec<Finding>, Vec<String>), Failure>;

/// Makes a call and reads what it printed.
fn call_once(checker: &dyn Checker, (invocation, at): (&Invocation, usize), workspace: &Workspace, request: &CheckRequest) -> Understood {
    let output = spawn::run(invocation, &request.cancel);
    if let Ok(output) = &output {
        checker.learn(workspace, request, invocation, output);
    }
    understood(checker, output, at)
}

/// Reads what a call printed. A failure without words is a call that was cancelled.
fn understood(checker: &dyn Checker, output: Result<ToolOutput, spawn::RunError>, at: usize) -> Understood {
    let output = output
        .map_err(|error| Failure { cause: cause_of_run(&error), error: (!matches!(error, spawn::RunError::Cancelled { .. })).then(|| error.to_string()) })?;
    match checker.parse(&output, at) {
        Ok(findings) if findings.is_empty() && output.status.is_none() => {
            Err(Failure { cause: Cause::Transient, error: Some(format!("{} was ended by a signal", checker.name())) })
        }
        Ok(findings) => Ok((findings, checker.passed(&output))),
        Err(garbage) => Err(Failure { cause: cause_of_output(&output), error: Some(garbage.to_string()) }),
    }
}

/// The calls of a checker, and the shadow that they speak of where they run on one.
struct Prepared {
    calls: std::io::Result<Option<Vec<Invocation>>>,
    place: Option<Place>,
    /// What a program that stays running is asked; its only call says how it is started.
    question: Option<serde_json::Value>,
}

impl Prepared {
    fn ordinary(calls: std::io::Result<Option<Vec<Invocation>>>, place: Option<Place>) -> Prepared {
        Prepared { calls, place, question: None }
    }
}

/// A checker that reads the disk only is called on a shadow of the workspace where any of the texts is not on the disk.
fn prepare(checker: &dyn Checker, tool: &Tool, workspace: &Workspace, request: &CheckRequest, trial: Option<&Trial<'_>>) -> Prepared {
    let trial = trial.filter(|trial| !trial.texts().is_empty());
    let Some(trial) = trial else { return Prepared::ordinary(checker.invocations(tool, workspace, request), None) };
    match checker.trial_invocations(tool, workspace, request, trial) {
        Ok(Some((calls, place))) => return Prepared::ordinary(Ok(Some(calls)), Some(place)),
        Ok(None) => {}
        Err(error) => return Prepared::ordinary(Err(error), None),
    }
    // Whether it reads the disk is told by what it does with a text that is not saved, also where only other files' texts are not.
    let calls = checker.invocations(tool, workspace, &CheckRequest { saved: false, ..request.clone() });
    if !matches!(calls, Ok(None)) {
        return Prepared::ordinary(calls, None);
    }
    let Ok(inside) = request.file.path().strip_prefix(&workspace.root) else { return Prepared::ordinary(calls, None) };
    let place = match trial.shadow_of(workspace, &workspace.root) {
        Ok(place) => place,
        Err(error) => return Prepared::ordinary(Err(error), None),
    };
    let file = SourceFile::new(place.copy.join(inside), request.file.language(), request.file.text(), request.file.options().clone());
    let in_copy = |path: &PathBuf| path.strip_prefix(&workspace.root).map_or_else(|_| path.clone(), |inside| place.copy.join(inside));
    let together = request.together.iter().map(in_copy).collect();
    let request = CheckRequest { file, saved: true, unsaved: Vec::new(), together, cancel: request.cancel.clone() };
    let calls = checker.invocations(tool, &Workspace { root: place.copy.clone(), ..workspace.clone() }, &request);
    Prepared::ordinary(calls, Some(place))
}

/// All texts that the disk does not have, of several requests.
fn tried(requests: &[CheckRequest]) -> Vec<SourceFile> {
    let own = requests.iter().filter(|request| !request.saved).map(|request| &request.file);
    let mut texts: BTreeMap<&Path, &SourceFile> = requests.iter().flat_map(|request| &request.unsaved).map(|file| (file.path(), file)).collect();
    texts.extend(own.map(|file| (file.path(), file)));
    texts.into_values().cloned().collect()
}

/// Which checkers are run.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// The stages that take part: [`Stage::Request`] runs the program's tests.
    pub stages: Vec<Stage>,
    /// Only checkers of these names; empty for all.
    pub only: Vec<String>,
    /// How many tools run at the same time; at least 1.
    pub jobs: usize,
    /// How long one call may take; `None` for the checker's own limit.
    pub timeout: Option<Duration>,
    /// How long a call may take at most, whatever its limit is.
    pub longest: Option<Duration>,
    /// Where tools that read the disk only see texts that are not saved; `None` if they do not look at such texts. All requests of one run
    /// must then be about the same unsaved texts.
    pub mirror: Option<Arc<Overlay>>,
    /// How often calls that fail for a reason that passes are repeated; `None` for never.
    pub retries: Option<Arc<Retries>>,
}

impl Default for RunOptions {
    fn default() -> RunOptions {
        let jobs = std::thread::available_parallelism().map_or(1, usize::from).min(8);
        RunOptions { stages: vec![Stage::Typing, Stage::Saved], only: Vec::new(), jobs, timeout: None, longest: None, mirror: None, retries: None }
    }
}

/// The checkers of a language that take part, the workspace's own ones behind the known ones.
pub fn chosen<'c>(language: Language, own: &'c [Box<dyn Checker>], options: &RunOptions) -> Vec<&'c dyn Checker> {
    let known = checkers(language).iter().map(|checker| *checker as &dyn Checker);
    let own = own.iter().map(|checker| checker.as_ref()).filter(|checker| checker.languages().contains(&language));
    known
        .chain(own)
        .filter(|checker| options.stages.contains(&checker.stage()))
        .filter(|checker| options.only.is_empty() || options.only.iter().any(|name| name == checker.name()))
        .collect()
}

/// Runs all checkers that take part on several files, each run that speaks for a whole folder once. Gives the outcomes with the file's index
/// in `requests`, in order of file and checker; `observe` hears of each as it comes, from several threads.
pub fn run_all(
    workspace: &Workspace,
    requests: &[CheckRequest],
    own: &[Box<dyn Checker>],
    options: &RunOptions,
    cancel: &CancelToken,
    observe: &(dyn Fn(usize, &CheckOutcome) + Sync),
) -> Vec<(usize, CheckOutcome)> {
    let trial = options.mirror.as_deref().map(|overlay| overlay.trial(tried(requests), cancel.clone()));
    let checkers = |at: usize, request: &CheckRequest| chosen(request.file.language(), own, options).into_iter().map(move |checker| Job { at, checker });
    let jobs: Vec<Job<'_>> = requests.iter().enumerate().flat_map(|(at, request)| checkers(at, request)).collect();
    let pass = Pass { workspace, options, cancel, trial: trial.as_ref(), observe };
    let mut outcomes = pass.run(&jobs, requests);
    // What keeps a tool from looking at several files may lie in one of them; then each is looked at alone.
    let has_failed = |outcome: &CheckOutcome| outcome.error.as_ref().is_some_and(|error| !error.contains(spawn::TOO_LONG));
    let of_several = |at: usize| requests.get(at).is_some_and(|request| request.together.len() > 1);
    let failed: HashSet<String> =
        outcomes.iter().filter(|(_, at, outcome)| has_failed(outcome) && of_several(*at)).map(|(.., outcome)| outcome.checker.clone()).collect();
    let is_again = |outcome: &CheckOutcome| failed.contains(&outcome.checker);
    let again: Vec<Job<'_>> = outcomes.iter().filter(|(.., outcome)| is_again(outcome)).filter_map(|(place, ..)| jobs.get(*place).copied()).collect();
    let was_covered = |outcome: &CheckOutcome| is_again(outcome) && outcome.skipped.as_deref() == Some(COVERED);
    if again.len() <= MOST_ALONE && outcomes.iter().any(|(.., outcome)| was_covered(outcome)) {
        let alone: Vec<CheckRequest> = requests.iter().map(|request| CheckRequest { together: Arc::default(), ..request.clone() }).collect();
        outcomes.retain(|(.., outcome)| !is_again(outcome));
        outcomes.extend(pass.run(&again, &alone));
    }
    outcomes.sort_by_key(|(_, at, _)| *at);
    outcomes.into_iter().map(|(_, at, outcome)| (at, outcome)).collect()
}

/// So many runs are made at most where one for several files failed.
const MOST_ALONE: usize = 100;

/// Why a file needed no run of its own.
const COVERED: &str = "a run for several files has checked it";

/// A checker to be run on the request of an index.
#[derive(Clone, Copy)]
struct Job<'c> {
    at: usize,
    checker: &'c dyn Checker,
}

/// What all runs of a pass have in common.
struct Pass<'p> {
    workspace: &'p Workspace,
    options: &'p RunOptions,
    cancel: &'p CancelToken,
    trial: Option<&'p Trial<'p>>,
    observe: &'p (dyn Fn(usize, &CheckOutcome) + Sync),
}

impl Pass<'_> {
    /// Runs the jobs, several at a time. Gives the outcomes in their order, with the job's index and the request's.
    fn run(&self, jobs: &[Job<'_>], requests: &[CheckRequest]) -> Vec<(usize, usize, CheckOutcome)> {
        let Pass { workspace, options, cancel, trial, observe } = self;
        let next = AtomicUsize::new(0);
        let made: Mutex<HashSet<String>> = Mutex::new(HashSet::new());
        let covered: Mutex<HashSet<(&str, PathBuf)>> = Mutex::new(HashSet::new());
        let outcomes = Mutex::new(Vec::new());
        let work = || {
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(Job { at, checker }) = jobs.get(place) else { return };
                let Some(request) = requests.get(*at) else { continue };
                if cancel.is_cancelled() {
                    return;
                }
                let is_covered = |path: &Path| covered.lock().unwrap_or_else(PoisonError::into_inner).contains(&(checker.name(), path.to_owned()));
                let repeated = |invocation: &Invocation| {
                    let own = trial.and_then(|trial| trial.shadow_at(&workspace.root));
                    let names = invocation.covers.iter().map(|path| own.as_ref().map_or_else(|| path.clone(), |place| original_path(path, place)));
                    covered.lock().unwrap_or_else(PoisonError::into_inner).extend(names.map(|path| (checker.name(), path)));
                    let for_folder = invocation.scope == Scope::Folder && invocation.input.is_none();
                    let file = if invocation.for_tests { request.file.path() } else { Path::new("") };
                    let key = format!("{} {:?} {:?} {} {file:?}", checker.name(), invocation.folder, invocation.program, arguments(invocation));
                    for_folder && !made.lock().unwrap_or_else(PoisonError::into_inner).insert(key)
                };
                let calling = Calling {
                    limit: options.timeout,
                    longest: options.longest,
                    trial: *trial,
                    retries: options.retries.as_deref(),
                    covered: &is_covered,
                    repeated: &repeated,
                };
                let outcome = run_unless_repeated(*checker, workspace, request, &calling);
                observe(*at, &outcome);
                outcomes.lock().unwrap_or_else(PoisonError::into_inner).push((place, *at, outcome));
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..options.jobs.clamp(1, jobs.len().max(1)) {
                scope.spawn(work);
            }
            work();
        });
        let mut outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
        outcomes.sort_by_key(|(place, ..)| *place);
        outcomes
    }
}

/// A call's arguments, without the name of the folder that its overlay lies in: each call has its own, with the same texts.
fn arguments(invocation: &Invocation) -> String {
    let arguments = format!("{:?}", invocation.arguments);
    match &invocation.keep {
        Some(folder) => arguments.replace(&*folder.path().to_string_lossy(), ""),
        None => arguments,
    }
}
