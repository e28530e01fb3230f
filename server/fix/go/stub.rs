//! Functions and methods to be filled in, as Go's own tools write them.

use super::expected::{Expected, expected};
use super::types::{Types, base_name};
use super::view::{View, split_list};
use crate::base::TextEdit;
use crate::syntax::go::ast::{ABSENT, Kind, NodeId};
use crate::syntax::go::universe;

/// A function's text: `head` is what stands between `func` and the body.
pub(super) fn function(view: &View<'_>, head: &str) -> String {
    let file = view.context.file;
    let (line_break, unit) = (file.line_break(), file.indent_unit());
    format!("func {head} {{{line_break}{unit}panic(\"unimplemented\"){line_break}}}")
}

/// The edit that puts functions behind the top-level declaration around an offset.
pub(super) fn behind(view: &View<'_>, offset: usize, functions: &[String]) -> Option<TextEdit> {
    let top = view.path(offset).get(1).copied()?;
    let line_break = view.context.file.line_break();
    let text: String = functions.iter().map(|function| format!("{line_break}{line_break}{function}")).collect();
    Some(TextEdit::insert(view.tree.span(top).end, text))
}

/// The specification of a type that the file defines.
pub(super) fn type_specification(view: &View<'_>, name: &str) -> Option<NodeId> {
    let mut found = view.below(view.tree.root);
    found.retain(|id| view.kind(*id) == Kind::TypeSpec && view.text_of(view.tree.child(*id, 0)) == name);
    found.into_iter().min_by_key(|id| view.tree.span(*id).start)
}

/// The receiver of a new method of a type, which may have a star: named as in the type's other methods, with the type's own parameters.
pub(super) fn receiver(view: &View<'_>, specification: NodeId, type_text: &str) -> String {
    let name = base_name(type_text);
    let methods = view.tree.children(view.tree.root).iter().filter(|id| view.kind(**id) == Kind::Function);
    let fields = methods.filter_map(|id| view.tree.children(view.tree.child(*id, 0)).first().copied());
    let named = fields.filter(|field| base_name(view.text_of(view.tree.child(*field, 1))) == name).map(|field| view.tree.child(field, 0));
    let known = named.filter(|name| *name != ABSENT).map(|name| view.text_of(name)).find(|name| *name != "_");
    let letter = name.chars().next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    let parameters: Vec<&str> = view.tree.children(view.tree.child(specification, 1)).iter().map(|field| view.text_of(view.tree.child(*field, 0))).collect();
    let parameters = if parameters.is_empty() { String::new() } else { format!("[{}]", parameters.join(", ")) };
    let star = if type_text.starts_with('*') { "*" } else { "" };
    format!("({} {star}{name}{parameters})", known.unwrap_or(&letter))
}

/// The parameters that a call's arguments ask for: names and types.
pub(super) fn parameters(types: &Types<'_, '_>, call: NodeId) -> Vec<(String, String)> {
    let view = types.view;
    let mut found: Vec<(String, String)> = Vec::new();
    for argument in view.tree.children(call).iter().skip(1).copied() {
        let known = types.of(argument).unwrap_or_else(|| "any".to_owned());
        match known.strip_prefix('(').and_then(|list| list.strip_suffix(')')) {
            Some(list) => found.extend(split_list(list).into_iter().map(|known| (name_of_type(&known), known))),
            None => found.push((name_of_argument(view, argument, &known), known)),
        }
    }
    let names: Vec<String> = found.iter().map(|(name, _)| name.clone()).collect();
    for (at, (name, _)) in found.iter_mut().enumerate() {
        let same = |list: &[String]| list.iter().filter(|other| *other == name).count();
        if same(&names) > 1 {
            *name = format!("{name}{}", same(names.get(..at).unwrap_or(&[])) + 1);
        }
    }
    found
}

fn name_of_argument(view: &View<'_>, argument: NodeId, known: &str) -> String {
    let argument = view.tree.unparen(argument);
    let text = view.text_of(argument);
    match view.kind(argument) {
        Kind::Name if !universe::is_predeclared(text) => text.to_owned(),
        Kind::Selector => last_word(view.text_of(view.tree.child(argument, 1))),
        _ => name_of_type(known),
    }
}

/// `duration` of `time.Duration`, `i` of `[]int`, `t` of `*T`.
fn name_of_type(type_text: &str) -> String {
    let element = type_text.trim_start_matches(['*', '[', ']', '.']).trim_start_matches("chan ");
    let name = base_name(element).rsplit('.').next().unwrap_or(element);
    if name == "error" {
        return "err".to_owned();
    }
    if universe::is_predeclared(name) || !name.chars().all(|character| character.is_alphanumeric() || character == '_') {
        return name.chars().next().filter(char::is_ascii_lowercase).unwrap_or('v').to_string();
    }
    last_word(name)
}

/// The last word of a name in camel case, in small letters.
fn last_word(name: &str) -> String {
    let starts: Vec<usize> = name.char_indices().filter(|(_, character)| character.is_uppercase()).map(|(at, _)| at).collect();
    let begins_word = |at: &&usize| name.get(..**at).and_then(|before| before.chars().next_back()).is_none_or(|before| !before.is_uppercase());
    let word = starts.iter().rev().find(begins_word).and_then(|at| name.get(*at..)).unwrap_or(name).to_lowercase();
    let keyword = ["break", "case", "chan", "const", "continue", "default", "defer", "else", "func", "for", "go", "if", "import", "interface", "map"];
    let more = ["package", "range", "return", "select", "struct", "switch", "type", "var"];
    if keyword.contains(&word.as_str()) || more.contains(&word.as_str()) || word.is_empty() { "v".to_owned() } else { word }
}

/// The result that the place of a call wants, with a space before it.
pub(super) fn result(types: &Types<'_, '_>, call: NodeId) -> String {
    match expected(types, call) {
        Expected::Nothing => String::new(),
        Expected::Type(wanted) => format!(" {wanted}"),
        Expected::Something => " any".to_owned(),
    }
}
