//! SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/>): the results of a log as findings, with their fixes as suggestions.

use super::Garbage;
use crate::base::{ColumnUnit, Span};
use crate::model::{Applicability, Finding, FindingRelated, FindingSuggestion, Place, Severity};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Log<'l> {
    #[serde(borrow, default)]
    runs: Vec<Run<'l>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Run<'l> {
    #[serde(default)]
    tool: Value,
    #[serde(default)]
    original_uri_base_ids: Value,
    #[serde(default)]
    artifacts: Value,
    #[serde(default)]
    column_kind: Option<String>,
    #[serde(borrow, default)]
    results: Option<Vec<&'l RawValue>>,
}

/// The findings of a log. Results that report no problem (`pass`, suppressed, absent since the baseline) and results without a place in a
/// file are left out. Relative paths stay relative where the log does not say to what.
pub fn read(text: &str) -> Result<Vec<Finding>, Garbage> {
    let log: Log<'_> = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| Garbage(format!("this is no SARIF: {error}")))?;
    let mut findings = Vec::new();
    for run in &log.runs {
        for raw in run.results.iter().flatten() {
            if let Ok(result) = serde_json::from_str::<Value>(raw.get()) {
                findings.extend(finding(run, &result, raw.get().as_bytes()));
            }
        }
    }
    Ok(findings)
}

fn finding(run: &Run<'_>, result: &Value, raw: &[u8]) -> Option<Finding> {
    let kind = text(result, "kind").unwrap_or("fail");
    let suppressed = result
        .get("suppressions")
        .and_then(Value::as_array)
        .is_some_and(|all| all.iter().any(|suppression| matches!(text(suppression, "status").unwrap_or("accepted"), "accepted")));
    if !matches!(kind, "fail" | "open" | "review") || suppressed || text(result, "baselineState") == Some("absent") {
        return None;
    }
    let rule = rule(run, result);
    let default_level = rule.and_then(|rule| text(rule.get("defaultConfiguration")?, "level"));
    let severity = match text(result, "level").or(default_level).unwrap_or("warning") {
        "error" => Severity::Error,
        "warning" => Severity::Warning,
        "note" => Severity::Information,
        _ => Severity::Hint,
    };
    let (path, place) = location(run, result.get("locations")?.as_array()?.first()?)?;
    let source = run.tool.get("driver").and_then(|driver| text(driver, "name")).unwrap_or("sarif");
    let message = message(result.get("message"), rule).unwrap_or_default();
    let mut finding = Finding::new(source, path, place, severity, message, raw);
    finding.code = text(result, "ruleId").or_else(|| text(result.get("rule")?, "id")).or_else(|| text(rule?, "id")).map(str::to_owned);
    finding.href = rule.and_then(|rule| text(rule, "helpUri")).map(str::to_owned);
    let related = result.get("relatedLocations").and_then(Value::as_array).into_iter().flatten();
    finding.related = related
        .filter_map(|related| {
            let (path, place) = location(run, related)?;
            Some(FindingRelated { path, place, message: self::message(related.get("message"), None).unwrap_or_default() })
        })
        .collect();
    let fixes = result.get("fixes").and_then(Value::as_array).into_iter().flatten();
    finding.suggestions = fixes.filter_map(|fix| suggestion(run, fix, source)).collect();
    Some(finding)
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str()
}

fn count(value: &Value, name: &str) -> Option<usize> {
    usize::try_from(value.get(name)?.as_i64()?).ok()
}

/// The rule of a result: by its index in the driver or the extension that the result names, else by its id.
fn rule<'r>(run: &'r Run<'_>, result: &Value) -> Option<&'r Value> {
    let reference = result.get("rule");
    let component = match reference.and_then(|rule| count(rule.get("toolComponent")?, "index")) {
        Some(index) => run.tool.get("extensions")?.get(index)?,
        None => run.tool.get("driver")?,
    };
    let rules = component.get("rules")?.as_array()?;
    let index = count(result, "ruleIndex").or_else(|| count(reference?, "index"));
    let id = text(result, "ruleId").or_else(|| text(reference?, "id"));
    index.and_then(|index| rules.get(index)).or_else(|| rules.iter().find(|rule| id.is_some() && text(rule, "id") == id))
}

/// A message: its own text, or the rule's of its id; placeholders such as `{0}` are filled.
fn message(message: Option<&Value>, rule: Option<&Value>) -> Option<String> {
    let message = message?;
    let of_rule = || text(rule?.get("messageStrings")?.get(text(message, "id")?)?, "text");
    let mut said = text(message, "text").or_else(of_rule).or_else(|| text(message, "markdown"))?.to_owned();
    for (index, argument) in message.get("arguments").and_then(Value::as_array).into_iter().flatten().enumerate() {
        said = said.replace(&format!("{{{index}}}"), argument.as_str().unwrap_or(""));
    }
    Some(said)
}

