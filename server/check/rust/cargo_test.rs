//! `cargo test`: failed tests as diagnostics at the line that panicked.

use super::cargo::{Call, CrateLayout, find_cargo};
use crate::check::output;
use crate::check::{Absence, CheckRequest, Checker, Garbage, Invocation, Scope, Stage, Tool, ToolOutput, Workspace};
use crate::model::{Finding, Place, Severity};
use crate::syntax::{Language, SourceFile};
use std::collections::BTreeMap;
use std::path::Path;

/// Builds and runs the tests of the file's package.
pub struct CargoTest;

impl Checker for CargoTest {
    fn name(&self) -> &str {
        "cargo test"
    }

    fn languages(&self) -> &[Language] {
        &[Language::Rust]
    }

    fn stage(&self) -> Stage {
        Stage::Request
    }

    fn find(&self, workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
        find_cargo(workspace, file)
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        let Some(layout) = CrateLayout::of(request.file.path()) else { return Ok(None) };
        let mut call = Call::prepare(tool, workspace, &layout, request)?.invocation("test", &[]);
        call.arguments.extend(["--no-fail-fast", "--", "--color=never"].map(Into::into));
        call.arguments.retain(|argument| argument != "--keep-going" && argument != "--quiet");
        call.environment.push(("RUST_BACKTRACE".into(), Some("1".into())));
        call.scope = Scope::Folder;
        Ok(Some(vec![call]))
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let mut findings = output::read(&output.stdout);
        // What the compiler warns of, its own checker says.
        findings.retain(|finding| finding.severity == Severity::Error);
        if findings.is_empty() && output.status != Some(0) {
            let errors = String::from_utf8_lossy(&output.stderr);
            let said = errors.lines().find(|line| line.starts_with("error")).unwrap_or("it failed without a word about a test");
            return Err(Garbage(format!("cargo test: {said}")));
        }
        Ok(findings)
    }

    fn passed(&self, output: &ToolOutput) -> Vec<String> {
        let text = String::from_utf8_lossy(&output.stdout);
        let names = text.lines().filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... ok"));
        // Several programs with tests may have some of the same name.
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        let numbered = names.map(|name| {
            let times = times.entry(name).and_modify(|times| *times += 1).or_insert(1);
            if *times == 1 { name.to_owned() } else { format!("{name} ({times})") }
        });
        numbered.collect()
    }

    fn complete(&self, findings: &mut Vec<Finding>, file: &SourceFile) {
        for finding in findings.iter_mut().filter(|finding| finding.path.as_os_str().is_empty()) {
            let name = finding.message.split_whitespace().nth(1).and_then(|path| path.rsplit("::").next()).unwrap_or("");
            if let Some(line) = (0..file.lines().line_count()).find(|line| file.line(*line).contains(&format!("fn {name}("))) {
                finding.path = file.path().to_owned();
                finding.place = Place::Line(line);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::ParseOptions;

    fn output() -> ToolOutput {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/output/libtest-1.95.0.txt");
        ToolOutput { status: Some(101), stdout: std::fs::read(path).unwrap(), ..ToolOutput::default() }
    }

    #[test]
    fn tests_that_passed_are_told() {
        assert_eq!(CargoTest.passed(&output()), ["tests::holds"]);
        let twice = ToolOutput { stdout: b"test a ... ok\ntest a ... ok\ntest b ... ignored\n".to_vec(), ..ToolOutput::default() };
        assert_eq!(CargoTest.passed(&twice), ["a", "a (2)"]);
    }

    #[test]
    fn failed_tests_have_their_lines() {
        let mut findings = CargoTest.parse(&output(), 0).unwrap();
        let text = "\n#[test]\nfn gives_a_result() -> Result<(), String> {\n";
        CargoTest.complete(&mut findings, &SourceFile::new("/w/tests.rs", Language::Rust, text, ParseOptions::default()));
        let shown: Vec<String> = findings
            .iter()
            .map(|finding| format!("{} {:?} {}", finding.path.display(), finding.code.as_deref().unwrap_or(""), finding.message.lines().next().unwrap()))
            .collect();
        assert_eq!(
            shown,
            [
                "tests.rs \"test\" assertion `left == right` failed",
                "/w/tests.rs \"test-error\" test tests::gives_a_result returned an error: \"no luck\"",
                "tests.rs \"test\" test did not panic as expected",
            ]
        );
        assert_eq!(findings[1].place, Place::Line(2));
    }

    #[test]
    fn a_run_that_fails_without_a_test_says_why() {
        let output = ToolOutput { status: Some(101), stderr: b"error: no such command\n".to_vec(), ..ToolOutput::default() };
        assert_eq!(CargoTest.parse(&output, 0).unwrap_err().to_string(), "cargo test: error: no such command");
    }
}
