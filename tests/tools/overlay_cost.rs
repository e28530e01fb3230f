//! Measures what a check of a text that is tried costs: `overlay_cost RUNS FOLDER FILE CHECKER…` checks the file of a workspace folder with a
//! comment at its end, another one each time, and prints for each checker the first time, the median and the longest of the others, and for a
//! crate the time of `cargo check` after the same change on a copy of the folder.

use healer::base::CancelToken;
use healer::check::{CheckRequest, Overlay, Workspace};
use healer::heal::{RunOptions, run_all};
use healer::syntax::{Language, ParseOptions, SourceFile};
use std::error::Error;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let runs: usize = arguments.next().ok_or("RUNS is missing")?.parse()?;
    let folder = std::fs::canonicalize(arguments.next().ok_or("FOLDER is missing")?)?;
    let name = arguments.next().ok_or("FILE is missing")?;
    let path = folder.join(&name);
    let text = std::fs::read_to_string(&path)?;
    let language = Language::from_path(Path::new(&name)).ok_or("no file of a known language")?;
    let mark = if language == Language::Python { "#" } else { "//" };
    let kept = tempfile::tempdir()?;
    let workspace = Workspace { cache: std::fs::canonicalize(kept.path())?.join("cache"), ..Workspace::new(&folder) };
    for checker in arguments {
        let options = RunOptions { only: vec![checker.clone()], mirror: Some(Arc::new(Overlay::default())), ..RunOptions::default() };
        let check = |run: Option<usize>| {
            let text = run.map_or_else(|| text.clone(), |run| format!("{text}\n{mark} {run}\n"));
            let file = SourceFile::new(&path, language, text, ParseOptions::default());
            let request = CheckRequest { file, saved: run.is_none(), unsaved: Vec::new(), together: Default::default(), cancel: CancelToken::new() };
            let started = Instant::now();
            let outcomes = run_all(&workspace, &[request], &[], &options, &CancelToken::new(), &|_, _| {});
            let elapsed = started.elapsed();
            let findings: usize = outcomes.iter().map(|(_, outcome)| outcome.findings().count()).sum();
            let said: Vec<String> = outcomes.into_iter().filter_map(|(_, outcome)| outcome.error.or(outcome.skipped)).collect();
            (elapsed, format!("{findings} findings {}", said.join("; ")))
        };
        let (untouched, _) = check(None);
        let (first, said) = check(Some(0));
        print(
            &format!("{checker} on the overlay, first {:.3} s, without a text {:.3} s", first.as_secs_f64(), untouched.as_secs_f64()),
            (1..=runs).map(|run| check(Some(run)).0),
            &said,
        );
    }
    if language == Language::Rust {
        let copy = kept.path().join("copy");
        Command::new("cp").arg("-r").arg(&folder).arg(&copy).status()?;
        let check = |run: usize| -> Result<Duration, Box<dyn Error>> {
            std::fs::write(copy.join(&name), format!("{text}\n// {run}\n"))?;
            let started = Instant::now();
            let mut command = Command::new("cargo");
            command.args(["check", "--quiet", "--offline", "--message-format=json"]).current_dir(&copy).env("CARGO_TARGET_DIR", kept.path().join("target"));
            command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
            Ok(started.elapsed())
        };
        check(0)?;
        let times: Result<Vec<Duration>, _> = (1..=runs).map(check).collect();
        print("cargo check alone", times?.into_iter(), "");
    }
    Ok(())
}

fn print(what: &str, times: impl Iterator<Item = Duration>, said: &str) {
    let mut times: Vec<Duration> = times.collect();
    times.sort();
    let median = times.get(times.len() / 2).map_or(0.0, Duration::as_secs_f64);
    let longest = times.last().map_or(0.0, Duration::as_secs_f64);
    println!("{what}: median {median:.3} s, longest {longest:.3} s of {} {said}", times.len());
}
