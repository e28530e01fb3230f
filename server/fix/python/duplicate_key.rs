//! Mends a key that a dictionary has twice.
//!
//! Of two equal entries, one goes. Of unequal ones the last counts: the first one goes, or the second gets a key of its own.

use super::support::{enclosing, text_of};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::{SourceFile, parse};
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "python/duplicate-key",
    summary: "Removes or renames a key that a dictionary has twice",
    not_offered: "It is offered for every key that is written alike both times.",
    examples: &[
        Example::mends(
            r#"ruff[F601]: Dictionary key literal `"small"` repeated"#,
            r#"sizes = {"small": 1, "large": 2, «"small"»: 1}"#,
            r#"sizes = {"small": 1, "large": 2}"#,
        ),
        Example::mends(
            r#"ruff[F601]: Dictionary key literal `"small"` repeated"#,
            r#"
            sizes = {
                "small": 1,
                «"small"»: 2,
            }
            "#,
            r#"
            sizes = {
                "small": 2,
            }
            "#,
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "F601" | "F602")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let Some(pair) = enclosing(file, context.diagnostic.range.start, &["pair"]) else { return Vec::new() };
    let (Some(key), Some(dictionary)) = (pair.child_by_field_name("key"), pair.parent()) else { return Vec::new() };
    let key_text = text_of(file, key);
    let pairs: Vec<Node<'_>> = parse::named_children(dictionary).into_iter().filter(|child| child.kind() == "pair").collect();
    let has_key = |other: &&Node<'_>| other.child_by_field_name("key").is_some_and(|other| text_of(file, other) == key_text);
    let twin = pairs.iter().filter(|other| other.id() != pair.id()).find(has_key);
    let Some(twin) = twin else { return Vec::new() };
    let (first, second) = if twin.start_byte() < pair.start_byte() { (*twin, pair) } else { (pair, *twin) };
    let value = |pair: Node<'_>| pair.child_by_field_name("value").map(|value| text_of(file, value).to_owned());
    let same = value(first) == value(second);
    let (gone, which, likelihood) = if same { (second, "second", 0.95) } else { (first, "first, which never counts,", 0.5) };
    let mut proposals = vec![Proposal::new(RULE.name, format!("Remove the {which} entry"), context, EditSet::one(without(file, gone)), likelihood)];
    if let Some(second_key) = second.child_by_field_name("key").filter(|_| !same) {
        let new = match (key_text.parse::<i64>(), key_text.char_indices().next_back()) {
            (Ok(_), _) => (1..100).map(|number| number.to_string()).find(|new| pairs.iter().all(|pair| !text_of(file, *pair).starts_with(&format!("{new}:")))),
            (_, Some((at, '"' | '\''))) => Some(format!("{}_2{}", key_text.get(..at).unwrap_or(""), key_text.get(at..).unwrap_or(""))),
            _ => None,
        };
        let renamed = new.map(|new| Proposal::replace(RULE.name, format!("Change the second key to `{new}`"), context, parse::span(second_key), new, 0.4));
        proposals.extend(renamed);
    }
    proposals
}

/// Deletes an entry with the comma and the blanks that belong to it.
fn without(file: &SourceFile, pair: Node<'_>) -> TextEdit {
    match (pair.prev_named_sibling(), pair.next_named_sibling()) {
        (_, Some(next)) => TextEdit::delete(Span::new(pair.start_byte(), next.start_byte())),
        (Some(before), None) => TextEdit::delete(Span::new(before.end_byte(), pair.end_byte())),
        (None, None) => TextEdit::delete(parse::span(pair).clamp_to(file.text())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::mended_by;

    #[test]
    fn entries() {
        let said = ("ruff", "F601", "Dictionary key literal repeated");
        let cases = [
            ("d = {'a': 1, «'a'»: 1}\n", "d = {'a': 1}\n"),
            ("d = {'a': 1, «'a'»: 2}\n", "d = {'a': 2}\n"),
            ("d = {\n    'a': 1,\n    'b': 1,\n    «'a'»: 1,\n}\n", "d = {\n    'a': 1,\n    'b': 1,\n}\n"),
        ];
        for (before, after) in cases {
            assert_eq!(mended_by(super::RULE.name, said, before).as_deref(), Some(after));
        }
    }
}
