//! Mends an index or slice that Go does not have.

use super::view::{View, head};
use crate::base::{Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::syntax::go::ast::{Kind, NodeId};

const NAME: &str = "go/index";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Mends an index or slice that Go does not have",
    not_offered: "It keeps silent where the indexed value is the result of a call, which would be called twice.",
    examples: &[
        Example::mends(
            "go: invalid argument: index -1 (constant of type int) must not be negative",
            "
            package main

            func last(items []int) int {
            	return items[«-»1]
            }

            func main() { println(last(nil)) }
            ",
            "
            package main

            func last(items []int) int {
            	return items[len(items)-1]
            }

            func main() { println(last(nil)) }
            ",
        ),
        Example::keeps_silent(
            "go: invalid argument: index -1 (constant of type int) must not be negative",
            "
            package main

            func load() []int { return nil }

            func main() {
            	println(load()[«-»1])
            }
            ",
        ),
    ],
    applies: |diagnostic| {
        let message = head(&diagnostic.message);
        message.contains("must not be negative") || message.starts_with("cannot slice unaddressable value") || message.contains("3-index slice of string")
    },
    propose,
};

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let message = head(&context.diagnostic.message);
    let at = context.diagnostic.range.start;
    let line = context.file.line_of(at);
    let nearest = |kind: Kind, fits: &dyn Fn(NodeId) -> bool| {
        let all = view.below(view.tree.root).into_iter().filter(|id| view.kind(*id) == kind && fits(*id));
        let near = all.filter(|id| context.file.line_of(view.tree.span(*id).start) == line);
        near.min_by_key(|id| (!view.tree.span(*id).touches(at), view.tree.span(*id).len()))
    };
    let found = if message.contains("must not be negative") {
        nearest(Kind::Index, &|id| view.text_of(view.tree.child(id, 1)).starts_with('-')).and_then(|id| {
            let (operand, index) = (view.tree.child(id, 0), view.tree.child(id, 1));
            let simple = view.below(operand).into_iter().all(|id| view.kind(id) != Kind::Call);
            let text = format!("len({}){}", view.text_of(operand), view.text_of(index));
            simple.then(|| Proposal::new(NAME, "Count from the end", context, TextEdit::replace(view.tree.span(index), text).into(), 0.9))
        })
    } else if message.contains("3-index") {
        nearest(Kind::Slice, &|id| view.tree.node(id).flag).map(|id| {
            let (high, most) = (view.tree.span(view.tree.child(id, 2)), view.tree.span(view.tree.child(id, 3)));
            Proposal::new(NAME, "Drop the third index", context, TextEdit::delete(Span::new(high.end, most.end)).into(), 0.9)
        })
    } else {
        nearest(Kind::Slice, &|_| true).and_then(|id| {
            let operand = view.tree.unparen(view.tree.child(id, 0));
            let array = view.tree.child(operand, 0);
            if view.kind(operand) != Kind::Composite || view.kind(array) != Kind::ArrayType {
                return None;
            }
            let length = Span::new(view.tree.span(array).start, view.tree.span(view.tree.child(array, 1)).start);
            Some(Proposal::replace(NAME, "Make it a slice", context, length, "[]", 0.85))
        })
    };
    found.into_iter().collect()
}
