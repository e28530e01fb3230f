//! Edits of a text: one type whose constructor holds the invariant.

use super::Span;
use serde::{Deserialize, Serialize};

/// Replaces a range of bytes by a text. An empty range inserts, an empty text deletes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TextEdit {
    pub range: Span,
    pub text: String,
}

impl TextEdit {
    pub fn replace(range: Span, text: impl Into<String>) -> TextEdit {
        TextEdit { range, text: text.into() }
    }

    pub fn insert(offset: usize, text: impl Into<String>) -> TextEdit {
        TextEdit { range: Span::at(offset), text: text.into() }
    }

    pub fn delete(range: Span) -> TextEdit {
        TextEdit { range, text: String::new() }
    }
}

/// Why edits cannot be made or applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    #[error("two edits overlap at bytes {0} and {1}")]
    Overlap(usize, usize),
    #[error("the edit at bytes {start}..{end} does not fit the text of {length} bytes")]
    OutOfBounds { start: usize, end: usize, length: usize },
    #[error("the edit at byte {0} splits a character")]
    SplitsCharacter(usize),
}

/// Edits of one text: sorted by place, disjoint, at most one insertion at any place. All offsets are those of the text before any edit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "UncheckedEdits")]
pub struct EditSet {
    edits: Vec<TextEdit>,
}

/// Edits as they were read from outside; only the constructor makes a set of them.
#[derive(Deserialize)]
struct UncheckedEdits {
    edits: Vec<TextEdit>,
}

impl TryFrom<UncheckedEdits> for EditSet {
    type Error = EditError;

    fn try_from(unchecked: UncheckedEdits) -> Result<EditSet, EditError> {
        EditSet::new(unchecked.edits.into_iter().map(|edit| TextEdit { range: Span::new(edit.range.start, edit.range.end), ..edit }))
    }
}

impl EditSet {
    /// Sorts the edits and refuses overlaps. Insertions at the same place are joined in the order given.
    /// Edits that change nothing are dropped.
    pub fn new(edits: impl IntoIterator<Item = TextEdit>) -> Result<EditSet, EditError> {
        let mut sorted: Vec<TextEdit> = edits.into_iter().filter(|edit| !edit.range.is_empty() || !edit.text.is_empty()).collect();
        sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let mut joined: Vec<TextEdit> = Vec::with_capacity(sorted.len());
        for edit in sorted {
            match joined.last_mut() {
                Some(last) if edit.range.start < last.range.end => return Err(EditError::Overlap(last.range.start, edit.range.start)),
                Some(last) if last.range == edit.range && edit.range.is_empty() => last.text.push_str(&edit.text),
                _ => joined.push(edit),
            }
        }
        Ok(EditSet { edits: joined })
    }

    /// One edit; it cannot overlap itself.
    pub fn one(edit: TextEdit) -> EditSet {
        EditSet { edits: vec![edit] }
    }

    pub fn edits(&self) -> &[TextEdit] {
        &self.edits
    }

    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// Whether every edit lies inside the text and on char boundaries.
    pub fn check(&self, text: &str) -> Result<(), EditError> {
        for edit in &self.edits {
            let Span { start, end } = edit.range;
            if end > text.len() {
                return Err(EditError::OutOfBounds { start, end, length: text.len() });
            }
            for offset in [start, end] {
                if !text.is_char_boundary(offset) {
                    return Err(EditError::SplitsCharacter(offset));
                }
            }
        }
        Ok(())
    }

    /// The text after all edits.
    pub fn apply(&self, text: &str) -> Result<String, EditError> {
        self.check(text)?;
        let added: usize = self.edits.iter().map(|edit| edit.text.len()).sum();
        let mut out = String::with_capacity(text.len() + added);
        let mut last = 0;
        for edit in &self.edits {
            out.push_str(text.get(last..edit.range.start).unwrap_or(""));
            out.push_str(&edit.text);
            last = edit.range.end;
        }
        out.push_str(text.get(last..).unwrap_or(""));
        Ok(out)
    }

    /// Both sets together, or an error where they overlap.
    pub fn merge(&self, other: &EditSet) -> Result<EditSet, EditError> {
        EditSet::new(self.edits.iter().chain(&other.edits).cloned())
    }

    /// Where the byte `offset` of the old text lies in the new one. An offset inside a replaced range moves to the end of the
    /// replacement; one at an insertion stays before it.
    pub fn map_offset(&self, offset: usize) -> usize {
        let mut shift: isize = 0;
        for edit in &self.edits {
            if edit.range.start >= offset {
                break;
            }
            let grown = edit.text.len() as isize - edit.range.len() as isize;
            if edit.range.end <= offset {
                shift += grown;
            } else {
                return edit.range.start.saturating_add_signed(shift) + edit.text.len();
            }
        }
        offset.saturating_add_signed(shift)
    }

    /// The number of bytes that are removed and added.
    pub fn size(&self) -> usize {
        self.edits.iter().map(|edit| edit.range.len() + edit.text.len()).sum()
    }
}

impl From<TextEdit> for EditSet {
    fn from(edit: TextEdit) -> EditSet {
        EditSet::one(edit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_apply_in_any_order_given() {
        let set = EditSet::new([TextEdit::insert(5, "!"), TextEdit::replace(Span::new(0, 1), "J")]).expect("disjoint");
        assert_eq!(set.apply("hello").as_deref(), Ok("Jello!"));
        assert_eq!(set.map_offset(5), 5);
        assert_eq!(set.map_offset(3), 3);
    }

    #[test]
    fn overlaps_are_refused() {
        let edits = [TextEdit::delete(Span::new(0, 3)), TextEdit::delete(Span::new(2, 4))];
        assert_eq!(EditSet::new(edits), Err(EditError::Overlap(0, 2)));
    }

    #[test]
    fn edits_read_from_outside_hold_the_invariant() {
        let set = EditSet::new([TextEdit::insert(5, "!"), TextEdit::delete(Span::new(0, 1))]).expect("disjoint");
        let written = serde_json::to_string(&set).expect("plain data");
        assert_eq!(serde_json::from_str::<EditSet>(&written).expect("as written"), set);
        let overlapping = r#"{"edits": [{"range": {"start": 0, "end": 3}, "text": ""}, {"range": {"start": 2, "end": 4}, "text": ""}]}"#;
        assert!(serde_json::from_str::<EditSet>(overlapping).is_err());
    }

    #[test]
    fn edits_that_do_not_fit_are_refused() {
        assert!(matches!(EditSet::one(TextEdit::insert(9, "x")).apply("é"), Err(EditError::OutOfBounds { .. })));
        assert_eq!(EditSet::one(TextEdit::insert(1, "x")).apply("é"), Err(EditError::SplitsCharacter(1)));
    }
}
