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
    /// Two blanks or more stand where something is inserted.
    pub wide: bool,
    /// The repair lies behind the place where the parser stopped.
    pub behind: bool,
    /// The repair lies in the line where the parser stopped.
    pub same_line: bool,
    /// The repair lies at the end of a line.
    pub line_end: bool,
    /// The repair lies at the very token where the parser stopped.
    pub at_focus: bool,
}

impl Features {
    /// The features of a repair by a slip as a row, in the order of [`WEIGHTS`].
    pub fn row(&self, slip: Slip) -> [f32; WIDTH] {
        let flag = |is: bool| f32::from(u8::from(is));
        let quote = matches!(slip, Slip::MissingQuote | Slip::StrayQuote);
        let inserts = (slip as usize) <= Slip::MissingWord as usize;
        let only = |is: bool, value: f32| if is { value } else { 0.0 };
        [
            self.gain,
            self.bonus,
            self.distance,
            self.familiar,
            self.arity,
            self.undefined,
            self.size,
            flag(self.wide),
            flag(self.behind),
            flag(self.same_line),
            only(inserts, flag(self.line_end)),
            flag(self.at_focus),
            only(quote, self.gain),
            only(slip == Slip::Indentation, self.gain),
            only(quote, self.distance),
            only(inserts, self.gain),
        ]
    }
}

pub(super) const WIDTH: usize = 16;

const WEIGHTS: [f32; WIDTH] = [0.2, 1.19, 0.64, 0.26, 3.04, -1.35, 0.07, 2.4, -1.74, -2.24, 1.08, 0.46, -0.03, -0.1, -2.55, -0.01];

/// How usual each kind of slip is, in natural logarithms, in the order of [`Slip`].
const KINDS: [f32; SLIPS] =
    [1.3, 0.2, 0.9, 2.8, 0.2, -0.2, 1.0, 2.3, -1.5, 3.9, -1.5, -0.7, -7.0, -2.9, -1.4, -3.2, 5.4, 2.5, 2.0, 2.0, 3.0, 1.0, 0.0, 2.0, 1.0];

pub(super) fn of_kind(slip: Slip) -> f32 {
    KINDS.get(slip as usize).copied().unwrap_or(-3.0)
}

/// The score of a repair; the probabilities of several are as the exponentials of their scores.
pub(super) fn score(slip: Slip, features: &Features) -> f32 {
    of_kind(slip) + WEIGHTS.iter().zip(features.row(slip)).map(|(weight, value)| weight * value).sum::<f32>()
}
