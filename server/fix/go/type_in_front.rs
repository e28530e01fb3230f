//! Puts the types of parameters and fields behind their names where they stand in front, as in C and Java.

use super::view::{View, head};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::syntax::go::ast::{ABSENT, Kind, NodeId};
use crate::syntax::go::universe;

const NAME: &str = "go/type-in-front";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Puts the types of parameters and fields behind their names",
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
        Example::mends(
            "go: undefined: name",
            r#"
            package main

            type user struct {
            	string «name»
            	int age
            }

            func main() { println(user{}.name) }
            "#,
            r#"
            package main

            type user struct {
            	name string
            	age int
            }

            func main() { println(user{}.name) }
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
    let path = view.path(at);
    let list = match path.iter().rev().copied().find(|id| matches!(view.kind(*id), Kind::StructType | Kind::Function))? {
        function if view.kind(function) == Kind::Function => view.tree.child(function, 3),
        fields => fields,
    };
    let swapped: Vec<NodeId> = view.tree.children(list).iter().copied().filter(|field| is_swapped(&view, *field)).collect();
    // The error may be about the name as a type, or about its use in the body.
    let meant = |field: &NodeId| view.text_of(view.tree.child(*field, 1)) == name;
    if !swapped.iter().any(meant) {
        return None;
    }
    let edits = swapped.iter().map(|field| {
        let [kind, name] = [0, 1].map(|place| view.text_of(view.tree.child(*field, place)));
        TextEdit::replace(both(&view, *field), format!("{name} {kind}"))
    });
    Some(Proposal::new(NAME, "Put the types behind the names", context, EditSet::new(edits).ok()?, 0.95))
}

/// From the name to the type of a parameter or field.
fn both(view: &View<'_>, field: NodeId) -> crate::base::Span {
    let [name, declared] = [0, 1].map(|place| view.tree.span(view.tree.child(field, place)));
    crate::base::Span::new(name.start, declared.end)
}

/// Whether a parameter has the name of a type, and a plain name for its type.
fn is_swapped(view: &View<'_>, field: NodeId) -> bool {
    let [name, declared] = [0, 1].map(|place| view.tree.child(field, place));
    name != ABSENT && view.kind(declared) == Kind::Name && universe::TYPES.contains(&view.text_of(name)) && !universe::is_predeclared(view.text_of(declared))
}
