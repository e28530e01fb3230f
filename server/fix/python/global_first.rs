//! Moves a `global` or `nonlocal` declaration before the first use of its name.

use super::support::{enclosing, lines_of, text_of};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "python/global-first",
    summary: "Moves a `global` or `nonlocal` declaration before the first use of its name",
    not_offered: "It keeps silent where the declaration stands alone in its block, which would be left empty, or shares its line.",
    examples: &[
        Example::mends(
            "healer[syntax]: name 'count' is used prior to global declaration",
            "
            count = 0

            def increment():
                print(«count»)
                global count
                count += 1
            ",
            "
            count = 0

            def increment():
                global count
                print(count)
                count += 1
            ",
        ),
        Example::keeps_silent(
            "healer[syntax]: name 'count' is used prior to global declaration",
            "
            count = 0

            def increment():
                print(«count»)
                if count:
                    global count
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    let said = &diagnostic.message;
    diagnostic.is_error()
        && ["prior to global", "prior to nonlocal", "before global declaration", "before nonlocal declaration"].iter().any(|words| said.contains(words))
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    moved(context).into_iter().collect()
}

fn moved(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let function = enclosing(file, context.diagnostic.range.start, &["function_definition"])?;
    let body = function.child_by_field_name("body")?;
    let declares = |node: &Node<'_>| matches!(node.kind(), "global_statement" | "nonlocal_statement");
    let name = context.diagnostic.message.split(['\'', '`', '"']).nth(1)?;
    let declaration = parse::descendants(body).filter(declares).find(|node| parse::named_children(*node).iter().any(|child| text_of(file, *child) == name))?;
    let statements = parse::named_children(body);
    let is_docstring = |node: &&Node<'_>| node.kind() == "expression_statement" && node.named_child(0).is_some_and(|child| child.kind() == "string");
    let first = statements.iter().find(|node| node.kind() != "comment" && !is_docstring(node))?;
    let (start, end) = lines_of(file, declaration);
    let lines = file.full_lines(start, end);
    // A block that the declaration alone makes up would be left empty.
    let alone = lines.of(file.text()).trim() == text_of(file, declaration) && declaration.parent().is_some_and(|block| block.named_child_count() > 1);
    if !alone || first.start_byte() >= declaration.start_byte() {
        return None;
    }
    let indentation = file.indentation(file.line_of(first.start_byte()));
    let line = format!("{}{}{indentation}", text_of(file, declaration), file.line_break());
    let edits = EditSet::new([TextEdit::insert(first.start_byte(), line), TextEdit::delete(lines)]).ok()?;
    let word = text_of(file, declaration).split_whitespace().next().unwrap_or("global").to_owned();
    Some(Proposal::new(RULE.name, format!("Move `{word} {name}` to the start of the function"), context, edits, 0.95))
}
