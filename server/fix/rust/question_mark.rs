//! Takes the value out of a `Result` or `Option` with `?` where the function can return it.

use super::support::{elements, expected_found, function_of, labels, node_of, quoted, result_of, with_suffix, words};
use crate::base::Span;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, named_children, span};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/question-mark",
    summary: "Adds a forgotten `?`",
    not_offered: "It keeps silent where the function returns neither a `Result` nor an `Option`, and inside of closures and async blocks.",
    examples: &[
        Example::mends(
            "rustc[E0599]: no method named `count_ones` found for enum `Result<T, E>` in the current scope\nmethod not found in `Result<usize, ParseIntError>`",
            "
            pub fn size(text: &str) -> Result<usize, std::num::ParseIntError> {
                Ok(text.parse::<usize>().«count_ones»() as usize)
            }
            ",
            "
            pub fn size(text: &str) -> Result<usize, std::num::ParseIntError> {
                Ok(text.parse::<usize>()?.count_ones() as usize)
            }
            ",
        ),
        Example::mends(
            "rustc[E0369]: cannot multiply `Result<u32, ParseIntError>` by `{integer}`",
            "
            pub fn double(text: &str) -> Result<u32, std::num::ParseIntError> {
                Ok(text.parse::<u32>() «*» 2)
            }
            ",
            "
            pub fn double(text: &str) -> Result<u32, std::num::ParseIntError> {
                Ok(text.parse::<u32>()? * 2)
            }
            ",
        )
        .with_labels(&[("text.parse::<u32>()", "Result<u32, ParseIntError>")]),
        Example::keeps_silent(
            "rustc[E0369]: cannot multiply `Result<u32, ParseIntError>` by `{integer}`",
            "
            pub fn double(text: &str) -> u32 {
                text.parse::<u32>() «*» 2
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0308" | "E0369" | "E0277" | "E0599" | "E0614" | "E0609")
        && (diagnostic.message.contains("Result<")
            || diagnostic.message.contains("Option<")
            || diagnostic.related.iter().any(|related| is_wrapper(&related.message)))
}

/// Whether `?` may stand in a function of this result type: not where the wrapper is only a part of it.
fn can_return_early(result: &str) -> bool {
    let outermost = result.trim_start_matches("->").trim().split('<').next().unwrap_or("");
    !outermost.starts_with(['(', '&', '[']) && (outermost.contains("Result") || outermost.contains("Option"))
}

fn is_wrapper(text: &str) -> bool {
    let inner = quoted(text).last().copied().unwrap_or(text);
    let inner = inner.trim_start_matches("std::result::").trim_start_matches("std::option::").trim_start_matches("core::result::");
    inner.starts_with("Result<") || inner.starts_with("Option<")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(place) = place(context) else { return Vec::new() };
    let Some(function) = function_of(place) else { return Vec::new() };
    let result = result_of(context, function);
    if !can_return_early(result) || ancestor(place, &["closure_expression", "async_block"]).is_some_and(|inner| span(function).contains(span(inner))) {
        return Vec::new();
    }
    if words(context, place).ends_with('?') {
        return Vec::new();
    }
    // Where the method is just misspelt, the wrapper has it.
    let is_misspelt = context.diagnostic.suggestions.iter().any(|suggestion| suggestion.title.starts_with("Change to `"));
    let likelihood = if is_misspelt { 0.5 } else { 0.89 };
    let mut proposals = vec![Proposal::replace(RULE.name, "Add `?` to take the value out", context, span(place), with_suffix(context, place, "?"), likelihood)];
    proposals.extend(where_bound(context, place, function, likelihood));
    proposals
}

/// The `?` at the value that a variable is bound to, where the wrapped variable is used more than once.
fn where_bound(context: &FixContext<'_>, place: Node<'_>, function: Node<'_>, likelihood: f64) -> Option<Proposal> {
    (place.kind() == "identifier").then_some(())?;
    let name = words(context, place);
    let inside = || crate::syntax::parse::descendants(function);
    let uses = inside().filter(|node| node.kind() == "identifier" && node.start_byte() >= place.start_byte() && words(context, *node) == name).count();
    let declaration = inside()
        .filter(|node| node.kind() == "let_declaration" && node.end_byte() <= place.start_byte())
        .filter(|node| node.child_by_field_name("pattern").is_some_and(|pattern| words(context, pattern).trim_start_matches("mut ") == name))
        .last()?;
    let value = declaration.child_by_field_name("value").filter(|value| matches!(value.kind(), "call_expression" | "macro_invocation"))?;
    (declaration.child_by_field_name("type").is_none() && uses > 1).then_some(())?;
    let title = format!("Add `?` where `{name}` is bound");
    Some(Proposal::replace(RULE.name, title, context, span(value), with_suffix(context, value, "?"), (likelihood + 0.04).min(0.93)))
}

/// The expression whose value is wrapped although what is inside is needed.
fn place<'t>(context: &'t FixContext<'_>) -> Option<Node<'t>> {
    let diagnostic = context.diagnostic;
    match diagnostic.code() {
        "E0308" => {
            // A pattern that does not fit the wrapped value it is matched with.
            if let Some((range, _)) = labels(context).into_iter().find(|(_, label)| label.starts_with("this expression has type") && is_wrapper(label)) {
                let pattern = context.node()?;
                return ancestor(pattern, &["let_declaration"]).and(node_of(context, range));
            }
            let (expected, found) = expected_found(&diagnostic.message)?;
            if let Some(inner) = in_tuple(context, diagnostic.range, &expected, &found) {
                return Some(inner);
            }
            (is_wrapper(&found) && !is_wrapper(&expected)).then(|| node_of(context, diagnostic.range)).flatten()
        }
        // An operand or receiver that is wrapped; the label stands at it.
        "E0369" => {
            let (range, _) = labels(context).into_iter().find(|(range, label)| is_wrapper(label) && *range != diagnostic.range)?;
            node_of(context, range)
        }
        "E0599" | "E0609" => {
            let message = diagnostic.message.lines().next()?;
            is_wrapper(message).then_some(())?;
            let field = ancestor(context.node()?, &["field_expression"])?;
            field.child_by_field_name("value")
        }
        "E0277" => {
            let wrapped = diagnostic.message.contains("From<Option<")
                || diagnostic.message.contains("From<Result<")
                || diagnostic.message.contains("From<std::option::Option<");
            let field = ancestor(context.node()?, &["field_expression"])?;
            wrapped.then(|| field.child_by_field_name("value")).flatten()
        }
        _ => None,
    }
}

/// The only element of a tuple that is wrapped in the found type but not in the expected one.
fn in_tuple<'t>(context: &'t FixContext<'_>, range: Span, expected: &str, found: &str) -> Option<Node<'t>> {
    let (expected, found) = (elements(expected)?, elements(found)?);
    let tuple = node_of(context, range).filter(|node| node.kind() == "tuple_expression")?;
    let mut wrapped = expected.iter().zip(&found).enumerate().filter(|(_, (expected, found))| is_wrapper(found) && !is_wrapper(expected));
    let (at, _) = wrapped.next()?;
    named_children(tuple).into_iter().filter(|node| !node.kind().ends_with("comment")).nth(at)
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn wrapped_values_are_taken_out() {
        let head = "fn f() -> Result<u8, E> {";
        let table = [
            (
                "E0308",
                "let «(a, b)» = parse(text);",
                "mismatched types\nexpected `Result<(u8, &str), E>`, found `(_, _)`",
                &[("parse(text)", "this expression has type `Result<(u8, &str), E>`")][..],
                "let (a, b) = parse(text)?;",
            ),
            (
                "E0308",
                "let x: (u64, u64) = «(n.div(d), 0)»;",
                "mismatched types\nexpected `(u64, u64)`, found `(Result<u64, E>, {integer})`",
                &[],
                "(n.div(d)?, 0)",
            ),
            ("E0369", "two(1) «*» 100", "cannot multiply `Result<u64, E>` by `{integer}`", &[("two(1)", "Result<u64, E>")], "two(1)? * 100"),
            ("E0599", "a.«size»()", "no method named `size` found for enum `Result<T, E>` in the current scope", &[], "a?.size()"),
        ];
        for (code, body, message, related, part) in table {
            let after = repaired(&RULE, &format!("{head} {body} }}"), code, message, related).unwrap();
            assert!(after.contains(part), "{after}");
        }
    }

    #[test]
    fn a_variable_that_is_used_again_is_taken_out_where_it_is_bound() {
        let message = "no method named `size` found for enum `Result<T, E>` in the current scope";
        let after = repaired(&RULE, "fn f() -> Result<u8, E> { let a = g(); «a».size(); h(a) }", "E0599", message, &[]).unwrap();
        assert!(after.contains("let a = g()?; a.size()"), "{after}");
    }

    #[test]
    fn a_function_that_returns_neither_is_left_alone() {
        let message = "no method named `size` found for enum `Result<T, E>` in the current scope";
        assert_eq!(repaired(&RULE, "fn f() { a.«size»() }", "E0599", message, &[]), None);
    }
}
