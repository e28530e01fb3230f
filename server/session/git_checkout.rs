//! A checkout of past commits in a temporary folder, for the real checkers to look at. That may run code of the repository.

use super::git::Git;
use super::project_loader::LoadedProject;
use super::settings::LayeredSettings;
use crate::base::CancelToken;
use crate::check::{Checker, Workspace};
use crate::heal::{BatchContext, Checked, RunOptions, check_batch};
use crate::model::Diagnostic;
use crate::syntax::SourceFile;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Files of one commit; of more the checkers are not asked.
const MOST_FILES: usize = 8;
/// How long one call of a checker may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Folders with other people's code that a repository does not hold and checkers ask for.
const INSTALLED: &[&str] = &["node_modules", ".venv", "venv"];

pub(super) struct Checkout {
    git: Git,
    /// The folder in the checkout that stands for the root, and the root itself.
    folder: PathBuf,
    root: PathBuf,
    workspace: Workspace,
    own: Vec<Box<dyn Checker>>,
    /// Goes with it.
    _temporary: tempfile::TempDir,
    cancel: CancelToken,
}

impl Checkout {
    /// An empty one. It shares the repository's objects and writes nothing into the repository.
    pub fn new(git: &Git) -> Result<Checkout, String> {
        let line = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned();
        let top = line(git.run(["rev-parse", "--show-toplevel"])?);
        let below = line(git.run(["rev-parse", "--show-prefix"])?);
        let temporary = tempfile::tempdir().map_err(|error| format!("there is no temporary folder: {error}"))?;
        let checkout = temporary.path().canonicalize().unwrap_or_else(|_| temporary.path().to_owned()).join("checkout");
        let arguments = ["clone", "--quiet", "--shared", "--no-checkout", "--template=", "--"].map(Into::into);
        git.run(arguments.into_iter().chain([top.into(), checkout.clone().into_os_string()]))?;
        let folder = checkout.join(&below);
        let mut workspace = Workspace::new(&folder);
        // The programs of the workspace itself come first, as where it is healed.
        let programs = [".venv/bin", "venv/bin", "node_modules/.bin"].map(|programs| git.root.join(programs));
        workspace.search_path.splice(0..0, programs.into_iter().filter(|programs| programs.is_dir()));
        let own = LayeredSettings::of_workspace(&git.root).settings.own_checkers();
        Ok(Checkout { git: git.at(&checkout), folder, root: git.root.clone(), workspace, own, _temporary: temporary, cancel: git.cancel.clone() })
    }

    /// The errors that the checkers report of each file before a commit and after it, as far as the same ones looked at both. The files and the
    /// diagnostics are called as in the workspace.
    pub fn errors(&mut self, commit: &str, pairs: &[(SourceFile, SourceFile)], loaded: &LoadedProject) -> Vec<[Vec<Diagnostic>; 2]> {
        if pairs.is_empty() || pairs.len() > MOST_FILES {
            return Vec::new();
        }
        let (before, after): (Vec<&SourceFile>, Vec<&SourceFile>) = pairs.iter().map(|(before, after)| (before, after)).unzip();
        let Some(old) = self.check(&format!("{commit}^"), &before, loaded) else { return Vec::new() };
        let Some(new) = self.check(commit, &after, loaded) else { return Vec::new() };
        let both = |(old, new): (Checked, Checked)| {
            let errors = |checked: &Checked| -> Vec<Diagnostic> {
                let seen = |said: &&Diagnostic| said.is_error() && old.by.contains(&said.source) && new.by.contains(&said.source);
                checked.diagnostics.iter().filter(seen).map(|said| self.in_workspace(said)).collect()
            };
            [errors(&old), errors(&new)]
        };
        old.into_iter().zip(new).map(both).collect()
    }

    /// What the checkers say of files at a commit; `None` where it cannot be checked out.
    fn check(&self, revision: &str, files: &[&SourceFile], loaded: &LoadedProject) -> Option<Vec<Checked>> {
        let done = self.git.run(["checkout", "--quiet", "--force", "--detach", revision]);
        done.inspect_err(|error| tracing::warn!("{revision} is not checked: {error}")).ok()?;
        self.link_what_is_installed();
        let texts: Vec<SourceFile> = files
            .iter()
            .map(|file| SourceFile::new(self.there(file.path()), file.language(), file.shared_text(), loaded.parse_options(file.path(), file.language())))
            .collect();
        let context = BatchContext {
            workspace: &self.workspace,
            own: &self.own,
            run: Some(RunOptions { timeout: Some(PATIENCE), longest: Some(PATIENCE), ..RunOptions::default() }),
            builtin: false,
            facts_of: &|file| loaded.facts(file),
            source_of: &|_| None,
            cancel: &self.cancel,
        };
        let report = check_batch(&texts, &[], &context, &|_| {});
        (!self.cancel.is_cancelled()).then_some(report.files)
    }

    fn there(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.root).map_or_else(|_| path.to_owned(), |below| self.folder.join(below))
    }

    fn in_workspace(&self, said: &Diagnostic) -> Diagnostic {
        let mut said = said.clone();
        if let Ok(below) = said.path.strip_prefix(&self.folder) {
            said.path = self.root.join(below);
        }
        said
    }

    /// Checkers that ask for other people's code find it where the workspace has it.
    fn link_what_is_installed(&self) {
        for name in INSTALLED {
            let (installed, link) = (self.root.join(name), self.folder.join(name));
            #[cfg(unix)]
            if installed.is_dir() && !link.exists() {
                // Where that fails the checker says what it misses, before and after the commit alike.
                let _ = std::os::unix::fs::symlink(installed, link);
            }
            #[cfg(not(unix))]
            let _ = (installed, link);
        }
    }
}
