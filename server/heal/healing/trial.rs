//! Several fixes together, as one text for each file that they change.

use crate::base::EditSet;
use crate::model::{Diagnostic, Fix};
use crate::syntax::{SourceFile, syntax_errors};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A fix that was chosen for an error.
#[derive(Clone, Debug)]
pub struct Chosen {
    pub error: Diagnostic,
    pub fix: Fix,
    /// Whether an earlier trial has shown that it mends its error.
    pub proven: bool,
}

/// What is to be checked next.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    pub chosen: Vec<Chosen>,
    /// For each file that is changed: its text as it stands, the edits of all fixes, and the text after them.
    pub files: BTreeMap<PathBuf, Changed>,
    /// Whether its fixes are known not to be the whole repair.
    pub is_last_resort: bool,
}

#[derive(Clone, Debug)]
pub struct Changed {
    pub before: SourceFile,
    pub edits: EditSet,
    pub after: SourceFile,
}

impl Trial {
    pub fn texts(&self) -> Vec<SourceFile> {
        self.files.values().map(|changed| changed.after.clone()).collect()
    }

    pub fn is_for(&self, error: &Diagnostic) -> bool {
        self.chosen.iter().any(|chosen| chosen.error.id == error.id)
    }

    /// Whether a fix of another error that is told in the same words is in, which mends both: it declares or imports what is missing, far from
    /// where that is used.
    pub fn mends_as_well(&self, error: &Diagnostic) -> bool {
        self.chosen.iter().any(|Chosen { error: other, fix, .. }| {
            let same = (&other.path, &other.source, &other.code, &other.message) == (&error.path, &error.source, &error.code, &error.message);
            same && fix.edits_of(&other.path).is_none_or(|edits| edits.edits().iter().all(|edit| !edit.range.intersects(other.range)))
        })
    }

    /// Takes a fix in, if it agrees with those that are in already: its edits do not touch theirs, or they are the very same. `source_of` gives
    /// the present text of a file that may be changed. Tells whether it is in.
    pub fn add(&mut self, chosen: Chosen, source_of: &dyn Fn(&Path) -> Option<SourceFile>) -> bool {
        let mut files = self.files.clone();
        for edits in &chosen.fix.edits {
            let Some(changed) = files.get(&edits.path).cloned().or_else(|| source_of(&edits.path).map(unchanged)) else { return false };
            if !chosen.fix.is_for(&changed.before) {
                return false;
            }
            // Two errors may want the same (an import of the same name); the one text will mend both.
            let missing = edits.edits.edits().iter().filter(|edit| !changed.edits.edits().contains(edit)).cloned();
            let Ok(missing) = EditSet::new(missing) else { return false };
            if meets(&changed.edits, &missing) {
                return false;
            }
            let Ok(together) = changed.edits.merge(&missing) else { return false };
            let Ok(text) = together.apply(changed.before.text()) else { return false };
            let after = changed.before.with_text(text);
            let alone = self.chosen.is_empty() || missing.is_empty();
            if !alone && errors_in_syntax(&after) > errors_in_syntax(&changed.before) {
                return false;
            }
            files.insert(edits.path.clone(), Changed { before: changed.before, edits: together, after });
        }
        self.files = files;
        self.chosen.push(chosen);
        true
    }
}

fn unchanged(file: SourceFile) -> Changed {
    Changed { before: file.clone(), edits: EditSet::default(), after: file }
}

/// Whether two replacements stand next to each other without a byte between, so that they may mean the same place.
fn meets(one: &EditSet, other: &EditSet) -> bool {
    let near = |left: &crate::base::TextEdit, right: &crate::base::TextEdit| {
        let both_replace = !left.range.is_empty() || !right.range.is_empty();
        both_replace && left.range.start <= right.range.end && right.range.start <= left.range.end
    };
    one.edits().iter().any(|left| other.edits().iter().any(|right| near(left, right)))
}

fn errors_in_syntax(file: &SourceFile) -> usize {
    syntax_errors(file.language(), file.text(), file.options()).len()
}
