//! Removes a variable that is never used.
//!
//! A definition whose value has no effect goes altogether.

use super::define::equals_sign;
use super::return_values::with_unused;
use super::undefined_name::misspelt_uses;
use super::view::{View, head};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::go::ast::{ABSENT, Kind, NodeId};
use crate::syntax::go::token::{Operator, Token};

const NAME: &str = "go/unused-variable";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Removes or blanks a variable that is never used",
    not_offered: "It keeps silent about parameters, which Go lets stay unused.",
    examples: &[
        Example::mends(
            "go: declared and not used: err",
            r#"
            package main

            import "strconv"

            func main() {
            	number, «err» := strconv.Atoi("1")
            	println(number)
            }
            "#,
            r#"
            package main

            import "strconv"

            func main() {
            	number, _ := strconv.Atoi("1")
            	println(number)
            }
            "#,
        ),
        Example::mends(
            "go: declared and not used: total",
            r#"
            package main

            func main() {
            	«total» := 1
            	println("hello")
            }
            "#,
            r#"
            package main

            func main() {
            	println("hello")
            }
            "#,
        ),
    ],
    applies: |diagnostic| unused(diagnostic).is_some(),
    propose,
};

fn unused(diagnostic: &Diagnostic) -> Option<&str> {
    let message = head(&diagnostic.message);
    message.strip_prefix("declared and not used: ").or_else(|| message.strip_suffix(" declared and not used"))
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(name) = unused(context.diagnostic) else { return Vec::new() };
    let view = View::new(context);
    let at = context.diagnostic.range.start;
    let path = view.path(at);
    let Some(owner) = path.iter().rev().find(|id| matches!(view.kind(**id), Kind::VarSpec | Kind::Assignment | Kind::RangeClause | Kind::TypeGuard)).copied()
    else {
        return Vec::new();
    };
    let mut proposals = misspelt_uses(context, NAME, name);
    proposals.extend(returned(&view, name));
    let removal = match view.kind(owner) {
        Kind::Assignment => assignment(&view, owner, name, at),
        Kind::RangeClause => range_clause(&view, owner, at),
        Kind::TypeGuard => {
            let operand = view.tree.child(owner, 0);
            Some((format!("Remove `{name}`"), TextEdit::delete(Span::new(at, view.tree.span(operand).start)).into(), 0.85))
        }
        _ => var_declaration(&view, &path, owner, name, at),
    };
    if let Some((title, edits, likelihood)) = removal {
        if leaves_little(&view, at) && edits.edits().iter().all(|edit| edit.text.is_empty()) {
            let statement = path.iter().rev().find(|id| matches!(view.kind(**id), Kind::Declaration | Kind::Assignment)).copied().unwrap_or(owner);
            let used = explicit_use(&view, statement, name).map(|(title, edits, _)| Proposal::new(NAME, title, context, edits, 0.9));
            proposals.extend(used.filter(|_| view.kind(owner) != Kind::RangeClause));
        }
        proposals.push(Proposal::new(NAME, title, context, edits, likelihood));
    }
    proposals
}

/// Where a `return` lacks values, a variable that is not used yet was meant for it.
fn returned(view: &View<'_>, name: &str) -> Option<Proposal> {
    let lacking = view.context.diagnostics.iter().filter_map(|other| with_unused(view, other));
    let (edits, names) = lacking.into_iter().find(|(_, names)| names.iter().any(|returned| returned == name))?;
    Some(Proposal::new(NAME, format!("Return `{}`", names.join("`, `")), view.context, edits, 0.92))
}

/// Whether the function around an offset has several unused variables and hardly anything else: then it is being written, and what it has so
/// far is not to be thrown away.
fn leaves_little(view: &View<'_>, at: usize) -> bool {
    let Some(function) = view.function(at) else { return false };
    let body = view.tree.span(function.body);
    let inside = view.context.diagnostics.iter().filter(|other| unused(other).is_some() && body.contains(other.range));
    let mut lines: Vec<usize> = inside.map(|other| view.context.file.line_of(other.range.start)).collect();
    lines.sort_unstable();
    lines.dedup();
    lines.len() > 1 && 2 * lines.len() >= view.tree.children(function.body).len()
}

type Removal = (String, EditSet, f64);

/// Where else a variable is assigned: those assignments would be left without it.
fn is_assigned_elsewhere(view: &View<'_>, name: &str, at: usize) -> bool {
    let Some(binding) = view.context.scopes.bindings.iter().find(|binding| binding.range.start == at) else { return false };
    let Some(function) = view.function(at) else { return false };
    view.below(function.body).into_iter().any(|id| {
        let span = view.tree.span(id);
        view.kind(id) == Kind::Name && span.start != at && view.text_of(id) == name && binding.visible.contains(span)
    })
}

/// An explicit use after the statement, where the variable is written to more than once.
fn explicit_use(view: &View<'_>, statement: NodeId, name: &str) -> Option<Removal> {
    let file = view.context.file;
    let line = file.line_of(view.tree.span(statement).end.saturating_sub(1));
    let insertion = format!("{}_ = {name}{}", file.indentation(file.line_of(view.tree.span(statement).start)), file.line_break());
    let place = file.full_lines(line, line).end;
    Some((format!("Mark `{name}` as used"), TextEdit::insert(place, insertion).into(), 0.5))
}

