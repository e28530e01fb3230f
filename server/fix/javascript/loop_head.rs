//! Mends the head of a `for` loop that mixes two forms.

use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "javascript/loop-head",
    summary: "Mends the head of a `for` loop that mixes two forms",
    not_offered: "It keeps silent about heads of one form that lack something else.",
    examples: &[
        Example::mends(
            "eslint: Parsing error: Unexpected token ;",
            "for (let i in 0«;» i < 10; ++i) console.log(i);",
            "for (let i = 0; i < 10; ++i) console.log(i);",
        ),
        Example::keeps_silent("eslint: Parsing error: Assigning to rvalue", "for (let i = 0; i < «10» ++i) console.log(i);"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.is_error() && diagnostic.category().starts_with("SYNTAX.")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let reported = file.line_of(context.diagnostic.range.start);
    let change = |line: usize| {
        let start = file.line_span(line).start;
        edit_of(file.line(line)).map(|(range, text)| TextEdit::replace(Span::new(start + range.start, start + range.end), text))
    };
    if change(reported).is_none() {
        return Vec::new();
    }
    // The parser stops at the first such loop; all of the file are mended together.
    let edits = EditSet::new((0..file.lines().line_count()).filter_map(change));
    let title = "Write the loop's head in one form";
    edits.ok().map(|edits| Proposal::new(RULE.name, title, context, edits, 0.96)).into_iter().collect()
}

/// The change that a line with such a head needs, in bytes of the line: `=` for `in` or `of` before two semicolons, or a semicolon less.
fn edit_of(text: &str) -> Option<(Span, &'static str)> {
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
    match head.matches(';').count() {
        2 if head.find(';')? > at => Some((Span::new(opener + at, opener + at + word.len()), " = ")),
        1 if head.trim_end().ends_with(';') => {
            let at = opener + head.rfind(';')?;
            Some((Span::new(at, at + 1), ""))
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
