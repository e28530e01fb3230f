//! `healer trust`: the folders whose tools may run in every editor, whatever it says itself.

use super::Status;
use super::output::Output;
use crate::session::trusted::TrustedFolders;
use crate::store::home;
use clap::Args;
use std::io;
use std::path::PathBuf;

#[derive(Args, Debug)]
pub(super) struct TrustArguments {
    /// The folders; the current one if there are none.
    folders: Vec<PathBuf>,
    /// Trusts them no longer.
    #[arg(long, conflicts_with = "list")]
    forget: bool,
    /// Prints the trusted folders.
    #[arg(long, conflicts_with = "folders")]
    list: bool,
}

pub(super) fn run(arguments: &TrustArguments, output: &mut Output) -> io::Result<Status> {
    let trusted = TrustedFolders::of(&home());
    if arguments.list {
        for folder in trusted.list()? {
            output.line(&folder.display().to_string())?;
        }
        return Ok(Status::Clean);
    }
    let here = [PathBuf::from(".")];
    let folders = if arguments.folders.is_empty() { &here[..] } else { &arguments.folders };
    let mut status = Status::Clean;
    for folder in folders {
        let shown = folder.canonicalize().unwrap_or_else(|_| folder.clone());
        let shown = shown.display();
        let done = if arguments.forget { trusted.remove(folder) } else { trusted.add(folder) };
        let said = match (done, arguments.forget) {
            (Ok(true), false) => format!("{shown} is trusted: from their next start on, editors run its compilers, linters and tests, which run its code"),
            (Ok(false), false) => format!("{shown} is trusted already"),
            (Ok(true), true) => format!("{shown} is trusted no longer"),
            (Ok(false), true) => format!("{shown} was not trusted"),
            (Err(error), _) => {
                output.complain(&format!("{shown}: {error}"));
                status = Status::CouldNotRun;
                continue;
            }
        };
        output.line(&said)?;
    }
    Ok(status)
}
