//! Brackets: what the stack of delimiters and the layout say about the missing and the stray ones.

use super::candidate::{Candidate, Slip};
use super::grammar::closer_of;
use super::lexer::Kind;
use super::scene::Scene;
use crate::base::{Span, TextEdit};

/// How many openers are looked at, nearest to the error first.
const OPENERS: usize = 24;

/// Closers at the places where the indentation says that an opener's contents have ended, and deletions of closers that fit nothing.
pub(super) fn candidates(scene: &Scene<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut openers: Vec<usize> = (0..scene.tokens.len()).filter(|at| scene.token(*at).is_some_and(|token| token.kind == Kind::Open)).collect();
    openers.retain(|at| suspicious(scene, *at));
    let focus = scene.focus_token();
    openers.sort_by_key(|at| at.abs_diff(focus));
    openers.truncate(OPENERS);
    for opener in openers {
        found.extend(close_by_layout(scene, opener));
    }
    let mut strays: Vec<usize> = (0..scene.tokens.len()).filter(|at| stray(scene, *at)).collect();
    strays.sort_by_key(|at| at.abs_diff(focus));
    for at in strays.into_iter().take(12) {
        found.extend(delete_closer(scene, at));
        found.extend(open_by_layout(scene, at));
    }
    found
}

/// A block without its opener, as the indentation of what closes it shows: at the end of the nearest line before that stands in the closer's
/// column and has deeper ones below it.
fn open_by_layout(scene: &Scene<'_>, closer: usize) -> Option<Candidate> {
    let closes_line = scene.token(closer).filter(|token| token.text(scene.text) == "}" && token.starts_line()).is_some();
    let own = scene.token_line(closer);
    let column = scene.column(own);
    (closes_line && scene.grammar.has_braces()).then_some(())?;
    let header = (0..own).rev().filter(|line| scene.line(*line).count > 0).find(|line| scene.column(*line) <= column)?;
    let last = scene.tokens_of(header).next_back().and_then(|at| scene.token(at))?;
    let is_header = scene.column(header) == column && header + 1 < own && !matches!(last.kind, Kind::Open) && !matches!(last.text(scene.text), ";" | "}" | ",");
    let title = || format!("Insert `{{` at the end of line {}", scene.line_in_file(header) + 1);
    is_header.then(|| Candidate::new(TextEdit::insert(last.span.end, " {"), Slip::MissingOpener, title()).with(4.0))
}

/// Whether nothing closes the opener, or what does stands in another column than the layout wants.
fn suspicious(scene: &Scene<'_>, opener: usize) -> bool {
    let Some(partner) = scene.partners.get(opener).copied().flatten() else { return true };
    let (from, to) = (scene.token_line(opener), scene.token_line(partner));
    if from == to {
        return false;
    }
    let begins_line = scene.token(partner).is_some_and(|token| token.starts_line());
    begins_line && scene.column(to) != scene.column(from)
}

fn stray(scene: &Scene<'_>, at: usize) -> bool {
    let Some(token) = scene.token(at).filter(|token| token.kind == Kind::Close) else { return false };
    match scene.partners.get(at).copied().flatten() {
        None => true,
        Some(opener) => {
            token.starts_line()
                && scene.token_line(opener) != scene.token_line(at)
                && scene.column(scene.token_line(opener)) != scene.column(scene.token_line(at))
        }
    }
}

fn delete_closer(scene: &Scene<'_>, at: usize) -> Option<Candidate> {
    let token = scene.token(at)?;
    let line = scene.token_line(at);
    let alone = scene.line(line).count == 1 && scene.line(line).span.of(scene.text).trim().len() == token.span.len();
    let range = if alone && line > 0 { Span::new(scene.line(line - 1).span.end, token.span.end) } else { token.span };
    let layout = if alone { 1.0 } else { 0.0 };
    Some(Candidate::new(TextEdit::delete(range), Slip::StrayBracket, format!("Remove the stray `{}`", token.text(scene.text))).with(layout))
}

