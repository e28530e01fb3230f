//! Whom a shadow folder belongs to. Each lies at a stable place in the cache and has a lock of the operating system's, which ends with the
//! process that holds it, however that ends.
//!
//! ```text
//! CACHE/overlay/gate            held for the moment in which slots are claimed or removed
//! CACHE/overlay/NAME-ID/0.lock  held by the owner of slot 0; its time is that of the last use
//! CACHE/overlay/NAME-ID/0.held  there while slot 0 has an owner, or had one that was killed
//! CACHE/overlay/NAME-ID/0/      what the slot holds
//! CACHE/overlay/gone-…          on the way out
//! ```

use super::platform::remove;
use crate::base::hash;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// So many shadows of one folder are in use at a time.
const MOST_SLOTS: usize = 16;

/// A shadow that nobody has used for so long is removed.
const OLD: Duration = Duration::from_secs(7 * 24 * 3600);

/// How long a claim waits for others that claim; each takes the gate for a moment only.
const PATIENCE: Duration = Duration::from_secs(5);

/// A shadow folder that this process owns until it is dropped.
pub(super) struct Slot {
    /// What the slot holds.
    pub folder: PathBuf,
    /// Where it says that it has an owner.
    held: PathBuf,
    /// Closing it gives the slot back.
    _lock: File,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.held);
    }
}

/// Claims the first shadow of a folder that has no owner, or whose owner died, and removes what others have left behind: the shadows of all
/// other owners that died, and those that are old.
pub(super) fn claim(cache: &Path, original: &Path) -> io::Result<Slot> {
    let store = cache.join("overlay");
    let home = home_of(&store, original);
    std::fs::create_dir_all(&home)?;
    let gate = pass(&store)?;
    let mut claimed = None;
    for number in 0..MOST_SLOTS {
        if let Some(lock) = try_own(&home, number)? {
            lock.set_modified(SystemTime::now())?;
            let held = home.join(format!("{number}.held"));
            std::fs::write(&held, std::process::id().to_string())?;
            claimed = Some(Slot { folder: home.join(number.to_string()), held, _lock: lock });
            break;
        }
    }
    sweep(&store);
    drop(gate);
    remove_the_gone(&store);
    let Some(slot) = claimed else {
        return Err(io::Error::other(format!("all {MOST_SLOTS} shadow folders of {} are in use", original.display())));
    };
    std::fs::create_dir_all(&slot.folder)?;
    Ok(slot)
}

/// The folder of all slots of one original.
fn home_of(store: &Path, original: &Path) -> PathBuf {
    let name: String = original.file_name().map(|name| name.to_string_lossy().chars().filter(|c| c.is_alphanumeric()).take(32).collect()).unwrap_or_default();
    store.join(format!("{name}-{}", hash::stable_id(&[&original.to_string_lossy()])))
}

/// Waits for the gate, which is held as long as the file lives.
fn pass(store: &Path) -> io::Result<File> {
    let gate = open(&store.join("gate"))?;
    let started = Instant::now();
    loop {
        match gate.try_lock() {
            Ok(()) => return Ok(gate),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if started.elapsed() > PATIENCE => {
                return Err(io::Error::other(format!("{} has been locked by another process for too long", store.display())));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(1)),
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    File::options().create(true).truncate(false).read(true).write(true).open(path)
}

/// The lock of a slot that nobody else holds.
fn try_own(home: &Path, number: usize) -> io::Result<Option<File>> {
    let lock = open(&home.join(format!("{number}.lock")))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Puts the shadows out of the way whose owner died or that are old. The caller has passed the gate, so nobody claims one meanwhile. What
/// cannot be removed now is tried again at the next start.
fn sweep(store: &Path) {
    for home in entries(store).filter(|path| path.is_dir() && !is_gone(path)) {
        let numbers: Vec<usize> = entries(&home)
            .filter(|path| path.extension().is_some_and(|extension| extension == "lock"))
            .filter_map(|path| path.file_stem()?.to_str()?.parse().ok())
            .collect();
        for number in numbers {
            let Ok(Some(lock)) = try_own(&home, number) else { continue };
            let held = home.join(format!("{number}.held"));
            let is_old = lock.metadata().and_then(|metadata| metadata.modified()).is_ok_and(|used| used.elapsed().is_ok_and(|age| age > OLD));
            if !held.exists() && !is_old {
                continue;
            }
            let folder = home.join(number.to_string());
            let name = format!("gone-{}-{number}", home.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()));
            let away = (0..MOST_SLOTS).map(|at| store.join(format!("{name}-{at}"))).find(|path| !path.exists());
            let is_away = !folder.exists() || away.is_some_and(|away| std::fs::rename(&folder, away).is_ok());
            if is_away {
                drop(lock);
                let _ = std::fs::remove_file(held);
                let _ = std::fs::remove_file(home.join(format!("{number}.lock")));
            }
        }
        // This fails where a slot is left, as it should.
        let _ = std::fs::remove_dir(&home);
    }
}

fn remove_the_gone(store: &Path) {
    entries(store).filter(|path| is_gone(path)).for_each(|path| drop(remove(&path)));
}

fn is_gone(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("gone-"))
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}
