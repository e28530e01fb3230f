//! Writes the function that a call wants and nothing defines, to be filled in.

use super::stub;
use super::types::Types;
use super::undefined_name::undefined;
use super::view::View;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::syntax::go::ast::{Kind, NodeId};

const NAME: &str = "go/missing-function";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Writes the function that a call wants",
    not_offered: "It keeps silent about names that are not called.",
    examples: &[
        Example::mends(
            "go: undefined: sum",
            "
            package main

            func main() {
            	println(«sum»(1, 2))
            }
            ",
            r#"
            package main

            func main() {
            	println(sum(1, 2))
            }

            func sum(i1, i2 int) any {
            	panic("unimplemented")
            }
            "#,
        ),
        Example::keeps_silent(
            "go: undefined: sum",
            "
            package main

            func main() {
            	println(«sum»)
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
    let calls = |id: &NodeId| view.kind(*id) == Kind::Call && view.text_of(view.tree.child(*id, 0)) == name && view.tree.span(*id).start == at;
    let Some(call) = view.path(at).into_iter().find(calls) else { return Vec::new() };
    let types = Types::new(&view);
    let head = format!("{name}({}){}", shared(&stub::parameters(&types, call)), stub::result(&types, call));
    let Some(edit) = stub::behind(&view, at, &[stub::function(&view, &head)]) else { return Vec::new() };
    vec![Proposal::new(NAME, format!("Write the function `{name}`"), context, edit.into(), 0.5).sketch()]
}

/// A list of parameters in which neighbours share a type: `a, b int`.
fn shared(parameters: &[(String, String)]) -> String {
    let mut text = String::new();
    for (at, (name, declared)) in parameters.iter().enumerate() {
        let next = parameters.get(at + 1);
        text.push_str(name);
        if next.is_none_or(|(_, next)| next != declared) {
            text.push_str(&format!(" {declared}"));
        }
        text.push_str(if next.is_some() { ", " } else { "" });
    }
    text
}
