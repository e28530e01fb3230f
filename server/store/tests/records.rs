//! What is recorded is read back.

use super::*;
use crate::store::{Counter, Limits, StoreError, TrackRecord};
use proptest::prelude::*;
use std::path::PathBuf;

#[test]
fn an_attempt_is_read_back_in_this_run_and_the_next() {
    let home = tempfile::tempdir().unwrap();
    let (first, second) = (envelope("job", "/w/a.py", Verdict::Retry), envelope("job", "/w/a.py", Verdict::Promote));
    let store = open(home.path());
    store.record(first.clone());
    store.record(second.clone());
    assert_eq!(store.history(None, 10).unwrap(), [second.clone(), first.clone()]);
    drop(store);
    let store = open(home.path());
    assert_eq!(store.history(None, 10).unwrap(), [second.clone(), first.clone()]);
    assert_eq!(store.history(None, 1).unwrap().first(), Some(&second));
    assert_eq!(store.attempts("job").unwrap().len(), 2);
    assert_eq!(store.envelope(&first.id), Ok(Some(first)));
    assert_eq!(store.envelope("unknown"), Ok(None));
}

#[test]
fn the_same_envelope_counts_once() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    let attempt = envelope("job", "/w/a.py", Verdict::Promote);
    store.record(attempt.clone());
    store.record(attempt);
    assert_eq!(store.stats().unwrap().attempts.attempts, 1);
}

#[test]
fn the_history_of_a_folder_is_that_of_what_lies_in_it() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    let attempts = ["/w/a.py", "/w/a/b.py", "/w/a/c/d.py", "/w/a.pyi", "/w/a0", "/w/é/f.py"].map(|path| envelope("job", path, Verdict::Promote));
    attempts.iter().for_each(|attempt| store.record(attempt.clone()));
    let paths = |path: &str| {
        let found = store.history(Some(Path::new(path)), 10).unwrap();
        found.into_iter().rev().map(|envelope| envelope.path.display().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(paths("/w/a.py"), ["/w/a.py"]);
    assert_eq!(paths("/w/a"), ["/w/a/b.py", "/w/a/c/d.py"]);
    assert_eq!(paths("/w/é"), ["/w/é/f.py"]);
    assert_eq!(paths("/w").len(), 6);
    assert!(paths("/other").is_empty());
}

#[cfg(unix)]
#[test]
fn paths_that_are_no_unicode_are_kept_by_their_bytes() {
    use std::os::unix::ffi::OsStrExt;
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    let path = PathBuf::from(std::ffi::OsStr::from_bytes(b"/w/\xff.py"));
    let attempt = Envelope { path: path.clone(), ..envelope("job", "", Verdict::Promote) };
    store.record(attempt.clone());
    let done = HealRecord { files: vec![HealedFile::new(&path, "a", "b")], ..heal("job", "", HealStatus::Healed, 1) };
    store.record_heal(done.clone());
    drop(store);
    let store = open(home.path());
    assert_eq!(store.history(Some(&path), 10).unwrap(), [attempt]);
    assert_eq!(store.last_heal(&[&path]).unwrap(), Some(done));
}

#[test]
fn a_row_whose_raw_bytes_changed_is_named_and_kept_apart() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    let (good, bad) = (envelope("job", "/w/a.py", Verdict::Promote), envelope("job", "/w/b.py", Verdict::Promote));
    store.record(good.clone());
    store.record(bad.clone());
    assert!(store.flush(LIMIT));
    let connection = rusqlite::Connection::open(home.path().join("knowledge.sqlite")).unwrap();
    connection.execute("UPDATE envelopes SET raw = ? WHERE id = ?", rusqlite::params![&b"other"[..], bad.id]).unwrap();
    let Err(StoreError::Tampered { row, id, recorded, found }) = store.envelope(&bad.id) else { panic!("the hash was not checked") };
    assert_eq!((row, id.as_str(), recorded), (2, bad.id.as_str(), hash::hex(&bad.raw.sha256())));
    assert_eq!(found, hash::hex(&hash::sha256(b"other")));
    // Kept apart for good, even where the bytes are put back.
    assert!(store.flush(LIMIT));
    connection.execute("UPDATE envelopes SET raw = ? WHERE id = ?", rusqlite::params![bad.raw.bytes(), bad.id]).unwrap();
    assert!(matches!(store.envelope(&bad.id), Err(StoreError::Damaged { row: 2, .. })));
    assert_eq!(store.envelope(&good.id), Ok(Some(good)));
    // And a row that makes no sense is named too.
    connection.execute("UPDATE envelopes SET verdict = 'perhaps'", []).unwrap();
    assert!(matches!(store.envelope(&bad.id), Err(StoreError::Damaged { row: 2, .. })));
    assert_eq!(store.history(None, 10), Ok(vec![]));
}

