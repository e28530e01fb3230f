//! pyright, the type checker. It reads the disk.

use super::settings::find_type_checker;
use crate::base::{ColumnUnit, LineColumn};
use crate::check::{Absence, CheckRequest, Checker, Garbage, Invocation, ResidentCall, Scope, Stage, Tool, ToolOutput, Workspace};
use crate::model::{Finding, Place, Severity, Tag};
use crate::syntax::{Language, SourceFile};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(super) struct Pyright;

/// Asks pyright's language server, which needs some ten milliseconds for a changed file where the command needs a second to start.
const RESIDENT: &str = include_str!("pyright_resident.js");

/// How long each of several files may take.
const EACH: Duration = Duration::from_secs(1);

impl Checker for Pyright {
    fn name(&self) -> &'static str {
        "pyright"
    }

    fn languages(&self) -> &'static [Language] {
        &[Language::Python]
    }

    fn is_slow(&self) -> bool {
        true
    }

    fn stage(&self) -> Stage {
        Stage::Saved
    }

    fn find(&self, workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
        find_type_checker("pyright", workspace, file)
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        if !request.saved {
            return Ok(None);
        }
        let mut call = Invocation::new(&tool.program, &workspace.root).arguments(["--outputjson"]);
        match &*request.together {
            [] => call = call.arguments([request.file.path().as_os_str()]),
            // Most of the time goes by before the first file is looked at.
            several => {
                call = call.arguments(several.iter().map(|path| path.as_os_str()));
                call.scope = Scope::Folder;
                call.covers = several.to_vec();
                call.timeout += EACH * u32::try_from(several.len()).unwrap_or(u32::MAX);
            }
        }
        Ok(Some(vec![call]))
    }

    fn resident_call(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest, texts: &[SourceFile]) -> Option<ResidentCall> {
        let server = tool.program.with_file_name("pyright-langserver").with_extension(tool.program.extension().unwrap_or_default());
        server.is_file().then_some(())?;
        (request.saved || texts.iter().any(|file| file.path() == request.file.path())).then_some(())?;
        let files = if request.together.is_empty() { vec![request.file.path().to_owned()] } else { request.together.to_vec() };
        let texts: BTreeMap<&Path, &str> = texts.iter().map(|file| (file.path(), file.text())).collect();
        let question = serde_json::json!({ "files": files, "texts": texts });
        let mut call = ResidentCall::of_script(workspace, RESIDENT, [&server, &workspace.root], &workspace.root, question)?;
        if files.len() > 1 {
            call.start.scope = Scope::Folder;
            call.start.timeout += EACH * u32::try_from(files.len()).unwrap_or(u32::MAX);
            call.start.covers = files;
        }
        Some(call)
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        // The first run may print the progress of its own installation before the report.
        let start = output.stdout.iter().position(|byte| *byte == b'{').unwrap_or(0);
        let report = output.stdout.get(start..).unwrap_or(&[]);
        let report: Report = serde_json::from_slice(report).map_err(|error| {
            let words = String::from_utf8_lossy(&output.stderr);
            Garbage(format!("pyright printed no report: {}", words.lines().next().map_or_else(|| error.to_string(), str::to_owned)))
        })?;
        let read = |raw: &&RawValue| {
            serde_json::from_str::<Said>(raw.get())
                .map(|said| finding(said, raw.get()))
                .map_err(|error| Garbage(format!("pyright printed a finding of another form: {error}")))
        };
        report.findings.iter().map(read).collect()
    }
}

#[derive(Deserialize)]
struct Report<'j> {
    #[serde(borrow, rename = "generalDiagnostics")]
    findings: Vec<&'j RawValue>,
}

#[derive(Deserialize)]
struct Said {
    file: PathBuf,
    severity: String,
    message: String,
    range: Option<Range>,
    rule: Option<String>,
}

#[derive(Deserialize)]
struct Range {
    start: At,
    end: At,
}

#[derive(Deserialize)]
struct At {
    line: usize,
    character: usize,
}

fn finding(said: Said, raw: &str) -> Finding {
    let at = |at: At| LineColumn { line: at.line, column: at.character };
    let place = match said.range {
        Some(range) => Place::Lines { start: at(range.start), end: Some(at(range.end)), unit: ColumnUnit::Utf16 },
        None => Place::Line(0),
    };
    let rule = said.rule.unwrap_or_else(|| "syntax".to_owned());
    // What is installed is a matter of the environment that pyright was pointed to, not of the text.
    let environmental = rule.starts_with("reportMissing");
    let severity = match said.severity.as_str() {
        "error" if environmental => Severity::Warning,
        "error" => Severity::Error,
        "warning" => Severity::Warning,
        _ => Severity::Information,
    };
    let mut found = Finding::new("pyright", said.file, place, severity, said.message, raw.as_bytes());
    if rule.starts_with("reportUnused") {
        found.tags.push(Tag::Unnecessary);
    }
    if rule.starts_with("reportDeprecated") {
        found.tags.push(Tag::Deprecated);
    }
    found.href = (rule != "syntax").then(|| format!("https://github.com/microsoft/pyright/blob/main/docs/configuration.md#{rule}"));
    found.code = Some(rule);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recorded_output_is_read() {
        let stdout = include_bytes!("../../../tests/fixtures/pyright/pyright-1.1.414.json").to_vec();
        let found = Pyright.parse(&ToolOutput { stdout, ..ToolOutput::default() }, 0).expect("well formed");
        let attribute = found.iter().find(|found| found.code.as_deref() == Some("reportAttributeAccessIssue")).expect("reported");
        assert!(attribute.message.starts_with("Cannot access attribute \"aera\" for class \"Shape\""));
        assert_eq!(attribute.severity, Severity::Error);
        let module = found.iter().find(|found| found.code.as_deref() == Some("reportMissingImports")).expect("reported");
        assert_eq!(module.severity, Severity::Warning);
        assert!(Pyright.parse(&ToolOutput::default(), 0).is_err());
    }
}
