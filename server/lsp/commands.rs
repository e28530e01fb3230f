//! The commands of `workspace/executeCommand`.

use super::backend::{Backend, answer, argument};
use super::convert;
use super::params::Command;
use crate::session::{Event, Question};
use serde_json::{Map, Value, json};
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};

/// The commands that are there, as the server's capabilities list them.
pub const OFFERED: &[&str] = &["healer.accepted", "healer.check", "healer.explain", "healer.cancel", "healer.stats"];

/// Those that the contract names and this version does not have yet.
const LATER: &[&str] = &["healer.heal", "healer.undo", "healer.history", "healer.patterns"];

pub async fn execute(backend: &Backend, command: Command) -> Result<Value> {
    let name = command.command.as_str();
    if !OFFERED.contains(&name) {
        let reason = if LATER.contains(&name) { "is not available in this version of healer" } else { "is not a command of healer" };
        return Err(Error { code: ErrorCode::MethodNotFound, message: format!("{name} {reason}").into(), data: None });
    }
    let fields = argument(command.arguments)?;
    match name {
        "healer.accepted" => accepted(backend, &fields).await,
        "healer.check" => check(backend, &fields).await,
        "healer.explain" => explain(backend, &fields).await,
        "healer.cancel" => cancel(backend, &fields).await,
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

async fn accepted(backend: &Backend, fields: &Map<String, Value>) -> Result<Value> {
    let fix = required(fields, "fix")?;
    let (reply, receiver) = oneshot::channel();
    backend.session.send(Event::Ask(Question::Accepted { fix, reply }));
    answer(receiver).await.map(|()| Value::Null)
}

async fn check(backend: &Backend, fields: &Map<String, Value>) -> Result<Value> {
    let uri = text(fields, "uri")?.or_else(|| backend.last_touched());
    let tests = match fields.get("tests") {
        None | Some(Value::Null) => false,
        Some(Value::Bool(tests)) => *tests,
        Some(other) => return Err(Error::invalid_params(format!("tests: expected true or false, got {other}"))),
    };
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

async fn stats(backend: &Backend) -> Result<Value> {
    let (reply, receiver) = oneshot::channel();
    backend.session.send(Event::Ask(Question::Stats { reply }));
    answer(receiver).await
}
