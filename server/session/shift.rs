//! Carrying diagnostics of an earlier text through the edits since.

use crate::base::{EditSet, Span, TextEdit};
use crate::model::Diagnostic;
use std::path::Path;

/// The diagnostics where they stand after an edit of the file at `path`. Those that the edit touches are dropped: it may have mended them,
/// and only the checker can tell. Of the others' suggestions only those stay that the edit leaves whole.
pub fn shift(diagnostics: &mut Vec<Diagnostic>, path: &Path, edit: &TextEdit) {
    let set = EditSet::one(edit.clone());
    diagnostics.retain_mut(|diagnostic| {
        if diagnostic.path == path {
            if touches(edit, diagnostic.range) {
                return false;
            }
            diagnostic.range = moved(diagnostic.range, edit, &set);
        }
        for related in diagnostic.related.iter_mut().filter(|related| related.path == path) {
            related.range = moved(related.range, edit, &set);
        }
        diagnostic.suggestions.retain_mut(|suggestion| {
            suggestion.edits.iter_mut().filter(|(edited, _)| edited == path).all(|(_, edits)| {
                if edits.edits().iter().any(|part| touches(edit, part.range)) {
                    return false;
                }
                let parts = edits.edits().iter().map(|part| TextEdit::replace(moved(part.range, edit, &set), part.text.clone()));
                EditSet::new(parts).map(|shifted| *edits = shifted).is_ok()
            })
        });
        true
    });
}

/// Where a range that the edit does not touch lies afterwards. What is inserted directly before it moves it.
fn moved(range: Span, edit: &TextEdit, set: &EditSet) -> Span {
    if edit.range.end <= range.start {
        let shift = |offset: usize| (offset + edit.text.len()).saturating_sub(edit.range.len());
        return Span::new(shift(range.start), shift(range.end));
    }
    Span::new(set.map_offset(range.start), set.map_offset(range.end))
}

/// Whether an edit may have changed what stands in a range: it changes bytes of it, or writes something in its line directly beside it, as a
/// fix does that puts `this.` before a name or `?` behind a call. Pressed again, that fix would write it twice.
fn touches(edit: &TextEdit, range: Span) -> bool {
    if range.is_empty() {
        return edit.range.touches(range.start);
    }
    if !edit.range.is_empty() {
        return edit.range.start < range.end && range.start < edit.range.end;
    }
    let at = edit.range.start;
    (range.start < at && at < range.end)
        || (at == range.start && edit.text.rsplit('\n').next().is_some_and(|line| !line.trim().is_empty()))
        || (at == range.end && edit.text.starts_with(|first: char| !first.is_whitespace()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Applicability, Finding, Place, Severity, Suggestion};
    use crate::syntax::{Language, ParseOptions, SourceFile};

    const PATH: &str = "/w/a.py";

    /// The range of a diagnostic at bytes 4..8 of `abc name = 1`, and of its suggestion, after an edit; `None` where they are dropped.
    fn after(edit: TextEdit) -> Option<(Span, Option<Span>)> {
        let file = SourceFile::new(PATH, Language::Python, "abc name = 1\n", ParseOptions::default());
        let finding = Finding::new("tool", PATH, Place::Bytes(Span::new(4, 8)), Severity::Error, "m", b"");
        let mut diagnostic = finding.resolve(&file, Path::new("/w"), &|_| None);
        let edits = EditSet::one(TextEdit::replace(Span::new(4, 8), "other"));
        diagnostic.suggestions.push(Suggestion { title: "t".into(), applicability: Applicability::Safe, edits: vec![(PATH.into(), edits)] });
        let mut diagnostics = vec![diagnostic];
        shift(&mut diagnostics, Path::new(PATH), &edit);
        let kept = diagnostics.first()?;
        let suggestion = kept.suggestions.first().and_then(|suggestion| suggestion.edits[0].1.edits().first()).map(|part| part.range);
        Some((kept.range, suggestion))
    }

    #[test]
    fn diagnostics_follow_the_text_and_go_where_it_changes() {
        let same = Some((Span::new(4, 8), Some(Span::new(4, 8))));
        assert_eq!(after(TextEdit::insert(0, "import os\n")), Some((Span::new(14, 18), Some(Span::new(14, 18)))));
        assert_eq!(after(TextEdit::insert(9, "xx")), same);
        assert_eq!(after(TextEdit::delete(Span::new(0, 4))), Some((Span::new(0, 4), Some(Span::new(0, 4)))));
        assert_eq!(after(TextEdit::insert(4, "import os\n")), Some((Span::new(14, 18), Some(Span::new(14, 18)))));
        for edit in [
            TextEdit::insert(4, "x"),
            TextEdit::insert(4, "self."),
            TextEdit::insert(4, "await "),
            TextEdit::insert(8, "x"),
            TextEdit::insert(8, ".name"),
            TextEdit::insert(6, " "),
            TextEdit::replace(Span::new(7, 9), "q"),
            TextEdit::delete(Span::new(0, 12)),
        ] {
            assert_eq!(after(edit.clone()), None, "{edit:?}");
        }
        assert_eq!(after(TextEdit::insert(8, " + 1")), same);
    }
}
