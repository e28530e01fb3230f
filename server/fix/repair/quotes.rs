//! Quotes without their twin, and the braces of placeholders in strings.

use super::candidate::{Candidate, Slip};
use super::lexer::Kind;
use super::scene::Scene;
use super::tokens::{brief, focus_lines};
use crate::base::{Span, TextEdit};
use crate::syntax::Language;

/// How many places of one line are tried for one quote.
const PLACES: usize = 120;

/// Missing and stray quotes in the lines where a string has no end, or where a string over several lines begins or ends.
pub(super) fn candidates(scene: &Scene<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (line, quote) in suspects(scene) {
        let span = scene.line(line).span;
        let content = span.of(scene.text);
        for at in boundaries(content, span.start, scene.focus) {
            let title = title(scene, span.start + at, quote, content.get(..at).unwrap_or(""));
            found.push(Candidate::new(TextEdit::insert(span.start + at, quote), Slip::MissingQuote, title).with(fit(content, at, quote)));
        }
        for (at, _) in content.match_indices(quote).take(20) {
            let range = Span::new(span.start + at, span.start + at + quote.len());
            found.push(Candidate::new(TextEdit::delete(range), Slip::StrayQuote, format!("Remove the extra `{quote}`")));
        }
        mixed(scene, line, quote, &mut found);
    }
    found.extend(placeholders(scene));
    found
}

