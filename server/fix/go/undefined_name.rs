//! Corrects a name that nothing defines to the one that is meant.
//!
//! A package counts as well as a variable: `st.Comment` becomes `ast.Comment`.

use super::standard_library::package;
use super::types::Types;
use super::view::{View, head};
use crate::base::{Span, names};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::DefinitionKind;
use crate::syntax::go::ast::Kind;
use crate::syntax::go::scope::predeclared_names;
use crate::syntax::go::universe;

const NAME: &str = "go/undefined-name";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Corrects a name that nothing defines",
    not_offered: "It keeps silent where no name that can be used at the place is like the unknown one.",
    examples: &[
        Example::mends(
            "go: undefined: widht",
            "
            package main

            func area(width, height int) int {
            	return «widht» * height
            }

            func main() {
            	println(area(1, 2))
            }
            ",
            "
            package main

            func area(width, height int) int {
            	return width * height
            }

            func main() {
            	println(area(1, 2))
            }
            ",
        ),
        Example::keeps_silent(
            "go: undefined: qz",
            "
            package main

            func main() {
            	println(«qz»)
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    undefined(diagnostic).is_some()
}

/// The name that a message says is undefined; not one that a package is asked for.
pub(super) fn undefined(diagnostic: &Diagnostic) -> Option<&str> {
    let name = head(&diagnostic.message).strip_prefix("undefined: ")?;
    (!name.contains(['.', ' '])).then_some(name)
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(name) = undefined(context.diagnostic) else { return Vec::new() };
    let range = Span::new(context.diagnostic.range.start, context.diagnostic.range.start + name.len());
    if context.file.slice(range) != name {
        return Vec::new();
    }
    candidates(context, name, range)
        .into_iter()
        .take(3)
        .map(|(candidate, score)| Proposal::replace(NAME, format!("Change `{name}` to `{candidate}`"), context, range, candidate, score))
        .collect()
}

/// Names that may be meant at a range, best first, with the likelihood.
pub(super) fn candidates(context: &FixContext<'_>, name: &str, range: Span) -> Vec<(String, f64)> {
    let view = View::new(context);
    let types = Types::new(&view);
    let after = context.file.text().get(range.end..).unwrap_or("");
    let (selects, called) = (after.starts_with('.'), after.starts_with('('));
    let member = after.trim_start_matches('.').split(|sign: char| !(sign.is_alphanumeric() || sign == '_')).next().unwrap_or("");
    let mut known: Vec<(String, Role)> = Vec::new();
    for binding in context.scopes.visible_at(range.start) {
        known.push((binding.name.clone(), Role::of_binding(binding.kind)));
    }
    known.extend(predeclared_names().map(|name| (name.to_owned(), if universe::FUNCTIONS.contains(&name) { Role::Callable } else { Role::Other })));
    for definition in types.definitions().filter(|definition| definition.container.is_empty()) {
        let role = match definition.kind {
            DefinitionKind::Function => Role::Callable,
            DefinitionKind::Type | DefinitionKind::Trait => Role::Type,
            _ => Role::Value,
        };
        known.push((definition.name.clone(), role));
    }
    for import in &context.file.outline().imports {
        known.extend(import.names.iter().map(|bound| (bound.local.clone(), Role::Package)));
    }
    let unused = unused_names(context);
    let count = argument_count(&view, range);
    // What is assigned, returned or calculated with is no type.
    let above = view.path(range.start).into_iter().rev().find(|id| !matches!(view.kind(*id), Kind::Name | Kind::List));
    let is_value = above.is_some_and(|above| matches!(view.kind(above), Kind::Assignment | Kind::Return | Kind::Binary | Kind::IncrementStatement));
    let definitions_of = |name: &str| -> Vec<&Vec<String>> {
        let named = types.definitions().filter(|definition| definition.name == name && definition.container.is_empty());
        named.filter_map(|definition| definition.parameters.as_ref()).collect()
    };
    let enclosing = view.path(range.start).get(1).copied().filter(|top| view.kind(*top) == Kind::Function).map(|top| view.text_of(view.tree.child(top, 1)));
    let mut found: Vec<(String, f64)> = Vec::new();
    for (candidate, role) in known {
        if candidate == name || candidate == "_" || found.iter().any(|(other, _)| *other == candidate) {
            continue;
        }
        let likeness = names::similarity(name, &candidate);
        if likeness < 0.45 {
            continue;
        }
        let fits = match role {
            Role::Package => selects,
            Role::Callable => called,
            Role::Type => !selects && !is_value,
            Role::Value | Role::Other => true,
        };
        let mut score = likeness * if fits { 0.97 } else { 0.8 };
        // A package that does not have what is asked of it is not the one.
        let lacks = |path: String| package(&path).is_some_and(|package| !package.exports(member));
        if matches!(role, Role::Package) && selects && view.imported(&candidate).is_some_and(lacks) {
            score *= 0.6;
        }
        // A function that takes another number of arguments is hardly meant, nor is the one that is being written, but for recursion.
        let taken = definitions_of(&candidate);
        if count.is_some_and(|count| !taken.is_empty() && !taken.iter().any(|parameters| takes(parameters, count))) {
            score *= 0.6;
        }
        if enclosing == Some(candidate.as_str()) && likeness < 0.8 {
            score *= 0.6;
        }
        if score < 0.4 {
            continue;
        }
        // A name that became unused just when another became undefined is the one that was meant.
        if unused.contains(&candidate) {
            score = score.max(0.5) * 1.2;
        }
        found.push((candidate, score.min(0.97)));
    }
    found.sort_by(|left, right| right.1.total_cmp(&left.1));
    found
}

/// Proposals that write a name where another diagnostic has it misspelt: what is unused is then used.
pub(super) fn misspelt_uses(context: &FixContext<'_>, rule: &'static str, name: &str) -> Vec<Proposal> {
    let mut proposals = Vec::new();
    for other in context.diagnostics {
        let Some(written) = undefined(other) else { continue };
        let range = Span::new(other.range.start, other.range.start + written.len());
        let best = candidates(context, written, range).into_iter().next();
        if best.is_some_and(|(candidate, score)| candidate == name && score > 0.6) {
            proposals.push(Proposal::replace(rule, format!("Change `{written}` to `{name}`"), context, range, name, 0.93));
        }
    }
    proposals
}

/// How many arguments a call has whose callee stands at a range; `None` where it is not called, or spreads its arguments.
pub(super) fn argument_count(view: &View<'_>, range: Span) -> Option<usize> {
    let call = view.path(range.start).into_iter().find(|id| view.kind(*id) == Kind::Call && view.tree.span(view.tree.child(*id, 0)) == range)?;
    let arguments = view.tree.children(call).get(1..)?;
    // A single call may give several values.
    let single_call = matches!(arguments, [only] if view.kind(*only) == Kind::Call);
    (!view.tree.node(call).flag && !single_call).then_some(arguments.len())
}

/// Whether a function takes a number of arguments.
pub(super) fn takes(parameters: &[String], count: usize) -> bool {
    match parameters.last() {
        Some(last) if last.contains("...") => count + 1 >= parameters.len(),
        _ => count == parameters.len(),
    }
}

/// The names that other diagnostics call unused.
fn unused_names(context: &FixContext<'_>) -> Vec<String> {
    let named = |diagnostic: &Diagnostic| {
        let message = head(&diagnostic.message);
        if let Some(name) = message.strip_prefix("declared and not used: ") {
            return Some(name.to_owned());
        }
        let path = message.strip_suffix(" imported and not used")?;
        Some(crate::syntax::go::imports::package_name(path.trim_matches('"')).0)
    };
    context.diagnostics.iter().filter_map(named).collect()
}

#[derive(Clone, Copy)]
enum Role {
    Package,
    Callable,
    Type,
    Value,
    Other,
}

impl Role {
    fn of_binding(kind: crate::syntax::BindingKind) -> Role {
        use crate::syntax::BindingKind;
        match kind {
            BindingKind::Import => Role::Package,
            BindingKind::Function => Role::Callable,
            BindingKind::Type => Role::Type,
            _ => Role::Value,
        }
    }
}
