//! Records as rows, and rows as records.

use super::error::StoreError;
use crate::base::{Span, hash};
use crate::model::{AttemptedFix, Envelope, HealRecord, HealedFile, Raw, Stamp};
use crate::syntax::Language;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, Row};
use serde::Serialize;
use serde::de::{DeserializeOwned, IntoDeserializer, value::Error as ValueError};
use std::path::{Path, PathBuf};

pub(super) const ENVELOPE: &str = "row, id, job, time, sequence, workspace, path, language, source, code, message, raw, raw_sha256, category, cluster, fix, \
                                   title, origin, rule, applicability, verdict, confidence, verified, milliseconds, before, after, diff, reason, quarantined, prior, \
                                   place, range_start, range_end";

/// As many of these as an older file has not.
pub(super) const NEWER_OF_ENVELOPE: &str = ", prior, place, range_start, range_end";

/// The kinds of what a heal was about.
pub(super) const BY_LANGUAGE: &str = "language";
pub(super) const BY_CATEGORY: &str = "category";

pub(super) const HEAL: &str =
    "row, job, workspace, started, started_sequence, ended, ended_sequence, milliseconds, status, reason, scope, before, after, repairs, checkers, undone";

/// The word for a value whose type serializes as one, such as a verdict.
pub(super) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// A number as SQLite keeps it; what is too large is the largest.
pub(super) fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// A path as its text, or as its bytes where it is no Unicode.
pub(super) struct StoredPath(pub PathBuf);

impl From<&Path> for StoredPath {
    fn from(path: &Path) -> StoredPath {
        StoredPath(path.to_owned())
    }
}

impl ToSql for StoredPath {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0.to_str() {
            Some(text) => ToSqlOutput::from(text),
            None => ToSqlOutput::Owned(Value::Blob(self.0.as_os_str().as_encoded_bytes().to_vec())),
        })
    }
}

