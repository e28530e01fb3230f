//! The frames of JavaScript stacks.

use super::is_foreign;
use super::log::{Lines, group, number, pattern};
use crate::base::ColumnUnit;
use crate::model::{FindingRelated, Place};
use std::path::{Path, PathBuf};

/// One `at f (/w/a.js:1:2)`.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub path: PathBuf,
    pub line: usize,
    pub column: usize,
    pub function: String,
}

impl Frame {
    pub fn place(&self) -> Place {
        Place::one_based(self.line, self.column, ColumnUnit::Utf16)
    }

    pub fn is_own(&self) -> bool {
        !is_foreign(&self.path)
    }

    pub fn related(&self) -> FindingRelated {
        let message = if self.function.is_empty() { "called here".to_owned() } else { format!("in {}", self.function) };
        FindingRelated { path: self.path.clone(), place: self.place(), message }
    }
}

/// The path in what a tool calls a file: a `file:` URL or a path.
pub(super) fn path_of(said: &str) -> PathBuf {
    if said.starts_with("file:")
        && let Some(path) = url::Url::parse(said).ok().and_then(|url| url.to_file_path().ok())
    {
        return path;
    }
    Path::new(said.strip_prefix("./").unwrap_or(said)).to_owned()
}

/// The frame in a line of a stack, whatever stands before it: `at `, `❯ `, nothing (TAP).
pub(super) fn frame(text: &str) -> Option<Frame> {
    let text = text.trim().trim_end_matches('{').trim_end();
    let text = text.strip_prefix("at ").or(text.strip_prefix("❯ ")).unwrap_or(text);
    let found = pattern!(r"^(?:(.+?) )?\(?((?:file://|node:|[A-Za-z]:[\\/])?[^\s():]?[^():]*?):(\d+):(\d+)\)?$")?.captures(text)?;
    let function = group(&found, 1).trim_start_matches("async ").to_owned();
    Some(Frame { path: path_of(group(&found, 2)), line: number(&found, 3), column: number(&found, 4), function })
}

/// The frames in lines from one on that all begin with `at`, and where they end. Frames without a place are passed over.
pub(super) fn frames(lines: &Lines<'_>, at: usize) -> (Vec<Frame>, usize) {
    let end = lines.end_while(at, |text| text.trim_start().starts_with("at "));
    ((at..end).filter_map(|line| frame(lines.text(line))).collect(), end)
}

/// The innermost frame of the program's own.
pub(super) fn own(frames: &[Frame]) -> Option<&Frame> {
    frames.iter().find(|frame| frame.is_own())
}

/// All own frames but one, as related places, innermost first, each once.
pub(super) fn others(frames: &[Frame], chosen: Option<&Frame>) -> Vec<FindingRelated> {
    let key = |frame: &Frame| (frame.path.clone(), frame.line, frame.column);
    let mut seen: Vec<_> = chosen.map(key).into_iter().collect();
    let mut related = Vec::new();
    for frame in frames.iter().filter(|frame| frame.is_own()) {
        if !seen.contains(&key(frame)) {
            seen.push(key(frame));
            related.push(frame.related());
        }
    }
    related
}
