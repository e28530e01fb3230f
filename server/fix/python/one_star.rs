//! Leaves one starred name in an assignment.

use super::support::{enclosing, statements_around};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "python/one-star",
    summary: "Leaves one starred name in an assignment",
    not_offered: "It is offered for every assignment with two starred names.",
    examples: &[Example::mends(
        "python[SyntaxError]: multiple starred expressions in assignment",
        "«first, *middle, *last» = range(10)",
        "first, *middle, last = range(10)",
    )],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "F622" || diagnostic.message.contains("multiple starred expressions in assignment")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let at = context.diagnostic.range.start;
    let statement = statements_around(file, at).into_iter().next().or_else(|| enclosing(file, at, &["assignment"]));
    let Some(statement) = statement else { return Vec::new() };
    let is_star = |node: &Node<'_>| matches!(node.kind(), "list_splat_pattern" | "list_splat");
    let assignment = parse::descendants(statement).find(|node| node.kind() == "assignment");
    let Some(target) = assignment.and_then(|assignment| assignment.child_by_field_name("left")) else { return Vec::new() };
    let stars = parse::descendants(target).filter(is_star).skip(1);
    let edits: Vec<TextEdit> = stars.map(|star| TextEdit::delete(Span::new(star.start_byte(), star.start_byte() + 1))).collect();
    let found = !edits.is_empty();
    let edits = EditSet::new(edits).ok().filter(|_| found);
    edits.map(|edits| Proposal::new(RULE.name, "Leave the first star only", context, edits, 0.8)).into_iter().collect()
}
