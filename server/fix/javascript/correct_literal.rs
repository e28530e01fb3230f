//! Corrects literals and comparisons that cannot mean what they say.
//!
//! Also: a comparison with `-0`, a number of more digits than it keeps, a hole in a list, and `${…}` in a string that is no template.

use super::tree;
use crate::base::{EditSet, Span, TextEdit, names};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "javascript/correct-literal",
    summary: "Corrects a literal that cannot mean what it says",
    not_offered: "It keeps silent where no type that `typeof` knows is like the word compared with.",
    examples: &[
        Example::mends(
            "eslint[valid-typeof]: Invalid typeof comparison value.",
            "export const isText = name => typeof name === «'strnig'»;",
            "export const isText = name => typeof name === 'string';",
        ),
        Example::mends(
            "eslint[no-sparse-arrays]: Unexpected comma in middle of array.",
            "export const names = ['Ann',«,» 'Bob'];",
            "export const names = ['Ann', 'Bob'];",
        ),
        Example::mends(
            "eslint[no-template-curly-in-string]: Unexpected template string expression.",
            "export const greet = name => «'Hello ${name}'»;",
            "export const greet = name => `Hello ${name}`;",
        ),
        Example::keeps_silent("eslint[valid-typeof]: Invalid typeof comparison value.", "export const isText = name => typeof name === «'qzwvx'»;"),
    ],
    applies,
    propose,
};

const TYPES: [&str; 8] = ["undefined", "object", "boolean", "number", "string", "function", "symbol", "bigint"];

fn applies(diagnostic: &Diagnostic) -> bool {
    let rule = diagnostic.code().rsplit('/').next().unwrap_or("");
    matches!(
        rule,
        "valid-typeof"
            | "useValidTypeof"
            | "no-compare-neg-zero"
            | "noCompareNegZero"
            | "no-loss-of-precision"
            | "noPrecisionLoss"
            | "no-sparse-arrays"
            | "noSparseArray"
            | "no-template-curly-in-string"
            | "noTemplateCurlyInString"
            | "no-new-native-nonconstructor"
            | "noInvalidBuiltinInstantiation"
    )
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let range = context.diagnostic.range;
    let Some(node) = tree::node_at(file, range) else { return Vec::new() };
    let find = |kinds: &[&str]| parse::ancestor(node, kinds).or_else(|| parse::descendants(node).find(|inner| kinds.contains(&inner.kind())));
    let rule = context.diagnostic.code().rsplit('/').next().unwrap_or("");
    let proposal = match rule {
        "valid-typeof" | "useValidTypeof" => find(&["string"]).and_then(|string| type_name(context, string)),
        "no-compare-neg-zero" | "noCompareNegZero" => negative_zero(context, node),
        "no-loss-of-precision" | "noPrecisionLoss" => find(&["number"]).and_then(|number| kept_digits(context, number)),
        "no-sparse-arrays" | "noSparseArray" => hole(context, node),
        "no-template-curly-in-string" | "noTemplateCurlyInString" => find(&["string"]).and_then(|string| template(context, string)),
        _ => find(&["new_expression"]).map(|call| {
            let end = call.child_by_field_name("constructor").map_or(call.start_byte(), |constructor| constructor.start_byte());
            Proposal::new(RULE.name, "Call it without `new`", context, TextEdit::delete(Span::new(call.start_byte(), end)).into(), 0.9)
        }),
    };
    proposal.into_iter().collect()
}

fn type_name(context: &FixContext<'_>, string: Node<'_>) -> Option<Proposal> {
    let written = tree::text(context.file, string);
    let name = written.trim_matches(['\'', '"', '`']);
    let (meant, likeness) = names::closest(name, TYPES, 0.6).into_iter().next()?;
    let inner = Span::new(string.start_byte() + 1, string.end_byte() - 1);
    Some(Proposal::replace(RULE.name, format!("Change `{name}` to `{meant}`"), context, inner, meant, likeness.min(0.95)))
}

fn negative_zero(context: &FixContext<'_>, node: Node<'_>) -> Option<Proposal> {
    let comparison = parse::ancestor(node, &["binary_expression"])?;
    let zero = ["left", "right"].into_iter().filter_map(|side| comparison.child_by_field_name(side)).find(|side| side.kind() == "unary_expression")?;
    let number = zero.child_by_field_name("argument")?;
    Some(Proposal::replace(RULE.name, "Compare with `0`", context, parse::span(zero), tree::text(context.file, number), 0.95))
}

