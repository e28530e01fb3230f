//! What the client can do, and what healer tells it of itself.

use super::commands;
use super::convert::{Wire, path_of};
use crate::base::ColumnUnit;
use serde_json::{Value, json};
use std::path::PathBuf;

/// The client as its `initialize` request describes it.
#[derive(Clone, Debug, Default)]
pub struct ClientFacts {
    pub wire: Wire,
    pub pulls: bool,
    /// Whether it can be told to pull again.
    pub refreshes: bool,
    pub asks_configuration: bool,
    pub registers_configuration: bool,
    pub registers_watchers: bool,
    pub folders: Vec<PathBuf>,
    pub options: Value,
    pub process: Option<i32>,
}

impl ClientFacts {
    /// Reads the parameters of `initialize`. What is missing counts as not supported.
    pub fn new(params: &Value) -> ClientFacts {
        let yes = |pointer: &str| params.pointer(&format!("/capabilities/{pointer}")).and_then(Value::as_bool).unwrap_or(false);
        let list = |pointer: &str| params.pointer(&format!("/capabilities/{pointer}")).and_then(Value::as_array).cloned().unwrap_or_default();
        let encodings = list("general/positionEncodings");
        let offers = |name: &str| encodings.iter().any(|encoding| encoding == name);
        let unit = match () {
            () if offers("utf-8") => ColumnUnit::Utf8,
            // Every client must know UTF-16, but one that lists only UTF-32 says what it would rather count.
            () if offers("utf-32") && !offers("utf-16") => ColumnUnit::Utf32,
            () => ColumnUnit::Utf16,
        };
        let wire = Wire {
            unit,
            document_changes: yes("workspace/workspaceEdit/documentChanges"),
            annotations: yes("textDocument/codeAction/honorsChangeAnnotations")
                && params.pointer("/capabilities/workspace/workspaceEdit/changeAnnotationSupport").is_some(),
            resolves_edits: list("textDocument/codeAction/resolveSupport/properties").iter().any(|property| property == "edit"),
            progress: yes("window/workDoneProgress"),
            related: yes("textDocument/publishDiagnostics/relatedInformation"),
        };
        let by_list = params.get("workspaceFolders").and_then(Value::as_array).into_iter().flatten().filter_map(|folder| folder.get("uri")?.as_str());
        let mut folders: Vec<PathBuf> = by_list.map(path_of).collect();
        if folders.is_empty() {
            let by_uri = params.get("rootUri").and_then(Value::as_str).map(path_of);
            folders.extend(by_uri.or_else(|| Some(params.get("rootPath")?.as_str()?.into())));
        }
        folders.retain(|folder| folder.is_absolute());
        ClientFacts {
            wire,
            pulls: params.pointer("/capabilities/textDocument/diagnostic").is_some_and(Value::is_object),
            refreshes: yes("workspace/diagnostics/refreshSupport") || yes("workspace/diagnostic/refreshSupport"),
            asks_configuration: yes("workspace/configuration"),
            registers_configuration: yes("workspace/didChangeConfiguration/dynamicRegistration"),
            registers_watchers: yes("workspace/didChangeWatchedFiles/dynamicRegistration"),
            folders,
            options: params.get("initializationOptions").cloned().unwrap_or_default(),
            process: params.get("processId").and_then(Value::as_i64).and_then(|process| i32::try_from(process).ok()),
        }
    }

    /// The answer to `initialize`.
    pub fn answer(&self) -> Value {
        let encoding = match self.wire.unit {
            ColumnUnit::Utf8 => "utf-8",
            ColumnUnit::Utf16 => "utf-16",
            ColumnUnit::Utf32 => "utf-32",
        };
        let mut capabilities = json!({
            "positionEncoding": encoding,
            "textDocumentSync": {"openClose": true, "change": 2, "save": {"includeText": false}},
            "codeActionProvider": {"codeActionKinds": ["quickfix", "source.fixAll.healer"], "resolveProvider": true},
            "executeCommandProvider": {"commands": commands::OFFERED},
            "workspace": {"workspaceFolders": {"supported": true, "changeNotifications": true}},
        });
        if self.pulls
            && let Some(fields) = capabilities.as_object_mut()
        {
            let provider = json!({"identifier": "healer", "interFileDependencies": true, "workspaceDiagnostics": false});
            fields.insert("diagnosticProvider".to_owned(), provider);
        }
        json!({"capabilities": capabilities, "serverInfo": {"name": "healer", "version": env!("CARGO_PKG_VERSION")}})
    }

    /// What healer asks the client to tell it of, where the client can.
    pub fn registrations(&self) -> Vec<Value> {
        let mut registrations = Vec::new();
        if self.registers_configuration {
            registrations.push(json!({"id": "configuration", "method": "workspace/didChangeConfiguration", "registerOptions": {"section": "healer"}}));
        }
        if self.registers_watchers {
            let sources = "**/*.{rs,py,pyi,js,mjs,cjs,jsx,go}";
            let manifests = "**/{Cargo.toml,pyproject.toml,setup.cfg,package.json,jsconfig.json,tsconfig.json,go.mod,go.work,.eslintrc*,eslint.config.*}";
            let watchers: Vec<Value> = [sources, manifests, "**/.healer/**"].into_iter().map(|glob| json!({"globPattern": glob})).collect();
            registrations.push(json!({"id": "files", "method": "workspace/didChangeWatchedFiles", "registerOptions": {"watchers": watchers}}));
        }
        registrations
    }
}
