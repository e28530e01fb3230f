//! Makes a closure of a function that reads a variable of the function around it.
//!
//! ```text
//! let step = 3;
//! fn next(n: i32) -> i32 { n + step }
//! ```
//! becomes
//! ```text
//! let step = 3;
//! let next = |n: i32| -> i32 { n + step };
//! ```

use super::support::{function_of, words};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, descendants};

pub const RULE: Rule = Rule {
    name: "rust/local-closure",
    summary: "Makes a closure of a local function that reads a variable around it",
    not_offered: "It keeps silent about functions that are generic, `async`, `unsafe` or call themselves.",
    examples: &[
        Example::mends(
            "rustc[E0434]: can't capture dynamic environment in a fn item",
            "fn f() { let step = 3; fn next(n: i32) -> i32 { n + «step» } next(1); }",
            "fn f() { let step = 3; let next = |n: i32| -> i32 { n + step }; next(1); }",
        ),
        Example::keeps_silent(
            "rustc[E0434]: can't capture dynamic environment in a fn item",
            "fn f() { let step = 3; fn next<T>(n: T) -> i32 { «step» } next(1); }",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0434"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let function = function_of(context.node()?)?;
    ancestor(function.parent()?, &["function_item", "closure_expression"])?;
    let name = function.child_by_field_name("name")?;
    let (list, body) = (function.child_by_field_name("parameters")?, function.child_by_field_name("body")?);
    let is_plain = words(context, function).starts_with("fn ") && name.end_byte() == list.start_byte();
    let calls_itself = descendants(body).any(|node| node.kind() == "identifier" && words(context, node) == words(context, name));
    if !is_plain || calls_itself {
        return None;
    }
    // A closure is there from its place on, a function in the whole block.
    let start = function.start_byte();
    let before = |node: &tree_sitter::Node<'_>| node.kind() == "identifier" && node.end_byte() <= start && words(context, *node) == words(context, name);
    let around = function_of(function.parent()?)?;
    if descendants(around).any(|node| before(&node)) {
        return None;
    }
    let edits = vec![
        TextEdit::replace(Span::new(start, start + "fn".len()), "let"),
        TextEdit::replace(Span::new(name.end_byte(), list.start_byte() + 1), " = |"),
        TextEdit::replace(Span::new(list.end_byte() - 1, list.end_byte()), "|"),
        TextEdit::insert(body.end_byte(), ";"),
    ];
    Some(Proposal::new(RULE.name, format!("Make `{}` a closure", words(context, name)), context, EditSet::new(edits).ok()?, 0.9))
}
