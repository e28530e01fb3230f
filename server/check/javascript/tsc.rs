//! The TypeScript compiler, where the workspace has it check JavaScript.

use super::{first_line, text};
use crate::base::ColumnUnit;
use crate::check::{Absence, CheckRequest, Checker, Garbage, Invocation, NODE_FOLDERS, Scope, Stage, Tool, ToolOutput, Workspace, find_program};
use crate::model::{Finding, Place, Severity};
use crate::syntax::Language;
use regex::Regex;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

pub(super) struct Tsc;

const CONFIGURATIONS: &[&str] = &["jsconfig.json", "tsconfig.json"];

impl Checker for Tsc {
    fn name(&self) -> &'static str {
        "tsc"
    }

    fn languages(&self) -> &'static [Language] {
        &[Language::JavaScript]
    }

    fn is_slow(&self) -> bool {
        true
    }

    fn stage(&self) -> Stage {
        Stage::Saved
    }

    fn find(&self, workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
        if configuration(workspace, file).is_none() {
            return Err(Absence::NotConfigured(
                "the workspace has no jsconfig.json or tsconfig.json that checks JavaScript (checkJs, or allowJs with // @ts-check)".to_owned(),
            ));
        }
        find_program(workspace, file, &["tsc"], NODE_FOLDERS)
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        let Some(configuration) = configuration(workspace, request.file.path()).filter(|_| request.saved) else { return Ok(None) };
        let folder = configuration.parent().unwrap_or(&workspace.root);
        let mut call = Invocation::new(&tool.program, folder).arguments(["--noEmit", "--pretty", "false", "-p"]).arguments([&configuration]);
        call.scope = Scope::Folder;
        call.timeout = Duration::from_secs(120);
        Ok(Some(vec![call]))
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let said = text(&output.stdout);
        let found = findings(&said);
        // Errors of the configuration itself have no place; a run that found nothing else and failed could not check anything.
        match output.status {
            Some(0) => Ok(found),
            _ if !found.is_empty() => Ok(found),
            _ => Err(Garbage(format!("tsc failed: {}", if said.trim().is_empty() { first_line(&output.stderr) } else { first_line(&output.stdout) }))),
        }
    }
}

/// The configuration that has the file checked: the nearest one, if it checks JavaScript or the file asks for it.
fn configuration(workspace: &Workspace, file: &Path) -> Option<PathBuf> {
    let path = workspace.nearest(file, CONFIGURATIONS)?;
    let content = std::fs::read_to_string(&path).ok()?;
    let allows = path.ends_with("jsconfig.json") || is_on(&content, "allowJs") || is_on(&content, "checkJs");
    let asks = || std::fs::read_to_string(file).is_ok_and(|text| text.lines().take(20).any(|line| line.trim_start().starts_with("// @ts-check")));
    (is_on(&content, "checkJs") || (allows && asks())).then_some(path)
}

/// Whether a configuration, which may have comments, turns an option on.
fn is_on(content: &str, option: &str) -> bool {
    let uncommented: String = content.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let after = |at: usize| uncommented.get(at + option.len() + 2..).unwrap_or("").trim_start();
    uncommented.match_indices(&format!("\"{option}\"")).any(|(at, _)| after(at).strip_prefix(':').is_some_and(|rest| rest.trim_start().starts_with("true")))
}

/// The findings that lines of the form `path(line,column): error TS1234: message` tell; indented lines continue the message.
fn findings(said: &str) -> Vec<Finding> {
    static LINE: OnceLock<Option<Regex>> = OnceLock::new();
    let Some(pattern) = LINE.get_or_init(|| Regex::new(r"^(.+?)\((\d+),(\d+)\): (error|warning) (TS\d+): (.*)$").ok()) else { return Vec::new() };
    let mut found: Vec<Finding> = Vec::new();
    for line in said.lines() {
        let Some(captures) = pattern.captures(line) else {
            if let Some(last) = found.last_mut().filter(|_| line.starts_with(' ')) {
                last.message.push('\n');
                last.message.push_str(line.trim_end());
            }
            continue;
        };
        let group = |at: usize| captures.get(at).map_or("", |group| group.as_str());
        let number = |at: usize| group(at).parse().unwrap_or(1);
        let severity = if group(4) == "error" { Severity::Error } else { Severity::Warning };
        let mut finding = Finding::new("tsc", group(1), Place::one_based(number(2), number(3), ColumnUnit::Utf16), severity, group(6), line.as_bytes());
        finding.code = Some(group(5).to_owned());
        found.push(finding);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_read() {
        let output = ToolOutput { status: Some(2), stdout: include_bytes!("../../../tests/fixtures/tsc/5.9.3-findings.txt").to_vec(), ..ToolOutput::default() };
        let found = Tsc.parse(&output, 0).expect("findings");
        let codes: Vec<&str> = found.iter().filter_map(|finding| finding.code.as_deref()).collect();
        assert_eq!(codes, ["TS2588", "TS2552", "TS2339", "TS2322"]);
        assert_eq!(found[0].path, Path::new("t.js"));
        assert_eq!(found[3].place, Place::one_based(6, 1, ColumnUnit::Utf16));
    }

    #[test]
    fn a_run_that_checked_nothing_is_told() {
        let output = ToolOutput { status: Some(1), stdout: b"error TS5023: Unknown compiler option 'x'.\n".to_vec(), ..ToolOutput::default() };
        assert!(Tsc.parse(&output, 0).is_err());
    }

    #[test]
    fn options_are_read_from_a_configuration_with_comments() {
        assert!(is_on("{\n // \"checkJs\": true\n \"checkJs\" : true }", "checkJs"));
        assert!(!is_on("{\n // \"checkJs\": true\n \"allowJs\": false }", "checkJs"));
    }
}
