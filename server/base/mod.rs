//! Floor 0: text positions, edits, cancellation and hashing. Knows nothing of languages, tools or protocols.

pub mod backoff;
pub mod cancel;
pub mod edit;
pub mod hash;
pub mod line_index;
pub mod names;
pub mod span;
pub mod words;

pub use cancel::CancelToken;
pub use edit::{EditError, EditSet, TextEdit};
pub use line_index::{ColumnUnit, LineColumn, LineIndex};
pub use span::Span;
pub use words::{WordSet, signature};
