//! Floor 3: the knowledge file. Every attempt and every heal is recorded in SQLite in `HEALER_HOME`, and read back for history, undo, ranking
//! and statistics.
//!
//! Whatever is wrong with the file, healer goes on: a damaged one is set aside, one that cannot be written is read, and where there is none
//! the newest records live in memory. One thread writes, in order, several records a transaction; reads have connections of their own.
//! Several processes may share the file.

mod bodies;
mod earlier_packing;
mod error;
mod forgetting;
mod insight;
mod open;
mod packing;
mod patterns;
mod pending;
mod queue;
mod read;
mod recent;
mod retention;
mod rows;
mod salvage;
mod schema;
mod stats;
#[cfg(test)]
mod tests;
mod trajectories;
mod write;
mod writer;

pub use error::StoreError;
pub use forgetting::Remade;
pub use insight::{CategoryFailures, Gain, LearningInsight, OfferRecord, Week};
pub use patterns::PatternFilter;
pub use pending::{PendingChange, PendingWish};
pub use read::TrackRecord;
pub use recent::RECENT;
pub use retention::Limits;
pub use stats::{CacheUse, Calibration, CalibrationBin, Group, HealGroup, HealTimes, Health};

use crate::model::{Envelope, HealRecord, Trajectory};
use crate::syntax::SourceFile;
use etcetera::BaseStrategy;
use open::{Place, Way};
use patterns::ReadPatterns;
use queue::Queue;
use recent::Recent;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use write::Command;
use writer::Writer;

/// Longer texts, in bytes, are not kept.
const LONGEST_TEXT: usize = 512 * 1024;

/// How long the end of a store waits for what is not written yet.
const LAST_WRITES: Duration = Duration::from_secs(2);

/// What a store can do with its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    ReadWrite,
    /// What was recorded earlier is there; nothing is added.
    ReadOnly,
    /// Only the newest records of this process are there.
    MemoryOnly,
}

/// What is counted beside attempts and heals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counter {
    /// A proposal was served from the cache, or had to be worked out.
    CacheHit,
    CacheMiss,
}

impl Counter {
    fn name(self) -> &'static str {
        match self {
            Counter::CacheHit => "cache.hit",
            Counter::CacheMiss => "cache.miss",
        }
    }
}

/// A store that was opened, and at most one sentence or two for the user about what is wrong.
pub struct Opened {
    pub store: Store,
    pub mode: Mode,
    pub message: Option<String>,
}

/// The records of this machine. Shared between threads by reference; dropping it writes what still waits.
pub struct Store {
    shared: Arc<Shared>,
    mode: Mode,
    writer: Option<JoinHandle<()>>,
}

/// What the writing thread and the readers have in common.
struct Shared {
    place: Place,
    limits: Limits,
    /// Whether the file is on a medium that nothing can be written to; SQLite then reads it without any lock.
    immutable: bool,
    queue: Queue,
    recent: Mutex<Recent>,
    readers: Mutex<Vec<(Connection, open::Identity)>>,
    patterns: Mutex<ReadPatterns>,
    message: Mutex<Option<String>>,
}

/// The folder for what must be kept: `HEALER_HOME`, or healer's part of the platform's data folder.
pub fn home() -> PathBuf {
    match std::env::var_os("HEALER_HOME") {
        Some(folder) if !folder.is_empty() => PathBuf::from(folder),
        _ => etcetera::choose_base_strategy().map_or_else(|_| std::env::temp_dir(), |strategy| strategy.data_dir()).join("healer"),
    }
}

/// Whether there is a knowledge file in a folder.
pub fn exists(home: &Path) -> bool {
    Place::new(home).file.exists()
}

impl Store {
    /// Opens the knowledge file of a folder, and makes both where they are missing. Never fails: the mode tells how much there is.
    pub fn open(home: &Path) -> Opened {
        Store::open_with(home, Limits::default())
    }

