//! Runs a statement only where a value is not `None`.

use super::support::{lines_of, reindent, statements_around, text_of};
use crate::base::TextEdit;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "python/guard-none",
    summary: "Runs a statement only where a value is not `None`",
    not_offered: "It keeps silent where the statement binds a name or returns a value, which would be missing where the value is `None`.",
    examples: &[
        Example::mends(
            r#"pyright[reportOptionalMemberAccess]: "group" is not a known attribute of "None""#,
            r#"
            import re

            match = re.match("a", "b")
            print(match.«group»())
            "#,
            r#"
            import re

            match = re.match("a", "b")
            if match is not None:
                print(match.group())
            "#,
        ),
        Example::keeps_silent(
            r#"pyright[reportOptionalMemberAccess]: "group" is not a known attribute of "None""#,
            r#"
            import re

            match = re.match("a", "b")
            found = match.«group»()
            "#,
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.category() == "TYPE.NULL"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    guarded(context).into_iter().collect()
}

fn guarded(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let at = context.diagnostic.range;
    // pyright marks the member for `a.b`, and the value itself for `a[0]` and `for x in a`.
    let node = file.node_at(at)?;
    let member = node.parent().filter(|parent| parent.kind() == "attribute" && parent.child_by_field_name("attribute") == Some(node));
    let value = member.and_then(|member| member.child_by_field_name("object")).unwrap_or(node);
    if !matches!(value.kind(), "identifier" | "attribute") {
        return None;
    }
    let statement = statements_around(file, at.start).into_iter().next()?;
    // A name that the statement binds would be missing afterwards; returning is left to the user as well.
    if statement.kind() != "expression_statement" || statement.named_child(0).is_some_and(|child| child.kind() == "assignment") {
        return None;
    }
    let (first, last) = lines_of(file, statement);
    if file.full_lines(first, last).of(file.text()).trim() != text_of(file, statement) {
        return None;
    }
    let own = file.indentation(first);
    let head = format!("{own}if {} is not None:{}", text_of(file, value), file.line_break());
    let moved = reindent(file, first, last, &format!("{own}{}", file.indent_unit()))?;
    // The header and the first line's new indentation are one edit, as they touch.
    let mut edits: Vec<TextEdit> = moved.edits().to_vec();
    let indentation = edits.first_mut()?;
    indentation.text = format!("{head}{}", indentation.text);
    let edits = crate::base::EditSet::new(edits).ok()?;
    Some(Proposal::new(RULE.name, format!("Run it only if `{}` is not None", text_of(file, value)), context, edits, 0.6))
}
