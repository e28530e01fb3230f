//! Corrects an import of a module or name that does not exist: a slip of the pen, or a name that lives in another module.

use super::catalog;
use super::exports::{exporters, names_of};
use super::support::module_of;
use crate::base::names::{closest, renamed, similarity};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::renaming::import_with_uses;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::{Import, Language};

pub(super) const RULE: Rule = Rule {
    name: "python/correct-import",
    summary: "Corrects the name of an imported module, or where a name is imported from",
    not_offered: "It keeps silent where no known module or name is like the one that is not there, which then has to be installed or written.",
    examples: &[
        Example::mends(
            r#"pyright[reportAttributeAccessIssue]: "Sequence" is unknown import symbol"#,
            "from collections import «Sequence»",
            "from collections.abc import Sequence",
        ),
        Example::mends(
            r#"pyright[reportMissingImports]: Import "jsno" could not be resolved"#,
            "
            import «jsno»

            print(json.dumps([]))
            ",
            "
            import json

            print(json.dumps([]))
            ",
        ),
        Example::mends(
            r#"pyright[reportAttributeAccessIssue]: "load" is unknown import symbol"#,
            "
            from store import «load»

            print(load(3))
            ",
            "
            from store import load_all

            print(load_all(3))
            ",
        )
        .beside(&[("store.py", "def load_all(count):\n    return [count]\n")]),
        Example::keeps_silent(
            r#"pyright[reportMissingImports]: Import "qzwvx" could not be resolved"#,
            "
            import «qzwvx»

            print(qzwvx)
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.category(), "IMPORT.MODULE" | "IMPORT.NAME" | "RES.MEMBER")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let at = context.diagnostic.range;
    let Some(import) = context.file.outline().imports.iter().find(|import| import.range.intersects(at)) else { return Vec::new() };
    match import.names.iter().find(|name| !name.exported.is_empty() && name.range.intersects(at)) {
        Some(name) if context.diagnostic.category() != "IMPORT.MODULE" => of_name(context, import, &name.exported, name.range),
        _ => of_module(context, import),
    }
}

/// The place of the module's name in its statement.
fn module_range(context: &FixContext<'_>, import: &Import) -> Option<Span> {
    let at = context.file.slice(import.range).find(import.module.as_str())?;
    Some(Span::new(import.range.start + at, import.range.start + at + import.module.len()))
}

fn of_name(context: &FixContext<'_>, import: &Import, name: &str, range: Span) -> Vec<Proposal> {
    let mut proposals = Vec::new();
    // Only a statement of one name can be pointed to another module without taking the others along.
    if import.names.len() == 1
        && let Some(module) = module_range(context, import)
    {
        let related = |home: &&str| home.split('.').next() == import.module.split('.').next();
        let homes: Vec<&str> = exporters(name).filter(|home| *home != import.module).collect();
        // A module of the project lacks a name because it was renamed there.
        let is_own = context.project.files_of(Language::Python).any(|(path, _)| module_of(context, path).as_deref() == Some(&import.module));
        let likelihood = if is_own { 0.6 } else { 0.9 };
        let best = homes.iter().find(|home| related(home)).or_else(|| homes.first());
        proposals.extend(best.map(|home| {
            let edits = EditSet::one(TextEdit::replace(module, *home));
            Proposal::new(RULE.name, format!("Import `{name}` from `{home}`"), context, edits, likelihood)
        }));
    }
    let word = Span::new(range.start, range.start + name.len());
    let mut like: Vec<(&str, f64)> = closest(name, names_of(&import.module), 0.75);
    for (path, file) in context.project.files_of(Language::Python) {
        if module_of(context, path).is_some_and(|module| module.ends_with(import.module.trim_start_matches('.'))) {
            // All that a module of the project has is known, so a name may be less like.
            let own = file.outline().definitions.iter().filter(|known| known.container.is_empty() && known.name != name);
            like.extend(own.map(|known| (known.name.as_str(), renamed(name, &known.name))).filter(|(_, likeness)| *likeness > 0.0));
        }
    }
    like.sort_by(|left, right| right.1.total_cmp(&left.1).then_with(|| left.0.cmp(right.0)));
    like.dedup_by(|right, left| right.0 == left.0);
    for (meant, likeness) in like.into_iter().take(2) {
        let edits = import_with_uses(context, word, name, meant);
        proposals.push(Proposal::new(RULE.name, format!("Change `{name}` to `{meant}`"), context, edits, likeness * 0.95));
    }
    proposals
}

fn of_module(context: &FixContext<'_>, import: &Import) -> Vec<Proposal> {
    let Some(range) = module_range(context, import) else { return Vec::new() };
    let dots: String = import.module.chars().take_while(|c| *c == '.').collect();
    let own: Vec<String> = context.project.files_of(Language::Python).filter_map(|(path, _)| module_of(context, path)).collect();
    let mut scored: Vec<(String, f64)> = Vec::new();
    let modules: Vec<&str> = catalog::modules().collect();
    for candidate in modules.into_iter().chain(own.iter().map(String::as_str)) {
        // A relative import names the last part of a module of the same package.
        let candidate = if dots.is_empty() { candidate.to_owned() } else { format!("{dots}{}", candidate.rsplit('.').next().unwrap_or(candidate)) };
        let likeness = similarity(&import.module, &candidate);
        if (0.8..1.0).contains(&likeness) && !scored.iter().any(|(known, _)| *known == candidate) {
            scored.push((candidate, likeness));
        }
    }
    scored.sort_by(|left, right| right.1.total_cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    let replace = |(meant, likeness): (String, f64)| {
        Proposal::replace(RULE.name, format!("Change `{}` to `{meant}`", import.module), context, range, meant.clone(), likeness * 0.9)
    };
    scored.into_iter().take(2).map(replace).collect()
}
