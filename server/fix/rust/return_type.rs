//! Writes the result type that a body needs.

use super::support::{function_of, headline, quoted};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::span;

pub const RULE: Rule = Rule {
    name: "rust/return-type",
    summary: "Writes the result type that a body needs",
    not_offered: "It keeps silent where the function declares a result, and about types of parameters.",
    examples: &[
        Example::mends(
            "rustc[E0277]: a value of type `()` cannot be built from an iterator over elements of type `String`\nvalue of type `()` cannot be built from `std::iter::Iterator<Item=String>`",
            "
            pub fn names(list: &[&str]) {
                list.iter().map(|name| name.to_string()).«collect»()
            }
            ",
            "
            pub fn names(list: &[&str]) -> Vec<String> {
                list.iter().map(|name| name.to_string()).collect()
            }
            ",
        ),
        Example::mends(
            "rustc[E0277]: the size for values of type `str` cannot be known at compilation time\ndoesn't have a size known at compile-time",
            r#"
            pub fn name() -> «str» {
                "name"
            }
            "#,
            r#"
            pub fn name() -> &str {
                "name"
            }
            "#,
        ),
        Example::keeps_silent(
            "rustc[E0277]: the size for values of type `str` cannot be known at compilation time\ndoesn't have a size known at compile-time",
            "
            pub fn show(name: «str») {
                drop(name);
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0277" | "E0308")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    match context.diagnostic.code() {
        "E0308" => own_type(context).or_else(|| unit_tail(context)),
        _ => collected(context).or_else(|| unsized_result(context)),
    }
    .into_iter()
    .collect()
}

/// The compiler's result type as `Self`, where it is the type that the `impl` is for and the file calls it so.
fn own_type(context: &FixContext<'_>) -> Option<Proposal> {
    let edit = context.diagnostic.suggestions.iter().flat_map(|suggestion| &suggestion.edits).find_map(|(path, edits)| match edits.edits() {
        [edit] if path == context.file.path() && edit.text.trim_start().starts_with("-> ") && edit.range.is_empty() => Some(edit),
        _ => None,
    })?;
    let written = edit.text.trim().strip_prefix("-> ")?;
    let owner = crate::syntax::parse::ancestor(context.node()?, &["impl_item"])?.child_by_field_name("type")?;
    let is_own = super::support::same_type(super::support::words(context, owner), written);
    (is_own && context.file.text().contains("-> Self")).then_some(())?;
    let edit = TextEdit::insert(edit.range.start, edit.text.replace(written, "Self"));
    Some(Proposal::new(RULE.name, "Return `Self`", context, EditSet::one(edit), 0.93))
}

/// A tail `()` where a `Result` of it is declared.
fn unit_tail(context: &FixContext<'_>) -> Option<Proposal> {
    let (expected, found) = super::support::expected_found(&context.diagnostic.message)?;
    let wrapped = expected.starts_with("Result<(),") || expected.starts_with("std::result::Result<(),");
    (wrapped && found == "()" && context.covered() == "()").then_some(())?;
    Some(Proposal::replace(RULE.name, "Return `Ok(())`", context, context.diagnostic.range, "Ok(())", 0.93))
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
    fn unit_results_are_wrapped() {
        let message = "mismatched types\nexpected `Result<(), Error>`, found `()`";
        assert_eq!(repaired(&RULE, "fn f() -> fmt::Result { «()» }", "E0308", message, &[]).as_deref(), Some("fn f() -> fmt::Result { Ok(()) }"));
    }

    #[test]
    fn the_type_of_the_impl_is_called_self() {
        let after = super::super::support::testing::suggested(
            &RULE,
            "impl Point { fn a() -> Self { b() } fn new()«» { Point { x: 1 } } }",
            "E0308",
            "mismatched types\nexpected `()`, found `Point`",
            " -> Point",
        );
        assert_eq!(after.as_deref(), Some("impl Point { fn a() -> Self { b() } fn new() -> Self { Point { x: 1 } } }"));
    }

    #[test]
    fn a_parameter_is_left_to_the_compiler() {
        let message = "the size for values of type `str` cannot be known at compilation time";
        assert_eq!(repaired(&RULE, "fn f(a: «str») { }", "E0277", message, &[]), None);
    }
}
