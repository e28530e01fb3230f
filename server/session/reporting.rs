//! What happens with the outcomes of checkers: runs are started, their reports taken in, diagnostics published, fixes worked out ahead.

use super::checks::{CheckerHandle, RunReport, RunTask, execute};
use super::events::{Event, Importance, Notice, WorkDone, file_uri};
use super::owner::Owner;
use super::publish::{self, Decision, Published, Situation};
use super::questions::run_row;
use super::shift::shift;
use super::state::FileReport;
use crate::base::CancelToken;
use crate::check::{CheckRequest, Stage};
use crate::heal::learning::Moment;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

impl Owner {
    /// Asks for runs of the real checkers of some stages on the present text.
    pub(super) fn start_checks(&mut self, uri: &str, stages: &[Stage]) {
        self.start_chosen(uri, &|checker| stages.contains(&checker.stage()));
    }

    /// Asks for runs of the real checkers that somebody chooses.
    pub(super) fn start_chosen(&mut self, uri: &str, choose: &dyn Fn(&CheckerHandle) -> bool) {
        let Some(document) = self.state.document(uri) else { return };
        let (root, version, saved, language) = (document.root.clone(), document.version(), document.saved, document.language());
        let Some(folder) = self.state.folders.get(&root) else { return };
        let mut wanted = folder.checkers(language);
        if !document.name.path.is_absolute() || wanted.is_empty() {
            return self.decide(uri);
        }
        if !self.trusts(&root) {
            self.tell_of_trust();
            return self.decide(uri);
        }
        wanted.retain(choose);
        let Some(file) = self.state.snapshot(uri) else { return };
        let open = self.state.open_texts(&root);
        let Some(folder) = self.state.folders.get(&root) else { return };
        let unsaved: Vec<_> = open.iter().filter(|open| !open.saved && open.uri != uri).map(|open| open.file.clone()).collect();
        for checker in wanted {
            let request = CheckRequest { file: file.clone(), saved, unsaved: unsaved.clone(), together: Default::default(), cancel: CancelToken::new() };
            let (workspace, open, loaded) = (folder.workspace.clone(), open.clone(), folder.loaded.clone());
            self.queue.add(RunTask { checker, uri: uri.to_owned(), version, request, workspace, limit: folder.settings.checker_timeout(), open, loaded });
        }
        self.pump();
        self.decide(uri);
    }

    fn tell_of_trust(&mut self) {
        if !std::mem::replace(&mut self.trust_message_shown, true) {
            let text = "healer runs only its built-in checker here, as the workspace is not trusted: running a project's tools runs its code. \
                        Set \"trust\": true in healer's settings to run them, or run `healer trust` in it once.";
            self.notify(Notice::Show(Importance::Information, text.to_owned()));
        }
    }

    /// Starts the runs that there is room for.
    pub(super) fn pump(&mut self) {
        while let Some(task) = self.queue.start_next() {
            let (own, key) = (self.own.clone(), task.key());
            self.progress.insert(key.clone(), (Instant::now(), None));
            let shared = Arc::new(task);
            let given = shared.clone();
            let started = std::thread::Builder::new().name(format!("check-{}", key.checker)).stack_size(16 << 20).spawn(move || {
                let report = catch_unwind(AssertUnwindSafe(|| execute(&given))).unwrap_or_else(|_| RunReport::broken(&given));
                let _ = own.send(Event::Work(WorkDone::Run(Box::new(report))));
            });
            if started.is_err() {
                let _ = self.own.send(Event::Work(WorkDone::Run(Box::new(RunReport::broken(&shared)))));
            }
        }
        if self.queue.is_idle() {
            self.state.documents.values_mut().for_each(|document| document.edits.clear());
        }
    }

    pub(super) fn log_once(&mut self, importance: Importance, text: String) {
        if self.logged.len() < 1000 && self.logged.insert(text.clone()) {
            self.notify(Notice::Log(importance, text));
        }
    }

    pub(super) fn run_done(&mut self, report: RunReport) {
        self.queue.finished(&report);
        if let Some((_, Some(job))) = self.progress.remove(&report.key) {
            self.notify(Notice::ProgressEnd { job });
        }
        self.counters.run(&report);
        self.last_runs.insert(report.key.clone(), run_row(&report));
        if let Some(error) = &report.outcome.error {
            self.log_once(Importance::Warning, error.clone());
        }
        let uri = report.uri.clone();
        if !report.outcome.cancelled {
            self.take_report(report);
        }
        self.pump();
        self.decide(&uri);
        self.answer_checks();
    }

