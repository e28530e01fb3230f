//! Proof before anybody asks: the best fixes of a file's errors are tried on the ground, so that a menu can say what was proven.

use super::Ground;
use super::judge::{Outcome, judge};
use super::phase::phase;
use super::posterior;
use super::snapshot::Snapshot;
use super::trial::{Chosen, Trial};
use crate::base::CancelToken;
use crate::model::{Applicability, Diagnostic, Fix, Verification};
use crate::syntax::SourceFile;
use std::collections::VecDeque;

/// What a check has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The error is gone and no new one came.
    Passed,
    /// The error is gone, but a new one came: the fix may be one step of several.
    Exchanged,
    /// The error is still there.
    Failed,
}

/// What a check has shown of a fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The diagnostic's id.
    pub diagnostic: String,
    /// The fix's id.
    pub fix: String,
    pub shown: Shown,
}

/// Tries fixes of the errors of a state in the order given, several in one text where they agree, in at most `checks` checks. On the ground the
/// texts of the state are in place, before and afterwards. `tell` hears what is shown as it is known.
pub fn prove(base: &Snapshot, fixes: &[(Diagnostic, Fix)], checks: usize, ground: &mut dyn Ground, cancel: &CancelToken, tell: &mut dyn FnMut(Vec<Proof>)) {
    let first_of_parser = |error: &Diagnostic| base.errors_of(&error.path).find(|other| phase(other) == 4).map(|other| other.id.clone());
    // What a parser says behind its first error is a guess, and so would be what is shown of it.
    let is_told = |error: &Diagnostic| first_of_parser(error).is_none_or(|first| first == error.id);
    let chosen = fixes.iter().filter(|(error, fix)| is_told(error) && fix.applicability != Applicability::Sketch);
    let mut open: VecDeque<Chosen> = chosen.map(|(error, fix)| Chosen { error: error.clone(), fix: fix.clone(), proven: false }).collect();
    let mut alone: VecDeque<Chosen> = VecDeque::new();
    for _ in 0..checks {
        let trial = match alone.pop_front() {
            Some(chosen) => next_trial(&mut VecDeque::from([chosen]), ground),
            None => next_trial(&mut open, ground),
        };
        if trial.chosen.is_empty() && open.is_empty() && alone.is_empty() {
            return;
        }
        let texts = trial.texts();
        let before: Vec<SourceFile> = texts.iter().filter_map(|text| ground.source(text.path())).collect();
        texts.iter().for_each(|text| ground.replace(text));
        let spoken = ground.check(&texts);
        before.iter().for_each(|text| ground.replace(text));
        if cancel.is_cancelled() {
            return;
        }
        let after = base.with(spoken);
        let judgement = judge(&trial, base, &after);
        let is_single = trial.chosen.len() == 1;
        if judgement.is_harmed {
            alone.extend(trial.chosen);
            continue;
        }
        let mut proofs = Vec::new();
        for (chosen, outcome) in trial.chosen.into_iter().zip(judgement.outcomes) {
            let proof = |shown| Proof { diagnostic: chosen.error.id.clone(), fix: chosen.fix.id.clone(), shown };
            match outcome {
                _ if !after.is_seen_by(&chosen.error.path, &chosen.error.source) => {}
                Outcome::Mended => proofs.push(proof(Shown::Passed)),
                // An error of a later phase may have been there all along.
                Outcome::Moved => {}
                // In company another one may be to blame.
                Outcome::Exchanged if !is_single => alone.push_back(chosen),
                Outcome::Exchanged => proofs.push(proof(Shown::Exchanged)),
                Outcome::Failed => proofs.push(proof(Shown::Failed)),
            }
        }
        if !proofs.is_empty() {
            tell(proofs);
        }
    }
}

/// The fixes that agree, at most one for each error, taken from the front; those that do not agree stay.
fn next_trial(open: &mut VecDeque<Chosen>, ground: &dyn Ground) -> Trial {
    let mut trial = Trial::default();
    let mut left = VecDeque::new();
    while let Some(chosen) = open.pop_front() {
        if trial.is_for(&chosen.error) {
            left.push_back(chosen);
            continue;
        }
        let is_first = trial.chosen.is_empty();
        // One that cannot even be put into the text alone is not tried at all.
        if !trial.add(chosen.clone(), &|path| ground.source(path)) && !is_first {
            left.push_back(chosen);
        }
    }
    *open = left;
    trial
}

/// The fixes of a diagnostic after what checks have shown of them: what has passed is surer and stands first, and what has not mended the error
/// sinks under all that may, or vanishes where another fix has passed. Sketches stay last.
pub fn after_proof(fixes: &[Fix], proofs: &[Proof]) -> Vec<Fix> {
    let shown = |fix: &Fix| proofs.iter().find(|proof| proof.fix == fix.id).map(|proof| proof.shown);
    let any_passed = fixes.iter().any(|fix| shown(fix) == Some(Shown::Passed));
    let passed = fixes.iter().filter(|fix| shown(fix) == Some(Shown::Passed)).map(|fix| fix.confidence);
    let best_passed = passed.reduce(f64::max).unwrap_or(1.0);
    let place = |fix: &Fix| match shown(fix) {
        Some(Shown::Failed) => 2,
        Some(Shown::Exchanged) if any_passed => 1,
        _ => 0,
    };
    let mut left: Vec<Fix> = fixes
        .iter()
        .filter(|fix| !(any_passed && shown(fix) == Some(Shown::Failed)))
        .map(|fix| match shown(fix) {
            Some(Shown::Passed) if fix.verified != Some(Verification::Checked) => {
                Fix { verified: Some(Verification::Checked), confidence: posterior(fix.confidence, true), ..fix.clone() }
            }
            Some(Shown::Failed) => Fix { confidence: 0.0, preferred: false, ..fix.clone() },
            Some(Shown::Exchanged) => Fix { confidence: fix.confidence.min(best_passed), ..fix.clone() },
            _ => fix.clone(),
        })
        .collect();
    left.sort_by(|one, other| {
        let key = |fix: &Fix| (fix.applicability == Applicability::Sketch, place(fix));
        key(one).cmp(&key(other)).then(other.confidence.total_cmp(&one.confidence))
    });
    for (at, fix) in left.iter_mut().enumerate() {
        fix.preferred &= at == 0;
    }
    left
}
