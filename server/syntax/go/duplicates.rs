//! Constants that stand twice where each may stand once, as far as the text alone tells: cases, defaults and keys of a map.

use super::ast::{ABSENT, Kind, NodeId, Tree};
use super::token::LiteralKind;
use crate::base::Span;
use std::collections::HashSet;

/// The places of what stands a second time, with the compiler's words.
pub(super) fn find(tree: &Tree, text: &str) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    for id in tree.ids() {
        match tree.kind(id) {
            Kind::Switch => switch(tree, text, id, &mut found),
            Kind::Select => defaults(tree, tree.children(id), &mut found),
            Kind::Composite if tree.kind(tree.child(id, 0)) == Kind::MapType => map(tree, text, id, &mut found),
            _ => {}
        }
    }
    found.sort_by_key(|(span, _)| span.start);
    found.dedup();
    found
}

/// A whole number or text as it is written; other constants may be the same in many ways, and floats beside whole numbers of other types.
fn constant<'t>(tree: &Tree, text: &'t str, id: NodeId) -> Option<&'t str> {
    let literal = tree.kind(id) == Kind::Literal && matches!(tree.node(id).literal, LiteralKind::Integer | LiteralKind::String);
    literal.then(|| tree.span(id).of(text))
}

fn switch(tree: &Tree, text: &str, id: NodeId, found: &mut Vec<(Span, String)>) {
    let cases = tree.children(id).get(2..).unwrap_or(&[]);
    defaults(tree, cases, found);
    let mut seen = HashSet::new();
    for case in cases {
        let values = tree.child(*case, 0);
        for value in tree.elements(&values) {
            if let Some(written) = constant(tree, text, *value)
                && !seen.insert(written)
            {
                found.push((tree.span(*value), format!("duplicate case {written} in expression switch")));
            }
        }
    }
}

fn defaults(tree: &Tree, cases: &[NodeId], found: &mut Vec<(Span, String)>) {
    let absent = cases.iter().filter(|case| tree.child(**case, 0) == ABSENT);
    for second in absent.skip(1) {
        let start = tree.span(*second).start;
        found.push((Span::new(start, start + "default".len()), "multiple defaults".to_owned()));
    }
}

fn map(tree: &Tree, text: &str, id: NodeId, found: &mut Vec<(Span, String)>) {
    let mut seen = HashSet::new();
    for pair in tree.children(id).iter().skip(1).filter(|pair| tree.kind(**pair) == Kind::KeyValue) {
        let key = tree.child(*pair, 0);
        if let Some(written) = constant(tree, text, key)
            && !seen.insert(written)
        {
            found.push((tree.span(key), format!("duplicate key {written} in map literal")));
        }
    }
}
