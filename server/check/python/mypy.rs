//! mypy, the type checker. Unsaved text is given to it as a shadow of the file.

use super::settings::find_type_checker;
use crate::base::{ColumnUnit, LineColumn};
use crate::check::overlay::scratch_folder;
use crate::check::{Absence, CheckRequest, Checker, Garbage, Invocation, Stage, Tool, ToolOutput, Workspace};
use crate::model::{Finding, Place, Severity};
use crate::syntax::Language;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) struct Mypy;

impl Checker for Mypy {
    fn name(&self) -> &'static str {
        "mypy"
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
        find_type_checker("mypy", workspace, file)
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        let path = request.file.path();
        let mut call = Invocation::new(&tool.program, &workspace.root).arguments([
            "--output",
            "json",
            "--show-column-numbers",
            "--show-error-end",
            "--hide-error-context",
            "--no-error-summary",
            "--follow-imports",
            "silent",
            "--cache-dir",
        ]);
        call = call.arguments([workspace.cache.join("mypy").into_os_string()]);
        let unsaved = request.unsaved.iter().filter(|other| other.language() == Language::Python && other.path() != path);
        let shadowed: Vec<_> = unsaved.chain((!request.saved).then_some(&request.file)).collect();
        if !shadowed.is_empty() {
            let folder = scratch_folder(workspace)?;
            for (at, file) in shadowed.into_iter().enumerate() {
                let shadow = folder.path().join(format!("{at}.py"));
                std::fs::write(&shadow, file.text())?;
                call = call.arguments(["--shadow-file"]).arguments([file.path().as_os_str(), shadow.as_os_str()]);
            }
            call.keep = Some(Arc::new(folder));
        }
        Ok(Some(vec![call.arguments([path.as_os_str()])]))
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let text = String::from_utf8_lossy(&output.stdout);
        let mut found = Vec::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let said: Said = serde_json::from_str(line).map_err(|_| Garbage(format!("mypy printed what is no finding: {line}")))?;
            found.push(finding(said, line));
        }
        // Status 2 without a finding is mypy's own failure: a wrong setting, a crash.
        if found.is_empty() && output.status.is_some_and(|status| status > 1) {
            let words = String::from_utf8_lossy(&output.stderr);
            return Err(Garbage(format!("mypy failed: {}", words.lines().next().unwrap_or("it said nothing"))));
        }
        Ok(found)
    }
}

#[derive(Deserialize)]
struct Said {
    file: PathBuf,
    line: i64,
    column: i64,
    end_line: Option<i64>,
    end_column: Option<i64>,
    message: String,
    code: Option<String>,
    severity: String,
}

fn finding(said: Said, raw: &str) -> Finding {
    let place_of = |line: i64, column: i64| Some(LineColumn { line: usize::try_from(line - 1).ok()?, column: usize::try_from(column).ok()? });
    let place = match (place_of(said.line, said.column), said.end_line.zip(said.end_column).and_then(|(line, column)| place_of(line, column))) {
        (Some(start), Some(end)) if end > start => Place::Lines { start, end: Some(end), unit: ColumnUnit::Utf32 },
        (Some(start), _) => Place::Lines { start, end: None, unit: ColumnUnit::Utf32 },
        (None, _) => Place::Line(usize::try_from(said.line - 1).unwrap_or(0)),
    };
    let code = said.code.unwrap_or_else(|| "misc".to_owned());
    let severity = match said.severity.as_str() {
        // What is installed is a matter of the environment that mypy was pointed to, not of the text.
        "error" if code.starts_with("import") => Severity::Warning,
        "error" => Severity::Error,
        _ => Severity::Information,
    };
    let mut found = Finding::new("mypy", said.file, place, severity, said.message, raw.as_bytes());
    found.href = Some(format!("https://mypy.readthedocs.io/en/stable/_refs.html#code-{code}"));
    found.code = Some(code);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recorded_output_is_read() {
        let stdout = include_bytes!("../../../tests/fixtures/mypy/mypy-2.4.1.jsonl").to_vec();
        let found = Mypy.parse(&ToolOutput { stdout, status: Some(1), ..ToolOutput::default() }, 0).expect("well formed");
        let name = found.iter().find(|found| found.code.as_deref() == Some("name-defined")).expect("reported");
        assert_eq!(name.message, "Name \"reslt\" is not defined; did you mean \"result\"?");
        assert!(matches!(name.place, Place::Lines { start: LineColumn { line: 15, column: 15 }, .. }));
        let failed = ToolOutput { status: Some(2), stderr: b"mypy: error: unrecognized arguments\n".to_vec(), ..ToolOutput::default() };
        assert_eq!(Mypy.parse(&failed, 0), Err(Garbage("mypy failed: mypy: error: unrecognized arguments".to_owned())));
    }
}
