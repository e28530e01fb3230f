//! The phases of a compiler. A compiler that is stopped in one phase says nothing of the later ones.

use crate::check::builtin;
use crate::model::Diagnostic;
use std::collections::BTreeSet;

/// The phase that reports a diagnostic's category: parsing (4) before names (3), names before types (2), types before borrows and unused
/// things (1). The higher number is the earlier phase.
pub fn phase(diagnostic: &Diagnostic) -> usize {
    // The built-in checker looks for names only where the text parses, whatever is wrong with it.
    if diagnostic.source == builtin::SOURCE && diagnostic.code() == builtin::code::SYNTAX {
        return 4;
    }
    match diagnostic.category().split('.').next().unwrap_or("") {
        "SYNTAX" => 4,
        "RES" | "IMPORT" => 3,
        "OWN" | "LIFE" | "MUT" | "UNUSED" => 1,
        _ => 2,
    }
}

/// Whether an error is one of the tokens, so that the text could not be read. What a parser refuses of a text that it has read (a `return` outside
/// a function, a name that is declared twice) it says only then.
pub(super) fn is_unread(diagnostic: &Diagnostic) -> bool {
    phase(diagnostic) == 4 && diagnostic.category().starts_with("SYNTAX")
}

/// When an error is mended, the higher the earlier: in its phase, but for unused imports, which may be so only because the name that should use
/// them is misspelt. At most [`FIRST_TURN`].
pub(super) fn turn(diagnostic: &Diagnostic) -> usize {
    if diagnostic.category() == "IMPORT.UNUSED" { 1 } else { phase(diagnostic) + usize::from(is_unread(diagnostic)) }
}

/// The turn of what is mended first.
pub(super) const FIRST_TURN: usize = 5;

/// How far a text is from clean, as the checkers in `by` see it: the earliest phase that still complains, and how often it does. New errors
/// of a later phase are no step back.
pub fn rest<'d>(diagnostics: impl IntoIterator<Item = &'d Diagnostic>, by: &BTreeSet<&str>) -> (usize, usize) {
    let of_these = diagnostics.into_iter().filter(|diagnostic| diagnostic.is_error() && by.contains(diagnostic.source.as_str()));
    of_these.map(|diagnostic| phase(diagnostic) + usize::from(is_unread(diagnostic))).fold((0, 0), |(first, count), phase| match phase.cmp(&first) {
        std::cmp::Ordering::Greater => (phase, 1),
        std::cmp::Ordering::Equal => (first, count + 1),
        std::cmp::Ordering::Less => (first, count),
    })
}
