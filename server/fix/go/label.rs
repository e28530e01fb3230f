//! Removes a label that nothing jumps to, and corrects the name of one.

use super::view::{View, head};
use crate::base::{Span, TextEdit, names};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::syntax::go::ast::Kind;
use regex::Regex;
use std::sync::OnceLock;

const NAME: &str = "go/label";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Removes an unused label or corrects its name",
    not_offered: "It takes the label off a jump where the function has none like it.",
    examples: &[
        Example::mends(
            "go: label loop defined and not used",
            r#"
            package main

            func main() {
            «loop»:
            	for {
            		println("again")
            	}
            }
            "#,
            r#"
            package main

            func main() {
            	for {
            		println("again")
            	}
            }
            "#,
        ),
        Example::mends(
            "go: continue label not defined: outr",
            "
            package main

            func main() {
            outer:
            	for {
            		for {
            			continue «outr»
            		}
            	}
            }
            ",
            "
            package main

            func main() {
            outer:
            	for {
            		for {
            			continue outer
            		}
            	}
            }
            ",
        ),
    ],
    applies: |diagnostic| head(&diagnostic.message).contains("label "),
    propose,
};

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
    if message.contains(" already defined at ") {
        return second(&view, at).into_iter().collect();
    }
    let pattern = UNKNOWN.get_or_init(|| Regex::new(r"label (?:(\w+) not defined|not defined: (\w+)|(\w+)$)").ok());
    let Some(parts) = pattern.as_ref().and_then(|pattern| pattern.captures(message)) else { return Vec::new() };
    let Some(written) = (1..=3).find_map(|at| parts.get(at)).map(|part| part.as_str()) else { return Vec::new() };
    let Some(function) = view.function(at) else { return Vec::new() };
    let labels: Vec<&str> =
        view.below(function.body).into_iter().filter(|id| view.kind(*id) == Kind::Labeled).map(|id| view.text_of(view.tree.child(id, 0))).collect();
    let range = Span::new(at, at + written.len());
    if message.starts_with("invalid ") {
        return enclosing(&view, range);
    }
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

/// A label that stands twice goes where it stands the second time.
fn second(view: &View<'_>, at: usize) -> Option<Proposal> {
    let labeled = view.innermost(at, &[Kind::Labeled])?;
    let colon = view.tree.span(view.tree.child(labeled, 0)).end + 1;
    let range = view.statement_range(Span::new(view.tree.span(labeled).start, colon));
    Some(Proposal::new(NAME, "Remove the second label", view.context, TextEdit::delete(range).into(), 0.7))
}

/// A jump out of a loop names the loop's own label: the innermost one around it, or none.
fn enclosing(view: &View<'_>, range: Span) -> Vec<Proposal> {
    let path = view.path(range.start);
    let loops = path.windows(2).rev().filter_map(|pair| match pair {
        [labeled, body] if view.kind(*labeled) == Kind::Labeled && matches!(view.kind(*body), Kind::For | Kind::Switch | Kind::Select) => Some(*labeled),
        _ => None,
    });
    let mut proposals = Vec::new();
    for (rank, labeled) in loops.enumerate() {
        let label = view.text_of(view.tree.child(labeled, 0));
        let title = format!("Change the label to `{label}`");
        proposals.push(Proposal::replace(NAME, title, view.context, range, label, 0.85 - 0.1 * rank.min(5) as f64));
    }
    if let Some(branch) = view.innermost(range.start, &[Kind::Branch]) {
        let keyword = Span::new(view.tree.span(branch).start + view.tree.node(branch).token.text().len(), view.tree.span(branch).end);
        proposals.push(Proposal::new(NAME, "Drop the label", view.context, TextEdit::delete(keyword).into(), 0.5));
    }
    proposals
}
