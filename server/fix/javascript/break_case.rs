//! Ends a case that falls through into the next.

use super::style::Style;
use super::tree;
use crate::base::TextEdit;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule = Rule {
    name: "javascript/break-case",
    summary: "Ends a case that falls through",
    not_offered: "It is offered for every case that a checker reports.",
    examples: &[Example::mends(
        "eslint[no-fallthrough]: Expected a 'break' statement before 'case'.",
        "
            export function run(kind, one, two) {
              switch (kind) {
                case 1:
                  one();
                «case 2:
                  two();»
              }
            }
            ",
        "
            export function run(kind, one, two) {
              switch (kind) {
                case 1:
                  one();
                  break;
                case 2:
                  two();
              }
            }
            ",
    )],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.category() == "CONTROL.FALLTHROUGH"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let Some(node) = tree::node_at(file, context.diagnostic.range) else { return Vec::new() };
    let Some(case) = parse::ancestor(node, &["switch_case", "switch_default"]) else { return Vec::new() };
    let mut earlier = case.prev_named_sibling();
    while let Some(comment) = earlier.filter(|earlier| earlier.kind() == "comment") {
        earlier = comment.prev_named_sibling();
    }
    let Some(earlier) = earlier else { return Vec::new() };
    let end = Style::of(file, context.project).end();
    let statements: Vec<_> = parse::named_children(earlier).into_iter().filter(|child| child.kind() != "comment").collect();
    let value = earlier.child_by_field_name("value");
    let last = statements.last().filter(|last| Some(**last) != value);
    let edit = match last {
        // A body that is one block ends inside it.
        Some(block) if block.kind() == "statement_block" && statements.iter().filter(|child| Some(**child) != value).count() == 1 => {
            let at = block.end_byte() - 1;
            let indentation = file.indentation(file.line_of(earlier.start_byte())).to_owned() + &file.indent_unit();
            TextEdit::insert(
                line_start_or(file, at),
                if line_start_or(file, at) == at { format!("break{end} ") } else { format!("{indentation}break{end}{}", file.line_break()) },
            )
        }
        Some(statement) if file.line_of(statement.start_byte()) != file.line_of(earlier.start_byte()) => {
            let indentation = file.indentation(file.line_of(statement.start_byte()));
            TextEdit::insert(statement.end_byte(), format!("{}{indentation}break{end}", file.line_break()))
        }
        Some(statement) => {
            let separator = if tree::text(file, *statement).ends_with([';', '}']) { " " } else { "; " };
            TextEdit::insert(statement.end_byte(), format!("{separator}break;"))
        }
        None => TextEdit::insert(earlier.end_byte(), " break;"),
    };
    vec![Proposal::new(RULE.name, "End the case with `break`", context, edit.into(), 0.85)]
}

/// The start of the line that holds an offset, if only blanks stand between; else the offset.
fn line_start_or(file: &crate::syntax::SourceFile, offset: usize) -> usize {
    let start = file.line_span(file.line_of(offset)).start;
    let blank = file.text().get(start..offset).is_some_and(|before| before.trim().is_empty());
    if blank { start } else { offset }
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    fn mends(before: &str, after: &str) {
        fix_of_rule("no-fallthrough", "Expected a 'break' statement before 'case'.", before, after);
    }

    #[test]
    fn the_earlier_case_ends() {
        mends("switch (a) {\n  case 1:\n    b();\n  «case 2:\n    c();»\n}\n", "switch (a) {\n  case 1:\n    b();\n    break;\n  case 2:\n    c();\n}\n");
        mends("switch (a) { case 0: b();\n\n«case 1: c();» }\n", "switch (a) { case 0: b(); break;\n\ncase 1: c(); }\n");
        mends(
            "switch (a) {\n  case 1: {\n    b();\n  }\n  «case 2:\n    c();»\n}\n",
            "switch (a) {\n  case 1: {\n    b();\n    break;\n  }\n  case 2:\n    c();\n}\n",
        );
    }
}
