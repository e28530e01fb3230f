//! Changes the type that a signature declares, where the body and the callers agree on another one.

use super::support::{bare_type, expected_found, words};
use crate::base::Span;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, named_children, span};

pub const RULE: Rule = Rule {
    name: "rust/signature-type",
    summary: "Changes a declared type on which body and callers do not agree",
    not_offered: "It keeps silent where a single caller wants another type: then that one is wrong itself.",
    examples: &[
        Example::mends(
            "rustc[E0308]: mismatched types\nexpected `u8`, found `bool`",
            "
            fn is_empty(count: usize) -> u8 {
                «count == 0»
            }

            pub fn show(count: usize) -> bool {
                is_empty(count)
            }
            ",
            "
            fn is_empty(count: usize) -> bool {
                count == 0
            }

            pub fn show(count: usize) -> bool {
                is_empty(count)
            }
            ",
        )
        .with_labels(&[("u8", "expected `u8` because of return type")])
        .among(&[("is_empty(count)", "mismatched types\nexpected `bool`, found `u8`")]),
        Example::keeps_silent(
            "rustc[E0308]: mismatched types\nexpected `u8`, found `u32`",
            "
            fn show(count: u8) -> u8 {
                count
            }

            pub fn run(count: u32) {
                show(«count»);
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0308"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    result(context).or_else(|| parameter(context)).into_iter().collect()
}

/// The place of the result type that a diagnostic blames.
fn result_place(context: &FixContext<'_>, diagnostic: &Diagnostic) -> Option<Span> {
    let label = diagnostic.related.iter().find(|related| related.path == context.file.path() && related.message.ends_with("because of return type"))?;
    Some(label.range)
}

/// The types that a mismatch is about, where both are ones that can be written.
fn mismatch(diagnostic: &Diagnostic) -> Option<(String, String)> {
    let (expected, found) = expected_found(&diagnostic.message).filter(|_| diagnostic.code() == "E0308")?;
    let is_written = |kind: &str| !kind.is_empty() && !kind.contains(['{', '_', ' ']) && kind != "()" && !kind.contains("dyn") && !kind.contains("impl");
    (is_written(&expected) && is_written(&found)).then_some((expected, found))
}

/// A result type: the body gives another type, and the callers want that one.
fn result(context: &FixContext<'_>) -> Option<Proposal> {
    let own = mismatch(context.diagnostic)?;
    let blamed = context.diagnostics.iter().find_map(|other| {
        let place = result_place(context, other)?;
        let (declared, given) = mismatch(other)?;
        let is_own = other.id == context.diagnostic.id;
        let is_mirrored = |(expected, found): &(String, String)| *expected == given && *found == declared;
        let agrees = match is_own {
            true => context.diagnostics.iter().filter_map(mismatch).any(|pair| is_mirrored(&pair)),
            false => is_mirrored(&own) || own == (declared.clone(), given.clone()) && result_place(context, context.diagnostic) == Some(place),
        };
        agrees.then_some((place, declared, given))
    });
    let (place, declared, given) = blamed?;
    (bare_type(context.file.slice(place)) == bare_type(&declared)).then_some(())?;
    Some(Proposal::replace(RULE.name, format!("Change the result type to `{given}`"), context, place, given, 0.93))
}

/// A parameter's type: several callers give another one.
fn parameter(context: &FixContext<'_>) -> Option<Proposal> {
    let own = mismatch(context.diagnostic)?;
    let definition = |diagnostic: &Diagnostic| {
        let note = diagnostic.related.iter().find(|related| related.path == context.file.path() && related.message.ends_with(" defined here"))?;
        Some(note.range)
    };
    let place = definition(context.diagnostic)?;
    let callers = context.diagnostics.iter().filter(|other| definition(other) == Some(place) && mismatch(other).as_ref() == Some(&own)).count();
    (callers >= 2).then_some(())?;
    let function = ancestor(context.file.node_at(place)?, &["function_item"])?;
    let list = named_children(function.child_by_field_name("parameters")?);
    let mut fitting =
        list.into_iter().filter_map(|parameter| parameter.child_by_field_name("type")).filter(|kind| bare_type(words(context, *kind)) == bare_type(&own.0));
    let kind = fitting.next()?;
    fitting.next().is_none().then_some(())?;
    Some(Proposal::replace(RULE.name, format!("Change the parameter's type to `{}`", own.1), context, span(kind), own.1.clone(), 0.92))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired_among;
    use super::*;

    #[test]
    fn body_and_callers_outvote_a_declaration() {
        let body = ("«»", "expected `u8`, found `bool`", &[("u8", "expected `u8` because of return type")][..]);
        let program = "fn is() -> u8 { «a == 0» }\nfn f() -> bool { is() }";
        let caller = ("is() }", "expected `bool`, found `u8`", &[][..]);
        let after = repaired_among(&RULE, program, &[body, caller]).unwrap();
        assert!(after.contains("fn is() -> bool {"), "{after}");
    }

    #[test]
    fn callers_outvote_a_parameter() {
        let program = "fn item(name: &str, value: u8) {}\nfn f(a: u32, b: u32) { item(\"a\", «a»); item(\"b\", b); }";
        let note = &[("item", "function defined here")][..];
        let after = repaired_among(&RULE, program, &[("«»", "expected `u8`, found `u32`", note), ("b);", "expected `u8`, found `u32`", note)]).unwrap();
        assert!(after.contains("value: u32)"), "{after}");
    }

    #[test]
    fn one_caller_alone_is_wrong_itself() {
        let program = "fn item(value: u8) {}\nfn f(a: u32) { item(«a»); }";
        let note = &[("item", "function defined here")][..];
        assert_eq!(repaired_among(&RULE, program, &[("«»", "expected `u8`, found `u32`", note)]), None);
    }
}
