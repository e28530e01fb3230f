//! The handlers. The first thing that each does is to hand an event to the session, without an await before it; answers come back through
//! one-shot channels.

use super::capabilities::ClientFacts;
use super::outbound::Outbound;
use super::params;
use super::{Parent, commands, convert};
use crate::base::{CancelToken, LineColumn};
use crate::model::{Applicability, Finding};
use crate::session::events::{FixAllOffer, FixAllWish, MenuRequest, PullAnswer};
use crate::session::{ClientProfile, Event, Question, Refusal, Session};
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::sync::{oneshot, watch};
use tower_lsp::gen_lsp_types::{InitializeParams, InitializeResult, InitializedParams};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::{ClientSocket, LanguageServer, LspService};

/// How long the client may take to answer a request of the server.
const LIMIT: Duration = Duration::from_secs(10);

pub struct Backend {
    pub(super) session: Session,
    pub(super) outbound: Arc<Outbound>,
    facts: OnceLock<ClientFacts>,
    parent: Parent,
    /// The document that the client touched last, for commands that name none.
    last: Mutex<Option<String>>,
}

/// The service with all methods that healer knows.
pub fn service(backend: Backend) -> (LspService<Backend>, ClientSocket) {
    LspService::build_with_lifecycle_methods(|_| backend)
        .custom_method("textDocument/didOpen", Backend::did_open)
        .custom_method("textDocument/didChange", Backend::did_change)
        .custom_method("textDocument/didSave", Backend::did_save)
        .custom_method("textDocument/didClose", Backend::did_close)
        .custom_method("textDocument/codeAction", Backend::code_action)
        .custom_method("codeAction/resolve", Backend::resolve)
        .custom_method("textDocument/diagnostic", Backend::pull)
        .custom_method("workspace/executeCommand", Backend::execute_command)
        .custom_method("workspace/didChangeConfiguration", Backend::did_change_configuration)
        .custom_method("workspace/didChangeWatchedFiles", Backend::did_change_watched_files)
        .custom_method("workspace/didChangeWorkspaceFolders", Backend::did_change_workspace_folders)
        .custom_method("window/workDoneProgress/cancel", Backend::cancel_progress)
        .custom_method("$/setTrace", Backend::ignore)
        .custom_method("healer/diagnostics", Backend::foreign_diagnostics)
        .custom_method("healer/trust", Backend::trust)
        .finish()
}

/// Awaits an answer of the session.
pub async fn answer<T>(answer: oneshot::Receiver<std::result::Result<T, Refusal>>) -> Result<T> {
    match answer.await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(refusal)) => Err(refused(&refusal)),
        Err(_) => Err(Error { code: ErrorCode::InternalError, message: "healer failed on this request; its log tells more".into(), data: None }),
    }
}

fn refused(refusal: &Refusal) -> Error {
    let code = match refusal {
        Refusal::InvalidParams(_) => ErrorCode::InvalidParams,
        Refusal::Stale => ErrorCode::ContentModified,
    };
    Error { code, message: refusal.to_string().into(), data: None }
}

/// Tells the session when a request is dropped before its answer, as it is when the client cancels it.
struct Withdrawal<'s> {
    cancel: CancelToken,
    session: &'s Session,
    answered: bool,
}

impl<'s> Withdrawal<'s> {
    fn new(session: &'s Session) -> Withdrawal<'s> {
        Withdrawal { cancel: CancelToken::new(), session, answered: false }
    }

    /// Awaits an answer. The answer's channel closes before the session hears of it.
    async fn unless_dropped<T>(&mut self, answer: impl Future<Output = T>) -> T {
        let value = answer.await;
        self.answered = true;
        value
    }
}

impl Drop for Withdrawal<'_> {
    fn drop(&mut self) {
        if !self.answered {
            self.cancel.cancel();
            self.session.send(Event::Withdrawn);
        }
    }
}

impl Backend {
    pub fn new(session: Session, outbound: Arc<Outbound>) -> Backend {
        Backend { session, outbound, facts: OnceLock::new(), parent: Arc::new(watch::Sender::new(None)), last: Mutex::default() }
    }

