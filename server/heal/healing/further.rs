//! A look at the files that use what a heal has changed. Most checkers speak only of the files that they are asked about, and a package that
//! cannot be compiled hides the errors of those that use it.

use super::{Ground, Healing, Snapshot};
use crate::model::{Diagnostic, Verdict};
use crate::syntax::{Language, SourceFile};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

impl Healing {
    /// The files that use what is changed in the best state and have not been looked at since, where the heal is about the whole workspace. The
    /// best state is put in place for it.
    pub(super) fn unseen(&mut self, ground: &mut dyn Ground) -> Vec<SourceFile> {
        if !self.targets.files.is_empty() || self.best.name() == self.looked_after {
            return Vec::new();
        }
        let is_changed = |path: &Path, file: &SourceFile| self.originals.get(path).is_some_and(|before| before.digest() != file.digest());
        let changed: BTreeSet<PathBuf> =
            self.best.files().filter(|seen| is_changed(seen.file.path(), &seen.file)).map(|seen| seen.file.path().to_owned()).collect();
        self.looked_after = self.best.name();
        self.turn_back(ground);
        ground.users_of(&changed)
    }

    /// Takes in what checkers say of these files. Tells whether there is more to mend: errors that were hidden so far. Where the heal itself
    /// brought them, its texts may not be kept.
    pub(super) fn look_further(&mut self, spoken: Snapshot, ground: &mut dyn Ground) -> bool {
        let after = self.best.with(spoken);
        let is_known = |error: &Diagnostic| self.best.errors_of(&error.path).any(|known| known.id == error.id);
        let fresh: Vec<Diagnostic> = after.errors().filter(|error| !is_known(error)).cloned().collect();
        let is_hidden = |error: &Diagnostic| error.language == Language::Go || self.baseline.has_not_reached(error);
        if fresh.iter().any(|error| !is_hidden(error)) && after.distance(&self.start).2 > self.start.distance(&after).2 {
            tracing::debug!(?fresh, "what uses the changed files has new errors");
            let reason = "files that use what it changed would have new errors";
            self.given_up.extend(self.kept.drain(..).map(|attempt| super::Attempt { verdict: Verdict::Rollback, reason: reason.to_owned(), ..attempt }));
            self.originals.values().for_each(|text| ground.replace(text));
            (self.best, self.base) = (self.start.clone(), self.start.clone());
            self.looked_after = self.best.name();
            return false;
        }
        for error in &fresh {
            self.baseline.add(error, &after);
        }
        (self.best, self.base) = (after.clone(), after);
        self.looked_after = self.best.name();
        (self.fruitless, self.together) = (0, usize::MAX);
        !fresh.is_empty()
    }
}
