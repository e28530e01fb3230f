//! What is asked of the records.

use super::error::{StoreError, Trouble, trouble};
use super::recent::can_be_undone;
use super::rows::{self, ENVELOPE, HEAL, StoredPath, word};
use super::write::Command;
use super::{Mode, Store};
use crate::base::hash;
use crate::model::{Envelope, FixOutcome, HealRecord, Origin, Verdict};
use crate::syntax::{Language, TextDigest};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};
use serde::Serialize;
use std::collections::HashSet;
use std::path::{MAIN_SEPARATOR, Path};
use std::time::Duration;

/// Connections for reading that are kept open.
const READERS: usize = 4;

/// How long a question of the user waits for records under way.
pub(super) const SETTLE: Duration = Duration::from_millis(500);

/// How often fixes of a kind were kept, and how often not. Fixes of a heal that was taken back are failures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TrackRecord {
    pub successes: u64,
    pub failures: u64,
}

impl Store {
    /// An attempt, for a decision: its raw bytes are checked against their SHA-256, and a row that fails is kept apart from then on.
    pub fn envelope(&self, id: &str) -> Result<Option<Envelope>, StoreError> {
        let in_memory = || self.shared.recent().envelopes().find(|envelope| envelope.id == id).cloned();
        if self.mode == Mode::MemoryOnly {
            return Ok(in_memory());
        }
        let sql = format!("SELECT {ENVELOPE} FROM envelopes WHERE id = ?");
        let found = self.read(|connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            statement.query_row([id], |row| Ok(decode(row))).optional()
        });
        let checked = match found {
            Ok(Some(stored)) => stored.and_then(rows::StoredEnvelope::for_decision),
            Ok(None) => return Ok(in_memory()),
            Err(error) => return in_memory().map(Some).ok_or(error),
        };
        checked.inspect_err(|error| self.keep_apart(error)).map(Some)
    }

    /// What is remembered about a workspace under a name.
    pub fn note(&self, workspace: &str, name: &str) -> Option<String> {
        if self.mode == Mode::MemoryOnly {
            return None;
        }
        self.flush(SETTLE);
        let sql = "SELECT text FROM notes WHERE workspace = ? AND name = ?";
        self.read(|connection| connection.prepare_cached(sql)?.query_row([workspace, name], |row| row.get(0)).optional()).unwrap_or_default()
    }

    /// A text that an attempt began with, if it is kept. Its bytes are those of the digest.
    pub fn text(&self, digest: &TextDigest) -> Result<Option<String>, StoreError> {
        if self.mode == Mode::MemoryOnly {
            return Ok(None);
        }
        self.flush(SETTLE);
        let found = self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT text FROM texts WHERE sha256 = ?")?;
            statement.query_row([digest], |row| row.get::<_, String>(0)).optional()
        })?;
        Ok(found.filter(|text| hash::sha256(text.as_bytes()) == *digest))
    }

    /// The newest attempts, newest first, of all files or of one file or folder. For showing: rows that cannot be read are passed over.
    pub fn history(&self, path: Option<&Path>, limit: usize) -> Result<Vec<Envelope>, StoreError> {
        let (condition, bounds) = match path {
            None => ("1", Vec::new()),
            Some(path) => {
                let mut inside = path.as_os_str().to_owned();
                inside.push(MAIN_SEPARATOR.to_string());
                // The sign after the separator bounds what begins with the separator.
                let after = char::from_u32(MAIN_SEPARATOR as u32 + 1).unwrap_or('0');
                let mut beyond = path.as_os_str().to_owned();
                beyond.push(after.to_string());
                (
                    "(path = ? OR path >= ? AND path < ?)",
                    vec![StoredPath::from(path), StoredPath::from(Path::new(&inside)), StoredPath::from(Path::new(&beyond))],
                )
            }
        };
        self.envelopes(condition, &bounds.iter().map(|bound| bound as &dyn ToSql).collect::<Vec<_>>(), limit, &|envelope| {
            path.is_none_or(|path| envelope.path.starts_with(path))
        })
    }

    /// All attempts of a heal, newest first.
    pub fn attempts(&self, job: &str) -> Result<Vec<Envelope>, StoreError> {
        self.envelopes("job = ?", &[&job], usize::MAX, &|envelope| envelope.job == job)
    }

    fn envelopes(&self, condition: &str, bounds: &[&dyn ToSql], limit: usize, wanted: &dyn Fn(&Envelope) -> bool) -> Result<Vec<Envelope>, StoreError> {
        self.flush(SETTLE);
        let mut found: Vec<Envelope> = Vec::new();
        if self.mode != Mode::MemoryOnly {
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let sql = format!("SELECT {ENVELOPE} FROM envelopes WHERE {condition} ORDER BY row DESC LIMIT {limit}");
            found = self.read(|connection| {
                let mut statement = connection.prepare_cached(&sql)?;
                let read = statement.query_map(bounds, |row| Ok(rows::envelope(row).ok()))?;
                Ok(read.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().map(|stored| stored.envelope).collect())
            })?;
        }
        let known: HashSet<&str> = found.iter().map(|envelope| envelope.id.as_str()).collect();
        // What is only in memory could not be written since, so it is the newest.
        let mut all: Vec<Envelope> =
            self.shared.recent().unsaved().filter(|envelope| wanted(envelope) && !known.contains(envelope.id.as_str())).cloned().collect();
        all.extend(found);
        all.truncate(limit);
        Ok(all)
    }

    /// What became of the fixes that were tried after the row `after` (0 for all), oldest first, the newest `limit` at most, with the last row
    /// that was read. For decisions: every row's raw bytes are checked, and the first that is not what was recorded is an error and kept apart
    /// from then on. Fixes of heals that were taken back count as failures. Never waits for a write.
    pub fn outcomes(&self, after: i64, limit: usize) -> Result<(i64, Vec<FixOutcome>), StoreError> {
        if self.mode == Mode::MemoryOnly {
            return Ok((after, Vec::new()));
        }
        let undone = "EXISTS (SELECT 1 FROM heals WHERE heals.job = envelopes.job AND undone = 1)";
        // A fix that was kept in a heal that came to nothing was not tried out by anybody.
        let unapplied = "verdict = 'promote' AND EXISTS (SELECT 1 FROM heals WHERE heals.job = envelopes.job AND status IN ('cancelled', 'refused', 'failed'))";
        let sql = format!(
            "SELECT {ENVELOPE}, {undone} AS taken_back FROM envelopes WHERE row > ? AND quarantined = 0 AND NOT ({unapplied}) ORDER BY row DESC LIMIT ?"
        );
        let bounds = (after, i64::try_from(limit).unwrap_or(i64::MAX));
        let rows = self.read(|connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map(bounds, |row| Ok((decode(row), row.get::<_, bool>("taken_back")?)))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let (mut last, mut outcomes) = (after, Vec::with_capacity(rows.len()));
        for (stored, is_undone) in rows.into_iter().rev() {
            let (row, envelope) = stored.and_then(|stored| Ok((stored.row, stored.for_decision()?))).inspect_err(|error| self.keep_apart(error))?;
            last = last.max(row);
            let verdict = if is_undone && envelope.verdict == Verdict::Promote { Verdict::Rollback } else { envelope.verdict };
            let confidence = if verdict == envelope.verdict { envelope.confidence } else { 0.0 };
            let kind = (envelope.fix.origin, envelope.category.as_str());
            let outcome = FixOutcome::of(&envelope.job, kind, envelope.stamp.time, verdict, confidence);
            outcomes.extend(outcome);
        }
        Ok((last, outcomes))
    }

    /// Sees that a row that was found damaged is never used again.
    fn keep_apart(&self, error: &StoreError) {
        if let StoreError::Tampered { row, .. } | StoreError::Damaged { row, .. } = error {
            self.send(Command::Quarantine(*row));
        }
    }

    /// The record of a heal, if it is kept.
    pub fn heal(&self, job: &str) -> Result<Option<HealRecord>, StoreError> {
        if let Some(heal) = self.shared.recent().heal(job) {
            return Ok(Some(heal.clone()));
        }
        self.one_heal(&format!("SELECT {HEAL} FROM heals WHERE job = ?"), &[&job])
    }

    /// The newest heal that changed one of the files and was not taken back; of any file where none is named.
    pub fn last_heal(&self, paths: &[&Path]) -> Result<Option<HealRecord>, StoreError> {
        self.flush(SETTLE);
        if let Some(heal) = self.shared.recent().last_unsaved_heal(|heal| can_be_undone(heal, paths)) {
            return Ok(Some(heal.clone()));
        }
        let places = vec!["?"; paths.len()].join(", ");
        let among = if paths.is_empty() { String::new() } else { format!("WHERE path IN ({places})") };
        let sql = format!("SELECT {HEAL} FROM heals WHERE undone = 0 AND row IN (SELECT heal FROM healed_files {among}) ORDER BY row DESC LIMIT 1");
        let bounds: Vec<StoredPath> = paths.iter().map(|path| StoredPath::from(*path)).collect();
        self.one_heal(&sql, &bounds.iter().map(|bound| bound as &dyn ToSql).collect::<Vec<_>>())
    }

    fn one_heal(&self, sql: &str, bounds: &[&dyn ToSql]) -> Result<Option<HealRecord>, StoreError> {
        if self.mode == Mode::MemoryOnly {
            return Ok(None);
        }
        self.read(|connection| {
            let Some((row, mut heal)) = connection.prepare_cached(sql)?.query_row(bounds, rows::heal).optional()? else { return Ok(None) };
            heal.files = rows::healed_files(connection, row)?;
            rows::add_subjects(connection, row, &mut heal)?;
            Ok(Some(heal))
        })
    }

    /// How fixes of an origin, a rule, a category and a language fared on this machine. Takes some microseconds and never waits for a write;
    /// nothing known is a record of zeros.
    pub fn track_record(&self, origin: Origin, rule: &str, category: &str, language: Language) -> TrackRecord {
        if self.mode == Mode::MemoryOnly {
            return TrackRecord::default();
        }
        let sql = "SELECT promoted - undone, retried + rolled_back + undone FROM totals WHERE origin = ? AND rule = ? AND category = ? AND language = ?";
        let found = self.read(|connection| {
            let count = |row: &Row<'_>, at: usize| row.get::<_, i64>(at).map(|count| u64::try_from(count).unwrap_or(0));
            connection
                .prepare_cached(sql)?
                .query_row(params![word(&origin), rule, category, language.id()], |row| Ok(TrackRecord { successes: count(row, 0)?, failures: count(row, 1)? }))
                .optional()
        });
        found.ok().flatten().unwrap_or_default()
    }

    /// Asks the file, on a connection that only reads. Damage that is met on the way is looked into by the writing thread.
    pub(super) fn read<T>(&self, question: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let shared = &self.shared;
        let now = shared.place.identity();
        let kept = shared.readers().pop().filter(|(_, identity)| *identity == now);
        let connection = match kept {
            Some((connection, _)) => Ok(connection),
            None => shared.place.open_to_read(shared.immutable),
        };
        let answer = connection.and_then(|connection| question(&connection).map(|answer| (connection, answer)));
        match answer {
            Ok((connection, answer)) => {
                let mut readers = shared.readers();
                if readers.len() < READERS {
                    readers.push((connection, now));
                }
                Ok(answer)
            }
            Err(error) => {
                if trouble(&error) == Trouble::Corrupt {
                    self.send(Command::Examine);
                }
                Err(StoreError::Unavailable(error.to_string()))
            }
        }
    }
}

/// A row of an envelope, or which row it is that cannot be read.
fn decode(row: &Row<'_>) -> Result<rows::StoredEnvelope, StoreError> {
    rows::envelope(row).map_err(|error| StoreError::Damaged { row: row.get("row").unwrap_or(0), what: error.to_string() })
}
