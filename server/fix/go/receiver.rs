//! Corrects the type of a method's receiver.

use super::stub::type_specification;
use super::types::base_name;
use super::view::{View, head};
use crate::base::{Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::go::ast::{Kind, NodeId};
use crate::syntax::go::universe;

const NAME: &str = "go/receiver";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Corrects the type of a method's receiver",
    not_offered: "It keeps silent where the type is defined outside of the file, and where it is an interface: that has no methods of its own.",
    examples: &[
        Example::mends(
            "go: cannot use generic type stack[E any] without instantiation",
            "
            package main

            type stack[E any] struct{ items []E }

            func (s *«stack») size() int { return len(s.items) }

            func main() { println((&stack[int]{}).size()) }
            ",
            "
            package main

            type stack[E any] struct{ items []E }

            func (s *stack[E]) size() int { return len(s.items) }

            func main() { println((&stack[int]{}).size()) }
            ",
        ),
        Example::mends(
            "go: cannot use 0 (untyped int constant) as int /* with int declared at ./main.go:5:15 */ value in return statement",
            "
            package main

            type stack[E any] struct{ items []E }

            func (s stack[int]) size() int { return «0» }

            func main() { println(stack[bool]{}.size()) }
            ",
            "
            package main

            type stack[E any] struct{ items []E }

            func (s stack[E]) size() int { return 0 }

            func main() { println(stack[bool]{}.size()) }
            ",
        ),
        Example::mends(
            "go: invalid receiver type **counter",
            "
            package main

            type counter struct{ n int }

            func (c «**counter») add() { c.n++ }

            func main() { (&counter{}).add() }
            ",
            "
            package main

            type counter struct{ n int }

            func (c *counter) add() { c.n++ }

            func main() { (&counter{}).add() }
            ",
        ),
        Example::mends(
            "go: invalid receiver type names",
            "
            package main

            type names = []string

            func (n «names») first() string { return n[0] }

            func main() { println(names{\"a\"}.first()) }
            ",
            "
            package main

            type names []string

            func (n names) first() string { return n[0] }

            func main() { println(names{\"a\"}.first()) }
            ",
        ),
        Example::keeps_silent(
            "go: invalid receiver type reader (pointer or interface type)",
            "
            package main

            type reader interface{ read() }

            func (r «reader») twice() { r.read() }

            func main() {}
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    let message = head(&diagnostic.message);
    message.ends_with(" without instantiation") || message.starts_with("invalid receiver type ") || shadowed(message).is_some()
}

/// The name of a basic type that a type parameter took, as the compiler tells it in a comment.
fn shadowed(message: &str) -> Option<&str> {
    let name = message.split(" /* with ").nth(1)?.split(" declared at ").next()?;
    universe::TYPES.contains(&name).then_some(name)
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let message = head(&context.diagnostic.message);
    let at = context.diagnostic.range.start;
    let Some((declared, name)) = receiver(&view, at) else { return Vec::new() };
    let Some(specification) = type_specification(&view, base_name(view.text_of(name))) else { return Vec::new() };
    let found = if message.starts_with("invalid receiver type ") {
        invalid(&view, declared, name, specification, at)
    } else if let Some(shadowed) = shadowed(message) {
        renamed(&view, name, specification, shadowed)
    } else {
        (at == view.tree.span(name).start).then(|| with_parameters(&view, name, specification)).flatten()
    };
    found.into_iter().collect()
}

/// The type of the receiver of the method around a place, as it is written and without stars and parentheses.
fn receiver(view: &View<'_>, at: usize) -> Option<(NodeId, NodeId)> {
    let method = view.path(at).into_iter().find(|id| view.kind(*id) == Kind::Function)?;
    let field = view.tree.children(view.tree.child(method, 0)).first().copied()?;
    let declared = view.tree.child(field, 1);
    let mut name = declared;
    while matches!(view.kind(name), Kind::Unary | Kind::Paren) {
        name = view.tree.child(name, 0);
    }
    matches!(view.kind(name), Kind::Name | Kind::Index).then_some((declared, name))
}

/// The names of a generic type's own parameters.
fn parameters<'v>(view: &View<'v>, specification: NodeId) -> Vec<&'v str> {
    view.tree.children(view.tree.child(specification, 1)).iter().map(|field| view.text_of(view.tree.child(*field, 0))).collect()
}

/// `func (s stack) size()` of a generic type: its parameters are named again.
fn with_parameters(view: &View<'_>, name: NodeId, specification: NodeId) -> Option<Proposal> {
    let parameters = parameters(view, specification);
    if parameters.is_empty() || view.kind(name) != Kind::Name {
        return None;
    }
    let list = format!("[{}]", parameters.join(", "));
    let edit = TextEdit::insert(view.tree.span(name).end, list.as_str());
    Some(Proposal::new(NAME, format!("Name the type parameters: `{list}`"), view.context, edit.into(), 0.9))
}

/// `func (s stack[int]) size()` names a parameter `int` where nobody means one: it gets the name that the type gives it.
fn renamed(view: &View<'_>, name: NodeId, specification: NodeId, shadowed: &str) -> Option<Proposal> {
    let index = view.tree.child(name, 1);
    let place = view.tree.elements(&index).iter().position(|argument| view.text_of(*argument) == shadowed)?;
    let range = view.tree.span(*view.tree.elements(&index).get(place)?);
    let parameter = parameters(view, specification).get(place).copied()?;
    let title = format!("Name the type parameter `{parameter}`: a receiver cannot choose its type");
    Some(Proposal::replace(NAME, title, view.context, range, parameter, 0.85))
}

/// Of several stars one is left; an alias of a type without name becomes a type of its own.
fn invalid(view: &View<'_>, declared: NodeId, name: NodeId, specification: NodeId, at: usize) -> Option<Proposal> {
    let (whole, base) = (view.tree.span(declared), view.tree.span(name));
    if !whole.contains(Span::at(at)) {
        return None;
    }
    let stars = Span::new(whole.start, base.start).of(view.text).matches('*').count();
    if stars > 1 && view.kind(declared) == Kind::Unary {
        return Some(Proposal::replace(NAME, "Take a single pointer", view.context, Span::new(whole.start, base.start), "*", 0.85));
    }
    let meant = view.tree.child(specification, 2);
    let nameless = matches!(view.kind(meant), Kind::StructType | Kind::ArrayType | Kind::SliceType | Kind::MapType | Kind::ChanType | Kind::FunctionType);
    if !nameless || !view.tree.node(specification).flag {
        return None;
    }
    let gap = Span::new(view.tree.span(view.tree.child(specification, 0)).end, view.tree.span(meant).start);
    let title = format!("Make `{}` a type of its own", view.text_of(name));
    Some(Proposal::replace(NAME, title, view.context, gap, " ", 0.85))
}
