//! An attempt of the past, made once more on the text that it began with: what would happen today, held against what happened then. Nothing of
//! the user's is written.

use crate::base::CancelToken;
use crate::heal::{Ground, HealPolicy, Healing, Snapshot, Targets, heal};
use crate::model::{Diagnostic, Envelope, Fix, Severity, Verdict, unified_diff};
use crate::syntax::SourceFile;
use crate::taxonomy::classify;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

/// A fix for the attempt's error, and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Side {
    /// Of the error.
    pub category: String,
    pub title: String,
    pub rule: String,
    /// Among the candidates, from 1; `None` where the fix is not offered, or it is not known.
    pub place: Option<u64>,
    /// The confidence with which it is chosen, and that after the check.
    pub prior: f64,
    pub confidence: f64,
    /// `None` where it was not tried.
    pub verdict: Option<Verdict>,
    pub reason: String,
    /// What it changes in the error's file.
    pub diff: String,
}

/// What came of trying an attempt once more.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Replay {
    pub envelope: String,
    /// Whether category, place and verdict are those of then.
    pub same: bool,
    /// What is not, one sentence each.
    pub differences: Vec<String>,
    /// Whether a checker still reports the error.
    pub reported: bool,
    pub then: Side,
    /// The same fix today.
    pub now: Side,
    /// What is offered first today, where that is another fix.
    pub first: Option<Side>,
}

/// Tries an attempt once more. `before` is the text that it began with, and stands on the ground. Blocks for as long as the checkers run.
pub fn replay(envelope: &Envelope, before: &SourceFile, ground: &mut dyn Ground, cancel: &CancelToken) -> Replay {
    let start = ground.check(std::slice::from_ref(before));
    let all = start.get(before.path()).map(|seen| seen.checked.diagnostics.clone()).unwrap_or_default();
    let reported = same_error(envelope, &all).cloned();
    let is_reported = reported.is_some();
    let error = reported.unwrap_or_else(|| remembered_error(envelope, before));
    let menu = ground.engine(before).suggest(before, &error, &all);
    let is_same = |fix: &&Fix| fix.title == envelope.fix.title && fix.rule == envelope.fix.rule;
    let mut judge = |fix: &Fix| {
        let place = menu.iter().position(|other| other.id == fix.id).map(|place| place as u64 + 1);
        let side = Side { place, ..untried(&error, fix, before) };
        if is_reported { tried(side, envelope, (&start, &error, fix), ground, cancel) } else { side }
    };
    let same = menu.iter().find(is_same).or_else(|| menu.iter().find(|fix| fix.id == envelope.fix.id));
    let now = same.map_or_else(
        || Side {
            category: error.category().to_owned(),
            place: None,
            verdict: None,
            diff: String::new(),
            reason: "it is not offered".to_owned(),
            prior: 0.0,
            confidence: 0.0,
            ..then(envelope)
        },
        &mut judge,
    );
    let first = menu.first().filter(|first| same.is_none_or(|same| same.id != first.id)).map(judge);
    let then = then(envelope);
    let differences = differences(&then, &now, is_reported);
    Replay { envelope: envelope.id.clone(), same: differences.is_empty(), differences, reported: is_reported, then, now, first }
}

fn then(envelope: &Envelope) -> Side {
    Side {
        category: envelope.category.clone(),
        title: envelope.fix.title.clone(),
        rule: envelope.fix.rule.clone(),
        place: envelope.place,
        prior: envelope.prior,
        confidence: envelope.confidence,
        verdict: Some(envelope.verdict),
        reason: envelope.reason.clone(),
        diff: envelope.diff.clone(),
    }
}

/// The diagnostic that says today what the envelope's said, nearest to its place; else one of the same category at the place, as an error that
/// several checkers find is told in the words of one of them.
fn same_error<'d>(envelope: &Envelope, all: &'d [Diagnostic]) -> Option<&'d Diagnostic> {
    let says_the_same = |error: &&Diagnostic| error.source == envelope.source && error.code == envelope.code && error.message == envelope.message;
    let start = envelope.range.map_or(0, |range| range.start);
    let is_at_place =
        |error: &&Diagnostic| error.is_error() && error.category() == envelope.category && envelope.range.is_some_and(|range| error.range.intersects(range));
    all.iter().filter(says_the_same).min_by_key(|error| error.range.start.abs_diff(start)).or_else(|| all.iter().find(is_at_place))
}

/// The envelope's diagnostic as far as it is recorded, where no checker reports it. What the tool itself suggested is not.
fn remembered_error(envelope: &Envelope, before: &SourceFile) -> Diagnostic {
    let recorded = Diagnostic {
        id: String::new(),
        path: before.path().to_owned(),
        language: envelope.language,
        source: envelope.source.clone(),
        code: envelope.code.clone(),
        message: envelope.message.clone(),
        severity: Severity::Error,
        range: envelope.range.unwrap_or_default(),
        tags: Vec::new(),
        href: None,
        related: Vec::new(),
        suggestions: Vec::new(),
        raw: envelope.raw.clone(),
        in_tests: false,
        classification: None,
    };
    let mut error = Diagnostic::new(before, recorded);
    error.classification = Some(classify(&error, before));
    error
}