    /// Tells the client's process id once it is known.
    pub fn parent(&self) -> watch::Receiver<Option<i32>> {
        self.parent.subscribe()
    }

    fn touch(&self, uri: &str) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_deref() != Some(uri) {
            *last = Some(uri.to_owned());
        }
    }

    pub(super) fn last_touched(&self) -> Option<String> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks the session something that costs work; the work ends when the client does not want the answer any more.
    pub(super) async fn ask_withdrawable<T>(&self, question: Question, receiver: oneshot::Receiver<std::result::Result<T, Refusal>>) -> Result<T> {
        let mut withdrawal = Withdrawal::new(&self.session);
        self.session.send(Event::Ask(question));
        withdrawal.unless_dropped(answer(receiver)).await
    }

    async fn did_open(&self, params: params::DidOpen) {
        let item = params.text_document;
        self.touch(&item.uri);
        let version = item.version.unwrap_or(0);
        self.session.send(Event::Opened { name: params::name(item.uri), language_id: item.language_id, version, text: item.text });
    }

    async fn did_change(&self, params: params::DidChange) {
        self.touch(&params.text_document.uri);
        let changes: Option<Vec<_>> = params.content_changes.into_iter().map(params::ContentChange::change).collect();
        match changes {
            Some(changes) => self.session.send(Event::Changed { uri: params.text_document.uri, version: params.text_document.version, changes }),
            None => tracing::error!("a change whose range is no range is left out; the text is not the client's any more until it is opened again"),
        }
    }

    async fn did_save(&self, params: params::OfDocument) {
        self.touch(&params.text_document.uri);
        self.session.send(Event::Saved { uri: params.text_document.uri });
    }

    async fn did_close(&self, params: params::OfDocument) {
        self.session.send(Event::Closed { uri: params.text_document.uri });
    }

    async fn code_action(&self, params: params::CodeActionParams) -> Result<Option<Vec<Value>>> {
        let uri = params.text_document.uri;
        self.touch(&uri);
        let wire = self.outbound.wire();
        let only = params.context.only;
        let wants = |kind: &str| only.as_ref().is_none_or(|only| only.iter().any(|asked| is_kind_of(kind, asked)));
        let asks_fix_all = only.as_ref().is_some_and(|only| only.iter().any(|asked| asked.starts_with("source")));
        let fix_all = match (wants("source.fixAll.healer"), asks_fix_all || !wire.resolves_edits) {
            (false, _) => FixAllWish::No,
            (true, false) => FixAllWish::Lazy,
            (true, true) => FixAllWish::Eager,
        };
        let context: Vec<Finding> = params.context.diagnostics.iter().filter_map(|sent| convert::finding(sent, &uri, wire.unit)).collect();
        let place = |position: &params::Position| LineColumn { line: position.line as usize, column: position.character as usize };
        let places = (place(&params.range.start), place(&params.range.end));
        let (reply, receiver) = oneshot::channel();
        let mut withdrawal = Withdrawal::new(&self.session);
        let cancel = withdrawal.cancel.clone();
        self.session.send(Event::Ask(Question::Actions(MenuRequest { uri: uri.clone(), places, context, fixes: wants("quickfix"), fix_all, cancel, reply })));
        let answer = withdrawal.unless_dropped(answer(receiver)).await?;
        let mut marked = HashSet::new();
        let mut actions: Vec<Value> = Vec::with_capacity(answer.fixes.len() + 1);
        for offered in &answer.fixes {
            // One preferred action at most for each diagnostic.
            let preferred = offered.fix.preferred && offered.diagnostics.iter().all(|diagnostic| marked.insert(diagnostic.id.clone()));
            actions.push(convert::quick_fix(offered, &params.context.diagnostics, preferred, &uri, &wire));
        }
        match answer.fix_all {
            Some(FixAllOffer::Now(offer)) => {
                let version = offer.files.first().and_then(|file| file.open.as_ref()).map_or(0, |(_, version)| *version);
                actions.push(convert::fix_all(&uri, version, Some(&offer), &wire));
            }
            Some(FixAllOffer::Later(version)) => actions.push(convert::fix_all(&uri, version, None, &wire)),
            None => {}
        }
        Ok(Some(actions))
    }

    async fn resolve(&self, mut action: Value) -> Result<Value> {
        if action.get("edit").is_some_and(Value::is_object) {
            return Ok(action);
        }
        let field = |name: &str| action.pointer(&format!("/data/healer/{name}")).cloned();
        let missing = |name: &str| Error::invalid_params(format!("data.healer.{name} is missing"));
        let uri = field("uri").and_then(|uri| Some(uri.as_str()?.to_owned())).ok_or_else(|| missing("uri"))?;
        let version = field("version").and_then(|version| i32::try_from(version.as_i64()?).ok()).ok_or_else(|| missing("version"))?;
        let id = field("fix").and_then(|id| Some(id.as_str()?.to_owned())).ok_or_else(|| missing("fix"))?;
        let title = action.get("title").and_then(Value::as_str).unwrap_or("").to_owned();
        let offer = if field("fixAll") == Some(Value::Bool(true)) {
            let (reply, receiver) = oneshot::channel();
            let mut withdrawal = Withdrawal::new(&self.session);
            let cancel = withdrawal.cancel.clone();
            self.session.send(Event::Ask(Question::FixAll { uri, version, cancel, reply }));
            withdrawal.unless_dropped(answer(receiver)).await?
        } else {
            let (reply, receiver) = oneshot::channel();
            self.session.send(Event::Ask(Question::Fix { uri, version, id, reply }));
            Some(answer(receiver).await?)
        };
        let applicability = field("applicability").and_then(|text| serde_json::from_value(text).ok()).unwrap_or(Applicability::Safe);
        let wire = self.outbound.wire();
        let edit = offer.map_or_else(|| json!({"documentChanges": []}), |offer| convert::workspace_edit(&offer, &title, applicability, &wire));
        if let Some(fields) = action.as_object_mut() {
            fields.insert("edit".to_owned(), edit);
        }
        Ok(action)
    }

    async fn pull(&self, params: params::Pull) -> Result<Value> {
        let (reply, receiver) = oneshot::channel();
        self.session.send(Event::Ask(Question::Pull { uri: params.text_document.uri, previous: params.previous_result_id, reply }));
        Ok(match answer(receiver).await? {
            PullAnswer::Unchanged(id) => json!({"kind": "unchanged", "resultId": id}),
            PullAnswer::Full { result_id, file, diagnostics } => {
                let wire = self.outbound.wire();
                let items: Vec<Value> =
                    file.iter().flat_map(|file| diagnostics.iter().map(|diagnostic| convert::diagnostic(diagnostic, file, &wire))).collect();
                let mut report = json!({"kind": "full", "items": items});
                if let (Some(id), Some(fields)) = (result_id, report.as_object_mut()) {
                    fields.insert("resultId".to_owned(), id.into());
                }
                report
            }
        })
    }

    async fn execute_command(&self, params: params::Command) -> Result<Value> {
        commands::execute(self, params).await
    }

    async fn did_change_configuration(&self, params: params::Configuration) {
        match self.facts.get() {
            Some(facts) if facts.asks_configuration => {
                tokio::spawn(ask_configuration(self.session.clone(), self.outbound.clone(), facts.options.clone()));
            }
            facts => {
                let options = facts.map(|facts| facts.options.clone()).unwrap_or_default();
                let own = params.settings.get("healer").cloned().unwrap_or(Value::Null);
                self.session.send(Event::ClientSettings(over(options, own)));
            }
        }
    }

    async fn did_change_watched_files(&self, params: params::Watched) {
        self.session.send(Event::Watched(params.changes.into_iter().map(|change| convert::path_of(&change.uri)).collect()));
    }

    async fn did_change_workspace_folders(&self, params: params::Folders) {
        let paths = |folders: Vec<params::Identifier>| -> Vec<PathBuf> {
            folders.into_iter().map(|folder| convert::path_of(&folder.uri)).filter(|path| path.is_absolute()).collect()
        };
        self.session.send(Event::Folders { added: paths(params.event.added), removed: paths(params.event.removed) });
    }

    async fn cancel_progress(&self, params: params::ProgressCancel) {
        let job = params.token.as_str().map_or_else(|| params.token.to_string(), str::to_owned);
        let (reply, _) = oneshot::channel();
        self.session.send(Event::Ask(Question::Cancel { job, reply }));
    }

    async fn ignore(&self, _params: Value) {}

    async fn foreign_diagnostics(&self, params: params::Foreign) {
        let unit = self.outbound.wire().unit;
        let findings = params.diagnostics.iter().filter_map(|sent| convert::finding(sent, &params.uri, unit)).collect();
        self.session.send(Event::Foreign { uri: params.uri, version: params.version, findings });
    }

    async fn trust(&self, params: params::Trust) {
        self.session.send(Event::Trusted(params.trusted));
    }
}

