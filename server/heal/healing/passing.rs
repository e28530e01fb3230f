//! Tests as the last gate: those that passed before a heal pass after it, or the heal goes back as far as it takes.

use super::{Attempt, Chosen, Ground, Healing, Snapshot, Trial};
use crate::base::CancelToken;
use crate::heal::test_run::{PassedTest, TestRun};
use crate::model::{Verdict, Verification};
use crate::syntax::SourceFile;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

impl Healing {
    /// Runs the tests on the best state and holds them against those that passed at the start. Where one fails now that passed, the last fixes
    /// are left out, halving until as many are in as the tests bear; then it is tried with all but the first that they do not bear. A run that
    /// could not end proves nothing, so nothing is kept then, nor where `cancel` ends the search. The best state is in place on the ground
    /// afterwards.
    pub fn keep_passing(&mut self, before: &TestRun, ground: &mut dyn Ground, cancel: &CancelToken) {
        if self.kept.is_empty() || before.passed.is_empty() {
            return;
        }
        self.put_in_place(&self.best.clone(), ground);
        let lost = self.lost(before, ground);
        if lost.as_ref().is_some_and(Vec::is_empty) {
            self.kept.iter_mut().for_each(|attempt| attempt.fix.verified = Some(Verification::Tested));
            return;
        }
        let kept = std::mem::take(&mut self.kept);
        let (mut good, mut bad) = ((Vec::new(), self.start.clone()), kept.len());
        while lost.is_some() && bad - good.0.len() > 1 && !cancel.is_cancelled() {
            let middle = good.0.len().midpoint(bad);
            let first: Vec<Attempt> = kept.iter().take(middle).cloned().collect();
            match self.state_with(&first, before, ground, cancel) {
                Some(state) => good = (first, state),
                None => bad = middle,
            }
        }
        if lost.is_some() && bad < kept.len() && !cancel.is_cancelled() {
            let others: Vec<Attempt> = kept.iter().enumerate().filter(|(at, _)| *at + 1 != bad).map(|(_, attempt)| attempt.clone()).collect();
            good = self.state_with(&others, before, ground, cancel).map_or(good, |state| (others, state));
        }
        let (mut taken, state) = good;
        taken.iter_mut().for_each(|attempt| attempt.fix.verified = Some(Verification::Tested));
        let is_taken = |attempt: &Attempt| taken.iter().any(|taken| taken.diagnostic.id == attempt.diagnostic.id && taken.fix.id == attempt.fix.id);
        let reason = reason(lost.as_deref());
        let dropped = kept.into_iter().filter(|attempt| !is_taken(attempt));
        self.given_up.extend(dropped.map(|attempt| Attempt { verdict: Verdict::Rollback, reason: reason.clone(), ..attempt }));
        self.kept = taken;
        self.broken_tests = lost.unwrap_or_default();
        self.put_in_place(&state, ground);
        (self.best, self.base) = (state.clone(), state);
        self.forget_fixes();
    }

    /// The tests that passed before and fail now, with the best state in place; they are run once more, as some fail by chance. `None` where it
    /// cannot be told.
    fn lost(&self, before: &TestRun, ground: &mut dyn Ground) -> Option<Vec<PassedTest>> {
        let mut lost: Option<Vec<PassedTest>> = None;
        for _ in 0..2 {
            let run = ground.tests();
            if run.is_cancelled {
                return None;
            }
            let now = run.lost_since(before);
            let both = lost.map_or_else(|| now.clone(), |earlier| earlier.into_iter().filter(|test| now.contains(test)).collect());
            if both.is_empty() {
                return Some(both);
            }
            lost = Some(both);
        }
        lost
    }

    /// The state with only these fixes, if the tests bear it and no checker is against it.
    fn state_with(&self, fixes: &[Attempt], before: &TestRun, ground: &mut dyn Ground, cancel: &CancelToken) -> Option<Snapshot> {
        let texts = texts_with(fixes, &self.originals)?;
        self.put_texts_in_place(&texts, ground);
        let changed: Vec<SourceFile> = texts.into_values().collect();
        let state = self.start.with(ground.check(&changed));
        if cancel.is_cancelled() || !state.is_admissible_after(&self.baseline) {
            return None;
        }
        self.lost(before, ground).filter(Vec::is_empty).map(|_| state)
    }

    /// Puts the texts of a state in place, of all files that the heal changed.
    pub(super) fn put_in_place(&self, state: &Snapshot, ground: &mut dyn Ground) {
        let text = |path: &PathBuf| Some((path.clone(), state.get(path)?.file.clone()));
        self.put_texts_in_place(&self.originals.keys().filter_map(text).collect(), ground);
    }

    /// Puts these texts in place, and the originals of all other files that the heal changed.
    fn put_texts_in_place(&self, texts: &BTreeMap<PathBuf, SourceFile>, ground: &mut dyn Ground) {
        for (path, original) in &self.originals {
            ground.replace(texts.get(path).unwrap_or(original));
        }
    }
}

/// The texts of the changed files with only these fixes, in their order. `None` where one of them builds on another that is not among them.
fn texts_with(fixes: &[Attempt], originals: &HashMap<PathBuf, SourceFile>) -> Option<BTreeMap<PathBuf, SourceFile>> {
    let mut texts: BTreeMap<PathBuf, SourceFile> = originals.iter().map(|(path, file)| (path.clone(), file.clone())).collect();
    let mut trial = Trial::default();
    for attempt in fixes {
        let chosen = || Chosen { error: attempt.diagnostic.clone(), fix: attempt.fix.clone(), proven: true };
        let present = texts.clone();
        if trial.add(chosen(), &|path: &Path| present.get(path).cloned()) {
            continue;
        }
        // It is of a later round, which began with what the earlier ones made.
        texts.extend(std::mem::take(&mut trial).files.into_iter().map(|(path, changed)| (path, changed.after)));
        let present = texts.clone();
        if !trial.add(chosen(), &|path: &Path| present.get(path).cloned()) {
            return None;
        }
    }
    texts.extend(trial.files.into_iter().map(|(path, changed)| (path, changed.after)));
    Some(texts)
}

fn reason(lost: Option<&[PassedTest]>) -> String {
    match lost {
        Some(lost) => format!("with it, or with a fix that came with it, {} that passed before", failing(lost)),
        None => "it could not be told whether the tests that passed before still pass".to_owned(),
    }
}

/// `the test a fails`, `the tests a, b and 3 more fail`: what is said of tests that do not pass any more.
pub fn failing(lost: &[PassedTest]) -> String {
    const NAMED: usize = 2;
    let names: Vec<String> = lost.iter().take(NAMED).map(|test| format!("`{}`", test.name)).collect();
    match (names.as_slice(), lost.len()) {
        ([only], _) => format!("the test {only} fails"),
        ([one, other], NAMED) => format!("the tests {one} and {other} fail"),
        (names, all) => format!("the tests {} and {} more fail", names.join(", "), all - names.len()),
    }
}
