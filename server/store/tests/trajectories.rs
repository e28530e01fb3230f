//! What was done and what came of it, kept and added up.

use super::*;
use crate::model::{Circumstances, Deed, Step, Trajectory};
use crate::store::{Gain, Limits, OfferRecord};

const WEEK: i64 = 7 * 24 * 60 * 60 * 1000;

fn trajectory(id: &str, time: i64, first_right: bool, rules_right: Option<bool>) -> Trajectory {
    let step = Step { origin: Origin::Rule, rule: "python/correct-name".into(), confidence: 84, category: None, place: None, verdict: None };
    Trajectory {
        id: id.into(),
        time,
        deed: Deed::Fix,
        workspace: "/w".into(),
        language: Some(Language::Python),
        category: "RES.NAME".into(),
        origin: Some(Origin::Rule),
        rule: "python/correct-name".into(),
        outcome: if first_right { "survived" } else { "reverted" }.into(),
        reward: if first_right { 1.0 } else { -1.0 },
        cases: 1,
        first_right: u64::from(first_right),
        rules_right,
        circumstances: Circumstances {
            checkers: vec!["ruff".into()],
            code: Some("F821".into()),
            cluster: "RES.NAME:jsno".into(),
            message: "Undefined name `jsno`".repeat(8),
            steps: vec![step; 5],
            all: 5,
            ..Circumstances::default()
        },
    }
}

#[test]
fn trajectories_are_read_back_and_small() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    let kept = [trajectory("a", 1, true, Some(false)), trajectory("b", 2, false, None)];
    kept.iter().for_each(|trajectory| store.record_trajectory(trajectory.clone()));
    store.record_trajectory(kept[0].clone());
    let [one, other] = kept;
    assert_eq!(store.trajectories(10).unwrap(), [other, one]);
    let insight = store.learning_insight().unwrap();
    assert!(insight.mean_bytes.is_some_and(|bytes| bytes < 1024.0), "{insight:?}");
}

#[test]
fn the_figures_follow_from_what_is_kept() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    // The fifth of January 1970 was a Monday.
    let monday = 4 * WEEK / 7;
    let all = [(monday, true, Some(false)), (monday + 1, true, Some(true)), (monday + WEEK, false, Some(true)), (monday - 1, false, None)];
    for (at, (time, right, rules)) in all.into_iter().enumerate() {
        store.record_trajectory(trajectory(&at.to_string(), time, right, rules));
    }
    let insight = store.learning_insight().unwrap();
    let weeks: Vec<(i64, u64, u64)> = insight.weeks.iter().map(|week| (week.start - monday, week.cases, week.first_right)).collect();
    assert_eq!(weeks, [(-WEEK, 1, 0), (0, 2, 2), (WEEK, 1, 0)]);
    assert_eq!(insight.gain, Gain { cases: 3, first_right: 2, rules_right: 2, gained: 1, lost: 1 });
    assert_eq!(insight.taken["rule"], OfferRecord { taken: 4, survived: 2, failed: 2 });
    assert_eq!((insight.worst[0].cases, insight.worst[0].first_wrong, insight.mean_reward), (4, 2, Some(0.0)));
}

#[test]
fn a_heal_is_a_trajectory_of_its_attempts_and_counts_as_wrong_once_it_is_taken_back() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    store.record(Envelope { place: Some(1), ..envelope("job", "/w/a.py", Verdict::Retry) });
    store.record(Envelope { place: Some(2), ..envelope("job", "/w/a.py", Verdict::Promote) });
    store.record(Envelope { place: Some(1), ..envelope("job", "/w/b.py", Verdict::Promote) });
    store.record_heal(heal("job", "/w/a.py", HealStatus::Healed, 5));
    store.record_heal(heal("cancelled", "/w/a.py", HealStatus::Cancelled, 5));
    let [known] = store.trajectories(10).unwrap().try_into().unwrap();
    assert_eq!((known.cases, known.first_right, known.reward, known.deed), (2, 1, 1.0, Deed::Heal));
    assert_eq!(known.circumstances.steps.iter().map(|step| step.place).collect::<Vec<_>>(), [Some(1), Some(2), Some(1)]);
    store.mark_undone("job");
    let [known] = store.trajectories(10).unwrap().try_into().unwrap();
    assert_eq!((known.outcome.as_str(), known.first_right, known.reward), ("undone", 0, -1.0));
}

#[test]
fn old_trajectories_go_and_a_forgotten_project_has_none() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open_with(home.path(), Limits { trajectories: 100, ..Limits::default() }).store;
    (0..400).for_each(|at| store.record_trajectory(trajectory(&at.to_string(), 1_700_000_000_000 + at, true, None)));
    assert!(store.flush(LIMIT));
    assert!(store.trajectories(1000).unwrap().len() < 300);
    store.record_trajectory(Trajectory { workspace: "/other".into(), ..trajectory("other", 1_700_000_000_000, true, None) });
    assert_eq!(store.forget_patterns_of(Path::new("/w"), &|_, _| None).unwrap(), 0);
    assert_eq!(store.trajectories(1000).unwrap().iter().map(|known| known.id.as_str()).collect::<Vec<_>>(), ["other"]);
}
