//! What came of a fix that was taken, or of a repair by hand, in the versions of the file since, and what that teaches.

use super::survival::{Later, Standing as Stands, Written};
use super::{Lesson, Repaired, Verdict, applied, judge, lessons, squeezed};
use crate::base::{CancelToken, Span};
use crate::fix::learned::{self, Hearing};
use crate::fix::{FixContext, Project};
use crate::heal::FileFacts;
use crate::heal::healing::phase::phase;
use crate::model::trajectory::{LONGEST_MESSAGE, MOST_STEPS};
use crate::model::{Circumstances, Deed, Diagnostic, Fix, Origin, Pattern, Source, Stamp, Step, Trajectory};
use crate::syntax::{SourceFile, scope_report};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

/// What a pattern loses that was on offer above the fix that the user took: its edit was looked at and passed over, but it may be as right as the
/// other one.
const PASSED_OVER: f64 = 0.5;
/// The same below it: the user may never have read so far.
const NOT_REACHED: f64 = 0.25;
/// What a fix gains that still stands in a saved file when nobody looks any longer, although it was not followed to the end.
const LEFT_IN_PLACE: f64 = 0.5;

/// How a followed change ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stood as long as it was followed.
    Survived,
    /// It stood in a saved file that nobody opened again.
    Left,
    /// It was taken back.
    Reverted,
    /// The user went on writing within it.
    Corrected,
    /// The error is there again.
    Reappeared,
    /// Another error came of it.
    Harmful,
    /// Its code was thrown away, or nobody could see what became of it.
    Unknown,
}

impl Fate {
    /// What it is worth, -1 to 1. A fix that was corrected was better than none.
    pub fn reward(self) -> f64 {
        match self {
            Fate::Survived => 1.0,
            Fate::Left => 0.5,
            Fate::Unknown => 0.0,
            Fate::Corrected => -0.5,
            Fate::Reverted | Fate::Reappeared | Fate::Harmful => -1.0,
        }
    }

    /// The word for it in records.
    pub fn id(self) -> &'static str {
        match self {
            Fate::Survived => "survived",
            Fate::Left => "left",
            Fate::Reverted => "reverted",
            Fate::Corrected => "corrected",
            Fate::Reappeared => "reappeared",
            Fate::Harmful => "harmful",
            Fate::Unknown => "unknown",
        }
    }

    pub fn is_success(self) -> bool {
        self.reward() > 0.0
    }

    pub fn is_failure(self) -> bool {
        self.reward() < 0.0
    }
}

/// A change of a file that mended an error, to be followed.
#[derive(Clone, Debug)]
pub struct Followed {
    pub before: SourceFile,
    pub after: SourceFile,
    /// The errors that it is for, in the coordinates of `before`.
    pub targets: Vec<Diagnostic>,
    /// Everything that the checkers said of `before`.
    pub known: Vec<Diagnostic>,
    /// The checkers that had looked at it.
    pub looked: BTreeSet<String>,
    /// The fixes that were on offer for its errors, each error's in the order of its menu, and whether they had been worked out.
    pub offered: Vec<Fix>,
    pub was_offered: bool,
    /// The fix that was taken, by its id; `None` for a repair by hand.
    pub taken: Option<String>,
    /// Milliseconds since 1970.
    pub time: i64,
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// All checkers have spoken of the present text, which may be in the middle of a word.
    Settled,
    /// The user has stopped for a while, or saved.
    Rest,
    /// It was followed long enough.
    End,
    /// The file is closed.
    Closed,
    /// Nobody will look again; no checker has looked at the present text.
    Last,
}

impl Followed {
    pub fn taken_fix(&self) -> Option<&Fix> {
        let id = self.taken.as_ref()?;
        self.offered.iter().find(|fix| fix.id == *id)
    }

    /// Whether it stands in a text, as it was made or moved.
    pub fn stands(&self, present: &SourceFile) -> bool {
        Written::new(self.before.text(), self.after.text()).later(present.text()).standing() == Stands::Whole
    }

