//! The tables of the knowledge file and how older files become newer ones.

use super::{patterns, pending, rows, trajectories};
use rusqlite::{Connection, TransactionBehavior};

/// Marks the file as healer's own: the letters `heal`.
pub(super) const APPLICATION: i32 = 0x6865_616c;

/// What brings a file from the version of its place in this table to the next one. Entries are never changed once they were released;
/// a new one is added at the end.
pub(super) const MIGRATIONS: &[&str] = &[
    // Attempts, and what they add up to.
    "CREATE TABLE envelopes (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        job TEXT NOT NULL,
        time INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        workspace TEXT NOT NULL,
        path TEXT NOT NULL,
        language TEXT NOT NULL,
        source TEXT NOT NULL,
        code TEXT,
        message TEXT NOT NULL,
        raw BLOB NOT NULL,
        raw_sha256 BLOB NOT NULL,
        category TEXT NOT NULL,
        cluster TEXT NOT NULL,
        fix TEXT NOT NULL,
        title TEXT NOT NULL,
        origin TEXT NOT NULL,
        rule TEXT NOT NULL,
        applicability TEXT NOT NULL,
        verdict TEXT NOT NULL,
        confidence REAL NOT NULL,
        verified TEXT,
        milliseconds INTEGER NOT NULL,
        before BLOB NOT NULL,
        after BLOB NOT NULL,
        diff TEXT NOT NULL,
        reason TEXT NOT NULL,
        quarantined INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX envelopes_by_path ON envelopes (path);
    CREATE INDEX envelopes_by_job ON envelopes (job);
    CREATE TABLE totals (
        origin TEXT NOT NULL,
        rule TEXT NOT NULL,
        category TEXT NOT NULL,
        language TEXT NOT NULL,
        promoted INTEGER NOT NULL DEFAULT 0,
        retried INTEGER NOT NULL DEFAULT 0,
        rolled_back INTEGER NOT NULL DEFAULT 0,
        undone INTEGER NOT NULL DEFAULT 0,
        confidence REAL NOT NULL DEFAULT 0,
        milliseconds INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (origin, rule, category, language)
    ) WITHOUT ROWID;",
    // Heals, what takes them back, and what they add up to.
    "CREATE TABLE heals (
        row INTEGER PRIMARY KEY,
        job TEXT NOT NULL UNIQUE,
        workspace TEXT NOT NULL,
        started INTEGER NOT NULL,
        started_sequence INTEGER NOT NULL,
        ended INTEGER NOT NULL,
        ended_sequence INTEGER NOT NULL,
        milliseconds INTEGER NOT NULL,
        status TEXT NOT NULL,
        reason TEXT,
        scope TEXT NOT NULL,
        before INTEGER NOT NULL,
        after INTEGER NOT NULL,
        repairs INTEGER NOT NULL,
        checkers TEXT NOT NULL,
        undone INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE healed_files (
        heal INTEGER NOT NULL REFERENCES heals (row) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        path TEXT NOT NULL,
        before BLOB NOT NULL,
        after BLOB NOT NULL,
        reverse TEXT NOT NULL,
        PRIMARY KEY (heal, number)
    ) WITHOUT ROWID;
    CREATE INDEX healed_files_by_path ON healed_files (path);
    CREATE TABLE heal_totals (
        status TEXT PRIMARY KEY,
        heals INTEGER NOT NULL DEFAULT 0,
        repairs INTEGER NOT NULL DEFAULT 0,
        undone INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;",
    // Confidence against what came of it, and plain counters.
    "CREATE TABLE calibration (
        bin INTEGER PRIMARY KEY,
        attempts INTEGER NOT NULL DEFAULT 0,
        promoted INTEGER NOT NULL DEFAULT 0,
        undone INTEGER NOT NULL DEFAULT 0,
        confidence REAL NOT NULL DEFAULT 0
    );
    INSERT INTO calibration (bin, attempts, promoted, confidence)
        SELECT max(0, min(9, CAST(confidence * 10 AS INTEGER))), count(*), sum(verdict = 'promote'), sum(confidence) FROM envelopes GROUP BY 1;
    CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;",
    // What it takes to try an attempt once more, and what heals were about.
    "ALTER TABLE envelopes ADD COLUMN prior REAL;
    ALTER TABLE envelopes ADD COLUMN place INTEGER;
    ALTER TABLE envelopes ADD COLUMN range_start INTEGER;
    ALTER TABLE envelopes ADD COLUMN range_end INTEGER;
    CREATE TABLE texts (row INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, text TEXT NOT NULL);
    CREATE TABLE heal_subjects (
        heal INTEGER NOT NULL REFERENCES heals (row) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (heal, kind, name)
    ) WITHOUT ROWID;",
    // Learned fixes, and in which workspaces they were learned. What changes them is counted by the file itself, whoever writes.
    "CREATE TABLE patterns (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        language TEXT NOT NULL,
        category TEXT NOT NULL,
        anchor TEXT NOT NULL,
        rank REAL NOT NULL,
        revision INTEGER NOT NULL,
        successes REAL NOT NULL,
        failures REAL NOT NULL,
        standing TEXT NOT NULL,
        ratio REAL NOT NULL,
        drift REAL NOT NULL,
        first_used INTEGER NOT NULL,
        last_used INTEGER NOT NULL,
        projects INTEGER NOT NULL,
        files INTEGER NOT NULL,
        days INTEGER NOT NULL,
        body BLOB NOT NULL
    );
    CREATE INDEX patterns_by_anchor ON patterns (language, category, anchor, rank);
    CREATE TABLE pattern_projects (row INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
    CREATE TABLE pattern_places (
        project INTEGER NOT NULL REFERENCES pattern_projects (row),
        lookup INTEGER NOT NULL,
        rank REAL NOT NULL,
        pattern INTEGER NOT NULL REFERENCES patterns (row) ON DELETE CASCADE,
        PRIMARY KEY (project, lookup, rank, pattern)
    ) WITHOUT ROWID;
    CREATE INDEX pattern_places_by_pattern ON pattern_places (pattern);
    INSERT INTO counters (name, value) VALUES ('patterns.changes', 0), ('patterns.bytes', 0) ON CONFLICT (name) DO NOTHING;
    CREATE TRIGGER pattern_added AFTER INSERT ON patterns BEGIN
        UPDATE counters SET value = value + 1 WHERE name = 'patterns.changes';
        UPDATE counters SET value = value + length(NEW.body) + 256 WHERE name = 'patterns.bytes';
    END;
    CREATE TRIGGER pattern_changed AFTER UPDATE ON patterns BEGIN
        UPDATE counters SET value = value + 1 WHERE name = 'patterns.changes';
        UPDATE counters SET value = value + length(NEW.body) - length(OLD.body) WHERE name = 'patterns.bytes';
    END;
    CREATE TRIGGER pattern_removed AFTER DELETE ON patterns BEGIN
        UPDATE counters SET value = value + 1 WHERE name = 'patterns.changes';
        UPDATE counters SET value = max(value - length(OLD.body) - 256, 0) WHERE name = 'patterns.bytes';
    END;",
    // What was done, and what came of it.
    "CREATE TABLE trajectories (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        time INTEGER NOT NULL,
        deed TEXT NOT NULL,
        workspace TEXT NOT NULL,
        language TEXT,
        category TEXT NOT NULL,
        origin TEXT,
        rule TEXT NOT NULL,
        outcome TEXT NOT NULL,
        reward REAL NOT NULL,
        cases INTEGER NOT NULL,
        first_right INTEGER NOT NULL,
        rules_right INTEGER,
        body BLOB NOT NULL
    );",
    // What is remembered of a workspace in a few words.
    "CREATE TABLE notes (workspace TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (workspace, name)) WITHOUT ROWID;",
    // Which words a learned fix needs, so that most need not be unpacked. Of what was kept before nobody knows: 0 needs none.
    "ALTER TABLE patterns ADD COLUMN words INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE pattern_places ADD COLUMN words INTEGER NOT NULL DEFAULT 0;
    DROP INDEX patterns_by_anchor;
    CREATE INDEX patterns_by_anchor ON patterns (language, category, anchor, rank, words);",
    // Changes whose fate is not known yet.
    "CREATE TABLE pending_changes (
        row INTEGER PRIMARY KEY,
        workspace TEXT NOT NULL,
        path TEXT NOT NULL,
        checked_out TEXT NOT NULL,
        time INTEGER NOT NULL,
        saves INTEGER NOT NULL,
        body BLOB NOT NULL
    );",
];

