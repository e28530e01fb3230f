//! Corrects a misspelt or stale name to one that is in scope; a name that nothing resembles becomes the function's only unused variable.

use super::std_items;
use super::support::{function_of, headline, quoted};
use crate::base::{Span, names};
use crate::fix::renaming::import_with_uses;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::span;
use crate::syntax::{BindingKind, DefinitionKind, Language};

pub const RULE: Rule = Rule {
    name: "rust/correct-name",
    summary: "Corrects a name to one that is in scope",
    not_offered: "It keeps silent where no name that is in scope is like the unknown one and more than one variable of the function is unused.",
    examples: &[
        Example::mends(
            "rustc[E0425]: cannot find value `cuont` in this scope",
            "
            pub fn double(count: u8) -> u8 {
                2 * «cuont»
            }
            ",
            "
            pub fn double(count: u8) -> u8 {
                2 * count
            }
            ",
        ),
        Example::mends(
            "rustc[E0425]: cannot find value `settings` in this scope\nnot found in this scope",
            "
            pub fn load(config: u8) -> u8 {
                «settings»
            }
            ",
            "
            pub fn load(config: u8) -> u8 {
                config
            }
            ",
        ),
        Example::mends(
            "rustc[E0432]: unresolved import `crate::shelf::load`\nno `load` in `shelf`",
            "
            use crate::shelf::«load»;

            pub fn first() -> u8 {
                load(1)
            }
            ",
            "
            use crate::shelf::load_all;

            pub fn first() -> u8 {
                load_all(1)
            }
            ",
        )
        .beside(&[("src/shelf.rs", "pub fn load_all(count: u8) -> u8 {\n    count\n}\n")]),
        Example::keeps_silent(
            "rustc[E0425]: cannot find value `settings` in this scope\nnot found in this scope",
            "
            pub fn load(a: u8, b: u8) -> u8 {
                «settings»
            }
            ",
        ),
    ],
    applies,
    propose,
};

/// Names under this likeness are not offered.
const LEAST: f64 = 0.55;

const PRELUDE: &[&str] = &[
    "Some", "None", "Ok", "Err", "Option", "Result", "String", "Vec", "Box", "drop", "Self", "self", "Default", "Iterator", "Into", "From", "Clone", "usize",
    "isize", "u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "f32", "f64", "bool", "char", "str",
];

/// The traits that need no import.
const TRAITS: &[&str] = &[
    "Copy",
    "Send",
    "Sized",
    "Sync",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "Clone",
    "PartialEq",
    "PartialOrd",
    "Eq",
    "Ord",
    "AsRef",
    "AsMut",
    "Into",
    "From",
    "Default",
    "Iterator",
    "Extend",
    "IntoIterator",
    "DoubleEndedIterator",
    "ExactSizeIterator",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "FromIterator",
];

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.category(), "RES.NAME" | "RES.TYPE" | "IMPORT.MODULE" | "IMPORT.NAME")
        && diagnostic.subject().is_some()
        // There `self` is no slip of the fingers, but stands in the wrong place.
        && diagnostic.code() != "E0429"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(wrong) = context.diagnostic.subject() else { return Vec::new() };
    let range = context.diagnostic.range;
    // The error may cover a path; its last name is the wrong one.
    let covered = context.covered();
    let range = match covered.rfind(wrong) {
        Some(at) => Span::new(range.start + at, range.start + at + wrong.len()),
        None => return Vec::new(),
    };
    let mut proposals: Vec<Proposal> = Vec::new();
    let candidates = candidates(context, wrong);
    for (name, likeness) in names::closest(wrong, candidates.iter().map(String::as_str), LEAST).into_iter().take(3) {
        let same_case = name.starts_with(char::is_uppercase) == wrong.starts_with(char::is_uppercase) || likeness > 0.85;
        let likelihood = 0.5 + 0.42 * likeness - if same_case { 0.0 } else { 0.2 };
        let edits = import_with_uses(context, range, wrong, name);
        proposals.push(Proposal::new(RULE.name, format!("Change to `{name}`"), context, edits, likelihood));
    }
    if proposals.is_empty()
        && headline(context.diagnostic).starts_with("cannot find value")
        && let Some(name) = only_unused(context)
    {
        proposals.push(Proposal::replace(RULE.name, format!("Change to `{name}`"), context, range, name, 0.6));
    }
    proposals
}

