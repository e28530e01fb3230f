//! Cutting the broken piece out of a file, so that judging a candidate costs microseconds and not a parse of the whole file.

use super::nested;
use crate::base::{LineIndex, Span};
use crate::syntax::{Language, ParseOptions, SyntaxError, syntax_errors};

/// A piece of a file, wrapped so that it can be parsed alone. What lies outside its parts is not the file's and never edited.
#[derive(Debug)]
pub(super) struct Piece {
    /// The text to parse.
    pub text: String,
    /// What of the text is the file's, in its order; between them the file has more.
    pub parts: Vec<Part>,
    pub errors: Vec<SyntaxError>,
}

/// Whole lines of a file in a piece of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// Where the part begins in the piece's text, in bytes.
    pub start: usize,
    /// Where it begins in the file.
    pub base: usize,
    pub length: usize,
    /// The line of the file that it begins with.
    pub line: usize,
}

impl Piece {
    /// The bytes of the text from the first part's begin to the last one's end.
    pub fn inner(&self) -> Span {
        let start = self.parts.first().map_or(0, |part| part.start);
        Span::new(start, self.parts.last().map_or(start, |part| part.start + part.length))
    }

    /// How many bytes are the file's.
    pub fn length(&self) -> usize {
        self.parts.iter().map(|part| part.length).sum()
    }

    /// The file's range for a range of the text; `None` where the text's is not the file's or the file has more in between.
    pub fn in_file(&self, range: Span) -> Option<Span> {
        let part = self.parts.iter().rev().find(|part| part.start <= range.start)?;
        (range.end <= part.start + part.length).then(|| Span::new(range.start - part.start + part.base, range.end - part.start + part.base))
    }

    /// For each part the line of the text that it begins in, and the file's.
    pub fn numbering(&self) -> Vec<(usize, usize)> {
        self.parts.iter().map(|part| (self.text.get(..part.start).map_or(0, |head| head.matches('\n').count()), part.line)).collect()
    }

    fn base(&self) -> usize {
        self.parts.first().map_or(0, |part| part.base)
    }
}

/// Files up to this size are judged whole.
const SMALL: usize = 3_000;
/// Pieces above this size are cut again, between the members of their class or block.
const LARGE: usize = 6_000;

/// The smallest piece that shows the error at `focus` alone, or the whole text.
pub(super) fn cut(language: Language, text: &str, options: &ParseOptions, errors: &[SyntaxError], focus: usize) -> Piece {
    if text.len() <= SMALL {
        return whole(text, errors);
    }
    if language == Language::JavaScript {
        return nested::cut(language, text, options, errors, focus).unwrap_or_else(|| whole(text, errors));
    }
    let lines = LineIndex::new(text);
    let starts = item_starts(language, text, &lines);
    let Some(piece) = broken_chunk(language, text, options, &lines, &starts, (errors, focus), ("", "")) else { return whole(text, errors) };
    if piece.length() <= LARGE {
        return piece;
    }
    members(language, text, options, &lines, &piece, focus).unwrap_or(piece)
}

/// The whole text as a piece.
pub(super) fn whole(text: &str, errors: &[SyntaxError]) -> Piece {
    Piece { text: text.to_owned(), parts: vec![Part { start: 0, base: 0, length: text.len(), line: 0 }], errors: errors.to_vec() }
}

/// The chunk between two item starts that cannot be parsed: the one with the focus, else the nearest one before it.
fn broken_chunk(
    language: Language,
    text: &str,
    options: &ParseOptions,
    lines: &LineIndex,
    starts: &[usize],
    (errors, focus): (&[SyntaxError], usize),
    around: (&str, &str),
) -> Option<Piece> {
    let own = starts.partition_point(|start| *start <= focus).checked_sub(1)?;
    let wrap = |from: usize, to: usize| -> Option<Piece> {
        let start = *starts.get(from)?;
        let end = starts.get(to + 1).copied().unwrap_or(text.len());
        let inner = text.get(start..end)?;
        let package = if language == Language::Go && around.0.is_empty() && !inner.trim_start().starts_with("package") { "package p\n" } else { "" };
        let wrapped = format!("{package}{}{inner}{}", around.0, around.1);
        let before = package.len() + around.0.len();
        let errors = syntax_errors(language, &wrapped, options);
        let part = Part { start: before, base: start, length: inner.len(), line: lines.line_of(start) };
        (!errors.is_empty()).then(|| Piece { text: wrapped, parts: vec![part], errors })
    };
    // Indentation is wrong in relation to what stands before.
    let indentation = |piece: &Piece| piece.errors.first().is_some_and(|error| error.message.contains("ndent"));
    let (before, after) = (own.saturating_sub(1), (own + 1).min(starts.len().saturating_sub(1)));
    if language == Language::Python && around.0.is_empty() && wrap(own, own).or_else(|| wrap(before, before)).as_ref().is_some_and(indentation) {
        return wrap(before, after);
    }
    // A chunk that was never closed is found before the one where the parser noticed: at its start, or where it can be read alone.
    // A string without its end turns all that follows inside out, up to the end of the text: the chunk with an odd number of quotes is meant.
    let is_string = errors.iter().any(|error| error.message.contains("unterminated double quote"));
    let odd = |chunk: &usize| {
        let span = Span::new(starts.get(*chunk).copied().unwrap_or(0), starts.get(chunk + 1).copied().unwrap_or(text.len()));
        span.of(text).matches('"').count() % 2 == 1
    };
    let earlier = || (0..own).rev().filter(|chunk| !is_string || odd(chunk)).take(60).find_map(|chunk| wrap(chunk, chunk));
    match wrap(own, own) {
        Some(piece) if focus > piece.base() => Some(piece),
        Some(piece) => earlier().or(Some(piece)),
        None => earlier().or_else(|| wrap(own.saturating_sub(1), own)),
    }
}

