//! Texts with what checkers said of them, and how two such states compare.

use super::phase::{is_unread, phase, rest};
use crate::check::builtin;
use crate::heal::Checked;
use crate::model::Diagnostic;
use crate::syntax::{SourceFile, TextDigest};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// One text and what was said of it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub file: SourceFile,
    pub checked: Checked,
}

impl Seen {
    /// Whether nobody who looked at the text said that it does not parse.
    pub fn parses(&self) -> bool {
        !self.checked.diagnostics.iter().any(|diagnostic| diagnostic.is_error() && phase(diagnostic) == 4)
    }
}

/// The state of the files that a heal is about: those that it may mend, and others that checkers spoke of. A file that is not in it has no
/// error that anybody knows of.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    pub(super) files: BTreeMap<PathBuf, Seen>,
}

/// Names a state: the same for the same texts.
pub(super) type StateName = BTreeMap<PathBuf, TextDigest>;

impl Snapshot {
    pub fn new(seen: impl IntoIterator<Item = Seen>) -> Snapshot {
        Snapshot { files: seen.into_iter().map(|seen| (seen.file.path().to_owned(), seen)).collect() }
    }

    pub fn get(&self, path: &Path) -> Option<&Seen> {
        self.files.get(path)
    }

    pub fn files(&self) -> impl Iterator<Item = &Seen> {
        self.files.values()
    }

    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.files.values().flat_map(|seen| seen.checked.diagnostics.iter()).filter(|diagnostic| diagnostic.is_error())
    }

    /// This state with newer texts, and what was said of them, in the place of older ones. What is said by the way of a text that was here
    /// before leaves standing what other checkers say of it.
    pub(super) fn with(&self, newer: Snapshot) -> Snapshot {
        let mut files = self.files.clone();
        for (path, mut seen) in newer.files {
            if let Some(known) = files.get(&path).filter(|known| known.file.digest() == seen.file.digest()) {
                let checked = &mut seen.checked;
                let standing = known.checked.diagnostics.iter().filter(|diagnostic| !checked.by.contains(&diagnostic.source)).cloned();
                checked.diagnostics.extend(standing.collect::<Vec<_>>());
                checked.by.extend(known.checked.by.iter().cloned());
            }
            files.insert(path, seen);
        }
        Snapshot { files }
    }

    /// Takes in an error that was there unseen; `later` is the state in which it shows.
    pub(super) fn add(&mut self, error: &Diagnostic, later: &Snapshot) {
        if !self.files.contains_key(&error.path)
            && let Some(seen) = later.get(&error.path)
        {
            self.files.insert(error.path.clone(), Seen { file: seen.file.clone(), checked: Checked { diagnostics: Vec::new(), by: seen.checked.by.clone() } });
        }
        if let Some(seen) = self.files.get_mut(&error.path).filter(|seen| seen.checked.diagnostics.iter().all(|known| known.id != error.id)) {
            seen.checked.diagnostics.push(error.clone());
        }
    }

    pub(super) fn name(&self) -> StateName {
        self.files.iter().map(|(path, seen)| (path.clone(), *seen.file.digest())).collect()
    }

    /// The errors of a file.
    pub(super) fn errors_of(&self, path: &Path) -> impl Iterator<Item = &Diagnostic> {
        self.files.get(path).into_iter().flat_map(|seen| seen.checked.diagnostics.iter()).filter(|diagnostic| diagnostic.is_error())
    }

    /// Whether a checker looked at a file; a file that is not here has been looked at by everybody.
    pub(super) fn is_seen_by(&self, path: &Path, checker: &str) -> bool {
        self.files.get(path).is_none_or(|seen| seen.checked.by.contains(checker))
    }

    /// Whether a checker looked at a file for the likes of an error: that a text does not parse, the built-in one tells as well, and the others
    /// may not have been asked for it.
    fn is_seen_for(&self, path: &Path, error: &Diagnostic) -> bool {
        self.is_seen_by(path, &error.source) || phase(error) == 4 && self.is_seen_by(path, builtin::SOURCE)
    }

    /// The earliest phase in which a checker was stopped, in any file; 0 where it found no error. A file that does not parse stops every
    /// checker in it, also those whose own words of it are left out because another one says the same.
    pub(super) fn stopped_in(&self, path: &Path, checker: &str) -> usize {
        let own = self.errors().filter(|error| error.source == checker).map(phase);
        let parsers = self.errors_of(path).map(phase).filter(|phase| *phase == 4);
        own.chain(parsers).max().unwrap_or(0)
    }

    /// Whether a checker cannot have known of an error in this state, though it looked: it was stopped in an earlier phase, or by errors
    /// outside the tests, which Rust's compiler looks at only when all else compiles. The error is one of a later state.
    pub(super) fn has_not_reached(&self, error: &Diagnostic) -> bool {
        if !self.is_seen_by(&error.path, &error.source) || phase(error) < self.stopped_in(&error.path, &error.source) {
            return true;
        }
        if phase(error) == 4 && !is_unread(error) && self.errors_of(&error.path).any(is_unread) {
            return true;
        }
        let mut of_source = self.errors().filter(|own| own.source == error.source).peekable();
        error.in_tests && of_source.peek().is_some() && of_source.all(|own| !own.in_tests)
    }

    /// How far the whole is from clean, as the checkers see it that looked at both states: less is better.
    pub(super) fn distance(&self, other: &Snapshot) -> (usize, usize, usize) {
        self.distance_by(other, |_| true)
    }

    /// The same without the errors in tests that the compiler came to only after a heal that began with `start` had mended others.
    pub(super) fn distance_since(&self, start: &Snapshot, other: &Snapshot) -> (usize, usize, usize) {
        self.distance_by(other, |error| !start.has_not_reached_test(error))
    }

    pub(super) fn has_not_reached_test(&self, error: &Diagnostic) -> bool {
        error.in_tests && self.has_not_reached(error)
    }

    fn distance_by(&self, other: &Snapshot, counts: impl Fn(&Diagnostic) -> bool) -> (usize, usize, usize) {
        let paths: BTreeSet<&Path> = self.files.keys().chain(other.files.keys()).map(PathBuf::as_path).collect();
        let counted: Vec<&Diagnostic> = paths
            .into_iter()
            .flat_map(|path| self.errors_of(path).filter(move |error| self.is_seen_for(path, error) && other.is_seen_for(path, error)))
            .filter(|error| counts(error))
            .collect();
        let sources: BTreeSet<&str> = counted.iter().map(|error| error.source.as_str()).collect();
        let (phase, in_phase) = rest(counted.iter().copied(), &sources);
        (phase, in_phase, counted.len())
    }

    /// Whether a heal that began with `start` may end here. In a file that it changed there are no more errors than before. In the others
    /// there is none that the checkers did not know before, but for those that they had not reached. Errors in tests that the compiler came to
    /// only now are nobody's doing.
    pub(super) fn is_admissible_after(&self, start: &Snapshot) -> bool {
        self.files.iter().all(|(path, seen)| {
            let both = |error: &&Diagnostic| self.is_seen_for(path, error) && start.is_seen_for(path, error);
            let is_news = |error: &&Diagnostic| !start.has_not_reached_test(error);
            let now = self.errors_of(path).filter(both).filter(is_news).count();
            let unchanged = start.get(path).is_none_or(|before| before.file.digest() == seen.file.digest());
            let known = |error: &Diagnostic| start.has_not_reached(error) || start.errors_of(path).any(|before| before.id == error.id);
            now <= start.errors_of(path).filter(both).count() || (unchanged && self.errors_of(path).all(known))
        })
    }
}