    /// What became of it so far; `None` while that is open. `said` is what the checkers that have looked at the present text say of it.
    pub fn fate(&self, present: &SourceFile, said: &[Diagnostic], moment: Moment) -> Option<Fate> {
        let written = Written::new(self.before.text(), self.after.text());
        let later = written.later(present.text());
        let at_rest = moment != Moment::Settled;
        match later.standing() {
            // Whoever types may come by the old text, but hardly by the whole of it.
            Stands::Reverted if at_rest || squeezed(present.text()) == squeezed(self.before.text()) => return Some(Fate::Reverted),
            Stands::Corrected if at_rest => return Some(Fate::Corrected),
            Stands::Gone if at_rest => return Some(Fate::Unknown),
            Stands::Reverted | Stands::Corrected | Stands::Gone => return None,
            Stands::Whole => {}
        }
        if self.has_reappeared(&written, &later, present, said) {
            return Some(Fate::Reappeared);
        }
        if self.has_done_harm(&later, present, said) {
            return Some(Fate::Harmful);
        }
        match moment {
            Moment::Settled | Moment::Rest | Moment::Closed => None,
            Moment::End => Some(Fate::Survived),
            Moment::Last => Some(Fate::Left),
        }
    }

    /// What is kept of it. `workspace` is the one that the file belongs to, `time` when it ended, in milliseconds since 1970.
    pub fn trajectory(&self, fate: Fate, workspace: &Path, time: i64) -> Trajectory {
        let target = self.targets.first();
        let taken = self.taken_fix();
        let of = taken.map(|fix| fix.diagnostic.as_str()).or(target.map(|target| target.id.as_str()));
        let menu: Vec<&Fix> = self.offered.iter().filter(|fix| Some(fix.diagnostic.as_str()) == of).collect();
        let (first, by_rules) = self.first_right(&menu, fate).unzip();
        let rule_of = |fix: &Fix| if fix.origin == Origin::Learned { String::new() } else { fix.rule.clone() };
        let step = |fix: &&Fix| Step {
            origin: fix.origin,
            rule: rule_of(fix),
            confidence: (100.0 * fix.confidence).round().clamp(0.0, 100.0) as u32,
            category: None,
            place: None,
            verdict: None,
        };
        Trajectory {
            id: Stamp::now().id(),
            time,
            deed: if self.taken.is_some() { Deed::Fix } else { Deed::Hand },
            workspace: workspace.to_owned(),
            language: Some(self.before.language()),
            category: target.map(|target| target.category().to_owned()).unwrap_or_default(),
            origin: taken.map(|fix| fix.origin),
            rule: taken.map(rule_of).unwrap_or_default(),
            outcome: fate.id().to_owned(),
            reward: fate.reward(),
            cases: u64::from(first.is_some()),
            first_right: u64::from(first == Some(true)),
            rules_right: by_rules.flatten(),
            circumstances: Circumstances {
                checkers: target.map(|target| target.source.clone()).into_iter().collect(),
                code: target.and_then(|target| target.code.clone()),
                cluster: target.and_then(|target| target.classification.as_ref()).map(|known| known.cluster()).unwrap_or_default(),
                message: target.map(|target| target.message.chars().take(LONGEST_MESSAGE).collect()).unwrap_or_default(),
                steps: menu.iter().take(MOST_STEPS).map(step).collect(),
                all: menu.len(),
                errors: None,
                milliseconds: None,
            },
        }
    }

