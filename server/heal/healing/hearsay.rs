//! Errors that other servers of the editor told of. No checker here can look for them in a text that is only being tried, so what became of
//! them is presumed: a fix for one mends it as far as the checkers have nothing against it, and all others stay what they were. How sure the
//! fix is, is then all that speaks for it; its server has the last word once the text is in the editor.

use super::trial::{Changed, Chosen, Trial};
use super::{Healing, Seen, Snapshot};
use crate::base::Span;
use crate::heal::same_error;
use crate::model::Diagnostic;
use std::collections::BTreeSet;

/// What is told of a fix for such an error that is kept.
pub(super) const PRESUMED: &str = "no new error came, and the server that reported this one has not looked yet";

impl Healing {
    /// The same with errors of the start's own texts that others told of, but for those of which a checker here says as much, or on which a
    /// checker of the same name has another opinion.
    pub fn hearing(mut self, told: Vec<Diagnostic>) -> Healing {
        for error in told.into_iter().filter(Diagnostic::is_error) {
            let Some(seen) = self.start.get(&error.path) else { continue };
            let is_known = seen.checked.diagnostics.iter().any(|own| same_error(own, &error, &seen.file));
            let name = (error.path.clone(), error.source.clone());
            if is_known || seen.checked.by.contains(&error.source) && !self.hearsay.contains(&name) {
                continue;
            }
            self.hearsay.insert(name);
            self.start.tell_again(&error, None);
        }
        (self.base, self.best, self.baseline) = (self.start.clone(), self.start.clone(), self.start.clone());
        self.results.insert(self.start.name(), self.start.clone());
        self
    }

    /// Whether an error is one that others told of.
    pub fn is_hearsay(&self, error: &Diagnostic) -> bool {
        self.hearsay.contains(&(error.path.clone(), error.source.clone()))
    }

    /// The checkers that looked at a text themselves.
    pub fn looked_at<'s>(&'s self, seen: &'s Seen) -> impl Iterator<Item = &'s String> {
        seen.checked.by.iter().filter(|name| !self.hearsay.contains(&(seen.file.path().to_owned(), (*name).clone())))
    }

    /// The servers whose errors are presumed to be mended.
    pub fn presumed(&self) -> BTreeSet<String> {
        let kept = self.kept.iter().map(|attempt| &attempt.diagnostic).filter(|error| self.is_hearsay(error));
        kept.map(|error| error.source.clone()).collect()
    }

    /// What checkers said after a trial, with what is presumed of the errors that others told of.
    pub(super) fn with_hearsay(&self, mut after: Snapshot, trial: &Trial) -> Snapshot {
        for error in self.base.errors().filter(|error| self.is_hearsay(error)) {
            after.forget(error);
            let changed = trial.files.get(&error.path);
            if !trial.is_for(error) && !trial.mends_as_well(error) {
                after.tell_again(error, changed);
            }
        }
        after
    }

    /// Whether the checker that reported a fix's error has looked at the text after it.
    pub(super) fn is_looked_at(&self, chosen: &Chosen, after: &Snapshot) -> bool {
        after.is_seen_by(&chosen.error.path, &chosen.error.source) && !self.is_hearsay(&chosen.error)
    }
}

impl Snapshot {
    /// Takes an error out, as if its server had looked and not found it.
    fn forget(&mut self, error: &Diagnostic) {
        if let Some(seen) = self.files.get_mut(&error.path) {
            seen.checked.by.insert(error.source.clone());
            seen.checked.diagnostics.retain(|known| known.id != error.id || known.source != error.source);
        }
    }

    /// Takes an error in that was there before its file was changed, unless what it is about was changed.
    fn tell_again(&mut self, error: &Diagnostic, changed: Option<&Changed>) {
        let Some(seen) = self.files.get_mut(&error.path) else { return };
        seen.checked.by.insert(error.source.clone());
        let edits = changed.map(|changed| &changed.edits);
        if edits.is_some_and(|edits| edits.edits().iter().any(|edit| edit.range.intersects(error.range))) {
            return;
        }
        let moved = |offset: usize| edits.map_or(offset, |edits| edits.map_offset(offset));
        let range = Span::new(moved(error.range.start), moved(error.range.end).max(moved(error.range.start)));
        seen.checked.diagnostics.push(Diagnostic { range, ..error.clone() });
    }
}

#[cfg(test)]
#[path = "hearsay_tests.rs"]
mod tests;
