//! The suggestions that the tools themselves make.

use super::{FixContext, Proposal};
use crate::model::{Applicability, FileEdits, Origin, Suggestion};
use crate::syntax::Language;

/// The diagnostic's own suggestions as proposals, all parts of each together. The tool's applicability is respected.
pub fn native(context: &FixContext<'_>) -> Vec<Proposal> {
    let diagnostic = context.diagnostic;
    let count = diagnostic.suggestions.len().max(1) as f64;
    diagnostic
        .suggestions
        .iter()
        .enumerate()
        .map(|(place, suggestion)| (place, suggestion, own_likelihood(context, suggestion)))
        .filter(|(.., likelihood)| *likelihood != Some(0.0))
        .map(|(place, suggestion, likelihood)| Proposal {
            title: suggestion.title.clone(),
            origin: Origin::Native,
            rule: diagnostic.source.clone(),
            applicability: if leaves_placeholder(suggestion) { Applicability::Sketch } else { suggestion.applicability },
            likelihood: likelihood.unwrap_or(match suggestion.applicability {
                Applicability::Safe => 0.85,
                Applicability::Review => 0.6 - 0.1 * place as f64 / count,
                Applicability::Sketch => 0.1,
            }),
            edits: suggestion.edits.iter().map(|(path, edits)| FileEdits { path: path.clone(), edits: edits.clone() }).collect(),
            learned: None,
        })
        .collect()
}

/// Whether a tool puts `pass` where a statement was: a hole for the user to fill.
fn leaves_placeholder(suggestion: &Suggestion) -> bool {
    suggestion.edits.iter().any(|(_, edits)| edits.edits().iter().any(|edit| edit.text.trim() == "pass"))
}

/// What is known of a language's tools beyond the applicability that they give; 0 where a suggestion cannot be meant.
fn own_likelihood(context: &FixContext<'_>, suggestion: &Suggestion) -> Option<f64> {
    match context.file.language() {
        Language::Rust => super::rust::native_likelihood(context, suggestion),
        _ => None,
    }
}
