//! Calls `super()` first in the constructor of a derived class.

use super::style::Style;
use super::tree;
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::{SourceFile, parse};
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "javascript/call-super",
    summary: "Calls `super()` first in the constructor",
    not_offered: "It keeps silent where the call of `super` stands in a branch, or needs what is computed from `this` before it.",
    examples: &[
        Example::mends(
            "eslint[constructor-super]: Expected to call 'super()'.",
            "
            class Shape {}

            export class Circle extends Shape {
              «constructor(radius) {
                this.radius = radius;
              }»
            }
            ",
            "
            class Shape {}

            export class Circle extends Shape {
              constructor(radius) {
                super();
                this.radius = radius;
              }
            }
            ",
        ),
        Example::mends(
            "eslint[no-this-before-super]: 'this' is not allowed before 'super()'.",
            "
            class Shape {}

            export class Circle extends Shape {
              constructor(radius) {
                «this».radius = radius;
                super();
              }
            }
            ",
            "
            class Shape {}

            export class Circle extends Shape {
              constructor(radius) {
                super();
                this.radius = radius;
              }
            }
            ",
        ),
        Example::keeps_silent(
            "eslint[no-this-before-super]: 'this' is not allowed before 'super()'.",
            "
            class Shape {}

            export class Circle extends Shape {
              constructor() {
                «this».radius = 1;
                super(this.radius);
              }
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    let codes = [
        "constructor-super",
        "no-this-before-super",
        "TS2377",
        "TS17009",
        "TS17011",
        "lint/correctness/noInvalidConstructorSuper",
        "lint/correctness/noUnreachableSuper",
    ];
    codes.contains(&diagnostic.code())
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let Some(node) = tree::node_at(file, context.diagnostic.range) else { return Vec::new() };
    let is_constructor = |method: &Node<'_>| method.child_by_field_name("name").is_some_and(|name| tree::text(file, name) == "constructor");
    let Some(constructor) = parse::ancestor(node, &["method_definition"]).filter(is_constructor) else { return Vec::new() };
    let Some(body) = constructor.child_by_field_name("body") else { return Vec::new() };
    let call = parse::named_children(body).into_iter().find(|statement| is_super_call(file, *statement));
    let first = parse::named_children(body).into_iter().find(|child| child.kind() != "comment");
    match (call, first) {
        (Some(call), Some(first)) if call != first => {
            let written = tree::text(file, call);
            let uses_this = parse::descendants(call).any(|inner| inner.kind() == "this");
            let own_line = file.line_of(call.start_byte()) != file.line_of(first.start_byte());
            let separator = if own_line { format!("{}{}", file.line_break(), file.indentation(file.line_of(first.start_byte()))) } else { " ".to_owned() };
            let removed = match own_line {
                true => tree::delete_statement(file, parse::span(call)),
                false => TextEdit::delete(Span::new(call.prev_sibling().map_or(call.start_byte(), |before| before.end_byte()), call.end_byte())),
            };
            let moved = [TextEdit::insert(first.start_byte(), format!("{written}{separator}")), removed];
            let edits = EditSet::new(moved).ok().filter(|_| !uses_this);
            edits.map(|edits| Proposal::new(RULE.name, "Move `super()` to the front", context, edits, 0.9)).into_iter().collect()
        }
        (Some(_), _) => Vec::new(),
        (None, first) => {
            let end = Style::of(file, context.project).end();
            let end = if end.is_empty() && first.is_none() { ";" } else { end };
            let edit = match first {
                Some(first) if file.line_of(first.start_byte()) != file.line_of(body.start_byte()) => {
                    let indentation = file.indentation(file.line_of(first.start_byte()));
                    TextEdit::insert(first.start_byte(), format!("super(){end}{}{indentation}", file.line_break()))
                }
                Some(first) => TextEdit::insert(first.start_byte(), "super(); "),
                None => TextEdit::insert(body.start_byte() + 1, format!(" super(){end}")),
            };
            let partly = context.diagnostic.message.contains("some code paths");
            vec![Proposal::new(RULE.name, "Call `super()` first", context, edit.into(), if partly { 0.4 } else { 0.88 })]
        }
    }
}

fn is_super_call(file: &SourceFile, statement: Node<'_>) -> bool {
    let call = statement.named_child(0).filter(|child| statement.kind() == "expression_statement" && child.kind() == "call_expression");
    call.and_then(|call| call.child_by_field_name("function")).is_some_and(|function| tree::text(file, function) == "super")
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    #[test]
    fn a_missing_call_is_added() {
        fix_of_rule(
            "constructor-super",
            "Expected to call 'super()'.",
            "class A extends B { «constructor() { }» }\n",
            "class A extends B { constructor() { super(); } }\n",
        );
        fix_of_rule(
            "constructor-super",
            "Expected to call 'super()'.",
            "class A extends B {\n  «constructor() {\n    this.a = 1;\n  }»\n}\n",
            "class A extends B {\n  constructor() {\n    super();\n    this.a = 1;\n  }\n}\n",
        );
    }

    #[test]
    fn a_late_call_comes_first() {
        let message = "'this' is not allowed before 'super()'.";
        fix_of_rule(
            "no-this-before-super",
            message,
            "class A extends B { constructor() { «this».c = 0; super(); } }\n",
            "class A extends B { constructor() { super(); this.c = 0; } }\n",
        );
        fix_of_rule(
            "no-this-before-super",
            message,
            "class A extends B {\n  constructor(x) {\n    «this».c = 0;\n    super(x);\n  }\n}\n",
            "class A extends B {\n  constructor(x) {\n    super(x);\n    this.c = 0;\n  }\n}\n",
        );
    }
}
