//! `healer undo`: takes a heal back, as long as nobody has changed its files since.

use super::output::Output;
use super::workset::shown_path;
use super::{Status, records};
use crate::model::HealRecord;
use crate::session::atomic_write::{Replacement, replace_files};
use crate::session::project_loader::read_text;
use clap::Args;
use std::io;

#[derive(Args, Debug)]
pub(super) struct UndoArguments {
    /// The heal, as `healer history` names it; the last one that changed something if none is named.
    job: Option<String>,
}

pub(super) fn run(arguments: &UndoArguments, output: &mut Output) -> io::Result<Status> {
    let store = records::open(output);
    let found = match &arguments.job {
        Some(job) => store.heal(job),
        None => store.last_heal(&[]),
    };
    let heal = match found {
        Ok(Some(heal)) if heal.undone => return refuse(output, &format!("heal {} has been taken back already", heal.job)),
        Ok(Some(heal)) if heal.files.is_empty() => return refuse(output, &format!("heal {} changed nothing", heal.job)),
        Ok(Some(heal)) => heal,
        Ok(None) => {
            let what = arguments.job.as_ref().map_or_else(|| "there is no heal to take back".to_owned(), |job| format!("no heal {job} is recorded"));
            return refuse(output, &what);
        }
        Err(error) => return refuse(output, &error.to_string()),
    };
    match take_back(&heal) {
        Ok(()) => {
            store.mark_undone(&heal.job);
            for file in &heal.files {
                output.line(&format!("{}: as before the heal", shown_path(&file.path)))?;
            }
            Ok(Status::Clean)
        }
        Err(reason) => refuse(output, &reason),
    }
}

fn refuse(output: &Output, reason: &str) -> io::Result<Status> {
    output.complain(reason);
    Ok(Status::CouldNotRun)
}

/// Writes the texts before the heal, of all its files or of none.
fn take_back(heal: &HealRecord) -> Result<(), String> {
    let mut texts: Vec<(String, String)> = Vec::with_capacity(heal.files.len());
    for file in &heal.files {
        let present = read_text(&file.path).map_err(|error| error.to_string())?;
        let before = file.undo(&present).map_err(|error| error.to_string())?;
        texts.push((present, before));
    }
    let pairs = heal.files.iter().zip(&texts);
    let replacements: Vec<Replacement<'_>> =
        pairs.map(|(file, (present, before))| Replacement { path: &file.path, expected: present.as_bytes(), new: before.as_bytes() }).collect();
    replace_files(&replacements).map_err(|error| error.to_string())
}
