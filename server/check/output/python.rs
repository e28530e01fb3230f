//! Python tracebacks and the blocks of ruff.

use super::log::{Lines, group, number, pattern};
use super::{Found, is_foreign};
use crate::base::ColumnUnit;
use crate::model::{Finding, FindingRelated, Place, Severity};
use std::ops::Range;
use std::path::Path;

/// One `File "…", line N, in f` of a traceback.
struct Frame {
    path: String,
    place: Place,
    function: String,
}

/// One traceback: its frames, outermost first, and the exception with which it ends.
struct Raised {
    frames: Vec<Frame>,
    /// The class of the exception without its module.
    class: String,
    message: String,
    /// For a syntax error: where it is.
    place: Option<(String, Place)>,
    end: usize,
}

/// A traceback with those of the exceptions that it was raised from. The last exception is the finding; its place is the innermost frame
/// that is not a library's, all others are related.
pub(super) fn traceback(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let text = lines.text(at);
    if !text.trim_start().starts_with("Traceback (most recent call last)") {
        return None;
    }
    let indent = text.len() - text.trim_start().len();
    let mut raised = Vec::new();
    let mut from = at;
    let end = loop {
        let one = one_traceback(lines, from, indent)?;
        let end = one.end;
        raised.push(one);
        let link = (end..end + 3).find(|line| {
            let text = lines.text(*line).trim();
            text.starts_with("The above exception was the direct cause") || text.starts_with("During handling of the above exception")
        });
        let next = link.and_then(|link| (link + 1..link + 3).find(|line| lines.text(*line).trim_start().starts_with("Traceback (most recent call last)")));
        match next {
            Some(next) => from = next,
            None => break end,
        }
    };
    finding(raised, &lines.raw(at..end)).map(|finding| Found::one(finding, end - at))
}

fn finding(mut raised: Vec<Raised>, raw: &[u8]) -> Option<Finding> {
    let last = raised.pop()?;
    let (path, place, own) = match &last.place {
        Some((path, place)) => (path.clone(), *place, None),
        None => {
            let own = last.frames.iter().rposition(|frame| !is_foreign(Path::new(&frame.path)));
            let frame = own.or(last.frames.len().checked_sub(1)).and_then(|index| Some((index, last.frames.get(index)?)));
            frame.map_or((String::new(), Place::Line(0), None), |(index, frame)| (frame.path.clone(), frame.place, Some(index)))
        }
    };
    let mut finding = Finding::new("python", path, place, Severity::Error, last.message, raw);
    finding.code = Some(last.class);
    let inner_first = last.frames.iter().enumerate().rev().filter(|(index, _)| Some(*index) != own);
    finding.related =
        inner_first.filter(|(_, frame)| !frame.path.starts_with('<')).map(|(_, frame)| related(frame, format!("in {}", frame.function))).collect();
    for cause in raised.iter().rev() {
        let frame = cause.frames.iter().rev().find(|frame| !is_foreign(Path::new(&frame.path)));
        finding.related.extend(frame.map(|frame| related(frame, format!("raised after {}", cause.message))));
    }
    Some(finding)
}

fn related(frame: &Frame, message: String) -> FindingRelated {
    FindingRelated { path: frame.path.clone().into(), place: frame.place, message }
}

fn one_traceback(lines: &Lines<'_>, at: usize, indent: usize) -> Option<Raised> {
    let strip = |line: usize| lines.text(line).get(indent..).unwrap_or("");
    let mut frames: Vec<Frame> = Vec::new();
    let mut line = at + 1;
    while let Some((frame, next)) = frame(lines, line, indent) {
        frames.push(frame);
        line = next;
        if strip(line).trim_start().starts_with("[Previous line repeated") {
            line += 1;
        }
    }
    exception(lines, line, indent, frames)
}

