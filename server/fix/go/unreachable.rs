//! Removes what can never run because the statement before it ends the way.

use super::view::View;
use crate::base::{Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::syntax::go::ast::{Kind, NodeId};

const NAME: &str = "go/unreachable";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Removes statements that can never run",
    not_offered: "It keeps what stands behind a label, which a jump may reach.",
    examples: &[
        Example::mends(
            "vet[unreachable]: unreachable code",
            r#"
            package main

            func name() string {
            	return "a"
            	«println("done")»
            }

            func main() {
            	println(name())
            }
            "#,
            r#"
            package main

            func name() string {
            	return "a"
            }

            func main() {
            	println(name())
            }
            "#,
        ),
        Example::keeps_silent(
            "vet[unreachable]: unreachable code",
            r#"
            package main

            func main() {
            	return
            «again»:
            	println("again")
            	goto again
            }
            "#,
        ),
    ],
    applies: |diagnostic| diagnostic.source == "vet" && diagnostic.code() == "unreachable",
    propose,
};

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    removal(context).into_iter().collect()
}

fn removal(context: &FixContext<'_>) -> Option<Proposal> {
    let view = View::new(context);
    let at = context.diagnostic.range.start;
    let path = view.path(at);
    let block = path.iter().rev().copied().find(|id| matches!(view.kind(*id), Kind::Block))?;
    let statements = view.tree.children(block);
    let first = statements.iter().position(|id| view.tree.span(*id).start == at)?;
    let gone: Vec<NodeId> = statements.iter().skip(first).take_while(|id| view.kind(**id) != Kind::Labeled).copied().collect();
    let (from, to) = (view.tree.span(*gone.first()?), view.tree.span(*gone.last()?));
    let edit = TextEdit::delete(view.statement_range(Span::new(from.start, to.end)));
    Some(Proposal::new(NAME, "Remove the unreachable code", context, edit.into(), 0.85))
}