    /// Puts what a run found in the place of what its checker said before.
    fn take_report(&mut self, report: RunReport) {
        let checker = report.key.checker;
        let stage = report.outcome.stage;
        let mut spoken: Vec<PathBuf> = report.files.iter().map(|checked| checked.file.path().to_owned()).collect();
        for folder in &report.folders {
            let silent: Vec<PathBuf> = self.state.reports.keys().filter(|path| path.starts_with(folder) && !spoken.contains(path)).cloned().collect();
            for path in silent {
                let unseen =
                    self.state.open_at(&path).is_some_and(|open| !report.seen.iter().any(|(uri, version)| *uri == open.name.uri && *version == open.version()));
                if !unseen && let Some(known) = self.state.reports.get_mut(&path) {
                    known.set(&checker, Vec::new());
                    let open = self.state.open_at(&path).map(|open| open.name.uri.clone());
                    let present = open.and_then(|uri| self.state.snapshot(&uri));
                    if let Some(known) = self.state.reports.get_mut(&path) {
                        let digest = *present.as_ref().unwrap_or(&known.file).digest();
                        known.looked.insert(checker.clone(), digest);
                    }
                    spoken.push(path);
                }
            }
        }
        if report.outcome.error.is_some()
            && let Some(path) = self.state.document(&report.uri).map(|document| document.name.path.clone())
        {
            if let Some(known) = self.state.reports.get_mut(&path) {
                known.set(&checker, Vec::new());
            }
            spoken.push(path);
        }
        for checked in report.files {
            let path = checked.file.path().to_owned();
            let mut diagnostics = checked.diagnostics;
            if let Some(open) = self.state.open_at(&path) {
                match checked.version {
                    Some(version) if version == open.version() => {}
                    // A tool that ran on a saved text may report after the next keystroke; what it says is carried along.
                    Some(version) if stage != Stage::Typing => {
                        for (_, edit) in open.edits.iter().filter(|(led_to, _)| *led_to > version) {
                            shift(&mut diagnostics, &path, edit);
                        }
                    }
                    _ => continue,
                }
            }
            let known = self.state.reports.entry(path).or_insert_with(|| FileReport::new(checked.file.clone()));
            known.set(&checker, diagnostics);
            known.looked.insert(checker.clone(), *checked.file.digest());
            if checked.version.is_none() {
                known.file = checked.file;
            }
        }
        for path in spoken {
            let open = self.state.documents.values_mut().find(|document| document.name.path == path).map(|document| {
                document.analysis = None;
                document.name.uri.clone()
            });
            match open {
                Some(uri) if uri != report.uri => self.decide(&uri),
                Some(_) => {}
                None => self.publish_closed(&path),
            }
        }
    }

    /// Publishes what is known of a file that is not open, if that has changed.
    pub(super) fn publish_closed(&mut self, path: &Path) {
        let Some(report) = self.state.reports.get(path).filter(|_| !self.pulls) else { return };
        let diagnostics = report.merged(&report.file);
        let held = self.state.published_closed.get(path);
        if held.map_or(diagnostics.is_empty(), |held| *held == diagnostics) {
            return;
        }
        let file = report.file.clone();
        match diagnostics.is_empty() {
            true => self.state.published_closed.remove(path),
            false => self.state.published_closed.insert(path.to_owned(), diagnostics.clone()),
        };
        self.notify(Notice::Diagnostics { uri: file_uri(path), version: None, file, diagnostics: diagnostics.into() });
    }

    /// Publishes a document's diagnostics if it is time, and has their fixes worked out.
    pub(super) fn decide(&mut self, uri: &str) {
        let Some(document) = self.state.document(uri) else { return };
        let (version, root) = (document.version(), document.root.clone());
        if !self.is_checked(uri) {
            return;
        }
        let pending = self.queue.pending(uri, version) > 0 || document.typing_due.is_some();
        let save_may_follow = !document.saved && self.has_checkers(uri, Stage::Saved);
        let Some(analysis) = self.state.analysis(uri) else { return };
        let Some(document) = self.state.documents.get_mut(uri) else { return };
        let situation =
            Situation { file: &analysis.file, version, known: &analysis.diagnostics, pending, save_may_follow, changed: document.changed, now: Instant::now() };
        document.decide_due = None;
        match publish::decide(&document.published, &situation) {
            Decision::Nothing => document.published.version = document.published.version.map(|_| version),
            Decision::Wait(due) => document.decide_due = Some(due),
            Decision::Publish(diagnostics) => {
                let news = document.published.diagnostics != diagnostics;
                document.published = Published { version: Some(version), diagnostics: diagnostics.clone(), dropped: false };
                let shown = self.state.folders.get(&root).is_none_or(|folder| folder.settings.diagnostics);
                match (self.pulls, shown) {
                    (true, true) if news && self.refreshes => self.notify(Notice::Refresh),
                    (false, true) => {
                        let file = analysis.file.clone();
                        self.notify(Notice::Diagnostics { uri: uri.to_owned(), version: Some(version), file, diagnostics: diagnostics.into() });
                    }
                    _ => {}
                }
            }
        }
        self.look_back(uri, pending);
        if !pending {
            self.follow_up(uri, Moment::Settled);
        }
        self.precompute(uri);
    }
}
