//! A half-open range of bytes in a text.

use serde::{Deserialize, Serialize};

/// A half-open range `start..end` of byte offsets into one text. `start <= end` always holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    /// The range from `start` to `end`; an end before its start gives the empty range at `start`.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end: end.max(start) }
    }

    /// The empty range at `offset`.
    pub fn at(offset: usize) -> Span {
        Span { start: offset, end: offset }
    }

    pub fn len(self) -> usize {
        self.end - self.start
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `offset` lies in the range; the end counts as inside, as a cursor behind a word touches it.
    pub fn touches(self, offset: usize) -> bool {
        self.start <= offset && offset <= self.end
    }

    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two ranges share a byte, or one is empty and touches the other.
    pub fn intersects(self, other: Span) -> bool {
        if self.is_empty() || other.is_empty() { self.start <= other.end && other.start <= self.end } else { self.start < other.end && other.start < self.end }
    }

    /// The smallest range that covers both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The range some bytes further on.
    pub fn moved(self, by: usize) -> Span {
        Span { start: self.start + by, end: self.end + by }
    }

    /// The range with its ends counted from a place before them.
    pub fn counted_from(self, start: usize) -> Span {
        Span { start: self.start.saturating_sub(start), end: self.end.saturating_sub(start) }
    }

    /// The text of the range, or `""` where the range does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// The range cut to `text` and moved outwards to char boundaries, so that slicing with it never fails.
    pub fn clamp_to(self, text: &str) -> Span {
        let mut start = self.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = self.end.clamp(start, text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        Span { start, end }
    }
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Span {
        Span::new(range.start, range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clamping_moves_outwards_to_char_boundaries() {
        let text = "aé😀";
        assert_eq!(Span::new(2, 4).clamp_to(text), Span::new(1, 7));
        assert_eq!(Span::new(50, 60).clamp_to(text), Span::new(7, 7));
    }

    #[test]
    fn an_empty_range_intersects_what_it_touches() {
        assert!(Span::at(3).intersects(Span::new(3, 5)));
        assert!(!Span::new(1, 3).intersects(Span::new(3, 5)));
    }
}
