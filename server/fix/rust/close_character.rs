//! Closes a character's quote.
//!
//! ```text
//! let c = 'a;
//! ```
//! becomes
//! ```text
//! let c = 'a';
//! ```

use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub const RULE: Rule = Rule {
    name: "rust/close-character",
    summary: "Closes the quote of a character",
    not_offered: "It keeps silent where more than one character stands between the quote and what ends the expression.",
    examples: &[
        Example::mends("rustc[E0762]: unterminated character literal", "static C: char = «'●;»", "static C: char = '●';"),
        Example::mends("rustc[E0763]: unterminated byte constant", "static C: u8 = «b'a;»", "static C: u8 = b'a';"),
        Example::keeps_silent("rustc[E0762]: unterminated character literal", "static C: char = «'word;»"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0762" | "E0763") || diagnostic.message.starts_with("unterminated character literal")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let line_end = context.file.line_span(context.file.line_of(context.diagnostic.range.start)).end;
    let rest = context.file.text().get(context.diagnostic.range.start..line_end)?;
    let open = rest.find('\'')? + 1;
    let inside = rest.get(open..)?;
    let mut characters = inside.char_indices();
    let (_, first) = characters.next()?;
    if first == '\\' {
        characters.next()?;
    }
    let (end, next) = characters.next().unwrap_or((inside.len(), ';'));
    (!matches!(first, ';' | ',' | ')' | '\n') && matches!(next, ';' | ',' | ')' | ']' | '}' | ' ' | '.' | '\n' | '\r')).then_some(())?;
    let at = context.diagnostic.range.start + open + end;
    Some(Proposal::new(RULE.name, "Close the quote", context, EditSet::one(TextEdit::insert(at, "'")), 0.98))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn escapes_are_one_character() {
        let after = repaired(&RULE, "fn f() { g(«'\\n, 2);» }", "E0762", "unterminated character literal", &[]).unwrap();
        assert!(after.contains("g('\\n', 2);"), "{after}");
    }
}
