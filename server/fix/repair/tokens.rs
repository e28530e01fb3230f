//! Single tokens: insertions into gaps, deletions and substitutions near the error.

use super::candidate::{Candidate, Slip};
use super::lexer::{Gap, Kind};
use super::scene::Scene;
use crate::base::{Span, TextEdit, names};
use crate::syntax::Language;

/// How many lines before the error are searched for single tokens.
const LINES_BEFORE: usize = 6;

/// The lines in which the cause of the error may lie: that of the error, those before it, and those of openers without closer.
pub(super) fn focus_lines(scene: &Scene<'_>) -> Vec<usize> {
    let at = scene.focus_token();
    let last = scene.lines.len().saturating_sub(1);
    let mut lines = vec![scene.line_of(scene.focus).min(last)];
    if at < scene.tokens.len() {
        lines.push(scene.token_line(at));
    }
    let mut line = scene.token_line(at.saturating_sub(1)).min(scene.line_of(scene.focus));
    for _ in 0..LINES_BEFORE {
        lines.push(line);
        match (0..line).rev().find(|line| scene.line(*line).count > 0) {
            Some(before) => line = before,
            None => break,
        }
    }
    let mut unmatched: Vec<usize> = (0..scene.tokens.len())
        .filter(|at| {
            let lonely = scene.partners.get(*at).copied().flatten().is_none();
            lonely && scene.token(*at).is_some_and(|token| matches!(token.kind, Kind::Open | Kind::Close | Kind::Broken))
        })
        .collect();
    unmatched.sort_by_key(|unmatched| unmatched.abs_diff(at));
    lines.extend(unmatched.into_iter().take(5).map(|at| scene.token_line(at)));
    let mut seen = std::collections::BTreeSet::new();
    lines.retain(|line| seen.insert(*line));
    lines
}

/// The token after which text for gap `at` (before token `at`) is put, and whether the gap is a line's end.
struct Place {
    /// Where text that belongs to the token before goes.
    behind: usize,
    /// Where text that belongs to the token after goes.
    ahead: usize,
    gap: Gap,
}

fn place(scene: &Scene<'_>, at: usize) -> Option<Place> {
    let behind = match at.checked_sub(1) {
        Some(before) => scene.token(before)?.span.end,
        None => scene.token(at)?.span.start,
    };
    let (ahead, gap) = scene.token(at).map_or((behind, Gap::Line), |token| (token.span.start, token.gap));
    Some(Place { behind, ahead, gap })
}

/// Every single-token repair near the error.
pub(super) fn candidates(scene: &Scene<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut gaps = std::collections::BTreeSet::new();
    let focus = scene.focus_token();
    // Operators and words are tried in the lines where the parser stopped only; brackets and separators also in the lines before.
    let near = [scene.line_of(scene.focus), scene.token_line(focus), scene.token_line(focus.saturating_sub(1))];
    for line in focus_lines(scene) {
        let range = scene.tokens_of(line);
        // A very long line is searched near the error only.
        let range = if range.len() > 160 { range.start.max(focus.saturating_sub(60))..range.end.min(focus + 20) } else { range };
        gaps.extend(range.start..=range.end);
    }
    gaps.insert(scene.focus_token());
    for at in gaps {
        let close = at == focus || near.contains(&scene.token_line(at)) || (at > 0 && near.contains(&scene.token_line(at - 1)));
        insertions(scene, at, close, &mut found);
        if at < scene.tokens.len() {
            changes(scene, at, close, &mut found);
        }
    }
    found
}

