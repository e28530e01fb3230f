//! Removes a variable, import, parameter or function that is never used.
//!
//! An initializer that may do something is kept as a statement of its own.

use super::tree::{self, DECLARATIONS};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::{SourceFile, parse};
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "javascript/remove-unused",
    summary: "Removes what is never used",
    not_offered: "It keeps silent about parameters that others follow, whose places they hold.",
    examples: &[
        Example::mends(
            "eslint[no-unused-vars]: 'total' is assigned a value but never used.",
            "
            const «total» = [];
            export default 1;
            ",
            "export default 1;",
        ),
        Example::keeps_silent("eslint[no-unused-vars]: 'total' is defined but never used.", "export default (first, second) => [first, «total» => 1, second];"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.category(), "UNUSED.VARIABLE" | "IMPORT.UNUSED")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let start = context.diagnostic.range.start;
    let Some(name) = tree::identifier_at(file, start).or_else(|| named_inside(file, context.diagnostic)) else { return Vec::new() };
    let written = tree::text(file, name);
    let mut proposals = Vec::new();
    let title = format!("Remove unused `{written}`");
    if let Some(parent) = parse::ancestor(name, &["import_statement"]) {
        let edit = import_edit(file, parent, name);
        return vec![Proposal::new(RULE.name, format!("Remove unused import `{written}`"), context, edit.into(), 0.95).safe()];
    }
    let assigned = written_elsewhere(file, name, written);
    if let Some((edit, pure)) = declaration_edit(file, name) {
        let likelihood = match (assigned.is_empty(), pure) {
            (true, true) => 0.95,
            (true, false) => 0.85,
            (false, _) => 0.35,
        };
        let all = std::iter::once(edit).chain(assigned.iter().map(|range| tree::delete_statement(file, *range)));
        if let Ok(edits) = EditSet::new(all) {
            let proposal = Proposal::new(RULE.name, title, context, edits, likelihood);
            proposals.push(if assigned.is_empty() && pure { proposal.safe() } else { proposal });
        }
        return proposals;
    }
    let parent = name.parent();
    match parent.map_or("", |parent| parent.kind()) {
        "function_declaration" | "generator_function_declaration" | "class_declaration" => {
            if let Some(parent) = parent {
                // Somebody wrote it to be used: where it is most of the file, removing it is no repair.
                if parse::span(parent).len() * 4 < file.text().len() {
                    proposals.push(Proposal::new(RULE.name, title, context, tree::delete_statement(file, parse::span(parent)).into(), 0.6));
                }
                if let Some(export) = exported(file, parent, written) {
                    proposals.push(Proposal::new(RULE.name, format!("Export `{written}`"), context, export.into(), 0.5));
                }
            }
        }
        "catch_clause" => {
            if let Some(open) = parent.and_then(|parent| tree::token(parent, "(")).zip(parent.and_then(|parent| tree::token(parent, ")"))) {
                let end = file.text().get(open.1.end_byte()..).map_or(0, |rest| rest.len() - rest.trim_start().len());
                let edit = TextEdit::delete(Span::new(open.0.start_byte(), open.1.end_byte() + end));
                proposals.push(Proposal::new(RULE.name, title, context, edit.into(), 0.9));
            }
        }
        "formal_parameters" => proposals.push(Proposal::new(RULE.name, title, context, tree::delete_element(file, parse::span(name)).into(), 0.7)),
        _ => {}
    }
    proposals
}

/// The name that a diagnostic on a larger piece of code speaks of.
fn named_inside<'f>(file: &'f SourceFile, diagnostic: &Diagnostic) -> Option<Node<'f>> {
    let subject = diagnostic.subject()?;
    let node = tree::node_at(file, diagnostic.range)?;
    parse::descendants(node).find(|inner| inner.kind().contains("identifier") && tree::text(file, *inner) == subject)
}

fn import_edit(file: &SourceFile, statement: Node<'_>, name: Node<'_>) -> TextEdit {
    let import = file.outline().imports.iter().find(|import| import.range == parse::span(statement));
    let count = import.map_or(1, |import| import.names.len());
    if count < 2 {
        return tree::delete_statement(file, parse::span(statement));
    }
    if let Some(specifier) = parse::ancestor(name, &["import_specifier"]) {
        let list = specifier.parent();
        let alone = list.is_some_and(|list| parse::named_children(list).iter().filter(|child| child.kind() == "import_specifier").count() == 1);
        // The last name of a list takes the braces with it.
        return tree::delete_element(file, parse::span(if alone { list.unwrap_or(specifier) } else { specifier }));
    }
    let whole = parse::ancestor(name, &["namespace_import"]).unwrap_or(name);
    tree::delete_element(file, parse::span(whole))
}

