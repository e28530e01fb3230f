//! `healer patterns`: the fixes that were learned, to look at, share and forget.

use super::Status;
use super::output::Output;
use super::records;
use crate::fix::pattern_file;
use crate::heal::learning::{ACCEPTED, REJECTED};
use crate::model::{KnownPattern, Source, Stamp, Standing};
use crate::session::patterns::{self, Forgetting, MOST_LISTED};
use crate::store::{self, PatternFilter, Store};
use crate::syntax::Language;
use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::Value;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long what was imported may take to be in the file.
const WRITING: Duration = Duration::from_secs(60);

#[derive(Args, Debug)]
pub(super) struct PatternsArguments {
    #[command(subcommand)]
    command: PatternsCommand,
}

#[derive(Subcommand, Debug)]
enum PatternsCommand {
    /// Lists the fixes that were learned, the newest first.
    List {
        /// Only those of a language: rust, python, javascript or go.
        #[arg(long, value_parser = language)]
        language: Option<Language>,
        /// The most that are shown.
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
        /// Prints them as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Shows one: what it does, where it came from, how it fares.
    Show {
        /// Its id, or the beginning of it.
        id: String,
        /// Prints all of it, as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Writes fixes as ast-grep YAML, to review and share.
    Export {
        /// Their ids; all of them where none is named.
        ids: Vec<String>,
        /// Writes to a file, not to the standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Reads fixes that were exported. They are on trial, whatever their record was.
    Import {
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Forgets fixes for good: nothing of them is left in the file.
    Forget(ForgetArguments),
    /// Learns nothing more on this machine until `resume`.
    Pause,
    /// Learns again.
    Resume,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = true)]
struct ForgetArguments {
    /// Their ids, or the beginnings of them.
    ids: Vec<String>,
    /// Those that were learned in a folder, by default the current one.
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = ".", conflicts_with_all = ["ids", "all"])]
    project: Option<PathBuf>,
    /// All of them.
    #[arg(long, conflicts_with = "ids")]
    all: bool,
}

/// `healer forget`: what was learned in a folder.
#[derive(Args, Debug)]
pub(super) struct ForgetProjectArguments {
    /// The folder, by default the current one.
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = ".", required = true)]
    project: PathBuf,
}

#[derive(Serialize)]
struct Document {
    version: u32,
    patterns: Vec<Value>,
}

fn language(text: &str) -> Result<Language, String> {
    Language::from_id(text).ok_or_else(|| "expected rust, python, javascript or go".to_owned())
}

pub(super) fn run(arguments: &PatternsArguments, output: &mut Output) -> io::Result<Status> {
    let done = match &arguments.command {
        PatternsCommand::List { language, limit, json } => list(*language, *limit, *json, output)?,
        PatternsCommand::Show { id, json } => match patterns::find(&records::open(output), id) {
            Ok(known) if *json => {
                output.json(&patterns::whole(&known))?;
                Ok(())
            }
            Ok(known) => {
                output.text(&page(&known))?;
                Ok(())
            }
            Err(reason) => Err(reason),
        },
        PatternsCommand::Export { ids, out } => match patterns::chosen(&records::open(output), ids) {
            Ok(chosen) => export(&chosen, out.as_deref(), output)?,
            Err(reason) => Err(reason),
        },
        PatternsCommand::Import { files } => import(files, output)?,
        PatternsCommand::Forget(arguments) => forget(&forgettings(arguments), output)?,
        PatternsCommand::Pause => pause(true, output)?,
        PatternsCommand::Resume => pause(false, output)?,
    };
    end(done, output)
}

pub(super) fn run_forget(arguments: &ForgetProjectArguments, output: &mut Output) -> io::Result<Status> {
    let done = forget(&[Forgetting::Project(folder(&arguments.project))], output)?;
    end(done, output)
}

fn end(done: Result<(), String>, output: &Output) -> io::Result<Status> {
    Ok(match done {
        Ok(()) => Status::Clean,
        Err(reason) => {
            output.complain(&reason);
            Status::CouldNotRun
        }
    })
}

/// A folder as workspaces are known; one that is gone can be forgotten too.
fn folder(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}