fn insertions(scene: &Scene<'_>, at: usize, close: bool, found: &mut Vec<Candidate>) {
    let Some(place) = place(scene, at) else { return };
    let (before, after) = (at.checked_sub(1).map_or("", |before| scene.token_text(before)), scene.token_text(at));
    let before_kind = at.checked_sub(1).and_then(|before| scene.token(before)).map(|token| token.kind);
    let after_kind = scene.token(at).map(|token| token.kind);
    let wide: f32 = if place.gap == Gap::Wide { 1.0 } else { 0.0 };
    let ends_value = matches!(before_kind, Some(Kind::Word | Kind::Number | Kind::Text | Kind::Close | Kind::Keyword)) || matches!(before, "?" | "++" | "--");
    let begins_value = matches!(after_kind, Some(Kind::Word | Kind::Number | Kind::Text | Kind::Broken | Kind::Open | Kind::Keyword))
        || matches!(after, "!" | "-" | "&" | "*" | "..." | "**" | "~" | "#");
    let named = |text: &str| if before.is_empty() { format!("Insert `{text}`") } else { format!("Insert `{text}` after `{}`", brief(before)) };
    for closer in [")", "]", "}"] {
        let bonus = wide.min(1.0) + if scene.language() == Language::Python && place.gap == Gap::Line && closer == "}" { -0.5 } else { 0.0 };
        // What goes on without a blank belongs together: the closer stands behind all of it more often than in its middle.
        let bonus = bonus - if place.gap == Gap::None && matches!(after, "[" | "(" | ".") { 0.8 } else { 0.0 };
        found.push(Candidate::new(TextEdit::insert(place.behind, closer), Slip::MissingCloser, named(closer)).with(bonus));
        if place.gap == Gap::Line && at > 0 && at < scene.tokens.len() && scene.grammar.has_braces() {
            found.push(
                Candidate::new(TextEdit::insert(place.ahead, closer), Slip::MissingCloser, format!("Insert `{closer}` before `{}`", brief(after))).with(-1.0),
            );
        }
    }
    for opener in ["(", "[", "{"] {
        // An opener hugs what follows, unless a name is called: then it stands behind the name.
        let (offset, text) = match (place.gap, opener) {
            (Gap::Line, _) if at > 0 => (place.behind, opener.to_owned()),
            (Gap::Wide, _) => (place.behind + 1, opener.to_owned()),
            (_, _) => (place.ahead, opener.to_owned()),
        };
        let text = if opener == "{" && place.gap == Gap::Line && scene.grammar.has_braces() && ends_value { " {".to_owned() } else { text };
        found.push(
            Candidate::new(TextEdit::insert(offset, text), Slip::MissingOpener, format!("Insert `{opener}`{}", beside(before, after)))
                .with(wide.min(1.0) + if after == opener { -1.0 } else { 0.0 }),
        );
        if place.gap == Gap::Space && ends_value && opener == "(" {
            found.push(Candidate::new(TextEdit::insert(place.behind, opener), Slip::MissingOpener, named(opener)).with(-1.0));
        }
    }
    for token in scene.grammar.insertable {
        let separates = matches!(*token, "," | ";" | ":");
        if !close && !(separates && (place.gap == Gap::Line || *token == ",")) {
            continue;
        }
        let word = token.bytes().all(|byte| byte.is_ascii_alphabetic());
        let (slip, offset, text) = match *token {
            "," | ";" | ":" => {
                if !ends_value {
                    continue;
                }
                let slip = match *token {
                    "," => Slip::MissingComma,
                    ";" => Slip::MissingSemicolon,
                    _ => Slip::MissingColon,
                };
                let space = if place.gap == Gap::None && *token != ";" && begins_value { " " } else { "" };
                (slip, place.behind, format!("{token}{space}"))
            }
            "." | "::" | "?" | "!" | "#" | "..." if place.gap != Gap::Line => (Slip::MissingOperator, place.ahead, (*token).to_owned()),
            "=>" | "->" => (Slip::MissingArrow, if place.gap == Gap::Line { place.behind } else { place.ahead }, spaced(token, &place)),
            _ if word => {
                if !belongs(scene, at, token) {
                    continue;
                }
                let in_line = if place.gap == Gap::Line && at > 0 && !ends_value { continue } else { place.gap };
                let offset = if in_line == Gap::Line && at > 0 && before_kind == Some(Kind::Close) { place.behind } else { place.ahead };
                (
                    Slip::MissingWord,
                    offset,
                    if in_line == Gap::Line && (offset != place.behind || at == 0) { format!("{token} ") } else { spaced(token, &place) },
                )
            }
            _ => {
                if place.gap == Gap::Line || !begins_value {
                    continue;
                }
                (Slip::MissingOperator, place.ahead, spaced(token, &place))
            }
        };
        let offset = if place.gap == Gap::Wide && slip != Slip::MissingComma { (place.behind + 1).min(place.ahead) } else { offset };
        let text = if place.gap == Gap::Wide { (*token).to_owned() } else { text };
        // In a condition or an argument, a comparison is missing more often than an assignment.
        let wide = wide - if *token == "=" && scene.language() == Language::JavaScript && in_parentheses(scene, at) { 3.0 } else { 0.0 };
        found.push(Candidate::new(TextEdit::insert(offset, text), slip, named(token)).with(if slip == Slip::MissingComma { 0.0 } else { wide }));
    }
}

