//! Compares with each of several values where a condition compares with the first of them only.

use super::tree;
use crate::base::Span;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::{SourceFile, parse};
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "javascript/compare-each",
    summary: "Compares with each of several values",
    not_offered: "It keeps silent where what stands beside the comparison is no literal.",
    examples: &[
        Example::mends(
            "eslint[no-constant-binary-expression]: Unexpected constant truthiness on the right-hand side of a `||` expression.",
            "
            export function isEnd(word) {
              return «word === 'end' || 'stop'»;
            }
            ",
            "
            export function isEnd(word) {
              return word === 'end' || word === 'stop';
            }
            ",
        ),
        Example::keeps_silent(
            "eslint[no-constant-condition]: Unexpected constant condition.",
            "
            export function wait(turn) {
              while («true») turn();
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "no-constant-condition" | "no-constant-binary-expression" | "TS2872" | "lint/correctness/noConstantCondition")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    compared(context).into_iter().collect()
}

fn compared(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let node = tree::node_at(file, context.diagnostic.range)?;
    let is_either = |node: &Node<'_>| node.kind() == "binary_expression" && tree::token(*node, "||").is_some();
    let inside = || parse::descendants(node).find(|inner| is_either(inner));
    let mut whole = std::iter::successors(Some(node), |node| node.parent()).take(4).find(is_either).or_else(inside)?;
    while let Some(parent) = whole.parent().filter(is_either) {
        whole = parent;
    }
    let mut operands = Vec::new();
    flatten(whole, &mut operands);
    let (first, rest) = operands.split_first()?;
    let comparison = Some(*first).filter(|first| first.kind() == "binary_expression")?;
    let (left, right) = (comparison.child_by_field_name("left")?, comparison.child_by_field_name("right")?);
    let operator = file.slice(Span::new(left.end_byte(), right.start_byte())).trim();
    if !matches!(operator, "===" | "==") || !rest.iter().any(|operand| is_literal(*operand)) {
        return None;
    }
    let each = |operand: &Node<'_>| compare(file, left, operator, *operand);
    let text = operands.iter().map(each).collect::<Vec<_>>().join(" || ");
    Some(Proposal::replace(RULE.name, format!("Compare `{}` with each value", tree::text(file, left)), context, parse::span(whole), text, 0.9))
}

fn is_literal(node: Node<'_>) -> bool {
    matches!(node.kind(), "string" | "number" | "null" | "undefined")
}

fn compare(file: &SourceFile, left: Node<'_>, operator: &str, operand: Node<'_>) -> String {
    if is_literal(operand) { format!("{} {operator} {}", tree::text(file, left), tree::text(file, operand)) } else { tree::text(file, operand).to_owned() }
}

/// The operands of a chain of `||`, from left to right.
fn flatten<'t>(node: Node<'t>, operands: &mut Vec<Node<'t>>) {
    let sides = (node.child_by_field_name("left"), node.child_by_field_name("right"));
    match sides {
        (Some(left), Some(right)) if node.kind() == "binary_expression" && tree::token(node, "||").is_some() => {
            flatten(left, operands);
            flatten(right, operands);
        }
        _ => operands.push(node),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    #[test]
    fn each_value_is_compared() {
        let said = "Unexpected constant condition.";
        fix_of_rule("no-constant-condition", said, "if («a === 'b' || 'c' || 'd'») f()\n", "if (a === 'b' || a === 'c' || a === 'd') f()\n");
        fix_of_rule("no-constant-condition", said, "if («a.b == 1 || 2 || c») f()\n", "if (a.b == 1 || a.b == 2 || c) f()\n");
    }
}
