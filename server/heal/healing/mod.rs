//! The loop that mends files, as a state machine: it proposes texts, somebody else has them checked, and it judges what came of them. It does no
//! I/O, so the command line and the server run the same loop, on whatever ground the texts are tried.
//!
//! A round tries one fix for every error that may be mended now, all in one text, as far as the fixes agree. What the checkers say afterwards
//! tells the fixes apart: those whose errors are gone are proven and stay in, the others give way to the next candidates in the next round. So
//! the number of checks is that of the candidates of the worst error, not of all errors.

mod ahead;
pub mod breaker;
mod choosing;
mod detour;
mod further;
mod hearsay;
mod judge;
mod left;
mod passing;
pub mod phase;
mod policy;
mod posterior;
mod run;
mod snapshot;
mod trial;

pub use ahead::{Proof, Shown, after_proof, prove};
pub use passing::failing;
pub use policy::{HealPolicy, Targets};
pub use posterior::posterior;
pub use run::heal;
pub use snapshot::{Seen, Snapshot};
pub use trial::{Changed, Chosen, Trial};

use super::Engine;
use super::test_run::{PassedTest, TestRun};
use crate::base::{CancelToken, Span};
use crate::model::{Diagnostic, Fix, Verdict, Verification};
use crate::syntax::SourceFile;
use breaker::Guard;
use judge::{Outcome, judge};
use snapshot::StateName;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a heal works on: the workspace as its user sees it, on which texts can be tried without touching anything of the user's.
pub trait Ground {
    /// What knows the fixes of this file's diagnostics, with the project as it is seen now.
    fn engine(&self, file: &SourceFile) -> Engine;

    /// The present text of a file that may be changed; `None` where it may not.
    fn source(&self, path: &Path) -> Option<SourceFile>;

    /// From now on this text stands in the place of the one before.
    fn replace(&mut self, text: &SourceFile);

    /// What checkers say of these texts, which have been put in place, and of whatever other files they speak of by the way.
    fn check(&mut self, texts: &[SourceFile]) -> Snapshot;

    /// Runs the tests on the texts that are in place.
    fn tests(&mut self) -> TestRun {
        TestRun::default()
    }

    /// The present texts of the files whose errors depend on these ones, as far as checkers do not speak of them by the way.
    fn users_of(&self, _changed: &BTreeSet<PathBuf>) -> Vec<SourceFile> {
        Vec::new()
    }
}

/// One fix that was tried.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub diagnostic: Diagnostic,
    pub fix: Fix,
    /// The fix's place among the candidates, from 1.
    pub place: Option<usize>,
    pub verdict: Verdict,
    /// That the fix is what the author wants, after the check.
    pub confidence: f64,
    /// The text of the diagnostic's file before and after the round.
    pub before: Option<SourceFile>,
    pub after: Option<SourceFile>,
    /// Of the check, which speaks for all fixes of the round.
    pub elapsed: Duration,
    /// Why it is not kept, or what is kept.
    pub reason: String,
}

/// How a fix fared that is not in the text.
#[derive(Clone, Debug)]
struct Tried {
    title: String,
    outcome: Outcome,
}

