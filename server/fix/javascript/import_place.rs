//! Writing an import: the statement, and the place where it belongs.

use super::import_sources::{Source, same_module};
use super::modules::is_builtin;
use super::style::Style;
use crate::base::{EditSet, TextEdit};
use crate::fix::FixContext;
use crate::model::Imported;
use crate::syntax::{Import, SourceFile, parse};

/// The edits that bring the names, each an export and its local name, from a source.
pub(super) fn edits(file: &SourceFile, style: &Style, source: &Source, names: &[(String, String)]) -> Option<EditSet> {
    if let Some(extended) = extended(file, style, source, names) {
        return Some(extended.into());
    }
    Some(inserted(file, style, source, &statement(style, source, names)?).into())
}

fn statement(style: &Style, source: &Source, names: &[(String, String)]) -> Option<String> {
    let module = style.quoted(&source.module);
    let (end, keyword) = (style.end(), style.keyword);
    let (exported, local) = names.first()?;
    let list = |rename: &str| -> String {
        let parts: Vec<String> =
            names.iter().map(|(exported, local)| if exported == local { local.clone() } else { format!("{exported}{rename}{local}") }).collect();
        parts.join(", ")
    };
    Some(match (style.module, exported.as_str()) {
        (true, "default") => format!("import {local} from {module}{end}"),
        (true, "") => format!("import * as {local} from {module}{end}"),
        (true, _) => format!("import {{ {} }} from {module}{end}", list(" as ")),
        (false, "") => format!("{keyword} {local} = require({module}){}{end}", source.suffix),
        (false, "default") => format!("{keyword} {local} = require({module}).default{end}"),
        (false, _) if !source.suffix.is_empty() && names.len() == 1 => format!("{keyword} {local} = require({module}){}{end}", source.suffix),
        (false, _) => format!("{keyword} {{ {} }} = require({module}){end}", list(": ")),
    })
}

/// An edit of an import of the same module that is there already and lists names.
fn extended(file: &SourceFile, style: &Style, source: &Source, names: &[(String, String)]) -> Option<TextEdit> {
    if source.is_whole() || !source.suffix.is_empty() {
        return None;
    }
    let listed =
        |import: &&Import| same_module(&import.module, &source.module) && import.names.iter().any(|name| !matches!(name.exported.as_str(), "" | "default"));
    let import = file.outline().imports.iter().find(listed)?;
    let last = import.names.iter().rfind(|name| !matches!(name.exported.as_str(), "" | "default"))?;
    if import.require && file.slice(import.range).contains(").") {
        return None;
    }
    let rename = if style.module { " as " } else { ": " };
    let added: Vec<String> =
        names.iter().map(|(exported, local)| if exported == local { local.clone() } else { format!("{exported}{rename}{local}") }).collect();
    // A list that has one name a line goes on so.
    let line = file.line_of(last.range.start);
    let own_line = file.line_of(import.range.start) != line && file.line(line).trim().trim_end_matches(',') == file.slice(last.range);
    let separator = if own_line { format!(",{}{}", file.line_break(), file.indentation(line)) } else { ", ".to_owned() };
    Some(TextEdit::insert(last.range.end, format!("{separator}{}", added.join(&separator))))
}

/// The group in which a module's import stands: Node's modules, packages, the project's own from above, and beside.
fn group(module: &str) -> usize {
    match module {
        module if module.starts_with("./") => 3,
        module if module.starts_with('.') => 2,
        module if is_builtin(module.trim_start_matches("node:")) => 0,
        _ => 1,
    }
}

fn inserted(file: &SourceFile, style: &Style, source: &Source, statement: &str) -> TextEdit {
    let line_break = file.line_break();
    let head: Vec<&Import> = head_imports(file, style.module);
    let own = group(&source.module);
    if head.is_empty() {
        let (at, blank_before) = after_header(file);
        let rest_blank = file.text().get(at..).is_some_and(|rest| rest.starts_with(['\n', '\r']));
        let after = if rest_blank || file.text().len() == at { "" } else { line_break };
        let before = if blank_before { line_break } else { "" };
        return TextEdit::insert(at, format!("{before}{statement}{line_break}{after}"));
    }
    let line_start = |import: &Import| file.line_span(file.line_of(import.range.start)).start;
    let after_line = |import: &Import| file.full_lines(file.line_of(import.range.end), file.line_of(import.range.end)).end;
    let same: Vec<&&Import> = head.iter().filter(|import| group(&import.module) == own).collect();
    let sorted = same.windows(2).all(|pair| matches!(pair, [left, right] if left.module <= right.module));
    let before_this = same.iter().find(|import| sorted && import.module.as_str() > source.module.as_str());
    let at = match (before_this, same.last()) {
        (Some(import), _) => line_start(import),
        (None, Some(last)) => after_line(last),
        (None, None) => match (head.iter().rfind(|import| group(&import.module) < own), head.first()) {
            (Some(earlier), _) => after_line(earlier),
            (None, Some(first)) => line_start(first),
            (None, None) => 0,
        },
    };
    let ends_open = at == file.text().len() && !file.text().ends_with(['\n', '\r']);
    let text = if ends_open { format!("{line_break}{statement}") } else { format!("{statement}{line_break}") };
    TextEdit::insert(at, text)
}

/// The imports of the file's kind that stand at the left margin.
fn head_imports(file: &SourceFile, module: bool) -> Vec<&Import> {
    let at_margin = |import: &&Import| import.range.start == file.line_span(file.line_of(import.range.start)).start;
    let kind = |import: &&Import| import.require != module;
    let own: Vec<&Import> = file.outline().imports.iter().filter(kind).filter(at_margin).collect();
    // An import far below the first code is none of the head's.
    own.into_iter().take(80).collect()
}

/// The place behind the hashbang, the comment at the file's head and the directives; and whether a blank line goes before what is put there.
fn after_header(file: &SourceFile) -> (usize, bool) {
    let Some(tree) = file.tree() else { return (0, false) };
    let mut end = None;
    for node in parse::named_children(tree.root_node()) {
        let directive = node.kind() == "expression_statement" && node.named_child(0).is_some_and(|child| child.kind() == "string");
        let comment = node.kind() == "comment"
            && file.slice(parse::span(node)).starts_with("/*")
            && file.line_of(node.end_byte()) + 1 != next_code_line(file, node.end_byte());
        if !(node.kind() == "hash_bang_line" || directive || comment) {
            break;
        }
        end = Some(node.end_byte());
    }
    match end {
        Some(end) => (file.full_lines(file.line_of(end), file.line_of(end)).end, true),
        None => (if file.text().starts_with('\u{feff}') { 3 } else { 0 }, false),
    }
}

/// The line of the first character behind an offset that is not blank.
fn next_code_line(file: &SourceFile, offset: usize) -> usize {
    let rest = file.text().get(offset..).unwrap_or("");
    file.line_of(offset + rest.len() - rest.trim_start().len())
}

/// The edits that add an import of a learned fix.
pub(in crate::fix) fn import_edits(context: &FixContext<'_>, import: &Imported) -> Option<EditSet> {
    let style = Style::of(context.file, context.project);
    let exported = import.name.clone().unwrap_or_default();
    let source = Source { module: import.module.clone(), exported: exported.clone(), suffix: String::new(), together: Vec::new(), likelihood: 1.0 };
    edits(context.file, &style, &source, &[(exported, import.local.clone())])
}
