//! Takes an address or follows a pointer where the types differ by a star.
//!
//! Where the declaration is what lost its star, the declaration gets it.

use super::types::Types;
use super::view::{Function, View, head};
use crate::base::{Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::go::ast::{ABSENT, Kind, NodeId};
use regex::Regex;
use std::sync::OnceLock;

const NAME: &str = "go/pointer";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Adds the `&` or `*` that is missing",
    not_offered: "It keeps silent where the types differ by more than a star, and where the value has no address.",
    examples: &[
        Example::mends(
            "go: cannot use point{} (value of struct type point) as *point value in return statement",
            "
            package main

            type point struct{ x int }

            func origin() *point {
            	return «point»{}
            }

            func main() { println(origin().x) }
            ",
            "
            package main

            type point struct{ x int }

            func origin() *point {
            	return &point{}
            }

            func main() { println(origin().x) }
            ",
        ),
        Example::mends(
            "go: cannot use number (variable of type *int) as int value in argument to double",
            "
            package main

            func double(number int) int { return 2 * number }

            func show(number *int) {
            	println(double(«number»))
            }

            func main() { show(new(int)) }
            ",
            "
            package main

            func double(number int) int { return 2 * number }

            func show(number *int) {
            	println(double(*number))
            }

            func main() { show(new(int)) }
            ",
        ),
        Example::keeps_silent(
            "go: cannot use 1 (untyped int constant) as string value in return statement",
            "
            package main

            func count() string {
            	return «1»
            }

            func main() { println(count()) }
            ",
        ),
    ],
    applies: |diagnostic| Mismatch::of(diagnostic).is_some() || is_impossible(diagnostic),
    propose,
};

/// What the compiler says about a value of one type where another is wanted.
pub(super) struct Mismatch<'m> {
    /// The value as the compiler prints it.
    pub value: &'m str,
    /// What the value is: `variable of struct type T`.
    pub description: &'m str,
    /// The value's type; empty for `nil`.
    pub have: &'m str,
    pub want: &'m str,
    /// Where it stands: `return statement`, `argument to f`.
    pub place: &'m str,
    /// The reason that the compiler adds behind a colon.
    pub reason: &'m str,
}

