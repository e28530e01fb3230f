//! What becomes of changes, and what that teaches.

use super::super::tests::{Case, Memory, case, project, repair};
use super::*;
use crate::base::{EditSet, TextEdit};
use crate::model::{Applicability, FileEdits, Severity, Standing};
use std::sync::Arc;

const SAID: &str = "ruff[F821]: Undefined name `same`";
const MARKED: &str = "def a(x):\n    y = x\n    «same»(len(x), 2)\n    return y\n";
const AFTER: &str = "def a(x):\n    y = x\n    assert len(x) == 2\n    return y\n";

fn fix(file: &SourceFile, target: &Diagnostic, after: &str, rule: &str, origin: Origin) -> Fix {
    let edits = EditSet::one(TextEdit::replace(Span::new(0, file.text().len()), after));
    Fix {
        id: format!("{rule} {after}"),
        diagnostic: target.id.clone(),
        title: "t".into(),
        origin,
        rule: rule.into(),
        applicability: Applicability::Review,
        confidence: 0.5,
        verified: None,
        edits: vec![FileEdits { path: file.path().to_owned(), edits }],
        texts: vec![*file.digest()],
        preferred: false,
        learned: None,
    }
}

/// The change of `MARKED` to `AFTER`; `taken` names the rules of the menu and the one that was taken.
pub(in crate::heal::learning) fn followed(offered: &[(&str, Origin)], taken: Option<&str>) -> Followed {
    let Case { file, diagnostic } = case("a.py", SAID, MARKED);
    let offered: Vec<Fix> = offered.iter().map(|(rule, origin)| fix(&file, &diagnostic, AFTER, rule, *origin)).collect();
    Followed {
        taken: taken.and_then(|rule| offered.iter().find(|fix| fix.rule == rule)).map(|fix| fix.id.clone()),
        after: file.with_text(AFTER),
        before: file,
        known: vec![diagnostic.clone()],
        targets: vec![diagnostic],
        looked: ["ruff".to_owned()].into(),
        offered,
        was_offered: true,
        time: 1,
    }
}

fn fate(present: &str, said: &[Diagnostic], moment: Moment) -> Option<Fate> {
    let followed = followed(&[], None);
    followed.fate(&followed.before.with_text(present), said, moment)
}

/// An error of ruff's at the place that is marked.
fn error(words: &str, marked: &str) -> Vec<Diagnostic> {
    let mut said = case("a.py", words, marked).diagnostic;
    said.severity = Severity::Error;
    vec![said]
}

#[test]
fn a_change_ends_by_what_became_of_it() {
    let before = MARKED.replace(['«', '»'], "");
    let corrected = AFTER.replace("== 2", "== 3");
    for (present, moment, wanted) in [
        (AFTER, Moment::Settled, None),
        (AFTER, Moment::Rest, None),
        (AFTER, Moment::End, Some(Fate::Survived)),
        (AFTER, Moment::Closed, None),
        (AFTER, Moment::Last, Some(Fate::Left)),
        (before.as_str(), Moment::Closed, Some(Fate::Reverted)),
        (before.as_str(), Moment::Last, Some(Fate::Reverted)),
        (before.as_str(), Moment::Settled, Some(Fate::Reverted)),
        (corrected.as_str(), Moment::Settled, None),
        (corrected.as_str(), Moment::Rest, Some(Fate::Corrected)),
        ("", Moment::Rest, Some(Fate::Unknown)),
    ] {
        assert_eq!(fate(present, &[], moment), wanted, "{moment:?}: {present}");
    }
}

#[test]
fn an_error_at_the_place_is_held_against_the_change_that_made_it() {
    let other = "ruff[F821]: Undefined name `lem`";
    for (said, wanted) in [
        (error(SAID, "def a(x):\n    y = x\n    assert «len»(x) == 2\n    return y\n"), Some(Fate::Reappeared)),
        (error(SAID, "def a(x):\n    «y» = x\n    assert len(x) == 2\n    return y\n"), None),
        (error(other, "def a(x):\n    y = x\n    assert «len»(x) == 2\n    return y\n"), Some(Fate::Harmful)),
        (error(other, "def a(x):\n    «y» = x\n    assert len(x) == 2\n    return y\n"), None),
        (error("mypy[x]: Undefined name `lem`", "def a(x):\n    y = x\n    assert «len»(x) == 2\n    return y\n"), None),
    ] {
        assert_eq!(fate(AFTER, &said, Moment::Settled), wanted, "{} at {:?}", said[0].message, said[0].range);
    }
}

fn learned(memory: &Arc<Memory>) -> (f64, f64) {
    let known = memory.all();
    let record = &known.iter().find(|known| known.pattern.repair.after.len() > 1).unwrap().record;
    (record.successes, record.failures)
}

/// What the record of the pattern of this very repair gains and loses.
fn gained(fate: Fate, offered: &[(&str, Origin)], taken: Option<&str>) -> (f64, f64) {
    let memory = Arc::new(Memory::default());
    repair(&memory, "b.py", SAID, "def b(z):\n    «same»(len(z), 2)\n", "def b(z):\n    assert len(z) == 2\n");
    let (successes, failures) = learned(&memory);
    let followed = followed(offered, taken);
    memory.keep(followed.lessons(fate, &followed.after, &project(&memory), &FileFacts::default()));
    let now = learned(&memory);
    (now.0 - successes, now.1 - failures)
}

