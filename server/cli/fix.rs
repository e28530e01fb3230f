//! `healer fix`.
//!
//! A text that is tried never touches the user's file: checkers see it from memory, through their own overlays or in a copy of the
//! workspace. What is better at the end is written in one step, and files that one fix changes together are written together. An interrupted
//! run has written nothing, but for what the user chose at `--interactive`.

use super::check::add_file;
use super::fix_run::FixRun;
use super::output::Output;
use super::render::{self, MendedFile, Report};
use super::run_checkers::unknown_checker;
use super::workset::{collect, shown_path};
use super::{Format, Selection, Status, interrupt};
use crate::heal::HealPolicy;
use crate::syntax::SourceFile;
use clap::Args;
use std::io::{self, IsTerminal};

#[derive(Args, Debug)]
pub(super) struct FixArguments {
    #[command(flatten)]
    pub selection: Selection,
    /// Prints what would change as a unified diff and writes nothing.
    #[arg(long, conflicts_with = "interactive")]
    pub diff: bool,
    /// Asks for each error which fix to take.
    #[arg(long, conflicts_with = "all")]
    pub interactive: bool,
    /// Takes the best fix of every error, however unsure it is, as long as it has no holes to fill.
    #[arg(long)]
    all: bool,
    /// How the report is printed.
    #[arg(long, value_enum, default_value_t = Format::Human, conflicts_with = "diff")]
    format: Format,
}

impl FixArguments {
    pub fn policy(&self) -> HealPolicy {
        match self.all {
            true => HealPolicy { least_confidence: 0.0, ..HealPolicy::default() },
            false => HealPolicy::default(),
        }
    }
}

pub(super) fn run(arguments: &FixArguments, output: &mut Output) -> io::Result<Status> {
    let cancel = interrupt::token();
    if arguments.interactive && !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        output.complain("--interactive asks on a terminal, and this is none; use --diff to look at the fixes");
        return Ok(Status::CouldNotRun);
    }
    let mut set = collect(&arguments.selection, &cancel);
    if let Some(unknown) = unknown_checker(&arguments.selection, &set.groups) {
        output.complain(&unknown);
        return Ok(Status::CouldNotRun);
    }
    let mut report = Report::default();
    let mut changes = false;
    for group in &mut set.groups {
        let mut run = FixRun::new(arguments, &cancel);
        let mends = run.group(group, output)?;
        set.problems.append(&mut run.problems);
        set.failed |= run.failed;
        for ended in mends {
            changes |= ended.original.text() != ended.file.text();
            if arguments.diff {
                output.text(&diff(&ended.original, &ended.file))?;
            }
            if !ended.applied.is_empty() {
                report.mended.push(MendedFile { file: ended.file.clone(), applied: ended.applied });
            }
            add_file(&mut report, group, &ended.file, ended.checked, &cancel);
        }
    }
    if cancel.is_cancelled() {
        set.problems.push("interrupted; no text that was still being tried has been written".to_owned());
    }
    for problem in &set.problems {
        output.complain(problem);
    }
    report.problems = set.problems;
    if !arguments.diff {
        render::report(&report, arguments.format, output)?;
    }
    Ok(match (set.failed || cancel.is_cancelled(), changes && arguments.diff, report.errors()) {
        (true, ..) => Status::CouldNotRun,
        (false, false, 0) => Status::Clean,
        _ => Status::Errors,
    })
}

/// The change of a file as a unified diff that `patch -p1` takes; empty where there is none.
fn diff(before: &SourceFile, after: &SourceFile) -> String {
    if before.text() == after.text() {
        return String::new();
    }
    let path = shown_path(before.path()).replace('\\', "/");
    let path = path.trim_start_matches('/');
    let changes = similar::TextDiff::from_lines(before.text(), after.text());
    changes.unified_diff().context_radius(3).header(&format!("a/{path}"), &format!("b/{path}")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Language, ParseOptions};

    #[test]
    fn a_diff_names_the_file_and_keeps_line_ends() {
        let before = SourceFile::new("/w/a.py", Language::Python, "x = 1\r\ny = 2", ParseOptions::default());
        let after = before.with_text("x = 1\r\ny = 3");
        let shown = diff(&before, &after);
        assert!(shown.starts_with("--- a/w/a.py\n+++ b/w/a.py\n@@ -1,2 +1,2 @@\n x = 1\r\n-y = 2\n"), "{shown:?}");
        assert!(shown.contains("\\ No newline at end of file"), "{shown:?}");
        assert_eq!(diff(&before, &before), "");
    }
}
