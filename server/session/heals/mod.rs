//! Heals: which of them run, what they begin with, and what is done with their results. The work itself is done on threads of its own
//! (`job`); here nothing waits.

mod ahead;
mod beginning;
mod checking;
mod job;
mod outcome;

pub use ahead::Ahead;
pub use job::{HealInput, HealResult, HealStep};
pub use outcome::{ApplyMode, HealReport, Outcome, Remaining, Wish, outcome};

use super::analysis::{Offer, OfferedEdits};
use super::events::{Event, HealAnswer, HealRequest, Importance, Notice, Refusal, Reply, WorkDone};
use super::owner::Owner;
use super::project_loader::read_source;
use super::records::{count_proposals, record_attempts};
use crate::base::CancelToken;
use crate::heal::Guard;
use crate::model::{HealRecord, HealScope, HealStatus, Stamp};
use crate::syntax::{ParseOptions, SourceFile, TextDigest};
use outcome::Present;
use serde_json::Value;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// So many heals run at the same time, on different files.
const MOST_RUNNING: usize = 2;
/// So many heals can be taken back.
const REMEMBERED: usize = 20;
/// How long a heal waits for the store to be opened before it begins.
const STORE_PATIENCE: Duration = Duration::from_millis(200);
/// How long the client may take until the text that it was given arrives.
const ARRIVAL: Duration = Duration::from_secs(5);
/// How often the texts that lie on disk only are looked at meanwhile.
const DISK_PAUSE: Duration = Duration::from_millis(100);

/// All heals of a session.
#[derive(Default)]
pub struct Heals {
    waiting: VecDeque<WaitingHeal>,
    running: Vec<RunningHeal>,
    /// Those whose edits are on their way to the client and back.
    applying: Vec<Applying>,
    /// The last ones that have ended, for taking back.
    ended: VecDeque<HealRecord>,
}

impl Heals {
    /// Whether one of the last heals made this very text.
    pub fn made(&self, text: &TextDigest) -> bool {
        self.ended.iter().flat_map(|record| &record.files).any(|file| file.after == *text)
    }

    /// Whether none is under way or waits.
    fn is_quiet(&self) -> bool {
        self.waiting.is_empty() && self.running.is_empty() && self.applying.is_empty()
    }
}

/// A heal that has not begun: it waits for its turn, or for checkers that are under way.
struct WaitingHeal {
    job: String,
    uri: String,
    root: PathBuf,
    request: HealRequest,
    reply: Option<Reply<HealAnswer>>,
    since: Instant,
}

struct RunningHeal {
    job: String,
    root: PathBuf,
    /// The file that it is about; `None` for the whole workspace.
    path: Option<PathBuf>,
    request: HealRequest,
    reply: Option<Reply<HealAnswer>>,
    cancel: CancelToken,
    /// The documents as they were open when it began.
    open: Vec<(String, i32, SourceFile)>,
}

impl RunningHeal {
    fn meets(&self, root: &Path, path: Option<&Path>) -> bool {
        self.root == root && (self.path.is_none() || path.is_none() || self.path.as_deref() == path)
    }
}

/// An edit that the client was given.
struct Applying {
    job: String,
    report: HealReport,
    /// What is kept of it once it is known what came of it; `None` for taking back.
    record: Option<HealRecord>,
    /// The heal that it takes back, if that is what it does.
    undoes: Option<String>,
    /// The texts that are to arrive.
    expected: Vec<SourceFile>,
    /// What the client said; `None` where it has not answered yet.
    answered: Option<bool>,
    until: Instant,
    /// When those of the texts that lie on disk only are looked at again.
    disk_due: Instant,
}

