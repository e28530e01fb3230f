//! Ends a statement that the next line continues by accident.

use crate::base::TextEdit;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "javascript/separate-statements",
    summary: "Ends a statement that the next line continues by accident",
    not_offered: "It keeps silent where the line does not begin with `(`, `[`, a template or a slash.",
    examples: &[
        Example::mends(
            "eslint[no-unexpected-multiline]: Unexpected newline between object and [ of property access.",
            "
            const names = all
            «[»1, 2].forEach(print)
            ",
            "
            const names = all;
            [1, 2].forEach(print)
            ",
        ),
        Example::keeps_silent("tsc[TS2349]: This expression is not callable.", "export default «'name'»();"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "no-unexpected-multiline" | "TS2349" | "TS2734")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let start = context.diagnostic.range.start;
    let opens_line = file.line(file.line_of(start)).trim_start().starts_with(['(', '[', '`', '/']);
    let before = file.text().get(..file.line_span(file.line_of(start)).start).unwrap_or("");
    let end = before.trim_end().len();
    if !opens_line || end == 0 || before.trim_end().ends_with(';') {
        return Vec::new();
    }
    vec![Proposal::new(RULE.name, "End the statement before", context, TextEdit::insert(end, ";").into(), 0.93)]
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    #[test]
    fn the_earlier_statement_ends() {
        let message = "Unexpected newline between function and ( of function call.";
        fix_of_rule("no-unexpected-multiline", message, "const foo = bar\n«(»1 || 2).baz()\n", "const foo = bar;\n(1 || 2).baz()\n");
    }
}
