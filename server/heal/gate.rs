//! The gates that every fix passes before it is shown.

use super::pipeline::FileFacts;
use crate::check::builtin;
use crate::fix::{FixContext, Proposal, repair};
use crate::model::{Diagnostic, FileEdits, Finding, Learned, Origin, Place, Severity};
use crate::syntax::{Language, SourceFile, TextDigest, parses, syntax_errors};
use regex::Regex;
use std::sync::OnceLock;

/// A proposal that passed, with what was seen on the way.
#[derive(Clone, Debug)]
pub(super) struct Admitted {
    pub proposal: Proposal,
    /// The texts that its edits are for, in their order.
    pub texts: Vec<TextDigest>,
    /// The own file's text afterwards.
    pub after: String,
    /// Whether the built-in checker, which saw the error before, sees neither it nor a new one afterwards; `None` where it never saw it.
    pub mended: Option<bool>,
}

/// The proposal, if it may be shown: it changes something, stays in the workspace, applies cleanly, parses at least as well as before, and
/// hides no error behind a suppression.
/// `before` is what [`Errors::of`] gives for the text as it stands, which is the same for all proposals.
pub(super) fn admit(proposal: Proposal, context: &FixContext<'_>, facts: &FileFacts, before: &Errors) -> Option<Admitted> {
    if proposal.edits.iter().all(|file| file.edits.is_empty()) {
        return None;
    }
    let mut after = context.file.text().to_owned();
    let mut mended = None;
    let mut texts = Vec::with_capacity(proposal.edits.len());
    for FileEdits { path, edits } in &proposal.edits {
        let source = match path == context.file.path() {
            true => context.file.clone(),
            false => context.project.files.get(path)?.source.clone(),
        };
        texts.push(*source.digest());
        let text = edits.apply(source.text()).ok()?;
        if text == source.text() || suppresses(source.text(), &text) {
            return None;
        }
        let changed = source.with_text(text.as_str());
        if path == context.file.path() {
            // A file without errors may lose what a warning calls unused, however little is left of it.
            let broken = context.diagnostic.is_error() || context.diagnostics.iter().any(Diagnostic::is_error);
            // What Go's compiler refuses as unused has to go, in a small program too.
            let refused = source.language() == Language::Go && matches!(context.diagnostic.category(), "UNUSED.VARIABLE" | "IMPORT.UNUSED");
            if broken && !refused && guts(source.text(), &text, source.language().line_comment()) {
                return None;
            }
            mended = own_file(before, &Errors::of(&changed, facts), context, &proposal.rule)?;
            after = text;
        } else if error_count(&changed) > error_count(&source) {
            return None;
        }
    }
    Some(Admitted { proposal, texts, after, mended })
}

fn error_count(file: &SourceFile) -> usize {
    syntax_errors(file.language(), file.text(), file.options()).len()
}

/// The errors that the built-in checker sees in a text.
#[derive(Debug)]
pub(super) struct Errors {
    /// By code and message.
    found: Vec<(Option<String>, String)>,
    /// How many bytes stand behind the start of the first syntax error; 0 where there is none.
    unread: usize,
    /// Whether every token has its place, whatever is refused otherwise.
    parses: bool,
}

impl Errors {
    pub(super) fn of(file: &SourceFile, facts: &FileFacts) -> Errors {
        let mut found = builtin::check(file, &facts.scope_context(file));
        found.retain(|finding| finding.severity == Severity::Error);
        let place = |finding: &Finding| match finding.place {
            Place::Bytes(range) if finding.code.as_deref() == Some(builtin::code::SYNTAX) => Some(range.start),
            _ => None,
        };
        let first = found.iter().filter_map(place).min();
        let unread = first.map_or(0, |first| file.text().len().saturating_sub(first));
        let parses = first.is_none() || parses(file.language(), file.text(), file.options());
        Errors { found: found.into_iter().map(|finding| (finding.code, finding.message)).collect(), unread, parses }
    }

    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    fn in_syntax(&self) -> usize {
        self.found.iter().filter(|(code, _)| code.as_deref() == Some(builtin::code::SYNTAX)).count()
    }
}

/// Compares what the built-in checker says before and after. The outer `None` refuses the proposal.
fn own_file(old: &Errors, new: &Errors, context: &FixContext<'_>, rule: &str) -> Option<Option<bool>> {
    let is_syntax = context.diagnostic.category().starts_with("SYNTAX.") || old.in_syntax() > 0;
    if is_syntax {
        // What is refused of a text that was read was not seen before, wherever it stands.
        return if new.in_syntax() == 0 || (new.parses && !old.parses) {
            Some(Some(true))
        } else if new.in_syntax() < old.in_syntax() {
            Some(Some(false))
        } else {
            // The errors of a parser that recovers are no measure of progress, so a repair that leaves as many is kept but ranked low; of one
            // that stops at the first error, what counts is how far it came. The search for repairs has looked at more than that itself.
            let progress = old.found != new.found || new.unread < old.unread || rule == repair::RULE;
            (new.in_syntax() == old.in_syntax() && progress).then_some(Some(false))
        };
    }
    if new.in_syntax() > 0 {
        return None;
    }
    let seen_before = !old.found.is_empty();
    let added = new.found.iter().any(|error| !old.found.contains(error));
    Some(seen_before.then_some(!added && new.found.len() < old.found.len()).or(added.then_some(false)))
}

/// Whether a change throws away so much of the program that it is no repair of it: more than three tenths of its words and signs.
pub(super) fn guts(before: &str, after: &str, line_comment: &str) -> bool {
    // What is shorter by little cannot have lost that much, unless most of it is white space.
    if after.len() * 20 > before.len() * 19 {
        return false;
    }
    let (old, new) = (code_tokens(before, line_comment), code_tokens(after, line_comment));
    new * 10 < old * 7
}

/// How many words and signs a text has outside comments that end their line.
fn code_tokens(text: &str, line_comment: &str) -> usize {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let mut count = 0;
    for line in text.lines().map(str::trim_start).filter(|line| !line.starts_with(line_comment)) {
        let mut in_word = false;
        for character in line.chars() {
            count += usize::from(!(character.is_whitespace() || in_word && is_word(character)));
            in_word = is_word(character);
        }
    }
    count
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
            // What another source proposes too is not on trial.
            let learned = new.proposal.learned.map(|learned| Learned { on_trial: known.proposal.origin == Origin::Learned && learned.on_trial, ..learned });
            known.proposal.learned = known.proposal.learned.or(learned);
        }
        None => admitted.push(new),
    }
}

#[cfg(test)]
mod tests {
    use super::guts;

    #[test]
    fn throwing_most_of_a_program_away_is_no_repair() {
        assert!(guts("import fu.bar\nimport fu.bar\nfu.bar\n", "import fu.bar\nfu.bar\n", "#"));
        assert!(guts("function f() { return 1 }\nf2()\n", "f2()\n", "//"));
        assert!(!guts("import os\nx = [1, 2, 3, 4]\nprint(x)\n", "x = [1, 2, 3, 4]\nprint(x)\n", "#"));
        assert!(!guts("x = 1\n# a long comment that says nothing at all\ny = 2\n", "x = 1\ny = 2\n", "#"));
    }
}
