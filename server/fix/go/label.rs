//! Removes a label that nothing jumps to, and corrects the name of one.
//!
//! Before: `loop: for {` with no `continue loop`, after: `for {`.

use super::view::{View, head};
use crate::base::{Span, TextEdit, names};
use crate::fix::{FixContext, Proposal, Rule};
use crate::syntax::go::ast::Kind;
use regex::Regex;
use std::sync::OnceLock;

const NAME: &str = "go/label";

pub const RULE: Rule =
    Rule { name: NAME, summary: "Remove an unused label or correct its name", applies: |diagnostic| head(&diagnostic.message).contains("label "), propose };

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    static UNKNOWN: OnceLock<Option<Regex>> = OnceLock::new();
    let view = View::new(context);
    let message = head(&context.diagnostic.message);
    let at = context.diagnostic.range.start;
    if message.ends_with(" defined and not used") {
        let Some(labeled) = view.innermost(at, &[Kind::Labeled]) else { return Vec::new() };
        let statement = view.tree.child(labeled, 1);
        let start = view.tree.span(labeled).start;
        // A label on a line of its own goes with the line.
        let colon = view.tree.span(view.tree.child(labeled, 0)).end;
        let own_line = context.file.line_of(start) != context.file.line_of(view.tree.span(statement).start);
        let range = if own_line { view.lines_of(Span::new(start, colon + 1)) } else { Span::new(start, view.tree.span(statement).start) };
        return vec![Proposal::new(NAME, "Remove the label", context, TextEdit::delete(range).into(), 0.92)];
    }
    let pattern = UNKNOWN.get_or_init(|| Regex::new(r"label (?:(\w+) not defined|not defined: (\w+)|(\w+)$)").ok());
    let Some(parts) = pattern.as_ref().and_then(|pattern| pattern.captures(message)) else { return Vec::new() };
    let Some(written) = (1..=3).find_map(|at| parts.get(at)).map(|part| part.as_str()) else { return Vec::new() };
    let Some(function) = view.function(at) else { return Vec::new() };
    let labels: Vec<&str> =
        view.below(function.body).into_iter().filter(|id| view.kind(*id) == Kind::Labeled).map(|id| view.text_of(view.tree.child(id, 0))).collect();
    let range = Span::new(at, at + written.len());
    let mut proposals = Vec::new();
    if context.file.slice(range) == written {
        for (label, score) in names::closest(written, labels, 0.4).into_iter().take(2) {
            proposals.push(Proposal::replace(NAME, format!("Change the label to `{label}`"), context, range, label, score));
        }
        if let Some(branch) = view.innermost(at, &[Kind::Branch]).filter(|_| !message.starts_with("label")) {
            let keyword = Span::new(view.tree.span(branch).start + view.tree.node(branch).token.text().len(), view.tree.span(branch).end);
            proposals.push(Proposal::new(NAME, "Drop the label", context, TextEdit::delete(keyword).into(), 0.5));
        }
    }
    proposals
}
