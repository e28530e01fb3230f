//! What is written, as statements within one transaction.

use super::forgetting::{self, Answer, Forgetting};
use super::patterns;
use super::pending::{self, PendingChange, PendingWish, Taken};
use super::rows::{BY_CATEGORY, BY_LANGUAGE};
use super::rows::{StoredPath, number, word};
use super::trajectories;
use crate::model::{Envelope, HealRecord, HealStatus, Pattern, PatternRecord, Trajectory, Verdict};
use crate::syntax::TextDigest;
use rusqlite::{Connection, OptionalExtension, named_params, params};
use std::sync::PoisonError;

/// The confidences from 0 to 1 are counted in this many equal steps.
pub(super) const BINS: i64 = 10;

/// One thing to write.
#[derive(Clone, Debug)]
pub(super) enum Command {
    Envelope(Box<Envelope>),
    Heal(Box<HealRecord>),
    /// What was done and what came of it.
    Trajectory(Box<Trajectory>),
    /// A heal was taken back.
    Undone(String),
    /// A text that an attempt began with.
    Text(TextDigest, String),
    /// Adds to a counter.
    Count(&'static str, u64),
    /// Sets a counter.
    Set(&'static str, i64),
    /// Something to remember of a workspace: which, under what name, and what.
    Note([String; 3]),
    /// A learned fix, and the id of the one that it takes the place of.
    Pattern {
        pattern: Box<Pattern>,
        record: Box<PatternRecord>,
        replaces: Option<String>,
    },
    /// A change whose fate is not known yet, to be kept, and such changes that somebody takes over.
    Pending(Box<PendingChange>),
    TakePending(PendingWish, Taken),
    /// Learned fixes are removed, with every trace of them in the file.
    Forget(Forgetting, Answer),
    /// A row that is never to be used again.
    Quarantine(i64),
    /// A read met damage: look at the whole file.
    Examine,
}

impl Command {
    /// The identifier under which the memory knows what is written.
    pub(super) fn id(&self) -> Option<&str> {
        match self {
            Command::Envelope(envelope) => Some(&envelope.id),
            Command::Heal(heal) => Some(&heal.job),
            _ => None,
        }
    }

    pub(super) fn write(&self, connection: &Connection) -> rusqlite::Result<()> {
        match self {
            Command::Envelope(envelope) => write_envelope(connection, envelope),
            Command::Heal(heal) => write_heal(connection, heal),
            Command::Trajectory(trajectory) => trajectories::write(connection, trajectory),
            Command::Undone(job) => write_undone(connection, job),
            Command::Text(digest, text) => connection
                .prepare_cached("INSERT INTO texts (sha256, text) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING")?
                .execute(params![digest, text])
                .map(drop),
            Command::Count(name, by) => {
                let sql = "INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value";
                connection.prepare_cached(sql)?.execute(params![name, number(*by)]).map(drop)
            }
            Command::Set(name, value) => {
                let sql = "INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
                connection.prepare_cached(sql)?.execute(params![name, value]).map(drop)
            }
            Command::Note(note) => {
                let sql = "INSERT INTO notes (workspace, name, text) VALUES (?, ?, ?) ON CONFLICT (workspace, name) DO UPDATE SET text = excluded.text";
                connection.prepare_cached(sql)?.execute(note.each_ref()).map(drop)
            }
            Command::Pattern { pattern, record, replaces } => patterns::write_pattern(connection, pattern, record, replaces.as_deref()),
            Command::Pending(change) => pending::write(connection, change),
            Command::TakePending(wish, taken) => {
                *taken.lock().unwrap_or_else(PoisonError::into_inner) = pending::take(connection, wish)?;
                Ok(())
            }
            Command::Forget(what, answer) => {
                let removed = forgetting::remove(connection, what)?;
                *answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(Ok(removed));
                Ok(())
            }
            Command::Quarantine(row) => connection.prepare_cached("UPDATE envelopes SET quarantined = 1 WHERE row = ?")?.execute([row]).map(drop),
            Command::Examine => Ok(()),
        }
    }
}

/// A confidence as it can be kept: SQLite knows no NaN.
fn confidence(value: f64) -> f64 {
    if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.0 }
}

/// The step that a confidence falls into.
pub(super) fn bin(value: f64) -> i64 {
    ((confidence(value) * BINS as f64) as i64).clamp(0, BINS - 1)
}

fn write_envelope(connection: &Connection, envelope: &Envelope) -> rusqlite::Result<()> {
    let sql = "INSERT INTO envelopes (id, job, time, sequence, workspace, path, language, source, code, message, raw, raw_sha256, category, cluster, fix, \
               title, origin, rule, applicability, verdict, confidence, verified, milliseconds, before, after, diff, reason, prior, place, range_start, \
               range_end) VALUES (:id, :job, :time, :sequence, :workspace, :path, :language, :source, :code, :message, :raw, :raw_sha256, :category, :cluster, :fix, \
               :title, :origin, :rule, :applicability, :verdict, :confidence, :verified, :milliseconds, :before, :after, :diff, :reason, :prior, :place, \
               :range_start, :range_end) \
               ON CONFLICT (id) DO NOTHING";
    let (origin, language) = (word(&envelope.fix.origin), envelope.language.id());
    // What a fix is chosen by says something of the choice; what is known after the check would only repeat the verdict.
    let (confidence, prior) = (confidence(envelope.confidence), confidence(envelope.prior));
    let added = connection.prepare_cached(sql)?.execute(named_params! {
        ":id": envelope.id,
        ":job": envelope.job,
        ":time": number(envelope.stamp.time),
        ":sequence": number(envelope.stamp.sequence),
        ":workspace": StoredPath::from(envelope.workspace.as_path()),
        ":path": StoredPath::from(envelope.path.as_path()),
        ":language": language,
        ":source": envelope.source,
        ":code": envelope.code,
        ":message": envelope.message,
        ":raw": envelope.raw.bytes(),
        ":raw_sha256": envelope.raw.sha256(),
        ":category": envelope.category,
        ":cluster": envelope.cluster,
        ":fix": envelope.fix.id,
        ":title": envelope.fix.title,
        ":origin": origin,
        ":rule": envelope.fix.rule,
        ":applicability": word(&envelope.fix.applicability),
        ":verdict": word(&envelope.verdict),
        ":confidence": confidence,
        ":verified": envelope.verified.map(|verified| word(&verified)),
        ":milliseconds": number(envelope.milliseconds),
        ":before": envelope.before,
        ":after": envelope.after,
        ":diff": envelope.diff,
        ":reason": envelope.reason,
        ":prior": prior,
        ":place": envelope.place.map(number),
        ":range_start": envelope.range.map(|range| number(range.start as u64)),
        ":range_end": envelope.range.map(|range| number(range.end as u64)),
    })?;
    if added == 0 {
        // The same envelope again, after an error that came when it was already written: it counts once.
        return Ok(());
    }
    let counted = |verdict| i64::from(envelope.verdict == verdict);
    let sql = "INSERT INTO totals (origin, rule, category, language, promoted, retried, rolled_back, confidence, milliseconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) \
               ON CONFLICT (origin, rule, category, language) DO UPDATE SET promoted = promoted + excluded.promoted, retried = retried + excluded.retried, \
               rolled_back = rolled_back + excluded.rolled_back, confidence = confidence + excluded.confidence, milliseconds = milliseconds + excluded.milliseconds";
    let (promoted, retried, rolled_back) = (counted(Verdict::Promote), counted(Verdict::Retry), counted(Verdict::Rollback));
    let key = (&origin, &envelope.fix.rule, &envelope.category, language);
    let milliseconds = number(envelope.milliseconds);
    connection.prepare_cached(sql)?.execute(params![key.0, key.1, key.2, key.3, promoted, retried, rolled_back, prior, milliseconds])?;
    let sql = "INSERT INTO calibration (bin, attempts, promoted, confidence) VALUES (?, 1, ?, ?) \
               ON CONFLICT (bin) DO UPDATE SET attempts = attempts + 1, promoted = promoted + excluded.promoted, confidence = confidence + excluded.confidence";
    connection.prepare_cached(sql)?.execute(params![bin(prior), promoted, prior]).map(drop)
}

fn write_heal(connection: &Connection, heal: &HealRecord) -> rusqlite::Result<()> {
    let sql = "INSERT INTO heals (job, workspace, started, started_sequence, ended, ended_sequence, milliseconds, status, reason, scope, before, after, repairs, \
               checkers, undone) VALUES (:job, :workspace, :started, :started_sequence, :ended, :ended_sequence, :milliseconds, :status, :reason, :scope, :before, \
               :after, :repairs, :checkers, :undone) ON CONFLICT (job) DO NOTHING";
    let status = word(&heal.status);
    let added = connection.prepare_cached(sql)?.execute(named_params! {
        ":job": heal.job,
        ":workspace": StoredPath::from(heal.workspace.as_path()),
        ":started": number(heal.started.time),
        ":started_sequence": number(heal.started.sequence),
        ":ended": number(heal.ended.time),
        ":ended_sequence": number(heal.ended.sequence),
        ":milliseconds": number(heal.milliseconds),
        ":status": status,
        ":reason": heal.reason,
        ":scope": word(&heal.scope),
        ":before": number(heal.before),
        ":after": number(heal.after),
        ":repairs": number(heal.repairs),
        ":checkers": serde_json::to_string(&heal.checkers).unwrap_or_default(),
        ":undone": heal.undone,
    })?;
    if added == 0 {
        return Ok(());
    }
    let row = connection.last_insert_rowid();
    let mut statement = connection.prepare_cached("INSERT INTO healed_files (heal, number, path, before, after, reverse) VALUES (?, ?, ?, ?, ?, ?)")?;
    for (at, file) in heal.files.iter().enumerate() {
        let reverse = serde_json::to_string(&file.reverse).unwrap_or_default();
        statement.execute(params![row, number(at as u64), StoredPath::from(file.path.as_path()), file.before, file.after, reverse])?;
    }
    if matches!(heal.status, HealStatus::Cancelled | HealStatus::Refused | HealStatus::Failed) {
        uncount_kept(connection, &heal.job)?;
    }
    let languages = heal.languages.iter().map(|language| (BY_LANGUAGE, language.id()));
    let subjects = languages.chain(heal.categories.iter().map(|category| (BY_CATEGORY, category.as_str())));
    let mut statement = connection.prepare_cached("INSERT INTO heal_subjects (heal, kind, name) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")?;
    for (kind, name) in subjects {
        statement.execute(params![row, kind, name])?;
    }
    let sql = "INSERT INTO heal_totals (status, heals, repairs) VALUES (?, 1, ?) \
               ON CONFLICT (status) DO UPDATE SET heals = heals + 1, repairs = repairs + excluded.repairs";
    connection.prepare_cached(sql)?.execute(params![status, number(heal.repairs)])?;
    trajectories::write_heal(connection, heal)
}

/// Takes the fixes that a heal would have kept out of the sums: what it came to was not applied, which says nothing of them.
fn uncount_kept(connection: &Connection, job: &str) -> rusqlite::Result<()> {
    let sql = "SELECT origin, rule, category, language, coalesce(prior, confidence), milliseconds FROM envelopes WHERE job = ? AND verdict = 'promote'";
    let mut statement = connection.prepare_cached(sql)?;
    let mut kept = statement.query([job])?;
    while let Some(row) = kept.next()? {
        let key = (row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?, row.get::<_, String>(3)?);
        let (prior, milliseconds) = (row.get::<_, f64>(4)?, row.get::<_, i64>(5)?);
        let sql = "UPDATE totals SET promoted = promoted - 1, confidence = max(confidence - ?, 0), milliseconds = max(milliseconds - ?, 0) \
                   WHERE origin = ? AND rule = ? AND category = ? AND language = ? AND promoted > 0";
        connection.prepare_cached(sql)?.execute(params![prior, milliseconds, key.0, key.1, key.2, key.3])?;
        let sql = "UPDATE calibration SET attempts = attempts - 1, promoted = promoted - 1, confidence = max(confidence - ?, 0) WHERE bin = ? AND promoted > 0";
        connection.prepare_cached(sql)?.execute(params![prior, bin(prior)])?;
    }
    Ok(())
}

/// Marks a heal as taken back, once, and counts its kept fixes as failures: the user did not want them. Those of files that the heal did not
/// come to write were not taken back, but for fixes that changed other files than that of their error.
fn write_undone(connection: &Connection, job: &str) -> rusqlite::Result<()> {
    let sql = "UPDATE heals SET undone = 1 WHERE job = ? AND undone = 0 RETURNING status";
    let Some(status) = connection.prepare_cached(sql)?.query_row([job], |row| row.get::<_, String>(0)).optional()? else { return Ok(()) };
    connection.prepare_cached("UPDATE heal_totals SET undone = undone + 1 WHERE status = ?")?.execute([status])?;
    trajectories::write_undone(connection, job)?;
    let sql = "SELECT origin, rule, category, language, coalesce(prior, confidence) FROM envelopes WHERE job = ?1 AND verdict = 'promote' AND \
               (before = after OR path IN (SELECT path FROM healed_files WHERE heal = (SELECT row FROM heals WHERE job = ?1)))";
    let mut statement = connection.prepare_cached(sql)?;
    let mut kept = statement.query([job])?;
    while let Some(row) = kept.next()? {
        let key = (row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?, row.get::<_, String>(3)?);
        let sql = "UPDATE totals SET undone = undone + 1 WHERE origin = ? AND rule = ? AND category = ? AND language = ?";
        connection.prepare_cached(sql)?.execute(key)?;
        connection.prepare_cached("UPDATE calibration SET undone = undone + 1 WHERE bin = ?")?.execute([bin(row.get(4)?)])?;
    }
    Ok(())
}
