//! `healer fix`.
//!
//! A text that is tried never touches the user's file: checkers see it from memory, through their own overlays or in a copy of the
//! workspace. What is better at the end is written in one step, and files that one fix changes together are written together. An interrupted
//! run has written nothing, but for what the user chose at `--interactive`.

use super::check::add_file;
use super::fix_run::{FixRun, Mode, diff};
use super::output::Output;
use super::render::{self, MendedFile, Report};
use super::run_checkers::unknown_checker;
use super::workset::collect;
use super::{Format, Selection, Status, interrupt};
use crate::heal::{Attempt, HealPolicy};
use clap::Args;
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

/// How sure one has to be, after the check, that a fix is what the author wants; who fixes looks at the result, and takes it back with his
/// version control.
const LIKELY: f64 = 0.4;

impl FixArguments {
    fn policy(&self) -> HealPolicy {
        match self.all {
            true => HealPolicy { least_confidence: 0.0, ..HealPolicy::default() },
            false => HealPolicy { least_confidence: LIKELY, ..HealPolicy::default() },
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
        let mode = match (arguments.diff, arguments.interactive) {
            (true, _) => Mode::Show,
            (false, true) => Mode::Choose,
            (false, false) => Mode::Write,
        };
        let policy = arguments.policy();
        let observe = &mut |_: &Attempt| {};
        let mut run = FixRun {
            selection: &arguments.selection,
            policy,
            mode,
            cancel: &cancel,
            limit: &cancel,
            records: None,
            observe,
            problems: Vec::new(),
            failed: false,
        };
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
