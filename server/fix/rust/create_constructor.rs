//! Writes the constructor that is called and that the type does not have.
//!
//! ```text
//! struct Point { x: i32, y: i32 }
//! fn f() { Point::new(1, 2); }
//! ```
//! becomes
//! ```text
//! struct Point { x: i32, y: i32 }
//!
//! impl Point {
//!     fn new(x: i32, y: i32) -> Self {
//!         Self { x, y }
//!     }
//! }
//! fn f() { Point::new(1, 2); }
//! ```

use super::support::{arguments, headline, plain_value, quoted, words};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, descendants, named_children};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/create-constructor",
    summary: "Writes the constructor that is called",
    not_offered: "It keeps silent where the function is not called `new`, the type has parameters or stands in another file, or what is given does not fit its fields.",
    examples: &[
        Example::mends(
            "rustc[E0599]: no function or associated item named `new` found for struct `Point` in the current scope",
            "
            struct Point { x: i32, y: i32 }

            fn f() { Point::«new»(1, 2); }
            ",
            "
            struct Point { x: i32, y: i32 }

            impl Point {
                fn new(x: i32, y: i32) -> Self {
                    Self { x, y }
                }
            }

            fn f() { Point::new(1, 2); }
            ",
        ),
        Example::keeps_silent(
            "rustc[E0599]: no function or associated item named `new` found for struct `Point` in the current scope",
            "
            struct Point { x: i32, y: i32 }
            fn f() { Point::«new»(1); }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0599" && headline(diagnostic).contains("associated item named `new`")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let owner = *quoted(headline(context.diagnostic)).get(1)?;
    let owner = owner.rsplit("::").next()?;
    let call = ancestor(context.node()?, &["call_expression"])?;
    let root = context.file.tree()?.root_node();
    let is_own = |node: &Node<'_>| {
        matches!(node.kind(), "struct_item" | "enum_item") && node.child_by_field_name("name").is_some_and(|name| words(context, name) == owner)
    };
    let item = descendants(root).find(is_own)?;
    item.child_by_field_name("type_parameters").is_none().then_some(())?;
    let given = arguments(call).len();
    let (parameters, value, is_sketch) = match item.kind() {
        "enum_item" if given == 0 => (String::new(), "todo!()".to_owned(), true),
        "struct_item" => constructed(context, item, given).map(|(parameters, value)| (parameters, value, false))?,
        _ => return None,
    };
    let module = |node: Node<'_>| ancestor(node, &["mod_item"]).map(|module| module.id());
    let shown = if module(item) == module(call) { "" } else { "pub " };
    let line_break = context.file.line_break();
    let unit = context.file.indent_unit();
    let indentation = context.file.indentation(context.file.line_of(item.start_byte()));
    let function = |inner: &str| format!("{inner}{shown}fn new({parameters}) -> Self {{{line_break}{inner}{unit}{value}{line_break}{inner}}}");
    let inner = format!("{indentation}{unit}");
    // An implementation that the type has already takes it in.
    let known = descendants(root).find(|node| {
        node.kind() == "impl_item"
            && node.child_by_field_name("trait").is_none()
            && node.child_by_field_name("type").is_some_and(|kind| words(context, kind) == owner)
    });
    let edit = match known.and_then(|known| known.child_by_field_name("body")) {
        Some(body) => {
            TextEdit::insert(body.start_byte() + 1, format!("{line_break}{}{}", function(&inner), if words(context, body) == "{}" { line_break } else { "" }))
        }
        None => {
            let head = format!("{line_break}{line_break}{indentation}impl {owner} {{{line_break}");
            TextEdit::insert(end_of(item), format!("{head}{}{line_break}{indentation}}}", function(&inner)))
        }
    };
    let proposal = Proposal::new(RULE.name, format!("Create `{owner}::new`"), context, EditSet::one(edit), 0.6);
    Some(if is_sketch { proposal.sketch() } else { proposal })
}

/// The end of an item with the semicolon that tree-sitter may keep apart.
fn end_of(item: Node<'_>) -> usize {
    item.next_sibling().filter(|next| next.kind() == ";").map_or(item.end_byte(), |next| next.end_byte())
}

/// The parameters of a constructor that takes so many values, and the value that it makes.
fn constructed(context: &FixContext<'_>, item: Node<'_>, given: usize) -> Option<(String, String)> {
    let Some(body) = item.child_by_field_name("body") else { return (given == 0).then(|| (String::new(), "Self".to_owned())) };
    if body.kind() == "ordered_field_declaration_list" {
        let kinds: Vec<&str> = named_children(body)
            .into_iter()
            .filter(|child| !matches!(child.kind(), "visibility_modifier" | "attribute_item"))
            .map(|kind| words(context, kind))
            .collect();
        let [kind] = kinds.as_slice() else { return None };
        return (given == 1).then(|| (format!("value: {kind}"), "Self(value)".to_owned()));
    }
    let fields: Vec<(&str, &str)> = named_children(body)
        .into_iter()
        .filter(|field| field.kind() == "field_declaration")
        .filter_map(|field| Some((words(context, field.child_by_field_name("name")?), words(context, field.child_by_field_name("type")?))))
        .collect();
    if given == fields.len() {
        let parameters: Vec<String> = fields.iter().map(|(name, kind)| format!("{name}: {kind}")).collect();
        let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
        let value = if names.is_empty() { "Self {}".to_owned() } else { format!("Self {{ {} }}", names.join(", ")) };
        return Some((parameters.join(", "), value));
    }
    let values: Option<Vec<String>> = fields.iter().map(|(name, kind)| plain_value(kind).map(|value| format!("{name}: {value}"))).collect();
    values.filter(|_| given == 0).map(|values| (String::new(), format!("Self {{ {} }}", values.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn constructors_fit_the_type() {
        let table = [
            ("pub struct S;\nfn f() { S::«new»(); }", "pub struct S;\n\nimpl S {\n    fn new() -> Self {\n        Self\n    }\n}\nfn f"),
            (
                "struct S(u8);\nimpl S {\n    fn a() {}\n}\nfn f() { S::«new»(1); }",
                "impl S {\n    fn new(value: u8) -> Self {\n        Self(value)\n    }\n    fn a",
            ),
            ("struct S { a: u8, b: String }\nfn f() { S::«new»(); }", "Self { a: 0, b: String::new() }"),
        ];
        for (program, part) in table {
            let message = "no function or associated item named `new` found for struct `S` in the current scope";
            let after = repaired(&RULE, program, "E0599", message, &[]).unwrap();
            assert!(after.contains(part), "{after}");
        }
    }
}
