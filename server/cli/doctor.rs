//! `healer doctor`.

use super::output::Output;
use super::{Status, interrupt};
use crate::check::Workspace;
use crate::heal::{DoctorRow, DoctorState, doctor};
use crate::session::project_loader::workspace_root;
use crate::session::settings::LayeredSettings;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::io;
use std::path::PathBuf;

#[derive(Args, Debug)]
pub(super) struct DoctorArguments {
    /// A folder of the workspace.
    #[arg(default_value = ".")]
    path: PathBuf,
    /// How the answer is printed.
    #[arg(long, value_enum, default_value_t = DoctorFormat::Human)]
    format: DoctorFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DoctorFormat {
    Human,
    Json,
}

#[derive(Serialize)]
struct Document<'d> {
    version: &'static str,
    workspace: String,
    cache: String,
    settings: Vec<String>,
    checkers: &'d [DoctorRow],
}

pub(super) fn run(arguments: &DoctorArguments, output: &mut Output) -> io::Result<Status> {
    let cancel = interrupt::token();
    let folder = match std::fs::canonicalize(&arguments.path) {
        Ok(folder) => folder,
        Err(error) => {
            output.complain(&format!("{}: {error}", arguments.path.display()));
            return Ok(Status::CouldNotRun);
        }
    };
    let root = workspace_root(&folder);
    let workspace = Workspace::new(&root);
    let LayeredSettings { settings, problems } = LayeredSettings::of_workspace(&root);
    let rows = doctor(&workspace, &settings.own_checkers(), &cancel);
    match arguments.format {
        DoctorFormat::Json => output.json(&Document {
            version: env!("CARGO_PKG_VERSION"),
            workspace: root.display().to_string(),
            cache: workspace.cache.display().to_string(),
            settings: problems,
            checkers: &rows,
        })?,
        DoctorFormat::Human => {
            output.line(&format!("healer {}", env!("CARGO_PKG_VERSION")))?;
            output.line(&format!("workspace  {}", root.display()))?;
            output.line(&format!("cache      {}", workspace.cache.display()))?;
            for problem in problems {
                output.line(&format!("settings   {problem}"))?;
            }
            output.line("")?;
            for row in &rows {
                output.line(&line(row))?;
            }
        }
    }
    Ok(Status::Clean)
}

fn line(row: &DoctorRow) -> String {
    let languages: Vec<&str> = row.languages.iter().map(|language| language.id()).collect();
    let state = match row.state {
        DoctorState::Ready => "ready",
        DoctorState::NotInstalled => "not installed",
        DoctorState::NotConfigured => "not set up",
        DoctorState::Broken => "broken",
    };
    let found = row.program.as_ref().map(|program| format!("{} ({})", program.display(), row.origin.as_deref().unwrap_or("?")));
    let details: Vec<String> = [row.version.clone(), found, row.reason.clone()].into_iter().flatten().collect();
    format!("{:<12} {:<11} {:<13}  {}", row.checker, languages.join(","), state, details.join(", "))
}
