//! One version of a document with all that is known about it: what fixes are worked out from, away from the owner of the state.

use super::project_loader::{LoadedProject, read_text};
use super::shift::shift;
use crate::base::{CancelToken, EditSet, TextEdit};
use crate::check::builtin;
use crate::fix::{FixContext, Project};
use crate::heal::{self, FileFacts, MenuLimits};
use crate::model::heal_record::line_edits;
use crate::model::{Applicability, Diagnostic, Fix};
use crate::syntax::{ScopeReport, SourceFile, scope_report};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// How often fix-all looks again for what its own edits made possible.
const FIX_ALL_PASSES: usize = 10;

/// An open document as it stood when the analysis was made.
#[derive(Clone, Debug)]
pub struct OpenText {
    pub uri: String,
    pub version: i32,
    pub file: SourceFile,
    /// Whether the disk has the same text.
    pub saved: bool,
}

/// Edits as they are offered to the client: each file with the text that the edits were made for.
#[derive(Clone, Debug)]
pub struct Offer {
    pub files: Vec<OfferedEdits>,
}

#[derive(Clone, Debug)]
pub struct OfferedEdits {
    /// The client's URI and version of an open document; `None` for a file that is read from disk.
    pub open: Option<(String, i32)>,
    pub file: SourceFile,
    pub edits: EditSet,
}

/// An immutable snapshot; what is costly in it is worked out when first asked for, and once.
pub struct Analysis {
    pub version: i32,
    pub file: SourceFile,
    pub diagnostics: Arc<[Diagnostic]>,
    pub open: Arc<[OpenText]>,
    loaded: Arc<LoadedProject>,
    entries: usize,
    project: OnceLock<Project>,
    facts: OnceLock<FileFacts>,
    scopes: OnceLock<ScopeReport>,
    context: OnceLock<heal::Context>,
}

impl Analysis {
    pub fn new(version: i32, file: SourceFile, diagnostics: Arc<[Diagnostic]>, open: Arc<[OpenText]>, loaded: Arc<LoadedProject>, entries: usize) -> Analysis {
        Analysis {
            version,
            file,
            diagnostics,
            open,
            loaded,
            entries,
            project: OnceLock::new(),
            facts: OnceLock::new(),
            scopes: OnceLock::new(),
            context: OnceLock::new(),
        }
    }

    /// The project with the texts that the user sees.
    fn project(&self) -> &Project {
        self.project.get_or_init(|| {
            let mut loaded = LoadedProject::clone(&self.loaded);
            for open in self.open.iter() {
                loaded.replace(open.file.clone());
            }
            loaded.project
        })
    }

    fn facts(&self) -> &FileFacts {
        self.facts.get_or_init(|| self.loaded.facts(&self.file))
    }

    fn scopes(&self) -> &ScopeReport {
        self.scopes.get_or_init(|| scope_report(self.file.language(), self.file.text(), &self.facts().scope_context(&self.file)))
    }

    /// The ranked fixes of a diagnostic of this very text.
    pub fn fixes_of(&self, diagnostic: &Diagnostic, cancel: &CancelToken) -> Vec<Fix> {
        let (project, facts) = (self.project(), self.facts());
        let context = *self.context.get_or_init(|| heal::Context::new(project, facts, self.file.language(), self.entries));
        self.loaded.proposals.of(context, &self.file, diagnostic, &self.diagnostics, || {
            let context = FixContext { file: &self.file, diagnostic, diagnostics: &self.diagnostics, project, scopes: self.scopes(), cancel };
            let fixes = heal::fixes(&context, facts, MenuLimits { entries: self.entries });
            (!cancel.is_cancelled()).then_some(fixes)
        })
    }

    /// The diagnostics that findings of others are in this text, without those that are known already.
    pub fn foreign(&self, findings: &[crate::model::Finding]) -> Vec<Diagnostic> {
        let folder = self.file.path().parent().unwrap_or(Path::new("/"));
        let diagnosed = heal::diagnose(findings, &self.file, folder, &|path| self.source(path));
        let known = &self.diagnostics;
        let merged = heal::merge([known.as_ref(), diagnosed.as_slice()], &self.file);
        merged.into_iter().filter(|diagnostic| !known.iter().any(|own| own.id == diagnostic.id)).collect()
    }

    /// The text of another file: open, of the project, or on disk.
    pub fn source(&self, path: &Path) -> Option<SourceFile> {
        match self.open.iter().find(|open| open.file.path() == path) {
            Some(open) => Some(open.file.clone()),
            None => self.loaded.source(path).ok(),
        }
    }

    /// A fix as edits of the client's documents; `None` where a text has changed since the fix was worked out.
    pub fn offer(&self, fix: &Fix) -> Option<Offer> {
        if !fix.edits.iter().all(|edits| self.present(&edits.path).is_some_and(|file| fix.is_for(&file))) {
            return None;
        }
        let files = fix.edits.iter().map(|file| self.offered(&file.path, file.edits.clone())).collect::<Option<Vec<_>>>()?;
        Some(Offer { files })
    }

