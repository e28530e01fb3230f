//! What the session knows, and the bookkeeping that needs no thread: documents, reports of checkers by file, folders.

use super::analysis::{Analysis, OpenText};
use super::checks::CheckerHandle;
use super::events::DocumentName;
use super::fixing::FixCache;
use super::following::Following;
use super::learning::Lookback;
use super::project_loader::LoadedProject;
use super::publish::Published;
use super::settings::Settings;
use super::shift::shift;
use crate::base::{CancelToken, TextEdit};
use crate::check::{Checker, Workspace, builtin, checkers};
use crate::heal;
use crate::model::Diagnostic;
use crate::syntax::document::Document;
use crate::syntax::{Language, ParseOptions, SourceFile, TextDigest};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// The diagnostics of one file by checker, all in the coordinates of `file`.
#[derive(Clone)]
pub struct FileReport {
    pub file: SourceFile,
    pub by_checker: Vec<(String, Vec<Diagnostic>)>,
    /// The text that each checker looked at last, whether it found anything or not.
    pub looked: BTreeMap<String, TextDigest>,
}

impl FileReport {
    pub fn new(file: SourceFile) -> FileReport {
        FileReport { file, by_checker: Vec::new(), looked: BTreeMap::new() }
    }

    /// Replaces what a checker said before.
    pub fn set(&mut self, checker: &str, diagnostics: Vec<Diagnostic>) {
        self.by_checker.retain(|(known, _)| known != checker);
        if !diagnostics.is_empty() {
            self.by_checker.push((checker.to_owned(), diagnostics));
            let order = checkers(self.file.language());
            // The built-in checker is in no table, so it comes last; the foreign ones come right before it.
            let place = |name: &str| order.iter().position(|checker| checker.name() == name).unwrap_or(order.len() + usize::from(name == builtin::SOURCE));
            self.by_checker.sort_by_key(|(name, _)| place(name));
        }
    }

    /// Everything that is known, each error once.
    pub fn merged(&self, file: &SourceFile) -> Vec<Diagnostic> {
        heal::merge(self.by_checker.iter().map(|(_, diagnostics)| diagnostics.as_slice()), file)
    }

    /// The same of some checkers only. What another one says first is then said by them.
    pub fn merged_of(&self, checkers: &BTreeSet<String>, file: &SourceFile) -> Vec<Diagnostic> {
        let of_these = self.by_checker.iter().filter(|(name, _)| checkers.contains(name.as_str()));
        heal::merge(of_these.map(|(_, diagnostics)| diagnostics.as_slice()), file)
    }
}

/// So many documents keep their trees and fixes.
const KEPT_WARM: usize = 12;

/// An open document.
pub struct OpenDocument {
    pub name: DocumentName,
    pub root: PathBuf,
    pub document: Document,
    /// How the document is parsed, once that has been looked up.
    pub options: Option<ParseOptions>,
    /// When somebody worked on it last; `None` where its derived data has been let go since.
    pub warm_since: Option<Instant>,
    pub saved: bool,
    /// The version for which the built-in checker has reported.
    pub builtin_done: Option<i32>,
    /// Runs of the built-in checker under way; at most two, the newer one being for the present text.
    pub builtin_running: usize,
    pub builtin_asked: Option<i32>,
    pub builtin_cancel: CancelToken,
    pub changed: Instant,
    /// When the checkers that run while typing are to be started.
    pub typing_due: Option<Instant>,
    pub decide_due: Option<Instant>,
    pub published: Published,
    pub fixes: FixCache,
    pub analysis: Option<Arc<Analysis>>,
    /// What other servers say of the present text.
    pub foreign: Vec<Diagnostic>,
    /// Where the last edit ended.
    pub last_edit: Option<usize>,
    /// Edits since the runs under way began, with the version each led to.
    pub edits: Vec<(i32, TextEdit)>,
    /// What its versions have shown, for learning.
    pub lookback: Lookback,
    /// What of it is followed, to see what comes of it.
    pub following: Following,
}

impl OpenDocument {
    pub fn version(&self) -> i32 {
        self.document.version()
    }

    pub fn language(&self) -> Language {
        self.document.language()
    }
}

/// A workspace folder.
pub struct Folder {
    pub workspace: Arc<Workspace>,
    pub loaded: Arc<LoadedProject>,
    pub settings: Settings,
    /// The checkers that the settings name.
    pub own: Vec<Arc<dyn Checker>>,
    /// Whether the user trusts it on this machine, whatever the editor's settings say.
    pub trusted_here: bool,
    /// Whether the project has been read.
    pub ready: bool,
    pub loading: bool,
    /// Files changed on disk while the project was read.
    pub stale: bool,
}

impl Folder {
    /// The checkers of a language that the settings allow, the workspace's own ones last.
    pub fn checkers(&self, language: Language) -> Vec<CheckerHandle> {
        let known = checkers(language).iter().copied().map(|checker| CheckerHandle::Known(checker as &dyn Checker));
        let own = self.own.iter().filter(|checker| checker.languages().contains(&language)).cloned().map(CheckerHandle::Own);
        known.chain(own).filter(|checker| self.settings.allows(checker.name())).collect()
    }

    /// Takes new settings.
    pub fn set(&mut self, settings: Settings) {
        self.own = settings.own_checkers().into_iter().map(Arc::from).collect();
        self.settings = settings;
    }
}

/// All documents, folders and reports.
#[derive(Default)]
pub struct State {
    pub documents: HashMap<String, OpenDocument>,
    pub reports: BTreeMap<PathBuf, FileReport>,
    pub folders: BTreeMap<PathBuf, Folder>,
    /// Files that are not open and for which the client holds diagnostics.
    pub published_closed: BTreeMap<PathBuf, Vec<Diagnostic>>,
}

