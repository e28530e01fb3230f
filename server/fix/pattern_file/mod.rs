//! Learned fixes as files: ast-grep's YAML, a document each, for people to read, keep in a repository and share.
//!
//! `rule` and `fix` say what a fix does in ast-grep's own words. What those cannot say stands in `metadata.healer`, from which the fix is read
//! back just as it was. The names of workspace folders and the ids of others' files are not believed and not written.
//!
//! Files may come from strangers: the sizes of the file, of a document and of its parts are bounded, and nothing in them is run.

mod read;
mod shapes;
#[cfg(test)]
mod tests;

pub use read::{PatternFileError, read};
pub use shapes::{shape_text, with_hole_names};

use crate::model::{Except, Heard, Imported, KnownPattern, Part, PartPlace, Pattern, PatternExample, PatternRecord, Piece, Reach, Said, Shape, Token, Word};
use shapes::hole_name;

/// The longest file that is read, in bytes.
pub const LONGEST_FILE: usize = 4 * 1024 * 1024;

/// The longest document, in bytes. One with more examples is written without the oldest.
pub const LONGEST_DOCUMENT: usize = 64 * 1024;

/// Levels of a tree.
pub const DEEPEST: usize = 100;

pub const MOST_HOLES: usize = 32;
/// And so many exceptions.
const MOST_EXCEPTIONS: usize = 64;
/// Places beside the broken code that a fix changes, and nodes that lead to one.
const MOST_PARTS: usize = 8;

/// The patterns as a file. One that is too large even without examples is named in a comment only.
pub fn write(patterns: &[KnownPattern]) -> String {
    let mut file = "# Fixes that healer has learned. `healer patterns import` reads this file.\n".to_owned();
    for known in patterns {
        let examples = &known.pattern.examples;
        let fitting = (0..=examples.len()).map(|left_out| document(&known.pattern, examples.get(left_out..).unwrap_or_default(), Some(&known.record)));
        match fitting.into_iter().find(|document| document.len() <= LONGEST_DOCUMENT) {
            Some(document) => file.push_str(&document),
            None => file.push_str(&format!("# {} is too large to be shared\n", plain(&known.pattern.id))),
        }
    }
    file
}

fn document(pattern: &Pattern, examples: &[PatternExample], record: Option<&PatternRecord>) -> String {
    let repair = &pattern.repair;
    let mut out = "---\n".to_owned();
    let mut line = |depth: usize, text: &str| out.push_str(&format!("{:1$}{text}\n", "", 2 * depth));
    line(0, &format!("id: {}", quoted(&pattern.id)));
    line(0, &format!("language: {}", pattern.language.id()));
    line(0, &format!("message: {}", quoted(&message(pattern))));
    rule(pattern).lines().for_each(|text| line(0, text));
    line(0, &format!("fix: {}", text(&with_hole_names(&repair.after), 0)));
    line(0, "metadata:");
    line(1, "healer:");
    line(2, &format!("category: {}", quoted(&pattern.category)));
    line(2, &format!("anchor: {}", quoted(&pattern.anchor)));
    line(2, &format!("source: {}", word(&pattern.source)));
    line(2, &format!("shape: {}", text(&shape_text(&repair.before), 2)));
    let holes: Vec<String> = repair.holes.iter().map(|hole| list(hole.kinds.iter().map(|kind| quoted(kind)))).collect();
    line(2, &format!("holes: {}", list(holes)));
    let reaches = repair.holes.iter().enumerate().filter_map(|(hole, described)| Some((hole, described.reach.as_ref()?)));
    let mut reaches = reaches.peekable();
    if reaches.peek().is_some() {
        block(&mut line, 2, "reaches", reaches.map(reach));
    }
    // Where the text of the fix can be taken in another way, its pieces are told apart.
    if shapes::pieces(&with_hole_names(&repair.after), repair.holes.len()) != repair.after {
        line(2, &format!("after: {}", list(repair.after.iter().map(|piece| quoted(&piece_text(piece))))));
    }
    line(2, &format!("imports: {}", imports(&repair.imports)));
    block(&mut line, 2, "said", repair.said.iter().map(said));
    if repair.apart {
        line(2, "apart: true");
    }
    if !repair.parts.is_empty() {
        block(&mut line, 2, "parts", repair.parts.iter().map(|written| part(written, |piece| quoted(&piece_text(piece)))));
    }
    if !repair.except.is_empty() {
        block(&mut line, 2, "except", repair.except.iter().map(except));
    }
    if examples.is_empty() {
        line(2, "examples: []");
    } else {
        line(2, "examples:");
    }
    for example in examples {
        line(3, &format!("- file: {}", quoted(&example.file)));
        line(4, &format!("time: {}", example.time));
        line(4, &format!("before: {}", text(&example.before_text, 4)));
        line(4, &format!("after: {}", text(&example.after_text, 4)));
        line(4, &format!("shape: {}", text(&shape_text(&example.before), 4)));
        line(4, &format!("tokens: {}", list(example.after.iter().map(token))));
        line(4, &format!("locals: {}", list(example.locals.iter().map(|name| quoted(name)))));
        if !example.reached.is_empty() {
            let reached = example.reached.iter().map(|(name, declared)| list([quoted(name), quoted(declared)]));
            line(4, &format!("reached: {}", list(reached)));
        }
        line(4, &format!("imports: {}", imports(&example.imports)));
        if example.apart {
            line(4, "apart: true");
        }
        if !example.parts.is_empty() {
            block(&mut line, 4, "parts", example.parts.iter().map(|written| part(written, token)));
        }
        block(&mut line, 4, "heard", example.heard.iter().map(heard));
    }
    if let Some(record) = record {
        let confidence = format!("{:.3}", record.confidence());
        let standing = word(&record.standing);
        let counts = format!("successes: {:.1}, failures: {:.1}", finite(record.successes), finite(record.failures));
        line(2, &format!("record: {{ standing: {standing}, confidence: {confidence}, {counts} }}"));
    }
    out
}

fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

/// A list of documents' parts, each on a line of its own.
fn block(line: &mut impl FnMut(usize, &str), depth: usize, name: &str, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.collect();
    if items.is_empty() {
        return line(depth, &format!("{name}: []"));
    }
    line(depth, &format!("{name}:"));
    items.iter().for_each(|item| line(depth + 1, &format!("- {item}")));
}

fn message(pattern: &Pattern) -> String {
    let words = |said: &Said| said.message.iter().map(word_text).collect::<Vec<_>>().join(" ");
    let said = pattern.repair.said.first().map(|said| format!(", as {} says: {}", said.source, words(said))).unwrap_or_default();
    format!("A fix for {}{said}", pattern.category)
}

/// The rule in ast-grep's words: the broken code with its holes, spaced as in the newest example; where that does not tell, the kind of tree and
/// what stands in it.
pub(super) fn rule(pattern: &Pattern) -> String {
    let before = &pattern.repair.before;
    let spaced = pattern.examples.iter().rev().find_map(|example| shapes::spaced(before, &example.before, &example.before_text));
    match (spaced, before) {
        (Some(spaced), Shape::Node(..) | Shape::Leaf(..)) => format!("rule:\n  pattern: {}\n", text(&spaced, 1)),
        _ => {
            let parts: Vec<&str> = before.tokens();
            let has = parts.iter().max_by_key(|part| part.len()).map(|part| format!("  regex: {}\n", quoted(&escaped(part)))).unwrap_or_default();
            let kind = Some(before.kind()).filter(|kind| !kind.is_empty()).map(|kind| format!("  kind: {}\n", quoted(kind))).unwrap_or_default();
            // ast-grep wants a rule to say something; what is only a hole is anything.
            let anything = if kind.is_empty() && has.is_empty() { "  regex: \"\"\n" } else { "" };
            format!("rule:\n{kind}{has}{anything}")
        }
    }
}

/// The broken code with the names of its holes: spaced as in the newest example, where there is one.
pub fn before_text(pattern: &Pattern) -> String {
    let before = &pattern.repair.before;
    let spaced = pattern.examples.iter().rev().find_map(|example| shapes::spaced(before, &example.before, &example.before_text));
    spaced.unwrap_or_else(|| shapes::joined(before))
}

/// The name of a hole as it stands in code.
pub fn hole(number: usize) -> String {
    format!("${}", hole_name(number))
}

/// A text as a regular expression that matches only it.
fn escaped(text: &str) -> String {
    text.chars().flat_map(|sign| (!sign.is_alphanumeric() && sign.is_ascii()).then_some('\\').into_iter().chain([sign])).collect()
}

fn imports(imports: &[Imported]) -> String {
    list(imports.iter().map(|import| {
        let name = import.name.as_ref().map(|name| format!(", name: {}", quoted(name))).unwrap_or_default();
        format!("{{ module: {}{name}, local: {} }}", quoted(&import.module), quoted(&import.local))
    }))
}