#[test]
fn outcomes_are_read_from_where_one_left_off_and_a_damaged_row_stops_once() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    let kept = envelope("kept", "/w/a.py", Verdict::Promote);
    let failed = Envelope { confidence: 0.0, ..envelope("kept", "/w/a.py", Verdict::Retry) };
    let unsure = envelope("kept", "/w/a.py", Verdict::Retry);
    let undone = envelope("undone", "/w/a.py", Verdict::Promote);
    for attempt in [&kept, &failed, &unsure, &undone] {
        store.record(attempt.clone());
    }
    store.record_heal(heal("undone", "/w/a.py", HealStatus::Healed, 5));
    store.mark_undone("undone");
    assert!(store.flush(LIMIT));
    let of = |outcomes: Vec<crate::model::FixOutcome>| outcomes.into_iter().map(|outcome| (outcome.job, outcome.has_mended)).collect::<Vec<_>>();
    let (last, outcomes) = store.outcomes(0, 100).unwrap();
    assert_eq!((last, of(outcomes)), (4, vec![("kept".to_owned(), true), ("kept".to_owned(), false), ("undone".to_owned(), false)]));
    assert_eq!(store.outcomes(last, 100), Ok((last, vec![])));
    assert_eq!(of(store.outcomes(0, 1).unwrap().1), [("undone".to_owned(), false)], "the newest are read");

    let bad = envelope("new", "/w/b.py", Verdict::Promote);
    store.record(bad.clone());
    store.record(envelope("new", "/w/b.py", Verdict::Promote));
    assert!(store.flush(LIMIT));
    let connection = rusqlite::Connection::open(home.path().join("knowledge.sqlite")).unwrap();
    connection.execute("UPDATE envelopes SET raw = ? WHERE id = ?", rusqlite::params![&b"other"[..], bad.id]).unwrap();
    assert!(matches!(store.outcomes(last, 100), Err(StoreError::Tampered { row: 5, .. })));
    assert!(store.flush(LIMIT));
    assert_eq!(store.outcomes(last, 100).unwrap().1.len(), 1, "it is kept apart from then on");
    assert_eq!(Store::in_memory().outcomes(0, 100), Ok((0, vec![])));
}

#[test]
fn a_heal_is_found_by_its_files_until_it_is_taken_back() {
    let home = tempfile::tempdir().unwrap();
    for reopen in [false, true] {
        let mut store = open(home.path());
        let (old, new) = (format!("old {reopen}"), format!("new {reopen}"));
        let idle = HealRecord { files: vec![], ..heal(&format!("idle {reopen}"), "", HealStatus::Unchanged, 5) };
        let (old, new) = (heal(&old, "/w/a.py", HealStatus::Healed, 5), heal(&new, "/w/b.py", HealStatus::Healed, 5));
        for record in [&old, &new, &idle] {
            store.record_heal(record.clone());
        }
        if reopen {
            drop(store);
            store = open(home.path());
        }
        let (a, b) = (Path::new("/w/a.py"), Path::new("/w/b.py"));
        assert_eq!(store.last_heal(&[]).unwrap().as_ref(), Some(&new));
        assert_eq!(store.last_heal(&[a]).unwrap().as_ref(), Some(&old));
        assert_eq!(store.last_heal(&[a, b]).unwrap().as_ref(), Some(&new));
        assert_eq!(store.heal(&idle.job).unwrap(), Some(idle));
        store.mark_undone(&new.job);
        assert_eq!(store.last_heal(&[a, b]).unwrap().as_ref(), Some(&old));
        assert!(store.heal(&new.job).unwrap().unwrap().undone);
        store.mark_undone(&old.job);
        assert_eq!(store.last_heal(&[]).unwrap(), None);
    }
}

