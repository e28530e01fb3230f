//! Writes a missing bound where the other bounds stand.

use super::support::{headline, quoted, words};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, descendants, named_children};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/where-bound",
    summary: "Writes a missing bound where the other bounds stand",
    not_offered: "It keeps silent where the bound is not one of a type parameter of the item.",
    examples: &[
        Example::mends(
            "rustc[E0277]: the trait bound `T: FromStr` is not satisfied\nthe trait `FromStr` is not implemented for `T`",
            "
            pub fn get<T, U>(text: &str, other: U) -> Option<T>
            where
                U: Copy,
            {
                text.«parse»().ok()
            }
            ",
            "
            pub fn get<T, U>(text: &str, other: U) -> Option<T>
            where
                U: Copy,
                T: FromStr,
            {
                text.parse().ok()
            }
            ",
        )
        .suggesting(", U>", ": FromStr"),
        Example::keeps_silent(
            "rustc[E0277]: `Point` doesn't implement `std::fmt::Display`\n`Point` cannot be formatted with the default formatter",
            r#"
            pub struct Point;

            pub fn show(point: Point) -> String {
                «format!("{point}")»
            }
            "#,
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0277" | "E0220" | "E0599" | "E0369") || diagnostic.message.contains("consider adding the following bound")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    lifetime(context).or_else(|| suggested(context)).or_else(|| stated(context)).into_iter().collect()
}

/// A lifetime that has to outlive another one.
fn lifetime(context: &FixContext<'_>) -> Option<Proposal> {
    let (_, advice) = context.diagnostic.message.split_once("consider adding the following bound: `")?;
    let bound = advice.split('`').next()?;
    let (name, longer) = bound.split_once(": ")?;
    let parameter = parameter(context, name)?;
    let (at, text) = match words(context, parameter).contains(':') {
        true => (parameter.end_byte(), format!(" + {longer}")),
        false => (parameter.end_byte(), format!(": {longer}")),
    };
    Some(Proposal::new(RULE.name, format!("Add the bound `{bound}`"), context, EditSet::one(TextEdit::insert(at, text)), 0.9))
}

/// The compiler's own bound, in the `where` clause that the item has.
fn suggested(context: &FixContext<'_>) -> Option<Proposal> {
    let edit = context.diagnostic.suggestions.iter().find_map(|suggestion| match suggestion.edits.as_slice() {
        [(path, edits)] if path == context.file.path() => match edits.edits() {
            [edit] if edit.text.starts_with(": ") && edit.range.is_empty() => Some(edit),
            _ => None,
        },
        _ => None,
    })?;
    let name = context.file.node_at(edit.range)?;
    let item = ancestor(name, ITEMS)?;
    let before = context.file.text().get(..edit.range.start)?;
    let start = before.rfind(|character: char| !character.is_alphanumeric() && character != '_')? + 1;
    let bound = format!("{}{}", before.get(start..)?, edit.text);
    let (at, text) = in_where(context, item, &bound)?;
    Some(Proposal::new(RULE.name, format!("Add the bound `{bound}`"), context, EditSet::one(TextEdit::insert(at, text)), 0.92))
}

/// The bound that the message itself states, for a parameter without bounds. The compiler may suggest another trait that would imply it.
fn stated(context: &FixContext<'_>) -> Option<Proposal> {
    let bound = *quoted(headline(context.diagnostic).strip_prefix("the trait bound ")?).first()?;
    let (name, kind) = bound.split_once(": ")?;
    let parameter = parameter(context, name)?;
    (words(context, parameter) == name && (kind.contains('&') || context.diagnostic.suggestions.is_empty())).then_some(())?;
    let kind = match kind.contains('&') {
        true => {
            let lifetime = lifetimes(context, parameter)?;
            kind.replace('&', &format!("&{lifetime} "))
        }
        false => kind.to_owned(),
    };
    let edit = TextEdit::insert(parameter.end_byte(), format!(": {kind}"));
    Some(Proposal::new(RULE.name, format!("Add the bound `{name}: {kind}`"), context, EditSet::one(edit), 0.86))
}

const ITEMS: &[&str] = &["function_item", "function_signature_item", "impl_item", "struct_item", "enum_item", "trait_item"];

/// A generic parameter of the item around the error, or of one further out.
fn parameter<'t>(context: &'t FixContext<'_>, name: &str) -> Option<Node<'t>> {
    let mut item = ancestor(context.node()?, ITEMS);
    while let Some(current) = item {
        let list = current.child_by_field_name("type_parameters").map(named_children).unwrap_or_default();
        if let Some(found) = list.into_iter().find(|parameter| words(context, *parameter).split([':', ' ', '=']).next() == Some(name)) {
            return Some(found);
        }
        item = current.parent().and_then(|outer| ancestor(outer, ITEMS));
    }
    None
}

/// The lifetime of the outermost item around a parameter, which its own references most likely have.
fn lifetimes(context: &FixContext<'_>, parameter: Node<'_>) -> Option<String> {
    let mut item = ancestor(parameter, ITEMS);
    let mut found = None;
    while let Some(current) = item {
        let names = descendants(current.child_by_field_name("type_parameters").or(current.child_by_field_name("type")).unwrap_or(current));
        if let Some(lifetime) = names.take(40).find(|node| node.kind() == "lifetime").map(|node| words(context, node).to_owned()) {
            found = Some(lifetime);
        }
        item = current.parent().and_then(|outer| ancestor(outer, ITEMS));
    }
    found.filter(|name| name.len() > 2 || name.starts_with('\''))
}

/// Where a bound goes in an item's `where` clause, and with which comma; `None` where it has no such clause.
fn in_where(context: &FixContext<'_>, item: Node<'_>, bound: &str) -> Option<(usize, String)> {
    let body = item.child_by_field_name("body")?;
    let head = context.file.text().get(item.start_byte()..body.start_byte())?;
    let at = head.rfind("where").filter(|at| {
        let is_edge = |character: Option<char>| character.is_none_or(|character| character.is_whitespace());
        is_edge(head.get(..*at).and_then(|before| before.chars().last())) && is_edge(head.get(at + 5..).and_then(|after| after.chars().next()))
    })?;
    let rest = head.get(at + 5..)?;
    let used = rest.trim_end();
    let end = item.start_byte() + at + 5 + used.len();
    let indentation = context.file.indentation(context.file.line_of(item.start_byte() + at));
    let line_break = context.file.line_break();
    let is_alone = head.get(..at).is_some_and(|before| before.ends_with([' ', '\t', '\n']) && before.trim_end_matches([' ', '\t']).ends_with('\n'));
    if used.trim().is_empty() {
        return Some(match is_alone {
            true => (end, format!("{line_break}{indentation}    {bound},")),
            false => (end, format!(" {bound},")),
        });
    }
    let comma = if used.ends_with(',') { "" } else { "," };
    Some(match used.contains('\n') {
        true => (end, format!("{comma}{line_break}{indentation}    {bound},")),
        false => (end, format!("{comma} {bound}")),
    })
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::{repaired, suggested};
    use super::*;

    #[test]
    fn bounds_go_into_the_where_clause() {
        let table = [
            ("fn get<T«»>(text: &str) -> T\nwhere\n{\n}", "where\n    T: FromStr,\n{"),
            ("fn get<T«», U>(text: &str) -> T\nwhere\n    U: Copy,\n{\n}", "    U: Copy,\n    T: FromStr,\n{"),
        ];
        for (program, part) in table {
            let after = suggested(&RULE, program, "E0277", "the trait bound `T: FromStr` is not satisfied", ": FromStr").unwrap();
            assert!(after.contains(part), "{after}");
        }
    }

    #[test]
    fn lifetimes_are_bound() {
        let message = "lifetime may not live long enough\nhelp: consider adding the following bound: `'b: 'a`";
        let after = repaired(&RULE, "impl<'a> S<'a> { fn f<'b>(&'b self) { «g(self)» } }", "", message, &[]).unwrap();
        assert!(after.contains("fn f<'b: 'a>"), "{after}");
    }

    #[test]
    fn stated_bounds_are_written() {
        let message = "the trait bound `U: TryFrom<&[u8]>` is not satisfied";
        let after = repaired(&RULE, "impl<'a> S<'a> { fn f<U>(&self) { «g::<U>(self)» } }", "E0277", message, &[]).unwrap();
        assert!(after.contains("fn f<U: TryFrom<&'a [u8]>>"), "{after}");
    }

    #[test]
    fn a_type_is_no_parameter() {
        assert_eq!(repaired(&RULE, "fn f() { «g(x)» }", "E0277", "the trait bound `S: Copy` is not satisfied", &[]), None);
    }
}
