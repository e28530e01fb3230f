//! A copy of a workspace for tools that read the disk only, so that a text can be tried on them without being written into the user's file.

use super::Workspace;
use crate::model::Finding;
use crate::syntax::SourceFile;
use ignore::WalkBuilder;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Folders that hold other people's code, in which nothing is tried: the copy has a link to them.
const LINKED: &[&str] = &["node_modules", ".venv", "venv", "env"];

/// Folders that no checker needs: histories, and what tools can make again.
const LEFT_OUT: &[&str] = &[".git", ".hg", ".svn", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"];

/// Workspaces with more files than this are not copied.
const MOST_FILES: usize = 20_000;

/// Workspaces with more bytes than this are not copied.
const MOST_BYTES: u64 = 1 << 30;

/// A copy of one workspace, made when it is first needed and removed when it is dropped. It lies in the folder for temporary files, so that
/// one that was left behind by a process that was killed is nobody's burden for long.
#[derive(Default)]
pub struct Mirror {
    state: Mutex<State>,
}

impl std::fmt::Debug for Mirror {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Mirror")
    }
}

#[derive(Default)]
enum State {
    #[default]
    Unmade,
    /// It could not be made; the reason.
    Failed(String),
    Made {
        /// Removes the copy when it is dropped.
        _kept: tempfile::TempDir,
        /// The copy's root, without links in its path.
        root: PathBuf,
        /// The texts that the copy has in the place of the user's.
        tried: BTreeMap<PathBuf, String>,
    },
}

impl Mirror {
    /// Brings the copy to the state in which exactly the files of `texts` differ from the workspace's. Gives the copy's root. The first call
    /// copies the workspace as it is then. Callers that run at the same time must ask for the same texts.
    pub fn with(&self, workspace: &Workspace, texts: &[&SourceFile]) -> io::Result<PathBuf> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*state, State::Unmade) {
            *state = match make(&workspace.root) {
                Ok((kept, root)) => State::Made { _kept: kept, root, tried: BTreeMap::new() },
                Err(error) => State::Failed(error.to_string()),
            };
        }
        match &mut *state {
            State::Made { root, tried, .. } => {
                exchange(&workspace.root, root, tried, texts)?;
                Ok(root.clone())
            }
            State::Failed(reason) => Err(io::Error::other(reason.clone())),
            State::Unmade => Err(io::Error::other("there is no copy")),
        }
    }
}

fn exchange(original: &Path, copy: &Path, tried: &mut BTreeMap<PathBuf, String>, texts: &[&SourceFile]) -> io::Result<()> {
    let gone: Vec<PathBuf> = tried.keys().filter(|path| !texts.iter().any(|text| text.path() == *path)).cloned().collect();
    for path in gone {
        if let Ok(inside) = path.strip_prefix(original) {
            std::fs::copy(&path, copy.join(inside))?;
        }
        tried.remove(&path);
    }
    for text in texts {
        let Ok(inside) = text.path().strip_prefix(original) else { continue };
        if tried.get(text.path()).is_none_or(|known| known != text.text()) {
            let place = copy.join(inside);
            place.parent().map_or(Ok(()), std::fs::create_dir_all)?;
            std::fs::write(place, text.text())?;
            tried.insert(text.path().to_owned(), text.text().to_owned());
        }
    }
    Ok(())
}

fn make(original: &Path) -> io::Result<(tempfile::TempDir, PathBuf)> {
    let kept = tempfile::Builder::new().prefix("healer-mirror-").tempdir()?;
    // Tools print paths without links, and these have to be found in what they print.
    let copy = std::fs::canonicalize(kept.path())?;
    let (mut files, mut bytes) = (0_usize, 0_u64);
    for entry in WalkBuilder::new(original).standard_filters(false).follow_links(false).filter_entry(|entry| entry.depth() == 0 || is_copied(entry)).build() {
        let entry = entry.map_err(io::Error::other)?;
        let Some(inside) = entry.path().strip_prefix(original).ok().filter(|inside| *inside != Path::new("")) else { continue };
        let place = copy.join(inside);
        let Some(kind) = entry.file_type() else { continue };
        if is_linked(&entry) {
            link(entry.path(), &place)?;
        } else if kind.is_dir() {
            std::fs::create_dir_all(&place)?;
        } else if kind.is_symlink() {
            // A link that leads nowhere leads nowhere in the copy too.
            let Ok(target) = std::fs::canonicalize(entry.path()) else { continue };
            link(&target.strip_prefix(original).map_or(target.clone(), |inside| copy.join(inside)), &place)?;
        } else if kind.is_file() {
            files += 1;
            bytes = bytes.saturating_add(entry.metadata().map_or(0, |metadata| metadata.len()));
            if files > MOST_FILES || bytes > MOST_BYTES {
                return Err(io::Error::other(format!("{} is too large to be copied for trying fixes", original.display())));
            }
            std::fs::copy(entry.path(), &place)?;
        }
    }
    Ok((kept, copy))
}

