//! Files of other versions, and folders that cannot be used.

use super::*;
use crate::store::schema::{self, LATEST};
use crate::store::write::Command;
use rusqlite::Connection;
use std::fs;

/// A file of a version, with an attempt in it where that version knows attempts.
fn file_of(version: i64, home: &Path) -> Option<Envelope> {
    let path = home.join("knowledge.sqlite");
    let mut connection = Connection::open(&path).unwrap();
    schema::migrate_to(&mut connection, version).unwrap();
    if version == 0 {
        return None;
    }
    let attempt = envelope("job", "/w/a.py", Verdict::Promote);
    if version == LATEST {
        Command::Envelope(Box::new(attempt.clone())).write(&connection).unwrap();
        return Some(attempt);
    }
    // An attempt is written as now, and what older versions know of it goes into the older file.
    let other = tempfile::tempdir().unwrap();
    file_of(LATEST, other.path());
    let attach = format!("ATTACH '{}' AS newer", other.path().join("knowledge.sqlite").display());
    connection.execute_batch(&attach).unwrap();
    for table in ["envelopes", "totals", "calibration"] {
        let columns = format!("SELECT coalesce(group_concat(name), '') FROM pragma_table_info('{table}', 'main')");
        let columns: String = connection.query_row(&columns, [], |row| row.get(0)).unwrap();
        if !columns.is_empty() {
            connection.execute_batch(&format!("DELETE FROM main.{table}; INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}")).unwrap();
        }
    }
    let id: String = connection.query_row("SELECT id FROM main.envelopes", [], |row| row.get(0)).unwrap();
    // What an older file has not is not known of it; the confidence was that of the choice.
    let is_new = version >= 4;
    Some(Envelope {
        id,
        stamp: connection
            .query_row("SELECT time, sequence FROM main.envelopes", [], |row| {
                Ok(Stamp { time: row.get::<_, i64>(0)? as u64, sequence: row.get::<_, i64>(1)? as u64 })
            })
            .unwrap(),
        place: attempt.place.filter(|_| is_new),
        range: attempt.range.filter(|_| is_new),
        ..attempt
    })
}

#[test]
fn files_of_every_older_version_become_new_ones_and_lose_nothing() {
    for version in 0..=LATEST {
        let home = tempfile::tempdir().unwrap();
        let attempt = file_of(version, home.path());
        let store = open(home.path());
        let kept: Vec<Envelope> = attempt.into_iter().collect();
        assert_eq!(store.history(None, 10).unwrap(), kept, "version {version}");
        let health = store.stats().unwrap();
        let binned: u64 = health.calibration.bins.iter().map(|bin| bin.attempts).sum();
        assert_eq!((health.attempts.attempts, binned), (kept.len() as u64, kept.len() as u64), "version {version}");
        store.record(envelope("job", "/w/a.py", Verdict::Retry));
        store.record_heal(heal("job", "/w/a.py", HealStatus::Healed, 5));
        assert_eq!(store.history(None, 10).unwrap().len(), kept.len() + 1, "version {version}");
        assert_eq!(store.stats().unwrap().heals, 1, "version {version}");
        let stored: i64 = store.read(|connection| connection.query_row("PRAGMA user_version", [], |row| row.get(0))).unwrap();
        assert_eq!(stored, LATEST);
    }
}

#[test]
fn a_file_of_a_newer_healer_is_read_and_not_changed() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("knowledge.sqlite");
    let attempt = file_of(LATEST, home.path()).unwrap();
    Connection::open(&path).unwrap().pragma_update(None, "user_version", LATEST + 1).unwrap();
    let bytes = fs::read(&path).unwrap();
    let Opened { store, mode, message } = Store::open(home.path());
    assert_eq!(mode, Mode::ReadOnly);
    assert!(message.unwrap().contains("newer healer"));
    let new = envelope("new", "/w/a.py", Verdict::Promote);
    store.record(new.clone());
    assert_eq!(store.history(None, 10).unwrap(), [new, attempt]);
    drop(store);
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_folder_that_cannot_be_made_leaves_the_memory() {
    let parent = tempfile::tempdir().unwrap();
    let file = parent.path().join("file");
    fs::write(&file, b"").unwrap();
    for home in [file.clone(), file.join("below")] {
        let Opened { store, mode, message } = Store::open(&home);
        assert_eq!(mode, Mode::MemoryOnly);
        assert!(message.unwrap().contains("HEALER_HOME"));
        let attempt = envelope("job", "/w/a.py", Verdict::Promote);
        store.record(attempt.clone());
        assert_eq!(store.history(None, 10).unwrap(), [attempt]);
    }
    // A folder in the file's place is no file either.
    fs::create_dir_all(parent.path().join("home/knowledge.sqlite")).unwrap();
    assert_eq!(Store::open(&parent.path().join("home")).mode, Mode::MemoryOnly);
}

#[cfg(unix)]
#[test]
fn the_file_is_the_users_alone() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let home = parent.path().join("data/healer");
    let store = open(&home);
    store.record(envelope("job", "/w/a.py", Verdict::Promote));
    assert!(store.flush(LIMIT));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&home), 0o700);
    for file in ["knowledge.sqlite", "knowledge.sqlite-wal", "knowledge.sqlite-shm", "knowledge.lock"] {
        assert_eq!(mode(&home.join(file)), 0o600, "{file}");
    }
    drop(store);
    // One that others may read, from a backup or an older umask, is taken from their eyes.
    fs::set_permissions(home.join("knowledge.sqlite"), fs::Permissions::from_mode(0o644)).unwrap();
    open(&home);
    assert_eq!(mode(&home.join("knowledge.sqlite")), 0o600);
}
