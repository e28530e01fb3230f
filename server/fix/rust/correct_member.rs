//! Corrects the name of a method, field, variant or associated item.

use super::support::{headline, quoted, words};
use crate::base::{Span, names};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, named_children, span};
use crate::syntax::{DefinitionKind, Language};

pub const RULE: Rule = Rule {
    name: "rust/correct-member",
    summary: "Corrects the name of a member",
    not_offered: "It keeps silent where the type has nothing of a like name.",
    examples: &[
        Example::mends(
            "rustc[E0609]: no field `widht` on type `Shape`\nunknown field",
            "
            pub struct Shape {
                width: u8,
            }

            pub fn width(shape: Shape) -> u8 {
                shape.«widht»
            }
            ",
            "
            pub struct Shape {
                width: u8,
            }

            pub fn width(shape: Shape) -> u8 {
                shape.width
            }
            ",
        ),
        Example::mends(
            "rustc[E0599]: no variant or associated item named `Circel` found for enum `Shape` in the current scope\nvariant or associated item not found in `Shape`",
            "
            pub enum Shape {
                Circle,
            }

            pub fn shape() -> Shape {
                Shape::«Circel»
            }
            ",
            "
            pub enum Shape {
                Circle,
            }

            pub fn shape() -> Shape {
                Shape::Circle
            }
            ",
        ),
        Example::keeps_silent(
            "rustc[E0609]: no field `colour` on type `Shape`\nunknown field",
            "
            pub struct Shape {
                width: u8,
            }

            pub fn colour(shape: Shape) -> u8 {
                shape.«colour»
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0599" | "E0609" | "E0560" | "E0559" | "E0026" | "E0576" | "E0407" | "E0437" | "E0438" | "E0220")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(wrong) = wrong_name(context) else { return Vec::new() };
    let Some(at) = context.covered().rfind(wrong) else { return Vec::new() };
    let start = context.diagnostic.range.start + at;
    let range = Span::new(start, start + wrong.len());
    // A shorthand names field and variable at once; the variable keeps its name.
    let is_shorthand = context.diagnostic.code() == "E0026"
        && context.node().is_some_and(|node| matches!(node.kind(), "shorthand_field_identifier" | "field_pattern") && words(context, node) == wrong);
    let rest = if is_shorthand { format!(": {wrong}") } else { String::new() };
    let replace =
        |name: &str, likelihood: f64| Proposal::replace(RULE.name, format!("Change to `{name}`"), context, range, format!("{name}{rest}"), likelihood);
    // The compiler sometimes names what is alike without offering the change.
    let named = context.diagnostic.message.lines().find(|line| line.contains("with a similar name") || line.contains("similarly named"));
    if let Some(name) = named.and_then(|line| quoted(line).first().copied()) {
        return vec![replace(name, 0.87)];
    }
    let members = members(context);
    let taken = fields_beside(context);
    let least = if members.is_narrow { 0.5 } else { 0.8 };
    let close = names::closest(wrong, members.names.iter().map(String::as_str).filter(|name| !taken.contains(name)), least);
    close.into_iter().take(2).map(|(name, likeness)| replace(name, 0.3 + if members.is_narrow { 0.5 } else { 0.35 } * likeness)).collect()
}

/// The fields that the same value or pattern has already.
fn fields_beside<'c>(context: &'c FixContext<'_>) -> Vec<&'c str> {
    let is_field = matches!(context.diagnostic.code(), "E0560" | "E0026");
    let Some(body) = context.node().filter(|_| is_field).and_then(|node| ancestor(node, &["field_initializer_list", "struct_pattern"])) else {
        return Vec::new();
    };
    let first = |field: tree_sitter::Node<'_>| context.file.slice(span(field)).split(':').next().unwrap_or("").trim();
    named_children(body).into_iter().map(first).collect()
}

/// The name that is not there, as the message quotes it.
fn wrong_name<'c>(context: &'c FixContext<'_>) -> Option<&'c str> {
    let covered = context.covered();
    quoted(headline(context.diagnostic))
        .into_iter()
        .find(|name| !name.is_empty() && covered.contains(name) && name.chars().all(|c| c.is_alphanumeric() || c == '_'))
}

struct Members {
    names: Vec<String>,
    /// Whether they are those of the one type that is meant.
    is_narrow: bool,
}

/// The members of the type that the message names, or all members of the project where that one is not its own.
fn members(context: &FixContext<'_>) -> Members {
    let message = headline(context.diagnostic);
    let kind = quoted(message).into_iter().skip(1).last().unwrap_or("");
    let bare = kind.trim_start_matches(['&', ' ']).trim_start_matches("mut ").split('<').next().unwrap_or(kind);
    let last = bare.rsplit("::").next().unwrap_or(bare);
    let all = || context.project.files_of(Language::Rust).flat_map(|(_, file)| file.outline().definitions.iter());
    let is_member = |kind: DefinitionKind| {
        matches!(kind, DefinitionKind::Method | DefinitionKind::Field | DefinitionKind::Variant | DefinitionKind::Constant | DefinitionKind::Type)
    };
    let own: Vec<String> =
        all().filter(|definition| definition.container == last && is_member(definition.kind)).map(|definition| definition.name.clone()).collect();
    if !last.is_empty() && !own.is_empty() {
        return Members { names: own, is_narrow: true };
    }
    let names = all().filter(|definition| !definition.container.is_empty() && is_member(definition.kind)).map(|definition| definition.name.clone());
    Members { names: names.collect(), is_narrow: false }
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn members_are_corrected() {
        let message = "no function or associated item named `extend_from_sslice` found for struct `Vec<_, _>` in the current scope\n\
            help: there is a method `extend_from_slice` with a similar name, but with different arguments";
        let program = "fn f() { Vec::«extend_from_sslice»(a, b); }";
        assert_eq!(repaired(&RULE, program, "E0599", message, &[]).as_deref(), Some("fn f() { Vec::extend_from_slice(a, b); }"));
        let program = "struct P { width: u8 }\nfn f(p: P) { p.«widht»; }";
        let message = "no field `widht` on type `P`";
        assert_eq!(repaired(&RULE, program, "E0609", message, &[]).as_deref(), Some("struct P { width: u8 }\nfn f(p: P) { p.width; }"));
    }

    #[test]
    fn members_of_no_likeness_are_not_offered() {
        assert_eq!(repaired(&RULE, "struct P { width: u8 }\nfn f(p: P) { p.«colour»; }", "E0609", "no field `colour` on type `P`", &[]), None);
    }
}
