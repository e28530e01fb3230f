//! Defines a variable where the text assigns to one that does not exist.

use super::undefined_name::undefined;
use super::view::View;
use crate::base::Span;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::syntax::go::ast::{Kind, NodeId};
use crate::syntax::go::token::Token;

const NAME: &str = "go/define";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Writes `:=` where a variable is assigned that does not exist",
    not_offered: "It keeps silent where the name is read before anything is assigned to it, and outside of functions.",
    examples: &[
        Example::mends(
            "go: undefined: total",
            "
            package main

            func main() {
            	«total» = 1
            	println(total)
            }
            ",
            "
            package main

            func main() {
            	total := 1
            	println(total)
            }
            ",
        ),
        Example::keeps_silent(
            "go: undefined: total",
            "
            package main

            func main() {
            	println(«total»)
            	total = 1
            }
            ",
        ),
    ],
    applies: |diagnostic| undefined(diagnostic).is_some(),
    propose,
};

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(name) = undefined(context.diagnostic) else { return Vec::new() };
    let view = View::new(context);
    let at = context.diagnostic.range.start;
    let Some(function) = view.path(at).into_iter().find_map(|id| view.as_function(id)) else { return Vec::new() };
    let mut assignments: Vec<NodeId> = view.below(function.body).into_iter().filter(|id| assigns(&view, *id, name)).collect();
    assignments.sort_by_key(|id| view.tree.span(*id).start);
    // The first assignment defines, unless the name is used before.
    let Some(first) = assignments.first().copied().filter(|first| view.tree.span(*first).start <= at) else { return Vec::new() };
    let Some(equals) = equals_sign(&view, first) else { return Vec::new() };
    vec![Proposal::replace(NAME, format!("Define `{name}` with `:=`"), context, equals, ":=", 0.93)]
}

/// Whether a node is an assignment by `=` whose left side has only names, the given one among them.
fn assigns(view: &View<'_>, id: NodeId, name: &str) -> bool {
    let node = view.tree.node(id);
    let left = view.tree.child(id, 0);
    let plain = (node.kind == Kind::Assignment && node.token == Token::Assign) || (node.kind == Kind::RangeClause && !node.flag);
    let targets = view.tree.elements(&left);
    plain && targets.iter().all(|target| view.kind(*target) == Kind::Name) && targets.iter().any(|target| view.text_of(*target) == name)
}

/// The `=` between the sides of an assignment or range clause.
pub(super) fn equals_sign(view: &View<'_>, id: NodeId) -> Option<Span> {
    let left = view.tree.span(view.tree.child(id, 0)).end;
    let rest = view.text.get(left..)?;
    let start = left + rest.len() - rest.trim_start().len();
    let sign = view.text.get(start..)?;
    let length = if sign.starts_with(":=") {
        2
    } else if sign.starts_with('=') {
        1
    } else {
        return None;
    };
    Some(Span::new(start, start + length))
}
