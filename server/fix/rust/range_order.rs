//! Puts the bounds of a range pattern in order.
//!
//! ```text
//! match n { 9..=1 => {} _ => {} }
//! ```
//! becomes
//! ```text
//! match n { 1..=9 => {} _ => {} }
//! ```

use super::support::words;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, span};

pub const RULE: Rule = Rule {
    name: "rust/range-order",
    summary: "Puts the bounds of a range pattern in order",
    not_offered: "It keeps silent where the bounds are no two plain values.",
    examples: &[
        Example::mends(
            "rustc[E0030]: lower range bound must be less than or equal to upper",
            "fn f(n: u8) { match n { «9..=1» => {} _ => {} } }",
            "fn f(n: u8) { match n { 1..=9 => {} _ => {} } }",
        ),
        Example::mends(
            "rustc[E0579]: lower bound for range pattern must be less than upper bound",
            "fn f(n: u8) { match n { «5..5» => {} _ => {} } }",
            "fn f(n: u8) { match n { 5..=5 => {} _ => {} } }",
        ),
        Example::keeps_silent("rustc[E0030]: lower range bound must be less than or equal to upper", "fn f(n: u8) { match n { «C» => {} _ => {} } }"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0030" | "E0579")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let range = ancestor(context.node()?, &["range_pattern"])?;
    let text = words(context, range);
    let sign = ["..=", "...", ".."].into_iter().find(|sign| text.contains(sign))?;
    let (low, high) = text.split_once(sign)?;
    let (low, high) = (low.trim(), high.trim());
    (!low.is_empty() && !high.is_empty()).then_some(())?;
    let (title, new) = match low == high {
        true => (format!("Include `{high}`"), format!("{low}..={high}")),
        false => ("Swap the bounds".to_owned(), format!("{high}{sign}{low}")),
    };
    Some(Proposal::replace(RULE.name, title, context, span(range), new, 0.75))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn bounds_are_swapped() {
        let after = repaired(&RULE, "fn f(n: u32) { match n { «1000..=5» => {} _ => {} } }", "E0030", "", &[]).unwrap();
        assert!(after.contains("5..=1000 =>"), "{after}");
    }
}