fn location(run: &Run<'_>, location: &Value) -> Option<(PathBuf, Place)> {
    let physical = location.get("physicalLocation")?;
    let path = artifact(run, physical.get("artifactLocation")?)?;
    let place = physical.get("region").and_then(|region| place(run, region)).unwrap_or(Place::Line(0));
    Some((path, place))
}

/// A region, by line and column where it has them, else by characters, else by bytes. The end of a region is behind its last character.
fn place(run: &Run<'_>, region: &Value) -> Option<Place> {
    let unit = if run.column_kind.as_deref() == Some("utf16CodeUnits") { ColumnUnit::Utf16 } else { ColumnUnit::Utf32 };
    if let Some(line) = count(region, "startLine") {
        let (column, end_line) = (count(region, "startColumn"), count(region, "endLine"));
        if column.is_none() && end_line.is_none_or(|end| end == line) && count(region, "endColumn").is_none() {
            return Some(Place::Line(line.saturating_sub(1)));
        }
        // Without an end column the region goes to the end of its last line.
        let end = (end_line.unwrap_or(line), count(region, "endColumn").unwrap_or(usize::MAX));
        return Some(Place::one_based_range((line, column.unwrap_or(1)), end, unit));
    }
    if let Some(start) = count(region, "charOffset") {
        return Some(Place::Characters { start, end: start + count(region, "charLength").unwrap_or(0), unit });
    }
    let start = count(region, "byteOffset")?;
    Some(Place::Bytes(Span::new(start, start + count(region, "byteLength").unwrap_or(0))))
}

/// The path of an artifact, itself or by its index in the run's list.
fn artifact(run: &Run<'_>, location: &Value) -> Option<PathBuf> {
    let uri = match text(location, "uri") {
        Some(uri) => uri,
        None => return artifact(run, run.artifacts.get(count(location, "index")?)?.get("location").filter(|other| text(other, "uri").is_some())?),
    };
    let path = path_of(uri);
    if path.is_absolute() {
        return Some(path);
    }
    let mut path = path;
    let mut base = text(location, "uriBaseId");
    // A base may itself stand on another; a log that goes in circles is cut short.
    for _ in 0..16 {
        let Some(found) = base.and_then(|base| run.original_uri_base_ids.get(base)) else { break };
        if let Some(uri) = text(found, "uri") {
            path = path_of(uri).join(path);
        }
        base = text(found, "uriBaseId");
    }
    Some(path)
}

/// The path that a URI reference names, with its escapes undone.
fn path_of(uri: &str) -> PathBuf {
    if let Some(path) = url::Url::parse(uri).ok().filter(|url| url.scheme() == "file").and_then(|url| url.to_file_path().ok()) {
        return path;
    }
    // A relative reference is unescaped by standing it on a root.
    let unescaped = url::Url::parse("file:///").ok().and_then(|root| root.join(&format!("/{uri}")).ok()).and_then(|url| url.to_file_path().ok());
    let relative = |path: PathBuf| path.strip_prefix("/").map(Path::to_path_buf).unwrap_or(path);
    match unescaped {
        Some(path) if !uri.starts_with('/') && cfg!(unix) => relative(path),
        Some(path) if cfg!(unix) => path,
        _ => PathBuf::from(uri),
    }
}

