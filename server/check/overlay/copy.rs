//! Making a copy of a folder the same as the folder again, by writing only what differs.

use super::platform::{copy, is_current, link, remove};
use crate::base::CancelToken;
use ignore::gitignore::Gitignore;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{DirEntry, FileType};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Folders that no checker needs: histories, and what tools can make again. The copy keeps its own.
const LEFT_OUT: &[&str] = &[".git", ".hg", ".svn", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"];

/// Folders that hold other people's code, in which nothing is tried: the copy has a link to them.
const LINKED: &[&str] = &["node_modules", "vendor", "bower_components"];

/// Names of Python environments. They are common names, so the mark of an environment decides.
const ENVIRONMENTS: &[&str] = &[".venv", "venv", "env"];

/// A folder that git ignores is linked as a whole where it has more entries than this.
const MOST_IGNORED: usize = 1000;

/// A file in a folder that git ignores is linked where it is larger than this.
const LARGE: u64 = 1 << 20;

/// What is too large to be copied.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub files: usize,
    pub bytes: u64,
}

impl Default for Limits {
    /// 20,000 files, 1 GiB.
    fn default() -> Limits {
        Limits { files: 20_000, bytes: 1 << 30 }
    }
}

/// Makes `tree` a copy of `original`. A file counts as the same where its length and its time are; what vanishes while it is copied and what
/// cannot be read is left out. Links stay links; those that lead into the original lead into the copy. Folders
/// with other people's code are links to the original's; so are the folders and the large files in a folder that git ignores, whose other
/// files are copied, as they may be what a tool writes.
pub(super) fn refresh(original: &Path, tree: &Path, limits: Limits, cancel: &CancelToken) -> io::Result<()> {
    let mut copying = Copying { original, tree, limits, cancel, files: 0, bytes: 0, clones: true };
    let mut folders = vec![Folder { inside: PathBuf::new(), ignored: None, is_ignored: false }];
    while let Some(folder) = folders.pop() {
        copying.folder(&folder, &mut folders)?;
    }
    Ok(())
}

struct Folder {
    /// Its path in the original.
    inside: PathBuf,
    ignored: Option<Arc<Ignored>>,
    is_ignored: bool,
}

/// What git ignores in a folder.
struct Ignored {
    here: Gitignore,
    above: Option<Arc<Ignored>>,
}

fn is_ignored(mut rules: Option<&Arc<Ignored>>, path: &Path) -> bool {
    while let Some(Ignored { here, above }) = rules.map(Arc::as_ref) {
        let matched = here.matched(path, true);
        if !matched.is_none() {
            return matched.is_ignore();
        }
        rules = above.as_ref();
    }
    false
}

/// What becomes of an entry of the original.
enum Part {
    LeftOut,
    /// A link to the original's own.
    Linked,
    Folder,
    /// A folder that git ignores.
    Ignored,
    /// A link in the original, with where it leads.
    Link(PathBuf),
    File,
}

struct Copying<'a> {
    original: &'a Path,
    tree: &'a Path,
    limits: Limits,
    cancel: &'a CancelToken,
    files: usize,
    bytes: u64,
    /// Whether the file system may still be able to share blocks between files.
    clones: bool,
}

