//! Takes the parentheses off parameters, which Python 3 does not unpack.

use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "python/plain-parameters",
    summary: "Takes the parentheses off parameters of functions and lambdas",
    not_offered: "It keeps silent where parameters have values or stars: their parentheses may be a tuple's.",
    examples: &[
        Example::mends("ruff[invalid-syntax]: Expected `:`, found `(`", "distance = lambda x, «(»y, z): x + y + z", "distance = lambda x, y, z: x + y + z"),
        Example::keeps_silent(
            "python[SyntaxError]: Function parameters cannot be parenthesized",
            "
            def move(x, «(y, z)», scale=1):
                return x
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.is_error() && (diagnostic.category().starts_with("SYNTAX.") || diagnostic.message.contains("parameters cannot be parenthesized"))
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let line = file.line_of(context.diagnostic.range.start);
    let (start, text) = (file.line_span(line).start, file.line(line));
    let Some(list) = parameters(text) else { return Vec::new() };
    let mut edits = Vec::new();
    let mut depth = 0usize;
    for (at, character) in text.char_indices().filter(|(at, _)| list.contains(Span::at(*at))) {
        let before = text.get(..at).unwrap_or("").trim_end();
        let opens_group = before.ends_with([',', '(']) || before.ends_with("lambda");
        match character {
            '(' if depth > 0 || opens_group => {
                depth += 1;
                edits.push(TextEdit::delete(Span::new(start + at, start + at + 1)));
            }
            ')' if depth > 0 => {
                depth -= 1;
                edits.push(TextEdit::delete(Span::new(start + at, start + at + 1)));
            }
            // A value that is a tuple keeps its parentheses.
            '=' | '*' | '"' | '\'' | '#' => return Vec::new(),
            _ => {}
        }
    }
    let found = depth == 0 && !edits.is_empty();
    let edits = EditSet::new(edits).ok().filter(|_| found);
    edits.map(|edits| Proposal::new(RULE.name, "Take the parentheses off the parameters", context, edits, 0.93)).into_iter().collect()
}

/// The range of the parameters in a line that has a lambda or the head of a function.
fn parameters(line: &str) -> Option<Span> {
    if let Some(at) = line.find("lambda ") {
        let start = at + "lambda ".len();
        return Some(Span::new(start, start + line.get(start..)?.find(':')?));
    }
    let head = line.trim_start();
    let is_function = head.starts_with("def ") || head.starts_with("async def ");
    let start = line.find('(')? + 1;
    is_function.then_some(Span::new(start, line.rfind(')')?))
}

#[cfg(test)]
mod tests {
    use super::super::tests::mended_by;

    #[test]
    fn heads_of_functions() {
        let said = ("python", "SyntaxError", "Function parameters cannot be parenthesized");
        let cases = [
            ("def f(«a», (b, c)):\n    return a\n", Some("def f(a, b, c):\n    return a\n")),
            ("def f(«a», b=(1, 2)):\n    return a\n", None),
            ("x = («1», 2\n", None),
        ];
        for (before, after) in cases {
            assert_eq!(mended_by(super::RULE.name, said, before).as_deref(), after);
        }
    }
}
