//! Puts the types of parameters behind their names where they stand in front, as in C and Java.

use super::view::{View, head};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::syntax::go::ast::{ABSENT, Kind, NodeId};
use crate::syntax::go::universe;

const NAME: &str = "go/type-in-front";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Puts the types of parameters behind their names",
    not_offered: "It keeps silent where the name of a parameter is not that of a type.",
    examples: &[
        Example::mends(
            "go: undefined: count",
            r#"
            package main

            func repeat(int «count», string text) {
            	for range count {
            		println(text)
            	}
            }

            func main() { repeat(2, "a") }
            "#,
            r#"
            package main

            func repeat(count int, text string) {
            	for range count {
            		println(text)
            	}
            }

            func main() { repeat(2, "a") }
            "#,
        ),
        Example::keeps_silent(
            "go: undefined: Reader",
            "
            package main

            func read(from «Reader») {}

            func main() {}
            ",
        ),
    ],
    applies: |diagnostic| head(&diagnostic.message).starts_with("undefined: "),
    propose,
};

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    proposal(context).into_iter().collect()
}

fn proposal(context: &FixContext<'_>) -> Option<Proposal> {
    let view = View::new(context);
    let at = context.diagnostic.range.start;
    let name = head(&context.diagnostic.message).strip_prefix("undefined: ")?;
    let function = view.path(at).into_iter().find(|id| view.kind(*id) == Kind::Function)?;
    let parameters = view.tree.child(function, 3);
    let swapped: Vec<NodeId> = view.tree.children(parameters).iter().copied().filter(|field| is_swapped(&view, *field)).collect();
    // The error may be about the name as a type, or about its use in the body.
    let meant = |field: &NodeId| view.text_of(view.tree.child(*field, 1)) == name;
    if !swapped.iter().any(meant) {
        return None;
    }
    let edits = swapped.iter().map(|field| {
        let [kind, name] = [0, 1].map(|place| view.text_of(view.tree.child(*field, place)));
        TextEdit::replace(view.tree.span(*field), format!("{name} {kind}"))
    });
    Some(Proposal::new(NAME, "Put the types behind the names", context, EditSet::new(edits).ok()?, 0.95))
}

/// Whether a parameter has the name of a type, and a plain name for its type.
fn is_swapped(view: &View<'_>, field: NodeId) -> bool {
    let [name, declared] = [0, 1].map(|place| view.tree.child(field, place));
    name != ABSENT && view.kind(declared) == Kind::Name && universe::TYPES.contains(&view.text_of(name)) && !universe::is_predeclared(view.text_of(declared))
}