impl<'m> Mismatch<'m> {
    pub fn of(diagnostic: &'m Diagnostic) -> Option<Mismatch<'m>> {
        static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
        let pattern = PATTERN.get_or_init(|| {
            Regex::new(r"^cannot use (.+?)(?: \(((?:[^()]|\([^()]*\))*?(?:type|constant)(?: |\b)[^()]*(?:\([^()]*\)[^()]*)*)\))? as (.+?) value in ([^:]+)(?:: (.*))?$").ok()
        });
        let parts = pattern.as_ref()?.captures(head(&diagnostic.message))?;
        let part = |at: usize| parts.get(at).map_or("", |part| part.as_str());
        let description = part(2);
        Some(Mismatch { value: part(1), description, have: type_of_description(description), want: part(3), place: part(4), reason: part(5) })
    }
}

/// The type in a description: `variable of struct type T` tells `T`, `value of type []byte` tells `[]byte`.
fn type_of_description(description: &str) -> &str {
    description.split_once("type ").map_or("", |(_, have)| have)
}

fn is_impossible(diagnostic: &Diagnostic) -> bool {
    let message = head(&diagnostic.message);
    // The reason stands on a line of its own.
    (message.starts_with("impossible type ") && diagnostic.message.contains("has pointer receiver"))
        || message.starts_with("cannot call pointer method ")
        || is_conversion_of_pointer(message)
}

fn is_conversion_of_pointer(message: &str) -> bool {
    message.starts_with("cannot convert ") && message.contains("of type *")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let message = head(&context.diagnostic.message);
    let at = context.diagnostic.range.start;
    if message.starts_with("impossible type ") {
        return star_at_type(&view, at, message);
    }
    if message.starts_with("cannot call pointer method ") {
        return address_of_receiver(&view, at);
    }
    if is_conversion_of_pointer(message) {
        let Some(value) = view.expression_at(at) else { return Vec::new() };
        let value = value_of_conversion(&view, value, message);
        return vec![Proposal::new(NAME, "Follow the pointer", context, TextEdit::insert(view.tree.span(value).start, "*").into(), 0.85)];
    }
    let Some(mismatch) = Mismatch::of(context.diagnostic) else { return Vec::new() };
    let Some(value) = value_at(&view, at, &mismatch) else { return Vec::new() };
    let needs_address = mismatch.want.strip_prefix('*') == Some(mismatch.have) || mismatch.reason.contains("has pointer receiver");
    if needs_address && !mismatch.have.is_empty() {
        return address(&view, value, &mismatch);
    }
    if mismatch.have.strip_prefix('*') == Some(mismatch.want) || mismatch.value == "nil" {
        return pointee(&view, value, &mismatch);
    }
    if mismatch.have.replace('*', "") == mismatch.want.replace('*', "") && !mismatch.have.is_empty() {
        return inner_star(&view, value, &mismatch);
    }
    Vec::new()
}

/// The expression at an offset that the compiler printed.
pub(super) fn value_at(view: &View<'_>, at: usize, mismatch: &Mismatch<'_>) -> Option<NodeId> {
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let printed = squeezed(mismatch.value);
    let candidates: Vec<NodeId> =
        view.path(at).into_iter().filter(|id| view.tree.span(*id).start == at && super::view::is_expression(view.kind(*id))).collect();
    candidates.iter().copied().find(|id| squeezed(view.text_of(*id)) == printed).or_else(|| candidates.first().copied())
}

fn value_of_conversion(view: &View<'_>, found: NodeId, message: &str) -> NodeId {
    let printed = message.strip_prefix("cannot convert ").and_then(|rest| rest.split(" (").next()).unwrap_or("");
    view.below(found).into_iter().find(|id| view.text_of(*id) == printed).unwrap_or(found)
}

fn star_at_type(view: &View<'_>, at: usize, message: &str) -> Vec<Proposal> {
    let named = message.split(": ").nth(1).unwrap_or("").split(' ').next().unwrap_or("");
    let Some(found) = view.expression_at(at) else { return Vec::new() };
    let written = view.below(found).into_iter().filter(|id| view.text_of(*id) == named).min_by_key(|id| view.tree.span(*id).start);
    let place = view.tree.span(written.unwrap_or(found)).start;
    vec![Proposal::new(NAME, format!("Change the type to `*{named}`"), view.context, TextEdit::insert(place, "*").into(), 0.95)]
}

/// `T{}.method()` for a method of pointers becomes `(&T{}).method()`.
fn address_of_receiver(view: &View<'_>, at: usize) -> Vec<Proposal> {
    let Some(selector) = view.path(at).into_iter().rev().find(|id| view.kind(*id) == Kind::Selector) else { return Vec::new() };
    let operand = view.tree.child(selector, 0);
    let span = view.tree.span(operand);
    let inner = view.tree.unparen(operand);
    let edit =
        if inner == operand { TextEdit::replace(span, format!("(&{})", view.text_of(operand))) } else { TextEdit::insert(view.tree.span(inner).start, "&") };
    vec![Proposal::new(NAME, "Take the address", view.context, edit.into(), 0.95)]
}

/// Where a local variable gets its value from, if it is defined by a composite literal of a type.
fn composite_definition(view: &View<'_>, value: NodeId) -> Option<(Span, Function)> {
    let offset = view.tree.span(value).start;
    let name = view.text_of(value);
    let binding = view.context.scopes.visible_at(offset).into_iter().find(|binding| binding.name == name)?;
    let owner = view.path(binding.range.start).into_iter().rev().find(|id| matches!(view.kind(*id), Kind::Assignment | Kind::VarSpec))?;
    let values = view.tree.child(owner, if view.kind(owner) == Kind::Assignment { 1 } else { 2 });
    if view.kind(owner) == Kind::VarSpec && view.tree.child(owner, 1) != ABSENT {
        return None;
    }
    let names = view.tree.child(owner, 0);
    let place = view.tree.elements(&names).iter().position(|id| view.tree.span(*id) == binding.range)?;
    let literal = *view.tree.elements(&values).get(place)?;
    (view.kind(literal) == Kind::Composite).then_some((view.tree.span(literal), view.function(offset)?))
}

fn address(view: &View<'_>, value: NodeId, mismatch: &Mismatch<'_>) -> Vec<Proposal> {
    let context = view.context;
    let span = view.tree.span(value);
    let mut proposals = Vec::new();
    match view.kind(view.tree.unparen(value)) {
        Kind::Assertion if mismatch.want.strip_prefix('*') == Some(mismatch.have) => {
            let place = view.tree.span(view.tree.child(value, 1)).start;
            proposals.push(Proposal::new(NAME, format!("Assert `{}`", mismatch.want), context, TextEdit::insert(place, "*").into(), 0.95));
        }
        Kind::Name => {
            let (mut at_use, mut at_definition) = (0.8, 0.0);
            if let Some((literal, _)) = composite_definition(view, value) {
                (at_use, at_definition) = (0.6, 0.85);
                proposals.push(Proposal::new(
                    NAME,
                    "Make the variable a pointer where it is defined",
                    context,
                    TextEdit::insert(literal.start, "&").into(),
                    at_definition,
                ));
            }
            if let Some(edit) = declared_type_edit(view, value, mismatch) {
                at_definition = 0.75;
                at_use = 0.7;
                proposals.push(Proposal::new(NAME, "Declare it as a pointer", context, edit.into(), at_definition));
            }
            let several = same_mismatches(view, mismatch) > 1;
            let likelihood = if several && at_definition > 0.0 {
                at_use - 0.2
            } else if at_definition == 0.75 && !several {
                0.8
            } else {
                at_use
            };
            proposals.push(Proposal::new(NAME, "Take the address", context, TextEdit::insert(span.start, "&").into(), likelihood));
        }
        Kind::Composite | Kind::Selector | Kind::Index | Kind::Unary => {
            proposals.push(Proposal::new(NAME, "Take the address", context, TextEdit::insert(span.start, "&").into(), 0.93));
        }
        Kind::Call => {
            if let Some(edit) = callee_result_edit(view, value, mismatch) {
                proposals.push(Proposal::new(NAME, format!("Return `{}` from the function", mismatch.want), context, edit.into(), 0.8));
            }
        }
        _ => {}
    }
    proposals
}

/// How many diagnostics of the file report the same pair of types.
fn same_mismatches(view: &View<'_>, mismatch: &Mismatch<'_>) -> usize {
    let alike = |diagnostic: &&Diagnostic| Mismatch::of(diagnostic).is_some_and(|other| other.have == mismatch.have && other.want == mismatch.want);
    view.context.diagnostics.iter().filter(alike).count()
}

/// The edit that makes a variable's declared type the wanted one: in its parameter, its `var`, or the result of the function that it comes from.
fn declared_type_edit(view: &View<'_>, value: NodeId, mismatch: &Mismatch<'_>) -> Option<TextEdit> {
    let offset = view.tree.span(value).start;
    let name = view.text_of(value);
    let binding = view.context.scopes.visible_at(offset).into_iter().find(|binding| binding.name == name)?;
    let path = view.path(binding.range.start);
    let owner = path.into_iter().rev().find(|id| matches!(view.kind(*id), Kind::Field | Kind::VarSpec | Kind::Assignment))?;
    if view.kind(owner) == Kind::Assignment {
        let values = view.tree.child(owner, 1);
        let [call] = view.tree.elements(&values) else { return None };
        return callee_result_edit(view, *call, mismatch);
    }
    // A plain variable whose address is wanted is usually meant as it is declared.
    if view.kind(owner) == Kind::VarSpec && mismatch.want.strip_prefix('*') == Some(mismatch.have) && same_mismatches(view, mismatch) < 2 {
        return None;
    }
    let declared = view.tree.child(owner, 1);
    (view.text_of(declared) == mismatch.have).then(|| TextEdit::replace(view.tree.span(declared), mismatch.want))
}

/// The edit of the result type of the function that a call calls, where the file defines it.
fn callee_result_edit(view: &View<'_>, call: NodeId, mismatch: &Mismatch<'_>) -> Option<TextEdit> {
    if view.kind(call) != Kind::Call {
        return None;
    }
    let callee = view.tree.unparen(view.tree.child(call, 0));
    let name = match view.kind(callee) {
        Kind::Selector => view.text_of(view.tree.child(callee, 1)),
        _ => view.text_of(callee),
    };
    let functions = view.tree.children(view.tree.root).iter().filter_map(|id| view.as_function(*id));
    let mut named = functions.filter(|function| view.text_of(view.tree.child(function.node, 1)) == name);
    let function = named.next().filter(|_| named.next().is_none())?;
    result_edit(view, function, mismatch.have, mismatch.want)
}

/// The edit that changes one of a function's result types.
fn result_edit(view: &View<'_>, function: Function, from: &str, to: &str) -> Option<TextEdit> {
    let declared = view.tree.children(function.results).iter().map(|field| view.tree.child(*field, 1)).find(|declared| view.text_of(*declared) == from)?;
    Some(TextEdit::replace(view.tree.span(declared), to))
}

fn pointee(view: &View<'_>, value: NodeId, mismatch: &Mismatch<'_>) -> Vec<Proposal> {
    let context = view.context;
    let at = view.tree.span(value).start;
    let pointer = format!("*{}", mismatch.want);
    let mut proposals = Vec::new();
    let signature = mismatch.place == "return statement";
    let kind = view.kind(view.tree.unparen(value));
    let fresh = mismatch.value == "nil" || matches!(kind, Kind::Unary | Kind::Call | Kind::Literal);
    let returns = context
        .diagnostics
        .iter()
        .filter(|other| Mismatch::of(other).is_some_and(|other| other.place == "return statement" && other.want == mismatch.want))
        .count();
    if signature
        && let Some(function) = view.function(at)
        && let Some(edit) = result_edit(view, function, mismatch.want, &pointer)
    {
        let likelihood = if fresh || returns > 1 { 0.93 } else { 0.7 };
        proposals.push(Proposal::new(NAME, format!("Return `{pointer}`"), context, edit.into(), likelihood));
    }
    if mismatch.value == "nil" {
        if let Some(zero) = Types::new(view).zero_value(mismatch.want).filter(|zero| zero != "nil") {
            proposals.push(Proposal::replace(NAME, format!("Use `{zero}`"), context, view.tree.span(value), zero.as_str(), 0.7));
        }
        return proposals;
    }
    if kind == Kind::Unary && view.text_of(value).starts_with('&') {
        proposals.push(Proposal::new(NAME, "Drop the `&`", context, TextEdit::delete(Span::new(at, at + 1)).into(), 0.75));
    } else {
        proposals.push(Proposal::new(NAME, "Follow the pointer", context, TextEdit::insert(at, "*").into(), 0.8));
    }
    proposals
}

/// Types that differ by a star inside: `[]T` and `[]*T`. The type is written in the value itself, or where its variable is declared.
fn inner_star(view: &View<'_>, value: NodeId, mismatch: &Mismatch<'_>) -> Vec<Proposal> {
    let context = view.context;
    let span = view.tree.span(value);
    let mut proposals = Vec::new();
    let returns = mismatch.place == "return statement";
    if let Some(offset) = span.of(view.text).find(mismatch.have) {
        let written = Span::new(span.start + offset, span.start + offset + mismatch.have.len());
        let starred = mismatch.want.len() > mismatch.have.len();
        let likelihood = if starred { 0.9 } else { 0.6 };
        proposals.push(Proposal::replace(NAME, format!("Write `{}`", mismatch.want), context, written, mismatch.want, likelihood));
    }
    if let Some(edit) = declared_type_edit(view, value, mismatch) {
        proposals.push(Proposal::new(NAME, format!("Declare it as `{}`", mismatch.want), context, edit.into(), 0.85));
    }
    if returns
        && let Some(function) = view.function(span.start)
        && let Some(edit) = result_edit(view, function, mismatch.want, mismatch.have)
    {
        let likelihood = if mismatch.have.len() > mismatch.want.len() { 0.9 } else { 0.5 };
        proposals.push(Proposal::new(NAME, format!("Return `{}`", mismatch.have), context, edit.into(), likelihood));
    }
    proposals
}
