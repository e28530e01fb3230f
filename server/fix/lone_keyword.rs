//! A misspelt keyword that is a statement of its own (`brek`, `rturn`): to a parser that is a name like any other.

use super::{FixContext, Proposal};
use crate::base::{Span, names};

/// Less alike than this nobody has misspelt the keyword.
const LEAST: f64 = 0.7;

/// The proposal to write the one of `keywords` that an unknown name stands for where nothing else is in its statement.
pub(super) fn propose(context: &FixContext<'_>, rule: &'static str, keywords: &[&str]) -> Vec<Proposal> {
    let range = context.diagnostic.range;
    let written = range.of(context.file.text());
    if !stands_alone(context, range) {
        return Vec::new();
    }
    let meant = names::closest(written, keywords.iter().copied(), LEAST).into_iter().next();
    let replace =
        |(keyword, likeness): (&str, f64)| Proposal::replace(rule, format!("Change `{written}` to `{keyword}`"), context, range, keyword, 0.6 + 0.4 * likeness);
    meant.map(replace).into_iter().collect()
}

/// Whether there is nothing on both sides of a range but what ends and begins statements.
fn stands_alone(context: &FixContext<'_>, range: Span) -> bool {
    let line = context.file.line_span(context.file.line_of(range.start));
    let text = context.file.text();
    let before = Span::new(line.start, range.start).of(text).trim_end();
    let after = text.get(range.end..line.end.max(range.end)).unwrap_or("").trim_start();
    let begins = before.is_empty() || before.ends_with(['{', '}', ';', ')', ':']) || before.ends_with("else");
    let ends = after.is_empty() || after.starts_with([';', '}', '#']) || after.starts_with("//");
    begins && ends
}
