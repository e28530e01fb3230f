//! Syntax repair: minimum-cost repairs around a syntax error, accepted only if the language's own parser accepts.
//!
//! The broken piece is cut out of the file (`piece`, and `nested` by the layout of blocks) and read by a tolerant lexer (`lexer`). Generators propose edits: `brackets` from
//! the stack of delimiters and the layout, `quotes`, `lines` for indentation and old statements, `literals`, `slips` and `statement_forms` for what is
//! wrong with JavaScript's literals and statements, `go_slips`, `go_declarations` and `go_types` for what Go's programs have from other languages, and `tokens` for every insertion, deletion and substitution of one token near the error. A token model (`ngrams`) orders them, the parser judges them, and what it accepts
//! is ranked by the model, by kind, layout and distance, and by what the rest of the file says (`evidence`).

mod brackets;
mod candidate;
mod evidence;
mod foreign;
mod go;
mod go_declarations;
mod go_slips;
mod go_types;
mod grammar;
mod javascript;
mod lexer;
mod lines;
mod literals;
mod memory;
mod nested;
pub mod ngrams;
mod piece;
mod python;
mod python_slips;
mod quotes;
mod reader;
mod rust;
mod scene;
mod search;
mod slips;
mod statement_forms;
mod tokens;
mod weights;
mod wraps;

#[cfg(test)]
mod go_tests;
#[cfg(test)]
mod tests;

pub use search::{Repair, repairs};

use super::{FixContext, Proposal};
use crate::syntax::{Language, python::syntax as python_syntax, syntax_errors};
use std::time::Duration;

/// The name under which all repairs are offered.
pub const RULE: &str = "syntax/repair";
/// What is offered at most for one error.
const OFFERED: usize = 5;
/// The time after which no repair is worth waiting for.
const HARD_LIMIT: Duration = Duration::from_millis(400);

/// The repairs of the syntax error that the diagnostic reports; none where it is no syntax error.
pub fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let category = context.diagnostic.category();
    let concerns =
        category.starts_with("SYNTAX.") || matches!(category, "" | "OTHER.COMPILER" | "CONTROL.OUTSIDE" | "EDITION.FEATURE" | "RES.LABEL" | "TRAIT.SIGNATURE");
    if !concerns || !context.diagnostic.is_error() {
        return Vec::new();
    }
    let file = context.file;
    // What Python refuses only when it compiles has parsed: no token is wrong, and the language's own rules move the statement.
    if file.language() == Language::Python && python_syntax::parses(file.text()) {
        return Vec::new();
    }
    let errors = syntax_errors(file.language(), file.text(), file.options());
    if errors.is_empty() {
        return Vec::new();
    }
    // Labels and jumps are looked at once Go's text has been read without an error: no token is wrong then either.
    if file.language() == Language::Go && errors.iter().all(|error| go::is_about_jumps(&error.message)) {
        return Vec::new();
    }
    let hint = context.diagnostic.range.start;
    let found = memory::SEARCHES.remembered(file, search::focus(file, &errors, hint), context.cancel, || {
        let cancel = context.cancel.child_with_deadline(HARD_LIMIT);
        repairs(file, &errors, hint, &cancel)
    });
    offered(context, found)
}

fn offered(context: &FixContext<'_>, found: Vec<Repair>) -> Vec<Proposal> {
    let mut proposals = Vec::new();
    for (place, repair) in found.into_iter().take(OFFERED).enumerate() {
        let evident = place == 0 && repair.is_evident();
        let proposal = Proposal::new(RULE, repair.title, context, repair.edits, repair.likelihood);
        proposals.push(if evident { proposal.safe() } else { proposal });
    }
    proposals
}
