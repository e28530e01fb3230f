//! The engine as a library: detect, categorize, suggest, apply, validate, each a call on values. Nothing here does I/O; what a project looks
//! like, the caller tells.

use super::pipeline::{FileFacts, MenuLimits, fixes};
use super::proposals::{Context, Proposals};
use super::{diagnose, find_builtin, merge};
use crate::base::{CancelToken, EditError};
use crate::check::{checkers, output};
use crate::fix::{FixContext, Project};
use crate::model::{Diagnostic, Finding, Fix};
use crate::syntax::{Language, SourceFile, scope_report};
use crate::taxonomy::classify;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why a fix is not applied to a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    #[error("the fix does not touch {}", .0.display())]
    OtherFile(PathBuf),
    #[error("{} has changed since the fix was made for it", .0.display())]
    OtherText(PathBuf),
    #[error(transparent)]
    Edit(#[from] EditError),
}

/// One file's surroundings, and what can be asked about the file.
///
/// ```
/// use healer::{Engine, Language, ParseOptions, SourceFile};
///
/// let file = SourceFile::new("/work/total.py", Language::Python, "def total(prices)\n    return sum(prices)\n", ParseOptions::default());
/// let engine = Engine::default();
///
/// let diagnostics = engine.validate(&file);
/// let error = diagnostics.iter().find(|diagnostic| diagnostic.is_error()).ok_or("the colon is missing")?;
/// assert!(error.category().starts_with("SYNTAX."));
///
/// if let Some(fix) = engine.suggest(&file, error, &diagnostics).first() {
///     let mended = engine.apply(&file, fix)?;
///     assert!(engine.validate(&mended).is_empty());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Engine {
    project: Project,
    facts: FileFacts,
    limits: MenuLimits,
    cancel: CancelToken,
    proposals: Option<Arc<Proposals>>,
}

impl Engine {
    /// An engine that knows the project around the files it is asked about, so that it can offer the project's own names.
    pub fn of_project(project: Project) -> Engine {
        Engine { project, ..Engine::default() }
    }

    /// The same with what is known about the file that will be asked about: its package's other files, the names and crates it may use.
    pub fn with_facts(mut self, facts: FileFacts) -> Engine {
        self.facts = facts;
        self
    }

    /// The same with at most so many fixes for one diagnostic.
    pub fn with_limits(mut self, limits: MenuLimits) -> Engine {
        self.limits = limits;
        self
    }

    /// The same with a token that stops long work; what is answered then is incomplete.
    pub fn with_cancel(mut self, cancel: CancelToken) -> Engine {
        self.cancel = cancel;
        self
    }

    /// The same with a cache of what has been worked out before.
    pub fn with_proposals(mut self, proposals: Arc<Proposals>) -> Engine {
        self.proposals = Some(proposals);
        self
    }

    pub fn project(&self) -> &Project {
        &self.project
    }

    /// The errors in what tools printed: compiler and linter output, tracebacks, panics, test reports, several mixed in one log. Paths are as
    /// the log says them; a finding that names no file has an empty path.
    pub fn detect(&self, log: &[u8]) -> Vec<Finding> {
        output::read(log)
    }

    /// The language that a finding is about: that of its file, or of the checker that said it.
    pub fn language_of(&self, finding: &Finding) -> Option<Language> {
        let speaks = |language: &Language| checkers(*language).iter().any(|checker| checker.name() == finding.source);
        super::language_of(finding).or_else(|| Language::ALL.into_iter().find(speaks))
    }

    /// Places what a tool said in a file's text and gives each message its place in the taxonomy. `folder` is where the tool ran: relative
    /// paths in its output start there. Findings of other files are passed over.
    pub fn categorize(&self, findings: &[Finding], file: &SourceFile, folder: &Path) -> Vec<Diagnostic> {
        diagnose(findings, file, folder, &|path| self.source(path))
    }

    /// The place in the taxonomy of a diagnostic that came from elsewhere.
    pub fn classify(&self, mut diagnostic: Diagnostic, file: &SourceFile) -> Diagnostic {
        diagnostic.classification = Some(classify(&diagnostic, file));
        diagnostic
    }

