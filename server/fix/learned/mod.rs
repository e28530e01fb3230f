//! Learned fixes: repairs that were seen before, offered where the same broken code stands and a checker says the same of it.
//!
//! [`observe`] reads a repair off two versions of a file, [`generalise`] finds what several have in common, and [`propose`] uses it. Nothing here
//! runs anything, and all searches are bounded, for patterns may come from strangers.

mod difference;
mod elsewhere;
mod generalise;
mod imports;
mod locals;
mod matching;
mod observe;
mod sharpen;
#[cfg(test)]
mod tests;
mod tree;

pub use generalise::{anchor, generalise};
pub use matching::Hearing;
use matching::{find, hear, render};
pub use observe::{Change, observe, observe_function, observe_scattered};
pub use sharpen::sharpen;

use super::{FixContext, Project, Proposal};
use crate::base::{EditSet, TextEdit, WordSet};
use crate::model::{Applicability, Diagnostic, FileEdits, KnownPattern, Learned, Origin, PatternSource, Repair, Source, Standing, UsablePattern};
use crate::syntax::{SourceFile, parse};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use tree_sitter::Node;

/// So many learned fixes are proposed for one diagnostic.
const MOST_PROPOSALS: usize = 8;
/// So many names around a diagnostic are looked up.
const MOST_ANCHORS: usize = 63;
/// So many nodes of the function around a diagnostic are looked at. A pattern has 80 tokens at most, so that it speaks of no larger one but in parts.
const MOST_NODES: usize = 1000;
/// What is left of the confidence where no example tells how the checker speaks of it.
const UNHEARD: f64 = 0.85;
/// What is left of it for what was learned in another workspace.
const ELSEWHERE: f64 = 0.97;

/// The learned fixes that a project may use.
#[derive(Clone, Default)]
pub struct Shelf(pub Option<Arc<dyn PatternSource>>);

impl fmt::Debug for Shelf {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_some() { "Shelf" } else { "no Shelf" })
    }
}

impl Shelf {
    /// A number that changes with what is known; 0 where nothing can be.
    pub fn generation(&self) -> u64 {
        self.0.as_ref().map_or(0, |source| source.generation())
    }
}

/// What a repair makes of a diagnostic's place: the edits of the file, with how the checker's words agree.
#[derive(Clone, Debug)]
pub struct Application {
    pub edits: EditSet,
    pub hearing: Hearing,
    pub title: String,
}

/// The learned fixes for a diagnostic.
pub fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(source) = &context.project.patterns.0 else { return Vec::new() };
    let mut proposals = Vec::new();
    let (file, diagnostic) = (context.file, context.diagnostic);
    let names = names_at(file, diagnostic);
    for known in source.usable(file.language(), diagnostic.category(), &names, &context.project.root.to_string_lossy(), file.words()) {
        if context.cancel.is_cancelled() || proposals.len() >= MOST_PROPOSALS {
            break;
        }
        let Some(application) = apply(&known.pattern.repair, context) else { continue };
        proposals.push(proposal(&known, application, context));
    }
    proposals
}

fn proposal(known: &KnownPattern<UsablePattern>, application: Application, context: &FixContext<'_>) -> Proposal {
    let heard = if application.hearing == Hearing::Same { 1.0 } else { UNHEARD };
    let near = if known.is_local { 1.0 } else { ELSEWHERE };
    let confidence = known.record.confidence() * heard * near;
    Proposal {
        title: application.title,
        origin: Origin::Learned,
        rule: known.pattern.id.clone(),
        applicability: Applicability::Review,
        likelihood: confidence,
        edits: vec![FileEdits { path: context.file.path().to_owned(), edits: application.edits }],
        learned: Some(Learned {
            on_trial: known.record.standing != Standing::Promoted,
            by_hand: known.pattern.source == Source::Manual && application.hearing == Hearing::Same,
            confidence,
            successes: known.record.successes,
            failures: known.record.failures,
        }),
    }
}

