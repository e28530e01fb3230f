//! Puts what is unsafe into an `unsafe` block.

use super::support::words;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::span;

pub const RULE: Rule = Rule {
    name: "rust/unsafe-block",
    summary: "Puts an unsafe operation into an `unsafe` block",
    not_offered: "It is offered for every operation that needs `unsafe`.",
    examples: &[
        Example::mends(
            "rustc[E0133]: call to unsafe function `read` is unsafe and requires unsafe block\nnote: consult the function's documentation for information on how to avoid undefined behavior",
            "
            pub unsafe fn read(pointer: *const u8) -> u8 {
                0
            }

            pub fn first(pointer: *const u8) -> u8 {
                «read(pointer)»
            }
            ",
            "
            pub unsafe fn read(pointer: *const u8) -> u8 {
                0
            }

            pub fn first(pointer: *const u8) -> u8 {
                unsafe { read(pointer) }
            }
            ",
        ),
        Example::mends(
            "rustc[E0133]: use of mutable static is unsafe and requires unsafe block\nnote: mutable statics can be mutated by multiple threads: aliasing violations or data races will cause undefined behavior",
            "
            pub static mut COUNT: u8 = 0;

            pub fn count() {
                «COUNT» += 1;
            }
            ",
            "
            pub static mut COUNT: u8 = 0;

            pub fn count() {
                unsafe { COUNT += 1 };
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0133"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(mut node) = super::support::node_of(context, context.diagnostic.range) else { return Vec::new() };
    // What is read from, written to or called is one operation with what stands around it.
    while let Some(parent) = node.parent().filter(|parent| {
        let is_target = parent.child_by_field_name("left").is_some_and(|left| left.id() == node.id());
        match parent.kind() {
            "field_expression" | "index_expression" | "reference_expression" | "call_expression" | "try_expression" | "await_expression" => true,
            "assignment_expression" | "compound_assignment_expr" => is_target,
            _ => false,
        }
    }) {
        node = parent;
    }
    let text = words(context, node);
    // A call of a function by its name is a statement of its own and goes inside as a whole; of any other value the semicolon stays outside.
    let is_plain_call = node.kind() == "call_expression"
        && node.child_by_field_name("function").is_some_and(|callee| matches!(callee.kind(), "identifier" | "scoped_identifier" | "generic_function"));
    let statement = node.parent().filter(|parent| is_plain_call && parent.kind() == "expression_statement");
    let (range, inner) = match statement {
        Some(statement) => (span(statement), words(context, statement)),
        None => (span(node), text),
    };
    vec![Proposal::replace(RULE.name, "Wrap in an `unsafe` block", context, range, format!("unsafe {{ {inner} }}"), 0.85)]
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn operations_are_wrapped() {
        let table = [
            ("fn f() { let x = «*p»; }", "let x = unsafe { *p };"),
            ("fn f() { «g()»; }", "{ unsafe { g(); } }"),
            ("fn f() { let x = &«X»; }", "unsafe { &X }"),
            ("fn f() { «X» = 1; }", "unsafe { X = 1 };"),
            ("fn f() { let x = «X».a + 1; }", "unsafe { X.a } + 1"),
        ];
        for (program, part) in table {
            let after = repaired(&RULE, program, "E0133", "call to unsafe function", &[]).unwrap();
            assert!(after.contains(part), "{after}");
        }
    }

    #[test]
    fn other_errors_are_none_of_it() {
        assert_eq!(repaired(&RULE, "fn f() { «g()»; }", "E0425", "cannot find function `g`", &[]), None);
    }
}