    /// What the built-in checker finds: syntax errors, and where there are none, undefined and unused names. No tool is run.
    pub fn validate(&self, file: &SourceFile) -> Vec<Diagnostic> {
        let findings = find_builtin(file, &self.facts);
        let folder = file.path().parent().unwrap_or(Path::new(""));
        merge([self.categorize(&findings, file, folder).as_slice()], file)
    }

    /// The ranked fixes of a diagnostic, best first. `all` are all diagnostics of the file.
    pub fn suggest(&self, file: &SourceFile, diagnostic: &Diagnostic, all: &[Diagnostic]) -> Vec<Fix> {
        let work = || {
            let scopes = scope_report(file.language(), file.text(), &self.facts.scope_context(file));
            let context = FixContext { file, diagnostic, diagnostics: all, project: &self.project, scopes: &scopes, cancel: &self.cancel };
            fixes(&context, &self.facts, self.limits)
        };
        let Some(proposals) = &self.proposals else { return work() };
        let context = Context::new(&self.project, &self.facts, file.language(), self.limits.entries);
        proposals.of(context, file, diagnostic, all, || Some(work()).filter(|_| !self.cancel.is_cancelled()))
    }

    /// The file after a fix. Other files that the fix changes are applied by asking with each of them.
    pub fn apply(&self, file: &SourceFile, fix: &Fix) -> Result<SourceFile, ApplyError> {
        let edits = fix.edits_of(file.path()).ok_or_else(|| ApplyError::OtherFile(file.path().to_owned()))?;
        if !fix.is_for(file) {
            return Err(ApplyError::OtherText(file.path().to_owned()));
        }
        Ok(file.with_text(edits.apply(file.text())?))
    }

    fn source(&self, path: &Path) -> Option<SourceFile> {
        self.project.files.get(path).map(|file| file.source.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{EditSet, Span, TextEdit};
    use crate::model::{Applicability, FileEdits, FindingSuggestion, Place, Severity};
    use crate::syntax::ParseOptions;

    fn finding(text: &str) -> (SourceFile, Finding) {
        let file = SourceFile::new("/w/a.py", Language::Python, text, ParseOptions::default());
        let mut finding = Finding::new("tool", "a.py", Place::Bytes(Span::new(0, 4)), Severity::Error, "undefined name 'naem'", b"raw");
        let edit = ("a.py".into(), Place::Bytes(Span::new(0, 4)), "name".to_owned());
        finding.suggestions = vec![FindingSuggestion { title: "Write `name`".into(), applicability: Applicability::Review, edits: vec![edit] }];
        (file, finding)
    }

    #[test]
    fn a_finding_becomes_a_fix_and_a_text() {
        let (file, finding) = finding("naem = 1\n");
        let engine = Engine::default();
        let diagnostics = engine.categorize(&[finding], &file, Path::new("/w"));
        let [diagnostic] = diagnostics.as_slice() else { panic!("one diagnostic") };
        assert!(diagnostic.classification.is_some());
        let fixes = engine.suggest(&file, diagnostic, &diagnostics);
        let fix = fixes.iter().find(|fix| fix.title == "Write `name`").unwrap();
        let mended = engine.apply(&file, fix).unwrap();
        assert_eq!(mended.text(), "name = 1\n");
        assert_eq!(engine.apply(&mended, fix).map(|_| ()), Err(ApplyError::OtherText("/w/a.py".into())), "a fix is applied once");
    }

    #[test]
    fn a_fix_of_another_file_is_refused() {
        let (file, finding) = finding("naem = 1\n");
        let engine = Engine::default();
        let diagnostics = engine.categorize(&[finding], &file, Path::new("/w"));
        let mut fix = engine.suggest(&file, &diagnostics[0], &diagnostics).remove(0);
        fix.edits = vec![FileEdits { path: "/w/b.py".into(), edits: EditSet::one(TextEdit::insert(0, "x")) }];
        assert_eq!(engine.apply(&file, &fix).map(|_| ()), Err(ApplyError::OtherFile("/w/a.py".into())));
    }
}
