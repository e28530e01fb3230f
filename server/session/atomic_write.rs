//! Writing a file so that it is at any moment either the old one or the new one, and only where nobody else has changed it meanwhile.

use super::write_journal::Journal;
use crate::check::cache_folder;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Why a file was not written. It is then as it was.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("{}: changed by somebody else meanwhile; left alone", .0.display())]
    Changed(PathBuf),
    #[error("{}: read-only; left alone", .0.display())]
    ReadOnly(PathBuf),
    #[error("{}: {error}", path.display())]
    Io { path: PathBuf, error: std::io::Error },
}

/// A file's new bytes, and those that it must still have.
#[derive(Clone, Copy, Debug)]
pub struct Replacement<'b> {
    pub path: &'b Path,
    pub expected: &'b [u8],
    pub new: &'b [u8],
}

/// Replaces a file's bytes by `new`, if they are still `expected`. The new bytes are written to a file beside it, synchronized, given the
/// permissions of the old one and moved into its place; a symbolic link stays one, and the file that it names is replaced.
pub fn replace_file(path: &Path, expected: &[u8], new: &[u8]) -> Result<(), WriteError> {
    replace_files(&[Replacement { path, expected, new }])
}

/// Replaces the bytes of several files, or of none: first all new bytes are on disk beside the files, then all files are looked at once more,
/// and only then each is moved into its place. Where a move fails, the files that were moved before get their old bytes back. Where the process
/// is killed meanwhile, the next one ends it (`write_journal`).
pub fn replace_files(replacements: &[Replacement<'_>]) -> Result<(), WriteError> {
    let planned =
        replacements.iter().filter_map(|replacement| Some((fs::canonicalize(replacement.path).ok()?, replacement.expected.to_vec(), replacement.new.to_vec())));
    let journal = Journal::begin(&cache_folder(), planned);
    let prepared = replacements.iter().enumerate().map(|(number, replacement)| Prepared::new(replacement, &journal.prefix(number)));
    let prepared = prepared.collect::<Result<Vec<_>, _>>()?;
    prepared.iter().try_for_each(Prepared::is_unchanged)?;
    let mut moved: Vec<(&Replacement<'_>, PathBuf)> = Vec::new();
    for prepared in prepared {
        let (replacement, target) = (prepared.replacement, prepared.target.clone());
        match prepared.persist() {
            Ok(()) => moved.push((replacement, target)),
            Err(error) => {
                for (done, target) in moved {
                    let back = Replacement { path: &target, expected: done.new, new: done.expected };
                    Prepared::new(&back, ".healer-back-").and_then(Prepared::persist)?;
                }
                return Err(error);
            }
        }
    }
    Ok(())
}

/// New bytes that lie beside their file.
struct Prepared<'r, 'b> {
    replacement: &'r Replacement<'b>,
    target: PathBuf,
    beside: NamedTempFile,
}

impl<'r, 'b> Prepared<'r, 'b> {
    fn new(replacement: &'r Replacement<'b>, prefix: &str) -> Result<Prepared<'r, 'b>, WriteError> {
        let path = replacement.path;
        let at = |error| WriteError::Io { path: path.to_owned(), error };
        let target = fs::canonicalize(path).map_err(at)?;
        let metadata = fs::metadata(&target).map_err(at)?;
        if metadata.permissions().readonly() {
            return Err(WriteError::ReadOnly(path.to_owned()));
        }
        is_unchanged(&target, replacement)?;
        let mut beside = tempfile::Builder::new().prefix(prefix).tempfile_in(folder_of(&target)).map_err(at)?;
        beside.write_all(replacement.new).map_err(at)?;
        beside.as_file().set_permissions(metadata.permissions()).map_err(at)?;
        keep_owner(beside.path(), &metadata);
        beside.as_file().sync_all().map_err(at)?;
        Ok(Prepared { replacement, target, beside })
    }

    fn is_unchanged(&self) -> Result<(), WriteError> {
        is_unchanged(&self.target, self.replacement)
    }

    fn persist(self) -> Result<(), WriteError> {
        let Prepared { replacement, target, beside } = self;
        beside.persist(&target).map_err(|error| WriteError::Io { path: replacement.path.to_owned(), error: error.error })?;
        // The move itself is only on disk when the folder is; a file system that cannot do this has still moved the file.
        let _ = File::open(folder_of(&target)).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

fn folder_of(target: &Path) -> &Path {
    target.parent().unwrap_or(Path::new("/"))
}

fn is_unchanged(target: &Path, replacement: &Replacement<'_>) -> Result<(), WriteError> {
    let path = replacement.path.to_owned();
    match fs::read(target) {
        Ok(bytes) if bytes == replacement.expected => Ok(()),
        Ok(_) => Err(WriteError::Changed(path)),
        Err(error) => Err(WriteError::Io { path, error }),
    }
}

/// Gives the new file the owner of the old one, where this user may.
#[cfg(unix)]
fn keep_owner(path: &Path, metadata: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, chown};
    let _ = chown(path, Some(metadata.uid()), Some(metadata.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &fs::Metadata) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.py");
        fs::write(&path, b"\xef\xbb\xbfx = 1\r\n").unwrap();
        replace_file(&path, b"\xef\xbb\xbfx = 1\r\n", b"\xef\xbb\xbfx = 2\r\n").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"\xef\xbb\xbfx = 2\r\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.py");
        fs::write(&path, "theirs").unwrap();
        assert!(matches!(replace_file(&path, b"mine", b"new"), Err(WriteError::Changed(_))));
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(matches!(replace_file(&folder.path().join("gone.py"), b"", b""), Err(WriteError::Io { .. })));
    }

    #[test]
    fn several_files_are_replaced_together_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one.py"), folder.path().join("two.py"));
        let read = || [&one, &two].map(|path| fs::read_to_string(path).unwrap());
        fs::write(&one, "a").unwrap();
        fs::write(&two, "b").unwrap();
        let replacement = |path, expected: &'static str| Replacement { path, expected: expected.as_bytes(), new: b"new" };
        assert!(matches!(replace_files(&[replacement(&one, "a"), replacement(&two, "other")]), Err(WriteError::Changed(path)) if path == two));
        assert_eq!(read(), ["a", "b"]);
        replace_files(&[replacement(&one, "a"), replacement(&two, "b")]).unwrap();
        assert_eq!(read(), ["new", "new"]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a.py"), folder.path().join("link.py"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o750)).unwrap();
        symlink(&path, &link).unwrap();
        replace_file(&link, b"old", b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o750);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
        assert!(matches!(replace_file(&path, b"new", b"x"), Err(WriteError::ReadOnly(_))));
    }
}
