//! The folders that the user trusts on this machine in every editor: `healer trust DIR`. A workspace has no say in it.

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The list of trusted folders, a file in `HEALER_HOME`.
pub struct TrustedFolders {
    file: PathBuf,
}

impl TrustedFolders {
    /// The list of a home folder; neither has to be there.
    pub fn of(home: &Path) -> TrustedFolders {
        TrustedFolders { file: home.join("trusted-folders.json") }
    }

    /// The folders, sorted. A list that is not there is empty; one that cannot be read is an error that names it.
    pub fn list(&self) -> io::Result<Vec<PathBuf>> {
        let text = match std::fs::read_to_string(&self.file) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.unreadable(&error)),
        };
        serde_json::from_str(&text).map_err(|error| self.unreadable(&error))
    }

    /// Whether a folder is trusted, or lies in one that is. A list that cannot be read trusts nothing.
    pub fn contains(&self, folder: &Path) -> bool {
        let Ok(folder) = folder.canonicalize() else { return false };
        self.list().unwrap_or_default().iter().any(|trusted| folder.starts_with(trusted))
    }

    /// Trusts a folder with all that is in it. Says whether that is news.
    pub fn add(&self, folder: &Path) -> io::Result<bool> {
        let folder = folder.canonicalize()?;
        let mut folders = self.list()?;
        if folders.contains(&folder) {
            return Ok(false);
        }
        folders.push(folder);
        folders.sort();
        self.write(&folders).map(|()| true)
    }

    /// Trusts a folder no longer; it need not exist any more. Says whether it was in the list.
    pub fn remove(&self, folder: &Path) -> io::Result<bool> {
        let folder = folder.canonicalize().or_else(|_| std::path::absolute(folder))?;
        let mut folders = self.list()?;
        let count = folders.len();
        folders.retain(|trusted| *trusted != folder);
        if folders.len() == count {
            return Ok(false);
        }
        self.write(&folders).map(|()| true)
    }

    /// Writes the list in one step, readable for its owner alone.
    fn write(&self, folders: &[PathBuf]) -> io::Result<()> {
        let home = self.file.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(home)?;
        let mut file = tempfile::NamedTempFile::new_in(home)?;
        serde_json::to_writer_pretty(&mut file, folders)?;
        file.write_all(b"\n")?;
        file.as_file().sync_all()?;
        file.persist(&self.file)?;
        Ok(())
    }

    fn unreadable(&self, error: &dyn std::fmt::Display) -> io::Error {
        io::Error::new(
            ErrorKind::InvalidData,
            format!("the list of trusted folders {} cannot be read ({error}); mend or remove it, then trust again", self.file.display()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trusted_folder_covers_what_is_in_it_and_nothing_else() {
        let above = tempfile::tempdir().unwrap();
        let (home, shop) = (above.path().join("home"), above.path().join("shop"));
        std::fs::create_dir_all(shop.join("inner")).unwrap();
        std::fs::create_dir_all(above.path().join("shopping")).unwrap();
        let trusted = TrustedFolders::of(&home);
        assert!(!trusted.contains(&shop));
        assert_eq!((trusted.add(&shop).unwrap(), trusted.add(&shop.join(".")).unwrap()), (true, false));
        let again = TrustedFolders::of(&home);
        assert!(again.contains(&shop) && again.contains(&shop.join("inner")));
        assert!(!again.contains(above.path()) && !again.contains(&above.path().join("shopping")));
        assert_eq!(again.list().unwrap(), [shop.canonicalize().unwrap()]);
        assert_eq!((again.remove(&shop).unwrap(), again.remove(&shop).unwrap(), again.contains(&shop)), (true, false, false));
        assert!(again.add(&above.path().join("nowhere")).is_err());
    }

    #[test]
    fn a_list_that_cannot_be_read_trusts_nothing_and_is_not_written_over() {
        let home = tempfile::tempdir().unwrap();
        let trusted = TrustedFolders::of(home.path());
        std::fs::write(home.path().join("trusted-folders.json"), "[\"/").unwrap();
        assert!(!trusted.contains(home.path()));
        assert!(trusted.add(home.path()).unwrap_err().to_string().contains("trusted-folders.json"));
        assert_eq!(std::fs::read_to_string(home.path().join("trusted-folders.json")).unwrap(), "[\"/");
    }
}
