//! `node --check`: whether Node can parse the file.

use super::{first_line, text};
use crate::base::{ColumnUnit, LineColumn};
use crate::check::tool::STANDARD_INPUT;
use crate::check::{Absence, CheckRequest, Checker, Garbage, Invocation, NODE_FOLDERS, Stage, Tool, ToolOutput, Workspace, find_program};
use crate::model::{Finding, Place, Severity};
use crate::syntax::{Language, SourceFile, javascript, parse};
use std::path::Path;
use std::time::Duration;

pub(super) struct Node;

impl Checker for Node {
    fn name(&self) -> &'static str {
        "node"
    }

    fn languages(&self) -> &'static [Language] {
        &[Language::JavaScript]
    }

    fn is_compiler(&self) -> bool {
        true
    }

    fn stage(&self) -> Stage {
        Stage::Typing
    }

    fn find(&self, workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
        if file.extension().is_some_and(|extension| extension == "jsx") {
            return Err(Absence::NotConfigured("node does not read JSX".to_owned()));
        }
        find_program(workspace, file, &["node"], NODE_FOLDERS)
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        if is_dialect(&request.file) {
            return Ok(None);
        }
        let module = request.file.options().module.unwrap_or_else(|| javascript::looks_like_module(request.file.text()));
        let kind = if module { "--input-type=module" } else { "--input-type=commonjs" };
        let folder = request.file.path().parent().filter(|folder| folder.is_dir()).unwrap_or(&workspace.root);
        let mut call = Invocation::new(&tool.program, folder).arguments(["--check", kind, "-"]).input(request.file.text());
        call.timeout = Duration::from_secs(20);
        // Options that the user's shell gives to every node (a debugger, a loader) must not run here.
        call.environment.push(("NODE_OPTIONS".into(), None));
        call.environment.push(("NO_COLOR".into(), Some("1".into())));
        Ok(Some(vec![call]))
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        if output.status == Some(0) {
            return Ok(Vec::new());
        }
        let said = text(&output.stderr);
        finding(&said).map(|finding| vec![finding]).ok_or_else(|| Garbage(format!("node --check failed: {}", first_line(&output.stderr))))
    }
}

/// Whether the file is written in a language that Node does not read, though its name ends in `.js`: JSX or Flow.
fn is_dialect(file: &SourceFile) -> bool {
    let flow = file.text().get(..2000).unwrap_or(file.text()).contains("@flow");
    let may_have_jsx = file.text().contains("</") || file.text().contains("/>");
    let has_jsx = || {
        file.tree()
            .is_some_and(|tree| parse::descendants(tree.root_node()).any(|node| matches!(node.kind(), "jsx_closing_element" | "jsx_self_closing_element")))
    };
    flow || (may_have_jsx && has_jsx())
}

/// The error that Node prints: a line with the place, the source line, carets under it, and the error's name and message.
fn finding(said: &str) -> Option<Finding> {
    let lines: Vec<&str> = said.lines().collect();
    let (at, line) = lines.iter().enumerate().find_map(|(at, line)| {
        let number = line.strip_prefix("[stdin]:").or_else(|| line.strip_prefix("evalmachine.<anonymous>:"))?;
        Some((at, number.trim().parse::<usize>().ok()?))
    })?;
    let (end, message) = lines.iter().enumerate().skip(at).find_map(|(end, line)| {
        let (name, message) = line.split_once(": ")?;
        (name.ends_with("Error") && name.chars().all(char::is_alphanumeric)).then_some((end, message))
    })?;
    let code = lines.get(end)?.split(':').next()?;
    let carets = lines.get(at..end)?.iter().find(|line| !line.trim().is_empty() && line.trim().chars().all(|c| c == '^'));
    let place = match carets {
        Some(carets) => {
            let column = carets.chars().take_while(|c| *c != '^').count();
            let width = carets.chars().filter(|c| *c == '^').count();
            let row = line.saturating_sub(1);
            Place::Lines { start: LineColumn { line: row, column }, end: Some(LineColumn { line: row, column: column + width }), unit: ColumnUnit::Utf16 }
        }
        None => Place::Line(line.saturating_sub(1)),
    };
    let raw = lines.get(at..=end)?.join("\n");
    let mut found = Finding::new("node", STANDARD_INPUT, place, Severity::Error, message, raw.as_bytes());
    found.code = Some(code.to_owned());
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(stderr: &str) -> Finding {
        let output = ToolOutput { status: Some(1), stderr: stderr.as_bytes().to_vec(), ..ToolOutput::default() };
        Node.parse(&output, 0).expect("a finding").remove(0)
    }

    #[test]
    fn an_error_with_carets_has_its_range() {
        let found = read(include_str!("../../../tests/fixtures/node/20.20.2-argument-list.txt"));
        assert_eq!(found.message, "missing ) after argument list");
        assert_eq!(found.code.as_deref(), Some("SyntaxError"));
        let start = LineColumn { line: 1, column: 4 };
        assert_eq!(found.place, Place::Lines { start, end: Some(LineColumn { line: 1, column: 5 }), unit: ColumnUnit::Utf16 });
    }

    #[test]
    fn warnings_before_the_error_are_passed_over() {
        let found = read(include_str!("../../../tests/fixtures/node/20.20.2-import-in-script.txt"));
        assert_eq!(found.message, "Cannot use import statement outside a module");
    }

    #[test]
    fn an_error_at_the_end_has_a_line_only() {
        let found = read(include_str!("../../../tests/fixtures/node/20.20.2-end-of-input.txt"));
        assert_eq!((found.place, found.message.as_str()), (Place::Line(3), "Unexpected end of input"));
    }

    #[test]
    fn a_clean_run_finds_nothing_and_garbage_is_told() {
        assert_eq!(Node.parse(&ToolOutput { status: Some(0), ..ToolOutput::default() }, 0), Ok(Vec::new()));
        assert!(Node.parse(&ToolOutput { status: Some(9), stderr: b"node: bad option: --x\n".to_vec(), ..ToolOutput::default() }, 0).is_err());
    }
}
