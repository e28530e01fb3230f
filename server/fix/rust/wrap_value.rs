//! Wraps a value in the `Some` or `Ok` that its place asks for, where rustc does not say so itself: what a macro makes, what a generic call
//! around the blamed argument returns, the first of two arms.
//!
//! ```text
//! fn last(&self) -> Option<T> { unsafe { ptr::read(self.end()) } }
//! ```
//! becomes
//! ```text
//! fn last(&self) -> Option<T> { unsafe { Some(ptr::read(self.end())) } }
//! ```

use super::support::{bare_type, elements, expected_found, function_of, headline, node_of, result_of, words};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, named_children, span};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/wrap-value",
    summary: "Wraps a value in the `Some` or `Ok` that its place asks for",
    not_offered: "It keeps silent where rustc suggests the wrapper itself, and where the function around the value returns no such type.",
    examples: &[
        Example::mends(
            "rustc[E0308]: mismatched types\nexpected `Option<u8>`, found `u8`",
            "
            fn f(bytes: &mut Bytes) -> Option<u8> {
                «next!(bytes)»
            }
            ",
            "
            fn f(bytes: &mut Bytes) -> Option<u8> {
                Some(next!(bytes))
            }
            ",
        ),
        Example::mends(
            "rustc[E0308]: mismatched types\nexpected `*const Option<T>`, found `*const T`",
            "
            fn last<T>(end: *const T) -> Option<T> {
                unsafe { ptr::read(«end») }
            }
            ",
            "
            fn last<T>(end: *const T) -> Option<T> {
                unsafe { Some(ptr::read(end)) }
            }
            ",
        ),
        Example::mends(
            "rustc[E0308]: `match` arms have incompatible types\nexpected `(&str, Ending)`, found `(&str, Option<Ending>)`",
            "
            fn f(line: &str) -> (&str, Option<Ending>) {
                match line.strip_suffix('x') {
                    Some(rest) => (rest, Ending::X),
                    None => «(line, None)»,
                }
            }
            ",
            "
            fn f(line: &str) -> (&str, Option<Ending>) {
                match line.strip_suffix('x') {
                    Some(rest) => (rest, Some(Ending::X)),
                    None => (line, None),
                }
            }
            ",
        )
        .with_labels(&[("(rest, Ending::X)", "this is found to be of type `(&str, Ending)`")]),
        Example::keeps_silent(
            "rustc[E0308]: mismatched types\nexpected `*const Option<T>`, found `*const T`",
            "
            fn last<T>(end: *const T) -> Option<T> {
                let value = unsafe { ptr::read(«end») };
                value
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0308"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let wraps = |text: &str| text.starts_with("Some(") || text.starts_with("Ok(");
    let edits = context.diagnostic.suggestions.iter().flat_map(|suggestion| &suggestion.edits).flat_map(|(_, edits)| edits.edits());
    if edits.into_iter().any(|edit| wraps(&edit.text)) {
        return Vec::new();
    }
    earlier_arm(context).or_else(|| value(context)).or_else(|| call_around(context)).into_iter().collect()
}

/// The constructor of a wrapper type and the type inside it.
fn wrapper(kind: &str) -> Option<(&'static str, String)> {
    let kind = bare_type(kind);
    let inside = |name: &str| kind.strip_prefix(name).and_then(|rest| rest.strip_suffix('>'));
    if let Some(inner) = inside("Option<") {
        return Some(("Some", inner.to_owned()));
    }
    let inner = elements(&format!("({})", inside("Result<")?))?;
    Some(("Ok", inner.first()?.clone()))
}

fn wrapped(context: &FixContext<'_>, node: Node<'_>, constructor: &str, likelihood: f64) -> Proposal {
    let text = format!("{constructor}({})", words(context, node));
    Proposal::replace(RULE.name, format!("Wrap the value in `{constructor}`"), context, span(node), text, likelihood)
}

/// A value of the type inside the wrapper that is expected.
fn value(context: &FixContext<'_>) -> Option<Proposal> {
    let (expected, found) = expected_found(&context.diagnostic.message)?;
    let (constructor, inner) = wrapper(&expected)?;
    (inner == bare_type(&found)).then_some(())?;
    let node = node_of(context, context.diagnostic.range)?;
    let is_value = node.kind().ends_with("expression") || matches!(node.kind(), "macro_invocation" | "identifier" | "expression_statement");
    (is_value && span(node) == context.diagnostic.range).then(|| wrapped(context, node, constructor, 0.9))
}

/// A call that gives back the function's result, one argument of which seems to lack the wrapper: the call's own value lacks it.
fn call_around(context: &FixContext<'_>) -> Option<Proposal> {
    let (expected, found) = expected_found(&context.diagnostic.message)?;
    let (before, rest) = expected.split_once("Option<")?;
    (!before.is_empty()).then_some(())?;
    let without = format!("{before}{}", rest.replacen('>', "", 1));
    let last = rest.rfind('>')?;
    let without_last = format!("{before}{}{}", rest.get(..last)?, rest.get(last + 1..)?);
    (found == without || found == without_last).then_some(())?;
    let call = ancestor(node_of(context, context.diagnostic.range)?, &["arguments"]).and_then(|list| list.parent())?;
    let function = function_of(call)?;
    bare_type(result_of(context, function)).starts_with("Option<").then_some(())?;
    is_result(call, function).then(|| wrapped(context, call, "Some", 0.88))
}

/// Whether an expression's value is what the function gives back.
fn is_result(node: Node<'_>, function: Node<'_>) -> bool {
    let mut node = node;
    while let Some(parent) = node.parent() {
        let is_last = || named_children(parent).into_iter().rfind(|child| !child.kind().ends_with("comment")).is_some_and(|last| last.id() == node.id());
        let passes = match parent.kind() {
            "block" => is_last(),
            "unsafe_block" | "else_clause" | "match_block" | "expression_statement" | "return_expression" => true,
            "if_expression" => parent.child_by_field_name("condition").is_none_or(|condition| condition.id() != node.id()),
            "match_arm" => parent.child_by_field_name("value").is_some_and(|value| value.id() == node.id()),
            "match_expression" => parent.child_by_field_name("body").is_some_and(|body| body.id() == node.id()),
            "function_item" => return parent.id() == function.id(),
            _ => false,
        };
        if parent.kind() == "return_expression" {
            return true;
        }
        if !passes {
            return false;
        }
        node = parent;
    }
    false
}

/// The first of two arms or branches, where the function's result says that the second one is right.
fn earlier_arm(context: &FixContext<'_>) -> Option<Proposal> {
    headline(context.diagnostic).contains("have incompatible types").then_some(())?;
    let (expected, found) = expected_found(&context.diagnostic.message)?;
    let label = context.diagnostic.related.iter().find(|related| {
        related.path == context.file.path()
            && (related.message.starts_with("this is found to be of type") || related.message.starts_with("expected because of this"))
    })?;
    let arm = node_of(context, label.range)?;
    let declared = declared(context, arm);
    let is_declared = |kind: &str| declared.iter().any(|known| known.contains(&bare_type(kind)));
    (is_declared(&found) && !is_declared(&expected)).then_some(())?;
    let inside = |expected: &str, found: &str| wrapper(found).filter(|(_, inner)| *inner == bare_type(expected)).map(|(constructor, _)| constructor);
    if let Some(constructor) = inside(&expected, &found) {
        return Some(wrapped(context, arm, constructor, 0.92));
    }
    let (expected, found) = (elements(&expected)?, elements(&found)?);
    let (at, constructor) = expected.iter().zip(&found).enumerate().find_map(|(at, (expected, found))| Some((at, inside(expected, found)?)))?;
    let element = named_children(arm).into_iter().filter(|node| !node.kind().ends_with("comment")).nth(at).filter(|_| arm.kind() == "tuple_expression")?;
    Some(wrapped(context, element, constructor, 0.92))
}

/// The types that the function around a place and its implementation declare: the result, and associated types, of which it may be made.
fn declared(context: &FixContext<'_>, place: Node<'_>) -> Vec<String> {
    let Some(function) = function_of(place) else { return Vec::new() };
    let members = ancestor(function, &["impl_item"]).and_then(|node| node.child_by_field_name("body")).map(named_children).unwrap_or_default();
    let associated = members.into_iter().filter(|member| member.kind() == "type_item").filter_map(|member| member.child_by_field_name("type"));
    [bare_type(result_of(context, function))].into_iter().chain(associated.map(|kind| bare_type(words(context, kind)))).collect()
}
