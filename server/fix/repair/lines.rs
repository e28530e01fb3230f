//! Python's lines: indentation, and statements that Python 2 had.

use super::brackets::token_end;
use super::candidate::{Candidate, Slip};
use super::lexer::{Gap, Kind};
use super::scene::Scene;
use super::tokens::focus_lines;
use crate::base::{EditSet, Span, TextEdit};
use crate::syntax::Language;

/// Candidates of lines near the error; none in other languages.
pub(super) fn candidates(scene: &Scene<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    if scene.language() != Language::Python {
        return found;
    }
    indentation(scene, &mut found);
    for line in focus_lines(scene).into_iter().take(4).filter(|line| scene.line(*line).count < 300) {
        old_statements(scene, line, &mut found);
    }
    found
}

fn indentation(scene: &Scene<'_>, found: &mut Vec<Candidate>) {
    let message = scene.errors.first().map_or("", |error| error.message.as_str()).to_lowercase();
    let at = scene.token_line(scene.focus_token());
    let clause = matches!(scene.head(at), "else" | "elif" | "except" | "finally");
    if !message.contains("indent") && !message.contains("tab") && !clause {
        return;
    }
    let Some(before) = (0..at).rev().find(|line| scene.line(*line).count > 0 && begins_statement(scene, *line)) else { return };
    let mut lines = vec![at];
    // The line before may be the one that stands wrong, or the whole block that it ends.
    let mut line = before;
    let own = scene.column(before);
    lines.push(before);
    while let Some(earlier) = (0..line).rev().find(|line| scene.line(*line).count > 0 && begins_statement(scene, *line)) {
        if scene.column(earlier) != own {
            break;
        }
        line = earlier;
    }
    if line != before {
        lines.push(line);
    }
    for line in lines {
        reindent(scene, line, if line == at { 0.0 } else { -2.5 }, found);
    }
}

/// Whether a line begins outside brackets and strings.
fn begins_statement(scene: &Scene<'_>, line: usize) -> bool {
    let start = scene.line(line).first;
    let opened = (0..start).rev().take(400).find(|at| {
        scene.token(*at).is_some_and(|token| token.kind == Kind::Open) && scene.partners.get(*at).copied().flatten().is_some_and(|close| close >= start)
    });
    opened.is_none()
}

fn ends_with_colon(scene: &Scene<'_>, line: usize) -> bool {
    let tokens = scene.tokens_of(line);
    !tokens.is_empty() && tokens.end.checked_sub(1).is_some_and(|last| scene.token_text(last) == ":")
}

/// Gives a line, or the block that begins with it, the indentation of a line before it or of the block that it belongs to.
fn reindent(scene: &Scene<'_>, line: usize, bonus: f32, found: &mut Vec<Candidate>) {
    let Some(before) = (0..line).rev().find(|line| scene.line(*line).count > 0 && begins_statement(scene, *line)) else { return };
    // A header may run over several lines; its colon is in the last one.
    let end_before = (before..line).rev().find(|line| scene.line(*line).count > 0).unwrap_or(before);
    let header = ends_with_colon(scene, end_before);
    let own = scene.lead(line);
    let mut wanted: Vec<(String, f32)> = Vec::new();
    if header {
        wanted.push((format!("{}{}", scene.lead(before), scene.unit), 3.0));
    }
    let clause = matches!(scene.head(line), "else" | "elif" | "except" | "finally");
    if clause {
        // A clause stands in the column of a header before it.
        let headers: &[&str] = match scene.head(line) {
            "except" | "finally" => &["try", "except"],
            "elif" => &["if", "elif"],
            _ => &["if", "elif", "for", "while", "try", "except"],
        };
        let before = (0..line).rev().filter(|line| scene.line(*line).count > 0).take(80).filter(|line| headers.contains(&scene.head(*line)));
        let mut seen: Vec<&str> = Vec::new();
        for header in before {
            if !seen.contains(&scene.lead(header)) {
                wanted.push((scene.lead(header).to_owned(), 2.0 - seen.len() as f32));
                seen.push(scene.lead(header));
            }
        }
    }
    let jump = matches!(scene.head(before), "return" | "raise" | "break" | "continue" | "pass");
    wanted.push((
        scene.lead(before).to_owned(),
        if header {
            -1.0
        } else if jump {
            0.5
        } else {
            2.0
        },
    ));
    let mut width = scene.lead(before).len();
    for earlier in (0..before).rev() {
        if scene.line(earlier).count > 0 && scene.lead(earlier).len() < width && begins_statement(scene, earlier) {
            width = scene.lead(earlier).len();
            wanted.push((scene.lead(earlier).to_owned(), if jump { 1.0 } else { 0.0 }));
        }
        if width == 0 {
            break;
        }
    }
    // What follows at the same depth speaks for that depth.
    let after = (line + 1..scene.lines.len()).find(|line| scene.line(*line).count > 0 && begins_statement(scene, *line));
    for (lead, agreement) in wanted {
        if lead == own {
            continue;
        }
        let follows = after.is_some_and(|after| scene.lead(after) == lead);
        let near = -0.15 * (lead.len().abs_diff(own.len()) as f32);
        let total = bonus + agreement + near + if follows { 1.5 } else { 0.0 };
        let title = format!("Indent the line by {}", amount(&lead));
        let span = scene.line(line).span;
        let one = TextEdit::replace(Span::new(span.start, span.start + scene.line(line).lead), lead.as_str());
        // The lines of a statement over several lines, and of the block under a header, move together.
        let block = block_edits(scene, line, own, &lead);
        if block.len() > 1
            && let Ok(edits) = EditSet::new(block)
        {
            found.push(Candidate::new(edits, Slip::Indentation, format!("Indent the block by {}", amount(&lead))).with(total - 0.2));
        }
        found.push(Candidate::new(one, Slip::Indentation, title).with(total));
    }
}

