//! Leaving out of a repair what it does not need, by trying texts with less of what was changed.

use crate::model::Diagnostic;
use crate::syntax::SourceFile;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};
use std::ops::Range;
use std::time::{Duration, Instant};

/// Where a change has more pieces than are tried, those within so many lines of an error are.
const NEAR: usize = 3;
/// Where more pieces were changed near the errors too, none is left out.
pub const MOST_PIECES: usize = 6;
/// How long two versions are compared.
const PATIENCE: Duration = Duration::from_millis(100);

/// Lines of the first version that became lines of the second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineChange {
    before: Range<usize>,
    after: Range<usize>,
}

/// A change that mended errors, in pieces of whole lines.
pub struct Pieces<'p> {
    before: Vec<&'p str>,
    after: &'p SourceFile,
    all: Vec<LineChange>,
    /// The places of those in `all` that may not be needed, the farthest from the errors first.
    near: Vec<usize>,
}

impl<'p> Pieces<'p> {
    /// The pieces of a change; `None` where there is but one, so that there is nothing to leave out, or too many.
    pub fn of(before: &'p SourceFile, after: &'p SourceFile, vanished: &[Diagnostic]) -> Option<Pieces<'p>> {
        let old: Vec<&str> = before.text().split_inclusive('\n').collect();
        let new: Vec<&str> = after.text().split_inclusive('\n').collect();
        let ops = capture_diff_slices_deadline(Algorithm::Myers, &old, &new, Some(Instant::now() + PATIENCE));
        let all: Vec<LineChange> = ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })).flat_map(line_changes).collect();
        let lines: Vec<(usize, usize)> = vanished.iter().map(|said| (before.line_of(said.range.start), before.line_of(said.range.end))).collect();
        let distance = |piece: &LineChange| {
            let last = piece.before.end.saturating_sub(1).max(piece.before.start);
            lines.iter().map(|(start, end)| start.saturating_sub(last) + piece.before.start.saturating_sub(*end)).min().unwrap_or(usize::MAX)
        };
        let farthest = if all.len() <= MOST_PIECES { usize::MAX } else { NEAR };
        let mut near: Vec<(usize, usize)> = all.iter().enumerate().map(|(at, piece)| (distance(piece), at)).filter(|(far, _)| *far <= farthest).collect();
        near.sort_by_key(|(far, at)| (std::cmp::Reverse(*far), std::cmp::Reverse(*at)));
        let near: Vec<usize> = near.into_iter().map(|(_, at)| at).collect();
        (2..=MOST_PIECES).contains(&near.len()).then_some(Pieces { before: old, after, all, near })
    }

    /// The second version with little of the change that is enough; `None` where all of it is needed. `is_enough` says whether a text is free of the
    /// errors and has no new ones. Pieces may need each other, so it is first tried with those nearest to the errors alone.
    pub fn needed(&self, mut is_enough: impl FnMut(&SourceFile) -> bool) -> Option<SourceFile> {
        let farthest = (1..self.near.len()).rev().filter_map(|count| self.near.get(..count));
        let single = self.near.iter().skip(1).map(std::slice::from_ref);
        farthest.chain(single).map(|left_out| self.after.with_text(self.without(left_out))).find(|text| is_enough(text))
    }

    /// The second version where these pieces are as they were in the first.
    fn without(&self, left_out: &[usize]) -> String {
        let new: Vec<&str> = self.after.text().split_inclusive('\n').collect();
        let (mut text, mut at) = (String::new(), 0);
        for place in 0..self.all.len() {
            let Some(piece) = self.all.get(place).filter(|_| left_out.contains(&place)) else { continue };
            text.extend(new.get(at..piece.after.start).unwrap_or_default().iter().copied());
            text.extend(self.before.get(piece.before.clone()).unwrap_or_default().iter().copied());
            at = piece.after.end;
        }
        text.extend(new.get(at..).unwrap_or_default().iter().copied());
        text
    }
}

/// A stretch of lines that became as many others is taken for as many pieces.
fn line_changes(op: &DiffOp) -> Vec<LineChange> {
    let (before, after) = (op.old_range(), op.new_range());
    if before.len() != after.len() {
        return vec![LineChange { before, after }];
    }
    before.zip(after).map(|(old, new)| LineChange { before: old..old + 1, after: new..new + 1 }).collect()
}
