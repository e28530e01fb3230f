//! Corrects the name of a method, field or exported name.

use super::standard_library::{package, packages};
use super::types::{Types, base_name};
use super::undefined_name::{argument_count, takes};
use super::view::{View, head};
use crate::base::{Span, names};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::Language;
use crate::syntax::go::ast::Kind;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::OnceLock;

const NAME: &str = "go/member";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Corrects the name of a method, field or exported name",
    not_offered: "It keeps silent where the type or package has nothing of a like name.",
    examples: &[
        Example::mends(
            "go: undefined: fmt.println (but have Println)",
            r#"
            package main

            import "fmt"

            func main() {
            	fmt.«println»("hello")
            }
            "#,
            r#"
            package main

            import "fmt"

            func main() {
            	fmt.Println("hello")
            }
            "#,
        ),
        Example::mends(
            "go: list{}.lenght undefined (type list has no field or method lenght)",
            "
            package main

            type list struct{ length int }

            func main() {
            	println(list{}.«lenght»)
            }
            ",
            "
            package main

            type list struct{ length int }

            func main() {
            	println(list{}.length)
            }
            ",
        ),
        Example::keeps_silent(
            "go: undefined: fmt.Qzwvx",
            r#"
            package main

            import "fmt"

            func main() {
            	fmt.«Qzwvx»("hello")
            }
            "#,
        ),
    ],
    applies: |diagnostic| Missing::of(diagnostic).is_some(),
    propose,
};

/// What a message says is missing, and where.
struct Missing<'m> {
    name: &'m str,
    /// The type or package that does not have it.
    owner: Owner<'m>,
    /// What the compiler says is there instead.
    hint: Option<&'m str>,
}

