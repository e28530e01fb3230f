//! Defines a variable that is read and nothing defines, with the value for nothing of the type that its place wants.

use super::expected::{Expected, expected};
use super::types::Types;
use super::undefined_name::{candidates, undefined};
use super::view::View;
use crate::base::{Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::syntax::go::ast::{Kind, NodeId};

const NAME: &str = "go/missing-variable";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Defines a variable that nothing defines",
    not_offered: "It keeps silent where a name that is there may be meant, where the name is called or selected from, and where its place does not tell a type.",
    examples: &[
        Example::mends(
            "go: undefined: offset",
            "
            package main

            func main() {
            	println(1 + «offset»)
            }
            ",
            "
            package main

            func main() {
            	offset := 0
            	println(1 + offset)
            }
            ",
        ),
        Example::keeps_silent(
            "go: undefined: qzwvx",
            "
            package main

            func main() {
            	println(«qzwvx».size)
            }
            ",
        ),
    ],
    applies: |diagnostic| undefined(diagnostic).is_some(),
    propose,
};

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(name) = undefined(context.diagnostic) else { return Vec::new() };
    let view = View::new(context);
    let at = context.diagnostic.range.start;
    let range = Span::new(at, at + name.len());
    let path = view.path(at);
    let Some(used) = path.last().copied().filter(|id| view.kind(*id) == Kind::Name && view.tree.span(*id) == range) else { return Vec::new() };
    if view.text.get(range.end..).is_some_and(|rest| rest.starts_with(['(', '.'])) || !candidates(context, name, range).is_empty() {
        return Vec::new();
    }
    let types = Types::new(&view);
    let Expected::Type(wanted) = expected(&types, used) else { return Vec::new() };
    let Some(zero) = types.zero_value(&wanted) else { return Vec::new() };
    // Above the statement of the innermost block.
    let is_statement = |pair: &&[NodeId]| matches!(pair, [block, _] if view.kind(*block) == Kind::Block);
    let Some([_, statement]) = path.windows(2).rev().find(is_statement) else { return Vec::new() };
    let file = context.file;
    let line = file.line_of(view.tree.span(*statement).start);
    let definition = match (zero.as_str(), wanted.as_str()) {
        ("0", "int") | ("\"\"", "string") | ("false", "bool") => format!("{name} := {zero}"),
        (zero, _) if zero.ends_with("{}") => format!("{name} := {zero}"),
        _ => format!("var {name} {wanted}"),
    };
    let text = format!("{}{definition}{}", file.indentation(line), file.line_break());
    vec![Proposal::new(NAME, format!("Define `{name}`"), context, TextEdit::insert(file.line_span(line).start, text).into(), 0.5).sketch()]
}
