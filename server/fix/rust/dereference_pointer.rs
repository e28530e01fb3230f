//! Goes through a raw pointer where its target is needed.
//!
//! ```text
//! let s = s as *mut [T];
//! unsafe { &mut s }
//! ```
//! becomes
//! ```text
//! let s = s as *mut [T];
//! unsafe { &mut *s }
//! ```

use super::support::{bare_type, expected_found, function_of, labels, node_of, quoted, words};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{descendants, named_children, span};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/dereference-pointer",
    summary: "Goes through a raw pointer where its target is needed",
    not_offered: "It keeps silent where the pointer is not taken out of an `unsafe` block or borrowed at the place of the error.",
    examples: &[
        Example::mends(
            "rustc[E0308]: mismatched types\nexpected `&mut [T]`, found `&mut *mut [T]`",
            "
            unsafe fn f<T>(s: *mut [T]) -> &mut [T] {
                «&mut s»
            }
            ",
            "
            unsafe fn f<T>(s: *mut [T]) -> &mut [T] {
                &mut *s
            }
            ",
        ),
        Example::mends(
            "rustc[E0308]: mismatched types\nexpected `*const u8`, found `usize`",
            "
            fn f(start: *const u8) -> bool {
                let byte = unsafe { start };
                byte < «0x80»
            }
            ",
            "
            fn f(start: *const u8) -> bool {
                let byte = unsafe { *start };
                byte < 0x80
            }
            ",
        ),
        Example::keeps_silent(
            "rustc[E0308]: mismatched types\nexpected `*const u8`, found `usize`",
            "
            fn f(start: *const u8) -> bool {
                let byte = start;
                byte < «0x80»
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0308" | "E0369" | "E0277" | "E0599") && (diagnostic.message.contains("`*const ") || diagnostic.message.contains("*mut "))
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    borrowed(context).or_else(|| operand(context)).into_iter().collect()
}

fn go_through(context: &FixContext<'_>, pointer: Node<'_>) -> Proposal {
    let title = format!("Go through the pointer `{}`", words(context, pointer));
    Proposal::new(RULE.name, title, context, EditSet::one(TextEdit::insert(pointer.start_byte(), "*")), 0.88)
}

/// A reference to the pointer itself, where one to its target is expected.
fn borrowed(context: &FixContext<'_>) -> Option<Proposal> {
    let (expected, found) = expected_found(&context.diagnostic.message)?;
    let reference = node_of(context, context.diagnostic.range).filter(|node| node.kind() == "reference_expression")?;
    let target = |kind: &str, leads: &[&str]| leads.iter().find_map(|lead| kind.strip_prefix(lead).map(str::to_owned));
    let expected = target(&bare_type(&expected), &["&mut ", "&"])?;
    let found = target(&bare_type(&found), &["&mut *mut ", "&*mut ", "&*const "])?;
    (expected == found).then_some(())?;
    Some(go_through(context, reference.child_by_field_name("value")?))
}

/// A variable that holds a pointer taken out of an `unsafe` block, which only reading through it needs.
fn operand(context: &FixContext<'_>) -> Option<Proposal> {
    let node = context.node()?;
    let around = crate::syntax::parse::ancestor(node, &["binary_expression", "compound_assignment_expr", "call_expression"])?;
    let of_pointer = labels(context).into_iter().find(|(_, label)| label.starts_with('*')).and_then(|(range, _)| node_of(context, range));
    let left = around.child_by_field_name("left");
    let is_about_pointer = quoted(&context.diagnostic.message).iter().any(|kind| kind.starts_with('*'));
    let variable = of_pointer.or(left.filter(|_| is_about_pointer)).filter(|node| node.kind() == "identifier")?;
    let name = words(context, variable);
    let bindings = descendants(function_of(variable)?).filter(|node| node.kind() == "let_declaration" && node.end_byte() <= variable.start_byte());
    let own = bindings.filter(|binding| binding.child_by_field_name("pattern").is_some_and(|pattern| words(context, pattern) == name)).last()?;
    let block = own.child_by_field_name("value").filter(|value| value.kind() == "unsafe_block")?;
    let inner = named_children(block).into_iter().find(|child| child.kind() == "block")?;
    let [pointer] = named_children(inner)[..] else { return None };
    (pointer.kind() == "identifier" && !span(pointer).is_empty()).then(|| go_through(context, pointer))
}
