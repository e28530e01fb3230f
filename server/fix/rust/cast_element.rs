//! Casts the numbers of a collection where they are made.
//!
//! ```text
//! let widths = lengths.iter().map(|length| *length).collect::<Vec<_>>();
//! total(&widths)
//! ```
//! becomes
//! ```text
//! let widths = lengths.iter().map(|length| *length as f64).collect::<Vec<_>>();
//! total(&widths)
//! ```

use super::support::{arguments, expected_found, function_of, words};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{descendants, span};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/cast-element",
    summary: "Casts the numbers of a collection in the closure that makes them",
    not_offered: "It keeps silent where no closure makes the elements, and where they are no numbers.",
    examples: &[
        Example::mends(
            "rustc[E0308]: mismatched types\nexpected `&[f64]`, found `&Vec<usize>`",
            "fn f(v: &[usize]) { let w = v.iter().map(|n| *n).collect::<Vec<_>>(); total(«&w»); }",
            "fn f(v: &[usize]) { let w = v.iter().map(|n| *n as f64).collect::<Vec<_>>(); total(&w); }",
        ),
        Example::mends(
            "rustc[E0308]: mismatched types\nexpected `Vec<u64>`, found `Vec<u32>`",
            "fn f(v: &[u32]) { let w = v.iter().map(|n| n + 1).collect(); total(«w»); }",
            "fn f(v: &[u32]) { let w = v.iter().map(|n| (n + 1) as u64).collect(); total(w); }",
        ),
        Example::keeps_silent("rustc[E0308]: mismatched types\nexpected `Vec<u64>`, found `Vec<u32>`", "fn f(v: &[u32]) { let w = v.to_vec(); total(«w»); }"),
    ],
    applies,
    propose,
};

const NUMBERS: [&str; 14] = ["u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64"];

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0308"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let (expected, found) = expected_found(&context.diagnostic.message)?;
    let (wanted, own) = (number_of(&expected)?, number_of(&found)?);
    (wanted != own).then_some(())?;
    let name = context.file.slice(context.diagnostic.range).trim_start_matches(['&', ' ']);
    let place = context.node()?;
    let lets = descendants(function_of(place)?).filter(|node| node.kind() == "let_declaration" && node.end_byte() <= place.start_byte());
    let own = |node: &Node<'_>| node.child_by_field_name("pattern").is_some_and(|pattern| words(context, pattern) == name);
    let body = made_by(context, lets.filter(own).last()?.child_by_field_name("value")?)?;
    let mut edits = Vec::new();
    let binds = matches!(body.kind(), "binary_expression" | "range_expression" | "closure_expression" | "assignment_expression");
    if binds {
        edits.push(TextEdit::insert(span(body).start, "("));
    }
    edits.push(TextEdit::insert(span(body).end, format!("{} as {wanted}", if binds { ")" } else { "" })));
    let title = format!("Cast the elements of `{name}` to `{wanted}`");
    Some(Proposal::new(RULE.name, title, context, EditSet::new(edits).ok()?, 0.8))
}

/// The type of the numbers that a vector, slice or array holds.
fn number_of(kind: &str) -> Option<&'static str> {
    let bare = kind.trim_start_matches('&').trim_start_matches("mut ");
    let inner = match bare.strip_prefix("Vec<") {
        Some(inner) => inner.strip_suffix('>')?,
        None => bare.strip_prefix('[')?.strip_suffix(']')?.split(';').next()?,
    };
    NUMBERS.into_iter().find(|number| *number == inner.trim())
}

/// The expression that the last closure of a chain of calls gives for each element.
fn made_by<'t>(context: &FixContext<'_>, chain: Node<'t>) -> Option<Node<'t>> {
    let mut call = chain;
    loop {
        (call.kind() == "call_expression").then_some(())?;
        let mut function = call.child_by_field_name("function")?;
        if function.kind() == "generic_function" {
            function = function.child_by_field_name("function")?;
        }
        if words(context, function.child_by_field_name("field")?) == "map" {
            break;
        }
        call = function.child_by_field_name("value")?;
    }
    let closure = *arguments(call).first()?;
    let body = closure.child_by_field_name("body").filter(|_| closure.kind() == "closure_expression")?;
    (body.kind() != "block").then_some(body)
}
