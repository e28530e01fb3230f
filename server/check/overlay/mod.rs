//! Trying texts without writing them into the user's files: for tools that read the disk only, a shadow of the workspace has the texts in
//! their files' places.
//!
//! Shadows lie in the cache, at a place that stays the same from run to run, so a later one writes only what has changed since. A shadow
//! has one owner at a time ([`slots`]); who needs one while another has it takes the next.

mod copy;
mod platform;
mod scratch;
mod slots;
#[cfg(all(test, unix))]
mod tests;

pub use copy::Limits;
pub(super) use scratch::scratch_folder;

use super::Workspace;
use crate::base::CancelToken;
use crate::model::Finding;
use crate::syntax::SourceFile;
use slots::Slot;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The shadows of the folders on which one heal tries its texts. A folder is copied as it is when its shadow is first needed; what changes on
/// the disk later is seen by the next overlay. Several trials may be under way at once, each on a shadow of its own.
#[derive(Default)]
pub struct Overlay {
    limits: Limits,
    /// Shadows that this overlay owns and no trial uses, by the folder that they are of.
    free: Mutex<BTreeMap<PathBuf, Vec<Shadow>>>,
    /// Why there are no shadows of a folder.
    failed: Mutex<BTreeMap<PathBuf, String>>,
}

impl std::fmt::Debug for Overlay {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Overlay")
    }
}

impl Overlay {
    /// An overlay that copies no more than this.
    pub fn with_limits(limits: Limits) -> Overlay {
        Overlay { limits, ..Overlay::default() }
    }

    /// A trial of texts, which are all that differ from the disk. No shadow is made before one is asked for.
    pub fn trial(&self, texts: Vec<SourceFile>, cancel: CancelToken) -> Trial<'_> {
        Trial { overlay: self, texts, cancel, taken: Mutex::default() }
    }

    fn take(&self, cache: &Path, original: &Path, cancel: &CancelToken) -> io::Result<Shadow> {
        if let Some(shadow) = lock(&self.free).get_mut(original).and_then(Vec::pop) {
            return Ok(shadow);
        }
        if let Some(reason) = lock(&self.failed).get(original) {
            return Err(io::Error::other(reason.clone()));
        }
        let made = Shadow::make(cache, original, self.limits, cancel);
        if let Err(error) = &made
            && error.kind() != io::ErrorKind::Interrupted
        {
            lock(&self.failed).insert(original.to_owned(), error.to_string());
        }
        made
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Texts that are tried together. The shadows that it uses are free for others when it is dropped.
pub struct Trial<'o> {
    overlay: &'o Overlay,
    texts: Vec<SourceFile>,
    cancel: CancelToken,
    taken: Mutex<BTreeMap<PathBuf, Shadow>>,
}

impl Trial<'_> {
    /// All texts that differ from the disk.
    pub fn texts(&self) -> &[SourceFile] {
        &self.texts
    }

    /// Where the shadow of a folder lies, if it has been asked for.
    pub fn shadow_at(&self, folder: &Path) -> Option<Place> {
        lock(&self.taken).get(folder).map(Shadow::place)
    }

    /// The shadow of a folder, in which exactly the trial's files differ from the folder's. It is the same at every call.
    pub fn shadow_of(&self, workspace: &Workspace, folder: &Path) -> io::Result<Place> {
        let mut taken = lock(&self.taken);
        if let Some(shadow) = taken.get(folder) {
            return Ok(shadow.place());
        }
        let mut shadow = self.overlay.take(&workspace.cache, folder, &self.cancel)?;
        shadow.set(&self.texts)?;
        Ok(taken.entry(folder.to_owned()).or_insert(shadow).place())
    }
}

impl Drop for Trial<'_> {
    fn drop(&mut self) {
        let taken = std::mem::take(&mut *lock(&self.taken));
        let mut free = lock(&self.overlay.free);
        for (folder, shadow) in taken {
            free.entry(folder).or_default().push(shadow);
        }
    }
}

/// Where a shadow lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The folder that it is a copy of.
    pub original: PathBuf,
    /// The copy, without links in its path.
    pub copy: PathBuf,
    /// A folder beside the copy for what tools make of it. It is kept from run to run, and nobody else uses it meanwhile.
    pub products: PathBuf,
}

