//! The gates that every fix passes before it is shown.

use super::pipeline::FileFacts;
use crate::check::builtin;
use crate::fix::{FixContext, Proposal};
use crate::model::{FileEdits, Severity};
use crate::syntax::{SourceFile, syntax_errors};
use regex::Regex;
use std::sync::OnceLock;

/// A proposal that passed, with what was seen on the way.
#[derive(Clone, Debug)]
pub(super) struct Admitted {
    pub proposal: Proposal,
    /// The own file's text afterwards.
    pub after: String,
    /// Whether the built-in checker, which saw the error before, sees neither it nor a new one afterwards; `None` where it never saw it.
    pub mended: Option<bool>,
}

/// The proposal, if it may be shown: it changes something, stays in the workspace, applies cleanly, parses at least as well as before, and
/// hides no error behind a suppression.
pub(super) fn admit(proposal: Proposal, context: &FixContext<'_>, facts: &FileFacts) -> Option<Admitted> {
    if proposal.edits.iter().all(|file| file.edits.is_empty()) {
        return None;
    }
    let mut after = context.file.text().to_owned();
    let mut mended = None;
    for FileEdits { path, edits } in &proposal.edits {
        let before = match path == context.file.path() {
            true => context.file.clone(),
            false => context.project.files.get(path)?.source.clone(),
        };
        let text = edits.apply(before.text()).ok()?;
        if text == before.text() || suppresses(before.text(), &text) {
            return None;
        }
        let changed = before.with_text(text.as_str());
        if path == context.file.path() {
            mended = own_file(&before, &changed, context, facts)?;
            after = text;
        } else if error_count(&changed) > error_count(&before) {
            return None;
        }
    }
    Some(Admitted { proposal, after, mended })
}

fn error_count(file: &SourceFile) -> usize {
    syntax_errors(file.language(), file.text(), file.options()).len()
}

/// Compares what the built-in checker says before and after. The outer `None` refuses the proposal.
fn own_file(before: &SourceFile, after: &SourceFile, context: &FixContext<'_>, facts: &FileFacts) -> Option<Option<bool>> {
    let keys = |file: &SourceFile| -> Vec<(Option<String>, String)> {
        let found = builtin::check(file, &facts.scope_context(file));
        found.into_iter().filter(|finding| finding.severity == Severity::Error).map(|finding| (finding.code, finding.message)).collect()
    };
    let (old, new) = (keys(before), keys(after));
    let syntax = |errors: &[(Option<String>, String)]| errors.iter().filter(|(code, _)| code.as_deref() == Some(builtin::code::SYNTAX)).count();
    let is_syntax = context.diagnostic.category().starts_with("SYNTAX.") || syntax(&old) > 0;
    if is_syntax {
        return if syntax(&new) == 0 {
            Some(Some(true))
        } else if syntax(&new) < syntax(&old) {
            Some(Some(false))
        } else {
            // The errors of a parser that recovers are no measure of progress, so a repair that leaves as many is kept but ranked low.
            (syntax(&new) == syntax(&old) && old != new).then_some(Some(false))
        };
    }
    if syntax(&new) > 0 {
        return None;
    }
    let seen_before = !old.is_empty();
    let added = new.iter().any(|error| !old.contains(error));
    Some(seen_before.then_some(!added && new.len() < old.len()).or(added.then_some(false)))
}

/// Whether the change hides an error behind a comment or attribute instead of mending it.
fn suppresses(before: &str, after: &str) -> bool {
    static SUPPRESSION: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern = r"#\s*(noqa|type:\s*ignore|pyright:\s*ignore|ty:\s*ignore|pylint:\s*disable)|eslint-disable|biome-ignore|oxlint-disable|@ts-(ignore|expect-error|nocheck)|#!?\[\s*(allow|expect)\s*\(|//\s*nolint|//lint:ignore";
    let Some(suppression) = SUPPRESSION.get_or_init(|| Regex::new(pattern).ok()) else { return false };
    suppression.find_iter(after).count() > suppression.find_iter(before).count()
}

/// Adds a proposal unless one with the same result is there; of equals the likelier one's figures stay.
pub(super) fn add_unless_repeated(admitted: &mut Vec<Admitted>, new: Admitted) {
    let same = |known: &Admitted| known.after == new.after && known.proposal.edits.len() == new.proposal.edits.len();
    match admitted.iter_mut().find(|known| same(known)) {
        Some(known) => {
            known.proposal.likelihood = known.proposal.likelihood.max(new.proposal.likelihood);
            known.proposal.applicability = known.proposal.applicability.min(new.proposal.applicability);
        }
        None => admitted.push(new),
    }
}
