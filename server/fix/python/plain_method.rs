//! Takes `@property` off a method that takes arguments.

use super::support::{enclosing, lines_of, text_of};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule = Rule {
    name: "python/plain-method",
    summary: "Takes `@property` off a method that takes arguments",
    not_offered: "It keeps silent about properties that take `self` alone.",
    examples: &[
        Example::mends(
            r#"pyright[reportArgumentType]: Argument of type "(self: Self@Cat, volume: Unknown) -> Unknown" cannot be assigned to parameter "fget" of type "((Any) -> Any) | None" in function "__init__""#,
            "
            class Cat:
                @«property»
                def purr(self, volume):
                    return volume
            ",
            "
            class Cat:
                def purr(self, volume):
                    return volume
            ",
        ),
        Example::keeps_silent(
            r#"pyright[reportArgumentType]: Argument of type "() -> Literal[1]" cannot be assigned to parameter "fget" of type "((Any) -> Any) | None" in function "__init__""#,
            "
            class Cat:
                @«property»
                def purr():
                    return 1
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.category(), "TYPE.MISMATCH" | "ARITY.CALL") || diagnostic.code() == "PLR0206"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    plain(context).into_iter().collect()
}

fn plain(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let definition = enclosing(file, context.diagnostic.range.start, &["decorated_definition"])?;
    let decorator = parse::named_children(definition).into_iter().find(|child| child.kind() == "decorator" && text_of(file, *child) == "@property")?;
    let (first, last) = lines_of(file, decorator);
    let reported = file.line_of(context.diagnostic.range.start);
    let function = definition.child_by_field_name("definition")?;
    let parameters = parse::named_children(function.child_by_field_name("parameters")?).into_iter().filter(|node| node.kind() == "identifier").count();
    let about_it = (first..=file.line_of(function.start_byte())).contains(&reported);
    if parameters < 2 || !about_it {
        return None;
    }
    let edits = EditSet::one(TextEdit::delete(file.full_lines(first, last)));
    Some(Proposal::new(RULE.name, "Make it a plain method", context, edits, 0.85))
}