/// A heal under way.
pub struct Healing {
    policy: HealPolicy,
    targets: Targets,
    start: Snapshot,
    /// The start with the errors that were there unseen, as far as they have shown since: what may be kept is judged by it.
    baseline: Snapshot,
    /// The texts whose users have been looked at last.
    looked_after: StateName,
    /// The state that the next texts are made from.
    base: Snapshot,
    /// The best state that may be kept.
    best: Snapshot,
    /// The texts, before the heal, of the files that were changed.
    originals: HashMap<PathBuf, SourceFile>,
    /// What is in `best`.
    kept: Vec<Attempt>,
    /// What has been adopted since `best`.
    pending: Vec<Attempt>,
    /// What was tried in vain, in the order in which it happened.
    given_up: Vec<Attempt>,
    /// What was adopted and taken out again, as no state that may be kept came of it.
    rolled_back: Vec<Attempt>,
    /// Whether a state nearer to clean was taken back because it may not be kept.
    is_held_back: bool,
    /// The targets as they lie in the best state.
    targets_of_best: Targets,
    /// The bases so far.
    visited: HashSet<StateName>,
    tried: HashMap<String, Vec<Tried>>,
    proven: Vec<Chosen>,
    /// So many fixes are tried together at most: fewer after a trial did harm that is nobody's doing.
    together: usize,
    /// Whether that was halved since a text was adopted last.
    is_halved: bool,
    /// The fixes since the best state that are known not to be the whole repair.
    detour: Vec<Chosen>,
    results: HashMap<StateName, Snapshot>,
    trial: Option<Trial>,
    rounds: usize,
    /// The number of texts checked since the best one.
    fruitless: usize,
    /// The fixes of the errors of the base.
    fixes: HashMap<String, Vec<Fix>>,
    /// The errors of the base among whose fixes are those of the warnings at their places.
    with_warnings: HashSet<String>,
    /// What keeps fixes from being tried of whose kind nearly all fail.
    guard: Guard,
    /// The tests that passed at the start and do not bear what was left out for them.
    broken_tests: Vec<PassedTest>,
    /// The files of which other servers told errors, with these servers.
    hearsay: BTreeSet<(PathBuf, String)>,
}

impl Healing {
    /// A heal that begins with what checkers have said. `known` are fixes that have been worked out for these very texts, by diagnostic.
    pub fn new(start: Snapshot, targets: Targets, policy: HealPolicy, known: HashMap<String, Vec<Fix>>) -> Healing {
        let policy = HealPolicy { attempts: policy.attempts.clamp(1, 10), ..policy };
        Healing {
            policy,
            targets_of_best: targets.clone(),
            targets,
            visited: HashSet::from([start.name()]),
            rolled_back: Vec::new(),
            is_held_back: false,
            base: start.clone(),
            best: start.clone(),
            baseline: start.clone(),
            looked_after: start.name(),
            results: HashMap::from([(start.name(), start.clone())]),
            start,
            originals: HashMap::new(),
            kept: Vec::new(),
            pending: Vec::new(),
            given_up: Vec::new(),
            tried: HashMap::new(),
            proven: Vec::new(),
            together: usize::MAX,
            is_halved: false,
            detour: Vec::new(),
            trial: None,
            rounds: 0,
            fruitless: 0,
            fixes: known,
            with_warnings: HashSet::new(),
            guard: Guard::default(),
            broken_tests: Vec::new(),
            hearsay: BTreeSet::new(),
        }
    }

    /// The same with circuit breakers.
    pub fn guarded(self, guard: Guard) -> Healing {
        Healing { guard, ..self }
    }

    /// Why fixes of an error were not tried, if circuit breakers were the reason.
    pub fn held_back(&self, diagnostic: &str) -> Option<&str> {
        self.guard.held_back(diagnostic)
    }

    /// The tests that passed at the start and fail with fixes that were left out for them.
    pub fn broken_tests(&self) -> &[PassedTest] {
        &self.broken_tests
    }

    pub fn start(&self) -> &Snapshot {
        &self.start
    }

    /// The best state reached that may be kept.
    pub fn best(&self) -> &Snapshot {
        &self.best
    }

    /// The texts, before the heal, of the files that it changed.
    pub fn originals(&self) -> &HashMap<PathBuf, SourceFile> {
        &self.originals
    }

    /// The fixes that are in the best state, in the order in which they were taken.
    pub fn kept(&self) -> &[Attempt] {
        &self.kept
    }

    /// The fixes that were tried in vain so far.
    pub fn given_up(&self) -> &[Attempt] {
        &self.given_up
    }

    /// The fixes that were taken and taken out again, because no state came of them that may be kept.
    pub fn rolled_back(&self) -> &[Attempt] {
        &self.rolled_back
    }

    /// Whether a state nearer to clean was reached that may not be kept.
    pub fn is_held_back(&self) -> bool {
        self.is_held_back
    }

    /// The errors that were to be mended and are still there in the best state.
    pub fn remaining(&self) -> impl Iterator<Item = &Diagnostic> {
        self.best.errors().filter(|error| self.targets.include(error))
    }

