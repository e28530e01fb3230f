//! What came of a trial: which of its fixes mended their errors, and which did harm.

use super::phase::phase;
use super::snapshot::Snapshot;
use super::trial::{Chosen, Trial};
use crate::base::Span;
use crate::model::Diagnostic;
use std::collections::HashMap;
use std::path::Path;

/// What became of one fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// Its error is gone, and nothing came of it.
    Mended,
    /// Its error is gone, but another one stands at the place, of a phase that the checker had not reached before.
    Moved,
    /// Its error is gone, but a new one is its doing, that the checker would have known of before.
    Exchanged,
    /// Its error is still there.
    Failed,
}

/// What became of all fixes of a trial.
#[derive(Clone, Debug)]
pub(super) struct Judgement {
    /// In the order of the trial.
    pub outcomes: Vec<Outcome>,
    /// Whether there are new errors that cannot be told to be one fix's doing.
    pub is_harmed: bool,
    /// The errors that were there before, unseen: the checkers had not come so far, and no fix touched what they are about.
    pub uncovered: Vec<Diagnostic>,
}

/// Compares the states before and after a trial.
pub(super) fn judge(trial: &Trial, before: &Snapshot, after: &Snapshot) -> Judgement {
    let mut outcomes: Vec<Outcome> = trial.chosen.iter().map(|chosen| if is_gone(chosen, trial, after) { Outcome::Mended } else { Outcome::Failed }).collect();
    for (chosen, _) in trial.chosen.iter().zip(&outcomes).filter(|(_, outcome)| **outcome == Outcome::Failed) {
        tracing::debug!(error = chosen.error.message, fix = chosen.fix.title, "still there");
    }
    let mut strays = 0;
    let mut uncovered = Vec::new();
    for error in fresh(trial, before, after) {
        let unreached = before.has_not_reached(error);
        let to_blame = |at: &usize| {
            trial.chosen.get(*at).is_some_and(|chosen| match unreached && phase(&chosen.error) == 4 {
                true => is_made_by(chosen, error, trial),
                false => is_to_blame(chosen, error, trial, after),
            })
        };
        let changes_file = |at: &usize| trial.chosen.get(*at).is_some_and(|chosen| chosen.fix.edits_of(&error.path).is_some());
        let mut blamed: Vec<usize> = (0..trial.chosen.len()).filter(to_blame).collect();
        // The same words may have been changed in other files, and those fixes are not to blame where one of this file is.
        if blamed.iter().any(changes_file) {
            blamed.retain(changes_file);
        }
        // A parser stops at its first error, so those behind it are news and nobody's doing.
        let behind = |chosen: &Chosen| chosen.error.path == error.path && mapped_line(chosen, trial, after).is_some_and(|line| line < line_of(error, after));
        let is_next_of_parser = phase(error) == 4 && before.stopped_in(&error.path, &error.source) == 4 && trial.chosen.iter().any(behind);
        for at in &blamed {
            if let Some(outcome) = outcomes.get_mut(*at) {
                *outcome = (*outcome).max(if unreached { Outcome::Moved } else { Outcome::Exchanged });
            }
        }
        if blamed.is_empty() && (unreached || is_next_of_parser) {
            uncovered.push(error.clone());
        }
        strays += usize::from(blamed.is_empty() && !unreached && !is_next_of_parser);
        tracing::debug!(
            error = error.message, source = error.source, path = %error.path.display(), line = line_of(error, after) + 1, unreached, is_next_of_parser,
            "a new error, by the fixes {blamed:?}"
        );
    }
    let mut is_harmed = strays > 0;
    if is_harmed && let [only] = outcomes.as_mut_slice() {
        // What a checker says of other places once it comes further is no harm; errors in exchange for errors are.
        let is_closer = after.distance(before) < before.distance(after);
        *only = if is_closer { *only } else { (*only).max(Outcome::Exchanged) };
        is_harmed = false;
    }
    Judgement { outcomes, is_harmed, uncovered }
}

/// Whether a fix's error is not reported any more at its place. Where its checker could not look, the others have to do.
fn is_gone(chosen: &Chosen, trial: &Trial, after: &Snapshot) -> bool {
    let error = &chosen.error;
    let Some(line) = mapped_line(chosen, trial, after) else { return true };
    let is_unseen = !after.is_seen_by(&error.path, &error.source);
    let same = |other: &&Diagnostic| {
        let is_said_again = other.source == error.source && other.code == error.code && other.message == error.message;
        is_said_again || is_unseen && phase(error) == 4 && phase(other) == 4
    };
    !after.errors_of(&error.path).filter(same).any(|other| line_of(other, after) == line)
}

