//! Takes the parentheses off an `assert` whose condition and message they turn into a tuple, which is always true.

use super::support::{enclosing, text_of};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule = Rule {
    name: "python/assert-condition",
    summary: "Takes the parentheses off an `assert` that asserts a tuple",
    not_offered: "It keeps silent about tuples of three and more parts, and where a condition over several lines needs the parentheses.",
    examples: &[
        Example::mends(
            "ruff[F631]: Assert test is a non-empty tuple, which is always `True`",
            r#"«assert (total > 0, "no total")»"#,
            r#"assert total > 0, "no total""#,
        ),
        Example::keeps_silent(
            "ruff[F631]: Assert test is a non-empty tuple, which is always `True`",
            "
            def check(a, b, c):
                «assert (a, b, c)»
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "F631" | "reportAssertAlwaysTrue") || diagnostic.message.contains("assertion is always true")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    bare(context).into_iter().collect()
}

fn bare(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let assertion = enclosing(file, context.diagnostic.range.start, &["assert_statement"])?;
    let tuple = assertion.named_child(0).filter(|node| node.kind() == "tuple" && assertion.named_child_count() == 1)?;
    let parts = parse::named_children(tuple);
    let (condition, message) = match parts.as_slice() {
        [condition] => (condition, None),
        [condition, message] => (condition, Some(message)),
        _ => return None,
    };
    let mut text = text_of(file, *condition).to_owned();
    if let Some(message) = message {
        text.push_str(", ");
        text.push_str(text_of(file, *message));
    }
    // What was broken over several lines inside the parentheses needs them.
    if text.contains('\n') {
        return None;
    }
    Some(Proposal::replace(RULE.name, "Take the parentheses off the assertion", context, parse::span(tuple), text, 0.95))
}

#[cfg(test)]
mod tests {
    use super::super::tests::mended_by;

    #[test]
    fn tuples_of_one() {
        let said = ("ruff", "F631", "Assert test is a non-empty tuple, which is always `True`");
        let cases = [("«assert (a, )»\n", Some("assert a\n"))];
        for (before, after) in cases {
            assert_eq!(mended_by(super::RULE.name, said, before).as_deref(), after);
        }
    }
}
