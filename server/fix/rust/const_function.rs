//! Makes a function `const` that a constant calls.

use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::{Diagnostic, FileEdits};
use crate::syntax::parse::{ancestor, children};

pub const RULE: Rule = Rule {
    name: "rust/const-function",
    summary: "Makes a function `const` that a constant calls",
    not_offered: "It keeps silent where the function belongs to a trait, is `async`, or stands in another crate.",
    examples: &[
        Example::mends(
            "rustc[E0015]: cannot call non-const function `limit` in constants",
            "
            pub fn limit() -> u8 { 3 }
            const LIMIT: u8 = «limit()»;
            ",
            "
            pub const fn limit() -> u8 { 3 }
            const LIMIT: u8 = limit();
            ",
        )
        .with_labels(&[("pub fn limit() -> u8", "function `limit` is not const")]),
        Example::keeps_silent("rustc[E0015]: cannot call non-const function `limit` in constants", "const LIMIT: u8 = «limit()»;"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0015"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let definition = context.diagnostic.related.iter().find(|related| related.message.ends_with("is not const"))?;
    let file = &context.project.files.get(&definition.path)?.source;
    let function = ancestor(file.node_at(definition.range)?, &["function_item"])?;
    let owner = ancestor(function, &["impl_item", "trait_item"]);
    let of_trait = owner.is_some_and(|owner| owner.kind() == "trait_item" || owner.child_by_field_name("trait").is_some());
    let parts = children(function);
    let modifiers = parts.iter().find(|part| part.kind() == "function_modifiers");
    let is_async = modifiers.is_some_and(|modifiers| file.slice(crate::syntax::parse::span(*modifiers)).contains("async"));
    if of_trait || is_async {
        return None;
    }
    let first = parts.iter().find(|part| part.kind() != "visibility_modifier")?;
    let name = file.slice(crate::syntax::parse::span(function.child_by_field_name("name")?));
    let mut proposal = Proposal::new(RULE.name, format!("Make `{name}` a `const fn`"), context, EditSet::default(), 0.88);
    proposal.edits = vec![FileEdits { path: definition.path.clone(), edits: EditSet::one(TextEdit::insert(first.start_byte(), "const ")) }];
    Some(proposal)
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn methods_of_a_trait_stay() {
        let program = "impl T for S { fn limit() -> u8 { 3 } }\nconst L: u8 = «S::limit()»;";
        let related = [("fn limit()", "function `limit` is not const")];
        assert_eq!(repaired(&RULE, program, "E0015", "cannot call non-const associated function `S::limit` in constants", &related), None);
        let after = repaired(&RULE, &program.replace("T for ", ""), "E0015", "cannot call non-const associated function", &related).unwrap();
        assert!(after.contains("impl S { const fn limit()"), "{after}");
    }
}
