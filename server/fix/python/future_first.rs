//! Moves an import from `__future__` to the top, where it has to stand.

use super::insert::first_statement;
use super::support::lines_of;
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule = Rule {
    name: "python/future-first",
    summary: "Moves imports from `__future__` to the top of the file",
    not_offered: "It keeps silent where the import shares its line with another statement.",
    examples: &[
        Example::mends(
            "python[SyntaxError]: from __future__ imports must occur at the beginning of the file",
            "
            import os
            «from __future__ import annotations»

            os.getcwd()
            ",
            "
            from __future__ import annotations
            import os

            os.getcwd()
            ",
        ),
        Example::keeps_silent(
            "python[SyntaxError]: from __future__ imports must occur at the beginning of the file",
            "
            import os;« »from __future__ import annotations

            os.getcwd()
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.is_error() && diagnostic.message.contains("__future__") && diagnostic.message.contains("beginning of the file")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let Some(tree) = file.tree() else { return Vec::new() };
    let line = file.line_of(context.diagnostic.range.start);
    let on_line = |node: &tree_sitter::Node<'_>| file.line_of(node.start_byte()) == line;
    let Some(import) = parse::descendants(tree.root_node()).find(|node| node.kind() == "future_import_statement" && on_line(node)) else { return Vec::new() };
    let (first, last) = lines_of(file, import);
    let lines = file.full_lines(first, last);
    let statement = file.slice(Span::new(import.start_byte(), import.end_byte()));
    let at = first_statement(file);
    let edits = EditSet::new([TextEdit::delete(lines), TextEdit::insert(at, format!("{statement}{}", file.line_break()))]);
    let alone = lines.of(file.text()).trim() == statement.trim() && at < lines.start;
    edits.ok().filter(|_| alone).map(|edits| Proposal::new(RULE.name, "Move the import to the top of the file", context, edits, 0.95)).into_iter().collect()
}
