//! What differs between systems in making copies: links, clones of files, permissions, times.

use filetime::FileTime;
use std::fs::Metadata;
use std::io;
use std::path::Path;

/// Makes a link at `place` that leads to `target`, a file or a folder.
#[cfg(unix)]
pub(super) fn link(target: &Path, place: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, place)
}

/// Makes a link at `place` that leads to `target`, a file or a folder. Without the right to make links there is none, and the tool misses
/// what would lie there.
#[cfg(windows)]
pub(super) fn link(target: &Path, place: &Path) -> io::Result<()> {
    match target.is_dir() {
        true => std::os::windows::fs::symlink_dir(target, place),
        false => std::os::windows::fs::symlink_file(target, place),
    }
}

/// Copies a file to a place where nothing is: sharing its blocks where `clones` says that the file system has shown itself able to, else byte
/// by byte. The copy can be written to and, at the very end, gets the original's time, so that a copy that was not finished is known by it.
pub(super) fn copy(original: &Path, metadata: &Metadata, place: &Path, clones: &mut bool) -> io::Result<()> {
    *clones = *clones && reflink_copy::reflink(original, place).is_ok();
    if !*clones {
        std::fs::copy(original, place)?;
    }
    std::fs::set_permissions(place, writable(metadata))?;
    filetime::set_file_mtime(place, FileTime::from_last_modification_time(metadata))
}

#[cfg(unix)]
fn writable(metadata: &Metadata) -> std::fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    std::fs::Permissions::from_mode((metadata.permissions().mode() & 0o777) | 0o600)
}

#[cfg(windows)]
fn writable(metadata: &Metadata) -> std::fs::Permissions {
    let mut permissions = metadata.permissions();
    permissions.set_readonly(false);
    permissions
}

/// Whether a copy was made whole from its original as it is now, and nothing has been written to it since.
pub(super) fn is_current(copy: &Metadata, original: &Metadata) -> bool {
    copy.is_file() && copy.len() == original.len() && FileTime::from_last_modification_time(copy) == FileTime::from_last_modification_time(original)
}

/// Removes whatever is at a place, without following links. That nothing is there is no error.
pub(super) fn remove(place: &Path) -> io::Result<()> {
    let removed = match std::fs::symlink_metadata(place) {
        Ok(metadata) if metadata.is_dir() => std::fs::remove_dir_all(place),
        // On Windows a link to a folder is removed as a folder.
        Ok(metadata) if cfg!(windows) && metadata.is_symlink() && place.is_dir() => std::fs::remove_dir(place),
        Ok(_) => std::fs::remove_file(place),
        Err(error) => Err(error),
    };
    removed.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}
