//! Makes the function async that awaits.

use super::support::{enclosing, name_of};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "python/make-async",
    summary: "Makes a function async that uses await, async for or async with",
    not_offered: "It offers only to remove the word outside of functions and in lambdas, which cannot be async.",
    examples: &[Example::mends(
        "python[SyntaxError]: 'await' outside async function",
        "
            def load():
                return «await fetch()»
            ",
        "
            async def load():
                return await fetch()
            ",
    )],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.category(), "ASYNC.OUTSIDE") && diagnostic.is_error()
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let at = context.diagnostic.range.start;
    let mut proposals = Vec::new();
    if let Some(function) = enclosing(file, at, &["function_definition", "lambda"]).filter(|node| node.kind() == "function_definition") {
        let is_async = function.child(0).is_some_and(|first| first.kind() == "async");
        if !is_async {
            let title = format!("Make `{}` async", name_of(file, function));
            proposals.push(Proposal::new(RULE.name, title, context, EditSet::one(TextEdit::insert(function.start_byte(), "async ")), 0.9));
        }
    }
    // Without an await, the call's coroutine is what the expression gives; that is seldom meant.
    let word = ["await ", "async "].into_iter().find(|word| file.text().get(at..).is_some_and(|rest| rest.starts_with(word)));
    if let Some(word) = word {
        let title = format!("Remove `{}`", word.trim_end());
        proposals.push(Proposal::new(RULE.name, title, context, EditSet::one(TextEdit::delete(Span::new(at, at + word.len()))), 0.3));
    }
    proposals
}
