//! A fix: edits that should remove a diagnostic.

use crate::base::EditSet;
use crate::syntax::{SourceFile, TextDigest};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// How safe a fix is. Rank is not safety: a high confidence never raises applicability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// Keeps the program's meaning, or the program had none before (a syntax error with one evident repair).
    Safe,
    /// Likely right, may change meaning.
    Review,
    /// Has holes for the user to fill.
    Sketch,
}

/// Where a fix came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    Native,
    Rule,
    Template,
    Learned,
    Model,
}

impl Origin {
    /// The word for it, as records and clients have it.
    pub fn id(self) -> &'static str {
        match self {
            Origin::Native => "native",
            Origin::Rule => "rule",
            Origin::Template => "template",
            Origin::Learned => "learned",
            Origin::Model => "model",
        }
    }
}

/// What has been proven of a fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verification {
    /// No new syntax error.
    Parsed,
    /// The real checker ran on it: target gone, none new.
    Checked,
    /// The tests passed too.
    Tested,
}

/// The edits of one file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct FileEdits {
    /// Absolute.
    pub path: PathBuf,
    pub edits: EditSet,
}

/// What is known of a learned fix beside its edits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Learned {
    /// Whether it is only offered, not yet trusted.
    pub on_trial: bool,
    /// Whether the user repaired the same kind of error like this by hand.
    pub by_hand: bool,
    /// By its record, 0 to 1.
    pub confidence: f64,
    /// Weighted, as the record has them.
    pub successes: f64,
    pub failures: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// The same for the same edits of the same diagnostic.
    pub id: String,
    /// The id of the diagnostic that it mends.
    pub diagnostic: String,
    /// What will happen, in the imperative.
    pub title: String,
    pub origin: Origin,
    /// `language/rule-name`, or the checker's name for native fixes.
    pub rule: String,
    pub applicability: Applicability,
    /// The probability, 0 to 1, that the fix removes the diagnostic, adds none and is what the author wants.
    pub confidence: f64,
    pub verified: Option<Verification>,
    pub edits: Vec<FileEdits>,
    /// The texts that the edits are for, in the order of `edits`. On any other text the fix is void.
    pub texts: Vec<TextDigest>,
    /// Whether it is clearly the one to take.
    pub preferred: bool,
    /// What is known of a learned fix; `None` for others.
    pub learned: Option<Learned>,
}

impl Fix {
    /// Whether it is a learned fix that is only offered yet.
    pub fn is_on_trial(&self) -> bool {
        self.origin == Origin::Learned && self.learned.is_none_or(|learned| learned.on_trial)
    }

    /// Whether the fix is for this very text of the file.
    pub fn is_for(&self, file: &SourceFile) -> bool {
        let place = self.edits.iter().position(|edits| edits.path == file.path());
        place.and_then(|place| self.texts.get(place)).is_some_and(|digest| digest == file.digest())
    }

    /// The edits of one file, if the fix touches it.
    pub fn edits_of(&self, path: &std::path::Path) -> Option<&EditSet> {
        self.edits.iter().find(|file| file.path == path).map(|file| &file.edits)
    }
}