impl State {
    pub fn document(&self, uri: &str) -> Option<&OpenDocument> {
        self.documents.get(uri)
    }

    /// The open document at a path.
    pub fn open_at(&self, path: &Path) -> Option<&OpenDocument> {
        self.documents.values().find(|document| document.name.path == path)
    }

    /// The present text of a document.
    pub fn snapshot(&mut self, uri: &str) -> Option<SourceFile> {
        let document = self.documents.get_mut(uri)?;
        let folder = self.folders.get(&document.root);
        let told = |path: &Path, language| folder.map(|folder| folder.loaded.parse_options(path, language)).unwrap_or_default();
        let options = document.options.get_or_insert_with(|| told(&document.name.path, document.document.language()));
        Some(document.document.snapshot(&document.name.path, options))
    }

    /// Somebody works on a document.
    pub fn touch(&mut self, uri: &str) {
        if let Some(document) = self.documents.get_mut(uri) {
            document.warm_since = Some(Instant::now());
        }
        self.shrink_idle();
    }

    /// Lets go of what can be made again of the documents that nobody has worked on for longest, so that a document that is only open costs
    /// little more than its text.
    pub fn shrink_idle(&mut self) {
        let mut warm: Vec<(Instant, &String)> = self.documents.iter().filter_map(|(uri, document)| Some((document.warm_since?, uri))).collect();
        if warm.len() <= KEPT_WARM {
            return;
        }
        warm.sort();
        let cold: Vec<String> = warm.iter().take(warm.len() - KEPT_WARM).map(|(_, uri)| (*uri).clone()).collect();
        for uri in cold {
            let Some(document) = self.documents.get_mut(&uri).filter(|document| document.builtin_running == 0) else { continue };
            document.warm_since = None;
            document.analysis = None;
            document.fixes.cancel.cancel();
            document.fixes = FixCache::default();
            document.document.shrink();
            document.lookback.shrink();
            if let Some(report) = self.reports.get_mut(&document.name.path) {
                report.file = report.file.with_text(report.file.shared_text());
            }
        }
    }

    /// The present texts of all open documents of a folder.
    pub fn open_texts(&mut self, root: &Path) -> Arc<[OpenText]> {
        let uris: Vec<String> = self.documents.values().filter(|document| document.root == root).map(|document| document.name.uri.clone()).collect();
        let texts = uris.into_iter().filter_map(|uri| {
            let file = self.snapshot(&uri)?;
            let document = self.documents.get(&uri)?;
            Some(OpenText { version: document.version(), saved: document.saved, file, uri })
        });
        texts.collect()
    }

    /// What is known of the present text, worked out anew where anything has changed since.
    pub fn analysis(&mut self, uri: &str) -> Option<Arc<Analysis>> {
        let document = self.documents.get(uri)?;
        if let Some(known) = &document.analysis {
            return Some(known.clone());
        }
        let (root, version, path) = (document.root.clone(), document.version(), document.name.path.clone());
        let file = self.snapshot(uri)?;
        let open = self.open_texts(&root);
        let diagnostics = self.reports.get(&path).map(|report| report.merged(&file)).unwrap_or_default();
        let (loaded, entries) = match self.folders.get(&root) {
            Some(folder) => (folder.loaded.clone(), folder.settings.menu_entries),
            None => (Arc::default(), Settings::default().menu_entries),
        };
        let analysis = Arc::new(Analysis::new(version, file, diagnostics.into(), open, loaded, entries));
        self.documents.get_mut(uri)?.analysis = Some(analysis.clone());
        Some(analysis)
    }

    /// Makes edits of a document known to all that speaks of it.
    pub fn edited(&mut self, uri: &str, edits: &[TextEdit], keep_edits: bool) {
        let Some(document) = self.documents.get_mut(uri) else { return };
        let version = document.version();
        document.analysis = None;
        document.fixes.cancel.cancel();
        document.fixes = FixCache::default();
        document.following.forget_offers();
        let path = document.name.path.clone();
        document.last_edit = edits.last().map(|edit| edit.range.start + edit.text.len()).or(document.last_edit);
        for edit in edits {
            let held = document.published.diagnostics.len();
            shift(&mut document.published.diagnostics, &path, edit);
            document.published.dropped |= document.published.diagnostics.len() < held;
            shift(&mut document.foreign, &path, edit);
            if keep_edits {
                document.edits.push((version, edit.clone()));
            }
        }
        let in_report = |report: &mut FileReport| {
            for (_, diagnostics) in &mut report.by_checker {
                edits.iter().for_each(|edit| shift(diagnostics, &path, edit));
            }
            report.by_checker.retain(|(_, diagnostics)| !diagnostics.is_empty());
        };
        if let Some(report) = self.reports.get_mut(&path) {
            in_report(report);
        }
    }

    /// Forgets what has been worked out about every document of a folder: something that they share has changed.
    pub fn forget_analyses(&mut self, root: &Path) {
        for document in self.documents.values_mut().filter(|document| document.root == root) {
            document.analysis = None;
            document.fixes.cancel.cancel();
            document.following.offered_before(&std::mem::take(&mut document.fixes));
        }
    }

    /// The folder that a path belongs to: the deepest workspace folder above it.
    pub fn root_of(&self, path: &Path) -> Option<PathBuf> {
        self.folders.keys().filter(|root| path.starts_with(root)).max_by_key(|root| root.as_os_str().len()).cloned()
    }
}