/// The edit that removes a variable's declaration, and whether nothing is lost by it.
fn declaration_edit(file: &SourceFile, name: Node<'_>) -> Option<(TextEdit, bool)> {
    let declarator = parse::ancestor(name, &["variable_declarator"])?;
    let target = declarator.child_by_field_name("name")?;
    if !parse::span(target).contains(parse::span(name)) {
        return None;
    }
    let statement = declarator.parent().filter(|parent| DECLARATIONS.contains(&parent.kind()))?;
    let loop_head = statement.parent().is_some_and(|parent| parent.kind() == "for_statement" && parent.child_by_field_name("body") != Some(statement));
    let alone = parse::named_children(statement).iter().filter(|child| child.kind() == "variable_declarator").count() == 1;
    if target != name {
        let element = pattern_element(name, target)?;
        let elements = parse::named_children(element.parent()?).into_iter().filter(|child| child.kind() != "comment").count();
        if elements > 1 {
            let in_array = element.parent().is_some_and(|pattern| pattern.kind() == "array_pattern");
            let last = element.next_named_sibling().is_none();
            let edit = if in_array && !last { TextEdit::delete(parse::span(element)) } else { tree::delete_element(file, parse::span(element)) };
            return Some((edit, true));
        }
        if element.parent() != Some(target) {
            return None;
        }
    }
    let value = declarator.child_by_field_name("value");
    let pure = value.is_none_or(|value| tree::is_pure(file, value));
    if !alone || loop_head {
        return (pure && !(alone && loop_head)).then(|| (tree::delete_element(file, parse::span(declarator)), true));
    }
    match value {
        Some(value) if !pure => {
            // The value may do something: it stays as a statement.
            let starts_oddly = matches!(value.kind(), "object" | "function_expression" | "class");
            (!starts_oddly).then(|| (TextEdit::delete(Span::new(statement.start_byte(), value.start_byte())), false))
        }
        _ => Some((tree::delete_statement(file, parse::span(statement)), true)),
    }
}

/// The element of a pattern that binds the name.
fn pattern_element<'t>(name: Node<'t>, target: Node<'t>) -> Option<Node<'t>> {
    let mut element = name;
    while let Some(parent) = element.parent() {
        if matches!(parent.kind(), "object_pattern" | "array_pattern") {
            return Some(element);
        }
        if parent == target {
            return None;
        }
        element = parent;
    }
    None
}

/// The statements that assign to the name elsewhere in the file.
fn written_elsewhere(file: &SourceFile, name: Node<'_>, written: &str) -> Vec<Span> {
    let Some(tree) = file.tree() else { return Vec::new() };
    let scope = tree::enclosing_function(name).unwrap_or(tree.root_node());
    parse::descendants(scope)
        .filter(|node| matches!(node.kind(), "assignment_expression" | "augmented_assignment_expression" | "update_expression"))
        .filter(|node| node.child_by_field_name("left").or_else(|| node.child_by_field_name("argument")).is_some_and(|left| tree::text(file, left) == written))
        .filter_map(|node| node.parent().filter(|parent| parent.kind() == "expression_statement").map(parse::span))
        .collect()
}

/// An edit that exports a top-level declaration of a module.
fn exported(file: &SourceFile, declaration: Node<'_>, name: &str) -> Option<TextEdit> {
    let top = declaration.parent().is_some_and(|parent| parent.kind() == "program");
    let module = file.outline().imports.iter().any(|import| !import.require) || file.text().contains("\nexport ");
    let known = file.outline().named(name).any(|definition| definition.container.is_empty() && !definition.public);
    (top && module && known).then(|| TextEdit::insert(declaration.start_byte(), "export "))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{first_fix, fix_of_rule, no_fix};

    #[test]
    fn declarations_go_with_their_line() {
        first_fix("module.exports = () => {\n  const total = [];\n  return 1;\n};\n", "module.exports = () => {\n  return 1;\n};\n");
        first_fix("const fs = require('fs');\nmodule.exports = 1;\n", "module.exports = 1;\n");
        first_fix("import a from 'a'\nimport b from 'b'\nb()\n", "import b from 'b'\nb()\n");
    }

    #[test]
    fn one_name_of_several_is_taken_out() {
        first_fix("import a, { b } from 'a'\nb()\n", "import { b } from 'a'\nb()\n");
        first_fix("import a, { b } from 'a'\na()\n", "import a from 'a'\na()\n");
        first_fix("import { a, b } from 'a'\na()\n", "import { a } from 'a'\na()\n");
        first_fix("const { a, b } = require('a')\nb()\n", "const { b } = require('a')\nb()\n");
        first_fix("exports.f = () => {\n  const a = 1, b = 2\n  return b\n}\n", "exports.f = () => {\n  const b = 2\n  return b\n}\n");
        first_fix("exports.f = ([...c]) => {\n  const [a, b] = c\n  return b\n}\n", "exports.f = ([...c]) => {\n  const [, b] = c\n  return b\n}\n");
    }

    #[test]
    fn a_value_that_may_do_something_stays() {
        first_fix("exports.f = g => {\n  const a = g()\n}\n", "exports.f = g => {\n  g()\n}\n");
    }

    #[test]
    fn a_function_that_is_most_of_the_file_stays() {
        no_fix("require('a')\nfunction main() {\n  return 1\n}\n", super::RULE.name);
    }

    #[test]
    fn unused_errors_are_left_out_of_catch() {
        fix_of_rule("no-unused-vars", "'e' is defined but never used.", "try { f() } catch («e») { g() }\n", "try { f() } catch { g() }\n");
    }
}
