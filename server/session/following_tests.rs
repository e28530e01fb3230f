//! When it is looked what became of a change; the time is told, and nothing waits.

use super::*;
use crate::syntax::{Language, ParseOptions};

fn followed() -> Followed {
    let file = SourceFile::new("/w/a.py", Language::Python, "a = 1\n", ParseOptions::default());
    let after = file.with_text("a = 2\n");
    Followed {
        before: file,
        after,
        targets: Vec::new(),
        known: Vec::new(),
        looked: Default::default(),
        offered: Vec::new(),
        was_offered: false,
        taken: Some("fix".into()),
        time: 0,
    }
}

fn moments(following: &mut Following, moment: Moment, now: Instant) -> Vec<Moment> {
    let taken = following.take(moment, now);
    let moments = taken.iter().map(|(_, moment)| *moment).collect();
    assert_eq!(following.put_back(taken.into_iter().map(|(tracked, _)| tracked).collect()), None);
    moments
}

#[test]
fn a_change_is_followed_for_ten_minutes_or_three_saves() {
    let start = Instant::now();
    let mut following = Following::default();
    assert_eq!(following.due(start), None);
    following.begin(followed(), start);
    assert_eq!(following.due(start), Some(start + Duration::from_secs(600)));
    assert_eq!(moments(&mut following, Moment::Rest, start + Duration::from_secs(599)), [Moment::Rest]);
    assert_eq!(moments(&mut following, Moment::Rest, start + Duration::from_secs(600)), [Moment::End]);
    assert_eq!(moments(&mut following, Moment::Settled, start + Duration::from_secs(600)), [Moment::Settled], "the user may be typing");
    for version in 1..=3 {
        assert_eq!(moments(&mut following, Moment::Rest, start), [Moment::Rest]);
        following.save(version, true);
    }
    assert_eq!(moments(&mut following, Moment::Rest, start), [Moment::End]);
}

#[test]
fn a_save_that_is_told_twice_counts_once() {
    let mut following = Following::default();
    let mut saves = |version, is_told| {
        following.save(version, is_told);
        following.saves
    };
    assert_eq!((saves(1, true), saves(1, false)), (1, 1));
    assert_eq!((saves(2, false), saves(2, true)), (2, 2));
    assert_eq!((saves(2, true), saves(2, true)), (3, 4), "each save that the client tells of is one");
    assert_eq!(saves(3, false), 5);
}

#[test]
fn a_change_of_an_earlier_session_is_followed_for_what_is_left_of_its_time_and_saves() {
    let start = Instant::now();
    let resumed = |passed: u64, saves: u32| vec![Tracked::resumed(followed(), Duration::from_secs(passed), saves, start)];
    let mut following = Following::default();
    assert!(!following.resume(resumed(590, 1)));
    assert_eq!(following.due(start), Some(start + Duration::from_secs(30)), "the text may be another one by now");
    assert_eq!(moments(&mut following, Moment::Rest, start + Duration::from_secs(9)), [Moment::Rest]);
    assert_eq!(following.due(start), Some(start + Duration::from_secs(10)));
    assert_eq!(moments(&mut following, Moment::Closed, start + Duration::from_secs(10)), [Moment::End]);
    following.save(1, true);
    assert_eq!(following.take(Moment::Closed, start).iter().map(|(tracked, moment)| (tracked.saves, *moment)).collect::<Vec<_>>(), [(2, Moment::Closed)]);
    let mut following = Following::default();
    assert!(!following.resume(resumed(3600, 0)));
    assert_eq!(moments(&mut following, Moment::Closed, start), [Moment::End], "time passes although nobody looks");
    let mut following = Following::default();
    following.save(1, true);
    assert!(following.resume(resumed(0, 2)));
    assert_eq!(moments(&mut following, Moment::Rest, start), [Moment::End], "the save came while the change was looked for");
}

#[test]
fn while_the_user_types_nothing_is_concluded() {
    let start = Instant::now();
    let mut following = Following::default();
    following.begin(followed(), start);
    following.disturbed = true;
    let changed = start + Duration::from_secs(590);
    assert_eq!(following.due(changed), Some(changed + Duration::from_secs(30)));
    moments(&mut following, Moment::Rest, changed);
    assert_eq!(following.due(changed), Some(start + Duration::from_secs(600)));
}

#[test]
fn what_is_asked_while_a_job_looks_is_looked_for_afterwards() {
    let now = Instant::now();
    let mut following = Following::default();
    following.begin(followed(), now);
    let taken = following.take(Moment::Settled, now);
    assert!(following.take(Moment::Closed, now).is_empty() && !following.is_empty());
    following.begin(followed(), now);
    assert!(following.take(Moment::Rest, now).is_empty() && following.take(Moment::Settled, now).is_empty());
    assert_eq!(following.due(now), None);
    assert_eq!(following.put_back(taken.into_iter().map(|(tracked, _)| tracked).collect()), Some(Moment::Rest));
    assert_eq!(following.take(Moment::Closed, now).iter().map(|(_, moment)| *moment).collect::<Vec<_>>(), [Moment::Closed; 2]);
}
