//! Removes the `const`, `let` or `var` before an assignment to a member.

use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "javascript/assign-member",
    summary: "Removes the declaration's keyword before an assignment to a member",
    not_offered: "It keeps silent where no member follows the keyword at the place of the error.",
    examples: &[
        Example::mends(
            "eslint: Parsing error: Identifier 'options' has already been declared",
            "
            const options = {}
            const «options».deep = true
            ",
            "
            const options = {}
            options.deep = true
            ",
        ),
        Example::keeps_silent("eslint: Parsing error: Unexpected token ;", "const options = «;»"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.is_error() && (diagnostic.category().starts_with("SYNTAX.") || diagnostic.category() == "RES.DUPLICATE")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let line = file.line_of(context.diagnostic.range.start);
    let keyword = |line: usize| keyword_of_member(file.line(line)).map(|(at, length)| (file.line_span(line).start + at, length));
    if keyword(line).is_none() {
        return Vec::new();
    }
    // Who writes it once writes it again: all such lines of the file are mended.
    let edits = (0..file.lines().line_count()).filter_map(keyword).map(|(at, length)| TextEdit::delete(Span::new(at, at + length)));
    let edits = EditSet::new(edits).ok();
    edits.map(|edits| Proposal::new(RULE.name, "Assign to the member without declaring it", context, edits, 0.97)).into_iter().collect()
}

/// The keyword of `const a.b = 1` or `let a[0] = 1`, with the blanks after it: its place in the line and its length.
fn keyword_of_member(line: &str) -> Option<(usize, usize)> {
    let indentation = line.len() - line.trim_start().len();
    let rest = line.trim_start();
    let word = ["const ", "let ", "var "].into_iter().find(|word| rest.starts_with(word))?;
    let after = rest.get(word.len()..)?;
    let target = after.trim_start();
    let name_end = target.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')?;
    let tail = target.get(name_end..)?;
    let is_member =
        name_end > 0 && tail.starts_with(['.', '[']) && tail.split_once('=').is_some_and(|(member, value)| !member.contains(' ') || !value.is_empty());
    is_member.then_some((indentation, word.len() + after.len() - target.len()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{first_fix, no_fix};

    #[test]
    fn members_are_assigned() {
        first_fix(
            "const obj = {};\nconst obj.foo = 'hi';\nconst list = [];\nconst list[0] = 1;\n",
            "const obj = {};\nobj.foo = 'hi';\nconst list = [];\nlist[0] = 1;\n",
        );
        no_fix("const a = ;\n", super::RULE.name);
    }
}
