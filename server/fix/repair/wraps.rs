//! Repairs by two or more edits that belong together: missing pairs of brackets, separators that are all of the wrong kind, signs that only
//! look like the right ones.

use super::brackets::token_end;
use super::candidate::{Candidate, Slip};
use super::lexer::{Gap, Kind};
use super::scene::Scene;
use super::tokens::focus_lines;
use crate::base::{EditSet, Span, TextEdit};
use crate::syntax::Language;

/// Signs that text processors and other keyboards put in the place of those that code is made of.
const LOOKALIKES: &[(char, &str)] = &[
    ('“', "\""),
    ('”', "\""),
    ('„', "\""),
    ('«', "\""),
    ('»', "\""),
    ('‘', "'"),
    ('’', "'"),
    ('‚', ","),
    ('‹', "<"),
    ('›', ">"),
    ('，', ","),
    ('；', ";"),
    ('：', ":"),
    ('（', "("),
    ('）', ")"),
    ('［', "["),
    ('］', "]"),
    ('｛', "{"),
    ('｝', "}"),
    ('＝', "="),
    ('！', "!"),
    ('–', "-"),
    ('—', "-"),
    ('−', "-"),
    ('×', "*"),
    ('÷', "/"),
    ('≠', "!="),
    ('≤', "<="),
    ('≥', ">="),
    ('→', "->"),
    ('\u{a0}', " "),
    ('\u{200b}', ""),
    ('\u{37e}', ";"),
    ('…', "..."),
];

/// All such repairs near the error.
pub(super) fn candidates(scene: &Scene<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for line in focus_lines(scene).into_iter().take(5).filter(|line| scene.line(*line).count < 300) {
        lookalikes(scene, line, &mut found);
        headers(scene, line, &mut found);
        calls(scene, line, &mut found);
        separators(scene, line, &mut found);
        swapped(scene, line, &mut found);
        escapes(scene, line, &mut found);
    }
    found
}

fn push(found: &mut Vec<Candidate>, edits: Vec<TextEdit>, slip: Slip, title: String, bonus: f32) {
    if !edits.is_empty()
        && let Ok(edits) = EditSet::new(edits)
    {
        found.push(Candidate::new(edits, slip, title).with(bonus));
    }
}

fn lookalikes(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let span = scene.line(line).span;
    let mut edits = Vec::new();
    let mut shown = None;
    for (at, sign) in span.of(scene.text).char_indices() {
        if let Some((_, plain)) = LOOKALIKES.iter().find(|(other, _)| *other == sign) {
            let range = Span::new(span.start + at, span.start + at + sign.len_utf8());
            edits.push(TextEdit::replace(range, *plain));
            shown = shown.or(Some((sign, *plain)));
        }
    }
    if let Some((sign, plain)) = shown {
        push(found, edits, Slip::WrongSign, format!("Change `{sign}` to `{plain}`"), 6.0);
    }
}

/// `if a {` where the condition needs parentheses, `def name a, b:` and `speak {` where the parameters do.
fn headers(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let tokens = scene.tokens_of(line);
    let end_sign = if scene.language() == Language::Python { ":" } else { "{" };
    let Some(last) = tokens.clone().rev().find(|at| scene.token_text(*at) == end_sign) else { return };
    let Some(end) = last.checked_sub(1).and_then(|before| scene.token(before)).map(|token| token.span.end) else { return };
    for at in tokens.clone() {
        let (Some(token), Some(next)) = (scene.token(at), scene.token(at + 1)) else { continue };
        let word = token.text(scene.text);
        let open = next.text(scene.text) == "(";
        if at + 1 >= last {
            // A name without any parentheses: `function f {`, `def f:`.
            if at + 1 == last && token.kind == Kind::Word {
                push(found, vec![TextEdit::insert(token.span.end, "()")], Slip::MissingOpener, format!("Insert `()` after `{word}`"), 0.0);
            }
            continue;
        }
        let conditions = scene.language() == Language::JavaScript && matches!(word, "if" | "while" | "for" | "switch" | "catch");
        let whole = scene.partners.get(at + 1).copied().flatten() == last.checked_sub(1);
        if conditions && !(open && whole) {
            let edits = vec![TextEdit::insert(next.span.start, "("), TextEdit::insert(end, ")")];
            push(found, edits, Slip::MissingOpener, format!("Put the condition of `{word}` in parentheses"), 1.0);
        }
        let definition = at > tokens.start && matches!(scene.token_text(at - 1), "def" | "function" | "fn" | "func");
        if definition && token.kind == Kind::Word && !open && next.gap != Gap::None {
            let edits = vec![TextEdit::replace(Span::new(token.span.end, next.span.start), "("), TextEdit::insert(end, ")")];
            push(found, edits, Slip::MissingOpener, format!("Put the parameters of `{word}` in parentheses"), 1.0);
        }
    }
}

