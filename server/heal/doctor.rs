//! Which checkers there are for a workspace, where, in which version, and why not.

use super::runner::{RunOptions, chosen};
use crate::base::CancelToken;
use crate::check::{Absence, Checker, Invocation, Stage, Tool, Workspace, spawn};
use crate::syntax::Language;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a program may take to say its version.
const VERSION_LIMIT: Duration = Duration::from_secs(10);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DoctorState {
    Ready,
    NotInstalled,
    NotConfigured,
    /// The program is there, but does not even say its version.
    Broken,
}

/// What is known of one checker in a workspace.
#[derive(Clone, Debug, Serialize)]
pub struct DoctorRow {
    pub checker: String,
    pub languages: Vec<Language>,
    pub stage: Stage,
    pub state: DoctorState,
    pub program: Option<PathBuf>,
    /// Where the program was found: `node_modules/.bin`, `PATH` …
    pub origin: Option<String>,
    /// The first line of what the program says about its version.
    pub version: Option<String>,
    /// Why the checker does not run, and what to do about it.
    pub reason: Option<String>,
}

/// Looks for every checker as it would be looked for from a file in the workspace's root folder, and asks the programs for their versions.
pub fn doctor(workspace: &Workspace, own: &[Box<dyn Checker>], cancel: &CancelToken) -> Vec<DoctorRow> {
    let everything = RunOptions { stages: vec![Stage::Typing, Stage::Saved, Stage::Request], jobs: 1, ..RunOptions::default() };
    let mut rows: Vec<DoctorRow> = Vec::new();
    for language in Language::ALL {
        let file = workspace.root.join(example_file(language));
        for checker in chosen(language, own, &everything) {
            let known = rows.iter_mut().find(|row| row.checker == checker.name() && row.languages.iter().all(|known| checker.languages().contains(known)));
            match known {
                Some(row) if !row.languages.contains(&language) => row.languages.push(language),
                // Two checkers may share a name, one for files in a package and one for others: the one that runs is told.
                Some(row) if row.state == DoctorState::Ready => {}
                Some(row) => {
                    let other = examine(checker, language, workspace, &file, cancel);
                    if other.state == DoctorState::Ready {
                        *row = other;
                    }
                }
                None => rows.push(examine(checker, language, workspace, &file, cancel)),
            }
        }
    }
    rows
}

/// A file name by which a checker sees the language.
fn example_file(language: Language) -> &'static Path {
    Path::new(match language {
        Language::Rust => "main.rs",
        Language::Python => "main.py",
        Language::JavaScript => "main.js",
        Language::Go => "main.go",
    })
}

fn examine(checker: &dyn Checker, language: Language, workspace: &Workspace, file: &Path, cancel: &CancelToken) -> DoctorRow {
    let mut row = DoctorRow {
        checker: checker.name().to_owned(),
        languages: vec![language],
        stage: checker.stage(),
        state: DoctorState::Ready,
        program: None,
        origin: None,
        version: None,
        reason: None,
    };
    match checker.find(workspace, file) {
        Ok(tool) => {
            match version(&tool, checker, workspace, cancel) {
                Ok(version) => row.version = version,
                Err(reason) => {
                    row.state = DoctorState::Broken;
                    row.reason = Some(reason);
                }
            }
            row.program = Some(tool.program);
            row.origin = Some(tool.origin);
        }
        Err(absence) => {
            row.state = match absence {
                Absence::NotInstalled(_) => DoctorState::NotInstalled,
                Absence::NotConfigured(_) => DoctorState::NotConfigured,
            };
            row.reason = Some(absence.reason().to_owned());
        }
    }
    row
}

/// The first line that a tool prints when it is asked for its version; `None` for a tool that is not asked.
fn version(tool: &Tool, checker: &dyn Checker, workspace: &Workspace, cancel: &CancelToken) -> Result<Option<String>, String> {
    let arguments = checker.version_arguments();
    if arguments.is_empty() {
        return Ok(None);
    }
    let mut invocation = Invocation::new(&tool.program, &workspace.root).arguments(arguments.iter().copied());
    invocation.timeout = VERSION_LIMIT;
    let output = spawn::run(&invocation, cancel).map_err(|error| error.to_string())?;
    let first_line = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().map(str::trim).find(|line| !line.is_empty()).map(str::to_owned);
    let said = first_line(&output.stdout).or_else(|| first_line(&output.stderr));
    if output.status == Some(0) {
        return Ok(said);
    }
    let ended = output.status.map_or("was ended by a signal".to_owned(), |status| format!("ended with {status}"));
    Err(format!("{} {} {ended}{}", checker.name(), arguments.join(" "), said.map(|said| format!(": {said}")).unwrap_or_default()))
}
