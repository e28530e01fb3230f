//! What a Rust file defines and imports.

use crate::base::Span;
use crate::syntax::parse::{ancestor, named_children, parse_fresh, span};
use crate::syntax::{Definition, DefinitionKind, Import, ImportedName, Language, Outline, queries};
use tree_sitter::{Node, QueryCursor, StreamingIterator};

/// The outline of a text.
pub fn outline(text: &str) -> Outline {
    let mut outline = Outline::default();
    let (Some(tree), Some(query)) = (parse_fresh(Language::Rust, text), queries::outline(Language::Rust)) else { return outline };
    let mut cursor = QueryCursor::new();
    let mut matches = cursor.matches(query, tree.root_node(), text.as_bytes());
    while let Some(found) = matches.next() {
        for capture in found.captures() {
            let node = capture.node;
            if ancestor(node, &["block", "token_tree"]).is_some() {
                continue;
            }
            match node.kind() {
                "use_declaration" => imports(node, text, &mut outline.imports),
                _ => outline.definitions.extend(definition(node, text)),
            }
        }
    }
    outline.definitions.sort_by_key(|definition| definition.range.start);
    outline
}

fn definition(node: Node<'_>, text: &str) -> Option<Definition> {
    let name = node.child_by_field_name("name")?;
    let owner = node.parent().and_then(|parent| owner(parent, text));
    let kind = match node.kind() {
        "function_item" | "function_signature_item" if owner.is_some() => DefinitionKind::Method,
        "function_item" | "function_signature_item" => DefinitionKind::Function,
        "struct_item" | "union_item" | "enum_item" | "type_item" | "associated_type" => DefinitionKind::Type,
        "enum_variant" => DefinitionKind::Variant,
        "field_declaration" => DefinitionKind::Field,
        "trait_item" => DefinitionKind::Trait,
        "const_item" | "static_item" => DefinitionKind::Constant,
        "mod_item" => DefinitionKind::Module,
        _ => DefinitionKind::Macro,
    };
    let shown = named_children(node).iter().any(|child| child.kind() == "visibility_modifier");
    let by_owner = owner.as_ref().is_some_and(|owner| owner.opens_members);
    let parameters = match node.kind() {
        "enum_variant" => node.child_by_field_name("body").filter(|body| body.kind() == "ordered_field_declaration_list").map(|body| tuple_fields(body, text)),
        "struct_item" => node.child_by_field_name("body").filter(|body| body.kind() == "ordered_field_declaration_list").map(|body| tuple_fields(body, text)),
        _ => node.child_by_field_name("parameters").map(|list| parameters(list, text)),
    };
    let type_text = ["return_type", "type"].into_iter().find_map(|field| node.child_by_field_name(field)).map(|node| span(node).of(text).to_owned());
    Some(Definition {
        name: span(name).of(text).to_owned(),
        kind,
        container: owner.map_or_else(|| module_path(node, text), |owner| owner.name),
        public: shown || by_owner || kind == DefinitionKind::Macro,
        name_range: span(name),
        range: span(node),
        parameters,
        type_text,
    })
}

/// What a definition is a member of.
struct Owner {
    name: String,
    /// Whether its members are as visible as it is itself.
    opens_members: bool,
}

fn owner(list: Node<'_>, text: &str) -> Option<Owner> {
    let owner = match list.kind() {
        "declaration_list" | "field_declaration_list" | "enum_variant_list" => list.parent()?,
        _ => return None,
    };
    let field = match owner.kind() {
        "impl_item" => "type",
        "trait_item" | "struct_item" | "union_item" | "enum_item" | "enum_variant" => "name",
        _ => return None,
    };
    let opens_members = match owner.kind() {
        "impl_item" => owner.child_by_field_name("trait").is_some(),
        "trait_item" | "enum_item" | "enum_variant" => true,
        _ => false,
    };
    Some(Owner { name: type_name(owner.child_by_field_name(field)?, text).to_owned(), opens_members })
}

/// The last name of a type, without its path, its references and its arguments.
fn type_name<'t>(node: Node<'_>, text: &'t str) -> &'t str {
    let inner = match node.kind() {
        "generic_type" | "reference_type" | "pointer_type" => node.child_by_field_name("type"),
        "scoped_type_identifier" => node.child_by_field_name("name"),
        _ => None,
    };
    match inner {
        Some(inner) => type_name(inner, text),
        None => span(node).of(text),
    }
}

/// The inline modules around a node, as a path; `""` at the top level.
fn module_path(node: Node<'_>, text: &str) -> String {
    let mut names = Vec::new();
    let mut current = node.parent();
    while let Some(node) = current {
        if node.kind() == "mod_item" {
            names.extend(node.child_by_field_name("name").map(|name| span(name).of(text)));
        }
        current = node.parent();
    }
    names.reverse();
    names.join("::")
}

fn parameters(list: Node<'_>, text: &str) -> Vec<String> {
    let is_parameter = |node: &Node<'_>| !matches!(node.kind(), "self_parameter" | "attribute_item" | "line_comment" | "block_comment");
    named_children(list).into_iter().filter(is_parameter).map(|node| span(node).of(text).to_owned()).collect()
}

fn tuple_fields(list: Node<'_>, text: &str) -> Vec<String> {
    let is_type = |node: &Node<'_>| !matches!(node.kind(), "visibility_modifier" | "attribute_item" | "line_comment" | "block_comment");
    named_children(list).into_iter().filter(is_type).map(|node| span(node).of(text).to_owned()).collect()
}

