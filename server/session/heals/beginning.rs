//! What a heal begins with: when it may, and what is known by then.

use super::job::HealInput;
use super::{ApplyMode, RunningHeal, WaitingHeal};
use crate::base::CancelToken;
use crate::base::Span;
use crate::check::{Stage, builtin};
use crate::heal::{Checked, Guard, HealPolicy, Seen, Snapshot, Targets};
use crate::model::HealScope;
use crate::session::checks::CheckerHandle;
use crate::session::events::{HealRequest, Places};
use crate::session::owner::Owner;
use crate::session::state::{FileReport, OpenDocument};
use crate::syntax::SourceFile;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a heal of one file goes on; what has been reached by then is what it ends with.
const FILE_LIMIT: Duration = Duration::from_secs(20);
/// And one of a workspace.
const WORKSPACE_LIMIT: Duration = Duration::from_secs(600);
/// How long a heal waits for the checkers that are under way.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// How long it waits for those that take seconds: as long as it would have patience with them later.
const SHORT_PATIENCE: Duration = super::checking::QUICK;

/// What a heal is wanted for.
pub(super) struct Wanted<'w> {
    pub root: &'w Path,
    /// The file that it is about; `None` for the whole workspace.
    pub path: Option<&'w Path>,
    pub request: &'w HealRequest,
    /// The documents that are open.
    pub open: &'w [(String, i32, SourceFile)],
    pub cancel: &'w CancelToken,
}

impl RunningHeal {
    pub(super) fn wanted(&self) -> Wanted<'_> {
        Wanted { root: &self.root, path: self.path.as_deref(), request: &self.request, open: &self.open, cancel: &self.cancel }
    }
}

impl Owner {
    /// Whether a heal may begin: all checkers have said what they will say of a document as it is. Those that take seconds are
    /// not waited for long where it is about that document alone.
    pub(super) fn is_settled(&self, waiting: &WaitingHeal, now: Instant) -> bool {
        let is_loaded = |document: &OpenDocument| self.state.folders.get(&document.root).is_none_or(|folder| folder.ready);
        let is_read = |document: &OpenDocument| is_loaded(document) && self.is_checked(&waiting.uri) && document.typing_due.is_none();
        waiting.since + PATIENCE <= now
            || self
                .state
                .document(&waiting.uri)
                .is_none_or(|document| is_read(document) && self.awaited(waiting).all(|until| until.is_some_and(|until| until <= now)))
    }

    /// Until when each of the checkers is waited for that still have to report on a document; `None` where that is for long.
    fn awaited(&self, waiting: &WaitingHeal) -> impl Iterator<Item = Option<Instant>> {
        let is_of_file = waiting.request.scope != HealScope::Workspace;
        let pending = self.queue.still_to_report(&waiting.uri);
        pending.map(move |(checker, began)| (is_of_file && checker.is_slow()).then(|| began.unwrap_or(waiting.since) + SHORT_PATIENCE))
    }

    /// When a waiting heal is to be looked at although nothing happens.
    pub(super) fn next_look(&self, waiting: &WaitingHeal, now: Instant) -> Option<Instant> {
        self.awaited(waiting).flatten().chain([waiting.since + PATIENCE]).filter(|due| *due > now).min()
    }

    pub(super) fn heal_input(&mut self, uri: &str, running: &Wanted<'_>) -> Option<HealInput> {
        let file = self.state.snapshot(uri)?;
        let mut durations = self.durations(running.root);
        let known = self.known_state(uri, &file, running, &mut durations);
        let document = self.state.document(uri)?;
        let fixes = document.fixes.by_diagnostic.iter().map(|(id, fixes)| (id.clone(), fixes.to_vec())).collect();
        let is_unsaved = |uri: &str| self.state.document(uri).is_some_and(|document| !document.saved);
        let folder = self.state.folders.get(running.root)?;
        let range = running.request.range.map(|places| (file.path().to_owned(), self.span(&file, places)));
        let (files, targets) = match running.path {
            Some(path) => (vec![file.clone()], Targets { files: BTreeSet::from([path.to_owned()]), range }),
            None => {
                let open = |path: &Path| running.open.iter().find(|(.., file)| file.path() == path).map(|(.., file)| file.clone());
                let files = folder.loaded.project.files.iter().map(|(path, known)| open(path).unwrap_or_else(|| known.source.clone()));
                (files.collect(), Targets::default())
            }
        };
        let hearsay = running.open.iter().filter(|(.., open)| running.path.is_none_or(|path| open.path() == path));
        let hearsay = hearsay.filter_map(|(uri, version, _)| self.state.document(uri).filter(|document| document.version() == *version));
        let hearsay = hearsay.flat_map(|document| document.foreign.iter().cloned()).collect();
        let policy = HealPolicy { attempts: running.request.attempts, ..HealPolicy::default() };
        let policy = if running.request.apply == ApplyMode::Apply { policy } else { policy.reviewed() };
        // Tests take as long as they take.
        let is_short = running.path.is_some() && !running.request.tests;
        Some(HealInput {
            workspace: folder.workspace.clone(),
            loaded: folder.loaded.clone(),
            settings: folder.settings.clone(),
            unsaved: running.open.iter().filter(|(uri, ..)| is_unsaved(uri)).map(|(.., file)| file.clone()).collect(),
            files,
            open: running.open.iter().map(|(.., file)| file.path().to_owned()).collect(),
            targets,
            policy,
            known,
            hearsay,
            fixes: if running.path.is_some() { fixes } else { HashMap::new() },
            tests: running.request.tests,
            guard: Guard::default(),
            durations,
            limit: running.request.limit,
            cancel: running.cancel.child_with_deadline(running.request.limit.unwrap_or(if is_short { FILE_LIMIT } else { WORKSPACE_LIMIT })),
        })
    }

