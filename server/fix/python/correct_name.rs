//! Corrects a name that is almost one that can be used here.

use super::support::{enclosing, is_identifier, subject};
use crate::base::names;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;
use crate::syntax::python::builtins::BUILTINS;

pub(super) const RULE: Rule = Rule {
    name: "python/correct-name",
    summary: "Corrects an undefined name to a like one that is in scope or built in",
    not_offered: "It keeps silent where no name that can be used at the place is like the unknown one.",
    examples: &[
        Example::mends(
            "ruff[F821]: Undefined name `widht`",
            "
            def area(width, height):
                return «widht» * height
            ",
            "
            def area(width, height):
                return width * height
            ",
        ),
        Example::keeps_silent(
            "ruff[F821]: Undefined name `qz`",
            "
            def area(width):
                return «qz»
            ",
        ),
    ],
    applies,
    propose,
};

const OFFERED: usize = 3;

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.category(), "RES.NAME" | "RES.TYPE" | "RES.USEBEFORE")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some((name, range)) = subject(context).filter(|(name, _)| is_identifier(name)) else { return Vec::new() };
    let function = enclosing(context.file, range.start, &["function_definition", "lambda"]).map(parse::span);
    let mut scored: Vec<(&str, f64)> = Vec::new();
    let mut add = |candidate, score: f64| match scored.iter_mut().find(|(known, _)| *known == candidate) {
        Some((_, known)) => *known = known.max(score),
        None => scored.push((candidate, score)),
    };
    for binding in context.scopes.visible_at(range.start).into_iter().filter(|binding| binding.name != name) {
        let likeness = names::renamed(name, &binding.name);
        if likeness > 0.0 {
            let near = function.is_some_and(|function| function.contains(binding.range));
            // Where a name was mistyped or renamed, the one that was meant is often used nowhere else.
            let unread = if binding.reads == 0 && near { 0.06 } else { 0.0 };
            let bound_before = if binding.range.start < range.start || !near { 0.0 } else { -0.1 };
            add(binding.name.as_str(), likeness * 0.93 + if near { 0.03 } else { 0.0 } + unread + bound_before);
        }
    }
    for builtin in BUILTINS.iter().copied().filter(|builtin| !builtin.starts_with('_')) {
        let likeness = names::similarity(name, builtin);
        if likeness >= 0.8 || (likeness >= 0.7 && builtin.len() > 5) {
            add(builtin, likeness * 0.92);
        }
    }
    for dunder in ["__name__", "__file__", "__doc__"] {
        if names::similarity(name, dunder) >= 0.85 {
            add(dunder, 0.8);
        }
    }
    let uses = context.diagnostics.iter().filter(|other| other.category() == "RES.NAME" && other.subject() == Some(name)).count();
    // Nobody misspells a name the same way again and again, and one that the function assigns to elsewhere is meant as it stands.
    let assigned = context.scopes.bindings.iter().any(|binding| binding.name == name && function.is_some_and(|function| function.contains(binding.range)));
    if uses > 1 || assigned {
        let unread = |candidate: &str| context.scopes.bindings.iter().any(|binding| binding.name == candidate && binding.reads == 0);
        scored.iter_mut().filter(|(candidate, _)| !unread(candidate)).for_each(|(_, score)| *score -= if assigned { 0.3 } else { 0.15 });
    }
    scored.retain(|(_, score)| *score > 0.3);
    scored.sort_by(|left, right| right.1.total_cmp(&left.1).then_with(|| left.0.cmp(right.0)));
    let replace = |(meant, score): (&str, f64)| Proposal::replace(RULE.name, format!("Change `{name}` to `{meant}`"), context, range, meant, score.min(0.96));
    scored.into_iter().take(OFFERED).map(replace).collect()
}
