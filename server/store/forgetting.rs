//! Forgetting learned fixes for good.

use super::error::StoreError;
use super::patterns::{PATTERN, known_pattern, write_pattern};
use super::read::SETTLE;
use super::write::Command;
use super::{Mode, Store};
use crate::model::{KnownPattern, Pattern, PatternRecord};
use rusqlite::Connection;
use std::path::{MAIN_SEPARATOR, Path};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long forgetting is waited for: the whole file is written anew.
const FORGETTING: Duration = Duration::from_secs(300);

/// What is to be forgotten.
#[derive(Clone, Debug)]
pub(super) enum Forgetting {
    Pattern(String),
    /// All of a workspace, and what the patterns become that were seen elsewhere too.
    Project(String, Vec<(Pattern, PatternRecord)>),
    All,
}

/// What becomes of a pattern without what was seen in projects that are forgotten.
pub type Remade<'r> = &'r dyn Fn(&KnownPattern, &dyn Fn(&str) -> bool) -> Option<(Pattern, PatternRecord)>;

/// The patterns that have something to do with a workspace or one in its folders, by the bounds of [`bounds_of`].
const OF_PROJECT: &str = "row IN (SELECT pattern FROM pattern_places WHERE project IN \
                          (SELECT row FROM pattern_projects WHERE path = ?1 OR substr(path, 1, length(?2)) = ?2))";

/// Where the writing thread leaves how many patterns it has removed.
pub(super) type Answer = Arc<Mutex<Option<Result<usize, String>>>>;

impl Store {
    /// Removes a pattern, and every trace of it from the file. Waits until that is done; says how many were removed. Here and below the
    /// whole file is written anew, which takes its time where it is large.
    pub fn forget_pattern(&self, id: &str) -> Result<usize, StoreError> {
        self.forget(Forgetting::Pattern(id.to_owned()))
    }

    /// Removes all patterns that have, or had, an example of a workspace or of one in its folders, and keeps in their place what `remade` makes of
    /// those that were seen elsewhere too; it is told which projects are forgotten. Says how many are gone.
    pub fn forget_patterns_of(&self, project: &Path, remade: Remade<'_>) -> Result<usize, StoreError> {
        let path = project.to_string_lossy().into_owned();
        let (whole, inside) = bounds_of(&path);
        let is_forgotten = |other: &str| other == whole || other.starts_with(&inside);
        let mut kept = Vec::new();
        if self.mode == Mode::ReadWrite {
            self.flush(SETTLE);
            let sql = format!("SELECT {PATTERN} FROM patterns WHERE {OF_PROJECT}");
            kept = self.read(|connection| {
                let mut statement = connection.prepare(&sql)?;
                let rows = statement.query_map([whole, &inside], |row| Ok(known_pattern(row, false)))?;
                Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().filter_map(|known| remade(&known, &is_forgotten)).collect())
            })?;
        }
        self.forget(Forgetting::Project(path, kept))
    }

    pub fn forget_all_patterns(&self) -> Result<usize, StoreError> {
        self.forget(Forgetting::All)
    }

    fn forget(&self, what: Forgetting) -> Result<usize, StoreError> {
        let refused = |why: &str| Err(StoreError::Unwritable(why.to_owned()));
        match self.mode {
            Mode::MemoryOnly => return Ok(0),
            Mode::ReadOnly => return refused("it was opened for reading only"),
            Mode::ReadWrite => {}
        }
        let answer = Answer::default();
        // One that is in the queue already must not come back afterwards.
        self.send(Command::Forget(what, Arc::clone(&answer)));
        let flushed = self.flush(FORGETTING);
        self.shared.patterns().by_row.clear();
        if !flushed {
            return refused("it takes too long; it goes on");
        }
        let answer = answer.lock().unwrap_or_else(PoisonError::into_inner).take();
        match answer {
            Some(Ok(count)) => Ok(count),
            Some(Err(why)) => refused(&why),
            None => refused("nothing was removed"),
        }
    }
}

/// A workspace's path, and how the paths of those in its folders begin.
fn bounds_of(path: &str) -> (&str, String) {
    (path, format!("{}{MAIN_SEPARATOR}", path.trim_end_matches(MAIN_SEPARATOR)))
}

/// Removes patterns, and workspaces that nothing else was learned in. Says how many patterns they were.
pub(super) fn remove(connection: &Connection, what: &Forgetting) -> rusqlite::Result<usize> {
    let removed = match what {
        Forgetting::Pattern(id) => {
            // They may speak of it, and would teach it again.
            connection.execute("DELETE FROM pending_changes", [])?;
            connection.execute("DELETE FROM patterns WHERE id = ?", [id])?
        }
        Forgetting::Project(path, remade) => {
            let (path, inside) = bounds_of(path);
            for table in ["trajectories", "notes", "pending_changes"] {
                let sql = format!("DELETE FROM {table} WHERE workspace = ?1 OR substr(workspace, 1, length(?2)) = ?2");
                connection.execute(&sql, [path, &inside])?;
            }
            let removed = connection.execute(&format!("DELETE FROM patterns WHERE {OF_PROJECT}"), [path, &inside])?;
            let mut kept = 0;
            for (pattern, record) in remade {
                // Another one that does the same was seen elsewhere and keeps its own record.
                if !connection.prepare_cached("SELECT 1 FROM patterns WHERE id = ?")?.exists([&pattern.id])? {
                    write_pattern(connection, pattern, record, None)?;
                    kept += 1;
                }
            }
            removed.saturating_sub(kept)
        }
        Forgetting::All => {
            connection.execute("DELETE FROM trajectories WHERE deed <> 'heal'", [])?;
            connection.execute("DELETE FROM notes", [])?;
            connection.execute("DELETE FROM pending_changes", [])?;
            connection.execute("DELETE FROM patterns", [])?
        }
    };
    connection.execute("DELETE FROM pattern_projects WHERE NOT EXISTS (SELECT 1 FROM pattern_places WHERE project = pattern_projects.row)", [])?;
    Ok(removed)
}