    /// The next texts to check; `None` when there is nothing left to try. They are to be checked and then judged. On this ground the texts of
    /// the base are in place.
    pub fn propose(&mut self, ground: &mut dyn Ground, cancel: &CancelToken) -> Option<Vec<SourceFile>> {
        while self.rounds < self.policy.rounds && self.fruitless < self.policy.fruitless_rounds && !cancel.is_cancelled() {
            let Some(trial) = self.compose(ground, cancel) else {
                match self.turn_back(ground) {
                    true => continue,
                    false => return None,
                }
            };
            self.rounds += 1;
            match self.results.get(&self.name_after(&trial)).cloned() {
                // The same text has been judged before, with other fixes or by another way; nothing is checked twice.
                Some(after) => {
                    let texts = trial.texts();
                    if self.settle(trial, after, Duration::ZERO) {
                        texts.iter().for_each(|text| ground.replace(text));
                    }
                }
                None => {
                    let texts = trial.texts();
                    self.trial = Some(trial);
                    return Some(texts);
                }
            }
        }
        if !cancel.is_cancelled() {
            self.turn_back(ground);
        }
        None
    }

    fn name_after(&self, trial: &Trial) -> StateName {
        let mut name = self.base.name();
        name.extend(trial.files.iter().map(|(path, changed)| (path.clone(), *changed.after.digest())));
        name
    }

    /// Judges the texts that were proposed last by what checkers say of them. Tells whether the next texts are made from these.
    pub fn judge(&mut self, spoken: Snapshot, elapsed: Duration) -> bool {
        let Some(trial) = self.trial.take() else { return false };
        self.fruitless += 1;
        let after = self.with_hearsay(self.base.with(spoken), &trial);
        self.results.insert(self.name_after(&trial), after.clone());
        self.settle(trial, after, elapsed)
    }

    fn settle(&mut self, trial: Trial, after: Snapshot, elapsed: Duration) -> bool {
        let judgement = judge(&trial, &self.base, &after);
        // Where some of the fixes are no good, the harm is likely theirs; else half of them are tried.
        let is_blamed = judgement.outcomes.iter().any(|outcome| *outcome != Outcome::Mended);
        if judgement.is_harmed && !is_blamed && trial.chosen.len() > 1 && !trial.is_last_resort {
            (self.together, self.is_halved) = (trial.chosen.len() / 2, true);
            self.proven.clear();
            return false;
        }
        let outcomes: Vec<(Chosen, Outcome)> = trial.chosen.iter().cloned().zip(judgement.outcomes).collect();
        let is_adopted = match trial.is_last_resort {
            true => !judgement.is_harmed && outcomes.iter().all(|(_, outcome)| *outcome != Outcome::Failed) && self.leads_on(&after),
            false => outcomes.iter().all(|(chosen, outcome)| *outcome == Outcome::Mended && self.is_sure(chosen, &after)),
        };
        if is_adopted {
            // Those of tests are counted nowhere until the tests have been looked at.
            let counted = judgement.uncovered.iter().filter(|error| !self.start.has_not_reached_test(error));
            counted.for_each(|error| self.baseline.add(error, &after));
            self.adopt(&trial, outcomes, after, elapsed);
            return true;
        }
        self.proven.clear();
        if trial.chosen.len() == 1 && !trial.is_last_resort {
            // What did harm in company has been found.
            self.together = usize::MAX;
        }
        if trial.is_last_resort && trial.chosen.len() > 1 {
            self.together = 1;
            return false;
        }
        for (mut chosen, outcome) in outcomes {
            if outcome == Outcome::Mended && self.is_sure(&chosen, &after) && !trial.is_last_resort {
                chosen.proven = true;
                self.proven.push(chosen);
                continue;
            }
            let reason = match outcome {
                Outcome::Mended => "it is not sure enough that this is what the author wants",
                Outcome::Moved => "another error stands at the place afterwards",
                Outcome::Exchanged => "a new error came of it",
                Outcome::Failed => "the error is still there afterwards",
            };
            let outcome = if trial.is_last_resort { Outcome::Failed } else { outcome };
            self.note(&chosen.error.id, &chosen.fix.title, outcome);
            let verdict = if self.has_attempts_left(&chosen.error) { Verdict::Retry } else { Verdict::Rollback };
            let attempt = self.attempt((&trial, &after), (&chosen, outcome), verdict, elapsed, reason);
            self.guard.hear(&attempt);
            self.given_up.push(attempt);
        }
        false
    }

