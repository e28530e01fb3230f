//! `healer history`: the attempts that were recorded.

use super::Status;
use super::output::Output;
use super::records;
use super::workset::shown_path;
use crate::model::{Envelope, HealRecord, Verdict, Verification};
use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

#[derive(Args, Debug)]
pub(super) struct HistoryArguments {
    /// Shows only the attempts at a file, or at the files in a folder.
    path: Option<PathBuf>,
    /// The most attempts that are shown, the newest first.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Shows what each attempt changed.
    #[arg(long)]
    diff: bool,
    /// Prints the records whole, as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'d> {
    version: u32,
    envelopes: &'d [Envelope],
}

pub(super) fn run(arguments: &HistoryArguments, output: &mut Output) -> io::Result<Status> {
    // A file that is gone has a history too.
    let path = arguments.path.as_ref().map(|path| std::fs::canonicalize(path).or_else(|_| std::path::absolute(path))).transpose()?;
    let store = records::open(output);
    let envelopes = match store.history(path.as_deref(), arguments.limit) {
        Ok(envelopes) => envelopes,
        Err(error) => {
            output.complain(&error.to_string());
            return Ok(Status::CouldNotRun);
        }
    };
    if arguments.json {
        output.json(&Document { version: 1, envelopes: &envelopes })?;
        return Ok(Status::Clean);
    }
    if envelopes.is_empty() {
        output.line("nothing is recorded")?;
    }
    // Attempts of heals that run side by side come mixed; each head line names its heal.
    let mut heals: BTreeMap<&str, Option<HealRecord>> = BTreeMap::new();
    let mut last = "";
    for envelope in &envelopes {
        let heal = heals.entry(&envelope.job).or_insert_with(|| store.heal(&envelope.job).ok().flatten());
        if envelope.job != last {
            if !last.is_empty() {
                output.line("")?;
            }
            output.line(&head(envelope, heal.as_ref()))?;
            last = &envelope.job;
        }
        output.text(&attempt(envelope))?;
        if arguments.diff && !envelope.diff.is_empty() {
            output.text(&difference(&envelope.diff, output.colored()))?;
        }
    }
    Ok(Status::Clean)
}

/// The line about the heal that an attempt belongs to.
fn head(envelope: &Envelope, heal: Option<&HealRecord>) -> String {
    let Some(heal) = heal else { return format!("{}  heal {}", records::utc(envelope.stamp.time), envelope.job) };
    let undone = if heal.undone { ", taken back" } else { "" };
    let reason = heal.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    let status = records::word(&heal.status);
    format!(
        "{}  heal {}: {status}{undone}{reason}, {} to {} errors, {} ms",
        records::utc(heal.ended.time),
        heal.job,
        heal.before,
        heal.after,
        heal.milliseconds
    )
}

/// An attempt in three lines: the diagnostic, the fix with what came of it, and why.
fn attempt(envelope: &Envelope) -> String {
    let verdict = match envelope.verdict {
        Verdict::Promote => "kept",
        Verdict::Retry => "tried",
        Verdict::Rollback => "taken back",
    };
    let proof = match envelope.verified {
        Some(Verification::Parsed) => ", parsed",
        Some(Verification::Checked) => ", checked",
        Some(Verification::Tested) => ", tested",
        None => "",
    };
    let code = envelope.code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
    let damaged = if envelope.raw.is_intact() { "" } else { "\n    the record is damaged: its raw bytes are not those that were recorded" };
    let message = envelope.message.lines().next().unwrap_or("");
    // That of the choice, and what was left of it after the check.
    let confidence = format!("{:.2} to {:.2}", envelope.prior, envelope.confidence);
    format!(
        "  {}: {}{code}: {message} [{}]\n    {verdict}: {} ({}, confidence {confidence}{proof}, {} ms)  {}\n    {}{damaged}\n",
        shown_path(&envelope.path),
        envelope.source,
        envelope.category,
        envelope.fix.title,
        envelope.fix.rule,
        envelope.milliseconds,
        envelope.id,
        envelope.reason,
    )
}

/// A difference with its lines indented, and coloured where wanted.
fn difference(diff: &str, colored: bool) -> String {
    let color = |line: &str| match line.chars().next() {
        Some('+') => Some("32"),
        Some('-') => Some("31"),
        _ => None,
    };
    let line = |line: &str| match color(line).filter(|_| colored) {
        Some(color) => format!("      \u{1b}[{color}m{line}\u{1b}[0m\n"),
        None => format!("      {line}\n"),
    };
    diff.lines().map(line).collect()
}
