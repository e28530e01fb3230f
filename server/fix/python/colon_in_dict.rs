//! Writes a colon between a key and its value in a dictionary.

use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::python::layout;

pub(super) const RULE: Rule = Rule {
    name: "python/colon-in-dict",
    summary: "Writes `:` for `=` between a key and its value in a dictionary",
    not_offered: "It keeps silent about `=` outside of the braces of a dictionary, and about comparisons and `:=` inside of them.",
    examples: &[
        Example::mends(
            "python[SyntaxError]: cannot assign to literal here. Maybe you meant '==' instead of '='?",
            r#"ages = {«"Alice"» = 22, "Bob" = 24}"#,
            r#"ages = {"Alice": 22, "Bob": 24}"#,
        ),
        Example::keeps_silent("python[SyntaxError]: cannot assign to literal here. Maybe you meant '==' instead of '='?", r#"ages = [«"Alice"» = 22]"#),
    ],
    applies,
    propose,
};

/// A dictionary longer than this is not looked through.
const LONGEST: usize = 20_000;

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.is_error() && diagnostic.category().starts_with("SYNTAX.")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    written(context).into_iter().collect()
}

fn written(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let line = file.line_of(context.diagnostic.range.start);
    // The error is reported at the key, at the sign, or at the bracket that opens the dictionary.
    let sign = file.line_span(line).start + file.line(line).find('=')?.max(context.diagnostic.range.start.saturating_sub(file.line_span(line).start));
    let text = file.text();
    let layout = layout::scan(text.get(..sign)?);
    let open = layout.open.iter().rev().find(|open| open.character == '{')?.offset;
    let mut edits = Vec::new();
    let rest = text.get(open..(open + LONGEST).min(text.len()))?;
    let whole = layout::scan(rest);
    let (mut depth, mut key_start, mut has_colon) = (0usize, 1usize, false);
    for (at, character) in rest.char_indices().filter(|(at, _)| !whole.is_opaque(*at)) {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            ',' if depth == 1 => (key_start, has_colon) = (at + 1, false),
            ':' if depth == 1 => has_colon = true,
            '=' if depth == 1 && !has_colon && is_assignment(rest, at) => {
                let key = rest.get(key_start..at)?;
                let start = open + key_start + key.trim_end().len();
                let blanks = rest.get(at + 1..)?.len() - rest.get(at + 1..)?.trim_start_matches([' ', '\t']).len();
                edits.push(TextEdit::replace(Span::new(start, open + at + 1 + blanks), ": "));
                has_colon = true;
            }
            _ => {}
        }
    }
    let count = edits.len();
    let edits = EditSet::new(edits).ok().filter(|_| count > 0)?;
    Some(Proposal::new(RULE.name, "Write `:` between key and value", context, edits, 0.95))
}

/// Whether the sign stands alone and is no part of a comparison or of `:=`.
fn is_assignment(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    !matches!(before, Some('=' | '!' | '<' | '>' | ':')) && !text.get(at + 1..).is_some_and(|rest| rest.starts_with('='))
}