fn list(language: Option<Language>, limit: usize, json: bool, output: &mut Output) -> io::Result<Result<(), String>> {
    let store = records::open(output);
    let here = folder(Path::new(".")).to_string_lossy().into_owned();
    let filter = PatternFilter { language, project: Some(here), limit: limit.min(MOST_LISTED), ..PatternFilter::default() };
    let (listed, total) = match store.patterns(&filter).and_then(|listed| Ok((listed, store.pattern_count()?))) {
        Ok(found) => found,
        Err(error) => return Ok(Err(error.to_string())),
    };
    if json {
        output.json(&Document { version: 1, patterns: listed.iter().map(patterns::summary).collect() })?;
        return Ok(Ok(()));
    }
    for known in &listed {
        output.line(&row(known))?;
    }
    match (total, store.learning_paused()) {
        (0, paused) => output.line(if paused { "nothing is learned; learning is paused" } else { "nothing is learned" })?,
        (total, paused) => {
            let paused = if paused { "; learning is paused" } else { "" };
            output.line(&format!("{} of {total} shown{paused}", listed.len()))?;
        }
    }
    Ok(Ok(()))
}

/// A pattern in one line.
fn row(known: &KnownPattern) -> String {
    let pattern = &known.pattern;
    let (before, after) = patterns::before_and_after(pattern);
    let place = if known.is_local { "here" } else { "elsewhere" };
    let standing = records::word(&known.record.standing);
    let what = format!("{} -> {}", one_line(&before), one_line(&after));
    format!("{}  {:<10}  {:<16}  {standing:<8}  {:.2}  {place:<9}  {what}", pattern.id, pattern.language.id(), pattern.category, known.record.confidence())
}

fn one_line(text: &str) -> String {
    const WIDTH: usize = 48;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= WIDTH { words } else { words.chars().take(WIDTH - 1).chain(['…']).collect() }
}

/// All that a reader wants to know of a pattern.
fn page(known: &KnownPattern) -> String {
    let (pattern, record) = (&known.pattern, &known.record);
    let (before, after) = patterns::before_and_after(pattern);
    let tag = record.tag().map(|tag| format!(", {tag}")).unwrap_or_default();
    let anchor = if pattern.anchor.is_empty() { String::new() } else { format!(", about {}", pattern.anchor) };
    let moment = |milliseconds: i64| records::utc(u64::try_from(milliseconds).unwrap_or(0));
    let mut page = format!("{}  {}, {}{anchor}\n", pattern.id, pattern.language.id(), pattern.category);
    let mut row = |name: &str, value: &str| page.push_str(&format!("{name:<11} {}\n", value.replace('\n', &format!("\n{:12}", ""))));
    row("before", &before);
    row("after", &after);
    for (number, hole) in pattern.repair.holes.iter().enumerate() {
        let kinds: Vec<&str> = hole.kinds.iter().map(String::as_str).collect();
        row(&pattern_file::hole(number), &kinds.join(" or "));
    }
    for import in &pattern.repair.imports {
        let name = import.name.as_ref().map(|name| format!("{name} of ")).unwrap_or_default();
        row("imports", &format!("{name}{} as {}", import.module, import.local));
    }
    for part in &pattern.repair.parts {
        row("elsewhere", &format!("{} in {}", pattern_file::with_hole_names(&part.after).trim(), part.path.join(" > ")));
    }
    row(
        "learned",
        match pattern.source {
            Source::Manual => "from a repair by hand",
            Source::Accepted => "from a fix that was taken",
            Source::History => "from the history of a repository",
            Source::Imported => "from a file of patterns",
        },
    );
    let standing = match record.standing {
        Standing::Canary => "on trial: offered, never applied unasked",
        Standing::Promoted => "promoted: the test has accepted it",
        Standing::Demoted => "demoted: it is not offered",
    };
    row("standing", standing);
    row("confidence", &format!("{:.2}{tag}: {:.1} right, {:.1} wrong", record.confidence(), record.successes, record.failures));
    match record.standing {
        Standing::Canary => row("test", &format!("{:+.2}, promoted at {ACCEPTED:.2}, demoted at {REJECTED:+.2}", record.ratio)),
        Standing::Promoted => row("drift", &format!("{:.2}, demoted at {REJECTED:.2}", record.drift)),
        Standing::Demoted => {}
    }
    row("seen", &format!("in {} projects, {} files, on {} days", record.projects, record.files, record.days));
    if record.last_used > 0 {
        row("used", &format!("{} to {}", moment(record.first_used), moment(record.last_used)));
    }
    for example in pattern.examples.iter().rev() {
        let place = Path::new(&example.project).join(&example.file);
        row("example", &format!("{}, {}", place.display(), moment(example.time)));
        example.heard.iter().for_each(|heard| row("", &format!("{}: {}", heard.source, heard.message)));
        row("", &format!("- {}", example.before_text.replace('\n', "\n- ")));
        row("", &format!("+ {}", example.after_text.replace('\n', "\n+ ")));
    }
    page
}

