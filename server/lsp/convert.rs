//! Between healer's records and the protocol's JSON. Positions are converted here and nowhere else.

use crate::base::{ColumnUnit, EditSet, LineColumn, Span, hash};
use crate::model::{Applicability, Diagnostic, Finding, Fix, Place, Severity, Tag};
use crate::session::analysis::{Offer, OfferedEdits};
use crate::session::events::{OfferedFix, Places, file_uri};
use crate::syntax::{Language, ParseOptions, SourceFile};
use serde_json::{Map, Value, json};
use std::path::Path;
use url::Url;

/// How the client wants things.
#[derive(Clone, Debug)]
pub struct Wire {
    pub unit: ColumnUnit,
    pub document_changes: bool,
    pub annotations: bool,
    pub resolves_edits: bool,
    pub progress: bool,
    pub related: bool,
}

impl Default for Wire {
    fn default() -> Wire {
        Wire { unit: ColumnUnit::Utf16, document_changes: false, annotations: false, resolves_edits: false, progress: false, related: true }
    }
}

pub fn position(file: &SourceFile, offset: usize, unit: ColumnUnit) -> Value {
    let place = file.lines().place(file.text(), offset, unit);
    json!({"line": place.line, "character": place.column})
}

pub fn range(file: &SourceFile, span: Span, unit: ColumnUnit) -> Value {
    json!({"start": position(file, span.start, unit), "end": position(file, span.end, unit)})
}

/// A place as the client gives it; numbers beyond all bounds are as good as very large ones.
pub fn line_column(position: &Value) -> Option<LineColumn> {
    let number = |name: &str| position.get(name)?.as_u64().map(|number| usize::try_from(number).unwrap_or(usize::MAX));
    Some(LineColumn { line: number("line")?, column: number("character")? })
}

pub fn places(range: &Value) -> Option<Places> {
    Some((line_column(range.get("start")?)?, line_column(range.get("end")?)?))
}

pub fn diagnostic(diagnostic: &Diagnostic, file: &SourceFile, wire: &Wire) -> Value {
    let mut json = Map::new();
    json.insert("range".to_owned(), range(file, diagnostic.range, wire.unit));
    let severity = match diagnostic.severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Information => 3,
        Severity::Hint => 4,
    };
    json.insert("severity".to_owned(), severity.into());
    json.insert("source".to_owned(), diagnostic.source.as_str().into());
    if let Some(code) = &diagnostic.code {
        json.insert("code".to_owned(), code.as_str().into());
        if let Some(href) = &diagnostic.href {
            json.insert("codeDescription".to_owned(), json!({"href": href}));
        }
    }
    json.insert("message".to_owned(), diagnostic.message.as_str().into());
    if !diagnostic.tags.is_empty() {
        let tag = |tag: &Tag| match tag {
            Tag::Unnecessary => 1,
            Tag::Deprecated => 2,
        };
        json.insert("tags".to_owned(), diagnostic.tags.iter().map(tag).collect::<Vec<u8>>().into());
    }
    if wire.related {
        let related: Vec<Value> = diagnostic
            .related
            .iter()
            .filter_map(|related| {
                let other = match related.path == file.path() {
                    true => file.clone(),
                    false => SourceFile::new(
                        &related.path,
                        Language::from_path(&related.path)?,
                        std::fs::read_to_string(&related.path).ok()?,
                        ParseOptions::default(),
                    ),
                };
                let location = json!({"uri": uri_of(&related.path), "range": range(&other, related.range.clamp_to(other.text()), wire.unit)});
                Some(json!({"location": location, "message": related.message}))
            })
            .collect();
        if !related.is_empty() {
            json.insert("relatedInformation".to_owned(), related.into());
        }
    }
    json.insert("data".to_owned(), json!({"healer": data(diagnostic)}));
    Value::Object(json)
}

fn data(diagnostic: &Diagnostic) -> Value {
    match &diagnostic.classification {
        Some(classification) => {
            let category = classification.category;
            json!({
                "id": diagnostic.id, "category": category.id, "cluster": classification.cluster(), "kind": category.kind, "severity": category.severity,
                "difficulty": category.difficulty, "hint": category.hint, "confidence": classification.confidence,
            })
        }
        None => json!({"id": diagnostic.id}),
    }
}

/// A path that healer names itself; the client's own spelling of an open document's URI goes first, where it is known.
pub fn uri_of(path: &Path) -> String {
    if path.is_absolute() { file_uri(path) } else { path.display().to_string() }
}

/// The path of a document: absolute for a file, else its URI.
pub fn path_of(uri: &str) -> std::path::PathBuf {
    let file = Url::parse(uri).ok().filter(|url| url.scheme() == "file").and_then(|url| url.to_file_path().ok());
    file.unwrap_or_else(|| uri.into())
}

