//! What became of a change of a text in later versions of it, told by tokens, so that layout, quotes and closing commas do not matter.

use crate::base::Span;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};
use std::ops::Range;
use std::time::{Duration, Instant};

/// How long two versions are compared.
const PATIENCE: Duration = Duration::from_millis(100);
/// Pieces of a change with so few tokens between them are one piece.
const NEAR: usize = 8;
/// So many tokens that are gone around a piece mean that the code was thrown away with it, where nothing stands there instead.
const THROWN_AWAY: usize = 8;
/// What was written over by more than this many tokens beyond itself is another program.
const REWRITTEN: usize = 60;
/// So is a text of which less than one token of this many is left.
const LEFT: usize = 3;

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It stands as it was made, or was only set differently or moved.
    Whole,
    /// What stood before it stands there again.
    Reverted,
    /// Somebody went on writing within it.
    Corrected,
    /// The code around it was thrown away, or replaced by something else.
    Gone,
}

/// A change of a text, as the tokens that were taken away and those that stand in their place.
pub struct Written<'t> {
    before: Tokens<'t>,
    after: Tokens<'t>,
    /// The changed tokens of both.
    pieces: Vec<(Range<usize>, Range<usize>)>,
}

/// A change as it stands in a later version.
pub struct Later<'w, 't> {
    written: &'w Written<'t>,
    present: Tokens<'t>,
    /// Where the tokens of the changed text stand now.
    places: Vec<Option<usize>>,
}

struct Tokens<'t> {
    texts: Vec<&'t str>,
    spans: Vec<Span>,
}

impl<'t> Tokens<'t> {
    fn of(text: &'t str) -> Tokens<'t> {
        let (mut texts, mut spans) = (Vec::new(), Vec::new());
        let mut rest = text.char_indices().peekable();
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        while let Some((start, first)) = rest.next() {
            if first.is_whitespace() {
                continue;
            }
            while is_word(first) && rest.next_if(|(_, letter)| is_word(*letter)).is_some() {}
            let end = rest.peek().map_or(text.len(), |(at, _)| *at);
            let span = Span::new(start, end);
            let token = match span.of(text) {
                // Who sets code anew may choose other quotes, and a comma before a bracket that closes.
                "'" | "`" => "\"",
                ")" | "]" | "}" if texts.last() == Some(&",") => {
                    texts.pop();
                    spans.pop();
                    span.of(text)
                }
                token => token,
            };
            texts.push(token);
            spans.push(span);
        }
        Tokens { texts, spans }
    }

    fn slice(&self, range: Range<usize>) -> &[&'t str] {
        self.texts.get(range).unwrap_or_default()
    }

    /// How often these tokens stand in a row.
    fn count(&self, wanted: &[&str]) -> usize {
        if wanted.is_empty() { 0 } else { self.texts.windows(wanted.len()).filter(|window| *window == wanted).count() }
    }

    /// The text from one token to another; the place between the neighbours where there is none.
    fn span(&self, range: Range<usize>) -> Span {
        let end = self.spans.last().map_or(0, |span| span.end);
        let start = self.spans.get(range.start).map_or(end, |span| span.start);
        let end = range.end.checked_sub(1).filter(|last| *last >= range.start).and_then(|last| self.spans.get(last)).map_or(start, |span| span.end);
        Span::new(start, end)
    }

    /// The first token at or behind a place of the text.
    fn at(&self, offset: usize) -> usize {
        self.spans.partition_point(|span| span.end <= offset)
    }
}

fn difference(old: &[&str], new: &[&str]) -> Vec<DiffOp> {
    capture_diff_slices_deadline(Algorithm::Myers, old, new, Some(Instant::now() + PATIENCE))
}

/// Where the tokens of the old text stand in the new one.
fn mapped(ops: &[DiffOp], tokens: usize) -> Vec<Option<usize>> {
    let mut places = vec![None; tokens];
    for op in ops.iter().filter(|op| matches!(op, DiffOp::Equal { .. })) {
        for (old, new) in op.old_range().zip(op.new_range()) {
            if let Some(place) = places.get_mut(old) {
                *place = Some(new);
            }
        }
    }
    places
}

fn holds(tokens: &[&str], wanted: &[&str]) -> bool {
    !wanted.is_empty() && tokens.windows(wanted.len()).any(|window| window == wanted)
}

impl<'t> Written<'t> {
    pub fn new(before: &'t str, after: &'t str) -> Written<'t> {
        let (before, after) = (Tokens::of(before), Tokens::of(after));
        let mut pieces: Vec<(Range<usize>, Range<usize>)> = Vec::new();
        for op in difference(&before.texts, &after.texts).iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
            match pieces.last_mut() {
                Some((old, new)) if op.new_range().start.saturating_sub(new.end) <= NEAR => (old.end, new.end) = (op.old_range().end, op.new_range().end),
                _ => pieces.push((op.old_range(), op.new_range())),
            }
        }
        Written { before, after, pieces }
    }

    /// How many tokens were taken away or written.
    pub fn size(&self) -> usize {
        self.pieces.iter().map(|(old, new)| old.len().max(new.len())).sum()
    }

    /// The changed places of the text before.
    pub fn places_before(&self) -> Vec<Span> {
        self.pieces.iter().map(|(old, _)| self.before.span(old.clone())).collect()
    }

    pub fn later<'w>(&'w self, present: &'t str) -> Later<'w, 't> {
        let present = Tokens::of(present);
        let places = mapped(&difference(&self.after.texts, &present.texts), self.after.texts.len());
        Later { written: self, present, places }
    }
}

