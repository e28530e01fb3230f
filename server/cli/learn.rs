//! `healer learn`: learns from what lies in the past.

use super::output::Output;
use super::{Status, interrupt};
use crate::session::git_history::{self, Gleaned, HistoryWish};
use crate::session::records::Records;
use crate::store::Mode;
use clap::Args;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Args, Debug)]
pub(super) struct LearnArguments {
    /// Learns from the commits of a range (`HEAD` if none is named) after which errors of the built-in checker are gone, and goes on where it ended
    /// the last time. Nothing is run.
    #[arg(long, value_name = "RANGE", num_args = 0..=1, default_missing_value = "HEAD", required = true)]
    from_git: Option<String>,
    /// The folder of the repository.
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Asks the real checkers too, on a checkout in a temporary folder. That may run code of the repository, and takes its time.
    #[arg(long)]
    run_checkers: bool,
    /// The most commits that are looked at, the newest ones: 1000, or 100 where the real checkers run.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// How many commits are looked at where nobody says, with the built-in checker alone and with the real ones.
const COMMITS: usize = 1000;
const CHECKED_COMMITS: usize = 100;

pub(super) fn run(arguments: &LearnArguments, output: &mut Output) -> io::Result<Status> {
    let folder = match std::fs::canonicalize(&arguments.folder) {
        Ok(folder) => folder,
        Err(error) => {
            output.complain(&format!("{}: {error}", arguments.folder.display()));
            return Ok(Status::CouldNotRun);
        }
    };
    let records = Arc::new(Records::default());
    if records.store(&|told| output.complain(&told)).mode() != Mode::ReadWrite {
        output.complain("what is learned could not be kept, so nothing was done");
        return Ok(Status::CouldNotRun);
    }
    let shows = io::stderr().is_terminal();
    let mut tell = |done: usize, all: usize| {
        if shows && (done.is_multiple_of(20) || done == all) {
            let _ = write!(io::stderr(), "\r{done} of {all} commits{}", if done == all { "\n" } else { "" });
        }
    };
    let wish = HistoryWish {
        root: &folder,
        range: arguments.from_git.as_deref(),
        limit: arguments.limit.unwrap_or(if arguments.run_checkers { CHECKED_COMMITS } else { COMMITS }),
        run_checkers: arguments.run_checkers,
    };
    match git_history::learn(&wish, &records, &interrupt::token(), &mut tell) {
        Ok(Gleaned { commits, known, repairs, lessons }) => {
            let before = if known > 0 { format!(" ({known} more were looked at before)") } else { String::new() };
            output.line(&format!("{commits} commits{before}, {repairs} repairs in them, {lessons} learned fixes new or confirmed"))?;
            Ok(Status::Clean)
        }
        Err(reason) => {
            output.complain(&reason);
            Ok(Status::CouldNotRun)
        }
    }
}