fn name_of(entry: &ignore::DirEntry) -> &str {
    entry.file_name().to_str().unwrap_or("")
}

fn is_linked(entry: &ignore::DirEntry) -> bool {
    let name = name_of(entry);
    // `env` is a common name, so the mark of an environment decides.
    entry.path().is_dir() && LINKED.contains(&name) && (name == "node_modules" || entry.path().join("pyvenv.cfg").is_file())
}

/// Whether an entry is in the copy; nothing below a linked folder is walked.
fn is_copied(entry: &ignore::DirEntry) -> bool {
    let below_linked = entry.path().parent().is_some_and(|parent| {
        let name = parent.file_name().and_then(|name| name.to_str()).unwrap_or("");
        LINKED.contains(&name) && (name == "node_modules" || parent.join("pyvenv.cfg").is_file())
    });
    let is_cache = name_of(entry) == "target" && entry.path().join("CACHEDIR.TAG").is_file();
    !below_linked && !is_cache && !LEFT_OUT.contains(&name_of(entry))
}

#[cfg(unix)]
fn link(target: &Path, place: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, place)
}

#[cfg(not(unix))]
fn link(target: &Path, place: &Path) -> io::Result<()> {
    match target.is_dir() {
        true => std::os::windows::fs::symlink_dir(target, place),
        false => std::os::windows::fs::symlink_file(target, place),
    }
}

/// A path of the copy as the user's own.
pub fn original_path(path: &Path, copy: &Path, original: &Path) -> PathBuf {
    path.strip_prefix(copy).map_or_else(|_| path.to_owned(), |inside| original.join(inside))
}

/// Makes a finding of a tool that ran on a copy speak of the user's own files. What the tool printed stays as it is.
pub fn speak_of_original(finding: &mut Finding, copy: &Path, original: &Path) {
    let (from, to) = (copy.to_string_lossy(), original.to_string_lossy());
    finding.path = original_path(&finding.path, copy, original);
    finding.message = finding.message.replace(&*from, &to);
    for related in &mut finding.related {
        related.path = original_path(&related.path, copy, original);
        related.message = related.message.replace(&*from, &to);
    }
    for (path, ..) in finding.suggestions.iter_mut().flat_map(|suggestion| &mut suggestion.edits) {
        *path = original_path(path, copy, original);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::model::{Place, Severity};
    use crate::syntax::{Language, ParseOptions};

    fn source(path: PathBuf, text: &str) -> SourceFile {
        SourceFile::new(path, Language::Python, text, ParseOptions::default())
    }

    #[test]
    fn a_copy_has_the_tried_texts_and_the_workspace_keeps_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let root = std::fs::canonicalize(folder.path()).unwrap();
        for (name, text) in
            [("a.py", "a"), ("p/b.py", "b"), (".tool.toml", "t"), (".git/HEAD", ""), ("node_modules/x/index.js", "x"), ("target/CACHEDIR.TAG", "")]
        {
            std::fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
            std::fs::write(root.join(name), text).unwrap();
        }
        link(Path::new("p/b.py"), &root.join("link.py")).unwrap();
        let workspace = Workspace { root: root.clone(), search_path: Vec::new(), cache: root.clone(), environment: BTreeMap::new() };
        let mirror = Mirror::default();
        let read = |copy: &Path, name: &str| std::fs::read_to_string(copy.join(name)).unwrap();
        let (tried_a, tried_b) = (source(root.join("a.py"), "A"), source(root.join("p/b.py"), "B"));
        let copy = mirror.with(&workspace, &[&tried_a]).unwrap();
        assert_eq!(["a.py", "p/b.py", ".tool.toml", "node_modules/x/index.js"].map(|name| read(&copy, name)), ["A", "b", "t", "x"]);
        assert!(!copy.join(".git").exists() && !copy.join("target").exists() && copy.join("node_modules").is_symlink());
        mirror.with(&workspace, &[&tried_b]).unwrap();
        assert_eq!(["a.py", "p/b.py", "link.py"].map(|name| read(&copy, name)), ["a", "B", "B"]);
        assert_eq!(["a.py", "p/b.py"].map(|name| read(&root, name)), ["a", "b"]);
        drop(mirror);
        assert!(!copy.exists() && root.join("node_modules/x/index.js").exists());
    }

    #[test]
    fn what_is_said_of_a_copy_is_said_of_the_file() {
        let mut finding = Finding::new("tool", "/tmp/m/a.py", Place::Line(0), Severity::Error, "see /tmp/m/b.py:1", b"/tmp/m/a.py");
        speak_of_original(&mut finding, Path::new("/tmp/m"), Path::new("/w"));
        assert_eq!((finding.path.to_str(), finding.message.as_str(), finding.raw.bytes()), (Some("/w/a.py"), "see /w/b.py:1", &b"/tmp/m/a.py"[..]));
    }
}
