//! Expressions as the compiler quotes them in messages: on one line, with the bodies of functions and literals left out.

use super::ast::{ABSENT, Kind, NodeId, Tree};
use super::token::Token;

/// How deep an expression is printed before it is cut.
const DEPTH: u32 = 40;

/// An expression or type.
pub fn expression(tree: &Tree, text: &str, id: NodeId) -> String {
    let mut out = String::new();
    write(tree, text, id, DEPTH, &mut out);
    out
}

/// A statement that stands where a value must: `assignment x = y`, `x := y`, `x++`.
pub fn statement_as_value(tree: &Tree, text: &str, id: NodeId) -> String {
    let node = tree.node(id);
    let (left, right) = (tree.child(id, 0), tree.child(id, 1));
    match node.kind {
        Kind::Assignment if node.token == Token::Assign => format!("assignment {} = {}", emphasized(tree, text, left), emphasized(tree, text, right)),
        Kind::Assignment => {
            let operator = if node.token == Token::Define { ":=".to_owned() } else { format!("{}=", node.operator.text()) };
            format!("{} {operator} {}", expression(tree, text, left), expression(tree, text, right))
        }
        Kind::IncrementStatement => format!("{}{}", expression(tree, text, left), node.operator.text().repeat(2)),
        Kind::Send => format!("{} <- {}", expression(tree, text, left), expression(tree, text, right)),
        _ => one_line(tree.span(id).of(text)),
    }
}

/// Binary operations in parentheses, so that the assignment between them stands out.
fn emphasized(tree: &Tree, text: &str, id: NodeId) -> String {
    let printed = expression(tree, text, id);
    if tree.kind(id) == Kind::Binary { format!("({printed})") } else { printed }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn write(tree: &Tree, text: &str, id: NodeId, depth: u32, out: &mut String) {
    let Some(depth) = depth.checked_sub(1) else {
        out.push('…');
        return;
    };
    let node = tree.node(id);
    let [first, second, third, fourth] = [0, 1, 2, 3].map(|at| tree.child(id, at));
    let put = |id: NodeId, out: &mut String| write(tree, text, id, depth, out);
    match node.kind {
        Kind::Absent => {}
        Kind::Paren => {
            out.push('(');
            put(first, out);
            out.push(')');
        }
        Kind::Selector => {
            put(first, out);
            out.push('.');
            put(second, out);
        }
        Kind::Binary => {
            put(first, out);
            out.push_str(&format!(" {} ", node.operator.text()));
            put(second, out);
        }
        Kind::Unary => {
            out.push_str(node.operator.text());
            put(first, out);
        }
        Kind::Call => {
            put(first, out);
            out.push('(');
            for (at, argument) in tree.children(id).iter().skip(1).enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                put(*argument, out);
            }
            out.push_str(if node.flag { "...)" } else { ")" });
        }
        Kind::List => {
            for (at, element) in tree.children(id).iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                put(*element, out);
            }
        }
        Kind::Index => {
            put(first, out);
            out.push('[');
            put(second, out);
            out.push(']');
        }
        Kind::Slice => {
            put(first, out);
            out.push('[');
            put(second, out);
            out.push(':');
            put(third, out);
            if fourth != ABSENT {
                out.push(':');
                put(fourth, out);
            }
            out.push(']');
        }
        Kind::Assertion => {
            put(first, out);
            out.push_str(".(");
            put(second, out);
            out.push(')');
        }
        Kind::TypeGuard => {
            if second != ABSENT {
                put(second, out);
                out.push_str(" := ");
            }
            put(first, out);
            out.push_str(".(type)");
        }
        Kind::Composite => {
            put(first, out);
            out.push_str(if tree.children(id).len() > 1 { "{…}" } else { "{}" });
        }
        Kind::FunctionLiteral => {
            out.push_str("func");
            out.push_str(&one_line(tree.span(first).of(text)));
            out.push_str(" {…}");
        }
        _ => out.push_str(&one_line(tree.span(id).of(text))),
    }
}
