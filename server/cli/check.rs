//! `healer check`.

use super::output::Output;
use super::render::{self, Entry, Report};
use super::run_checkers::{Plan, unknown_checker};
use super::workset::{Group, collect};
use super::{Format, Selection, Status, interrupt};
use crate::base::CancelToken;
use crate::heal::{Checked, Engine, MenuLimits};
use crate::syntax::SourceFile;
use clap::Args;
use std::collections::BTreeSet;
use std::io;

/// Fixes are worked out for so many errors; a report with more of them is read by nobody as a whole.
const MOST_FIXES: usize = 200;

#[derive(Args, Debug)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    selection: Selection,
    /// How the findings are printed.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

pub(super) fn run(arguments: &CheckArguments, output: &mut Output) -> io::Result<Status> {
    let cancel = interrupt::token();
    let set = collect(&arguments.selection, &cancel);
    if let Some(unknown) = unknown_checker(&arguments.selection, &set.groups) {
        output.complain(&unknown);
        return Ok(Status::CouldNotRun);
    }
    for problem in &set.problems {
        output.complain(problem);
    }
    let mut report = Report::default();
    for group in &set.groups {
        let checked = Plan::new(&arguments.selection, group).check(&group.loaded, &group.files, &[], &cancel);
        for problem in &checked.problems {
            output.complain(problem);
        }
        report.problems.extend(checked.problems);
        for (file, checked) in group.files.iter().zip(checked.files) {
            add_file(&mut report, group, file, checked, &cancel);
        }
    }
    if cancel.is_cancelled() {
        output.complain("interrupted");
        return Ok(Status::CouldNotRun);
    }
    if !set.failed || report.files > 0 {
        render::report(&report, arguments.format, output)?;
    }
    Ok(match (set.failed, report.errors()) {
        (true, _) => Status::CouldNotRun,
        (false, 0) => Status::Clean,
        _ => Status::Errors,
    })
}

/// Adds what was found in one file, with the fixes on offer for its errors.
pub(super) fn add_file(report: &mut Report, group: &Group, file: &SourceFile, checked: Checked, cancel: &CancelToken) {
    let engine = engine(group, file, cancel);
    report.files += 1;
    report.checkers.extend(checked.by);
    let mut mended: BTreeSet<&str> = BTreeSet::new();
    for diagnostic in &checked.diagnostics {
        let wanted = diagnostic.is_error() && report.fixes_computed < MOST_FIXES && mended.insert(&diagnostic.id);
        let fixes = if wanted { engine.suggest(file, diagnostic, &checked.diagnostics) } else { Vec::new() };
        report.fixes_computed += usize::from(wanted);
        report.entries.push(Entry { file: file.clone(), diagnostic: diagnostic.clone(), fixes });
    }
}

/// The engine for one file of a group.
pub(super) fn engine(group: &Group, file: &SourceFile, cancel: &CancelToken) -> Engine {
    Engine::of_project(group.loaded.project.clone())
        .with_facts(group.loaded.facts(file))
        .with_limits(MenuLimits { entries: group.settings.menu_entries })
        .with_cancel(cancel.clone())
}