/// A fix; `None` where a part of it cannot be read, as half a fix is none.
fn suggestion(run: &Run<'_>, fix: &Value, source: &str) -> Option<FindingSuggestion> {
    let title = message(fix.get("description"), None).unwrap_or_else(|| format!("Apply the fix of {source}"));
    let mut edits = Vec::new();
    for change in fix.get("artifactChanges")?.as_array()? {
        let path = artifact(run, change.get("artifactLocation")?)?;
        for replacement in change.get("replacements")?.as_array()? {
            let place = match place(run, replacement.get("deletedRegion")?)? {
                // A whole line is deleted by its number alone; without its indentation the rest would stay.
                Place::Line(line) => Place::one_based_range((line + 1, 1), (line + 1, usize::MAX), ColumnUnit::Utf32),
                other => other,
            };
            let inserted = replacement.get("insertedContent").and_then(|content| text(content, "text")).unwrap_or("");
            edits.push((path.clone(), place, inserted.to_owned()));
        }
    }
    (!edits.is_empty()).then_some(FindingSuggestion { title, applicability: Applicability::Review, edits })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Language, ParseOptions, SourceFile};

    fn log(results: &str) -> String {
        format!(
            r#"{{"version": "2.1.0", "runs": [{{
                "tool": {{"driver": {{"name": "linter", "rules": [
                    {{"id": "R0"}},
                    {{"id": "R1", "helpUri": "https://example.com/R1", "defaultConfiguration": {{"level": "error"}}, "messageStrings": {{"m": {{"text": "no {{0}} and {{1}}"}}}}}}]}}}},
                "columnKind": "utf16CodeUnits",
                "originalUriBaseIds": {{"ROOT": {{"uri": "file:///w/"}}, "SRC": {{"uri": "src/", "uriBaseId": "ROOT"}}}},
                "artifacts": [{{"location": {{"uri": "a%20b.py", "uriBaseId": "SRC"}}}}],
                "results": [{results}]}}]}}"#
        )
    }

    fn read_one(results: &str) -> Finding {
        let findings = read(&log(results)).unwrap();
        assert_eq!(findings.len(), 1, "{findings:?}");
        findings.into_iter().next().unwrap()
    }

    #[test]
    fn rules_messages_and_bases_are_looked_up() {
        let finding = read_one(
            r#"{"ruleIndex": 1, "message": {"id": "m", "arguments": ["x", "y"]},
                "locations": [{"physicalLocation": {"artifactLocation": {"index": 0}, "region": {"startLine": 2, "startColumn": 3, "endColumn": 5}}}]}"#,
        );
        assert_eq!((finding.path.as_path(), finding.message.as_str(), finding.code.as_deref()), (Path::new("/w/src/a b.py"), "no x and y", Some("R1")));
        assert_eq!((finding.severity, finding.href.as_deref(), finding.source.as_str()), (Severity::Error, Some("https://example.com/R1"), "linter"));
        assert_eq!(finding.place, Place::one_based_range((2, 3), (2, 5), ColumnUnit::Utf16));
        assert!(finding.raw.bytes().starts_with(b"{\"ruleIndex\": 1,") && finding.raw.bytes().ends_with(b"}"));
    }

    #[test]
    fn fixes_become_suggestions() {
        let finding = read_one(
            r#"{"ruleId": "R0", "level": "note", "message": {"text": "use b"},
                "locations": [{"physicalLocation": {"artifactLocation": {"uri": "c.py"}, "region": {"charOffset": 2, "charLength": 1}}}],
                "relatedLocations": [{"message": {"text": "here"}, "physicalLocation": {"artifactLocation": {"uri": "c.py"}, "region": {"startLine": 1}}}],
                "fixes": [{"description": {"text": "Write b"}, "artifactChanges": [{"artifactLocation": {"uri": "c.py"}, "replacements": [
                    {"deletedRegion": {"charOffset": 2, "charLength": 1}, "insertedContent": {"text": "b"}},
                    {"deletedRegion": {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 2}}]}]}]}"#,
        );
        assert_eq!((finding.severity, finding.path.as_path(), finding.related.len()), (Severity::Information, Path::new("c.py"), 1));
        let file = SourceFile::new("/w/c.py", Language::Python, "é a\nzz\n", ParseOptions::default());
        let diagnostic = finding.resolve(&file, Path::new("/w"), &|_| None);
        assert_eq!(file.slice(diagnostic.range), "a");
        let suggestion = &diagnostic.suggestions[0];
        assert_eq!((suggestion.title.as_str(), suggestion.edits[0].1.apply(file.text()).unwrap()), ("Write b", "é b\nz\n".to_owned()));
    }

    #[test]
    fn what_is_no_problem_is_left_out() {
        let place = r#""locations": [{"physicalLocation": {"artifactLocation": {"uri": "c.py"}}}], "message": {"text": "m"}"#;
        let results = [
            format!(r#"{{"kind": "pass", {place}}}"#),
            format!(r#"{{"suppressions": [{{"kind": "inSource"}}], {place}}}"#),
            format!(r#"{{"baselineState": "absent", {place}}}"#),
            r#"{"message": {"text": "nowhere"}}"#.to_owned(),
        ];
        assert_eq!(read(&log(&results.join(","))).unwrap(), Vec::new());
    }

    #[test]
    fn what_is_no_sarif_is_told() {
        assert!(read("{\"runs\": [{\"resul").unwrap_err().to_string().starts_with("this is no SARIF: EOF"));
        assert_eq!(read("{\"version\": \"2.1.0\", \"runs\": []}"), Ok(Vec::new()));
        assert_eq!(read("{\"version\": \"2.1.0\", \"runs\": [{\"tool\": {}, \"results\": null}]}"), Ok(Vec::new()));
    }
}
