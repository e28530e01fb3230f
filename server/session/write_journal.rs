//! What a write of files is about to do, kept while it lasts, so that the next start ends what a killed process began.
//!
//! A journal lies at `CACHE/writing/ID.json` and is locked by its writer; the operating system gives the lock back however that ends. The new
//! texts lie beside their files under names that begin with `.healer-ID-NUMBER-`.

use crate::base::hash::stable_id;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// The write under way; dropping it says that it has ended.
pub(super) struct Journal {
    id: String,
    /// Where it lies, and the lock on it; none where the cache cannot be written.
    kept: Option<(PathBuf, File)>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Plan {
    files: Vec<Planned>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Planned {
    /// Without links in its path.
    target: PathBuf,
    /// Names of the bytes before and afterwards.
    before: String,
    after: String,
}

fn name_of(bytes: &[u8]) -> String {
    stable_id(&[&bytes.len().to_string(), &String::from_utf8_lossy(bytes)])
}

impl Journal {
    /// Notes that these files, each with its old and new bytes, will be written.
    pub fn begin(cache: &Path, files: impl Iterator<Item = (PathBuf, Vec<u8>, Vec<u8>)>) -> Journal {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let id = format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let plan = Plan { files: files.map(|(target, before, after)| Planned { target, before: name_of(&before), after: name_of(&after) }).collect() };
        // Where it cannot be noted the files are written all the same: only a kill in these milliseconds would leave something behind.
        let kept = note(&folder_of(cache).join(format!("{id}.json")), &plan).ok();
        Journal { id, kept }
    }

    /// How the name of a new text begins that lies beside its file.
    pub fn prefix(&self, number: usize) -> String {
        format!(".healer-{}-{number}-", self.id)
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        if let Some((path, _)) = &self.kept {
            let _ = fs::remove_file(path);
        }
    }
}

fn folder_of(cache: &Path) -> PathBuf {
    cache.join("writing")
}

fn note(path: &Path, plan: &Plan) -> std::io::Result<(PathBuf, File)> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
    let mut file = File::options().create(true).truncate(false).write(true).open(path)?;
    file.lock()?;
    file.set_len(0)?;
    file.write_all(&serde_json::to_vec(plan)?)?;
    Ok((path.to_owned(), file))
}

/// Ends what killed processes began: where they had replaced a file already, the others of the same write are replaced too, as far as
/// nobody has changed them since; and the new texts that still lie beside their files are removed.
pub fn end_interrupted(cache: &Path) {
    for entry in fs::read_dir(folder_of(cache)).into_iter().flatten().flatten() {
        let path = entry.path();
        let Ok(file) = File::open(&path) else { continue };
        if file.try_lock().is_err() {
            continue;
        }
        let plan: Option<Plan> = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        if let (Some(plan), Some(id)) = (plan, path.file_stem().and_then(|stem| stem.to_str())) {
            end(&plan, id);
        }
        let _ = fs::remove_file(&path);
    }
}

fn end(plan: &Plan, id: &str) {
    let has = |path: &Path, name: &str| fs::read(path).is_ok_and(|bytes| name_of(&bytes) == name);
    let has_begun = plan.files.iter().any(|planned| has(&planned.target, &planned.after));
    for (number, planned) in plan.files.iter().enumerate() {
        let prefix = format!(".healer-{id}-{number}-");
        let beside = planned.target.parent().and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten();
        for left in beside.filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix)).map(|entry| entry.path()) {
            let is_missing = has_begun && has(&planned.target, &planned.before) && has(&left, &planned.after);
            let _ = if is_missing { fs::rename(&left, &planned.target) } else { fs::remove_file(&left) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A write of two files whose writer was killed when so many of them were replaced.
    fn killed_after(replaced: usize) -> (tempfile::TempDir, [String; 2]) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let files = ["a", "b"].map(|name| root.join(name));
        for file in &files {
            fs::write(file, "old").unwrap();
        }
        let journal = Journal::begin(&root, files.iter().map(|file| (file.clone(), b"old".to_vec(), b"new".to_vec())));
        for (number, file) in files.iter().enumerate() {
            let beside = root.join(format!("{}x", journal.prefix(number)));
            fs::write(&beside, "new").unwrap();
            if number < replaced {
                fs::rename(&beside, file).unwrap();
            }
        }
        end_interrupted(&root);
        assert!(
            files.iter().enumerate().all(|(at, file)| fs::read_to_string(file).unwrap() == if at < replaced { "new" } else { "old" }),
            "it is still at work"
        );
        let kept = journal.kept.as_ref().map(|(path, _)| path.clone()).unwrap();
        let noted = fs::read(&kept).unwrap();
        drop(journal);
        fs::write(&kept, noted).unwrap();
        end_interrupted(&root);
        let left: Vec<String> = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert_eq!(left.len(), 3, "{left:?}");
        assert_eq!(fs::read_dir(root.join("writing")).unwrap().count(), 0);
        (folder, files.map(|file| fs::read_to_string(file).unwrap()))
    }

    #[test]
    fn what_a_killed_process_began_is_ended_and_what_it_did_not_begin_is_removed() {
        assert_eq!(killed_after(0).1, ["old", "old"]);
        assert_eq!(killed_after(1).1, ["new", "new"]);
        assert_eq!(killed_after(2).1, ["new", "new"]);
    }
}
