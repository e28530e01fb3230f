//! eslint, where the workspace has a configuration for it.

use super::first_line;
use crate::base::{ColumnUnit, Span};
use crate::check::{Absence, CheckRequest, Checker, Garbage, Invocation, NODE_FOLDERS, ResidentCall, Stage, Tool, ToolOutput, Workspace, find_program};
use crate::model::{Applicability, Finding, FindingSuggestion, Place, Severity, Tag};
use crate::syntax::{Language, SourceFile};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::path::{Path, PathBuf};

pub(super) struct Eslint;

/// Flat configurations (eslint 9 and later) and the older kind, nearest first.
pub(super) const CONFIGURATIONS: &[&str] = &[
    "eslint.config.js",
    "eslint.config.mjs",
    "eslint.config.cjs",
    "eslint.config.ts",
    "eslint.config.mts",
    ".eslintrc.js",
    ".eslintrc.cjs",
    ".eslintrc.yaml",
    ".eslintrc.yml",
    ".eslintrc.json",
    ".eslintrc",
];

impl Checker for Eslint {
    fn name(&self) -> &'static str {
        "eslint"
    }

    fn languages(&self) -> &'static [Language] {
        &[Language::JavaScript]
    }

    fn stage(&self) -> Stage {
        Stage::Typing
    }

    fn find(&self, workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
        if workspace.nearest(file, CONFIGURATIONS).is_none() {
            return Err(Absence::NotConfigured("the workspace has no eslint configuration (eslint.config.js)".to_owned()));
        }
        find_program(workspace, file, &["eslint"], NODE_FOLDERS)
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        let path = request.file.path();
        let configuration = workspace.nearest(path, CONFIGURATIONS);
        let folder = configuration.as_deref().and_then(Path::parent).unwrap_or(&workspace.root);
        let call = Invocation::new(&tool.program, folder).arguments(["--format", "json", "--stdin", "--stdin-filename"]).arguments([path]);
        Ok(Some(vec![call.input(request.file.text())]))
    }

    fn resident_call(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest, _texts: &[SourceFile]) -> Option<ResidentCall> {
        let configuration = workspace.nearest(request.file.path(), CONFIGURATIONS)?;
        // The package that the program belongs to; a shell script in its place does not tell.
        let program = tool.program.canonicalize().ok().filter(|program| program.ends_with("eslint/bin/eslint.js"))?;
        let package = program.ancestors().nth(2)?;
        let question = serde_json::json!({ "file": request.file.path(), "text": request.file.text() });
        ResidentCall::of_script(workspace, RESIDENT, [package, &configuration], configuration.parent()?, question)
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let failed = || Garbage(format!("eslint failed: {}", first_line(&output.stderr)));
        let said = std::str::from_utf8(&output.stdout).map_err(|_| failed())?;
        // A plug-in may print before the report; the report is the line that starts with a bracket.
        let report = said.lines().find(|line| line.starts_with("[{") || line.trim() == "[]").unwrap_or(said);
        let files: Vec<FileReport<'_>> = serde_json::from_str(report).map_err(|_| failed())?;
        Ok(files.iter().flat_map(|file| file.messages.iter().filter_map(|message| finding(file, message))).collect())
    }
}

/// Keeps eslint loaded, as its start takes far longer than a file does.
const RESIDENT: &str = include_str!("eslint_resident.js");

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FileReport<'r> {
    file_path: PathBuf,
    #[serde(borrow)]
    messages: Vec<&'r RawValue>,
    /// The text as eslint read it, without a byte order mark; ranges are UTF-16 offsets into it.
    source: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    rule_id: Option<String>,
    severity: u8,
    message: String,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    #[serde(default)]
    fatal: bool,
    fix: Option<Edit>,
    #[serde(default)]
    suggestions: Vec<Alternative>,
}

#[derive(Deserialize)]
struct Alternative {
    desc: String,
    fix: Edit,
}

#[derive(Deserialize)]
struct Edit {
    range: (usize, usize),
    text: String,
}

