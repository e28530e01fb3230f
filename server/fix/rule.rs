//! What a rule is and what it sees.

use super::{Example, Project};
use crate::base::{CancelToken, EditSet, Span, TextEdit};
use crate::model::{Applicability, Diagnostic, FileEdits, Learned, Origin};
use crate::syntax::{Language, ScopeReport, SourceFile};

/// What a rule may look at. Nothing here does I/O.
pub struct FixContext<'a> {
    pub file: &'a SourceFile,
    pub diagnostic: &'a Diagnostic,
    /// All diagnostics of the file, this one included.
    pub diagnostics: &'a [Diagnostic],
    pub project: &'a Project,
    /// The scopes of the file; empty where it has syntax errors.
    pub scopes: &'a ScopeReport,
    pub cancel: &'a CancelToken,
}

/// One rule: a kind of error and the repair that people mean. A constant in the rule's own file, named in its language's table.
pub struct Rule {
    /// `language/what-it-does`.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// When the rule keeps silent although the kind of error is its own, in whole sentences that begin with the rule: `It keeps silent where …`.
    pub not_offered: &'static str,
    /// What it does, most typical first, and where it keeps silent. They run as tests, and `healer explain` shows them.
    pub examples: &'static [Example],
    /// Whether the rule has anything to say about a diagnostic; cheap.
    pub applies: fn(&Diagnostic) -> bool,
    pub propose: fn(&FixContext<'_>) -> Vec<Proposal>,
}

impl Rule {
    /// The language that the name begins with.
    pub fn language(&self) -> Language {
        let id = self.name.split('/').next().unwrap_or("");
        Language::ALL.into_iter().find(|language| language.id() == id).unwrap_or(Language::Rust)
    }
}

/// A repair that a rule or a tool proposes, before it is gated and ranked.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// In the imperative, as the tools of the language title theirs.
    pub title: String,
    pub origin: Origin,
    /// The rule's name, or the checker's for native fixes.
    pub rule: String,
    pub applicability: Applicability,
    /// How likely the author wants just this, as the evidence at this place says, 0 to 1: unique candidate, near name, agreement with the
    /// tool's words.
    pub likelihood: f64,
    pub edits: Vec<FileEdits>,
    /// What is known of a learned fix.
    pub learned: Option<Learned>,
}

impl Proposal {
    /// A proposal of a rule for the context's own file.
    pub fn new(rule: &'static str, title: impl Into<String>, context: &FixContext<'_>, edits: EditSet, likelihood: f64) -> Proposal {
        Proposal {
            title: title.into(),
            origin: Origin::Rule,
            rule: rule.to_owned(),
            applicability: Applicability::Review,
            likelihood,
            edits: vec![FileEdits { path: context.file.path().to_owned(), edits }],
            learned: None,
        }
    }

    /// A proposal that replaces one range.
    pub fn replace(rule: &'static str, title: impl Into<String>, context: &FixContext<'_>, range: Span, text: impl Into<String>, likelihood: f64) -> Proposal {
        Proposal::new(rule, title, context, EditSet::one(TextEdit::replace(range, text)), likelihood)
    }

    pub fn safe(mut self) -> Proposal {
        self.applicability = Applicability::Safe;
        self
    }

    pub fn sketch(mut self) -> Proposal {
        self.applicability = Applicability::Sketch;
        self
    }
}

impl FixContext<'_> {
    /// The text that the diagnostic covers.
    pub fn covered(&self) -> &str {
        self.file.slice(self.diagnostic.range)
    }

    /// The smallest named node at the diagnostic.
    pub fn node(&self) -> Option<tree_sitter::Node<'_>> {
        self.file.node_at(self.diagnostic.range)
    }
}
