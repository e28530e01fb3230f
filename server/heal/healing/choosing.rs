//! What is tried next: which errors may be mended now, and with which of their fixes.

use super::phase::{FIRST_TURN, turn};
use super::trial::{Chosen, Trial};
use super::{Ground, Healing};
use crate::base::CancelToken;
use crate::model::{Applicability, Diagnostic, Fix};
use std::collections::BTreeMap;
use std::path::Path;

/// What the confidence in a fix of a warning is worth where it is to mend an error: the fix was made for something else.
const OF_WARNING: f64 = 0.5;

impl Healing {
    /// The fixes of the next round, as far as they agree; `None` where nothing is left to try.
    pub(super) fn compose(&mut self, ground: &dyn Ground, cancel: &CancelToken) -> Option<Trial> {
        let mut trial = Trial::default();
        for chosen in self.proven.clone() {
            trial.add(chosen, &|path| ground.source(path));
        }
        let mut is_new = false;
        for errors in self.by_file() {
            is_new |= self.add_candidates(&mut trial, &errors, ground, cancel);
            if cancel.is_cancelled() {
                return None;
            }
            if is_new && trial.chosen.len() >= self.together {
                break;
            }
        }
        let is_proven_again = !trial.chosen.is_empty();
        if is_new || is_proven_again { Some(trial) } else { self.last_resort(ground) }
    }

    /// Adds the next candidate of each of a file's errors that may be mended now: what follows from other errors waits, so these are the errors
    /// of the earliest phase in which there is still something to try. Tells whether any was added.
    fn add_candidates(&mut self, trial: &mut Trial, errors: &[Diagnostic], ground: &dyn Ground, cancel: &CancelToken) -> bool {
        let mut is_new = false;
        for of_phase in (0..=FIRST_TURN).rev() {
            let mut is_open = false;
            for error in errors.iter().filter(|error| turn(error) == of_phase) {
                if cancel.is_cancelled() {
                    return is_new;
                }
                if !self.has_attempts_left(error) {
                    continue;
                }
                let is_seen_to = trial.is_for(error) || trial.mends_as_well(error);
                is_open |= is_seen_to;
                if !is_seen_to {
                    for fix in self.candidates(error, ground) {
                        is_open = true;
                        let chosen = Chosen { error: error.clone(), fix, proven: false };
                        if trial.add(chosen, &|path| ground.source(path)) {
                            is_new = true;
                            break;
                        }
                    }
                }
                // What a parser says behind its first error is a guess.
                if is_open && (of_phase >= 4 || (is_new && trial.chosen.len() >= self.together)) {
                    return is_new;
                }
            }
            if is_open {
                return is_new;
            }
        }
        is_new
    }

    /// The errors that are to be mended, by file, in order of place.
    pub(super) fn by_file(&self) -> Vec<Vec<Diagnostic>> {
        let mut by_file: BTreeMap<&Path, Vec<Diagnostic>> = BTreeMap::new();
        for error in self.base.errors().filter(|error| self.targets.include(error)) {
            by_file.entry(&error.path).or_default().push(error.clone());
        }
        by_file.into_values().collect()
    }

    /// The fixes of an error that may be taken and have not been tried yet, best first. Where it has none of its own any more, those of warnings
    /// at its place: what is written twice, or is used by nobody, is often the error's cause too, and a menu shows them there.
    fn candidates(&mut self, error: &Diagnostic, ground: &dyn Ground) -> Vec<Fix> {
        let Some(seen) = self.base.get(&error.path) else { return Vec::new() };
        let suggest = |diagnostic: &Diagnostic| ground.engine(&seen.file).suggest(&seen.file, diagnostic, &seen.checked.diagnostics);
        let fixes = self.fixes.entry(error.id.clone()).or_insert_with(|| suggest(error));
        let tried = self.tried.get(&error.id).map_or(&[][..], Vec::as_slice);
        let may_be_taken = |fix: &Fix| (self.policy.sketches || fix.applicability != Applicability::Sketch) && (self.policy.trials || !fix.is_on_trial());
        let is_open = |fix: &&Fix| may_be_taken(fix) && !tried.iter().any(|tried| tried.title == fix.title);
        if !fixes.iter().any(|fix| is_open(&fix)) && self.with_warnings.insert(error.id.clone()) {
            let warnings = seen.checked.diagnostics.iter().filter(|other| !other.is_error() && other.range.intersects(error.range));
            for fix in warnings.flat_map(suggest) {
                if !fixes.iter().any(|known| known.title == fix.title) {
                    fixes.push(Fix { diagnostic: error.id.clone(), confidence: fix.confidence * OF_WARNING, ..fix });
                }
            }
        }
        let mut open: Vec<Fix> = fixes.iter().filter(is_open).cloned().collect();
        open.retain(|fix| self.guard.lets(error, fix));
        open
    }

    pub(super) fn forget_fixes(&mut self) {
        self.fixes.clear();
        self.with_warnings.clear();
    }
}
