//! The commands of `workspace/executeCommand`.

use super::backend::{Backend, answer, argument};
use super::params::Command;
use super::{convert, heals};
use crate::heal::HealPolicy;
use crate::model::HealScope;
use crate::session::events::{HealAnswer, HealRequest};
use crate::session::heals::ApplyMode;
use crate::session::patterns::{Forgetting, MOST_LISTED, PatternWish};
use crate::session::{Event, Question};
use crate::syntax::Language;
use serde_json::{Map, Value, json};
use std::time::Duration;
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};

/// The commands that are there, as the server's capabilities list them.
pub const OFFERED: &[&str] =
    &["healer.heal", "healer.cancel", "healer.undo", "healer.history", "healer.stats", "healer.accepted", "healer.check", "healer.explain", "healer.patterns"];

pub async fn execute(backend: &Backend, command: Command) -> Result<Value> {
    let token = command.work_done_token.clone();
    let name = command.command.as_str();
    if !OFFERED.contains(&name) {
        return Err(Error { code: ErrorCode::MethodNotFound, message: format!("{name} is not a command of healer").into(), data: None });
    }
    let fields = argument(command.arguments)?;
    match name {
        "healer.heal" => heal(backend, &fields, token).await,
        "healer.history" => history(backend, &fields).await,
        "healer.undo" => undo(backend, &fields).await,
        "healer.accepted" => accepted(backend, &fields).await,
        "healer.check" => check(backend, &fields).await,
        "healer.explain" => explain(backend, &fields).await,
        "healer.cancel" => cancel(backend, &fields).await,
        "healer.patterns" => patterns(backend, &fields).await,
        _ => stats(backend).await,
    }
}

/// A text field that may be missing.
fn text(fields: &Map<String, Value>, name: &str) -> Result<Option<String>> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(other) => Err(Error::invalid_params(format!("{name}: expected a string, got {other}"))),
    }
}

fn required(fields: &Map<String, Value>, name: &str) -> Result<String> {
    text(fields, name)?.ok_or_else(|| Error::invalid_params(format!("{name} is missing")))
}

/// A field that may be missing and else has one of a few texts.
fn one_of<T: Copy>(fields: &Map<String, Value>, name: &str, known: &[(&str, T)]) -> Result<Option<T>> {
    let Some(given) = text(fields, name)? else { return Ok(None) };
    let meant = known.iter().find(|(text, _)| *text == given).map(|(_, meant)| *meant);
    let names: Vec<String> = known.iter().map(|(text, _)| format!("\"{text}\"")).collect();
    meant.map(Some).ok_or_else(|| Error::invalid_params(format!("{name}: expected {}, got \"{given}\"", names.join(" or "))))
}

/// A field that may be missing and else is true or false.
fn truth(fields: &Map<String, Value>, name: &str) -> Result<bool> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(truth)) => Ok(*truth),
        Some(other) => Err(Error::invalid_params(format!("{name}: expected true or false, got {other}"))),
    }
}

async fn heal(backend: &Backend, fields: &Map<String, Value>, token: Option<Value>) -> Result<Value> {
    let range = match fields.get("range") {
        None | Some(Value::Null) => None,
        Some(range) => {
            Some(convert::places(range).ok_or_else(|| Error::invalid_params("range: expected a start and an end, each with a line and a character"))?)
        }
    };
    let scope = one_of(fields, "scope", &[("file", HealScope::File), ("workspace", HealScope::Workspace)])?.unwrap_or(HealScope::File);
    let scope = if scope == HealScope::File && range.is_some() { HealScope::Selection } else { scope };
    let modes = [("apply", ApplyMode::Apply), ("preview", ApplyMode::Preview), ("return", ApplyMode::Return)];
    let apply = one_of(fields, "apply", &modes)?.unwrap_or(ApplyMode::Apply);
    let attempts = match fields.get("attempts") {
        None | Some(Value::Null) => HealPolicy::default().attempts,
        Some(given) => match given.as_u64() {
            Some(number @ 1..=10) => usize::try_from(number).unwrap_or(1),
            _ => return Err(Error::invalid_params(format!("attempts: expected a number from 1 to 10, got {given}"))),
        },
    };
    let limit = match fields.get("seconds") {
        None | Some(Value::Null) => None,
        Some(given) => match given.as_u64() {
            Some(seconds @ 1..=86_400) => Some(Duration::from_secs(seconds)),
            _ => return Err(Error::invalid_params(format!("seconds: expected a number from 1 to 86400, got {given}"))),
        },
    };
    let uri = text(fields, "uri")?.or_else(|| backend.last_touched());
    let request = HealRequest { uri, range, scope, apply, attempts, limit, tests: truth(fields, "tests")?, token };
    let (reply, receiver) = oneshot::channel();
    backend.ask_withdrawable(Question::Heal { request, reply }, receiver).await.map(|answer| heal_answer(backend, answer))
}

async fn undo(backend: &Backend, fields: &Map<String, Value>) -> Result<Value> {
    let job = text(fields, "job")?;
    let (reply, receiver) = oneshot::channel();
    backend.session.send(Event::Ask(Question::Undo { job, reply }));
    answer(receiver).await.map(|answer| heal_answer(backend, answer))
}