#[test]
fn fixes_have_a_record_and_a_heal_taken_back_counts_against_its_own() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    for (job, verdict) in [("kept", Verdict::Promote), ("kept", Verdict::Retry), ("back", Verdict::Promote), ("back", Verdict::Rollback)] {
        store.record(envelope(job, "/w/a.py", verdict));
    }
    store.record(Envelope { language: Language::Go, ..envelope("kept", "/w/a.go", Verdict::Promote) });
    store.record_heal(heal("kept", "/w/a.py", HealStatus::Healed, 5));
    store.record_heal(heal("back", "/w/a.py", HealStatus::Healed, 5));
    assert!(store.flush(LIMIT));
    let record = |language| store.track_record(Origin::Rule, "python/correct-name", "RES.NAME", language);
    assert_eq!(record(Language::Python), TrackRecord { successes: 2, failures: 2 });
    // Twice is once.
    store.mark_undone("back");
    store.mark_undone("back");
    assert!(store.flush(LIMIT));
    assert_eq!(record(Language::Python), TrackRecord { successes: 1, failures: 3 });
    assert_eq!(record(Language::Go), TrackRecord { successes: 1, failures: 0 });
    assert_eq!(record(Language::Rust), TrackRecord::default());
}

#[test]
fn the_health_metrics_are_those_of_all_that_was_recorded() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    assert_eq!(store.stats().unwrap().success_rate, None);
    for (confidence, verdict) in
        [(0.95, Verdict::Promote), (0.95, Verdict::Promote), (1.0, Verdict::Retry), (0.25, Verdict::Rollback), (f64::NAN, Verdict::Retry)]
    {
        store.record(Envelope { prior: confidence, ..envelope("job", "/w/a.py", verdict) });
    }
    for (status, milliseconds) in
        [(HealStatus::Healed, 100), (HealStatus::Improved, 900), (HealStatus::Failed, 7), (HealStatus::Cancelled, 1), (HealStatus::Healed, 300)]
    {
        store.record_heal(heal(&Stamp::now().id(), "/w/a.py", status, milliseconds));
    }
    store.count(Counter::CacheHit, 3);
    store.count(Counter::CacheMiss, 1);
    let health = store.stats().unwrap();
    assert_eq!((health.heals, health.by_status["healed"], health.undone), (5, 2, 0));
    assert_eq!((health.success_rate, health.repairs_per_heal), (Some(0.5), Some(2.0)));
    assert_eq!((health.time_to_heal.heals, health.time_to_heal.p50_ms, health.time_to_heal.p95_ms), (3, Some(300), Some(900)));
    assert_eq!((health.attempts.attempts, health.attempts.promoted, health.attempts.retried, health.attempts.rolled_back), (5, 2, 2, 1));
    assert_eq!((health.attempts.fix_success_rate, health.attempts.mean_ms), (Some(0.4), Some(40.0)));
    let bins: Vec<_> = health.calibration.bins.iter().map(|bin| (bin.from, bin.attempts)).collect();
    assert_eq!(bins, [(0.0, 1), (0.2, 1), (0.9, 3)]);
    // Three attempts at a mean confidence of 0.9667 with two successes, one at 0.25 with none, one at 0 with none.
    let expected = (3.0 * (2.9_f64 / 3.0 - 2.0 / 3.0) + 0.25) / 5.0;
    assert!((health.calibration.error.unwrap() - expected).abs() < 1e-9);
    assert_eq!((health.cache.hits, health.cache.hit_rate), (3, Some(0.75)));
    assert_eq!(health.by_language["python"], health.attempts);
    assert_eq!(health.by_category["RES.NAME"].attempts, 5);
    assert_eq!(health.by_origin["rule"].attempts, 5);
    let gap = health.attempts.calibration_gap.unwrap();
    assert!((gap - (0.95 + 0.95 + 1.0 + 0.25) / 5.0 + 0.4).abs() < 1e-9, "{gap}");
    let of_language = &health.heals_by_language["python"];
    assert_eq!((of_language.heals, of_language.healed, of_language.success_rate, of_language.repairs_per_heal), (4, 2, Some(0.5), Some(2.0)));
    assert_eq!(of_language.time_to_heal, health.time_to_heal);
    assert_eq!(&health.heals_by_category["RES.NAME"], of_language);
}

#[test]
fn taking_a_heal_back_counts_the_fixes_that_are_taken_back() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    let elsewhere = Envelope { before: [7; 32], after: [7; 32], ..envelope("job", "/w/c.py", Verdict::Promote) };
    // The heal wrote a.py, was not allowed to write b.py, and the fix of an error in c.py changed a.py.
    for attempt in [envelope("job", "/w/a.py", Verdict::Promote), envelope("job", "/w/b.py", Verdict::Promote), elsewhere] {
        store.record(attempt);
    }
    store.record_heal(heal("job", "/w/a.py", HealStatus::Healed, 5));
    store.mark_undone("job");
    let health = store.stats().unwrap();
    assert_eq!((health.attempts.promoted, health.attempts.undone_fixes, health.heals_by_language["python"].healed), (3, 2, 0));
}

