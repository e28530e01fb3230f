//! Opening the knowledge file: makes it, brings it up to date, sets a damaged one aside, and makes do with less where that cannot be.

use super::error::{Trouble, trouble};
use super::salvage::salvage;
use super::schema::{self, Kind, LATEST};
use rusqlite::{Connection, OpenFlags};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How long a write waits for another process's.
const WRITE_PATIENCE: Duration = Duration::from_secs(5);

/// How long a read waits; in WAL mode it hardly ever has to.
const READ_PATIENCE: Duration = Duration::from_millis(250);

/// How long the opening of another process is waited for.
const LOCK_PATIENCE: Duration = Duration::from_secs(2);

/// Files up to this size in bytes are looked through whole when they are opened; larger ones in the background.
const SMALL: u64 = 1024 * 1024;

/// The most damaged files that are kept.
const KEPT_ASIDE: usize = 5;

/// Where things lie in `HEALER_HOME`.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub home: PathBuf,
    pub file: PathBuf,
    lock: PathBuf,
}

/// Which file a path leads to; another one once it was replaced.
pub(super) type Identity = Option<(u64, u64)>;

pub(super) struct Opening {
    pub way: Way,
    /// What the user should know.
    pub message: Option<String>,
}

pub(super) enum Way {
    Writable(Writable),
    /// Reads only; the flag tells that SQLite may not even look for a log beside the file.
    Readable {
        immutable: bool,
    },
    Nothing,
}

pub(super) struct Writable {
    pub connection: Connection,
    pub identity: Identity,
    /// Whether the whole file was looked through.
    pub examined: bool,
}

/// Why a file could not be opened for writing.
enum Refusal {
    Damaged(String),
    Future(i64),
    Denied(String),
}

impl Place {
    pub(super) fn new(home: &Path) -> Place {
        Place { home: home.to_owned(), file: home.join("knowledge.sqlite"), lock: home.join("knowledge.lock") }
    }

    /// Which file is there now.
    pub(super) fn identity(&self) -> Identity {
        identity(&self.file)
    }

    fn beside(&self, path: &Path, suffix: &str) -> PathBuf {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    }

    /// Opens the file as well as can be.
    pub(super) fn open(&self) -> Opening {
        let (held, missing) = match self.lock() {
            Ok(lock) => (Some(lock), None),
            Err(error) => (None, Some(error)),
        };
        if let Some(error) = missing
            && error.kind() != io::ErrorKind::WouldBlock
        {
            return self.without_writing(&error.to_string());
        }
        let mut damaged: Option<(PathBuf, String)> = None;
        // The second round is for the file that takes the place of a damaged one.
        for _ in 0..2 {
            match self.open_to_write() {
                Ok(mut writable) => {
                    let message = damaged.map(|(aside, reason)| set_aside_message(&aside, &reason, &mut writable.connection));
                    return Opening { way: Way::Writable(writable), message };
                }
                Err(Refusal::Future(version)) => {
                    let message = format!(
                        "{} was written by a newer healer (its version is {version}, this healer knows {LATEST}); it is read but not changed. Update this healer \
                         to record again",
                        self.file.display()
                    );
                    return Opening { message: Some(message), ..self.without_writing("") };
                }
                Err(Refusal::Denied(reason)) => return self.without_writing(&reason),
                // Only who holds the lock may move files about.
                Err(Refusal::Damaged(reason)) if held.is_none() => return self.without_writing(&reason),
                Err(Refusal::Damaged(reason)) => match self.set_aside() {
                    Ok(aside) => damaged = Some((aside, reason)),
                    Err(error) => return self.without_writing(&format!("{reason}, and it cannot be set aside: {error}")),
                },
            }
        }
        self.without_writing("the new file is damaged too")
    }

    /// Reads only, or not even that.
    fn without_writing(&self, reason: &str) -> Opening {
        for immutable in [false, true] {
            if self.open_to_read(immutable).is_ok() {
                let message =
                    format!("{} cannot be written ({reason}); healer reads it but records nothing. Make it writable, or set HEALER_HOME", self.file.display());
                return Opening { way: Way::Readable { immutable }, message: Some(message) };
            }
        }
        let message = format!(
            "the knowledge file {} cannot be used ({reason}); healer works, but remembers nothing once it ends. Make the folder writable, or set HEALER_HOME",
            self.file.display()
        );
        Opening { way: Way::Nothing, message: Some(message) }
    }