/// The innermost bracket that is open at a gap and was opened in its line.
fn innermost_open<'s>(scene: &Scene<'s>, at: usize) -> Option<&'s str> {
    let mut open: Vec<&str> = Vec::new();
    for token in before_in_line(scene, at) {
        match scene.token_text(token) {
            opener @ ("(" | "[" | "{") => open.push(opener),
            ")" | "]" | "}" => drop(open.pop()),
            _ => {}
        }
    }
    open.last().copied()
}

/// The tokens of a gap's line that stand before it.
fn before_in_line(scene: &Scene<'_>, at: usize) -> impl Iterator<Item = usize> {
    scene.tokens_of(scene.token_line(at.min(scene.tokens.len().saturating_sub(1)))).take_while(move |token| *token < at)
}

/// Whether a gap lies in parentheses that were opened in its line, other than those of a function's parameters.
fn in_parentheses(scene: &Scene<'_>, at: usize) -> bool {
    let line = scene.token_line(at.min(scene.tokens.len().saturating_sub(1)));
    let is_function = before_in_line(scene, at).any(|token| scene.token_text(token) == "function");
    innermost_open(scene, at) == Some("(") && !is_function && !scene.tokens_of(line).any(|token| scene.token_text(token) == "=>")
}

/// Whether a sign stands in braces that were opened in its line, as in a literal of an object.
fn in_braces(scene: &Scene<'_>, at: usize) -> bool {
    scene.language() == Language::JavaScript && innermost_open(scene, at) == Some("{")
}

/// Whether a word can be what is missing in this line: some stand in certain statements only.
fn belongs(scene: &Scene<'_>, at: usize, word: &str) -> bool {
    let line = scene.token_line(at.min(scene.tokens.len().saturating_sub(1)));
    let has = |words: &[&str]| scene.tokens_of(line).filter(|other| other.abs_diff(at) < 60).take(120).any(|at| words.contains(&scene.token_text(at)));
    match (scene.language(), word) {
        // An operator between two values, which a text never begins with.
        (Language::JavaScript, "of" | "in" | "instanceof") if at == 0 => false,
        (Language::JavaScript, "of" | "in") => has(&["for"]),
        (_, "from") => has(&["import", "export", "yield", "raise"]),
        (Language::Python, "import") => has(&["from"]),
        (Language::Python, "as") => has(&["import", "with", "except", "case"]),
        (Language::Go, "range") => has(&["for"]),
        (Language::Rust, "in") => has(&["for"]),
        _ => true,
    }
}

/// The token with a blank on the sides where there is none.
fn spaced(token: &str, place: &Place) -> String {
    match place.gap {
        Gap::None => format!(" {token} "),
        Gap::Line => format!(" {token}"),
        _ => format!("{token} "),
    }
}

fn beside(before: &str, after: &str) -> String {
    match (before, after) {
        ("", "") => String::new(),
        (_, "") => format!(" after `{}`", brief(before)),
        _ => format!(" before `{}`", brief(after)),
    }
}

pub(super) fn brief(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    match line.char_indices().nth(24) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or("")),
        None => line.to_owned(),
    }
}