/// The frame that starts at a line, and the line after it.
fn frame(lines: &Lines<'_>, at: usize, indent: usize) -> Option<(Frame, usize)> {
    let header = pattern!(r#"^  File "(.+?)", line (\d+)(?:, in (.+))?$"#)?.captures(lines.text(at).get(indent..)?)?;
    // The source line and the marks under it stand deeper than the header.
    let end = lines.end_while(at + 1, |text| text.get(indent..).is_some_and(|text| text.starts_with("    ")));
    let line = number(&header, 2).saturating_sub(1);
    let place = marked(lines, at + 1..end, indent, line).unwrap_or(Place::Line(line));
    Some((Frame { path: group(&header, 1).to_owned(), place, function: group(&header, 3).to_owned() }, end))
}

/// The place that the marks under a source line name. Python prints the line without its indentation.
fn marked(lines: &Lines<'_>, range: Range<usize>, indent: usize, line: usize) -> Option<Place> {
    let marks = range.clone().find(|at| {
        let text = lines.text(*at).trim();
        *at > range.start && text.contains('^') && text.chars().all(|mark| matches!(mark, '^' | '~' | ' '))
    })?;
    if marks != range.start + 1 {
        return None;
    }
    let marks = lines.text(marks).get(indent + 4..)?;
    let start = marks.chars().take_while(|mark| *mark == ' ').count();
    Some(Place::Trimmed { line, start, end: marks.trim_end().chars().count() })
}

/// The line `package.Class: words`, and what follows of the words.
fn exception(lines: &Lines<'_>, at: usize, indent: usize, mut frames: Vec<Frame>) -> Option<Raised> {
    let text = lines.text(at).get(indent..)?;
    let header = pattern!(r"^((?:[A-Za-z_][\w]*\.)*([A-Za-z_]\w*))(?:: (.*)|:)?$")?.captures(text)?;
    let class = group(&header, 2).to_owned();
    let is_syntax = matches!(class.as_str(), "SyntaxError" | "IndentationError" | "TabError");
    let mut end = at + 1;
    let mut message = if is_syntax { group(&header, 3).to_owned() } else { text.to_owned() };
    // Words may run over several lines; what looks like something else ends them.
    while let Some(more) = lines.get(end).filter(|more| goes_on(more, end - at)) {
        message.push('\n');
        message.push_str(more);
        end += 1;
    }
    let place = if is_syntax { frames.pop().map(|frame| (frame.path, frame.place)) } else { None };
    Some(Raised { frames, class, message: message.trim_end().to_owned(), place, end })
}

/// Whether a line behind an exception's own still belongs to its words: nothing tells for sure, so only a few lines that look like nothing
/// else are taken.
fn goes_on(text: &str, taken: usize) -> bool {
    let other = pattern!(
        r#"^\s*$|^Traceback |^\$ |^  File "|^=|^_{3,}|^\S+:\d+|^E  |^\d{4}-\d\d|^[A-Z]+:|^(error|warning|panic|thread|INFO|ERROR|WARN)|^\w+[\w.]*(Error|Exception):|^\s+at |^#|^\{"#
    );
    taken <= 5 && !other.is_some_and(|other| other.is_match(text))
}

/// A syntax error that Python prints without a traceback: the header of a frame, the line, the mark, the words.
pub(super) fn syntax_error(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let text = lines.text(at);
    let indent = text.find("  File \"")?;
    if !text.get(..indent)?.trim().is_empty() {
        return None;
    }
    let (frame, next) = frame(lines, at, indent)?;
    let raised = exception(lines, next, indent, vec![frame])?;
    let end = raised.end;
    raised.place.as_ref()?;
    finding(vec![raised], &lines.raw(at..end)).map(|finding| Found::one(finding, end - at))
}

/// An exception group: its own words at the innermost frame, and those of its parts as related.
pub(super) fn exception_group(lines: &Lines<'_>, at: usize) -> Option<Found> {
    if !lines.text(at).trim_start().starts_with("+ Exception Group Traceback") {
        return None;
    }
    let end = lines.end_while(at + 1, |text| text.trim_start().starts_with(['|', '+']));
    let mut frames = Vec::new();
    let mut words: Vec<String> = Vec::new();
    for line in at + 1..end {
        let text = lines.text(line).trim_start().trim_start_matches(['|', '+', '-']);
        if let Some(frame) = pattern!(r#"^\s*File "(.+?)", line (\d+), in (.+)$"#)?.captures(text) {
            let place = Place::Line(number(&frame, 2).saturating_sub(1));
            frames.push((words.len(), Frame { path: group(&frame, 1).to_owned(), place, function: group(&frame, 3).to_owned() }));
        } else if let Some(said) = pattern!(r"^ ((?:\w+\.)*\w*(?:Group|Error|Exception|Warning|Interrupt|Exit)\w*(?:: .*)?)$")?.captures(text) {
            words.push(group(&said, 1).to_owned());
        }
    }
    let message = words.join("\n");
    let class = words.first()?.split([':', '(']).next().unwrap_or("").rsplit('.').next().unwrap_or("").to_owned();
    // The frames before the group's own words are the group's.
    let own: Vec<Frame> = frames.into_iter().filter(|(said, _)| *said == 0).map(|(_, frame)| frame).collect();
    let raised = Raised { frames: own, class, message, place: None, end };
    finding(vec![raised], &lines.raw(at..end)).map(|finding| Found::one(finding, end - at))
}

/// ruff's full form: `F821 Undefined name`, an arrow, an excerpt, what would mend it.
pub(super) fn ruff_block(lines: &Lines<'_>, at: usize) -> Option<Found> {
    let header = pattern!(r"^([A-Z]+\d+|invalid-syntax:|SyntaxError:|unformatted:) (?:\[\*\] )?(.+)$")?.captures(lines.text(at))?;
    let arrow = pattern!(r"^\s*--> (.+?):(\d+):(\d+)$")?.captures(lines.text(at + 1))?;
    let end = lines.end_while(at + 2, |text| !text.trim().is_empty());
    let (line, column) = (number(&arrow, 2), number(&arrow, 3));
    let mut place = Place::one_based(line, column, ColumnUnit::Utf32);
    let source = format!("{line} |");
    if let Some(shown) = (at + 2..end).find(|shown| lines.text(*shown).trim_start().starts_with(&source))
        && let Some((_, marks)) = lines.text(shown + 1).split_once('|')
        && marks.contains('^')
    {
        let length = marks.chars().filter(|mark| *mark == '^').count();
        place = Place::one_based_range((line, column), (line, column + length), ColumnUnit::Utf32);
    }
    let code = group(&header, 1).trim_end_matches(':');
    let is_error = code == "invalid-syntax" || code == "SyntaxError" || code.starts_with('F') || code.starts_with("E9");
    let severity = if is_error { Severity::Error } else { Severity::Warning };
    let mut finding = Finding::new("ruff", group(&arrow, 1), place, severity, group(&header, 2), &lines.raw(at..end));
    finding.code = Some(code.to_owned());
    Some(Found::one(finding, end - at))
}
