//! Adds the call that leads to an iterator or to owned items.

use super::support::{expected_found, headline, quoted, with_suffix};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, span};

pub const RULE: Rule = Rule {
    name: "rust/iterator-call",
    summary: "Adds `.iter()`, `.chars()`, `.cloned()` where a value is iterated",
    not_offered: "It keeps silent where the value is neither text, nor a list, nor a map, nor a range.",
    examples: &[
        Example::mends(
            "rustc[E0599]: no method named `any` found for reference `&str` in the current scope\nmethod not found in `&str`",
            "
            pub fn has_blank(line: &str) -> bool {
                line.«any»(|letter| letter == ' ')
            }
            ",
            "
            pub fn has_blank(line: &str) -> bool {
                line.chars().any(|letter| letter == ' ')
            }
            ",
        ),
        Example::keeps_silent(
            "rustc[E0599]: no method named `any` found for struct `Point` in the current scope\nmethod not found in `Point`",
            "
            pub struct Point;

            pub fn has_blank(point: Point) -> bool {
                point.«any»(|letter: u8| letter == 0)
            }
            ",
        ),
    ],
    applies,
    propose,
};

const ITERATOR_METHODS: &[&str] = &[
    "all",
    "any",
    "chain",
    "cloned",
    "collect",
    "copied",
    "count",
    "cycle",
    "enumerate",
    "filter",
    "filter_map",
    "find",
    "find_map",
    "flat_map",
    "fold",
    "for_each",
    "inspect",
    "last",
    "map",
    "map_while",
    "max",
    "max_by",
    "max_by_key",
    "min",
    "min_by",
    "min_by_key",
    "next",
    "nth",
    "partition",
    "peekable",
    "position",
    "product",
    "rev",
    "rposition",
    "scan",
    "skip",
    "skip_while",
    "step_by",
    "sum",
    "take",
    "take_while",
    "unzip",
    "zip",
];

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0599" | "E0271" | "E0277")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    match context.diagnostic.code() {
        "E0599" => iterate(context).into_iter().collect(),
        _ => clone_items(context).into_iter().collect(),
    }
}

/// A method of iterators that is called on a collection.
fn iterate(context: &FixContext<'_>) -> Option<Proposal> {
    let words = quoted(headline(context.diagnostic));
    let (method, kind) = (words.first()?, words.last()?.trim_start_matches('&').trim_start_matches("mut "));
    ITERATOR_METHODS.contains(method).then_some(())?;
    let call = match kind {
        "str" | "String" => ".chars()",
        _ if kind.starts_with('[')
            || kind.starts_with("Vec<")
            || kind.contains("HashMap<")
            || kind.contains("HashSet<")
            || kind.contains("BTree")
            || kind.contains("VecDeque<") =>
        {
            ".iter()"
        }
        _ => return None,
    };
    let field = ancestor(context.node()?, &["field_expression"])?;
    let receiver = field.child_by_field_name("value")?;
    Some(Proposal::replace(RULE.name, format!("Insert `{call}`"), context, span(receiver), with_suffix(context, receiver, call), 0.9))
}

/// References where the items themselves are needed.
fn clone_items(context: &FixContext<'_>) -> Option<Proposal> {
    let message = headline(context.diagnostic);
    message.starts_with("type mismatch resolving").then_some(())?;
    // Either side may be the one with the reference; it is the same item otherwise.
    let (left, right) =
        quoted(message).first()?.split_once(" == ").map(|(left, right)| (left.trim_start_matches('&').len() != left.len(), right.starts_with('&')))?;
    let by_label = expected_found(&context.diagnostic.message).is_some_and(|(expected, found)| expected.starts_with('&') != found.starts_with('&'));
    (left != right || by_label).then_some(())?;
    let node = context.node()?;
    let call = ancestor(node, &["call_expression"])?;
    let offset = match call
        .child_by_field_name("function")
        .filter(|function| function.kind() == "field_expression" && span(*function).contains(context.diagnostic.range))
    {
        // The error stands at `collect`: the items are cloned before it.
        Some(function) => function.child_by_field_name("value")?.end_byte(),
        None => context.diagnostic.range.end,
    };
    Some(Proposal::new(RULE.name, "Insert `.cloned()`", context, EditSet::one(TextEdit::insert(offset, ".cloned()")), 0.86))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn collections_are_iterated_and_items_cloned() {
        let table = [
            ("fn f() { line.«any»(g) }", "E0599", "no method named `any` found for reference `&str` in the current scope", "line.chars().any(g)"),
            (
                "fn f() { a.b.«rposition»(g) }",
                "E0599",
                "no method named `rposition` found for reference `&[u8]` in the current scope",
                "a.b.iter().rposition(g)",
            ),
            ("fn f() { s.iter().«collect»() }", "E0271", "type mismatch resolving `<A as Array>::Item == &<A as Array>::Item`", "s.iter().cloned().collect()"),
            (
                "fn f() { v.extend(«t.iter()») }",
                "E0271",
                "type mismatch resolving `<Iter<'_, T> as IntoIterator>::Item == T`\nexpected associated type, found `&T`",
                "v.extend(t.iter().cloned())",
            ),
        ];
        for (program, code, message, part) in table {
            let after = repaired(&RULE, program, code, message, &[]).unwrap_or_default();
            assert!(after.contains(part), "{after}: {message}");
        }
    }

    #[test]
    fn other_methods_and_types_are_left_alone() {
        assert_eq!(repaired(&RULE, "fn f() { p.«any»(g) }", "E0599", "no method named `any` found for struct `P` in the current scope", &[]), None);
    }
}
