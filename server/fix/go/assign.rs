//! Assigns to the variable that exists where the text defines another of its name.

use super::define::equals_sign;
use super::view::{View, head};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::BindingKind;
use crate::syntax::go::ast::{Kind, NodeId};
use crate::syntax::go::token::Token;

const NAME: &str = "go/assign";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Writes `=` where the variable exists already",
    not_offered: "It keeps silent where a new variable has to be defined beside the one that is there.",
    examples: &[
        Example::mends(
            "go: no new variables on left side of :=",
            "
            package main

            func main() {
            	total := 1
            	total «:»= 2
            	println(total)
            }
            ",
            "
            package main

            func main() {
            	total := 1
            	total = 2
            	println(total)
            }
            ",
        ),
        Example::mends(
            "go: cannot declare in post statement of for loop",
            "
            package main

            func main() {
            	for i := 0; i < 10; «next» := i + 1 {
            		println(i)
            	}
            }
            ",
            "
            package main

            func main() {
            	for i := 0; i < 10; next = i + 1 {
            		println(i)
            	}
            }
            ",
        ),
        Example::keeps_silent(
            "go: declared and not used: total",
            "
            package main

            func main() {
            	«total» := 1
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    let message = head(&diagnostic.message);
    message.starts_with("no new variables on left side of :=")
        || (message.starts_with("non-name ") && message.ends_with("on left side of :="))
        || message.contains("cannot declare in post statement")
        || message.starts_with("declared and not used: ")
        || message.contains("unexpected :=, expected =")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let message = head(&context.diagnostic.message);
    let at = context.diagnostic.range.start;
    let unused = message.strip_prefix("declared and not used: ");
    if message.contains("unexpected :=") {
        let range = crate::base::Span::new(at, at + 2);
        return if context.file.slice(range) == ":=" { vec![Proposal::replace(NAME, "Write `=`", context, range, "=", 0.95).safe()] } else { Vec::new() };
    }
    let defining = |id: &NodeId| {
        let node = view.tree.node(*id);
        (node.kind == Kind::Assignment && node.token == Token::Define) || (node.kind == Kind::RangeClause && node.flag)
    };
    let line = context.file.line_of(at);
    let on_line = |id: &NodeId| context.file.line_of(view.tree.place(*id)) == line || context.file.line_of(view.tree.span(*id).start) == line;
    let statement =
        view.path(at).into_iter().rev().find(defining).or_else(|| {
            view.below(view.tree.root).into_iter().filter(|id| defining(id) && on_line(id)).min_by_key(|id| view.tree.span(*id).start.abs_diff(at))
        });
    let Some(statement) = statement else { return Vec::new() };
    let left = view.tree.child(statement, 0);
    let exists = |target: &NodeId| {
        let name = view.text_of(*target);
        let span = view.tree.span(*target);
        view.kind(*target) != Kind::Name
            || name == "_"
            || context.scopes.bindings.iter().any(|binding| {
                let value = matches!(binding.kind, BindingKind::Variable | BindingKind::Parameter | BindingKind::Other);
                binding.name == name && value && binding.range != span && binding.visible.touches(span.start) && binding.visible.start <= span.start
            })
    };
    let all_exist = view.tree.elements(&left).iter().all(exists);
    let Some(sign) = equals_sign(&view, statement) else { return Vec::new() };
    let likelihood = match (unused, all_exist) {
        (Some(_), true) => 0.92,
        (Some(_), false) => return Vec::new(),
        (None, true) => 0.96,
        // Nothing else that looks like it is a statement there.
        (None, false) if message.contains("declare in post statement") => 0.93,
        (None, false) => 0.7,
    };
    vec![Proposal::replace(NAME, "Assign with `=` instead of defining", context, sign, "=", likelihood)]
}
