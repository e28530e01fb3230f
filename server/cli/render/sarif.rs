//! SARIF 2.1.0: one run for each checker that said something.

use super::{Entry, Report, one_based};
use crate::base::Span;
use crate::check::builtin;
use crate::cli::output::Output;
use crate::model::{Fix, Severity};
use crate::syntax::SourceFile;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use url::Url;

const BASE: &str = "%SRCROOT%";

pub(super) fn report(report: &Report, output: &mut Output) -> io::Result<()> {
    let here = std::env::current_dir().and_then(std::fs::canonicalize).unwrap_or_default();
    output.json(&document(report, &here))
}

fn document(report: &Report, here: &Path) -> Value {
    let mut by_source: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in &report.entries {
        by_source.entry(&entry.diagnostic.source).or_default().push(entry);
    }
    if by_source.is_empty() {
        by_source.insert(builtin::SOURCE, Vec::new());
    }
    let runs: Vec<Value> = by_source.into_iter().map(|(source, entries)| run(source, &entries, report, here)).collect();
    json!({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": runs})
}

fn run(source: &str, entries: &[&Entry], report: &Report, here: &Path) -> Value {
    let mut rules: Vec<Value> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut results = Vec::new();
    for entry in entries {
        let id = rule_id(entry);
        let index = *places.entry(id.clone()).or_insert_with(|| {
            rules.push(rule(&id, entry));
            rules.len() - 1
        });
        results.push(result(entry, &id, index, here));
    }
    let mut driver = json!({"name": source, "rules": rules});
    if let Some(driver) = driver.as_object_mut().filter(|_| source == builtin::SOURCE) {
        driver.insert("version".into(), env!("CARGO_PKG_VERSION").into());
    }
    let problems: Vec<Value> = report.problems.iter().map(|problem| json!({"level": "error", "message": {"text": problem}})).collect();
    let mut run = json!({
        "tool": {"driver": driver},
        "automationDetails": {"id": format!("healer/{source}/")},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": true, "toolExecutionNotifications": problems}],
        "results": results,
    });
    if let (Ok(base), Some(run)) = (Url::from_directory_path(here), run.as_object_mut()) {
        run.insert("originalUriBaseIds".into(), json!({BASE: {"uri": base.as_str()}}));
    }
    run
}

fn rule_id(entry: &Entry) -> String {
    entry.diagnostic.code.clone().filter(|code| !code.is_empty()).unwrap_or_else(|| entry.diagnostic.category().to_owned())
}

fn rule(id: &str, entry: &Entry) -> Value {
    let mut rule = Map::from_iter([("id".to_owned(), id.into())]);
    if let Some(href) = &entry.diagnostic.href {
        rule.insert("helpUri".into(), href.as_str().into());
    }
    if let Some(classification) = &entry.diagnostic.classification {
        rule.insert("help".into(), json!({"text": classification.category.hint}));
    }
    rule.into()
}

fn result(entry: &Entry, id: &str, index: usize, here: &Path) -> Value {
    let found = &entry.diagnostic;
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "note",
    };
    let mut result = json!({
        "ruleId": id,
        "ruleIndex": index,
        "level": level,
        "message": {"text": found.message},
        "locations": [{"physicalLocation": {"artifactLocation": artifact(&found.path, here), "region": region(&entry.file, found.range)}}],
        "partialFingerprints": {"healer/v1": found.id},
        "properties": {
            "category": found.category(),
            "cluster": found.classification.as_ref().map(|classification| classification.cluster()),
            "rawSha256": crate::base::hash::hex(&found.raw.sha256()),
        },
    });
    let fixes: Vec<Value> = entry.fixes.iter().filter_map(|fix| sarif_fix(fix, &entry.file, here)).collect();
    if let Some(result) = result.as_object_mut().filter(|_| !fixes.is_empty()) {
        result.insert("fixes".into(), fixes.into());
    }
    result
}

/// A fix of the own file; others are left out whole, as their texts are not at hand for lines and columns.
fn sarif_fix(fix: &Fix, file: &SourceFile, here: &Path) -> Option<Value> {
    let [edits] = fix.edits.as_slice() else { return None };
    let edits = (edits.path == file.path()).then_some(&edits.edits)?;
    let replacements: Vec<Value> =
        edits.edits().iter().map(|edit| json!({"deletedRegion": region(file, edit.range), "insertedContent": {"text": edit.text}})).collect();
    Some(json!({"description": {"text": fix.title}, "artifactChanges": [{"artifactLocation": artifact(file.path(), here), "replacements": replacements}]}))
}

fn region(file: &SourceFile, range: Span) -> Value {
    let (start, end) = one_based(file, range);
    json!({"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column})
}

fn artifact(path: &Path, here: &Path) -> Value {
    let url = Url::from_file_path(path).map_or_else(|()| path.display().to_string(), String::from);
    let base = Url::from_directory_path(here).map_or_else(|()| String::new(), String::from);
    match url.strip_prefix(&base).filter(|_| !base.is_empty()) {
        Some(relative) => json!({"uri": relative, "uriBaseId": BASE}),
        None => json!({"uri": url}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heal::Engine;
    use crate::model::{Applicability, Finding, FindingSuggestion, Place};
    use crate::syntax::{Language, ParseOptions};

    #[test]
    fn findings_are_placed_relative_to_the_current_folder() {
        let file = SourceFile::new("/w/a b/é.py", Language::Python, "x = 'é' + naem\n", ParseOptions::default());
        let place = Place::Bytes(Span::new(11, 15));
        let mut finding = Finding::new("ruff", "/w/a b/é.py", place, Severity::Error, "Undefined name `naem`", b"raw");
        finding.code = Some("F821".into());
        let edit = ("/w/a b/é.py".into(), place, "name".to_owned());
        finding.suggestions = vec![FindingSuggestion { title: "Write `name`".into(), applicability: Applicability::Review, edits: vec![edit] }];
        let diagnostic = Engine::default().categorize(&[finding], &file, Path::new("/w")).remove(0);
        let fixes: Vec<Fix> =
            Engine::default().suggest(&file, &diagnostic, std::slice::from_ref(&diagnostic)).into_iter().filter(|fix| fix.title == "Write `name`").collect();
        let entries = vec![Entry { file, diagnostic, fixes }];
        let document = document(&Report { entries, files: 1, ..Report::default() }, Path::new("/w"));
        let at = |pointer: &str| document.pointer(&format!("/runs/0{pointer}")).cloned().unwrap_or_default();
        assert_eq!(at("/tool/driver/name"), "ruff");
        assert_eq!(at("/originalUriBaseIds/%SRCROOT%/uri"), "file:///w/");
        assert_eq!(at("/results/0/locations/0/physicalLocation/artifactLocation"), json!({"uri": "a%20b/%C3%A9.py", "uriBaseId": "%SRCROOT%"}));
        assert_eq!(at("/results/0/locations/0/physicalLocation/region"), json!({"startLine": 1, "startColumn": 11, "endLine": 1, "endColumn": 15}));
        assert_eq!(at("/results/0/fixes/0/artifactChanges/0/replacements/0/insertedContent/text"), "name");
    }

    #[test]
    fn a_clean_report_is_a_run_without_results() {
        let document = document(&Report::default(), Path::new("/w"));
        assert_eq!(document.pointer("/runs/0/results"), Some(&json!([])));
        assert_eq!(document.pointer("/runs/0/tool/driver/name"), Some(&json!("healer")));
    }
}
