//! Writes Python 2's `except Error, name:` as Python 3 does, and puts several exceptions into parentheses.

use super::support::is_identifier;
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "python/except-as",
    summary: "Writes `except Error, name:` as `except Error as name:`",
    not_offered: "It keeps silent about a name that no `except` clause above was to bind.",
    examples: &[
        Example::mends(
            "python[SyntaxError]: multiple exception types must be parenthesized",
            r#"
            try:
                open("settings")
            except «OSError, error»:
                print(error)
            "#,
            r#"
            try:
                open("settings")
            except OSError as error:
                print(error)
            "#,
        ),
        Example::mends(
            "python[SyntaxError]: multiple exception types must be parenthesized",
            r#"
            try:
                open("settings")
            except «OSError, TypeError»:
                raise
            "#,
            r#"
            try:
                open("settings")
            except (OSError, TypeError):
                raise
            "#,
        ),
        Example::keeps_silent(
            "ruff[F821]: Undefined name `error`",
            r#"
            try:
                open("settings")
            except OSError:
                print(«error»)
            "#,
        ),
    ],
    applies,
    propose,
};

/// What a clause begins with.
const HEADS: &[&str] = &["except ", "except* ", "except *"];

/// How far above its use the clause that should bind a name may stand.
const REACH: usize = 30;

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.is_error() && (diagnostic.category() == "RES.NAME" || diagnostic.message.contains("multiple exception types must be parenthesized"))
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let line = file.line_of(context.diagnostic.range.start);
    let about_name = context.diagnostic.category() == "RES.NAME";
    // A name that is not defined may be the one that such a clause above was to bind.
    let lines = if about_name { line.saturating_sub(REACH)..=line } else { line..=line };
    let found = lines.rev().find_map(|line| {
        let (caught, name) = clause(file.line(line))?;
        let wanted = !about_name || context.diagnostic.subject() == Some(name);
        wanted.then_some((line, caught.len(), name))
    });
    let Some((line, caught_length, name)) = found else { return Vec::new() };
    let text = file.line(line);
    let Some((lead, list)) = HEADS.iter().find_map(|head| text.split_once(head).map(|(before, list)| (before.len() + head.len(), list))) else {
        return Vec::new();
    };
    let start = file.line_span(line).start + lead;
    let comma = start + caught_length;
    let name_at = comma + list.get(caught_length..).and_then(|rest| rest.find(name)).unwrap_or(0);
    let bind = EditSet::one(TextEdit::replace(Span::new(comma, name_at), " as "));
    let group = EditSet::new([TextEdit::insert(start, "("), TextEdit::insert(name_at + name.len(), ")")]);
    if let Some((before, _)) = list.split_once(" as ") {
        let end = start + before.len();
        let group = EditSet::new([TextEdit::insert(start, "("), TextEdit::insert(end, ")")]);
        return group.map(|group| Proposal::new(RULE.name, "Put the exceptions into parentheses", context, group, 0.96)).into_iter().collect();
    }
    // Exceptions are written with a capital letter, what they are bound to is not.
    let is_exception = name.starts_with(char::is_uppercase) || name.contains('.');
    let mut proposals = Vec::new();
    if is_identifier(name) {
        proposals.push(Proposal::new(RULE.name, format!("Bind the exception by `as {name}`"), context, bind, if is_exception { 0.2 } else { 0.96 }));
    }
    if let Ok(group) = group {
        proposals.push(Proposal::new(RULE.name, "Put the exceptions into parentheses", context, group, if is_exception { 0.95 } else { 0.2 }));
    }
    proposals
}

/// What an `except a, b:` without parentheses lists: what stands before its last comma, and the last name.
fn clause(line: &str) -> Option<(&str, &str)> {
    let list = HEADS.iter().find_map(|head| line.trim_start().strip_prefix(head))?;
    let end = list.rfind(':')?;
    let list = list.get(..end)?;
    let list = list.split_once(" as ").map_or(list, |(list, _)| list);
    // A comma inside brackets separates something else.
    let comma = list.char_indices().scan(0i32, |depth, (at, character)| {
        match character {
            '(' | '[' | '{' => *depth += 1,
            ')' | ']' | '}' => *depth -= 1,
            _ => {}
        }
        Some((at, character == ',' && *depth == 0))
    });
    let at = comma.filter(|(_, separates)| *separates).map(|(at, _)| at).last()?;
    let name = list.get(at + 1..)?.trim();
    (!name.is_empty() && !name.contains([' ', '(', '#'])).then_some((list.get(..at)?, name))
}
