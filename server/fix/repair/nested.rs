//! Cutting by the layout: a broken statement deep in nested blocks is kept with the lines that open and close the blocks around it, and the
//! statements beside it are left out.
//!
//! At each level the lines fall into chunks, each beginning in the level's column. The chunk is looked for that is broken alone and without
//! which the parser comes further; then its inner lines are the next level. The parser judges each step, so that a layout that says nothing
//! of the structure (a template's text, code that nobody indents) ends the descent and costs only the saving.

use super::piece::{Part, Piece};
use crate::base::LineIndex;
use crate::syntax::{Language, ParseOptions, SyntaxError, syntax_errors};
use std::ops::Range;

/// Pieces up to this size, in bytes, are not cut again.
const SMALL: usize = 2_000;
/// How many levels of blocks are entered at most.
const LEVELS: usize = 12;
/// How many chunks before the error are looked at, and how many of them may be taken out of the text for a trial.
const EARLIER: usize = 300;
const TRIALS: usize = 6;

/// The smallest piece that the layout shows, or `None` where it shows none that is smaller than the text.
pub(super) fn cut(language: Language, text: &str, options: &ParseOptions, errors: &[SyntaxError], focus: usize) -> Option<Piece> {
    let lines = LineIndex::new(text);
    let cutter = Cutter { language, text, options, focus: lines.line_of(focus.min(text.len())), lines: &lines };
    // What is exported has to be declared in the same piece.
    if (0..lines.line_count()).any(|line| lines.line_text(text, line).starts_with("export {") && line.abs_diff(cutter.focus) < 12) {
        return None;
    }
    let mut level = Level { head: Vec::new(), inner: 0..lines.line_count(), tail: Vec::new(), errors: errors.to_vec() };
    let mut smaller = false;
    for _ in 0..LEVELS {
        let Some(chunk) = cutter.broken_chunk(&level) else { break };
        smaller |= chunk.inner != level.inner;
        level = chunk;
        if cutter.size(&level) <= SMALL {
            break;
        }
        let Some(section) = cutter.broken_section(&level) else { break };
        level = section;
        smaller = true;
        if cutter.size(&level) <= SMALL {
            break;
        }
    }
    smaller.then(|| cutter.piece(&level))
}

/// Some lines with the lines that open and close the blocks around them.
struct Level {
    head: Vec<Range<usize>>,
    inner: Range<usize>,
    tail: Vec<Range<usize>>,
    errors: Vec<SyntaxError>,
}

struct Cutter<'a> {
    language: Language,
    text: &'a str,
    options: &'a ParseOptions,
    lines: &'a LineIndex,
    /// The line where the parser stopped.
    focus: usize,
}