fn imports(statement: Node<'_>, text: &str, imports: &mut Vec<Import>) {
    if let Some(argument) = statement.child_by_field_name("argument") {
        use_tree(argument, "", span(statement), text, imports);
    }
}

/// Adds what one part of a `use` brings, under the path `prefix`.
fn use_tree(node: Node<'_>, prefix: &str, statement: Span, text: &str, imports: &mut Vec<Import>) {
    let words = |node: Node<'_>| span(node).of(text).to_owned();
    let field = |name: &str| node.child_by_field_name(name);
    match node.kind() {
        "scoped_use_list" => {
            let path = field("path").map_or_else(|| prefix.to_owned(), |path| joined(prefix, &words(path)));
            for child in field("list").map(named_children).unwrap_or_default() {
                use_tree(child, &path, statement, text, imports);
            }
        }
        "use_list" => {
            for child in named_children(node) {
                use_tree(child, prefix, statement, text, imports);
            }
        }
        "use_wildcard" => {
            let path = named_children(node).first().map_or_else(String::new, |path| words(*path));
            imports.push(Import { module: joined(prefix, &path), names: Vec::new(), glob: true, require: false, range: statement });
        }
        "use_as_clause" => {
            if let (Some(path), Some(alias)) = (field("path"), field("alias")) {
                add(prefix, &words(path), Some(words(alias)), span(node), statement, imports);
            }
        }
        "identifier" | "scoped_identifier" | "self" | "crate" | "super" => add(prefix, &words(node), None, span(node), statement, imports),
        _ => {}
    }
}

fn add(prefix: &str, path: &str, alias: Option<String>, range: Span, statement: Span, imports: &mut Vec<Import>) {
    let whole = if path == "self" { prefix.to_owned() } else { joined(prefix, path) };
    let (module, exported) = whole.rsplit_once("::").map_or(("", whole.as_str()), |(module, name)| (module, name));
    let name = ImportedName { exported: exported.to_owned(), local: alias.unwrap_or_else(|| exported.to_owned()), range };
    match imports.iter_mut().find(|import| import.range == statement && import.module == module && !import.glob) {
        Some(import) => import.names.push(name),
        None => imports.push(Import { module: module.to_owned(), names: vec![name], glob: false, require: false, range: statement }),
    }
}

fn joined(prefix: &str, path: &str) -> String {
    match (prefix, path) {
        ("", path) => path.to_owned(),
        (prefix, "") => prefix.to_owned(),
        _ => format!("{prefix}::{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "use std::{fmt, collections::{self, HashMap as Map}};\nuse super::*;\npub struct Point { pub x: i32, y: i32 }\n\
        impl<T> fmt::Display for Wrapper<T> { fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { fn inner() {} Ok(()) } }\n\
        enum Shape { Circle(f64), Square { side: f64 } }\nmod a { pub mod b { pub const LIMIT: usize = 3; } }\n\
        pub trait Draw { type Out; fn draw(&self, at: Point); }\nmacro_rules! m { () => {}; }\n";

    #[test]
    fn definitions_have_their_containers() {
        let found: Vec<(String, DefinitionKind, String, bool)> =
            outline(TEXT).definitions.into_iter().map(|definition| (definition.name, definition.kind, definition.container, definition.public)).collect();
        use DefinitionKind::*;
        let expected = [
            ("Point", Type, "", true),
            ("x", Field, "Point", true),
            ("y", Field, "Point", false),
            ("fmt", Method, "Wrapper", true),
            ("Shape", Type, "", false),
            ("Circle", Variant, "Shape", true),
            ("Square", Variant, "Shape", true),
            ("side", Field, "Square", true),
            ("a", Module, "", false),
            ("b", Module, "a", true),
            ("LIMIT", Constant, "a::b", true),
            ("Draw", Trait, "", true),
            ("Out", Type, "Draw", true),
            ("draw", Method, "Draw", true),
            ("m", Macro, "", true),
        ];
        let expected = expected.map(|(name, kind, container, public)| (name.to_owned(), kind, container.to_owned(), public));
        assert_eq!(found, expected);
    }

    #[test]
    fn parameters_leave_self_out() {
        let outline = outline(TEXT);
        let draw = outline.named("draw").next().expect("it is there");
        assert_eq!(draw.parameters, Some(vec!["at: Point".to_owned()]));
        assert_eq!(outline.named("Circle").next().and_then(|circle| circle.parameters.clone()), Some(vec!["f64".to_owned()]));
        assert_eq!(outline.named("LIMIT").next().and_then(|limit| limit.type_text.clone()), Some("usize".to_owned()));
    }

    #[test]
    fn nested_imports_are_taken_apart() {
        let found: Vec<(String, Vec<String>, bool)> = outline(TEXT)
            .imports
            .into_iter()
            .map(|import| (import.module, import.names.into_iter().map(|name| format!("{} as {}", name.exported, name.local)).collect(), import.glob))
            .collect();
        let expected =
            [("std", vec!["fmt as fmt", "collections as collections"], false), ("std::collections", vec!["HashMap as Map"], false), ("super", vec![], true)];
        let expected = expected.map(|(module, names, glob)| (module.to_owned(), names.into_iter().map(str::to_owned).collect(), glob));
        assert_eq!(found, expected);
    }
}