#[test]
fn what_was_not_applied_says_nothing_of_its_fixes() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    for (job, status) in [("done", HealStatus::Healed), ("stale", HealStatus::Refused), ("lost", HealStatus::Failed), ("stopped", HealStatus::Cancelled)] {
        store.record(envelope(job, "/w/a.py", Verdict::Promote));
        store.record(Envelope { confidence: 0.0, ..envelope(job, "/w/a.py", Verdict::Retry) });
        store.record_heal(heal(job, "/w/a.py", status, 5));
    }
    let health = store.stats().unwrap();
    assert_eq!((health.attempts.attempts, health.attempts.promoted, health.attempts.retried, health.attempts.mean_ms), (5, 1, 4, Some(40.0)));
    assert_eq!(health.calibration.bins.iter().map(|bin| bin.attempts).sum::<u64>(), 5);
    let (_, outcomes) = store.outcomes(0, 100).unwrap();
    let mended: Vec<&str> = outcomes.iter().filter(|outcome| outcome.has_mended).map(|outcome| outcome.job.as_str()).collect();
    assert_eq!((mended, outcomes.len()), (vec!["done"], 5));
}

#[test]
fn texts_are_kept_by_their_digests_and_the_oldest_go() {
    use crate::syntax::{ParseOptions, SourceFile};
    let file = |text: String| SourceFile::new("/w/a.py", Language::Python, text, ParseOptions::default());
    let home = tempfile::tempdir().unwrap();
    let store = Store::open_with(home.path(), Limits { texts: 3, ..Limits::default() }).store;
    let files: Vec<SourceFile> = (0..5).map(|number| file(format!("\u{feff}x = {number}\r\n"))).collect();
    files.iter().chain(&files).for_each(|file| store.keep_text(file));
    assert_eq!(store.text(files[4].digest()).unwrap().as_deref(), Some(files[4].text()));
    let long = file("x".repeat(513 * 1024));
    store.keep_text(&long);
    assert_eq!(store.text(long.digest()), Ok(None));
    // Room is made when so many attempts have been recorded.
    (0..128).for_each(|_| store.record(envelope("job", "/w/a.py", Verdict::Promote)));
    assert!(store.flush(LIMIT));
    assert_eq!((store.text(files[1].digest()), store.text(files[2].digest()).unwrap().as_deref()), (Ok(None), Some(files[2].text())));
    assert_eq!(Store::in_memory().text(files[4].digest()), Ok(None));
}

#[test]
fn old_records_go_and_stay_counted() {
    let home = tempfile::tempdir().unwrap();
    let limits = Limits { envelopes: 300, heals: 10, ..Limits::default() };
    let store = Store::open_with(home.path(), limits).store;
    for _ in 0..1000 {
        store.record(envelope("job", "/w/a.py", Verdict::Promote));
        assert!(store.flush(LIMIT));
    }
    for _ in 0..200 {
        store.record_heal(heal(&Stamp::now().id(), "/w/a.py", HealStatus::Healed, 5));
    }
    assert!(store.flush(LIMIT));
    let kept = store.history(None, 10_000).unwrap().len();
    assert!((300..300 + 128).contains(&kept), "{kept}");
    let health = store.stats().unwrap();
    assert_eq!((health.attempts.attempts, health.heals), (1000, 200));
    let (heals, files): (i64, i64) = store
        .read(|connection| {
            connection
                .query_row("SELECT (SELECT count(*) FROM heals), (SELECT count(DISTINCT heal) FROM healed_files)", [], |row| Ok((row.get(0)?, row.get(1)?)))
        })
        .unwrap();
    assert!(heals < 200 && heals == files, "the files of a heal go with it: {heals} {files}");
}

