//! More slips that have one evident repair each; `small.rs` has the table.

use super::small::Mended;
use super::stub::type_specification;
use super::types::{Types, base_name};
use super::view::{View, head};
use crate::base::{EditSet, Span, TextEdit};
use crate::syntax::go::ast::{Kind, NodeId};
use crate::syntax::go::universe;

/// `x.i` where two embedded types have an `i`: the first of them is named.
pub(super) fn through_embedded(view: &View<'_>, at: usize) -> Option<Mended> {
    let name = head(&view.context.diagnostic.message).rsplit('.').next()?;
    let path = view.path(at);
    let is_it = |id: &NodeId| view.kind(*id) == Kind::Selector && view.text_of(view.tree.child(*id, 1)) == name;
    let selector = path.iter().rev().find(|id| is_it(id)).copied()?;
    let types = Types::new(view);
    let owner = types.of(view.tree.child(selector, 0))?;
    let declared = view.tree.child(type_specification(view, base_name(&owner))?, 2);
    let embedded = view.tree.children(declared).iter().filter(|field| view.text_of(view.tree.child(**field, 0)).is_empty());
    let names = embedded.map(|field| base_name(view.text_of(view.tree.child(*field, 1))));
    let through = names.into_iter().find(|embedded| types.members(embedded).iter().any(|member| member.name == name))?;
    let end = view.tree.span(view.tree.child(selector, 0)).end;
    Some((format!("Select it through `{through}`"), TextEdit::insert(end, format!(".{through}")).into(), 0.7))
}

/// A channel alone in a case of `select` is received from.
pub(super) fn receive_in_case(view: &View<'_>, at: usize) -> Option<Mended> {
    let clause = view.innermost(at, &[Kind::Communication])?;
    let statement = view.tree.child(clause, 0);
    (view.kind(statement) == Kind::ExpressionStatement)
        .then(|| ("Receive from the channel".to_owned(), TextEdit::insert(view.tree.span(statement).start, "<-").into(), 0.9))
}

/// A type argument that nothing tells, of a function that takes any.
pub(super) fn infer_any(view: &View<'_>, at: usize) -> Option<Mended> {
    let callee = head(&view.context.diagnostic.message).strip_prefix("in call to ")?.split(',').next()?;
    let calls = |id: &NodeId| view.kind(*id) == Kind::Call && view.text_of(view.tree.child(*id, 0)) == callee;
    let line = view.context.file.line_of(at);
    let call = view.below(view.tree.root).into_iter().find(|id| calls(id) && view.context.file.line_of(view.tree.span(*id).start) == line)?;
    let function =
        view.tree.children(view.tree.root).iter().copied().find(|id| view.kind(*id) == Kind::Function && view.text_of(view.tree.child(*id, 1)) == callee)?;
    let parameters = view.tree.child(function, 2);
    let arguments: Option<Vec<&str>> = view
        .tree
        .children(parameters)
        .iter()
        .map(|field| match view.text_of(view.tree.child(*field, 1)) {
            "any" | "interface{}" => Some("any"),
            "comparable" => Some("int"),
            _ => None,
        })
        .collect();
    let list = arguments?.join(", ");
    let end = view.tree.span(view.tree.child(call, 0)).end;
    Some((format!("Instantiate with `[{list}]`"), TextEdit::insert(end, format!("[{list}]")).into(), 0.55))
}

