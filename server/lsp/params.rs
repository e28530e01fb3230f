//! The parameters of what the client sends, as far as healer looks at them. Lenient where clients differ: a version may be missing.

use super::convert;
use crate::session::DocumentName;
use crate::syntax::document::Change;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DidOpen {
    pub text_document: TextDocumentItem,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TextDocumentItem {
    pub uri: String,
    #[serde(default)]
    pub language_id: String,
    #[serde(default)]
    pub version: Option<i32>,
    pub text: String,
}

#[derive(Deserialize)]
pub struct Identifier {
    pub uri: String,
    #[serde(default)]
    pub version: Option<i32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfDocument {
    pub text_document: Identifier,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DidChange {
    pub text_document: Identifier,
    pub content_changes: Vec<ContentChange>,
}

#[derive(Deserialize)]
pub struct ContentChange {
    #[serde(default)]
    pub range: Option<Value>,
    pub text: String,
}

impl ContentChange {
    /// `None` where the range is no range.
    pub fn change(self) -> Option<Change> {
        let range = match self.range {
            None | Some(Value::Null) => None,
            Some(range) => Some(convert::places(&range)?),
        };
        Some(Change { range, text: self.text })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CodeActionParams {
    pub text_document: Identifier,
    pub range: Range,
    pub context: CodeActionContext,
}

#[derive(Deserialize)]
pub struct Range {
    pub start: Position,
    pub end: Position,
}

#[derive(Deserialize)]
pub struct Position {
    pub line: u32,
    pub character: u32,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct CodeActionContext {
    pub diagnostics: Vec<Value>,
    pub only: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pull {
    pub text_document: Identifier,
    #[serde(default)]
    pub previous_result_id: Option<String>,
}

#[derive(Deserialize)]
pub struct Command {
    pub command: String,
    #[serde(default)]
    pub arguments: Vec<Value>,
    #[serde(default, rename = "workDoneToken")]
    pub work_done_token: Option<Value>,
}

#[derive(Deserialize)]
pub struct Foreign {
    pub uri: String,
    #[serde(default)]
    pub version: Option<i32>,
    pub diagnostics: Vec<Value>,
}

#[derive(Deserialize)]
pub struct Trust {
    pub trusted: bool,
}

#[derive(Deserialize)]
pub struct ProgressCancel {
    pub token: Value,
}

#[derive(Deserialize)]
pub struct Watched {
    pub changes: Vec<Identifier>,
}

#[derive(Deserialize)]
pub struct Folders {
    pub event: FoldersEvent,
}

#[derive(Deserialize)]
pub struct FoldersEvent {
    #[serde(default)]
    pub added: Vec<Identifier>,
    #[serde(default)]
    pub removed: Vec<Identifier>,
}

#[derive(Deserialize)]
pub struct Configuration {
    #[serde(default)]
    pub settings: Value,
}

/// A document by the client's name for it.
pub fn name(uri: String) -> DocumentName {
    DocumentName { path: convert::path_of(&uri), uri }
}