/// A call without parentheses: `range 3`, `foo "a", b`.
fn calls(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let tokens = scene.tokens_of(line);
    let line_end = token_end(scene, line);
    for at in tokens.clone() {
        let (Some(token), Some(next)) = (scene.token(at), scene.token(at + 1)) else { continue };
        let value = matches!(next.kind, Kind::Word | Kind::Number | Kind::Text | Kind::Open)
            || matches!(next.text(scene.text), "new" | "self" | "this" | "not" | "!" | "-");
        if token.kind != Kind::Word || !matches!(next.gap, Gap::Space | Gap::Wide) || !value || at + 1 >= tokens.end {
            continue;
        }
        let word = token.text(scene.text);
        let space = Span::new(token.span.end, next.span.start);
        let last = tokens.end.checked_sub(1).and_then(|last| scene.token(last)).map_or("", |token| token.text(scene.text));
        let end = if matches!(last, ":" | ";" | "{") { scene.token(tokens.end.saturating_sub(2)).map_or(line_end, |token| token.span.end) } else { line_end };
        let edits = vec![TextEdit::replace(space, "("), TextEdit::insert(end, ")")];
        push(found, edits, Slip::MissingOpener, format!("Call `{word}` with parentheses"), -1.0);
    }
}

/// A list whose separators are all wrong: `[1; 2; 3]`.
fn separators(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let tokens = scene.tokens_of(line);
    for (wrong, right) in [(";", ","), (".", ","), (",", ";"), ("=", ":"), (":", "=")] {
        let mut depth = 0usize;
        let mut edits = Vec::new();
        for at in tokens.clone() {
            let Some(token) = scene.token(at) else { continue };
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth = depth.saturating_sub(1),
                Kind::Sign if depth > 0 && token.text(scene.text) == wrong => edits.push(TextEdit::replace(token.span, right)),
                _ => {}
            }
        }
        if edits.len() > 1 {
            push(found, edits, Slip::WrongSign, format!("Change every `{wrong}` to `{right}`"), 0.0);
        }
    }
}

/// Two signs in the wrong order: `=<`, `=!`.
fn swapped(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    for at in scene.tokens_of(line) {
        let (Some(token), Some(next)) = (scene.token(at), scene.token(at + 1)) else { continue };
        if token.kind != Kind::Sign || next.kind != Kind::Sign || next.gap != Gap::None {
            continue;
        }
        let right = format!("{}{}", next.text(scene.text), token.text(scene.text));
        if scene.grammar.operators.contains(&right.as_str()) && matches!(right.as_str(), "<=" | ">=" | "!=" | "+=" | "-=" | "*=" | "=>" | "->" | ":=") {
            let range = Span::new(token.span.start, next.span.end);
            let title = format!("Change `{}` to `{right}`", range.of(scene.text));
            push(found, vec![TextEdit::replace(range, right)], Slip::WrongSign, title, 6.0);
        }
    }
}

/// A backslash that takes the closing quote with it: `"c:\dir\"`.
fn escapes(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    for at in scene.tokens_of(line) {
        let Some(token) = scene.token(at).filter(|token| token.kind == Kind::Broken) else { continue };
        for quote in ["\\\"", "\\'"] {
            if let Some(place) = token.text(scene.text).rfind(quote) {
                let edit = TextEdit::insert(token.span.start + place, "\\");
                push(found, vec![edit], Slip::MissingQuote, "Double the backslash before the closing quote".to_owned(), 1.0);
            }
        }
    }
}