/// The errors that were not there before. Two errors are the same if the same words are said of the same file, or if different checkers find
/// errors of the same kind in the same line.
fn fresh<'s>(trial: &Trial, before: &'s Snapshot, after: &'s Snapshot) -> Vec<&'s Diagnostic> {
    let words = |error: &'s Diagnostic| (error.path.as_path(), error.source.as_str(), error.code(), error.message.as_str());
    let mut known: HashMap<(&Path, &str, &str, &str), usize> = HashMap::new();
    for error in before.errors() {
        *known.entry(words(error)).or_default() += 1;
    }
    let is_same_kind = |old: &Diagnostic, new: &Diagnostic| {
        let line = after.get(&old.path).map(|seen| {
            let start = trial.files.get(&old.path).map_or(old.range.start, |changed| changed.edits.map_offset(old.range.start));
            seen.file.line_of(start.min(seen.file.text().len()))
        });
        old.source != new.source && old.category() == new.category() && line == Some(line_of(new, after))
    };
    let mut fresh = Vec::new();
    for error in after.errors() {
        match known.get_mut(&words(error)) {
            Some(left) if *left > 0 => *left -= 1,
            _ if before.errors_of(&error.path).any(|old| is_same_kind(old, error)) => {}
            _ => fresh.push(error),
        }
    }
    fresh
}

/// Whether an error that the parser kept the checkers from seeing is the doing of a fix of the syntax: it stands in what the fix has written, is
/// about a name written by it, or about one of whose declaration it took the keyword away.
fn is_made_by(chosen: &Chosen, error: &Diagnostic, trial: &Trial) -> bool {
    let (Some(edits), Some(changed)) = (chosen.fix.edits_of(&error.path), trial.files.get(&error.path)) else { return false };
    let subject = error.subject().unwrap_or("");
    edits.edits().iter().any(|edit| {
        let start = changed.edits.map_offset(edit.range.start);
        let written = Span::new(start, start + edit.text.len());
        let taken = changed.before.slice(edit.range);
        let behind = changed.before.text().get(edit.range.end..).unwrap_or("").trim_start();
        let is_undeclared = DECLARING.iter().any(|keyword| words(taken).any(|word| word == *keyword)) && !subject.is_empty() && behind.starts_with(subject);
        error.range.start < written.end && written.start < error.range.end || words(&edit.text).any(|word| word == subject) || is_undeclared
    })
}

/// Keywords behind which a name is declared.
const DECLARING: &[&str] = &["let", "const", "var", "enum", "class", "function", "def", "fn", "func", "type", "struct", "import", "use", "for", "as", "static"];

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

/// Whether a new error may be a fix's doing: it stands where the fix changed the text or where the fix's error stood, or it is about a name
/// that stands in the changed lines.
fn is_to_blame(chosen: &Chosen, error: &Diagnostic, trial: &Trial, after: &Snapshot) -> bool {
    is_at(chosen, error, trial, after) || is_about(chosen, error, trial)
}

/// Whether the error's subject is a word of the lines that the fix changed, before or afterwards.
fn is_about(chosen: &Chosen, error: &Diagnostic, trial: &Trial) -> bool {
    let Some(subject) = error.subject() else { return false };
    let is_word = |text: &str| words(text).any(|word| word == subject);
    chosen.fix.edits.iter().any(|file| {
        let Some(changed) = trial.files.get(&file.path) else { return false };
        file.edits.edits().iter().any(|edit| {
            let lines = changed.before.line_of(edit.range.start)..=changed.before.line_of(edit.range.end);
            is_word(&edit.text) || lines.into_iter().any(|line| is_word(changed.before.line(line)))
        })
    })
}

/// Whether an error stands where a fix changed the text, or where the error stood that it is for.
fn is_at(chosen: &Chosen, error: &Diagnostic, trial: &Trial, after: &Snapshot) -> bool {
    let line = line_of(error, after);
    if chosen.error.path == error.path && mapped_line(chosen, trial, after) == Some(line) {
        return true;
    }
    let (Some(edits), Some(changed), Some(seen)) = (chosen.fix.edits_of(&error.path), trial.files.get(&error.path), after.get(&error.path)) else {
        return false;
    };
    edits.edits().iter().any(|edit| {
        let start = changed.edits.map_offset(edit.range.start);
        let end = (start + edit.text.len()).min(seen.file.text().len());
        let written_ends = edit.text.ends_with('\n');
        let last = seen.file.line_of(end);
        (seen.file.line_of(start)..=if written_ends { last.saturating_sub(1) } else { last }).contains(&line)
    })
}

/// The line on which a fix's error stood, in the text after the trial.
fn mapped_line(chosen: &Chosen, trial: &Trial, after: &Snapshot) -> Option<usize> {
    let seen = after.get(&chosen.error.path)?;
    let start = chosen.error.range.start;
    let offset = trial.files.get(&chosen.error.path).map_or(start, |changed| changed.edits.map_offset(start));
    Some(seen.file.line_of(offset.min(seen.file.text().len())))
}

fn line_of(error: &Diagnostic, state: &Snapshot) -> usize {
    state.get(&error.path).map_or(0, |seen| seen.file.line_of(error.range.start))
}