/// The lines, with the quote, where a quote is missing or too many.
fn suspects(scene: &Scene<'_>) -> Vec<(usize, &'static str)> {
    let mut suspects: Vec<(usize, &'static str)> = Vec::new();
    let near = focus_lines(scene);
    let focus = scene.line_of(scene.focus);
    let mut broken_lines = Vec::new();
    for token in &scene.tokens {
        let lexeme = token.text(scene.text);
        let Some(quote) = quote_of(scene, lexeme, token.kind) else { continue };
        let (first, last) = (scene.line_of(token.span.start), scene.line_of(token.span.end));
        let multiline = first != last;
        match token.kind {
            Kind::Broken => broken_lines.push((first, quote)),
            Kind::Text if multiline && (near.contains(&first) || near.contains(&last) || (first <= focus && focus <= last)) => {
                suspects.extend([(first, quote), (last, quote)]);
            }
            _ => {}
        }
    }
    broken_lines.sort_by_key(|(line, _)| line.abs_diff(focus));
    let far_string = broken_lines.first().is_some_and(|(_, quote)| scene.grammar.strings.iter().any(|form| form.quote == *quote && form.multiline));
    suspects.extend(broken_lines.into_iter().take(3));
    if far_string || scene.errors.iter().any(|error| error.message.contains("nterminated")) || !suspects.is_empty() {
        for form in scene.grammar.strings.iter().filter(|form| form.multiline) {
            // The quote that is missing stands somewhere before the error, in a line that has its twin.
            let lines = near.iter().copied().filter(|line| scene.line(*line).span.of(scene.text).contains(form.quote));
            suspects.extend(lines.take(4).map(|line| (line, form.quote)));
        }
    }
    if scene.language() == Language::Rust {
        let odd = |line: &usize| character_quotes(scene.line(*line).span.of(scene.text)) % 2 == 1;
        suspects.extend(near.iter().copied().filter(odd).take(2).map(|line| (line, "'")));
    }
    let mut seen = std::collections::BTreeSet::new();
    suspects.retain(|suspect| seen.insert(*suspect));
    let uneven = uneven_lines(scene);
    if (1..=3).contains(&uneven.len()) {
        suspects.retain(|(line, quote)| *quote != "\"" || uneven.contains(line));
        suspects.extend(uneven.into_iter().map(|line| (line, "\"")).filter(|suspect| seen.insert(*suspect)));
    }
    suspects.truncate(8);
    suspects
}

/// The lines of Rust with an odd number of quotes, where strings are wrong at all: a string over several lines is rarer than a quote forgotten.
fn uneven_lines(scene: &Scene<'_>) -> Vec<usize> {
    let unterminated = scene.errors.iter().any(|error| error.message.contains("unterminated double quote"));
    if scene.language() != Language::Rust || !unterminated {
        return Vec::new();
    }
    let quotes = |line: usize| {
        let code = scene.line(line).span.of(scene.text);
        if code.trim_start().starts_with("//") {
            return 0;
        }
        code.matches('"').count() - code.matches("\\\"").count() - code.matches("'\"'").count()
    };
    (0..scene.lines.len()).filter(|line| quotes(*line) % 2 == 1).collect()
}

/// How many quotes of characters stand in a line of Rust: a lifetime's is none.
fn character_quotes(line: &str) -> usize {
    let is_quote = |(at, _): &(usize, &str)| {
        let rest = line.get(at + 1..).unwrap_or("");
        let name = rest.len() - rest.trim_start_matches(|sign: char| sign.is_alphanumeric() || sign == '_').len();
        let opens = line.get(..*at).is_none_or(|before| before.is_empty() || before.ends_with(['&', '<', ' ', '(', ',']));
        // A lifetime's name is not followed by a quote, and nothing closes right before it.
        !(opens && name > 0 && !rest.get(name..).unwrap_or("").starts_with('\''))
    };
    line.match_indices('\'').filter(is_quote).count()
}

fn quote_of(scene: &Scene<'_>, lexeme: &str, kind: Kind) -> Option<&'static str> {
    if !matches!(kind, Kind::Broken | Kind::Text) {
        return None;
    }
    let bare = lexeme.trim_start_matches(|c: char| c.is_ascii_alphabetic() && scene.grammar.prefixes.contains(c));
    let form = scene.grammar.strings.iter().find(|form| bare.starts_with(form.quote));
    // A part of a template begins where the expression before it ends.
    let template = scene.language() == Language::JavaScript && !bare.starts_with('/');
    form.map(|form| form.quote).or_else(|| template.then_some("`"))
}

/// The places in a line where a quote can stand: where one kind of sign meets another.
fn boundaries(content: &str, start: usize, focus: usize) -> Vec<usize> {
    let class = |c: char| {
        if c.is_alphanumeric() || c == '_' {
            1
        } else if c.is_whitespace() {
            2
        } else {
            3
        }
    };
    let mut places = Vec::new();
    let mut before = 2;
    for (at, c) in content.char_indices() {
        let own = class(c);
        if own != before || own == 3 {
            places.push(at);
        }
        before = own;
    }
    places.push(content.len());
    if places.len() > PLACES {
        places.sort_by_key(|at| (start + at).abs_diff(focus));
        places.truncate(PLACES);
    }
    places
}

/// What speaks for a quote at a place of a line: a closing one stands before a closer, a separator or the line's end and behind no blank; an
/// opening one behind an opener, a separator or an operator and before no blank.
fn fit(content: &str, at: usize, quote: &str) -> f32 {
    let before = content.get(..at).unwrap_or("");
    let after = content.get(at..).unwrap_or("");
    let open = before.matches(quote).count() % 2 == 1;
    let (left, right) = (before.chars().next_back(), after.chars().next());
    if open {
        let closes = right.is_none_or(|c| matches!(c, ')' | ']' | '}' | ',' | ';' | ':') || c.is_whitespace());
        (if closes { 1.0 } else { -0.5 }) - if left.is_some_and(|c| matches!(c, ',' | ';' | '(' | '+' | '=') || c.is_whitespace()) { 1.5 } else { 0.0 }
    } else {
        let opens = left.is_none_or(|c| matches!(c, '(' | '[' | '{' | ',' | '=' | ':' | '+' | '<' | '>' | '!') || c.is_whitespace());
        (if opens { 1.0 } else { -0.5 }) - if right.is_none_or(|c| matches!(c, ',' | ')' | ';') || c.is_whitespace()) { 1.0 } else { 0.0 }
    }
}

fn title(scene: &Scene<'_>, offset: usize, quote: &str, before: &str) -> String {
    let shown = if quote == "`" { "a backtick".to_owned() } else { format!("`{quote}`") };
    if before.matches(quote).count() % 2 == 1 {
        format!("Close the string with {shown}")
    } else {
        let rest: String = scene.text.get(offset..).unwrap_or("").chars().take_while(|c| !matches!(c, '\n' | '\r' | '`')).take(20).collect();
        format!("Open the string with {shown} before `{}`", brief(&rest))
    }
}

/// A string that begins with one quote and ends with the other.
fn mixed(scene: &Scene<'_>, line: usize, quote: &str, found: &mut Vec<Candidate>) {
    let span = scene.line(line).span;
    let content = span.of(scene.text);
    let others = scene.grammar.strings.iter().map(|form| form.quote).filter(|other| *other != quote && other.len() == quote.len());
    for other in others {
        // A template is seldom begun or ended by a slip: its quote is on another key.
        let bonus = if quote == "`" || other == "`" { -3.0 } else { -1.0 };
        for (at, _) in content.match_indices(other).take(12) {
            let range = Span::new(span.start + at, span.start + at + other.len());
            found.push(Candidate::new(TextEdit::replace(range, quote), Slip::MissingQuote, format!("Change the quote `{other}` to `{quote}`")).with(bonus));
        }
        for (at, _) in content.match_indices(quote).take(12) {
            let range = Span::new(span.start + at, span.start + at + quote.len());
            found.push(Candidate::new(TextEdit::replace(range, other), Slip::MissingQuote, format!("Change the quote `{quote}` to `{other}`")).with(bonus));
        }
    }
}

/// Braces of Python's f-strings.
fn placeholders(scene: &Scene<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    if scene.language() != Language::Python {
        return found;
    }
    let near = focus_lines(scene);
    for token in &scene.tokens {
        let lexeme = token.text(scene.text);
        let prefix: String = lexeme.chars().take_while(char::is_ascii_alphabetic).collect();
        let covers = near.contains(&scene.line_of(token.span.start)) || near.contains(&scene.line_of(token.span.end)) || token.span.touches(scene.focus);
        if !matches!(token.kind, Kind::Text | Kind::Broken) || !prefix.to_lowercase().contains('f') || !covers {
            continue;
        }
        for at in boundaries(lexeme, token.span.start, scene.focus) {
            if at <= prefix.len() || at >= lexeme.len() {
                continue;
            }
            for brace in ["{", "}"] {
                let bonus = brace_fit(lexeme, at, brace);
                let title = format!("Insert `{brace}` in the f-string");
                found.push(Candidate::new(TextEdit::insert(token.span.start + at, brace), Slip::Placeholder, title).with(bonus));
            }
        }
        if lexeme.matches(')').count() > lexeme.matches('(').count() {
            // A call in a placeholder that lost its opener.
            for (at, _) in lexeme.match_indices(|c: char| c.is_alphabetic()).take(PLACES) {
                if at > prefix.len() && scene.words.contains(word_at(lexeme, at)) {
                    let edit = TextEdit::insert(token.span.start + at, "(");
                    found.push(Candidate::new(edit, Slip::Placeholder, "Insert `(` in the f-string").with(if word_at(lexeme, at) == "self" {
                        1.0
                    } else {
                        0.0
                    }));
                }
            }
        }
        for (at, sign) in lexeme.match_indices(['{', '}']) {
            let range = Span::new(token.span.start + at, token.span.start + at + 1);
            found.push(Candidate::new(TextEdit::delete(range), Slip::Placeholder, format!("Remove the extra `{sign}` in the f-string")).with(-3.0));
            found.push(
                Candidate::new(TextEdit::insert(token.span.start + at, sign), Slip::Placeholder, format!("Double the `{sign}` in the f-string")).with(-3.0),
            );
        }
    }
    found
}

/// The word that begins at a place.
fn word_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or("");
    rest.get(..rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len())).unwrap_or("")
}

