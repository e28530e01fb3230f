//! A possible repair, before it is judged.

use crate::base::EditSet;

/// What kind of slip a candidate assumes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Slip {
    MissingCloser,
    MissingOpener,
    /// A block's end that only the indentation shows.
    MissingBlockEnd,
    MissingComma,
    MissingColon,
    MissingSemicolon,
    MissingOperator,
    MissingArrow,
    MissingWord,
    MissingQuote,
    StrayBracket,
    StraySign,
    StrayWord,
    StrayQuote,
    WrongBracket,
    WrongSign,
    AssignedInCondition,
    Spelling,
    Foreign,
    Indentation,
    OldStatement,
    Placeholder,
    Split,
    /// A number or an escape that cannot be read.
    Literal,
    /// A statement that lacks a part or has one too many.
    Statement,
}

/// The number of kinds of slips.
pub(super) const SLIPS: usize = Slip::Statement as usize + 1;

#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub edits: EditSet,
    pub slip: Slip,
    pub title: String,
    /// What speaks for or against it beyond its kind, in natural logarithms: likeness of a spelling, agreement with the layout.
    pub bonus: f32,
}

impl Candidate {
    pub fn new(edits: impl Into<EditSet>, slip: Slip, title: impl Into<String>) -> Candidate {
        Candidate { edits: edits.into(), slip, title: title.into(), bonus: 0.0 }
    }

    pub fn with(mut self, bonus: f32) -> Candidate {
        self.bonus += bonus;
        self
    }

    /// The first byte that is changed.
    pub fn place(&self) -> usize {
        self.edits.edits().first().map_or(0, |edit| edit.range.start)
    }
}
