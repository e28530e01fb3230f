//! Mends a format string that does not fit its arguments.
//!
//! A name that is missing is passed where a variable of that name is at hand, and else as an empty text; signs that mean nothing are made to
//! mean what is near; a placeholder without an argument goes.

use super::support::{enclosing, text_of};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;
use regex::Regex;
use std::sync::OnceLock;
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "python/format-arguments",
    summary: "Mends a format string that does not fit its arguments",
    not_offered: "It keeps silent where numbers and empty braces are mixed in another order than the arguments have, and where a missing name is no variable either.",
    examples: &[
        Example::mends(
            "ruff[F524]: `.format` call is missing argument(s) for placeholder(s): name",
            r#"
            def greet(name):
                return «"{greeting}, {name}".format(greeting="Hello")»
            "#,
            r#"
            def greet(name):
                return "{greeting}, {name}".format(greeting="Hello", name=name)
            "#,
        ),
        Example::mends(
            "ruff[F501]: `%`-format string has invalid format string: incomplete format",
            r#"
            def greet(name):
                return «"Hello, %" % name»
            "#,
            r#"
            def greet(name):
                return "Hello, %s" % name
            "#,
        ),
        Example::keeps_silent(
            "ruff[F525]: `.format` string mixes automatic and manual numbering",
            r#"
            def swap(left, right):
                return «"{1} {}".format(left, right)»
            "#,
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.category() == "FORMAT.ARGS"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let at = context.diagnostic.range.start;
    let operation =
        enclosing(context.file, at, &["binary_operator"]).filter(|node| node.child_by_field_name("left").is_some_and(|left| left.kind() == "string"));
    let mended = match context.diagnostic.code() {
        "F524" => missing_of_call(context),
        "F525" => one_numbering(context),
        "F501" | "F509" => operation.and_then(|operation| sign(context, operation)),
        "F505" => operation.and_then(|operation| missing_of_mapping(context, operation)),
        "F507" => operation.and_then(|operation| fewer_placeholders(context, operation)),
        "F502" => operation.and_then(|operation| mapping(context, operation)),
        "F503" => operation.and_then(|operation| values_of_mapping(context, operation)),
        _ => None,
    };
    mended.into_iter().collect()
}

fn pattern(cell: &'static OnceLock<Option<Regex>>, pattern: &str) -> Option<&'static Regex> {
    cell.get_or_init(|| Regex::new(pattern).ok()).as_ref()
}

/// The placeholders of a `%` format: their ranges in the text, and the names in parentheses.
fn percent_placeholders(text: &str) -> Vec<(Span, Option<&str>)> {
    static PLACEHOLDER: OnceLock<Option<Regex>> = OnceLock::new();
    let Some(placeholder) = pattern(&PLACEHOLDER, r"%(?:\((\w+)\))?[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?[a-zA-Z%]") else { return Vec::new() };
    let found = placeholder.captures_iter(text).filter_map(|capture| Some((capture.get(0)?, capture.get(1))));
    found.filter(|(whole, _)| whole.as_str() != "%%").map(|(whole, name)| (whole.range().into(), name.map(|name| name.as_str()))).collect()
}

/// The names that the message lists after its colon.
fn listed(message: &str) -> Vec<&str> {
    message.rsplit_once(": ").map_or_else(Vec::new, |(_, names)| names.split(", ").collect())
}

/// Passes variables of the names that are missing, or removes placeholders for which there is nothing.
fn missing_of_call(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let call = enclosing(file, context.diagnostic.range.start, &["call"])?;
    let arguments = call.child_by_field_name("arguments")?;
    let missing = listed(&context.diagnostic.message);
    let visible = context.scopes.names_at(call.start_byte());
    let end = arguments.end_byte().checked_sub(1)?;
    if missing.iter().all(|name| visible.contains(name)) {
        let separator = if arguments.named_child_count() == 0 { "" } else { ", " };
        let passed: Vec<String> = missing.iter().map(|name| format!("{name}={name}")).collect();
        let edits = EditSet::one(TextEdit::insert(end, format!("{separator}{}", passed.join(", "))));
        return Some(Proposal::new(RULE.name, format!("Pass `{}`", passed.join(", ")), context, edits, 0.9));
    }
    // Numbered placeholders that begin too high are numbered anew.
    let string = call.child_by_field_name("function")?.child_by_field_name("object").filter(|object| object.kind() == "string")?;
    let count = parse::named_children(arguments).len();
    let passed = |name: &str, value: &str| format!("{name}={value}");
    let separator = if count == 0 { "" } else { ", " };
    if missing.iter().all(|name| name.parse::<usize>().is_err()) {
        let list: Vec<String> = missing.iter().map(|name| passed(name, "\"\"")).collect();
        let edits = EditSet::one(TextEdit::insert(end, format!("{separator}{}", list.join(", "))));
        return Some(Proposal::new(RULE.name, format!("Pass `{}`", list.join(", ")), context, edits, 0.3));
    }
    let text = text_of(file, string);
    let renumbered = (count == 1).then(|| missing.iter().fold(text.to_owned(), |text, name| text.replace(&format!("{{{name}"), "{0")));
    renumbered.filter(|new| new != text).map(|new| Proposal::replace(RULE.name, "Number the placeholder from 0", context, parse::span(string), new, 0.6))
}

/// Numbers all placeholders of a `.format` string that numbers some of them.
fn one_numbering(context: &FixContext<'_>) -> Option<Proposal> {
    static NUMBERED: OnceLock<Option<Regex>> = OnceLock::new();
    let file = context.file;
    let call = enclosing(file, context.diagnostic.range.start, &["call"])?;
    let string = call.child_by_field_name("function")?.child_by_field_name("object").filter(|object| object.kind() == "string")?;
    let text = text_of(file, string);
    let numbered = pattern(&NUMBERED, r"\{(\d+)([!:.\[}])")?;
    if text.contains("{{") || text.contains("}}") {
        return None;
    }
    // The numbers say what is meant only where they count up; then all of them can go.
    let mut position = 0usize;
    let in_order = text.match_indices('{').all(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or("");
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let fits = digits.is_empty() || digits.parse() == Ok(position);
        position += 1;
        fits
    });
    let new = numbered.replace_all(text, "{$2").into_owned();
    in_order.then(|| Proposal::replace(RULE.name, "Let all placeholders count by themselves", context, parse::span(string), new, 0.9))
}

/// `%S` for `%s`, and a `%` alone: it stands for the argument where there is one to each, else for itself.
fn sign(context: &FixContext<'_>, operation: Node<'_>) -> Option<Proposal> {
    static UNKNOWN: OnceLock<Option<Regex>> = OnceLock::new();
    let file = context.file;
    let string = operation.child_by_field_name("left")?;
    let text = text_of(file, string);
    let unknown = pattern(&UNKNOWN, r"%((?:\(\w+\))?[-+#0]*\d*(?:\.\d+)?)([^-+#0-9.(%diouxXeEfFgGcrsa]|$)")?;
    let found = unknown.captures(text)?;
    let (whole, flags, wrong) = (found.get(0)?, found.get(1)?.as_str(), found.get(2)?.as_str());
    let lower = wrong.to_lowercase();
    let start = string.start_byte() + whole.start();
    let replaced = match lower.as_str() {
        "s" | "d" | "f" | "r" | "i" if lower != wrong => format!("%{flags}{lower}"),
        "v" | "b" | "p" | "q" | "t" | "y" | "j" | "h" | "l" | "n" | "w" | "z" | "k" | "m" if lower.len() == wrong.len() => format!("%{flags}s"),
        _ if percent_placeholders(text).is_empty() => format!("%{flags}s{wrong}"),
        _ => format!("%%{flags}{wrong}"),
    };
    let title = format!("Write `{replaced}`");
    Some(Proposal::replace(RULE.name, title, context, Span::new(start, start + whole.len()), replaced, 0.8))
}

/// Adds the names that a mapping lacks, where variables of these names are at hand.
fn missing_of_mapping(context: &FixContext<'_>, operation: Node<'_>) -> Option<Proposal> {
    let mapping = operation.child_by_field_name("right").filter(|right| right.kind() == "dictionary")?;
    let missing = listed(&context.diagnostic.message);
    let visible = context.scopes.names_at(operation.start_byte());
    let at_hand = missing.iter().all(|name| visible.contains(name));
    let value = |name: &str| if at_hand { name.to_owned() } else { "\"\"".to_owned() };
    let separator = if mapping.named_child_count() == 0 { "" } else { ", " };
    let items: Vec<String> = missing.iter().map(|name| format!("\"{name}\": {}", value(name))).collect();
    let edits = EditSet::one(TextEdit::insert(mapping.end_byte().checked_sub(1)?, format!("{separator}{}", items.join(", "))));
    let title = format!("Add `{}` to the mapping", missing.join("`, `"));
    Some(Proposal::new(RULE.name, title, context, edits, if at_hand { 0.9 } else { 0.3 }))
}

/// Drops the placeholders at the end for which there is no argument, or puts a lone argument's tuple right.
fn fewer_placeholders(context: &FixContext<'_>, operation: Node<'_>) -> Option<Proposal> {
    let file = context.file;
    let string = operation.child_by_field_name("left")?;
    let right = operation.child_by_field_name("right")?;
    let given = if right.kind() == "tuple" { right.named_child_count() } else { 1 };
    let text = text_of(file, string);
    let placeholders = percent_placeholders(text);
    if placeholders.len() < given && right.kind() == "tuple" {
        // More values than places: each one more gets a place at the end.
        let more = " %s".repeat(given - placeholders.len());
        let end = string.end_byte().checked_sub(if text.ends_with("\"\"\"") || text.ends_with("'''") { 3 } else { 1 })?;
        return Some(Proposal::new(RULE.name, "Add a placeholder for each value", context, EditSet::one(TextEdit::insert(end, more)), 0.5));
    }
    let (kept, first_gone) = (placeholders.get(given.checked_sub(1)?)?.0, placeholders.get(given)?.0);
    let last_gone = placeholders.last()?.0;
    // What separates the placeholders goes with them, if it is nothing but blanks and commas.
    let between = text.get(kept.end..first_gone.start)?;
    let from = if between.chars().all(|c| matches!(c, ' ' | ',' | '/' | '-' | ':')) { kept.end } else { first_gone.start };
    let range = Span::new(string.start_byte() + from, string.start_byte() + last_gone.end);
    Some(Proposal::new(RULE.name, "Remove the placeholder without a value", context, EditSet::one(TextEdit::delete(range)), 0.5))
}

/// Gives values for named placeholders as a mapping.
fn mapping(context: &FixContext<'_>, operation: Node<'_>) -> Option<Proposal> {
    let file = context.file;
    let text = text_of(file, operation.child_by_field_name("left")?);
    let right = operation.child_by_field_name("right").filter(|right| matches!(right.kind(), "tuple" | "list" | "set"))?;
    let values = parse::named_children(right);
    let mut names: Vec<&str> = percent_placeholders(text).into_iter().filter_map(|(_, name)| name).collect();
    names.dedup();
    if names.len() != values.len() || values.iter().any(|value| value.kind().contains("splat")) {
        return None;
    }
    let items: Vec<String> = names.iter().zip(&values).map(|(name, value)| format!("\"{name}\": {}", text_of(file, *value))).collect();
    let new = format!("{{{}}}", items.join(", "));
    Some(Proposal::replace(RULE.name, "Give the values as a mapping", context, parse::span(right), new, 0.85))
}

/// Gives the values of a mapping for placeholders without names.
fn values_of_mapping(context: &FixContext<'_>, operation: Node<'_>) -> Option<Proposal> {
    let file = context.file;
    let text = text_of(file, operation.child_by_field_name("left")?);
    let right = operation.child_by_field_name("right").filter(|right| right.kind() == "dictionary")?;
    let values: Vec<&str> =
        parse::named_children(right).into_iter().filter_map(|pair| pair.child_by_field_name("value")).map(|value| text_of(file, value)).collect();
    let keys: Vec<&str> = parse::named_children(right).into_iter().filter_map(|pair| pair.child_by_field_name("key")).map(|key| text_of(file, key)).collect();
    let count = percent_placeholders(text).len();
    let list = if values.len() == count { values } else { keys.into_iter().zip(values).flat_map(|(key, value)| [key, value]).collect() };
    let new = if list.len() == 1 { format!("({},)", list.join("")) } else { format!("({})", list.join(", ")) };
    (list.len() == count).then(|| Proposal::replace(RULE.name, "Give the values as a tuple", context, parse::span(right), new, 0.7))
}

#[cfg(test)]
mod tests {
    use super::super::tests::mended_by;

    #[test]
    fn strings_and_their_arguments() {
        let cases = [
            ("F524", "`.format` call is missing argument(s) for placeholder(s): b", "b = 1\n«\"{b}\".format()»\n", "b = 1\n\"{b}\".format(b=b)\n"),
            ("F524", "`.format` call is missing argument(s) for placeholder(s): 1", "«\"{1}\".format(a)»\n", "\"{0}\".format(a)\n"),
            ("F525", "`.format` string mixes automatic and manual numbering", "«'{} {1}'.format(1, 2)»\n", "'{} {}'.format(1, 2)\n"),
            ("F501", "`%`-format string has invalid format string: incomplete format", "«\"Hello, %\" % name»\n", "\"Hello, %s\" % name\n"),
            ("F501", "`%`-format string has invalid format string", "«\"%d% of %s\" % (1, a)»\n", "\"%d%% of %s\" % (1, a)\n"),
            ("F509", "`%`-format string has unsupported format character `S`", "«\"%S\" % a»\n", "\"%s\" % a\n"),
            ("F507", "`%`-format string has 2 placeholder(s) but 1 substitution(s)", "«'%s, %s' % (1,)»\n", "'%s' % (1,)\n"),
            ("F507", "`%`-format string has 1 placeholder(s) but 2 substitution(s)", "«'%s' % (1, 2)»\n", "'%s %s' % (1, 2)\n"),
            ("F505", "`%`-format string is missing argument(s) for placeholder(s): b", "b = 1\n«'%(b)s' % {}»\n", "b = 1\n'%(b)s' % {\"b\": b}\n"),
            ("F502", "`%`-format string expected mapping but got sequence", "«'%(b)s' % (1,)»\n", "'%(b)s' % {\"b\": 1}\n"),
            ("F503", "`%`-format string expected sequence but got mapping", "«'%s %s' % {'k': 'v'}»\n", "'%s %s' % ('k', 'v')\n"),
        ];
        for (code, message, before, after) in cases {
            assert_eq!(mended_by(super::RULE.name, ("ruff", code, message), before).as_deref(), Some(after), "{before}");
        }
        assert_eq!(mended_by(super::RULE.name, ("ruff", "F525", "mixed"), "«'{1} {}'.format(1, 2)»\n"), None);
    }
}
