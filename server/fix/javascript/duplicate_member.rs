//! Mends a parameter, property or class member that has another's name.

use super::tree;
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "javascript/duplicate-member",
    summary: "Renames or removes a repeated parameter, property or member",
    not_offered: "It keeps silent about what is no parameter, property or member of a class, such as a class that is declared twice.",
    examples: &[
        Example::mends(
            "eslint[no-dupe-keys]: Duplicate key 'small'.",
            "export const sizes = { small: 1, large: 2, «small»: 3 };",
            "export const sizes = { large: 2, small: 3 };",
        ),
        Example::mends(
            "eslint[no-dupe-class-members]: Duplicate name 'area'.",
            "
            export class Shape {
              area() { return 1; }
              «area»(scale) { return scale; }
            }
            ",
            "
            export class Shape {
              area() { return 1; }
              area2(scale) { return scale; }
            }
            ",
        ),
        Example::keeps_silent(
            "tsc[TS2300]: Duplicate identifier 'Shape'.",
            "
            class Shape {}
            class «Shape» {}
            ",
        ),
    ],
    applies,
    propose,
};

const CODES: &[&str] = &[
    "no-dupe-args",
    "no-dupe-keys",
    "no-dupe-class-members",
    "TS1117",
    "TS2300",
    "TS2393",
    "lint/suspicious/noDuplicateParameters",
    "lint/suspicious/noDuplicateObjectKeys",
    "lint/suspicious/noDuplicateClassMembers",
];

fn applies(diagnostic: &Diagnostic) -> bool {
    CODES.contains(&diagnostic.code()) || diagnostic.message.contains("Duplicate parameter") || diagnostic.message.contains("Argument name clash")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let Some(node) = tree::node_at(file, context.diagnostic.range) else { return Vec::new() };
    if let Some(function) = parse::ancestor(node, tree::FUNCTIONS).filter(|function| repeated_parameters(context, *function).len() > 1) {
        let edits = repeated_parameters(context, function);
        let title = "Rename the repeated parameters".to_owned();
        return EditSet::new(edits.into_iter().skip(1)).ok().map(|edits| Proposal::new(RULE.name, title, context, edits, 0.7)).into_iter().collect();
    }
    let Some(member) = parse::ancestor(node, &["pair", "method_definition", "field_definition", "shorthand_property_identifier"]) else { return Vec::new() };
    let Some(list) = member.parent() else { return Vec::new() };
    let Some(key) = key_of(member) else { return Vec::new() };
    let name = tree::text(file, key).trim_matches(['[', ']', '\'', '"', '`']);
    let mut proposals = Vec::new();
    let has_same_key = |other: &Node<'_>| key_of(*other).is_some_and(|key| tree::text(file, key).trim_matches(['[', ']', '\'', '"', '`']) == name);
    let members = parse::named_children(list);
    let twin = members.into_iter().rfind(|other| other.end_byte() <= member.start_byte() && has_same_key(other));
    let same = twin.is_some_and(|twin| tree::text(file, twin) == tree::text(file, member));
    let in_object = list.kind() == "object";
    if let Some(twin) = twin.filter(|_| in_object) {
        let (whole, which) = if same { (member, "second") } else { (twin, "first, which never counts,") };
        let title = format!("Remove the {which} `{name}`");
        proposals.push(Proposal::new(RULE.name, title, context, tree::delete_element(file, parse::span(whole)).into(), if same { 0.9 } else { 0.55 }));
    } else if same && tree::text(file, member).len() > 60 {
        let title = format!("Remove the second `{name}`");
        proposals.push(Proposal::new(RULE.name, title, context, tree::delete_statement(file, parse::span(member)).into(), 0.85));
    }
    let renamed = format!("{name}2");
    let written = match key.kind() {
        "computed_property_name" => tree::text(file, key).replacen(name, &renamed, 1),
        "string" => tree::text(file, key).replacen(name, &renamed, 1),
        _ => renamed.clone(),
    };
    proposals.push(Proposal::replace(RULE.name, format!("Rename the second `{name}` to `{renamed}`"), context, parse::span(key), written, 0.5));
    proposals
}

fn key_of(member: Node<'_>) -> Option<Node<'_>> {
    match member.kind() {
        "shorthand_property_identifier" => Some(member),
        _ => ["key", "name", "property"].iter().find_map(|field| member.child_by_field_name(field)),
    }
}

/// Edits that number the parameters whose name an earlier one has; the first edit stands for the first of them and changes nothing.
fn repeated_parameters(context: &FixContext<'_>, function: Node<'_>) -> Vec<TextEdit> {
    let file = context.file;
    let Some(list) = function.child_by_field_name("parameters") else { return Vec::new() };
    let names: Vec<Node<'_>> = parse::named_children(list).into_iter().filter(|parameter| parameter.kind() == "identifier").collect();
    let mut edits = Vec::new();
    for (at, parameter) in names.iter().enumerate() {
        let name = tree::text(file, *parameter);
        let before = names.iter().take(at).filter(|other| tree::text(file, **other) == name).count();
        if before > 0 {
            if edits.is_empty() {
                edits.push(TextEdit::insert(list.start_byte(), ""));
            }
            edits.push(TextEdit::replace(parse::span(*parameter), format!("{name}{}", before + 1)));
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    #[test]
    fn repeated_parameters_are_numbered() {
        fix_of_rule("no-dupe-args", "Duplicate param 'a'.", "«function f(a, a, b, a) {}»\n", "function f(a, a2, b, a3) {}\n");
    }

    #[test]
    fn a_property_that_never_counts_goes() {
        fix_of_rule("no-dupe-keys", "Duplicate key 'a'.", "x = { a: 1, b: 2, «a»: 3 }\n", "x = { b: 2, a: 3 }\n");
        fix_of_rule("no-dupe-keys", "Duplicate key 'a'.", "x = { a: 1, b: 2, «a»: 1 }\n", "x = { a: 1, b: 2 }\n");
    }

    #[test]
    fn a_second_method_gets_its_own_name() {
        fix_of_rule("no-dupe-class-members", "Duplicate name 'foo'.", "class A { foo() {} «foo»() {} }\n", "class A { foo() {} foo2() {} }\n");
    }
}
