//! Gives an `if` whose value is used an `else` with a plain value.
//!
//! ```text
//! let a = if x == 5 { 1 };
//! ```
//! becomes
//! ```text
//! let a = if x == 5 { 1 } else { 0 };
//! ```

use super::support::{expected_found, plain_value};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, span};

pub const RULE: Rule = Rule {
    name: "rust/else-branch",
    summary: "Gives an `if` whose value is used an `else`",
    not_offered: "It keeps silent where the type of the value has no plain value.",
    examples: &[
        Example::mends(
            "rustc[E0317]: `if` may be missing an `else` clause\nexpected integer, found `()`",
            "fn f(x: u8) { let a = «if x == 5 { 1 }»; }",
            "fn f(x: u8) { let a = if x == 5 { 1 } else { 0 }; }",
        ),
        Example::keeps_silent(
            "rustc[E0317]: `if` may be missing an `else` clause\nexpected `Point`, found `()`",
            "fn f(x: u8) { let a = «if x == 5 { Point::new() }»; }",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0317"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let (expected, _) = expected_found(&context.diagnostic.message)?;
    let value = match expected.as_str() {
        "integer" | "{integer}" => "0",
        "floating-point number" | "{float}" => "0.0",
        kind => plain_value(kind).filter(|value| *value != "()")?,
    };
    let branch = ancestor(context.node()?, &["if_expression"]).filter(|branch| span(*branch).intersects(context.diagnostic.range))?;
    branch.child_by_field_name("alternative").is_none().then_some(())?;
    let edit = TextEdit::insert(branch.child_by_field_name("consequence")?.end_byte(), format!(" else {{ {value} }}"));
    Some(Proposal::new(RULE.name, format!("Add `else {{ {value} }}`"), context, EditSet::one(edit), 0.6))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn texts_are_empty() {
        let message = "`if` may be missing an `else` clause\nexpected `&str`, found `()`";
        let after = repaired(&RULE, "fn f(b: bool) -> &'static str { «if b { \"x\" }» }", "E0317", message, &[]).unwrap();
        assert!(after.contains("if b { \"x\" } else { \"\" }"), "{after}");
    }
}