    /// A connection that only reads, tried with a first read.
    pub(super) fn open_to_read(&self, immutable: bool) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let mut address = url::Url::from_file_path(&self.file).map_err(|()| rusqlite::Error::InvalidPath(self.file.clone()))?;
        if immutable {
            address.set_query(Some("immutable=1"));
        }
        let connection = Connection::open_with_flags(address.as_str(), flags)?;
        connection.busy_timeout(READ_PATIENCE)?;
        schema::kind(&connection)?;
        connection.set_prepared_statement_cache_capacity(32);
        Ok(connection)
    }

    fn open_to_write(&self) -> Result<Writable, Refusal> {
        self.make_file().map_err(|error| Refusal::Denied(error.to_string()))?;
        self.connect().map_err(|error| match trouble(&error) {
            Trouble::Corrupt | Trouble::Row => Refusal::Damaged(error.to_string()),
            _ => Refusal::Denied(error.to_string()),
        })?
    }

    /// The outer error is SQLite's, the inner one what the file itself is.
    fn connect(&self) -> rusqlite::Result<Result<Writable, Refusal>> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(&self.file, flags)?;
        let identity = self.identity();
        connection.busy_timeout(WRITE_PATIENCE)?;
        match schema::kind(&connection)? {
            Kind::Future(version) => return Ok(Err(Refusal::Future(version))),
            Kind::Foreign => return Ok(Err(Refusal::Damaged("it is no knowledge file".to_owned()))),
            // Pages that are free again can be given back; this only takes effect before the first table.
            Kind::Empty => connection.execute_batch("PRAGMA auto_vacuum = INCREMENTAL")?,
            Kind::Known(_) => {}
        }
        // Where the file system cannot share memory, SQLite keeps its older journal, which is as safe.
        connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        connection.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 16777216")?;
        schema::migrate(&mut connection)?;
        schema::verify(&connection)?;
        let small = fs::metadata(&self.file).is_ok_and(|file| file.len() <= SMALL);
        if small && let Some(damage) = damage(&connection, true)? {
            return Ok(Err(Refusal::Damaged(damage)));
        }
        connection.set_prepared_statement_cache_capacity(32);
        Ok(Ok(Writable { connection, identity, examined: small }))
    }

    /// Makes the folder and an empty file for the user alone. A file that is there already is taken from others' eyes.
    fn make_file(&self) -> io::Result<()> {
        match private(OpenOptions::new().write(true).create_new(true)).open(&self.file) {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                // Where it is another user's, it stays as it is.
                let _ = make_private(&self.file);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// The lock under which the file is opened, set aside and made anew; it ends with the value. `WouldBlock` where another process
    /// holds it for too long, which is no reason not to open the file.
    pub(super) fn lock(&self) -> io::Result<File> {
        make_folder(&self.home)?;
        let file = private(OpenOptions::new().write(true).create(true).truncate(false)).open(&self.lock)?;
        let deadline = Instant::now() + LOCK_PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(2)),
                Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::WouldBlock.into()),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
    }

    /// Moves the file and its logs out of the way, together, under a name that can still be opened. Needs the lock, and no connection of
    /// this process to the file.
    pub(super) fn set_aside(&self) -> io::Result<PathBuf> {
        let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let names = (0_u128..).map(|more| self.home.join(format!("knowledge.corrupt-{}.sqlite", time + more)));
        let aside = names.take(1000).find(|path| !path.exists()).ok_or(io::ErrorKind::AlreadyExists)?;
        fs::rename(&self.file, &aside)?;
        for log in ["-wal", "-shm"] {
            match fs::rename(self.beside(&self.file, log), self.beside(&aside, log)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        self.forget_oldest_aside();
        Ok(aside)
    }

    /// A disk that damages files again and again is not to be filled with them.
    fn forget_oldest_aside(&self) {
        let aside = self.aside();
        let excess = aside.len().saturating_sub(KEPT_ASIDE);
        for path in aside.iter().take(excess) {
            let _ = self.remove_aside(path);
        }
    }

    /// Removes all files that were set aside: what is to be forgotten may be found in them too.
    pub(super) fn forget_aside(&self) -> io::Result<()> {
        self.aside().iter().try_for_each(|path| self.remove_aside(path))
    }

    /// The files that were set aside, the oldest first.
    fn aside(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.home) else { return Vec::new() };
        let is_aside = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("knowledge.corrupt-"));
        let mut aside: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_aside).collect();
        aside.retain(|path| path.extension().is_some_and(|extension| extension == "sqlite"));
        aside.sort();
        aside
    }

    fn remove_aside(&self, path: &Path) -> io::Result<()> {
        for file in [path.to_owned(), self.beside(path, "-wal"), self.beside(path, "-shm")] {
            match fs::remove_file(file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Takes over what can still be read of a file that was set aside, and says all that happened.
pub(super) fn set_aside_message(aside: &Path, reason: &str, new: &mut Connection) -> String {
    let saved = salvage(aside, new).unwrap_or_else(|error| {
        tracing::warn!("nothing could be saved of {}: {error}", aside.display());
        0
    });
    format!("the knowledge file was damaged ({reason}); it was set aside as {}, and healer begins a new one with {saved} records of it", aside.display())
}

/// What is wrong with a file, if anything: its pages, and on request its indexes too.
pub(super) fn damage(connection: &Connection, thorough: bool) -> rusqlite::Result<Option<String>> {
    let sql = if thorough { "PRAGMA integrity_check(1)" } else { "PRAGMA quick_check(1)" };
    let answer: String = connection.query_row(sql, [], |row| row.get(0))?;
    Ok((answer != "ok").then_some(answer))
}

#[cfg(unix)]
fn identity(path: &Path) -> Identity {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

/// Elsewhere an open file cannot be replaced.
#[cfg(not(unix))]
fn identity(_: &Path) -> Identity {
    None
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600)
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(unix)]
fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 == 0 { Ok(()) } else { fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o700)) }
}

#[cfg(not(unix))]
fn make_private(_: &Path) -> io::Result<()> {
    Ok(())
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
