//! Making repairs by hand smaller before they are learned from: what was written beside them is found by asking the checkers about texts without it.

use super::owner::Owner;
use super::project_loader::LoadedProject;
use super::settings::Settings;
use crate::base::CancelToken;
use crate::check::{Overlay, Workspace, builtin};
use crate::heal::learning::Pieces;
use crate::heal::{BatchContext, RunOptions, check_batch};
use crate::model::Diagnostic;
use crate::syntax::SourceFile;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// A checker whose last run took longer is not asked again and again.
const CHEAP: Duration = Duration::from_millis(200);
/// All questions about one repair together take no longer.
const LIMIT: Duration = Duration::from_secs(2);

/// What it takes to ask the checkers that spoke of an error about other texts.
pub struct Asking {
    workspace: Arc<Workspace>,
    settings: Settings,
    loaded: Arc<LoadedProject>,
    /// The names of the checkers, all of them cheap.
    checkers: Vec<String>,
    /// The other texts that the disk does not have.
    unsaved: Vec<SourceFile>,
}

impl Owner {
    /// What it takes to ask these checkers about other texts of a file; `None` where one of them is not cheap or may not run.
    pub(super) fn asking(&mut self, root: &Path, path: &Path, checkers: &BTreeSet<String>) -> Option<Asking> {
        let real: Vec<String> = checkers.iter().filter(|name| *name != builtin::SOURCE).cloned().collect();
        let took = |name: &String| {
            let row = self.last_runs.iter().find(|(key, _)| key.root == root && key.checker == *name);
            row.and_then(|(_, row)| row.get("ms")?.as_u64()).map(Duration::from_millis)
        };
        if !real.iter().all(|name| took(name).is_some_and(|took| took <= CHEAP)) || (!real.is_empty() && !self.trusts(root)) {
            return None;
        }
        let others = self.state.open_texts(root);
        let unsaved = others.iter().filter(|open| !open.saved && open.file.path() != path).map(|open| open.file.clone()).collect();
        let folder = self.state.folders.get(root)?;
        Some(Asking { workspace: folder.workspace.clone(), settings: folder.settings.clone(), loaded: folder.loaded.clone(), checkers: real, unsaved })
    }
}

impl Asking {
    /// The mended text without what the repair does not need, as far as the checkers can tell; the text itself where all of it is needed.
    pub fn least(&self, before: &SourceFile, after: &SourceFile, vanished: &[Diagnostic]) -> SourceFile {
        let whole = || after.clone();
        let Some(pieces) = Pieces::of(before, after, vanished) else { return whole() };
        let cancel = CancelToken::new().child_with_deadline(LIMIT);
        // What is said beside errors is no reason to keep anything.
        let errors_only = vanished.iter().any(Diagnostic::is_error);
        let Some(known) = self.counted(after, errors_only, &cancel) else { return whole() };
        let is_enough = |text: &SourceFile| {
            let found = self.counted(text, errors_only, &cancel);
            found.is_some_and(|found| found.iter().all(|(words, count)| known.get(words).is_some_and(|known| count <= known)))
        };
        pieces.needed(is_enough).unwrap_or_else(whole)
    }

    /// What the checkers say of a text, and how often; `None` where one of them could not be asked.
    fn counted(&self, file: &SourceFile, errors_only: bool, cancel: &CancelToken) -> Option<BTreeMap<(String, String), usize>> {
        let own = self.settings.own_checkers();
        let options = RunOptions { only: self.checkers.clone(), timeout: Some(LIMIT), mirror: Some(Arc::new(Overlay::default())), ..RunOptions::default() };
        let context = BatchContext {
            workspace: &self.workspace,
            own: &own,
            run: (!self.checkers.is_empty()).then_some(options),
            builtin: self.settings.allows(builtin::SOURCE),
            facts_of: &|file| self.loaded.facts(file),
            source_of: &|path| self.loaded.source(path).ok(),
            cancel,
        };
        let unsaved: Vec<SourceFile> = self.unsaved.iter().chain([file]).cloned().collect();
        let report = check_batch(std::slice::from_ref(file), &unsaved, &context, &|_| {});
        let checked = report.files.into_iter().next()?;
        if cancel.is_cancelled() || !report.problems.is_empty() || !self.checkers.iter().all(|name| checked.by.contains(name)) {
            return None;
        }
        let mut counts = BTreeMap::new();
        for said in checked.diagnostics.into_iter().filter(|said| said.is_error() || !errors_only) {
            *counts.entry((said.category().to_owned(), said.message)).or_default() += 1;
        }
        Some(counts)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::heal::diagnose;
    use crate::model::{Finding, Place, Severity};
    use crate::session::project_loader::{LoadLimits, load};
    use crate::session::settings::LayeredSettings;
    use crate::syntax::{Language, ParseOptions};

    const CONFIG: &str = "[[checker]]\nname = \"script\"\ncommand = [\"/bin/sh\", \"check.sh\", \"${file}\"]\nlanguages = [\"python\"]\nmatcher = \"$gcc\"\n";
    const BEFORE: &str = "def f(job):\n    value = job.settle()\n    size = 1\n    return value, size\n";
    const AFTER: &str = "def f(job):\n    value = job.finish()\n    limit = 2\n    return value, limit\n";

    /// What is left of a change when a script is asked that finds what these commands print.
    fn least(script: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for (name, text) in [(".healer/config.toml", CONFIG), ("check.sh", script), ("a.py", BEFORE)] {
            std::fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
            std::fs::write(root.join(name), text).unwrap();
        }
        let mut workspace = Workspace::new(&root);
        workspace.cache = root.join("cache");
        let asking = Asking {
            workspace: Arc::new(workspace),
            settings: LayeredSettings::of_workspace(&root).settings,
            loaded: Arc::new(load(&root, LoadLimits::default(), &CancelToken::new())),
            checkers: vec!["script".to_owned()],
            unsaved: Vec::new(),
        };
        let before = SourceFile::new(root.join("a.py"), Language::Python, BEFORE, ParseOptions::default());
        let start = BEFORE.find("settle").unwrap();
        let place = Place::Bytes(crate::base::Span::new(start, start + 6));
        let vanished = diagnose(&[Finding::new("script", before.path(), place, Severity::Error, "no settle", b"raw")], &before, &root, &|_| None);
        let text = asking.least(&before, &before.with_text(AFTER), &vanished).text().to_owned();
        assert_eq!(std::fs::read_to_string(root.join("a.py")).unwrap(), BEFORE, "nothing of the user's is written");
        text
    }

    #[test]
    fn what_the_checkers_do_not_miss_is_left_out() {
        let finds = "grep -n settle \"$1\" | sed \"s|^\\([0-9]*\\):.*|$1:\\1:1: error: no settle|\"\n";
        assert_eq!(least(finds), BEFORE.replace("settle", "finish"));
        // Where the change of the other lines is needed too, it stays.
        let both = format!("{finds}grep -n 'size = 1' \"$1\" | sed \"s|^\\([0-9]*\\):.*|$1:\\1:1: error: no size|\"\n");
        assert_eq!(least(&both), AFTER);
        // One that fails says nothing.
        assert_eq!(least("kill -9 $$\n"), AFTER);
    }
}