/// `S[T]` where `S` takes no types.
pub(super) fn plain_type(view: &View<'_>, at: usize) -> Option<Mended> {
    let name = head(&view.context.diagnostic.message).split(" is not").next()?.rsplit(' ').next()?.trim_start_matches('(');
    let behind = view.text.get(at..)?.strip_prefix(name)?;
    let rest = behind.trim_start_matches(' ').strip_prefix('[')?;
    let start = at + name.len();
    let blanks = behind.len() - rest.len() - 1;
    // The arguments may have arguments themselves.
    let mut depth = 1usize;
    let end = rest.char_indices().find_map(|(place, sign)| {
        match sign {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(start + blanks + 1 + place + 1)
    })?;
    Some((format!("Use `{name}` without types"), TextEdit::delete(Span::new(start, end)).into(), 0.85))
}

/// `x = append(x)` does nothing and goes; elsewhere the list itself is left.
pub(super) fn append_nothing(view: &View<'_>, at: usize) -> Option<Mended> {
    let call = view.innermost(at, &[Kind::Call])?;
    let list = view.tree.child(call, 1);
    if let Some(statement) = view.innermost(at, &[Kind::Assignment]) {
        let (left, right) = (view.tree.child(statement, 0), view.tree.child(statement, 1));
        let values = view.tree.elements(&right);
        if view.text_of(left) == view.text_of(list) && values == [call] {
            return Some(("Remove the `append`".to_owned(), TextEdit::delete(view.statement_range(view.tree.span(statement))).into(), 0.8));
        }
    }
    Some(("Use the list itself".to_owned(), TextEdit::replace(view.tree.span(call), view.text_of(list)).into(), 0.8))
}

/// The layout of a date with month and day in each other's places, also where a constant holds it.
pub(super) fn date_layout(view: &View<'_>, _at: usize) -> Option<Mended> {
    const WRONG: &str = "2006-02-01";
    let literals = view.below(view.tree.root).into_iter().filter(|id| view.kind(*id) == Kind::Literal);
    let mut edits = Vec::new();
    for literal in literals {
        if let Some(offset) = view.text_of(literal).find(WRONG) {
            let start = view.tree.span(literal).start + offset;
            edits.push(TextEdit::replace(Span::new(start, start + WRONG.len()), "2006-01-02"));
        }
    }
    Some(("Write the month before the day".to_owned(), EditSet::new(edits).ok().filter(|edits| !edits.is_empty())?, 0.9))
}

/// A parameter without name among named ones gets a blank one; one without type that of the parameter before it.
pub(super) fn complete_parameter(view: &View<'_>, at: usize) -> Option<Mended> {
    if head(&view.context.diagnostic.message).ends_with(" name") {
        return Some(("Name it `_`".to_owned(), TextEdit::insert(at, "_ ").into(), 0.85));
    }
    let before = view.text.get(..at)?.trim_end();
    let list = before.get(before.rfind('(')? + 1..)?;
    let previous = list.rsplit(',').nth(1)?.trim().split_once(' ')?.1;
    Some((format!("Declare it as `{previous}`"), TextEdit::insert(before.len(), format!(" {previous}")).into(), 0.8))
}

/// `f[]()` and `list[]`: brackets with nothing in them say nothing.
pub(super) fn empty_brackets(view: &View<'_>, at: usize) -> Option<Mended> {
    let close = at + view.text.get(at..)?.find(']').filter(|gap| *gap <= 1)?;
    let before = view.text.get(..close)?.trim_end();
    let owner = before.strip_suffix('[')?.trim_end();
    let named = owner.ends_with(|sign: char| sign.is_alphanumeric() || matches!(sign, '_' | ')' | ']'));
    // `string[]` means `[]string`.
    let word = owner.rsplit(|sign: char| !(sign.is_alphanumeric() || sign == '_')).next().unwrap_or("");
    if universe::TYPES.contains(&word) {
        return None;
    }
    let behind = view.text.get(close + 1..)?.trim_start_matches(' ').chars().next();
    let ends = behind.is_none_or(|sign| !(sign.is_alphanumeric() || matches!(sign, '_' | '*' | '{' | '[')));
    (named && ends).then(|| ("Remove the empty brackets".to_owned(), TextEdit::delete(Span::new(owner.len(), close + 1)).into(), 0.85))
}

/// `x.(type)` where `x` has a type parameter for its type: the value has to become an interface first.
pub(super) fn switch_on_parameter(view: &View<'_>, at: usize) -> Option<Mended> {
    let path = view.path(at);
    let guard = path.into_iter().rev().find(|id| matches!(view.kind(*id), Kind::TypeGuard | Kind::Assertion))?;
    let operand = view.tree.child(guard, 0);
    let text = format!("any({})", view.text_of(operand));
    Some((format!("Look at `{text}`"), TextEdit::replace(view.tree.span(operand), text).into(), 0.9))
}

/// `go func() {…}` and `defer file.Close`: the function is called.
pub(super) fn call_it(view: &View<'_>, at: usize) -> Option<Mended> {
    let called = view.expression_at(at).filter(|id| matches!(view.kind(*id), Kind::FunctionLiteral | Kind::Name | Kind::Selector | Kind::Index))?;
    Some(("Call the function".to_owned(), TextEdit::insert(view.tree.span(called).end, "()").into(), 0.9))
}

/// `func f() void` has no result.
pub(super) fn no_result(view: &View<'_>, at: usize) -> Option<Mended> {
    let function = view.function(at).or_else(|| view.path(at).into_iter().find_map(|id| view.as_function(id)))?;
    let results = view.tree.span(function.results);
    if results.of(view.text) != "void" || results.start != at {
        return None;
    }
    let start = view.text.get(..results.start)?.trim_end().len();
    Some(("Remove `void`".to_owned(), TextEdit::delete(Span::new(start, results.end)).into(), 0.95))
}

/// A file that does not begin with its package gets that of its folder, or `main`.
pub(super) fn name_package(view: &View<'_>, _at: usize) -> Option<Mended> {
    if view.text.lines().any(|line| line.starts_with("package ")) {
        return None;
    }
    let file = view.context.file;
    let siblings = view.context.project.siblings(file.path(), file.language());
    let known = siblings.iter().find_map(|sibling| sibling.outline().package.clone());
    let folder = file.path().parent().and_then(|folder| folder.file_name()).map(|name| name.to_string_lossy().replace(['-', '.'], ""));
    let main = view.text.contains("func main()");
    let name = known.or_else(|| if main { Some("main".to_owned()) } else { folder })?;
    let start = view.text.len() - view.text.trim_start_matches(['\u{feff}', '\n', '\r', ' ', '\t']).len();
    let line_break = file.line_break();
    Some((format!("Name the package `{name}`"), TextEdit::insert(start, format!("package {name}{line_break}{line_break}")).into(), 0.9))
}
