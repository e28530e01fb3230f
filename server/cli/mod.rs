//! Floor 7: flags and rendering. A face holds no logic of its own.

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Mends code: finds errors with the project's own tools, and offers fixes that have been checked.
#[derive(Parser, Debug)]
#[command(name = "healer", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Speaks the language server protocol on standard input and output.
    Lsp,
}

/// Runs the command line of this process and gives its exit code: 0 clean, 1 errors found, 2 could not run.
pub fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Lsp => crate::lsp::serve(),
    }
}
