//! The user's own rules, in ast-grep's YAML format: each finds a shape of code and may say how to rewrite it.
//!
//! A rule speaks in one of two ways. With `metadata.healer` it names the diagnostics of other checkers that it mends, by category, code,
//! source or message, and its rewrite is offered for those. Without it, what it matches is a finding of its own, with the rule's severity and
//! message, as `ast-grep scan` would report it.
//!
//! ```yaml
//! id: numpy-alias
//! language: python
//! rule: { pattern: nump.$NAME }
//! fix: numpy.$NAME
//! metadata:
//!   healer: { category: "RES.NAME:nump", applicability: safe, confidence: 0.9 }
//! ```

mod binding;
mod grammar;
mod read;
mod rule_test;
#[cfg(test)]
mod tests;

pub use binding::Binding;
pub use read::TemplateProblem;
pub use rule_test::{RuleTestFailure, RuleTestReport, run_rule_tests};

use super::{FixContext, Proposal};
use crate::base::{EditSet, Span, TextEdit};
use crate::model::{Applicability, FileEdits, Finding, Origin, Place, Severity};
use crate::syntax::{Language, SourceFile};
use ast_grep_config::{Fixer, RuleConfig};
use ast_grep_core::replacer::Replacer;
use ast_grep_core::tree_sitter::{LanguageExt, StrDoc};
use ast_grep_core::{AstGrep, NodeMatch};
use globset::GlobSet;
use grammar::Grammar;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a template's findings carry as their source: the built-in checker's name, as no tool is behind them.
const SOURCE: &str = "healer";

/// One template makes at most so many findings in a file, so that a rule that matches everything cannot flood the editor.
const MOST_FINDINGS: usize = 500;

/// A diagnostic is offered at most so many rewrites of one template.
const MOST_PLACES: usize = 3;

type Tree = AstGrep<StrDoc<Grammar>>;

/// One rule of the user.
pub struct Template {
    pub id: String,
    pub language: Language,
    /// The file that it stands in; absolute.
    pub file: PathBuf,
    /// Its first line there, from 0.
    pub line: usize,
    /// `None` turns its own findings off.
    pub severity: Option<Severity>,
    pub message: String,
    pub binding: Option<Binding>,
    config: RuleConfig<Grammar>,
    files: Option<GlobSet>,
    ignores: Option<GlobSet>,
}

/// The templates of a workspace, with what is wrong in their files.
#[derive(Default)]
pub struct TemplateSet {
    /// The workspace folder, from which the globs of `files` and `ignores` start.
    root: PathBuf,
    templates: Vec<Template>,
    problems: Vec<TemplateProblem>,
    texts: Vec<(PathBuf, Arc<str>)>,
}

impl fmt::Debug for TemplateSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<&str> = self.templates.iter().map(|template| template.id.as_str()).collect();
        formatter.debug_struct("TemplateSet").field("templates", &ids).field("problems", &self.problems).finish()
    }
}

impl TemplateSet {
    /// Reads rule files, given as absolute path and text. A document of a file that is wrong becomes a problem and hides no other.
    pub fn read(root: &Path, files: impl IntoIterator<Item = (PathBuf, Arc<str>)>) -> TemplateSet {
        let mut set = TemplateSet { root: root.to_owned(), ..TemplateSet::default() };
        for (path, text) in files {
            read::read_file(&path, &text, &mut set);
            set.texts.push((path, text));
        }
        set
    }

    pub fn templates(&self) -> &[Template] {
        &self.templates
    }

    pub fn problems(&self) -> &[TemplateProblem] {
        &self.problems
    }

    /// The rule files with their texts, by absolute path.
    pub fn files(&self) -> &[(PathBuf, Arc<str>)] {
        &self.texts
    }

    /// The template with an id.
    pub fn get(&self, id: &str) -> Option<&Template> {
        self.templates.iter().find(|template| template.id == id)
    }

    fn of_file<'s>(&'s self, file: &'s SourceFile) -> impl Iterator<Item = &'s Template> + 's {
        self.templates.iter().filter(move |template| template.language == file.language() && template.covers(self.below_root(file.path())))
    }

    fn below_root<'p>(&self, path: &'p Path) -> &'p Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }

    /// What the templates that report on their own find in a file.
    pub fn lint(&self, file: &SourceFile) -> Vec<Finding> {
        let mut tree: Option<Tree> = None;
        let mut findings = Vec::new();
        for template in self.of_file(file).filter(|template| template.binding.is_none()) {
            let Some(severity) = template.severity else { continue };
            let tree = tree.get_or_insert_with(|| Grammar(file.language()).ast_grep(file.text()));
            let root = tree.root();
            findings.extend(root.find_all(&template.config.matcher).take(MOST_FINDINGS).map(|found| template.finding(file, &found, severity)));
        }
        findings
    }
}