fn amount(lead: &str) -> String {
    match (lead.len(), lead.contains('\t')) {
        (0, _) => "nothing".to_owned(),
        (1, true) => "one tab".to_owned(),
        (count, true) => format!("{count} tabs"),
        (1, false) => "one space".to_owned(),
        (count, false) => format!("{count} spaces"),
    }
}

fn block_edits(scene: &Scene<'_>, line: usize, own: &str, lead: &str) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    for next in line..scene.lines.len() {
        if scene.is_blank(next) {
            continue;
        }
        if next > line && (!scene.lead(next).starts_with(own) || scene.lead(next).len() < own.len()) {
            break;
        }
        let start = scene.line(next).span.start;
        edits.push(TextEdit::replace(Span::new(start, start + own.len()), lead));
        if edits.len() > 400 {
            break;
        }
    }
    edits
}

fn old_statements(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let tokens = scene.tokens_of(line);
    let Some(first) = tokens.clone().next() else { return };
    let end = token_end(scene, line);
    let (Some(second), Some(head)) = (scene.token(first + 1), scene.token(first)) else { return };
    let word = head.text(scene.text);
    let comma = tokens.clone().skip(2).find(|at| scene.token_text(*at) == "," && depth_between(scene, first, *at) == 0);
    match word {
        "print" | "exec" if second.gap != Gap::Line && second.kind != Kind::Sign => {
            let space = Span::new(head.span.end, second.span.start);
            let redirected = second.text(scene.text) == ">>";
            if !redirected {
                let edits = [TextEdit::replace(space, "("), TextEdit::insert(end, ")")];
                push(found, edits, format!("Call `{word}` with parentheses"), 6.0);
            }
        }
        "raise" => {
            let Some(comma) = comma else { return };
            let (Some(sign), Some(next)) = (scene.token(comma), scene.token(comma + 1)) else { return };
            if next.gap == Gap::Line {
                return;
            }
            let close = scene.tokens_of(line).end.checked_sub(1).and_then(|last| closing_end(scene, comma + 1, last)).unwrap_or(end);
            let edits = [TextEdit::replace(Span::new(sign.span.start, next.span.start), "("), TextEdit::insert(close, ")")];
            push(found, edits, "Pass the message as an argument of the exception".to_owned(), 6.0);
        }
        "except" => {
            let Some(comma) = comma else { return };
            let (Some(sign), Some(next)) = (scene.token(comma), scene.token(comma + 1)) else { return };
            let name = next.text(scene.text);
            let last = scene.token_text(comma + 2) == ":";
            if next.kind == Kind::Word && last && !name.starts_with(char::is_uppercase) {
                let edits = [TextEdit::replace(Span::new(sign.span.start, next.span.start), " as ")];
                push(found, edits, format!("Bind the exception with `as {name}`"), 7.0);
            }
            let bound = tokens.clone().find(|at| matches!(scene.token_text(*at), "as" | ":")).and_then(|at| at.checked_sub(1)).and_then(|at| scene.token(at));
            if let Some(last) = bound {
                let edits = [TextEdit::insert(second.span.start, "("), TextEdit::insert(last.span.end, ")")];
                push(found, edits, "Put the exceptions in parentheses".to_owned(), 5.0);
            }
        }
        _ => {}
    }
    let ticks: Vec<usize> = tokens.clone().filter(|at| scene.token_text(*at) == "`").collect();
    if let [open, close] = ticks.as_slice()
        && let (Some(open), Some(close)) = (scene.token(*open), scene.token(*close))
    {
        let edits = [TextEdit::replace(open.span, "repr("), TextEdit::replace(close.span, ")")];
        push(found, edits, "Call `repr` instead of the backticks".to_owned(), 6.0);
    }
    for at in tokens {
        let Some(token) = scene.token(at).filter(|token| token.kind == Kind::Number) else { continue };
        let number = token.text(scene.text);
        let digits = number.trim_start_matches('0');
        if number.len() > digits.len() && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            push(found, [TextEdit::insert(token.span.start + 1, "o")], format!("Write the octal number as `0o{digits}`"), 3.0);
            push(found, [TextEdit::replace(token.span, digits)], format!("Write the number as `{digits}`"), 2.5);
        }
        if let Some(plain) = number.strip_suffix(['l', 'L']).filter(|plain| plain.bytes().all(|byte| byte.is_ascii_digit())) {
            push(found, [TextEdit::replace(token.span, plain)], format!("Write the number as `{plain}`"), 4.0);
        }
    }
}

/// The end of the token that ends a statement, which may run over several lines inside brackets.
fn closing_end(scene: &Scene<'_>, from: usize, last: usize) -> Option<usize> {
    let far = (from..=last).filter_map(|at| scene.partners.get(at).copied().flatten()).max().unwrap_or(last).max(last);
    Some(scene.token(far)?.span.end)
}

fn depth_between(scene: &Scene<'_>, from: usize, to: usize) -> isize {
    (from..to)
        .map(|at| match scene.token(at).map(|token| token.kind) {
            Some(Kind::Open) => 1,
            Some(Kind::Close) => -1,
            _ => 0,
        })
        .sum()
}

fn push(found: &mut Vec<Candidate>, edits: impl IntoIterator<Item = TextEdit>, title: String, bonus: f32) {
    if let Ok(edits) = EditSet::new(edits) {
        found.push(Candidate::new(edits, Slip::OldStatement, title).with(bonus));
    }
}
