//! A copy of a cargo workspace in the cache, with the texts that are not saved yet.

use ignore::WalkBuilder;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Folders that no compiler reads, or that cargo writes itself.
const LEFT_OUT: &[&str] = &["target", ".git", "node_modules", ".venv"];

/// Workspaces with more files than this are not copied.
const MOST_FILES: usize = 20_000;

/// Makes `shadow` the same as `root`, apart from the lock file where `root` has none, and puts `unsaved` texts (absolute paths under `root`)
/// in place of the files'. Only what differs is written, so that cargo sees only that as new: a file is written anew where its length or
/// text differs or where the original is younger; the copy's time is that of its writing, as cargo compares it with its own last run.
pub(super) fn mirror(root: &Path, shadow: &Path, unsaved: &[(&Path, &str)]) -> io::Result<()> {
    // Several checkers prepare the same shadow at the same time; the later ones find nothing to do.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    std::fs::create_dir_all(shadow)?;
    let mut kept = BTreeSet::new();
    let overlaid_before = read_list(shadow);
    for entry in walk(root) {
        let entry = entry.map_err(io::Error::other)?;
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            continue;
        }
        let Ok(inside) = entry.path().strip_prefix(root) else { continue };
        if kept.len() >= MOST_FILES {
            return Err(io::Error::other(format!("{} has more than {MOST_FILES} files and is not copied for a check of unsaved text", root.display())));
        }
        kept.insert(inside.to_owned());
        if unsaved.iter().any(|(path, _)| *path == entry.path()) {
            continue;
        }
        let copy = shadow.join(inside);
        if is_outdated(entry.path(), &copy, overlaid_before.contains(inside)) {
            create_parent(&copy)?;
            std::fs::write(&copy, std::fs::read(entry.path())?)?;
        }
    }
    let mut overlaid = BTreeSet::new();
    for (path, text) in unsaved {
        let Ok(inside) = path.strip_prefix(root) else { continue };
        let copy = shadow.join(inside);
        if std::fs::read(&copy).ok().as_deref() != Some(text.as_bytes()) {
            create_parent(&copy)?;
            std::fs::write(&copy, text)?;
        }
        kept.insert(inside.to_owned());
        overlaid.insert(inside.to_owned());
    }
    kept.insert(PathBuf::from("Cargo.lock"));
    for entry in walk(shadow).flatten().filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file())) {
        if entry.path().strip_prefix(shadow).is_ok_and(|inside| !kept.contains(inside)) {
            std::fs::remove_file(entry.path())?;
        }
    }
    write_list(shadow, &overlaid)
}

/// The files below a folder that a build may read; hidden ones are left out.
fn walk(folder: &Path) -> ignore::Walk {
    WalkBuilder::new(folder)
        .standard_filters(false)
        .hidden(true)
        .follow_links(false)
        .filter_entry(|entry| !entry.file_name().to_str().is_some_and(|name| LEFT_OUT.contains(&name)))
        .build()
}

/// Whether a copy must be written again. What was overlaid is younger than its original and so is compared by its text.
fn is_outdated(original: &Path, copy: &Path, was_overlaid: bool) -> bool {
    let (Ok(ours), Ok(theirs)) = (copy.metadata(), original.metadata()) else { return true };
    if ours.len() != theirs.len() {
        return true;
    }
    if was_overlaid {
        return std::fs::read(original).ok() != std::fs::read(copy).ok();
    }
    match (ours.modified(), theirs.modified()) {
        (Ok(copied), Ok(changed)) => changed > copied,
        _ => true,
    }
}

fn create_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), std::fs::create_dir_all)
}

/// Beside the shadow: which of its files hold unsaved text.
fn list_path(shadow: &Path) -> PathBuf {
    shadow.with_extension("overlaid")
}

fn read_list(shadow: &Path) -> BTreeSet<PathBuf> {
    std::fs::read_to_string(list_path(shadow)).unwrap_or_default().lines().map(PathBuf::from).collect()
}

fn write_list(shadow: &Path, overlaid: &BTreeSet<PathBuf>) -> io::Result<()> {
    let lines: Vec<String> = overlaid.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    std::fs::write(list_path(shadow), lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shadow_has_the_unsaved_text_and_goes_back_to_the_saved_one() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let (root, shadow) = (folder.path().join("crate"), folder.path().join("cache/shadow"));
        std::fs::create_dir_all(root.join("src"))?;
        std::fs::create_dir_all(root.join("target"))?;
        std::fs::write(root.join("src/lib.rs"), "mod a;")?;
        std::fs::write(root.join("src/a.rs"), "fn a() {}")?;
        std::fs::write(root.join("target/x"), "")?;
        let file = root.join("src/a.rs");
        mirror(&root, &shadow, &[(&file, "fn b() {}")])?;
        assert_eq!(std::fs::read_to_string(shadow.join("src/a.rs"))?, "fn b() {}");
        assert!(!shadow.join("target").exists());
        std::fs::write(shadow.join("Cargo.lock"), "")?;
        std::fs::remove_file(root.join("src/lib.rs"))?;
        mirror(&root, &shadow, &[])?;
        assert_eq!(std::fs::read_to_string(shadow.join("src/a.rs"))?, "fn a() {}");
        assert!(!shadow.join("src/lib.rs").exists() && shadow.join("Cargo.lock").exists());
        assert_eq!(std::fs::read_to_string(&file)?, "fn a() {}");
        Ok(())
    }
}
