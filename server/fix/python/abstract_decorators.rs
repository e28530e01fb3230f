//! Writes the decorators that replace `abstractclassmethod`, `abstractstaticmethod` and `abstractproperty`.
//!
//! ```python
//! import abc
//!
//! class Shape(abc.ABC):
//!     @abc.abstractproperty
//!     def area(self): ...
//! ```
//! becomes
//! ```python
//! import abc
//!
//! class Shape(abc.ABC):
//!     @property
//!     @abc.abstractmethod
//!     def area(self): ...
//! ```

use crate::base::{EditSet, TextEdit};
use crate::fix::{FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "python/abstract-decorators",
    summary: "Replaces the decorators `abstractclassmethod`, `abstractstaticmethod` and `abstractproperty`",
    not_offered: "",
    examples: &[],
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

#[cfg(test)]
mod tests {
    use super::super::tests::mended_by;

    #[test]
    fn decorators_of_classes() {
        let said = ("pyright", "reportArgumentType", "Argument of type \"(cls: Self@A) -> None\" cannot be assigned to parameter \"callable\"");
        let before = "import abc\n\nclass A(abc.ABC):\n    @«abc.abstractclassmethod»\n    def f(cls): ...\n";
        let after = "import abc\n\nclass A(abc.ABC):\n    @classmethod\n    @abc.abstractmethod\n    def f(cls): ...\n";
        assert_eq!(mended_by(super::RULE.name, said, before).as_deref(), Some(after));
        assert_eq!(mended_by(super::RULE.name, said, "@«property»\ndef f(cls): ...\n"), None);
    }
}