    /// Whether the first fix of a menu was right, and whether the first one that was not learned was; `None` where nobody knows.
    fn first_right(&self, menu: &[&Fix], fate: Fate) -> Option<(bool, Option<bool>)> {
        let by_rules = menu.iter().find(|fix| fix.origin != Origin::Learned);
        match (&self.taken, fate) {
            (_, Fate::Unknown) => None,
            (Some(taken), _) if fate.is_success() => {
                let is_first = menu.first().is_some_and(|fix| fix.id == *taken);
                Some((is_first, Some(by_rules.is_some_and(|fix| fix.id == *taken))))
            }
            // Of what was not tried nobody knows whether it would have been right.
            (Some(taken), _) => menu.first().filter(|fix| fix.id == *taken).map(|fix| (false, (fix.origin != Origin::Learned).then_some(false))),
            (None, _) if !self.was_offered || fate.is_failure() => None,
            (None, _) => {
                let makes_it = |fix: &&&Fix| {
                    let edits = fix.edits_of(self.before.path()).filter(|_| fix.is_for(&self.before));
                    edits.and_then(|edits| edits.apply(self.before.text()).ok()).is_some_and(|text| squeezed(&text) == squeezed(self.after.text()))
                };
                Some((menu.first().filter(makes_it).is_some(), Some(by_rules.filter(makes_it).is_some())))
            }
        }
    }

    /// Whether as many errors of the same words stand at the place as before.
    fn has_reappeared(&self, written: &Written<'_>, later: &Later<'_, '_>, present: &SourceFile, said: &[Diagnostic]) -> bool {
        let count = |file: &SourceFile, all: &[Diagnostic], places: &[Span], target: &Diagnostic| {
            all.iter().filter(|other| same_words(other, target) && places.iter().any(|place| shares_line(file, *place, other.range))).count()
        };
        self.targets.iter().any(|target| {
            let mut old: Vec<Span> = written.places_before();
            old.push(target.range);
            let mut now: Vec<Span> = later.places();
            now.extend(later.place_of(target.range.start).map(Span::at));
            let present_count = count(present, said, &now, target);
            present_count > 0 && present_count >= count(&self.before, &self.known, &old, target).max(1)
        })
    }

    /// Whether an error stands at the place that the checkers would have told of before, had it been there.
    fn has_done_harm(&self, later: &Later<'_, '_>, present: &SourceFile, said: &[Diagnostic]) -> bool {
        let words = |all: &[Diagnostic]| {
            let mut counts: HashMap<(String, String, String), usize> = HashMap::new();
            all.iter().for_each(|other| *counts.entry((other.source.clone(), other.code().to_owned(), other.message.clone())).or_default() += 1);
            counts
        };
        let (known, now) = (words(&self.known), words(said));
        // A checker that stops in an earlier phase has nothing to say of the later ones.
        let reached = self.known.iter().filter(|known| known.is_error()).map(phase).max().unwrap_or(0);
        let places = later.places();
        let is_untouched = present.digest() == self.after.digest();
        said.iter().filter(|error| error.is_error() && self.looked.contains(&error.source) && phase(error) >= reached).any(|error| {
            let key = (error.source.clone(), error.code().to_owned(), error.message.clone());
            let is_news = now.get(&key).copied().unwrap_or(0) > known.get(&key).copied().unwrap_or(0);
            let at_place = |place: &Span| if is_untouched { shares_line(present, *place, error.range) } else { place.intersects(error.range) };
            is_news && places.iter().any(at_place)
        })
    }

    /// What the change teaches, now that it is known what became of it. `present` is the file's text, which a correction is learned from.
    pub fn lessons(&self, fate: Fate, present: &SourceFile, project: &Project, facts: &FileFacts) -> Vec<Lesson> {
        let mut taught = match fate {
            Fate::Survived => self.outcomes(Verdict::Success, 1.0, project, facts),
            Fate::Left => self.outcomes(Verdict::Success, LEFT_IN_PLACE, project, facts),
            Fate::Reverted | Fate::Corrected | Fate::Reappeared | Fate::Harmful => self.outcomes(Verdict::Failure, 1.0, project, facts),
            Fate::Unknown => Vec::new(),
        };
        if fate != Fate::Corrected {
            return taught;
        }
        // What the user made of it in the end is what was meant.
        let repaired = Repaired { before: &self.before, after: present, vanished: &self.targets, project, facts, source: Source::Manual, time: self.time };
        let mut better: Vec<Lesson> = lessons(&repaired);
        if self.taken.is_none() {
            // A repair by hand that was not finished teaches nothing: its own pattern gives way to that of the finished one.
            for lesson in better.iter_mut().filter(|lesson| lesson.instead_of.is_none()) {
                let known = taught.iter().position(|known| is_of_one_repair(&known.pattern, &lesson.pattern));
                lesson.instead_of = known.map(|at| taught.remove(at).pattern.id);
            }
        }
        better.retain(|lesson| !taught.iter().any(|known| known.pattern.id == lesson.pattern.id));
        taught.extend(better);
        taught
    }

