//! Makes a private item visible where it is needed.

use super::support::{headline, quoted};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::{Applicability, Diagnostic, FileEdits, Origin};
use crate::syntax::parse::{ancestor, named_children};
use crate::syntax::{Definition, DefinitionKind, Language, SourceFile};

pub const RULE: Rule = Rule {
    name: "rust/make-visible",
    summary: "Makes a private item visible",
    not_offered: "It keeps silent about items of other crates, and where several private items of the name could be meant.",
    examples: &[
        Example::mends(
            "rustc[E0603]: function `area` is private\nprivate function",
            "
            mod shapes {
                fn area() -> u8 {
                    1
                }
            }

            pub fn double() -> u8 {
                2 * shapes::«area»()
            }
            ",
            "
            mod shapes {
                pub fn area() -> u8 {
                    1
                }
            }

            pub fn double() -> u8 {
                2 * shapes::area()
            }
            ",
        ),
        Example::mends(
            "rustc[E0616]: field `width` of struct `Shape` is private\nprivate field",
            "
            mod shapes {
                pub struct Shape {
                    width: u8,
                }
            }

            pub fn width(shape: shapes::Shape) -> u8 {
                shape.«width»
            }
            ",
            "
            mod shapes {
                pub struct Shape {
                    pub(crate) width: u8,
                }
            }

            pub fn width(shape: shapes::Shape) -> u8 {
                shape.width
            }
            ",
        ),
        Example::keeps_silent(
            "rustc[E0616]: field `vec` of struct `String` is private\nprivate field",
            "
            pub fn length(text: String) -> usize {
                text.«vec»
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0603" | "E0616" | "E0624" | "E0446" | "E0364" | "E0365" | "E0451")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let message = headline(context.diagnostic);
    let names = quoted(message);
    let Some(name) = names.first().map(|name| name.split('<').next().unwrap_or(name)).map(|name| name.rsplit("::").next().unwrap_or(name)) else {
        return Vec::new();
    };
    let owner = names.get(1).map(|owner| owner.split('<').next().unwrap_or(owner)).map(|owner| owner.rsplit("::").next().unwrap_or(owner));
    let files = context.project.files_of(Language::Rust).map(|(_, file)| &file.source);
    let found: Vec<(&SourceFile, &Definition)> = files
        .flat_map(|file| file.outline().definitions.iter().map(move |definition| (file, definition)))
        .filter(|(_, definition)| definition.name == name && !definition.public && definition.kind != DefinitionKind::Variant)
        .filter(|(_, definition)| owner.is_none_or(|owner| definition.container == owner || !is_member(definition.kind)))
        .collect();
    // The compiler's label at the definition decides between items of one name.
    let labelled = |file: &SourceFile, definition: &Definition| {
        context.diagnostic.related.iter().any(|related| related.path == file.path() && definition.range.touches(related.range.start))
            || (file.path() == context.file.path() && definition.range.touches(context.diagnostic.range.start))
    };
    // A module's range covers what is in it, and may have the same name.
    let inner = found.iter().filter(|(file, definition)| labelled(file, definition)).min_by_key(|(_, definition)| definition.range.len());
    let chosen = inner.or(match found.as_slice() {
        [only] => Some(only),
        _ => None,
    });
    let (file, start, field) = match chosen {
        Some((file, definition)) => (*file, definition.range.start, (definition.kind == DefinitionKind::Field).then_some(*definition)),
        None => match in_function(context) {
            Some(start) => (context.file, start, None),
            None => return Vec::new(),
        },
    };
    let needs_public = matches!(context.diagnostic.code(), "E0446" | "E0364" | "E0365") || file.text().contains("pub use");
    // A field that becomes public is a promise to other crates, where a method is often meant for them.
    let is_shown = |other: &Definition| other.kind == DefinitionKind::Field && file.slice(other.range).starts_with("pub ");
    let keeps_fields_inside = field.is_some_and(|field| {
        !file.outline().members(&field.container).any(is_shown)
            || context.project.files_of(Language::Rust).any(|(_, other)| other.source.text().contains("pub(crate) "))
    });
    let visibility = if !needs_public && (keeps_fields_inside || uses_crate_visibility(file)) { "pub(crate) " } else { "pub " };
    let edits = EditSet::one(TextEdit::insert(start, visibility));
    vec![Proposal {
        title: format!("Make `{name}` {}", visibility.trim()),
        origin: Origin::Rule,
        rule: RULE.name.to_owned(),
        applicability: Applicability::Review,
        likelihood: 0.88,
        edits: vec![FileEdits { path: file.path().to_owned(), edits }],
        learned: None,
    }]
}

/// The item in a function's own module that the compiler's label stands at.
fn in_function(context: &FixContext<'_>) -> Option<usize> {
    let label = context.diagnostic.related.iter().find(|related| related.path == context.file.path() && related.message.ends_with("is defined here"))?;
    let kinds = ["const_item", "static_item", "function_item", "struct_item", "enum_item", "mod_item", "type_item"];
    let item = ancestor(context.file.node_at(label.range)?, &kinds)?;
    let is_private = named_children(item).iter().all(|child| child.kind() != "visibility_modifier");
    (is_private && ancestor(item, &["block"]).is_some()).then_some(item.start_byte())
}

fn is_member(kind: DefinitionKind) -> bool {
    matches!(kind, DefinitionKind::Method | DefinitionKind::Field)
}

/// Whether a file says `pub(crate)` more often than `pub`.
fn uses_crate_visibility(file: &SourceFile) -> bool {
    let inside = file.text().matches("pub(crate) ").count();
    inside > 0 && inside >= file.text().matches("pub ").count()
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn items_and_members_are_made_visible() {
        let table = [
            ("mod a { fn f() {} }\nfn g() { a::«f»(); }", "E0603", "function `f` is private", "mod a { pub fn f() {} }"),
            ("mod a { pub struct S { x: u8 } }\nfn g(s: a::S) { s.«x»; }", "E0616", "field `x` of struct `S` is private", "pub struct S { pub(crate) x: u8 }"),
            (
                "mod a { pub(crate) struct S; impl S { fn m(&self) {} } }\nfn g(s: a::S) { s.«m»(); }",
                "E0624",
                "method `m` is private",
                "impl S { pub(crate) fn m",
            ),
        ];
        let after = repaired(
            &RULE,
            "fn g() { mod a { const C: u8 = 1; } a::«C»; }",
            "E0603",
            "constant `C` is private",
            &[("const C: u8 = 1;", "the constant `C` is defined here")],
        );
        assert!(after.unwrap_or_default().contains("{ pub const C: u8"));
        for (program, code, message, part) in table {
            let after = repaired(&RULE, program, code, message, &[]).unwrap_or_default();
            assert!(after.contains(part), "{after}");
        }
    }

    #[test]
    fn an_item_of_another_crate_stays_private() {
        assert_eq!(repaired(&RULE, "fn g() { std::x::«f»(); }", "E0603", "function `f` is private", &[]), None);
    }
}
