//! When diagnostics are published. Few publishes, no flicker: what a tool will say in a moment is waited for, a new error is not.

use crate::check::builtin;
use crate::model::{Diagnostic, Severity};
use crate::syntax::SourceFile;
use std::time::{Duration, Instant};

/// How long the news that errors are gone is held back for tools that may still find others.
pub const REMOVAL_HOLD: Duration = Duration::from_millis(1500);
/// How long it is held back after a change, as a save that starts the tools often follows at once.
pub const SAVE_HOLD: Duration = Duration::from_millis(100);

/// What was published last for a document.
#[derive(Clone, Debug, Default)]
pub struct Published {
    pub version: Option<i32>,
    /// Moved along with the edits since.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether an edit has dropped one of them since.
    pub dropped: bool,
}

/// The state of affairs for one document.
pub struct Situation<'s> {
    pub file: &'s SourceFile,
    pub version: i32,
    /// What is known, tools and built-in checker together.
    pub known: &'s [Diagnostic],
    /// Whether tools are still to report on this version.
    pub pending: bool,
    /// Whether a save may follow that starts tools.
    pub save_may_follow: bool,
    pub changed: Instant,
    pub now: Instant,
}

#[derive(Debug, PartialEq)]
pub enum Decision {
    Nothing,
    Publish(Vec<Diagnostic>),
    /// Decide again then, unless something happens before.
    Wait(Instant),
}

/// What is to be done now.
pub fn decide(published: &Published, situation: &Situation<'_>) -> Decision {
    let held_back = |diagnostic: &&Diagnostic| situation.pending && diagnostic.source == builtin::SOURCE && diagnostic.severity != Severity::Error;
    let candidate: Vec<Diagnostic> = situation.known.iter().filter(|diagnostic| !held_back(diagnostic)).cloned().collect();
    if !differs(published, situation.version, &candidate) {
        return Decision::Nothing;
    }
    if published.version.is_none() && candidate.is_empty() && situation.pending {
        return Decision::Nothing;
    }
    let line = |diagnostic: &Diagnostic| situation.file.line_of(diagnostic.range.start);
    let shown = |error: &Diagnostic| published.diagnostics.iter().any(|known| known.is_error() && line(known) == line(error));
    let brings_error = candidate.iter().any(|diagnostic| diagnostic.is_error() && !shown(diagnostic));
    let deadline = match (situation.pending, situation.save_may_follow) {
        (true, _) => situation.changed + REMOVAL_HOLD,
        (false, true) if candidate.len() < published.diagnostics.len() || published.dropped => situation.changed + SAVE_HOLD,
        _ => situation.now,
    };
    if brings_error || situation.now >= deadline { Decision::Publish(candidate) } else { Decision::Wait(deadline) }
}

/// Whether the client has to hear of it: something else than it holds, or the same for a newer text.
fn differs(published: &Published, version: i32, candidate: &[Diagnostic]) -> bool {
    let moved = published.version != Some(version);
    if published.version.is_none() || (moved && !candidate.is_empty()) {
        return true;
    }
    published.dropped || published.diagnostics != candidate
}
