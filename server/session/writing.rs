//! What a user is writing just now, to tell writing on from repairing: half-written code is an error until the rest of it is there, and how it goes
//! on teaches nothing about errors.

use crate::base::{Span, TextEdit};
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};
use std::time::{Duration, Instant};

/// Where more than this lies between the first and the last difference, in bytes, it is not looked at closer.
const LONGEST: usize = 4096;
/// How long two texts are compared.
const PATIENCE: Duration = Duration::from_millis(20);

/// The stretch of a text that is being written: the edits that made it went on, each, where the one before had been at work. `None` in a text that
/// was only opened.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Writing(Option<Span>);

impl Writing {
    /// Takes in edits that were made together, each of the text that the one before has made. Those that come along elsewhere, as the import that a
    /// completion brings, do not end what is being written.
    pub fn wrote(&mut self, edits: &[TextEdit]) {
        let mut goes_on = false;
        for edit in edits {
            let (start, end) = (edit.range.start, edit.range.start + edit.text.len());
            let moved = |offset: usize| if offset <= edit.range.end { end } else { offset - edit.range.len() + edit.text.len() };
            self.0 = match self.0 {
                Some(stretch) if stretch.start <= edit.range.end && start <= stretch.end => {
                    goes_on = true;
                    Some(Span::new(stretch.start.min(start), moved(stretch.end)))
                }
                Some(stretch) if goes_on && edit.range.end < stretch.start => Some(Span::new(moved(stretch.start), moved(stretch.end))),
                Some(stretch) if goes_on => Some(stretch),
                _ => Some(Span::new(start, end)),
            };
        }
    }

    /// Whether `after` is `before`, in which this was being written, with more put in, where the writing had ended and perhaps elsewhere too.
    pub fn goes_on(self, before: &str, after: &str) -> bool {
        let Some(stretch) = self.0 else { return false };
        let added = insertions(before.as_bytes(), after.as_bytes());
        added.is_some_and(|added| added.into_iter().any(|(first, last)| is_at_end(stretch, first, last, before)))
    }
}

/// Whether something that was put in stands at the end of a stretch, but for brackets and quotes, which editors close by themselves, and what ends a
/// thought. It means the same anywhere from the first of the places to the last.
fn is_at_end(stretch: Span, first: usize, last: usize, text: &str) -> bool {
    let place = last.min(stretch.end);
    let is_closing = |c: char| ")]}>\"'`;,".contains(c) || c.is_whitespace();
    first <= stretch.end && stretch.start <= place && text.get(place..stretch.end).is_some_and(|behind| behind.chars().all(is_closing))
}

/// Where something was put in, if nothing was taken away: the first and the last offset of the first text at which each piece may be said to stand.
fn insertions(before: &[u8], after: &[u8]) -> Option<Vec<(usize, usize)>> {
    if before.len() >= after.len() {
        return None;
    }
    let start = before.iter().zip(after).take_while(|(one, other)| one == other).count();
    let end = before.iter().rev().zip(after.iter().rev()).take_while(|(one, other)| one == other).count();
    if start + end >= before.len() {
        return Some(vec![(before.len() - end, start)]);
    }
    let (old, new) = (before.get(start..before.len() - end)?, after.get(start..after.len() - end)?);
    if new.len() > LONGEST {
        return None;
    }
    let ops = capture_diff_slices_deadline(Algorithm::Myers, old, new, Some(Instant::now() + PATIENCE));
    let places = ops.into_iter().filter_map(|op| match op {
        DiffOp::Equal { .. } => None,
        DiffOp::Insert { old_index, .. } => Some(Some((start + old_index, start + old_index))),
        DiffOp::Delete { .. } | DiffOp::Replace { .. } => Some(None),
    });
    places.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is being written after edits that were made one after the other, some of them together.
    fn written(edits: &[&[(usize, usize, &str)]]) -> Writing {
        let mut writing = Writing::default();
        for together in edits {
            let edits: Vec<TextEdit> = together.iter().map(|(start, end, text)| TextEdit::replace(Span::new(*start, *end), *text)).collect();
            writing.wrote(&edits);
        }
        writing
    }

    #[test]
    fn what_follows_the_last_word_is_written_on() {
        let writing = written(&[&[(0, 0, "print")], &[(5, 5, "(len")], &[(9, 9, "(")]]);
        assert_eq!(writing, Writing(Some(Span::new(0, 10))));
        assert!(writing.goes_on("print(len(", "print(len(pages))"));
        assert!(writing.goes_on("print(len(", "import x\nprint(len(pages))"));
        assert!(!writing.goes_on("print(len(", "print(sum(pages))"), "something was taken back");
        assert!(!writing.goes_on("print(len(", "print(1, len("), "it was put in front");
        assert!(!writing.goes_on("print(len(", "print(len("));
    }

    #[test]
    fn what_the_editor_closes_stands_behind_the_cursor() {
        let writing = written(&[&[(4, 4, "len()")]]);
        assert!(writing.goes_on("x = len()\ny = 1\n", "x = len(pages)\ny = 1\n"));
        assert!(!writing.goes_on("x = len()\ny = 1\n", "x = len()\ny = 1\nz = 2\n"), "other lines are somewhere else");
        let writing = written(&[&[(4, 4, "len(a)")]]);
        assert!(!writing.goes_on("x = len(a)\ny = 1\n", "x = len(b, a)\ny = 1\n"), "an argument in front of another is put in on purpose");
    }

    #[test]
    fn what_stood_there_when_the_file_was_opened_is_not_being_written() {
        assert!(!Writing::default().goes_on("print(len(", "print(len(pages))"));
    }

    #[test]
    fn going_elsewhere_ends_it_and_what_comes_along_does_not() {
        assert_eq!(written(&[&[(100, 100, "len(")], &[(10, 12, "a")]]), Writing(Some(Span::new(10, 11))));
        assert_eq!(written(&[&[(100, 100, "pa")], &[(102, 102, "th"), (0, 0, "import path\n")], &[(116, 116, ".")]]), Writing(Some(Span::new(112, 117))));
        assert_eq!(written(&[&[(100, 100, "path")], &[(102, 104, "")], &[(102, 102, "le")]]), Writing(Some(Span::new(100, 104))));
    }
}
