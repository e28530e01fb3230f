//! Takes the elements out of a collection where a loop over its mutable references moves parts of them.

use super::support::words;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, span};

pub const RULE: Rule = Rule {
    name: "rust/drain-loop",
    summary: "Loops over elements that are taken out of their collection",
    not_offered: "It keeps silent where the value that moves is no part of the loop's variable, and where the loop does not go over `&mut` of something.",
    examples: &[
        Example::mends(
            "rustc[E0507]: cannot move out of `worker.thread` which is behind a mutable reference",
            "fn stop(pool: &mut Pool) { for worker in &mut pool.workers { «worker.thread».join(); } }",
            "fn stop(pool: &mut Pool) { for worker in pool.workers.drain(..) { worker.thread.join(); } }",
        ),
        Example::keeps_silent(
            "rustc[E0507]: cannot move out of `pool.thread` which is behind a mutable reference",
            "fn stop(pool: &mut Pool) { for worker in &mut pool.workers { «pool.thread».join(); } }",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0507" && diagnostic.message.contains("behind a mutable reference")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    drained(context).into_iter().collect()
}

fn drained(context: &FixContext<'_>) -> Option<Proposal> {
    let root = context.covered().split(['.', '[']).next()?.trim();
    let mut node = context.node()?;
    let found = loop {
        let around = ancestor(node, &["for_expression"])?;
        let pattern = around.child_by_field_name("pattern")?;
        if words(context, pattern) == root {
            break around;
        }
        node = around.parent()?;
    };
    let value = found.child_by_field_name("value").filter(|value| value.kind() == "reference_expression")?;
    words(context, value).trim_start_matches('&').trim_start().starts_with("mut ").then_some(())?;
    let inner = words(context, value.child_by_field_name("value")?);
    Some(Proposal::replace(RULE.name, format!("Drain `{inner}`"), context, span(value), format!("{inner}.drain(..)"), 0.7))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn outer_loops_are_found() {
        let program = "fn f(s: &mut S) { for a in &mut s.list { for b in 0..2 { «a.part».go(); } } }";
        let after = repaired(&RULE, program, "E0507", "cannot move out of `a.part` which is behind a mutable reference", &[]).unwrap();
        assert!(after.contains("for a in s.list.drain(..) {"), "{after}");
    }
}