#[test]
fn a_file_that_grows_too_large_loses_its_oldest_records() {
    let home = tempfile::tempdir().unwrap();
    let limits = Limits { bytes: 2 * 1024 * 1024, ..Limits::default() };
    let store = Store::open_with(home.path(), limits).store;
    let long = "x".repeat(8 * 1024);
    for _ in 0..1200 {
        store.record(Envelope { diff: long.clone(), ..envelope("job", "/w/a.py", Verdict::Promote) });
        assert!(store.flush(LIMIT));
    }
    drop(store);
    let size = std::fs::metadata(home.path().join("knowledge.sqlite")).unwrap().len();
    assert!(size < 8 * 1024 * 1024, "{size}");
    let store = open(home.path());
    assert_eq!(store.stats().unwrap().attempts.attempts, 1200);
    assert!(store.history(None, 1).unwrap().len() == 1);
}

#[test]
fn a_clock_that_jumped_ahead_does_not_remove_what_is_new() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    for time in [u64::MAX, 0, 1, 2, 3] {
        let attempt = envelope("job", "/w/a.py", Verdict::Promote);
        store.record(Envelope { stamp: Stamp { time, ..attempt.stamp }, ..attempt });
    }
    let newest = store.history(None, 1).unwrap();
    assert_eq!(newest[0].stamp.time, 3, "the order is that of recording");
    drop(store);
    let store = open(home.path());
    store.record(envelope("job", "/w/a.py", Verdict::Promote));
    assert_eq!(store.history(None, 10).unwrap().len(), 6);
}

#[test]
fn without_a_file_the_newest_records_are_in_memory() {
    let store = Store::in_memory();
    let attempts: Vec<Envelope> = (0..30).map(|_| envelope("job", "/w/a.py", Verdict::Promote)).collect();
    attempts.iter().for_each(|attempt| store.record(attempt.clone()));
    let newest: Vec<Envelope> = attempts.iter().rev().take(20).cloned().collect();
    assert_eq!(store.history(None, 100).unwrap(), newest);
    assert_eq!(store.envelope(&newest[3].id), Ok(Some(newest[3].clone())));
    let done = heal("job", "/w/a.py", HealStatus::Healed, 5);
    store.record_heal(done.clone());
    assert_eq!(store.last_heal(&[Path::new("/w/a.py")]), Ok(Some(done)));
    store.mark_undone("job");
    assert_eq!(store.last_heal(&[]), Ok(None));
    assert_eq!(store.stats().unwrap().heals, 0);
    assert!(store.flush(LIMIT));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_envelope_is_read_back(
        raw in proptest::collection::vec(any::<u8>(), 0..200),
        words in proptest::array::uniform8("\\PC{0,20}"),
        numbers in any::<(u32, u32)>(),
        code in proptest::option::of("\\PC{0,8}"),
        choice in any::<(u8, u8, u8, u8)>(),
        confidence in 0.0..=1.0_f64,
        digests in any::<([u8; 32], [u8; 32])>(),
    ) {
        fn of<T: Copy>(all: &[T], number: u8) -> T {
            all[usize::from(number) % all.len()]
        }
        let [job, message, category, cluster, title, rule, diff, reason] = words;
        let plain = envelope(&job, "/w/a.py", of(&[Verdict::Promote, Verdict::Retry, Verdict::Rollback], choice.0));
        let fix = AttemptedFix {
            title,
            rule,
            origin: of(&[Origin::Native, Origin::Rule, Origin::Template, Origin::Learned, Origin::Model], choice.1),
            applicability: of(&[Applicability::Safe, Applicability::Review, Applicability::Sketch], choice.2),
            ..plain.fix.clone()
        };
        let attempt = Envelope {
            raw: Raw::new(&raw), message, category, cluster, code, fix, diff, reason, confidence, prior: 1.0 - confidence,
            place: Some(u64::from(choice.0)).filter(|place| *place > 9),
            range: Some(crate::base::Span::new(usize::from(choice.1), 300)).filter(|_| choice.2 > 9),
            language: of(&Language::ALL, choice.3),
            verified: of(&[None, Some(Verification::Parsed), Some(Verification::Checked), Some(Verification::Tested)], choice.3 / 4),
            milliseconds: numbers.0.into(),
            stamp: Stamp { time: numbers.1.into(), ..plain.stamp },
            before: digests.0,
            after: digests.1,
            ..plain
        };
        let home = tempfile::tempdir().unwrap();
        let store = open(home.path());
        store.record(attempt.clone());
        drop(store);
        let store = open(home.path());
        prop_assert_eq!(store.envelope(&attempt.id), Ok(Some(attempt.clone())));
        prop_assert_eq!(store.history(None, 1), Ok(vec![attempt]));
    }
}
