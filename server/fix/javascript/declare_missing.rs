//! Declares a name to which something is assigned that is declared nowhere.
//!
//! The heads of `for … of` and `for … in` are declarations too.

use super::tree;
use crate::base::TextEdit;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "javascript/declare-missing",
    summary: "Declares a name that is assigned without a declaration",
    not_offered: "It keeps silent about names that are only read, and where the assignment stands in a branch without braces or also changes a variable that is there.",
    examples: &[
        Example::mends(
            "eslint[no-undef]: 'total' is not defined.",
            "
            «total» = 1;
            export default total;
            ",
            "
            const total = 1;
            export default total;
            ",
        ),
        Example::mends(
            "eslint[no-undef]: 'item' is not defined.",
            "
            export function print(items) {
              for («item» of items) console.log(item);
            }
            ",
            "
            export function print(items) {
              for (const item of items) console.log(item);
            }
            ",
        ),
        Example::keeps_silent("eslint[no-undef]: 'totals' is not defined.", "export default «totals»;"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.category() == "RES.NAME"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    declared(context).into_iter().collect()
}

fn declared(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let node = tree::identifier_at(file, context.diagnostic.range.start)?;
    let name = tree::text(file, node);
    let is_use = |other: &Node<'_>| other.kind() == "identifier" && tree::text(file, *other) == name;
    let first = parse::descendants(file.tree()?.root_node()).find(is_use).unwrap_or(node);
    if let Some(head) = parse::ancestor(first, &["for_in_statement"]) {
        let left = head.child_by_field_name("left")?;
        let bare = head.child_by_field_name("kind").is_none() && matches!(left.kind(), "identifier" | "array_pattern" | "object_pattern" | "array" | "object");
        if bare && parse::span(left).contains(parse::span(first)) {
            let edit = TextEdit::insert(left.start_byte(), "const ");
            return Some(Proposal::new(RULE.name, "Declare the loop variable with `const`", context, edit.into(), 0.93));
        }
    }
    let statement = parse::ancestor(first, &["expression_statement"])?;
    if statement.parent().is_none_or(|parent| !matches!(parent.kind(), "program" | "statement_block" | "switch_case" | "switch_default")) {
        return None;
    }
    let assigned = assigned_names(statement.named_child(0)?);
    let targets: Vec<&str> = assigned.iter().map(|target| tree::text(file, *target)).collect();
    // All that the statement assigns to has to be new: a declaration would hide what is there.
    let visible = context.scopes.names_at(first.start_byte());
    if !targets.contains(&name) || targets.iter().any(|target| visible.contains(target)) {
        return None;
    }
    let own: Vec<usize> = assigned.iter().map(|target| target.start_byte()).collect();
    let written_again = parse::descendants(file.tree()?.root_node()).any(|node| {
        let left = match node.kind() {
            "assignment_expression" | "augmented_assignment_expression" => node.child_by_field_name("left"),
            "update_expression" => node.child_by_field_name("argument"),
            _ => None,
        };
        left.is_some_and(|left| targets.contains(&tree::text(file, left)) && !own.contains(&left.start_byte()))
    });
    let word = if written_again { "let" } else { "const" };
    let edit = TextEdit::insert(statement.start_byte(), format!("{word} "));
    Some(Proposal::new(RULE.name, format!("Declare `{name}` with `{word}`"), context, edit.into(), 0.78))
}

/// The names that `a = 1, b = 2` assigns to, in order; none where the expression does anything else.
fn assigned_names(expression: Node<'_>) -> Vec<Node<'_>> {
    match expression.kind() {
        "assignment_expression" => expression.child_by_field_name("left").filter(|left| left.kind() == "identifier").into_iter().collect(),
        "sequence_expression" => {
            let parts: Vec<Node<'_>> = parse::named_children(expression).into_iter().filter(|part| part.kind() != "comment").collect();
            let names: Vec<Node<'_>> = parts.iter().flat_map(|part| assigned_names(*part)).collect();
            let whole = parts.iter().all(|part| matches!(part.kind(), "assignment_expression" | "sequence_expression") && !assigned_names(*part).is_empty());
            if whole { names } else { Vec::new() }
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{first_fix, fix_of_rule, no_fix};

    #[test]
    fn assigned_names_are_declared() {
        first_fix("'use strict'\ntotal = 1\nmodule.exports = total\n", "'use strict'\nconst total = 1\nmodule.exports = total\n");
        first_fix("'use strict'\ncount = 1\ncount++\nmodule.exports = count\n", "'use strict'\nlet count = 1\ncount++\nmodule.exports = count\n");
        fix_of_rule(
            "TS2304",
            "Cannot find name 'x'.",
            "«x» = 0, y = f()\n\n, z = 0;\nfunction f() {}\n",
            "const x = 0, y = f()\n\n, z = 0;\nfunction f() {}\n",
        );
    }

    #[test]
    fn loop_variables_are_declared() {
        fix_of_rule("TS2304", "Cannot find name 'x'.", "for («x» of [1]) { f(x) }\n", "for (const x of [1]) { f(x) }\n");
        fix_of_rule(
            "TS18004",
            "No value exists in scope for the shorthand property 'x'.",
            "for ({ «x» } of [{ x: 0 }]) {}\n",
            "for (const { x } of [{ x: 0 }]) {}\n",
        );
    }

    #[test]
    fn what_is_only_read_is_not_declared() {
        no_fix("module.exports = totals\n", super::RULE.name);
        no_fix("'use strict'\nlet b\nif (b) a = b = 1\n", super::RULE.name);
    }
}
