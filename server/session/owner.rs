//! The one owner of mutable state: a state machine over events, on a thread of its own. It does nothing that takes long; work goes to the
//! pool or to threads that wait for tools, and comes back as events that carry the version they are about.

use super::builtin_checks::PROJECT_WAIT;
use super::checks::{RunKey, RunQueue};
use super::events::{ClientProfile, DocumentName, Event, Importance, Notice, Notices, WorkDone};
use super::fixing::FixCache;
use super::following::Following;
use super::heals::{Ahead, Heals};
use super::learning::{Lookback, with_repairs};
use super::menus::WaitingMenu;
use super::pool::Pool;
use super::publish::Published;
use super::questions::{WaitingCheck, WaitingPull};
use super::records::Records;
use super::settings::Settings;
use super::state::{OpenDocument, State};
use crate::base::{CancelToken, ColumnUnit};
use crate::check::{Stage, builtin};
use crate::syntax::Language;
use crate::syntax::document::{Change, Document};
use serde_json::Value;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// How long tools may take to stop at the end.
const LAST_RUNS: Duration = Duration::from_millis(1500);
/// How long the end waits for what is being learned, which is lost otherwise. It takes milliseconds where the machine has them.
const LAST_LESSONS: Duration = Duration::from_secs(5);
/// How long a run of a checker may last before the client is told.
const PROGRESS_AFTER: Duration = Duration::from_secs(1);

pub(super) struct Owner {
    pub(super) own: Sender<Event>,
    pub(super) notices: Notices,
    pub(super) pool: Pool,
    pub(super) state: State,
    pub(super) queue: RunQueue,
    pub(super) unit: ColumnUnit,
    pub(super) pulls: bool,
    /// Whether a client that pulls can be told to ask again.
    pub(super) refreshes: bool,
    pub(super) client_settings: Value,
    trusted_by_client: Option<bool>,
    pub(super) trust_message_shown: bool,
    pub(super) logged: std::collections::HashSet<String>,
    /// Runs under way: since when, and the name under which the client was told.
    pub(super) progress: HashMap<RunKey, (Instant, Option<String>)>,
    jobs: u64,
    pub(super) last_runs: HashMap<RunKey, Value>,
    pub(super) waiting_checks: Vec<WaitingCheck>,
    pub(super) waiting_pulls: Vec<WaitingPull>,
    pub(super) counters: super::questions::Counters,
    pub(super) waiting_menus: Vec<WaitingMenu>,
    /// Jobs under way that work out fixes, and how many may be, one more for those that a menu waits for.
    pub(super) fix_jobs: usize,
    pub(super) fix_limit: usize,
    pub(super) heals: Heals,
    pub(super) ahead: Ahead,
    pub(super) records: Arc<Records>,
    pub(super) lessons_under_way: usize,
}

/// Handles events until it is told to stop.
pub(super) fn run(events: &Receiver<Event>, own: Sender<Event>, notices: Notices) {
    let mut owner = Owner::new(own, notices);
    loop {
        let event = match owner.next_due() {
            Some(due) => match events.recv_timeout(due.saturating_duration_since(Instant::now())) {
                Ok(event) => Some(event),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => break,
            },
            None => match events.recv() {
                Ok(event) => Some(event),
                Err(_) => break,
            },
        };
        if matches!(event, Some(Event::Stop)) {
            break;
        }
        let handled = catch_unwind(AssertUnwindSafe(|| {
            if let Some(event) = event {
                owner.handle(event);
            }
            owner.tick();
        }));
        if handled.is_err() {
            tracing::error!("an event could not be handled; it is dropped");
        }
    }
    // What was repaired last is learned from although nothing more is checked.
    for uri in owner.state.documents.keys().cloned().collect::<Vec<_>>() {
        owner.look_back(&uri, false);
        owner.follow_up_the_closed(&uri);
    }
    owner.queue.stop();
    owner.stop_heals();
    owner.ahead.preempt();
    // Tools are stopped by the threads that wait for them; the process must not end before they have.
    let ended = Instant::now();
    while !(owner.queue.is_idle() && owner.heals_are_idle() && owner.ahead.is_idle() && owner.lessons_under_way == 0) {
        let limit = if owner.lessons_under_way > 0 { LAST_LESSONS } else { LAST_RUNS };
        match events.recv_timeout(limit.saturating_sub(ended.elapsed())) {
            Ok(Event::Work(WorkDone::Run(report))) => owner.queue.finished(&report),
            Ok(Event::Work(WorkDone::Healed { job, .. })) => owner.forget_heal(&job),
            Ok(Event::Work(WorkDone::Proven { is_last: true, .. })) => owner.proven(&[], true),
            Ok(Event::Work(WorkDone::FollowedUp { uri, open, .. })) => owner.followed_up(&uri, open, false),
            Ok(Event::Work(WorkDone::LessonOver { by_hand, .. })) => {
                owner.lessons_under_way = owner.lessons_under_way.saturating_sub(1);
                by_hand.into_iter().for_each(|(_, followed)| owner.keep_by_hand(*followed));
            }
            Ok(Event::Work(WorkDone::TakenUp { uri, changes, .. })) => {
                owner.taken_up(&uri, changes, false);
                owner.follow_up_the_closed(&uri);
            }
            Ok(_) => {}
            Err(_) => break,
        }
    }
}

