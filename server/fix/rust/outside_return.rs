//! Takes the `return` off a value that stands outside of a function.
//!
//! ```text
//! const LIMIT: u32 = return 10;
//! ```
//! becomes
//! ```text
//! const LIMIT: u32 = 10;
//! ```

use super::support::{node_of, words};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub const RULE: Rule = Rule {
    name: "rust/outside-return",
    summary: "Writes the value alone where there is no function to return from",
    not_offered: "It keeps silent where nothing is returned.",
    examples: &[
        Example::mends("rustc[E0572]: return statement outside of function body", "const LIMIT: u32 = «return 10»;", "const LIMIT: u32 = 10;"),
        Example::keeps_silent("rustc[E0572]: return statement outside of function body", "const LIMIT: () = «return»;"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0572"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let statement = node_of(context, context.diagnostic.range).filter(|node| node.kind() == "return_expression")?;
    let value = words(context, statement.named_child(0)?);
    Some(Proposal::replace(RULE.name, "Remove `return`", context, context.diagnostic.range, value, 0.9))
}
