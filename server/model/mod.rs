//! Floor 2: the records that everything above passes around.

pub mod diagnostic;
pub mod finding;
pub mod fix;

pub use diagnostic::{Classification, Diagnostic, Raw, Related, Severity, Suggestion, Tag};
pub use finding::{Finding, FindingRelated, FindingSuggestion, Place};
pub use fix::{Applicability, FileEdits, Fix, Origin, Verification};
