//! Removes `new` before a call of a function that makes no object of its own.

use super::tree;
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule = Rule {
    name: "javascript/plain-call",
    summary: "Removes `new` before what is no constructor",
    not_offered: "It keeps silent where `new` has no call behind it.",
    examples: &[
        Example::mends(
            "tsc[TS2350]: Only a void function can be called with the 'new' keyword.",
            "export const done = «new» Promise.resolve(1);",
            "export const done = Promise.resolve(1);",
        ),
        Example::keeps_silent("tsc[TS2351]: This expression is not constructable.", "export const done = «new Promise.resolve»;"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "TS2350" | "TS2351" | "no-new-native-nonconstructor" | "lint/correctness/noInvalidBuiltinInstantiation")
        || (diagnostic.category() == "RUN.TYPE" && diagnostic.message.contains("is not a constructor"))
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    called(context).into_iter().collect()
}

fn called(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let node = tree::node_at(file, context.diagnostic.range)?;
    let expression = parse::ancestor(node, &["new_expression"]).or_else(|| parse::descendants(node).find(|inner| inner.kind() == "new_expression"))?;
    let constructor = expression.child_by_field_name("constructor")?;
    expression.child_by_field_name("arguments")?;
    let range = Span::new(expression.start_byte(), constructor.start_byte());
    let title = format!("Call `{}` without `new`", tree::text(file, constructor));
    Some(Proposal::new(RULE.name, title, context, EditSet::one(TextEdit::delete(range)), 0.9))
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    #[test]
    fn calls() {
        let said = "Only a void function can be called with the 'new' keyword.";
        fix_of_rule("TS2350", said, "const p = «new Promise.resolve(true)»;\n", "const p = Promise.resolve(true);\n");
    }
}
