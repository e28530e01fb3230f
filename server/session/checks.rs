//! Runs of real checkers: at most one of a checker at a time in a workspace folder, the last request of each document remembered.

use super::analysis::OpenText;
use super::project_loader::LoadedProject;
use crate::base::CancelToken;
use crate::check::{Absence, CheckRequest, Checker, Scope, Stage, Workspace};
use crate::heal::{self, CheckOutcome};
use crate::model::{Diagnostic, Finding};
use crate::syntax::SourceFile;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A checker in a workspace folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RunKey {
    pub checker: String,
    pub root: PathBuf,
}

/// A checker of the table, or one of the workspace's own.
#[derive(Clone)]
pub enum CheckerHandle {
    Known(&'static dyn Checker),
    Own(Arc<dyn Checker>),
}

impl Deref for CheckerHandle {
    type Target = dyn Checker;

    fn deref(&self) -> &Self::Target {
        match self {
            CheckerHandle::Known(checker) => *checker,
            CheckerHandle::Own(checker) => checker.as_ref(),
        }
    }
}

/// A run that is wanted.
#[derive(Clone)]
pub struct RunTask {
    pub checker: CheckerHandle,
    pub uri: String,
    pub version: i32,
    pub request: CheckRequest,
    pub workspace: Arc<Workspace>,
    /// How long a call may take, where the settings say so.
    pub limit: Option<Duration>,
    pub open: Arc<[OpenText]>,
    pub loaded: Arc<LoadedProject>,
}

impl RunTask {
    pub fn key(&self) -> RunKey {
        RunKey { checker: self.checker.name().to_owned(), root: self.workspace.root.clone() }
    }
}

/// What a run found in one file.
pub struct CheckedFile {
    /// The version that was open when the run began; `None` where the disk's text was checked.
    pub version: Option<i32>,
    pub file: SourceFile,
    pub diagnostics: Vec<Diagnostic>,
}

/// The outcome of a run with its findings placed in the texts that the tool saw.
pub struct RunReport {
    pub key: RunKey,
    pub uri: String,
    pub version: i32,
    pub outcome: CheckOutcome,
    /// The folders for all of whose files the run speaks.
    pub folders: Vec<PathBuf>,
    pub files: Vec<CheckedFile>,
    /// The open documents whose texts the run saw, with their versions.
    pub seen: Vec<(String, i32)>,
}

impl RunReport {
    /// The report of a run that came to nothing through a fault of our own.
    pub fn broken(task: &RunTask) -> RunReport {
        let outcome = CheckOutcome {
            checker: task.checker.name().to_owned(),
            stage: task.checker.stage(),
            tool: Err(Absence::NotInstalled(String::new())),
            calls: Vec::new(),
            skipped: None,
            error: Some(format!("the run of {} broke off", task.checker.name())),
            cancelled: false,
            elapsed: Duration::ZERO,
        };
        RunReport { key: task.key(), uri: task.uri.clone(), version: task.version, outcome, folders: Vec::new(), files: Vec::new(), seen: Vec::new() }
    }
}

/// Runs the checker and places its findings. Blocks.
pub fn execute(task: &RunTask) -> RunReport {
    let mut request = task.request.clone();
    // An editor may open a text that it never saved (from its backup), so the disk has the last word.
    request.saved = request.saved && std::fs::read(request.file.path()).is_ok_and(|bytes| bytes == request.file.text().as_bytes());
    let outcome = heal::run_checker_within(&*task.checker, &task.workspace, &request, task.limit);
    let mut files: BTreeMap<PathBuf, CheckedFile> = BTreeMap::new();
    let mut folders = Vec::new();
    if outcome.is_complete() {
        let target = task.request.file.clone();
        files.insert(target.path().to_owned(), CheckedFile { version: Some(task.version), file: target, diagnostics: Vec::new() });
        for call in &outcome.calls {
            if call.scope == Scope::Folder {
                folders.push(call.folder.clone());
            }
            place(task, &call.folder, &call.findings, &mut files);
        }
    }
    let seen = task.open.iter().filter(|open| open.saved || open.uri == task.uri).map(|open| (open.uri.clone(), open.version)).collect();
    RunReport { key: task.key(), uri: task.uri.clone(), version: task.version, outcome, folders, files: files.into_values().collect(), seen }
}

fn place(task: &RunTask, folder: &Path, findings: &[Finding], files: &mut BTreeMap<PathBuf, CheckedFile>) {
    let source_of = |path: &Path| match task.open.iter().find(|open| open.file.path() == path) {
        // A tool that reads the disk does not see what is typed elsewhere.
        Some(open) if !open.saved && open.uri != task.uri && task.checker.stage() == Stage::Saved => None,
        Some(open) => Some((Some(open.version), open.file.clone())),
        None => task.loaded.source(path).ok().map(|file| (None, file)),
    };
    let mut by_path: BTreeMap<PathBuf, Vec<Finding>> = BTreeMap::new();
    for finding in findings {
        by_path.entry(folder.join(&finding.path)).or_default().push(finding.clone());
    }
    for (path, findings) in by_path {
        if !files.contains_key(&path) {
            let Some((version, file)) = source_of(&path) else { continue };
            files.insert(path.clone(), CheckedFile { version, file, diagnostics: Vec::new() });
        }
        if let Some(checked) = files.get_mut(&path) {
            let placed = heal::diagnose(&findings, &checked.file, folder, &|path| source_of(path).map(|(_, file)| file));
            checked.diagnostics.extend(placed);
        }
    }
}

struct Running {
    checker: CheckerHandle,
    since: Instant,
    uri: String,
    version: i32,
    cancel: CancelToken,
}

/// The runs that are under way and those that wait. Knows nothing of threads: it says what is to be started.
#[derive(Default)]
pub struct RunQueue {
    running: HashMap<RunKey, Running>,
    waiting: VecDeque<RunTask>,
    limit: usize,
}

impl RunQueue {
    /// A queue that runs `limit` tools at the same time, at least 1.
    pub fn new(limit: usize) -> RunQueue {
        RunQueue { limit, ..RunQueue::default() }
    }