fn export(chosen: &[KnownPattern], out: Option<&Path>, output: &mut Output) -> io::Result<Result<(), String>> {
    let text = pattern_file::write(chosen);
    match out {
        None => output.text(&text)?,
        Some(path) => {
            if let Err(error) = std::fs::write(path, text) {
                return Ok(Err(format!("{}: {error}", path.display())));
            }
            output.line(&format!("{} learned fixes in {}", chosen.len(), path.display()))?;
        }
    }
    Ok(Ok(()))
}

/// All files or none: what is wrong in one is to be seen to first.
fn import(files: &[PathBuf], output: &mut Output) -> io::Result<Result<(), String>> {
    let mut read = Vec::new();
    for path in files {
        let too_long = || io::Error::other(format!("it is longer than {} MB", pattern_file::LONGEST_FILE >> 20));
        let length = std::fs::metadata(path).map(|file| file.len());
        let is_short = |length: u64| usize::try_from(length).is_ok_and(|length| length <= pattern_file::LONGEST_FILE);
        let text = length.and_then(|length| if is_short(length) { std::fs::read_to_string(path) } else { Err(too_long()) });
        match text.map_err(|error| error.to_string()).and_then(|text| pattern_file::read(&text).map_err(|error| error.to_string())) {
            Ok(patterns) => read.extend(patterns),
            Err(error) => return Ok(Err(format!("{}: {error}", path.display()))),
        }
    }
    let total = read.len();
    let store = writable(output);
    let now = i64::try_from(Stamp::now().time).unwrap_or(i64::MAX);
    match patterns::import(&store, read, now) {
        Ok(new) if store.mode() == store::Mode::ReadWrite && store.flush(WRITING) => {
            output.line(&format!("{new} of {total} learned fixes are new"))?;
            Ok(Ok(()))
        }
        Ok(_) => Ok(Err("the knowledge file cannot be written".to_owned())),
        Err(reason) => Ok(Err(reason)),
    }
}

fn forgettings(arguments: &ForgetArguments) -> Vec<Forgetting> {
    match &arguments.project {
        Some(project) => vec![Forgetting::Project(folder(project))],
        None if arguments.all => vec![Forgetting::All],
        None => arguments.ids.iter().cloned().map(Forgetting::Pattern).collect(),
    }
}

fn forget(forgettings: &[Forgetting], output: &mut Output) -> io::Result<Result<(), String>> {
    let store = records::open(output);
    let mut forgotten = 0;
    for what in forgettings {
        match patterns::forget(&store, what) {
            Ok(count) => forgotten += count,
            Err(reason) => return Ok(Err(reason)),
        }
    }
    output.line(&format!("{forgotten} learned fixes are forgotten"))?;
    Ok(Ok(()))
}

fn pause(paused: bool, output: &mut Output) -> io::Result<Result<(), String>> {
    if !writable(output).pause_learning(paused) {
        return Ok(Err("the knowledge file cannot be written".to_owned()));
    }
    output.line(if paused { "healer learns nothing more until `healer patterns resume`" } else { "healer learns" })?;
    Ok(Ok(()))
}

/// The store of this machine, made where there is none.
fn writable(output: &Output) -> Store {
    let opened = Store::open(&store::home());
    opened.message.iter().for_each(|message| output.complain(message));
    opened.store
}
