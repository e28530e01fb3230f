//! Imports what is missing: one name, or at once all the names that the file misses from one module.

use super::std_items;
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::{Diagnostic, Imported};
use crate::syntax::{DefinitionKind, Language};
use std::collections::BTreeSet;
use std::path::Path;

pub const RULE: Rule = Rule {
    name: "rust/import-missing-item",
    summary: "Imports a name from std, the crate, or where other files have it from",
    not_offered: "It keeps silent about names that neither std, nor the crate, nor the imports of its other files have.",
    examples: &[
        Example::mends(
            "rustc[E0425]: cannot find type `HashMap` in this scope\nnot found in this scope",
            "
            pub fn count() -> «HashMap»<u8, u8> {
                Default::default()
            }
            ",
            "
            use std::collections::HashMap;

            pub fn count() -> HashMap<u8, u8> {
                Default::default()
            }
            ",
        ),
        Example::mends(
            "rustc[E0425]: cannot find type `Shape` in this scope\nnot found in this scope",
            "
            pub mod shapes;

            pub fn area(shape: «Shape») -> u8 {
                shape.0
            }
            ",
            "
            use crate::shapes::Shape;

            pub mod shapes;

            pub fn area(shape: Shape) -> u8 {
                shape.0
            }
            ",
        )
        .beside(&[("src/shapes.rs", "pub struct Shape(pub u8);")]),
        Example::keeps_silent(
            "rustc[E0425]: cannot find type `Nowhere` in this scope\nnot found in this scope",
            "
            pub fn count() -> «Nowhere» {
                Default::default()
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.category(), "RES.NAME" | "RES.TYPE" | "IMPORT.MODULE")
        && diagnostic.subject().is_some()
        && !diagnostic.message.starts_with("unresolved import")
        && diagnostic.code() != "E0429"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(name) = context.diagnostic.subject() else { return Vec::new() };
    if super::support::headline(context.diagnostic).contains(" in module `") {
        return Vec::new();
    }
    let mut proposals = Vec::new();
    let own = paths_of(context, name);
    for (at, path) in own.iter().enumerate() {
        let likelihood = if own.len() == 1 { 0.88 } else { 0.7 - 0.08 * at as f64 };
        proposals.push(import(context, path, format!("Import `{path}`"), likelihood));
    }
    proposals.extend(together(context, &own));
    proposals.extend(from_inline_modules(context, name));
    proposals
}

/// What the compiler would import from a module of this very file, by the path that can be read from here.
fn from_inline_modules(context: &FixContext<'_>, name: &str) -> Vec<Proposal> {
    let (Some(tree), Some(node)) = (context.file.tree(), context.node()) else { return Vec::new() };
    if crate::syntax::parse::ancestor(node, &["mod_item"]).is_some() {
        return Vec::new();
    }
    let is_own = |module: &str| {
        let items = crate::syntax::parse::named_children(tree.root_node()).into_iter().filter(|item| item.kind() == "mod_item");
        items.filter_map(|item| item.child_by_field_name("name")).any(|own| super::support::words(context, own) == module)
    };
    let titles = context.diagnostic.suggestions.iter().filter_map(|suggestion| suggestion.title.strip_prefix("Import `crate::")?.strip_suffix('`'));
    let paths: Vec<&str> = titles.filter(|path| path.ends_with(&format!("::{name}")) && is_own(path.split("::").next().unwrap_or(""))).collect();
    let mut proposals = Vec::new();
    for path in &paths {
        // What other code of the file names by the end of its path is meant.
        let tail: Vec<&str> = path.rsplit("::").take(2).collect();
        let is_named = matches!(tail.as_slice(), [name, module] if context.file.text().contains(&format!("{module}::{name}")));
        let likelihood = if paths.len() == 1 || is_named { 0.89 } else { 0.72 };
        proposals.push(import(context, path, format!("Import `{path}`"), likelihood));
    }
    proposals
}

/// All names that the file misses and that one module has, where that is more than one.
fn together(context: &FixContext<'_>, own: &[String]) -> Option<Proposal> {
    let missing = |diagnostic: &&Diagnostic| applies(diagnostic);
    let offered = |diagnostic: &Diagnostic| -> Vec<String> {
        diagnostic.suggestions.iter().filter_map(|suggestion| suggestion.title.strip_prefix("Import `")?.strip_suffix('`')).map(str::to_owned).collect()
    };
    let mut mine: Vec<String> = offered(context.diagnostic);
    mine.extend(own.iter().cloned());
    let modules: Vec<&str> = mine.iter().filter_map(|path| path.rsplit_once("::")).map(|(module, _)| module).collect();
    let best = modules.into_iter().map(|module| {
        let mut names = BTreeSet::new();
        for diagnostic in context.diagnostics.iter().filter(missing) {
            let mut paths = offered(diagnostic);
            if let Some(subject) = diagnostic.subject() {
                paths.extend(paths_of(context, subject));
            }
            let in_module = paths.iter().filter_map(|path| path.rsplit_once("::")).find(|(other, _)| *other == module);
            names.extend(in_module.map(|(_, name)| name.to_owned()));
        }
        (module, names)
    });
    let (module, names) = best.max_by_key(|(_, names)| names.len()).filter(|(_, names)| names.len() > 1)?;
    let list: Vec<&str> = names.iter().map(String::as_str).collect();
    let path = format!("{module}::{{{}}}", list.join(", "));
    Some(import(context, &path, format!("Import {} names from `{module}`", list.len()), 0.93))
}

/// The paths that a name can be imported from: what other files import it as, the crate's own items, the standard library.
fn paths_of(context: &FixContext<'_>, name: &str) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    let mut add = |path: String| {
        if !paths.contains(&path) {
            paths.push(path);
        }
    };
    for (path, file) in context.project.files_of(Language::Rust) {
        for import in &file.outline().imports {
            let found = import.names.iter().find(|imported| imported.local == name && imported.exported == name);
            if found.is_some() && !import.module.is_empty() && !import.module.starts_with("self") && !import.module.starts_with("super") {
                add(format!("{}::{name}", import.module));
            }
        }
        if let Some(module) = module_of(context, path).filter(|_| path != context.file.path()) {
            let importable =
                |kind: DefinitionKind| !matches!(kind, DefinitionKind::Method | DefinitionKind::Field | DefinitionKind::Variant | DefinitionKind::Macro);
            for definition in file.outline().named(name).filter(|definition| importable(definition.kind)) {
                let is_public = definition.public && definition.container.is_empty();
                if is_public {
                    add(format!("{module}::{name}"));
                }
            }
        }
    }
    for path in std_items::paths_of(name).take(3) {
        add(path);
    }
    paths
}

/// The path of a file's module in the same crate: `crate::a::b` for `src/a/b.rs`.
fn module_of(context: &FixContext<'_>, path: &Path) -> Option<String> {
    let (root, _) = context.project.manifest(context.file.path(), "Cargo.toml").unwrap_or((context.project.root.as_path(), ""));
    let inside = path.strip_prefix(root.join("src")).ok()?.with_extension("");
    let mut parts: Vec<&str> = inside.iter().filter_map(|part| part.to_str()).collect();
    if matches!(parts.last(), Some(&"mod" | &"lib" | &"main")) {
        parts.pop();
    }
    Some(["crate"].into_iter().chain(parts).collect::<Vec<_>>().join("::"))
}

fn import(context: &FixContext<'_>, path: &str, title: String, likelihood: f64) -> Proposal {
    let (offset, blank) = in_order(context, path).map_or_else(|| insertion(context), |offset| (offset, false));
    let line_break = context.file.line_break();
    let indentation = context.file.indentation(context.file.line_of(offset));
    let indentation = if context.file.line_span(context.file.line_of(offset)).start == offset { "" } else { indentation };
    let text = format!("use {path};{line_break}{indentation}{}", if blank { line_break } else { "" });
    Proposal::new(RULE.name, title, context, EditSet::one(TextEdit::insert(offset, text)), likelihood)
}

/// Where an import goes among others of the same crate that stand in order: before the first that comes after it.
fn in_order(context: &FixContext<'_>, path: &str) -> Option<usize> {
    let tree = context.file.tree()?;
    let in_module = context.node().is_some_and(|node| crate::syntax::parse::ancestor(node, &["mod_item"]).is_some());
    if in_module {
        return None;
    }
    let root = path.split("::").next()?;
    let mut after = None;
    for item in crate::syntax::parse::named_children(tree.root_node()) {
        let text = context.file.slice(Span::new(item.start_byte(), item.end_byte()));
        let Some(other) = text.strip_prefix("use ").filter(|_| item.kind() == "use_declaration") else { continue };
        if other.split("::").next() != Some(root) {
            continue;
        }
        if other.trim_end_matches(';') > path {
            // Its attributes belong to it.
            let has_attribute = item.prev_named_sibling().is_some_and(|before| before.kind() == "attribute_item");
            return (!has_attribute).then_some(item.start_byte());
        }
        after = Some(item.end_byte());
    }
    // Behind the last of its crate, at the beginning of the next line.
    let end = after?;
    let rest = context.file.text().get(end..)?;
    let line_end = rest.find('\n')?;
    rest.get(..line_end)?.trim().is_empty().then_some(end + line_end + 1)
}

/// Where an import goes: before the first one of the module around the error, else before its first item. The second value says whether a
/// blank line has to follow.
fn insertion(context: &FixContext<'_>) -> (usize, bool) {
    let Some(tree) = context.file.tree() else { return (0, true) };
    let module = context.node().and_then(|node| crate::syntax::parse::ancestor(node, &["mod_item"])).and_then(|module| module.child_by_field_name("body"));
    let body = module.unwrap_or_else(|| tree.root_node());
    let items = crate::syntax::parse::named_children(body);
    let is_head = |kind: &str| kind.ends_with("comment") || kind == "inner_attribute_item" || kind == "shebang";
    // The attributes of an import belong to it.
    for (at, item) in items.iter().enumerate() {
        if item.kind() == "use_declaration" {
            let is_attribute = |node: &&tree_sitter::Node<'_>| node.kind() == "attribute_item";
            let attributes = items.get(..at).unwrap_or(&[]).iter().rev().take_while(is_attribute).count();
            let first = items.get(at - attributes).unwrap_or(item);
            return (first.start_byte(), false);
        }
    }
    let first = items.iter().enumerate().find(|(_, item)| !is_head(item.kind()));
    match first {
        Some((at, item)) => {
            // A comment right above the first item is the item's own.
            let mut start = item.start_byte();
            for before in items.get(..at).unwrap_or(&[]).iter().rev() {
                let gap = context.file.slice(Span::new(before.end_byte(), start));
                if !before.kind().ends_with("comment")
                    || context.file.slice(Span::new(before.start_byte(), before.end_byte())).starts_with("//!")
                    || gap.matches('\n').count() > 1
                {
                    break;
                }
                start = before.start_byte();
            }
            (start, true)
        }
        None => (body.end_byte(), true),
    }
}

/// The edits that add an import of a learned fix.
pub(in crate::fix) fn import_edits(context: &FixContext<'_>, imported: &Imported) -> Option<EditSet> {
    let path = match &imported.name {
        Some(name) => format!("{}::{name}", imported.module),
        None => imported.module.clone(),
    };
    let last = path.rsplit("::").next().unwrap_or(&path);
    let path = if last == imported.local { path.clone() } else { format!("{path} as {}", imported.local) };
    import(context, &path, String::new(), 1.0).edits.pop().map(|file| file.edits)
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn names_of_std_are_imported_where_imports_stand() {
        let table = [
            ("fn f() -> «HashMap»<u8, u8> { todo!() }\n", "use std::collections::HashMap;\n\nfn f() -> HashMap<u8, u8> { todo!() }\n"),
            (
                "//! Doc.\n\nuse std::fmt;\n\nfn f() -> «Ordering» { todo!() }\n",
                "//! Doc.\n\nuse std::cmp::Ordering;\nuse std::fmt;\n\nfn f() -> Ordering { todo!() }\n",
            ),
        ];
        for (program, expected) in table {
            let name = program.split(['«', '»']).nth(1).unwrap();
            assert_eq!(repaired(&RULE, program, "E0412", &format!("cannot find type `{name}` in this scope"), &[]).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_name_that_is_nowhere_is_not_imported() {
        assert_eq!(repaired(&RULE, "fn f(x: «Nowhere») {}\n", "E0412", "cannot find type `Nowhere` in this scope", &[]), None);
    }
}
