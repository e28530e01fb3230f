//! vitest: failed tests as diagnostics at the assertion's line.

use super::jest::{call, passed_in_report, read_report};
use super::test_files::{configured, is_test_file};
use crate::check::{Absence, CheckRequest, Checker, Garbage, Invocation, NODE_FOLDERS, Stage, Tool, ToolOutput, Workspace, find_program};
use crate::model::Finding;
use crate::syntax::Language;
use std::path::Path;

/// Runs a test file, or for any other file the whole suite.
pub struct Vitest;

impl Checker for Vitest {
    fn name(&self) -> &str {
        "vitest"
    }

    fn languages(&self) -> &[Language] {
        &[Language::JavaScript]
    }

    fn stage(&self) -> Stage {
        Stage::Request
    }

    fn find(&self, workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
        configured(workspace, file, "vitest", &["vitest.config.js", "vitest.config.mjs", "vitest.config.ts", "vitest.config.mts"])?;
        find_program(workspace, file, &["vitest"], NODE_FOLDERS).map_err(|absence| absence.advise("`npm install --save-dev vitest` installs it"))
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        Ok(call(tool, workspace, request, &["run", "--reporter=json", "--passWithNoTests"], &[]))
    }

    fn is_test_file(&self, path: &Path) -> bool {
        is_test_file(path)
    }

    fn passed(&self, output: &ToolOutput) -> Vec<String> {
        passed_in_report(output)
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        read_report(output, "vitest")
    }
}

#[cfg(test)]
mod tests {
    use super::super::jest::tests::{parsed, passed};
    use super::*;

    #[test]
    fn tests_that_passed_are_told() {
        assert_eq!(passed(&Vitest, "vitest", "vitest-3.2.7.json"), ["/home/user/demo/js-tests/vitest/prices.test.js prices is fine"]);
    }

    #[test]
    fn failures_have_the_lines_of_their_assertions() {
        assert_eq!(
            parsed(&Vitest, "vitest", "vitest-3.2.7.json"),
            [
                "broken.test.js:1 vitest[test-error] Failed to parse source for import analysis because the content contains invalid JS syntax. If you are using JSX, make sure to name the file with the .jsx or .tsx extension.",
                "import.test.js:1 vitest[test-error] Cannot find module './missing' imported from '/home/user/demo/js-tests/vitest/import.test.js'",
                "prices.test.js:9:17 vitest[test] adds: AssertionError: expected 2 to be 3 // Object.is equality",
                "prices.test.js:5:17 vitest[test] prices goes through a helper: AssertionError: expected { a: 2 } to deeply equal { a: 1 }",
                "prices.test.js:17:10 vitest[test-error] prices throws: TypeError: Cannot read properties of undefined (reading 'value')",
                "prices.js:4:30 node[TypeError] TypeError: Cannot read properties of undefined (reading 'value')",
                "prices.test.js:21:37 vitest[test] prices rejects: Error: promise resolved \"1\" instead of rejecting",
                "prices.test.js:25:5 vitest[test-timeout] times out: Error: Test timed out",
            ]
        );
    }
}