/// The end of an opener's contents as the indentation shows it: before the first line that is indented no deeper than the opener's own line.
fn close_by_layout(scene: &Scene<'_>, opener: usize) -> Vec<Candidate> {
    let mut found = Vec::new();
    let opener_text = scene.token_text(opener);
    let Some(closer) = closer_of(opener_text) else { return found };
    let own = scene.token_line(opener);
    let column = scene.column(own);
    let mut last = own;
    let mut blank_at: Option<usize> = None;
    let mut next = own + 1;
    while next < scene.lines.len() {
        if scene.line(next).count == 0 {
            let width = scene.line(next).span.len();
            let lead = scene.column(next);
            if scene.is_blank(next) && ((width > 0 && lead == column) || (column == 0 && last + 1 == next && width == 0)) {
                blank_at = blank_at.or(Some(next));
            } else if !scene.is_blank(next) && lead <= column && blank_at.is_none() && lead < scene.column(last) {
                // A comment in the column of the header stands behind the block.
                break;
            }
            next += 1;
            continue;
        }
        let slack = scene.column(next) == column + 1 && scene.unit.len() != 1;
        if (scene.column(next) <= column || slack) && !continues(scene, next, column) {
            break;
        }
        if blank_at.is_some_and(|blank| blank > last) {
            // Not the end yet: the white space was inside.
            if scene.column(next) > column {
                found.extend(at_blank(scene, blank_at, closer, opener, own, -1.0));
            }
            blank_at = None;
        }
        last = next;
        next += 1;
    }
    let ends_line = scene.token(opener + 1).is_none_or(|token| token.starts_line());
    let agreement = if ends_line { 1.5 } else { 0.0 };
    let last_is_closer = last > own && scene.column(last) == column && scene.token(scene.line(last).first).is_some_and(|token| token.kind == Kind::Close);
    match at_blank(scene, blank_at, closer, opener, own, agreement + 2.5) {
        Some(candidate) => found.push(candidate),
        None if last > own || !ends_line => {
            let end = token_end(scene, last);
            let title = title(scene, closer, opener);
            let text = if ends_line && !last_is_closer { format!("{}{}{closer}", line_break(scene), scene.lead(own)) } else { closer.to_owned() };
            found.push(Candidate::new(TextEdit::insert(end, text), Slip::MissingBlockEnd, title).with(agreement));
        }
        None => {}
    }
    // The line after may be the one whose own closer is missing in front: `else {` for `} else {`, `-> T:` for `) -> T:`.
    if next < scene.lines.len() {
        let start = scene.line(next).span.start;
        let lead = scene.line(next).lead.min(scene.lead(own).len());
        let title = title(scene, closer, opener);
        let (slack, head) = (scene.line(next).lead - lead, scene.token_text(scene.line(next).first));
        let space = if slack == 0 && closer == "}" && head != ";" && head != ")" && head != "," { " " } else { "" };
        let clause = matches!(head, "else" | "catch" | "finally" | "while" | "->" | ")" | "," | ";" | "." | "]" | "=>");
        let bonus = if clause { 1.0 } else { -1.5 } + if slack == 1 { 2.0 } else { 0.0 };
        found.push(Candidate::new(TextEdit::insert(start + lead, format!("{closer}{space}")), Slip::MissingBlockEnd, title).with(bonus));
    }
    found
}

/// Whether a line in or left of the opener's column may still belong to the contents: labels, cases, and lines that begin in column 0 only
/// because a string or a preprocessor-like line does.
fn continues(scene: &Scene<'_>, line: usize, column: usize) -> bool {
    let head = scene.head(line);
    scene.column(line) == column && matches!(head, "case" | "default") && scene.language() != crate::syntax::Language::Python
}

fn at_blank(scene: &Scene<'_>, blank: Option<usize>, closer: &str, opener: usize, own: usize, bonus: f32) -> Option<Candidate> {
    let line = scene.line(blank?);
    let lead = scene.lead(own);
    let edit = if line.span.of(scene.text).starts_with(lead) {
        TextEdit::insert(line.span.start + lead.len(), closer)
    } else {
        TextEdit::replace(line.span, format!("{lead}{closer}"))
    };
    Some(Candidate::new(edit, Slip::MissingBlockEnd, title(scene, closer, opener)).with(bonus))
}

fn title(scene: &Scene<'_>, closer: &str, opener: usize) -> String {
    format!("Insert `{closer}` for the `{}` of line {}", scene.token_text(opener), scene.line_in_file(scene.token_line(opener)) + 1)
}

/// The end of the last token in a line, so that a closer stands before a comment.
pub(super) fn token_end(scene: &Scene<'_>, line: usize) -> usize {
    let tokens = scene.tokens_of(line);
    let last = tokens.end.checked_sub(1).filter(|_| !tokens.is_empty()).and_then(|at| scene.token(at));
    last.map_or(scene.line(line).span.end, |token| token.span.end)
}

/// The line break of the text.
pub(super) fn line_break(scene: &Scene<'_>) -> &'static str {
    match scene.text.find('\n') {
        Some(at) if at > 0 && scene.text.as_bytes().get(at - 1) == Some(&b'\r') => "\r\n",
        _ => "\n",
    }
}