    /// The open documents of a folder.
    pub(super) fn open_of(&mut self, root: &Path) -> Vec<(String, i32, SourceFile)> {
        self.state.open_texts(root).iter().map(|open| (open.uri.clone(), open.version, open.file.clone())).collect()
    }

    /// How long the last run of each checker in a folder took.
    pub(super) fn durations(&self, root: &Path) -> HashMap<String, Duration> {
        let of_root = self.last_runs.iter().filter(|(key, _)| key.root == root);
        of_root.filter_map(|(key, row)| Some((key.checker.clone(), Duration::from_millis(row.get("ms")?.as_u64()?)))).collect()
    }

    fn span(&self, file: &SourceFile, places: Places) -> Span {
        let offset = |place| file.lines().offset(file.text(), place, self.unit);
        Span::new(offset(places.0), offset(places.1))
    }

    /// What all checkers say of the present text, if they all have looked at it, with what is known of other files.
    /// Those that are still at it count as slow.
    fn known_state(&self, uri: &str, file: &SourceFile, running: &Wanted<'_>, durations: &mut HashMap<String, Duration>) -> Option<Snapshot> {
        if running.path.is_none() || running.request.tests {
            return None;
        }
        let wanted = self.state.folders.get(running.root)?.checkers(file.language());
        let report = self.state.reports.get(file.path())?;
        let by = looked_by(report, file, &wanted);
        let saved = self.state.document(uri)?.saved;
        let has_looked = |name: &str| {
            let last = self.last_runs.iter().find(|(key, _)| key.checker == name && key.root == running.root).map(|(_, row)| row);
            by.contains(name) || last.is_some_and(|row| row.get("absent").is_some() || row.get("error").is_some() || (saved && row.get("skipped").is_some()))
        };
        for checker in wanted.iter().filter(|checker| checker.stage() != Stage::Request && !has_looked(checker.name())) {
            if !checker.is_slow() || self.queue.still_to_report(uri).all(|(busy, _)| busy.name() != checker.name()) {
                return None;
            }
            durations.insert(checker.name().to_owned(), Duration::MAX);
        }
        let merged = |path: &Path, file: &SourceFile, by: BTreeSet<String>| {
            let report = self.state.reports.get(path)?;
            let mut diagnostics = report.merged_of(&by, file);
            diagnostics.retain(|diagnostic| by.contains(&diagnostic.source));
            Some(Seen { file: file.clone(), checked: Checked { diagnostics, by } })
        };
        let own = merged(file.path(), file, by)?;
        let others = self.state.reports.iter().filter(|(path, _)| path.as_path() != file.path() && path.starts_with(running.root));
        let others = others.filter_map(|(path, report)| {
            let open = running.open.iter().find(|(.., open)| open.path() == path);
            let present = open.map_or_else(|| report.file.clone(), |(.., open)| open.clone());
            let by = looked_by(report, &present, &wanted);
            merged(path, &present, by)
        });
        Some(Snapshot::new(std::iter::once(own).chain(others).collect::<Vec<_>>()))
    }
}

/// The names under which checkers speak that have looked at this very text.
fn looked_by(report: &FileReport, file: &SourceFile, checkers: &[CheckerHandle]) -> BTreeSet<String> {
    // A checker that was switched off since does not look any more.
    let is_wanted = |name: &str| name == builtin::SOURCE || checkers.iter().any(|checker| checker.name() == name);
    let looked = report.looked.iter().filter(|(name, digest)| *digest == file.digest() && is_wanted(name)).map(|(checker, _)| checker.as_str());
    let others = |name: &str| checkers.iter().find(|checker| checker.name() == name).map_or(&[][..], |checker| checker.other_sources());
    looked.flat_map(|name| others(name).iter().copied().chain([name]).map(str::to_owned)).collect()
}
