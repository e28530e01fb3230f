//! Removes a bound that stands beside another of which there may be only one.
//!
//! ```text
//! struct Holder<T: ?Sized + ?Sized>(Box<T>);
//! ```
//! becomes
//! ```text
//! struct Holder<T: ?Sized>(Box<T>);
//! ```

use super::support::words;
use crate::base::Span;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::named_children;
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/repeated-bound",
    summary: "Removes a bound of which there may be only one",
    not_offered: "It keeps silent where the bounds differ, unless they are two lifetimes of a trait object.",
    examples: &[
        Example::mends("rustc[E0203]: duplicate relaxed `Sized` bounds", "struct Holder<T: «?Sized» + ?Sized>(Box<T>);", "struct Holder<T: ?Sized>(Box<T>);"),
        Example::mends(
            "rustc[E0226]: only a single explicit lifetime bound is permitted",
            "type Shape<'a, 'b> = dyn Draw + 'a + «'b»;",
            "type Shape<'a, 'b> = dyn Draw + 'a;",
        ),
        Example::keeps_silent("rustc[E0203]: duplicate relaxed `Sized` bounds", "struct Holder<T: «?Sized» + Send>(Box<T>);"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0203" | "E0226")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let place = context.file.node_at(context.diagnostic.range)?;
    // The tree has bounds as a list or as one pair inside the other.
    let is_list = |node: &Node<'_>| matches!(node.kind(), "trait_bounds" | "bounded_type");
    let bounds = std::iter::successors(Some(place), Node::parent).filter(is_list).last()?;
    let mut flat = Vec::new();
    flatten(bounds, &mut flat);
    let extra = match context.diagnostic.code() {
        "E0226" => flat.iter().position(|bound| bound.start_byte() == context.diagnostic.range.start)?,
        _ => (1..flat.len()).find(|at| flat.iter().take(*at).any(|bound| flat.get(*at).is_some_and(|own| words(context, *own) == words(context, *bound))))?,
    };
    let (before, own) = (flat.get(extra.checked_sub(1)?)?, flat.get(extra)?);
    let range = Span::new(before.end_byte(), own.end_byte());
    let title = format!("Remove the bound `{}`", words(context, *own));
    Some(Proposal::replace(RULE.name, title, context, range, "", 0.85))
}

/// The single bounds of a list, in order.
fn flatten<'t>(bounds: Node<'t>, flat: &mut Vec<Node<'t>>) {
    for bound in named_children(bounds) {
        match bound.kind() {
            "trait_bounds" | "bounded_type" => flatten(bound, flat),
            _ => flat.push(bound),
        }
    }
}
