//! Adds the arrow between the parameters and the body of a function.
//!
//! Without the arrow this is the call of a list, so that no parser minds it.

use super::tree;
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "javascript/missing-arrow",
    summary: "Adds the arrow between parameters and body of a function",
    not_offered: "It keeps silent where a name in the parentheses is known, so that a call may be meant, and where no object follows.",
    examples: &[
        Example::mends(
            "eslint[no-undef]: 'key' is not defined.",
            "export const pairs = list => list.map(([«key», value]) ({ key, value }));",
            "export const pairs = list => list.map(([key, value]) => ({ key, value }));",
        ),
        Example::keeps_silent("eslint[no-undef]: 'value' is not defined.", "export const pairs = (list, key) => list.map((key) ({ key, «value» }));"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.category() == "RES.NAME"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    arrowed(context).into_iter().collect()
}

fn arrowed(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let node = tree::node_at(file, context.diagnostic.range)?;
    let mut current = Some(node);
    let call = loop {
        let call = parse::ancestor(current?, &["call_expression"])?;
        if call.child_by_field_name("function").is_some_and(|function| function.kind() == "parenthesized_expression") {
            break call;
        }
        current = call.parent();
    };
    let (parameters, arguments) = (call.child_by_field_name("function")?, call.child_by_field_name("arguments")?);
    let body_is_object = matches!(parse::named_children(arguments).as_slice(), [only] if only.kind() == "object");
    // Every name in the parentheses has to be one that is bound nowhere.
    let names: Vec<Node<'_>> = parse::descendants(parameters).filter(|inner| matches!(inner.kind(), "identifier" | "shorthand_property_identifier")).collect();
    let visible = context.scopes.names_at(parameters.start_byte());
    let plain = parse::descendants(parameters).filter(|inner| inner.is_named()).all(|inner| {
        matches!(inner.kind(), "parenthesized_expression" | "array" | "object" | "identifier" | "shorthand_property_identifier" | "sequence_expression")
    });
    let new = !names.is_empty() && names.iter().all(|name| !visible.contains(&tree::text(file, *name)));
    if !body_is_object || !plain || !new {
        return None;
    }
    let gap = Span::new(parameters.end_byte(), arguments.start_byte());
    Some(Proposal::new(RULE.name, "Add the arrow", context, EditSet::one(TextEdit::replace(gap, " => ")), 0.97))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{first_fix, no_fix};

    #[test]
    fn parameters_and_body() {
        first_fix("module.exports = l => l.map(([a, b])  ({ a, b }))\n", "module.exports = l => l.map(([a, b]) => ({ a, b }))\n");
        no_fix("const f = 1\nmodule.exports = (f)({ a })\n", super::RULE.name);
    }
}
