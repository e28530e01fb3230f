//! Repairs in the history of a repository: commits after which an error of the built-in checker is gone. Nothing of the repository is run, and
//! git is called so that it runs nothing either.

use super::learning::{keep, with_repairs};
use super::project_loader::{LoadLimits, LoadedProject, load};
use super::records::Records;
use super::settings::Learning;
use crate::base::CancelToken;
use crate::check::{Invocation, spawn};
use crate::heal::learning::{Repaired, lessons};
use crate::heal::{diagnose, find_builtin};
use crate::model::{Diagnostic, Source};
use crate::syntax::{Language, SourceFile};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Files of one commit; one that changes more is no repair.
const MOST_FILES: usize = 40;
/// Bytes of one text.
const LONGEST_TEXT: usize = 512 * 1024;
/// How long a lesson waits until the one before it is kept.
const KEEPING: Duration = Duration::from_secs(10);

/// What was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gleaned {
    pub commits: usize,
    /// Changes of a file after which errors were gone.
    pub repairs: usize,
    /// Patterns that were kept, new or confirmed.
    pub lessons: usize,
}

struct Commit {
    id: String,
    /// Milliseconds since 1970.
    time: i64,
}

/// Learns, into the store of `records`, which has to be open, from the commits of a range (`HEAD` by default), the oldest of the newest `limit` first. `tell` hears after each commit how many of how
/// many are through. An error is a sentence for the user.
pub fn learn(
    root: &Path,
    range: Option<&str>,
    limit: usize,
    records: &Arc<Records>,
    cancel: &CancelToken,
    tell: &mut dyn FnMut(usize, usize),
) -> Result<Gleaned, String> {
    let git = which::which("git").map_err(|_| "git is not on the search path".to_owned())?;
    let git = Git { program: git, root: root.to_owned(), cancel: cancel.clone() };
    let commits = git.commits(range, limit)?;
    let loaded = with_repairs(Arc::new(load(root, LoadLimits::default(), cancel)), records, Learning::On);
    let mut gleaned = Gleaned::default();
    for commit in &commits {
        if cancel.is_cancelled() {
            break;
        }
        for path in git.changed(commit)? {
            gleaned.learn_from(&git, commit, &path, &loaded, records);
        }
        gleaned.commits += 1;
        tell(gleaned.commits, commits.len());
    }
    Ok(gleaned)
}

impl Gleaned {
    fn learn_from(&mut self, git: &Git, commit: &Commit, path: &str, loaded: &LoadedProject, records: &Arc<Records>) {
        let whole = git.root.join(path);
        let Some(language) = Language::from_path(&whole) else { return };
        let text = |revision: String| git.text(&revision).map(|text| SourceFile::new(&whole, language, text, loaded.parse_options(&whole, language)));
        let Some((before, after)) = text(format!("{}^:{path}", commit.id)).zip(text(format!("{}:{path}", commit.id))) else { return };
        let facts = loaded.facts(&before);
        let errors = |file: &SourceFile| -> Vec<Diagnostic> {
            let mut found = diagnose(&find_builtin(file, &facts), file, &git.root, &|_| None);
            found.retain(Diagnostic::is_error);
            found
        };
        let (old, new) = (errors(&before), errors(&after));
        let is_in = |said: &Diagnostic, others: &[Diagnostic]| others.iter().any(|other| other.code == said.code && other.message == said.message);
        let vanished: Vec<Diagnostic> = old.iter().filter(|said| !is_in(said, &new)).cloned().collect();
        if vanished.is_empty() || new.iter().any(|said| !is_in(said, &old)) {
            return;
        }
        self.repairs += 1;
        let repaired = Repaired {
            before: &before,
            after: &after,
            vanished: &vanished,
            project: &loaded.project,
            facts: &facts,
            source: Source::History,
            time: commit.time,
        };
        let taught = lessons(&repaired);
        if taught.is_empty() {
            return;
        }
        self.lessons += taught.len();
        let Some(store) = records.opened() else { return };
        keep(store, taught);
        // The next repair is held against what this one taught.
        store.flush(KEEPING);
    }
}

/// Calls of git in a repository.
struct Git {
    program: PathBuf,
    root: PathBuf,
    cancel: CancelToken,
}

impl Git {
    fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, String> {
        let mut call = Invocation::new(&self.program, &self.root);
        // Neither a pager nor a monitor of files nor anything else that the repository's settings name is started.
        call.arguments = ["--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false"].map(Into::into).to_vec();
        call.arguments.extend(arguments.iter().map(Into::into));
        let output = spawn::run(&call, &self.cancel).map_err(|error| error.to_string())?;
        match output.status {
            Some(0) => Ok(output.stdout),
            _ => Err(format!("git {}: {}", arguments.first().unwrap_or(&""), String::from_utf8_lossy(&output.stderr).trim())),
        }
    }

    /// The commits with one parent, the oldest first.
    fn commits(&self, range: Option<&str>, limit: usize) -> Result<Vec<Commit>, String> {
        let range = range.unwrap_or("HEAD");
        if range.starts_with('-') {
            return Err(format!("{range}: this is no range of commits"));
        }
        let listed = self.run(&["log", "--max-parents=1", "--min-parents=1", "--format=%H %ct", &format!("--max-count={limit}"), range, "--"])?;
        let commit = |line: &str| {
            let (id, seconds) = line.split_once(' ')?;
            Some(Commit { id: id.to_owned(), time: seconds.parse::<i64>().ok()?.saturating_mul(1000) })
        };
        let mut commits: Vec<Commit> = String::from_utf8_lossy(&listed).lines().filter_map(commit).collect();
        commits.reverse();
        Ok(commits)
    }

    /// The files that a commit changes, below the root; none where they are too many.
    fn changed(&self, commit: &Commit) -> Result<Vec<String>, String> {
        let listed = self.run(&["diff-tree", "--no-commit-id", "--name-only", "--no-renames", "--diff-filter=M", "--relative", "-r", "-z", &commit.id])?;
        let paths: Vec<String> =
            listed.split(|byte| *byte == 0).filter_map(|path| String::from_utf8(path.to_owned()).ok()).filter(|path| !path.is_empty()).collect();
        Ok(if paths.len() > MOST_FILES { Vec::new() } else { paths })
    }

    /// A text of the past; `revision` is a commit, a colon and a path below the root.
    fn text(&self, revision: &str) -> Option<String> {
        let (commit, path) = revision.split_once(':')?;
        let bytes = self.run(&["cat-file", "blob", &format!("{commit}:./{path}")]).ok()?;
        (bytes.len() <= LONGEST_TEXT).then(|| String::from_utf8(bytes).ok()).flatten()
    }
}