impl LanguageServer for Backend {
    /// Answers without any await, so that what a hasty client sends behind it meets an initialized server.
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let params = serde_json::to_value(params).map_err(|error| Error::invalid_params(error.to_string()))?;
        let facts = ClientFacts::new(&params);
        let profile = ClientProfile {
            unit: facts.wire.unit,
            pulls: facts.pulls,
            refreshes: facts.refreshes,
            folders: facts.folders.clone(),
            settings: facts.options.clone(),
        };
        self.session.send(Event::Started(profile));
        self.outbound.set_wire(facts.wire.clone());
        if facts.process.is_some() {
            self.parent.send_replace(facts.process);
        }
        let answer = serde_json::from_value(facts.answer()).map_err(|error| {
            tracing::error!(%error, "the capabilities are not what the protocol knows");
            Error::internal_error()
        });
        let _ = self.facts.set(facts);
        answer
    }

    async fn initialized(&self, _: InitializedParams) {
        let Some(facts) = self.facts.get() else { return };
        if facts.asks_configuration {
            tokio::spawn(ask_configuration(self.session.clone(), self.outbound.clone(), facts.options.clone()));
        }
        let registrations = facts.registrations();
        if !registrations.is_empty() {
            let outbound = self.outbound.clone();
            tokio::spawn(async move { outbound.request("client/registerCapability", json!({"registrations": registrations}), LIMIT).await });
        }
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }
}

