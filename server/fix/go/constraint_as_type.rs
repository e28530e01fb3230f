//! Makes a function generic where its parameter has an interface as its type that may only constrain types.

use super::view::{View, head};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::syntax::go::ast::{ABSENT, Kind, NodeId};

const NAME: &str = "go/constraint-as-type";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Takes a type parameter where a constraint stands as a type",
    not_offered: "It keeps silent in methods, which cannot have type parameters of their own, and outside of parameters.",
    examples: &[
        Example::mends(
            "go: cannot use type number outside a type constraint: interface contains type constraints",
            "
            package main

            type number interface{ ~int | ~float64 }

            func sum(values []«number») number {
            	var total number
            	for _, value := range values {
            		total += value
            	}
            	return total
            }

            func main() { println(sum([]int{1, 2})) }
            ",
            "
            package main

            type number interface{ ~int | ~float64 }

            func sum[T number](values []T) T {
            	var total T
            	for _, value := range values {
            		total += value
            	}
            	return total
            }

            func main() { println(sum([]int{1, 2})) }
            ",
        ),
        Example::mends(
            "go: cannot use type comparable outside a type constraint: interface is (or embeds) comparable",
            "
            package main

            func same[E any](left, right «comparable», rest ...E) bool { return left == right }

            func main() { println(same(1, 2, 3)) }
            ",
            "
            package main

            func same[E any, T comparable](left, right T, rest ...E) bool { return left == right }

            func main() { println(same(1, 2, 3)) }
            ",
        ),
        Example::keeps_silent(
            "go: cannot use type comparable outside a type constraint: interface is (or embeds) comparable",
            "
            package main

            type set struct{}

            func (set) has(key «comparable») bool { return false }

            func main() {}
            ",
        ),
    ],
    applies: |diagnostic| head(&diagnostic.message).contains(" outside a type constraint: "),
    propose,
};

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    proposal(context).into_iter().collect()
}

fn proposal(context: &FixContext<'_>) -> Option<Proposal> {
    let view = View::new(context);
    let at = context.diagnostic.range.start;
    let constraint = head(&context.diagnostic.message).strip_prefix("cannot use type ")?.split(" outside").next()?;
    let function = view.path(at).into_iter().find(|id| view.kind(*id) == Kind::Function)?;
    let [receiver, name, types, parameters] = [0, 1, 2, 3].map(|place| view.tree.child(function, place));
    if receiver != ABSENT || !view.tree.span(parameters).contains(Span::at(at)) {
        return None;
    }
    let letter = ["T", "V", "N", "U"].into_iter().find(|letter| !is_used(&view, function, letter))?;
    let mut edits = match view.tree.children(types).last() {
        Some(last) => vec![TextEdit::insert(view.tree.span(*last).end, format!(", {letter} {constraint}"))],
        None => vec![TextEdit::insert(view.tree.span(name).end, format!("[{letter} {constraint}]"))],
    };
    let outside_list = |id: &NodeId| !view.tree.span(types).contains(view.tree.span(*id)) || types == ABSENT;
    let same = |id: &NodeId| matches!(view.kind(*id), Kind::Name | Kind::Selector | Kind::Index) && view.text_of(*id) == constraint;
    // Parameters that are declared together share the node of their type.
    let mut places: Vec<Span> =
        view.below(function).into_iter().filter(|id| *id != name && same(id) && outside_list(id)).map(|id| view.tree.span(id)).collect();
    places.sort_by_key(|place| (place.start, place.end));
    places.dedup();
    edits.extend(places.into_iter().map(|place| TextEdit::replace(place, letter)));
    let title = format!("Take a type parameter `{letter} {constraint}`");
    Some(Proposal::new(NAME, title, context, EditSet::new(edits).ok()?, 0.85))
}

fn is_used(view: &View<'_>, function: NodeId, name: &str) -> bool {
    view.below(function).into_iter().any(|id| view.kind(id) == Kind::Name && view.text_of(id) == name)
}
