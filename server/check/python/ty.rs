//! ty, the type checker of ruff's makers. It reads the disk.

use super::settings::find_type_checker;
use crate::base::ColumnUnit;
use crate::check::{Absence, CheckRequest, Checker, Garbage, Invocation, Stage, Tool, ToolOutput, Workspace};
use crate::model::{Finding, Place, Severity};
use crate::syntax::Language;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::path::{Path, PathBuf};

pub(super) struct Ty;

impl Checker for Ty {
    fn name(&self) -> &'static str {
        "ty"
    }

    fn languages(&self) -> &'static [Language] {
        &[Language::Python]
    }

    fn stage(&self) -> Stage {
        Stage::Saved
    }

    fn find(&self, workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
        find_type_checker("ty", workspace, file)
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        if !request.saved {
            return Ok(None);
        }
        let call = Invocation::new(&tool.program, &workspace.root)
            .arguments(["check", "--no-progress", "--output-format", "gitlab", "--exit-zero"])
            .arguments([request.file.path().as_os_str()]);
        Ok(Some(vec![call]))
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let said: Vec<&RawValue> = serde_json::from_slice(&output.stdout).map_err(|error| {
            let words = String::from_utf8_lossy(&output.stderr);
            Garbage(format!("ty printed no list of findings: {}", words.lines().next().map_or_else(|| error.to_string(), str::to_owned)))
        })?;
        let read = |raw: &&RawValue| {
            serde_json::from_str::<Said>(raw.get())
                .map(|said| finding(said, raw.get()))
                .map_err(|error| Garbage(format!("ty printed a finding of another form: {error}")))
        };
        said.iter().map(read).collect()
    }
}

#[derive(Deserialize)]
struct Said {
    check_name: String,
    description: String,
    severity: String,
    location: Location,
}

#[derive(Deserialize)]
struct Location {
    path: PathBuf,
    positions: Positions,
}

#[derive(Deserialize)]
struct Positions {
    begin: At,
    end: At,
}

#[derive(Deserialize)]
struct At {
    line: usize,
    column: usize,
}

fn finding(said: Said, raw: &str) -> Finding {
    let Positions { begin, end } = said.location.positions;
    let place = Place::one_based_range((begin.line, begin.column), (end.line, end.column), ColumnUnit::Utf32);
    // The report's form puts the rule before the message; ty's own words follow it.
    let message = said.description.strip_prefix(said.check_name.as_str()).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(&said.description);
    let severity = match said.severity.as_str() {
        // What is installed is a matter of the environment that ty was pointed to, not of the text.
        _ if said.check_name == "unresolved-import" => Severity::Warning,
        "major" | "critical" | "blocker" => Severity::Error,
        "minor" => Severity::Warning,
        _ => Severity::Information,
    };
    let mut found = Finding::new("ty", said.location.path, place, severity, message, raw.as_bytes());
    found.href = Some(format!("https://docs.astral.sh/ty/reference/rules/#{}", said.check_name));
    found.code = Some(said.check_name);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recorded_output_is_read() {
        let stdout = include_bytes!("../../../tests/fixtures/ty/ty-0.0.104.json").to_vec();
        let found = Ty.parse(&ToolOutput { stdout, ..ToolOutput::default() }, 0).expect("well formed");
        let name = found.iter().find(|found| found.code.as_deref() == Some("unresolved-reference")).expect("reported");
        assert_eq!((name.message.as_str(), name.severity), ("Name `reslt` used when not defined", Severity::Error));
        assert_eq!(name.place, Place::one_based_range((16, 16), (16, 21), ColumnUnit::Utf32));
        assert!(Ty.parse(&ToolOutput::default(), 0).is_err());
    }
}
