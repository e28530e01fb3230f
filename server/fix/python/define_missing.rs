//! Defines a name that is used before anything is assigned to it: as the file does elsewhere, or with a hole.

use super::support::{is_identifier, statements_around, subject, text_of};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::python::builtins::is_builtin;
use crate::syntax::{BindingKind, parse};
use std::collections::BTreeMap;
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "python/define-missing",
    summary: "Assigns to an undefined name before its use, as the file does elsewhere, or with a value to fill in",
    not_offered: "It keeps silent where the name is used in the head of a function or class, before whose statement nothing can be assigned.",
    examples: &[
        Example::mends(
            "ruff[F821]: Undefined name `result`",
            "
            def total(prices):
                for price in prices:
                    «result» += price
                return result
            ",
            "
            def total(prices):
                result = 0
                for price in prices:
                    result += price
                return result
            ",
        ),
        Example::keeps_silent(
            "ruff[F821]: Undefined name `Width`",
            "
            def area(width: «Width»):
                return width
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.category(), "RES.NAME" | "RES.USEBEFORE")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let Some((name, range)) = subject(context).filter(|(name, _)| is_identifier(name)) else { return Vec::new() };
    let around = statements_around(file, first_use(context, name, range));
    let is_definition = |node: &&Node<'_>| matches!(node.kind(), "function_definition" | "class_definition" | "decorated_definition");
    // The statement itself, and the outermost one of the same function.
    let Some(inner) = around.first().filter(|node| !is_definition(node)) else { return Vec::new() };
    let outer = around.iter().take_while(|node| !is_definition(node)).last().unwrap_or(inner);
    let insert = |before: &Node<'_>, value: &str| {
        let line = file.line_of(before.start_byte());
        let text = format!("{name} = {value}{}{}", file.line_break(), file.indentation(line));
        EditSet::one(TextEdit::insert(before.start_byte(), text))
    };
    let mut proposals = Vec::new();
    for (value, count) in assigned_elsewhere(context, name, range) {
        let likelihood = 0.62 + 0.03 * count.min(4) as f64;
        proposals.push(Proposal::new(RULE.name, format!("Define `{name}` as elsewhere: `{}`", shortened(&value)), context, insert(inner, &value), likelihood));
    }
    let (value, sure) = neutral_value(context, name, *outer);
    let proposal = Proposal::new(
        RULE.name,
        format!("Define `{name}` before its use, starting from `{value}`"),
        context,
        insert(outer, value),
        if sure { 0.6 } else { 0.2 },
    );
    proposals.push(if sure { proposal } else { proposal.sketch() });
    proposals
}

/// The first place at which the checkers miss the name in the same function.
fn first_use(context: &FixContext<'_>, name: &str, range: Span) -> usize {
    let function = |at: usize| super::support::enclosing(context.file, at, &["function_definition"]).map(|node| node.id());
    let own = function(range.start);
    let same = context.diagnostics.iter().filter(|other| other.subject() == Some(name) && other.is_error() && function(other.range.start) == own);
    same.map(|other| other.range.start).min().map_or(range.start, |first| first.min(range.start))
}

/// What the file assigns to the name in other places, where all that the value uses is at hand here too; the most frequent value first.
fn assigned_elsewhere(context: &FixContext<'_>, name: &str, range: Span) -> Vec<(String, usize)> {
    let file = context.file;
    let visible = context.scopes.names_at(range.start);
    let mut values: BTreeMap<String, usize> = BTreeMap::new();
    let Some(tree) = file.tree() else { return Vec::new() };
    for node in parse::descendants(tree.root_node()).filter(|node| node.kind() == "assignment") {
        let (Some(target), Some(value)) = (node.child_by_field_name("left"), node.child_by_field_name("right")) else { continue };
        if text_of(file, target) != name || value.kind() == "assignment" {
            continue;
        }
        let free = parse::descendants(value).filter(|node| node.kind() == "identifier" && !is_member(*node)).map(|node| text_of(file, node));
        let at_hand = free.into_iter().all(|used| used != name && (visible.contains(&used) || is_builtin(used)));
        let text = text_of(file, value);
        if at_hand && text.len() <= 120 && !text.contains('\n') {
            *values.entry(text.to_owned()).or_default() += 1;
        }
    }
    let mut values: Vec<(String, usize)> = values.into_iter().collect();
    values.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(&right.0)));
    values.truncate(2);
    values
}

/// Whether an identifier is the name of an attribute or of a keyword argument.
fn is_member(node: Node<'_>) -> bool {
    node.parent().is_some_and(|parent| match parent.kind() {
        "attribute" => parent.child_by_field_name("attribute") == Some(node),
        "keyword_argument" => parent.child_by_field_name("name") == Some(node),
        _ => false,
    })
}

/// What a name starts from, as its uses tell: a counter from 0, a list that is appended to from `[]`; and whether they tell it surely.
fn neutral_value(context: &FixContext<'_>, name: &str, outer: Node<'_>) -> (&'static str, bool) {
    let file = context.file;
    let bound_later = context
        .scopes
        .bindings
        .iter()
        .any(|binding| binding.name == name && binding.kind == BindingKind::Variable && parse::span(outer).contains(binding.range));
    for node in parse::descendants(outer).filter(|node| node.kind() == "identifier" && text_of(file, *node) == name) {
        let Some(parent) = node.parent() else { continue };
        match parent.kind() {
            "augmented_assignment" if parent.child_by_field_name("left") == Some(node) => {
                let value = parent.child_by_field_name("right").map_or("", |right| right.kind());
                return match value {
                    "string" => ("\"\"", true),
                    "list" | "list_comprehension" => ("[]", true),
                    _ => ("0", true),
                };
            }
            "attribute" => match parent.child_by_field_name("attribute").map(|attribute| text_of(file, attribute)) {
                Some("append" | "extend") => return ("[]", true),
                Some("add") => return ("set()", true),
                Some("setdefault" | "update") => return ("{}", true),
                _ => {}
            },
            "comparison_operator" if text_of(file, parent).contains(" None") => return ("None", true),
            _ => {}
        }
    }
    ("None", bound_later)
}

fn shortened(value: &str) -> String {
    match value.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", value.get(..at).unwrap_or("")),
        None => value.to_owned(),
    }
}
