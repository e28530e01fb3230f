//! The Go compiler.

use super::output::read;
use super::{find_go, overlay};
use crate::check::ToolOutput;
use crate::check::tool::{Absence, CheckRequest, Checker, Garbage, Invocation, Stage, Tool, Workspace};
use crate::model::Finding;
use crate::syntax::Language;
use std::path::Path;

/// Compiles the file's package, with its tests, as `go build` does but without linking: `go list -export` compiles what it lists.
pub struct Go;

impl Checker for Go {
    fn name(&self) -> &'static str {
        "go"
    }

    fn languages(&self) -> &'static [Language] {
        &[Language::Go]
    }

    fn is_compiler(&self) -> bool {
        true
    }

    fn stage(&self) -> Stage {
        Stage::Typing
    }

    fn find(&self, workspace: &Workspace, _file: &Path) -> Result<Tool, Absence> {
        find_go(workspace)
    }

    fn version_arguments(&self) -> &'static [&'static str] {
        &["version"]
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        let arguments = ["list", "-export", "-test", "-gcflags=-e", "-f", ""];
        Ok(overlay::invocation(&tool.program, workspace, request, &arguments)?.map(|call| vec![call]))
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let text = String::from_utf8_lossy(&output.stderr);
        let (findings, understood) = read(&text, self.name());
        if findings.is_empty() && output.status != Some(0) && !understood {
            return Err(Garbage(format!("go could not check the package: {}", first_line(&text))));
        }
        Ok(findings)
    }
}

pub(super) fn first_line(text: &str) -> &str {
    text.lines().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing").trim()
}
