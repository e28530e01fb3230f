//! Removes code that is never reached, assigns something to itself, or stops in the debugger.

use super::tree;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule = Rule {
    name: "javascript/remove-dead-code",
    summary: "Removes code that does nothing",
    not_offered: "It keeps silent where the statement is a branch without braces, which needs one.",
    examples: &[
        Example::mends(
            "eslint[no-unreachable]: Unreachable code.",
            "
            export function first(items) {
              return items[0];
              «items.pop();»
            }
            ",
            "
            export function first(items) {
              return items[0];
            }
            ",
        ),
        Example::keeps_silent(
            "eslint[no-debugger]: Unexpected 'debugger' statement.",
            "
            export function first(items) {
              if (items) «debugger;»
            }
            ",
        ),
    ],
    applies,
    propose,
};

const UNREACHABLE: &[&str] = &["no-unreachable", "lint/correctness/noUnreachable", "TS7027"];
const IDLE: &[&str] = &["no-self-assign", "lint/correctness/noSelfAssign", "no-debugger", "lint/suspicious/noDebugger"];

fn applies(diagnostic: &Diagnostic) -> bool {
    UNREACHABLE.contains(&diagnostic.code()) || IDLE.contains(&diagnostic.code())
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let range = context.diagnostic.range;
    if UNREACHABLE.contains(&context.diagnostic.code()) {
        let first = file.tree().and_then(|tree| tree.root_node().descendant_for_byte_range(range.start, range.start + 1));
        let in_case = first.and_then(|first| parse::ancestor(first, &["switch_case", "switch_default"])).is_some();
        let edit = tree::delete_statement(file, range);
        return vec![Proposal::new(RULE.name, "Remove the unreachable code", context, edit.into(), if in_case { 0.6 } else { 0.75 })];
    }
    let Some(node) = tree::node_at(file, range) else { return Vec::new() };
    let Some(statement) = parse::ancestor(node, &["expression_statement", "debugger_statement"]) else { return Vec::new() };
    let alone = statement.parent().is_some_and(|parent| matches!(parent.kind(), "program" | "statement_block" | "switch_case" | "switch_default"));
    let whole = tree::text(file, statement).trim_end_matches(';');
    let is_all = statement.kind() == "debugger_statement"
        || statement.named_child(0).is_some_and(|child| tree::text(file, child) == whole && child.kind() == "assignment_expression");
    if !alone || !is_all {
        return Vec::new();
    }
    let edit = tree::delete_statement(file, parse::span(statement));
    vec![Proposal::new(RULE.name, "Remove the statement", context, edit.into(), 0.85)]
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    #[test]
    fn code_that_does_nothing_goes() {
        fix_of_rule("no-unreachable", "Unreachable code.", "function f() {\n  return 1\n  «g()\n  h()»\n}\n", "function f() {\n  return 1\n}\n");
        fix_of_rule("no-self-assign", "'a' is assigned to itself.", "f()\na = «a»\n", "f()\n");
        fix_of_rule("no-debugger", "Unexpected 'debugger' statement.", "function f() {\n  «debugger;»\n  g()\n}\n", "function f() {\n  g()\n}\n");
    }
}