impl Owner {
    pub(super) fn new(own: Sender<Event>, notices: Notices) -> Owner {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Owner {
            own,
            notices,
            pool: Pool::new(cores.clamp(2, 4)),
            state: State::default(),
            queue: RunQueue::new(cores.clamp(2, 4)),
            unit: ColumnUnit::Utf16,
            pulls: false,
            refreshes: false,
            client_settings: Value::Null,
            trusted_by_client: None,
            trust_message_shown: false,
            logged: Default::default(),
            progress: HashMap::new(),
            jobs: 0,
            last_runs: HashMap::new(),
            waiting_checks: Vec::new(),
            waiting_pulls: Vec::new(),
            counters: Default::default(),
            waiting_menus: Vec::new(),
            fix_jobs: 0,
            fix_limit: cores.saturating_sub(1).clamp(1, 3),
            heals: Heals::default(),
            ahead: Ahead::default(),
            records: Arc::default(),
            lessons_under_way: 0,
        }
    }

    pub(super) fn handle(&mut self, event: Event) {
        match event {
            Event::Started(profile) => self.started(profile),
            Event::Opened { name, language_id, version, text } => self.opened(name, &language_id, version, &text),
            Event::Changed { uri, version, changes } => self.changed(&uri, version, &changes),
            Event::Saved { uri } => self.saved(&uri),
            Event::Closed { uri } => self.closed(&uri),
            Event::Folders { added, removed } => self.folders(added, &removed),
            Event::ClientSettings(settings) => self.client_settings(settings),
            Event::Trusted(trusted) => {
                self.trusted_by_client = Some(trusted);
                self.recheck_all();
            }
            Event::Watched(paths) => self.watched(&paths),
            Event::Foreign { uri, version, findings } => self.foreign(&uri, version, &findings),
            Event::Applied { job, applied } => self.applied(&job, applied),
            Event::Ask(question) => self.ask(question),
            Event::Withdrawn => {
                self.withdrawn();
                self.drop_withdrawn_heals();
            }
            Event::Work(done) => self.work_done(done),
            Event::Stop => {}
        }
    }

    pub(super) fn notify(&self, notice: Notice) {
        (self.notices)(notice);
    }

    fn started(&mut self, profile: ClientProfile) {
        self.unit = profile.unit;
        self.pulls = profile.pulls;
        self.refreshes = profile.refreshes;
        self.client_settings = profile.settings;
        self.folders(profile.folders, &[]);
        self.recall_repairs();
    }

    fn opened(&mut self, name: DocumentName, language_id: &str, version: i32, text: &str) {
        let Some(language) = Language::from_id(language_id).or_else(|| Language::from_path(&name.path)) else { return };
        if self.state.documents.contains_key(&name.uri) {
            self.closed(&name.uri.clone());
        }
        let root = self.root_for(&name.path);
        self.ensure_folder(&root);
        let needs_load = self.state.folders.get(&root).is_some_and(|folder| !folder.ready && !folder.loading);
        let uri = name.uri.clone();
        let document = OpenDocument {
            name,
            root: root.clone(),
            document: Document::new(language, version, text),
            options: None,
            warm_since: None,
            saved: true,
            builtin_done: None,
            builtin_running: 0,
            builtin_asked: None,
            builtin_cancel: CancelToken::new(),
            changed: Instant::now(),
            typing_due: None,
            decide_due: None,
            published: Published::default(),
            fixes: FixCache::default(),
            analysis: None,
            foreign: Vec::new(),
            last_edit: None,
            edits: Vec::new(),
            lookback: Lookback::default(),
            following: Following::default(),
        };
        self.state.published_closed.remove(&document.name.path);
        self.state.documents.insert(uri.clone(), document);
        self.state.touch(&uri);
        self.state.forget_analyses(&root);
        if needs_load {
            self.load_project(&root);
        }
        self.take_up(&uri);
        self.builtin(&uri);
        self.start_checks(&uri, &[Stage::Typing, Stage::Saved]);
    }

