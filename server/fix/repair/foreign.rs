//! What JavaScript's texts have from other languages: their comments and operators; what stands where nothing may; and comments without end.

use super::candidate::Candidate;
use super::lexer::{Gap, Kind};
use super::scene::Scene;
use super::slips::push;
use super::tokens::focus_lines;
use crate::base::{Span, TextEdit};
use crate::syntax::{Language, SyntaxError};

/// How many lines a comment without end is taken to have at most.
const COMMENT_LINES: usize = 12;

/// All such repairs near the error.
pub(super) fn candidates(scene: &Scene<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    unclosed_comment(scene, &mut found);
    if scene.language() != Language::JavaScript {
        return found;
    }
    before_the_shebang(scene, &mut found);
    comments(scene, &mut found);
    for line in focus_lines(scene).into_iter().take(5).filter(|line| scene.line(*line).count < 300) {
        two_dots(scene, line, &mut found);
        foreign_words(scene, line, &mut found);
    }
    found
}

/// A byte order mark or blanks before `#!` make it no first line.
fn before_the_shebang(scene: &Scene<'_>, found: &mut Vec<Candidate>) {
    let start = scene.text.len() - scene.text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len();
    if start > 0 && scene.line_in_file(0) == 0 && scene.text.get(start..).is_some_and(|rest| rest.starts_with("#!")) {
        push(found, vec![TextEdit::delete(Span::new(0, start))], "Remove what stands before `#!`", 6.0);
    }
}

/// `a..b` for `a.b`, and `a .. b` for `a + b` as Lua writes it.
fn two_dots(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let (mut joins, mut members) = (Vec::new(), Vec::new());
    for at in scene.tokens_of(line) {
        let (Some(first), Some(second)) = (scene.token(at), scene.token(at + 1)) else { continue };
        let dots = first.text(scene.text) == "." && second.text(scene.text) == "." && second.gap == Gap::None;
        if !dots || scene.token_text(at + 2) == "." {
            continue;
        }
        let both = Span::new(first.span.start, second.span.end);
        let spaced = first.gap == Gap::Space && scene.token(at + 2).is_some_and(|after| after.gap == Gap::Space);
        if spaced { joins.push(TextEdit::replace(both, "+")) } else { members.push(TextEdit::delete(second.span)) }
    }
    push(found, joins, "Join with `+`", 5.0);
    push(found, members, "Remove the second `.`", 5.0);
}

/// Several words of other languages in one line: `a and b or not c`.
fn foreign_words(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let mut edits = Vec::new();
    for at in scene.tokens_of(line) {
        let Some(token) = scene.token(at).filter(|token| token.kind == Kind::Word) else { continue };
        let word = token.text(scene.text);
        let meant = scene.grammar.foreign.iter().find(|(foreign, _)| *foreign == word).map(|(_, meant)| *meant);
        let Some(meant) = meant.filter(|meant| matches!(*meant, "&&" | "||" | "!" | "===")) else { continue };
        let next = scene.token(at + 1).filter(|next| meant == "!" && next.gap == Gap::Space);
        edits.push(TextEdit::replace(Span::new(token.span.start, next.map_or(token.span.end, |next| next.span.start)), meant));
    }
    if edits.len() > 1 {
        push(found, edits, "Write the operators as JavaScript does", 6.0);
    }
}

/// Comments as other languages write them.
fn comments(scene: &Scene<'_>, found: &mut Vec<Candidate>) {
    let focus = scene.line_of(scene.focus);
    let own = scene.line(focus).span.of(scene.text).trim_start();
    let mark = ["# ", "-- ", "% "].into_iter().find(|mark| own.starts_with(mark));
    if let Some(mark) = mark {
        let lines = (focus..scene.lines.len()).map(|line| scene.line(line));
        let alike = lines.filter(|line| line.span.of(scene.text).trim_start().starts_with(mark));
        let range = |start: usize| Span::new(start, start + mark.len() - 1);
        let edits = alike.map(|line| TextEdit::replace(range(line.span.start + line.lead), "//")).collect();
        push(found, edits, format!("Begin the comment with `//` instead of `{}`", mark.trim()), 6.0);
    }
}

/// How the parsers say that a comment is not closed.
const UNCLOSED_COMMENT: [&str; 3] = ["this comment is not closed", "unterminated block comment", "comment not terminated"];

/// A block comment without end: closed behind its last line that begins with a star, else behind the first line after which the rest can be read.
fn unclosed_comment(scene: &Scene<'_>, found: &mut Vec<Candidate>) {
    let unclosed = |error: &&SyntaxError| UNCLOSED_COMMENT.iter().any(|words| error.message.contains(words));
    let Some(error) = scene.errors.iter().find(unclosed) else { return };
    let first = scene.line_of(error.range.start);
    let goes_on = |line: &usize| scene.line(*line).span.of(scene.text).trim_start().starts_with('*');
    let close = |line: usize| {
        let line = scene.line(line).span;
        let end = line.start + line.of(scene.text).trim_end().len();
        TextEdit::insert(end, if line.of(scene.text).trim_end().ends_with("/*") { "*/" } else { " */" })
    };
    let last = (first + 1..scene.lines.len()).take_while(goes_on).last();
    let reads_on = |line: &usize| scene.errors_after(&close(*line).into()).is_some_and(|(_, errors)| errors.is_empty());
    let lines = first..(first + COMMENT_LINES).min(scene.lines.len());
    let last = last.or_else(|| lines.filter(|line| !scene.is_blank(*line)).find(reads_on)).unwrap_or(first);
    push(found, vec![close(last)], "Close the comment", 5.0);
}
