//! Mends the head of a `for` loop that mixes two forms.
//!
//! ```js
//! // before: error `Unexpected token ';'`
//! for (let i in 0; i < 10; ++i) f(i)
//! // after
//! for (let i = 0; i < 10; ++i) f(i)
//! ```

use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub(super) const RULE: Rule = Rule { name: "javascript/loop-head", summary: "Mends the head of a `for` loop that mixes two forms", applies, propose };

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.is_error() && diagnostic.category().starts_with("SYNTAX.")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    mended(context).into_iter().collect()
}

fn mended(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let line = file.line_of(context.diagnostic.range.start);
    let (start, text) = (file.line_span(line).start, file.line(line));
    let opener = text.find("for (").map(|at| at + "for (".len()).or_else(|| text.find("for(").map(|at| at + "for(".len()))?;
    let head = text.get(opener..)?;
    let mut depth = 0usize;
    let end = head.char_indices().find_map(|(at, character)| match character {
        '(' | '[' | '{' => {
            depth += 1;
            None
        }
        ')' if depth == 0 => Some(at),
        ')' | ']' | '}' => {
            depth = depth.saturating_sub(1);
            None
        }
        _ => None,
    })?;
    let head = head.get(..end).filter(|head| !head.contains(['"', '\'', '`']))?;
    let (at, word) = [" in ", " of "].iter().find_map(|word| head.find(word).map(|at| (at, *word)))?;
    let position = start + opener;
    match head.matches(';').count() {
        2 if head.find(';')? > at => {
            let range = Span::new(position + at, position + at + word.len());
            Some(Proposal::replace(RULE.name, "Start the loop with `=`", context, range, " = ", 0.95))
        }
        1 if head.trim_end().ends_with(';') => {
            let at = position + head.rfind(';')?;
            Some(Proposal::new(RULE.name, "Remove the semicolon", context, EditSet::one(TextEdit::delete(Span::new(at, at + 1))), 0.96))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{first_fix, no_fix};

    #[test]
    fn heads_of_two_forms() {
        first_fix("for (let i in 0; i < 10; ++i) f(i)\n", "for (let i = 0; i < 10; ++i) f(i)\n");
        first_fix("for (const a of b;) {\n  f(a)\n}\n", "for (const a of b) {\n  f(a)\n}\n");
        no_fix("for (let i = 0; i < 10 ++i) f(i)\n", super::RULE.name);
    }
}
