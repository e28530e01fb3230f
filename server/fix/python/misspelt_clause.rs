//! Corrects the first word of a clause that follows `try`.

use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "python/misspelt-clause",
    summary: "Corrects the first word of a clause that follows `try`",
    not_offered: "It keeps silent where the word after the body of `try` begins another statement, and where it stands deeper or less deep than `try`.",
    examples: &[
        Example::mends(
            "python[SyntaxError]: expected 'except' or 'finally' block",
            "
            try:
                value = 1
            «catch» ValueError:
                value = 0
            ",
            "
            try:
                value = 1
            except ValueError:
                value = 0
            ",
        ),
        Example::keeps_silent(
            "python[SyntaxError]: expected 'except' or 'finally' block",
            "
            try:
                value = 1
            «print»(1)
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    let said = &diagnostic.message;
    diagnostic.is_error() && (said.contains("'except' or 'finally'") || said.contains("`except` or `finally`"))
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    corrected(context).into_iter().collect()
}

fn corrected(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let reported = file.line_of(context.diagnostic.range.start);
    let is_try = |line: &usize| file.line(*line).trim() == "try:";
    let opener = (0..=reported).rev().find(is_try)?;
    let own = file.indentation(opener);
    let below = |line: &usize| !file.line(*line).trim().is_empty() && file.indentation(*line).len() <= own.len();
    let clause = (opener + 1..file.lines().line_count()).find(below).filter(|line| file.indentation(*line) == own)?;
    let text = file.line(clause).trim();
    let word_end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let (word, rest) = text.split_at(word_end);
    let statement = ["if", "for", "while", "with", "def", "class", "async", "match", "try", "except", "finally", "else", "elif", "return", "raise", "lambda"];
    if !rest.trim_end().ends_with(':') || word.is_empty() || statement.contains(&word) {
        return None;
    }
    let is_last = matches!(word.to_lowercase().as_str(), "finaly" | "finnally" | "finalize" | "finall");
    let meant = if rest == ":" && is_last { "finally" } else { "except" };
    let start = file.line_span(clause).start + own.len();
    let mut edits = vec![TextEdit::replace(Span::new(start, start + word.len()), meant)];
    // `catch (ValueError e):` is what other languages write.
    let inner = rest.trim().strip_prefix('(').and_then(|inner| inner.strip_suffix("):"));
    if let Some((caught, name)) = inner.and_then(|inner| inner.trim().split_once(' ')).filter(|(caught, name)| !caught.contains(',') && !name.contains(' ')) {
        edits = vec![TextEdit::replace(Span::new(start, start + text.len()), format!("except {caught} as {name}:"))];
    }
    Some(Proposal::new(RULE.name, format!("Write `{meant}` for `{word}`"), context, EditSet::new(edits).ok()?, 0.95))
}

#[cfg(test)]
mod tests {
    use super::super::tests::mended_by;

    #[test]
    fn clauses_of_other_languages() {
        let said = ("python", "SyntaxError", "expected 'except' or 'finally' block");
        let cases = [
            ("try:\n    f()\n«catch» (OSError e):\n    pass\n", Some("try:\n    f()\nexcept OSError as e:\n    pass\n")),
            ("try:\n    f()\n«finaly»:\n    pass\n", Some("try:\n    f()\nfinally:\n    pass\n")),
            ("try:\n    f()\n«print»(1)\n", None),
            ("try:\n    f()\n«if» a:\n    pass\n", None),
        ];
        for (before, after) in cases {
            assert_eq!(mended_by(super::RULE.name, said, before).as_deref(), after);
        }
    }
}