async fn history(backend: &Backend, fields: &Map<String, Value>) -> Result<Value> {
    let limit = match fields.get("limit") {
        None | Some(Value::Null) => 20,
        Some(given) => given
            .as_u64()
            .and_then(|number| usize::try_from(number).ok())
            .ok_or_else(|| Error::invalid_params(format!("limit: expected a number, got {given}")))?,
    };
    let uri = text(fields, "uri")?;
    let (reply, receiver) = oneshot::channel();
    backend.session.send(Event::Ask(Question::History { uri, limit, reply }));
    answer(receiver).await
}

fn heal_answer(backend: &Backend, answer: HealAnswer) -> Value {
    match answer {
        HealAnswer::Running(job) => json!({"job": job, "status": "running"}),
        HealAnswer::Refused(report) | HealAnswer::Ended(report) => heals::report(&report, &backend.outbound.wire()),
    }
}

async fn accepted(backend: &Backend, fields: &Map<String, Value>) -> Result<Value> {
    let fix = required(fields, "fix")?;
    let (reply, receiver) = oneshot::channel();
    backend.session.send(Event::Ask(Question::Accepted { fix, reply }));
    answer(receiver).await.map(|()| Value::Null)
}

async fn check(backend: &Backend, fields: &Map<String, Value>) -> Result<Value> {
    let uri = text(fields, "uri")?.or_else(|| backend.last_touched());
    let tests = truth(fields, "tests")?;
    let (reply, receiver) = oneshot::channel();
    backend.session.send(Event::Ask(Question::Check { uri, tests, reply }));
    let found = answer(receiver).await?;
    let wire = backend.outbound.wire();
    let mut diagnostics = Vec::new();
    for (uri, file, of_file) in &found.files {
        for diagnostic in of_file.iter() {
            let mut json = convert::diagnostic(diagnostic, file, &wire);
            if let Some(fields) = json.as_object_mut() {
                fields.insert("uri".to_owned(), uri.as_str().into());
            }
            diagnostics.push(json);
        }
    }
    Ok(json!({"diagnostics": diagnostics, "checkers": found.checkers}))
}

async fn explain(backend: &Backend, fields: &Map<String, Value>) -> Result<Value> {
    let diagnostic = text(fields, "diagnostic")?;
    let place = match fields.get("position") {
        None | Some(Value::Null) => None,
        Some(position) => Some(convert::line_column(position).ok_or_else(|| Error::invalid_params("position: expected a line and a character"))?),
    };
    if diagnostic.is_none() && place.is_none() {
        return Err(Error::invalid_params("position is missing"));
    }
    let uri = text(fields, "uri")?.or_else(|| if diagnostic.is_none() { backend.last_touched() } else { None });
    let (reply, receiver) = oneshot::channel();
    backend.session.send(Event::Ask(Question::Explain { uri, place, diagnostic, reply }));
    Ok(json!({"markdown": answer(receiver).await?}))
}

async fn cancel(backend: &Backend, fields: &Map<String, Value>) -> Result<Value> {
    let job = required(fields, "job")?;
    let (reply, receiver) = oneshot::channel();
    backend.session.send(Event::Ask(Question::Cancel { job, reply }));
    answer(receiver).await.map(|()| json!({"cancelled": true}))
}

async fn patterns(backend: &Backend, fields: &Map<String, Value>) -> Result<Value> {
    let actions = ["list", "show", "export", "forget"].map(|action| (action, action));
    let wish = match one_of(fields, "action", &actions)?.ok_or_else(|| Error::invalid_params("action is missing"))? {
        "list" => {
            let given = text(fields, "language")?;
            let language = given.map(|id| Language::from_id(&id).ok_or_else(|| Error::invalid_params(format!("language: {id} is not known"))));
            let limit = match fields.get("limit") {
                None | Some(Value::Null) => 50,
                Some(given) => match given.as_u64().and_then(|number| usize::try_from(number).ok()) {
                    Some(number @ 1..=MOST_LISTED) => number,
                    _ => return Err(Error::invalid_params(format!("limit: expected a number from 1 to {MOST_LISTED}, got {given}"))),
                },
            };
            PatternWish::List { language: language.transpose()?, limit }
        }
        "show" => PatternWish::Show { id: required(fields, "id")? },
        "export" => PatternWish::Export { ids: text(fields, "id")?.into_iter().collect() },
        _ => PatternWish::Forget(forgetting(fields)?),
    };
    let (reply, receiver) = oneshot::channel();
    backend.session.send(Event::Ask(Question::Patterns { wish, reply }));
    answer(receiver).await
}

/// What is to be forgotten: one fix, what was learned in a folder, or all. Nothing is forgotten by leaving something out.
fn forgetting(fields: &Map<String, Value>) -> Result<Forgetting> {
    match (text(fields, "id")?, text(fields, "project")?, truth(fields, "all")?) {
        (Some(id), None, false) => Ok(Forgetting::Pattern(id)),
        (None, Some(folder), false) => Ok(Forgetting::Project(folder.into())),
        (None, None, true) => Ok(Forgetting::All),
        (None, None, false) => Err(Error::invalid_params("id is missing (or project, or all)")),
        _ => Err(Error::invalid_params("id: only one of id, project and all can be given")),
    }
}

async fn stats(backend: &Backend) -> Result<Value> {
    let (reply, receiver) = oneshot::channel();
    backend.session.send(Event::Ask(Question::Stats { reply }));
    answer(receiver).await
}
