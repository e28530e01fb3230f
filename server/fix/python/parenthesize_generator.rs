//! Puts parentheses around a generator expression that is not the only argument of its call.

use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "python/parenthesize-generator",
    summary: "Puts parentheses around a generator expression that stands beside other arguments",
    not_offered: "It keeps silent where it cannot be told where the expression ends.",
    examples: &[
        Example::mends(
            "python[SyntaxError]: Generator expression must be parenthesized",
            "total = sum(«price for price in prices», 0)",
            "total = sum((price for price in prices), 0)",
        ),
        Example::keeps_silent("python[SyntaxError]: Generator expression must be parenthesized", "total = sum(«price» for price in prices"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    let message = diagnostic.message.to_lowercase();
    diagnostic.is_error() && message.contains("generator expression") && message.contains("parenthesized")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let start = context.diagnostic.range.start;
    let Some(length) = context.file.text().get(start..).and_then(argument_length) else { return Vec::new() };
    let expression = Span::new(start, start + length);
    if !context.file.slice(expression).split_whitespace().any(|word| word == "for") {
        return Vec::new();
    }
    let edits = EditSet::new([TextEdit::insert(expression.start, "("), TextEdit::insert(expression.end, ")")]);
    edits.map(|edits| Proposal::new(RULE.name, "Put the generator expression into parentheses", context, edits, 0.96)).into_iter().collect()
}

/// How long the argument is with which a text begins: up to the comma or the bracket behind it. `None` where there is neither, or a comment.
fn argument_length(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut quote = None;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), '\n' | '\\') | (None, '#') => return None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ',' | ')') if depth == 0 => return Some(text.get(..at)?.trim_end().len()),
            (None, ')' | ']' | '}') => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::mended_by;

    #[test]
    fn brackets_strings_and_lines() {
        let said = ("healer", "syntax", "unparenthesized generator expression cannot be used here");
        let cases = [
            ("f(1, «x» for x in g(a, b))\n", Some("f(1, (x for x in g(a, b)))\n")),
            ("f(«s» + ', ' for s in L, 1)\n", Some("f((s + ', ' for s in L), 1)\n")),
            ("f(\n    «x»\n    for x in L\n    if x,\n    1,\n)\n", Some("f(\n    (x\n    for x in L\n    if x),\n    1,\n)\n")),
            ("f(«x», 1)\n", None),
        ];
        for (before, after) in cases {
            assert_eq!(mended_by(super::RULE.name, said, before).as_deref(), after, "{before}");
        }
    }
}
