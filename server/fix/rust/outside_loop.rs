//! Returns where a jump has no loop to leave.
//!
//! ```text
//! list.iter().for_each(|n| if *n > 3 { break; });
//! ```
//! becomes
//! ```text
//! list.iter().for_each(|n| if *n > 3 { return; });
//! ```

use super::support::{result_of, words};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, span};

pub const RULE: Rule = Rule {
    name: "rust/outside-loop",
    summary: "Returns where `break` or `continue` has no loop",
    not_offered: "It keeps silent in functions that return a value, and where the jump has a label.",
    examples: &[
        Example::mends(
            "rustc[E0268]: `break` outside of a loop or labeled block",
            "fn f(n: u8) { if n > 3 { «break»; } g(); }",
            "fn f(n: u8) { if n > 3 { return; } g(); }",
        ),
        Example::mends(
            "rustc[E0267]: `continue` inside of a closure",
            "fn f() { each(|n| { if n > 3 { «continue»; } g(n) }); }",
            "fn f() { each(|n| { if n > 3 { return; } g(n) }); }",
        ),
        Example::keeps_silent("rustc[E0268]: `break` outside of a loop or labeled block", "fn f(n: u8) -> u8 { if n > 3 { «break»; } n }"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0267" | "E0268")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let jump = ancestor(context.node()?, &["break_expression", "continue_expression"])?;
    let around = ancestor(jump, &["function_item", "closure_expression"])?;
    let is_bare = matches!(words(context, jump), "break" | "continue");
    (is_bare && result_of(context, around).is_empty()).then(|| Proposal::replace(RULE.name, "Return instead", context, span(jump), "return", 0.8))
}
