//! Reaches the value inside: the only field of a tuple struct that is dereferenced, the byte between a number and a character.
//!
//! ```text
//! struct Meters(u32);
//! fn f(m: Meters) -> u32 { *m }
//! ```
//! becomes
//! ```text
//! struct Meters(u32);
//! fn f(m: Meters) -> u32 { m.0 }
//! ```

use super::support::{headline, quoted, with_suffix, words};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, span};
use crate::syntax::{DefinitionKind, Language};

pub const RULE: Rule = Rule {
    name: "rust/through-wrapper",
    summary: "Reaches the value inside of a wrapper or cast",
    not_offered: "It keeps silent where the type has named fields or several, or the compiler knows a better conversion.",
    examples: &[
        Example::mends(
            "rustc[E0614]: type `Meters` cannot be dereferenced",
            "
            struct Meters(u32);
            fn f(m: Meters) -> u32 { «*m» }
            ",
            "
            struct Meters(u32);
            fn f(m: Meters) -> u32 { m.0 }
            ",
        ),
        Example::mends(
            "rustc[E0604]: only `u8` can be cast as `char`, not `f32`",
            "fn f(x: f32) -> char { «x as char» }",
            "fn f(x: f32) -> char { x as u8 as char }",
        ),
        Example::keeps_silent("rustc[E0614]: type `u32` cannot be dereferenced", "fn f(m: u32) -> u32 { «*m» }"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0604" | "E0614")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    if context.diagnostic.code() == "E0604" {
        let cast = ancestor(context.node()?, &["type_cast_expression"])?;
        let value = cast.child_by_field_name("value")?;
        let edit = TextEdit::insert(value.end_byte(), " as u8");
        return Some(Proposal::new(RULE.name, "Cast through `u8`", context, EditSet::one(edit), 0.6));
    }
    let kind = *quoted(headline(context.diagnostic)).first()?;
    let bare = kind.split('<').next()?.rsplit("::").next()?;
    let mut definitions = context.project.files_of(Language::Rust).flat_map(|(_, file)| file.outline().definitions.iter());
    let found = definitions.find(|definition| definition.kind == DefinitionKind::Type && definition.name == bare)?;
    (found.parameters.as_ref().map(Vec::len) == Some(1)).then_some(())?;
    let dereference = ancestor(context.node()?, &["unary_expression"]).filter(|node| words(context, *node).starts_with('*'))?;
    let value = dereference.named_child(0)?;
    Some(Proposal::replace(RULE.name, "Take the field `.0`", context, span(dereference), with_suffix(context, value, ".0"), 0.6))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn type_arguments_do_not_matter() {
        let program = "struct MyBox<T>(T);\nfn f(y: MyBox<u8>) { g(«*y»); }";
        let after = repaired(&RULE, program, "E0614", "type `MyBox<{integer}>` cannot be dereferenced", &[]).unwrap();
        assert!(after.contains("g(y.0)"), "{after}");
    }
}
