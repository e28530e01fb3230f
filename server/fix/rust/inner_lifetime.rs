//! Drops a lifetime parameter that hides one of the item around, which is the one that is meant.
//!
//! ```text
//! impl<'a> Foo<'a> { fn get<'a>(x: &'a str) {} }
//! ```
//! becomes
//! ```text
//! impl<'a> Foo<'a> { fn get(x: &'a str) {} }
//! ```

use super::support::words;
use crate::base::Span;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, named_children, span};

pub const RULE: Rule = Rule {
    name: "rust/inner-lifetime",
    summary: "Drops a lifetime parameter that hides an outer one",
    not_offered: "It keeps silent where the error stands in no list of parameters.",
    examples: &[
        Example::mends(
            "rustc[E0496]: lifetime name `'a` shadows a lifetime name that is already in scope",
            "impl<'a> Foo<'a> { fn get<«'a», T>(x: &'a T) {} }",
            "impl<'a> Foo<'a> { fn get<T>(x: &'a T) {} }",
        ),
        Example::keeps_silent("rustc[E0496]: lifetime name `'a` shadows a lifetime name that is already in scope", "impl<'a> Foo<«'a»> {}"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0496"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let list = ancestor(context.node()?, &["type_parameters"])?;
    let parameters = named_children(list);
    let at = parameters.iter().position(|parameter| span(*parameter).contains(context.diagnostic.range))?;
    let own = parameters.get(at)?;
    let range = match (parameters.get(at + 1), at.checked_sub(1).and_then(|before| parameters.get(before))) {
        (Some(next), _) => Span::new(own.start_byte(), next.start_byte()),
        (None, Some(before)) => Span::new(before.end_byte(), own.end_byte()),
        (None, None) => span(list),
    };
    Some(Proposal::replace(RULE.name, format!("Use the outer `{}`", words(context, *own)), context, range, "", 0.75))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn an_empty_list_goes() {
        let after = repaired(&RULE, "impl<'a> F<'a> { fn g<«'a»>(x: &'a u8) {} }", "E0496", "", &[]).unwrap();
        assert!(after.contains("fn g(x: &'a u8)"), "{after}");
    }
}
