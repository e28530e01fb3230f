//! Makes text of what is no text, where text is wanted.
//!
//! An error gives its message, and a text where an error is wanted makes one.

use super::missing_import::insertion;
use super::pointer::{Mismatch, value_at};
use super::types::{Types, is_number};
use super::view::{View, head};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::go::ast::{Kind, NodeId};
use crate::syntax::go::token::Operator;

const NAME: &str = "go/text-conversion";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Makes text of what is no text, where text is wanted",
    not_offered: "It keeps silent about a rune, which may stand for a letter or for a number, and where the value's type does not tell how it is written.",
    examples: &[
        Example::mends(
            r#"go: invalid operation: "count: " + count (mismatched types untyped string and int)"#,
            r#"
            package main

            func show(count int) string {
            	return «"»count: " + count
            }

            func main() { println(show(1)) }
            "#,
            r#"
            package main

            import "strconv"

            func show(count int) string {
            	return "count: " + strconv.Itoa(count)
            }

            func main() { println(show(1)) }
            "#,
        ),
        Example::mends(
            "go: cannot use err (variable of interface type error) as string value in return statement",
            "
            package main

            func reason(err error) string {
            	return «err»
            }

            func main() { println(reason(nil)) }
            ",
            "
            package main

            func reason(err error) string {
            	return err.Error()
            }

            func main() { println(reason(nil)) }
            ",
        ),
        Example::keeps_silent(
            "go: cannot use letter (variable of type rune) as string value in return statement",
            "
            package main

            func text(letter rune) string {
            	return «letter»
            }

            func main() { println(text('a')) }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    operands(diagnostic).is_some() || Mismatch::of(diagnostic).is_some_and(|mismatch| matches!(mismatch.want, "string" | "error"))
}

/// The types of a sum of text and something else.
fn operands(diagnostic: &Diagnostic) -> Option<(&str, &str)> {
    let (left, right) = head(&diagnostic.message).rsplit_once("(mismatched types ")?.1.strip_suffix(')')?.split_once(" and ")?;
    (left.ends_with("string") != right.ends_with("string")).then_some((left, right))
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let at = context.diagnostic.range.start;
    if let Some((left, right)) = operands(context.diagnostic) {
        let line = context.file.line_of(at);
        let is_sum = |id: &NodeId| view.kind(*id) == Kind::Binary && view.tree.node(*id).operator == Operator::Add;
        let near = |id: &NodeId| context.file.line_of(view.tree.span(*id).start) == line;
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        let message = squeezed(head(&context.diagnostic.message));
        let sums = view.below(view.tree.root).into_iter().filter(|id| is_sum(id) && near(id));
        let Some(sum) = sums.filter(|id| message.contains(&squeezed(view.text_of(*id)))).max_by_key(|id| view.tree.span(*id).len()) else {
            return Vec::new();
        };
        let (operand, known) = if left.ends_with("string") { (view.tree.child(sum, 1), right) } else { (view.tree.child(sum, 0), left) };
        return as_text(&view, operand, known).into_iter().collect();
    }
    let Some(mismatch) = Mismatch::of(context.diagnostic) else { return Vec::new() };
    let Some(value) = value_at(&view, at, &mismatch) else { return Vec::new() };
    if mismatch.want == "error" {
        let text = mismatch.have == "string" && !mismatch.description.starts_with("untyped");
        return text.then(|| with_import(&view, value, "errors", format!("errors.New({})", view.text_of(value)), 0.8)).flatten().into_iter().collect();
    }
    if mismatch.description.starts_with("untyped") {
        return Vec::new();
    }
    as_text(&view, value, mismatch.have).into_iter().collect()
}

/// A value's text by its type.
fn as_text(view: &View<'_>, value: NodeId, known: &str) -> Option<Proposal> {
    let text = view.text_of(value);
    let has_string = || Types::new(view).members(super::types::base_name(known)).iter().any(|member| member.name == "String");
    match known {
        "error" => Some(Proposal::replace(NAME, "Use its message", view.context, view.tree.span(value), format!("{text}.Error()"), 0.88)),
        "int" | "untyped int" => with_import(view, value, "strconv", format!("strconv.Itoa({text})"), 0.88),
        "int64" => with_import(view, value, "strconv", format!("strconv.FormatInt({text}, 10)"), 0.88),
        "bool" => with_import(view, value, "strconv", format!("strconv.FormatBool({text})"), 0.85),
        // A single character makes a text by a plain conversion.
        "byte" | "rune" | "uint8" | "int32" => None,
        number if is_number(number) => with_import(view, value, "fmt", format!("fmt.Sprint({text})"), 0.85),
        _ if has_string() => Some(Proposal::replace(NAME, "Use its text", view.context, view.tree.span(value), format!("{text}.String()"), 0.85)),
        _ => None,
    }
}

fn with_import(view: &View<'_>, value: NodeId, path: &str, text: String, likelihood: f64) -> Option<Proposal> {
    let function = text.split('(').next().unwrap_or("").to_owned();
    let mut edits = vec![TextEdit::replace(view.tree.span(value), text)];
    if view.imported(path).is_none() {
        edits.push(insertion(view, path));
    }
    Some(Proposal::new(NAME, format!("Convert with `{function}`"), view.context, EditSet::new(edits).ok()?, likelihood))
}
