//! Removes what stands twice, or gives the second one a name of its own.
//!
//! A second case or default goes too. A second definition goes where it is a copy of the first, and gets another name where it is not.

use super::unused_variable::without;
use super::view::{View, head};
use crate::base::TextEdit;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::go::ast::{Kind, NodeId};

const NAME: &str = "go/duplicate";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Removes or renames what stands twice",
    not_offered: "It keeps silent about a name that is defined twice in different files, as the other one may be meant.",
    examples: &[
        Example::mends(
            r#"go: duplicate key "small" in map literal"#,
            r#"
            package main

            func main() {
            	sizes := map[string]int{"small": 1, «"»small": 2}
            	println(sizes)
            }
            "#,
            r#"
            package main

            func main() {
            	sizes := map[string]int{"small": 1}
            	println(sizes)
            }
            "#,
        ),
        Example::mends(
            "go: area redeclared in this block",
            "
            package main

            func area() int { return 1 }

            func «area»(scale int) int { return scale }

            func main() { println(area()) }
            ",
            "
            package main

            func area() int { return 1 }

            func area2(scale int) int { return scale }

            func main() { println(area()) }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    let message = head(&diagnostic.message);
    message.starts_with("duplicate ")
        || message.starts_with("multiple defaults")
        || message.contains(" already declared at ")
        || message.contains(" redeclared")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let message = head(&context.diagnostic.message);
    let at = context.diagnostic.range.start;
    let path = view.path(at);
    let proposal = |title: &str, edit: TextEdit, likelihood: f64| vec![Proposal::new(NAME, title, context, edit.into(), likelihood)];
    if message.starts_with("duplicate key") || message.starts_with("duplicate field name") {
        let Some(literal) = path.iter().rev().find(|id| view.kind(**id) == Kind::Composite).copied() else { return Vec::new() };
        let elements = view.tree.children(literal).get(1..).unwrap_or(&[]);
        let Some(place) = elements.iter().position(|id| view.tree.span(*id).touches(at)) else { return Vec::new() };
        let Some(range) = without(&view, elements, place) else { return Vec::new() };
        return proposal("Remove the repeated element", TextEdit::delete(range), 0.8);
    }
    if message.starts_with("duplicate case") || message.starts_with("multiple defaults") {
        let Some(case) = path.iter().rev().find(|id| matches!(view.kind(**id), Kind::Case | Kind::Communication)).copied() else { return Vec::new() };
        let list = view.tree.child(case, 0);
        let values = view.tree.elements(&list);
        if values.len() > 1
            && let Some(place) = values.iter().position(|id| view.tree.span(*id).touches(at))
            && let Some(range) = without(&view, values, place)
        {
            return proposal("Remove the repeated value", TextEdit::delete(range), 0.9);
        }
        return proposal("Remove the repeated case", TextEdit::delete(view.statement_range(view.tree.span(case))), 0.75);
    }
    definition(&view, at)
}

/// A function, method or variable of a name that is taken.
fn definition(view: &View<'_>, at: usize) -> Vec<Proposal> {
    let context = view.context;
    let path = view.path(at);
    let owner =
        path.iter().rev().find(|id| matches!(view.kind(**id), Kind::Function | Kind::VarSpec | Kind::ConstSpec | Kind::TypeSpec | Kind::StructField)).copied();
    let Some(owner) = owner else { return Vec::new() };
    let declaration = path.iter().rev().find(|id| view.kind(**id) == Kind::Declaration).copied();
    let whole = match declaration {
        Some(declaration) if !matches!(view.kind(owner), Kind::Function | Kind::StructField) && view.tree.children(declaration).len() == 1 => declaration,
        _ => owner,
    };
    let Some(name) = path.last().copied().filter(|id| view.kind(*id) == Kind::Name) else { return Vec::new() };
    let mut proposals = Vec::new();
    let squeezed = |id: NodeId| view.text_of(id).split_whitespace().collect::<Vec<_>>().join(" ");
    let text = squeezed(owner);
    // Only what follows a first one is a copy.
    let is_copy = view
        .below(view.tree.root)
        .into_iter()
        .any(|id| view.kind(id) == view.kind(owner) && view.tree.span(id).end <= view.tree.span(owner).start && squeezed(id) == text);
    if is_copy {
        let range = view.statement_range(view.tree.span(whole));
        proposals.push(Proposal::new(NAME, "Remove the copy", context, TextEdit::delete(range).into(), 0.9));
    }
    let written = view.text_of(name);
    let taken = |name: &str| view.below(view.tree.root).into_iter().any(|id| view.kind(id) == Kind::Name && view.text_of(id) == name);
    if written != "main"
        && written != "_"
        && let Some(free) = (2..10).map(|number| format!("{written}{number}")).find(|name| !taken(name))
    {
        proposals.push(Proposal::replace(NAME, format!("Rename it to `{free}`"), context, view.tree.span(name), free.as_str(), 0.6));
    }
    proposals
}
