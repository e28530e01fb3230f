//! jest: failed tests as diagnostics at the assertion's line. vitest reports in the same form and is read here too.

use super::test_files::{configured, is_test_file, package_folder};
use crate::check::output::{self, Failure};
use crate::check::{Absence, CheckRequest, Checker, Garbage, Invocation, NODE_FOLDERS, Scope, Stage, Tool, ToolOutput, Workspace, find_program};
use crate::model::Finding;
use crate::syntax::Language;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::path::Path;
use std::time::Duration;

/// Runs a test file, or for any other file the whole suite.
pub struct Jest;

impl Checker for Jest {
    fn name(&self) -> &str {
        "jest"
    }

    fn languages(&self) -> &[Language] {
        &[Language::JavaScript]
    }

    fn stage(&self) -> Stage {
        Stage::Request
    }

    fn find(&self, workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
        configured(workspace, file, "jest", &["jest.config.js", "jest.config.cjs", "jest.config.mjs", "jest.config.ts", "jest.config.json"])?;
        find_program(workspace, file, &["jest"], NODE_FOLDERS).map_err(|absence| absence.advise("`npm install --save-dev jest` installs it"))
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        Ok(call(tool, workspace, request, &["--ci", "--json", "--testLocationInResults", "--passWithNoTests"], &["--runTestsByPath"]))
    }

    fn is_test_file(&self, path: &Path) -> bool {
        is_test_file(path)
    }

    fn passed(&self, output: &ToolOutput) -> Vec<String> {
        passed_in_report(output)
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        read_report(output, "jest")
    }
}

/// The call of a runner: on the file where it is a test file (`by_path` stands before it), else on everything.
pub(super) fn call(tool: &Tool, workspace: &Workspace, request: &CheckRequest, arguments: &[&str], by_path: &[&str]) -> Option<Vec<Invocation>> {
    if !request.saved {
        return None;
    }
    let file = request.file.path();
    let mut call = Invocation::new(&tool.program, &package_folder(workspace, file)).arguments(arguments).variable("CI", "1");
    call.timeout = Duration::from_secs(300);
    call.scope = Scope::Folder;
    if is_test_file(file) {
        call = call.arguments(by_path).arguments([file]);
        call.scope = Scope::File;
    }
    Some(vec![call])
}

/// A report as jest writes it with `--json`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report<'r> {
    #[serde(borrow)]
    test_results: Vec<FileReport<'r>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FileReport<'r> {
    #[serde(borrow, default)]
    assertion_results: Vec<&'r RawValue>,
    #[serde(default)]
    message: String,
    name: String,
    status: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TestReport {
    #[serde(default)]
    failure_messages: Vec<String>,
    full_name: String,
    location: Option<Location>,
    status: String,
}

#[derive(Deserialize)]
struct Location {
    line: usize,
    #[serde(default)]
    column: usize,
}

/// The report of jest or vitest in what it printed.
fn report(text: &str) -> Option<Report<'_>> {
    // What the tests print themselves may stand before the report.
    let report = text.find("{\"num").and_then(|start| text.get(start..)).unwrap_or("");
    serde_json::Deserializer::from_str(report).into_iter::<Report<'_>>().next()?.ok()
}

/// The tests that passed by a report of jest or vitest, each with its file.
pub(super) fn passed_in_report(output: &ToolOutput) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stdout);
    let Some(report) = report(&text) else { return Vec::new() };
    let mut passed = Vec::new();
    for file in report.test_results {
        let tests = file.assertion_results.iter().filter_map(|raw| serde_json::from_str::<TestReport>(raw.get()).ok());
        passed.extend(tests.filter(|test| test.status == "passed").map(|test| format!("{} {}", file.name, test.full_name)));
    }
    passed
}

