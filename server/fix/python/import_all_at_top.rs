//! Moves `from module import *` out of a function.

use super::insert::first_statement;
use super::support::{lines_of, text_of};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule = Rule {
    name: "python/import-all-at-top",
    summary: "Moves `from module import *` from a function to the top of the file",
    not_offered: "It keeps silent where the import shares its line with another statement.",
    examples: &[
        Example::mends(
            "ruff[F406]: `from math import *` only allowed at module level",
            "
            def area(radius):
                «from math import *»
                return pi * radius**2
            ",
            "
            from math import *

            def area(radius):
                return pi * radius**2
            ",
        ),
        Example::keeps_silent(
            "ruff[F406]: `from math import *` only allowed at module level",
            "
            def area(radius):
                «from math import *»; return pi * radius**2
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.is_error() && (diagnostic.message.contains("import * only allowed at module level") || diagnostic.code() == "F406")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    moved(context).into_iter().collect()
}

fn moved(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let line = file.line_of(context.diagnostic.range.start);
    let is_meant = |node: &tree_sitter::Node<'_>| {
        node.kind() == "import_from_statement" && file.line_of(node.start_byte()) <= line && line <= file.line_of(node.end_byte())
    };
    let import = parse::descendants(file.tree()?.root_node()).find(is_meant)?;
    let block = import.parent()?;
    let (first, last) = lines_of(file, import);
    let lines = file.full_lines(first, last);
    if lines.of(file.text()).trim() != text_of(file, import) {
        return None;
    }
    let line_break = file.line_break();
    let statement = format!("{}{line_break}{line_break}", text_of(file, import));
    let removal = match block.named_child_count() {
        // A function without a body needs one; `...` behind its head says that it is declared only.
        1 => {
            let head = file.text().get(..import.start_byte())?.trim_end().len();
            TextEdit::replace(Span::new(head, import.end_byte()), " ...")
        }
        _ => TextEdit::delete(lines),
    };
    let edits = EditSet::new([TextEdit::insert(first_statement(file), statement), removal]).ok()?;
    Some(Proposal::new(RULE.name, "Move the import to the top of the file", context, edits, 0.95))
}
