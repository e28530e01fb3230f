//! staticcheck.

use super::compiler::first_line;
use super::{json, on_path};
use crate::base::ColumnUnit;
use crate::check::ToolOutput;
use crate::check::tool::{Absence, CheckRequest, Checker, Garbage, Invocation, Scope, Stage, Tool, Workspace};
use crate::model::{Finding, Place, Severity, Tag};
use crate::syntax::Language;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Runs staticcheck on the file's package. It cannot be given an unsaved text: an overlay in GOFLAGS reaches only the `go list` that it calls,
/// which lists the files under their own paths, and staticcheck then opens them there itself. So it waits until the file is saved.
pub struct Staticcheck;

impl Checker for Staticcheck {
    fn name(&self) -> &'static str {
        "staticcheck"
    }

    fn languages(&self) -> &'static [Language] {
        &[Language::Go]
    }

    fn is_slow(&self) -> bool {
        true
    }

    fn stage(&self) -> Stage {
        Stage::Saved
    }

    fn find(&self, workspace: &Workspace, _file: &Path) -> Result<Tool, Absence> {
        let executable = if cfg!(windows) { "staticcheck.exe" } else { "staticcheck" };
        if let Some(program) = on_path(workspace, executable) {
            return Ok(Tool { program, origin: "PATH".to_owned() });
        }
        let folder = |name: &str| workspace.environment.get(name).cloned().or_else(|| std::env::var(name).ok()).map(PathBuf::from);
        let installed = [folder("GOBIN"), folder("GOPATH").map(|path| path.join("bin")), folder("HOME").map(|home| home.join("go/bin"))];
        match installed.into_iter().flatten().map(|folder| folder.join(executable)).find(|program| program.is_file()) {
            Some(program) => Ok(Tool { program, origin: "GOPATH".to_owned() }),
            None => Err(Absence::NotInstalled(
                "staticcheck is neither on PATH nor in Go's own bin folder; `go install honnef.co/go/tools/cmd/staticcheck@latest` installs it".to_owned(),
            )),
        }
    }

    fn version_arguments(&self) -> &'static [&'static str] {
        &["-version"]
    }

    fn invocations(&self, tool: &Tool, _workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        if !request.saved {
            return Ok(None);
        }
        let Some(folder) = request.file.path().parent() else { return Ok(None) };
        let mut call = Invocation::new(&tool.program, folder).arguments(["-f", "json", "."]).variable("GOTOOLCHAIN", "local").variable("GOPROXY", "off");
        call.timeout = Duration::from_secs(120);
        call.scope = Scope::Folder;
        Ok(Some(vec![call]))
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let text = String::from_utf8_lossy(&output.stdout);
        let findings: Vec<Finding> = json::objects(&text).iter().filter_map(finding).collect();
        // Status 1 means that there are findings.
        if findings.is_empty() && !matches!(output.status, Some(0 | 1)) {
            return Err(Garbage(format!("staticcheck could not run: {}", first_line(&String::from_utf8_lossy(&output.stderr)))));
        }
        Ok(findings)
    }
}

fn finding(report: &Value) -> Option<Finding> {
    let text = |key: &str| report.get(key).and_then(Value::as_str);
    let (code, message) = (text("code")?, text("message")?);
    if code == "compile" {
        // The compiler says the same, and better placed.
        return None;
    }
    let position = |key: &str| {
        let place = report.get(key)?;
        let number = |key: &str| place.get(key).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
        Some((place.get("file")?.as_str()?.to_owned(), (number("line")?, number("column")?)))
    };
    let (path, start) = position("location")?;
    let place = match position("end").map(|(_, end)| end).filter(|end| *end > start) {
        Some(end) => Place::one_based_range(start, end, ColumnUnit::Utf8),
        None => Place::one_based(start.0, start.1, ColumnUnit::Utf8),
    };
    let mut finding = Finding::new("staticcheck", path, place, Severity::Warning, message, report.to_string().as_bytes());
    finding.code = Some(code.to_owned());
    finding.href = Some(format!("https://staticcheck.dev/docs/checks/#{code}"));
    if code == "U1000" {
        finding.tags.push(Tag::Unnecessary);
    }
    if code == "SA1019" {
        finding.tags.push(Tag::Deprecated);
    }
    Some(finding)
}
