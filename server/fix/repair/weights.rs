//! The weights of the ranking: a conditional logit over the repairs that the parser accepts.

use super::candidate::{SLIPS, Slip};

/// What is known of an accepted repair, besides its kind.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Features {
    /// The gain of the token model, in natural logarithms.
    pub gain: f32,
    pub bonus: f32,
    /// The logarithm of one plus the number of tokens between repair and error.
    pub distance: f32,
    /// Pairs and triples of spellings that the rest of the file has, gained by the repair.
    pub familiar: f32,
    /// Calls that take as many arguments as others of the same name do, less those that do not.
    pub arity: f32,
    /// Names that are bound nowhere, more than the best repair has.
    pub undefined: f32,
    /// The bytes that are changed beyond the first.
    pub size: f32,
}

impl Features {
    /// The features as a row, in the order of [`WEIGHTS`].
    pub fn row(&self) -> [f32; WIDTH] {
        [self.gain, self.bonus, self.distance, self.familiar, self.arity, self.undefined, self.size]
    }
}

pub(super) const WIDTH: usize = 7;

const WEIGHTS: [f32; WIDTH] = [0.6, 1.0, -0.5, 0.4, 1.5, -1.5, -0.05];

/// How usual each kind of slip is, in natural logarithms, in the order of [`Slip`].
const KINDS: [f32; SLIPS] = [0.0, -1.0, 1.0, 0.0, 0.5, 0.5, -1.0, 0.0, -4.0, 0.5, -1.0, -3.0, -7.0, -2.0, -2.0, -2.5, 1.0, 0.0, 1.0, 1.0, 1.0, 0.5, -2.0];

pub(super) fn of_kind(slip: Slip) -> f32 {
    KINDS.get(slip as usize).copied().unwrap_or(-3.0)
}

/// The score of a repair; the probabilities of several are as the exponentials of their scores.
pub(super) fn score(slip: Slip, features: &Features) -> f32 {
    of_kind(slip) + WEIGHTS.iter().zip(features.row()).map(|(weight, value)| weight * value).sum::<f32>()
}
