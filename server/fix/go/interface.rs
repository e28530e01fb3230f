//! The methods that an interface wants, as the file at hand would write them.

use super::missing_import::{insertion, preference};
use super::signatures::{interface, qualified, renamed};
use super::standard_library::packages;
use super::types::base_name;
use super::view::{View, split_list};
use crate::base::TextEdit;
use crate::syntax::go::ast::{Kind, NodeId, Tree};
use crate::syntax::go::imports::package_name;
use crate::syntax::go::parse;
use regex::{Captures, Regex};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// How deep interfaces are looked for in one another.
const DEPTH: u32 = 6;

/// The methods of an interface that a message names, by name, each with its signature.
pub(super) fn methods(view: &View<'_>, interface: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    collect(view, interface, DEPTH, &mut found);
    found
}

fn collect(view: &View<'_>, interface: &str, depth: u32, found: &mut BTreeMap<String, String>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let base = base_name(interface);
    if base == "error" {
        found.insert("Error".to_owned(), "() string".to_owned());
        return;
    }
    if let Some((qualifier, name)) = base.rsplit_once('.') {
        if let Some(path) = view.imported(qualifier).or_else(|| library_path(qualifier)) {
            of_library(&path, name, depth, found);
        }
        return;
    }
    let arguments = interface.split_once('[').and_then(|(_, rest)| rest.strip_suffix(']')).map(split_list).unwrap_or_default();
    if of_tree(view, &view.tree, view.text, base, &arguments, depth, found) {
        return;
    }
    let file = view.context.file;
    for sibling in view.context.project.siblings(file.path(), file.language()) {
        if of_tree(view, &parse(sibling.text()), sibling.text(), base, &arguments, depth, found) {
            return;
        }
    }
}

/// Reads an interface of the package from one of its files; whether the file has it.
fn of_tree(view: &View<'_>, tree: &Tree, text: &str, name: &str, arguments: &[String], depth: u32, found: &mut BTreeMap<String, String>) -> bool {
    let text_of = |id: NodeId| tree.span(id).of(text);
    let mut pending = vec![tree.root];
    while let Some(id) = pending.pop() {
        let declared = tree.child(id, 2);
        if tree.kind(id) != Kind::TypeSpec || text_of(tree.child(id, 0)) != name || tree.kind(declared) != Kind::InterfaceType {
            pending.extend_from_slice(tree.children(id));
            continue;
        }
        let parameters: Vec<&str> = tree.children(tree.child(id, 1)).iter().map(|field| text_of(tree.child(*field, 0))).collect();
        let instance = |text: &str| renamed(text, |word| parameters.iter().position(|parameter| *parameter == word).and_then(|at| arguments.get(at).cloned()));
        for member in tree.children(declared) {
            let (first, second) = (tree.child(*member, 0), tree.child(*member, 1));
            if tree.kind(*member) == Kind::Method {
                found.entry(text_of(first).to_owned()).or_insert_with(|| instance(text_of(second)));
            } else {
                collect(view, &instance(text_of(first)), depth, found);
            }
        }
        return true;
    }
    false
}

fn of_library(path: &str, name: &str, depth: u32, found: &mut BTreeMap<String, String>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let prefix = format!("{}.", package_name(path).0);
    let (methods, embedded) = interface(path, name);
    for (method, signature) in methods {
        found.entry(method.to_owned()).or_insert_with(|| qualified(signature, &prefix));
    }
    for other in embedded {
        match other.rsplit_once('.') {
            Some((qualifier, name)) => {
                if let Some(path) = library_path(qualifier) {
                    of_library(&path, name, depth, found);
                }
            }
            None => of_library(path, other, depth, found),
        }
    }
}

/// The likeliest package of the standard library that is called so.
fn library_path(name: &str) -> Option<String> {
    packages().iter().filter(|package| package.name() == name).map(|package| package.path.to_owned()).min_by_key(|path| preference(path))
}

/// A signature with its packages named as the file imports them, and the imports that it needs besides.
pub(super) fn as_imported(view: &View<'_>, signature: &str) -> (String, Vec<TextEdit>) {
    static QUALIFIED: OnceLock<Option<Regex>> = OnceLock::new();
    let Some(pattern) = QUALIFIED.get_or_init(|| Regex::new(r"\b([a-z]\w*)\.([A-Z]\w*)").ok()) else { return (signature.to_owned(), Vec::new()) };
    let imports = &view.context.file.outline().imports;
    let mut edits: Vec<TextEdit> = Vec::new();
    let text = pattern.replace_all(signature, |parts: &Captures<'_>| {
        let [whole, qualifier, name] = [0, 1, 2].map(|at| parts.get(at).map_or("", |part| part.as_str()));
        if view.imported(qualifier).is_some() {
            return whole.to_owned();
        }
        let Some(path) = library_path(qualifier) else { return whole.to_owned() };
        let of_path = || imports.iter().filter(|import| import.module == path);
        if of_path().any(|import| import.glob) {
            return name.to_owned();
        }
        if let Some(bound) = of_path().find_map(|import| import.names.first()) {
            return format!("{}.{name}", bound.local);
        }
        let edit = insertion(view, &path);
        if !edits.contains(&edit) {
            edits.push(edit);
        }
        whole.to_owned()
    });
    (text.into_owned(), edits)
}
