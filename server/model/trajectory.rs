//! A trajectory: in what situation something was done, what was done, and what came of it, in few words.

use super::Origin;
use crate::syntax::Language;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Longer messages are cut, in characters.
pub const LONGEST_MESSAGE: usize = 160;
/// So many steps and entries of a menu are kept.
pub const MOST_STEPS: usize = 16;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Deed {
    Heal,
    /// A fix was taken from a menu.
    Fix,
    /// The user repaired an error by hand.
    Hand,
}

/// One fix that was tried, or that was on offer. The names of learned fixes are left out, as they are forgotten by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub origin: Origin,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rule: String,
    /// In hundredths.
    pub confidence: u32,
    /// In a heal: the category of the error, the fix's place among the candidates from 1, and the verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
}

/// What nothing is counted by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Circumstances {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checkers: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cluster: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// The menu, best first, or the attempts of a heal in their order; the first [`MOST_STEPS`].
    pub steps: Vec<Step>,
    /// How many there were.
    pub all: usize,
    /// In a heal: errors before and after, and how long it took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<(u64, u64)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milliseconds: Option<u64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// Unlike that of any other: a heal's job, or an id.
    pub id: String,
    /// Milliseconds since 1970, when it ended.
    pub time: i64,
    pub deed: Deed,
    pub workspace: PathBuf,
    /// Of the first error.
    pub language: Option<Language>,
    pub category: String,
    /// Of the fix that was taken; a learned one has no rule.
    pub origin: Option<Origin>,
    pub rule: String,
    /// How it ended, in one word: a heal's status or a fate.
    pub outcome: String,
    /// What that is worth, -1 to 1.
    pub reward: f64,
    /// The errors whose first fix was right or wrong, as far as that is known, and for how many it was right.
    pub cases: u64,
    pub first_right: u64,
    /// Whether the first fix that was not learned would have been right; `None` where that is not known.
    pub rules_right: Option<bool>,
    pub circumstances: Circumstances,
}