/// The offsets of the lines in column 0 that begin an item of the file.
fn item_starts(language: Language, text: &str, lines: &LineIndex) -> Vec<usize> {
    let clauses: &[&str] = match language {
        Language::Python => &["else", "elif", "except", "finally", "case"],
        _ => &["else", "where"],
    };
    let mut starts = vec![0];
    let mut decorated = false;
    for line in 1..lines.line_count() {
        let content = lines.line_text(text, line);
        let word: &str = content.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).next().unwrap_or("");
        let attribute = introduces(language, content);
        let begins = match language {
            Language::Go => matches!(word, "func" | "type" | "var" | "const" | "import" | "package"),
            _ => !word.is_empty() && !clauses.contains(&word),
        };
        if !begins && !attribute {
            continue;
        }
        if !decorated && let Some(start) = lines.line_start(line) {
            starts.push(start);
        }
        decorated = attribute;
    }
    starts
}

/// Whether a line belongs to the item that follows it: a decorator, an attribute, or what documents it, which Rust accepts nowhere else.
fn introduces(language: Language, line: &str) -> bool {
    line.starts_with('@') || (language == Language::Rust && ["#", "///", "/**"].iter().any(|mark| line.starts_with(mark)))
}

/// Cuts a long class, module or implementation down to the broken one of its members, under its own header.
fn members(language: Language, text: &str, options: &ParseOptions, lines: &LineIndex, piece: &Piece, focus: usize) -> Option<Piece> {
    let end = piece.base() + piece.length();
    let (first, last) = (lines.line_of(piece.base()), lines.line_of(end.saturating_sub(1)));
    let opens = |line: usize| {
        let content = lines.line_text(text, line).trim_end();
        if language == Language::Python { content.ends_with(':') } else { content.ends_with('{') }
    };
    let header = (first..(first + 12).min(last)).find(|line| opens(*line))?;
    let head_word = |line: usize| lines.line_text(text, line).split_whitespace().next().unwrap_or("").to_owned();
    let nests = (first..=header).any(|line| {
        matches!(head_word(line).as_str(), "class" | "impl" | "impl<T>" | "mod" | "trait" | "pub" | "unsafe") || head_word(line).starts_with("impl<")
    });
    if !nests {
        return None;
    }
    let lead = |line: usize| {
        let content = lines.line_text(text, line);
        content.len() - content.trim_start_matches([' ', '\t']).len()
    };
    let inner = (header + 1..=last).filter(|line| !lines.line_text(text, *line).trim().is_empty()).map(lead).find(|lead| *lead > 0)?;
    let mut starts = Vec::new();
    let mut decorated = false;
    for line in header + 1..=last {
        let content = lines.line_text(text, line);
        let trimmed = content.trim_start();
        if lead(line) != inner || trimmed.is_empty() {
            continue;
        }
        let attribute = introduces(language, trimmed);
        let begins = match language {
            Language::Python => ["def ", "async def ", "class "].iter().any(|word| trimmed.starts_with(word)),
            Language::Rust => ["fn ", "pub ", "pub(", "impl", "unsafe ", "const ", "struct ", "enum ", "mod ", "type ", "async ", "use "]
                .iter()
                .any(|word| trimmed.starts_with(word)),
            _ => trimmed.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '#' | '[' | '*' | '$')),
        };
        if (begins || attribute) && !decorated {
            starts.push(lines.line_start(line)?);
        }
        if begins || attribute {
            decorated = attribute;
        }
    }
    starts.first()?;
    let header_start = (first..=header).rev().find(|line| lead(*line) == 0).and_then(|line| lines.line_start(line))?;
    let head = text.get(header_start..lines.line_start(header + 1)?)?;
    let tail = if language == Language::Python { "" } else { "}\n" };
    // The last member ends where the class does.
    let close = if language == Language::Python {
        end
    } else {
        (header + 1..=last)
            .rev()
            .find(|line| lead(*line) == 0 && lines.line_text(text, *line).starts_with('}'))
            .and_then(|line| lines.line_start(line))
            .unwrap_or(end)
    };
    let cut = text.get(..close)?;
    let found = broken_chunk(language, cut, options, lines, &starts, (&piece.errors, focus.min(close.saturating_sub(1))), (head, tail))?;
    (found.length() < piece.length()).then_some(found)
}
