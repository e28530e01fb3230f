//! `healer fix`.
//!
//! Texts are tried on disk, as most real checkers read nothing else: a text is written, checked, and put back at once where that made
//! nothing better. With `--diff` nothing is written, and only checkers that take a text from memory see what is tried.

use super::check::{add_file, engine};
use super::output::Output;
use super::render::{self, MendedFile, Report};
use super::run_checkers::{Plan, unknown_checker};
use super::workset::{Group, collect, shown_path};
use super::{Format, Selection, Status, ask, interrupt};
use crate::base::CancelToken;
use crate::heal::{Checked, Choice, Mend, MendPolicy};
use crate::session::atomic_write::replace_file;
use crate::syntax::SourceFile;
use clap::Args;
use std::collections::BTreeSet;
use std::io::{self, IsTerminal};

#[derive(Args, Debug)]
pub(super) struct FixArguments {
    #[command(flatten)]
    selection: Selection,
    /// Prints what would change as a unified diff and writes nothing.
    #[arg(long, conflicts_with = "interactive")]
    diff: bool,
    /// Asks for each error which fix to take.
    #[arg(long, conflicts_with = "all")]
    interactive: bool,
    /// Takes the best fix of every error, however unsure it is, as long as it has no holes to fill.
    #[arg(long)]
    all: bool,
    /// How the report is printed.
    #[arg(long, value_enum, default_value_t = Format::Human, conflicts_with = "diff")]
    format: Format,
}

impl FixArguments {
    fn policy(&self) -> MendPolicy {
        match self.all || self.interactive {
            true => MendPolicy { least_confidence: 0.0, ..MendPolicy::default() },
            false => MendPolicy::default(),
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
        let mut run = FixRun { arguments, plan: Plan::new(&arguments.selection, group), cancel: &cancel, problems: Vec::new() };
        let mends = run.group(group, output)?;
        set.problems.append(&mut run.problems);
        for Mending { original, mend, .. } in mends {
            changes |= original.text() != mend.file().text();
            if arguments.diff {
                output.text(&diff(&original, mend.file()))?;
            }
            let checked = mend.checked().clone();
            let file = mend.file().clone();
            if !mend.applied().is_empty() {
                report.mended.push(MendedFile { file: file.clone(), applied: mend.applied().to_vec() });
            }
            add_file(&mut report, group, &file, checked, &cancel);
        }
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

/// A file that is being mended.
struct Mending {
    original: SourceFile,
    mend: Mend,
    /// Whether somebody else changed the file, so that healer keeps its hands off it.
    given_up: bool,
}

struct FixRun<'a> {
    arguments: &'a FixArguments,
    plan: Plan,
    cancel: &'a CancelToken,
    problems: Vec<String>,
}

impl FixRun<'_> {
    /// Mends the files of a group in step, so that one run of a tool that checks a whole folder speaks for all of them.
    fn group(&mut self, group: &mut Group, output: &mut Output) -> io::Result<Vec<Mending>> {
        let files = group.files.clone();
        let checked = self.check(group, &files, true);
        let policy = self.arguments.policy();
        let new = |(file, checked): (SourceFile, Checked)| Mending { original: file.clone(), mend: Mend::new(file, checked, policy), given_up: false };
        let mut mendings: Vec<Mending> = files.into_iter().zip(checked).map(new).collect();
        let mut stopped = false;
        while !stopped && !self.cancel.is_cancelled() {
            let mut tried: Vec<(usize, SourceFile)> = Vec::new();
            for (at, mending) in mendings.iter_mut().enumerate() {
                if mending.given_up || stopped {
                    continue;
                }
                let engine = engine(group, mending.mend.file(), self.cancel);
                let proposed = match self.arguments.interactive {
                    true => propose_asking(mending, &engine, output, &mut stopped)?,
                    false => mending.mend.propose(&engine),
                };
                tried.extend(proposed.map(|text| (at, text)));
            }
            tried.retain(|(at, text)| mendings.get_mut(*at).is_some_and(|mending| self.write(mending, text)));
            if tried.is_empty() {
                break;
            }
            for (_, text) in &tried {
                group.loaded.replace(text.clone());
            }
            let texts: Vec<SourceFile> = tried.iter().map(|(_, text)| text.clone()).collect();
            let checked = self.check(group, &texts, !self.arguments.diff);
            for ((at, text), checked) in tried.into_iter().zip(checked) {
                let Some(mending) = mendings.get_mut(at) else { continue };
                if self.arguments.interactive {
                    mending.mend.accept(checked);
                } else if self.cancel.is_cancelled() || !mending.mend.judge(checked) {
                    self.put_back(mending, &text);
                    group.loaded.replace(mending.mend.file().clone());
                }
            }
        }
        Ok(mendings)
    }

    fn check(&mut self, group: &Group, files: &[SourceFile], saved: bool) -> Vec<Checked> {
        let report = self.plan.check(group, files, saved, self.cancel);
        for problem in report.problems {
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
        }
        report.files
    }

    /// Writes a text that is to be tried. Tells whether it is where the checkers look.
    fn write(&mut self, mending: &mut Mending, text: &SourceFile) -> bool {
        self.arguments.diff || self.replace(mending, mending.mend.file().clone().text(), text.text())
    }

    fn put_back(&mut self, mending: &mut Mending, tried: &SourceFile) {
        if !self.arguments.diff {
            let best = mending.mend.file().clone();
            self.replace(mending, tried.text(), best.text());
        }
    }

    fn replace(&mut self, mending: &mut Mending, expected: &str, new: &str) -> bool {
        match replace_file(mending.original.path(), expected.as_bytes(), new.as_bytes()) {
            Ok(()) => true,
            Err(error) => {
                self.problems.push(error.to_string());
                mending.given_up = true;
                false
            }
        }
    }
}

/// Asks the user about each error of a file that has fixes.
fn propose_asking(mending: &mut Mending, engine: &crate::heal::Engine, output: &mut Output, stopped: &mut bool) -> io::Result<Option<SourceFile>> {
    let file = mending.mend.file().clone();
    let mut asked: BTreeSet<String> = BTreeSet::new();
    let mut failed = None;
    let proposed = mending.mend.propose_chosen(engine, &mut |error, fixes, _| {
        if !asked.insert(error.id.clone()) {
            return Choice::Skip;
        }
        match ask::which(&file, error, fixes, output) {
            Ok(Choice::Stop) => {
                *stopped = true;
                Choice::Stop
            }
            Ok(choice) => choice,
            Err(error) => {
                failed = Some(error);
                Choice::Stop
            }
        }
    });
    failed.map_or(Ok(proposed), Err)
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
