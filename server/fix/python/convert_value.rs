//! Converts a value to the type that is wanted.

use super::support::text_of;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "python/convert-value",
    summary: "Converts a value to the type that is wanted",
    not_offered: "It keeps silent where no built-in conversion leads from the one type to the other, as from a value that may be `None`.",
    examples: &[
        Example::mends(
            "pyright[reportArgumentType]: Argument of type \"str\" cannot be assigned to parameter \"number\" of type \"int\" in function \"find\"\n  \"str\" is not assignable to \"int\"",
            "
            def find(number: int) -> int: ...

            def show(number: str) -> int:
                return find(«number»)
            ",
            "
            def find(number: int) -> int: ...

            def show(number: str) -> int:
                return find(int(number))
            ",
        ),
        Example::mends(
            "mypy[return-value]: Incompatible return value type (got \"int\", expected \"str\")",
            "
            def label(count: int) -> str:
                return «count + 1»
            ",
            "
            def label(count: int) -> str:
                return str(count + 1)
            ",
        ),
        Example::mends(
            "pyright[reportArgumentType]: Argument of type \"Literal['12']\" cannot be assigned to parameter \"number\" of type \"int\" in function \"find\"",
            "find(«'12'»)",
            "find(12)",
        ),
        Example::keeps_silent(
            "pyright[reportArgumentType]: Argument of type \"str | None\" cannot be assigned to parameter \"number\" of type \"int\" in function \"find\"",
            "find(«number»)",
        ),
    ],
    applies,
    propose,
};

/// Built-in conversions: to, from, and how likely they are meant. Every type can be made text, which is seldom the whole repair.
const CONVERSIONS: &[(&str, &[&str], f64)] = &[
    ("int", &["str", "float", "bytes"], 0.85),
    ("float", &["str", "int", "bool"], 0.85),
    ("str", &["int", "float", "bool", "Path", "PosixPath", "PurePath", "UUID", "Decimal", "date", "datetime"], 0.85),
    ("list", &["tuple", "set", "frozenset", "dict", "range", "map", "filter", "zip", "Generator", "Iterator", "Iterable", "dict_keys", "dict_values"], 0.85),
    ("tuple", &["list", "set", "Generator", "Iterator"], 0.85),
    ("set", &["list", "tuple", "frozenset", "dict_keys", "Generator", "Iterator"], 0.85),
    ("frozenset", &["set", "list", "tuple"], 0.85),
    ("bytes", &["bytearray", "memoryview"], 0.85),
    ("Path", &["str"], 0.8),
    ("Decimal", &["int", "str", "float"], 0.8),
];

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.category(), "TYPE.MISMATCH" | "TYPE.RETURN")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    converted(context).into_iter().collect()
}

fn converted(context: &FixContext<'_>) -> Option<Proposal> {
    let (given, wanted) = types(&context.diagnostic.message)?;
    let file = context.file;
    let value = value(context)?;
    let text = text_of(file, value);
    if given == "bytes" && wanted == "str" || given == "str" && wanted == "bytes" {
        let method = if wanted == "str" { "decode" } else { "encode" };
        let whole = if is_simple(value) { format!("{text}.{method}()") } else { format!("({text}).{method}()") };
        return Some(Proposal::replace(RULE.name, format!("Convert with `{method}`"), context, parse::span(value), whole, 0.85));
    }
    // A number in quotes was meant as a number.
    let inner = text.trim_matches(['"', '\'']);
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|digit| digit.is_ascii_digit());
    if value.kind() == "string" && given == "str" && wanted == "int" && is_number(inner) {
        return Some(Proposal::replace(RULE.name, format!("Write the number `{inner}`"), context, parse::span(value), inner, 0.85));
    }
    if value.kind() == "integer" && wanted == "str" && is_number(text) {
        return Some(Proposal::replace(RULE.name, format!("Write the text `\"{text}\"`"), context, parse::span(value), format!("\"{text}\""), 0.8));
    }
    let (_, _, likelihood) = CONVERSIONS.iter().find(|(to, from, _)| *to == wanted && from.contains(&given))?;
    // What is no built-in has to be there already.
    let is_builtin = !matches!(wanted, "Path" | "Decimal");
    if !is_builtin && !context.scopes.bindings.iter().any(|binding| binding.name == wanted) {
        return None;
    }
    let whole = format!("{wanted}({text})");
    Some(Proposal::replace(RULE.name, format!("Convert with `{wanted}`"), context, parse::span(value), whole, *likelihood))
}

