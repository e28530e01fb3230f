//! Moves the binding of a value that is borrowed for longer than its block lasts out of the block.

use super::support::{labels, words};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, descendants, named_children, span};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/outlive-block",
    summary: "Moves a borrowed value's binding out of the block that ends too early",
    not_offered: "It keeps silent where the block is a function's, a closure's or a loop's, and where the value is made from other variables of the block.",
    examples: &[
        Example::mends(
            "rustc[E0597]: `x` does not live long enough",
            "
            fn main() {
                let r;
                {
                    let x = 5;
                    r = «&x»;
                }
                println!(\"{r}\");
            }
            ",
            "
            fn main() {
                let r;
                let x = 5;
                {
                    r = &x;
                }
                println!(\"{r}\");
            }
            ",
        )
        .with_labels(&[("x", "binding `x` declared here")]),
        Example::keeps_silent("rustc[E0597]: `x` does not live long enough", "fn f() { let x = 5; g(«&x»); }")
            .with_labels(&[("x", "binding `x` declared here")]),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0597"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    moved(context).into_iter().collect()
}

fn moved(context: &FixContext<'_>) -> Option<Proposal> {
    let (place, _) = labels(context).into_iter().find(|(_, label)| label.starts_with("binding `") && label.ends_with("declared here"))?;
    let binding = ancestor(context.file.node_at(place)?, &["let_declaration", "parameter", "closure_expression", "for_expression", "match_arm"])?;
    (binding.kind() == "let_declaration").then_some(())?;
    let name = binding.child_by_field_name("pattern").filter(|pattern| pattern.kind() == "identifier")?;
    let block = binding.parent().filter(|block| block.kind() == "block")?;
    let outer = statement_around(block)?;
    let value = binding.child_by_field_name("value");
    if value.is_some_and(|value| uses_locals(context, value, block)) || is_rebound(context, name, outer, block) {
        return None;
    }
    let line_break = context.file.line_break();
    let (first, last) = (context.file.line_of(binding.start_byte()), context.file.line_of(binding.end_byte()));
    let lines = context.file.full_lines(first, last);
    let alone = context.file.slice(lines).trim() == words(context, binding);
    let deleted = if alone { lines } else { with_blanks(context, span(binding)) };
    let indentation = context.file.indentation(context.file.line_of(outer.start_byte()));
    let text = words(context, binding).lines().map(str::trim).collect::<Vec<_>>().join(" ");
    let text = if words(context, binding).contains('\n') { words(context, binding).to_owned() } else { text };
    let edits = EditSet::new([TextEdit::insert(outer.start_byte(), format!("{text}{line_break}{indentation}")), TextEdit::delete(deleted)]).ok()?;
    Some(Proposal::new(RULE.name, format!("Declare `{}` outside of the block", words(context, name)), context, edits, 0.66))
}

/// A range with the white space behind it.
fn with_blanks(context: &FixContext<'_>, range: Span) -> Span {
    let rest = context.file.text().get(range.end..).unwrap_or("");
    Span::new(range.start, range.end + rest.len() - rest.trim_start_matches([' ', '\t']).len())
}

/// The statement that a block is part of, in the block around it; `None` where the block runs at another time or many times.
fn statement_around(block: Node<'_>) -> Option<Node<'_>> {
    let mut node = block;
    loop {
        let parent = node.parent()?;
        match parent.kind() {
            "block" => return Some(node),
            "function_item" | "closure_expression" | "loop_expression" | "while_expression" | "for_expression" | "async_block" | "const_item" => return None,
            _ => node = parent,
        }
    }
}

/// Whether an expression reads what is bound in a block.
fn uses_locals(context: &FixContext<'_>, value: Node<'_>, block: Node<'_>) -> bool {
    let mut bound = Vec::new();
    for statement in named_children(block).into_iter().filter(|statement| statement.kind() == "let_declaration" && statement.end_byte() <= value.start_byte()) {
        if let Some(pattern) = statement.child_by_field_name("pattern") {
            bound.extend(descendants(pattern).filter(|node| node.kind() == "identifier").map(|node| words(context, node)));
        }
    }
    descendants(value).any(|node| node.kind() == "identifier" && bound.contains(&words(context, node)))
}

/// Whether a name of the block around would be hidden by the binding.
fn is_rebound(context: &FixContext<'_>, name: Node<'_>, outer: Node<'_>, block: Node<'_>) -> bool {
    let Some(around) = outer.parent() else { return true };
    descendants(around).any(|node| {
        let inside = block.start_byte() <= node.start_byte() && node.end_byte() <= block.end_byte();
        node.kind() == "identifier" && !inside && words(context, node) == words(context, name)
    })
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    const MESSAGE: &str = "`short` does not live long enough";
    const DECLARED: &[(&str, &str)] = &[("short", "binding `short` declared here")];

    #[test]
    fn bindings_move_before_their_block() {
        let program = "fn f() {\n    if yes() {\n        let short = String::new();\n        has.set(«&short»);\n    }\n    has.go();\n}";
        let after = repaired(&RULE, program, "E0597", MESSAGE, DECLARED).unwrap();
        assert!(after.contains("    let short = String::new();\n    if yes() {\n        has.set(&short);"), "{after}");
    }

    #[test]
    fn values_of_the_block_stay() {
        for program in [
            "fn f() { let r; { let a = 1; let short = a + 1; r = «&short»; } g(r); }",
            "fn f() { let r; loop { let short = 1; r = «&short»; } }",
            "fn f(short: u8) { let r; { let short = 1; r = «&short»; } g(r, short); }",
        ] {
            let declared = program.replace(['«', '»'], "").find("short = ").map(|_| ("short =", DECLARED[0].1)).unwrap();
            assert_eq!(repaired(&RULE, program, "E0597", MESSAGE, &[declared]), None, "{program}");
        }
    }
}
