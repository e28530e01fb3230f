//! pytest: failed tests as diagnostics at the assertion's line.

use crate::check::output;
use crate::check::{Absence, CheckRequest, Checker, Garbage, Invocation, PYTHON_FOLDERS, Scope, Stage, Tool, ToolOutput, Workspace, find_program};
use crate::model::Finding;
use crate::syntax::Language;
use std::path::Path;
use std::time::Duration;

/// Runs a test file, or for any other file the whole suite.
pub struct Pytest;

/// What marks the folder that pytest takes for its root.
const CONFIGURATION: &[&str] = &["pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg"];

impl Checker for Pytest {
    fn name(&self) -> &str {
        "pytest"
    }

    fn languages(&self) -> &[Language] {
        &[Language::Python]
    }

    fn stage(&self) -> Stage {
        Stage::Request
    }

    fn find(&self, workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
        find_program(workspace, file, &["pytest", "py.test"], PYTHON_FOLDERS).map_err(|absence| absence.advise("`pip install pytest` installs it"))
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        if !request.saved {
            return Ok(None);
        }
        let file = request.file.path();
        let root = workspace.nearest(file, CONFIGURATION).and_then(|found| Some(found.parent()?.to_owned())).unwrap_or_else(|| workspace.root.clone());
        let mut call = Invocation::new(&tool.program, &root)
            .arguments(["-q", "--tb=short", "--no-header", "--color=no", "-p", "no:cacheprovider", "-rp", "--disable-warnings"])
            .variable("PYTHONDONTWRITEBYTECODE", "1");
        call.timeout = Duration::from_secs(300);
        call.scope = Scope::Folder;
        if is_test_file(file) {
            call = call.arguments([file]);
            call.scope = Scope::File;
        }
        Ok(Some(vec![call]))
    }

    fn is_test_file(&self, path: &Path) -> bool {
        is_test_file(path)
    }

    fn passed(&self, output: &ToolOutput) -> Vec<String> {
        let text = String::from_utf8_lossy(&output.stdout);
        let behind_head = text.lines().skip_while(|line| !line.contains("short test summary info"));
        behind_head.filter_map(|line| line.strip_prefix("PASSED ")).map(|name| name.trim_end().to_owned()).collect()
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let findings = output::read(&output.stdout);
        match output.status {
            // 5 is what pytest says where there are no tests.
            Some(0 | 5) => Ok(findings),
            _ if !findings.is_empty() => Ok(findings),
            status => {
                let errors = String::from_utf8_lossy(&output.stderr).into_owned();
                let said =
                    errors.lines().map(str::trim).find(|line| line.starts_with("ERROR") || line.starts_with("error") || line.contains("Error")).unwrap_or("");
                let status = status.map_or("a signal".to_owned(), |status| format!("status {status}"));
                Err(Garbage(format!("pytest ended with {status} and reported no test: {said}").trim_end_matches([':', ' ']).to_owned()))
            }
        }
    }
}

/// Whether pytest collects tests from a file of this name by itself.
fn is_test_file(path: &Path) -> bool {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
    stem.starts_with("test_") || stem.ends_with("_test")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_that_passed_are_told() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pytest/passed-9.2.0.txt");
        let output = ToolOutput { status: Some(1), stdout: std::fs::read(path).unwrap(), ..ToolOutput::default() };
        assert_eq!(Pytest.passed(&output), ["test_shop.py::test_sums", "test_shop.py::test_names[a b]", "test_shop.py::TestPrices::test_one"]);
        assert_eq!(Pytest.parse(&output, 0).unwrap().len(), 1, "what passed is no finding");
    }

    #[test]
    fn failures_are_read_and_other_ends_are_told() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pytest/short-9.2.0.txt");
        let output = ToolOutput { status: Some(1), stdout: std::fs::read(path).unwrap(), ..ToolOutput::default() };
        let findings = Pytest.parse(&output, 0).unwrap();
        assert_eq!(findings.iter().filter(|finding| finding.source == "pytest").count(), 6);
        let nothing = ToolOutput { status: Some(5), ..ToolOutput::default() };
        assert_eq!(Pytest.parse(&nothing, 0), Ok(Vec::new()));
        let usage = ToolOutput { status: Some(4), stderr: b"ERROR: file or directory not found: x\n".to_vec(), ..ToolOutput::default() };
        assert_eq!(Pytest.parse(&usage, 0).unwrap_err().to_string(), "pytest ended with status 4 and reported no test: ERROR: file or directory not found: x");
    }
}
