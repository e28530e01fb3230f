//! Declares a variable of the file's own where a name of the environment, a class or a function is assigned to.

use super::tree;
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "javascript/own-variable",
    summary: "Makes a variable of what is assigned to",
    not_offered: "It keeps silent where the class or function is used before its definition, or assigned to inside of it.",
    examples: &[
        Example::mends(
            "eslint[no-class-assign]: 'Shape' is a class.",
            "
            class Shape {}
            «Shape» = null;
            export default Shape;
            ",
            "
            let Shape = class {}
            Shape = null;
            export default Shape;
            ",
        ),
        Example::keeps_silent(
            "eslint[no-func-assign]: 'area' is a function.",
            "
            export function area() {
              «area» = null;
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "no-global-assign" | "no-class-assign" | "no-func-assign" | "lint/suspicious/noGlobalAssign" | "lint/suspicious/noClassAssign")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let code = context.diagnostic.code();
    let proposal = if code.to_lowercase().contains("global") { of_environment(context) } else { of_definition(context) };
    proposal.into_iter().collect()
}

fn of_environment(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let node = tree::identifier_at(file, context.diagnostic.range.start)?;
    let name = tree::text(file, node);
    let assignment = node.parent().filter(|parent| parent.kind() == "assignment_expression" && parent.child_by_field_name("left") == Some(node))?;
    let statement = assignment.parent().filter(|parent| parent.kind() == "expression_statement")?;
    // `undefined` and its like cannot be declared.
    if matches!(name, "undefined" | "NaN" | "Infinity") {
        return None;
    }
    let edit = TextEdit::insert(statement.start_byte(), "let ");
    Some(Proposal::new(RULE.name, format!("Declare a variable `{name}` of its own"), context, edit.into(), 0.6))
}

fn of_definition(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let node = tree::identifier_at(file, context.diagnostic.range.start)?;
    let name = tree::text(file, node);
    let defines = |other: &Node<'_>| {
        matches!(other.kind(), "class_declaration" | "function_declaration")
            && other.child_by_field_name("name").is_some_and(|own| tree::text(file, own) == name)
    };
    let visible = parse::descendants(file.tree()?.root_node()).filter(defines);
    let definition = visible.filter(|definition| definition.parent().is_some_and(|parent| parse::span(parent).contains(parse::span(node)))).last()?;
    let inside = parse::span(definition).contains(parse::span(node));
    let used_before = parse::descendants(file.tree()?.root_node())
        .any(|other| other.kind() == "identifier" && tree::text(file, other) == name && other.start_byte() < definition.start_byte());
    if inside || used_before {
        return None;
    }
    let own = definition.child_by_field_name("name")?;
    let word = if definition.kind() == "class_declaration" { "class" } else { "function" };
    let blanks = file.text().get(own.end_byte()..)?.len() - file.text().get(own.end_byte()..)?.trim_start().len();
    let gap = if word == "class" { " " } else { "" };
    let keyword = tree::token(definition, word)?;
    let edits = EditSet::new([
        TextEdit::insert(definition.start_byte(), format!("let {name} = ")),
        TextEdit::replace(Span::new(keyword.end_byte(), own.end_byte() + if word == "class" { blanks } else { 0 }), gap),
    ]);
    Some(Proposal::new(RULE.name, format!("Make `{name}` a variable"), context, edits.ok()?, 0.7))
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    #[test]
    fn what_is_assigned_to() {
        fix_of_rule("no-class-assign", "'A' is a class.", "class A { }\n«A» = 0;\n", "let A = class { }\nA = 0;\n");
        fix_of_rule("no-func-assign", "'f' is a function.", "function f(a) { }\n«f» = g;\n", "let f = function(a) { }\nf = g;\n");
        fix_of_rule("no-global-assign", "Read-only global 'window' should not be modified.", "«window» = {}\n", "let window = {}\n");
    }
}