impl Later<'_, '_> {
    pub fn standing(&self) -> Standing {
        if self.present.texts == self.written.after.texts {
            return Standing::Whole;
        }
        if self.present.texts == self.written.before.texts {
            return Standing::Reverted;
        }
        let pieces: Vec<Standing> = self.written.pieces.iter().map(|(old, new)| self.piece(old, new)).collect();
        let has = |standing: Standing| pieces.contains(&standing);
        match (has(Standing::Corrected), has(Standing::Reverted)) {
            (false, true) if !has(Standing::Whole) && !has(Standing::Gone) => Standing::Reverted,
            (true, _) | (_, true) => Standing::Corrected,
            _ if has(Standing::Gone) => Standing::Gone,
            _ => Standing::Whole,
        }
    }

    /// The places of the change in the present text.
    pub fn places(&self) -> Vec<Span> {
        self.written.pieces.iter().map(|(_, new)| self.present.span(self.between(new).0)).collect()
    }

    /// Where a place of the text before the change stands now, if its token is still there.
    pub fn place_of(&self, offset: usize) -> Option<usize> {
        let Written { before, after, .. } = self.written;
        let in_after = mapped(&difference(&before.texts, &after.texts), before.texts.len()).get(before.at(offset)).copied().flatten()?;
        let now = self.places.get(in_after).copied().flatten()?;
        self.present.spans.get(now).map(|span| span.start)
    }

    /// What stands between the nearest neighbours of a piece that are still there, and how many neighbours are gone.
    fn between(&self, piece: &Range<usize>) -> (Range<usize>, usize) {
        let left = (0..piece.start).rev().find_map(|at| self.places.get(at).copied().flatten().map(|now| (at + 1, now + 1))).unwrap_or((0, 0));
        let behind = piece.end..self.places.len();
        let end = (self.places.len(), self.present.texts.len());
        let right = behind.into_iter().find_map(|at| self.places.get(at).copied().flatten().map(|now| (at, now))).unwrap_or(end);
        (left.1..right.1.max(left.1), (piece.start - left.0) + (right.0 - piece.end))
    }