impl Owner {
    /// Takes a request for a heal.
    pub(super) fn heal(&mut self, request: HealRequest, reply: Reply<HealAnswer>) {
        let Some(uri) = request.uri.clone() else {
            return drop(reply.send(Err(Refusal::InvalidParams("uri is missing, and no document has been touched yet".to_owned()))));
        };
        let Some(document) = self.state.document(&uri) else {
            return drop(reply.send(Err(Refusal::InvalidParams(format!("uri: {uri} is not open")))));
        };
        let root = document.root.clone();
        let job = Stamp::now().id();
        if !self.trusts(&root) {
            let report = HealReport::refused(&job, "the workspace is not trusted, and a heal runs its tools: set \"trust\": true in healer's settings");
            let answer = if request.apply == ApplyMode::Return { HealAnswer::Ended(Box::new(report)) } else { HealAnswer::Refused(Box::new(report)) };
            return drop(reply.send(Ok(answer)));
        }
        self.notify(Notice::HealBegin { job: job.clone(), token: request.token.clone(), title: "Healing".to_owned() });
        let reply = match request.apply {
            ApplyMode::Return => Some(reply),
            ApplyMode::Apply | ApplyMode::Preview => {
                let _ = reply.send(Ok(HealAnswer::Running(job.clone())));
                None
            }
        };
        self.heals.waiting.push_back(WaitingHeal { job, uri, root, request, reply, since: Instant::now() });
        self.pump_heals();
    }

    /// Starts the heals whose turn it is.
    pub(super) fn pump_heals(&mut self) {
        let now = Instant::now();
        for waiting in std::mem::take(&mut self.heals.waiting) {
            let path = self.path_of(&waiting.uri, waiting.request.scope);
            let is_free = !self.heals.running.iter().any(|running| running.meets(&waiting.root, path.as_deref()))
                && !self.heals.waiting.iter().any(|earlier| earlier.root == waiting.root)
                && self.heals.running.len() < MOST_RUNNING;
            if is_free && self.is_settled(&waiting, now) { self.start_heal(waiting) } else { self.heals.waiting.push_back(waiting) }
        }
    }

    /// The file that a heal is about; `None` for the whole workspace.
    fn path_of(&self, uri: &str, scope: HealScope) -> Option<PathBuf> {
        self.state.document(uri).filter(|_| scope != HealScope::Workspace).map(|document| document.name.path.clone())
    }

    /// When a waiting heal is to be looked at although nothing happens.
    pub(super) fn next_heal_due(&self) -> Option<Instant> {
        let now = Instant::now();
        let waiting = self.heals.waiting.iter().filter_map(|waiting| self.next_look(waiting, now));
        let arriving = |applying: &Applying| if applying.answered == Some(true) { applying.until.min(applying.disk_due) } else { applying.until };
        waiting.chain(self.heals.applying.iter().map(arriving)).min()
    }

    fn start_heal(&mut self, waiting: WaitingHeal) {
        let WaitingHeal { job, uri, root, request, reply, .. } = waiting;
        let cancel = CancelToken::new();
        let path = self.path_of(&uri, request.scope);
        self.ahead.preempt();
        let open = self.open_of(&root);
        let scope = request.scope;
        let running_root = root.clone();
        let running = RunningHeal { job: job.clone(), root, path, request, reply, cancel: cancel.clone(), open: open.clone() };
        let Some(mut input) = self.heal_input(&uri, &running.wanted()) else {
            let reason = "the document was closed before the heal began";
            self.end_progress(&job, &running.request);
            return self.report_heal(running.reply, HealReport::refused(&job, reason));
        };
        self.heals.running.push(running);
        let (own, records, notices) = (self.own.clone(), self.records.clone(), self.notices.clone());
        let (name, root, open, proposals) = (job.clone(), running_root, open, input.loaded.proposals.clone());
        let started = std::thread::Builder::new().name("heal".to_owned()).stack_size(16 << 20).spawn(move || {
            let steps = own.clone();
            let mut observe = |step| drop(steps.send(Event::Work(WorkDone::HealStep { job: name.clone(), step })));
            let work = AssertUnwindSafe(|| {
                let begun = Stamp::now();
                let tell = {
                    let notices = notices.clone();
                    move |message| notices(Notice::Show(Importance::Warning, message))
                };
                let wish = |is_cancelled| Wish { job: &name, root: &root, scope, started: begun, open: &open, is_cancelled };
                input.guard = match records.store_within(STORE_PATIENCE, tell.clone()).map(|store| records.breakers.guard(store, &name)) {
                    // A store that others keep busy holds up nothing.
                    None => Guard::default(),
                    Some(Ok(guard)) => guard,
                    Some(Err(damage)) => return outcome::failed(&wish(false), &damage.to_string()),
                };
                let result = job::run(input, &mut observe);
                let mut outcome = outcome::outcome(&wish(cancel.is_cancelled()), result);
                outcome.look_at_disk();
                let store = records.store(&tell);
                record_attempts(store, &name, &root, &outcome.report.attempts);
                count_proposals(store, &proposals);
                records.breakers.hear(store, &name, &outcome.report.attempts);
                outcome
            });
            let outcome = catch_unwind(work).ok().map(Box::new);
            let _ = own.send(Event::Work(WorkDone::Healed { job: name, outcome }));
        });
        if started.is_err() {
            let _ = self.own.send(Event::Work(WorkDone::Healed { job, outcome: None }));
        }
    }