fn assignment(view: &View<'_>, statement: NodeId, name: &str, at: usize) -> Option<Removal> {
    let tree = &view.tree;
    let (left, right) = (tree.child(statement, 0), tree.child(statement, 1));
    if tree.node(statement).token != Token::Define {
        return None;
    }
    if is_assigned_elsewhere(view, name, at) {
        return explicit_use(view, statement, name);
    }
    let targets = tree.elements(&left);
    let values = tree.elements(&right);
    if let ([_], [value]) = (targets, values) {
        let in_block = view.path(at).into_iter().rev().skip_while(|id| *id != statement).nth(1).is_some_and(|parent| view.kind(parent) == Kind::Block);
        if in_block && is_pure(view, *value) {
            return Some((format!("Remove `{name}`"), TextEdit::delete(view.statement_range(tree.span(statement))).into(), 0.9));
        }
        let head = Span::new(tree.span(left).start, tree.span(right).start);
        return Some((format!("Replace `{name}` with `_`"), TextEdit::replace(head, "_ = ").into(), 0.8));
    }
    if targets.len() == values.len() && targets.len() > 1 && values.iter().all(|value| is_pure(view, *value)) {
        let place = targets.iter().position(|target| tree.span(*target).start == at)?;
        let edits = [without(view, targets, place)?, without(view, values, place)?].map(TextEdit::delete);
        return Some((format!("Remove `{name}`"), EditSet::new(edits).ok()?, 0.85));
    }
    let blank = TextEdit::replace(Span::new(at, at + name.len()), "_");
    // With the last new name gone, there is nothing left to define.
    let still_defines = targets.iter().any(|target| {
        let span = tree.span(*target);
        span.start != at && view.text_of(*target) != "_" && view.context.scopes.bindings.iter().any(|binding| binding.range == span)
    });
    let mut edits = vec![blank];
    if !still_defines {
        edits.push(TextEdit::replace(equals_sign(view, statement)?, "="));
    }
    Some((format!("Replace `{name}` with `_`"), EditSet::new(edits).ok()?, 0.85))
}

/// The range of one element of a list with the comma that separates it.
pub(super) fn without(view: &View<'_>, elements: &[NodeId], place: usize) -> Option<Span> {
    let span = view.tree.span(*elements.get(place)?);
    match (place.checked_sub(1).and_then(|before| elements.get(before)), elements.get(place + 1)) {
        (Some(before), _) => Some(Span::new(view.tree.span(*before).end, span.end)),
        (None, Some(after)) => Some(Span::new(span.start, view.tree.span(*after).start)),
        (None, None) => Some(span),
    }
}

fn range_clause(view: &View<'_>, clause: NodeId, at: usize) -> Option<Removal> {
    let tree = &view.tree;
    let left = tree.child(clause, 0);
    let targets = tree.elements(&left);
    let place = targets.iter().position(|target| tree.span(*target).start == at)?;
    let is_blank = |place: usize| targets.get(place).is_none_or(|target| view.text_of(*target) == "_");
    let name = view.text_of(*targets.get(place)?);
    let edit = match place {
        0 if is_blank(1) => TextEdit::delete(Span::new(tree.span(left).start, tree.place(clause))),
        0 => TextEdit::replace(Span::new(at, at + name.len()), "_"),
        _ if is_blank(0) => TextEdit::delete(Span::new(tree.span(left).start, tree.place(clause))),
        _ => TextEdit::delete(without(view, targets, place)?),
    };
    Some((format!("Drop `{name}`"), edit.into(), 0.85))
}

fn var_declaration(view: &View<'_>, path: &[NodeId], specification: NodeId, name: &str, at: usize) -> Option<Removal> {
    let tree = &view.tree;
    let (names, values) = (tree.child(specification, 0), tree.child(specification, 2));
    if is_assigned_elsewhere(view, name, at) {
        return explicit_use(view, specification, name);
    }
    let pure = values == ABSENT || tree.elements(&values).iter().all(|value| is_pure(view, *value));
    let targets = tree.elements(&names);
    if targets.len() == 1 && pure {
        let declaration = path.iter().rev().skip_while(|id| **id != specification).nth(1).copied()?;
        let alone = tree.children(declaration).len() == 1;
        let span = tree.span(if alone { declaration } else { specification });
        return Some((format!("Remove `{name}`"), TextEdit::delete(view.statement_range(span)).into(), 0.9));
    }
    if targets.len() > 1 && values == ABSENT {
        let place = targets.iter().position(|target| tree.span(*target).start == at)?;
        return Some((format!("Remove `{name}`"), TextEdit::delete(without(view, targets, place)?).into(), 0.9));
    }
    Some((format!("Replace `{name}` with `_`"), TextEdit::replace(Span::new(at, at + name.len()), "_").into(), 0.8))
}

/// Whether evaluating an expression does nothing, so that it can go: no call but a conversion or a harmless built-in one, no receive.
pub(super) fn is_pure(view: &View<'_>, id: NodeId) -> bool {
    view.below(id).into_iter().all(|id| match view.kind(id) {
        Kind::Call => {
            let callee = view.text_of(view.tree.unparen(view.tree.child(id, 0)));
            let harmless = ["len", "cap", "make", "new", "append", "min", "max", "complex", "real", "imag"];
            harmless.contains(&callee) || crate::syntax::go::universe::TYPES.contains(&callee) || callee.starts_with('[')
        }
        Kind::Unary => view.tree.node(id).operator != Operator::Receive,
        Kind::Assertion | Kind::FunctionLiteral => view.kind(id) == Kind::FunctionLiteral,
        _ => true,
    })
}
