//! Makes a documentation comment that documents nothing an ordinary one.

use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub const RULE: Rule = Rule {
    name: "rust/stray-doc-comment",
    summary: "Makes a documentation comment an ordinary one",
    not_offered: "It is offered for every documentation comment that the compiler cannot give to an item.",
    examples: &[Example::mends(
        "rustc[E0585]: found a documentation comment that doesn't document anything\nhelp: doc comments must come before what they document, if a comment was intended use `//`",
        "
            pub fn main() {
                «/// Says nothing of anything.»
            }
            ",
        "
            pub fn main() {
                // Says nothing of anything.
            }
            ",
    )],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0584" | "E0585")
        || ["expected item after doc comment", "documentation comment that doesn't document anything", "expected outer doc comment"]
            .iter()
            .any(|words| diagnostic.message.contains(words))
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let mut line = file.line_of(context.diagnostic.range.start);
    let mut edits = Vec::new();
    // All lines of the comment, of which the compiler names one.
    loop {
        let whole = file.line_span(line);
        let text = whole.of(file.text());
        let Some(at) = text.find("///").or_else(|| text.find("//!")) else { break };
        edits.push(TextEdit::replace(Span::new(whole.start + at, whole.start + at + 3), "//"));
        if line == 0 || !file.line(line - 1).trim_start().starts_with("///") {
            break;
        }
        line -= 1;
    }
    edits.sort_by_key(|edit| edit.range.start);
    match EditSet::new(edits) {
        Ok(edits) if !edits.is_empty() => vec![Proposal::new(RULE.name, "Make it an ordinary comment", context, edits, 0.88)],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn comments_become_ordinary() {
        let table = [
            ("fn main() {\n    «/// What?»\n}", "{\n    // What?\n}"),
            ("trait T {\n    fn f();\n\n    /// One.\n    «/// Two.»\n}", "    // One.\n    // Two.\n"),
        ];
        for (program, part) in table {
            let after = repaired(&RULE, program, "E0585", "found a documentation comment that doesn't document anything", &[]).unwrap();
            assert!(after.contains(part), "{after}");
        }
    }

    #[test]
    fn other_errors_are_none_of_it() {
        assert_eq!(repaired(&RULE, "«/// What?»\nfn f() {}", "E0425", "cannot find value", &[]), None);
    }
}
