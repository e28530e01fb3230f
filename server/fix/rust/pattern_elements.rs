//! Gives a pattern or a closure as many elements as what it stands for has.

use super::support::{headline, words};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, descendants, named_children};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/pattern-elements",
    summary: "Gives a pattern or closure the number of elements that is asked for",
    not_offered: "It keeps silent where the elements that are too many are read, and where the pattern has `..` already.",
    examples: &[
        Example::mends(
            "rustc[E0527]: pattern requires 2 elements but array has 4",
            "fn f(r: [u8; 4]) { let «[a, b]» = r; }",
            "fn f(r: [u8; 4]) { let [a, b, ..] = r; }",
        ),
        Example::mends(
            "rustc[E0023]: this pattern has 3 fields, but the corresponding tuple variant has 2 fields",
            "fn f(e: E) { match e { E::A(a, b, «c») => {} } }",
            "fn f(e: E) { match e { E::A(a, b) => {} } }",
        ),
        Example::mends("rustc[E0593]: closure is expected to take 0 arguments, but it takes 1 argument", "fn f() { «g(|y| {})»; }", "fn f() { g(|| {}); }"),
        Example::keeps_silent("rustc[E0593]: closure is expected to take 0 arguments, but it takes 1 argument", "fn f() { «g(|y| y + 1)»; }"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0023" | "E0527" | "E0528" | "E0593")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

/// The first two numbers of a message.
fn numbers(message: &str) -> Option<(usize, usize)> {
    let mut found = message.split(|character: char| !character.is_ascii_digit()).filter(|part| !part.is_empty()).filter_map(|part| part.parse().ok());
    Some((found.next()?, found.next()?))
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let message = headline(context.diagnostic);
    let (first, second) = numbers(message)?;
    let node = context.node()?;
    match context.diagnostic.code() {
        "E0023" => {
            let pattern = ancestor(node, &["tuple_struct_pattern"])?;
            let kind = pattern.child_by_field_name("type")?;
            let elements: Vec<Node<'_>> = named_children(pattern).into_iter().filter(|element| element.id() != kind.id()).collect();
            shorten(context, &elements, second)
        }
        "E0593" => {
            let closure = ancestor(node, &["closure_expression"]).or_else(|| descendants(node).find(|inner| inner.kind() == "closure_expression"))?;
            let list = closure.child_by_field_name("parameters")?;
            let elements = named_children(list);
            (elements.len() == second).then_some(())?;
            shorten(context, &elements, first)
        }
        _ => {
            let pattern = ancestor(node, &["slice_pattern"])?;
            let elements = named_children(pattern);
            let last = elements.last()?;
            if first > second {
                return shorten(context, &elements, second);
            }
            let has_rest = elements.iter().any(|element| words(context, *element).contains(".."));
            let edit = TextEdit::insert(last.end_byte(), ", ..");
            (!has_rest).then(|| Proposal::new(RULE.name, "Leave the other elements out with `..`", context, EditSet::one(edit), 0.85))
        }
    }
}

/// Drops the elements behind the first so many, if nothing reads them.
fn shorten(context: &FixContext<'_>, elements: &[Node<'_>], wanted: usize) -> Option<Proposal> {
    let gone = elements.get(wanted..).filter(|gone| !gone.is_empty())?;
    let read = |element: &Node<'_>| {
        descendants(*element).filter(|inner| inner.kind() == "identifier").any(|inner| {
            let name = words(context, inner);
            let scope = ancestor(*element, &["match_arm", "closure_expression", "block"]);
            scope.is_some_and(|scope| descendants(scope).any(|other| other.kind() == "identifier" && other.id() != inner.id() && words(context, other) == name))
        })
    };
    if gone.iter().any(read) {
        return None;
    }
    let start = match wanted.checked_sub(1).and_then(|last| elements.get(last)) {
        Some(last) => last.end_byte(),
        None => gone.first()?.start_byte(),
    };
    let range = Span::new(start, gone.last()?.end_byte());
    let title = if gone.len() == 1 { "Remove the extra element".to_owned() } else { format!("Remove {} extra elements", gone.len()) };
    Some(Proposal::replace(RULE.name, title, context, range, "", 0.75))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn elements_are_counted() {
        let table = [
            ("fn f(r: [u8; 1]) { let «[a, b]» = r; }", "E0527", "pattern requires 2 elements but array has 1", Some("let [a] = r;")),
            ("fn f(r: [u8; 1]) { let «[a, b]» = r; b; }", "E0527", "pattern requires 2 elements but array has 1", None),
        ];
        for (program, code, message, part) in table {
            let after = repaired(&RULE, program, code, message, &[]);
            assert_eq!(after.as_ref().is_some_and(|after| part.is_some_and(|part| after.contains(part))), part.is_some(), "{after:?}");
        }
    }
}
