//! Corrects a name that a module of the project does not export.

use super::import_missing::join;
use super::tree;
use crate::base::names::renamed;
use crate::fix::renaming::import_with_uses;
use crate::fix::{Example, FixContext, ProjectFile, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::{Language, parse};
use std::path::Path;

pub(super) const RULE: Rule = Rule {
    name: "javascript/correct-import",
    summary: "Corrects a name that is imported and that its module does not export",
    not_offered: "It keeps silent about modules that are not the project's own, and where the module exports no like name.",
    examples: &[
        Example::mends(
            "tsc[TS2305]: Module '\"./store.js\"' has no exported member 'load'.",
            "
            import { «load» } from './store.js';

            export const first = load(1);
            ",
            "
            import { loadAll } from './store.js';

            export const first = loadAll(1);
            ",
        )
        .beside(&[("lib/store.js", "export function loadAll(count) {\n  return [count];\n}\n")]),
        Example::mends(
            "tsc[TS2339]: Property 'load' does not exist on type 'typeof import(\"/workspace/lib/store\")'.",
            "
            import * as store from './store.js';

            export const first = store.«load»(1);
            ",
            "
            import * as store from './store.js';

            export const first = store.loadAll(1);
            ",
        )
        .beside(&[("lib/store.js", "export function loadAll(count) {\n  return [count];\n}\n")]),
        Example::keeps_silent(
            "tsc[TS2305]: Module '\"./store.js\"' has no exported member 'qzwvx'.",
            "
            import { «qzwvx» } from './store.js';

            export const first = qzwvx(1);
            ",
        )
        .beside(&[("lib/store.js", "export function loadAll(count) {\n  return [count];\n}\n")]),
    ],
    applies,
    propose,
};

const OFFERED: usize = 2;

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.category() == "IMPORT.NAME" || (diagnostic.category() == "RES.MEMBER" && diagnostic.message.contains("typeof import("))
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let Some(node) = tree::identifier_at(file, context.diagnostic.range.start) else { return Vec::new() };
    let (name, range) = (tree::text(file, node), parse::span(node));
    let import = file.outline().imports.iter().find(|import| import.range.contains(range));
    let path = match import {
        Some(import) if import.module.starts_with('.') => file.path().parent().map(|folder| join(folder, &import.module)),
        Some(_) => None,
        None => context.diagnostic.message.split_once("typeof import(\"").and_then(|(_, rest)| rest.split('"').next()).map(Into::into),
    };
    let Some(module) = path.and_then(|path| module_at(context, &path)) else { return Vec::new() };
    let taken = |name: &str| import.is_some_and(|import| import.names.iter().any(|known| known.exported == name));
    let exported = module.outline().definitions.iter().filter(|known| known.public && known.container.is_empty());
    let mut like: Vec<(&str, f64)> = exported.map(|known| (known.name.as_str(), renamed(name, &known.name))).collect();
    like.retain(|(meant, likeness)| *likeness > 0.0 && *meant != name && !taken(meant));
    like.sort_by(|left, right| right.1.total_cmp(&left.1).then_with(|| left.0.cmp(right.0)));
    like.dedup_by(|right, left| right.0 == left.0);
    let proposal = |(meant, likeness): (&str, f64)| {
        let edits = import_with_uses(context, range, name, meant);
        Proposal::new(RULE.name, format!("Change `{name}` to `{meant}`"), context, edits, likeness * 0.95)
    };
    like.into_iter().take(OFFERED).map(proposal).collect()
}

/// The project's file that a path means, with or without its extension.
fn module_at<'p>(context: &FixContext<'p>, path: &Path) -> Option<&'p ProjectFile> {
    let is_meant = |file: &Path| file == path || file.with_extension("") == *path || file.with_extension("") == path.join("index");
    context.project.files_of(Language::JavaScript).find(|(file, _)| is_meant(file)).map(|(_, file)| file)
}
