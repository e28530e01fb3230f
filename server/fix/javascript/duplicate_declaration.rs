//! Mends a name that is declared twice.
//!
//! A repeated declaration goes; one that gives the name a new value becomes an assignment; else the second gets a name of its own.

use super::tree::{self, DECLARATIONS};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::{SourceFile, parse, syntax_errors};
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "javascript/duplicate-declaration",
    summary: "Mends a name that is declared twice",
    not_offered: "It keeps silent where the first declaration is not in the file, as that of a name of the environment.",
    examples: &[
        Example::mends(
            "eslint: Parsing error: Identifier 'total' has already been declared",
            "
            let total = 1;
            let «total» = total + 1;
            export default total;
            ",
            "
            let total = 1;
            total = total + 1;
            export default total;
            ",
        ),
        Example::mends(
            "eslint: Parsing error: Identifier 'area' has already been declared",
            "
            export function area() { return 1; }
            export function «area»() { return 1; }
            ",
            "export function area() { return 1; }",
        ),
        Example::keeps_silent("eslint[no-redeclare]: 'Array' is already defined as a built-in global variable.", "var «Array» = [];"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.category() == "RES.DUPLICATE" && !matches!(diagnostic.code(), "no-dupe-args" | "no-dupe-keys" | "no-dupe-class-members")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let Some(again) = tree::identifier_at(file, context.diagnostic.range.start) else { return Vec::new() };
    let name = tree::text(file, again);
    let Some(first) = first_declaration(context, again, name) else { return Vec::new() };
    let (Some(second_whole), first_whole) = (declaration(again), declaration(first)) else { return Vec::new() };
    let mut proposals = Vec::new();
    let removed = || tree::delete_statement(file, statement_range(second_whole));
    let repeats = first_whole.is_some_and(|whole| whole.id() != second_whole.id() && squeezed(file, whole) == squeezed(file, second_whole));
    if repeats {
        let title = format!("Remove the repeated declaration of `{name}`");
        proposals.push(Proposal::new(RULE.name, title, context, removed().into(), 0.96).safe());
    }
    if DECLARATIONS.contains(&second_whole.kind()) {
        proposals.extend(of_variable(context, again, first_whole, second_whole));
    }
    if !repeats {
        let delete = format!("Remove the second declaration of `{name}`");
        proposals.push(Proposal::new(RULE.name, delete, context, removed().into(), 0.4));
        proposals.extend(renamed(context, again, second_whole));
    }
    proposals
}

/// The declaration that the name had first: what the built-in judge relates, or the scopes know.
fn first_declaration<'f>(context: &FixContext<'f>, again: Node<'_>, name: &str) -> Option<Node<'f>> {
    let file = context.file;
    let judged = syntax_errors(file.language(), file.text(), file.options());
    let related = judged.iter().find(|error| error.range.start == again.start_byte()).and_then(|error| error.related.as_ref()).map(|(range, _)| range.start);
    let bound = || context.scopes.visible_at(again.start_byte()).into_iter().find(|binding| binding.name == name && binding.range.start < again.start_byte());
    tree::identifier_at(file, related.or_else(|| bound().map(|binding| binding.range.start))?)
}

/// The whole statement that declares a name; `None` for a parameter.
fn declaration(name: Node<'_>) -> Option<Node<'_>> {
    let kinds = [
        "lexical_declaration",
        "variable_declaration",
        "import_statement",
        "function_declaration",
        "generator_function_declaration",
        "class_declaration",
        "formal_parameters",
    ];
    parse::ancestor(name, &kinds).filter(|node| node.kind() != "formal_parameters")
}

/// The statement with the `export` before it.
fn statement_range(node: Node<'_>) -> Span {
    let exported = node.parent().filter(|parent| parent.kind() == "export_statement");
    parse::span(exported.unwrap_or(node))
}

fn squeezed(file: &SourceFile, node: Node<'_>) -> String {
    tree::text(file, node).split_whitespace().collect::<String>().trim_end_matches(';').to_owned()
}

fn of_variable(context: &FixContext<'_>, again: Node<'_>, first_whole: Option<Node<'_>>, second_whole: Node<'_>) -> Vec<Proposal> {
    let file = context.file;
    let name = tree::text(file, again);
    let declarators: Vec<Node<'_>> = parse::named_children(second_whole).into_iter().filter(|child| child.kind() == "variable_declarator").collect();
    let Some(declarator) = declarators.iter().find(|declarator| declarator.child_by_field_name("name") == Some(again)) else { return Vec::new() };
    let first_is_constant = first_whole.and_then(|whole| tree::token(whole, "const"));
    let Some(value) = declarator.child_by_field_name("value") else {
        let edit =
            if declarators.len() == 1 { tree::delete_statement(file, parse::span(second_whole)) } else { tree::delete_element(file, parse::span(*declarator)) };
        return vec![Proposal::new(RULE.name, format!("Remove the second declaration of `{name}`"), context, edit.into(), 0.9)];
    };
    if declarators.len() > 1 {
        return Vec::new();
    }
    let refers_to_itself = parse::descendants(value).any(|node| node.kind() == "identifier" && tree::text(file, node) == name);
    let callable_first = first_whole.is_some_and(|whole| matches!(whole.kind(), "function_declaration" | "class_declaration" | "import_statement"));
    let likelihood = match (refers_to_itself, first_is_constant.is_some(), callable_first) {
        (_, _, true) => 0.35,
        (true, _, false) => 0.93,
        (false, false, false) => 0.86,
        (false, true, false) => 0.6,
    };
    let mut edits = vec![TextEdit::delete(Span::new(second_whole.start_byte(), declarator.start_byte()))];
    // A constant can be assigned only after it has become a variable.
    edits.extend(first_is_constant.map(|word| TextEdit::replace(parse::span(word), "let")));
    let title = format!("Assign to `{name}` instead of declaring it again");
    EditSet::new(edits).ok().map(|edits| Proposal::new(RULE.name, title, context, edits, likelihood)).into_iter().collect()
}

/// Gives the second declaration, and what reads it in its block, a name of its own.
fn renamed(context: &FixContext<'_>, again: Node<'_>, second_whole: Node<'_>) -> Option<Proposal> {
    let file = context.file;
    let name = tree::text(file, again);
    let taken = |candidate: &str| file.text().contains(candidate);
    let new = (2..10).map(|number| format!("{name}{number}")).find(|candidate| !taken(candidate))?;
    let block = second_whole.parent()?;
    let later = parse::descendants(block).filter(|node| {
        let is_name = matches!(node.kind(), "identifier" | "shorthand_property_identifier" | "shorthand_property_identifier_pattern");
        is_name && node.start_byte() >= again.start_byte() && tree::text(file, *node) == name
    });
    let edits: Vec<TextEdit> = later
        .map(|node| match node.kind() {
            "identifier" => TextEdit::replace(parse::span(node), new.as_str()),
            _ => TextEdit::replace(parse::span(node), format!("{name}: {new}")),
        })
        .collect();
    let edits = EditSet::new(edits).ok()?;
    Some(Proposal::new(RULE.name, format!("Rename the second `{name}` to `{new}`"), context, edits, 0.5))
}

#[cfg(test)]
mod tests {
    use super::super::testing::first_fix;

    #[test]
    fn a_repeated_declaration_goes() {
        first_fix("const a = f(1)\nconst a = f(1)\nfunction f() {}\n", "const a = f(1)\nfunction f() {}\n");
        first_fix("import a from 'a'\nimport a from 'a'\na()\n", "import a from 'a'\na()\n");
        first_fix("let a = 1\nlet a\n", "let a = 1\n");
        first_fix("function f() {\n  const { a, b } = g;\n  const { a, b } = g;\n}\n", "function f() {\n  const { a, b } = g;\n}\n");
    }

    #[test]
    fn a_new_value_is_assigned() {
        first_fix("let total = 1\nlet total = total + 1\n", "let total = 1\ntotal = total + 1\n");
        first_fix("function f(config) {\n  const config = merge(config);\n}\n", "function f(config) {\n  config = merge(config);\n}\n");
        first_fix("let len;\nlet len = 3;\n", "let len;\nlen = 3;\n");
        first_fix("const a = 1;\nlet a = 3;\n", "let a = 1;\na = 3;\n");
    }

    #[test]
    fn a_second_function_gets_its_own_name() {
        first_fix(
            "import g from 'g'\nexport { f }\nfunction f() { return 1 }\nfunction f() { return g }\n",
            "import g from 'g'\nexport { f }\nfunction f() { return 1 }\nfunction f2() { return g }\n",
        );
    }
}