    pub(super) fn heal_stepped(&mut self, job: &str, step: HealStep) {
        let Some(running) = self.heals.running.iter().find(|running| running.job == job) else { return };
        let documents = running.open.iter().map(|(uri, _, file)| (file.path().to_owned(), uri.clone())).collect();
        self.notify(Notice::HealStep { job: job.to_owned(), token: running.request.token.clone(), step, documents });
    }

    /// Stops a heal by its name or by the token under which its progress is told. Tells whether there is one.
    pub(super) fn cancel_heal(&mut self, name: &str) -> bool {
        let names = |token: &Value| token.as_str().map_or_else(|| token.to_string(), str::to_owned) == name;
        let is_meant = |job: &str, request: &HealRequest| job == name || request.token.as_ref().is_some_and(names);
        if let Some(running) = self.heals.running.iter().find(|running| is_meant(&running.job, &running.request)) {
            running.cancel.cancel();
            return true;
        }
        let Some(at) = self.heals.waiting.iter().position(|waiting| is_meant(&waiting.job, &waiting.request)) else { return false };
        if let Some(waiting) = self.heals.waiting.remove(at) {
            let report = HealReport::without_edit(&waiting.job, HealStatus::Cancelled, None);
            self.end_progress(&waiting.job, &waiting.request);
            self.report_heal(waiting.reply, report);
        }
        true
    }

    /// Stops the heals whose answer nobody wants any more.
    pub(super) fn drop_withdrawn_heals(&mut self) {
        for running in &self.heals.running {
            if running.reply.as_ref().is_some_and(Reply::is_closed) {
                running.cancel.cancel();
            }
        }
        let withdrawn = |waiting: &WaitingHeal| waiting.reply.as_ref().is_some_and(Reply::is_closed);
        let jobs: Vec<String> = self.heals.waiting.iter().filter(|waiting| withdrawn(waiting)).map(|waiting| waiting.job.clone()).collect();
        for job in jobs {
            self.cancel_heal(&job);
        }
    }

    /// Stops all heals, at the end of the session.
    pub(super) fn stop_heals(&mut self) {
        self.heals.waiting.clear();
        self.heals.running.iter().for_each(|running| running.cancel.cancel());
    }

    pub(super) fn forget_heal(&mut self, job: &str) {
        self.heals.running.retain(|running| running.job != job);
    }

    pub(super) fn heals_are_idle(&self) -> bool {
        self.heals.running.is_empty()
    }

    fn end_progress(&self, job: &str, request: &HealRequest) {
        self.notify(Notice::HealEnd { job: job.to_owned(), token: request.token.clone() });
    }

