//! Lets an `impl Trait` capture the lifetime that its hidden type needs.
//!
//! ```text
//! fn foo<'x, 'y>(x: Cell<&'x u32>) -> impl Trait<'y> where 'x: 'y { x }
//! ```
//! becomes
//! ```text
//! fn foo<'x, 'y>(x: Cell<&'x u32>) -> impl Trait<'y> + 'x where 'x: 'y { x }
//! ```

use super::support::{labels, quoted};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub const RULE: Rule = Rule {
    name: "rust/capture-lifetime",
    summary: "Lets an `impl Trait` capture a lifetime",
    not_offered: "It keeps silent where the lifetime has no name.",
    examples: &[
        Example::mends(
            "rustc[E0700]: hidden type for `impl Fn() -> u8` captures lifetime that does not appear in bounds",
            "fn f<'x>(v: &'x u8) -> impl Fn() -> u8 { «move || *v» }",
            "fn f<'x>(v: &'x u8) -> impl Fn() -> u8 + 'x { move || *v }",
        )
        .with_labels(&[("impl Fn() -> u8", "opaque type defined here"), ("'x", "hidden type `{closure}` captures the lifetime `'x` as defined here")]),
        Example::keeps_silent(
            "rustc[E0700]: hidden type for `impl Fn() -> u8` captures lifetime that does not appear in bounds",
            "fn f(v: &u8) -> impl Fn() -> u8 { «move || *v» }",
        )
        .with_labels(&[("impl Fn() -> u8", "opaque type defined here"), ("&u8", "hidden type `{closure}` captures the anonymous lifetime defined here")]),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0700"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let labels = labels(context);
    let (kind, _) = labels.iter().find(|(_, label)| *label == "opaque type defined here")?;
    let (_, captured) = labels.iter().find(|(_, label)| label.contains(" captures the lifetime `"))?;
    let lifetime = quoted(captured).into_iter().rev().find(|word| word.starts_with('\''))?;
    let edit = TextEdit::insert(kind.end, format!(" + {lifetime}"));
    Some(Proposal::new(RULE.name, format!("Capture `{lifetime}`"), context, EditSet::one(edit), 0.8))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn the_lifetime_joins_the_bounds() {
        let related = [("impl T<'y>", "opaque type defined here"), ("'x", "hidden type `Cell<&'x u8>` captures the lifetime `'x` as defined here")];
        let after = repaired(&RULE, "fn f<'x, 'y>(v: Cell<&'x u8>) -> impl T<'y> { «v» }", "E0700", "hidden type", &related).unwrap();
        assert!(after.contains("-> impl T<'y> + 'x {"), "{after}");
    }
}
