//! Writes the decorators that replace `abstractclassmethod`, `abstractstaticmethod` and `abstractproperty`.

use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "python/abstract-decorators",
    summary: "Replaces the decorators `abstractclassmethod`, `abstractstaticmethod` and `abstractproperty`",
    not_offered: "It keeps silent where the decorator is imported by its bare name, as `@abstractproperty`: the import would have to change with it.",
    examples: &[
        Example::mends(
            r#"pyright[reportArgumentType]: Argument of type "(cls: Self@Shape) -> None" cannot be assigned to parameter "callable" of type "(type[_T@abstractclassmethod], **_P@abstractclassmethod) -> _R_co@abstractclassmethod" in function "__init__""#,
            "
            import abc

            class Shape(abc.ABC):
                @«abc.abstractclassmethod»
                def unit(cls): ...
            ",
            "
            import abc

            class Shape(abc.ABC):
                @classmethod
                @abc.abstractmethod
                def unit(cls): ...
            ",
        ),
        Example::keeps_silent(
            r#"pyright[reportArgumentType]: Argument of type "(self: Self@Shape, unit: Unknown) -> None" cannot be assigned to parameter "fget" of type "((Any) -> Any) | None" in function "__init__""#,
            "
            import abc

            class Shape(abc.ABC):
                @«property»
                def area(self, unit): ...

            print(Shape().area + 1)
            ",
        ),
    ],
    applies,
    propose,
};

const OLD: &[(&str, &str)] = &[("abstractclassmethod", "classmethod"), ("abstractstaticmethod", "staticmethod"), ("abstractproperty", "property")];

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.category(), "TYPE.MISMATCH" | "LINT.DEPRECATED" | "ARITY.CALL")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let line = file.line_of(context.diagnostic.range.start);
    if decorator(file.line(line)).is_none() {
        return Vec::new();
    }
    // All of the file are replaced at once: they come from the same time.
    let edits = (0..file.lines().line_count()).filter_map(|line| {
        let (indentation, prefix, new) = decorator(file.line(line))?;
        let text = format!("{indentation}@{new}{}{indentation}@{prefix}abstractmethod", file.line_break());
        Some(TextEdit::replace(crate::base::Span::new(file.line_span(line).start, file.line_span(line).start + file.line(line).trim_end().len()), text))
    });
    let title = "Use `abstractmethod` with the plain decorators";
    EditSet::new(edits).ok().map(|edits| Proposal::new(RULE.name, title, context, edits, 0.93)).into_iter().collect()
}

/// The indentation, the module before the name, and the plain decorator of a line with one of the old ones.
fn decorator(line: &str) -> Option<(&str, &str, &'static str)> {
    let name = line.trim().strip_prefix('@')?;
    let (old, new) = OLD.iter().find(|(old, _)| name.strip_suffix(old).is_some_and(|prefix| prefix.ends_with('.')))?;
    let indentation = line.get(..line.len() - line.trim_start().len())?;
    Some((indentation, name.strip_suffix(old)?, new))
}
