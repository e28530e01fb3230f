//! Workflow commands of GitHub Actions, which become annotations on the lines of a pull request.

use super::{Entry, Report, one_based};
use crate::cli::output::Output;
use crate::cli::workset::shown_path;
use crate::model::Severity;
use std::io;

pub(super) fn report(report: &Report, output: &mut Output) -> io::Result<()> {
    report.entries.iter().try_for_each(|entry| output.line(&command(entry)))
}

fn command(entry: &Entry) -> String {
    let found = &entry.diagnostic;
    let (start, end) = one_based(&entry.file, found.range);
    let kind = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "notice",
    };
    // GitHub takes columns only where the range stays on its line.
    let columns = if start.line == end.line { format!(",col={},endColumn={}", start.column, end.column) } else { String::new() };
    let title = match &found.code {
        Some(code) => format!("{} ({code})", found.source),
        None => found.source.clone(),
    };
    let path = shown_path(&found.path).replace('\\', "/");
    let mut message = found.message.clone();
    if let Some(fix) = entry.fixes.first() {
        message.push_str(&format!("\nhealer: {}", fix.title));
    }
    format!("::{kind} file={},line={},endLine={}{columns},title={}::{}", property(&path), start.line, end.line, property(&title), data(&message))
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property, which ends at a comma or colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;
    use crate::heal::Engine;
    use crate::model::{Finding, Place};
    use crate::syntax::{Language, ParseOptions, SourceFile};

    #[test]
    fn what_would_end_a_command_is_escaped() {
        let file = SourceFile::new("/w/a,b.py", Language::Python, "x = 1\ny = 2\n", ParseOptions::default());
        let shown = |range| {
            let mut finding = Finding::new("ruff", "/w/a,b.py", Place::Bytes(range), Severity::Warning, "100% wrong:\nreally", b"raw");
            finding.code = Some("A:1".into());
            let diagnostic = Engine::default().categorize(&[finding], &file, std::path::Path::new("/w")).remove(0);
            command(&Entry { file: file.clone(), diagnostic, fixes: Vec::new() })
        };
        assert_eq!(shown(Span::new(4, 5)), "::warning file=/w/a%2Cb.py,line=1,endLine=1,col=5,endColumn=6,title=ruff (A%3A1)::100%25 wrong:%0Areally");
        assert!(shown(Span::new(0, 8)).starts_with("::warning file=/w/a%2Cb.py,line=1,endLine=2,title="));
    }
}
