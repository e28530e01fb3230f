//! An import that names what its module calls otherwise by now.

use super::FixContext;
use crate::base::{EditSet, Span, TextEdit};
use crate::syntax::{Language, SourceFile, parse};
use tree_sitter::Node;

/// The edits that give what an import brings another name, at `range` in the import and wherever the file uses it. Only the import is changed
/// where it gives the name another one of its own, and where anything else of the file goes by the old or the new name.
pub fn import_with_uses(context: &FixContext<'_>, range: Span, name: &str, meant: &str) -> EditSet {
    let file = context.file;
    let own = TextEdit::replace(range, meant);
    let alone = EditSet::one(own.clone());
    let imports = &file.outline().imports;
    let brought = imports.iter().find(|import| import.range.intersects(range));
    // A name that the outline does not know is one of a form that it does not read; then nobody can say what is bound.
    let Some(imported) = brought.and_then(|import| import.names.iter().find(|known| known.local == name && known.range.intersects(range))) else {
        return alone;
    };
    let bound = |name: &str| context.scopes.bindings.iter().filter(|binding| binding.name == name).count();
    if imported.exported != name && file.language() != Language::Rust || bound(name) != 1 || bound(meant) > 0 {
        return alone;
    }
    let Some(tree) = file.tree() else { return alone };
    let is_import = |node: Node<'_>| imports.iter().any(|import| import.range.contains(parse::span(node)));
    let uses = parse::descendants(tree.root_node()).filter(|node| node.child_count() == 0 && file.slice(parse::span(*node)) == name && !is_import(*node));
    let edits = uses.filter_map(|node| Some(TextEdit::replace(parse::span(node), written(file, node, meant)?)));
    EditSet::new(std::iter::once(own).chain(edits)).unwrap_or(alone)
}

/// What stands at a use of a name that is called otherwise now; `None` where the word is another name: a member, a key, a keyword argument.
fn written(file: &SourceFile, node: Node<'_>, meant: &str) -> Option<String> {
    let is_field = |field: &str| node.parent().and_then(|parent| parent.child_by_field_name(field)) == Some(node);
    let before = file.text().get(..node.start_byte()).unwrap_or("").trim_end();
    match node.kind() {
        // The key stays, as others read it.
        "shorthand_property_identifier" | "shorthand_field_identifier" => Some(format!("{}: {meant}", file.slice(parse::span(node)))),
        "identifier" | "type_identifier" => {
            let is_member = is_field("attribute") || (node.parent()?.kind() == "keyword_argument" && is_field("name"));
            // More dots than one are a range or a list that is spread.
            let is_member = is_member || (before.ends_with('.') && !before.ends_with("..")) || before.ends_with("::");
            (!is_member).then(|| meant.to_owned())
        }
        _ => None,
    }
}
