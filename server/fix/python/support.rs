//! What several rules ask of the text around a diagnostic.

use crate::base::{EditSet, Span, TextEdit};
use crate::fix::FixContext;
use crate::syntax::{SourceFile, parse};
use tree_sitter::Node;

/// The name that the diagnostic is about, with its place.
pub(super) fn subject<'c>(context: &'c FixContext<'_>) -> Option<(&'c str, Span)> {
    let name = context.diagnostic.subject()?;
    let range = context.diagnostic.range;
    let covered = context.file.slice(range);
    if covered == name {
        return Some((name, range));
    }
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let at = covered.rmatch_indices(name).map(|(at, _)| at).find(|at| {
        let before = covered.get(..*at).and_then(|before| before.chars().next_back());
        let after = covered.get(at + name.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })?;
    Some((name, Span::new(range.start + at, range.start + at + name.len())))
}

/// Whether a text is one identifier.
pub(super) fn is_identifier(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit()) && !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// The innermost node of some kinds around an offset.
pub(super) fn enclosing<'f>(file: &'f SourceFile, offset: usize, kinds: &[&str]) -> Option<Node<'f>> {
    parse::ancestor(file.node_at(Span::at(offset))?, kinds)
}

/// The statements around a node, innermost first: nodes whose parent is a block or the module.
pub(super) fn statements_around<'f>(file: &'f SourceFile, offset: usize) -> Vec<Node<'f>> {
    let mut found = Vec::new();
    let mut current = file.node_at(Span::at(offset));
    while let Some(node) = current {
        let parent = node.parent();
        if parent.is_some_and(|parent| matches!(parent.kind(), "block" | "module")) && node.kind() != "comment" {
            found.push(node);
        }
        current = parent;
    }
    found
}

/// The text of a node.
pub(super) fn text_of<'f>(file: &'f SourceFile, node: Node<'_>) -> &'f str {
    file.slice(parse::span(node))
}

/// The name of a function or class node.
pub(super) fn name_of<'f>(file: &'f SourceFile, node: Node<'_>) -> &'f str {
    node.child_by_field_name("name").map_or("", |name| text_of(file, name))
}

/// The edits that give lines `first..=last` another indentation: the first one exactly `indentation`, the others moved by as much. Lines that
/// begin inside a string keep theirs.
pub(super) fn reindent(file: &SourceFile, first: usize, last: usize, indentation: &str) -> Option<EditSet> {
    let old = file.indentation(first);
    let mut edits = Vec::new();
    for line in first..=last {
        let span = file.line_span(line);
        let lead = file.indentation(line);
        let inside_string = line > first
            && file.node_at(Span::at(span.start)).is_some_and(|node| parse::ancestor(node, &["string"]).is_some_and(|string| string.start_byte() < span.start));
        if file.line(line).trim().is_empty() || inside_string {
            continue;
        }
        let new = match lead.strip_prefix(old) {
            Some(deeper) => format!("{indentation}{deeper}"),
            None if line == first => indentation.to_owned(),
            None => continue,
        };
        edits.push(TextEdit::replace(Span::new(span.start, span.start + lead.len()), new));
    }
    EditSet::new(edits).ok()
}

/// The lines that a node covers.
pub(super) fn lines_of(file: &SourceFile, node: Node<'_>) -> (usize, usize) {
    (file.line_of(node.start_byte()), file.line_of(node.end_byte().saturating_sub(1).max(node.start_byte())))
}

/// The dotted name of a module of the project, from its path: folders count as packages while they have an `__init__.py`.
pub(super) fn module_of(context: &FixContext<'_>, path: &std::path::Path) -> Option<String> {
    let stem = path.file_stem()?.to_str()?;
    let mut parts = if stem == "__init__" { Vec::new() } else { vec![stem] };
    let mut folder = path.parent()?;
    while context.project.files.contains_key(&folder.join("__init__.py")) {
        parts.push(folder.file_name()?.to_str()?);
        folder = folder.parent()?;
    }
    parts.reverse();
    (!parts.is_empty()).then(|| parts.join("."))
}
