//! Literals that the lexer of JavaScript refuses, and numbers that Python's does: wrong digits or suffixes, escapes that stand for nothing.

use super::candidate::{Candidate, Slip};
use super::lexer::{Gap, Kind};
use super::scene::Scene;
use crate::base::{EditSet, Span, TextEdit};
use crate::syntax::Language;

/// Words that follow a number directly where a length or time was meant, which JavaScript only knows in strings.
const UNITS: &[&str] = &["px", "em", "rem", "vh", "vw", "pt", "ms", "s", "deg", "fr", "kb", "mb"];
/// Lines after the one where a string begins that may hold its end.
const STRING_LINES: usize = 12;

/// Corrections of all wrong literals in the line of the error, and of the string over several lines that begins there.
pub(super) fn candidates(scene: &Scene<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    if !matches!(scene.language(), Language::JavaScript | Language::Python) {
        return found;
    }
    let line = scene.line_of(scene.focus);
    if scene.line(line).count > 300 {
        return found;
    }
    numbers(scene, line, &mut found);
    if scene.language() == Language::Python {
        return found;
    }
    escapes(scene, line, &mut found);
    string_over_lines(scene, line, &mut found);
    for at in scene.tokens_of(line) {
        if let Some(token) = scene.token(at).filter(|token| token.kind == Kind::Text && token.text(scene.text).starts_with('/'))
            && let Some(meant) = regular_expression(token.text(scene.text))
        {
            push(&mut found, vec![TextEdit::replace(token.span, meant.as_str())], format!("Write the regular expression as `{meant}`"), 4.0);
        }
    }
    found
}

/// A regular expression with flags that do not exist or stand twice, or with parentheses without partner; `None` where nothing is wrong.
fn regular_expression(written: &str) -> Option<String> {
    let end = written.rfind('/').filter(|end| *end > 0)?;
    let (pattern, flags) = (written.get(1..end)?, written.get(end + 1..)?);
    let mut kept = String::new();
    for flag in flags.chars().filter(|flag| "dgimsuvy".contains(*flag)) {
        if !kept.contains(flag) {
            kept.push(flag);
        }
    }
    let (mut open, mut lonely, mut class, mut escaped) = (Vec::new(), Vec::new(), false, false);
    for (at, character) in pattern.char_indices() {
        match character {
            _ if escaped => {
                escaped = false;
                continue;
            }
            '\\' => escaped = true,
            '[' => class = true,
            ']' => class = false,
            '(' if !class => open.push(at),
            ')' if !class && open.pop().is_none() => lonely.push(at),
            _ => {}
        }
    }
    lonely.extend(open);
    let escape = |(at, character): (usize, char)| if lonely.contains(&at) { format!("\\{character}") } else { character.to_string() };
    let pattern: String = pattern.char_indices().map(escape).collect();
    let meant = format!("/{pattern}/{kept}");
    (meant != written).then_some(meant)
}

fn push(found: &mut Vec<Candidate>, edits: Vec<TextEdit>, title: String, bonus: f32) {
    if !edits.is_empty()
        && let Ok(edits) = EditSet::new(edits)
    {
        found.push(Candidate::new(edits, Slip::Literal, title).with(bonus));
    }
}

fn numbers(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let (mut edits, mut last) = (Vec::new(), None);
    for at in scene.tokens_of(line) {
        let Some(token) = scene.token(at).filter(|token| token.kind == Kind::Number) else { continue };
        let written = token.text(scene.text);
        let names = at > 0 && matches!(scene.token_text(at - 1), "let" | "const" | "var" | "function" | "class");
        if names {
            name_with_digit(scene, written, found);
        } else if let Some(meant) = number(written, |word| scene.words.contains(word)) {
            last = Some((written, meant.clone()));
            edits.push(TextEdit::replace(token.span, meant));
        } else if written.bytes().all(|byte| byte.is_ascii_digit())
            && scene.token_text(at + 1) == "."
            && scene.token(at + 2).is_some_and(|member| member.kind == Kind::Word && member.gap == Gap::None)
        {
            last = Some((written, format!("({written})")));
            edits.push(TextEdit::replace(token.span, format!("({written})")));
        }
    }
    let title = match (edits.as_slice(), last) {
        ([_], Some((written, meant))) => format!("Write `{written}` as `{meant}`"),
        _ => "Write the numbers of this line so that they can be read".to_owned(),
    };
    push(found, edits, title, 4.0);
}

