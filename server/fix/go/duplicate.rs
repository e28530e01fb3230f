//! Removes what stands twice.
//!
//! Before: `map[string]int{"a": 1, "a": 2}`, after: `map[string]int{"a": 1}`; a second case, default, field or method of one name goes too.

use super::unused_variable::without;
use super::view::{View, head};
use crate::base::TextEdit;
use crate::fix::{FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::go::ast::{ABSENT, Kind};

const NAME: &str = "go/duplicate";

pub const RULE: Rule = Rule { name: NAME, summary: "Remove what stands twice", applies, propose };

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
    // A function, method or variable of a name that is taken.
    let owner =
        path.iter().rev().find(|id| matches!(view.kind(**id), Kind::Function | Kind::VarSpec | Kind::ConstSpec | Kind::TypeSpec | Kind::StructField)).copied();
    let Some(owner) = owner else { return Vec::new() };
    let declaration = path.iter().rev().find(|id| view.kind(**id) == Kind::Declaration).copied();
    let whole = match declaration {
        Some(declaration) if view.kind(owner) != Kind::Function && view.kind(owner) != Kind::StructField && view.tree.children(declaration).len() == 1 => {
            declaration
        }
        _ => owner,
    };
    let several = matches!(view.kind(owner), Kind::VarSpec | Kind::ConstSpec | Kind::StructField) && view.tree.children(view.tree.child(owner, 0)).len() > 1;
    let has_values = view.kind(owner) == Kind::VarSpec && view.tree.child(owner, 2) != ABSENT;
    if several || has_values {
        return Vec::new();
    }
    proposal("Remove the second definition", TextEdit::delete(view.statement_range(view.tree.span(whole))), 0.6)
}
