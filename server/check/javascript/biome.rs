//! biome's linter, where the workspace has a configuration for it.

use super::first_line;
use crate::base::ColumnUnit;
use crate::check::{Absence, CheckRequest, Checker, Garbage, Invocation, NODE_FOLDERS, Stage, Tool, ToolOutput, Workspace, find_program};
use crate::model::{Applicability, Finding, FindingSuggestion, Place, Severity, Tag};
use crate::syntax::Language;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::path::{Path, PathBuf};

pub(super) struct Biome;

const CONFIGURATIONS: &[&str] = &["biome.json", "biome.jsonc", ".biome.json", ".biome.jsonc"];

impl Checker for Biome {
    fn name(&self) -> &'static str {
        "biome"
    }

    fn languages(&self) -> &'static [Language] {
        &[Language::JavaScript]
    }

    /// Given a text through its input, biome prints the text and no report, so it reads the disk.
    fn stage(&self) -> Stage {
        Stage::Saved
    }

    fn find(&self, workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
        if workspace.nearest(file, CONFIGURATIONS).is_none() {
            return Err(Absence::NotConfigured("the workspace has no biome configuration (biome.json)".to_owned()));
        }
        find_program(workspace, file, &["biome"], NODE_FOLDERS)
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        if !request.saved {
            return Ok(None);
        }
        let configuration = workspace.nearest(request.file.path(), CONFIGURATIONS);
        let folder = configuration.as_deref().and_then(Path::parent).unwrap_or(&workspace.root);
        let arguments = ["lint", "--reporter=rdjson", "--max-diagnostics=200", "--colors=off"];
        Ok(Some(vec![Invocation::new(&tool.program, folder).arguments(arguments).arguments([request.file.path()])]))
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let failed = || Garbage(format!("biome failed: {}", first_line(&output.stderr)));
        let said = std::str::from_utf8(&output.stdout).map_err(|_| failed())?;
        let start = said.find('{').ok_or_else(failed)?;
        let report: Report<'_> = serde_json::from_str(said.get(start..).unwrap_or("")).map_err(|_| failed())?;
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
    severity: String,
    #[serde(default)]
    code: Code,
    location: Location,
    #[serde(default)]
    suggestions: Vec<Replacement>,
}

#[derive(Default, Deserialize)]
struct Code {
    value: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize)]
struct Location {
    path: PathBuf,
    range: Range,
}

#[derive(Deserialize)]
struct Replacement {
    range: Range,
    text: String,
}

#[derive(Deserialize)]
struct Range {
    start: Point,
    end: Point,
}

/// A one-based line and column in code points.
#[derive(Deserialize)]
struct Point {
    line: usize,
    column: usize,
}

impl Range {
    fn place(&self) -> Place {
        Place::one_based_range((self.start.line, self.start.column), (self.end.line, self.end.column), ColumnUnit::Utf32)
    }
}

fn finding(raw: &RawValue) -> Option<Finding> {
    let message: Message = serde_json::from_str(raw.get()).ok()?;
    let severity = match message.severity.as_str() {
        "ERROR" => Severity::Error,
        "WARNING" => Severity::Warning,
        _ => Severity::Information,
    };
    let path = message.location.path;
    let mut found = Finding::new("biome", &path, message.location.range.place(), severity, message.message, raw.get().as_bytes());
    let rule = message.code.value.as_deref().unwrap_or("");
    if rule.contains("noUnused") {
        found.tags.push(Tag::Unnecessary);
    }
    if !message.suggestions.is_empty() {
        let title = format!("Apply biome's fix for {}", rule.rsplit('/').next().unwrap_or(rule));
        let edits = message.suggestions.iter().map(|edit| (path.clone(), edit.range.place(), edit.text.clone())).collect();
        // This report does not say which fixes biome calls safe.
        found.suggestions.push(FindingSuggestion { title, applicability: Applicability::Review, edits });
    }
    found.code = message.code.value;
    found.href = message.code.url;
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::javascript::read_report;
    use crate::syntax::{ParseOptions, SourceFile};

    #[test]
    fn findings_with_their_fixes_are_read() {
        let found = read_report(&Biome, include_str!("../../../tests/fixtures/biome/2.6.8-findings.json"));
        let text = "let é = \"😀\"; if (!a in b) foo();\nlet r = /a   b/;\nif (é === NaN) { b.hasOwnProperty(\"x\") }\n";
        let file = SourceFile::new("/home/dev/project/m.js", Language::JavaScript, text, ParseOptions::default());
        let negation = found.iter().find(|finding| finding.code.as_deref() == Some("lint/suspicious/noUnsafeNegation")).expect("the rule");
        let diagnostic = negation.resolve(&file, Path::new("/home/dev/project"), &|_| None);
        assert_eq!(file.slice(diagnostic.range), "!a in b");
        assert_eq!(diagnostic.suggestions[0].edits[0].1.apply(text).expect("fits"), text.replace("!a in b", "!(a in b)"));
    }

    #[test]
    fn syntax_errors_are_read_and_garbage_is_told() {
        let found = read_report(&Biome, include_str!("../../../tests/fixtures/biome/2.6.8-syntax.json"));
        assert!(found.iter().any(|finding| finding.code.as_deref() == Some("parse") && finding.severity == Severity::Error));
        assert!(Biome.parse(&ToolOutput { status: Some(1), stdout: b"".to_vec(), ..ToolOutput::default() }, 0).is_err());
    }
}