enum Owner<'m> {
    Type(&'m str),
    /// The name by which the file knows a package.
    Package(&'m str),
}

impl<'m> Missing<'m> {
    fn of(diagnostic: &'m Diagnostic) -> Option<Missing<'m>> {
        static PATTERNS: OnceLock<Option<[Regex; 4]>> = OnceLock::new();
        let compile = || {
            Some([
                Regex::new(r"(\w+) undefined \(type (.+?) has no field or method \w+(?:, but does have (?:field|method) (\w+))?").ok()?,
                Regex::new(r"^undefined: (\w+)\.(\w+)(?: \(but have (\w+)\))?").ok()?,
                Regex::new(r"^name (\w+) not exported by package (\w+)").ok()?,
                Regex::new(r"^unknown field (\w+) in struct literal of type ([\w.*]+)(?:, but does have (\w+))?").ok()?,
            ])
        };
        let [member, exported, private, field] = PATTERNS.get_or_init(compile).as_ref()?;
        let message = head(&diagnostic.message);
        let part = |captures: &regex::Captures<'m>, at: usize| captures.get(at).map(|part| part.as_str());
        if let Some(found) = member.captures(message).or_else(|| field.captures(message)) {
            return Some(Missing { name: part(&found, 1)?, owner: Owner::Type(part(&found, 2)?), hint: part(&found, 3) });
        }
        if let Some(found) = exported.captures(message) {
            return Some(Missing { name: part(&found, 2)?, owner: Owner::Package(part(&found, 1)?), hint: part(&found, 3) });
        }
        let found = private.captures(message)?;
        Some(Missing { name: part(&found, 1)?, owner: Owner::Package(part(&found, 2)?), hint: None })
    }
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(missing) = Missing::of(context.diagnostic) else { return Vec::new() };
    let Some(range) = place(context, missing.name) else { return Vec::new() };
    let view = View::new(context);
    let called = context.file.text().get(range.end..).is_some_and(|rest| rest.starts_with('('));
    let mut scored: Vec<(String, f64)> = Vec::new();
    if let Some(hint) = missing.hint {
        scored.push((hint.to_owned(), 0.97));
    }
    let known = known_names(&view, &missing.owner);
    let certain = !known.is_empty();
    let count = view
        .path(range.start)
        .into_iter()
        .rev()
        .find(|id| view.kind(*id) == Kind::Selector)
        .and_then(|selector| argument_count(&view, view.tree.span(selector)));
    let types = Types::new(&view);
    let cannot_take = |name: &str| {
        let mut parameters =
            types.definitions().filter(|known| known.name == name && !known.container.is_empty()).filter_map(|known| known.parameters.as_ref());
        let first = parameters.next();
        count.is_some_and(|count| first.is_some_and(|first| !takes(first, count)) && parameters.all(|other| !takes(other, count)))
    };
    for (name, is_function) in known {
        let mut likeness = names::similarity(missing.name, &name);
        if matches!(missing.owner, Owner::Type(_)) && likeness < 0.9 && cannot_take(&name) {
            likeness *= 0.6;
        }
        let fits = is_function.is_none_or(|is_function| is_function == called);
        scored.push((name, likeness * if fits { 0.98 } else { 0.85 }));
    }
    if !certain || matches!(missing.owner, Owner::Type(_)) {
        // Where the type's own members are not known, those that the project names elsewhere are.
        let weight = if certain { 0.6 } else { 0.95 };
        scored.extend(selected_names(&view, range).into_iter().map(|(name, count)| {
            let often = 1.0 - 0.1 / count as f64;
            let likeness = names::similarity(missing.name, &name) * if cannot_take(&name) { 0.6 } else { 1.0 };
            (name, likeness * weight * often)
        }));
    }
    scored.retain(|(name, score)| *score > 0.45 && name != missing.name);
    scored.sort_by(|left, right| right.1.total_cmp(&left.1));
    let mut seen: Vec<String> = Vec::new();
    let mut proposals = Vec::new();
    for (name, score) in scored {
        if seen.contains(&name) || seen.len() >= 3 {
            continue;
        }
        proposals.push(Proposal::replace(NAME, format!("Change `{}` to `{name}`", missing.name), context, range, name.as_str(), score.min(0.97)));
        seen.push(name);
    }
    proposals
}

/// Where the name stands: at the diagnostic or behind it on its line.
fn place(context: &FixContext<'_>, name: &str) -> Option<Span> {
    let text = context.file.text();
    let start = context.diagnostic.range.start;
    let line_end = context.file.line_span(context.file.line_of(start)).end;
    let rest = text.get(start..line_end)?;
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    rest.match_indices(name).map(|(offset, _)| Span::new(start + offset, start + offset + name.len())).find(|span| {
        let before = text.get(..span.start).and_then(|text| text.chars().next_back());
        let after = text.get(span.end..).and_then(|text| text.chars().next());
        // The qualifier may be spelt like the name: `time.time`.
        let qualifies = after == Some('.') && span.start == start;
        !before.is_some_and(is_word) && !after.is_some_and(is_word) && !qualifies
    })
}

/// The names that a type or package has, with whether they are functions where that is known.
fn known_names(view: &View<'_>, owner: &Owner<'_>) -> Vec<(String, Option<bool>)> {
    match owner {
        Owner::Type(type_text) => {
            let base = base_name(type_text.split(',').next().unwrap_or(type_text));
            if let Some((qualifier, name)) = base.rsplit_once('.') {
                // The compiler may give the whole path of the package.
                let path = view.imported(qualifier).or_else(|| package(qualifier).map(|package| package.path.to_owned()));
                let by_name = || packages().iter().find(|package| package.name() == qualifier).map(|package| package.path.to_owned());
                let Some(path) = path.or_else(by_name) else { return Vec::new() };
                let members = package(&path).and_then(|package| package.type_named(name)).map(|found| found.members.as_slice()).unwrap_or(&[]);
                return members.iter().map(|member| ((*member).to_owned(), None)).collect();
            }
            let types = Types::new(view);
            types.members(base).into_iter().map(|member| (member.name.clone(), Some(member.parameters.is_some()))).collect()
        }
        Owner::Package(name) => {
            let Some(path) = view.imported(name) else { return Vec::new() };
            if let Some(package) = package(&path) {
                return package.exported().map(|name| (name.to_owned(), None)).collect();
            }
            let files = view.context.project.files_of(Language::Go);
            let of_package = files.filter(|(file, known)| {
                let folder = file.parent().and_then(|folder| folder.file_name()).map(|folder| folder.to_string_lossy().into_owned());
                known.outline().package.as_deref() == Some(name) || folder.as_deref() == path.rsplit('/').next()
            });
            let exported =
                of_package.flat_map(|(_, known)| &known.outline().definitions).filter(|definition| definition.public && definition.container.is_empty());
            exported.map(|definition| (definition.name.clone(), Some(definition.parameters.is_some()))).collect()
        }
    }
}

/// The names that are selected anywhere else in the file, and how often.
fn selected_names(view: &View<'_>, but: Span) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for id in view.below(view.tree.root) {
        let name = view.tree.child(id, 1);
        if view.kind(id) == Kind::Selector && view.tree.span(name) != but {
            *found.entry(view.text_of(name).to_owned()).or_insert(0) += 1;
        }
    }
    found
}
