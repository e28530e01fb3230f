//! `go vet`: the analyzers that come with Go.

use super::compiler::first_line;
use super::{find_go, json, output, overlay};
use crate::base::{ColumnUnit, Span};
use crate::check::ToolOutput;
use crate::check::tool::{Absence, CheckRequest, Checker, Garbage, Invocation, Stage, Tool, Workspace};
use crate::model::{Applicability, Finding, FindingSuggestion, Place, Severity};
use crate::syntax::Language;
use serde_json::Value;
use std::path::Path;

/// Runs the analyzers on the file's package and its tests. It has nothing to say before the package compiles.
pub struct Vet;

impl Checker for Vet {
    fn name(&self) -> &'static str {
        "vet"
    }

    fn languages(&self) -> &'static [Language] {
        &[Language::Go]
    }

    fn stage(&self) -> Stage {
        Stage::Saved
    }

    fn find(&self, workspace: &Workspace, _file: &Path) -> Result<Tool, Absence> {
        find_go(workspace)
    }

    fn version_arguments(&self) -> &'static [&'static str] {
        &["version"]
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        Ok(overlay::invocation(&tool.program, workspace, request, &["vet", "-json"])?.map(|call| vec![call]))
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let (standard, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let packages: Vec<Value> = json::objects(&standard).into_iter().chain(json::objects(&errors)).collect();
        let mut findings: Vec<Finding> = Vec::new();
        for package in &packages {
            for analyzers in package.as_object().into_iter().flat_map(|package| package.values()) {
                for (analyzer, reports) in analyzers.as_object().into_iter().flatten() {
                    let read = reports.as_array().into_iter().flatten().filter_map(|report| finding(analyzer, report));
                    for finding in read {
                        // A package and its test variant are vetted both.
                        if !findings.iter().any(|known| known.path == finding.path && known.place == finding.place && known.message == finding.message) {
                            findings.push(finding);
                        }
                    }
                }
            }
        }
        let (type_errors, understood) = output::read(&errors, "go");
        findings.extend(type_errors);
        if findings.is_empty() && packages.is_empty() && !understood && output.status != Some(0) {
            return Err(Garbage(format!("go vet could not run: {}", first_line(&errors))));
        }
        Ok(findings)
    }
}

/// One report of an analyzer. `go vet` ends with an error for it, so it is one.
fn finding(analyzer: &str, report: &Value) -> Option<Finding> {
    let text = |key: &str| report.get(key).and_then(Value::as_str);
    let (path, start) = position(text("posn")?)?;
    let end = text("end").and_then(position).map(|(_, end)| end).filter(|end| *end > start);
    let place = match end {
        Some(end) => Place::one_based_range(start, end, ColumnUnit::Utf8),
        None => Place::one_based(start.0, start.1, ColumnUnit::Utf8),
    };
    let mut finding = Finding::new("vet", path, place, Severity::Error, overlay::with_originals(text("message")?), report.to_string().as_bytes());
    finding.code = Some(analyzer.to_owned());
    finding.href = Some(format!("https://pkg.go.dev/golang.org/x/tools/go/analysis/passes/{analyzer}"));
    let suggestions = report.get("suggested_fixes").and_then(Value::as_array).into_iter().flatten();
    finding.suggestions = suggestions.filter_map(suggestion).collect();
    Some(finding)
}

/// Vet counts offsets in bytes. Its fixes are those of `go vet -fix`, yet some of them take code away, so a look is due.
fn suggestion(value: &Value) -> Option<FindingSuggestion> {
    let edits = value.get("edits")?.as_array()?.iter().map(|edit| {
        let offset = |key: &str| edit.get(key).and_then(Value::as_u64).and_then(|offset| usize::try_from(offset).ok());
        let path = overlay::original(edit.get("filename")?.as_str()?);
        Some((path, Place::Bytes(Span::new(offset("start")?, offset("end")?)), edit.get("new")?.as_str()?.to_owned()))
    });
    let title = value.get("message")?.as_str()?.to_owned();
    Some(FindingSuggestion { title, applicability: Applicability::Review, edits: edits.collect::<Option<Vec<_>>>()? })
}

/// `path:line:column`.
fn position(text: &str) -> Option<(std::path::PathBuf, (usize, usize))> {
    let (rest, column) = text.rsplit_once(':')?;
    let (path, line) = rest.rsplit_once(':')?;
    Some((overlay::original(path), (line.parse().ok()?, column.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_become_errors_with_places_and_fixes() {
        let recorded = include_str!("../../../tests/fixtures/go/vet-1.26.8.json");
        let output = ToolOutput { status: Some(0), stdout: recorded.as_bytes().to_vec(), ..ToolOutput::default() };
        let findings = Vet.parse(&output, 0).expect("it reads");
        let codes: Vec<&str> = findings.iter().filter_map(|finding| finding.code.as_deref()).collect();
        assert_eq!(codes, ["assign", "printf", "unreachable"]);
        assert_eq!(findings[0].suggestions.len(), 1);
        assert!(findings.iter().all(|finding| finding.path == Path::new("/home/user/vf/main.go")));
        let garbage = ToolOutput { status: Some(2), stderr: b"flag provided but not defined".to_vec(), ..ToolOutput::default() };
        assert!(Vet.parse(&garbage, 0).is_err());
    }
}
