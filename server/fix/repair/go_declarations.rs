//! Declarations of Go as other languages write them: imports and groups, types, variables with the type in front, heads of functions.

use super::brackets::line_break;
use super::candidate::Candidate;
use super::go_slips::{before, between, is_word, last_of, partner};
use super::lexer::Kind;
use super::scene::Scene;
use super::slips::{enclosing, push};
use crate::base::{Span, TextEdit};
use crate::syntax::go::universe;

/// `import fmt`, `import "fmt", "os"` and `import {`.
pub(super) fn imports(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let tokens = scene.tokens_of(line);
    let (first, unit, line_break) = (tokens.start + 1, scene.unit.as_str(), line_break(scene));
    if scene.token_text(first) == "{"
        && let Some(close) = partner(scene, first)
    {
        let edits = [(first, "("), (close, ")")].into_iter().filter_map(|(at, text)| Some(TextEdit::replace(scene.token(at)?.span, text)));
        push(found, edits.collect(), "Group the imports in parentheses", 6.0);
    }
    if is_word(scene, first)
        && let Some(range) = last_of(scene, line).and_then(|last| between(scene, first, last))
        && !range.of(scene.text).contains([' ', '"', ','])
    {
        push(found, vec![TextEdit::insert(range.start, "\""), TextEdit::insert(range.end, "\"")], "Quote the path of the package", 6.0);
    }
    let paths: Vec<&str> = tokens.skip(1).filter(|at| scene.token(*at).is_some_and(|token| token.kind == Kind::Text)).map(|at| scene.token_text(at)).collect();
    if paths.len() > 1
        && let Some(range) = last_of(scene, line).and_then(|last| between(scene, first, last))
    {
        let list: String = paths.iter().map(|path| format!("{unit}{path}{line_break}")).collect();
        push(found, vec![TextEdit::replace(range, format!("({line_break}{list})"))], "Group the imports in parentheses", 6.0);
    }
}

