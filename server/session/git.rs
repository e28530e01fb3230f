//! Calls of git that run nothing of a repository: neither its hooks nor programs that its settings name.

use crate::base::CancelToken;
use crate::check::{Invocation, spawn};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Bytes of one text.
const LONGEST_TEXT: usize = 512 * 1024;

pub(super) struct Commit {
    pub id: String,
    /// Milliseconds since 1970.
    pub time: i64,
}

/// Calls of git in a folder.
pub(super) struct Git {
    program: PathBuf,
    pub root: PathBuf,
    pub cancel: CancelToken,
}

impl Git {
    /// An error is a sentence for the user.
    pub fn new(root: &Path, cancel: &CancelToken) -> Result<Git, String> {
        let program = which::which("git").map_err(|_| "git is not on the search path".to_owned())?;
        Ok(Git { program, root: root.to_owned(), cancel: cancel.clone() })
    }

    /// The same in another folder.
    pub fn at(&self, root: &Path) -> Git {
        Git { program: self.program.clone(), root: root.to_owned(), cancel: self.cancel.clone() }
    }

    pub fn run<A: Into<OsString>>(&self, arguments: impl IntoIterator<Item = A>) -> Result<Vec<u8>, String> {
        let mut call = Invocation::new(&self.program, &self.root).variable("GIT_LFS_SKIP_SMUDGE", "1").variable("GIT_TERMINAL_PROMPT", "0");
        // Neither a pager nor a monitor of files nor a hook nor anything else that the repository's settings name is started.
        let quiet = ["--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false", "-c", "core.hooksPath=/dev/null"];
        call.arguments = quiet.map(Into::into).to_vec();
        let own = call.arguments.len();
        call.arguments.extend(arguments.into_iter().map(Into::into));
        let output = spawn::run(&call, &self.cancel).map_err(|error| error.to_string())?;
        let name = call.arguments.get(own).map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match output.status {
            Some(0) => Ok(output.stdout),
            _ => Err(format!("git {name}: {}", String::from_utf8_lossy(&output.stderr).trim())),
        }
    }

    /// The commits with one parent of a range, the newest `limit`, the oldest first; without those that `known` leads to.
    pub fn commits(&self, range: &str, limit: usize, known: Option<&str>) -> Result<Vec<Commit>, String> {
        if range.starts_with('-') {
            return Err(format!("{range}: this is no range of commits"));
        }
        let mut arguments = ["log", "--max-parents=1", "--min-parents=1", "--format=%H %ct"].map(str::to_owned).to_vec();
        arguments.extend([format!("--max-count={limit}"), range.to_owned()]);
        arguments.extend(known.map(|known| format!("^{known}")));
        arguments.push("--".to_owned());
        let listed = self.run(arguments)?;
        let commit = |line: &str| {
            let (id, seconds) = line.split_once(' ')?;
            Some(Commit { id: id.to_owned(), time: seconds.parse::<i64>().ok()?.saturating_mul(1000) })
        };
        let mut commits: Vec<Commit> = String::from_utf8_lossy(&listed).lines().filter_map(commit).collect();
        commits.reverse();
        Ok(commits)
    }

    /// The files that a commit changes, below the root.
    pub fn changed(&self, commit: &Commit) -> Result<Vec<String>, String> {
        let listed = self.run(["diff-tree", "--no-commit-id", "--name-only", "--no-renames", "--diff-filter=M", "--relative", "-r", "-z", &commit.id])?;
        Ok(listed.split(|byte| *byte == 0).filter_map(|path| String::from_utf8(path.to_owned()).ok()).filter(|path| !path.is_empty()).collect())
    }

    /// A text of the past; `revision` is a commit, a colon and a path below the root.
    pub fn text(&self, revision: &str) -> Option<String> {
        let (commit, path) = revision.split_once(':')?;
        let bytes = self.run(["cat-file", "blob", &format!("{commit}:./{path}")]).ok()?;
        (bytes.len() <= LONGEST_TEXT).then(|| String::from_utf8(bytes).ok()).flatten()
    }
}
