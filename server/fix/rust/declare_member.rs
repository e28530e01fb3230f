//! Declares in a trait what an implementation has beyond it.
//!
//! ```text
//! trait Marker {}
//! impl Marker for Foo { fn mark(&self) {} }
//! ```
//! becomes
//! ```text
//! trait Marker {
//!     fn mark(&self);
//! }
//! impl Marker for Foo { fn mark(&self) {} }
//! ```

use super::support::words;
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, descendants, named_children};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/declare-member",
    summary: "Declares in a trait what an implementation has beyond it",
    not_offered: "It keeps silent where the trait stands in another file.",
    examples: &[
        Example::mends(
            "rustc[E0407]: method `missing` is not a member of trait `Marker`",
            "
            trait Marker {
                fn bar();
            }
            impl Marker for Foo {
                «fn missing() {}»
                fn bar() {}
            }
            ",
            "
            trait Marker {
                fn missing();
                fn bar();
            }
            impl Marker for Foo {
                fn missing() {}
                fn bar() {}
            }
            ",
        ),
        Example::keeps_silent("rustc[E0407]: method `missing` is not a member of trait `Marker`", "impl Marker for Foo { «fn missing() {}» }"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0407" | "E0437" | "E0438")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let member = ancestor(context.node()?, &["function_item", "const_item", "type_item"])?;
    let implementation = ancestor(member, &["impl_item"])?;
    let path = words(context, implementation.child_by_field_name("trait")?);
    let path = path.split('<').next()?;
    let wanted = path.rsplit("::").next()?;
    let root = context.file.tree()?.root_node();
    let is_own = |node: &Node<'_>| node.kind() == "trait_item" && node.child_by_field_name("name").is_some_and(|name| words(context, name) == wanted);
    let body = descendants(root).find(is_own)?.child_by_field_name("body")?;
    let name = words(context, member.child_by_field_name("name")?);
    let declared = declaration(context, member, name)?;
    let line_break = context.file.line_break();
    let members = named_children(body);
    // Where the member stands in the implementation, it stands in the trait: before functions what is no function.
    let previous = members.iter().rev().find(|known| known.kind() != "function_signature_item" && known.kind() != "function_item");
    let text = match (previous, members.first()) {
        (Some(previous), _) => {
            let indentation = context.file.indentation(context.file.line_of(previous.start_byte()));
            return Some(finish(context, wanted, name, previous.end_byte(), format!("{line_break}{indentation}{declared}")));
        }
        (None, Some(first)) => {
            let indentation = context.file.indentation(context.file.line_of(first.start_byte()));
            return Some(finish(context, wanted, name, first.start_byte(), format!("{declared}{line_break}{indentation}")));
        }
        (None, None) => {
            let indentation = context.file.indentation(context.file.line_of(body.start_byte()));
            format!("{line_break}{indentation}{}{declared}{line_break}{indentation}", context.file.indent_unit())
        }
    };
    let range = crate::base::Span::new(body.start_byte() + 1, body.end_byte() - 1);
    (context.file.slice(range).trim().is_empty()).then(|| {
        let title = format!("Declare `{name}` in `{wanted}`");
        Proposal::replace(RULE.name, title, context, range, text, 0.7)
    })
}

fn finish(context: &FixContext<'_>, owner: &str, name: &str, at: usize, text: String) -> Proposal {
    Proposal::new(RULE.name, format!("Declare `{name}` in `{owner}`"), context, EditSet::one(TextEdit::insert(at, text)), 0.7)
}

/// The member without its body or value.
fn declaration(context: &FixContext<'_>, member: Node<'_>, name: &str) -> Option<String> {
    let kind = |field: &str| member.child_by_field_name(field).map(|node| words(context, node));
    Some(match member.kind() {
        "function_item" => {
            let head = context.file.text().get(member.start_byte()..member.child_by_field_name("body")?.start_byte())?;
            format!("{};", head.trim_end())
        }
        "const_item" => format!("const {name}: {};", kind("type")?),
        _ => format!("type {name};"),
    })
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn constants_and_types_are_declared() {
        let table = [
            ("trait T {\n    fn f() {}\n}\nimpl T for S {\n    «const FLAG: bool = false;»\n}", "E0438", "trait T {\n    const FLAG: bool;\n    fn f() {}"),
            ("trait T {}\nimpl T for S { «type A = u8;» }", "E0437", "trait T {\n    type A;\n}"),
            ("trait T {\n    type A;\n    fn f();\n}\nimpl T for S { «fn g(&self) -> u8 { 1 }» }", "E0407", "    type A;\n    fn g(&self) -> u8;\n    fn f();"),
        ];
        for (program, code, part) in table {
            let after = repaired(&RULE, program, code, "", &[]).unwrap();
            assert!(after.contains(part), "{after}");
        }
    }
}
