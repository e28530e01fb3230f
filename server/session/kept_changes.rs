//! What is followed outlives the session: when a file is closed, the changes whose fate is not known yet go to the store, and when it is opened
//! again, in this session or a later one, they are taken up and judged by the text that is there then.
//!
//! One whose file nobody opens again is judged by the text on the disk after a day, as soon as anything else of the workspace is opened.

use super::events::{Event, Importance, Notice, Notices, WorkDone};
use super::following::{Circumstances, Tracked, conclude};
use super::owner::Owner;
use super::project_loader::LoadedProject;
use super::records::Records;
use super::settings::Learning;
use crate::heal::learning::{Fate, Followed, Moment};
use crate::model::Stamp;
use crate::store::{self, PendingChange, PendingWish, Store};
use crate::syntax::{Language, SourceFile};
use std::fs;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Of what says what is checked out so many bytes are read.
const LONGEST_HEAD: u64 = 1024;

/// Keeps changes of one workspace.
pub struct Keeper {
    workspace: PathBuf,
    records: Arc<Records>,
    notices: Notices,
}

impl Keeper {
    fn store(&self) -> &Store {
        self.records.store(&|told| (self.notices)(Notice::Show(Importance::Warning, told)))
    }

    /// Keeps a change; `false` where it is too large for that. Reads the disk.
    pub fn keep(&self, tracked: &Tracked) -> bool {
        let followed = &tracked.followed;
        let Some(body) = followed.to_kept() else { return false };
        let path = followed.before.path();
        // Not every client tells of its saves.
        let is_on_disk = || fs::read(path).is_ok_and(|bytes| bytes == followed.after.text().as_bytes());
        let saves = if tracked.saves == 0 && is_on_disk() { 1 } else { tracked.saves };
        if !self.store().learning_paused() {
            let (workspace, checked_out) = (self.workspace.clone(), checked_out(&self.workspace));
            self.store().keep_pending(PendingChange { workspace, path: path.to_owned(), checked_out, time: followed.time, saves, body });
        }
        true
    }
}

impl Owner {
    /// What keeps the changes of a workspace; nothing where nothing is to be learned there.
    pub(super) fn keeper(&self, workspace: &Path) -> Option<Keeper> {
        self.state.folders.get(workspace).filter(|folder| folder.settings.learning == Learning::On && workspace.is_absolute())?;
        Some(Keeper { workspace: workspace.to_owned(), records: self.records.clone(), notices: self.notices.clone() })
    }

    /// Keeps changes of documents that are closed by now.
    pub(super) fn keep_changes(&mut self, changes: Vec<Tracked>) {
        let Some(path) = changes.first().map(|tracked| tracked.followed.before.path()) else { return };
        let Some(keeper) = self.keeper(&self.root_for(path)) else { return };
        let own = self.own.clone();
        self.lessons_under_way += 1;
        self.pool.patient(move || {
            for tracked in changes {
                keeper.keep(&tracked);
            }
            let _ = own.send(Event::Work(WorkDone::LessonOver { any: false, by_hand: None }));
        });
    }

    /// Keeps a repair by hand that was learned from when its document was closed.
    pub(super) fn keep_by_hand(&mut self, followed: Followed) {
        self.keep_changes(vec![Tracked::resumed(followed, Duration::ZERO, 0, Instant::now())]);
    }

    /// Asks once for what is kept of an open document's changes, as soon as it is known that it is wanted.
    pub(super) fn take_up(&mut self, uri: &str) {
        let Some(document) = self.state.document(uri).filter(|document| !document.following.is_taken_up) else { return };
        let (workspace, path) = (document.root.clone(), document.name.path.clone());
        let Some(folder) = self.state.folders.get(&workspace).filter(|folder| folder.ready && folder.settings.learning == Learning::On) else { return };
        let loaded = folder.loaded.clone();
        if let Some(document) = self.state.documents.get_mut(uri) {
            document.following.is_taken_up = true;
        }
        if !path.is_absolute() || !workspace.is_absolute() || !store::exists(&store::home()) {
            return;
        }
        let Some(file) = self.state.snapshot(uri) else { return };
        let (records, notices, own, uri) = (self.records.clone(), self.notices.clone(), self.own.clone(), uri.to_owned());
        self.lessons_under_way += 1;
        self.pool.patient(move || {
            let of = Circumstances { records: &records, notices: &notices, loaded: &loaded, workspace: &workspace };
            let (changes, any) = catch_unwind(AssertUnwindSafe(|| taken(&file, &of))).unwrap_or_else(|_| {
                tracing::error!(path = %file.path().display(), "what was followed before could not be taken up");
                Default::default()
            });
            let _ = own.send(Event::Work(WorkDone::TakenUp { uri, changes, any }));
        });
    }