    fn changed(&mut self, uri: &str, version: Option<i32>, changes: &[Change]) {
        let keep_edits = !self.queue.is_idle();
        self.ahead.preempt();
        let offer = self.on_offer(uri);
        let Some(document) = self.state.documents.get_mut(uri) else { return };
        let version = version.unwrap_or(document.version().saturating_add(1));
        let edits = document.document.apply(version, changes, self.unit);
        if let Some(before) = offer {
            self.notice_taken(uri, &before);
        }
        let Some(document) = self.state.documents.get_mut(uri) else { return };
        document.saved = false;
        document.changed = Instant::now();
        document.builtin_cancel.cancel();
        let root = document.root.clone();
        document.lookback.about_to_change(document.following.on_screen(&document.fixes));
        document.lookback.changed(&edits);
        document.following.disturbed = true;
        self.state.edited(uri, &edits, keep_edits);
        self.state.forget_analyses(&root);
        self.state.touch(uri);
        self.builtin(uri);
        self.queue.drop_document(uri, Some(Stage::Typing));
        let debounce = self.state.folders.get(&root).map_or(Settings::default().debounce(), |folder| folder.settings.debounce());
        let types = self.has_checkers(uri, Stage::Typing);
        if let Some(document) = self.state.documents.get_mut(uri) {
            document.typing_due = types.then(|| Instant::now() + debounce);
        }
    }

    fn saved(&mut self, uri: &str) {
        let Some(document) = self.state.documents.get_mut(uri) else { return };
        document.saved = true;
        document.typing_due = None;
        self.keep_saved_text(uri);
        self.follow_up_the_saved(uri);
        self.start_checks(uri, &[Stage::Typing, Stage::Saved]);
    }

    fn closed(&mut self, uri: &str) {
        self.look_back(uri, false);
        self.follow_up_the_closed(uri);
        let file = self.state.snapshot(uri);
        let Some(document) = self.state.documents.remove(uri) else { return };
        document.builtin_cancel.cancel();
        document.fixes.cancel.cancel();
        self.queue.drop_document(uri, None);
        self.state.forget_analyses(&document.root);
        let path = document.name.path;
        let kept = match (self.state.reports.get_mut(&path), &file) {
            (Some(report), Some(file)) if document.saved => {
                report.set(builtin::SOURCE, Vec::new());
                report.file = file.clone();
                true
            }
            _ => false,
        };
        if !kept {
            self.state.reports.remove(&path);
        }
        if let Some(file) = file.filter(|_| !self.pulls && !document.published.diagnostics.is_empty()) {
            self.notify(Notice::Diagnostics { uri: uri.to_owned(), version: None, file, diagnostics: Arc::default() });
        }
        if kept {
            self.publish_closed(&path);
        }
        self.pump();
        self.answer_checks();
    }

    /// Takes what other servers say of a document; it is kept beside what the own checkers say, but not published again. What is said of a text
    /// that is gone says nothing any more; the client tells anew.
    fn foreign(&mut self, uri: &str, version: Option<i32>, findings: &[crate::model::Finding]) {
        let Some(analysis) = self.state.analysis(uri).filter(|analysis| version.is_none_or(|version| version == analysis.version)) else { return };
        let diagnostics = analysis.foreign(findings);
        if let Some(document) = self.state.documents.get_mut(uri) {
            document.foreign = diagnostics;
        }
        self.precompute(uri);
    }

    pub(super) fn recheck_all(&mut self) {
        for uri in self.state.documents.keys().cloned().collect::<Vec<_>>() {
            self.builtin(&uri);
            self.start_checks(&uri, &[Stage::Typing, Stage::Saved]);
        }
    }

    /// Whether a folder is trusted. What the editor says decides, also where it says no; where it says nothing, `healer trust` does.
    pub(super) fn trusts(&self, root: &Path) -> bool {
        let said = self.trusted_by_client.or_else(|| self.client_settings.get("trust")?.as_bool());
        said.unwrap_or_else(|| self.state.folders.get(root).is_some_and(|folder| folder.settings.trust || folder.trusted_here))
    }

    /// Whether a checker of a stage may run on a document.
    pub(super) fn has_checkers(&self, uri: &str, stage: Stage) -> bool {
        let Some(document) = self.state.document(uri) else { return false };
        let Some(folder) = self.state.folders.get(&document.root) else { return false };
        document.name.path.is_absolute() && self.trusts(&document.root) && folder.checkers(document.language()).iter().any(|checker| checker.stage() == stage)
    }

    /// Whether the built-in checker has nothing more to say of the present text of a document.
    pub(super) fn is_checked(&self, uri: &str) -> bool {
        self.state.document(uri).is_none_or(|document| {
            let allowed = self.state.folders.get(&document.root).is_none_or(|folder| folder.settings.allows(builtin::SOURCE));
            !allowed || document.builtin_done == Some(document.version())
        })
    }

