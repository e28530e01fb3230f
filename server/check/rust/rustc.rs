//! Plain rustc, for a file outside a crate.

use super::cargo::{CrateLayout, on_path};
use super::causes::Findings;
use super::message::Message;
use crate::base::hash;
use crate::check::overlay::scratch_folder;
use crate::check::{Absence, CheckRequest, Checker, Garbage, Invocation, Stage, Tool, ToolOutput, Workspace};
use crate::model::{Finding, Severity};
use crate::syntax::Language;
use regex::Regex;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// rustc on a single file.
pub struct Rustc;

impl Checker for Rustc {
    fn name(&self) -> &'static str {
        "rustc"
    }

    fn languages(&self) -> &'static [Language] {
        &[Language::Rust]
    }

    fn is_compiler(&self) -> bool {
        true
    }

    fn stage(&self) -> Stage {
        Stage::Typing
    }

    fn find(&self, workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
        let program = on_path(workspace, "rustc").ok_or_else(|| Absence::NotInstalled("rustc is not on PATH; https://rustup.rs installs it".to_owned()))?;
        if CrateLayout::of(file).is_some() {
            return Err(Absence::NotConfigured("the file belongs to a crate, which cargo checks".to_owned()));
        }
        Ok(Tool { program, origin: "PATH".to_owned() })
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        let (path, text) = (request.file.path(), request.file.text());
        let Some((folder, name)) = path.parent().zip(path.file_name()) else { return Ok(None) };
        if !request.saved && matches(&MODULE_FILE, r"(?m)^\s*(pub(\([^)]*\))?\s+)?mod\s+\w+\s*;", text) {
            return Ok(None);
        }
        let kind = if matches(&MAIN, r"(?m)^\s*(pub\s+)?(async\s+)?fn\s+main\s*\(", text) { "bin" } else { "lib" };
        let outputs = workspace.cache.join("rustc");
        std::fs::create_dir_all(&outputs)?;
        let output = outputs.join(format!("{}.rmeta", hash::stable_id(&[&path.to_string_lossy()])));
        let edition = request.file.options().edition.unwrap_or(2021).to_string();
        let mut invocation = Invocation::new(&tool.program, folder)
            .arguments(["--error-format=json", "--emit=metadata", "--crate-name=healer_check", "--crate-type", kind, "--edition", &edition, "-o"])
            .arguments([output]);
        if request.saved {
            invocation = invocation.arguments([path]);
        } else {
            let overlay = scratch_folder(workspace)?;
            let copy = overlay.path().join(name);
            std::fs::write(&copy, text)?;
            let remapping = format!("--remap-path-prefix={}={}", overlay.path().display(), folder.display());
            invocation = invocation.arguments([remapping.into(), copy.into_os_string()]);
            invocation.keep = Some(Arc::new(overlay));
        }
        invocation.timeout = Duration::from_secs(20);
        Ok(Some(vec![invocation]))
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let mut findings = Findings::default();
        for line in output.stderr.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"{")) {
            let Ok(message) = serde_json::from_slice::<Message>(line) else { continue };
            findings.add(&message, None, line);
        }
        let findings = findings.done();
        if output.status != Some(0) && !findings.iter().any(|finding| finding.severity == Severity::Error) {
            let text = String::from_utf8_lossy(&output.stderr);
            return Err(Garbage(format!("rustc failed: {}", text.lines().next().unwrap_or("it printed nothing"))));
        }
        Ok(findings)
    }
}

static MODULE_FILE: OnceLock<Option<Regex>> = OnceLock::new();
static MAIN: OnceLock<Option<Regex>> = OnceLock::new();

fn matches(compiled: &OnceLock<Option<Regex>>, pattern: &str, text: &str) -> bool {
    compiled.get_or_init(|| Regex::new(pattern).ok()).as_ref().is_some_and(|pattern| pattern.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_of_rustc_is_read() {
        let stderr = include_bytes!("../../../tests/fixtures/rustc/rustc-1.95.0-main.jsonl");
        let output = ToolOutput { status: Some(1), stderr: stderr.to_vec(), ..ToolOutput::default() };
        let findings = Rustc.parse(&output, 0).expect("readable");
        assert!(findings.iter().any(|finding| finding.message.starts_with("cannot find macro `prntln`")));
        assert!(findings.iter().any(|finding| finding.suggestions.iter().any(|suggestion| suggestion.title == "Import `std::collections::HashMap`")));
        let broken = ToolOutput { status: Some(101), stderr: b"thread 'rustc' panicked".to_vec(), ..ToolOutput::default() };
        assert!(Rustc.parse(&broken, 0).is_err());
    }

    #[test]
    fn a_suggestion_inside_a_desugaring_is_the_users_own_text() {
        let stderr = include_bytes!("../../../tests/fixtures/rustc/rustc-1.95.0-desugaring.jsonl");
        let findings = Rustc.parse(&ToolOutput { status: Some(1), stderr: stderr.to_vec(), ..ToolOutput::default() }, 0).expect("readable");
        let captured = findings.iter().find(|finding| finding.code.as_deref() == Some("E0700")).expect("there is one");
        let texts: Vec<&str> = captured.suggestions.iter().flat_map(|suggestion| &suggestion.edits).map(|(_, _, text)| text.as_str()).collect();
        assert_eq!(texts, [" + use<'_>"]);
    }
}