/// A declared name that begins with a digit: `let 2nd = …`.
fn name_with_digit(scene: &Scene<'_>, written: &str, found: &mut Vec<Candidate>) {
    if written.contains('.') || !written.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return;
    }
    let uses = scene.tokens.iter().filter(|token| token.kind == Kind::Number && token.text(scene.text) == written);
    let edits = uses.map(|token| TextEdit::insert(token.span.start, "_")).collect();
    push(found, edits, format!("Rename `{written}` to `_{written}`"), 4.0);
}

/// What a number that JavaScript cannot read was meant to be; `None` where nothing is wrong with it. `known` says whether a word is a name of
/// the program.
fn number(written: &str, known: impl Fn(&str) -> bool) -> Option<String> {
    let separated = separators(written);
    let meant = match separated.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => radix(&separated, 16),
        Some("0o") => radix(&separated, 8),
        Some("0b") => radix(&separated, 2),
        _ => decimal(&separated, known),
    };
    let meant = meant.unwrap_or(separated);
    (meant != written).then_some(meant)
}

/// The number with each separator between two digits and alone.
fn separators(written: &str) -> String {
    let mut clean = String::with_capacity(written.len());
    let mut characters = written.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '_' {
            clean.push(character);
            continue;
        }
        while characters.peek() == Some(&'_') {
            characters.next();
        }
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_hexdigit());
        let prefix = clean.len() == 2 && clean.starts_with('0') && clean.ends_with(['x', 'X', 'o', 'O', 'b', 'B']);
        if digit(clean.chars().next_back()) && digit(characters.peek().copied()) && !prefix && clean != "0" {
            clean.push('_');
        }
    }
    clean
}

/// A number with a prefix: wrong suffixes go, digits of another base change the prefix.
fn radix(written: &str, base: u32) -> Option<String> {
    let (prefix, rest) = written.split_at_checked(2)?;
    let (digits, suffix) = match rest.strip_suffix(['n', 'N']) {
        Some(digits) => (digits, "n"),
        None => (rest, ""),
    };
    let all = |base: u32| digits.chars().all(|c| c == '_' || c.is_digit(base));
    if digits.is_empty() {
        return Some(format!("{prefix}0"));
    }
    if all(base) {
        return Some(format!("{prefix}{digits}{suffix}"));
    }
    let plain = digits.trim_start_matches(['0', '_']);
    let fraction = digits.contains('.') || digits.contains(['e', 'E']);
    let real = fraction && base < 16 && plain.chars().all(|c| matches!(c, '0'..='9' | '.' | 'e' | 'E' | '+' | '-'));
    if base < 16 && (all(10) || real) {
        let plain = if plain.is_empty() || plain.starts_with('.') { format!("0{plain}") } else { plain.to_owned() };
        return Some(if real { plain } else { format!("{plain}{suffix}") });
    }
    if base < 16 && all(16) {
        return Some(format!("0x{digits}{suffix}"));
    }
    let valid: String = digits.chars().take_while(|c| c.is_digit(base)).collect();
    Some(if valid.is_empty() { format!("{prefix}0") } else { format!("{prefix}{valid}") })
}

fn decimal(written: &str, known: impl Fn(&str) -> bool) -> Option<String> {
    if written.matches('.').count() > 1 {
        // A version or an address.
        return written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.').then(|| format!("'{written}'"));
    }
    let exponent_at = exponent(written);
    let word_at = written
        .char_indices()
        .find(|(at, c)| !(c.is_ascii_digit() || matches!(c, '.' | '_') || exponent_at.is_some_and(|(from, to)| (from..to).contains(at))))
        .map_or(written.len(), |(at, _)| at);
    let (value, word) = written.split_at_checked(word_at)?;
    match word {
        "" => legacy_octal(value),
        "n" | "N" => Some(big(value)),
        "f" | "F" | "d" | "D" | "l" | "L" | "u" | "U" | "ul" | "UL" | "ll" | "LL" | "m" | "M" if !known(word) => Some(value.to_owned()),
        // An exponent without digits.
        "e" | "E" | "e+" | "e-" | "E+" | "E-" if !known(word) => Some(value.to_owned()),
        _ if known(word) => Some(format!("{value} * {word}")),
        _ if UNITS.contains(&word.to_lowercase().as_str()) => Some(format!("'{written}'")),
        _ if word.bytes().all(|byte| byte.is_ascii_alphabetic()) => Some(format!("{value} * {word}")),
        _ => None,
    }
}

