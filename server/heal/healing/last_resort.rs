//! What is tried when nothing else is left.

use super::judge::Outcome;
use super::{Chosen, Ground, Healing, Trial};

impl Healing {
    /// When nothing else is left: fixes after which their errors are gone, though others stand at their places.
    pub(super) fn last_resort(&mut self, ground: &dyn Ground) -> Option<Trial> {
        let mut trial = Trial { is_last_resort: true, ..Trial::default() };
        for error in self.by_file().into_iter().flatten() {
            let moved = self.tried.get(&error.id).and_then(|tried| tried.iter().find(|tried| tried.outcome == Outcome::Moved)).map(|tried| tried.title.clone());
            let fix = moved.and_then(|title| self.fixes.get(&error.id)?.iter().find(|fix| fix.title == title).cloned());
            // One in each file, as long as nothing speaks against it.
            if let Some(fix) = fix.filter(|fix| fix.edits.iter().all(|edits| !trial.files.contains_key(&edits.path)))
                && trial.add(Chosen { error, fix, proven: false }, &|path| ground.source(path))
                && self.alone
            {
                break;
            }
        }
        (!trial.chosen.is_empty()).then_some(trial)
    }
}
