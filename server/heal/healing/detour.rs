//! Ways to a better text that lead through one that is no better: a fix whose error is gone while another stands in its place, which may
//! have a fix of its own. They are tried when nothing else is left, and taken back where they lead nowhere.

use super::judge::Outcome;
use super::posterior;
use super::snapshot::Snapshot;
use super::trial::{Chosen, Trial};
use super::{Attempt, Ground, Healing};
use crate::heal::gate;
use crate::model::{Fix, Verdict};
use crate::syntax::{Language, SourceFile};
use std::collections::BTreeMap;

/// Why a detour is not kept that has come to a better text.
const UNSURE: &str = "the error is gone, but it is not sure enough that this is what the author wants";

/// So many fixes are taken one after the other without any state that may be kept.
const LONGEST: usize = 4;

impl Healing {
    /// When nothing else is left: fixes after which their errors are gone, though others stand in their places.
    pub(super) fn last_resort(&mut self, ground: &dyn Ground) -> Option<Trial> {
        let errors: Vec<_> = self.by_file().into_iter().flatten().collect();
        for wanted in [Outcome::Moved, Outcome::Exchanged] {
            let mut trial = Trial { is_last_resort: true, ..Trial::default() };
            for error in &errors {
                let tried = self.tried.get(&error.id).map_or(&[][..], Vec::as_slice);
                // Where its own doing has to be mended afterwards, a fix had better be right.
                let is_sure = |fix: &Fix| wanted == Outcome::Moved || fix.confidence >= self.policy.least_confidence;
                let was = |fix: &Fix| tried.iter().any(|tried| tried.outcome == wanted && tried.title == fix.title) && is_sure(fix);
                let fix = self.fixes.get(&error.id).and_then(|fixes| fixes.iter().find(|fix| was(fix)));
                // One in each file, as long as nothing speaks against it.
                if let Some(fix) = fix.filter(|fix| fix.edits.iter().all(|edits| !trial.files.contains_key(&edits.path)))
                    && trial.add(Chosen { error: error.clone(), fix: fix.clone(), proven: false }, &|path| ground.source(path))
                    && (self.together == 1 || wanted == Outcome::Exchanged)
                {
                    break;
                }
            }
            if !trial.chosen.is_empty() {
                return Some(trial);
            }
        }
        None
    }

    /// Whether a state that a last resort has come to is worth going on from: it is nearer to clean, or a new one on a short way.
    pub(super) fn leads_on(&self, after: &Snapshot) -> bool {
        after.distance(&self.base) < self.base.distance(after) || (self.pending.len() < LONGEST && !self.visited.contains(&after.name()))
    }

    /// Whether the base is nearer to clean than the best state. How many errors a parser counts says nothing of a detour that has not come
    /// to a text that parses.
    pub(super) fn is_better(&self) -> bool {
        let does_not_parse = |attempt: &Attempt| self.base.get(&attempt.diagnostic.path).is_some_and(|seen| !seen.parses());
        (self.detour.is_empty() || !self.pending.iter().any(does_not_parse))
            && self.base.distance_since(&self.start, &self.best) < self.best.distance_since(&self.start, &self.base)
    }

    /// Why the base may not be kept, if it may not.
    pub(super) fn refusal(&self) -> Option<&'static str> {
        if !self.base.is_admissible_after(&self.baseline) {
            return Some("the error is gone, but the text may not be kept: a file would have more errors than before");
        }
        if !self.is_sure_of_detour() {
            return Some(UNSURE);
        }
        // What Go's compiler refuses as unused has to go, in a small program too.
        let is_refused = |attempt: &Attempt| attempt.diagnostic.language == Language::Go && attempt.diagnostic.category().contains("UNUSED");
        let is_gutted = |before: &SourceFile| {
            let after = self.base.get(before.path()).map_or("", |seen| seen.file.text());
            gate::guts(before.text(), after, before.language().line_comment())
        };
        let throws_away = !self.kept.iter().chain(&self.pending).all(is_refused) && self.originals.values().any(is_gutted);
        throws_away.then_some("the error is gone, but with too much of the code")
    }

    /// Whether each of the steps that were taken although they are not the whole repair is likely what the author wants. The same change at
    /// several places (a new name of a function in all its calls) is one guess, and each place of which no checker complains any more speaks
    /// for it.
    fn is_sure_of_detour(&self) -> bool {
        let mut guesses: BTreeMap<(&str, &str), (f64, i32)> = BTreeMap::new();
        for Chosen { fix, .. } in &self.detour {
            let (confidence, places) = guesses.entry((&fix.rule, &fix.title)).or_default();
            (*confidence, *places) = (confidence.max(fix.confidence), *places + 1);
        }
        guesses.into_values().all(|(confidence, places)| (0..places).fold(confidence, |sure, _| posterior(sure, true)) >= self.policy.least_confidence)
    }

    /// Takes back what was adopted since the best state, as it has led nowhere. Tells whether there was any.
    pub(super) fn turn_back(&mut self, ground: &mut dyn Ground) -> bool {
        let Some(first) = self.pending.first() else { return false };
        let (error, title) = (first.diagnostic.id.clone(), first.fix.title.clone());
        self.note(&error, &title, Outcome::Failed);
        let reason = self.refusal().filter(|_| self.is_better()).unwrap_or("the error is gone, but for another that could not be mended");
        self.is_held_back |= self.is_better() && self.refusal() != Some(UNSURE);
        self.rolled_back.extend(self.pending.drain(..).map(|attempt| Attempt { verdict: Verdict::Rollback, reason: reason.to_owned(), ..attempt }));
        self.put_in_place(&self.best.clone(), ground);
        self.base = self.best.clone();
        self.targets = self.targets_of_best.clone();
        self.forget_fixes();
        self.proven.clear();
        self.together = usize::MAX;
        self.detour.clear();
        true
    }
}
