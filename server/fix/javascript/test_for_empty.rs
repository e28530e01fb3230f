//! Tests whether a list or object is empty where it is compared with a new one, which is never the same.

use super::tree;
use crate::base::Span;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule = Rule {
    name: "javascript/test-for-empty",
    summary: "Tests whether a list or object is empty",
    not_offered: "It keeps silent where the new list or object has contents.",
    examples: &[
        Example::mends(
            "eslint[no-constant-binary-expression]: Unexpected comparison to newly constructed object. These two values can never be equal.",
            "export const isEmpty = list => list === «[]»;",
            "export const isEmpty = list => list.length === 0;",
        ),
        Example::keeps_silent(
            "eslint[no-constant-binary-expression]: Unexpected comparison to newly constructed object. These two values can never be equal.",
            "export const isPair = list => list === «[1, 2]»;",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "TS2839" || (diagnostic.code() == "no-constant-binary-expression" && diagnostic.message.contains("newly constructed"))
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    tested(context).into_iter().collect()
}

fn tested(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let node = tree::node_at(file, context.diagnostic.range)?;
    let inside = || parse::descendants(node).find(|inner| inner.kind() == "binary_expression");
    let comparison = parse::ancestor(node, &["binary_expression"]).or_else(inside)?;
    let (left, right) = (comparison.child_by_field_name("left")?, comparison.child_by_field_name("right")?);
    let operator = match file.slice(Span::new(left.end_byte(), right.start_byte())).trim() {
        operator @ ("===" | "==" | "!==" | "!=") => operator,
        _ => return None,
    };
    let empty = |node: tree_sitter::Node<'_>| matches!(node.kind(), "array" | "object") && node.named_child_count() == 0;
    let (new, value) = if empty(right) { (right, left) } else { (left, right) };
    if !empty(new) || empty(value) {
        return None;
    }
    let value = tree::text(file, value);
    let count = if new.kind() == "array" { format!("{value}.length") } else { format!("Object.keys({value}).length") };
    let text = format!("{count} {operator} 0");
    Some(Proposal::replace(RULE.name, format!("Write `{text}`"), context, parse::span(comparison), text, 0.9))
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    #[test]
    fn emptiness_is_tested() {
        let said = "Unexpected comparison to newly constructed object. These two values can never be equal.";
        fix_of_rule("no-constant-binary-expression", said, "if (x !== «[]») f()\n", "if (x.length !== 0) f()\n");
        fix_of_rule("no-constant-binary-expression", said, "if («{}» == x.y) f()\n", "if (Object.keys(x.y).length == 0) f()\n");
    }
}