/// A change of another place: the kinds of nodes that lead there, what is done, and what is written.
fn part<T>(part: &Part<T>, written: impl Fn(&T) -> String) -> String {
    let of = part.of.as_ref().map(|name| format!("of: {}, ", written(name))).unwrap_or_default();
    let at = match &part.at {
        PartPlace::Instead(shape) => format!("instead: {}", quoted(&shape_text(shape))),
        PartPlace::Before(kind) => format!("before: {}", quoted(kind)),
        PartPlace::Behind(kind) => format!("behind: {}", quoted(kind)),
        PartPlace::Imports => "imports: true".to_owned(),
        PartPlace::Everywhere(shape) => format!("everywhere: {}", quoted(&shape_text(shape))),
    };
    let path = list(part.path.iter().map(|kind| quoted(kind)));
    format!("{{ path: {path}, {of}{at}, after: {} }}", list(part.after.iter().map(written)))
}

fn said(said: &Said) -> String {
    let words = list(said.message.iter().map(|word| quoted(&word_text(word))));
    format!("{{ source: {}{}, message: {words} }}", quoted(&said.source), code(said.code.as_deref()))
}

fn except(except: &Except) -> String {
    match except {
        Except::Hole { hole, text } => format!("{{ hole: {hole}, text: {} }}", quoted(text)),
        Except::Word { source, code: of, place, word } => {
            format!("{{ source: {}{}, place: {place}, word: {} }}", quoted(source), code(of.as_deref()), quoted(word))
        }
    }
}

fn heard(heard: &Heard) -> String {
    format!("{{ source: {}{}, message: {} }}", quoted(&heard.source), code(heard.code.as_deref()), quoted(&heard.message))
}

fn code(code: Option<&str>) -> String {
    code.map(|code| format!(", code: {}", quoted(code))).unwrap_or_default()
}

/// A word of a message: `*` for any, `$A` for a hole, and else the text, with a `\` before it where it could be taken for one of those.
fn word_text(word: &Word) -> String {
    match word {
        Word::Any => "*".to_owned(),
        Word::Hole(hole) => format!("${}", hole_name(*hole)),
        Word::Text(text) => plain_text(text),
    }
}

fn piece_text(piece: &Piece) -> String {
    match piece {
        Piece::Hole(hole) => format!("${}", hole_name(*hole)),
        Piece::Text(text) => plain_text(text),
    }
}

fn plain_text(text: &str) -> String {
    if text == "*" || text.starts_with(['$', '\\']) { format!("\\{text}") } else { text.to_owned() }
}

/// A token with the space before it; as a pair where the two cannot be told apart in one text.
fn token(token: &Token) -> String {
    let joined = format!("{}{}", token.space, token.text);
    if shapes::token(&joined) == *token { quoted(&joined) } else { format!("[{}, {}]", quoted(&token.space), quoted(&token.text)) }
}

fn reach((hole, reach): (usize, &Reach)) -> String {
    let names = list(reach.names.iter().map(|name| quoted(name)));
    format!("{{ hole: {hole}, names: {names}, declared: {} }}", quoted(&reach.declared))
}

fn list(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().collect::<Vec<_>>().join(", "))
}

/// The word that a value of a closed set serializes as.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Code at a depth of the document: as a block of lines where that keeps it as it is.
fn text(text: &str, depth: usize) -> String {
    let first = text.lines().next().unwrap_or("");
    let is_plain = |line: &str| !line.trim().is_empty() && line.trim_end() == line && !line.chars().any(|sign| is_odd(sign) && sign != '\t');
    if first.starts_with([' ', '\t']) || text.ends_with('\n') || text.contains('\r') || text.is_empty() || !text.split('\n').all(is_plain) {
        return quoted(text);
    }
    let indentation = "  ".repeat(depth + 1);
    text.split('\n').fold("|-".to_owned(), |block, line| format!("{block}\n{indentation}{line}"))
}

/// A text in double quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut out = "\"".to_owned();
    for sign in text.chars() {
        match sign {
            '"' | '\\' => out.extend(['\\', sign]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            sign if is_odd(sign) => out.push_str(&format!("\\U{:08x}", u32::from(sign))),
            sign => out.push(sign),
        }
    }
    out.push('"');
    out
}

/// Signs that YAML does not take as they are, or that nobody sees.
fn is_odd(sign: char) -> bool {
    sign.is_control() || matches!(sign, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// A text for a comment.
fn plain(text: &str) -> String {
    text.chars().filter(|sign| sign.is_alphanumeric()).take(40).collect()
}