/// The patterns that may speak of a diagnostic, with their examples.
pub fn known_at(source: &dyn PatternSource, file: &SourceFile, diagnostic: &Diagnostic, project: &Project) -> Vec<KnownPattern> {
    let names = names_at(file, diagnostic);
    source.candidates(file.language(), diagnostic.category(), &names, &project.root.to_string_lossy(), file.words())
}

/// Those too that would speak of it if they were wider: their examples have words that this file has not.
pub fn known_like(source: &dyn PatternSource, file: &SourceFile, diagnostic: &Diagnostic, project: &Project) -> Vec<KnownPattern> {
    let names = names_at(file, diagnostic);
    source.candidates(file.language(), diagnostic.category(), &names, &project.root.to_string_lossy(), &WordSet::all())
}

/// What patterns that may speak of a diagnostic are looked up by.
fn names_at<'f>(file: &'f SourceFile, diagnostic: &'f Diagnostic) -> Vec<&'f str> {
    let mut names: BTreeSet<&str> = diagnostic.subject().into_iter().collect();
    for node in matching::nodes_at(file, diagnostic.range).into_iter().chain(matching::nodes_near(file, diagnostic.range)) {
        if names.len() >= MOST_ANCHORS {
            break;
        }
        let text = file.slice(parse::span(node));
        if tree::parts(node).is_empty() && tree::is_word(text) {
            names.insert(text);
        }
    }
    // What a repair of a whole function is known by may stand in any of its lines.
    let function = std::iter::successors(file.node_at(diagnostic.range), Node::parent).find(|node| locals::FUNCTIONS.contains(&node.kind()));
    let around = function.into_iter().flat_map(parse::descendants).take(MOST_NODES).filter(|node| tree::parts(*node).is_empty());
    for text in around.map(|leaf| file.slice(parse::span(leaf))).filter(|text| tree::is_word(text)) {
        if names.len() >= MOST_ANCHORS {
            break;
        }
        names.insert(text);
    }
    // Some have no name at all.
    names.insert("");
    names.into_iter().collect()
}

/// What a repair makes of the place of a diagnostic; `None` where the broken code does not stand there, the checker says something else, or there
/// is nothing to change.
pub fn apply(repair: &Repair, context: &FixContext<'_>) -> Option<Application> {
    let file = context.file;
    // What has no name of its own is told by the checker's words alone.
    let is_named = !anchor(repair).is_empty();
    for found in find(repair, file, context.diagnostic, context.scopes) {
        let hearing = hear(repair, context.diagnostic, &found, file);
        if hearing == Hearing::Other || (hearing == Hearing::Unknown && !is_named) {
            continue;
        }
        let Some(written) = render(repair, &found, file) else { continue };
        let mut edits = EditSet::default();
        if written != file.slice(found.range) {
            edits = EditSet::one(TextEdit::replace(found.range, written.clone()));
        }
        let added: Vec<_> = repair.imports.iter().filter(|import| !imports::has(file, import)).collect();
        for import in &added {
            edits = edits.merge(&imports::edits(context, import)?).ok()?;
        }
        for edit in elsewhere::edits(repair, &found, file)? {
            edits = edits.merge(&EditSet::one(edit)).ok()?;
        }
        if edits.is_empty() {
            continue;
        }
        let title = match (added.first(), edits.edits().len() == added.len()) {
            (Some(import), true) => format!("Import `{}` from `{}`, as learned", import.local, import.module),
            _ => title(&written),
        };
        return Some(Application { edits, hearing, title });
    }
    None
}

fn title(written: &str) -> String {
    match written {
        "" => "Remove it, as learned".to_owned(),
        text if text.len() <= 60 && !text.contains('\n') => format!("Write `{text}`, as learned"),
        text => format!("Write `{} …`, as learned", text.lines().next().unwrap_or_default().chars().take(50).collect::<String>().trim_end()),
    }
}
