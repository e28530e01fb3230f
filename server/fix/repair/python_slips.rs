//! What people get wrong in Python beyond a token: decorators, lists of parameters, strings over several lines and words in the place of a
//! string.

use super::candidate::Candidate;
use super::lexer::{Gap, Kind};
use super::scene::Scene;
use super::slips::push;
use super::tokens::focus_lines;
use crate::base::{Span, TextEdit};
use crate::syntax::Language;

/// All such repairs near the error.
pub(super) fn candidates(scene: &Scene<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    if scene.language() != Language::Python {
        return found;
    }
    long_string(scene, &mut found);
    for line in focus_lines(scene).into_iter().take(4).filter(|line| scene.line(*line).count < 300) {
        decorator(scene, line, &mut found);
        unpacked_parameter(scene, line, &mut found);
        needless_as(scene, line, &mut found);
        printed_words(scene, line, &mut found);
    }
    found
}

/// A string in three quotes that nothing closes ends where its paragraph does, or where the text does.
fn long_string(scene: &Scene<'_>, found: &mut Vec<Candidate>) {
    let Some(token) = scene.tokens.iter().find(|token| token.kind == Kind::Broken) else { return };
    let text = token.text(scene.text);
    let bare = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let Some(quote) = ["\"\"\"", "'''"].into_iter().find(|quote| bare.starts_with(quote)) else { return };
    let end = token.span.start + text.trim_end().len();
    let paragraph = text.find("\n\n").map(|at| token.span.start + text.get(..at).unwrap_or("").trim_end().len());
    for (place, bonus) in paragraph.map(|at| (at, 0.5)).into_iter().chain([(end, 0.0)]) {
        push(found, vec![TextEdit::insert(place, quote)], format!("Close the string with `{quote}`"), 4.0 + bonus);
    }
}

/// `@decorator def f(): …`: what is decorated begins a line of its own.
fn decorator(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let tokens = scene.tokens_of(line);
    if scene.token_text(tokens.start) != "@" {
        return;
    }
    let Some(word) = tokens.clone().skip(2).find(|at| matches!(scene.token_text(*at), "def" | "class" | "async")) else { return };
    if let (Some(before), Some(word)) = (scene.token(word.saturating_sub(1)), scene.token(word)) {
        let break_and_lead = format!("{}{}", super::brackets::line_break(scene), scene.lead(line));
        let edit = TextEdit::replace(Span::new(before.span.end, word.span.start), break_and_lead);
        push(found, vec![edit], "Put the decorator in a line of its own", 6.0);
    }
}

/// `def f([x], y):`: a parameter is a name; what it holds is unpacked inside.
fn unpacked_parameter(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let tokens = scene.tokens_of(line);
    let Some(head) = tokens.clone().find(|at| scene.token_text(*at) == "def") else { return };
    for at in head + 3..tokens.end {
        let close = scene.partners.get(at).copied().flatten().filter(|close| *close == at + 2 && matches!(scene.token_text(at), "(" | "["));
        let name = scene.token(at + 1).is_some_and(|name| name.kind == Kind::Word);
        let listed = at > 0 && matches!(scene.token_text(at - 1), "(" | ",");
        if let (Some(open), Some(close), true) = (scene.token(at), close.and_then(|close| scene.token(close)), name && listed) {
            push(found, vec![TextEdit::delete(open.span), TextEdit::delete(close.span)], format!("Take `{}` as a parameter", scene.token_text(at + 1)), 3.0);
        }
    }
}

/// `import x as`: the name is missing, and so is the need for one.
fn needless_as(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let tokens = scene.tokens_of(line);
    let Some(last) = tokens.end.checked_sub(1).filter(|last| *last > tokens.start && scene.token_text(*last) == "as") else { return };
    if let (Some(before), Some(word)) = (scene.token(last - 1), scene.token(last)) {
        push(found, vec![TextEdit::delete(Span::new(before.span.end, word.span.end))], "Remove the `as`", 3.0);
    }
}

/// `print hello world`: words that were meant as a string.
fn printed_words(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let tokens = scene.tokens_of(line);
    let (Some(first), Some(second)) = (scene.token(tokens.start), scene.token(tokens.start + 1)) else { return };
    let word = |at: usize| scene.token(at).is_some_and(|token| token.kind == Kind::Word);
    let plain = tokens.clone().skip(1).all(|at| scene.token(at).is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Keyword | Kind::Sign)));
    let side_by_side = tokens.clone().skip(2).any(|at| word(at - 1) && word(at));
    let end = scene.token(tokens.end.saturating_sub(1)).map_or(second.span.end, |last| last.span.end);
    if first.text(scene.text) == "print" && second.gap == Gap::Space && plain && side_by_side {
        let edits = vec![TextEdit::replace(Span::new(first.span.end, second.span.start), "(\""), TextEdit::insert(end, "\")")];
        push(found, edits, "Print the words as a string", 5.0);
    }
}
