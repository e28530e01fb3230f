//! Copies a field of a packed struct before it is borrowed.
//!
//! ```text
//! println!("{}", header.length);
//! ```
//! becomes
//! ```text
//! println!("{}", { header.length });
//! ```

use super::support::node_of;
use crate::base::Span;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::span;

pub const RULE: Rule = Rule {
    name: "rust/packed-field",
    summary: "Copies a field of a packed struct before it is borrowed",
    not_offered: "It keeps silent about a mutable borrow, as a change of the copy would be lost.",
    examples: &[
        Example::mends(
            "rustc[E0793]: reference to field of packed struct is unaligned",
            "fn f(h: Header) { «println!(\"{}\", h.length)»; }",
            "fn f(h: Header) { println!(\"{}\", { h.length }); }",
        ),
        Example::mends(
            "rustc[E0793]: reference to field of packed struct is unaligned",
            "fn f(h: Header) { g(«&h.length»); }",
            "fn f(h: Header) { g(&{ h.length }); }",
        ),
        Example::keeps_silent("rustc[E0793]: reference to field of packed struct is unaligned", "fn f(mut h: Header) { g(«&mut h.length»); }"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0793"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let reported = context.file.slice(context.diagnostic.range);
    let range = match reported.strip_prefix('&') {
        None if is_field(reported) => context.diagnostic.range,
        None => in_macro(reported, context.diagnostic.range.start)?,
        Some(_) => {
            let reference = node_of(context, context.diagnostic.range).filter(|node| node.kind() == "reference_expression")?;
            let is_mutable = reference.child(1).is_some_and(|child| child.kind() == "mutable_specifier");
            span(reference.child_by_field_name("value").filter(|_| !is_mutable)?)
        }
    };
    let place = context.file.slice(range);
    let title = "Copy the field before it is borrowed";
    is_field(place).then(|| Proposal::replace(RULE.name, title, context, range, format!("{{ {place} }}"), 0.85))
}

fn is_field(place: &str) -> bool {
    let is_path = place.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '_' | '.' | '[' | ']'));
    is_path && place.starts_with(|first: char| first.is_alphabetic() || first == '_') && place.contains('.')
}

/// The only field among the arguments of a macro, at whose call the compiler reports it.
fn in_macro(call: &str, start: usize) -> Option<Span> {
    let open = call.find('(').filter(|open| call.get(..*open).is_some_and(|name| name.ends_with('!')))? + 1;
    let list = call.get(open..)?.strip_suffix(')')?;
    let mut found = Vec::new();
    let mut at = open;
    let mut quotes = 0;
    for part in list.split(',') {
        let argument = part.trim();
        let from = start + at + (part.len() - part.trim_start().len());
        if quotes % 2 == 0 && is_field(argument) {
            found.push(Span::new(from, from + argument.len()));
        }
        quotes += part.matches('"').count();
        at += part.len() + 1;
    }
    found.first().copied().filter(|_| found.len() == 1)
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn fields_of_fields_and_elements_are_copied() {
        let program = "fn f() { «println!(\"a.b, {} {}\", 1.5, a.c)»; }";
        let found = repaired(&RULE, program, "E0793", "reference to field of packed struct is unaligned", &[]);
        assert_eq!(found.as_deref(), Some("fn f() { println!(\"a.b, {} {}\", 1.5, { a.c }); }"));
        for (before, after) in [("g(&a.b.c)", "g(&{ a.b.c })"), ("g(&a[0].b)", "g(&{ a[0].b })")] {
            let program = format!("fn f() {{ {}; }}", before.replace('&', "«&").replace("c)", "c»)").replace("].b)", "].b»)"));
            let found = repaired(&RULE, &program, "E0793", "reference to field of packed struct is unaligned", &[]);
            assert!(found.as_ref().is_some_and(|text| text.contains(after)), "{found:?}");
        }
    }
}
