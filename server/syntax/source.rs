//! A file's text as it stood at one moment, with what is derived from it.

use super::{Language, Outline, ParseOptions, parse};
use crate::base::{LineIndex, Span, WordSet, hash};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// An immutable text of one file. Cheap to clone; tree, line index and outline are made when first asked for and then shared.
#[derive(Clone, Debug)]
pub struct SourceFile {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    language: Language,
    text: Arc<str>,
    options: ParseOptions,
    lines: OnceLock<LineIndex>,
    /// A tree of an earlier text to which the edits since were made known.
    older: Option<tree_sitter::Tree>,
    tree: OnceLock<Option<tree_sitter::Tree>>,
    outline: OnceLock<Outline>,
    digest: OnceLock<TextDigest>,
    words: OnceLock<WordSet>,
}

/// The SHA-256 of a text: two texts with the same digest are the same.
pub type TextDigest = [u8; 32];

impl SourceFile {
    pub fn new(path: impl Into<PathBuf>, language: Language, text: impl Into<Arc<str>>, options: ParseOptions) -> SourceFile {
        SourceFile {
            inner: Arc::new(Inner {
                path: path.into(),
                language,
                text: text.into(),
                options,
                lines: OnceLock::new(),
                older: None,
                tree: OnceLock::new(),
                outline: OnceLock::new(),
                digest: OnceLock::new(),
                words: OnceLock::new(),
            }),
        }
    }

    /// The same text, which will be parsed with the help of an earlier text's tree to which the edits since were made known.
    pub(crate) fn parsed_after(mut self, older: Option<tree_sitter::Tree>) -> SourceFile {
        if let Some(inner) = Arc::get_mut(&mut self.inner) {
            inner.older = older;
        }
        self
    }

    /// The tree, if somebody asked for it already.
    pub(crate) fn parsed_tree(&self) -> Option<&tree_sitter::Tree> {
        self.inner.tree.get()?.as_ref()
    }

    /// The same file with another text.
    pub fn with_text(&self, text: impl Into<Arc<str>>) -> SourceFile {
        SourceFile::new(self.path(), self.language(), text, self.options().clone())
    }

    /// The absolute path.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    pub fn language(&self) -> Language {
        self.inner.language
    }

    pub fn text(&self) -> &str {
        &self.inner.text
    }

    pub fn shared_text(&self) -> Arc<str> {
        self.inner.text.clone()
    }

    pub fn options(&self) -> &ParseOptions {
        &self.inner.options
    }

    /// The digest of the text, by which edits tell whether they are for this text.
    pub fn digest(&self) -> &TextDigest {
        self.inner.digest.get_or_init(|| hash::sha256(self.text().as_bytes()))
    }

    pub fn lines(&self) -> &LineIndex {
        self.inner.lines.get_or_init(|| LineIndex::new(self.text()))
    }

    /// The tree-sitter tree of the text; patches are made with it. `None` only where the parser gave up.
    pub fn tree(&self) -> Option<&tree_sitter::Tree> {
        self.inner.tree.get_or_init(|| parse::parse_again(self.language(), self.text(), self.inner.older.as_ref())).as_ref()
    }

    pub fn outline(&self) -> &Outline {
        self.inner.outline.get_or_init(|| super::outline(self.language(), self.text()))
    }

    /// The words of the text.
    pub fn words(&self) -> &WordSet {
        self.inner.words.get_or_init(|| WordSet::of(self.text()))
    }

    /// The text of a range, `""` where it does not fit.
    pub fn slice(&self, range: Span) -> &str {
        range.of(self.text())
    }

    /// The zero-based line of an offset.
    pub fn line_of(&self, offset: usize) -> usize {
        self.lines().line_of(offset)
    }

    /// The text of a zero-based line, without its line break.
    pub fn line(&self, line: usize) -> &str {
        self.lines().line_text(self.text(), line)
    }

    /// The range of a zero-based line without its line break; the empty range at the end for a line that is not there.
    pub fn line_span(&self, line: usize) -> Span {
        self.lines().line_span(self.text(), line).unwrap_or(Span::at(self.text().len()))
    }

    /// The range of whole lines `first..=last` with the last one's line break.
    pub fn full_lines(&self, first: usize, last: usize) -> Span {
        let start = self.line_span(first).start;
        Span::new(start, self.lines().line_start(last + 1).unwrap_or(self.text().len()))
    }

    /// The white space that a line begins with.
    pub fn indentation(&self, line: usize) -> &str {
        let text = self.line(line);
        text.get(..text.len() - text.trim_start_matches([' ', '\t']).len()).unwrap_or("")
    }

    /// The line break that this file uses: that of its first line.
    pub fn line_break(&self) -> &'static str {
        match memchr::memchr2(b'\n', b'\r', self.text().as_bytes()) {
            Some(at) if self.text().as_bytes().get(at) == Some(&b'\r') => {
                if self.text().as_bytes().get(at + 1) == Some(&b'\n') {
                    "\r\n"
                } else {
                    "\r"
                }
            }
            _ => "\n",
        }
    }

    /// One step of indentation as this file uses it: a tab, or the smallest indentation by spaces that a line has.
    pub fn indent_unit(&self) -> String {
        let mut spaces = usize::MAX;
        for line in 0..self.lines().line_count().min(2000) {
            let indentation = self.indentation(line);
            if self.line(line).trim().is_empty() || indentation.is_empty() {
                continue;
            }
            if indentation.starts_with('\t') {
                return "\t".to_owned();
            }
            if indentation.len() > 1 {
                spaces = spaces.min(indentation.len());
            }
        }
        match (spaces, self.language()) {
            (usize::MAX, Language::Go) => "\t".to_owned(),
            (usize::MAX, Language::JavaScript) => "  ".to_owned(),
            (usize::MAX, _) => "    ".to_owned(),
            (count, _) => " ".repeat(count.min(8)),
        }
    }

    /// The smallest named tree-sitter node that covers a range.
    pub fn node_at(&self, range: Span) -> Option<tree_sitter::Node<'_>> {
        self.tree()?.root_node().named_descendant_for_byte_range(range.start, range.end)
    }
}
