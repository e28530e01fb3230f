//! Removes a part of an item that the compiler accepts nowhere, or not there.
//!
//! ```text
//! trait Count { const fn count(); }
//! ```
//! becomes
//! ```text
//! trait Count { fn count(); }
//! ```

use super::support::{headline, words};
use crate::base::Span;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, descendants, named_children, span};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/refused-part",
    summary: "Removes a part of an item that the compiler does not accept there",
    not_offered: "It keeps silent where what is refused is used: a type parameter that the item's body names, a field whose two values differ.",
    examples: &[
        Example::mends("rustc[E0131]: `main` function is not allowed to have generic parameters", "fn main«<T>»() {}", "fn main() {}"),
        Example::mends("rustc[E0379]: functions in traits cannot be declared const", "trait Count { «const» fn count(); }", "trait Count { fn count(); }"),
        Example::mends(
            "rustc[E0184]: the trait `Copy` cannot be implemented for this type; the type has a destructor",
            "#[derive(Clone, Copy)]\nstruct «Lamp»;",
            "#[derive(Clone)]\nstruct Lamp;",
        ),
        Example::mends(
            "rustc[E0062]: field `width` specified more than once",
            "fn f() -> Size { Size { width: 1, «width: 1» } }",
            "fn f() -> Size { Size { width: 1 } }",
        ),
        Example::mends("rustc[E0392]: type parameter `T` is never used", "struct Holder<«T»> { count: u8 }", "struct Holder { count: u8 }"),
        Example::mends("rustc[E0517]: attribute should be applied to an enum", "#[repr(«u8»)]\nstruct Door(u8);", "struct Door(u8);"),
        Example::mends("rustc[E0777]: expected path to a trait, found literal", "#[derive(«\"Clone\"»)]\nstruct Door;", "#[derive(Clone)]\nstruct Door;"),
        Example::keeps_silent("rustc[E0392]: type parameter `T` is never used", "struct Holder<«T»> { count: u8 }\nfn f(h: Holder<u8>) {}"),
        Example::keeps_silent("rustc[E0062]: field `width` specified more than once", "fn f() -> Size { Size { width: 1, «width: 2» } }"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    let refused = ["E0044", "E0062", "E0084", "E0131", "E0184", "E0379", "E0392", "E0517", "E0646", "E0777"];
    refused.contains(&diagnostic.code()) || headline(diagnostic).starts_with("expected path to a trait, found literal")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let place = context.node()?;
    let remove = |range: Span, what: &str, likelihood: f64| Some(Proposal::replace(RULE.name, format!("Remove {what}"), context, range, "", likelihood));
    match context.diagnostic.code() {
        "E0044" | "E0131" => {
            let function = ancestor(place, &["function_signature_item", "function_item"])?;
            let parameters = function.child_by_field_name("type_parameters")?;
            let named = named_children(parameters).into_iter().filter_map(|parameter| descendants(parameter).find(|node| node.kind() == "type_identifier"));
            let names: Vec<&str> = named.map(|name| words(context, name)).collect();
            let outside = |node: &Node<'_>| node.start_byte() >= parameters.end_byte() && node.kind() == "type_identifier";
            let is_used = descendants(function).filter(outside).any(|node| names.contains(&words(context, node)));
            if is_used { None } else { remove(span(parameters), "the generic parameters", 0.9) }
        }
        "E0062" => {
            let field = ancestor(place, &["field_initializer", "shorthand_field_initializer"])?;
            let own = words(context, field);
            let list = named_children(field.parent()?);
            let at = list.iter().position(|other| other.id() == field.id())?;
            let before = list.get(at.checked_sub(1)?)?;
            let is_same = list.iter().take(at).any(|other| words(context, *other) == own);
            if is_same { remove(Span::new(before.end_byte(), field.end_byte()), "the repeated field", 0.9) } else { None }
        }
        "E0646" => {
            let clause = descendants(ancestor(place, &["function_item"])?).find(|node| node.kind() == "where_clause")?;
            remove(with_blank_before(context, span(clause)), "the `where` clause", 0.9)
        }
        "E0379" => word(context, ancestor(place, &["function_signature_item", "function_item"])?, "const"),
        "E0184" => {
            let item = ancestor(place, &["struct_item", "enum_item", "union_item"])?;
            let attributes = std::iter::successors(item.prev_named_sibling(), Node::prev_named_sibling).take_while(|node| node.kind() == "attribute_item");
            let copy = attributes.flat_map(descendants).find(|node| node.kind() == "identifier" && words(context, *node) == "Copy")?;
            remove(listed(context, span(copy))?, "`Copy`", 0.85)
        }
        "E0392" => parameter(context, place),
        "E0777" => literal(context),
        "E0084" | "E0517" => {
            let attribute = ancestor(place, &["attribute_item"])?;
            let next = attribute.next_named_sibling()?;
            remove(Span::new(attribute.start_byte(), next.start_byte()), "the attribute", 0.8)
        }
        _ => literal(context),
    }
}

/// Without a word at the beginning of an item, and the blank behind it.
fn word(context: &FixContext<'_>, item: Node<'_>, word: &str) -> Option<Proposal> {
    let start = descendants(item).find(|node| words(context, *node) == word)?.start_byte();
    let rest = context.file.text().get(start + word.len()..)?;
    let blank = rest.len() - rest.trim_start().len();
    let range = Span::new(start, start + word.len() + blank);
    Some(Proposal::replace(RULE.name, format!("Remove `{word}`"), context, range, "", 0.92))
}

/// A type parameter of which the item makes nothing, where nobody gives the item any.
fn parameter(context: &FixContext<'_>, place: Node<'_>) -> Option<Proposal> {
    let item = ancestor(place, &["struct_item", "enum_item", "union_item", "type_item"])?;
    let name = words(context, item.child_by_field_name("name")?);
    let list = item.child_by_field_name("type_parameters")?;
    let given = |node: &Node<'_>| node.kind() == "generic_type" && node.child_by_field_name("type").is_some_and(|own| words(context, own) == name);
    (!descendants(context.file.tree()?.root_node()).any(|node| given(&node))).then_some(())?;
    let parameters = named_children(list);
    let own = parameters.iter().find(|parameter| span(**parameter).contains(context.diagnostic.range))?;
    let range = if parameters.len() == 1 { span(list) } else { listed(context, span(*own))? };
    Some(Proposal::replace(RULE.name, format!("Remove `{}`", words(context, *own)), context, range, "", 0.8))
}

/// A trait to derive that is written as a string.
fn literal(context: &FixContext<'_>) -> Option<Proposal> {
    let written = context.file.slice(context.diagnostic.range);
    let name = written.strip_prefix('"')?.strip_suffix('"').filter(|name| !name.is_empty() && !name.contains('"'))?;
    Some(Proposal::replace(RULE.name, format!("Write `{name}` without quotes"), context, context.diagnostic.range, name, 0.95))
}

/// An element of a list together with the comma that separates it.
fn listed(context: &FixContext<'_>, element: Span) -> Option<Span> {
    let (before, after) = (context.file.text().get(..element.start)?, context.file.text().get(element.end..)?);
    let bare = before.trim_end();
    if let Some(kept) = bare.strip_suffix(',') {
        return Some(Span::new(kept.len(), element.end));
    }
    let rest = after.trim_start().strip_prefix(',').map(str::trim_start)?;
    Some(Span::new(element.start, context.file.text().len() - rest.len()))
}

fn with_blank_before(context: &FixContext<'_>, range: Span) -> Span {
    let start = context.file.text().get(..range.start).map_or(range.start, |before| before.trim_end().len());
    Span::new(start, range.end)
}
