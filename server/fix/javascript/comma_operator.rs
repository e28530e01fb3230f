//! Writes what a comma between two expressions was meant for.
//!
//! In a condition it was meant for `&&`.

use super::tree;
use crate::base::Span;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "javascript/comma-operator",
    summary: "Writes what a comma between two expressions was meant for",
    not_offered: "It keeps silent about commas between other things than two comparisons or the indices of a list.",
    examples: &[
        Example::mends(
            "eslint[no-sequences]: Unexpected use of comma operator.",
            "export const corner = matrix => matrix[0«,» 0];",
            "export const corner = matrix => matrix[0][0];",
        ),
        Example::mends(
            "tsc[TS2695]: Left side of comma operator is unused and has no side effects.",
            "
            export const inside = x => {
              if («x» > 0, x < 10) return true;
              return false;
            };
            ",
            "
            export const inside = x => {
              if (x > 0 && x < 10) return true;
              return false;
            };
            ",
        ),
        Example::keeps_silent("eslint[no-sequences]: Unexpected use of comma operator.", "export const last = (first, second) => (first()«,» second());"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "TS2695" | "no-sequences" | "lint/complexity/noCommaOperator")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    meant(context).into_iter().collect()
}

fn meant(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let node = tree::node_at(file, context.diagnostic.range)?;
    let sequence = parse::ancestor(node, &["sequence_expression"]).or_else(|| parse::descendants(node).find(|inner| inner.kind() == "sequence_expression"))?;
    let parts: Vec<Node<'_>> = parse::named_children(sequence).into_iter().filter(|part| part.kind() != "comment").collect();
    let comma = parse::children(sequence).into_iter().find(|child| child.kind() == ",")?;
    let (left, right) = (parts.first()?, parts.get(1)?);
    let between = Span::new(left.end_byte(), right.start_byte());
    let parent = sequence.parent()?;
    let is_index = parent.kind() == "subscript_expression" && parent.child_by_field_name("index") == Some(sequence);
    if is_index {
        return Some(Proposal::replace(RULE.name, "Index twice", context, between, "][", 0.93));
    }
    let compares = |part: &Node<'_>| part.kind() == "binary_expression";
    let gap = if comma.end_byte() == right.start_byte() { "&&" } else { " && " };
    (compares(left) && compares(right)).then(|| Proposal::replace(RULE.name, "Write `&&` for the comma", context, between, gap, 0.9))
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    #[test]
    fn commas() {
        let said = "Left side of comma operator is unused and has no side effects.";
        fix_of_rule("TS2695", said, "let a = m[«0», 1];\n", "let a = m[0][1];\n");
        fix_of_rule("TS2695", said, "for (let i = 0, j = 1; «i < j», j >= 0; ++i) f(i);\n", "for (let i = 0, j = 1; i < j && j >= 0; ++i) f(i);\n");
    }
}
