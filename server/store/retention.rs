//! Old records go, what they add up to stays.

use rusqlite::{Connection, TransactionBehavior, params};

/// How much is kept. What is dropped stays counted in the statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub envelopes: u64,
    pub heals: u64,
    pub trajectories: u64,
    /// The texts that attempts began with.
    pub texts: u64,
    /// The age after which a record goes.
    pub days: u64,
    /// Of the file, without what is free in it and without the learned fixes.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { envelopes: 50_000, heals: 10_000, trajectories: 50_000, texts: 2000, days: 180, bytes: 256 * 1024 * 1024 }
    }
}

/// Records that no age removes: a clock that jumps ahead makes everything look old.
const NEWEST: i64 = 1000;

/// The most that one transaction removes, so that other processes can write meanwhile.
const STEP: i64 = 500;

/// The most steps of one tidying; the next one goes on.
const STEPS: usize = 20;

/// Pages that are given back to the file system at a time.
const PAGES: i64 = 1000;

/// Removes what is beyond the limits, oldest first. `now` is in milliseconds since the Unix epoch.
pub(super) fn tidy(connection: &mut Connection, limits: Limits, now: i64) -> rusqlite::Result<()> {
    let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    let oldest = now.saturating_sub(number(limits.days).saturating_mul(24 * 60 * 60 * 1000));
    let mut removed = 0;
    for _ in 0..STEPS {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut gone = 0;
        for (table, time, most) in [("envelopes", "time", limits.envelopes), ("heals", "ended", limits.heals), ("trajectories", "time", limits.trajectories)] {
            let count: i64 = transaction.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?;
            let first = format!("SELECT row FROM {table} ORDER BY row LIMIT ?");
            let excess = (count - number(most)).clamp(0, STEP);
            gone += transaction.execute(&format!("DELETE FROM {table} WHERE row IN ({first})"), [excess])?;
            let spare = (count - excess - NEWEST).clamp(0, STEP);
            gone += transaction.execute(&format!("DELETE FROM {table} WHERE row IN ({first}) AND {time} < ?"), params![spare, oldest])?;
        }
        let texts: i64 = transaction.query_row("SELECT count(*) FROM texts", [], |row| row.get(0))?;
        // Texts are the largest and the least needed, so they go first.
        let excess = if used_bytes(&transaction)? > number(limits.bytes) { STEP } else { texts - number(limits.texts) };
        let texts_gone = transaction.execute("DELETE FROM texts WHERE row IN (SELECT row FROM texts ORDER BY row LIMIT ?)", [excess.clamp(0, STEP)])?;
        gone += texts_gone;
        if texts_gone == 0 && used_bytes(&transaction)? > number(limits.bytes) {
            gone += transaction.execute("DELETE FROM envelopes WHERE row IN (SELECT row FROM envelopes ORDER BY row LIMIT ?)", [STEP])?;
        }
        transaction.commit()?;
        if gone == 0 {
            break;
        }
        removed += gone;
    }
    if removed > 0 {
        let mut statement = connection.prepare(&format!("PRAGMA incremental_vacuum({PAGES})"))?;
        let mut rows = statement.query([])?;
        while rows.next()?.is_some() {}
    }
    Ok(())
}

/// The size of the file without its free pages and the learned fixes, which are no reason to drop records.
fn used_bytes(connection: &Connection) -> rusqlite::Result<i64> {
    let pragma = |name: &str| connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0));
    let patterns = "SELECT coalesce((SELECT value FROM counters WHERE name = 'patterns.bytes'), 0)";
    let patterns: i64 = connection.query_row(patterns, [], |row| row.get(0))?;
    Ok((pragma("page_count")? - pragma("freelist_count")?).saturating_mul(pragma("page_size")?) - patterns)
}
