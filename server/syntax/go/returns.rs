//! Functions with results that may end without a return: the specification's terminating statements.

use super::ast::{ABSENT, Kind, NodeId, Tree};
use super::token::Token;
use crate::base::Span;

/// The closing braces of the functions that want a return before them. Where `panic` may be another function than the predeclared one, a
/// call of it still counts as an end, so that nothing is reported wrongly.
pub(super) fn missing(tree: &Tree, text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    for id in tree.ids() {
        let (results, body) = match tree.kind(id) {
            Kind::Function => (tree.child(id, 4), tree.child(id, 5)),
            Kind::FunctionLiteral => (tree.child(tree.child(id, 0), 2), tree.child(id, 1)),
            _ => continue,
        };
        let end = tree.span(body).end;
        if body == ABSENT || tree.children(results).is_empty() || list_terminates(tree, text, body) || end == 0 {
            continue;
        }
        found.push(Span::new(end - 1, end));
    }
    found.sort_by_key(|span| span.start);
    found.dedup();
    found
}

/// Whether the last statement of a block is terminating.
fn list_terminates(tree: &Tree, text: &str, block: NodeId) -> bool {
    let last = tree.children(block).iter().rev().find(|id| tree.kind(**id) != Kind::Empty);
    last.is_some_and(|last| terminates(tree, text, *last, ""))
}

fn terminates(tree: &Tree, text: &str, id: NodeId, label: &str) -> bool {
    let [first, second, third, fourth] = [0, 1, 2, 3].map(|at| tree.child(id, at));
    match tree.kind(id) {
        Kind::Return => true,
        Kind::Branch => matches!(tree.node(id).token, Token::Goto | Token::Fallthrough),
        Kind::ExpressionStatement => {
            let call = tree.unparen(first);
            tree.kind(call) == Kind::Call && tree.span(tree.unparen(tree.child(call, 0))).of(text) == "panic"
        }
        Kind::Block => list_terminates(tree, text, id),
        Kind::If => {
            // A chain of `else if` may be long.
            let (mut block, mut rest) = (third, fourth);
            loop {
                if !list_terminates(tree, text, block) {
                    return false;
                }
                if tree.kind(rest) != Kind::If {
                    return rest != ABSENT && terminates(tree, text, rest, "");
                }
                (block, rest) = (tree.child(rest, 2), tree.child(rest, 3));
            }
        }
        Kind::For => second == ABSENT && tree.kind(first) != Kind::RangeClause && !has_break(tree, text, fourth, label, true),
        Kind::Switch => {
            let cases = tree.children(id).get(2..).unwrap_or(&[]);
            cases.iter().any(|case| tree.child(*case, 0) == ABSENT) && cases.iter().all(|case| clause_terminates(tree, text, *case, label))
        }
        Kind::Select => tree.children(id).iter().all(|case| clause_terminates(tree, text, *case, label)),
        Kind::Labeled => terminates(tree, text, second, tree.span(first).of(text)),
        _ => false,
    }
}

fn clause_terminates(tree: &Tree, text: &str, case: NodeId, label: &str) -> bool {
    let body = tree.child(case, 1);
    list_terminates(tree, text, body) && !has_break(tree, text, body, label, true)
}

/// Whether a statement holds a `break` that leaves what is around it: one with its label, or where `plain` a bare one.
fn has_break(tree: &Tree, text: &str, id: NodeId, label: &str, plain: bool) -> bool {
    match tree.kind(id) {
        Kind::Branch if tree.node(id).token == Token::Break => match tree.child(id, 0) {
            ABSENT => plain,
            name => !label.is_empty() && tree.span(name).of(text) == label,
        },
        Kind::For | Kind::Switch | Kind::Select => !label.is_empty() && tree.children(id).iter().any(|child| has_break(tree, text, *child, label, false)),
        Kind::Block | Kind::If | Kind::Case | Kind::Communication | Kind::Labeled => {
            tree.children(id).iter().any(|child| has_break(tree, text, *child, label, plain))
        }
        _ => false,
    }
}