    pub fn open_with(home: &Path, limits: Limits) -> Opened {
        let place = Place::new(&std::path::absolute(home).unwrap_or_else(|_| home.to_owned()));
        let opening = place.open();
        let immutable = matches!(opening.way, Way::Readable { immutable: true });
        let shared = Arc::new(Shared {
            place,
            limits,
            immutable,
            queue: Queue::default(),
            recent: Mutex::default(),
            readers: Mutex::default(),
            patterns: Mutex::default(),
            message: Mutex::default(),
        });
        let (mode, writer) = match opening.way {
            Way::Writable(writable) => {
                let writer = Writer::new(Arc::clone(&shared), writable);
                let thread = std::thread::Builder::new().name("healer store".to_owned()).spawn(move || writer.run());
                (if thread.is_ok() { Mode::ReadWrite } else { Mode::ReadOnly }, thread.ok())
            }
            Way::Readable { .. } => (Mode::ReadOnly, None),
            Way::Nothing => (Mode::MemoryOnly, None),
        };
        if let Some(message) = &opening.message {
            tracing::warn!("{message}");
        }
        Opened { store: Store { shared, mode, writer }, mode, message: opening.message }
    }

    /// A store without a file, for runs that are to leave no trace.
    pub fn in_memory() -> Store {
        let shared = Shared {
            place: Place::new(Path::new("")),
            limits: Limits::default(),
            immutable: false,
            queue: Queue::default(),
            recent: Mutex::default(),
            readers: Mutex::default(),
            patterns: Mutex::default(),
            message: Mutex::default(),
        };
        Store { shared: Arc::new(shared), mode: Mode::MemoryOnly, writer: None }
    }

    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Keeps an attempt. Returns at once; the writing thread does the rest.
    pub fn record(&self, envelope: Envelope) {
        self.shared.recent().add(envelope.clone());
        self.send(Command::Envelope(Box::new(envelope)));
    }

    /// Keeps a heal that has ended. Returns at once.
    pub fn record_heal(&self, heal: HealRecord) {
        self.shared.recent().add_heal(heal.clone());
        self.send(Command::Heal(Box::new(heal)));
    }

    /// Keeps what was done and what came of it; that of heals is kept with them. Returns at once.
    pub fn record_trajectory(&self, trajectory: Trajectory) {
        self.send(Command::Trajectory(Box::new(trajectory)));
    }

    /// Keeps a text that an attempt began with, so that it can be tried again. Returns at once. A text that is longer than 512 KiB is not kept.
    pub fn keep_text(&self, file: &SourceFile) {
        if file.text().len() <= LONGEST_TEXT {
            self.send(Command::Text(*file.digest(), file.text().to_owned()));
        }
    }

    /// Notes that a heal was taken back. Its fixes then count as failures.
    pub fn mark_undone(&self, job: &str) {
        self.shared.recent().undone(job);
        self.send(Command::Undone(job.to_owned()));
    }

    /// Remembers a few words about a workspace under a name, in the place of what was there. Returns at once.
    pub fn set_note(&self, workspace: &str, name: &str, text: &str) {
        self.send(Command::Note([workspace, name, text].map(str::to_owned)));
    }

    /// Adds to a counter. Returns at once.
    pub fn count(&self, counter: Counter, by: u64) {
        self.send(Command::Count(counter.name(), by));
    }

    /// Waits until what was recorded before is in the file; `false` where that took longer than the limit.
    pub fn flush(&self, limit: Duration) -> bool {
        self.writer.is_none() || self.shared.queue.wait(limit)
    }

    /// What went wrong with the file since it was opened, once, for the user.
    pub fn take_message(&self) -> Option<String> {
        self.shared.message.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn send(&self, command: Command) {
        if self.writer.is_some() && !self.shared.queue.push(command) {
            tracing::warn!("a record is lost: too many wait to be written");
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // The connection that is closed last, the writer's, puts the log back into the file.
        self.shared.forget_readers();
        self.shared.queue.close();
        let written = self.flush(LAST_WRITES);
        if let Some(writer) = self.writer.take()
            && written
        {
            // A writer that panicked has nothing more to say.
            let _ = writer.join();
        }
    }
}

impl Shared {
    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn readers(&self) -> MutexGuard<'_, Vec<(Connection, open::Identity)>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn patterns(&self) -> MutexGuard<'_, ReadPatterns> {
        self.patterns.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn forget_readers(&self) {
        self.readers().clear();
    }

    fn say(&self, message: String) {
        tracing::warn!("{message}");
        *self.message.lock().unwrap_or_else(PoisonError::into_inner) = Some(message);
    }
}