/// A message as a finding; `None` for eslint's own remarks that a file is not linted.
fn finding(file: &FileReport<'_>, raw: &RawValue) -> Option<Finding> {
    let message: Message = serde_json::from_str(raw.get()).ok()?;
    let line = message.line?;
    let start = (line, message.column.unwrap_or(1));
    let place = match (message.end_line, message.end_column) {
        (Some(end_line), Some(end_column)) => Place::one_based_range(start, (end_line, end_column), ColumnUnit::Utf16),
        _ => Place::one_based(start.0, start.1, ColumnUnit::Utf16),
    };
    let severity = if message.severity >= 2 || message.fatal { Severity::Error } else { Severity::Warning };
    let mut found = Finding::new("eslint", &file.file_path, place, severity, message.message, raw.get().as_bytes());
    if let Some(rule) = message.rule_id {
        found.href = (!rule.contains('/')).then(|| format!("https://eslint.org/docs/latest/rules/{rule}"));
        if matches!(rule.as_str(), "no-unused-vars" | "no-unreachable" | "no-unused-labels") || rule.ends_with("/no-unused-vars") {
            found.tags.push(Tag::Unnecessary);
        }
        found.code = Some(rule);
    }
    let source = file.source.as_deref().unwrap_or("");
    let mut suggest = |title: String, applicability: Applicability, edit: Edit| {
        if let Some(range) = bytes_of(source, edit.range) {
            found.suggestions.push(FindingSuggestion { title, applicability, edits: vec![(file.file_path.clone(), Place::Bytes(range), edit.text)] });
        }
    };
    if let Some(edit) = message.fix {
        let title = format!("Fix this {} problem", found.code.as_deref().unwrap_or("eslint"));
        suggest(title, Applicability::Safe, edit);
    }
    for alternative in message.suggestions {
        let title = alternative.desc.trim_end_matches('.').to_owned();
        suggest(title, Applicability::Review, alternative.fix);
    }
    Some(found)
}

/// The bytes of a range in UTF-16 code units; `None` where it does not fit the text.
fn bytes_of(text: &str, (start, end): (usize, usize)) -> Option<Span> {
    if text.is_ascii() {
        return (start <= end && end <= text.len()).then_some(Span::new(start, end));
    }
    let mut units = 0;
    let (mut from, mut to) = (None, None);
    for (at, character) in text.char_indices().chain([(text.len(), '\0')]) {
        if units == start {
            from = from.or(Some(at));
        }
        if units == end {
            to = to.or(Some(at));
        }
        units += character.len_utf16();
    }
    Some(Span::new(from?, to?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::ParseOptions;

    fn read(stdout: &str) -> Vec<Finding> {
        Eslint.parse(&ToolOutput { status: Some(1), stdout: stdout.as_bytes().to_vec(), ..ToolOutput::default() }, 0).expect("a report")
    }

    #[test]
    fn messages_fixes_and_suggestions_are_read() {
        let found = read(include_str!("../../../tests/fixtures/eslint/9.39.5-findings.json"));
        assert_eq!(found.len(), 11);
        let text = "let é = \"😀\"; if (!a in b) foo();\nlet r = /a   b/;\nif (é === NaN) { b.hasOwnProperty(\"x\") }\n";
        let file = SourceFile::new("/home/dev/project/m.js", Language::JavaScript, text, ParseOptions::default());
        let fixed = |code: &str, title: &str| {
            let finding = found.iter().find(|finding| finding.code.as_deref() == Some(code)).expect("the rule");
            let diagnostic = finding.resolve(&file, Path::new("/home/dev/project"), &|_| None);
            let suggestion = diagnostic.suggestions.iter().find(|suggestion| suggestion.title.contains(title)).expect("the suggestion").clone();
            (file.slice(diagnostic.range).to_owned(), suggestion.edits[0].1.apply(text).expect("fits"))
        };
        assert_eq!(fixed("use-isnan", "Number.isNaN"), ("é === NaN".to_owned(), text.replace("é === NaN", "Number.isNaN(é)")));
        assert_eq!(fixed("no-unsafe-negation", "Negate 'in'").1, text.replace("!a in b", "!(a in b)"));
        assert_eq!(fixed("no-regex-spaces", "Fix this").1, text.replace("/a   b/", "/a {3}b/"));
    }

    #[test]
    fn a_parse_error_is_an_error_without_a_code() {
        let found = read(include_str!("../../../tests/fixtures/eslint/9.39.5-syntax.json"));
        assert_eq!((found.len(), found[0].code.clone(), found[0].severity), (1, None, Severity::Error));
        assert_eq!(found[0].message, "Parsing error: Unexpected token ;");
    }

    #[test]
    fn a_file_that_is_ignored_has_no_findings_and_a_missing_report_is_told() {
        assert!(read(include_str!("../../../tests/fixtures/eslint/9.39.5-ignored.json")).is_empty());
        let broken = ToolOutput { status: Some(2), stderr: b"\nOops! Something went wrong! :(\n".to_vec(), ..ToolOutput::default() };
        assert_eq!(Eslint.parse(&broken, 0), Err(Garbage("eslint failed: Oops! Something went wrong! :(".to_owned())));
    }
}
