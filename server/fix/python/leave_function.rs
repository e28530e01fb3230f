//! Leaves a function by `return` where `break` or `continue` stands outside every loop.

use super::support::{enclosing, text_of};
use crate::base::Span;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule = Rule {
    name: "python/leave-function",
    summary: "Writes `return` for a `break` or `continue` outside every loop",
    not_offered: "It keeps silent outside of functions.",
    examples: &[
        Example::mends(
            "python[SyntaxError]: 'break' outside loop",
            "
            def first(items):
                if not items:
                    «break»
                return items[0]
            ",
            "
            def first(items):
                if not items:
                    return
                return items[0]
            ",
        ),
        Example::keeps_silent(
            "python[SyntaxError]: 'break' outside loop",
            "
            if True:
                «break»
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.is_error() && diagnostic.category() == "CONTROL.OUTSIDE"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    left(context).into_iter().collect()
}

fn left(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let at = context.diagnostic.range.start;
    let statement = enclosing(file, at, &["break_statement", "continue_statement"])?;
    let scope = parse::ancestor(statement, &["function_definition", "class_definition"])?;
    if scope.kind() != "function_definition" {
        return None;
    }
    let word = text_of(file, statement);
    let range = Span::new(statement.start_byte(), statement.end_byte());
    Some(Proposal::replace(RULE.name, format!("Write `return` for `{word}`"), context, range, "return", 0.55))
}
