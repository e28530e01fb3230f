//! Removes a `break` or `continue` that leaves no loop, or returns where that is what is left to do.

use super::view::{View, head};
use crate::base::TextEdit;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::syntax::go::ast::{Kind, NodeId};

const NAME: &str = "go/outside-loop";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Returns instead of a `break` or `continue` outside of a loop",
    not_offered: "It offers only to remove the statement where the function has results.",
    examples: &[Example::mends(
        "go: break is not in a loop, switch, or select",
        r#"
            package main

            func show(done bool) {
            	if done {
            		«break»
            	}
            	println("go on")
            }

            func main() { show(true) }
            "#,
        r#"
            package main

            func show(done bool) {
            	if done {
            		return
            	}
            	println("go on")
            }

            func main() { show(true) }
            "#,
    )],
    applies: |diagnostic| {
        let message = head(&diagnostic.message);
        message.contains("break is not in a ") || message.contains("continue is not in a ")
    },
    propose,
};

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let at = context.diagnostic.range.start;
    let Some(branch) = view.innermost(at, &[Kind::Branch]) else { return Vec::new() };
    let span = view.tree.span(branch);
    let path = view.path(span.start);
    let above = |kinds: &[Kind]| path.iter().rev().any(|id: &NodeId| kinds.contains(&view.kind(*id)));
    let no_results = view.function(at).is_some_and(|function| view.tree.children(function.results).is_empty());
    let mut proposals = Vec::new();
    let conditional = above(&[Kind::If, Kind::Case, Kind::Communication]);
    if no_results && conditional {
        proposals.push(Proposal::replace(NAME, "Return instead", context, span, "return", 0.85));
    }
    let likelihood = if conditional { 0.5 } else { 0.85 };
    proposals.push(Proposal::new(NAME, "Remove the statement", context, TextEdit::delete(view.statement_range(span)).into(), likelihood));
    proposals
}
