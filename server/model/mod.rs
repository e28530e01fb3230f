//! Floor 2: the records that everything above passes around.

pub mod diagnostic;
pub mod envelope;
pub mod finding;
pub mod fix;
pub mod heal_record;
pub mod pattern;
pub mod trajectory;

pub use diagnostic::{Classification, Diagnostic, Raw, Related, Severity, Suggestion, Tag};
pub use envelope::{AttemptedFix, Envelope, FixOutcome, Outcome, Stamp, Verdict, unified_diff};
pub use finding::{Finding, FindingRelated, FindingSuggestion, Place};
pub use fix::{Applicability, FileEdits, Fix, Learned, Origin, Verification};
pub use heal_record::{HealRecord, HealScope, HealStatus, HealedFile, UndoError};
pub use pattern::{
    Except, Heard, Hole, Imported, KnownPattern, Part, PartPlace, Pattern, PatternExample, PatternRecord, PatternSource, Piece, Reach, Repair, Said, Shape,
    Source, Standing, Token, UsablePattern, Word,
};
pub use trajectory::{Circumstances, Deed, Step, Trajectory};
