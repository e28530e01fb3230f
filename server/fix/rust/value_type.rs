//! The type of an expression where the text tells it.

use super::support::{function_of, typed_variables, words};
use crate::fix::FixContext;
use crate::syntax::parse::{descendants, named_children};
use crate::syntax::{DefinitionKind, Language};
use tree_sitter::Node;

/// How deep variables that are bound to variables are followed.
const DEPTH: usize = 5;

/// The type of an expression as it would be written in a signature; `None` where the text does not tell it.
pub(super) fn value_type(context: &FixContext<'_>, value: Node<'_>) -> Option<String> {
    at_depth(context, value, DEPTH)
}

fn at_depth(context: &FixContext<'_>, value: Node<'_>, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let text = words(context, value);
    let kind = match value.kind() {
        "integer_literal" => suffix(text).unwrap_or("i32"),
        "float_literal" => suffix(text).unwrap_or("f64"),
        "string_literal" | "raw_string_literal" if text.starts_with('b') => "&[u8]",
        "string_literal" | "raw_string_literal" => "&str",
        "boolean_literal" => "bool",
        "char_literal" if text.starts_with('b') => "u8",
        "char_literal" => "char",
        "unit_expression" => "()",
        "type_cast_expression" => return value.child_by_field_name("type").map(|kind| words(context, kind).to_owned()),
        "parenthesized_expression" => return at_depth(context, value.named_child(0)?, depth),
        "reference_expression" => {
            let is_mutable = text.trim_start_matches('&').trim_start().starts_with("mut ");
            let inner = at_depth(context, value.child_by_field_name("value")?, depth)?;
            return Some(format!("&{}{inner}", if is_mutable { "mut " } else { "" }));
        }
        "tuple_expression" => {
            let parts: Option<Vec<String>> = named_children(value).into_iter().map(|part| at_depth(context, part, depth)).collect();
            return Some(format!("({})", parts?.join(", ")));
        }
        "struct_expression" => return value.child_by_field_name("name").map(|kind| words(context, kind).to_owned()),
        "unary_expression" | "binary_expression" if compares(context, value) => "bool",
        "binary_expression" => return at_depth(context, value.child_by_field_name("left")?, depth),
        "unary_expression" if text.starts_with('-') => return at_depth(context, value.named_child(0)?, depth),
        "macro_invocation" if text.starts_with("format!") => "String",
        "macro_invocation" if text.starts_with("vec![") => return vector(context, text),
        "call_expression" => return called(context, value),
        "identifier" => return variable(context, value, depth),
        _ => return None,
    };
    Some(kind.to_owned())
}

/// The type that a number's own suffix gives.
pub(super) fn suffix(number: &str) -> Option<&'static str> {
    ["i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize", "f32", "f64"].into_iter().find(|kind| number.ends_with(kind))
}

fn compares(context: &FixContext<'_>, value: Node<'_>) -> bool {
    let sign = value.child_by_field_name("operator").or_else(|| value.child(0)).map_or("", |sign| words(context, sign));
    matches!(sign, "==" | "!=" | "<" | ">" | "<=" | ">=" | "&&" | "||") || (value.kind() == "unary_expression" && sign == "!")
}

/// A list of literals of one kind.
fn vector(context: &FixContext<'_>, text: &str) -> Option<String> {
    let first = text.strip_prefix("vec![")?.strip_suffix(']')?.split([',', ';']).next()?.trim();
    let kind = match first.chars().next()? {
        '"' => "&str",
        '\'' => "char",
        digit if digit.is_ascii_digit() => suffix(first).unwrap_or(if first.contains('.') { "f64" } else { "i32" }),
        _ if first == "true" || first == "false" => "bool",
        _ => {
            let variable = context.file.tree().and_then(|tree| descendants(tree.root_node()).find(|node| words(context, *node) == text))?;
            return typed_variables(context, variable).into_iter().rev().find(|known| known.name == first).map(|known| format!("Vec<{}>", known.kind));
        }
    };
    Some(format!("Vec<{kind}>"))
}

/// The result of a call of what the project defines, or of a usual conversion.
fn called(context: &FixContext<'_>, call: Node<'_>) -> Option<String> {
    let callee = call.child_by_field_name("function")?;
    let (owner, name) = match callee.kind() {
        "identifier" => ("", words(context, callee)),
        "scoped_identifier" => {
            (callee.child_by_field_name("path").map_or("", |path| words(context, path)), words(context, callee.child_by_field_name("name")?))
        }
        "field_expression" => {
            let method = words(context, callee.child_by_field_name("field")?);
            return match method {
                "to_string" | "to_owned" | "to_uppercase" | "to_lowercase" => Some("String".to_owned()),
                "len" | "count" => Some("usize".to_owned()),
                "is_empty" | "contains" | "starts_with" | "ends_with" | "is_some" | "is_none" | "is_ok" | "is_err" => Some("bool".to_owned()),
                _ => None,
            };
        }
        _ => return None,
    };
    let last = owner.rsplit("::").next().unwrap_or(owner);
    if matches!((last, name), ("String", "from" | "new")) {
        return Some("String".to_owned());
    }
    let definitions = || context.project.files_of(Language::Rust).flat_map(|(_, file)| file.outline().definitions.iter());
    let is_meant = |kind: DefinitionKind, container: &str| match last {
        "" => kind == DefinitionKind::Function,
        _ => container == last,
    };
    let found = definitions().find(|definition| definition.name == name && is_meant(definition.kind, &definition.container));
    if let Some(found) = found {
        return match found.kind {
            DefinitionKind::Variant => Some(last.to_owned()),
            DefinitionKind::Function | DefinitionKind::Method => Some(found.type_text.as_deref().unwrap_or("()").replace("Self", last)),
            _ => None,
        };
    }
    // A tuple struct's value.
    definitions().find(|definition| definition.name == name && definition.kind == DefinitionKind::Type && last.is_empty()).map(|_| name.to_owned())
}

/// The type of a variable, a constant or a unit struct.
fn variable(context: &FixContext<'_>, name: Node<'_>, depth: usize) -> Option<String> {
    let text = words(context, name);
    if let Some(known) = typed_variables(context, name).into_iter().rev().find(|variable| variable.name == text) {
        return Some(known.kind);
    }
    let binding = function_of(name).and_then(|function| {
        descendants(function)
            .filter(|node| node.kind() == "let_declaration" && node.end_byte() <= name.start_byte())
            .filter(|node| node.child_by_field_name("pattern").is_some_and(|pattern| words(context, pattern) == text))
            .last()
    });
    if let Some(binding) = binding {
        return at_depth(context, binding.child_by_field_name("value")?, depth);
    }
    let mut definitions = context.project.files_of(Language::Rust).flat_map(|(_, file)| file.outline().definitions.iter());
    let found = definitions.find(|definition| definition.name == text)?;
    match found.kind {
        DefinitionKind::Constant => found.type_text.clone(),
        DefinitionKind::Type => Some(text.to_owned()),
        _ => None,
    }
}