/// Asks the client for its settings and hands them to the session, laid over the options it started with.
async fn ask_configuration(session: Session, outbound: Arc<Outbound>, options: Value) {
    let answer = outbound.request("workspace/configuration", json!({"items": [{"section": "healer"}]}), LIMIT).await;
    let own = answer.as_ref().and_then(|answer| answer.get(0)).filter(|own| own.is_object());
    if let Some(own) = own {
        session.send(Event::ClientSettings(over(options, own.clone())));
    }
}

/// The second settings laid over the first ones; null says nothing.
fn over(below: Value, above: Value) -> Value {
    match (below, above) {
        (below, Value::Null) => below,
        (Value::Object(mut below), Value::Object(above)) => {
            for (key, value) in above {
                let merged = over(below.shift_remove(&key).unwrap_or(Value::Null), value);
                below.insert(key, merged);
            }
            Value::Object(below)
        }
        (_, above) => above,
    }
}

/// Whether an action's kind is one that was asked for: the same, or below it.
fn is_kind_of(kind: &str, asked: &str) -> bool {
    asked.is_empty() || kind == asked || kind.strip_prefix(asked).is_some_and(|rest| rest.starts_with('.'))
}

/// The one argument of a command: an object, or nothing.
pub(super) fn argument(arguments: Vec<Value>) -> Result<Map<String, Value>> {
    match arguments.into_iter().next() {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(fields)) => Ok(fields),
        Some(other) => Err(Error::invalid_params(format!("arguments[0]: expected an object, got {other}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_matched_as_the_protocol_says() {
        assert!(is_kind_of("source.fixAll.healer", "source.fixAll"));
        assert!(is_kind_of("quickfix", ""));
        assert!(!is_kind_of("quickfix", "quick"));
        assert!(!is_kind_of("source.fixAll.healer", "source.fixAll.other"));
    }

    #[test]
    fn settings_are_laid_over_one_another() {
        let merged = over(json!({"trust": true, "checkers": {"a": 1}}), json!({"trust": null, "checkers": {"b": 2}}));
        assert_eq!(merged, json!({"trust": true, "checkers": {"a": 1, "b": 2}}));
    }
}