    /// Takes a request. An older one of the same checker and document is forgotten; a run under way that it makes pointless is stopped.
    pub fn add(&mut self, task: RunTask) {
        let key = task.key();
        self.waiting.retain(|known| known.key() != key || known.uri != task.uri);
        if let Some(running) = self.running.get(&key)
            && running.uri == task.uri
        {
            running.cancel.cancel();
        }
        self.waiting.push_back(task);
    }

    /// The next run to be started, if there is one and room for it. Its token in [`CheckRequest::cancel`] stops it.
    pub fn start_next(&mut self) -> Option<RunTask> {
        if self.running.len() >= self.limit.max(1) {
            return None;
        }
        let at = self.waiting.iter().position(|task| !self.running.contains_key(&task.key()))?;
        let task = self.waiting.remove(at)?;
        let running =
            Running { checker: task.checker.clone(), since: Instant::now(), uri: task.uri.clone(), version: task.version, cancel: task.request.cancel.clone() };
        self.running.insert(task.key(), running);
        Some(task)
    }

    /// A run has ended. Where it spoke for whole folders, requests that it has answered by the way are forgotten.
    pub fn finished(&mut self, report: &RunReport) {
        self.running.remove(&report.key);
        if report.outcome.is_complete() && !report.folders.is_empty() {
            let answered = |task: &RunTask| {
                task.key() == report.key
                    && report.folders.iter().any(|folder| task.request.file.path().starts_with(folder))
                    && report.seen.iter().any(|(uri, version)| *uri == task.uri && *version == task.version)
            };
            self.waiting.retain(|task| !answered(task));
        }
    }

    /// Forgets a document's requests and stops its runs of one stage, or of all.
    pub fn drop_document(&mut self, uri: &str, stage: Option<Stage>) {
        self.waiting.retain(|task| task.uri != uri || stage.is_some_and(|stage| task.checker.stage() != stage));
        for running in self.running.values().filter(|running| running.uri == uri && stage.is_none_or(|stage| running.checker.stage() == stage)) {
            running.cancel.cancel();
        }
    }

    /// How many runs are still to report on this version of a document.
    pub fn pending(&self, uri: &str, version: i32) -> usize {
        let running = self.running.values().filter(|running| running.uri == uri && running.version == version && !running.cancel.is_cancelled());
        running.count() + self.waiting.iter().filter(|task| task.uri == uri && task.version == version).count()
    }

    /// Whether a checker still has to report on a document, whatever the version.
    pub fn is_busy(&self, uri: &str) -> bool {
        self.still_to_report(uri).next().is_some()
    }

    /// The checkers that still have to report on a document, whatever the version, with the time at which their runs began.
    pub fn still_to_report(&self, uri: &str) -> impl Iterator<Item = (&dyn Checker, Option<Instant>)> {
        let running = self.running.values().filter(move |running| running.uri == uri).map(|running| (&*running.checker, Some(running.since)));
        running.chain(self.waiting.iter().filter(move |task| task.uri == uri).map(|task| (&*task.checker, None)))
    }

    /// Stops everything.
    pub fn stop(&mut self) {
        self.waiting.clear();
        for running in self.running.values() {
            running.cancel.cancel();
        }
    }

    pub fn is_idle(&self) -> bool {
        self.running.is_empty() && self.waiting.is_empty()
    }

    /// Stops the run with this key, if it is under way.
    pub fn cancel(&mut self, key: &RunKey) -> bool {
        let Some(running) = self.running.get(key) else { return false };
        running.cancel.cancel();
        true
    }
}

#[cfg(test)]
#[path = "checks_tests.rs"]
mod tests;