#[test]
fn what_survives_speaks_for_a_pattern_and_what_does_not_against_it() {
    let menu = [("learned", Origin::Learned)];
    let taken = |fate| gained(fate, &menu, Some("learned"));
    assert_eq!(taken(Fate::Survived), (1.0, 0.0));
    assert_eq!(taken(Fate::Left), (0.5, 0.0));
    for failed in [Fate::Reverted, Fate::Corrected, Fate::Reappeared, Fate::Harmful] {
        assert_eq!(taken(failed), (0.0, 1.0), "{failed:?}");
    }
    assert_eq!(taken(Fate::Unknown), (0.0, 0.0));
    assert_eq!(gained(Fate::Survived, &[], None), (0.0, 0.0), "a repair by hand was counted when it was made");
    assert_eq!(gained(Fate::Reverted, &[], None), (0.0, 1.0));
}

#[test]
fn a_learned_fix_that_was_passed_over_loses_a_little() {
    let memory = Arc::new(Memory::default());
    repair(&memory, "b.py", SAID, "def b(z):\n    «same»(len(z), 2)\n", "def b(z):\n    check(len(z), 2)\n");
    let pattern = memory.all()[0].pattern.id.clone();
    let lost = |menu: &[(&str, Origin)]| {
        let followed = followed(menu, Some("rule"));
        let taught = followed.lessons(Fate::Survived, &followed.after, &project(&memory), &FileFacts::default());
        taught.iter().map(|lesson| lesson.record.failures).sum::<f64>()
    };
    assert_eq!(lost(&[(&pattern, Origin::Learned), ("rule", Origin::Rule)]), PASSED_OVER);
    assert_eq!(lost(&[("rule", Origin::Rule), (&pattern, Origin::Learned)]), NOT_REACHED);
    assert_eq!(lost(&[("rule", Origin::Rule)]), 0.0);
}

#[test]
fn a_repair_by_hand_that_was_not_finished_gives_way_to_the_finished_one() {
    let memory = Arc::new(Memory::default());
    repair(&memory, "a.py", SAID, MARKED, AFTER);
    let finished = AFTER.replace("assert len(x) == 2", "house.check(len(x), wanted=2)");
    let followed = followed(&[], None);
    memory.keep(followed.lessons(Fate::Corrected, &followed.before.with_text(finished.as_str()), &project(&memory), &FileFacts::default()));
    let [only] = memory.all().try_into().unwrap();
    assert!(only.pattern.examples.iter().all(|example| example.after_text.contains("wanted")), "{only:?}");
    assert_eq!((only.record.successes, only.record.failures, only.record.standing), (1.0, 0.0, Standing::Canary));
}

/// Cases, how often the first fix was right, and whether the rules' first was.
fn curve(fate: Fate, offered: &[(&str, Origin)], taken: Option<&str>) -> (u64, u64, Option<bool>) {
    let trajectory = followed(offered, taken).trajectory(fate, Path::new("/w"), 7);
    (trajectory.cases, trajectory.first_right, trajectory.rules_right)
}

#[test]
fn a_trajectory_tells_whether_the_first_fix_was_right() {
    let menu = [("known", Origin::Learned), ("rule", Origin::Rule), ("other", Origin::Rule)];
    assert_eq!(curve(Fate::Survived, &menu, Some("known")), (1, 1, Some(false)), "learning gained it");
    assert_eq!(curve(Fate::Survived, &menu, Some("rule")), (1, 0, Some(true)), "learning lost it");
    assert_eq!(curve(Fate::Left, &menu, Some("other")), (1, 0, Some(false)));
    assert_eq!(curve(Fate::Reverted, &menu, Some("known")), (1, 0, None));
    assert_eq!(curve(Fate::Reverted, &menu, Some("rule")), (0, 0, None), "the first one was not tried");
    assert_eq!(curve(Fate::Unknown, &menu, Some("known")), (0, 0, None));
    assert_eq!(curve(Fate::Survived, &menu, None), (1, 1, Some(true)), "all of them make what was written by hand");
    assert_eq!(curve(Fate::Survived, &[], None), (1, 0, Some(false)), "nothing was on offer");
    let mut unseen = followed(&[], None);
    unseen.was_offered = false;
    assert_eq!(unseen.trajectory(Fate::Survived, Path::new("/w"), 7).cases, 0);
}

#[test]
fn a_trajectory_names_no_learned_fix() {
    let trajectory = followed(&[("known", Origin::Learned), ("rule", Origin::Rule)], Some("known")).trajectory(Fate::Survived, Path::new("/w"), 7);
    assert_eq!((trajectory.deed, trajectory.origin, trajectory.rule.as_str()), (Deed::Fix, Some(Origin::Learned), ""));
    assert_eq!((trajectory.category.as_str(), trajectory.outcome.as_str(), trajectory.reward), ("RES.NAME", "survived", 1.0));
    let steps: Vec<(&str, u32)> = trajectory.circumstances.steps.iter().map(|step| (step.rule.as_str(), step.confidence)).collect();
    assert_eq!(steps, [("", 50), ("rule", 50)]);
}