/// The number as it is kept: what the program means at run time already.
fn kept_digits(context: &FixContext<'_>, number: Node<'_>) -> Option<Proposal> {
    let digits = tree::text(context.file, number).replace('_', "");
    let lower = digits.to_lowercase();
    let radix = |prefix: &str, radix: u32| {
        lower
            .strip_prefix(prefix)
            .map(|digits| digits.chars().filter_map(|c| c.to_digit(radix)).fold(0.0, |sum, digit| sum * f64::from(radix) + f64::from(digit)))
    };
    let value = radix("0x", 16).or_else(|| radix("0o", 8)).or_else(|| radix("0b", 2)).or_else(|| lower.parse::<f64>().ok())?;
    let kept = if value.is_infinite() { "Infinity".to_owned() } else { format!("{value}") };
    let kept = if kept.len() > 40 { format!("{value:e}") } else { kept };
    Some(Proposal::replace(RULE.name, format!("Write the number as it is kept, `{kept}`"), context, parse::span(number), kept, 0.7))
}

/// Drops the comma that the finding stands on, or else the first that makes a hole.
fn hole(context: &FixContext<'_>, node: Node<'_>) -> Option<Proposal> {
    let file = context.file;
    let range = context.diagnostic.range;
    let array = parse::ancestor(node, &["array"]);
    // Where nothing but holes is, somebody wanted so many of them.
    let holes: Vec<Node<'_>> = array.map_or(Vec::new(), |array| parse::children(array).into_iter().filter(|child| child.kind() == ",").collect());
    if holes.len() > 1 && array.is_some_and(|array| array.named_child_count() == 0) {
        let edits = EditSet::new(holes.iter().map(|comma| TextEdit::insert(comma.start_byte(), "undefined"))).ok()?;
        return Some(Proposal::new(RULE.name, "Fill the holes with `undefined`", context, edits, 0.7));
    }
    let at = if file.slice(range).starts_with(',') {
        range.start
    } else {
        let array = array?;
        let parts: Vec<Node<'_>> = parse::children(array).into_iter().filter(|child| child.kind() != "comment").collect();
        let pair = parts.windows(2).find(|pair| matches!(pair, [left, right] if matches!(left.kind(), "[" | ",") && right.kind() == ","))?;
        pair.get(1)?.start_byte()
    };
    Some(Proposal::new(RULE.name, "Remove the comma that leaves a hole", context, TextEdit::delete(Span::new(at, at + 1)).into(), 0.85))
}

fn template(context: &FixContext<'_>, string: Node<'_>) -> Option<Proposal> {
    let written = tree::text(context.file, string);
    let inner = written.get(1..written.len().checked_sub(1)?)?;
    if inner.contains('`') {
        return None;
    }
    let unescaped = inner.replace("\\'", "'").replace("\\\"", "\"");
    Some(Proposal::replace(RULE.name, "Make it a template string", context, parse::span(string), format!("`{unescaped}`"), 0.85))
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    #[test]
    fn literals_are_corrected() {
        fix_of_rule("valid-typeof", "Invalid typeof comparison value.", "if (typeof a === «'strnig'») b()\n", "if (typeof a === 'string') b()\n");
        fix_of_rule("no-compare-neg-zero", "Do not use the '>=' operator to compare against -0.", "«-0 >= x»\n", "0 >= x\n");
        fix_of_rule("no-loss-of-precision", "This number literal will lose precision at runtime.", "x = «9007199254740993»\n", "x = 9007199254740992\n");
        fix_of_rule("no-loss-of-precision", "This number literal will lose precision at runtime.", "x = «2e9_99»\n", "x = Infinity\n");
        fix_of_rule("no-sparse-arrays", "Unexpected comma in middle of array.", "x = ['a',«,» 'b']\n", "x = ['a', 'b']\n");
        fix_of_rule("no-sparse-arrays", "Unexpected comma in middle of array.", "x = «[,]»\n", "x = []\n");
        fix_of_rule("no-sparse-arrays", "Unexpected comma in middle of array.", "x = [«,» ,]\n", "x = [undefined, undefined,]\n");
        fix_of_rule("no-template-curly-in-string", "Unexpected template string expression.", "x = «\"Hello ${name}\"»\n", "x = `Hello ${name}`\n");
        fix_of_rule("no-new-native-nonconstructor", "`BigInt` cannot be called as a constructor.", "new «BigInt»(1)\n", "BigInt(1)\n");
    }
}
