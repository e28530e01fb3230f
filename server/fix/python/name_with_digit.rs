//! Puts an underscore before a name that begins with a digit.

use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::python::layout;

pub(super) const RULE: Rule = Rule {
    name: "python/name-with-digit",
    summary: "Puts an underscore before a name that begins with a digit",
    not_offered: "It keeps silent about what makes a number, such as `0xff`, `1e10` or `3j`.",
    examples: &[
        Example::mends("python[SyntaxError]: invalid decimal literal", r#"«2nd_place» = "Bob""#, r#"_2nd_place = "Bob""#),
        Example::keeps_silent("python[SyntaxError]: invalid syntax", "total = 1_000 «2»"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.is_error() && diagnostic.category().starts_with("SYNTAX.")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let line = file.line_of(context.diagnostic.range.start);
    let Some(name) = word_with_digit(file.line(line)) else { return Vec::new() };
    let text = file.text();
    let scanned = layout::scan(text);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    // The name is changed wherever it stands.
    let places = text.match_indices(name).map(|(at, _)| at).filter(|at| {
        let before = text.get(..*at).and_then(|text| text.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(|c| is_word(c) || c == '.') && !after.is_some_and(is_word) && !scanned.is_opaque(*at)
    });
    let edits = EditSet::new(places.map(|at| TextEdit::insert(at, "_")));
    edits.ok().map(|edits| Proposal::new(RULE.name, format!("Rename `{name}` to `_{name}`"), context, edits, 0.6)).into_iter().collect()
}

/// The first word of a line that is meant for a name but begins with a digit: what follows the digits makes no number.
fn word_with_digit(line: &str) -> Option<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    line.split(|c: char| !is_word(c)).find(|word| {
        let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
        let letters = rest.chars().filter(|c| c.is_alphabetic()).count();
        rest.len() < word.len() && letters >= 2 && !rest.starts_with(['e', 'E', 'x', 'X', 'o', 'O', 'b', 'B', 'j', 'J'])
    })
}

#[cfg(test)]
mod tests {
    use super::word_with_digit;

    #[test]
    fn numbers_are_no_names() {
        for line in ["x = 0xff", "x = 1e10", "x = 1_000", "x = 3j", "x = a2b"] {
            assert_eq!(word_with_digit(line), None, "{line}");
        }
        assert_eq!(word_with_digit("x = 36abc + 1"), Some("36abc"));
    }
}
