//! Files that are damaged, before a store is opened and while it is open.

use super::*;
use std::fs;
use std::path::PathBuf;

/// A sequence of numbers that is the same in every run (splitmix64, Steele, Lea and Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}

/// A file with a bit of everything, and the log of another run that ended before it was written back.
fn sound_files() -> (Vec<u8>, Vec<u8>) {
    let home = tempfile::tempdir().unwrap();
    let fill = |store: &Store| {
        for number in 0..60 {
            let job = format!("job {}", number / 10);
            store.record(Envelope { diff: "-a\n+b\n".repeat(number), ..envelope(&job, "/w/a.py", Verdict::Promote) });
            if number % 10 == 9 {
                store.record_heal(heal(&job, "/w/a.py", HealStatus::Healed, number as u64));
            }
        }
        assert!(store.flush(LIMIT));
    };
    let store = open(home.path());
    fill(&store);
    drop(store);
    let file = fs::read(home.path().join("knowledge.sqlite")).unwrap();
    let store = open(home.path());
    for _ in 0..3 {
        store.record(envelope("later", "/w/a.py", Verdict::Promote));
    }
    assert!(store.flush(LIMIT));
    let log = fs::read(home.path().join("knowledge.sqlite-wal")).unwrap();
    assert!(!log.is_empty());
    (file, log)
}

fn damaged(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    match random.below(8) {
        0 => bytes.truncate(random.below(bytes.len())),
        1 => {
            let start = random.below(bytes.len());
            let end = (start + 4096).min(bytes.len());
            bytes[start..end].fill(0);
        }
        // The head of the file and those of its pages.
        2 | 3 => {
            for _ in 0..=random.below(4) {
                let at = (4096 * random.below(bytes.len() / 4096) + random.below(100)).min(bytes.len() - 1);
                bytes[at] ^= 1 << random.below(8);
            }
        }
        _ => {
            for _ in 0..=random.below(64) {
                let at = random.below(bytes.len());
                bytes[at] = random.next() as u8;
            }
        }
    }
    bytes
}

#[test]
fn two_hundred_files_with_random_damage_open_and_record() {
    let (file, log) = sound_files();
    let mut random = Random(20_261_121);
    let (mut aside, mut kept, mut unwritable) = (0, 0, 0);
    for run in 0..200 {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("knowledge.sqlite");
        fs::write(&path, damaged(&file, &mut random)).unwrap();
        if random.below(4) == 0 {
            fs::write(home.path().join("knowledge.sqlite-wal"), damaged(&log, &mut random)).unwrap();
        }
        let Opened { store, mode, message } = Store::open(home.path());
        let attempt = envelope("after", "/w/new.py", Verdict::Promote);
        let done = heal("after", "/w/new.py", HealStatus::Healed, 5);
        // None of these may fail hard, whatever they find.
        let _ = (store.history(None, 100), store.stats(), store.last_heal(&[]), store.heal("job 3"), store.attempts("job 2"));
        store.record(attempt.clone());
        store.record_heal(done.clone());
        assert!(store.flush(LIMIT), "run {run}: the writing thread is gone");
        assert_eq!(store.envelope(&attempt.id).unwrap().as_ref(), Some(&attempt), "run {run}");
        assert_eq!(store.heal("after").unwrap().as_ref(), Some(&done), "run {run}");
        if mode != Mode::ReadWrite {
            // Its version became that of a newer healer, or of a newer SQLite; nothing tells it from one. The memory serves.
            assert!(message.is_some(), "run {run}");
            unwritable += 1;
            continue;
        }
        drop(store);
        let Opened { store, message: later, .. } = Store::open(home.path());
        assert_eq!(later, None, "run {run}: it was {message:?} at first");
        assert_eq!(store.envelope(&attempt.id).unwrap(), Some(attempt), "run {run}");
        assert_eq!(store.last_heal(&[Path::new("/w/new.py")]).unwrap(), Some(done), "run {run}");
        match set_aside(home.path()).is_empty() {
            true => kept += 1,
            false => aside += 1,
        }
    }
    assert!(aside > 50 && kept > 20 && unwritable < 10, "{aside} set aside, {kept} kept, {unwritable} read");
}

/// The files that were set aside, without their logs.
fn set_aside(home: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(home).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.file_name().unwrap().to_str().unwrap().starts_with("knowledge.corrupt-") && path.extension().unwrap() == "sqlite");
    found.sort();
    found
}

#[test]
fn what_is_no_knowledge_file_is_set_aside_whole() {
    for content in [&b"These are notes of mine, and no database.\n"[..], &[0; 8192]] {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("knowledge.sqlite"), content).unwrap();
        let Opened { store, mode, message } = Store::open(home.path());
        assert_eq!(mode, Mode::ReadWrite);
        let [aside] = &set_aside(home.path())[..] else { panic!("{message:?}") };
        assert!(message.unwrap().contains(&aside.display().to_string()), "the user is told where it is");
        assert_eq!(fs::read(aside).unwrap(), content);
        assert_eq!(store.history(None, 1), Ok(vec![]));
    }
}