    /// The text of a file as it is now: a file that is not open may have changed on disk since the project was read, and its edits carry no
    /// version by which the client could tell.
    fn present(&self, path: &Path) -> Option<SourceFile> {
        if path == self.file.path() {
            return Some(self.file.clone());
        }
        let file = self.source(path)?;
        let open = self.open.iter().any(|open| open.file.path() == path);
        (open || read_text(path).is_ok_and(|text| text == file.text())).then_some(file)
    }

    fn offered(&self, path: &Path, edits: EditSet) -> Option<OfferedEdits> {
        if path == self.file.path() {
            let uri = self.open.iter().find(|open| open.file.path() == path).map(|open| open.uri.clone())?;
            return Some(OfferedEdits { open: Some((uri, self.version)), file: self.file.clone(), edits });
        }
        let open = self.open.iter().find(|open| open.file.path() == path);
        let file = self.source(path)?;
        edits.check(file.text()).ok()?;
        Some(OfferedEdits { open: open.map(|open| (open.uri.clone(), open.version)), file, edits })
    }

    /// All safe fixes of this file together, again and again until none is left; `None` where there is none. What happens when too many passes
    /// are needed is told to `tell`.
    pub fn fix_all(&self, cancel: &CancelToken, tell: impl FnOnce(String)) -> Option<Offer> {
        self.fix_all_within(FIX_ALL_PASSES, cancel, tell)
    }

    fn fix_all_within(&self, passes: usize, cancel: &CancelToken, tell: impl FnOnce(String)) -> Option<Offer> {
        let mut file = self.file.clone();
        let mut diagnostics = self.diagnostics.to_vec();
        for number in 0..=passes {
            let pass = Analysis::new(self.version, file.clone(), diagnostics.clone().into(), self.open.clone(), self.loaded.clone(), self.entries);
            let edits = pass.safe_edits(cancel);
            let Some(text) = edits.apply(file.text()).ok().filter(|text| text != file.text()) else { break };
            if number == passes {
                let name = file.path().display();
                tell(format!(
                    "Fixing all in {name} took more than {passes} passes, so it was ended there: what is left may be safe to fix too. Ask once more."
                ));
                break;
            }
            for edit in edits.edits().iter().rev() {
                shift(&mut diagnostics, file.path(), edit);
            }
            diagnostics.retain(|diagnostic| diagnostic.source != builtin::SOURCE);
            file = file.with_text(text);
            let facts = self.loaded.facts(&file);
            let found = heal::find_builtin(&file, &facts);
            let folder = file.path().parent().unwrap_or(Path::new("/"));
            let own = heal::diagnose(&found, &file, folder, &|_| None);
            diagnostics = heal::merge([diagnostics.as_slice(), own.as_slice()], &file);
        }
        if cancel.is_cancelled() || file.text() == self.file.text() {
            return None;
        }
        Some(Offer { files: vec![self.offered(self.file.path(), line_edits(self.file.text(), file.text()))?] })
    }

    /// The best fixes of this text as far as they are safe, stay in this file and keep clear of one another.
    fn safe_edits(&self, cancel: &CancelToken) -> EditSet {
        let mut chosen = EditSet::default();
        for diagnostic in self.diagnostics.iter() {
            if cancel.is_cancelled() {
                break;
            }
            let fixes = self.fixes_of(diagnostic, cancel);
            let Some(fix) = fixes.first().filter(|fix| fix.applicability == Applicability::Safe) else { continue };
            let [only] = fix.edits.as_slice() else { continue };
            let near = |one: &TextEdit, other: &TextEdit| one.range.start <= other.range.end && other.range.start <= one.range.end;
            let apart = !only.edits.edits().iter().any(|edit| chosen.edits().iter().any(|known| near(known, edit)));
            if only.path == self.file.path()
                && apart
                && let Ok(merged) = chosen.merge(&only.edits)
            {
                chosen = merged;
            }
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixing_all_ends_and_says_so() {
        let file = SourceFile::new("/w/a.py", crate::syntax::Language::Python, "import os\n", crate::syntax::ParseOptions::default());
        let found = heal::find_builtin(&file, &FileFacts::default());
        let diagnostics = heal::diagnose(&found, &file, Path::new("/w"), &|_| None);
        let open = [OpenText { uri: "file:///w/a.py".to_owned(), version: 1, file: file.clone(), saved: true }];
        let analysis = Analysis::new(1, file, diagnostics.into(), open.into(), Arc::default(), 5);
        let fixed = |passes| {
            let mut said = None;
            let offer = analysis.fix_all_within(passes, &CancelToken::new(), |told| said = Some(told));
            (offer.is_some(), said)
        };
        assert_eq!(fixed(1), (true, None), "a pass that finds nothing more is no pass too many");
        let (offered, said) = fixed(0);
        assert!(!offered && said.as_deref().is_some_and(|said| said.contains("/w/a.py took more than 0 passes")), "{said:?}");
    }
}
