//! The record of one heal: what it was about, how it ended, and what takes it back.

use super::envelope::{DIFF_TIME, Stamp, shown_path};
use crate::base::{EditSet, Span, TextEdit, hash};
use crate::syntax::{Language, TextDigest};
use serde::{Deserialize, Serialize};
use similar::TextDiff;
use std::path::{Path, PathBuf};

/// How a heal ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HealStatus {
    /// The checkers that ran report no error.
    Healed,
    Improved,
    Unchanged,
    Cancelled,
    /// An untrusted workspace, a stale version, an open breaker; the reason says which.
    Refused,
    Failed,
}

/// What a heal was asked to mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HealScope {
    Selection,
    File,
    Workspace,
}

/// One heal that has ended. Its attempts are envelopes with the same job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealRecord {
    /// Unlike that of any other heal; [`Stamp::id`] makes one.
    pub job: String,
    /// The root of the workspace, absolute.
    #[serde(with = "shown_path")]
    pub workspace: PathBuf,
    pub started: Stamp,
    pub ended: Stamp,
    /// By a clock that does not jump.
    #[serde(rename = "ms")]
    pub milliseconds: u64,
    pub status: HealStatus,
    /// Why it ended so, in words, where there is something to say.
    pub reason: Option<String>,
    pub scope: HealScope,
    /// The number of errors at the start.
    pub before: u64,
    /// And in the end.
    pub after: u64,
    /// The number of fixes that were kept.
    pub repairs: u64,
    /// The checkers that ran.
    pub checkers: Vec<String>,
    /// The languages and the categories of the errors that were to be mended, each once, in alphabetical order.
    #[serde(default)]
    pub languages: Vec<Language>,
    #[serde(default)]
    pub categories: Vec<String>,
    /// The files that were changed.
    pub files: Vec<HealedFile>,
    /// Whether the heal was taken back.
    pub undone: bool,
}

/// A file as a heal found and left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealedFile {
    /// Absolute.
    #[serde(with = "shown_path")]
    pub path: PathBuf,
    /// The SHA-256 of the text before the heal.
    #[serde(with = "hash::hex_digest")]
    pub before: TextDigest,
    /// And after it.
    #[serde(with = "hash::hex_digest")]
    pub after: TextDigest,
    /// The edits that turn the text after the heal into the one before.
    pub reverse: EditSet,
}

/// Why a file is not taken back. It is then left alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UndoError {
    #[error("{}: changed since the heal", .0.display())]
    Changed(PathBuf),
    #[error("{}: the record of the heal is damaged", .0.display())]
    Damaged(PathBuf),
}

impl HealedFile {
    /// The record of a file with its texts as they are on disk or in the editor, byte for byte.
    pub fn new(path: &Path, before: &str, after: &str) -> HealedFile {
        HealedFile { path: path.to_owned(), before: hash::sha256(before.as_bytes()), after: hash::sha256(after.as_bytes()), reverse: line_edits(after, before) }
    }

    /// The text before the heal, from the text as it is now. Refuses where that is not what the heal left, and where the edits do not lead to
    /// the very text that the heal found.
    pub fn undo(&self, text: &str) -> Result<String, UndoError> {
        if hash::sha256(text.as_bytes()) != self.after {
            return Err(UndoError::Changed(self.path.clone()));
        }
        let before = self.reverse.apply(text).ok().filter(|before| hash::sha256(before.as_bytes()) == self.before);
        before.ok_or_else(|| UndoError::Damaged(self.path.clone()))
    }
}

/// The edits, of whole lines, that turn one text into another.
pub fn line_edits(from: &str, to: &str) -> EditSet {
    let changes = TextDiff::configure().timeout(DIFF_TIME).diff_lines(from, to);
    let starts = |lines: &mut dyn Iterator<Item = usize>| {
        let mut at = 0;
        let mut starts = vec![0];
        starts.extend(lines.map(|length| {
            at += length;
            at
        }));
        starts
    };
    let old = starts(&mut (0..changes.old_len()).filter_map(|at| changes.old_slice(at)).map(str::len));
    let new = starts(&mut (0..changes.new_len()).filter_map(|at| changes.new_slice(at)).map(str::len));
    let span = |starts: &[usize], lines: std::ops::Range<usize>| Some(Span::new(*starts.get(lines.start)?, *starts.get(lines.end)?));
    let edits = changes.ops().iter().filter(|change| change.tag() != similar::DiffTag::Equal).map(|change| {
        let (range, text) = (span(&old, change.old_range())?, span(&new, change.new_range())?);
        Some(TextEdit::replace(range, text.of(to)))
    });
    let edits = edits.collect::<Option<Vec<_>>>().and_then(|edits| EditSet::new(edits).ok());
    // Lines that do not add up to their text are a fault of the difference; replacing everything is always right.
    edits.unwrap_or_else(|| EditSet::one(TextEdit::replace(Span::new(0, from.len()), to)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_heal_is_taken_back_only_from_the_text_that_it_left() {
        let (before, after) = ("\u{feff}a\r\nb\r\nüb 🦀\n", "\u{feff}a\r\nB\r\nüb 🦀");
        let file = HealedFile::new(Path::new("/w/a.py"), before, after);
        assert_eq!(file.undo(after).as_deref(), Ok(before));
        assert_eq!(file.undo(before), Err(UndoError::Changed("/w/a.py".into())));
        assert!(file.reverse.size() < before.len() + after.len(), "untouched lines are not kept: {:?}", file.reverse);
        let damaged = HealedFile { reverse: EditSet::default(), ..file };
        assert_eq!(damaged.undo(after), Err(UndoError::Damaged("/w/a.py".into())));
    }

    proptest! {
        #[test]
        fn any_two_texts_are_led_back(before in "[ab\u{e9}\r\n]{0,40}", after in "[ab\u{e9}\r\n]{0,40}") {
            let file = HealedFile::new(Path::new("/w/a.py"), &before, &after);
            prop_assert_eq!(file.undo(&after), Ok(before.clone()));
            let read: HealedFile = serde_json::from_str(&serde_json::to_string(&file).unwrap()).unwrap();
            prop_assert_eq!(read, file);
        }
    }
}
