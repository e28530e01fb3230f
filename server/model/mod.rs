//! Floor 2: the records that everything above passes around.

pub mod diagnostic;
pub mod envelope;
pub mod finding;
pub mod fix;
pub mod heal_record;

pub use diagnostic::{Classification, Diagnostic, Raw, Related, Severity, Suggestion, Tag};
pub use envelope::{AttemptedFix, Envelope, FixOutcome, Outcome, Stamp, Verdict, unified_diff};
pub use finding::{Finding, FindingRelated, FindingSuggestion, Place};
pub use fix::{Applicability, FileEdits, Fix, Origin, Verification};
pub use heal_record::{HealRecord, HealScope, HealStatus, HealedFile, UndoError};
