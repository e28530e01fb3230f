//! Gives the missing fields of a struct their values: a variable of that name, the same field of `self`, a variable of that type, else a
//! plain value.

use super::support::{bare_type, headline, plain_value, quoted, typed_variables, words};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, named_children};
use crate::syntax::{BindingKind, Definition, DefinitionKind, Language};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/fill-field",
    summary: "Gives missing fields their values",
    not_offered: "It keeps silent where a field's type is not known, so that no value for it is either.",
    examples: &[
        Example::mends(
            "rustc[E0063]: missing field `y` in initializer of `Point`\nmissing `y`",
            "
            pub struct Point {
                x: u8,
                y: u8,
            }

            pub fn point(x: u8, y: u8) -> Point {
                «Point» { x }
            }
            ",
            "
            pub struct Point {
                x: u8,
                y: u8,
            }

            pub fn point(x: u8, y: u8) -> Point {
                Point { x, y }
            }
            ",
        ),
        Example::keeps_silent(
            "rustc[E0063]: missing field `y` in initializer of `Point`\nmissing `y`",
            "
            pub struct Point {
                x: u8,
                y: std::fs::File,
            }

            pub fn point(x: u8) -> Point {
                «Point» { x }
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0063"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    propose_all(context).into_iter().collect()
}

fn propose_all(context: &FixContext<'_>) -> Option<Proposal> {
    let message = headline(context.diagnostic);
    let mut named = quoted(message);
    let owner = named.pop()?;
    let owner = owner.split('<').next().unwrap_or(owner);
    let owner = owner.rsplit("::").next().unwrap_or(owner);
    let literal = ancestor(context.node()?, &["struct_expression"])?;
    let body = literal.child_by_field_name("body")?;
    let values: Vec<(String, f64)> = named.iter().map(|field| value_of(context, literal, owner, field)).collect::<Option<_>>()?;
    let likelihood = values.iter().map(|(_, likelihood)| *likelihood).fold(0.9, f64::min);
    let fields: Vec<&str> = values.iter().map(|(text, _)| text.as_str()).collect();
    let wanted: Vec<(&str, &str)> = named.iter().copied().zip(fields.iter().copied()).collect();
    let edits = in_order(context, owner, body, &wanted).unwrap_or_else(|| EditSet::one(at_end(context, body, &fields)));
    let title = format!(
        "Give {} {}",
        if fields.len() == 1 { "the field" } else { "the fields" },
        named.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    );
    Some(Proposal::new(RULE.name, title, context, edits, likelihood))
}

/// What stands between two fields of a literal.
fn between(context: &FixContext<'_>, body: Node<'_>, field: Node<'_>) -> String {
    let line = context.file.line_of(field.start_byte());
    let own_line = line > context.file.line_of(body.start_byte());
    if own_line { format!("{}{}", context.file.line_break(), context.file.indentation(line)) } else { " ".to_owned() }
}

/// The fields where the struct has them, in a literal that follows the struct's order; each with its value.
fn in_order(context: &FixContext<'_>, owner: &str, body: Node<'_>, wanted: &[(&str, &str)]) -> Option<EditSet> {
    let files = context.project.files_of(Language::Rust).map(|(_, file)| file.outline());
    let declared = files.map(|outline| {
        let fields = outline.definitions.iter().filter(|definition| definition.kind == DefinitionKind::Field && definition.container == owner);
        fields.map(|definition| definition.name.as_str()).collect::<Vec<_>>()
    });
    let order: Vec<&str> = declared.into_iter().find(|fields| wanted.iter().all(|(name, _)| fields.contains(name)))?;
    let place = |name: &str| order.iter().position(|known| *known == name);
    let given = named_children(body).into_iter().filter(|child| matches!(child.kind(), "field_initializer" | "shorthand_field_initializer"));
    let given: Vec<(usize, Node<'_>)> = given
        .map(|node| {
            let name = words(context, node.child_by_field_name("field").unwrap_or(node)).split(':').next().unwrap_or("").trim();
            Some((place(name)?, node))
        })
        .collect::<Option<_>>()?;
    let (_, last) = *given.last()?;
    given.iter().map(|(at, _)| *at).is_sorted().then_some(())?;
    let mut sorted: Vec<(usize, &str)> = wanted.iter().map(|(name, text)| Some((place(name)?, *text))).collect::<Option<_>>()?;
    sorted.sort_unstable();
    let mut texts: Vec<(usize, String)> = Vec::new();
    for (at, text) in sorted {
        let before = given.iter().rfind(|(known, _)| *known < at).map(|(_, node)| *node);
        let (offset, text) = match before {
            Some(node) => (node.end_byte(), format!(",{}{text}", between(context, body, node))),
            None => {
                let (_, first) = *given.first()?;
                (first.start_byte(), format!("{text},{}", between(context, body, first)))
            }
        };
        match texts.iter_mut().find(|(known, _)| *known == offset) {
            Some((_, known)) => known.push_str(&text),
            None => texts.push((offset, text)),
        }
    }
    let rest = context.file.text().get(last.end_byte()..body.end_byte())?.trim_start();
    let own_line = between(context, body, last) != " ";
    if let Some((_, text)) = texts.iter_mut().find(|(offset, _)| *offset == last.end_byte() && own_line && !rest.starts_with(',')) {
        text.push(',');
    }
    EditSet::new(texts.into_iter().map(|(offset, text)| TextEdit::insert(offset, text))).ok()
}

/// The fields behind all others, before what fills in the rest.
fn at_end(context: &FixContext<'_>, body: Node<'_>, fields: &[&str]) -> TextEdit {
    let inner = named_children(body);
    let base = inner.iter().find(|child| child.kind() == "base_field_initializer");
    let last = inner.iter().rev().find(|child| child.kind().ends_with("field_initializer") && child.kind() != "base_field_initializer");
    match (last, base) {
        (_, Some(base)) => TextEdit::insert(base.start_byte(), format!("{}, ", fields.join(", "))),
        (Some(last), None) => {
            let has_comma = context.file.text().get(last.end_byte()..body.end_byte()).is_some_and(|rest| rest.trim_start().starts_with(','));
            let between = between(context, body, *last);
            let list: String = fields.iter().map(|field| format!(",{between}{field}")).collect();
            // A comma that is there already now ends the list.
            TextEdit::insert(last.end_byte(), if has_comma || between == " " { list } else { format!("{list},") })
        }
        (None, None) if words(context, body).contains('\n') => {
            let line = context.file.line_of(body.start_byte());
            let indentation = format!("{}{}", context.file.indentation(line), context.file.indent_unit());
            let list: String = fields.iter().map(|field| format!("{}{indentation}{field},", context.file.line_break())).collect();
            TextEdit::insert(body.start_byte() + 1, list)
        }
        (None, None) => TextEdit::insert(body.start_byte() + 1, format!(" {} ", fields.join(", "))),
    }
}

/// Whether a type is a struct of the file without fields.
fn is_unit_struct(context: &FixContext<'_>, kind: &str) -> bool {
    let is_meant = |definition: &&Definition| definition.kind == DefinitionKind::Type && definition.container.is_empty() && definition.parameters.is_none();
    let found = context.file.outline().named(kind).find(is_meant);
    found.is_some_and(|definition| {
        let text = context.file.slice(definition.range);
        text.contains("struct ") && !text.contains(['{', '('])
    })
}

/// How a field is written, and how likely its value is meant.
fn value_of(context: &FixContext<'_>, literal: Node<'_>, owner: &str, field: &str) -> Option<(String, f64)> {
    if context.scopes.names_at(literal.start_byte()).contains(&field) && !context.file.outline().named(field).any(|definition| definition.container.is_empty())
    {
        return Some((field.to_owned(), 0.9));
    }
    let definitions = || context.project.files_of(Language::Rust).flat_map(|(_, file)| file.outline().definitions.iter());
    let kind = definitions()
        .find(|definition| definition.kind == DefinitionKind::Field && definition.container == owner && definition.name == field)
        .and_then(|definition| definition.type_text.clone());
    // The method of a type that has the same field copies it.
    let own_type = ancestor(literal, &["impl_item"])
        .and_then(|node| node.child_by_field_name("type"))
        .map(|kind| words(context, kind).split('<').next().unwrap_or("").to_owned());
    let has_self = ancestor(literal, &["function_item"]).is_some_and(|function| {
        function
            .child_by_field_name("parameters")
            .is_some_and(|parameters| named_children(parameters).iter().any(|parameter| parameter.kind() == "self_parameter"))
    });
    let has_field = own_type
        .is_some_and(|own| definitions().any(|definition| definition.container == own && definition.name == field && definition.kind == DefinitionKind::Field));
    if has_self && has_field {
        return Some((format!("{field}: self.{field}"), 0.85));
    }
    let kind = kind?;
    let same: Vec<String> =
        typed_variables(context, literal).into_iter().filter(|variable| bare_type(&variable.kind) == bare_type(&kind)).map(|variable| variable.name).collect();
    if let [only] = same.as_slice() {
        return Some((format!("{field}: {only}"), 0.75));
    }
    if is_unit_struct(context, &kind) {
        return Some((format!("{field}: {kind}"), 0.75));
    }
    if let Some(name) = unread(context, literal, &kind) {
        return Some((format!("{field}: {name}"), 0.8));
    }
    let value = plain_value(&kind).or_else(|| kind.chars().all(|c| c.is_alphanumeric() || c == '_').then_some("Default::default()"))?;
    Some((format!("{field}: {value}"), 0.5))
}

/// The only variable that nobody reads, as what was given here is often that; not one that is evidently of another type.
fn unread(context: &FixContext<'_>, literal: Node<'_>, kind: &str) -> Option<String> {
    let visible = context.scopes.visible_at(literal.start_byte());
    let mut unread = visible.iter().filter(|binding| binding.kind == BindingKind::Variable && binding.reads == 0 && !binding.name.starts_with('_'));
    let only = unread.next().filter(|_| unread.next().is_none())?;
    let typed = typed_variables(context, literal);
    if let Some(known) = typed.iter().rfind(|variable| variable.name == only.name) {
        return (bare_type(&known.kind) == bare_type(kind)).then(|| only.name.clone());
    }
    let line = context.file.line(context.file.line_of(only.range.start));
    let value = line.split_once(" = ").map_or("", |(_, value)| value.trim());
    let is_bool = value.starts_with('!') || [" == ", " != ", " && ", " || ", " < ", " > ", ".is_", "matches!"].iter().any(|sign| value.contains(sign));
    (is_bool == (kind == "bool")).then(|| only.name.clone())
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn fields_get_their_values() {
        let table = [
            ("struct P { x: u8, y: u8 }\nfn f(x: u8, y: u8) -> P { «P» { x } }", "missing field `y` in initializer of `P`", "{ P { x, y } }"),
            (
                "struct P { x: u8, y: u8 }\nfn f() -> P {\n    «P» {\n        x: 1,\n    }\n}",
                "missing field `y` in initializer of `P`",
                "{\n        x: 1,\n        y: 0,\n    }",
            ),
            ("struct P { x: u8, y: u8 }\nimpl P { fn f(&self) -> P { «P» { x: 1 } } }", "missing field `y` in initializer of `P`", "P { x: 1, y: self.y }"),
            (
                "struct P<'a> { s: &'a str, n: u8 }\nfn f(text: &str) -> P { «P» { n: 1 } }",
                "missing field `s` in initializer of `P<'_>`",
                "P { s: text, n: 1 }",
            ),
            (
                "struct P { w: u8, x: u8, y: u8, z: u8 }\nfn f(w: u8, z: u8, y: u8) -> P {\n    «P» {\n        x: 1,\n        z // last\n    }\n}",
                "missing fields `w` and `y` in initializer of `P`",
                "{\n        w,\n        x: 1,\n        y,\n        z // last\n    }",
            ),
        ];
        for (program, message, part) in table {
            let after = repaired(&RULE, program, "E0063", message, &[]).unwrap();
            assert!(after.contains(part), "{after}");
        }
    }
}