impl Cutter<'_> {
    fn line(&self, line: usize) -> &str {
        self.lines.line_text(self.text, line)
    }

    fn of(&self, lines: &Range<usize>) -> &str {
        let start = self.lines.line_start(lines.start).unwrap_or(self.text.len());
        let end = self.lines.line_start(lines.end).unwrap_or(self.text.len());
        self.text.get(start..end.max(start)).unwrap_or("")
    }

    fn size(&self, level: &Level) -> usize {
        self.of(&level.inner).len()
    }

    fn joined(&self, head: &[Range<usize>], inner: &[Range<usize>], tail: &[Range<usize>]) -> String {
        head.iter().chain(inner).chain(tail).map(|lines| self.of(lines)).collect()
    }

    fn judge(&self, text: &str) -> Vec<SyntaxError> {
        let mut errors = syntax_errors(self.language, text, self.options);
        errors.retain(|error| !of_missing_context(error));
        errors
    }

    /// The column of a line that says something of the layout: not of an empty one and not of a comment.
    fn column(&self, line: usize) -> Option<usize> {
        let content = self.line(line);
        let bare = content.trim_start_matches([' ', '\t']);
        let says = !bare.trim_end().is_empty() && !["//", "/*", "*/", "* ", "#!"].iter().any(|mark| bare.starts_with(mark)) && bare.trim_end() != "*";
        says.then(|| content.len() - bare.len())
    }

    /// The lines of a range at which chunks begin, the range's start among them.
    fn starts(&self, inner: &Range<usize>) -> Vec<usize> {
        let Some(column) = inner.clone().filter_map(|line| self.column(line)).min() else { return Vec::new() };
        let mut starts = Vec::new();
        let mut before: Option<usize> = None;
        let mut dotted = false;
        for line in inner.clone() {
            let Some(own) = self.column(line) else { continue };
            if own == column {
                let bare = self.line(line).trim();
                // A chain of calls begins each line with a point.
                dotted |= starts.is_empty() && bare.starts_with('.');
                // A closer right behind a closer of the same column belongs to a block that is not indented.
                let surplus = is_closer(bare) && before.is_some_and(|before| self.column(before) == Some(column) && !opens(self.line(before)));
                if surplus || begins(bare) || (dotted && bare.starts_with('.')) {
                    starts.push(line);
                }
            }
            before = Some(line);
        }
        if let Some(first) = starts.first_mut() {
            *first = inner.start;
        }
        starts
    }

    /// The chunk, or two neighbours, that cannot be parsed alone and without which the parser comes further.
    fn broken_chunk(&self, level: &Level) -> Option<Level> {
        let starts = self.starts(&level.inner);
        if starts.len() < 2 {
            // One statement is a chunk of its own, which may have inner lines.
            let errors = level.errors.clone();
            return starts.first().map(|_| Level { head: level.head.clone(), inner: level.inner.clone(), tail: level.tail.clone(), errors });
        }
        let own = starts.partition_point(|start| *start <= self.focus).saturating_sub(1);
        let range = |from: usize, to: usize| -> Option<Range<usize>> { Some(*starts.get(from)?..starts.get(to + 1).copied().unwrap_or(level.inner.end)) };
        let mut tried = Vec::new();
        tried.extend(range(own, own));
        if own > 0 {
            // A separator is missing between two that are whole; what was never closed stands further up.
            tried.extend([range(own - 1, own - 1)?, range(own - 1, own)?]);
            tried.extend((own.saturating_sub(EARLIER)..own - 1).rev().filter_map(|at| range(at, at)));
        }
        let mut trials = 0;
        for inner in tried {
            if self.of(&inner).trim().chars().all(|sign| !sign.is_alphanumeric()) {
                continue;
            }
            let errors = self.judge(&self.joined(&level.head, std::slice::from_ref(&inner), &level.tail));
            if errors.is_empty() {
                continue;
            }
            trials += 1;
            if trials > TRIALS {
                return None;
            }
            if self.is_to_blame(level, &inner) {
                return Some(Level { head: level.head.clone(), inner, tail: level.tail.clone(), errors });
            }
        }
        None
    }

    /// Whether the parser comes further when some lines are left out.
    fn is_to_blame(&self, level: &Level, lines: &Range<usize>) -> bool {
        let before = level.inner.start..lines.start;
        let without = self.joined(&level.head, &[before.clone(), lines.end..level.inner.end], &level.tail);
        let left = self.judge(&without);
        let Some(first) = left.first().map(|error| error.range.start) else { return true };
        let Some(old) = level.errors.first().map(|error| error.range.start) else { return false };
        let seam = self.joined(&level.head, &[before], &[]).len();
        let moved = if first >= seam { first + self.of(lines).len() } else { first };
        moved > old && moved < without.len() + self.of(lines).len()
    }

    /// The inner lines of a chunk that are broken alone, between the lines that open and close them; where those lines themselves are broken,
    /// the chunk with its long contents cut down to their first and last statements.
    fn broken_section(&self, chunk: &Level) -> Option<Level> {
        let column = chunk.inner.clone().find_map(|line| self.column(line))?;
        let mut sections: Vec<Range<usize>> = Vec::new();
        let mut bounds: Vec<Range<usize>> = Vec::new();
        for line in chunk.inner.clone() {
            let bound = self.column(line).is_some_and(|own| own <= column) || (sections.is_empty() && bounds.is_empty());
            let list = if bound { &mut bounds } else { &mut sections };
            match list.last_mut() {
                Some(last) if last.end == line => last.end = line + 1,
                _ => list.push(line..line + 1),
            }
        }
        if sections.is_empty() || !self.judge(&self.joined(&chunk.head, &bounds, &chunk.tail)).is_empty() {
            return None;
        }
        let own = |section: &Range<usize>| usize::from(!section.contains(&self.focus));
        sections.sort_by_key(|section| (own(section), section.start.abs_diff(self.focus)));
        sections.into_iter().find_map(|inner| {
            let mut head = chunk.head.clone();
            head.extend(bounds.iter().filter(|bound| bound.end <= inner.start).cloned());
            let mut tail: Vec<Range<usize>> = bounds.iter().filter(|bound| bound.start >= inner.end).cloned().collect();
            tail.extend(chunk.tail.iter().cloned());
            let errors = self.judge(&self.joined(&head, std::slice::from_ref(&inner), &tail));
            (!errors.is_empty()).then_some(Level { head, inner, tail, errors })
        })
    }

    fn piece(&self, level: &Level) -> Piece {
        let mut parts: Vec<Part> = Vec::new();
        let mut text = String::new();
        for lines in level.head.iter().chain([&level.inner]).chain(&level.tail) {
            let base = self.lines.line_start(lines.start).unwrap_or(self.text.len());
            let own = self.of(lines);
            match parts.last_mut() {
                Some(last) if last.base + last.length == base => last.length += own.len(),
                _ => parts.push(Part { start: text.len(), base, length: own.len(), line: lines.start }),
            }
            text += own;
        }
        Piece { text, parts, errors: level.errors.clone() }
    }
}

/// Whether an error comes only from what a piece leaves out: the declaration of a private or of an exported name.
pub(super) fn of_missing_context(error: &SyntaxError) -> bool {
    error.message.starts_with("Private ") || (error.message.starts_with("Export ") && error.message.ends_with("is not defined"))
}

fn is_closer(bare: &str) -> bool {
    bare.starts_with(['}', ')', ']'])
}

fn opens(line: &str) -> bool {
    line.trim_end().ends_with(['{', '(', '[', '>', ',', ':'])
}

/// Whether a line can begin a statement, a member, an item of a list or a case.
fn begins(bare: &str) -> bool {
    let word = bare.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).next().unwrap_or("");
    match word {
        "" => bare.starts_with(['#', '@', '[', '(', '{', '\'', '"', '!', '<', '`', '/']) || bare.starts_with("..."),
        _ => !matches!(word, "else" | "catch" | "finally" | "while" | "instanceof" | "in" | "of" | "where"),
    }
}
