//! What a heal is to mend, and how far it goes for it.

use crate::base::Span;
use crate::model::Diagnostic;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// How much is tried, and what may be kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HealPolicy {
    /// How many fixes are tried for one error, 1 to 10.
    pub attempts: usize,
    /// How sure one has to be, after the check, that a fix is what the author wants, 0 to 1.
    pub least_confidence: f64,
    /// Whether fixes with holes may be taken.
    pub sketches: bool,
    /// Whether fixes of learned patterns may be taken that are on trial. They are never applied unasked.
    pub trials: bool,
    /// How many texts are checked at most.
    pub rounds: usize,
    /// How many texts may be checked one after the other without any of them being better.
    pub fruitless_rounds: usize,
}

/// How sure one has to be of what somebody looks at before it is kept: likelier than nothing.
const REVIEWED: f64 = 0.2;

impl Default for HealPolicy {
    fn default() -> HealPolicy {
        HealPolicy { attempts: 3, least_confidence: 0.8, sketches: false, trials: false, rounds: 60, fruitless_rounds: 8 }
    }
}

impl HealPolicy {
    /// The same for a heal whose edit somebody looks at before it is kept, so that what is merely likely, or on trial, may be in it.
    pub fn reviewed(self) -> HealPolicy {
        HealPolicy { least_confidence: REVIEWED, trials: true, ..self }
    }
}

/// Which errors are to be mended.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    /// Only those of these files; empty for all that are known.
    pub files: BTreeSet<PathBuf>,
    /// In one of them, only those that touch this range.
    pub range: Option<(PathBuf, Span)>,
}

impl Targets {
    pub(super) fn include(&self, error: &Diagnostic) -> bool {
        let in_range = |(path, range): &(PathBuf, Span)| *path != error.path || error.range.intersects(*range) || range.touches(error.range.start);
        (self.files.is_empty() || self.files.contains(&error.path)) && self.range.as_ref().is_none_or(in_range)
    }
}
