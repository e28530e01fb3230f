//! Folders for what a single call of a tool needs. They lie in a slot that belongs to this process, so that the next one clears away what a
//! killed one left.

use super::platform::remove;
use super::slots::{Slot, claim};
use crate::check::Workspace;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tempfile::TempDir;

/// An empty folder outside the workspace, removed when it is dropped. Where the cache cannot be used it lies with all other temporary files.
pub fn scratch_folder(workspace: &Workspace) -> io::Result<TempDir> {
    own_folder(&workspace.cache).and_then(|folder| tempfile::Builder::new().prefix("call-").tempdir_in(folder)).or_else(|_| tempfile::tempdir())
}

/// The folder that is this process's own, claimed at its first use.
fn own_folder(cache: &Path) -> io::Result<PathBuf> {
    static OWN: Mutex<BTreeMap<PathBuf, Slot>> = Mutex::new(BTreeMap::new());
    let mut own = OWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(slot) = own.get(cache).filter(|slot| slot.folder.is_dir()) {
        return Ok(slot.folder.clone());
    }
    // The slot of a cache that was removed goes before another is claimed in its place.
    own.remove(cache);
    let slot = claim(cache, Path::new("scratch"))?;
    for left in std::fs::read_dir(&slot.folder)?.flatten() {
        remove(&left.path())?;
    }
    let folder = std::fs::canonicalize(&slot.folder)?;
    own.insert(cache.to_owned(), slot);
    Ok(folder)
}
