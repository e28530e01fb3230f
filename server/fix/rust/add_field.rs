//! Declares the field that a struct's value is given and that the struct does not have.
//!
//! ```text
//! struct Foo { bar: i32 }
//! fn f() { Foo { bar: 3, baz: false }; }
//! ```
//! becomes
//! ```text
//! struct Foo { bar: i32, baz: bool }
//! fn f() { Foo { bar: 3, baz: false }; }
//! ```

use super::support::{headline, quoted};
use super::value_type::value_type;
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::ancestor;

pub const RULE: Rule = Rule {
    name: "rust/add-field",
    summary: "Declares a field that a struct's value is given",
    not_offered: "It keeps silent where the struct stands in another file or has no named fields, or the type of the value cannot be told.",
    examples: &[
        Example::mends(
            "rustc[E0560]: struct `Foo` has no field named `baz`",
            "
            struct Foo {
                bar: i32,
            }
            fn f() { Foo { bar: 3, «baz»: false }; }
            ",
            "
            struct Foo {
                bar: i32,
                baz: bool,
            }
            fn f() { Foo { bar: 3, baz: false }; }
            ",
        ),
        Example::keeps_silent("rustc[E0560]: struct `Foo` has no field named `baz`", "struct Foo { bar: i32 }\nfn f() { Foo { bar: 3, «baz»: g() }; }"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0560"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let named = quoted(headline(context.diagnostic));
    let [owner, field] = named.as_slice() else { return None };
    let owner = owner.split('<').next()?.rsplit("::").next()?;
    let initializer = ancestor(context.node()?, &["field_initializer", "shorthand_field_initializer"])?;
    let value = initializer.child_by_field_name("value").or_else(|| initializer.named_child(0))?;
    let kind = value_type(context, value)?;
    let (open, close) = body(context.file.text(), owner)?;
    let inside = context.file.text().get(open + 1..close)?;
    let used = inside.trim_end();
    let at = open + 1 + used.len();
    let shown = if used.split(',').all(|field| field.trim().is_empty() || field.trim().starts_with("pub ")) && !used.trim().is_empty() { "pub " } else { "" };
    let comma = if used.trim().is_empty() || used.ends_with(',') { "" } else { "," };
    let text = match inside.contains('\n') {
        true => {
            let first = context.file.line_of(open + 1 + inside.len() - inside.trim_start().len());
            let indentation = if used.trim().is_empty() { "    " } else { context.file.indentation(first) };
            let end = if used.ends_with(',') || used.trim().is_empty() { "," } else { "" };
            format!("{comma}{}{indentation}{shown}{field}: {kind}{end}", context.file.line_break())
        }
        false => format!("{comma} {shown}{field}: {kind}"),
    };
    let title = format!("Declare the field `{field}: {kind}`");
    Some(Proposal::new(RULE.name, title, context, EditSet::one(TextEdit::insert(at, text)), 0.6))
}

/// The braces around the fields of a struct, also of one that stands in a macro's tokens.
fn body(text: &str, owner: &str) -> Option<(usize, usize)> {
    let head = format!("struct {owner}");
    let (at, _) = text.match_indices(&head).find(|(at, _)| {
        let next = text.get(at + head.len()..).and_then(|rest| rest.chars().next());
        next.is_some_and(|next| !next.is_alphanumeric() && next != '_')
    })?;
    let rest = text.get(at..)?;
    let open = at + rest.find(['{', ';', '('])?;
    text.get(open..)?.starts_with('{').then_some(())?;
    let mut depth = 0_i32;
    for (offset, character) in text.get(open..)?.char_indices() {
        depth += match character {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        if depth == 0 {
            return Some((open, open + offset));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn fields_follow_their_neighbours() {
        let table = [
            ("struct S { pub a: u8 }\nfn f() { S { a: 1, «b»: \"x\" }; }", "struct S { pub a: u8, pub b: &str }"),
            ("m! { struct S {\n    a: i32\n} }\nfn f() { S { a: 1, «b»: false }; }", "    a: i32,\n    b: bool\n}"),
        ];
        for (program, part) in table {
            let after = repaired(&RULE, program, "E0560", "struct `S` has no field named `b`", &[]).unwrap();
            assert!(after.contains(part), "{after}");
        }
    }
}
