//! Gives the label that a jump names to the loop around it.
//!
//! ```text
//! for row in rows { for cell in row { if cell.is_empty() { continue 'rows; } } }
//! ```
//! becomes
//! ```text
//! 'rows: for row in rows { for cell in row { if cell.is_empty() { continue 'rows; } } }
//! ```

use super::support::quoted;
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::named_children;
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/undeclared-label",
    summary: "Gives the label that a jump names to the outermost loop without one",
    not_offered: "It keeps silent where no loop is around the jump, or all of them have labels.",
    examples: &[
        Example::mends(
            "rustc[E0426]: use of undeclared label `'rows`",
            "fn f() { for r in 0..3 { for c in 0..3 { if c == r { continue «'rows»; } } } }",
            "fn f() { 'rows: for r in 0..3 { for c in 0..3 { if c == r { continue 'rows; } } } }",
        ),
        Example::keeps_silent("rustc[E0426]: use of undeclared label `'rows`", "fn f() { 'row: for r in 0..3 { continue «'rows»; } }"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0426"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let label = quoted(&context.diagnostic.message).into_iter().find(|word| word.starts_with('\''))?;
    let inside = |node: &Node<'_>| !matches!(node.kind(), "function_item" | "closure_expression" | "async_block");
    let around = std::iter::successors(Some(context.node()?), Node::parent).take_while(inside);
    let is_loop = |node: &Node<'_>| matches!(node.kind(), "loop_expression" | "while_expression" | "for_expression");
    let has_label = |node: &Node<'_>| named_children(*node).iter().any(|child| child.kind() == "label");
    let outermost = around.filter(|node| is_loop(node) && !has_label(node)).last()?;
    let edit = TextEdit::insert(outermost.start_byte(), format!("{label}: "));
    Some(Proposal::new(RULE.name, format!("Label the loop `{label}`"), context, EditSet::one(edit), 0.8))
}