    /// A heal has ended; without an outcome where it broke off through a fault of our own.
    pub(super) fn healed(&mut self, job: &str, outcome: Option<Box<Outcome>>) {
        let Some(at) = self.heals.running.iter().position(|running| running.job == job) else { return };
        let running = self.heals.running.remove(at);
        self.end_progress(job, &running.request);
        let Some(outcome) = outcome else {
            let reason = "the heal broke off through a fault of healer; its log tells more".to_owned();
            self.report_heal(running.reply, HealReport::without_edit(job, HealStatus::Failed, Some(reason)));
            return self.pump_heals();
        };
        let Outcome { report, record, overtaken } = *outcome;
        // Who is answered with the edit applies it by its versions, which files on disk do not have.
        let is_returned = running.request.apply == ApplyMode::Return;
        let is_stale = overtaken.is_some() || (!is_returned && report.offer.iter().flat_map(|offer| &offer.files).any(|edits| self.has_changed(edits)));
        match (running.request.apply, report.offer.clone()) {
            (_, Some(_)) if is_stale => {
                let what = overtaken.map_or_else(|| "the text".to_owned(), |path| path.display().to_string());
                let reason = Some(format!("{what} has changed since the heal began; nothing was applied"));
                self.keep(HealRecord { status: HealStatus::Refused, reason: reason.clone(), files: Vec::new(), repairs: 0, ..record });
                self.report_heal(running.reply, HealReport { status: HealStatus::Refused, reason, offer: None, after: report.before, ..report });
            }
            (ApplyMode::Apply | ApplyMode::Preview, Some(offer)) => self.apply_heal(report, Some(record), offer, running.request.apply),
            _ => {
                self.keep(record);
                self.report_heal(running.reply, report);
            }
        }
        self.pump_heals();
    }

    /// Whether the text that edits are for is not the present one any more. What lies on disk only was looked at when the heal ended.
    fn has_changed(&mut self, edits: &OfferedEdits) -> bool {
        match &edits.open {
            Some((uri, version)) => self.state.document(uri).is_none_or(|document| document.version() != *version),
            // It has been opened since.
            None => {
                let uri = self.state.open_at(edits.file.path()).map(|open| open.name.uri.clone());
                uri.and_then(|uri| self.state.snapshot(&uri)).is_some_and(|present| present.digest() != edits.file.digest())
            }
        }
    }

    /// Keeps the record of a heal.
    fn keep(&mut self, record: HealRecord) {
        if let Some(store) = self.records.opened() {
            store.record_heal(record.clone());
        }
        if !record.files.is_empty() {
            self.heals.ended.push_back(record);
        }
        while self.heals.ended.len() > REMEMBERED {
            self.heals.ended.pop_front();
        }
    }

    /// Hands the edit to the client.
    fn apply_heal(&mut self, report: HealReport, record: Option<HealRecord>, offer: Offer, mode: ApplyMode) {
        let expected = offer.files.iter().filter_map(|edits| Some(edits.file.with_text(edits.edits.apply(edits.file.text()).ok()?))).collect();
        let applicability = report.applicability();
        let until = Instant::now() + if mode == ApplyMode::Preview { Duration::from_secs(3600) } else { ARRIVAL };
        self.heals.applying.push(Applying { job: report.job.clone(), expected, answered: None, until, disk_due: Instant::now(), report, record, undoes: None });
        let Some(applying) = self.heals.applying.last() else { return };
        let confirm = mode == ApplyMode::Preview;
        self.notify(Notice::Apply { job: applying.job.clone(), offer, label: "Heal".to_owned(), applicability, confirm });
    }

    /// The client says whether it applied an edit. That proves nothing: the text that arrives does.
    pub(super) fn applied(&mut self, job: &str, applied: bool) {
        if let Some(applying) = self.heals.applying.iter_mut().find(|applying| applying.job == job) {
            applying.answered = Some(applied);
            applying.until = applying.until.min(Instant::now() + ARRIVAL);
        }
        self.watch_arrivals();
    }

