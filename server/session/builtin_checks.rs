//! The built-in check of a document after each change of its text.

use super::analysis::OpenText;
use super::events::{Event, WorkDone};
use super::owner::Owner;
use super::project_loader::LoadedProject;
use super::state::FileReport;
use crate::base::CancelToken;
use crate::check::builtin;
use crate::heal;
use crate::model::Diagnostic;
use crate::syntax::{Language, SourceFile};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long the first built-in check of a document waits for the project to be read, which tells how it is to be parsed.
pub(super) const PROJECT_WAIT: Duration = Duration::from_millis(300);

impl Owner {
    /// Starts the built-in check of the present text, unless it has been started or two are under way already.
    pub(super) fn builtin(&mut self, uri: &str) {
        let Some(document) = self.state.documents.get(uri) else { return };
        let Some(folder) = self.state.folders.get(&document.root) else { return };
        let version = document.version();
        let waits = !folder.ready && document.changed.elapsed() < PROJECT_WAIT;
        if waits || document.builtin_asked == Some(version) || document.builtin_running >= 2 || !folder.settings.allows(builtin::SOURCE) {
            return;
        }
        let (loaded, root) = (folder.loaded.clone(), document.root.clone());
        let Some(file) = self.state.snapshot(uri) else { return };
        let open = match file.language() {
            // Only Go shares names between the files of a folder.
            Language::Go => self.state.open_texts(&root),
            _ => Arc::default(),
        };
        let Some(document) = self.state.documents.get_mut(uri) else { return };
        document.builtin_asked = Some(version);
        document.builtin_running += 1;
        document.builtin_cancel = CancelToken::new();
        let (own, cancel, uri) = (self.own.clone(), document.builtin_cancel.clone(), uri.to_owned());
        self.pool.urgent(move || {
            let check = || if cancel.is_cancelled() { Vec::new() } else { builtin_diagnostics(&file, &loaded, &open) };
            let diagnostics = catch_unwind(AssertUnwindSafe(check)).unwrap_or_else(|_| {
                tracing::error!(path = %file.path().display(), "the built-in checker panicked; it says nothing of this text");
                Vec::new()
            });
            let _ = own.send(Event::Work(WorkDone::Builtin { uri, version, file, diagnostics }));
        });
    }

    pub(super) fn builtin_done(&mut self, uri: &str, version: i32, file: SourceFile, diagnostics: Vec<Diagnostic>) {
        let Some(document) = self.state.documents.get_mut(uri) else { return };
        document.builtin_running = document.builtin_running.saturating_sub(1);
        if document.version() == version {
            document.builtin_done = Some(version);
            document.analysis = None;
            document.warm_since.get_or_insert(document.changed);
            let path = document.name.path.clone();
            let digest = *file.digest();
            let report = self.state.reports.entry(path).or_insert_with(|| FileReport::new(file));
            report.set(builtin::SOURCE, diagnostics);
            report.looked.insert(builtin::SOURCE.to_owned(), digest);
            self.decide(uri);
            self.answer_checks();
            self.state.shrink_idle();
        }
        self.builtin(uri);
    }
}

fn builtin_diagnostics(file: &SourceFile, loaded: &LoadedProject, open: &[OpenText]) -> Vec<Diagnostic> {
    let mut facts = loaded.facts(file);
    // The siblings' texts are those that the user sees.
    for sibling in facts.siblings.iter_mut().flatten() {
        if let Some(seen) = open.iter().find(|open| open.file.path() == sibling.path()) {
            *sibling = seen.file.clone();
        }
    }
    let findings = heal::find_builtin(file, &facts);
    heal::diagnose(&findings, file, file.path().parent().unwrap_or(Path::new("/")), &|_| None)
}
