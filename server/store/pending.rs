//! Changes whose fate is not known when their file is closed, kept until it is opened again.

use super::packing;
use super::rows::StoredPath;
use super::write::Command;
use super::{Mode, Store};
use rusqlite::{Connection, Row, params};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub(super) const PENDING: &str = "row, workspace, path, checked_out, time, saves, body";

/// So many are kept, the newest.
const MOST: i64 = 256;
/// In milliseconds: of what is older nobody can tell any more what became of it.
const OLDEST: i64 = 30 * 24 * 60 * 60 * 1000;
/// In milliseconds: what is older is handed out although its file was not opened again.
const OVERDUE: i64 = 24 * 60 * 60 * 1000;
/// How long it is waited for that what is handed out is gone from the file.
const PATIENCE: Duration = Duration::from_secs(10);

/// A change of a file, as it is kept while nobody follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingChange {
    /// The workspace folder.
    pub workspace: PathBuf,
    /// The file, absolute.
    pub path: PathBuf,
    /// What was checked out there; empty where nothing tells.
    pub checked_out: String,
    /// When the change was made, in milliseconds since 1970.
    pub time: i64,
    /// How often the file was saved with it.
    pub saves: u32,
    /// The change, as its owner writes it.
    pub body: Vec<u8>,
}

/// Whose pending changes are wanted: those of a file, and those of the whole workspace that have waited for a day.
#[derive(Clone, Debug)]
pub struct PendingWish {
    pub workspace: PathBuf,
    pub path: PathBuf,
    /// Changes that were made where something else was checked out stay until that is there again.
    pub checked_out: String,
    /// In milliseconds since 1970.
    pub now: i64,
}

/// Where the writing thread leaves what it has taken out.
pub(super) type Taken = Arc<Mutex<Vec<PendingChange>>>;

impl Store {
    /// Keeps a change until its file is opened again. Returns at once. The newest 256 are kept.
    pub fn keep_pending(&self, change: PendingChange) {
        self.send(Command::Pending(Box::new(change)));
    }

    /// Hands out pending changes, and keeps them no longer, so that of several processes one gets them. Those that are older than thirty days are
    /// dropped. Waits for what is being written.
    pub fn take_pending(&self, wish: &PendingWish) -> Vec<PendingChange> {
        if self.mode != Mode::ReadWrite {
            return Vec::new();
        }
        self.flush(PATIENCE);
        // Files are opened often, and hardly ever there is anything; then nothing is to be written.
        let sql = "SELECT EXISTS (SELECT 1 FROM pending_changes WHERE workspace = ?)";
        let is_any = self.read(|connection| connection.prepare_cached(sql)?.query_row([StoredPath(wish.workspace.clone())], |row| row.get::<_, bool>(0)));
        if !is_any.unwrap_or(false) {
            return Vec::new();
        }
        let taken = Taken::default();
        self.send(Command::TakePending(wish.clone(), Arc::clone(&taken)));
        self.flush(PATIENCE);
        std::mem::take(&mut taken.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

pub(super) fn write(connection: &Connection, change: &PendingChange) -> rusqlite::Result<()> {
    let sql = "INSERT INTO pending_changes (workspace, path, checked_out, time, saves, body) VALUES (?, ?, ?, ?, ?, ?)";
    let (workspace, path) = (StoredPath(change.workspace.clone()), StoredPath(change.path.clone()));
    connection.prepare_cached(sql)?.execute(params![workspace, path, change.checked_out, change.time, change.saves, packing::pack(&change.body)])?;
    let sql = "DELETE FROM pending_changes WHERE row IN (SELECT row FROM pending_changes ORDER BY row DESC LIMIT -1 OFFSET ?)";
    connection.prepare_cached(sql)?.execute([MOST]).map(drop)
}

pub(super) fn take(connection: &Connection, wish: &PendingWish) -> rusqlite::Result<Vec<PendingChange>> {
    connection.prepare_cached("DELETE FROM pending_changes WHERE time < ?")?.execute([wish.now.saturating_sub(OLDEST)])?;
    let sql = format!("DELETE FROM pending_changes WHERE workspace = ? AND checked_out = ? AND (path = ? OR time < ?) RETURNING {PENDING}");
    let (workspace, path) = (StoredPath(wish.workspace.clone()), StoredPath(wish.path.clone()));
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![workspace, wish.checked_out, path, wish.now.saturating_sub(OVERDUE)], |row| Ok(read(row)))?;
    Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// Reads a row of the columns [`PENDING`]; `None` where it cannot be understood.
pub(super) fn read(row: &Row<'_>) -> Option<PendingChange> {
    let read = || -> rusqlite::Result<PendingChange> {
        Ok(PendingChange {
            workspace: row.get::<_, StoredPath>("workspace")?.0,
            path: row.get::<_, StoredPath>("path")?.0,
            checked_out: row.get("checked_out")?,
            time: row.get("time")?,
            saves: row.get("saves")?,
            body: packing::unpack(row.get_ref("body")?.as_bytes()?).ok_or(rusqlite::Error::InvalidQuery)?,
        })
    };
    read().ok()
}
