//! The answers to questions: from what is known already where possible, from the pool where something has to be worked out.

use super::analysis::Analysis;
use super::checks::{CheckerHandle, RunKey, RunReport};
use super::events::{CheckAnswer, Importance, Notice, PullAnswer, Question, Refusal, Reply};
use super::owner::Owner;
use super::patterns;
use super::records::count_proposals;
use crate::base::{LineColumn, hash};
use crate::check::Stage;
use crate::model::{Diagnostic, Fix};
use crate::store::{Store, StoreError};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A request to run the checkers that is not yet answered.
pub(super) struct WaitingCheck {
    uris: Vec<String>,
    reply: Reply<CheckAnswer>,
}

/// How long a pull waits for the real checkers where the client cannot be told to ask again.
const PULL_PATIENCE: Duration = Duration::from_secs(10);

/// A request for diagnostics that is not yet answered.
pub(super) struct WaitingPull {
    uri: String,
    previous: Option<String>,
    reply: Reply<PullAnswer>,
    /// When it is answered with what is known by then.
    pub until: Instant,
}

/// What the statistics are made of, since the start of the session.
pub(super) struct Counters {
    started: Instant,
    runs: u64,
    failed_runs: u64,
    run_milliseconds: u128,
    pub(super) menus: u64,
    /// Diagnostics whose fixes were worked out, and those where the work was stopped before its end.
    fixed: u64,
    stopped: u64,
    accepted: u64,
}

impl Default for Counters {
    fn default() -> Counters {
        Counters { started: Instant::now(), runs: 0, failed_runs: 0, run_milliseconds: 0, menus: 0, fixed: 0, stopped: 0, accepted: 0 }
    }
}

impl Counters {
    pub fn fixed(&mut self, to_the_end: bool) {
        *(if to_the_end { &mut self.fixed } else { &mut self.stopped }) += 1;
    }

    pub fn run(&mut self, report: &RunReport) {
        if report.outcome.tool.is_ok() && !report.outcome.cancelled {
            self.runs += 1;
            self.failed_runs += u64::from(report.outcome.error.is_some());
            self.run_milliseconds += report.outcome.elapsed.as_millis();
        }
    }
}

/// What a run did, for the answer of `healer.check`.
pub(super) fn run_row(report: &RunReport) -> Value {
    let outcome = &report.outcome;
    let findings = outcome.findings().count();
    let mut row = json!({"name": outcome.checker, "ms": outcome.elapsed.as_millis() as u64, "findings": findings});
    if let Some(fields) = row.as_object_mut() {
        match &outcome.tool {
            Ok(tool) => fields.extend([("program".to_owned(), json!(tool.program)), ("origin".to_owned(), json!(tool.origin))]),
            Err(absence) => fields.extend([("absent".to_owned(), json!(absence))]),
        }
        for (name, text) in [("error", &outcome.error), ("skipped", &outcome.skipped)] {
            fields.extend(text.iter().map(|text| (name.to_owned(), json!(text))));
        }
        if outcome.cancelled {
            fields.insert("cancelled".to_owned(), Value::Bool(true));
        }
    }
    row
}

impl Owner {
    pub(super) fn ask(&mut self, question: Question) {
        match question {
            Question::Actions(request) => self.menu(request),
            Question::FixAll { uri, version, cancel, reply } => match self.at_version(&uri, version) {
                Ok(analysis) => {
                    let notices = self.notices.clone();
                    self.pool.urgent(move || drop(reply.send(Ok(analysis.fix_all(&cancel, |told| notices(Notice::Show(Importance::Warning, told)))))));
                }
                Err(refusal) => drop(reply.send(Err(refusal))),
            },
            Question::Fix { uri, version, id, reply } => drop(reply.send(self.offered_fix(&uri, version, &id))),
            Question::Pull { uri, previous, reply } => self.pull(WaitingPull { uri, previous, reply, until: Instant::now() + PULL_PATIENCE }),
            Question::Check { uri, tests, reply } => self.check(uri, tests, reply),
            Question::Explain { uri, place, diagnostic, reply } => drop(reply.send(self.explain(uri.as_deref(), place, diagnostic.as_deref()))),
            Question::Accepted { fix, reply } => {
                self.counters.accepted += 1;
                tracing::info!(fix, "a fix was taken");
                self.fix_taken(&fix);
                let _ = reply.send(Ok(()));
            }
            Question::Cancel { job, reply } => {
                if self.cancel_heal(&job) {
                    return drop(reply.send(Ok(())));
                }
                let key = self.progress.iter().find(|(_, (_, name))| name.as_deref() == Some(job.as_str())).map(|(key, _)| key.clone());
                let stopped = key.is_some_and(|key| self.queue.cancel(&key));
                let _ = reply.send(if stopped { Ok(()) } else { Err(Refusal::InvalidParams(format!("job: no job {job} is under way"))) });
            }
            Question::Heal { request, reply } => self.heal(request, reply),
            Question::Undo { job, reply } => self.undo_heal(job.as_deref(), reply),
            Question::Stats { reply } => {
                let session = self.stats();
                let records = self.records.clone();
                let proposals: Vec<_> = self.state.folders.values().map(|folder| folder.loaded.proposals.clone()).collect();
                self.answer_from_store(reply, move |store| {
                    proposals.iter().for_each(|proposals| count_proposals(store, proposals));
                    let refuse = |error: StoreError| Refusal::InvalidParams(error.to_string());
                    let mut stats = serde_json::to_value(store.stats().map_err(refuse)?).unwrap_or_default();
                    let breakers = records.breakers.rows(store).map_err(refuse)?;
                    if let Some(fields) = stats.as_object_mut() {
                        fields.insert("session".to_owned(), session);
                        fields.insert("breakers".to_owned(), json!(breakers));
                    }
                    Ok(stats)
                });
            }
            Question::Patterns { wish, reply } => {
                let project = self.state.folders.keys().next().map(|root| root.to_string_lossy().into_owned());
                self.answer_from_store(reply, move |store| patterns::answer(store, &wish, project.as_deref()).map_err(Refusal::InvalidParams));
            }
            Question::History { uri, limit, reply } => {
                let path = uri.map(|uri| match self.state.document(&uri) {
                    Some(document) => document.name.path.clone(),
                    None => url::Url::parse(&uri).ok().and_then(|url| url.to_file_path().ok()).unwrap_or_else(|| uri.into()),
                });
                self.answer_from_store(reply, move |store| {
                    let envelopes = store.history(path.as_deref(), limit).map_err(|error| Refusal::InvalidParams(error.to_string()))?;
                    Ok(json!({"envelopes": envelopes}))
                });
            }
        }
    }