struct Shadow {
    original: PathBuf,
    copy: PathBuf,
    /// The texts that the copy has in the place of the original's, by their paths in it.
    tried: BTreeMap<PathBuf, String>,
    slot: Slot,
}

impl Shadow {
    fn make(cache: &Path, original: &Path, limits: Limits, cancel: &CancelToken) -> io::Result<Shadow> {
        let slot = slots::claim(cache, original)?;
        let tree = slot.folder.join("tree");
        std::fs::create_dir_all(&tree)?;
        // Tools print paths without links, and these have to be found in what they print.
        let copy = std::fs::canonicalize(&tree)?;
        let shadow = Shadow { original: original.to_owned(), copy, tried: BTreeMap::new(), slot };
        // What an earlier owner tried is taken out whatever time its file has.
        for inside in shadow.remembered() {
            copy::forget(&shadow.copy, &inside)?;
        }
        let real = std::fs::canonicalize(original)?;
        copy::refresh(&real, &shadow.copy, limits, cancel)?;
        shadow.remember()?;
        Ok(shadow)
    }

    fn place(&self) -> Place {
        Place { original: self.original.clone(), copy: self.copy.clone(), products: self.slot.folder.join("products") }
    }

    /// Brings the copy to the state in which exactly these files differ from the original's.
    fn set(&mut self, texts: &[SourceFile]) -> io::Result<()> {
        let inside: BTreeMap<&Path, &SourceFile> = texts.iter().filter_map(|text| Some((text.path().strip_prefix(&self.original).ok()?, text))).collect();
        let gone: Vec<PathBuf> = self.tried.keys().filter(|path| !inside.contains_key(path.as_path())).cloned().collect();
        for path in gone {
            copy::restore(&self.original, &self.copy, &path)?;
            self.tried.remove(&path);
        }
        let changed: Vec<(&Path, &SourceFile)> =
            inside.into_iter().filter(|(path, text)| self.tried.get(*path).is_none_or(|known| known != text.text())).collect();
        // It is known what is tried before it is written, so that a later owner takes it out even if this process is killed now.
        self.tried.extend(changed.iter().map(|(path, text)| ((*path).to_owned(), text.text().to_owned())));
        self.remember()?;
        changed.into_iter().try_for_each(|(path, text)| copy::put(&self.original, &self.copy, path, text.text()))
    }

    fn list(&self) -> PathBuf {
        self.slot.folder.join("tried.json")
    }

    /// The files that an earlier owner tried texts in.
    fn remembered(&self) -> Vec<PathBuf> {
        let paths: Vec<PathBuf> = std::fs::read(self.list()).ok().and_then(|list| serde_json::from_slice(&list).ok()).unwrap_or_default();
        paths.into_iter().filter(|path| path.components().all(|part| matches!(part, std::path::Component::Normal(_)))).collect()
    }

    fn remember(&self) -> io::Result<()> {
        let paths: Vec<std::borrow::Cow<'_, str>> = self.tried.keys().map(|path| path.to_string_lossy()).collect();
        std::fs::write(self.list(), serde_json::to_vec(&paths)?)
    }
}

/// A path of the copy as the user's own.
pub fn original_path(path: &Path, place: &Place) -> PathBuf {
    path.strip_prefix(&place.copy).map_or_else(|_| path.to_owned(), |inside| place.original.join(inside))
}

/// Makes a finding of a tool that ran on a copy speak of the user's own files. What the tool printed stays as it is.
pub fn speak_of_original(finding: &mut Finding, place: &Place) {
    let (from, to) = (place.copy.to_string_lossy(), place.original.to_string_lossy());
    finding.path = original_path(&finding.path, place);
    finding.message = finding.message.replace(&*from, &to);
    for related in &mut finding.related {
        related.path = original_path(&related.path, place);
        related.message = related.message.replace(&*from, &to);
    }
    for (path, ..) in finding.suggestions.iter_mut().flat_map(|suggestion| &mut suggestion.edits) {
        *path = original_path(path, place);
    }
}