/// The range of an exponent with digits.
fn exponent(written: &str) -> Option<(usize, usize)> {
    let at = written.find(['e', 'E'])?;
    let rest = written.get(at + 1..)?;
    let digits = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    (count > 0).then_some((at, at + 1 + (rest.len() - digits.len()) + count))
}

/// A number with a leading zero, which strict code refuses: octal digits keep their value, others lose the zero.
fn legacy_octal(value: &str) -> Option<String> {
    let plain = value.trim_start_matches(['0', '_']);
    if plain.len() == value.len() || plain.is_empty() || plain.starts_with(['.', 'e', 'E']) {
        return None;
    }
    if plain.bytes().all(|byte| (b'0'..=b'7').contains(&byte)) { Some(format!("0o{plain}")) } else { Some(plain.to_owned()) }
}

/// A big integer; a value that is no integer is written without the suffix.
fn big(value: &str) -> String {
    let whole = |plain: &str| {
        let digits = plain.trim_start_matches(['0', '_']);
        format!("{}n", if digits.is_empty() { "0" } else { digits })
    };
    if let Some((from, to)) = exponent(value) {
        let power = value.get(from + 1..to).and_then(|power| power.parse::<i32>().ok());
        let digits = value.get(..from).filter(|digits| !digits.contains(['.', '_']));
        return match (digits, power) {
            (Some(digits), Some(power @ 0..=30)) => format!("{}{}n", digits, "0".repeat(power as usize)),
            _ => value.to_owned(),
        };
    }
    match value.split_once('.') {
        Some((integer, fraction)) if fraction.bytes().all(|byte| byte == b'0') => whole(integer),
        Some(_) => value.to_owned(),
        None => whole(value),
    }
}

/// Escapes that stand for no character.
fn escapes(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let span = scene.line(line).span;
    let content = span.of(scene.text);
    let mut edits = Vec::new();
    let mut at = 0;
    while let Some(next) = content.get(at..).and_then(|rest| rest.find('\\')) {
        let place = at + next;
        let rest = content.get(place + 1..).unwrap_or("");
        at = place + 1 + rest.chars().next().map_or(0, char::len_utf8);
        if let Some((range, text)) = escape(rest) {
            edits.push(TextEdit::replace(Span::new(span.start + place + 1 + range.start, span.start + place + 1 + range.end), text));
        }
    }
    let title = if edits.len() == 1 { "Correct the escape" } else { "Correct the escapes" };
    push(found, edits, title.to_owned(), 5.0);
}

/// The correction of the escape whose text behind the backslash is `rest`, in offsets of `rest`; `None` where it can be read.
fn escape(rest: &str) -> Option<(Span, String)> {
    let hex = |text: &str| text.bytes().take_while(u8::is_ascii_hexdigit).count();
    let doubled = || Some((Span::at(0), "\\".to_owned()));
    if let Some(digits) = rest.strip_prefix("u{") {
        let count = hex(digits);
        if count == 0 {
            return doubled();
        }
        let value = digits.get(..count)?;
        let mut kept = value;
        while u32::from_str_radix(kept, 16).map_or(true, |value| value > 0x0010_ffff) {
            kept = kept.get(..kept.len().checked_sub(1)?)?;
        }
        let closed = digits.get(count..)?.starts_with('}');
        return match (kept == value, closed) {
            (true, true) => None,
            (true, false) => Some((Span::at(2 + count), "}".to_owned())),
            (false, true) => Some((Span::new(2, 2 + count), kept.to_owned())),
            (false, false) => Some((Span::new(2, 2 + count), format!("{kept}}}"))),
        };
    }
    if let Some(digits) = rest.strip_prefix('u') {
        return match hex(digits) {
            0 => doubled(),
            count @ 1..=3 => Some((Span::new(1, 1 + count), format!("{{{}}}", digits.get(..count)?))),
            _ => None,
        };
    }
    let digits = rest.strip_prefix('x')?;
    match hex(digits) {
        0 => doubled(),
        1 => Some((Span::at(1), "0".to_owned())),
        _ => None,
    }
}