    fn work_done(&mut self, done: WorkDone) {
        match done {
            WorkDone::Builtin { uri, version, file, diagnostics } => self.builtin_done(&uri, version, file, diagnostics),
            WorkDone::Run(report) => self.run_done(*report),
            WorkDone::Fixes { uri, diagnostic, fixes, of } => self.fixes_done(&uri, &diagnostic, fixes, &of),
            WorkDone::Proven { proofs, is_last } => self.proven(&proofs, is_last),
            WorkDone::Learned => self.learned(),
            WorkDone::LessonOver { any, by_hand } => self.lesson_over(any, by_hand),
            WorkDone::FollowedUp { uri, open, any } => self.followed_up(&uri, open, any),
            WorkDone::TakenUp { uri, changes, any } => self.taken_up(&uri, changes, any),
            WorkDone::Missing(waiting) => self.menu_waits(*waiting),
            WorkDone::HealStep { job, step } => self.heal_stepped(&job, step),
            WorkDone::Healed { job, outcome } => self.healed(&job, outcome),
            WorkDone::Project { root, loaded, problems, settings } => {
                for problem in problems {
                    self.log_once(Importance::Warning, problem);
                }
                self.publish_rule_problems(&root, &loaded.project.templates);
                let Some(folder) = self.state.folders.get_mut(&root) else { return };
                let first = !std::mem::replace(&mut folder.ready, true);
                folder.loading = false;
                let again = folder.stale;
                let other_settings = folder.settings != *settings;
                folder.loaded = with_repairs(loaded, &self.records, settings.learning);
                if other_settings {
                    folder.set(*settings);
                    self.forget_the_unwanted(&root);
                }
                self.state.forget_analyses(&root);
                let uris: Vec<String> =
                    self.state.documents.values().filter(|document| document.root == root).map(|document| document.name.uri.clone()).collect();
                for uri in uris {
                    if let Some(document) = self.state.documents.get_mut(&uri) {
                        (document.builtin_asked, document.options) = (None, None);
                    }
                    self.take_up(&uri);
                    self.builtin(&uri);
                    if !first || other_settings {
                        self.start_checks(&uri, &[Stage::Typing, Stage::Saved]);
                    }
                }
                if again {
                    self.load_project(&root);
                }
            }
        }
    }

    /// When something is to be done although nothing happens.
    fn next_due(&self) -> Option<Instant> {
        let documents = self.state.documents.values().flat_map(|document| {
            let waits = document.builtin_asked != Some(document.version()) && document.builtin_running == 0;
            let unready = waits && self.state.folders.get(&document.root).is_some_and(|folder| !folder.ready);
            [document.typing_due, document.decide_due, unready.then(|| document.changed + PROJECT_WAIT)]
        });
        let progress = self.progress.values().filter(|(_, job)| job.is_none()).map(|(since, _)| Some(*since + PROGRESS_AFTER));
        let pulls = self.waiting_pulls.iter().map(|waiting| Some(waiting.until));
        documents
            .chain(progress)
            .chain(pulls)
            .flatten()
            .chain(self.next_menu_due())
            .chain(self.next_heal_due())
            .chain(self.next_proof_due())
            .chain(self.next_follow_up_due())
            .min()
    }

    /// Does what is due.
    fn tick(&mut self) {
        let now = Instant::now();
        for uri in self.state.documents.keys().cloned().collect::<Vec<_>>() {
            let Some(document) = self.state.documents.get_mut(&uri) else { continue };
            if document.typing_due.is_some_and(|due| due <= now) {
                document.typing_due = None;
                self.start_checks(&uri, &[Stage::Typing]);
            } else if document.decide_due.is_some_and(|due| due <= now) {
                self.decide(&uri);
            } else if document.builtin_asked != Some(document.version()) && document.builtin_running == 0 {
                self.builtin(&uri);
            }
        }
        if self.waiting_pulls.iter().any(|waiting| waiting.until <= now) {
            self.answer_checks();
        }
        if self.next_menu_due().is_some_and(|due| due <= now) {
            self.answer_menus();
        }
        self.follow_up_what_is_due(now);
        self.pump_heals();
        self.watch_arrivals();
        self.verify_ahead();
        let slow = self.progress.iter_mut().filter(|(_, (since, job))| job.is_none() && *since + PROGRESS_AFTER <= now);
        let mut begun = Vec::new();
        for (key, (_, job)) in slow {
            self.jobs += 1;
            let name = format!("check-{}", self.jobs);
            *job = Some(name.clone());
            begun.push((name, key.checker.clone()));
        }
        for (job, title) in begun {
            self.notify(Notice::ProgressBegin { job, title });
        }
    }
}
