//! Implements `Display` for a type of one's own that is shown to users: its fields in parentheses, its variants by their names.
//!
//! ```text
//! struct Point { x: i32, y: i32 }
//! fn f(p: Point) { println!("{}", p); }
//! ```
//! becomes
//! ```text
//! struct Point { x: i32, y: i32 }
//!
//! impl std::fmt::Display for Point {
//!     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
//!         write!(f, "({}, {})", self.x, self.y)
//!     }
//! }
//! fn f(p: Point) { println!("{}", p); }
//! ```

use super::support::{headline, quoted, words};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{descendants, named_children};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/implement-display",
    summary: "Implements `Display` for a type that is shown",
    not_offered: "It keeps silent where the type has type parameters, variants with values, or stands in another file.",
    examples: &[
        Example::mends(
            "rustc[E0277]: `Point` doesn't implement `std::fmt::Display`",
            "
            struct Point { x: i32, y: i32 }
            fn f(p: Point) { println!(\"{}\", «p»); }
            ",
            "
            struct Point { x: i32, y: i32 }

            impl std::fmt::Display for Point {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    write!(f, \"({}, {})\", self.x, self.y)
                }
            }
            fn f(p: Point) { println!(\"{}\", p); }
            ",
        ),
        Example::keeps_silent("rustc[E0277]: `File` doesn't implement `std::fmt::Display`", "fn f(p: File) { println!(\"{}\", «p»); }"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0277" && headline(diagnostic).ends_with("doesn't implement `std::fmt::Display`")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let owner = quoted(headline(context.diagnostic)).first()?.trim_start_matches('&').rsplit("::").next()?;
    let root = context.file.tree()?.root_node();
    let is_own = |node: &Node<'_>| {
        matches!(node.kind(), "struct_item" | "enum_item") && node.child_by_field_name("name").is_some_and(|name| words(context, name) == owner)
    };
    let item = descendants(root).find(is_own)?;
    item.child_by_field_name("type_parameters").is_none().then_some(())?;
    let line_break = context.file.line_break();
    let outer = context.file.indentation(context.file.line_of(item.start_byte()));
    let unit = context.file.indent_unit();
    let inner = format!("{outer}{unit}{unit}");
    let body = written(context, item, owner, &format!("{line_break}{inner}"), &unit)?;
    let fmt = if context.file.text().contains("use std::fmt;") { "fmt" } else { "std::fmt" };
    let text = [
        String::new(),
        String::new(),
        format!("{outer}impl {fmt}::Display for {owner} {{"),
        format!("{outer}{unit}fn fmt(&self, f: &mut {fmt}::Formatter<'_>) -> {fmt}::Result {{"),
        format!("{inner}{body}"),
        format!("{outer}{unit}}}"),
        format!("{outer}}}"),
    ];
    let end = item.next_sibling().filter(|next| next.kind() == ";").map_or(item.end_byte(), |next| next.end_byte());
    let edit = TextEdit::insert(end, text.join(line_break));
    Some(Proposal::new(RULE.name, format!("Implement `Display` for `{owner}`"), context, EditSet::one(edit), 0.5))
}

/// The statement that writes a value.
fn written(context: &FixContext<'_>, item: Node<'_>, owner: &str, line: &str, unit: &str) -> Option<String> {
    let Some(body) = item.child_by_field_name("body") else { return Some(format!("write!(f, \"{owner}\")")) };
    let members = named_children(body);
    if item.kind() == "enum_item" {
        let variants: Vec<Node<'_>> = members.into_iter().filter(|member| member.kind() == "enum_variant").collect();
        variants.iter().all(|variant| variant.child_by_field_name("body").is_none()).then_some(())?;
        let names = variants.iter().filter_map(|variant| variant.child_by_field_name("name")).map(|name| words(context, name));
        let arms: String = names.map(|name| format!("{line}{unit}{owner}::{name} => write!(f, \"{name}\"),")).collect();
        return Some(format!("match self {{{arms}{line}}}"));
    }
    let fields: Vec<String> = match body.kind() {
        "ordered_field_declaration_list" => {
            let kinds = members.iter().filter(|member| !matches!(member.kind(), "visibility_modifier" | "attribute_item" | "line_comment"));
            kinds.enumerate().map(|(at, _)| format!("self.{at}")).collect()
        }
        _ => {
            let names = members.iter().filter(|member| member.kind() == "field_declaration").filter_map(|field| field.child_by_field_name("name"));
            names.map(|name| format!("self.{}", words(context, name))).collect()
        }
    };
    let holes = vec!["{}"; fields.len()].join(", ");
    Some(match fields.len() {
        0 => format!("write!(f, \"{owner}\")"),
        1 => format!("write!(f, \"{holes}\", {})", fields.join(", ")),
        _ => format!("write!(f, \"({holes})\", {})", fields.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn variants_are_written_by_name() {
        let program = "use std::fmt;\nenum E { A, B }\nfn f(e: E) { g(«e»); }";
        let after = repaired(&RULE, program, "E0277", "`E` doesn't implement `std::fmt::Display`", &[]).unwrap();
        assert!(after.contains("impl fmt::Display for E {") && after.contains("            E::B => write!(f, \"B\"),"), "{after}");
    }
}
