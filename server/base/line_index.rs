//! Lines and columns of a text, in the units that editors and tools count in.

use super::Span;
use serde::{Deserialize, Serialize};

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ColumnUnit {
    /// Bytes of UTF-8 (rustc's byte offsets, Go, LSP `utf-8`).
    Utf8,
    /// Code units of UTF-16 (LSP's default, JavaScript tools).
    Utf16,
    /// Code points (Python, rustc's columns, LSP `utf-32`).
    Utf32,
}

/// A place in a text: zero-based line, zero-based column in some [`ColumnUnit`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LineColumn {
    pub line: usize,
    pub column: usize,
}

/// Where the lines of a text start. Lines end at `\n`, `\r\n` or a lone `\r`, as LSP counts them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    pub fn new(text: &str) -> LineIndex {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let return_of_pair = bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n');
            if !return_of_pair {
                starts.push(at + 1);
            }
        }
        LineIndex { starts }
    }

    /// The number of lines; a text that ends in a line break has an empty last line.
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// The zero-based line that holds the byte `offset`; offsets past the end are on the last line.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The byte at which a line starts, if there is such a line.
    pub fn line_start(&self, line: usize) -> Option<usize> {
        self.starts.get(line).copied()
    }

    /// The bytes of a line without its line break; `None` past the last line.
    pub fn line_span(&self, text: &str, line: usize) -> Option<Span> {
        let start = self.line_start(line)?;
        let end = self.line_start(line + 1).unwrap_or(text.len());
        let content = text.get(start..end)?.trim_end_matches(['\n', '\r']);
        Some(Span::new(start, start + content.len()))
    }

    /// The text of a line without its line break; `""` past the last line.
    pub fn line_text<'t>(&self, text: &'t str, line: usize) -> &'t str {
        self.line_span(text, line).map_or("", |span| span.of(text))
    }

    /// The byte offset of a place. A column past the line's end gives the line's end, a line past the last one gives the text's end;
    /// a column in the middle of a character gives the character's start. This is what LSP prescribes.
    pub fn offset(&self, text: &str, place: LineColumn, unit: ColumnUnit) -> usize {
        let Some(line) = self.line_span(text, place.line) else { return text.len() };
        let content = line.of(text);
        if unit == ColumnUnit::Utf8 || content.is_ascii() {
            let mut at = place.column.min(content.len());
            while !content.is_char_boundary(at) {
                at -= 1;
            }
            return line.start + at;
        }
        let mut units = 0;
        for (at, character) in content.char_indices() {
            let width = if unit == ColumnUnit::Utf16 { character.len_utf16() } else { 1 };
            if units + width > place.column {
                return line.start + at;
            }
            units += width;
        }
        line.end
    }

    /// The place of a byte offset, clamped to the text and to the start of its character.
    pub fn place(&self, text: &str, offset: usize, unit: ColumnUnit) -> LineColumn {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_of(offset);
        let before = self.line_start(line).and_then(|start| text.get(start..offset)).unwrap_or("");
        let column = match unit {
            ColumnUnit::Utf8 => before.len(),
            ColumnUnit::Utf16 => before.chars().map(char::len_utf16).sum(),
            ColumnUnit::Utf32 => before.chars().count(),
        };
        LineColumn { line, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_every_line_break_of_lsp() {
        let text = "a\r\nb\rc\nd";
        let index = LineIndex::new(text);
        let lines: Vec<&str> = (0..index.line_count()).map(|line| index.line_text(text, line)).collect();
        assert_eq!(lines, ["a", "b", "c", "d"]);
        assert_eq!(index.line_of(2), 0);
        assert_eq!(index.line_of(3), 1);
    }

    #[test]
    fn columns_convert_in_all_units_and_back() {
        let text = "x = \"é😀\" + y\n";
        let index = LineIndex::new(text);
        let offset = text.find('+').unwrap_or(0);
        for (unit, column) in [(ColumnUnit::Utf8, 13), (ColumnUnit::Utf16, 10), (ColumnUnit::Utf32, 9)] {
            let place = index.place(text, offset, unit);
            assert_eq!(place, LineColumn { line: 0, column });
            assert_eq!(index.offset(text, place, unit), offset);
        }
    }

    #[test]
    fn places_outside_the_text_are_clamped() {
        let text = "ab\ncd";
        let index = LineIndex::new(text);
        assert_eq!(index.offset(text, LineColumn { line: 0, column: 99 }, ColumnUnit::Utf16), 2);
        assert_eq!(index.offset(text, LineColumn { line: 9, column: 0 }, ColumnUnit::Utf16), 5);
        assert_eq!(index.place(text, 99, ColumnUnit::Utf8), LineColumn { line: 1, column: 2 });
    }
}
