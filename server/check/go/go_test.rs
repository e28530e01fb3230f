//! `go test`: failed tests as diagnostics at the line that failed them.

use super::find_go;
use crate::check::output;
use crate::check::{Absence, CheckRequest, Checker, Garbage, Invocation, Scope, Stage, Tool, ToolOutput, Workspace};
use crate::model::{Finding, Place, Raw, Severity};
use crate::syntax::{Language, SourceFile};
use serde::Deserialize;
use std::path::Path;
use std::time::Duration;

/// Runs the tests of the file's package.
pub struct GoTest;

/// One event of `go test -json`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Event {
    action: String,
    #[serde(default)]
    test: String,
    #[serde(default)]
    output: String,
}

/// What one test printed, and how it ended.
#[derive(Debug, Default)]
struct Run {
    name: String,
    failed: bool,
    /// Or skipped.
    passed: bool,
    skipped: bool,
    output: String,
    raw: Vec<u8>,
}

impl Checker for GoTest {
    fn name(&self) -> &str {
        "go test"
    }

    fn languages(&self) -> &[Language] {
        &[Language::Go]
    }

    fn stage(&self) -> Stage {
        Stage::Request
    }

    fn find(&self, workspace: &Workspace, _file: &Path) -> Result<Tool, Absence> {
        find_go(workspace)
    }

    fn version_arguments(&self) -> &'static [&'static str] {
        &["version"]
    }

    fn invocations(&self, tool: &Tool, _workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        let Some(folder) = request.file.path().parent().filter(|_| request.saved) else { return Ok(None) };
        let mut call = Invocation::new(&tool.program, folder).arguments(["test", "-json", "-timeout=240s", "."]).variable("GOFLAGS", "-mod=readonly");
        call.timeout = Duration::from_secs(300);
        call.scope = Scope::Folder;
        Ok(Some(vec![call]))
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let (runs, build) = runs(&output.stdout);
        let mut findings = output::read(&build);
        for run in runs.iter().filter(|run| run.failed) {
            let through_subtest = runs.iter().any(|other| other.failed && other.name.starts_with(&format!("{}/", run.name)));
            let mut of_run = output::go_remarks(&run.name, &run.output);
            of_run.extend(output::read(run.output.as_bytes()).into_iter().filter(|finding| finding.code.as_deref() != Some("test")));
            if of_run.is_empty() && !through_subtest && !run.name.is_empty() {
                let mut failed = Finding::new("go test", "", Place::Line(0), Severity::Error, format!("{}: failed without a word", run.name), &run.raw);
                failed.code = Some("test".to_owned());
                of_run.push(failed);
            }
            of_run.iter_mut().for_each(|finding| finding.raw = Raw::new(&run.raw));
            findings.extend(of_run);
        }
        if findings.is_empty() && output.status != Some(0) {
            let errors = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&build);
            let said = errors.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or("it failed without a word about a test");
            return Err(Garbage(format!("go test: {said}")));
        }
        Ok(findings)
    }

    fn passed(&self, output: &ToolOutput) -> Vec<String> {
        let (runs, _) = runs(&output.stdout);
        runs.into_iter().filter(|run| run.passed && !run.skipped && !run.failed && !run.name.is_empty()).map(|run| run.name).collect()
    }

    fn complete(&self, findings: &mut Vec<Finding>, file: &SourceFile) {
        for finding in findings.iter_mut().filter(|finding| finding.path.as_os_str().is_empty()) {
            let name = finding.message.split([':', '/']).next().unwrap_or("");
            if let Some(line) = (0..file.lines().line_count()).find(|line| file.line(*line).starts_with(&format!("func {name}("))) {
                finding.path = file.path().to_owned();
                finding.place = Place::Line(line);
            }
        }
    }
}

/// What each test printed, and what the build did. What the package prints outside of a test is a run without a name.
fn runs(stdout: &[u8]) -> (Vec<Run>, Vec<u8>) {
    let mut runs: Vec<Run> = Vec::new();
    let mut build = Vec::new();
    for line in stdout.split_inclusive(|byte| *byte == b'\n') {
        let Ok(event) = serde_json::from_slice::<Event>(line) else {
            build.extend_from_slice(line);
            continue;
        };
        if event.action == "build-output" {
            build.extend_from_slice(event.output.as_bytes());
            continue;
        }
        if !runs.iter().any(|run| run.name == event.test) {
            runs.push(Run { name: event.test.clone(), ..Run::default() });
        }
        let Some(run) = runs.iter_mut().find(|run| run.name == event.test) else { continue };
        run.output.push_str(&event.output);
        match event.action.as_str() {
            "fail" => run.failed = true,
            "pass" => run.passed = true,
            "skip" => (run.passed, run.skipped) = (true, true),
            _ => {}
        }
        run.raw.extend_from_slice(line);
    }
    // A test that never ended was running when the package was stopped.
    if runs.iter().any(|run| run.name.is_empty() && run.failed) {
        runs.iter_mut().for_each(|run| run.failed |= !run.passed);
    }
    (runs, build)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(name: &str) -> Vec<String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/go-test").join(name);
        let output = ToolOutput { status: Some(1), stdout: std::fs::read(path).unwrap(), ..ToolOutput::default() };
        let findings = GoTest.parse(&output, 0).unwrap();
        let line = |finding: &Finding| match finding.place {
            Place::Line(line) => line + 1,
            Place::Lines { start, .. } => start.line + 1,
            _ => 0,
        };
        findings
            .iter()
            .map(|finding| {
                let code = finding.code.as_deref().unwrap_or("-");
                format!("{}:{} {}[{code}] {}", finding.path.display(), line(finding), finding.source, finding.message.lines().next().unwrap())
            })
            .collect()
    }

    #[test]
    fn tests_that_passed_are_told() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/go-test/fail-1.26.8.json");
        let output = ToolOutput { status: Some(1), stdout: std::fs::read(path).unwrap(), ..ToolOutput::default() };
        assert_eq!(GoTest.passed(&output), ["TestTable/apple", "TestFine"]);
    }

    #[test]
    fn failures_have_their_lines_and_notes_of_passed_tests_are_left_out() {
        assert_eq!(
            parsed("fail-1.26.8.json"),
            [
                "prices_test.go:16 go test[test] TestTotal: got 3,",
                "prices_test.go:18 go test[test] TestTotal: nothing is not one",
                "prices_test.go:25 go test[test] TestTable/pear_pie: a note",
                "prices_test.go:27 go test[test] TestTable/pear_pie: wrong price of pear pie",
            ]
        );
    }

    #[test]
    fn panics_time_outs_and_broken_builds_are_told() {
        assert_eq!(
            parsed("panic-1.26.8.json"),
            [
                "/home/user/demo/go/prices/prices.go:13 panic[panic] runtime error: index out of range [3] with length 0 [recovered, repanicked]",
                "/home/user/demo/go/prices/prices_test.go:38 go test[test-error] runtime error: index out of range [3] with length 0 [recovered, repanicked]",
            ]
        );
        assert_eq!(parsed("timeout-1.26.8.json"), ["/home/user/demo/go/prices/prices_test.go:41 panic[test-timeout] test timed out after 1s"]);
        assert_eq!(parsed("build-1.26.8.json").len(), 8);
    }
}