/// The names that could stand at the error: those of the module that the message names, else those in scope.
fn candidates(context: &FixContext<'_>, wrong: &str) -> Vec<String> {
    let message = headline(context.diagnostic);
    if let Some(module) = message.split(" in module `").nth(1).or_else(|| message.split(" in `").nth(1)).and_then(|rest| rest.split('`').next()) {
        let last = module.rsplit("::").next().unwrap_or(module);
        let in_project = context.project.files_of(Language::Rust).filter(|(path, _)| {
            path.file_stem().is_some_and(|stem| stem == last) || (path.ends_with("mod.rs") && path.parent().is_some_and(|folder| folder.ends_with(last)))
        });
        let own = in_project.flat_map(|(_, file)| {
            file.outline().definitions.iter().filter(|definition| definition.container.is_empty()).map(|definition| definition.name.clone())
        });
        return own.chain(std_items::names_in(module.trim_start_matches("std::")).map(str::to_owned)).collect();
    }
    if message.starts_with("unresolved import") {
        // What the module of the path defines: any file of the crate may be meant.
        let path = quoted(message).first().copied().unwrap_or("");
        let own = context.project.files_of(Language::Rust).flat_map(|(_, file)| file.outline().definitions.iter());
        let named =
            own.filter(|definition| definition.public && !matches!(definition.kind, DefinitionKind::Method | DefinitionKind::Field | DefinitionKind::Variant));
        let module_path = path.rsplit_once("::").map_or("", |(module, _)| module).trim_start_matches("std::").trim_start_matches("core::");
        return named.map(|definition| definition.name.clone()).chain(std_items::names_in(module_path).map(str::to_owned)).collect();
    }
    let at = context.diagnostic.range.start;
    let mut found: Vec<String> = context.scopes.names_at(at).into_iter().map(str::to_owned).collect();
    found.extend(PRELUDE.iter().map(|name| (*name).to_owned()));
    if found.len() == PRELUDE.len() {
        // Without scopes, as the file has syntax errors elsewhere: its own definitions.
        found.extend(context.file.outline().definitions.iter().map(|definition| definition.name.clone()));
    }
    found.retain(|name| name != wrong);
    if message.starts_with("cannot find trait") {
        let own =
            |name: &str| context.project.files_of(Language::Rust).any(|(_, file)| file.outline().named(name).any(|known| known.kind == DefinitionKind::Trait));
        found.retain(|name| own(name));
        found.extend(TRAITS.iter().filter(|name| **name != wrong).map(|name| (*name).to_owned()));
    }
    found
}

/// The one variable of the function that is visible here and never read.
fn only_unused(context: &FixContext<'_>) -> Option<String> {
    let function = span(function_of(context.node()?)?);
    let local = |kind: BindingKind| matches!(kind, BindingKind::Variable | BindingKind::Parameter);
    let visible = context.scopes.visible_at(context.diagnostic.range.start);
    let mut unused =
        visible.iter().filter(|binding| local(binding.kind) && binding.reads == 0 && function.contains(binding.range) && !binding.name.starts_with('_'));
    let only = unused.next()?;
    unused.next().is_none().then(|| only.name.clone())
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn names_are_corrected() {
        let table = [
            ("fn f(count: u8) -> u8 { «cuont» }", "cannot find value `cuont` in this scope", "fn f(count: u8) -> u8 { count }"),
            ("fn f(config: u8) -> u8 { «settings» }", "cannot find value `settings` in this scope", "fn f(config: u8) -> u8 { config }"),
            (
                "use std::mem;\nfn f() { mem::«size_of_internal»::<u8>(); }",
                "cannot find function `size_of_internal` in module `mem`",
                "use std::mem;\nfn f() { mem::size_of::<u8>(); }",
            ),
        ];
        for (program, message, expected) in table {
            assert_eq!(repaired(&RULE, program, "E0425", message, &[]).as_deref(), Some(expected));
        }
    }

    #[test]
    fn nothing_is_guessed_where_two_variables_are_unused() {
        assert_eq!(repaired(&RULE, "fn f(a: u8, b: u8) -> u8 { «settings» }", "E0425", "cannot find value `settings` in this scope", &[]), None);
    }
}
