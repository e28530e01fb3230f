//! Node's own test runner: failed tests as diagnostics at the assertion's line.

use super::jest::call;
use super::test_files::{is_test_file, uses_node_test};
use crate::check::output;
use crate::check::{Absence, CheckRequest, Checker, Garbage, Invocation, Stage, Tool, ToolOutput, Workspace, find_program};
use crate::model::Finding;
use crate::syntax::Language;
use std::path::Path;

/// Runs a test file, or for any other file everything that `node --test` finds.
pub struct NodeTest;

impl Checker for NodeTest {
    fn name(&self) -> &str {
        "node test"
    }

    fn languages(&self) -> &[Language] {
        &[Language::JavaScript]
    }

    fn stage(&self) -> Stage {
        Stage::Request
    }

    fn find(&self, workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
        if !uses_node_test(workspace, file) {
            return Err(Absence::NotConfigured("neither the file nor a script of package.json uses node's own test runner".to_owned()));
        }
        find_program(workspace, file, &["node"], &[]).map_err(|absence| absence.advise("https://nodejs.org has it"))
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        Ok(call(tool, workspace, request, &["--test", "--test-reporter=tap"], &[]))
    }

    fn is_test_file(&self, path: &Path) -> bool {
        is_test_file(path)
    }

    fn passed(&self, output: &ToolOutput) -> Vec<String> {
        passed_in_tap(&String::from_utf8_lossy(&output.stdout))
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let findings = output::read_tap(&output.stdout);
        if findings.is_empty() && output.status != Some(0) {
            let errors = String::from_utf8_lossy(&output.stderr);
            let said = errors.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("it failed without a word about a test");
            return Err(Garbage(format!("node --test: {said}")));
        }
        Ok(findings)
    }
}

/// The tests that passed by node's TAP: the innermost ones, with the names of the suites that they lie in.
fn passed_in_tap(text: &str) -> Vec<String> {
    /// Each step into a suite is indented by so many blanks.
    const STEP: usize = 4;
    let mut suites: Vec<&str> = Vec::new();
    let mut passed = Vec::new();
    for line in text.lines() {
        let said = line.trim_start_matches(' ');
        let depth = (line.len() - said.len()) / STEP;
        if let Some(name) = said.strip_prefix("# Subtest: ") {
            suites.truncate(depth);
            suites.push(name);
        } else if let Some((number, name)) = said.strip_prefix("ok ").and_then(|said| said.split_once(" - "))
            && !name.ends_with("# SKIP")
            && number.bytes().all(|digit| digit.is_ascii_digit())
        {
            // Each test is announced as one that may have others in it; what it is in stands before it.
            let path = suites.iter().take(depth).copied().chain([name]);
            passed.push(path.collect::<Vec<_>>().join(" > "));
        }
    }
    passed
}

#[cfg(test)]
mod tests {
    use super::super::jest::tests::parsed;
    use super::*;

    #[test]
    fn tests_that_passed_are_told() {
        let tap = "TAP version 13\n# Subtest: prices\n    # Subtest: adds\n    ok 1 - adds\n      ---\n      type: 'test'\n      ...\n    # Subtest: fails\n    \
                   not ok 2 - fails\n    1..2\nnot ok 1 - prices\n# Subtest: alone\nok 2 - alone\nok 3 - left out # SKIP\n1..3\n# pass 2\n";
        assert_eq!(passed_in_tap(tap), ["prices > adds", "alone"]);
    }

    #[test]
    fn failures_have_the_lines_of_their_assertions() {
        assert_eq!(
            parsed(&NodeTest, "node-test", "tap-20.20.2.txt"),
            [
                "prices.test.js:7:10 node test[test] adds: AssertionError: Expected values to be strictly equal:",
                "prices.test.js:11:10 node test[test] goes through a helper: AssertionError: Expected values to be strictly deep-equal:",
                "prices.test.js:19:5 node test[test-error] throws: TypeError: Cannot read properties of undefined (reading 'value')",
                "prices.js:4:30 node[TypeError] TypeError: Cannot read properties of undefined (reading 'value')",
                "prices.test.js:23:5 node test[test] rejects: AssertionError: Missing expected rejection.",
                "prices.test.js:27:1 node test[test-timeout] times out: test timed out after 20ms",
            ]
        );
    }
}