/// Deletions and substitutions of one token.
fn changes(scene: &Scene<'_>, at: usize, close: bool, found: &mut Vec<Candidate>) {
    let Some(token) = scene.token(at) else { return };
    let text = token.text(scene.text);
    let distance = at.abs_diff(scene.focus_token());
    match token.kind {
        Kind::Open | Kind::Close => {
            // A bracket between two words holds them apart.
            let fuses = token.gap == Gap::None
                && scene.token(at + 1).is_some_and(|after| after.gap == Gap::None && is_wordy(after.kind))
                && at.checked_sub(1).and_then(|before| scene.token(before)).is_some_and(|before| is_wordy(before.kind));
            if !fuses {
                // Parentheses get doubled by a slip of the hand; other brackets hardly ever do.
                let twin = scene.token_text(at + 1) == text || (at > 0 && scene.token_text(at - 1) == text);
                let bonus = match text {
                    "(" | ")" if twin => 0.8,
                    "(" | ")" => 0.0,
                    "[" | "{" | "${" => -3.5,
                    _ => -1.0,
                };
                found.push(Candidate::new(TextEdit::delete(token.span), Slip::StrayBracket, format!("Remove the extra `{text}`")).with(bonus));
            }
            let others: &[&str] = if token.kind == Kind::Open { &["(", "[", "{"] } else { &[")", "]", "}"] };
            for other in others.iter().filter(|other| **other != text && text != "${") {
                found.push(Candidate::new(TextEdit::replace(token.span, *other), Slip::WrongBracket, format!("Change `{text}` to `{other}`")));
            }
        }
        Kind::Sign if close => found.push(Candidate::new(TextEdit::delete(token.span), Slip::StraySign, format!("Remove the extra `{text}`"))),
        Kind::Word | Kind::Keyword if distance <= 6 => {
            let after = scene.token(at + 1).filter(|after| after.gap != Gap::Line && after.gap != Gap::None);
            let range = Span::new(token.span.start, after.map_or(token.span.end, |after| after.span.start));
            let doubled = at > 0 && scene.token_text(at - 1) == text || scene.token_text(at + 1) == text;
            found.push(Candidate::new(TextEdit::delete(range), Slip::StrayWord, format!("Remove `{text}`")).with(if doubled { 7.0 } else { 0.0 }));
        }
        _ => {}
    }
    if !close && !token.starts_line() {
        return;
    }
    if matches!(token.kind, Kind::Sign | Kind::Close) {
        for (_, to) in scene.grammar.substitutes.iter().filter(|(from, _)| *from == text) {
            let condition = text == "=" && matches!(*to, "==" | "===") && !in_braces(scene, at);
            let slip = if condition { Slip::AssignedInCondition } else { Slip::WrongSign };
            found.push(Candidate::new(TextEdit::replace(token.span, *to), slip, format!("Change `{text}` to `{to}`")));
        }
        // Two signs that were meant as one: `= >`, `! =`.
        if let Some(next) = scene.token(at + 1).filter(|next| next.gap == Gap::Space && next.kind == Kind::Sign) {
            let joined = format!("{text}{}", next.text(scene.text));
            if scene.grammar.operators.contains(&joined.as_str()) {
                let range = Span::new(token.span.end, next.span.start);
                found.push(Candidate::new(TextEdit::delete(range), Slip::WrongSign, format!("Join `{joined}`")).with(3.0));
            }
        }
    }
    if matches!(token.kind, Kind::Word | Kind::Keyword) {
        grown_together(scene, at, found);
        spellings(scene, at, found);
    }
}

fn is_wordy(kind: Kind) -> bool {
    matches!(kind, Kind::Word | Kind::Keyword | Kind::Number)
}