/// The expression at the diagnostic: the value itself, also where the tool points at the keyword argument or the statement around it.
fn value<'f>(context: &'f FixContext<'_>) -> Option<Node<'f>> {
    let mut node = context.file.node_at(context.diagnostic.range)?;
    while let Some(parent) = node.parent().filter(|parent| parse::span(*parent) == parse::span(node) && parent.kind() != "expression_statement") {
        node = parent;
    }
    match node.kind() {
        "keyword_argument" => node.child_by_field_name("value"),
        "return_statement" => node.named_child(0),
        "assignment" => node.child_by_field_name("right"),
        "argument_list" | "block" | "module" | "expression_statement" => None,
        // mypy and ty may point at the name that is assigned to.
        _ => match node.parent().filter(|parent| parent.kind() == "assignment" && parent.child_by_field_name("left") == Some(node)) {
            Some(assignment) => assignment.child_by_field_name("right"),
            None => Some(node),
        },
    }
}

fn is_simple(node: Node<'_>) -> bool {
    matches!(node.kind(), "identifier" | "call" | "attribute" | "subscript" | "string" | "parenthesized_expression")
}

/// The type that is given and the one that is wanted, without their parameters; `None` where either is one of several.
fn types(message: &str) -> Option<(&str, &str)> {
    let head = message.lines().next().unwrap_or("");
    let quoted = |mark: char| -> Vec<&str> { head.split(mark).skip(1).step_by(2).collect() };
    let in_quotes = quoted('"');
    let (given, wanted) = if head.starts_with("Argument of type ") {
        (*in_quotes.first()?, *in_quotes.get(if head.contains("to parameter") { 2 } else { 1 })?)
    } else if head.starts_with("Type \"") {
        (*in_quotes.first()?, *in_quotes.get(1)?)
    } else if let Some((_, rest)) = head.split_once("has incompatible type ") {
        let of_rest: Vec<&str> = rest.split('"').skip(1).step_by(2).collect();
        (*of_rest.first()?, *of_rest.get(1)?)
    } else if head.contains("(got \"") || head.contains("(expression has type \"") {
        (*in_quotes.first()?, *in_quotes.get(1)?)
    } else {
        let (_, rest) = head.split_once("xpected `")?;
        let (wanted, rest) = rest.split_once('`')?;
        (rest.split('`').nth(1)?, wanted)
    };
    Some((plain(given)?, plain(wanted)?))
}

/// The name of a type without its parameters and its module; that of a literal is its value's. `None` for what may be one of several.
fn plain(kind: &str) -> Option<&str> {
    if kind.contains(" | ") || kind.starts_with("Optional") || kind.starts_with("Union") {
        return None;
    }
    if let Some(literal) = kind.strip_prefix("Literal[") {
        return Some(match literal.chars().next()? {
            '"' | '\'' => "str",
            'b' => "bytes",
            'T' | 'F' => "bool",
            digit if digit.is_ascii_digit() || digit == '-' => "int",
            _ => return None,
        });
    }
    let name = kind.split(['[', '(', ',']).next()?;
    name.rsplit('.').next()
}

#[cfg(test)]
mod tests {
    use super::super::tests::mended_by;
    use super::*;

    #[test]
    fn the_types_of_all_three_checkers_are_read() {
        let table = [
            ("Argument of type \"str\" cannot be assigned to parameter \"a\" of type \"int\" in function \"f\"", Some(("str", "int"))),
            ("Type \"tuple[int, ...]\" is not assignable to return type \"list[int]\"", Some(("tuple", "list"))),
            ("Argument 1 to \"f\" has incompatible type \"str\"; expected \"float\"", Some(("str", "float"))),
            ("Incompatible types in assignment (expression has type \"int\", variable has type \"str\")", Some(("int", "str"))),
            ("Argument to function `f` is incorrect: Expected `int`, found `Literal[\"a\"]`", Some(("str", "int"))),
            ("Argument of type \"str | None\" cannot be assigned to parameter \"a\" of type \"int\" in function \"f\"", None),
            ("\"x\" is not defined", None),
        ];
        for (message, expected) in table {
            assert_eq!(types(message), expected, "{message}");
        }
    }

    #[test]
    fn values_are_converted_where_they_stand() {
        let said =
            |given: &str, wanted: &str| format!("Argument of type \"{given}\" cannot be assigned to parameter \"a\" of type \"{wanted}\" in function \"f\"");
        let table = [
            ("f(a=«b»)\n", "str", "float", "f(a=float(b))\n"),
            ("f(«b or c»)\n", "str", "bytes", "f((b or c).encode())\n"),
            ("f(«b.c»)\n", "bytes", "str", "f(b.c.decode())\n"),
            ("f(«g(1)»)\n", "Generator[int, None, None]", "list[int]", "f(list(g(1)))\n"),
            ("f(«3»)\n", "Literal[3]", "str", "f(\"3\")\n"),
        ];
        for (before, given, wanted, after) in table {
            let found = mended_by("python/convert-value", ("pyright", "reportArgumentType", &said(given, wanted)), before);
            assert_eq!(found.as_deref(), Some(after));
        }
    }
}
