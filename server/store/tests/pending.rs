//! Changes that wait for their file to be opened again.

use super::patterns::is_anywhere;
use super::*;
use crate::store::{PendingChange, PendingWish};
use rusqlite::Connection;
use std::fs;

const DAY: i64 = 24 * 60 * 60 * 1000;
const NOW: i64 = 1000 * DAY;

fn change(path: &str, time: i64, body: &str) -> PendingChange {
    PendingChange { workspace: "/w".into(), path: path.into(), checked_out: "main".into(), time, saves: 2, body: body.as_bytes().to_vec() }
}

fn wish(path: &str) -> PendingWish {
    PendingWish { workspace: "/w".into(), path: path.into(), checked_out: "main".into(), now: NOW }
}

#[test]
fn a_change_is_handed_out_once_whoever_asks_first() {
    let home = tempfile::tempdir().unwrap();
    let (store, other) = (open(home.path()), open(home.path()));
    let kept = change("/w/a.py", NOW - 5, "what was changed");
    store.keep_pending(kept.clone());
    assert!(store.flush(LIMIT));
    let nobodys =
        [wish("/w/b.py"), PendingWish { workspace: "/w/deeper".into(), ..wish("/w/a.py") }, PendingWish { checked_out: "other".into(), ..wish("/w/a.py") }];
    assert!(nobodys.iter().all(|wish| store.take_pending(wish).is_empty()));
    assert_eq!(other.take_pending(&wish("/w/a.py")), [kept]);
    assert!(store.take_pending(&wish("/w/a.py")).is_empty());
}

#[test]
fn what_has_waited_for_a_day_comes_with_any_file_and_what_is_too_old_is_dropped() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    let (overdue, fresh) = (change("/w/a.py", NOW - DAY - 1, "overdue"), change("/w/b.py", NOW - DAY, "fresh"));
    for change in [&change("/w/a.py", NOW - 31 * DAY, "too old"), &overdue, &fresh] {
        store.keep_pending(change.clone());
    }
    assert_eq!(store.take_pending(&wish("/w/c.py")), [overdue]);
    assert_eq!(store.take_pending(&wish("/w/b.py")), [fresh]);
    assert!(store.take_pending(&wish("/w/a.py")).is_empty());
}

#[test]
fn only_the_newest_are_kept() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    (0..300).for_each(|at| store.keep_pending(change("/w/a.py", NOW - at, "one of many")));
    let kept = store.take_pending(&wish("/w/a.py"));
    assert_eq!((kept.len(), kept.iter().map(|change| change.time).max()), (256, Some(NOW - 44)));
}

#[test]
fn whatever_is_forgotten_no_change_that_could_teach_it_again_is_left() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    let secret = "xylophone_of_the_company";
    let elsewhere = PendingChange { workspace: "/other".into(), ..change("/other/a.py", NOW, "elsewhere") };
    let forget: [&dyn Fn() -> usize; 3] =
        [&|| store.forget_patterns_of(Path::new("/w"), &|_, _| None).unwrap(), &|| store.forget_pattern("0123456789abcdef").unwrap(), &|| {
            store.forget_all_patterns().unwrap()
        }];
    for (at, forget) in forget.into_iter().enumerate() {
        store.keep_pending(change("/w/a.py", NOW, secret));
        store.keep_pending(elsewhere.clone());
        assert!(store.flush(LIMIT) && is_anywhere(home.path(), secret));
        assert_eq!(forget(), 0);
        assert!(!is_anywhere(home.path(), secret) && !is_anywhere(home.path(), "/w/a.py"));
        let left = store.take_pending(&PendingWish { workspace: "/other".into(), ..wish("/other/a.py") });
        assert_eq!(left, if at == 0 { vec![elsewhere.clone()] } else { Vec::new() });
    }
}

#[test]
fn changes_are_saved_from_a_damaged_file_and_rows_that_cannot_be_read_are_passed_over() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    let kept = change("/w/a.py", NOW, "what was changed");
    store.keep_pending(kept.clone());
    store.keep_pending(change("/w/a.py", NOW, "of no known format"));
    for _ in 0..200 {
        store.record(envelope("job", "/w/a.py", Verdict::Promote));
    }
    drop(store);
    let path = home.path().join("knowledge.sqlite");
    let file = Connection::open(&path).unwrap();
    file.execute("UPDATE pending_changes SET body = x'02ffffffff' WHERE row = 2", []).unwrap();
    let page: i64 = file.query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'envelopes_by_path'", [], |row| row.get(0)).unwrap();
    drop(file);
    let mut bytes = fs::read(&path).unwrap();
    let start = (page as usize - 1) * 4096;
    bytes[start..start + 4096].fill(0x5a);
    fs::write(&path, bytes).unwrap();
    let Opened { store, message, .. } = Store::open(home.path());
    assert!(message.unwrap().contains("set aside"));
    assert_eq!(store.take_pending(&wish("/w/a.py")), [kept]);
}