impl Template {
    /// Whether the template speaks of a file; the path is relative to the workspace.
    fn covers(&self, path: &Path) -> bool {
        self.files.as_ref().is_none_or(|files| files.is_match(path)) && !self.ignores.as_ref().is_some_and(|ignores| ignores.is_match(path))
    }

    fn finding(&self, file: &SourceFile, found: &NodeMatch<'_, StrDoc<Grammar>>, severity: Severity) -> Finding {
        let range = Span::from(found.range());
        let message = match self.message.is_empty() {
            true => format!("matches the rule `{}`", self.id),
            false => self.config.get_message(found),
        };
        let raw = format!("{}:{}..{}: {}: {message}", file.path().display(), range.start, range.end, self.id);
        let mut finding = Finding::new(SOURCE, file.path(), Place::Bytes(range), severity, message, raw.as_bytes());
        finding.code = Some(self.id.clone());
        finding.href = self.config.url.clone();
        finding
    }

    /// Whether the rewrite is meant for a diagnostic.
    fn applies(&self, context: &FixContext<'_>) -> bool {
        let diagnostic = context.diagnostic;
        match &self.binding {
            Some(binding) => binding.covers(diagnostic),
            None => diagnostic.source == SOURCE && diagnostic.code.as_deref() == Some(self.id.as_str()),
        }
    }

    /// The rewrites of one match: each with its title, in the order in which the rule gives them.
    fn rewrites(&self, file: &SourceFile, found: &NodeMatch<'_, StrDoc<Grammar>>) -> Vec<(String, EditSet)> {
        let rewrite = |fixer: &Fixer| {
            let range = Span::from(fixer.get_replaced_range(found, &self.config.matcher));
            let text = String::from_utf8(fixer.generate_replacement(found)).ok()?;
            let title = fixer.title().map_or_else(|| self.title(&text), str::to_owned);
            let edits = EditSet::one(TextEdit::replace(range, text));
            edits.check(file.text()).ok()?;
            Some((title, edits))
        };
        self.config.fixer.iter().filter_map(rewrite).collect()
    }

    fn title(&self, replacement: &str) -> String {
        match replacement {
            "" => format!("Remove what `{}` matches", self.id),
            text if text.len() <= 60 && !text.contains('\n') => format!("Replace with `{text}`"),
            _ => format!("Rewrite by `{}`", self.id),
        }
    }
}

/// The rewrites of the user's templates for a diagnostic.
pub fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let set = &context.project.templates;
    let file = context.file;
    let mut tree: Option<Tree> = None;
    let mut proposals = Vec::new();
    for template in set.of_file(file).filter(|template| !template.config.fixer.is_empty() && template.applies(context)) {
        if context.cancel.is_cancelled() {
            break;
        }
        let tree = tree.get_or_insert_with(|| Grammar(file.language()).ast_grep(file.text()));
        let root = tree.root();
        let mut matches: Vec<_> = root.find_all(&template.config.matcher).filter(|found| meets(Span::from(found.range()), context.diagnostic.range)).collect();
        // The smallest match is the one nearest to what the diagnostic says.
        matches.sort_by_key(|found| found.range().len());
        matches.truncate(MOST_PLACES);
        let applicability = template.binding.as_ref().map_or(Applicability::Review, |binding| binding.applicability);
        let likelihood = template.binding.as_ref().map_or(binding::USUAL_CONFIDENCE, |binding| binding.confidence);
        for (title, edits) in matches.iter().flat_map(|found| template.rewrites(file, found)) {
            proposals.push(Proposal {
                title,
                origin: Origin::Template,
                rule: template.id.clone(),
                applicability,
                likelihood,
                edits: vec![FileEdits { path: file.path().to_owned(), edits }],
                learned: None,
            });
        }
    }
    proposals
}

/// Whether a match lies at a diagnostic: they share text, or touch where one of them is empty.
fn meets(found: Span, range: Span) -> bool {
    match found.start == found.end || range.start == range.end {
        true => found.start <= range.end && range.start <= found.end,
        false => found.start < range.end && range.start < found.end,
    }
}
