//! Writes a comparison of a value with itself as what it tests: whether the value is not a number.

use super::tree;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule = Rule {
    name: "javascript/self-compare",
    summary: "Tests for `NaN` by `Number.isNaN`",
    not_offered: "It keeps silent where the value is the result of a call, which may differ each time, and about `<` and its like.",
    examples: &[
        Example::mends(
            "eslint[no-self-compare]: Comparing to itself is potentially pointless.",
            "export const isMissing = total => «total !== total»;",
            "export const isMissing = total => Number.isNaN(total);",
        ),
        Example::keeps_silent(
            "eslint[no-self-compare]: Comparing to itself is potentially pointless.",
            "export const isMissing = next => «next() !== next()»;",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "no-self-compare" | "lint/suspicious/noSelfCompare")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    tested(context).into_iter().collect()
}

fn tested(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let comparison = parse::ancestor(tree::node_at(file, context.diagnostic.range)?, &["binary_expression"])?;
    let (left, right) = (comparison.child_by_field_name("left")?, comparison.child_by_field_name("right")?);
    let operator = file.slice(crate::base::Span::new(left.end_byte(), right.start_byte())).trim();
    let value = tree::text(file, left);
    if value != tree::text(file, right) || !matches!(left.kind(), "identifier" | "member_expression" | "subscript_expression") {
        return None;
    }
    let text = match operator {
        "!==" | "!=" => format!("Number.isNaN({value})"),
        "===" | "==" => format!("!Number.isNaN({value})"),
        _ => return None,
    };
    Some(Proposal::replace(RULE.name, format!("Write `{text}`"), context, parse::span(comparison), text, 0.75))
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    #[test]
    fn values_compared_with_themselves() {
        let said = "Comparing to itself is potentially pointless.";
        fix_of_rule("no-self-compare", said, "if («x !== x») {}\n", "if (Number.isNaN(x)) {}\n");
        fix_of_rule("no-self-compare", said, "var y = «a.b == a.b»\n", "var y = !Number.isNaN(a.b)\n");
    }
}