fn untried(error: &Diagnostic, fix: &Fix, before: &SourceFile) -> Side {
    let after = fix.edits_of(before.path()).and_then(|edits| edits.apply(before.text()).ok());
    let name = before.path().file_name().map(Path::new).unwrap_or(before.path());
    Side {
        category: error.category().to_owned(),
        title: fix.title.clone(),
        rule: fix.rule.clone(),
        place: None,
        prior: fix.confidence,
        confidence: fix.confidence,
        verdict: None,
        reason: "the error is not reported, so nothing can be proven".to_owned(),
        diff: after.map_or_else(String::new, |after| unified_diff(name, before.text(), &after)),
    }
}

/// Has the checkers look at the text with one fix, as a heal of nothing but its error would.
fn tried(side: Side, envelope: &Envelope, (start, error, fix): (&Snapshot, &Diagnostic, &Fix), ground: &mut dyn Ground, cancel: &CancelToken) -> Side {
    // What was kept then was sure enough for whoever asked, which may be less than what is asked for by default.
    let wanted = HealPolicy::default().least_confidence;
    let least_confidence = if envelope.verdict == Verdict::Promote { wanted.min(envelope.confidence) } else { wanted };
    let policy = HealPolicy { attempts: 1, least_confidence, sketches: true, rounds: 3, ..HealPolicy::default() };
    let targets = Targets { files: BTreeSet::from([error.path.clone()]), range: Some((error.path.clone(), error.range)) };
    let mut known: HashMap<String, Vec<Fix>> = start.errors().map(|other| (other.id.clone(), Vec::new())).collect();
    known.insert(error.id.clone(), vec![fix.clone()]);
    let mut healing = Healing::new(start.clone(), targets, policy, known);
    heal(&mut healing, ground, cancel, &mut |_| {});
    // The ground stands as it was, for the next one.
    healing.originals().values().for_each(|file| ground.replace(file));
    let of_fix = |attempt: &&crate::heal::Attempt| attempt.diagnostic.id == error.id && attempt.fix.title == fix.title;
    match healing.kept().iter().chain(healing.given_up()).chain(healing.rolled_back()).find(of_fix) {
        Some(attempt) => Side { verdict: Some(attempt.verdict), confidence: attempt.confidence, reason: attempt.reason.clone(), ..side },
        None => Side { reason: "it was not tried".to_owned(), ..side },
    }
}

/// What is not as it was then. A fix that was passed over then may have been so because another one was tried, or none was left.
fn differences(then: &Side, now: &Side, is_reported: bool) -> Vec<String> {
    let mut differences = Vec::new();
    if !is_reported {
        differences.push("the error is not reported any more by the checkers that looked".to_owned());
    }
    if then.category != now.category {
        differences.push(format!("category: {} then, {} now", named(&then.category), named(&now.category)));
    }
    let place = |place: Option<u64>| place.map_or("not offered".to_owned(), |place| format!("place {place}"));
    if then.place.is_some() && then.place != now.place || now.place.is_none() {
        let earlier = if then.place.is_none() { "a place that is not recorded".to_owned() } else { place(then.place) };
        differences.push(format!("menu: {earlier} then, {} now", place(now.place)));
    }
    let is_kept = |side: &Side| side.verdict == Some(Verdict::Promote);
    if is_reported && now.place.is_some() && is_kept(then) != is_kept(now) {
        let word = |side: &Side| if is_kept(side) { "kept".to_owned() } else { format!("not kept ({})", side.reason) };
        differences.push(format!("verdict: {} then, {} now", word(then), word(now)));
    }
    differences
}

fn named(category: &str) -> &str {
    if category.is_empty() { "none" } else { category }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(category: &str, place: Option<u64>, verdict: Option<Verdict>) -> Side {
        Side {
            category: category.to_owned(),
            title: "Change `a` to `b`".to_owned(),
            rule: "python/correct-name".to_owned(),
            place,
            prior: 0.5,
            confidence: 0.6,
            verdict,
            reason: "so".to_owned(),
            diff: String::new(),
        }
    }

    #[test]
    fn differences_are_told() {
        let kept = side("RES.NAME", Some(1), Some(Verdict::Promote));
        for (then, now, is_reported, expected) in [
            (kept.clone(), kept.clone(), true, &[][..]),
            // Retry and rollback are the same of the fix itself.
            (side("RES.NAME", Some(2), Some(Verdict::Retry)), side("RES.NAME", Some(2), Some(Verdict::Rollback)), true, &[]),
            // An older record knows no place.
            (side("RES.NAME", None, Some(Verdict::Promote)), kept.clone(), true, &[]),
            (
                kept.clone(),
                side("RES.NAME", Some(3), Some(Verdict::Retry)),
                true,
                &["menu: place 1 then, place 3 now", "verdict: kept then, not kept (so) now"],
            ),
            (kept.clone(), side("", None, None), true, &["category: RES.NAME then, none now", "menu: place 1 then, not offered now"]),
            (kept.clone(), side("RES.NAME", Some(1), None), false, &["the error is not reported any more by the checkers that looked"]),
        ] {
            assert_eq!(differences(&then, &now, is_reported), expected);
        }
    }
}
