//! Heals in the protocol's JSON: the report of the contract, the events of a timeline, progress and the edit at the end.

use super::convert::{self, Wire};
use super::outbound::Outbound;
use crate::heal::Attempt;
use crate::model::Applicability;
use crate::session::analysis::Offer;
use crate::session::events::Notice;
use crate::session::heals::HealReport;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long the client may take to answer, where its user is not asked.
const LIMIT: Duration = Duration::from_secs(10);
/// And where it asks its user first.
const PREVIEW_LIMIT: Duration = Duration::from_secs(3600);

/// A heal report as the contract has it.
pub fn report(report: &HealReport, wire: &Wire) -> Value {
    let edit =
        report.offer.as_ref().map_or_else(|| json!({"documentChanges": []}), |offer| convert::workspace_edit(offer, "Heal", report.applicability(), wire));
    let uri = |path: &Path| {
        report.offer.iter().flat_map(|offer| &offer.files).find(|file| file.file.path() == path).and_then(|file| Some(file.open.as_ref()?.0.clone()))
    };
    let attempts: Vec<Value> = report
        .attempts
        .iter()
        .map(|tried| attempt(tried, &uri(&tried.diagnostic.path).unwrap_or_else(|| convert::uri_of(&tried.diagnostic.path)), wire))
        .collect();
    let remaining = report.remaining.iter().map(|left| {
        let mut json = convert::diagnostic(&left.diagnostic, &left.file, wire);
        if let Some(fields) = json.as_object_mut() {
            fields.insert("uri".to_owned(), left.uri.clone().unwrap_or_else(|| convert::uri_of(left.file.path())).into());
            fields.insert("reason".to_owned(), left.reason.as_str().into());
        }
        json
    });
    let mut json = json!({
        "job": report.job, "status": report.status, "edit": edit, "applied": report.applied, "before": report.before, "after": report.after,
        "attempts": attempts, "remaining": remaining.collect::<Vec<Value>>(), "ms": milliseconds(report.elapsed), "checkers": report.checkers,
    });
    if let (Some(reason), Some(fields)) = (&report.reason, json.as_object_mut()) {
        fields.insert("reason".to_owned(), reason.as_str().into());
    }
    json
}

fn attempt(attempt: &Attempt, uri: &str, wire: &Wire) -> Value {
    let fix = &attempt.fix;
    let diagnostic = attempt.before.as_ref().map_or(Value::Null, |file| convert::diagnostic(&attempt.diagnostic, file, wire));
    json!({
        "uri": uri, "diagnostic": diagnostic,
        "fix": {"id": fix.id, "title": fix.title, "origin": fix.origin, "rule": fix.rule, "applicability": fix.applicability, "verified": fix.verified},
        "verdict": attempt.verdict, "confidence": (attempt.confidence * 1000.0).round() / 1000.0, "ms": milliseconds(attempt.elapsed), "reason": attempt.reason,
    })
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// The edit of a heal, which the client may have to `confirm` with its user.
pub fn edit(offer: &Offer, label: &str, applicability: Applicability, confirm: bool, wire: &Wire) -> Value {
    let mut edit = convert::workspace_edit(offer, label, applicability, wire);
    if confirm && let Some(asks) = edit.pointer_mut("/changeAnnotations/healer/needsConfirmation") {
        *asks = Value::Bool(true);
    }
    edit
}

/// Hands an edit to the client. Tells whether it says that it applied it.
pub async fn apply(label: &str, edit: Value, confirm: bool, outbound: &Outbound) -> bool {
    let limit = if confirm { PREVIEW_LIMIT } else { LIMIT };
    let answer = outbound.request("workspace/applyEdit", json!({"label": label, "edit": edit}), limit).await;
    answer.and_then(|answer| answer.get("applied")?.as_bool()).unwrap_or(false)
}

/// Says how a heal goes and ends.
pub async fn pass_on(notice: Notice, outbound: &Outbound) {
    let wire = outbound.wire();
    let progress = |job: &str, token: &Option<Value>, value: Value| {
        let token = token.clone().unwrap_or_else(|| job.into());
        outbound.notify("$/progress", json!({"token": token, "value": value}));
    };
    match notice {
        Notice::HealBegin { job, token, title } if token.is_some() || outbound.create_progress(&job).await => {
            progress(&job, &token, json!({"kind": "begin", "title": title, "cancellable": true}));
        }
        Notice::HealStep { job, token, step, documents } => {
            let done = step.before.saturating_sub(step.after);
            if outbound.shows_progress() || token.is_some() {
                let percentage = (100 * done).checked_div(step.before).unwrap_or(100);
                let message = format!("{done} of {} errors mended", step.before);
                progress(&job, &token, json!({"kind": "report", "message": message, "percentage": percentage, "cancellable": true}));
            }
            let uri = |documents: &HashMap<PathBuf, String>, path: &Path| documents.get(path).cloned().unwrap_or_else(|| convert::uri_of(path));
            for tried in &step.attempts {
                let attempt = attempt(tried, &uri(&documents, &tried.diagnostic.path), &wire);
                outbound.notify("healer/event", json!({"job": job, "kind": "attempt", "attempt": attempt, "before": step.before, "after": step.after}));
            }
        }
        Notice::HealEnd { job, token } if outbound.shows_progress() || token.is_some() => progress(&job, &token, json!({"kind": "end"})),
        Notice::Healed(ended) => outbound.notify("healer/healed", report(&ended, &wire)),
        _ => {}
    }
}
