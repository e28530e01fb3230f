//! The one thread that writes.

use super::Shared;
use super::error::{Trouble, trouble};
use super::open::{self, Identity, Way, Writable};
use super::retention;
use super::write::Command;
use rusqlite::{Connection, TransactionBehavior};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// How often a batch is tried before it is given up.
const TRIES: usize = 3;

/// After so many envelopes it is looked whether there are too many.
const BETWEEN_TIDYING: u64 = 128;

/// A large file is looked through once a day.
const BETWEEN_EXAMINATIONS: i64 = 24 * 60 * 60 * 1000;

const EXAMINED: &str = "store.examined";

pub(super) struct Writer {
    shared: Arc<Shared>,
    /// Nothing while the file cannot be opened.
    open: Option<(Connection, Identity)>,
    /// A damaged file that was set aside and why, until a new one is open.
    aside: Option<(PathBuf, String)>,
    /// Whether the file is still to be looked through.
    unexamined: bool,
    since_tidying: u64,
    /// Whether the last batch failed and the user was told.
    failing: bool,
}

struct Leaving(Arc<Shared>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.queue.leave();
    }
}

impl Writer {
    pub(super) fn new(shared: Arc<Shared>, writable: Writable) -> Writer {
        let unexamined = !writable.examined;
        Writer { shared, open: Some((writable.connection, writable.identity)), aside: None, unexamined, since_tidying: BETWEEN_TIDYING, failing: false }
    }

    /// Writes what comes until the queue is closed.
    pub(super) fn run(mut self) {
        // Also where a panic ends the thread.
        let _leaving = Leaving(Arc::clone(&self.shared));
        if self.unexamined {
            self.examine_when_due();
        }
        while let Some(batch) = self.shared.queue.take() {
            self.write(&batch);
            self.shared.queue.finish(batch.len());
        }
    }

    fn write(&mut self, batch: &[Command]) {
        if batch.iter().any(|command| matches!(command, Command::Examine)) {
            self.examine();
        }
        let forgets = batch.iter().any(|command| matches!(command, Command::Forget(..)));
        if forgets && let Some((connection, _)) = &self.open {
            // What is removed from a page is overwritten there, also where writing the file anew should fail afterwards.
            let _ = connection.execute_batch("PRAGMA secure_delete = ON");
        }
        let mut last = None;
        for _ in 0..TRIES {
            match self.try_batch(batch) {
                Ok(()) => {
                    self.failing = false;
                    self.saved(batch);
                    if forgets {
                        self.leave_no_trace(batch);
                    }
                    return self.tidy(batch);
                }
                Err(error) => {
                    match trouble(&error) {
                        Trouble::Corrupt => self.replace(&error.to_string()),
                        Trouble::Busy => {}
                        // The file may have been moved or its folder remade; opening it again tells.
                        Trouble::Denied | Trouble::Io => self.open = None,
                        Trouble::Full | Trouble::Row => {
                            last = Some(error);
                            break;
                        }
                    }
                    last = Some(error);
                }
            }
        }
        if let Some(error) = last
            && !std::mem::replace(&mut self.failing, true)
        {
            let file = self.shared.place.file.display();
            let advice = if trouble(&error) == Trouble::Full { "Free some disk space" } else { "See that the file can be written" };
            self.shared.say(format!("{file} cannot be written just now ({error}); healer goes on, and what it does meanwhile is not recorded. {advice}"));
        }
    }

    /// Writes the file anew without what was removed from it, and empties its log. Where that fails, those who wait are told.
    fn leave_no_trace(&mut self, batch: &[Command]) {
        let outcome = match &self.open {
            Some((connection, _)) => shred(connection).map_err(|error| error.to_string()),
            None => Err("it is not open".to_owned()),
        };
        let failure = match outcome {
            Ok(true) => self.shared.place.forget_aside().err().map(|error| format!("a damaged file that was set aside cannot be removed: {error}")),
            Ok(false) => Some("another process reads it just now, and its log keeps what was removed until that ends".to_owned()),
            Err(error) => Some(format!("what was removed may be found in it still: {error}")),
        };
        for command in batch {
            if let (Command::Forget(_, answer), Some(failure)) = (command, &failure) {
                *answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(Err(failure.clone()));
            }
        }
    }

