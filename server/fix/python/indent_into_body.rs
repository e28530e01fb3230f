//! Indents a statement into the function or loop that it has slipped out of.

use super::support::{lines_of, reindent, statements_around};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "python/indent-into-body",
    summary: "Indents `return`, `yield`, `await`, `break` and `continue` into the body before them",
    not_offered: "It keeps silent about statements that no function or loop stands right before.",
    examples: &[
        Example::mends(
            "python[SyntaxError]: 'return' outside function",
            "
            def double(x):
                y = 2 * x
            «return y»
            ",
            "
            def double(x):
                y = 2 * x
                return y
            ",
        ),
        Example::mends(
            "python[SyntaxError]: 'break' outside loop",
            r#"
            for line in open("log"):
                print(line)
            «break»
            "#,
            r#"
            for line in open("log"):
                print(line)
                break
            "#,
        ),
        Example::keeps_silent(
            "python[SyntaxError]: 'return' outside function",
            "
            width = 1
            «return width»
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.category(), "CONTROL.OUTSIDE" | "ASYNC.OUTSIDE") && diagnostic.is_error()
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let Some(statement) = statements_around(file, context.diagnostic.range.start).into_iter().next() else { return Vec::new() };
    let jumps = matches!(statement.kind(), "break_statement" | "continue_statement");
    let mut proposals = Vec::new();
    if let Some(body) = body_before(statement, jumps) {
        let first = body.named_child(0).map_or(body.start_byte(), |first| first.start_byte());
        let indentation = file.indentation(file.line_of(first)).to_owned();
        let (start, end) = lines_of(file, statement);
        if let Some(edits) = reindent(file, start, end, &indentation) {
            let what = statement.child(0).map_or("statement", |word| word.kind());
            let into = if jumps { "loop" } else { "function" };
            proposals.push(Proposal::new(RULE.name, format!("Indent `{what}` into the {into} before it"), context, edits, if jumps { 0.6 } else { 0.88 }));
        }
    }
    if jumps {
        let (start, end) = lines_of(file, statement);
        let alone = statement.parent().is_some_and(|parent| parent.kind() == "block" && parent.named_child_count() == 1);
        let in_function = parse::ancestor(statement, &["function_definition"]).is_some();
        if in_function {
            let title = format!("Change `{}` to `return`", super::support::text_of(file, statement));
            proposals.push(Proposal::replace(RULE.name, title, context, parse::span(statement), "return", 0.4));
        }
        if !alone {
            let title = format!("Remove `{}`", super::support::text_of(file, statement));
            proposals.push(Proposal::new(RULE.name, title, context, EditSet::one(TextEdit::delete(file.full_lines(start, end))), 0.35));
        }
    }
    proposals
}

/// The body of the function or loop that ends right before a statement.
fn body_before(statement: Node<'_>, jumps: bool) -> Option<Node<'_>> {
    let kinds: &[&str] = if jumps { &["for_statement", "while_statement"] } else { &["function_definition"] };
    let mut before = statement.prev_named_sibling()?;
    loop {
        if before.kind() == "comment" || (!jumps && !matches!(before.kind(), "function_definition" | "decorated_definition" | "class_definition")) {
            // Statements between the function and this one have slipped out too, or belong where they are: nobody knows.
            before = if before.kind() == "comment" { before.prev_named_sibling()? } else { return None };
            continue;
        }
        if kinds.contains(&before.kind()) {
            return before.child_by_field_name("body");
        }
        before = match before.kind() {
            "decorated_definition" => before.child_by_field_name("definition")?,
            "class_definition" => before.child_by_field_name("body").and_then(last_statement)?,
            _ => return None,
        };
    }
}

fn last_statement(block: Node<'_>) -> Option<Node<'_>> {
    parse::named_children(block).into_iter().rfind(|node| node.kind() != "comment")
}
