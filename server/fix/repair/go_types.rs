//! What people write in Go's types and literals who know another language: arrays with the length behind, lists and dictionaries without
//! their type, angle brackets, text between single quotes.

use super::candidate::Candidate;
use super::go_slips::{before, between, is_word, partner};
use super::lexer::{Gap, Kind};
use super::scene::Scene;
use super::slips::{enclosing, push};
use crate::base::{Span, TextEdit};
use crate::syntax::go::universe;

/// All such repairs in a line.
pub(super) fn in_line(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let (mut lengths, mut colons) = (Vec::new(), Vec::new());
    for at in scene.tokens_of(line) {
        match scene.token_text(at) {
            "[" => {
                length_behind(scene, at, &mut lengths);
                list(scene, at, found);
            }
            "{" => list(scene, at, found),
            "<" => angles(scene, at, found),
            "=" | "=>" => colons.extend(sign_of_pair(scene, at)),
            "map" => map_with_comma(scene, at, found),
            _ => {}
        }
    }
    push(found, lengths, "Write the brackets before the type", 6.0);
    push(found, colons, "Write `:` between key and value", 6.0);
    quotes(scene, line, found);
}

/// `"a" => 1` and `"a" = 1` in a literal.
fn sign_of_pair(scene: &Scene<'_>, at: usize) -> Option<TextEdit> {
    let open = enclosing(scene, at).filter(|open| scene.token_text(*open) == "{")?;
    let literal = is_word(scene, open.checked_sub(1)?) && scene.token(open)?.gap == Gap::None || matches!(before(scene, open), "," | ":" | "{");
    let adjacent = |next: &&super::lexer::Token| next.gap == Gap::None && next.text(scene.text) == ">";
    let last = if scene.token(at + 1).as_ref().is_some_and(adjacent) { at + 1 } else { at };
    let key = scene.token(at.checked_sub(1)?).filter(|key| matches!(key.kind, Kind::Word | Kind::Text | Kind::Number))?;
    literal.then(|| Some(TextEdit::replace(Span::new(key.span.end, scene.token(last)?.span.end), ":")))?
}

/// `int[5]` and `string[]` for `[5]int` and `[]string`.
fn length_behind(scene: &Scene<'_>, at: usize, edits: &mut Vec<TextEdit>) {
    let Some(close) = partner(scene, at).filter(|close| *close == at + 1 || *close == at + 2) else { return };
    let Some(name) = at.checked_sub(1).filter(|name| is_word(scene, *name)) else { return };
    let basic = universe::TYPES.contains(&scene.token_text(name));
    let behind = scene.token(close + 1).filter(|next| !next.starts_line()).map_or("", |next| next.text(scene.text));
    let position = matches!(behind, "" | "{" | "," | ")" | "=" | "}" | "(");
    if !position || !basic && close != at + 1 || !basic && matches!(before(scene, name), "" | "=" | ":=" | "(" | "," | "return") && behind != "{" {
        return;
    }
    let mut first = name;
    while before(scene, first) == "." && is_word(scene, first.saturating_sub(2)) {
        first -= 2;
    }
    while before(scene, first) == "*" && scene.token(first).is_some_and(|token| token.gap == Gap::None) {
        first -= 1;
    }
    if let (Some(start), Some(range)) = (scene.token(first), between(scene, at, close)) {
        let written: String = range.of(scene.text).split_whitespace().collect();
        let blanks = scene.token(at).filter(|open| open.gap != Gap::None).and_then(|_| scene.token(name)).map_or(range.start, |name| name.span.end);
        edits.push(TextEdit::insert(start.span.start, written));
        edits.push(TextEdit::delete(Span::new(blanks, range.end)));
    }
}

/// `[1, 2]`, `{1, 2}` and `{"a": 1}` where a value begins: Go wants to know the type.
fn list(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    if !matches!(before(scene, at), "=" | ":=" | "(" | "," | "return" | "range") || scene.token(at).is_some_and(|open| open.starts_line()) {
        return;
    }
    let Some(close) = partner(scene, at).filter(|close| *close > at + 1) else { return };
    let behind = scene.token(close + 1);
    if behind.is_some_and(|next| !next.starts_line() && !matches!(next.text(scene.text), ")" | "," | "{" | "]" | ";")) {
        return;
    }
    let Some((keys, values)) = types_of(scene, at, close) else { return };
    let (Some(open), Some(end)) = (scene.token(at), scene.token(close)) else { return };
    let of_type = keys.map_or(format!("[]{values}"), |key| format!("map[{key}]{values}"));
    let edits = vec![TextEdit::replace(open.span, format!("{of_type}{{")), TextEdit::replace(end.span, "}")];
    push(found, edits, format!("Make it a `{of_type}`"), 6.0);
}

