//! Repairs in the history of a repository: commits after which an error is gone. The built-in checker looks at the texts, and the real ones, if
//! that is wished, at a checkout in a temporary folder.

use super::git::{Commit, Git};
use super::git_checkout::Checkout;
use super::learning::{keep, with_repairs};
use super::project_loader::{LoadLimits, LoadedProject, load};
use super::records::Records;
use super::settings::{LayeredSettings, Learning};
use crate::base::CancelToken;
use crate::heal::learning::{Repaired, lessons};
use crate::heal::{diagnose, find_builtin};
use crate::model::{Diagnostic, Source};
use crate::store::Store;
use crate::syntax::{Language, SourceFile};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Files of one commit; one that changes more is no repair.
const MOST_FILES: usize = 40;
/// After so many commits it is written down how far the reading has come.
const BETWEEN_NOTES: usize = 10;
/// How long a lesson waits until the one before it is kept.
const KEEPING: Duration = Duration::from_secs(10);

/// What is to be read.
#[derive(Clone, Copy, Debug)]
pub struct HistoryWish<'w> {
    /// The folder of the repository, absolute.
    pub root: &'w Path,
    /// Commits as git names them; `HEAD` by default.
    pub range: Option<&'w str>,
    /// The most commits that are looked at, the newest ones.
    pub limit: usize,
    /// Whether the real checkers run too, which may run the repository's code.
    pub run_checkers: bool,
}

/// What was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gleaned {
    pub commits: usize,
    /// Commits that an earlier reading had been through.
    pub known: usize,
    /// Changes of a file after which errors were gone.
    pub repairs: usize,
    /// Patterns that were kept, new or confirmed.
    pub lessons: usize,
}

/// How far the reading of a range has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Progress {
    /// The last commit of the range when it was read, and the last one that was looked at.
    tip: String,
    done: String,
    /// How many commits were wanted at most, and how many there were.
    limit: usize,
    listed: usize,
}

impl Progress {
    /// Whether a reading of so many commits wants older ones than this one did.
    fn lacks_older(&self, limit: usize) -> bool {
        limit > self.limit && self.listed >= self.limit
    }
}

/// Learns, into the store of `records`, which has to be open, from the commits of a range, the oldest first, and goes on where an earlier reading
/// ended. `tell` hears after each commit how many of how many are through. An error is a sentence for the user.
pub fn learn(wish: &HistoryWish<'_>, records: &Arc<Records>, cancel: &CancelToken, tell: &mut dyn FnMut(usize, usize)) -> Result<Gleaned, String> {
    let store = records.opened().ok_or("the knowledge file is not open")?;
    if store.learning_paused() {
        return Err("learning is paused on this machine, so nothing was done; `healer patterns resume` lets it go on".to_owned());
    }
    if LayeredSettings::of_workspace(wish.root).settings.learning == Learning::Off {
        return Err("learning is turned off in the settings of this workspace, so nothing was done".to_owned());
    }
    let git = Git::new(wish.root, cancel)?;
    let range = wish.range.unwrap_or("HEAD");
    let listed = git.commits(range, wish.limit, None)?;
    let Some(tip) = listed.last().map(|commit| commit.id.clone()) else { return Ok(Gleaned::default()) };
    let workspace = wish.root.to_string_lossy();
    let name = format!("from-git{} {range}", if wish.run_checkers { " --run-checkers" } else { "" });
    let progress: Option<Progress> = store.note(&workspace, &name).and_then(|note| serde_json::from_str(&note).ok());
    let all = listed.len();
    let commits = match progress.filter(|progress| !progress.lacks_older(wish.limit)) {
        // What was read to its end is left out however the history was joined since.
        Some(progress) if progress.done == progress.tip => git.commits(range, wish.limit, Some(&progress.tip)).unwrap_or(listed),
        Some(progress) => behind(listed, &progress.done),
        None => listed,
    };
    let loaded = with_repairs(Arc::new(load(wish.root, LoadLimits::default(), cancel)), records, Learning::On);
    let mut checkout = if wish.run_checkers && !commits.is_empty() { Some(Checkout::new(&git)?) } else { None };
    let mut gleaned = Gleaned { known: all - commits.len().min(all), ..Gleaned::default() };
    for commit in &commits {
        if cancel.is_cancelled() || store.learning_paused() {
            break;
        }
        let paths = git.changed(commit)?;
        if paths.len() <= MOST_FILES {
            gleaned.learn_from(&git, commit, &paths, &loaded, store, checkout.as_mut());
        }
        // A run that was interrupted has not seen all of the commit.
        if cancel.is_cancelled() {
            break;
        }
        gleaned.commits += 1;
        let is_last = gleaned.commits == commits.len();
        if is_last || gleaned.commits.is_multiple_of(BETWEEN_NOTES) {
            note(store, &workspace, &name, &Progress { tip: tip.clone(), done: commit.id.clone(), limit: wish.limit, listed: all });
        }
        tell(gleaned.commits, commits.len());
    }
    if let Some(last) = gleaned.commits.checked_sub(1).and_then(|last| commits.get(last)) {
        note(store, &workspace, &name, &Progress { tip, done: last.id.clone(), limit: wish.limit, listed: all });
    }
    Ok(gleaned)
}

