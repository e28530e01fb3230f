//! Tells apart two things of one name: the second one gets a number, a type parameter the next letter.
//!
//! ```text
//! struct Foo { field1: i32, field1: i32 }
//! ```
//! becomes
//! ```text
//! struct Foo { field1: i32, field2: i32 }
//! ```

use super::support::{headline, labels, quoted, words};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, descendants, span};

pub const RULE: Rule = Rule {
    name: "rust/rename-duplicate",
    summary: "Tells apart two things of one name",
    not_offered: "It keeps silent where the name comes from an import.",
    examples: &[
        Example::mends(
            "rustc[E0124]: field `field1` is already declared",
            "struct Foo { field1: i32, «field1: u8» }",
            "struct Foo { field1: i32, field2: u8 }",
        ),
        Example::mends("rustc[E0428]: the name `Bar` is defined multiple times", "struct Bar;\n«struct Bar(u8);»", "struct Bar;\nstruct Bar2(u8);"),
        Example::mends(
            "rustc[E0403]: the name `T` is already used for a generic parameter in this item's generic parameters",
            "fn f<T, «T»>(s: T) {}",
            "fn f<T, U>(s: T) {}",
        ),
        Example::keeps_silent("rustc[E0428]: the name `Bar` is defined multiple times", "use a::Bar;\n«use b::Bar;»"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0124" | "E0403" | "E0428" | "E0592")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let name = *quoted(headline(context.diagnostic)).first()?;
    // Of methods the compiler reports the first one and labels the other.
    let other = labels(context).into_iter().find(|(_, label)| label.starts_with("other definition for"));
    let place = other.map_or(context.diagnostic.range, |(range, _)| range);
    let node = context.file.node_at(place)?;
    if ancestor(node, &["use_declaration"]).is_some() {
        return None;
    }
    let is_name = |kind: &str| matches!(kind, "identifier" | "type_identifier" | "field_identifier");
    let named = descendants(node).find(|inner| is_name(inner.kind()) && span(*inner).start >= place.start && words(context, *inner) == name)?;
    let new = fresh(context, name);
    let edit = TextEdit::replace(Span::new(named.start_byte(), named.end_byte()), new.clone());
    Some(Proposal::new(RULE.name, format!("Rename the second `{name}` to `{new}`"), context, EditSet::one(edit), 0.4))
}

/// A name of the same kind that the file does not have.
fn fresh(context: &FixContext<'_>, name: &str) -> String {
    let taken = |candidate: &str| context.file.text().split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == candidate);
    if context.diagnostic.code() == "E0403" && name.len() == 1 {
        let letters = "UVWXYZABCDEFGHIJKLMNOPQRS".chars().map(String::from);
        if let Some(letter) = letters.into_iter().find(|letter| !taken(letter)) {
            return letter;
        }
    }
    let stem = name.trim_end_matches(|character: char| character.is_ascii_digit());
    let first = name.get(stem.len()..).and_then(|number| number.parse::<u32>().ok()).map_or(2, |number| number.saturating_add(1));
    let separator = if stem.contains('_') && !stem.ends_with('_') && stem == name { "_" } else { "" };
    (first..).map(|number| format!("{stem}{separator}{number}")).find(|candidate| !taken(candidate)).unwrap_or_else(|| format!("{name}_"))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn methods_are_told_apart() {
        let program = "impl F { «fn bar()» {} }\nimpl F { fn bar() -> u8 { 1 } }";
        let after = repaired(&RULE, program, "E0592", "duplicate definitions with name `bar`", &[("fn bar() -> u8", "other definition for `bar`")]).unwrap();
        assert!(after.contains("impl F { fn bar() {} }\nimpl F { fn bar2() -> u8"), "{after}");
    }
}
