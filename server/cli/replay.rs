//! `healer replay`: an attempt of the past made once more, on the text that it began with.

use super::output::Output;
use super::run_checkers::Plan;
use super::workset::{WorkSet, group_of, shown_path};
use super::{Selection, Status, interrupt, records};
use crate::model::{Envelope, Verdict};
use crate::session::ground::ProjectGround;
use crate::session::project_loader::read_text;
use crate::session::replay::{Replay, Side, replay};
use crate::store::Store;
use crate::syntax::SourceFile;
use clap::Args;
use serde::Serialize;
use std::io;

#[derive(Args, Debug)]
pub(super) struct ReplayArguments {
    /// The attempt, as `healer history` names it.
    envelope: String,
    /// Runs no tool: only the built-in checker looks at the text.
    #[arg(long)]
    builtin_only: bool,
    /// Runs nothing that could run the workspace's own code, as for a workspace that is not trusted.
    #[arg(long)]
    untrusted: bool,
    /// Prints what happened then and what would happen now, as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'d> {
    version: u32,
    #[serde(flatten)]
    replay: &'d Replay,
}

pub(super) fn run(arguments: &ReplayArguments, output: &mut Output) -> io::Result<Status> {
    let store = records::open(output);
    match replayed(arguments, &store, output) {
        Ok(replay) => {
            if arguments.json {
                output.json(&Document { version: 1, replay: &replay })?;
            } else {
                output.text(&page(&replay))?;
            }
            Ok(if replay.same { Status::Clean } else { Status::Errors })
        }
        Err(reason) => {
            output.complain(&reason);
            Ok(Status::CouldNotRun)
        }
    }
}

fn replayed(arguments: &ReplayArguments, store: &Store, output: &Output) -> Result<Replay, String> {
    let id = &arguments.envelope;
    let found = store.envelope(id).map_err(|error| error.to_string())?;
    let envelope = found.ok_or_else(|| format!("no attempt {id} is recorded; `healer history` names those that are"))?;
    let text = text_before(&envelope, store)?;
    let cancel = interrupt::token();
    if !envelope.workspace.is_dir() {
        return Err(format!("{}: the workspace of the attempt is not there any more", envelope.workspace.display()));
    }
    let mut set = WorkSet::default();
    let mut group = group_of(&envelope.workspace, &mut set, &cancel);
    set.problems.iter().for_each(|problem| output.complain(problem));
    let options = group.loaded.parse_options(&envelope.path, envelope.language);
    let before = SourceFile::new(&envelope.path, envelope.language, text, options);
    group.files = vec![before.clone()];
    let (builtin_only, untrusted) = (arguments.builtin_only, arguments.untrusted);
    let selection = Selection { paths: Vec::new(), builtin_only, untrusted, checkers: Vec::new(), tests: false };
    let plan = Plan::new(&selection, &group);
    let checks = Box::new(|loaded: &_, files: &[_], unsaved: &[_]| plan.check(loaded, files, unsaved, &cancel));
    let is_saved = read_text(&envelope.path).is_ok_and(|present| present == before.text());
    let unsaved = if is_saved { Vec::new() } else { vec![before.clone()] };
    group.loaded.replace(before.clone());
    let mut ground = ProjectGround::new(group.loaded.clone(), unsaved, checks, cancel.clone());
    let replay = replay(&envelope, &before, &mut ground, &cancel);
    ground.problems.iter().for_each(|problem| output.complain(problem));
    if cancel.is_cancelled() {
        return Err("interrupted".to_owned());
    }
    Ok(replay)
}

/// The text that an attempt began with: kept in the store, or still on the disk.
fn text_before(envelope: &Envelope, store: &Store) -> Result<String, String> {
    let kept = store.text(&envelope.before).map_err(|error| error.to_string())?;
    let on_disk = || read_text(&envelope.path).ok().filter(|text| crate::base::hash::sha256(text.as_bytes()) == envelope.before);
    kept.or_else(on_disk).ok_or_else(|| {
        let path = shown_path(&envelope.path);
        format!("attempt {} cannot be tried again: the text of {path} that it began with is not kept any more, and the file has changed since", envelope.id)
    })
}

fn page(replay: &Replay) -> String {
    let mut page = format!("{} [{}]\n", replay.then.title, replay.then.rule);
    page.push_str(&row("then", &replay.then));
    page.push_str(&row("now", &replay.now));
    if let Some(first) = &replay.first {
        page.push_str(&row("first now", first));
        page.push_str(&format!("  {:<10} which is: {} [{}]\n", "", first.title, first.rule));
    }
    if replay.same {
        page.push_str("the same as then\n");
        return page;
    }
    for difference in &replay.differences {
        page.push_str(&format!("differs: {difference}\n"));
    }
    let changed = |diff: &str| diff.lines().skip(2).map(|line| format!("  {line}\n")).collect::<String>();
    let today = replay.first.as_ref().filter(|_| replay.now.place.is_none()).unwrap_or(&replay.now);
    if changed(&replay.then.diff) != changed(&today.diff) {
        page.push_str(&format!("\nchanged then:\n{}", changed(&replay.then.diff)));
        page.push_str(&format!("\nwould change now:\n{}", changed(&today.diff)));
    }
    page
}

fn row(when: &str, side: &Side) -> String {
    let place = side.place.map_or("-".to_owned(), |place| place.to_string());
    let verdict = match side.verdict {
        Some(Verdict::Promote) => "kept",
        Some(Verdict::Retry) => "tried",
        Some(Verdict::Rollback) => "taken back",
        None => "not tried",
    };
    format!("  {when:<10} {}, place {place}, confidence {:.2} to {:.2}, {verdict}: {}\n", side.category, side.prior, side.confidence, side.reason)
}
