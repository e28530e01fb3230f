//! Small questions about tree-sitter trees of JavaScript, and edits of whole nodes.

use crate::base::{Span, TextEdit};
use crate::syntax::{SourceFile, parse};
use tree_sitter::Node;

/// The kinds of functions.
pub(super) const FUNCTIONS: &[&str] =
    &["function_declaration", "generator_function_declaration", "function_expression", "generator_function", "arrow_function", "method_definition"];

/// The kinds of declarations of variables.
pub(super) const DECLARATIONS: &[&str] = &["lexical_declaration", "variable_declaration"];

/// The smallest named node that covers a range; a range that a tool made too wide or too narrow still finds its node.
pub(super) fn node_at(file: &SourceFile, range: Span) -> Option<Node<'_>> {
    file.tree()?.root_node().named_descendant_for_byte_range(range.start, range.end)
}

/// The identifier that starts at an offset.
pub(super) fn identifier_at(file: &SourceFile, offset: usize) -> Option<Node<'_>> {
    let node = file.tree()?.root_node().named_descendant_for_byte_range(offset, offset + 1)?;
    node.kind().contains("identifier").then_some(node)
}

pub(super) fn text<'f>(file: &'f SourceFile, node: Node<'_>) -> &'f str {
    file.slice(parse::span(node))
}

/// Deletes a node that is a statement, with the lines that it has for itself, or else with the blanks after it.
pub(super) fn delete_statement(file: &SourceFile, range: Span) -> TextEdit {
    let (first, last) = (file.line_of(range.start), file.line_of(range.end));
    let before = Span::new(file.line_span(first).start, range.start);
    let after = Span::new(range.end, file.line_span(last).end);
    if file.slice(before).trim().is_empty() && file.slice(after).trim().is_empty() {
        return TextEdit::delete(file.full_lines(first, last));
    }
    let blanks = file.slice(after).len() - file.slice(after).trim_start().len();
    TextEdit::delete(Span::new(range.start, range.end + blanks))
}

/// Deletes an element of a comma-separated list with the comma that belongs to it.
pub(super) fn delete_element(file: &SourceFile, range: Span) -> TextEdit {
    let rest = file.text().get(range.end..).unwrap_or("");
    let gap = rest.len() - rest.trim_start().len();
    if rest.trim_start().starts_with(',') {
        let after = rest.get(gap + 1..).unwrap_or("");
        let blanks = after.len() - after.trim_start().len();
        return TextEdit::delete(Span::new(range.start, range.end + gap + 1 + blanks));
    }
    let head = file.text().get(..range.start).unwrap_or("");
    let trimmed = head.trim_end();
    match trimmed.strip_suffix(',') {
        Some(kept) => TextEdit::delete(Span::new(kept.len(), range.end)),
        None => TextEdit::delete(range),
    }
}

/// Whether evaluating an expression can do nothing but give a value.
pub(super) fn is_pure(file: &SourceFile, node: Node<'_>) -> bool {
    match node.kind() {
        "number"
        | "string"
        | "regex"
        | "true"
        | "false"
        | "null"
        | "undefined"
        | "this"
        | "identifier"
        | "function_expression"
        | "generator_function"
        | "arrow_function"
        | "property_identifier"
        | "shorthand_property_identifier"
        | "string_fragment"
        | "escape_sequence"
        | "comment"
        | "method_definition"
        | "super"
        | "meta_property"
        | "private_property_identifier" => true,
        "array"
        | "object"
        | "parenthesized_expression"
        | "template_string"
        | "template_substitution"
        | "binary_expression"
        | "ternary_expression"
        | "pair"
        | "member_expression"
        | "subscript_expression"
        | "optional_chain"
        | "computed_property_name" => parse::named_children(node).into_iter().all(|child| is_pure(file, child)),
        "unary_expression" => !text(file, node).starts_with("delete") && parse::named_children(node).into_iter().all(|child| is_pure(file, child)),
        "new_expression" => {
            let plain = ["Map", "Set", "WeakMap", "WeakSet", "Date", "Array", "Object", "Error", "TypeError", "URLSearchParams", "RegExp"];
            let constructor = node.child_by_field_name("constructor").map_or("", |constructor| text(file, constructor));
            plain.contains(&constructor)
                && node.child_by_field_name("arguments").is_none_or(|list| parse::named_children(list).into_iter().all(|child| is_pure(file, child)))
        }
        "call_expression" => {
            let pure_calls = [
                "require",
                "Symbol",
                "String",
                "Number",
                "Boolean",
                "Object.keys",
                "Object.values",
                "Object.entries",
                "Object.create",
                "Object.freeze",
                "Array.from",
                "Array.isArray",
                "Math.max",
                "Math.min",
                "Math.floor",
                "Math.round",
                "Date.now",
                "JSON.stringify",
                "parseInt",
                "parseFloat",
                "path.join",
                "path.resolve",
                "path.dirname",
            ];
            let function = node.child_by_field_name("function").map_or("", |function| text(file, function));
            pure_calls.contains(&function)
                && node.child_by_field_name("arguments").is_none_or(|list| parse::named_children(list).into_iter().all(|child| is_pure(file, child)))
        }
        _ => false,
    }
}

/// The nearest enclosing function, or `None` at the top level.
pub(super) fn enclosing_function(node: Node<'_>) -> Option<Node<'_>> {
    parse::ancestor(node.parent()?, FUNCTIONS)
}

/// The token of a node (a keyword or operator) that reads so.
pub(super) fn token<'t>(node: Node<'t>, kind: &str) -> Option<Node<'t>> {
    parse::children(node).into_iter().find(|child| child.kind() == kind)
}
