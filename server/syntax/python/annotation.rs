//! Annotations written as strings: the names that they use.

use super::span_of;
use crate::base::Span;
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, ExprStringLiteral};
use ruff_python_parser::parse_string_annotation;

/// The names that the type in a string uses, with their places in the text; empty where the string is no type or one that binds names of
/// its own.
pub(super) fn names(text: &str, literal: &ExprStringLiteral) -> Vec<(String, Span)> {
    let mut parts = literal.value.iter();
    let (Some(part), None) = (parts.next(), parts.next()) else { return Vec::new() };
    let Ok(parsed) = parse_string_annotation(text, part) else { return Vec::new() };
    let mut collector = Collector { text, names: Vec::new(), binds: false };
    collector.visit_expr(&parsed.syntax().body);
    if collector.binds { Vec::new() } else { collector.names }
}

/// The last part of a dotted name: `Literal` of `typing.Literal`.
pub(super) fn last_segment(expression: &Expr) -> &str {
    match expression {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => "",
    }
}

struct Collector<'t> {
    text: &'t str,
    names: Vec<(String, Span)>,
    binds: bool,
}

impl<'a> Visitor<'a> for Collector<'_> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) => self.names.push((name.id.to_string(), span_of(name))),
            Expr::Lambda(_) | Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) | Expr::Named(_) => self.binds = true,
            Expr::StringLiteral(inner) => self.names.extend(names(self.text, inner)),
            Expr::Subscript(subscript) if matches!(last_segment(&subscript.value), "Literal" | "Annotated") => self.visit_expr(&subscript.value),
            _ => visitor::walk_expr(self, expression),
        }
    }
}
