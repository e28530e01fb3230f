//! What can still be read of a damaged file goes into the new one.

use super::error::{Trouble, trouble};
use super::patterns::{self, PATTERN};
use super::pending::{self, PENDING};
use super::rows::{self, ENVELOPE, HEAL};
use super::trajectories::{self, TRAJECTORY};
use super::write::Command;
use crate::model::KnownPattern;
use rusqlite::{Connection, OpenFlags, Row, TransactionBehavior};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long learned fixes, and then records, are read; what was saved until then is kept.
const PATIENCE: Duration = Duration::from_secs(2);

/// Rows that are read at once. Where one of them cannot be read, the rest are looked for one by one.
const STEP: i64 = 64;

/// A stretch of damage is left by steps that double; after so many in a row there is nothing more behind it.
const MOST_FAILURES: u32 = 24;

/// Copies the records of a file that was set aside, oldest first, and counts them. Only rows that can be read whole and whose raw bytes are
/// those that were recorded are taken; the totals are made anew from them. An error of the damaged file ends the copying, one of the new
/// file is the caller's.
pub(super) fn salvage(aside: &Path, into: &mut Connection) -> rusqlite::Result<u64> {
    let deadline = Instant::now() + PATIENCE;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let Ok(damaged) = Connection::open_with_flags(aside, flags) else { return Ok(0) };
    let transaction = into.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut saved = 0;
    let mut keep = |command: Command| match command.write(&transaction) {
        Ok(()) => {
            saved += 1;
            Ok(())
        }
        Err(error) if trouble(&error) == Trouble::Row => Ok(()),
        Err(error) => Err(error),
    };
    each_row(&damaged, &format!("SELECT {PATTERN} FROM patterns"), deadline, &mut |row| {
        let Some(KnownPattern { pattern, record, .. }) = patterns::known_pattern(row, false) else { return Ok(()) };
        keep(Command::Pattern { pattern: Box::new(Arc::unwrap_or_clone(pattern)), record: Box::new(record), replaces: None })
    })?;
    let deadline = Instant::now() + PATIENCE;
    let is_new = damaged.prepare("SELECT prior FROM envelopes").is_ok();
    let older = ENVELOPE.replace(rows::NEWER_OF_ENVELOPE, &rows::NEWER_OF_ENVELOPE.replace(", ", ", NULL AS "));
    let envelopes = if is_new { ENVELOPE } else { &older };
    each_row(&damaged, &format!("SELECT {envelopes} FROM envelopes"), deadline, &mut |row| {
        let stored = rows::envelope(row).ok().and_then(|stored| stored.for_decision().ok());
        stored.map_or(Ok(()), |envelope| keep(Command::Envelope(Box::new(envelope))))
    })?;
    each_row(&damaged, &format!("SELECT {HEAL} FROM heals"), deadline, &mut |row| {
        let read = rows::heal(row).and_then(|(number, heal)| Ok((number, rows::healed_files(&damaged, number)?, heal)));
        let Ok((number, files, mut heal)) = read else { return Ok(()) };
        heal.files = files;
        // What it was about only the statistics need.
        let _ = rows::add_subjects(&damaged, number, &mut heal);
        let undone = std::mem::take(&mut heal.undone).then(|| Command::Undone(heal.job.clone()));
        keep(Command::Heal(Box::new(heal)))?;
        // Marked in the order in which it happened, so that its fixes count as failures again.
        undone.map_or(Ok(()), |undone| undone.write(&transaction))
    })?;
    each_row(&damaged, &format!("SELECT {TRAJECTORY} FROM trajectories"), deadline, &mut |row| {
        trajectories::read(row).map_or(Ok(()), |trajectory| keep(Command::Trajectory(Box::new(trajectory))))
    })?;
    each_row(&damaged, &format!("SELECT {PENDING} FROM pending_changes"), deadline, &mut |row| {
        pending::read(row).map_or(Ok(()), |change| keep(Command::Pending(Box::new(change))))
    })?;
    transaction.commit()?;
    Ok(saved)
}

/// Calls `take` with all rows that can be read, by the number of the row, and passes over stretches that cannot.
fn each_row(damaged: &Connection, select: &str, deadline: Instant, take: &mut dyn FnMut(&Row<'_>) -> rusqlite::Result<()>) -> rusqlite::Result<()> {
    let Ok(mut statement) = damaged.prepare(&format!("{select} WHERE row >= ? ORDER BY row LIMIT {STEP}")) else { return Ok(()) };
    let (mut next, mut failures) = (0_i64, 0);
    while Instant::now() < deadline && failures < MOST_FAILURES {
        let start = next;
        let Ok(mut found) = statement.query([start]) else { return Ok(()) };
        let ended = loop {
            match found.next() {
                Ok(Some(row)) => {
                    let Ok(number) = row.get::<_, i64>("row") else { break false };
                    // A tree that leads in circles gives numbers that do not grow.
                    if number < next {
                        break false;
                    }
                    next = number.saturating_add(1);
                    failures = 0;
                    take(row)?;
                }
                Ok(None) => break true,
                Err(_) => break false,
            }
        };
        match (ended, next == start) {
            (true, true) => return Ok(()),
            (true, false) => {}
            (false, _) => {
                next = next.saturating_add(1_i64 << failures.min(32));
                failures += 1;
            }
        }
    }
    Ok(())
}