    fn piece(&self, old: &Range<usize>, new: &Range<usize>) -> Standing {
        let (range, lost) = self.between(new);
        let (taken, wrote) = (self.written.before.slice(old.clone()), self.written.after.slice(new.clone()));
        let present = self.present.slice(range);
        if wrote.is_empty() {
            // Something else that is written there later is no correction of what was taken away.
            return if holds(present, taken) { Standing::Reverted } else { Standing::Whole };
        }
        if holds(present, wrote) || (wrote.len() > 1 && self.present.count(wrote) >= self.written.after.count(wrote)) {
            return Standing::Whole;
        }
        if present == taken && lost == 0 || self.present.count(taken) > self.written.after.count(taken) && holds(present, taken) {
            return Standing::Reverted;
        }
        let left = self.places.iter().flatten().count();
        let is_thrown_away = lost >= THROWN_AWAY && present.is_empty();
        let is_rewritten = lost > REWRITTEN || present.len() > wrote.len() + lost + REWRITTEN || lost > 0 && left * LEFT < self.places.len();
        if is_thrown_away || is_rewritten { Standing::Gone } else { Standing::Corrected }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "def test_sum(items):\n    found = load(items)\n    check_same(len(items), 2)\n    return found\n";
    const AFTER: &str = "def test_sum(items):\n    found = load(items)\n    assert len(items) == 2\n    return found\n";

    fn standing(before: &str, after: &str, present: &str) -> Standing {
        Written::new(before, after).later(present).standing()
    }

    #[test]
    fn what_became_of_a_change_is_told_by_what_stands_there() {
        let cases = [
            (AFTER.to_owned(), Standing::Whole),
            (AFTER.replace("    ", "\t").replace("len(items)", "len( items )"), Standing::Whole),
            (AFTER.replace("load(items)", "load(items, 1)"), Standing::Whole),
            (AFTER.replace("return found", "log(found)\n    return found"), Standing::Whole),
            (format!("import os\n\n{AFTER}"), Standing::Whole),
            (BEFORE.to_owned(), Standing::Reverted),
            (BEFORE.replace("load(items)", "load(items, 1)"), Standing::Reverted),
            (AFTER.replace("== 2", "== 3"), Standing::Corrected),
            (AFTER.replace("assert len", "assert 1 + len"), Standing::Corrected),
            (AFTER.replace("    assert len(items) == 2\n", ""), Standing::Corrected),
            ("x = 1\n".to_owned(), Standing::Gone),
            (String::new(), Standing::Gone),
        ];
        for (present, wanted) in cases {
            assert_eq!(standing(BEFORE, AFTER, &present), wanted, "{present}");
        }
    }

    #[test]
    fn what_a_formatter_does_is_no_correction() {
        let (before, after) = ("f(a)\n", "f(a, key='x')\n");
        for present in ["f(a, key=\"x\")\n", "f(\n    a,\n    key='x',\n)\n"] {
            assert_eq!(standing(before, after, present), Standing::Whole, "{present}");
        }
        assert_eq!(standing(before, after, "f(a, key='y')\n"), Standing::Corrected);
    }

    #[test]
    fn what_was_inserted_or_taken_away_can_be_reverted_too() {
        assert_eq!(standing("a = 1\n", "import os\na = 1\n", "a = 2\n"), Standing::Reverted);
        assert_eq!(standing("a = 1\n", "import os\na = 1\n", "import re\nimport os\n\na = 2\n"), Standing::Whole);
        assert_eq!(standing("import os\na = 1\n", "a = 1\n", "import os\na = 2\n"), Standing::Reverted);
        assert_eq!(standing("import os\na = 1\n", "a = 1\n", "import re\na = 1\n"), Standing::Whole);
    }

    #[test]
    fn the_places_follow_the_text() {
        let written = Written::new(BEFORE, AFTER);
        let present = format!("import os\n\n{AFTER}");
        let later = written.later(&present);
        assert_eq!(later.places().iter().map(|place| place.of(&present)).collect::<Vec<_>>(), ["assert len(items) == 2"]);
        assert_eq!(later.place_of(BEFORE.find("load").unwrap()), present.find("load"));
        assert_eq!((Written::new("a  = 1", "a = 1").size(), written.size()), (0, 9));
    }
}