    /// The records of the patterns that make this change, and of those that were passed over for it.
    fn outcomes(&self, verdict: Verdict, weight: f64, project: &Project, facts: &FileFacts) -> Vec<Lesson> {
        let Some(source) = project.patterns.0.as_ref() else { return Vec::new() };
        let by_hand = self.taken.is_none();
        // That of a repair by hand was counted when it was made.
        if by_hand && verdict == Verdict::Success {
            return Vec::new();
        }
        let scopes = scope_report(self.before.language(), self.before.text(), &facts.scope_context(&self.before));
        let cancel = CancelToken::new();
        let (mut judged, mut taught) = (BTreeSet::new(), Vec::new());
        let mut categories = BTreeSet::new();
        for diagnostic in self.targets.iter().filter(|said| categories.insert(said.category())) {
            let context = FixContext { file: &self.before, diagnostic, diagnostics: &self.targets, project, scopes: &scopes, cancel: &cancel };
            for known in learned::known_at(source.as_ref(), &self.before, diagnostic, project) {
                let Some((text, application)) = applied(&known.pattern.repair, &context) else { continue };
                let makes_it = squeezed(&text) == squeezed(self.after.text());
                let weight = match (makes_it, verdict) {
                    (true, _) => weight,
                    (false, Verdict::Success) if application.hearing == Hearing::Same => self.weight_of_passing(&known.pattern.id),
                    (false, _) => 0.0,
                };
                if weight == 0.0 || !judged.insert(known.pattern.id.clone()) {
                    continue;
                }
                let mut record = known.record.clone();
                judge(&mut record, if makes_it { verdict } else { Verdict::Failure }, weight);
                record.last_used = self.time.max(record.last_used);
                taught.push(Lesson { instead_of: None, pattern: Pattern::clone(&known.pattern), record });
            }
        }
        taught
    }

    /// What it says of a learned fix that another one was taken. Nothing of one that was not on offer.
    fn weight_of_passing(&self, pattern: &str) -> f64 {
        let Some(taken) = self.taken_fix() else { return 0.0 };
        let menu: Vec<&Fix> = self.offered.iter().filter(|fix| fix.diagnostic == taken.diagnostic).collect();
        let place = |wanted: &dyn Fn(&Fix) -> bool| menu.iter().position(|fix| wanted(fix));
        match (place(&|fix| fix.origin == Origin::Learned && fix.rule == pattern), place(&|fix| fix.id == taken.id)) {
            (Some(learned), Some(taken)) if learned < taken => PASSED_OVER,
            (Some(_), Some(_)) => NOT_REACHED,
            _ => 0.0,
        }
    }
}

/// Whether a pattern has only one example, which broke in the same file and code as that of the other one.
fn is_of_one_repair(known: &Pattern, other: &Pattern) -> bool {
    let [only] = known.examples.as_slice() else { return false };
    known.id != other.id && known.category == other.category && other.examples.iter().any(|example| example.file == only.file && example.before == only.before)
}

fn same_words(one: &Diagnostic, other: &Diagnostic) -> bool {
    one.source == other.source && one.code == other.code && one.message == other.message
}

fn shares_line(file: &SourceFile, one: Span, other: Span) -> bool {
    let lines = |span: Span| (file.line_of(span.start), file.line_of(span.end));
    let ((first, last), (start, end)) = (lines(one), lines(other));
    first <= end && start <= last
}

#[cfg(test)]
#[path = "fate_tests.rs"]
pub(super) mod tests;
