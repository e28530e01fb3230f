//! An open document: its text under edits, its version, its tree.

use super::{Language, ParseOptions, SourceFile};
use crate::base::{ColumnUnit, LineColumn, Span, TextEdit};
use ropey::Rope;
use std::path::Path;
use std::sync::Arc;
use tree_sitter::{InputEdit, Point, Tree};

/// One change as an editor sends it: a range and the text that stands there afterwards, or a whole new text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Start and end; `None` replaces the whole text.
    pub range: Option<(LineColumn, LineColumn)>,
    pub text: String,
}

/// A text that is being edited. An edit costs the logarithm of the text's length; snapshots share one copy of the text, and their tree
/// is parsed with the help of the last tree that anybody asked for.
#[derive(Clone, Debug)]
pub struct Document {
    rope: Rope,
    version: i32,
    language: Language,
    /// The last tree that was parsed, with all edits since made known to it.
    tree: Option<Tree>,
    snapshot: Option<SourceFile>,
}

impl Document {
    pub fn new(language: Language, version: i32, text: &str) -> Document {
        Document { rope: Rope::from_str(text), version, language, tree: None, snapshot: None }
    }

    pub fn version(&self) -> i32 {
        self.version
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// The length of the text in bytes.
    pub fn len(&self) -> usize {
        self.rope.len_bytes()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text, copied.
    pub fn text(&self) -> String {
        self.rope.to_string()
    }

    /// Applies changes one after the other and takes the new version. Gives each as an edit of the text that it met; a change that
    /// changes nothing is left out. Places outside the text are moved into it, a range whose end stands before its start is turned round.
    pub fn apply(&mut self, version: i32, changes: &[Change], unit: ColumnUnit) -> Vec<TextEdit> {
        self.version = version;
        let mut edits = Vec::with_capacity(changes.len());
        for change in changes {
            let edit = match change.range {
                Some((start, end)) => {
                    let (one, other) = (self.offset(start, unit), self.offset(end, unit));
                    TextEdit::replace(Span::new(one.min(other), one.max(other)), change.text.clone())
                }
                None => self.difference(&change.text),
            };
            if self.replace(&edit) {
                edits.push(edit);
            }
        }
        edits
    }

    /// The byte offset of a place: past a line's end it is the line's end, past the last line the text's end, inside a character its start.
    pub fn offset(&self, place: LineColumn, unit: ColumnUnit) -> usize {
        if place.line >= self.rope.len_lines() {
            return self.rope.len_bytes();
        }
        let line = self.rope.line(place.line);
        let mut length = line.len_chars();
        while length > 0 && matches!(line.get_char(length - 1), Some('\n' | '\r')) {
            length -= 1;
        }
        let column = match unit {
            ColumnUnit::Utf8 => line.byte_to_char(place.column.min(line.char_to_byte(length))),
            ColumnUnit::Utf16 => line.utf16_cu_to_char(place.column.min(line.char_to_utf16_cu(length))),
            ColumnUnit::Utf32 => place.column.min(length),
        };
        self.rope.line_to_byte(place.line) + line.char_to_byte(column)
    }

    /// The text as it stands, for whoever works on it; the same one is given until the next change.
    pub fn snapshot(&mut self, path: &Path, options: &ParseOptions) -> SourceFile {
        if let Some(known) = self.snapshot.as_ref().filter(|known| known.path() == path && known.options() == options) {
            return known.clone();
        }
        let text: Arc<str> = match &self.snapshot {
            Some(known) => known.shared_text(),
            None => self.rope.to_string().into(),
        };
        self.keep_tree();
        let file = SourceFile::new(path, self.language, text, options.clone()).parsed_after(self.tree.clone());
        self.snapshot = Some(file.clone());
        file
    }

    /// Lets go of what can be made again: trees and indexes. The shared copy of the text stays, as whoever looks at the project wants it.
    pub fn shrink(&mut self) {
        self.tree = None;
        self.snapshot = self.snapshot.take().map(|known| known.with_text(known.shared_text()));
    }

    /// Makes one edit; whether it changed anything.
    fn replace(&mut self, edit: &TextEdit) -> bool {
        let (start, end) = (self.rope.byte_to_char(edit.range.start), self.rope.byte_to_char(edit.range.end));
        if start == end && edit.text.is_empty() {
            return false;
        }
        self.keep_tree();
        self.snapshot = None;
        let before = self.tree.is_some().then(|| (self.point(edit.range.start), self.point(edit.range.end)));
        self.rope.remove(start..end);
        self.rope.insert(start, &edit.text);
        let new_end = edit.range.start + edit.text.len();
        if let Some((start_position, old_end_position)) = before {
            let new_end_position = self.point(new_end);
            if let Some(tree) = &mut self.tree {
                tree.edit(&InputEdit {
                    start_byte: edit.range.start,
                    old_end_byte: edit.range.end,
                    new_end_byte: new_end,
                    start_position,
                    old_end_position,
                    new_end_position,
                });
            }
        }
        true
    }

    /// Takes over the tree that a snapshot of the present text has parsed meanwhile.
    fn keep_tree(&mut self) {
        if let Some(tree) = self.snapshot.as_ref().and_then(SourceFile::parsed_tree) {
            self.tree = Some(tree.clone());
        }
    }

    /// The place of a byte as tree-sitter counts: rows end at `\n` only, columns are bytes.
    fn point(&self, offset: usize) -> Point {
        let (mut row, mut row_start, mut at) = (0, 0, 0);
        for chunk in self.rope.byte_slice(..offset).chunks() {
            for newline in memchr::memchr_iter(b'\n', chunk.as_bytes()) {
                row += 1;
                row_start = at + newline + 1;
            }
            at += chunk.len();
        }
        Point { row, column: offset - row_start }
    }

    /// The smallest edit that makes the text `new`: what both begin and end with stays, so that diagnostics there keep their place.
    fn difference(&self, new: &str) -> TextEdit {
        let old = self.rope.to_string();
        let mut start = old.bytes().zip(new.bytes()).take_while(|(one, other)| one == other).count();
        while !old.is_char_boundary(start) || !new.is_char_boundary(start) {
            start -= 1;
        }
        let rest = old.len().min(new.len()) - start;
        let mut tail = old.bytes().rev().zip(new.bytes().rev()).take(rest).take_while(|(one, other)| one == other).count();
        while !old.is_char_boundary(old.len() - tail) || !new.is_char_boundary(new.len() - tail) {
            tail -= 1;
        }
        TextEdit::replace(Span::new(start, old.len() - tail), Span::new(start, new.len() - tail).of(new))
    }
}

#[cfg(test)]
#[path = "../../tests/support/random.rs"]
mod random;

#[cfg(test)]
mod tests {
    use super::random::Random;
    use super::*;
    use crate::base::LineIndex;
    use crate::syntax::parse::parse_fresh;

    const PIECES: &[&str] = &[
        "",
        "a",
        "\n",
        "\r\n",
        "\r",
        "é",
        "😀",
        "e\u{301}",
        "\u{feff}",
        "\t",
        "\u{2028}",
        "\u{85}",
        "x = 1",
        "def f():\r\n\tpass\n",
        "👩‍👩‍👧",
        "\n\n",
        "ß\r",
        "日本",
    ];

    fn text(random: &mut Random, pieces: usize) -> String {
        (0..pieces).map(|_| PIECES[random.below(PIECES.len())]).collect()
    }

    fn place(random: &mut Random) -> LineColumn {
        LineColumn { line: random.below(14), column: if random.below(20) == 0 { usize::MAX } else { random.below(12) } }
    }

    /// The same change made on a plain string.
    fn model(text: &mut String, change: &Change, unit: ColumnUnit) {
        let Some((start, end)) = change.range else { return change.text.clone_into(text) };
        let index = LineIndex::new(text);
        let (one, other) = (index.offset(text, start, unit), index.offset(text, end, unit));
        text.replace_range(one.min(other)..one.max(other), &change.text);
    }

    #[test]
    fn random_edits_agree_with_a_plain_string_in_all_encodings() {
        let mut made = 0;
        for (unit, seed) in [(ColumnUnit::Utf8, 11), (ColumnUnit::Utf16, 222), (ColumnUnit::Utf32, 3333)] {
            let mut random = Random(seed);
            for _ in 0..400 {
                let mut expected = text(&mut random, 12);
                let mut document = Document::new(Language::Python, 0, &expected);
                for version in 1..=100 {
                    let mut changes = Vec::new();
                    for _ in 0..=random.below(2) {
                        let range = (random.below(50) > 0).then(|| (place(&mut random), place(&mut random)));
                        let pieces = if expected.len() > 300 { 0 } else { random.below(4) };
                        changes.push(Change { range, text: text(&mut random, pieces) });
                    }
                    let mut by_edits = expected.clone();
                    for edit in document.apply(version, &changes, unit) {
                        by_edits.replace_range(edit.range.start..edit.range.end, &edit.text);
                    }
                    made += changes.len();
                    for change in &changes {
                        model(&mut expected, change, unit);
                    }
                    assert_eq!(document.text(), expected, "{unit:?} version {version}: {changes:?}");
                    assert_eq!(by_edits, expected, "the edits reported are not those made: {changes:?}");
                    assert_eq!(document.version(), version);
                }
            }
        }
        assert!(made >= 100_000, "only {made} edits were made");
    }

    #[test]
    fn a_snapshot_parses_with_the_older_tree_and_agrees_with_a_fresh_one() {
        let mut document = Document::new(Language::Python, 1, "def f(a):\r\n    return a\n\nx = f(1)\n");
        let options = ParseOptions::default();
        let first = document.snapshot(Path::new("/w/a.py"), &options);
        assert!(first.tree().is_some());
        let at = |line, column| LineColumn { line, column };
        let changes =
            [Change { range: Some((at(3, 6), at(3, 7))), text: "22".into() }, Change { range: Some((at(0, 0), at(0, 0))), text: "import os\n".into() }];
        document.apply(2, &changes, ColumnUnit::Utf16);
        let second = document.snapshot(Path::new("/w/a.py"), &options);
        let fresh = parse_fresh(Language::Python, second.text()).unwrap();
        assert_eq!(second.tree().unwrap().root_node().to_sexp(), fresh.root_node().to_sexp());
        assert_eq!(second.text(), "import os\ndef f(a):\r\n    return a\n\nx = f(22)\n");
        assert_eq!(first.text(), "def f(a):\r\n    return a\n\nx = f(1)\n");
    }

    #[test]
    fn a_new_text_is_taken_as_the_smallest_edit() {
        let mut document = Document::new(Language::Go, 1, "a é b\nc\n");
        let edits = document.apply(2, &[Change { range: None, text: "a è b\nc\n".into() }], ColumnUnit::Utf16);
        assert_eq!(edits, [TextEdit::replace(Span::new(2, 4), "è")]);
        assert!(document.apply(3, &[Change { range: None, text: "a è b\nc\n".into() }], ColumnUnit::Utf16).is_empty());
        assert_eq!(document.version(), 3);
    }
}