impl Copying<'_> {
    fn folder(&mut self, folder: &Folder, further: &mut Vec<Folder>) -> io::Result<()> {
        let (from, to) = (self.original.join(&folder.inside), self.tree.join(&folder.inside));
        make_folder(&to)?;
        let rules = from.join(".gitignore");
        let ignored = match rules.is_file() {
            true => Some(Arc::new(Ignored { here: Gitignore::new(rules).0, above: folder.ignored.clone() })),
            false => folder.ignored.clone(),
        };
        let mut wanted: BTreeSet<OsString> = LEFT_OUT.iter().map(OsString::from).collect();
        // A folder that cannot be read is empty in the copy.
        for entry in std::fs::read_dir(&from).into_iter().flatten().flatten() {
            if self.cancel.is_cancelled() {
                return Err(io::Error::new(io::ErrorKind::Interrupted, "the copying was cancelled"));
            }
            // What has vanished has no type any more.
            let Ok(kind) = entry.file_type() else { continue };
            let (path, place) = (entry.path(), to.join(entry.file_name()));
            let is_there = match self.part(&entry, kind, folder.is_ignored, ignored.as_ref()) {
                Part::LeftOut => false,
                Part::Linked => link_at(&path, &place)?,
                Part::Link(target) => link_at(&target, &place)?,
                Part::File => self.file(&path, &place)?,
                part @ (Part::Folder | Part::Ignored) => {
                    let is_ignored = matches!(part, Part::Ignored);
                    further.push(Folder { inside: folder.inside.join(entry.file_name()), ignored: ignored.clone(), is_ignored });
                    true
                }
            };
            if is_there {
                wanted.insert(entry.file_name());
            }
        }
        for entry in std::fs::read_dir(&to)?.flatten().filter(|entry| !wanted.contains(&entry.file_name())) {
            remove(&entry.path())?;
        }
        Ok(())
    }

    fn part(&self, entry: &DirEntry, kind: FileType, below_ignored: bool, ignored: Option<&Arc<Ignored>>) -> Part {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_str().unwrap_or("");
        let is_one_of = |names: &[&str]| names.contains(&name);
        let is_build = || kind.is_dir() && name == "target" && (path.join("CACHEDIR.TAG").is_file() || is_ignored(ignored, &path));
        // A cache that lies in the workspace is no part of it, and the copy would be copied into itself.
        if is_one_of(LEFT_OUT) || is_build() || self.tree.starts_with(&path) {
            Part::LeftOut
        } else if kind.is_dir() {
            let is_other = below_ignored || is_one_of(LINKED) || is_one_of(ENVIRONMENTS) && path.join("pyvenv.cfg").is_file();
            match is_other {
                true => Part::Linked,
                false if !is_ignored(ignored, &path) => Part::Folder,
                false if std::fs::read_dir(&path).is_ok_and(|entries| entries.count() > MOST_IGNORED) => Part::Linked,
                false => Part::Ignored,
            }
        } else if kind.is_symlink() {
            // A link that leads nowhere, or in a circle, leads nowhere in the copy too.
            match std::fs::canonicalize(&path) {
                Ok(target) if target == self.original => Part::Link(self.tree.to_owned()),
                Ok(target) => Part::Link(target.strip_prefix(self.original).map_or(target.clone(), |inside| self.tree.join(inside))),
                Err(_) => Part::LeftOut,
            }
        } else if kind.is_file() {
            let is_large = || entry.metadata().is_ok_and(|metadata| metadata.len() > LARGE);
            if below_ignored && is_large() { Part::Linked } else { Part::File }
        } else {
            Part::LeftOut
        }
    }

    /// Brings a file up to date; tells whether there is one afterwards.
    fn file(&mut self, path: &Path, place: &Path) -> io::Result<bool> {
        let Ok(metadata) = std::fs::metadata(path) else { return Ok(false) };
        self.files += 1;
        self.bytes = self.bytes.saturating_add(metadata.len());
        if self.files > self.limits.files || self.bytes > self.limits.bytes {
            let Limits { files, bytes } = self.limits;
            let message = format!("{} is too large to be copied for trying fixes: more than {files} files or {} MiB", self.original.display(), bytes >> 20);
            return Err(io::Error::other(message));
        }
        if std::fs::symlink_metadata(place).is_ok_and(|copy| is_current(&copy, &metadata)) {
            return Ok(true);
        }
        remove(place)?;
        match copy(path, &metadata, place, &mut self.clones) {
            Ok(()) => Ok(true),
            // It has vanished, or is not for us to read; what was begun goes.
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied) => remove(place).map(|()| false),
            Err(error) => Err(error),
        }
    }
}

/// Makes sure that there is a real folder at a place.
fn make_folder(place: &Path) -> io::Result<()> {
    if !std::fs::symlink_metadata(place).is_ok_and(|metadata| metadata.is_dir()) {
        remove(place)?;
        std::fs::create_dir_all(place)?;
    }
    Ok(())
}

fn link_at(target: &Path, place: &Path) -> io::Result<bool> {
    if std::fs::read_link(place).is_ok_and(|known| known == target) {
        return Ok(true);
    }
    remove(place)?;
    link(target, place).map(|()| true)
}

/// Writes a text into the copy: into a new file, so that nothing is written through a link into the original.
pub(super) fn put(original: &Path, tree: &Path, inside: &Path, text: &str) -> io::Result<()> {
    detach(original, tree, inside)?;
    let place = tree.join(inside);
    remove(&place)?;
    std::fs::write(place, text)
}

/// Removes a text that was tried from the copy, unless its folder is a link to the original's, where nothing was written yet.
pub(super) fn forget(tree: &Path, inside: &Path) -> io::Result<()> {
    let mut above = inside.ancestors().skip(1).filter(|folder| *folder != Path::new(""));
    let is_behind_link = above.any(|folder| std::fs::symlink_metadata(tree.join(folder)).is_ok_and(|metadata| metadata.is_symlink()));
    if is_behind_link { Ok(()) } else { remove(&tree.join(inside)) }
}

/// Gives the copy what the original has at a place.
pub(super) fn restore(original: &Path, tree: &Path, inside: &Path) -> io::Result<()> {
    detach(original, tree, inside)?;
    let (path, place) = (original.join(inside), tree.join(inside));
    remove(&place)?;
    match std::fs::metadata(&path).and_then(|metadata| copy(&path, &metadata, &place, &mut false)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => remove(&place),
        other => other,
    }
}

/// Makes the folders above a place real ones, where a link to the original's stood: its entries become links.
fn detach(original: &Path, tree: &Path, inside: &Path) -> io::Result<()> {
    let mut folder = PathBuf::new();
    for part in inside.parent().into_iter().flat_map(Path::components) {
        folder.push(part);
        let place = tree.join(&folder);
        let was_link = std::fs::symlink_metadata(&place).is_ok_and(|metadata| metadata.is_symlink());
        make_folder(&place)?;
        if was_link {
            for entry in std::fs::read_dir(original.join(&folder)).into_iter().flatten().flatten() {
                link(&entry.path(), &place.join(entry.file_name()))?;
            }
        }
    }
    Ok(())
}