    /// Reports the heals whose texts have arrived, or will not.
    pub(super) fn watch_arrivals(&mut self) {
        let now = Instant::now();
        for mut applying in std::mem::take(&mut self.heals.applying) {
            // What is open costs nothing to look at. What is not is read from the disk, and only when it may have come.
            let (open, closed): (Vec<&SourceFile>, Vec<&SourceFile>) = applying.expected.iter().partition(|file| self.state.open_at(file.path()).is_some());
            let looks = now >= applying.until || (applying.answered == Some(true) && now >= applying.disk_due);
            let mut is_there = |file: &&SourceFile| self.present(file.path()).is_some_and(|(_, present)| present.digest() == file.digest());
            let all = applying.answered != Some(false) && open.iter().all(&mut is_there) && (closed.is_empty() || (looks && closed.iter().all(&mut is_there)));
            if looks {
                applying.disk_due = now + DISK_PAUSE;
            }
            if all || applying.answered == Some(false) || now >= applying.until {
                let mut report = applying.report;
                report.applied = all;
                if all {
                    self.heal_arrived(&applying.expected);
                } else {
                    report.reason = Some("the editor did not apply the edit: the text that it has is not the healed one".to_owned());
                }
                match applying.record {
                    Some(record) if all => self.keep(record),
                    Some(record) => {
                        let (reason, files) = (report.reason.clone(), Vec::new());
                        self.keep(HealRecord { status: HealStatus::Failed, reason, files, repairs: 0, ..record });
                    }
                    None if all => self.forget_undone(&applying.undoes),
                    None => {}
                }
                self.report_heal(None, report);
            } else {
                self.heals.applying.push(applying);
            }
        }
    }

    /// What changes in these documents until they are checked is not all the user's own repair.
    fn heal_arrived(&mut self, healed: &[SourceFile]) {
        let is_healed = |path: &Path| healed.iter().any(|file| file.path() == path);
        self.state.documents.values_mut().filter(|document| is_healed(&document.name.path)).for_each(|document| document.lookback.fix_taken = true);
    }

    /// A heal has been taken back.
    fn forget_undone(&mut self, job: &Option<String>) {
        let Some(job) = job else { return };
        self.heals.ended.retain(|ended| ended.job != *job);
        if let Some(store) = self.records.opened() {
            store.mark_undone(job);
        }
    }

    /// A text as it is now: in the editor, or on disk.
    fn present(&mut self, path: &Path) -> Option<Present> {
        match self.state.open_at(path).map(|open| (open.name.uri.clone(), open.version())) {
            Some(open) => {
                let file = self.state.snapshot(&open.0)?;
                Some((Some(open), file))
            }
            None => Some((None, read_source(path, |_| ParseOptions::default()).ok()?)),
        }
    }

    fn report_heal(&mut self, reply: Option<Reply<HealAnswer>>, report: HealReport) {
        match reply {
            Some(reply) => drop(reply.send(Ok(HealAnswer::Ended(Box::new(report))))),
            None => self.notify(Notice::Healed(Box::new(report))),
        }
    }

    /// Takes a heal back: the last one, or the one that is named.
    pub(super) fn undo_heal(&mut self, job: Option<&str>, reply: Reply<HealAnswer>) {
        let remembered = self.heals.ended.iter().rev().find(|ended| job.is_none_or(|job| ended.job == job)).cloned();
        let kept = || job.and_then(|job| self.records.opened()?.heal(job).ok()?).filter(|heal| !heal.undone && !heal.files.is_empty());
        let Some(heal) = remembered.or_else(kept) else {
            let text = job.map_or_else(|| "there is no heal to take back".to_owned(), |job| format!("job: no heal {job} is known that can be taken back"));
            return drop(reply.send(Err(Refusal::InvalidParams(text))));
        };
        let undo = Stamp::now().id();
        match outcome::reverse(&heal, |path| self.present(path)) {
            Ok(offer) => {
                let report = HealReport { offer: Some(offer.clone()), ..HealReport::without_edit(&undo, HealStatus::Improved, None) };
                let _ = reply.send(Ok(HealAnswer::Running(undo)));
                self.apply_heal(report, None, offer, ApplyMode::Apply);
                if let Some(applying) = self.heals.applying.last_mut() {
                    applying.undoes = Some(heal.job);
                }
            }
            Err(reason) => drop(reply.send(Ok(HealAnswer::Refused(Box::new(HealReport::refused(&undo, &reason)))))),
        }
    }
}
