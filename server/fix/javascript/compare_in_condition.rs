//! Compares where a condition assigns.
//!
//! An assignment that a loop lives on, such as `while (match = pattern.exec(text))`, gets parentheses that say it is meant.

use super::tree;
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule = Rule {
    name: "javascript/compare-in-condition",
    summary: "Compares where a condition assigns",
    not_offered: "It offers no comparison where the assigned value is computed from the variable itself, as in `while (node = node.next)`: such an assignment is meant, and gets parentheses.",
    examples: &[
        Example::mends(
            "eslint[no-cond-assign]: Expected a conditional expression and instead saw an assignment.",
            "
            export function stop(status) {
              if («status = 'done'») return true;
              return false;
            }
            ",
            "
            export function stop(status) {
              if (status === 'done') return true;
              return false;
            }
            ",
        ),
        Example::mends(
            "eslint[no-cond-assign]: Expected a conditional expression and instead saw an assignment.",
            "
            export function each(pattern, text, visit) {
              let match;
              while («match = pattern.exec(text)») visit(match);
            }
            ",
            "
            export function each(pattern, text, visit) {
              let match;
              while ((match = pattern.exec(text))) visit(match);
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "no-cond-assign" | "lint/suspicious/noAssignInExpressions")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let Some(node) = tree::node_at(file, context.diagnostic.range) else { return Vec::new() };
    let kinds = ["assignment_expression", "augmented_assignment_expression"];
    let inside = || parse::descendants(node).find(|inner| kinds.contains(&inner.kind()));
    let Some(assignment) = parse::ancestor(node, &kinds).or_else(inside) else { return Vec::new() };
    let (Some(left), Some(right)) = (assignment.child_by_field_name("left"), assignment.child_by_field_name("right")) else { return Vec::new() };
    let mut proposals = Vec::new();
    let own = tree::text(file, left);
    let steps = assignment.kind() == "augmented_assignment_expression"
        || parse::descendants(right).any(|inner| inner.kind() == "identifier" && tree::text(file, inner) == own);
    let in_loop = parse::ancestor(assignment, &["while_statement", "do_statement", "for_statement", "if_statement"])
        .is_some_and(|statement| statement.kind() != "if_statement");
    let fetches = matches!(right.kind(), "call_expression" | "await_expression");
    if let (Some(sign), false) = (tree::token(assignment, "="), steps) {
        let likelihood = if in_loop && fetches { 0.4 } else { 0.9 };
        proposals.push(Proposal::replace(RULE.name, "Compare with `===`", context, parse::span(sign), "===", likelihood));
    }
    let span = parse::span(assignment);
    if let Ok(edits) = EditSet::new([TextEdit::insert(span.start, "("), TextEdit::insert(span.end, ")")]) {
        let likelihood = if steps || (in_loop && fetches) { 0.85 } else { 0.3 };
        proposals.push(Proposal::new(RULE.name, "Put the assignment in parentheses", context, edits, likelihood));
    }
    proposals
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    fn mends(before: &str, after: &str) {
        fix_of_rule("no-cond-assign", "Expected a conditional expression and instead saw an assignment.", before, after);
    }

    #[test]
    fn conditions_compare() {
        mends("if («a.b = 'H1'») { f() }\n", "if (a.b === 'H1') { f() }\n");
        mends("if («x = 0») { }\n", "if (x === 0) { }\n");
    }

    #[test]
    fn loops_keep_their_step() {
        mends("while («m = re.exec(s)») { f(m) }\n", "while ((m = re.exec(s))) { f(m) }\n");
        mends("do { y = x } while («x = x + 1»)\n", "do { y = x } while ((x = x + 1))\n");
        mends("for (; «x += 1» ;) {}\n", "for (; (x += 1) ;) {}\n");
    }
}
