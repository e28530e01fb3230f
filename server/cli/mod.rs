//! Floor 7: flags and rendering. A face holds no logic of its own.

mod ask;
mod check;
mod doctor;
mod explain;
mod fix;
mod fix_run;
mod heal;
mod history;
mod interrupt;
mod learn;
mod output;
mod pages;
mod patterns;
mod records;
mod render;
mod replay;
mod rules;
mod run_checkers;
mod stats;
mod stats_learning;
mod trust;
mod undo;
mod watch;
mod workset;

use crate::check::cache_folder;
use crate::session::write_journal::end_interrupted;
use clap::{Args, Parser, Subcommand, ValueEnum};
use output::{ColorChoice, Output};
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Mends code: finds errors with the project's own tools, and offers fixes that have been checked.
#[derive(Parser, Debug)]
#[command(name = "healer", version, after_help = "Exit codes: 0 no errors, 1 errors found, 2 could not run.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto)]
    color: ColorChoice,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Speaks the language server protocol on standard input and output.
    Lsp(LspArguments),
    /// Finds errors in files or folders (by default the current one).
    Check(check::CheckArguments),
    /// Mends errors in files or folders (by default the current one).
    Fix(fix::FixArguments),
    /// Heals files or folders: tries fixes on a copy until the checkers are content, shows what would change, and writes it if you agree.
    Heal(heal::HealArguments),
    /// Takes a heal back, the last one or the one that is named.
    Undo(undo::UndoArguments),
    /// Explains the errors in a tool's output (`cargo build 2>&1 | healer explain`), a rule or a category (`healer explain rust/correct-name`).
    Explain(explain::ExplainArguments),
    /// Tells which checkers were found, where, in which version, and why not.
    Doctor(doctor::DoctorArguments),
    /// The workspace's own rules, in ast-grep's format: lists or tests them.
    Rules(rules::RulesArguments),
    /// Shows what was tried to mend errors, the newest first.
    History(history::HistoryArguments),
    /// Makes an attempt of the past once more and tells what would come of it today.
    Replay(replay::ReplayArguments),
    /// Shows how healing fares on this machine: success, time, confidence.
    Stats(stats::StatsArguments),
    /// The fixes that were learned from repairs: lists, shows, exports, imports or forgets them.
    Patterns(patterns::PatternsArguments),
    /// Learns from repairs of the past.
    Learn(learn::LearnArguments),
    /// Forgets for good what was learned in a folder.
    Forget(patterns::ForgetProjectArguments),
    /// Trusts folders, so that every editor may run their tools.
    Trust(trust::TrustArguments),
    /// Prints the JSON schema of the settings.
    Schema,
}

#[derive(Args, Debug)]
struct LspArguments {
    /// Taken for granted; editors pass it out of habit.
    #[arg(long, hide = true)]
    stdio: bool,
}

/// The files to look at, and how.
#[derive(Args, Debug)]
struct Selection {
    /// Files and folders; the current folder if there are none.
    paths: Vec<PathBuf>,
    /// Runs no tool: only the built-in checker looks at the files.
    #[arg(long)]
    builtin_only: bool,
    /// Runs nothing that could run the workspace's own code, as for a workspace that is not trusted.
    #[arg(long)]
    untrusted: bool,
    /// Runs only these checkers (`healer` is the built-in one).
    #[arg(long = "checker", value_name = "NAME")]
    checkers: Vec<String>,
    /// Runs the tests too.
    #[arg(long)]
    tests: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Clean,
    Errors,
    CouldNotRun,
}

/// Runs the command line of this process and gives its exit code: 0 clean, 1 errors found, 2 could not run.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Command::Lsp(_) = arguments.command {
        return crate::lsp::serve();
    }
    let filter = EnvFilter::try_from_env("HEALER_LOG").unwrap_or_else(|_| EnvFilter::new("off"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let mut output = Output::new(arguments.color);
    if matches!(arguments.command, Command::Fix(_) | Command::Heal(_) | Command::Undo(_)) {
        end_interrupted(&cache_folder());
    }
    let ended = match &arguments.command {
        Command::Lsp(_) => Ok(Status::Clean),
        Command::Check(arguments) => check::run(arguments, &mut output),
        Command::Fix(arguments) => fix::run(arguments, &mut output),
        Command::Heal(arguments) => heal::run(arguments, &mut output),
        Command::Undo(arguments) => undo::run(arguments, &mut output),
        Command::Explain(arguments) => explain::run(arguments, &mut output),
        Command::Doctor(arguments) => doctor::run(arguments, &mut output),
        Command::Rules(arguments) => rules::run(arguments, &mut output),
        Command::History(arguments) => history::run(arguments, &mut output),
        Command::Replay(arguments) => replay::run(arguments, &mut output),
        Command::Stats(arguments) => stats::run(arguments, &mut output),
        Command::Patterns(arguments) => patterns::run(arguments, &mut output),
        Command::Learn(arguments) => learn::run(arguments, &mut output),
        Command::Forget(arguments) => patterns::run_forget(arguments, &mut output),
        Command::Trust(arguments) => trust::run(arguments, &mut output),
        Command::Schema => output.json(&crate::session::settings::Settings::schema()).map(|()| Status::Clean),
    };
    let ended = ended.and_then(|status| output.finish().map(|()| status));
    match ended {
        Ok(Status::Clean) => ExitCode::SUCCESS,
        Ok(Status::Errors) => ExitCode::from(1),
        Ok(Status::CouldNotRun) => ExitCode::from(2),
        // The reader has seen enough (`healer check | head`).
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            output.complain(&error.to_string());
            ExitCode::from(2)
        }
    }
}