/// A placeholder is an expression: a name, perhaps with members, calls, a conversion or a format; it seldom holds blanks.
fn brace_fit(lexeme: &str, at: usize, brace: &str) -> f32 {
    let before = lexeme.get(..at).unwrap_or("");
    let after = lexeme.get(at..).unwrap_or("");
    if brace == "}" {
        let Some(open) = before.rfind('{') else { return -6.0 };
        let inside = before.get(open + 1..).unwrap_or("");
        let blanks = inside.matches(' ').count() as f32;
        let ends_well = inside.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ')' | ']'));
        let conversion = after.starts_with("!r") || after.starts_with("!s");
        // A call's or an index's own brackets belong inside.
        let balanced = ["()", "[]"].iter().all(|pair| {
            let (open, close) = pair.split_at(1);
            inside.matches(open).count() == inside.matches(close).count()
        });
        let goes_on = after.starts_with(|c: char| c == '.' || c == '[' || c == '(' || c == '_' || c.is_alphanumeric());
        let closers = after.starts_with(['}', '!', ':']);
        return -blanks
            + if ends_well { 1.0 } else { -2.0 }
            + if conversion { -2.0 } else { 0.0 }
            + if balanced { 1.0 } else { -2.0 }
            + if goes_on { -1.5 } else { 0.0 }
            + if closers { -1.0 } else { 0.0 };
    }
    let Some(close) = after.find('}') else { return -6.0 };
    let inside = after.get(..close).unwrap_or("");
    let blanks = inside.matches(' ').count() as f32;
    let begins_well = inside.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '('));
    let hugged = before.ends_with(|c: char| matches!(c, '.' | '!' | ':' | '(' | '[') || c.is_alphanumeric() || c == '_');
    -blanks + if begins_well { 1.0 } else { -2.0 } + if hugged { -1.0 } else { 0.0 } + if inside.contains('{') { -4.0 } else { 0.0 }
}
