//! Gives the address of what a function is to fill in.
//!
//! Before: `json.Unmarshal(data, config)`, after: `json.Unmarshal(data, &config)`; so for the target of `errors.As`.

use super::view::{View, head};
use crate::base::TextEdit;
use crate::fix::{FixContext, Proposal, Rule};
use crate::syntax::go::ast::Kind;

const NAME: &str = "go/target-pointer";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Give the address of what a function is to fill in",
    not_offered: "",
    examples: &[],
    applies: |diagnostic| {
        let message = head(&diagnostic.message);
        message.starts_with("second argument to errors.As must be") || (message.starts_with("call of ") && message.contains(" passes non-pointer as "))
    },
    propose,
};

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let message = head(&context.diagnostic.message);
    let at = context.diagnostic.range.start;
    let Some(call) = view.innermost(at, &[Kind::Call]) else { return Vec::new() };
    let arguments = view.tree.children(call).get(1..).unwrap_or(&[]);
    let place = if message.contains("first argument") { 0 } else { 1 };
    let Some(target) = arguments.get(place).copied().filter(|id| matches!(view.kind(*id), Kind::Name | Kind::Selector | Kind::Index | Kind::Composite)) else {
        return Vec::new();
    };
    vec![Proposal::new(NAME, "Give its address", context, TextEdit::insert(view.tree.span(target).start, "&").into(), 0.93)]
}
