//! Converts a value to the type that is wanted.

use super::tree;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "javascript/convert-value",
    summary: "Converts an argument or a result to the type that is wanted",
    not_offered: "It keeps silent where the type is no number, text or list, and about values that may be undefined or null.",
    examples: &[
        Example::mends(
            "tsc[TS2345]: Argument of type 'string' is not assignable to parameter of type 'number'.",
            "
            export function show(number) {
              return find(«number»);
            }
            ",
            "
            export function show(number) {
              return find(Number(number));
            }
            ",
        ),
        Example::mends(
            "tsc[TS2322]: Type 'number' is not assignable to type 'string'.",
            "
            export function label(count) {
              «return count + 1;»
            }
            ",
            "
            export function label(count) {
              return String(count + 1);
            }
            ",
        ),
        Example::keeps_silent(
            "tsc[TS2345]: Argument of type 'string | undefined' is not assignable to parameter of type 'number'.",
            "
            export function show(number) {
              return find(«number»);
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "TS2345" | "TS2322")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    converted(context).into_iter().collect()
}

fn converted(context: &FixContext<'_>) -> Option<Proposal> {
    let head = context.diagnostic.message.lines().next()?;
    let quoted: Vec<&str> = head.split('\'').skip(1).step_by(2).collect();
    let (given, wanted) = (kind(quoted.first()?)?, kind(quoted.last()?)?);
    let file = context.file;
    let value = value(context)?;
    let text = tree::text(file, value);
    let whole = match (given, wanted) {
        ("string", "number") if value.kind() == "string" => {
            let inner = text.trim_matches(['"', '\'']);
            inner.parse::<f64>().ok().map_or_else(|| format!("Number({text})"), |_| inner.to_owned())
        }
        ("number", "string") if value.kind() == "number" => format!("'{text}'"),
        ("string" | "boolean" | "bigint", "number") => format!("Number({text})"),
        ("number" | "boolean" | "bigint", "string") => format!("String({text})"),
        ("number" | "string", "boolean") => format!("Boolean({text})"),
        ("set" | "iterable", "list") => format!("[...{text}]"),
        _ => return None,
    };
    Some(Proposal::replace(RULE.name, format!("Convert to `{wanted}`"), context, parse::span(value), whole, 0.85))
}

/// What is converted: the argument at the place, or the value of what is assigned, declared or returned there.
fn value<'f>(context: &'f FixContext<'_>) -> Option<Node<'f>> {
    let start = context.diagnostic.range.start;
    let mut node = context.file.tree()?.root_node().named_descendant_for_byte_range(start, start + 1)?;
    // The tool tells where the expression begins: the widest one that begins there and is no statement yet.
    while let Some(parent) = node.parent().filter(|parent| parent.start_byte() == start && !is_statement(*parent)) {
        node = parent;
    }
    match node.kind() {
        "arguments" | "program" | "statement_block" => None,
        _ if is_statement(node) && node.kind() != "return_statement" => None,
        "return_statement" => node.named_child(0),
        "assignment_expression" => node.child_by_field_name("right"),
        "variable_declarator" => node.child_by_field_name("value"),
        _ => Some(node),
    }
}

fn is_statement(node: Node<'_>) -> bool {
    node.kind().ends_with("_statement") || matches!(node.kind(), "program" | "statement_block" | "lexical_declaration" | "variable_declaration" | "arguments")
}

/// What kind of value a type has, as far as it can be converted.
fn kind(text: &str) -> Option<&'static str> {
    match text {
        "string" => Some("string"),
        "number" => Some("number"),
        "boolean" | "true" | "false" => Some("boolean"),
        "bigint" => Some("bigint"),
        _ if text.contains(" | ") || text.contains("=>") => None,
        _ if text.ends_with("[]") || text.starts_with("Array<") => Some("list"),
        _ if text.starts_with("Set<") => Some("set"),
        _ if text.starts_with("Iterable") || text.starts_with("MapIterator<") || text.starts_with("SetIterator<") => Some("iterable"),
        _ if text.starts_with('"') => Some("string"),
        _ if text.parse::<f64>().is_ok() => Some("number"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    #[test]
    fn values_are_converted_where_they_stand() {
        let argument = |given: &str, wanted: &str| format!("Argument of type '{given}' is not assignable to parameter of type '{wanted}'.");
        fix_of_rule("TS2345", &argument("string", "number"), "f(«a»).b\n", "f(Number(a)).b\n");
        fix_of_rule("TS2345", &argument("number", "string"), "f(«a» + 1, 2)\n", "f(String(a + 1), 2)\n");
        fix_of_rule("TS2345", &argument("\"12\"", "number"), "f(«'12'»)\n", "f(12)\n");
        fix_of_rule("TS2345", &argument("Set<string>", "string[]"), "f(«a»)\n", "f([...a])\n");
        fix_of_rule("TS2322", "Type 'string' is not assignable to type 'number'.", "let a = 1\n«a» = b\n", "let a = 1\na = Number(b)\n");
    }
}