    pub(super) fn taken_up(&mut self, uri: &str, changes: Vec<Tracked>, any: bool) {
        self.lessons_under_way = self.lessons_under_way.saturating_sub(1);
        match self.state.documents.get_mut(uri) {
            _ if changes.is_empty() => {}
            Some(document) => {
                if document.following.resume(changes) {
                    self.follow_up(uri, Moment::Rest);
                }
            }
            None => self.keep_changes(changes),
        }
        if any {
            self.learned();
        }
    }
}

/// The changes of a file that are to be followed on, and whether those were learned from that have ended.
fn taken(file: &SourceFile, of: &Circumstances<'_>) -> (Vec<Tracked>, bool) {
    let store = of.records.store(&|told| (of.notices)(Notice::Show(Importance::Warning, told)));
    let now = i64::try_from(Stamp::now().time).unwrap_or(i64::MAX);
    let wish = PendingWish { workspace: of.workspace.to_owned(), path: file.path().to_owned(), checked_out: checked_out(of.workspace), now };
    let (mut changes, mut any) = (Vec::new(), false);
    if store.learning_paused() {
        return (changes, any);
    }
    for PendingChange { path, time, saves, body, .. } in store.take_pending(&wish) {
        let is_here = path == file.path();
        let Some(present) = (if is_here { Some(file.clone()) } else { on_disk(&path, of.loaded) }) else { continue };
        let Some(followed) = Followed::from_kept(&body, &present) else { continue };
        // One that was never saved was not taken back by anybody where it is gone.
        let fate = match saves == 0 && !followed.stands(&present) {
            true => Some(Fate::Unknown),
            false if is_here => None,
            false => followed.fate(&present, &[], Moment::Last),
        };
        match fate {
            Some(fate) => any |= conclude(&followed, fate, &present, of),
            None => {
                let passed = Duration::from_millis(u64::try_from(now.saturating_sub(time)).unwrap_or(0));
                changes.push(Tracked::resumed(followed, passed, saves, Instant::now()));
            }
        }
    }
    (changes, any)
}

fn on_disk(path: &Path, loaded: &LoadedProject) -> Option<SourceFile> {
    let language = Language::from_path(path)?;
    Some(SourceFile::new(path, language, fs::read_to_string(path).ok()?, loaded.parse_options(path, language)))
}

/// The branch or commit that a folder's repository has checked out, as git notes it; empty outside of one. Another branch has other texts, which
/// say nothing of a change on this one.
fn checked_out(folder: &Path) -> String {
    let text = |path: PathBuf| {
        let mut text = String::new();
        fs::File::open(path).ok()?.take(LONGEST_HEAD).read_to_string(&mut text).ok()?;
        Some(text.trim().to_owned())
    };
    let head = |folder: &Path| {
        let git = folder.join(".git");
        // In a further working tree it is a file that names the folder.
        text(git.join("HEAD")).or_else(|| text(folder.join(text(git)?.strip_prefix("gitdir: ")?).join("HEAD")))
    };
    folder.ancestors().find_map(head).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_checked_out_is_told_by_the_repository_around_a_folder() {
        let home = tempfile::tempdir().unwrap();
        let inner = home.path().join("repository/package");
        fs::create_dir_all(&inner).unwrap();
        fs::create_dir_all(home.path().join("repository/.git/worktrees/second")).unwrap();
        fs::write(home.path().join("repository/.git/HEAD"), "ref: refs/heads/main\n").unwrap();
        fs::write(home.path().join("repository/.git/worktrees/second/HEAD"), "ref: refs/heads/other\n").unwrap();
        assert_eq!(checked_out(&inner), "ref: refs/heads/main");
        let second = home.path().join("second");
        fs::create_dir(&second).unwrap();
        fs::write(second.join(".git"), "gitdir: ../repository/.git/worktrees/second\n").unwrap();
        assert_eq!(checked_out(&second), "ref: refs/heads/other");
    }
}
