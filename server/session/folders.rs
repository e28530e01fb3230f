//! Workspace folders: they come and go, are read from disk, have settings of their own, and change behind the editor's back.

use super::events::{Event, Importance, Notice, WorkDone, file_uri};
use super::owner::Owner;
use super::project_loader::{self, LoadLimits, LoadedProject};
use super::settings::{LayeredSettings, Settings};
use super::state::Folder;
use super::trusted::TrustedFolders;
use crate::base::CancelToken;
use crate::check::{Stage, Workspace, builtin};
use crate::fix::Project;
use crate::store;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl Owner {
    /// Takes the client's folders in and lets others go; documents move to the folder that is now the nearest one above them.
    pub(super) fn folders(&mut self, added: Vec<PathBuf>, removed: &[PathBuf]) {
        for root in removed {
            self.state.folders.remove(root);
        }
        for root in &added {
            self.ensure_folder(root);
        }
        let uris: Vec<String> = self.state.documents.keys().cloned().collect();
        for uri in uris {
            self.settle(&uri);
        }
        let gone: Vec<PathBuf> =
            self.state.reports.keys().filter(|path| removed.iter().any(|root| path.starts_with(root)) && self.state.root_of(path).is_none()).cloned().collect();
        gone.iter().for_each(|path| self.forget_closed(path));
    }

    /// The folder that a path belongs to: the nearest one known above it, else the one that looks like its workspace.
    pub(super) fn root_for(&self, path: &Path) -> PathBuf {
        match self.state.root_of(path) {
            Some(root) => root,
            None if path.is_absolute() => project_loader::workspace_root(path),
            None => PathBuf::new(),
        }
    }

    /// Moves a document to the folder that it belongs to now, if that is another one or has gone.
    fn settle(&mut self, uri: &str) {
        let Some(document) = self.state.document(uri) else { return };
        let (root, language) = (self.root_for(&document.name.path), document.language());
        if root == document.root && self.state.folders.contains_key(&root) {
            return;
        }
        self.ensure_folder(&root);
        self.queue.drop_document(uri, None);
        let Some(folder) = self.state.folders.get(&root) else { return };
        let unread = !folder.ready && !folder.loading;
        let wanted: Vec<String> = folder.checkers(language).iter().map(|checker| checker.name().to_owned()).collect();
        let Some(document) = self.state.documents.get_mut(uri) else { return };
        (document.root, document.builtin_asked, document.analysis) = (root.clone(), None, None);
        if let Some(report) = self.state.reports.get_mut(&document.name.path) {
            report.by_checker.retain(|(name, _)| name == builtin::SOURCE || wanted.contains(name));
        }
        self.state.forget_analyses(&root);
        if unread {
            self.load_project(&root);
        }
        self.builtin(uri);
        self.start_checks(uri, &[Stage::Typing, Stage::Saved]);
    }

    /// Forgets what was said of a file that is not open.
    fn forget_closed(&mut self, path: &Path) {
        if self.state.open_at(path).is_some() {
            return;
        }
        let Some(report) = self.state.reports.remove(path) else { return };
        if self.state.published_closed.remove(path).is_some() && !self.pulls {
            self.notify(Notice::Diagnostics { uri: file_uri(path), version: None, file: report.file, diagnostics: Arc::default() });
        }
    }

    /// Takes note of files that changed on disk. An open document's text is the client's, whatever the disk has.
    pub(super) fn watched(&mut self, paths: &[PathBuf]) {
        self.follow_up_the_written(paths);
        let others: Vec<&PathBuf> = paths.iter().filter(|path| self.state.open_at(path).is_none()).collect();
        for path in others.iter().filter(|path| !path.exists()) {
            self.forget_closed(path);
        }
        let mut roots: Vec<PathBuf> = others.iter().filter_map(|path| self.state.root_of(path)).collect();
        roots.sort();
        roots.dedup();
        for root in roots {
            self.load_project(&root);
        }
    }

    /// Puts a text that has been saved into what is known of the disk.
    pub(super) fn keep_saved_text(&mut self, uri: &str) {
        let Some(file) = self.state.snapshot(uri) else { return };
        let Some(root) = self.state.document(uri).map(|document| document.root.clone()) else { return };
        if let Some(folder) = self.state.folders.get_mut(&root).filter(|folder| folder.ready) {
            let known = folder.loaded.project.files.get(file.path());
            if known.is_none_or(|known| known.source.text() != file.text()) {
                Arc::make_mut(&mut folder.loaded).replace(file);
            }
        }
    }

    fn settings_with_client(&mut self, mut layered: LayeredSettings) -> Settings {
        layered.add_client(&self.client_settings);
        for problem in layered.problems {
            self.log_once(Importance::Warning, problem);
        }
        layered.settings
    }

    /// Makes a folder known; it is read when the first document in it is opened.
    pub(super) fn ensure_folder(&mut self, root: &Path) {
        if !self.state.folders.contains_key(root) {
            let settings = self.settings_with_client(LayeredSettings::default());
            let project = Project { root: root.to_owned(), ..Project::default() };
            let mut folder = Folder {
                workspace: Arc::new(Workspace::new(root)),
                loaded: Arc::new(LoadedProject { project, ..LoadedProject::default() }),
                settings: Settings::default(),
                own: Vec::new(),
                trusted_here: root.is_absolute() && TrustedFolders::of(&store::home()).contains(root),
                // What is no folder of a disk has nothing to be read.
                ready: !root.is_absolute(),
                loading: false,
                stale: false,
            };
            folder.set(settings);
            self.state.folders.insert(root.to_owned(), folder);
        }
    }

    /// Reads a folder from disk, in the background.
    pub(super) fn load_project(&mut self, root: &Path) {
        let Some(folder) = self.state.folders.get_mut(root).filter(|_| root.is_absolute()) else { return };
        if folder.loading {
            folder.stale = true;
            return;
        }
        (folder.loading, folder.stale) = (true, false);
        let proposals = folder.loaded.proposals.clone();
        let (own, root, client) = (self.own.clone(), root.to_owned(), self.client_settings.clone());
        self.pool.urgent(move || {
            let mut layered = LayeredSettings::of_workspace(&root);
            layered.add_client(&client);
            // What was worked out for texts that are as they were still holds.
            let loaded = LoadedProject { proposals, ..project_loader::load(&root, LoadLimits::default(), &CancelToken::new()) };
            layered.problems.extend(loaded.shared_problems.iter().cloned());
            let done = WorkDone::Project { root, loaded: Arc::new(loaded), problems: layered.problems, settings: Box::new(layered.settings) };
            let _ = own.send(Event::Work(done));
        });
    }

    pub(super) fn client_settings(&mut self, settings: Value) {
        self.client_settings = settings;
        for root in self.state.folders.keys().cloned().collect::<Vec<_>>() {
            self.load_project(&root);
        }
    }

    /// Drops what checkers have said that the settings do not want any more.
    pub(super) fn forget_the_unwanted(&mut self, root: &Path) {
        let Some(folder) = self.state.folders.get(root) else { return };
        let mut closed = Vec::new();
        for (path, report) in self.state.reports.iter_mut().filter(|(path, _)| path.starts_with(root)) {
            let wanted = folder.checkers(report.file.language());
            let stays = |name: &str| wanted.iter().any(|checker| checker.name() == name) || (name == builtin::SOURCE && folder.settings.allows(name));
            let held = report.by_checker.len();
            report.by_checker.retain(|(name, _)| stays(name));
            report.looked.retain(|name, _| stays(name));
            if report.by_checker.len() < held && !self.state.documents.values().any(|document| document.name.path == *path) {
                closed.push(path.clone());
            }
        }
        closed.iter().for_each(|path| self.publish_closed(path));
    }
}
