//! `healer fix`.
//!
//! A text that is tried never touches the user's file: checkers see it from memory, through their own overlays or in a copy of the
//! workspace. What is better at the end is written in one step, and files that one fix changes together are written together. An interrupted
//! run has written nothing, but for what the user chose at `--interactive`.

use super::fix_run::{FixRun, Mode, mend};
use super::output::Output;
use super::run_checkers::unknown_checker;
use super::workset::collect;
use super::{Format, Selection, Status, interrupt};
use crate::heal::{Attempt, HealPolicy};
use crate::session::breakers::KnownBreakers;
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
    let set = collect(&arguments.selection, &cancel);
    if let Some(unknown) = unknown_checker(&arguments.selection, &set.groups) {
        output.complain(&unknown);
        return Ok(Status::CouldNotRun);
    }
    let mode = match (arguments.diff, arguments.interactive) {
        (true, _) => Mode::Show,
        (false, true) => Mode::Choose,
        (false, false) => Mode::Write,
    };
    let (selection, policy, observe) = (&arguments.selection, arguments.policy(), &mut |_: &Attempt| {});
    let run = FixRun {
        selection,
        policy,
        mode,
        cancel: &cancel,
        limit: &cancel,
        records: None,
        breakers: &KnownBreakers::default(),
        observe,
        left: &mut |_, _, _| {},
        problems: Vec::new(),
        failed: false,
    };
    mend(run, set, arguments.format, output)
}
