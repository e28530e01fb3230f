//! Names the variant of an enum where only the enum is named.
//!
//! ```text
//! match shape { Shape { radius } => radius }
//! ```
//! becomes
//! ```text
//! match shape { Shape::Circle { radius } => radius }
//! ```

use super::support::{headline, words};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, descendants, named_children};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/record-variant",
    summary: "Names the variant of an enum that has the fields which are written",
    not_offered: "It keeps silent where no variant of the enum in this file, or more than one, has all these fields.",
    examples: &[
        Example::mends(
            "rustc[E0574]: expected struct, variant or union type, found enum `Shape`",
            "enum Shape { Circle { radius: u8 }, Square { side: u8 } }\nfn f(s: Shape) { if let «Shape» { radius } = s {} }",
            "enum Shape { Circle { radius: u8 }, Square { side: u8 } }\nfn f(s: Shape) { if let Shape::Circle { radius } = s {} }",
        ),
        Example::mends(
            "rustc[E0574]: expected struct, variant or union type, found enum `Shape`",
            "enum Shape { Circle { radius: u8 }, Square { side: u8 } }\nfn f() -> Shape { «Shape» { side: 1 } }",
            "enum Shape { Circle { radius: u8 }, Square { side: u8 } }\nfn f() -> Shape { Shape::Square { side: 1 } }",
        ),
        Example::keeps_silent(
            "rustc[E0574]: expected struct, variant or union type, found enum `Shape`",
            "enum Shape { Circle { size: u8 }, Square { size: u8 } }\nfn f() -> Shape { «Shape» { size: 1 } }",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0574" && headline(diagnostic).contains("found enum `")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let place = context.file.node_at(context.diagnostic.range)?;
    let record = ancestor(place, &["struct_pattern", "struct_expression"])?;
    let name = context.file.slice(context.diagnostic.range).rsplit("::").next()?;
    let written = field_names(context, record);
    let definition = descendants(context.file.tree()?.root_node())
        .find(|node| node.kind() == "enum_item" && node.child_by_field_name("name").map(|name| words(context, name)) == Some(name))?;
    let variants = named_children(definition.child_by_field_name("body")?);
    let mut fitting = variants.into_iter().filter(|variant| {
        let fields = variant.child_by_field_name("body").filter(|body| body.kind() == "field_declaration_list");
        let own: Vec<&str> = fields.map(|fields| named(context, fields, "name")).unwrap_or_default();
        !own.is_empty() && written.iter().all(|field| own.contains(field))
    });
    let variant = fitting.next().filter(|_| fitting.next().is_none())?;
    let variant = words(context, variant.child_by_field_name("name")?);
    let edit = TextEdit::insert(context.diagnostic.range.end, format!("::{variant}"));
    Some(Proposal::new(RULE.name, format!("Name the variant `{variant}`"), context, EditSet::one(edit), 0.9))
}

/// The names that a field of the tree has in the children of a node.
fn named<'c>(context: &'c FixContext<'_>, list: Node<'_>, field: &str) -> Vec<&'c str> {
    named_children(list).into_iter().filter_map(|child| child.child_by_field_name(field)).map(|name| words(context, name)).collect()
}

/// The names of the fields that a pattern or an expression of a record writes.
fn field_names<'c>(context: &'c FixContext<'_>, record: Node<'_>) -> Vec<&'c str> {
    if record.kind() == "struct_pattern" {
        return named(context, record, "name");
    }
    let Some(body) = record.child_by_field_name("body") else { return Vec::new() };
    let name = |child: Node<'_>| match child.kind() {
        "shorthand_field_initializer" => Some(words(context, child)),
        _ => child.child_by_field_name("field").or_else(|| child.child_by_field_name("name")).map(|name| words(context, name)),
    };
    named_children(body).into_iter().filter_map(name).collect()
}
