//! Completes a composite literal: the fields' names, the type of an element, the fields that a struct does not have yet.

use super::list::{Values, drop_values};
use super::stub::type_specification;
use super::types::{Types, base_name};
use super::view::{View, head};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::go::ast::{Kind, NodeId};
use regex::Regex;
use std::sync::OnceLock;

const NAME: &str = "go/struct-literal";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Completes a composite literal",
    not_offered: "It keeps silent where the struct is defined outside of the file.",
    examples: &[
        Example::mends(
            "go: mixture of field:value and value elements in struct literal",
            "
            package main

            type point struct{ x, y int }

            func main() {
            	println(point{x: 1, «2»}.x)
            }
            ",
            "
            package main

            type point struct{ x, y int }

            func main() {
            	println(point{x: 1, y: 2}.x)
            }
            ",
        ),
        Example::mends(
            "go: too few values in struct literal of type point",
            "
            package main

            type point struct{ x, y int }

            func main() {
            	println(point{1«}».x)
            }
            ",
            "
            package main

            type point struct{ x, y int }

            func main() {
            	println(point{1, 0}.x)
            }
            ",
        ),
        Example::keeps_silent(
            "go: unknown field qzwvx in struct literal of type url.URL",
            r#"
            package main

            import "net/url"

            func main() {
            	println(url.URL{«qzwvx»: "a"}.Host)
            }
            "#,
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    let message = head(&diagnostic.message);
    message.contains(" in struct literal") || message.ends_with("values in struct literal") || message.contains("missing type in composite literal")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let message = head(&context.diagnostic.message);
    let at = context.diagnostic.range.start;
    let found = if message.contains("missing type in composite literal") {
        element_type(&view, at)
    } else {
        let Some(literal) = view.innermost(at, &[Kind::Composite]) else { return Vec::new() };
        let fields = fields_of(&view, literal);
        if message.starts_with("too few values") {
            zero_values(&view, literal, &fields)
        } else if message.starts_with("too many values") {
            surplus(&view, literal, fields.len())
        } else if message.starts_with("mixture of") {
            named(&view, literal, &fields)
        } else {
            new_field(&view, literal, message)
        }
    };
    found.into_iter().collect()
}

/// The struct type of a literal: written in it, or that of a type of the file.
fn struct_type(view: &View<'_>, literal: NodeId) -> Option<NodeId> {
    let own = view.tree.child(literal, 0);
    let declared = match view.kind(own) {
        Kind::StructType => own,
        _ => view.tree.child(type_specification(view, base_name(view.text_of(own)))?, 2),
    };
    (view.kind(declared) == Kind::StructType).then_some(declared)
}

/// The names and types of the fields in order.
fn fields_of(view: &View<'_>, literal: NodeId) -> Vec<(String, String)> {
    let Some(declared) = struct_type(view, literal) else { return Vec::new() };
    let mut fields = Vec::new();
    for field in view.tree.children(declared) {
        let (names, type_text) = (view.tree.child(*field, 0), view.text_of(view.tree.child(*field, 1)));
        match view.tree.elements(&names) {
            [] => fields.push((base_name(type_text).rsplit('.').next().unwrap_or("").to_owned(), type_text.to_owned())),
            names => fields.extend(names.iter().map(|name| (view.text_of(*name).to_owned(), type_text.to_owned()))),
        }
    }
    fields
}

fn zero_values(view: &View<'_>, literal: NodeId, fields: &[(String, String)]) -> Option<Proposal> {
    let types = Types::new(view);
    let values = view.tree.children(literal).get(1..)?;
    let last = values.last()?;
    let missing: Option<Vec<String>> = fields.get(values.len()..)?.iter().map(|(_, declared)| types.zero_value(declared)).collect();
    let missing = missing.filter(|missing| !missing.is_empty())?;
    let edit = TextEdit::insert(view.tree.span(*last).end, format!(", {}", missing.join(", ")));
    Some(Proposal::new(NAME, format!("Add `{}`", missing.join(", ")), view.context, edit.into(), 0.7))
}

fn surplus(view: &View<'_>, literal: NodeId, count: usize) -> Option<Proposal> {
    let elements = view.tree.children(literal).get(1..)?;
    let places: Vec<usize> = (count..elements.len()).collect();
    if count == 0 || places.is_empty() {
        return None;
    }
    let values = Values { elements, empty_at: view.tree.place(literal) + 1, lead: "" };
    Some(Proposal::new(NAME, "Remove the values too many", view.context, drop_values(view, &values, &places)?, 0.8))
}

/// The values without a name get those of the fields in their places.
fn named(view: &View<'_>, literal: NodeId, fields: &[(String, String)]) -> Option<Proposal> {
    let elements = view.tree.children(literal).get(1..)?;
    let taken: Vec<&str> = elements.iter().filter(|id| view.kind(**id) == Kind::KeyValue).map(|id| view.text_of(view.tree.child(*id, 0))).collect();
    let mut edits = Vec::new();
    for (at, element) in elements.iter().enumerate().filter(|(_, id)| view.kind(**id) != Kind::KeyValue) {
        let (name, _) = fields.get(at).filter(|(name, _)| !taken.contains(&name.as_str()))?;
        edits.push(TextEdit::insert(view.tree.span(*element).start, format!("{name}: ")));
    }
    Some(Proposal::new(NAME, "Name the fields", view.context, EditSet::new(edits).ok()?, 0.9))
}

/// The type that an element's own literal leaves out though its container is no list or map of it.
fn element_type(view: &View<'_>, at: usize) -> Option<Proposal> {
    let path = view.path(at);
    let literal = path.iter().rev().find(|id| view.kind(**id) == Kind::Composite).copied()?;
    let pair = path.iter().rev().skip_while(|id| **id != literal).nth(1).copied().filter(|id| view.kind(*id) == Kind::KeyValue)?;
    let outer = path.iter().rev().skip_while(|id| **id != pair).nth(1).copied().filter(|id| view.kind(*id) == Kind::Composite)?;
    let name = view.text_of(view.tree.child(pair, 0));
    let (_, declared) = fields_of(view, outer).into_iter().find(|(field, _)| field == name)?;
    let written = match declared.strip_prefix('*') {
        Some(pointee) => format!("&{pointee}"),
        None => declared.clone(),
    };
    let edit = TextEdit::insert(view.tree.span(literal).start, written);
    Some(Proposal::new(NAME, format!("Write the type `{declared}`"), view.context, edit.into(), 0.93))
}

/// A field that the struct does not have is added to it, with the type of the value.
fn new_field(view: &View<'_>, literal: NodeId, message: &str) -> Option<Proposal> {
    static UNKNOWN: OnceLock<Option<Regex>> = OnceLock::new();
    let name = UNKNOWN.get_or_init(|| Regex::new(r"^unknown field (\w+) in struct literal").ok()).as_ref()?.captures(message)?.get(1)?.as_str();
    let declared = struct_type(view, literal)?;
    let pairs = view.tree.children(literal).iter().filter(|id| view.kind(**id) == Kind::KeyValue);
    let value = pairs.filter(|id| view.text_of(view.tree.child(**id, 0)) == name).map(|id| view.tree.child(*id, 1)).next()?;
    let type_text = Types::new(view).of(value)?;
    let file = view.context.file;
    let edit = match view.tree.children(declared).last() {
        Some(last) => {
            let span = view.tree.span(*last);
            let line = file.line_of(span.start);
            let alone = file.line_of(view.tree.span(declared).start) != line;
            let separator = if alone { format!("{}{}", file.line_break(), file.indentation(line)) } else { "; ".to_owned() };
            TextEdit::insert(span.end, format!("{separator}{name} {type_text}"))
        }
        None => TextEdit::insert(view.tree.span(declared).end.checked_sub(1)?, format!(" {name} {type_text} ")),
    };
    Some(Proposal::new(NAME, format!("Add the field `{name}`"), view.context, edit.into(), 0.5))
}