fn note(store: &Store, workspace: &str, name: &str, progress: &Progress) {
    if let Ok(text) = serde_json::to_string(progress) {
        store.set_note(workspace, name, &text);
    }
}

/// The commits behind one; all, where it is not among them any more.
fn behind(mut commits: Vec<Commit>, done: &str) -> Vec<Commit> {
    let read = commits.iter().position(|commit| commit.id == done).map_or(0, |at| at + 1);
    commits.split_off(read)
}

impl Gleaned {
    fn learn_from(&mut self, git: &Git, commit: &Commit, paths: &[String], loaded: &LoadedProject, store: &Store, checkout: Option<&mut Checkout>) {
        let pair = |path: &String| {
            let whole = git.root.join(path);
            let language = Language::from_path(&whole)?;
            let text = |revision: String| git.text(&revision).map(|text| SourceFile::new(&whole, language, text, loaded.parse_options(&whole, language)));
            text(format!("{}^:{path}", commit.id)).zip(text(format!("{}:{path}", commit.id)))
        };
        let pairs: Vec<(SourceFile, SourceFile)> = paths.iter().filter_map(pair).collect();
        let mut said: Vec<[Vec<Diagnostic>; 2]> = pairs.iter().map(|(before, after)| [errors(before, loaded), errors(after, loaded)]).collect();
        if let Some(checkout) = checkout {
            let real = checkout.errors(&commit.id, &pairs, loaded);
            for ([old, new], [more_old, more_new]) in said.iter_mut().zip(real) {
                old.extend(more_old);
                new.extend(more_new);
            }
        }
        for ((before, after), [old, new]) in pairs.iter().zip(&said) {
            self.learn_from_file(before, after, old, new, commit, loaded, store);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "two texts with what is said of each, and where that belongs")]
    fn learn_from_file(
        &mut self,
        before: &SourceFile,
        after: &SourceFile,
        old: &[Diagnostic],
        new: &[Diagnostic],
        commit: &Commit,
        loaded: &LoadedProject,
        store: &Store,
    ) {
        let words = |said: &Diagnostic| (said.source.clone(), said.code.clone(), said.message.clone());
        let (known, left): (BTreeSet<_>, BTreeSet<_>) = (old.iter().map(words).collect(), new.iter().map(words).collect());
        let vanished: Vec<Diagnostic> = old.iter().filter(|said| !left.contains(&words(said))).cloned().collect();
        if vanished.is_empty() || !left.is_subset(&known) {
            return;
        }
        self.repairs += 1;
        let facts = loaded.facts(before);
        let repaired = Repaired { before, after, vanished: &vanished, project: &loaded.project, facts: &facts, source: Source::History, time: commit.time };
        let kept = keep(store, lessons(&repaired));
        self.lessons += kept;
        if kept > 0 {
            // The next repair is held against what this one taught.
            store.flush(KEEPING);
        }
    }
}

/// What the built-in checker says of a text.
fn errors(file: &SourceFile, loaded: &LoadedProject) -> Vec<Diagnostic> {
    let folder = file.path().parent().unwrap_or(Path::new("/"));
    let mut found = diagnose(&find_builtin(file, &loaded.facts(file)), file, folder, &|_| None);
    // Warnings go with all kinds of changes, and a commit has many at once: nobody can tell which of them was meant for one.
    found.retain(Diagnostic::is_error);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_goes_on_behind_the_commit_where_it_ended() {
        let commits = || ["a", "b", "c"].map(|id| Commit { id: id.to_owned(), time: 0 }).into_iter().collect::<Vec<_>>();
        let ids = |done: &str| behind(commits(), done).into_iter().map(|commit| commit.id).collect::<String>();
        assert_eq!((ids("a").as_str(), ids("c").as_str(), ids("gone").as_str()), ("bc", "", "abc"));
    }

    #[test]
    fn who_wants_older_commits_than_before_begins_anew() {
        let progress = |limit, listed| Progress { tip: "c".into(), done: "b".into(), limit, listed };
        assert!(progress(10, 10).lacks_older(20) && !progress(10, 3).lacks_older(20) && !progress(10, 10).lacks_older(5));
    }
}