#[test]
fn a_file_with_a_column_of_another_name_is_set_aside() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("knowledge.sqlite");
    open(home.path()).record(envelope("job", "/w/a.py", Verdict::Promote));
    rusqlite::Connection::open(&path).unwrap().execute_batch("ALTER TABLE heals RENAME COLUMN scope TO scopf").unwrap();
    assert!(Store::open(home.path()).message.unwrap().contains("no such column"));
    assert_eq!(open(home.path()).history(None, 10).unwrap().len(), 1, "the attempt could still be read");
}

#[test]
fn somebody_elses_database_is_set_aside_whole() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("knowledge.sqlite");
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE notes (text); INSERT INTO notes VALUES ('kept')").unwrap();
    assert!(Store::open(home.path()).message.is_some());
    let connection = rusqlite::Connection::open(&set_aside(home.path())[0]).unwrap();
    assert_eq!(connection.query_row("SELECT text FROM notes", [], |row| row.get::<_, String>(0)).unwrap(), "kept");
}

#[test]
fn an_empty_file_becomes_a_knowledge_file() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("knowledge.sqlite"), b"").unwrap();
    open(home.path()).record(envelope("job", "/w/a.py", Verdict::Promote));
    assert_eq!(open(home.path()).history(None, 10).unwrap().len(), 1);
}

#[test]
fn only_the_newest_damaged_files_are_kept() {
    let home = tempfile::tempdir().unwrap();
    for _ in 0..8 {
        fs::write(home.path().join("knowledge.sqlite"), b"damaged again and again").unwrap();
        Store::open(home.path());
    }
    assert_eq!(set_aside(home.path()).len(), 5);
}

#[test]
fn damage_in_a_large_file_is_found_in_the_background() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("knowledge.sqlite");
    let store = open(home.path());
    for _ in 0..300 {
        store.record(Envelope { diff: "x".repeat(10_000), ..envelope("job", "/w/a.py", Verdict::Promote) });
    }
    drop(store);
    let mut bytes = fs::read(&path).unwrap();
    assert!(bytes.len() > 2 * 1024 * 1024);
    // The tables' first pages, at which opening looks, stay whole.
    for page in bytes.chunks_mut(4096).skip(44).step_by(9) {
        page[..64].fill(0xff);
    }
    fs::write(&path, bytes).unwrap();
    let store = open(home.path());
    let attempt = envelope("after", "/w/a.py", Verdict::Promote);
    store.record(attempt.clone());
    assert!(store.flush(LIMIT));
    let message = store.take_message().unwrap();
    assert!(message.contains("set aside"));
    assert_eq!(store.take_message(), None);
    assert_eq!(set_aside(home.path()).len(), 1);
    // What lay between the damaged pages is in the new file, and counted there.
    let history = store.history(None, 1000).unwrap();
    assert_eq!(history.first(), Some(&attempt));
    assert!(history.len() > 100 && message.contains(&format!("{} records", history.len() - 1)), "{message}");
    assert_eq!(store.stats().unwrap().attempts.attempts, history.len() as u64);
}

#[test]
fn damage_that_a_read_meets_is_looked_into() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("knowledge.sqlite");
    let store = open(home.path());
    store.record(envelope("job", "/w/a.py", Verdict::Promote));
    store.record_heal(heal("job", "/w/a.py", HealStatus::Healed, 5));
    store.mark_undone("job");
    assert!(store.flush(LIMIT));
    // A table that is gone is damage that another connection can do, without a byte written behind SQLite's back.
    rusqlite::Connection::open(&path).unwrap().execute_batch("DROP TABLE heal_totals").unwrap();
    assert!(store.stats().is_err());
    store.record_heal(heal("after", "/w/a.py", HealStatus::Healed, 5));
    assert!(store.flush(LIMIT));
    // Nothing is lost with it: all records could still be read.
    let health = store.stats().unwrap();
    assert_eq!((health.heals, health.undone, health.attempts.attempts, health.attempts.undone_fixes), (2, 1, 1, 1));
    assert!(store.take_message().unwrap().contains("set aside"));
    drop(store);
    let store = open(home.path());
    assert!(store.heal("job").unwrap().unwrap().undone);
    assert_eq!(store.last_heal(&[]).unwrap().unwrap().job, "after");
}

#[test]
fn a_folder_that_vanishes_is_made_again() {
    let parent = tempfile::tempdir().unwrap();
    let home = parent.path().join("data/healer");
    let store = open(&home);
    store.record(envelope("job", "/w/a.py", Verdict::Promote));
    assert!(store.flush(LIMIT));
    fs::remove_dir_all(&home).unwrap();
    let attempt = envelope("job", "/w/a.py", Verdict::Promote);
    store.record(attempt.clone());
    assert!(store.flush(LIMIT));
    drop(store);
    assert_eq!(open(&home).history(None, 10).unwrap(), [attempt]);
}
