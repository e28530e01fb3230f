//! Converts a value where it is made or used: an owned string where it grows, bytes where it is indexed, a getter where a number is needed.

use super::support::{function_of, headline, labels, node_of, quoted, with_suffix, words};
use crate::base::Span;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, descendants, span};
use crate::syntax::{DefinitionKind, Language};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/convert-value",
    summary: "Converts a value where it is made or used",
    not_offered: "It keeps silent about methods that no conversion brings.",
    examples: &[
        Example::mends(
            "rustc[E0599]: no method named `push_str` found for reference `&str` in the current scope\nmethod not found in `&str`",
            r#"
            pub fn line(prefix: &str) -> usize {
                let mut line = prefix;
                line.«push_str»("x");
                line.len()
            }
            "#,
            r#"
            pub fn line(prefix: &str) -> usize {
                let mut line = prefix.to_string();
                line.push_str("x");
                line.len()
            }
            "#,
        ),
        Example::mends(
            "rustc[E0277]: the type `str` cannot be indexed by `{integer}`\nstring indices are ranges of `usize`",
            "
            pub fn second(text: &str) -> u8 {
                text[«1»]
            }
            ",
            "
            pub fn second(text: &str) -> u8 {
                text.as_bytes()[1]
            }
            ",
        ),
        Example::keeps_silent(
            "rustc[E0599]: no method named `qzwvx` found for reference `&str` in the current scope\nmethod not found in `&str`",
            "
            pub fn line(prefix: &str) -> usize {
                prefix.«qzwvx»()
            }
            ",
        ),
    ],
    applies,
    propose,
};

const STRING_METHODS: &[&str] = &["push", "push_str", "insert", "insert_str", "clear", "truncate", "pop", "retain", "drain", "reserve", "extend", "capacity"];

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0599" | "E0277" | "E0369")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let found = match context.diagnostic.code() {
        "E0599" => grown(context),
        "E0277" => indexed(context),
        _ => operand(context),
    };
    found.into_iter().collect()
}

/// A method of `String` that is called on a `&str` variable.
fn grown(context: &FixContext<'_>) -> Option<Proposal> {
    let words = quoted(headline(context.diagnostic));
    (STRING_METHODS.contains(words.first()?) && *words.last()? == "&str").then_some(())?;
    let receiver = ancestor(context.node()?, &["field_expression"])?.child_by_field_name("value")?;
    convert(context, receiver, ".to_string()")
}

/// A string that is indexed by a number.
fn indexed(context: &FixContext<'_>) -> Option<Proposal> {
    headline(context.diagnostic).starts_with("the type `str` cannot be indexed by").then_some(())?;
    let index = ancestor(context.node()?, &["index_expression"])?;
    convert(context, index.named_child(0)?, ".as_bytes()")
}

/// Converts a variable at its binding, any other value where it stands.
fn convert(context: &FixContext<'_>, value: Node<'_>, call: &str) -> Option<Proposal> {
    let place = match value.kind() {
        "identifier" => initializer(context, value).unwrap_or(value),
        _ => value,
    };
    Some(Proposal::replace(RULE.name, format!("Insert `{call}`"), context, span(place), with_suffix(context, place, call), 0.85))
}

/// The value that a variable is bound to last before a place.
fn initializer<'t>(context: &'t FixContext<'_>, variable: Node<'t>) -> Option<Node<'t>> {
    let name = words(context, variable);
    let function = function_of(variable)?;
    let bindings = descendants(function).filter(|node| node.kind() == "let_declaration" && node.start_byte() < variable.start_byte());
    let own = bindings.filter(|binding| binding.child_by_field_name("pattern").is_some_and(|pattern| words(context, pattern) == name));
    own.last()?.child_by_field_name("value")
}

/// An operand of a type of one's own that has a getter of the other operand's type.
fn operand(context: &FixContext<'_>) -> Option<Proposal> {
    let sides: Vec<(Span, &str)> = labels(context).into_iter().filter(|(range, _)| *range != context.diagnostic.range).collect();
    // What follows are notes on the traits that could be implemented.
    let [(left, left_kind), (right, right_kind), ..] = sides.as_slice() else { return None };
    let getter = |kind: &str, wanted: &str| {
        let owner = kind.trim_start_matches('&').split('<').next().unwrap_or(kind);
        let definitions = context.project.files_of(Language::Rust).flat_map(|(_, file)| file.outline().definitions.iter());
        let mut getters = definitions.filter(|definition| {
            definition.kind == DefinitionKind::Method
                && definition.container == owner
                && definition.type_text.as_deref() == Some(wanted)
                && definition.parameters.as_deref() == Some(&[])
        });
        getters.next().map(|definition| definition.name.clone())
    };
    let (range, name) = match (getter(left_kind, right_kind), getter(right_kind, left_kind)) {
        (Some(name), _) => (*left, name),
        (None, Some(name)) => (*right, name),
        (None, None) => return None,
    };
    let node = node_of(context, range)?;
    Some(Proposal::replace(RULE.name, format!("Insert `.{name}()`"), context, range, with_suffix(context, node, &format!(".{name}()")), 0.8))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn values_are_converted() {
        let table = [
            (
                "fn f(p: &str) { let mut l = p; l.«push_str»(\"x\"); }",
                "E0599",
                "no method named `push_str` found for reference `&str` in the current scope",
                &[][..],
                "let mut l = p.to_string();",
            ),
            ("fn f(s: &str) { let b = s; b[«10»]; }", "E0277", "the type `str` cannot be indexed by `{integer}`", &[], "let b = s.as_bytes();"),
            (
                "struct L; impl L { fn get(&self) -> usize { 1 } }\nfn f() { self.len «<» b.cap }",
                "E0369",
                "binary operation `<` cannot be applied to type `L`",
                &[("self.len", "L"), ("b.cap", "usize")],
                "self.len.get() < b.cap",
            ),
        ];
        for (program, code, message, related, part) in table {
            let after = repaired(&RULE, program, code, message, related).unwrap_or_default();
            assert!(after.contains(part), "{after}");
        }
    }

    #[test]
    fn other_methods_are_left_alone() {
        assert_eq!(repaired(&RULE, "fn f(l: &str) { l.«go»(); }", "E0599", "no method named `go` found for reference `&str` in the current scope", &[]), None);
    }
}