    /// Answers from the store, away from the thread that owns the state.
    fn answer_from_store<T: Send + 'static>(&self, reply: Reply<T>, read: impl FnOnce(&Store) -> Result<T, Refusal> + Send + 'static) {
        let (records, notices) = (self.records.clone(), self.notices.clone());
        self.pool.patient(move || {
            let store = records.store(&|message| notices(Notice::Show(Importance::Warning, message)));
            let _ = reply.send(read(store));
        });
    }

    fn at_version(&mut self, uri: &str, version: i32) -> Result<Arc<Analysis>, Refusal> {
        let analysis = self.state.analysis(uri).ok_or_else(|| Refusal::InvalidParams(format!("uri: {uri} is not open")))?;
        if analysis.version == version { Ok(analysis) } else { Err(Refusal::Stale) }
    }

    fn offered_fix(&mut self, uri: &str, version: i32, id: &str) -> Result<super::analysis::Offer, Refusal> {
        let analysis = self.at_version(uri, version)?;
        let document = self.state.document(uri).ok_or(Refusal::Stale)?;
        let fix = document.fixes.by_diagnostic.values().flat_map(|fixes| fixes.iter()).find(|fix| fix.id == id);
        fix.and_then(|fix| analysis.offer(fix)).ok_or(Refusal::Stale)
    }

    /// Answers with what is known of the present text: when the built-in check is done, and where the client will not be told to ask again,
    /// when the real checkers have reported too.
    fn pull(&mut self, waiting: WaitingPull) {
        let uri = waiting.uri.as_str();
        let Some(document) = self.state.document(uri) else {
            return drop(waiting.reply.send(Ok(PullAnswer::Full { result_id: None, file: None, diagnostics: Arc::default() })));
        };
        let reported = self.refreshes || (self.queue.pending(uri, document.version()) == 0 && document.typing_due.is_none());
        if waiting.until > Instant::now() && !(self.is_checked(uri) && reported) {
            return self.waiting_pulls.push(waiting);
        }
        let Some(analysis) = self.state.analysis(uri) else { return };
        let shown = self.state.document(uri).and_then(|document| self.state.folders.get(&document.root)).is_none_or(|folder| folder.settings.diagnostics);
        let diagnostics = if shown { analysis.diagnostics.clone() } else { Arc::default() };
        let result_id = result_id(&analysis);
        let answer = match waiting.previous {
            Some(previous) if previous == result_id => PullAnswer::Unchanged(result_id),
            _ => PullAnswer::Full { result_id: Some(result_id), file: Some(analysis.file.clone()), diagnostics },
        };
        let _ = waiting.reply.send(Ok(answer));
    }

    /// Runs the checkers, those too that run only when asked: the workspace's own ones, and the tests' where tests are wanted.
    fn check(&mut self, uri: Option<String>, tests: bool, reply: Reply<CheckAnswer>) {
        let uris: Vec<String> = match uri {
            Some(uri) if self.state.document(&uri).is_none() => {
                return drop(reply.send(Err(Refusal::InvalidParams(format!("uri: {uri} is not open")))));
            }
            Some(uri) => vec![uri],
            None => self.state.documents.keys().cloned().collect(),
        };
        for uri in &uris {
            self.start_chosen(uri, &|checker| checker.stage() != Stage::Request || tests || matches!(checker, CheckerHandle::Own(_)));
        }
        self.waiting_checks.push(WaitingCheck { uris, reply });
        self.answer_checks();
    }

    /// Answers the requests whose checkers have all reported, and the pulls whose built-in check is done.
    pub(super) fn answer_checks(&mut self) {
        for waiting in std::mem::take(&mut self.waiting_pulls) {
            self.pull(waiting);
        }
        for waiting in std::mem::take(&mut self.waiting_checks) {
            let done = waiting.uris.iter().all(|uri| self.is_checked(uri) && !self.queue.is_busy(uri));
            if !done {
                self.waiting_checks.push(waiting);
                continue;
            }
            let analyses: Vec<(String, Arc<Analysis>)> = waiting.uris.iter().filter_map(|uri| Some((uri.clone(), self.state.analysis(uri)?))).collect();
            let files = analyses.iter().map(|(uri, analysis)| (uri.clone(), analysis.file.clone(), analysis.diagnostics.clone())).collect();
            let ran = |key: &RunKey| analyses.iter().any(|(_, analysis)| analysis.file.path().starts_with(&key.root));
            let mut checkers: Vec<Value> = self.last_runs.iter().filter(|(key, _)| ran(key)).map(|(_, row)| row.clone()).collect();
            checkers.sort_by_key(|row| row.get("name").map(Value::to_string));
            let _ = waiting.reply.send(Ok(CheckAnswer { files, checkers }));
        }
    }

    fn explain(&mut self, uri: Option<&str>, place: Option<LineColumn>, id: Option<&str>) -> Result<String, Refusal> {
        let uris: Vec<String> = uri.map_or_else(|| self.state.documents.keys().cloned().collect(), |uri| vec![uri.to_owned()]);
        for uri in uris {
            let Some(analysis) = self.state.analysis(&uri) else { continue };
            let at = place.map(|place| analysis.file.lines().offset(analysis.file.text(), place, self.unit));
            let foreign = self.state.document(&uri).map(|document| document.foreign.as_slice()).unwrap_or_default();
            let meant = |diagnostic: &&Diagnostic| id.map_or_else(|| at.is_some_and(|at| diagnostic.range.touches(at)), |id| diagnostic.id == id);
            if let Some(diagnostic) = analysis.diagnostics.iter().chain(foreign).find(meant) {
                let known = self.state.document(&uri).and_then(|document| document.fixes.by_diagnostic.get(&diagnostic.id).cloned());
                return Ok(explanation(diagnostic, known.as_deref().unwrap_or_default()));
            }
        }
        Err(Refusal::InvalidParams(match id {
            Some(id) => format!("diagnostic: no diagnostic {id} is known"),
            None => "position: there is no diagnostic at this position".to_owned(),
        }))
    }

    pub(super) fn stats(&self) -> Value {
        let counters = &self.counters;
        let mean = counters.run_milliseconds.checked_div(u128::from(counters.runs)).unwrap_or(0);
        json!({
            "uptimeSeconds": counters.started.elapsed().as_secs(),
            "documents": self.state.documents.len(),
            "diagnostics": self.state.reports.values().flat_map(|report| &report.by_checker).map(|(_, found)| found.len()).sum::<usize>(),
            "runs": counters.runs,
            "failedRuns": counters.failed_runs,
            "meanRunMs": mean as u64,
            "menus": counters.menus,
            "fixesWorkedOut": counters.fixed,
            "fixesStopped": counters.stopped,
            "accepted": counters.accepted,
        })
    }
}

/// Names the diagnostics of one version, the same for the same ones.
fn result_id(analysis: &Analysis) -> String {
    let mut parts = vec![analysis.version.to_string()];
    parts.extend(analysis.diagnostics.iter().map(|diagnostic| format!("{} {}", diagnostic.id, diagnostic.range.start)));
    hash::stable_id(&parts.iter().map(String::as_str).collect::<Vec<_>>())
}

/// What there is to say about a diagnostic, in Markdown.
fn explanation(diagnostic: &Diagnostic, fixes: &[Fix]) -> String {
    let code = diagnostic.code.as_deref().map(|code| format!(" `{code}`")).unwrap_or_default();
    let mut text = format!("**{}**{code}: {}\n", diagnostic.source, diagnostic.message);
    if let Some(classification) = &diagnostic.classification {
        let category = classification.category;
        text += &format!("\n{} (`{}`). {}\n", category.title, classification.cluster(), category.hint);
    }
    if let Some(href) = &diagnostic.href {
        text += &format!("\n[Documentation]({href})\n");
    }
    if !fixes.is_empty() {
        text += "\nFixes on offer:\n";
        for fix in fixes {
            text += &format!("- {} ({:.0} %)\n", fix.title, fix.confidence * 100.0);
        }
    }
    text
}