impl FromSql for StoredPath {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<StoredPath> {
        match value {
            ValueRef::Text(_) => Ok(StoredPath(PathBuf::from(value.as_str()?))),
            ValueRef::Blob(bytes) => path_of_bytes(bytes).map(StoredPath).ok_or(FromSqlError::InvalidType),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

#[cfg(unix)]
fn path_of_bytes(bytes: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    Some(PathBuf::from(std::ffi::OsStr::from_bytes(bytes)))
}

/// Elsewhere a path's bytes are the standard library's own affair.
#[cfg(not(unix))]
fn path_of_bytes(_: &[u8]) -> Option<PathBuf> {
    None
}

/// A word of a closed set, such as a verdict.
pub(super) struct Word<T>(pub T);

impl<T: DeserializeOwned> FromSql for Word<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Word<T>> {
        let parsed: Result<T, ValueError> = T::deserialize(value.as_str()?.into_deserializer());
        parsed.map(Word).map_err(FromSqlError::other)
    }
}

/// A digest; of any other length it is none.
struct Digest([u8; 32]);

impl FromSql for Digest {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Digest> {
        value.as_blob()?.try_into().map(Digest).map_err(|_| FromSqlError::InvalidType)
    }
}

fn language(text: &str) -> rusqlite::Result<Language> {
    Language::from_id(text).ok_or(rusqlite::Error::InvalidQuery)
}

/// An envelope, with the number of its row and whether it is kept apart. Nothing is said of whether the raw bytes are intact.
pub(super) struct StoredEnvelope {
    pub row: i64,
    pub envelope: Envelope,
    pub quarantined: bool,
}

impl StoredEnvelope {
    /// The envelope for a decision: only if its raw bytes are those that were recorded.
    pub(super) fn for_decision(self) -> Result<Envelope, StoreError> {
        let raw = &self.envelope.raw;
        match (raw.is_intact(), self.quarantined) {
            (true, false) => return Ok(self.envelope),
            (true, true) => return Err(StoreError::Damaged { row: self.row, what: "it was found damaged before".to_owned() }),
            (false, _) => {}
        }
        let found = hash::hex(&hash::sha256(raw.bytes()));
        Err(StoreError::Tampered { row: self.row, id: self.envelope.id, recorded: hash::hex(&raw.sha256()), found })
    }
}

/// Reads a row of the columns [`ENVELOPE`].
pub(super) fn envelope(row: &Row<'_>) -> rusqlite::Result<StoredEnvelope> {
    let path = |name: &str| row.get::<_, StoredPath>(name).map(|path| path.0);
    let digest = |name: &str| row.get::<_, Digest>(name).map(|digest| digest.0);
    let offset = |name: &str| row.get::<_, Option<i64>>(name).map(|offset| offset.and_then(|offset| usize::try_from(offset).ok()));
    let raw: Vec<u8> = row.get("raw")?;
    let envelope = Envelope {
        id: row.get("id")?,
        job: row.get("job")?,
        stamp: Stamp { time: count(row.get("time")?), sequence: count(row.get("sequence")?) },
        workspace: path("workspace")?,
        path: path("path")?,
        language: language(&row.get::<_, String>("language")?)?,
        source: row.get("source")?,
        code: row.get("code")?,
        message: row.get("message")?,
        raw: Raw::stored(&raw, digest("raw_sha256")?),
        category: row.get("category")?,
        cluster: row.get("cluster")?,
        fix: AttemptedFix {
            id: row.get("fix")?,
            title: row.get("title")?,
            origin: row.get::<_, Word<_>>("origin")?.0,
            rule: row.get("rule")?,
            applicability: row.get::<_, Word<_>>("applicability")?.0,
        },
        verdict: row.get::<_, Word<_>>("verdict")?.0,
        confidence: row.get("confidence")?,
        verified: row.get::<_, Option<Word<_>>>("verified")?.map(|verified| verified.0),
        milliseconds: count(row.get("milliseconds")?),
        before: digest("before")?,
        after: digest("after")?,
        diff: row.get("diff")?,
        reason: row.get("reason")?,
        prior: row.get::<_, Option<f64>>("prior")?.map_or_else(|| row.get("confidence"), Ok)?,
        place: row.get::<_, Option<i64>>("place")?.map(count),
        range: offset("range_start")?.zip(offset("range_end")?).map(|(start, end)| Span::new(start, end)),
    };
    Ok(StoredEnvelope { row: row.get("row")?, envelope, quarantined: row.get("quarantined")? })
}

/// Reads a row of the columns [`HEAL`], without its files and what it was about.
pub(super) fn heal(row: &Row<'_>) -> rusqlite::Result<(i64, HealRecord)> {
    let stamp = |time: &str, sequence: &str| Ok::<_, rusqlite::Error>(Stamp { time: count(row.get(time)?), sequence: count(row.get(sequence)?) });
    let checkers: String = row.get("checkers")?;
    let heal = HealRecord {
        job: row.get("job")?,
        workspace: row.get::<_, StoredPath>("workspace")?.0,
        started: stamp("started", "started_sequence")?,
        ended: stamp("ended", "ended_sequence")?,
        milliseconds: count(row.get("milliseconds")?),
        status: row.get::<_, Word<_>>("status")?.0,
        reason: row.get("reason")?,
        scope: row.get::<_, Word<_>>("scope")?.0,
        before: count(row.get("before")?),
        after: count(row.get("after")?),
        repairs: count(row.get("repairs")?),
        checkers: serde_json::from_str(&checkers).unwrap_or_default(),
        languages: Vec::new(),
        categories: Vec::new(),
        files: Vec::new(),
        undone: row.get("undone")?,
    };
    Ok((row.get("row")?, heal))
}

/// Fills in what a heal was about, by the number of its row.
pub(super) fn add_subjects(connection: &Connection, number: i64, heal: &mut HealRecord) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached("SELECT kind, name FROM heal_subjects WHERE heal = ? ORDER BY kind, name")?;
    let mut rows = statement.query([number])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(1)?;
        match row.get::<_, String>(0)?.as_str() {
            BY_LANGUAGE => heal.languages.extend(Language::from_id(&name)),
            _ => heal.categories.push(name),
        }
    }
    Ok(())
}

/// The files of a heal, by the number of its row.
pub(super) fn healed_files(connection: &Connection, heal: i64) -> rusqlite::Result<Vec<HealedFile>> {
    let mut statement = connection.prepare_cached("SELECT path, before, after, reverse FROM healed_files WHERE heal = ? ORDER BY number")?;
    let files = statement.query_map([heal], |row| {
        let reverse: String = row.get("reverse")?;
        Ok(HealedFile {
            path: row.get::<_, StoredPath>("path")?.0,
            before: row.get::<_, Digest>("before")?.0,
            after: row.get::<_, Digest>("after")?.0,
            // Edits that cannot be read are none; the hashes then refuse the undo.
            reverse: serde_json::from_str(&reverse).unwrap_or_default(),
        })
    })?;
    files.collect()
}
