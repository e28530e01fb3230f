//! Gives a header without a body what it lacks: the statement below it, one step deeper; a caught exception is raised again; an empty
//! `else:` goes.

use super::support::reindent;
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::{ParseOptions, SourceFile, python::layout, syntax_errors};

pub(super) const RULE: Rule = Rule {
    name: "python/complete-body",
    summary: "Completes a header whose body is missing",
    not_offered: "It keeps silent where no header that ends in a colon stands above the place of the error.",
    examples: &[
        Example::mends(
            "python[IndentationError]: expected an indented block after 'if' statement on line 1",
            "
            if ready:
            «start»()
            ",
            "
            if ready:
                start()
            ",
        ),
        Example::mends(
            "python[IndentationError]: expected an indented block after 'except' statement on line 3",
            "
            try:
                start()
            except OSError:

            «done» = True
            ",
            "
            try:
                start()
            except OSError:
                raise

            done = True
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.category() == "SYNTAX.BODY" && diagnostic.is_error()
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let Some(header) = header_line(context) else { return Vec::new() };
    let words = file.line(header).trim_start();
    let keyword = words.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let own = file.indentation(header);
    let body = format!("{own}{}", file.indent_unit());
    let line_break = file.line_break();
    let after_header = file.full_lines(header, header).end;
    let mut proposals = Vec::new();
    let is_code = |line: &usize| !matches!(file.line(*line).trim_start().chars().next(), None | Some('#'));
    let next = (header + 1..file.lines().line_count()).find(is_code);
    let level = next.filter(|next| file.indentation(*next) == own && !is_clause(file.line(*next).trim_start()));
    if let Some(next) = level {
        let adjacent = (header + 1..next).all(|line| !file.line(line).trim().is_empty());
        let last = statement_end(file, next);
        if let Some(edits) = reindent(file, next, last, &body) {
            let likelihood = if adjacent { 0.8 } else { 0.35 };
            proposals.push(Proposal::new(RULE.name, format!("Indent the statement below `{keyword}`"), context, edits, likelihood));
        }
    }
    if matches!(keyword, "else" | "finally") {
        let edits = EditSet::one(TextEdit::delete(file.full_lines(header, header)));
        proposals.push(Proposal::new(RULE.name, format!("Remove the empty `{keyword}:`"), context, edits, 0.6));
    }
    let at_end = after_header == file.text().len() && !file.text().ends_with(['\n', '\r']);
    let line = |statement: &str| match at_end {
        true => TextEdit::insert(after_header, format!("{line_break}{body}{statement}")),
        false => TextEdit::insert(after_header, format!("{body}{statement}{line_break}")),
    };
    if keyword == "except" {
        // What stands apart from the header was never its body.
        let apart = level.is_none_or(|next| (header + 1..next).any(|line| file.line(line).trim().is_empty()));
        let likelihood = if apart { 0.9 } else { 0.6 };
        proposals.push(Proposal::new(RULE.name, "Raise the exception again", context, EditSet::one(line("raise")), likelihood));
    }
    proposals.push(Proposal::new(RULE.name, "Add `pass` as the body", context, EditSet::one(line("pass")), 0.3).sketch());
    proposals
}

/// The line of the header: the one that the message names, else the nearest one above that ends in a colon.
fn header_line(context: &FixContext<'_>) -> Option<usize> {
    let file = context.file;
    let is_header = |line: &usize| layout::ends_in_colon(file.line(*line));
    let said =
        context.diagnostic.message.rsplit_once("on line ").and_then(|(_, number)| number.split(|c: char| !c.is_ascii_digit()).next()?.parse::<usize>().ok());
    let from = said.and_then(|line| line.checked_sub(1)).filter(|line| *line < file.lines().line_count());
    match from {
        // A header may run over several lines; its colon ends the last one.
        Some(first) => (first..(first + 40).min(file.lines().line_count())).find(is_header),
        None => (0..=file.line_of(context.diagnostic.range.start)).rev().find(is_header),
    }
}

/// Whether a line goes on with a statement that stands above it.
fn is_clause(line: &str) -> bool {
    ["else", "elif", "except", "finally", "case"].iter().any(|word| line.strip_prefix(word).is_some_and(|rest| rest.starts_with([':', ' ', '('])))
}

/// The last line of the statement that begins at a line: with its brackets closed, and with its own block.
fn statement_end(file: &SourceFile, first: usize) -> usize {
    let own = file.indentation(first).len();
    let start = file.line_span(first).start;
    let mut last = first;
    // The text up to a line's end is a whole statement where no bracket is open there.
    while last + 1 < file.lines().line_count() && !layout::scan(file.text().get(start..file.line_span(last).end).unwrap_or("").trim_start()).open.is_empty() {
        last += 1;
    }
    let opens_block = file.line(last).trim_end().ends_with(':');
    let mut end = last;
    for line in last + 1..file.lines().line_count() {
        let content = file.line(line).trim_start();
        if content.is_empty() {
            continue;
        }
        let deeper = file.indentation(line).len() > own;
        if !opens_block || !(deeper || is_clause(content) && file.indentation(line).len() == own) {
            break;
        }
        end = line;
    }
    // A block that does not parse on its own is better left alone than moved.
    let block = file.full_lines(first, end).of(file.text());
    let dedented: String = block.lines().map(|line| line.get(own.min(line.len())..).unwrap_or("").to_owned() + "\n").collect();
    if end > last && !syntax_errors(file.language(), &dedented, &ParseOptions::default()).is_empty() { last } else { end }
}
