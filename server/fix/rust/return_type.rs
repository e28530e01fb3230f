//! Writes the result type that a body needs.
//!
//! ```text
//! fn names(&self) { self.list.iter().map(name).collect() }
//! ```
//! becomes, for items of `String`,
//! ```text
//! fn names(&self) -> Vec<String> { self.list.iter().map(name).collect() }
//! ```

use super::support::{function_of, headline, quoted};
use crate::base::{EditSet, TextEdit};
use crate::fix::{FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::span;

pub const RULE: Rule = Rule { name: "rust/return-type", summary: "Writes the result type that a body needs", applies, propose };

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0277"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    collected(context).or_else(|| unsized_result(context)).into_iter().collect()
}

/// A function without a result type whose body collects.
fn collected(context: &FixContext<'_>) -> Option<Proposal> {
    let message = headline(context.diagnostic);
    message.starts_with("a value of type `()` cannot be built from an iterator").then_some(())?;
    let item = *quoted(message).last()?;
    let function = function_of(context.node()?)?;
    function.child_by_field_name("return_type").is_none().then_some(())?;
    let at = function.child_by_field_name("parameters")?.end_byte();
    let edit = TextEdit::insert(at, format!(" -> Vec<{item}>"));
    Some(Proposal::new(RULE.name, format!("Return `Vec<{item}>`"), context, EditSet::one(edit), 0.88))
}

/// A result that is a bare `str` or slice.
fn unsized_result(context: &FixContext<'_>) -> Option<Proposal> {
    let message = headline(context.diagnostic);
    message.starts_with("the size for values of type").then_some(())?;
    let function = function_of(context.node()?)?;
    let result = function.child_by_field_name("return_type").filter(|result| span(*result) == context.diagnostic.range)?;
    let edit = TextEdit::insert(result.start_byte(), "&");
    Some(Proposal::new(RULE.name, "Return a reference", context, EditSet::one(edit), 0.88))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn result_types_are_written() {
        let message = "a value of type `()` cannot be built from an iterator over elements of type `String`";
        assert_eq!(repaired(&RULE, "fn f(a: u8) { v.«collect»() }", "E0277", message, &[]).as_deref(), Some("fn f(a: u8) -> Vec<String> { v.collect() }"));
        let message = "the size for values of type `str` cannot be known at compilation time";
        assert_eq!(repaired(&RULE, "fn f(&self) -> «str» { x }", "E0277", message, &[]).as_deref(), Some("fn f(&self) -> &str { x }"));
    }

    #[test]
    fn a_parameter_is_left_to_the_compiler() {
        let message = "the size for values of type `str` cannot be known at compilation time";
        assert_eq!(repaired(&RULE, "fn f(a: «str») { }", "E0277", message, &[]), None);
    }
}