    /// Writes a batch in one transaction. A command whose own values are refused is left out.
    fn try_batch(&mut self, batch: &[Command]) -> rusqlite::Result<()> {
        let connection = self.connection()?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for command in batch {
            match command.write(&transaction) {
                Err(error) if trouble(&error) == Trouble::Row => tracing::warn!("a record does not fit the knowledge file: {error}"),
                written => written?,
            }
        }
        transaction.commit()
    }

    /// The connection to the file that is there now; opened again where somebody moved the file that it led to.
    fn connection(&mut self) -> rusqlite::Result<&mut Connection> {
        let place = &self.shared.place;
        if self.open.as_ref().is_none_or(|(_, identity)| *identity != place.identity()) {
            self.open = None;
            let opening = place.open();
            match opening.way {
                Way::Writable(mut writable) => {
                    if let Some((aside, reason)) = self.aside.take() {
                        self.shared.say(open::set_aside_message(&aside, &reason, &mut writable.connection));
                    }
                    if let Some(message) = opening.message {
                        self.shared.say(message);
                    }
                    self.open = Some((writable.connection, writable.identity));
                }
                Way::Readable { .. } | Way::Nothing => {}
            }
        }
        match &mut self.open {
            Some((connection, _)) => Ok(connection),
            None => {
                let refused = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CANTOPEN);
                Err(rusqlite::Error::SqliteFailure(refused, None))
            }
        }
    }

    fn saved(&self, batch: &[Command]) {
        let mut recent = self.shared.recent();
        batch.iter().filter_map(Command::id).for_each(|id| recent.saved(id));
    }

    fn tidy(&mut self, batch: &[Command]) {
        self.since_tidying += batch.iter().filter(|command| matches!(command, Command::Envelope(_) | Command::Heal(_) | Command::Trajectory(_))).count() as u64;
        if self.since_tidying < BETWEEN_TIDYING {
            return;
        }
        self.since_tidying = 0;
        let limits = self.shared.limits;
        if let Some((connection, _)) = &mut self.open
            && let Err(error) = retention::tidy(connection, limits, now())
        {
            tracing::warn!("old records could not be removed: {error}");
            if trouble(&error) == Trouble::Corrupt {
                self.replace(&error.to_string());
            }
        }
    }

    /// Looks a large file through, if nobody has for a day.
    fn examine_when_due(&mut self) {
        let Some((connection, _)) = &self.open else { return };
        let last = connection.query_row("SELECT value FROM counters WHERE name = ?", [EXAMINED], |row| row.get::<_, i64>(0));
        let passed = last.map_or(BETWEEN_EXAMINATIONS, |last| (now() - last).abs());
        if passed < BETWEEN_EXAMINATIONS {
            return;
        }
        self.examine();
        if let Some((connection, _)) = &self.open {
            let sql = "INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
            if let Err(error) = connection.execute(sql, rusqlite::params![EXAMINED, now()]) {
                tracing::debug!("the time of the examination is not kept: {error}");
            }
        }
    }

    /// Looks the file through, and sets it aside where it is damaged.
    fn examine(&mut self) {
        let Some((connection, _)) = &self.open else { return };
        match open::damage(connection, false) {
            Ok(None) => {}
            Ok(Some(damage)) => self.replace(&damage),
            Err(error) if trouble(&error) == Trouble::Corrupt => self.replace(&error.to_string()),
            Err(error) => tracing::warn!("the knowledge file could not be looked through: {error}"),
        }
    }

    /// Sets a damaged file aside, unless another process has done so already; the next write opens what is there then.
    fn replace(&mut self, reason: &str) {
        let Some((connection, identity)) = self.open.take() else { return };
        let place = &self.shared.place;
        let Ok(_lock) = place.lock() else { return };
        drop(connection);
        self.shared.forget_readers();
        if identity.is_some() && identity != place.identity() {
            return;
        }
        match place.set_aside() {
            Ok(aside) => self.aside = Some((aside, reason.to_owned())),
            Err(error) => tracing::warn!("the damaged knowledge file cannot be set aside: {error}"),
        }
    }
}

/// Writes all pages anew and empties the log; `false` where another process holds on to the log.
fn shred(connection: &Connection) -> rusqlite::Result<bool> {
    connection.execute_batch("VACUUM")?;
    // A file without such a log answers with -1.
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0)).map(|busy| busy <= 0)
}

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
