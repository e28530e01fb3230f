//! Awaits a coroutine whose result nothing uses.
//!
//! ```python
//! async def save(): ...
//!
//! async def main():
//!     save()
//! ```
//! becomes
//! ```python
//! async def save(): ...
//!
//! async def main():
//!     await save()
//! ```

use super::support::enclosing;
use crate::base::TextEdit;
use crate::fix::{FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub(super) const RULE: Rule =
    Rule { name: "python/await-call", summary: "Awaits a coroutine whose result nothing uses", not_offered: "", examples: &[], applies, propose };

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

#[cfg(test)]
mod tests {
    use super::super::tests::mended_by;

    #[test]
    fn calls_in_functions_that_can_await() {
        let said = ("pyright", "reportUnusedCoroutine", "Result of async function call is not used; use \"await\" or assign result to variable");
        assert_eq!(mended_by(super::RULE.name, said, "async def f():\n    «g()»\n").as_deref(), Some("async def f():\n    await g()\n"));
        assert_eq!(mended_by(super::RULE.name, said, "def f():\n    «g()»\n"), None);
    }
}
