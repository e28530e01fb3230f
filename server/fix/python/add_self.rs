//! Puts `self.` before a member that is used like a variable.

use super::support::{enclosing, name_of, subject, text_of};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule = Rule {
    name: "python/add-self",
    summary: "Reads a member of the class through `self`",
    not_offered: "It keeps silent where no class around has a member of that name, and in functions whose first parameter is neither `self` nor `cls`.",
    examples: &[
        Example::mends(
            "ruff[F821]: Undefined name `total`",
            "
            class Counter:
                def __init__(self):
                    self.total = 0

                def show(self):
                    print(«total»)
            ",
            "
            class Counter:
                def __init__(self):
                    self.total = 0

                def show(self):
                    print(self.total)
            ",
        ),
        Example::keeps_silent(
            "ruff[F821]: Undefined name `total`",
            "
            class Counter:
                def __init__(self):
                    self.total = 0

                @staticmethod
                def show():
                    print(«total»)
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.category() == "RES.NAME"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let propose = || {
        let (name, range) = subject(context)?;
        let mut method = enclosing(file, range.start, &["function_definition"])?;
        let class = loop {
            let outer = parse::ancestor(method.parent()?, &["function_definition", "class_definition"])?;
            if outer.kind() == "class_definition" {
                break outer;
            }
            method = outer;
        };
        let receiver = text_of(file, method.child_by_field_name("parameters")?.named_child(0)?);
        let is_receiver = matches!(receiver, "self" | "cls");
        let member = file.outline().members(name_of(file, class)).any(|member| member.name == name);
        let title = format!("Use `{receiver}.{name}`");
        // The class's own members come before like names of other things.
        (is_receiver && member).then(|| Proposal::replace(RULE.name, title, context, range, format!("{receiver}.{name}"), 0.9))
    };
    propose().into_iter().collect()
}
