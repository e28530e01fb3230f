//! Writes the trait that is implemented and not there, with the methods of the implementation.
//!
//! ```text
//! impl Shape for Square { fn area(&self) -> f64 { 1.0 } }
//! ```
//! becomes
//! ```text
//! trait Shape {
//!     fn area(&self) -> f64;
//! }
//!
//! impl Shape for Square { fn area(&self) -> f64 { 1.0 } }
//! ```

use super::support::{headline, quoted, words};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, named_children};

pub const RULE: Rule = Rule {
    name: "rust/create-trait",
    summary: "Writes the trait that is implemented and not there",
    not_offered: "It keeps silent where the name stands elsewhere than in the head of an implementation, or has type arguments.",
    examples: &[
        Example::mends(
            "rustc[E0405]: cannot find trait `Shape` in this scope",
            "
            struct Square;

            impl «Shape» for Square {
                fn area(&self) -> f64 { 1.0 }
            }
            ",
            "
            struct Square;

            trait Shape {
                fn area(&self) -> f64;
            }

            impl Shape for Square {
                fn area(&self) -> f64 { 1.0 }
            }
            ",
        ),
        Example::keeps_silent("rustc[E0405]: cannot find trait `Shape` in this scope", "fn f<T: «Shape»>(x: T) {}"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0405" && headline(diagnostic).ends_with("in this scope")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let name = *quoted(headline(context.diagnostic)).first()?;
    let implementation = ancestor(context.node()?, &["impl_item"])?;
    implementation.child_by_field_name("trait").filter(|head| words(context, *head) == name)?;
    let line_break = context.file.line_break();
    let outer = context.file.indentation(context.file.line_of(implementation.start_byte()));
    let unit = context.file.indent_unit();
    let mut lines = Vec::new();
    for member in implementation.child_by_field_name("body").map(named_children).unwrap_or_default() {
        let field = |field: &str| member.child_by_field_name(field).map(|node| words(context, node));
        let declared = match member.kind() {
            "function_item" => {
                let head = context.file.text().get(member.start_byte()..member.child_by_field_name("body")?.start_byte())?;
                format!("{};", head.trim_end())
            }
            "const_item" => format!("const {}: {};", field("name")?, field("type")?),
            "type_item" => format!("type {};", field("name")?),
            _ => continue,
        };
        lines.push(format!("{outer}{unit}{declared}{line_break}"));
    }
    let inside = if lines.is_empty() { String::new() } else { format!("{line_break}{}{outer}", lines.concat()) };
    let text = format!("trait {name} {{{inside}}}{line_break}{line_break}{outer}");
    let edit = TextEdit::insert(implementation.start_byte(), text);
    Some(Proposal::new(RULE.name, format!("Create the trait `{name}`"), context, EditSet::one(edit), 0.4))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn an_empty_implementation_makes_an_empty_trait() {
        let after = repaired(&RULE, "impl «Some1» for S {}", "E0405", "cannot find trait `Some1` in this scope", &[]).unwrap();
        assert_eq!(after, "trait Some1 {}\n\nimpl Some1 for S {}");
    }
}