/// Paths without quotes and commas at the ends of lines in `import (…)`, `const (…)` and `var (…)`.
pub(super) fn in_group(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let Some(open) = enclosing(scene, scene.line(line).first).filter(|open| scene.token_text(*open) == "(") else { return };
    let word = before(scene, open);
    let Some(close) = partner(scene, open).filter(|_| matches!(word, "import" | "const" | "var")) else { return };
    let lines = scene.token_line(open) + 1..scene.token_line(close);
    let last = |line: usize| last_of(scene, line).and_then(|last| scene.token(last));
    let commas = lines.clone().filter_map(last).filter(|token| token.text(scene.text) == ",").map(|comma| TextEdit::delete(comma.span));
    push(found, commas.collect(), "Remove the commas", 6.0);
    if word == "import" {
        let bare = lines.filter_map(|line| between(scene, scene.line(line).first, last_of(scene, line)?));
        let bare = bare.filter(|span| span.of(scene.text).bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_')));
        let edits = bare.flat_map(|span| [TextEdit::insert(span.start, "\""), TextEdit::insert(span.end, "\"")]);
        push(found, edits.collect(), "Quote the paths of the packages", 6.0);
    }
}

/// `struct point {` for `type point struct {`.
pub(super) fn type_without_word(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let (Some(word), Some(name)) = (scene.token(at), scene.token(at + 1).filter(|_| is_word(scene, at + 1))) else { return };
    if scene.token_text(at + 2) == "{" {
        let kind = if word.text(scene.text) == "class" { "struct" } else { word.text(scene.text) };
        let edits = vec![TextEdit::replace(word.span, "type"), TextEdit::insert(name.span.end, format!(" {kind}"))];
        push(found, edits, format!("Declare the type `{}`", name.text(scene.text)), 6.0);
    }
}

/// `var x := 1` and `const x := 1`.
pub(super) fn defined_by_word(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let sign = scene.tokens_of(line).find(|at| scene.token_text(*at) == ":=").and_then(|at| scene.token(at));
    push(found, sign.map(|sign| TextEdit::replace(sign.span, "=")).into_iter().collect(), "Change `:=` to `=`", 5.0);
}

/// `type limit = 10` names a value.
pub(super) fn value_as_type(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let value = scene.token(at + 3).is_some_and(|value| matches!(value.kind, Kind::Number | Kind::Text) || matches!(value.text(scene.text), "true" | "false"));
    if is_word(scene, at + 1) && scene.token_text(at + 2) == "=" && value {
        push(found, scene.token(at).map(|word| TextEdit::replace(word.span, "const")).into_iter().collect(), "Declare it as a constant", 6.0);
    }
}

/// `int a = 1` and `string s := ""` for `var a int = 1` and `s := ""`.
pub(super) fn type_in_front(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let (Some(kind), Some(name)) = (scene.token(at), scene.token(at + 1)) else { return };
    let text = |at: usize| scene.token_text(at);
    if kind.kind == Kind::Word && universe::TYPES.contains(&text(at + 1)) && text(at + 2) == "=" && !name.starts_line() {
        push(found, vec![TextEdit::insert(kind.span.start, "var ")], "Declare the variable with `var`", 6.0);
    }
    if text(at) == "let" && text(at + 1) == "mut" && is_word(scene, at + 2) {
        push(found, between(scene, at, at + 1).map(|range| TextEdit::replace(range, "var")).into_iter().collect(), "Declare it with `var`", 6.0);
    }
    // `int[] a = {1, 2}`
    if kind.kind == Kind::Word && text(at + 1) == "[" && text(at + 2) == "]" && is_word(scene, at + 3) && text(at + 4) == "=" {
        let (of_type, name) = (text(at), text(at + 3));
        let written = if text(at + 5) == "{" { format!("{name} := []{of_type}") } else { format!("var {name} []{of_type} =") };
        let range = between(scene, at, at + 4).filter(|_| !scene.token(at + 3).is_some_and(|name| name.starts_line()));
        let end = scene.token(at + 5).map_or(0, |value| value.span.start);
        let range = range.map(|range| if text(at + 5) == "{" { Span::new(range.start, end.max(range.end)) } else { range });
        push(found, range.map(|range| TextEdit::replace(range, written.as_str())).into_iter().collect(), format!("Declare it as `{written}`"), 6.5);
    }
    let known = universe::TYPES.contains(&kind.text(scene.text)) || matches!(kind.text(scene.text), "auto" | "let" | "double" | "String" | "boolean" | "char");
    if !known || kind.kind != Kind::Word || name.kind != Kind::Word || name.starts_line() {
        return;
    }
    let basic = match kind.text(scene.text) {
        "double" => "float64",
        "String" => "string",
        "boolean" => "bool",
        "char" => "byte",
        other => other,
    };
    let head = Span::new(kind.span.start, name.span.end);
    let ends = scene.token(at + 2).is_none_or(|next| next.starts_line());
    let text = match scene.token_text(at + 2) {
        _ if ends => format!("var {} {basic}", name.text(scene.text)),
        "=" if matches!(basic, "auto" | "let") => format!("var {}", name.text(scene.text)),
        "=" => format!("var {} {basic}", name.text(scene.text)),
        ":=" => name.text(scene.text).to_owned(),
        _ => return,
    };
    push(found, vec![TextEdit::replace(head, text.as_str())], format!("Declare it as `{text}`"), 6.0);
}

/// Several results without parentheses, and `func T.method()`.
pub(super) fn head_of_function(scene: &Scene<'_>, line: usize, at: usize, found: &mut Vec<Candidate>) {
    if is_word(scene, at + 1) && scene.token_text(at + 2) == "." && is_word(scene, at + 3) {
        let owner = scene.token_text(at + 1);
        let letter: String = owner.chars().take(1).flat_map(char::to_lowercase).collect();
        if let Some(range) = between(scene, at + 1, at + 2) {
            push(found, vec![TextEdit::replace(range, format!("({letter} {owner}) "))], format!("Make `{owner}` the receiver"), 6.0);
        }
    }
    if scene.token_text(at + 1) == "("
        && scene.token_text(at + 2) == ")"
        && is_word(scene, at + 3)
        && scene.token_text(at + 4) == "("
        && let (Some(first), Some(name)) = (scene.token(at + 1), scene.token(at + 3))
    {
        push(found, vec![TextEdit::delete(Span::new(first.span.start, name.span.start))], "Remove the empty receiver", 6.0);
    }
    let Some(open) = (at + 1..at + 5).find(|open| scene.token_text(*open) == "(" && is_word(scene, open.saturating_sub(1))) else { return };
    let Some(close) = partner(scene, open) else { return };
    let Some(end) = (close + 1..scene.tokens_of(line).end).find(|end| scene.token_text(*end) == "{") else { return };
    let commas = (close + 1..end).any(|at| scene.token_text(at) == ",");
    if commas
        && scene.token_text(close + 1) != "("
        && let Some(range) = between(scene, close + 1, end.saturating_sub(1))
    {
        push(found, vec![TextEdit::insert(range.start, "("), TextEdit::insert(range.end, ")")], "Put the results in parentheses", 6.0);
    }
}
