//! `healer learn`: learns from what lies in the past.

use super::output::Output;
use super::{Status, interrupt};
use crate::session::git_history;
use crate::session::records::Records;
use crate::store::Mode;
use clap::Args;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Args, Debug)]
pub(super) struct LearnArguments {
    /// Learns from the commits of a range (`HEAD` if none is named) after which errors of the built-in checker are gone. Nothing is run.
    #[arg(long, value_name = "RANGE", num_args = 0..=1, default_missing_value = "HEAD", required = true)]
    from_git: Option<String>,
    /// The folder of the repository.
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// The most commits that are looked at, the newest ones.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    limit: usize,
}

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
    match git_history::learn(&folder, arguments.from_git.as_deref(), arguments.limit, &records, &interrupt::token(), &mut tell) {
        Ok(gleaned) => {
            let git_history::Gleaned { commits, repairs, lessons } = gleaned;
            output.line(&format!("{commits} commits, {repairs} repairs in them, {lessons} of them taught something"))?;
            Ok(Status::Clean)
        }
        Err(reason) => {
            output.complain(&reason);
            Ok(Status::CouldNotRun)
        }
    }
}
