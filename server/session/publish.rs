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
    // In a file that has just been opened the project's own tools soon say which names are there; until then only what no tool can take back
    // is told.
    let opening = published.version.is_none() && situation.pending && situation.now < situation.changed + REMOVAL_HOLD;
    let held_back = |diagnostic: &&Diagnostic| {
        let waits = diagnostic.severity != Severity::Error || (opening && diagnostic.code() != builtin::code::SYNTAX);
        situation.pending && diagnostic.source == builtin::SOURCE && waits
    };
    let candidate: Vec<Diagnostic> = situation.known.iter().filter(|diagnostic| !held_back(diagnostic)).cloned().collect();
    if !differs(published, situation.version, &candidate) {
        return Decision::Nothing;
    }
    if published.version.is_none() && candidate.is_empty() && situation.pending {
        let has_errors = situation.known.iter().any(Diagnostic::is_error);
        return if opening && has_errors { Decision::Wait(situation.changed + REMOVAL_HOLD) } else { Decision::Nothing };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Finding, Place};
    use crate::syntax::{Language, ParseOptions};

    fn decided(sources: &[(&str, &str, Severity)], pending: bool, waited: Duration) -> Decision {
        let file = SourceFile::new("/w/a.js", Language::JavaScript, "x\n", ParseOptions::default());
        let known: Vec<Diagnostic> = sources
            .iter()
            .map(|(source, code, severity)| {
                let mut finding = Finding::new(source, "/w/a.js", Place::Bytes((0..1).into()), *severity, "m", b"m");
                finding.code = Some((*code).to_owned());
                finding.resolve(&file, std::path::Path::new("/w"), &|_| None)
            })
            .collect();
        let changed = Instant::now();
        let situation = Situation { file: &file, version: 1, known: &known, pending, save_may_follow: false, changed, now: changed + waited };
        decide(&Published::default(), &situation)
    }

    fn published(decision: &Decision) -> Option<usize> {
        match decision {
            Decision::Publish(diagnostics) => Some(diagnostics.len()),
            _ => None,
        }
    }

    #[test]
    fn undefined_names_wait_for_the_tools_when_a_file_is_opened() {
        let own = ("healer", builtin::code::UNDEFINED_NAME, Severity::Error);
        let tool = ("eslint", "no-undef", Severity::Error);
        assert!(matches!(decided(&[own], true, Duration::ZERO), Decision::Wait(_)));
        assert_eq!(published(&decided(&[own], true, REMOVAL_HOLD)), Some(1));
        assert_eq!(published(&decided(&[own], false, Duration::ZERO)), Some(1));
        assert_eq!(published(&decided(&[own, tool], true, Duration::ZERO)), Some(1));
    }

    #[test]
    fn syntax_errors_wait_for_nothing() {
        assert_eq!(published(&decided(&[("healer", builtin::code::SYNTAX, Severity::Error)], true, Duration::ZERO)), Some(1));
    }
}

#[cfg(test)]
#[path = "publish_tests.rs"]
mod cases;
