//! Writing a file so that it is at any moment either the old one or the new one, and only where nobody else has changed it meanwhile.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

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

/// Replaces a file's bytes by `new`, if they are still `expected`. The new bytes are written to a file beside it, synchronized, given the
/// permissions of the old one and moved into its place; a symbolic link stays one, and the file that it names is replaced.
pub fn replace_file(path: &Path, expected: &[u8], new: &[u8]) -> Result<(), WriteError> {
    let at = |error| WriteError::Io { path: path.to_owned(), error };
    let target = fs::canonicalize(path).map_err(at)?;
    let metadata = fs::metadata(&target).map_err(at)?;
    if metadata.permissions().readonly() {
        return Err(WriteError::ReadOnly(path.to_owned()));
    }
    let unchanged = || -> Result<(), WriteError> {
        match fs::read(&target).map_err(at)? == expected {
            true => Ok(()),
            false => Err(WriteError::Changed(path.to_owned())),
        }
    };
    unchanged()?;
    let folder = target.parent().unwrap_or(Path::new("/"));
    let mut beside = tempfile::Builder::new().prefix(".healer-").tempfile_in(folder).map_err(at)?;
    beside.write_all(new).map_err(at)?;
    beside.as_file().set_permissions(metadata.permissions()).map_err(at)?;
    keep_owner(beside.path(), &metadata);
    beside.as_file().sync_all().map_err(at)?;
    unchanged()?;
    beside.persist(&target).map_err(|error| at(error.error))?;
    // The move itself is only on disk when the folder is; a file system that cannot do this has still moved the file.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
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
