//! The Python interpreter itself: it compiles the text and runs nothing of it.

use crate::base::ColumnUnit;
use crate::check::{Absence, CheckRequest, Checker, Garbage, Invocation, PYTHON_FOLDERS, Stage, Tool, ToolOutput, Workspace, find_program};
use crate::model::{Finding, Place, Severity};
use crate::syntax::Language;
use serde::Deserialize;
use std::path::{Path, PathBuf};

pub(super) struct Compile;

/// Compiles its input and prints one line of JSON with the error, if there is one. `-I` keeps the workspace's files out of the interpreter.
const PROGRAM: &str = "\
import json, sys
path, source, error = sys.argv[1], sys.stdin.buffer.read(), None
try:
    compile(source, path, 'exec', dont_inherit=True)
except SyntaxError as e:
    error = [type(e).__name__, e.msg, e.lineno, e.offset, getattr(e, 'end_lineno', None), getattr(e, 'end_offset', None)]
except (ValueError, OverflowError, RecursionError, MemoryError) as e:
    error = [type(e).__name__, str(e) or type(e).__name__, None, None, None, None]
print(json.dumps({'path': path, 'error': error}))
";

impl Checker for Compile {
    fn name(&self) -> &'static str {
        "python"
    }

    fn languages(&self) -> &'static [Language] {
        &[Language::Python]
    }

    fn is_compiler(&self) -> bool {
        true
    }

    fn stage(&self) -> Stage {
        Stage::Typing
    }

    fn find(&self, workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
        if file.extension().is_some_and(|extension| extension == "pyi") {
            return Err(Absence::NotConfigured("stub files are not compiled".to_owned()));
        }
        find_program(workspace, file, &["python3", "python"], PYTHON_FOLDERS).map_err(|absence| absence.advise("install Python 3"))
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        let path = request.file.path();
        let call = Invocation::new(&tool.program, &workspace.root)
            .arguments(["-I", "-S", "-W", "ignore", "-X", "utf8", "-c", PROGRAM])
            .arguments([path.as_os_str()])
            .input(request.file.text());
        Ok(Some(vec![call]))
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let said: Said = serde_json::from_slice(&output.stdout).map_err(|error| {
            let words = String::from_utf8_lossy(&output.stderr);
            Garbage(format!("python did not compile the text as asked: {}", words.lines().last().map_or_else(|| error.to_string(), str::to_owned)))
        })?;
        let Some((kind, message, line, offset, end_line, end_offset)) = said.error else { return Ok(Vec::new()) };
        let mut found = Finding::new("python", said.path, place(line, offset, end_line, end_offset), Severity::Error, message, &output.stdout);
        found.code = Some(kind);
        Ok(vec![found])
    }
}

type Number = Option<i64>;

#[derive(Deserialize)]
struct Said {
    path: PathBuf,
    error: Option<(String, String, Number, Number, Number, Number)>,
}

/// The interpreter counts from one, gives 0 or -1 where it does not know, and sometimes an end before the start.
fn place(line: Number, offset: Number, end_line: Number, end_offset: Number) -> Place {
    let positive = |number: Number| number.and_then(|number| usize::try_from(number).ok()).filter(|number| *number > 0);
    let Some(line) = positive(line) else { return Place::Line(0) };
    let Some(column) = positive(offset) else { return Place::Line(line - 1) };
    match (positive(end_line), positive(end_offset)) {
        (Some(end_line), Some(end_column)) if end_line == line && end_column > column => {
            Place::one_based_range((line, column), (end_line, end_column), ColumnUnit::Utf32)
        }
        _ => Place::one_based(line, column, ColumnUnit::Utf32),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Vec<Finding>, Garbage> {
        Compile.parse(&ToolOutput { stdout: text.as_bytes().to_vec(), ..ToolOutput::default() }, 0)
    }

    #[test]
    fn recorded_output_is_read() {
        let found = parse(include_str!("../../../tests/fixtures/python/python-3.11.7-never-closed.json")).expect("well formed");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].message.as_str(), found[0].code.as_deref()), ("'(' was never closed", Some("SyntaxError")));
        assert_eq!(found[0].place, Place::one_based(1, 5, ColumnUnit::Utf32));
        let found = parse(include_str!("../../../tests/fixtures/python/python-3.11.7-indent.json")).expect("well formed");
        assert_eq!((found[0].message.as_str(), found[0].code.as_deref()), ("unexpected indent", Some("IndentationError")));
        assert_eq!(parse(include_str!("../../../tests/fixtures/python/python-3.11.7-clean.json")), Ok(Vec::new()));
    }

    #[test]
    fn garbage_is_one_sentence() {
        assert!(parse("{\"path\": \"a").is_err());
    }
}
