//! Compares where a condition assigns.

use super::define::equals_sign;
use super::view::{View, head};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::syntax::go::ast::{Kind, NodeId};

const NAME: &str = "go/assign-in-condition";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Compares with `==` where a condition assigns",
    not_offered: "It keeps silent where no assignment stands at the place of the error.",
    examples: &[Example::mends(
        "go: syntax error: cannot use assignment status = 0 as value",
        r#"
            package main

            func main() {
            	status := 1
            	if status «=» 0 {
            		println("zero")
            	}
            }
            "#,
        r#"
            package main

            func main() {
            	status := 1
            	if status == 0 {
            		println("zero")
            	}
            }
            "#,
    )],
    applies: |diagnostic| head(&diagnostic.message).starts_with("syntax error: cannot use ") && diagnostic.message.ends_with(" as value"),
    propose,
};

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let line = context.file.line_of(context.diagnostic.range.start);
    let at = context.diagnostic.range.start;
    let near = |id: &NodeId| {
        let span = view.tree.span(*id);
        view.kind(*id) == Kind::Assignment && (span.touches(at) || context.file.line_of(view.tree.place(*id)) == line)
    };
    let found = view.below(view.tree.root).into_iter().filter(near).min_by_key(|id| (!view.tree.span(*id).touches(at), view.tree.span(*id).start.abs_diff(at)));
    let Some(sign) = found.and_then(|statement| equals_sign(&view, statement)) else { return Vec::new() };
    let likelihood = if sign.len() == 1 { 0.96 } else { 0.7 };
    vec![Proposal::replace(NAME, "Compare with `==`", context, sign, "==", likelihood)]
}