    fn is_sure(&self, chosen: &Chosen, after: &Snapshot) -> bool {
        self.sureness(chosen, after) >= self.policy.least_confidence
    }

    /// The confidence in a fix whose error is not reported any more. Where its checker could not look, nothing is proven.
    fn sureness(&self, chosen: &Chosen, after: &Snapshot) -> f64 {
        if self.is_looked_at(chosen, after) { posterior(chosen.fix.confidence, true) } else { chosen.fix.confidence }
    }

    fn attempt(
        &self,
        (trial, after): (&Trial, &Snapshot),
        (chosen, outcome): (&Chosen, Outcome),
        verdict: Verdict,
        elapsed: Duration,
        reason: &str,
    ) -> Attempt {
        let changed = trial.files.get(&chosen.error.path);
        let before = self.base.get(&chosen.error.path).map(|seen| seen.file.clone());
        Attempt {
            diagnostic: chosen.error.clone(),
            confidence: match (outcome, verdict) {
                (Outcome::Mended, _) => self.sureness(chosen, after),
                (Outcome::Moved | Outcome::Exchanged, Verdict::Promote) => chosen.fix.confidence,
                _ => 0.0,
            },
            fix: Fix {
                verified: Some(Verification::Checked).filter(|_| outcome == Outcome::Mended && self.is_looked_at(chosen, after)).or(chosen.fix.verified),
                ..chosen.fix.clone()
            },
            place: self.fixes.get(&chosen.error.id).and_then(|fixes| fixes.iter().position(|fix| fix.title == chosen.fix.title)).map(|place| place + 1),
            verdict,
            after: changed.map(|changed| changed.after.clone()).or_else(|| before.clone()),
            before,
            elapsed,
            reason: reason.to_owned(),
        }
    }

    fn adopt(&mut self, trial: &Trial, outcomes: Vec<(Chosen, Outcome)>, after: Snapshot, elapsed: Duration) {
        for (chosen, outcome) in &outcomes {
            let reason = match outcome {
                Outcome::Mended if self.is_hearsay(&chosen.error) => hearsay::PRESUMED,
                Outcome::Mended => "the error is gone and no new one came",
                _ => "the error is gone, and others could be mended behind it",
            };
            let attempt = self.attempt((trial, &after), (chosen, *outcome), Verdict::Promote, elapsed, reason);
            // That nobody has looked is no success.
            if !self.is_hearsay(&chosen.error) {
                self.guard.hear(&attempt);
            }
            self.pending.push(attempt);
        }
        if let Some((path, range)) = &mut self.targets.range
            && let Some(changed) = trial.files.get(path)
        {
            *range = Span::new(changed.edits.map_offset(range.start), changed.edits.map_offset(range.end).max(range.start));
        }
        for changed in trial.files.values() {
            self.originals.entry(changed.before.path().to_owned()).or_insert_with(|| changed.before.clone());
        }
        self.base = after;
        self.visited.insert(self.base.name());
        self.forget_fixes();
        self.proven.clear();
        // The harm of the whole is in the other half.
        if !std::mem::take(&mut self.is_halved) {
            self.together = self.together.saturating_mul(2);
        }
        if trial.is_last_resort {
            self.detour.extend(trial.chosen.iter().cloned());
        }
        if self.is_better() && self.refusal().is_none() {
            self.best = self.base.clone();
            self.targets_of_best = self.targets.clone();
            self.fruitless = 0;
            self.detour.clear();
            self.kept.append(&mut self.pending);
        }
    }

    fn note(&mut self, error: &str, title: &str, outcome: Outcome) {
        let tried = self.tried.entry(error.to_owned()).or_default();
        match tried.iter_mut().find(|tried| tried.title == title) {
            Some(known) => known.outcome = outcome,
            None => tried.push(Tried { title: title.to_owned(), outcome }),
        }
    }

    fn has_attempts_left(&self, error: &Diagnostic) -> bool {
        self.tried.get(&error.id).is_none_or(|tried| tried.len() < self.policy.attempts)
    }
}

#[cfg(test)]
mod tests;
