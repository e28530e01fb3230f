//! Casts between numbers, characters and pointers where rustc offers nothing.

use super::support::{expected_found, headline, is_simple, node_of, quoted, words};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, span};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/cast-number",
    summary: "Casts a number, character or pointer to the type that is needed",
    not_offered: "It keeps silent where `as` cannot convert, as from text, and about literals and blocks.",
    examples: &[
        Example::mends(
            "rustc[E0277]: cannot add `bool` to `usize`\nno implementation for `usize + bool`",
            "
            pub fn size(count: usize, flag: bool) -> usize {
                count «+» flag
            }
            ",
            "
            pub fn size(count: usize, flag: bool) -> usize {
                count + flag as usize
            }
            ",
        ),
        Example::keeps_silent(
            "rustc[E0277]: cannot add `&str` to `usize`\nno implementation for `usize + &str`",
            "
            pub fn size(count: usize, text: &str) -> usize {
                count «+» text
            }
            ",
        ),
    ],
    applies,
    propose,
};

const NUMBERS: &[&str] = &["u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64"];

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0308" | "E0277" | "E0369" | "E0606")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    cast(context).into_iter().collect()
}

fn cast(context: &FixContext<'_>) -> Option<Proposal> {
    let (node, kind, likelihood) = match context.diagnostic.code() {
        "E0308" => {
            let (expected, found) = expected_found(&context.diagnostic.message)?;
            can_cast(&found, &expected).then_some(())?;
            (node_of(context, context.diagnostic.range)?, expected, 0.58)
        }
        _ => operands(context)?,
    };
    // A literal is written in its type instead, and a block cannot be cast.
    if matches!(node.kind(), "block" | "if_expression" | "match_expression" | "unsafe_block") {
        return None;
    }
    let text = words(context, node);
    let text = if is_simple(node) || node.kind() == "type_cast_expression" { format!("{text} as {kind}") } else { format!("({text}) as {kind}") };
    // `a as usize < b` would open type arguments.
    let next = context.file.text().get(node.end_byte()..).map(str::trim_start).unwrap_or("");
    let text = if next.starts_with('<') || next.starts_with('.') { format!("({text})") } else { text };
    Some(Proposal::replace(RULE.name, format!("Cast to `{kind}`"), context, span(node), text, likelihood))
}

/// The operand to cast of an operator whose operands differ: the right one where both are numbers, else the one that is no number.
fn operands<'t>(context: &'t FixContext<'_>) -> Option<(Node<'t>, String, f64)> {
    let message = headline(context.diagnostic);
    if !["cannot add", "cannot subtract", "cannot multiply", "cannot divide", "can't compare", "cannot calculate", "no implementation for"]
        .iter()
        .any(|start| message.starts_with(start))
    {
        return None;
    }
    let binary = ancestor(context.file.node_at(context.diagnostic.range)?, &["binary_expression", "compound_assignment_expr"])?;
    let (left, right) = (binary.child_by_field_name("left")?, binary.child_by_field_name("right")?);
    let kinds = quoted(message);
    // `cannot subtract A from B` is B - A; all others name the left one first.
    let (left_kind, right_kind) = match kinds.as_slice() {
        [first, second, ..] if message.starts_with("cannot subtract") => (*second, *first),
        [first, second, ..] if message.starts_with("cannot add") && !message.starts_with("cannot add-assign") => (*second, *first),
        [first, second, ..] if message.starts_with("cannot add-assign") => (*second, *first),
        [first, second, ..] => (*first, *second),
        [] | [_] => return None,
    };
    if can_cast(right_kind, left_kind) {
        return Some((right, left_kind.to_owned(), 0.82));
    }
    can_cast(left_kind, right_kind).then(|| (left, right_kind.to_owned(), 0.8)).filter(|_| binary.kind() == "binary_expression")
}

/// Whether `as` takes one type to the other.
fn can_cast(from: &str, to: &str) -> bool {
    let number = |kind: &str| NUMBERS.contains(&kind);
    let integer = |kind: &str| number(kind) && !kind.starts_with('f');
    match to {
        "char" => from == "u8",
        _ if from == to => false,
        _ if number(to) && number(from) => true,
        _ if integer(to) => matches!(from, "bool" | "char") || (to == "usize" && from.starts_with('*')),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn operands_and_values_are_cast() {
        let table = [
            ("fn f() { 1 «+» !a.b() }", "E0277", "cannot add `bool` to `usize`", "1 + (!a.b()) as usize"),
            ("fn f() { c «-» '0' as u64 }", "E0369", "cannot subtract `u64` from `char`", "c as u64 - '0' as u64"),
            ("fn f() { s «-» self.start }", "E0277", "cannot subtract `*const u8` from `usize`", "s - self.start as usize"),
            ("fn f() { g(«b[0]») }", "E0308", "mismatched types\nexpected `char`, found `u8`", "g(b[0] as char)"),
        ];
        for (program, code, message, part) in table {
            let after = repaired(&RULE, program, code, message, &[]).unwrap();
            assert!(after.contains(part), "{after}");
        }
    }

    #[test]
    fn what_as_cannot_do_is_not_offered() {
        assert_eq!(repaired(&RULE, "fn f() { g(«b») }", "E0308", "mismatched types\nexpected `u8`, found `String`", &[]), None);
    }
}
