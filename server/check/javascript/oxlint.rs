//! oxlint, where the workspace has a configuration for it, or has it installed and no eslint configuration.

use super::{eslint, first_line};
use crate::base::Span;
use crate::check::{Absence, CheckRequest, Checker, Garbage, Invocation, NODE_FOLDERS, Stage, Tool, ToolOutput, Workspace, find_program};
use crate::model::{Finding, FindingRelated, Place, Severity};
use crate::syntax::Language;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::path::{Path, PathBuf};

pub(super) struct Oxlint;

const CONFIGURATIONS: &[&str] = &[".oxlintrc.json", ".oxlintrc.jsonc", "oxlint.config.ts"];

impl Checker for Oxlint {
    fn name(&self) -> &'static str {
        "oxlint"
    }

    fn languages(&self) -> &'static [Language] {
        &[Language::JavaScript]
    }

    fn stage(&self) -> Stage {
        Stage::Saved
    }

    fn find(&self, workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
        let tool = find_program(workspace, file, &["oxlint"], NODE_FOLDERS)?;
        let configured = workspace.nearest(file, CONFIGURATIONS).is_some();
        let only_linter = tool.origin != "PATH" && workspace.nearest(file, eslint::CONFIGURATIONS).is_none();
        if configured || only_linter {
            return Ok(tool);
        }
        Err(Absence::NotConfigured("the workspace has no oxlint configuration (.oxlintrc.json)".to_owned()))
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        if !request.saved {
            return Ok(None);
        }
        let call = Invocation::new(&tool.program, &workspace.root).arguments(["--format", "json"]).arguments([request.file.path()]);
        Ok(Some(vec![call]))
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let failed = || Garbage(format!("oxlint failed: {}", first_line(&output.stderr)));
        let said = std::str::from_utf8(&output.stdout).map_err(|_| failed())?;
        let report: Report<'_> = serde_json::from_str(said).map_err(|_| failed())?;
        Ok(report.diagnostics.iter().filter_map(|raw| finding(raw)).collect())
    }
}

#[derive(Deserialize)]
struct Report<'r> {
    #[serde(borrow)]
    diagnostics: Vec<&'r RawValue>,
}

#[derive(Deserialize)]
struct Message {
    message: String,
    /// `plugin(rule)`.
    code: Option<String>,
    severity: String,
    url: Option<String>,
    filename: PathBuf,
    #[serde(default)]
    labels: Vec<Label>,
}

#[derive(Deserialize)]
struct Label {
    label: Option<String>,
    span: Bytes,
}

/// A range of bytes.
#[derive(Deserialize)]
struct Bytes {
    offset: usize,
    length: usize,
}

fn finding(raw: &RawValue) -> Option<Finding> {
    let message: Message = serde_json::from_str(raw.get()).ok()?;
    let span = |label: &Label| Span::new(label.span.offset, label.span.offset.saturating_add(label.span.length));
    let (first, others) = message.labels.split_first()?;
    let severity = if message.severity == "error" { Severity::Error } else { Severity::Warning };
    let mut found = Finding::new("oxlint", &message.filename, Place::Bytes(span(first)), severity, message.message, raw.get().as_bytes());
    let rule = message.code.as_deref().map(|code| {
        code.split_once('(').map_or(code, |(plugin, rule)| match plugin {
            "eslint" => rule.trim_end_matches(')'),
            _ => code,
        })
    });
    found.code = rule.map(str::to_owned);
    found.href = message.url;
    found.related = others
        .iter()
        .map(|label| FindingRelated { path: message.filename.clone(), place: Place::Bytes(span(label)), message: label.label.clone().unwrap_or_default() })
        .collect();
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::javascript::read_report;

    #[test]
    fn rules_of_eslint_keep_their_names() {
        let found = read_report(&Oxlint, include_str!("../../../tests/fixtures/oxlint/1.94.0-findings.json"));
        let codes: Vec<&str> = found.iter().filter_map(|finding| finding.code.as_deref()).collect();
        assert_eq!(codes, ["no-unused-vars", "no-unsafe-negation", "use-isnan", "no-debugger"]);
        assert_eq!(found[0].place, Place::Bytes(Span::new(4, 6)));
        assert_eq!((found[0].severity, found[1].severity), (Severity::Error, Severity::Warning));
    }

    #[test]
    fn syntax_errors_have_no_code() {
        let found = read_report(&Oxlint, include_str!("../../../tests/fixtures/oxlint/1.94.0-syntax.json"));
        assert_eq!((found[0].message.as_str(), &found[0].code), ("Unexpected token", &None));
    }

    #[test]
    fn garbage_is_told() {
        assert!(Oxlint.parse(&ToolOutput { status: Some(1), stderr: b"Failed to parse configuration\n".to_vec(), ..ToolOutput::default() }, 0).is_err());
    }
}
