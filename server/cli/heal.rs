//! `healer heal`: the loop on files, with each attempt told as it is made, a diff at the end, and nothing written without a yes.

use super::fix_run::{FixRun, Mode, mend};
use super::output::Output;
use super::run_checkers::unknown_checker;
use super::workset::{collect, shown_path};
use super::{Format, Selection, Status, interrupt, watch};
use crate::base::CancelToken;
use crate::heal::{Attempt, HealPolicy};
use crate::model::{Diagnostic, Verdict};
use crate::session::breakers::KnownBreakers;
use crate::store::{self, Store};
use crate::syntax::SourceFile;
use clap::Args;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

#[derive(Args, Debug)]
pub(super) struct HealArguments {
    #[command(flatten)]
    selection: Selection,
    /// How many fixes are tried for one error.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=10))]
    attempts: u8,
    /// Prints what would change as a unified diff and writes nothing.
    #[arg(long, conflicts_with = "yes")]
    diff: bool,
    /// Writes what is better without asking.
    #[arg(long)]
    yes: bool,
    /// Goes on: heals again whenever files change, until it is interrupted. Each heal is told in one line, and nothing is written without --yes.
    #[arg(long, conflicts_with = "format")]
    watch: bool,
    /// How long it may take, in seconds; what has been reached by then is what it ends with.
    #[arg(long, value_name = "SECONDS")]
    limit: Option<u64>,
    /// How the report is printed.
    #[arg(long, value_enum, default_value_t = Format::Human, conflicts_with = "diff")]
    format: Format,
}

impl HealArguments {
    pub(super) fn selection(&self) -> &Selection {
        &self.selection
    }

    pub(super) fn writes(&self) -> bool {
        self.yes
    }

    pub(super) fn shows_difference(&self) -> bool {
        self.diff
    }

    /// How sure one has to be: less where somebody looks at the result before it is written.
    pub(super) fn policy(&self, mode: Mode) -> HealPolicy {
        let policy = HealPolicy { attempts: usize::from(self.attempts), ..HealPolicy::default() };
        if mode == Mode::Write { policy } else { policy.reviewed() }
    }

    /// What ends one heal: the user, or its time.
    pub(super) fn limit(&self, cancel: &CancelToken) -> CancelToken {
        self.limit.map_or_else(|| cancel.clone(), |seconds| cancel.child_with_deadline(Duration::from_secs(seconds)))
    }

    fn mode(&self) -> Option<Mode> {
        match (self.diff, self.yes) {
            (true, _) => Some(Mode::Show),
            (_, true) => Some(Mode::Write),
            _ if io::stdin().is_terminal() && io::stdout().is_terminal() => Some(Mode::Confirm),
            _ => None,
        }
    }
}

pub(super) fn run(arguments: &HealArguments, output: &mut Output) -> io::Result<Status> {
    if arguments.watch {
        return watch::run(arguments, output);
    }
    let cancel = interrupt::token();
    let Some(mode) = arguments.mode() else {
        output.complain("heal asks on a terminal before it writes, and this is none; use --yes to write or --diff to look");
        return Ok(Status::CouldNotRun);
    };
    let mut set = collect(&arguments.selection, &cancel);
    if let Some(unknown) = unknown_checker(&arguments.selection, &set.groups) {
        output.complain(&unknown);
        return Ok(Status::CouldNotRun);
    }
    let opened = Store::open(&store::home());
    set.problems.extend(opened.message);
    let began = Instant::now();
    let (limited, policy) = (arguments.limit(&cancel), arguments.policy(mode));
    let observe = &mut |attempt: &Attempt| Output::remark(&line(attempt, began.elapsed()));
    let left = &mut |file: &SourceFile, error: &Diagnostic, reason: &str| {
        let headline = error.message.lines().next().unwrap_or("");
        let place = format!("{}:{}", shown_path(file.path()), file.line_of(error.range.start) + 1);
        Output::remark(&format!("{:6.2} s = {place}: not mended: {headline} ({reason})", began.elapsed().as_secs_f64()));
    };
    let records = Some(&opened.store);
    let selection = &arguments.selection;
    let run = FixRun {
        selection,
        policy,
        mode,
        cancel: &cancel,
        limit: &limited,
        records,
        breakers: &KnownBreakers::default(),
        observe,
        left,
        problems: Vec::new(),
        failed: false,
    };
    mend(run, set, arguments.format, output)
}

/// An attempt in one line: when it ended, where, what was tried, and what came of it.
fn line(attempt: &Attempt, since: Duration) -> String {
    let place =
        attempt.before.as_ref().map_or_else(String::new, |file| format!("{}:{}", shown_path(file.path()), file.line_of(attempt.diagnostic.range.start) + 1));
    let (sign, end) = match attempt.verdict {
        Verdict::Promote => ("+", format!("{:.2}", attempt.confidence)),
        Verdict::Retry | Verdict::Rollback => ("-", attempt.reason.clone()),
    };
    format!("{:6.2} s {sign} {place}: {} [{}] {end}", since.as_secs_f64(), attempt.fix.title, attempt.fix.rule)
}