/// The version of a file that this healer writes.
pub(super) const LATEST: i64 = MIGRATIONS.len() as i64;

/// How far above [`LATEST`] a version may lie to be taken for that of a newer healer; a number beyond is taken for damage.
pub(super) const FURTHEST_FUTURE: i64 = 1000;

/// What the head of a file says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing was ever written to it.
    Empty,
    /// healer's own, of this version or an older one.
    Known(i64),
    /// Of a newer healer.
    Future(i64),
    /// Something else, or damaged.
    Foreign,
}

pub(super) fn kind(connection: &Connection) -> rusqlite::Result<Kind> {
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let version = number("PRAGMA user_version")?;
    let application = number("PRAGMA application_id")?;
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    Ok(match version {
        0 if tables == 0 && (application == 0 || application == i64::from(APPLICATION)) => Kind::Empty,
        _ if application != i64::from(APPLICATION) || version <= 0 => Kind::Foreign,
        _ if version <= LATEST => Kind::Known(version),
        _ if version <= LATEST + FURTHEST_FUTURE => Kind::Future(version),
        _ => Kind::Foreign,
    })
}

/// Whether the tables have the columns that are written and read. Damage in the words of the schema itself is no damage to SQLite.
pub(super) fn verify(connection: &Connection) -> rusqlite::Result<()> {
    let columns = [
        (rows::ENVELOPE, "envelopes"),
        ("origin, rule, category, language, promoted, retried, rolled_back, undone, confidence, milliseconds", "totals"),
        (rows::HEAL, "heals"),
        ("heal, number, path, before, after, reverse", "healed_files"),
        ("status, heals, repairs, undone", "heal_totals"),
        ("bin, attempts, promoted, undone, confidence", "calibration"),
        ("name, value", "counters"),
        ("row, sha256, text", "texts"),
        ("heal, kind, name", "heal_subjects"),
        (patterns::PATTERN, "patterns"),
        ("row, path", "pattern_projects"),
        ("project, lookup, rank, words, pattern", "pattern_places"),
        ("words", "patterns"),
        (trajectories::TRAJECTORY, "trajectories"),
        ("workspace, name, text", "notes"),
        (pending::PENDING, "pending_changes"),
    ];
    columns.iter().try_for_each(|(columns, table)| connection.prepare(&format!("SELECT {columns} FROM {table}")).map(drop))
}

/// Brings a file to [`LATEST`], all steps or none. Takes the write lock even where there is nothing to do, so that a file that cannot be
/// written is known at once.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    migrate_to(connection, LATEST)
}

pub(super) fn migrate_to(connection: &mut Connection, wanted: i64) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have done it while this one waited for the lock.
    let version: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version >= wanted {
        return Ok(());
    }
    let step = |number: i64| usize::try_from(number).unwrap_or(0);
    for migration in MIGRATIONS.iter().take(step(wanted)).skip(step(version)) {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", wanted)?;
    transaction.commit()
}
