//! Takes an operand out of its `Option`.
//!
//! ```text
//! fn f(x: i8, y: Option<i8>) -> i8 { x + y }
//! ```
//! becomes
//! ```text
//! fn f(x: i8, y: Option<i8>) -> i8 { x + y.unwrap_or(0) }
//! ```

use super::support::{headline, plain_value, quoted, with_suffix};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, span};

pub const RULE: Rule = Rule {
    name: "rust/unwrap-operand",
    summary: "Takes an operand out of its `Option`",
    not_offered: "It keeps silent where what the option holds is not of the other operand's type.",
    examples: &[
        Example::mends(
            "rustc[E0277]: cannot add `Option<i8>` to `i8`",
            "fn f(x: i8, y: Option<i8>) -> i8 { x «+» y }",
            "fn f(x: i8, y: Option<i8>) -> i8 { x + y.unwrap_or(0) }",
        ),
        Example::mends(
            "rustc[E0369]: cannot multiply `Option<u8>` by `u8`",
            "fn f(x: u8, y: Option<u8>) -> u8 { y «*» x }",
            "fn f(x: u8, y: Option<u8>) -> u8 { y.unwrap_or(0) * x }",
        ),
        Example::keeps_silent("rustc[E0277]: cannot add `Option<String>` to `i8`", "fn f(x: i8, y: Option<String>) -> i8 { x «+» y }"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0277" | "E0369") && headline(diagnostic).starts_with("cannot ") && headline(diagnostic).contains("`Option<")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    both(context).unwrap_or_default()
}

fn both(context: &FixContext<'_>) -> Option<Vec<Proposal>> {
    let kinds = quoted(headline(context.diagnostic));
    let [first, second] = kinds.as_slice() else { return None };
    let inner = |kind: &str| kind.strip_prefix("Option<").and_then(|kind| kind.strip_suffix('>')).map(str::to_owned);
    let (held, other) = inner(first).map(|held| (held, *second)).or_else(|| inner(second).map(|held| (held, *first)))?;
    let is_number = matches!(other, "{integer}" | "{float}") && plain_value(&held).is_some_and(|value| value.starts_with('0'));
    (held == other || is_number).then_some(())?;
    let operation = ancestor(context.node()?, &["binary_expression"])?;
    // Of what is added and subtracted the compiler names the right operand first.
    let swapped = headline(context.diagnostic).starts_with("cannot add") || headline(context.diagnostic).starts_with("cannot subtract");
    let is_right = inner(first).is_some() == swapped;
    let operand = operation.child_by_field_name(if is_right { "right" } else { "left" })?;
    let take = |call: &str, likelihood: f64| {
        Proposal::replace(RULE.name, format!("Insert `{call}`"), context, span(operand), with_suffix(context, operand, call), likelihood)
    };
    let plain = plain_value(&held).map(|value| take(&format!(".unwrap_or({value})"), 0.6));
    Some(plain.into_iter().chain([take(".unwrap()", 0.5)]).collect())
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn the_option_is_found_on_both_sides() {
        let after = repaired(&RULE, "fn f(x: u8, y: Option<u8>) -> u8 { y «+» x }", "E0369", "cannot add `u8` to `Option<u8>`", &[]).unwrap();
        assert!(after.contains("y.unwrap_or(0) + x"), "{after}");
    }
}