/// A word that was meant as a keyword: misspelt, of another language, or grown together with its neighbour.
fn spellings(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(token) = scene.token(at) else { return };
    let word = token.text(scene.text);
    let first = scene.tokens.get(at.saturating_sub(1)).map(|before| before.text(scene.text));
    if first == Some(".") && scene.language() != Language::JavaScript {
        return;
    }
    for (_, to) in scene.grammar.foreign.iter().filter(|(from, _)| *from == word) {
        // Words that take the place of a sign hug what stands before them.
        let sign = !to.starts_with(|c: char| c.is_alphabetic());
        let range = if sign && *to == ":" {
            Span::new(scene.tokens.get(at.saturating_sub(1)).map_or(token.span.start, |before| before.span.end), token.span.end)
        } else {
            token.span
        };
        found.push(Candidate::new(TextEdit::replace(range, *to), Slip::Foreign, format!("Change `{word}` to `{to}`")));
    }
    for keyword in scene.grammar.keywords {
        if *keyword == word {
            continue;
        }
        let likeness = likeness(word, keyword);
        if likeness > 0.0 {
            let title = format!("Change `{word}` to `{keyword}`");
            found.push(Candidate::new(TextEdit::replace(token.span, *keyword), Slip::Spelling, title).with(8.0 * (likeness - 0.8) as f32));
        }
        if let Some(rest) = word.strip_prefix(keyword).filter(|rest| rest.len() > 1 && keyword.len() > 1 && token.kind == Kind::Word) {
            let title = format!("Split `{word}` into `{keyword} {rest}`");
            found.push(Candidate::new(TextEdit::insert(token.span.start + keyword.len(), " "), Slip::Split, title));
        }
        if let Some(rest) = word.strip_suffix(keyword).filter(|rest| rest.len() > 1 && keyword.len() > 1 && token.kind == Kind::Word) {
            let title = format!("Split `{word}` into `{rest} {keyword}`");
            found.push(Candidate::new(TextEdit::insert(token.span.start + rest.len(), " "), Slip::Split, title));
        }
    }
    if let Some(next) = scene.token(at + 1).filter(|next| next.gap == Gap::Space && matches!(next.kind, Kind::Word | Kind::Keyword)) {
        let joined = format!("{word}{}", next.text(scene.text));
        if scene.grammar.is_keyword(&joined) {
            let range = Span::new(token.span.end, next.span.start);
            found.push(Candidate::new(TextEdit::delete(range), Slip::Split, format!("Join `{joined}`")).with(4.0));
        }
        if scene.language() == Language::Python && joined == "elseif" {
            let range = Span::new(token.span.start, next.span.end);
            found.push(Candidate::new(TextEdit::replace(range, "elif"), Slip::Foreign, "Change `else if` to `elif`").with(3.0));
        }
    }
}

/// A call or definition whose `(` is missing, so that the name and the first argument have become one word: `dedentself)`.
fn grown_together(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(token) = scene.token(at) else { return };
    let word = token.text(scene.text);
    let stray =
        scene.partners.iter().zip(&scene.tokens).any(|(partner, token)| partner.is_none() && token.kind == Kind::Close && token.text(scene.text) == ")");
    let focus = scene.focus_token();
    let near = at.abs_diff(focus) <= 16 || scene.token_line(at) == scene.token_line(focus);
    if !stray || word.len() < 2 || !near {
        return;
    }
    for cut in split_places(scene, word) {
        let (name, argument) = word.split_at(cut);
        let title = format!("Insert `(` between `{name}` and `{argument}`");
        let known = |part: &str| scene.words.contains(part) || scene.grammar.common.contains(&part);
        let bonus =
            if known(argument) { 1.0 } else { -1.0 } + if known(name) { 1.5 } else { 0.0 } + if argument == "self" || argument == "cls" { 1.0 } else { 0.0 };
        found.push(Candidate::new(TextEdit::insert(token.span.start + cut, "("), Slip::MissingOpener, title).with(bonus));
    }
}

/// Where a word may fall into two: before a name of the file, behind one, and at a hump.
pub(super) fn split_places(scene: &Scene<'_>, word: &str) -> Vec<usize> {
    let places = word.char_indices().map(|(place, _)| place).filter(|place| *place > 0 && *place < word.len());
    let hump = |place: usize| {
        let (before, after) = word.split_at(place);
        before.ends_with(char::is_lowercase) && after.starts_with(char::is_uppercase) || before.ends_with("__")
    };
    places
        .filter(|place| {
            let (name, argument) = word.split_at(*place);
            let known = |part: &str| scene.words.contains(part) || scene.grammar.common.contains(&part) || part == "self";
            hump(*place) || known(argument) || (name.len() > 1 && known(name))
        })
        .filter(|place| !word.get(*place..).unwrap_or("").starts_with(|c: char| c.is_ascii_digit()))
        .take(12)
        .collect()
}

/// How like a written word is to a keyword; 0 for what no slip of the fingers explains.
fn likeness(word: &str, keyword: &str) -> f64 {
    let lower = word.to_lowercase();
    if lower == keyword.to_lowercase() {
        return 1.0;
    }
    let slips = |name: &str| {
        let letters = name.chars().count();
        match letters {
            0 | 1 => 0.0,
            2 | 3 if name.chars().count().abs_diff(keyword.chars().count()) > 1 => 0.0,
            _ => names::similarity(name, keyword),
        }
    };
    let least = if keyword.len() <= 2 { 0.75 } else { 0.65 };
    let near = slips(word);
    if near >= least { near } else { 0.0 }
}
