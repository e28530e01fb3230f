//! Awaits a coroutine whose result nothing uses.

use super::support::enclosing;
use crate::base::TextEdit;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "python/await-call",
    summary: "Awaits a coroutine whose result nothing uses",
    not_offered: "It keeps silent in functions that are not async, where nothing can be awaited.",
    examples: &[
        Example::mends(
            r#"pyright[reportUnusedCoroutine]: Result of async function call is not used; use "await" or assign result to variable"#,
            "
            async def save(): ...

            async def main():
                «save()»
            ",
            "
            async def save(): ...

            async def main():
                await save()
            ",
        ),
        Example::keeps_silent(
            r#"pyright[reportUnusedCoroutine]: Result of async function call is not used; use "await" or assign result to variable"#,
            "
            async def save(): ...

            def main():
                «save()»
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.category() == "ASYNC.MISSING"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let at = context.diagnostic.range.start;
    let Some(call) = enclosing(file, at, &["call"]) else { return Vec::new() };
    let function = enclosing(file, at, &["function_definition", "lambda"]);
    let is_async = function.is_some_and(|function| function.child(0).is_some_and(|first| first.kind() == "async"));
    if !is_async || call.parent().is_some_and(|parent| parent.kind() == "await") {
        return Vec::new();
    }
    vec![Proposal::new(RULE.name, "Await the call", context, TextEdit::insert(call.start_byte(), "await ").into(), 0.95)]
}