/// A string in quotes that runs over several lines becomes a template, and a backslash that took the closing quote with it is doubled with
/// all its like.
fn string_over_lines(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let tokens = scene.tokens_of(line);
    let Some(open) = tokens.filter_map(|at| scene.token(at)).find(|token| token.kind == Kind::Broken) else { return };
    let quote = match open.text(scene.text).chars().next() {
        Some('"') => "\"",
        Some('\'') => "'",
        _ => return,
    };
    let first = open.text(scene.text);
    path(scene, open.span, quote, found);
    if first.contains('`') || first.contains("${") {
        return;
    }
    for next in line + 1..(line + STRING_LINES).min(scene.lines.len()) {
        let span = scene.line(next).span;
        let content = span.of(scene.text);
        if content.contains('`') || content.contains("${") {
            return;
        }
        let Some(end) = content.find(quote) else { continue };
        let after = content.get(end + 1..).unwrap_or("").trim();
        let ends = after.is_empty() || after.starts_with([';', ',', ')', ']', '}', '+', '.']);
        if ends && !after.contains(quote) {
            let close = Span::new(span.start + end, span.start + end + 1);
            let edits = vec![TextEdit::replace(Span::new(open.span.start, open.span.start + 1), "`"), TextEdit::replace(close, "`")];
            push(found, edits, "Write the string over several lines as a template".to_owned(), 4.0);
        }
        return;
    }
}

/// `"c:\dir\";`: a path whose last backslash takes the quote with it.
fn path(scene: &Scene<'_>, span: Span, quote: &str, found: &mut Vec<Candidate>) {
    let text = span.of(scene.text);
    let Some(end) = text.rfind(&format!("\\{quote}")) else { return };
    let inside = text.get(..end + 1).unwrap_or("");
    let looks_like_path = inside.get(1..).is_some_and(|inside| inside.get(1..3) == Some(":\\") || inside.starts_with('.') || inside.starts_with('\\'));
    if !looks_like_path || inside.contains("\\\\") {
        return;
    }
    let edits: Vec<TextEdit> = inside.match_indices('\\').map(|(at, _)| TextEdit::insert(span.start + at, "\\")).collect();
    push(found, edits, "Double the backslashes of the path".to_owned(), 5.0);
}

#[cfg(test)]
mod tests {
    use super::{escape, number, regular_expression};

    #[test]
    fn numbers_are_written_so_that_they_can_be_read() {
        let table = [
            ("3.50n", Some("3.50")),
            ("100.00n", Some("100n")),
            ("1e2n", Some("100n")),
            ("1e-10n", Some("1e-10")),
            ("007n", Some("7n")),
            ("12N", Some("12n")),
            ("3.14l", Some("3.14")),
            ("2pi", Some("2 * pi")),
            ("2f", Some("2")),
            ("10px", Some("'10px'")),
            ("1__000", Some("1_000")),
            ("1_000_", Some("1_000")),
            ("0b0__1", Some("0b0_1")),
            ("0b", Some("0b0")),
            ("0b12", Some("12")),
            ("0o18", Some("18")),
            ("0o755N", Some("0o755n")),
            ("0o1e6", Some("1e6")),
            ("0off", Some("0xff")),
            ("0x12gh", Some("0x12")),
            ("0755", Some("0o755")),
            ("089", Some("89")),
            ("1.2.3", Some("'1.2.3'")),
            ("1e", Some("1")),
            ("1e10", None),
            ("0.5", None),
            ("0", None),
            ("1_000n", None),
            ("0xFFn", None),
            ("1.5e-7", None),
        ];
        for (written, meant) in table {
            assert_eq!(number(written, |word| word == "pi").as_deref(), meant, "{written}");
        }
    }

    #[test]
    fn escapes_that_stand_for_nothing_are_corrected() {
        let mended =
            |rest: &str| escape(rest).map(|(range, text)| format!("{}{text}{}", rest.get(..range.start).unwrap_or(""), rest.get(range.end..).unwrap_or("")));
        assert_eq!(mended("u{2642male").as_deref(), Some("u{2642}male"));
        assert_eq!(mended("u{110000}").as_deref(), Some("u{11000}"));
        assert_eq!(mended("ue9mon").as_deref(), Some("u{e9}mon"));
        assert_eq!(mended("users").as_deref(), Some("\\users"));
        assert_eq!(mended("x9 ").as_deref(), Some("x09 "));
        assert_eq!(mended("u00e9"), None);
        assert_eq!(mended("u{1f600}"), None);
        assert_eq!(mended("n"), None);
    }

    #[test]
    fn regular_expressions_are_completed() {
        assert_eq!(regular_expression("/a/gg").as_deref(), Some("/a/g"));
        assert_eq!(regular_expression("/a/gx").as_deref(), Some("/a/g"));
        assert_eq!(regular_expression("/(a/").as_deref(), Some("/\\(a/"));
        assert_eq!(regular_expression("/a)(b)/i").as_deref(), Some("/a\\)(b)/i"));
        assert_eq!(regular_expression("/[(]a/u"), None);
    }
}
