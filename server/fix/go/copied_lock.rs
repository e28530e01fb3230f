//! Hands on a lock by its address, where a copy of it would lock nothing.

use super::view::{View, head};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::syntax::go::ast::{ABSENT, Kind, NodeId};
use crate::syntax::go::token::Token;

const NAME: &str = "go/copied-lock";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Hands on a lock by its address",
    not_offered: "It keeps silent about a loop over the result of a call, whose items have no place to point to.",
    examples: &[
        Example::mends(
            "vet[copylocks]: add passes lock by value: example.com/shop.counter",
            r#"
            package main

            import "sync"

            type counter struct {
            	sync.Mutex
            	count int
            }

            func (c «counter») add() {
            	c.Lock()
            	c.count++
            	c.Unlock()
            }

            func main() { (&counter{}).add() }
            "#,
            r#"
            package main

            import "sync"

            type counter struct {
            	sync.Mutex
            	count int
            }

            func (c *counter) add() {
            	c.Lock()
            	c.count++
            	c.Unlock()
            }

            func main() { (&counter{}).add() }
            "#,
        ),
        Example::mends(
            "vet[copylocks]: range var c copies lock: example.com/shop.counter",
            r#"
            package main

            import "sync"

            type counter struct {
            	sync.Mutex
            	count int
            }

            func reset(counters []counter) {
            	for _, «c» := range counters {
            		c.count = 0
            	}
            }

            func main() { reset(nil) }
            "#,
            r#"
            package main

            import "sync"

            type counter struct {
            	sync.Mutex
            	count int
            }

            func reset(counters []counter) {
            	for i := range counters {
            		c := &counters[i]
            		c.count = 0
            	}
            }

            func main() { reset(nil) }
            "#,
        ),
        Example::keeps_silent(
            "vet[copylocks]: range var c copies lock: example.com/shop.counter",
            r#"
            package main

            import "sync"

            type counter struct {
            	sync.Mutex
            	count int
            }

            func load() []counter { return nil }

            func main() {
            	for _, «c» := range load() {
            		println(c.count)
            	}
            }
            "#,
        ),
    ],
    applies: |diagnostic| diagnostic.source == "vet" && diagnostic.code() == "copylocks",
    propose,
};

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let message = head(&context.diagnostic.message);
    let at = context.diagnostic.range.start;
    let found = if message.contains(" passes lock by value") {
        by_pointer(&view, at)
    } else if message.starts_with("range var ") {
        by_index(&view, at)
    } else if message.starts_with("return copies") || message.starts_with("assignment copies") || message.starts_with("variable declaration copies") {
        by_address(&view, at)
    } else {
        None
    };
    found.into_iter().collect()
}

/// The parameter or receiver becomes a pointer.
fn by_pointer(view: &View<'_>, at: usize) -> Option<Proposal> {
    let field = view.innermost(at, &[Kind::Field])?;
    let declared = view.tree.child(field, 1);
    let edit = TextEdit::insert(view.tree.span(declared).start, "*");
    Some(Proposal::new(NAME, format!("Take `*{}`", view.text_of(declared)), view.context, edit.into(), 0.9))
}

fn by_address(view: &View<'_>, at: usize) -> Option<Proposal> {
    let value = view.expression_at(at).filter(|id| matches!(view.kind(*id), Kind::Name | Kind::Selector | Kind::Index | Kind::Unary))?;
    let text = view.text_of(value);
    let edit = match text.strip_prefix('*') {
        Some(_) => TextEdit::delete(Span::new(at, at + 1)),
        None => TextEdit::insert(at, "&"),
    };
    Some(Proposal::new(NAME, "Hand on the address", view.context, edit.into(), 0.85))
}

/// `for _, item := range items` becomes a loop over the places, with a pointer to each.
fn by_index(view: &View<'_>, at: usize) -> Option<Proposal> {
    let clause = view.innermost(at, &[Kind::RangeClause])?;
    let (left, operand) = (view.tree.child(clause, 0), view.tree.child(clause, 1));
    let [index, element] = view.tree.elements(&left) else { return None };
    let is_loop = |id: &NodeId| view.kind(*id) == Kind::For && view.tree.child(*id, 0) == clause;
    let body = view.path(at).into_iter().find(is_loop).map(|id| view.tree.child(id, 3)).filter(|body| *body != ABSENT)?;
    let simple = view.below(operand).into_iter().all(|id| view.kind(id) != Kind::Call) && view.tree.node(clause).token != Token::Assign;
    if !simple || !view.tree.node(clause).flag {
        return None;
    }
    let file = view.context.file;
    let name = if view.text_of(*index) == "_" { "i" } else { view.text_of(*index) };
    let open = view.tree.span(body).start + 1;
    let indentation = file.indentation(file.line_of(view.tree.span(clause).start));
    let pointer = format!("{}{indentation}{}{} := &{}[{name}]", file.line_break(), file.indent_unit(), view.text_of(*element), view.text_of(operand));
    let edits = EditSet::new([TextEdit::replace(view.tree.span(left), name), TextEdit::insert(open, pointer)]).ok()?;
    Some(Proposal::new(NAME, "Range over the indices", view.context, edits, 0.85))
}
