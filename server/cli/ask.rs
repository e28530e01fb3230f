//! Asking on a terminal which fix to take.

use super::output::Output;
use super::render::human_diagnostic;
use crate::model::{Diagnostic, Fix};
use crate::syntax::SourceFile;
use std::io::{self, BufRead};

/// What is done about one error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// The fix at this index is taken.
    Take(usize),
    /// None is.
    Skip,
    /// None is, and nothing more is asked.
    Stop,
}

/// Shows an error with its fixes and reads the answer. The end of the input stops.
pub(super) fn which(file: &SourceFile, error: &Diagnostic, fixes: &[Fix], output: &mut Output) -> io::Result<Choice> {
    output.line(&human_diagnostic(file, error, &[], output.colored()))?;
    for (at, fix) in fixes.iter().enumerate() {
        output.line(&format!("  {}  {} [{}, {:.2}]", at + 1, fix.title, fix.rule, fix.confidence))?;
        for line in preview(file, fix) {
            output.line(&format!("       {line}"))?;
        }
    }
    loop {
        output.text(&format!("Take which? [1-{}, Enter = 1, n = none, q = stop] ", fixes.len()))?;
        output.finish()?;
        let mut line = String::new();
        if io::stdin().lock().read_line(&mut line)? == 0 {
            return Ok(Choice::Stop);
        }
        match answer(&line, fixes.len()) {
            Some(choice) => return Ok(choice),
            None => output.line("Please type a number, n or q.")?,
        }
    }
}

/// Asks a question to be answered with yes or no; Enter means yes, the end of the input no.
pub(super) fn agrees(question: &str, output: &mut Output) -> io::Result<bool> {
    loop {
        output.text(&format!("{question} [Y/n] "))?;
        output.finish()?;
        let mut line = String::new();
        if io::stdin().lock().read_line(&mut line)? == 0 {
            return Ok(false);
        }
        match line.trim() {
            "" | "y" | "Y" | "yes" => return Ok(true),
            "n" | "N" | "no" => return Ok(false),
            _ => output.line("Please type y or n.")?,
        }
    }
}

fn answer(line: &str, count: usize) -> Option<Choice> {
    match line.trim() {
        "" | "y" | "Y" => Some(Choice::Take(0)),
        "n" | "N" => Some(Choice::Skip),
        "q" | "Q" => Some(Choice::Stop),
        number => number.parse::<usize>().ok().filter(|number| (1..=count).contains(number)).map(|number| Choice::Take(number - 1)),
    }
}

/// The changed lines of a fix, a few of them.
fn preview(file: &SourceFile, fix: &Fix) -> Vec<String> {
    let Some(after) = fix.edits_of(file.path()).and_then(|edits| edits.apply(file.text()).ok()) else { return Vec::new() };
    let changes = similar::TextDiff::from_lines(file.text(), after.as_str());
    let changed = changes.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal);
    changed.take(8).map(|change| format!("{}{}", change.tag(), change.value().trim_end())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read() {
        assert_eq!(answer("\n", 2), Some(Choice::Take(0)));
        assert_eq!(answer(" 2 \r\n", 2), Some(Choice::Take(1)));
        assert_eq!(answer("3", 2), None);
        assert_eq!(answer("n\n", 2), Some(Choice::Skip));
        assert_eq!(answer("q", 2), Some(Choice::Stop));
        assert_eq!(answer("what", 2), None);
    }
}
