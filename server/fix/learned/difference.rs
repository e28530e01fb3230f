//! What two versions of a file differ in, token by token.

use super::observe::Change;
use super::tree::leaves;
use crate::base::Span;
use crate::syntax::SourceFile;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};
use std::ops::Range;
use std::time::{Duration, Instant};
use tree_sitter::Node;

/// So many lines around what differs are looked at, and more where no code stands there.
const MARGINS: [usize; 2] = [8, 200];
/// How long two versions are compared.
const PATIENCE: Duration = Duration::from_millis(100);

/// What imports, with its brackets and keywords, in the words of the four grammars.
pub(super) const IMPORTS: &[&str] = &["import_statement", "import_from_statement", "import_declaration", "use_declaration"];

/// A run of tokens of the first version that became others.
#[derive(Clone)]
pub struct Difference {
    /// Bytes of the first version; an empty range where tokens were only put in.
    pub before: Span,
    /// Bytes of the second version.
    pub after: Span,
    /// The end of the token before it in the first version.
    pub behind: usize,
    /// The tokens by their number.
    pub old: Range<usize>,
    pub new: Range<usize>,
}

impl Difference {
    /// The bytes of the first version that tell where it is.
    pub fn place(&self) -> Span {
        self.before
    }
}

/// The tokens of both versions with all that differs, and where they do, imports aside; what stands outside of them is the same.
#[derive(Clone)]
pub struct Diff {
    pub tokens_before: Vec<Span>,
    pub tokens_after: Vec<Span>,
    pub ops: Vec<DiffOp>,
    pub differences: Vec<Difference>,
    /// The lengths of both versions.
    pub lengths: [usize; 2],
}

impl Diff {
    /// Compares both versions. With `without_imports`, changes of imports are no differences.
    pub fn of(change: &Change<'_>, without_imports: bool) -> Diff {
        let [tokens_before, tokens_after] = tokens_around(change);
        let old: Vec<&str> = tokens_before.iter().map(|span| change.before.slice(*span)).collect();
        let new: Vec<&str> = tokens_after.iter().map(|span| change.after.slice(*span)).collect();
        let ops = capture_diff_slices_deadline(Algorithm::Myers, &old, &new, Some(Instant::now() + PATIENCE));
        let lines = error_lines(change);
        let line = |offset: usize| change.before.line_of(offset);
        let distance = |line: usize| lines.iter().map(|(start, end)| start.saturating_sub(line) + line.saturating_sub(*end)).min().unwrap_or(0);
        let mut differences = Vec::new();
        for op in ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
            let before = place(&tokens_before, op.old_range(), change.before.text().len());
            let after = place(&tokens_after, op.new_range(), change.after.text().len());
            let is_import = without_imports
                && match (before.is_empty(), after.is_empty()) {
                    (true, _) => in_import(change.after, after),
                    (_, true) => in_import(change.before, before),
                    _ => in_import(change.before, before) && in_import(change.after, after),
                };
            if is_import {
                continue;
            }
            // What is written at the beginning of a line stands, in the old text, before what comes next, which may be lines away.
            let behind = op.old_range().start.checked_sub(1).and_then(|at| tokens_before.get(at)).map_or(before.start, |span| span.end);
            let before = if before.is_empty() && distance(line(behind)) < distance(line(before.start)) { Span::at(behind) } else { before };
            differences.push(Difference { before, after, behind, old: op.old_range(), new: op.new_range() });
        }
        let lengths = [change.before, change.after].map(|file| file.text().len());
        Diff { tokens_before, tokens_after, ops, differences, lengths }
    }
}

/// How many bytes both versions begin with, and how many they end with.
pub fn same_ends(change: &Change<'_>) -> (usize, usize) {
    let (before, after) = (change.before.text().as_bytes(), change.after.text().as_bytes());
    let start = before.iter().zip(after).take_while(|(one, other)| one == other).count();
    let shorter = before.len().min(after.len()) - start;
    (start, before.iter().rev().zip(after.iter().rev()).take(shorter).take_while(|(one, other)| one == other).count())
}

/// The tokens of both versions with all that differs, and some on both sides of it; a file has many more.
fn tokens_around(change: &Change<'_>) -> [Vec<Span>; 2] {
    let (start, end) = same_ends(change);
    let within = |file: &SourceFile, margin: usize| {
        let (first, last) = (file.line_of(start), file.line_of(file.text().len() - end));
        let window = file.full_lines(first.saturating_sub(margin), last.saturating_add(margin).min(file.line_of(file.text().len())));
        let tokens = leaves(file, window);
        let reaches = |at: Option<&Span>, whole: bool, beyond: &dyn Fn(&Span) -> bool| whole || at.is_some_and(beyond);
        let is_enough = reaches(tokens.first(), window.start == 0, &|token| token.end <= start)
            && reaches(tokens.last(), window.end == file.text().len(), &|token| token.start >= file.text().len() - end);
        (tokens, is_enough)
    };
    for margin in MARGINS {
        let [before, after] = [change.before, change.after].map(|file| within(file, margin));
        if before.1 && after.1 {
            return [before.0, after.0];
        }
    }
    [change.before, change.after].map(|file| leaves(file, Span::new(0, file.text().len())))
}

/// The first and last lines of the errors.
pub fn error_lines(change: &Change<'_>) -> Vec<(usize, usize)> {
    change.vanished.iter().map(|said| (change.before.line_of(said.range.start), change.before.line_of(said.range.end))).collect()
}

/// The bytes of tokens; `end` where none comes after them.
fn place(tokens: &[Span], range: Range<usize>, end: usize) -> Span {
    let start = tokens.get(range.start).map_or(end, |span| span.start);
    let end = range.end.checked_sub(1).filter(|last| *last >= range.start).and_then(|last| tokens.get(last)).map_or(start, |span| span.end);
    Span::new(start, end.max(start))
}

fn in_import(file: &SourceFile, span: Span) -> bool {
    let imports = &file.outline().imports;
    let mut around = std::iter::successors(file.node_at(span), Node::parent);
    imports.iter().any(|import| import.range.contains(span)) || around.any(|node| IMPORTS.contains(&node.kind()))
}
