//! Removes an `else if` whose condition is already covered, so that its branch never runs.

use super::tree;
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule = Rule {
    name: "javascript/duplicate-condition",
    summary: "Removes an `else if` whose branch never runs",
    not_offered: "It is offered for every branch that a checker reports as covered by an earlier one.",
    examples: &[Example::mends(
        "eslint[no-dupe-else-if]: This branch can never execute. Its condition is a duplicate or covered by previous conditions in the if-else-if chain.",
        "
            export function choose(a, b, f, g, h) {
              if (a) {
                f();
              } else if (b) {
                g();
              } else if («a») {
                h();
              }
            }
            ",
        "
            export function choose(a, b, f, g, h) {
              if (a) {
                f();
              } else if (b) {
                g();
              }
            }
            ",
    )],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "no-dupe-else-if" | "lint/suspicious/noDuplicateElseIf")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    removed(context).into_iter().collect()
}

fn removed(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let branch = parse::ancestor(tree::node_at(file, context.diagnostic.range)?, &["if_statement"])?;
    let clause = branch.parent().filter(|parent| parent.kind() == "else_clause")?;
    let range = match branch.child_by_field_name("alternative") {
        Some(next) => Span::new(clause.start_byte(), next.start_byte()),
        None => {
            let before = file.text().get(..clause.start_byte())?;
            Span::new(before.trim_end().len(), clause.end_byte())
        }
    };
    Some(Proposal::new(RULE.name, "Remove the branch that never runs", context, EditSet::one(TextEdit::delete(range)), 0.6))
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    #[test]
    fn branches() {
        let said = "This branch can never execute. Its condition is a duplicate or covered by previous conditions in the if-else-if chain.";
        fix_of_rule("no-dupe-else-if", said, "if (a) {\n  f()\n} else if («a») {\n  g()\n}\n", "if (a) {\n  f()\n}\n");
        fix_of_rule("no-dupe-else-if", said, "if (a) {\n  f()\n} else if («a») {\n  g()\n} else {\n  h()\n}\n", "if (a) {\n  f()\n} else {\n  h()\n}\n");
    }
}