/// The findings in a report of jest or vitest.
pub(super) fn read_report(output: &ToolOutput, source: &str) -> Result<Vec<Finding>, Garbage> {
    let text = String::from_utf8_lossy(&output.stdout);
    let Some(report) = report(&text) else {
        let errors = String::from_utf8_lossy(&output.stderr);
        let said = errors.lines().map(str::trim).find(|line| line.contains("rror")).unwrap_or("no report was printed");
        return Err(Garbage(format!("{source}: {said}")));
    };
    let mut findings = Vec::new();
    for file in report.test_results {
        let path = Path::new(&file.name);
        let before = findings.len();
        for raw in &file.assertion_results {
            let Ok(test) = serde_json::from_str::<TestReport>(raw.get()) else { continue };
            for said in test.failure_messages.iter().filter(|_| test.status == "failed") {
                // vitest's report has nothing else to say of a test that did not end in time.
                let said = &said.replace("Error: STACK_TRACE_ERROR", "Error: Test timed out");
                let (message, stack) = said.find("\n    at ").map_or((said.as_str(), ""), |at| said.split_at(at));
                let failure = Failure {
                    source,
                    name: &test.full_name,
                    message,
                    file: Some(path),
                    test_at: test.location.as_ref().map(|location| (location.line, location.column)),
                    raw: raw.get().as_bytes(),
                };
                findings.extend(output::test_failure(&failure, stack));
            }
        }
        if findings.len() == before && file.status == "failed" {
            findings.extend(suite(&file, source));
        }
    }
    Ok(findings)
}

/// A file whose tests could not even be collected.
fn suite(file: &FileReport<'_>, source: &str) -> Vec<Finding> {
    let as_printed = format!("FAIL {}\n{}", file.name, file.message);
    let read = output::read(as_printed.as_bytes());
    if !read.is_empty() {
        return read;
    }
    let failure = Failure { source, name: "", message: &file.message, file: Some(Path::new(&file.name)), test_at: None, raw: file.message.as_bytes() };
    let mut findings = output::test_failure(&failure, "");
    findings.iter_mut().for_each(|finding| finding.code = Some("test-error".to_owned()));
    findings
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::Place;

    /// The findings of a recorded report, a line each.
    pub(in crate::check::javascript) fn parsed(checker: &dyn Checker, folder: &str, name: &str) -> Vec<String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(folder).join(name);
        let output = ToolOutput { status: Some(1), stdout: std::fs::read(path).unwrap(), ..ToolOutput::default() };
        let place = |finding: &Finding| match finding.place {
            Place::Lines { start, .. } => format!("{}:{}", start.line + 1, start.column + 1),
            Place::Line(line) => format!("{}", line + 1),
            _ => String::new(),
        };
        let shown = |finding: &Finding| {
            let file = finding.path.file_name().unwrap().to_string_lossy().into_owned();
            format!("{file}:{} {}[{}] {}", place(finding), finding.source, finding.code.as_deref().unwrap_or("-"), finding.message.lines().next().unwrap())
        };
        checker.parse(&output, 0).unwrap().iter().map(shown).collect()
    }

    /// The tests that passed by a recorded report.
    pub(in crate::check::javascript) fn passed(checker: &dyn Checker, folder: &str, name: &str) -> Vec<String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(folder).join(name);
        checker.passed(&ToolOutput { status: Some(1), stdout: std::fs::read(path).unwrap(), ..ToolOutput::default() })
    }

    #[test]
    fn tests_that_passed_are_told() {
        assert_eq!(passed(&Jest, "jest", "jest-30.5.2.json"), ["/home/user/demo/js-tests/jest/prices.test.js prices is fine"]);
    }

    #[test]
    fn failures_have_the_lines_of_their_assertions() {
        assert_eq!(
            parsed(&Jest, "jest", "jest-30.5.2.json"),
            [
                "prices.test.js:8:17 jest[test] adds: Error: expect(received).toBe(expected) // Object.is equality",
                "prices.test.js:4:17 jest[test] prices goes through a helper: Error: expect(received).toEqual(expected) // deep equality",
                "prices.test.js:16:5 jest[test-error] prices throws: TypeError: Cannot read properties of undefined (reading 'value')",
                "prices.js:4:30 node[TypeError] TypeError: Cannot read properties of undefined (reading 'value')",
                "prices.test.js:20:11 jest[test] prices rejects: Error: expect(received).rejects.toThrow()",
                "prices.test.js:24:1 jest[test-timeout] times out: Error: thrown: \"Exceeded timeout of 50 ms for a test.",
                "import.test.js:1:1 jest[test-error] Cannot find module './missing' from 'jest/import.test.js'",
                "broken.test.js:2:12 jest[SyntaxError] Identifier directly after number",
            ]
        );
    }

    #[test]
    fn half_a_report_is_told() {
        let output = ToolOutput { status: Some(1), stdout: b"{\"numFailedTests\":1,\"testRes".to_vec(), ..ToolOutput::default() };
        assert_eq!(Jest.parse(&output, 0).unwrap_err().to_string(), "jest: no report was printed");
    }
}
