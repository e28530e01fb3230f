//! Corrects an attribute that its object does not have to a like one that it has.

use super::support::{module_of, subject};
use crate::base::names::{renamed, similarity};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::{Language, Outline};

pub(super) const RULE: Rule = Rule {
    name: "python/correct-member",
    summary: "Corrects an unknown attribute to a like one",
    not_offered: "It keeps silent where neither the class, nor the project's other classes, nor the built-in types have a like attribute.",
    examples: &[
        Example::mends(
            "pyright[reportAttributeAccessIssue]: Cannot access attribute \"appendd\" for class \"list[Unknown]\"\n  Attribute \"appendd\" is unknown",
            r#"
            names = []
            names.«appendd»("a")
            "#,
            r#"
            names = []
            names.append("a")
            "#,
        ),
        Example::mends(
            "pyright[reportAttributeAccessIssue]: Cannot access attribute \"aera\" for class \"Shape\"\n  Attribute \"aera\" is unknown",
            "
            class Shape:
                def area(self):
                    return 0

            print(Shape().«aera»())
            ",
            "
            class Shape:
                def area(self):
                    return 0

            print(Shape().area())
            ",
        ),
        Example::mends(
            "pyright[reportAttributeAccessIssue]: \"load\" is not a known attribute of module \"store\"",
            "
            import store

            print(store.«load»(3))
            ",
            "
            import store

            print(store.load_all(3))
            ",
        )
        .beside(&[("store.py", "def load_all(count):\n    return [count]\n")]),
        Example::keeps_silent(
            "pyright[reportAttributeAccessIssue]: Cannot access attribute \"qzwvx\" for class \"list[Unknown]\"\n  Attribute \"qzwvx\" is unknown",
            r#"
            names = []
            names.«qzwvx»("a")
            "#,
        ),
    ],
    applies,
    propose,
};

const OFFERED: usize = 3;

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.category() == "RES.MEMBER"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some((name, range)) = subject(context) else { return Vec::new() };
    let class = class_in(&context.diagnostic.message);
    let mut scored: Vec<(&str, f64)> = Vec::new();
    let mut add = |candidate, score: f64| {
        if score >= 0.7 && candidate != name && !scored.iter().any(|(known, _)| *known == candidate) {
            scored.push((candidate, score));
        }
    };
    let own = std::iter::once(context.file.outline());
    let others = context.project.files_of(Language::Python).filter(|(path, _)| *path != context.file.path()).map(|(_, file)| file.outline());
    let outlines: Vec<&Outline> = own.chain(others).collect();
    // All that a module of the project has is known, so a name may be less like.
    if let Some(module) = module_in(&context.diagnostic.message) {
        let of_module = context.project.files_of(Language::Python).filter(|(path, _)| module_of(context, path).as_deref() == Some(module));
        for definition in of_module.flat_map(|(_, file)| file.outline().definitions.iter()).filter(|definition| definition.container.is_empty()) {
            add(definition.name.as_str(), renamed(name, &definition.name));
        }
    }
    // Members of the class that the tool names come first, then those of the built-in types, then what any class has.
    for definition in outlines.iter().flat_map(|outline| outline.members(class)) {
        add(definition.name.as_str(), similarity(name, &definition.name) * 0.98);
    }
    for member in BUILTIN_MEMBERS.iter().filter(|(owner, _)| *owner == class).flat_map(|(_, members)| members.split(' ')) {
        add(member, similarity(name, member) * 0.97);
    }
    for definition in outlines.iter().flat_map(|outline| outline.definitions.iter()).filter(|definition| !definition.container.is_empty()) {
        add(definition.name.as_str(), similarity(name, &definition.name) * 0.85);
    }
    for member in BUILTIN_MEMBERS.iter().flat_map(|(_, members)| members.split(' ')) {
        add(member, similarity(name, member) * 0.84);
    }
    scored.sort_by(|left, right| right.1.total_cmp(&left.1).then_with(|| left.0.cmp(right.0)));
    let replace = |(meant, score): (&str, f64)| Proposal::replace(RULE.name, format!("Change `{name}` to `{meant}`"), context, range, meant, score);
    scored.into_iter().take(OFFERED).map(replace).collect()
}

/// The module that a type checker's message names.
fn module_in(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("of module \"").or_else(|| message.split_once("Module \"")).or_else(|| message.split_once("Module `"))?;
    rest.split(['"', '`']).next()
}

/// The class that a type checker's message names.
fn class_in(message: &str) -> &str {
    let after = |lead: &str| message.split_once(lead).and_then(|(_, rest)| rest.split(['"', '\'', '`', '[', '*']).find(|part| !part.is_empty()));
    after("for class \"")
        .or_else(|| after("Object of type `"))
        .or_else(|| message.split_once("\" has no attribute").and_then(|(before, _)| before.rsplit('"').next()))
        .or_else(|| message.split_once("' object has no attribute").and_then(|(before, _)| before.rsplit('\'').next()))
        .unwrap_or("")
}

#[rustfmt::skip]
const BUILTIN_MEMBERS: &[(&str, &str)] = &[
    ("str", "capitalize casefold center count encode endswith expandtabs find format format_map index isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill"),
    ("bytes", "decode hex fromhex count endswith find index join lower lstrip partition replace rsplit rstrip split splitlines startswith strip upper"),
    ("list", "append clear copy count extend index insert pop remove reverse sort"),
    ("dict", "clear copy fromkeys get items keys pop popitem setdefault update values"),
    ("set", "add clear copy difference difference_update discard intersection intersection_update isdisjoint issubset issuperset pop remove symmetric_difference union update"),
    ("tuple", "count index"),
    ("int", "as_integer_ratio bit_count bit_length conjugate denominator from_bytes imag numerator real to_bytes"),
    ("float", "as_integer_ratio fromhex hex is_integer conjugate imag real"),
];
