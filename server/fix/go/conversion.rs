//! Converts a value to the type that is wanted.

use super::pointer::{Mismatch, value_at};
use super::types::{Types, is_number};
use super::view::{View, head};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::go::ast::{Kind, NodeId};
use regex::Regex;
use std::sync::OnceLock;

const NAME: &str = "go/conversion";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Converts a value to the type that is wanted",
    not_offered: "It keeps silent where Go has no conversion between the types, or where it would mean something else, as from a number to text.",
    examples: &[
        Example::mends(
            r#"go: cannot use "a b"[1] (value of type byte) as rune value in argument to isSpace"#,
            r#"
            package main

            func isSpace(letter rune) bool { return letter == ' ' }

            func main() {
            	println(isSpace(«"»a b"[1]))
            }
            "#,
            r#"
            package main

            func isSpace(letter rune) bool { return letter == ' ' }

            func main() {
            	println(isSpace(rune("a b"[1])))
            }
            "#,
        ),
        Example::mends(
            "go: invalid operation: part / whole (mismatched types int and float64)",
            "
            package main

            func share(part int, whole float64) float64 {
            	return «part» / whole
            }

            func main() { println(share(1, 2)) }
            ",
            "
            package main

            func share(part int, whole float64) float64 {
            	return float64(part) / whole
            }

            func main() { println(share(1, 2)) }
            ",
        ),
        Example::keeps_silent(
            "go: cannot use []int{…} (value of type []int) as rune value in argument to isSpace",
            "
            package main

            func isSpace(letter rune) bool { return letter == ' ' }

            func main() {
            	println(isSpace(«[»]int{1}))
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    Mismatch::of(diagnostic).is_some() || mismatched(diagnostic).is_some() || head(&diagnostic.message).contains(" causes recursive ")
}

/// The two types of an operation whose operands differ.
fn mismatched(diagnostic: &Diagnostic) -> Option<(&str, &str)> {
    let types = head(&diagnostic.message).rsplit_once("(mismatched types ")?.1.strip_suffix(')')?;
    types.split_once(" and ")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let at = context.diagnostic.range.start;
    if let Some((left, right)) = mismatched(context.diagnostic) {
        return operands(&view, at, left, right);
    }
    if head(&context.diagnostic.message).contains(" causes recursive ") {
        return recursive_format(&view, at).into_iter().collect();
    }
    let Some(mismatch) = Mismatch::of(context.diagnostic) else { return Vec::new() };
    let Some(value) = value_at(&view, at, &mismatch) else { return Vec::new() };
    if mismatch.description.starts_with("untyped") {
        return untyped(&view, value, &mismatch).into_iter().collect();
    }
    let types = Types::new(&view);
    let underlying = underlying_of_description(mismatch.description);
    let Some(likelihood) = convertible(&types, underlying.unwrap_or(mismatch.have), mismatch.want) else { return Vec::new() };
    let title = format!("Convert to `{}`", mismatch.want);
    vec![Proposal::new(NAME, title, context, wrapped(&view, value, mismatch.want), likelihood)]
}

/// What the compiler says of a named type: `variable of byte type whiteSpace` tells `byte`.
fn underlying_of_description(description: &str) -> Option<&str> {
    let (before, _) = description.split_once(" type ")?;
    let word = before.rsplit(' ').next()?;
    (!matches!(word, "of" | "struct" | "interface" | "constant")).then_some(word)
}

fn wrapped(view: &View<'_>, value: NodeId, target: &str) -> EditSet {
    let span = view.tree.span(value);
    let bare = view.tree.unparen(value);
    let inner = view.tree.span(bare).of(view.text);
    let function = if target.starts_with(['*', '<']) || target.starts_with("func") { format!("({target})") } else { target.to_owned() };
    EditSet::one(TextEdit::replace(span, format!("{function}({inner})")))
}

/// How likely a conversion between two types is what is meant; `None` where there is none.
fn convertible(types: &Types<'_, '_>, from: &str, to: &str) -> Option<f64> {
    let resolve = |name: &str| underlying(types, name);
    let (from, target) = (resolve(from), resolve(to));
    let text_like = |name: &str| matches!(name, "string" | "[]byte" | "[]rune" | "[]uint8" | "[]int32");
    if from == target && !from.is_empty() {
        return Some(0.9);
    }
    if is_number(&from) && is_number(&target) {
        return Some(0.9);
    }
    if text_like(&from) && text_like(&target) {
        return Some(0.92);
    }
    if matches!(from.as_str(), "rune" | "byte") && target == "string" {
        return Some(0.85);
    }
    let pointers = from.strip_prefix('*').zip(target.strip_prefix('*'));
    if let Some((from, target)) = pointers
        && resolve(from) == resolve(target)
    {
        return Some(0.9);
    }
    None
}

/// The type that a named type of the package is made of.
fn underlying(types: &Types<'_, '_>, name: &str) -> String {
    let mut current = name.to_owned();
    for _ in 0..8 {
        match types.top(&current).and_then(|definition| definition.type_text.as_deref()) {
            Some("struct" | "interface") | None => break,
            Some(next)
                if types.top(&current).is_some_and(|definition| definition.parameters.is_none() && definition.kind == crate::syntax::DefinitionKind::Type) =>
            {
                current = next.to_owned();
            }
            Some(_) => break,
        }
    }
    current
}

/// A constant without a type that does not fit: a number for a string gets quotes, a whole float loses its fraction, the declaration of a
/// variable gets the constant's own type.
fn untyped(view: &View<'_>, value: NodeId, mismatch: &Mismatch<'_>) -> Option<Proposal> {
    let context = view.context;
    let span = view.tree.span(value);
    let own = match mismatch.description.split(' ').nth(1)? {
        "float" => "float64",
        "string" => "string",
        "int" => "int",
        "rune" => "rune",
        "bool" => "bool",
        _ => return None,
    };
    if mismatch.place.starts_with("variable declaration") {
        let specification = view.innermost(span.start, &[Kind::VarSpec, Kind::ConstSpec])?;
        let declared = view.tree.child(specification, 1);
        return Some(Proposal::replace(NAME, format!("Declare it as `{own}`"), context, view.tree.span(declared), own, 0.75));
    }
    if own == "string" && is_number(mismatch.want) {
        let inside = view.text_of(value).trim_matches('"');
        let number = if inside.parse::<i64>().is_ok() { inside } else { "0" };
        return Some(Proposal::replace(NAME, format!("Write `{number}`"), context, span, number, if number == "0" { 0.5 } else { 0.85 }));
    }
    if mismatch.want == "string" && is_number(own) {
        return Some(Proposal::replace(NAME, "Write it as a string", context, span, format!("\"{}\"", view.text_of(value)), 0.75));
    }
    if own == "string" && mismatch.want == "error" {
        return Some(Proposal::replace(NAME, "Make it an error", context, span, format!("errors.New({})", view.text_of(value)), 0.7));
    }
    None
}

fn operands(view: &View<'_>, at: usize, left_type: &str, right_type: &str) -> Vec<Proposal> {
    let context = view.context;
    let followed = left_type.trim_start_matches('*') != left_type || right_type.trim_start_matches('*') != right_type;
    if !followed && (left_type.starts_with("untyped") || right_type.starts_with("untyped")) {
        return Vec::new();
    }
    let types = Types::new(view);
    let message = head(&context.diagnostic.message);
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let printed =
        message.strip_prefix("invalid operation: ").and_then(|rest| rest.rsplit_once(" (mismatched")).map_or(String::new(), |(printed, _)| squeezed(printed));
    let line = context.file.line_of(at);
    let binary = |id: &NodeId| matches!(view.kind(*id), Kind::Binary) && context.file.line_of(view.tree.span(*id).start).abs_diff(line) <= 1;
    let mut around: Vec<NodeId> = view.path(at).into_iter().filter(binary).collect();
    around.extend(view.below(view.tree.root).into_iter().filter(binary));
    let Some(operation) = around.into_iter().find(|id| squeezed(view.text_of(*id)) == printed) else { return Vec::new() };
    let [left, right] = [0, 1].map(|at| view.tree.child(operation, at));
    let wide = |name: &str| (name.starts_with("float") || name.starts_with("complex")) as u8;
    // A pointer beside what it points to.
    let points_to = |pointer: &str, other: &str| {
        pointer
            .strip_prefix('*')
            .is_some_and(|pointee| pointee == other || (other.starts_with("untyped ") && other != "untyped nil" && is_constant_type(pointee)))
    };
    for (operand, own, other) in [(left, left_type, right_type), (right, right_type, left_type)] {
        if points_to(own, other) {
            let edit = TextEdit::insert(view.tree.span(operand).start, "*");
            return vec![Proposal::new(NAME, "Follow the pointer", context, edit.into(), 0.9)];
        }
    }
    let mut proposals = Vec::new();
    let mut add = |operand: NodeId, from: &str, to: &str, preferred: bool| {
        if let Some(likelihood) = convertible(&types, from, to) {
            let edits = wrapped(view, operand, to);
            let title = format!("Convert `{}` to `{to}`", view.text_of(operand));
            proposals.push(Proposal::new(NAME, title, context, edits, if preferred { likelihood } else { likelihood - 0.2 }));
        }
    };
    // A float keeps what a whole number would lose; of equals the named type wins, as it says more.
    let left_is_target = wide(left_type) > wide(right_type) || (wide(left_type) == wide(right_type) && is_number(right_type) && !is_number(left_type));
    add(right, right_type, left_type, left_is_target);
    add(left, left_type, right_type, !left_is_target);
    proposals
}

/// Whether constants can have a predeclared type.
fn is_constant_type(name: &str) -> bool {
    is_number(name) || matches!(name, "string" | "bool")
}

/// Formatting a value inside its own `Error` or `String` calls that method again: the underlying value is meant.
fn recursive_format(view: &View<'_>, at: usize) -> Option<Proposal> {
    static ARGUMENT: OnceLock<Option<Regex>> = OnceLock::new();
    let context = view.context;
    let message = head(&context.diagnostic.message);
    let argument = ARGUMENT.get_or_init(|| Regex::new(r"with arg (.+?) causes recursive").ok()).as_ref()?.captures(message)?.get(1)?.as_str();
    let call = view.innermost(at, &[Kind::Call])?;
    let value = view.tree.children(call).iter().copied().find(|id| view.text_of(*id) == argument)?;
    let types = Types::new(view);
    let target = underlying(&types, types.of(value)?.trim_start_matches('*'));
    let known = target == "string" || is_number(&target) || target.starts_with('[');
    known.then(|| Proposal::new(NAME, format!("Convert to `{target}`"), context, wrapped(view, value, &target), 0.92))
}
