//! ruff, the linter, with its own repairs.

use crate::base::ColumnUnit;
use crate::check::{Absence, CheckRequest, Checker, Garbage, Invocation, PYTHON_FOLDERS, Stage, Tool, ToolOutput, Workspace, find_program};
use crate::model::{Applicability, Finding, FindingSuggestion, Place, Severity, Tag};
use crate::syntax::Language;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::path::{Path, PathBuf};

pub(super) struct Ruff;

impl Checker for Ruff {
    fn name(&self) -> &'static str {
        "ruff"
    }

    fn languages(&self) -> &'static [Language] {
        &[Language::Python]
    }

    fn stage(&self) -> Stage {
        Stage::Typing
    }

    fn find(&self, workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
        find_program(workspace, file, &["ruff"], PYTHON_FOLDERS).map_err(|absence| absence.advise("install it with `pip install ruff`"))
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        let path = request.file.path();
        let mut call = Invocation::new(&tool.program, &workspace.root).arguments(["check", "--quiet", "--no-cache", "--output-format", "json", "--exit-zero"]);
        if !is_configured(workspace, path) {
            // Without a configuration only what is surely wrong is asked for.
            call = call.arguments(["--select", "E9,F"]);
        }
        call = call.arguments(["--stdin-filename"]).arguments([path.as_os_str()]).arguments(["-"]).input(request.file.text());
        Ok(Some(vec![call]))
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let said: Vec<&RawValue> = serde_json::from_slice(&output.stdout).map_err(|error| {
            let words = String::from_utf8_lossy(&output.stderr);
            Garbage(format!("ruff printed no list of findings: {}", words.lines().next().map_or_else(|| error.to_string(), str::to_owned)))
        })?;
        let read = |raw: &&RawValue| {
            serde_json::from_str::<Said>(raw.get())
                .map(|said| finding(said, raw.get()))
                .map_err(|error| Garbage(format!("ruff printed a finding of another form: {error}")))
        };
        let mut found = said.iter().map(read).collect::<Result<Vec<Finding>, Garbage>>()?;
        // The parser goes on after a syntax error and stumbles over what follows from it; what only another version of Python accepts stands alone.
        let mut stumbled = false;
        found.retain(|found| {
            let follows = found.code.as_deref() == Some("invalid-syntax") && !found.message.contains(" on Python ");
            !(follows && std::mem::replace(&mut stumbled, true))
        });
        Ok(found)
    }
}

/// Whether ruff finds a configuration for the file by itself.
fn is_configured(workspace: &Workspace, file: &Path) -> bool {
    workspace.folders_above(file).any(|folder| {
        let has_table =
            || std::fs::read_to_string(folder.join("pyproject.toml")).is_ok_and(|text| text.lines().any(|line| line.trim_start().starts_with("[tool.ruff")));
        folder.join("ruff.toml").exists() || folder.join(".ruff.toml").exists() || has_table()
    })
}

#[derive(Deserialize)]
struct Said {
    code: Option<String>,
    filename: PathBuf,
    message: String,
    location: At,
    end_location: At,
    fix: Option<Repair>,
    url: Option<String>,
    /// Missing in the output of versions before 0.15.
    #[serde(default = "error")]
    severity: String,
}

fn error() -> String {
    "error".to_owned()
}

#[derive(Clone, Copy, Deserialize)]
struct At {
    row: usize,
    column: usize,
}

#[derive(Deserialize)]
struct Repair {
    applicability: String,
    message: Option<String>,
    edits: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    content: String,
    location: At,
    end_location: At,
}

fn place(start: At, end: At) -> Place {
    Place::one_based_range((start.row, start.column), (end.row, end.column), ColumnUnit::Utf32)
}

fn finding(said: Said, raw: &str) -> Finding {
    let code = said.code.unwrap_or_else(|| "invalid-syntax".to_owned());
    let mut found =
        Finding::new("ruff", said.filename.clone(), place(said.location, said.end_location), severity(&code, &said.severity), said.message, raw.as_bytes());
    if matches!(code.as_str(), "F401" | "F811" | "F841" | "F842" | "ERA001" | "RUF100") {
        found.tags.push(Tag::Unnecessary);
    }
    found.href = said.url;
    if let Some(repair) = said.fix.filter(|repair| !repair.edits.iter().any(|edit| adds_suppression(&edit.content))) {
        found.suggestions.push(FindingSuggestion {
            title: repair.message.unwrap_or_else(|| format!("Fix {code}")),
            applicability: match repair.applicability.as_str() {
                "safe" => Applicability::Safe,
                _ => Applicability::Review,
            },
            edits: repair.edits.into_iter().map(|edit| (said.filename.clone(), place(edit.location, edit.end_location), edit.content)).collect(),
        });
    }
    found.code = Some(code);
    found
}

/// ruff calls every finding an error. So do we where its rules find mistakes (syntax, names, what is imported or assigned for nothing); style
/// that a project asked for stays a warning.
fn severity(code: &str, said: &str) -> Severity {
    let is_mistake = code == "invalid-syntax"
        || code.starts_with("E9")
        || code.starts_with("PLE")
        || code.strip_prefix('F').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    match said {
        "error" if is_mistake => Severity::Error,
        "info" => Severity::Information,
        _ => Severity::Warning,
    }
}

/// Whether a text brings a comment that hides the finding.
fn adds_suppression(content: &str) -> bool {
    content.split_once('#').is_some_and(|(_, comment)| comment.trim_start().to_ascii_lowercase().starts_with("noqa"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Vec<Finding>, Garbage> {
        Ruff.parse(&ToolOutput { stdout: text.as_bytes().to_vec(), ..ToolOutput::default() }, 0)
    }

    #[test]
    fn recorded_output_is_read() {
        let found = parse(include_str!("../../../tests/fixtures/ruff/ruff-0.17.5-names.json")).expect("well formed");
        let first = &found[0];
        assert_eq!((first.code.as_deref(), first.message.as_str(), first.severity), (Some("F401"), "`os` imported but unused", Severity::Error));
        assert_eq!(first.suggestions[0].title, "Remove unused import: `os`");
        assert_eq!(first.suggestions[0].applicability, Applicability::Safe);
        let undefined = found.iter().find(|found| found.code.as_deref() == Some("F821")).expect("reported");
        assert_eq!((undefined.message.as_str(), undefined.severity), ("Undefined name `reslt`", Severity::Error));
        assert_eq!(undefined.place, Place::one_based_range((16, 16), (16, 21), ColumnUnit::Utf32));
        let syntax = parse(include_str!("../../../tests/fixtures/ruff/ruff-0.17.5-syntax.json")).expect("well formed");
        let said: Vec<&str> = syntax.iter().map(|found| found.message.as_str()).collect();
        assert_eq!(said, ["Expected `)`, found newline"], "what follows from the first error is left out");
        assert_eq!(syntax[0].code.as_deref(), Some("invalid-syntax"));
        assert!(parse("").is_err() && parse("[{\"code\": 1}]").is_err());
    }

    #[test]
    fn a_repair_that_only_hides_the_finding_is_no_repair() {
        assert!(adds_suppression("x = 1  # noqa: F841") && !adds_suppression("x = '#'"));
    }
}