/// The types of the keys, where there are such, and of the elements between two brackets; `None` where it is no list of plain values.
fn types_of<'s>(scene: &Scene<'s>, open: usize, close: usize) -> Option<(Option<&'s str>, &'s str)> {
    let (mut keys, mut values): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    let mut at = open + 1;
    while at < close {
        let token = scene.token(at)?;
        let kind = match (token.kind, token.text(scene.text)) {
            (Kind::Number, number) if number.contains('.') => "float64",
            (Kind::Number, _) => "int",
            (Kind::Text, text) if text.starts_with('\'') && text.chars().count() == 3 => "rune",
            (Kind::Text, _) => "string",
            (Kind::Keyword, "true" | "false") => "bool",
            (_, "-") => {
                at += 1;
                continue;
            }
            _ => return None,
        };
        match scene.token_text(at + 1) {
            ":" => keys.push(kind),
            "," | "]" | "}" => values.push(kind),
            _ => return None,
        }
        at += 2;
    }
    let common = |kinds: &[&'static str]| match kinds {
        [] => None,
        [first, rest @ ..] if rest.iter().all(|kind| kind == first) => Some(*first),
        [..] if kinds.iter().all(|kind| matches!(*kind, "int" | "float64")) => Some("float64"),
        _ => Some("any"),
    };
    let values_type = common(&values)?;
    (keys.is_empty() || keys.len() == values.len()).then(|| (common(&keys), values_type))
}

/// `func f<T any>(`, `map<string, int>` and `list<int>` for brackets.
fn angles(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let owner = at.checked_sub(1).filter(|owner| is_word(scene, *owner) || scene.token_text(*owner) == "map");
    let (Some(owner), Some(open)) = (owner, scene.token(at).filter(|open| open.gap == Gap::None)) else { return };
    let inside =
        |at: &usize| matches!(scene.token_text(*at), "," | "." | "*" | "[" | "]" | "|" | "~" | "map" | "chan" | "interface" | "{" | "}") || is_word(scene, *at);
    let Some(close) = (at + 1..at + 16).take_while(|next| inside(next) || scene.token_text(*next) == ">").find(|close| scene.token_text(*close) == ">") else {
        return;
    };
    let Some(end) = scene.token(close) else { return };
    let mut edits = vec![TextEdit::replace(open.span, "["), TextEdit::replace(end.span, "]")];
    if scene.token_text(owner) == "map" {
        let Some(comma) = (at + 1..close).find(|comma| scene.token_text(*comma) == ",") else { return };
        let (Some(sign), Some(value)) = (scene.token(comma), scene.token(comma + 1)) else { return };
        edits = vec![TextEdit::replace(open.span, "["), TextEdit::replace(Span::new(sign.span.start, value.span.start), "]"), TextEdit::delete(end.span)];
    }
    push(found, edits, "Write the types in square brackets", 6.0);
}

/// `map[string, int]` for `map[string]int`.
fn map_with_comma(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(close) = partner(scene, at + 1).filter(|_| scene.token_text(at + 1) == "[") else { return };
    let Some(comma) = (at + 2..close).find(|comma| scene.token_text(*comma) == ",") else { return };
    if let (Some(sign), Some(value), Some(end)) = (scene.token(comma), scene.token(comma + 1), scene.token(close)) {
        let edits = vec![TextEdit::replace(Span::new(sign.span.start, value.span.start), "]"), TextEdit::delete(end.span)];
        push(found, edits, "Write the type of the values behind the brackets", 6.0);
    }
}

/// Texts between single quotes, this one and all others that hold more than one character.
fn quotes(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let inner = |at: usize| {
        let text = scene.token(at).filter(|token| token.kind == Kind::Text)?.text(scene.text).strip_prefix('\'')?.strip_suffix('\'')?;
        let one = text.chars().count() == 1 || text.starts_with('\\') && text.len() <= 10 && !text.contains(' ');
        (!one).then_some(text)
    };
    let edit = |at: usize| {
        let text = inner(at)?.replace("\\'", "'").replace('"', "\\\"");
        Some(TextEdit::replace(scene.token(at)?.span, format!("\"{text}\"")))
    };
    if scene.tokens_of(line).any(|at| inner(at).is_some()) {
        push(found, (0..scene.tokens.len()).filter_map(edit).collect(), "Quote the text with `\"`", 6.0);
        push(found, scene.tokens_of(line).filter_map(edit).collect(), "Quote the text with `\"`", 5.5);
    }
}