/// What another server said, as a finding. `None` where it is no diagnostic.
pub fn finding(json: &Value, uri: &str, unit: ColumnUnit) -> Option<Finding> {
    let (start, end) = places(json.get("range")?)?;
    let message = match json.get("message")? {
        Value::String(text) => text.clone(),
        markup => markup.get("value")?.as_str()?.to_owned(),
    };
    let severity = match json.get("severity").and_then(Value::as_u64) {
        Some(2) => Severity::Warning,
        Some(3) => Severity::Information,
        Some(4) => Severity::Hint,
        _ => Severity::Error,
    };
    let source = json.get("source").and_then(Value::as_str).unwrap_or("");
    let raw = serde_json::to_vec(json).unwrap_or_default();
    let mut finding = Finding::new(source, path_of(uri), Place::Lines { start, end: Some(end), unit }, severity, message, &raw);
    finding.code = match json.get("code") {
        Some(Value::String(code)) => Some(code.clone()),
        Some(Value::Number(code)) => Some(code.to_string()),
        _ => None,
    };
    finding.href = json.pointer("/codeDescription/href").and_then(Value::as_str).map(str::to_owned);
    Some(finding)
}

/// The edits of an offer as a WorkspaceEdit. Where the client can, those that are not safe or touch several files say what they are, and
/// those of several files ask for confirmation: the user does not see all of them.
pub fn workspace_edit(offer: &Offer, title: &str, applicability: Applicability, wire: &Wire) -> Value {
    let annotated = wire.annotations && wire.document_changes && (offer.files.len() > 1 || applicability != Applicability::Safe);
    let uri = |file: &OfferedEdits| file.open.as_ref().map_or_else(|| uri_of(file.file.path()), |(uri, _)| uri.clone());
    if !wire.document_changes {
        let changes: Map<String, Value> = offer.files.iter().map(|file| (uri(file), text_edits(&file.file, &file.edits, wire.unit, false))).collect();
        return json!({"changes": changes});
    }
    let changes: Vec<Value> = offer
        .files
        .iter()
        .map(|file| {
            let version = file.open.as_ref().map_or(Value::Null, |(_, version)| (*version).into());
            json!({"textDocument": {"uri": uri(file), "version": version}, "edits": text_edits(&file.file, &file.edits, wire.unit, annotated)})
        })
        .collect();
    let mut edit = json!({"documentChanges": changes});
    if annotated && let Some(fields) = edit.as_object_mut() {
        let confirmed = offer.files.len() > 1;
        fields.insert("changeAnnotations".to_owned(), json!({"healer": {"label": title, "needsConfirmation": confirmed}}));
    }
    edit
}

fn text_edits(file: &SourceFile, edits: &EditSet, unit: ColumnUnit, annotated: bool) -> Value {
    let edits = edits.edits().iter().map(|edit| {
        let mut json = json!({"range": range(file, edit.range, unit), "newText": edit.text});
        if annotated && let Some(fields) = json.as_object_mut() {
            fields.insert("annotationId".to_owned(), "healer".into());
        }
        json
    });
    edits.collect()
}

/// A fix as a code action with its edit.
pub fn quick_fix(offered: &OfferedFix, context: &[Value], preferred: bool, uri: &str, wire: &Wire) -> Value {
    let fix = &offered.fix;
    // The client finds its own diagnostics again by equality, so that it gets back what it sent.
    let diagnostics: Vec<Value> = offered
        .diagnostics
        .iter()
        .map(|own| {
            let same = |sent: &&Value| {
                finding(sent, uri, wire.unit).is_some_and(|sent| sent.message == own.message && sent.source == own.source && sent.code == own.code)
            };
            context.iter().find(same).cloned().unwrap_or_else(|| diagnostic(own, &offered.file, wire))
        })
        .collect();
    let mut action = json!({
        "title": fix.title, "kind": "quickfix", "diagnostics": diagnostics,
        "edit": workspace_edit(&offered.offer, &fix.title, fix.applicability, wire),
        "command": {"title": fix.title, "command": "healer.accepted", "arguments": [{"fix": fix.id}]},
        "data": fix_data(fix, uri, offered),
    });
    if preferred && let Some(fields) = action.as_object_mut() {
        fields.insert("isPreferred".to_owned(), Value::Bool(true));
    }
    action
}

fn fix_data(fix: &Fix, uri: &str, offered: &OfferedFix) -> Value {
    let version = offered.offer.files.iter().filter_map(|file| file.open.as_ref()).find(|(open, _)| open == uri).map(|(_, version)| *version);
    let (successes, failures) = fix.learned.map_or((0.0, 0.0), |learned| (learned.successes, learned.failures));
    json!({"healer": {
        "fix": fix.id, "diagnostic": fix.diagnostic, "origin": fix.origin, "rule": fix.rule, "applicability": fix.applicability,
        "confidence": (fix.confidence * 1000.0).round() / 1000.0, "verified": fix.verified, "successes": successes.round() as u64, "failures": failures.round() as u64, "uri": uri, "version": version,
    }})
}

/// The action that mends all; `offer` is its edit, where that is sent at once.
pub fn fix_all(uri: &str, version: i32, offer: Option<&Offer>, wire: &Wire) -> Value {
    const TITLE: &str = "Fix all that is safe to fix";
    let id = hash::stable_id(&["fix all", uri, &version.to_string()]);
    let data = json!({"healer": {"fix": id, "fixAll": true, "uri": uri, "version": version, "applicability": "safe"}});
    let mut action = json!({"title": TITLE, "kind": "source.fixAll.healer", "data": data});
    if let (Some(offer), Some(fields)) = (offer, action.as_object_mut()) {
        fields.insert("edit".to_owned(), workspace_edit(offer, TITLE, Applicability::Safe, wire));
    }
    action
}
