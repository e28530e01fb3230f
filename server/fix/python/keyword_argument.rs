//! Corrects the name of a keyword argument.

use super::support::{enclosing, text_of};
use crate::base::names;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::{Language, parse};
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "python/keyword-argument",
    summary: "Corrects the name of a keyword argument",
    not_offered: "It keeps silent where no parameter of what is called is like the argument's name.",
    examples: &[
        Example::mends(
            r#"pyright[reportCallIssue]: No parameter named "heigth""#,
            "
            def resize(width, height): ...

            resize(width=1, «heigth»=2)
            ",
            "
            def resize(width, height): ...

            resize(width=1, height=2)
            ",
        ),
        Example::keeps_silent(
            r#"pyright[reportCallIssue]: Arguments missing for parameters "a", "b""#,
            "
            def add(a, b): ...

            «add(heigth=2)»
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.category() == "ARITY.KEYWORD" || diagnostic.message.starts_with("No parameter named")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    corrected(context).unwrap_or_default()
}

fn corrected(context: &FixContext<'_>) -> Option<Vec<Proposal>> {
    let file = context.file;
    let wrong = context.diagnostic.subject().or_else(|| context.diagnostic.message.split(['"', '\'', '`']).nth(1))?;
    let call = enclosing(file, context.diagnostic.range.start, &["call"])?;
    let arguments = parse::named_children(call.child_by_field_name("arguments")?);
    let place = arguments.iter().filter_map(keyword_of).find(|name| text_of(file, *name) == wrong)?;
    let given: Vec<&str> = arguments.iter().filter_map(keyword_of).map(|name| text_of(file, name)).collect();
    let function = text_of(file, call.child_by_field_name("function")?);
    let called = function.rsplit('.').next()?;
    // A class is called by the parameters of its `__init__`.
    let others = context.project.files_of(Language::Python).take(500).flat_map(|(_, other)| other.outline().definitions.iter());
    let mut parameters: Vec<String> = Vec::new();
    for definition in file.outline().definitions.iter().chain(others) {
        let is_meant = definition.name == called || definition.name == "__init__" && definition.container.ends_with(called);
        for parameter in definition.parameters.iter().flatten().filter(|_| is_meant) {
            let name = parameter.trim_start_matches('*').split([':', '=', ' ']).next().unwrap_or("");
            if !name.is_empty() && !given.contains(&name) && !parameters.iter().any(|known| known == name) {
                parameters.push(name.to_owned());
            }
        }
    }
    let lone = parameters.len() == 1;
    let closest = names::closest(wrong, parameters.iter().map(String::as_str).collect::<Vec<_>>(), if lone { 0.3 } else { 0.5 });
    let replace = |(name, score): (&str, f64)| {
        Proposal::replace(RULE.name, format!("Change `{wrong}` to `{name}`"), context, parse::span(place), name, (score + 0.1).min(0.95))
    };
    Some(closest.into_iter().take(3).map(replace).collect())
}

/// The name of a keyword argument.
fn keyword_of<'t>(argument: &Node<'t>) -> Option<Node<'t>> {
    argument.child_by_field_name("name").filter(|_| argument.kind() == "keyword_argument")
}

#[cfg(test)]
mod tests {
    use super::super::tests::mended_by;

    #[test]
    fn parameters_of_functions_and_classes() {
        let said = ("pyright", "reportCallIssue", "No parameter named \"heigth\"");
        let cases = [
            ("def f(width, height): ...\nf(width=1, «heigth»=2)\n", Some("def f(width, height): ...\nf(width=1, height=2)\n")),
            ("class A:\n    def __init__(self, height=1): ...\nA(«heigth»=2)\n", Some("class A:\n    def __init__(self, height=1): ...\nA(height=2)\n")),
            ("def f(a, b): ...\nf(«heigth»=2)\n", None),
        ];
        for (before, after) in cases {
            assert_eq!(mended_by(super::RULE.name, said, before).as_deref(), after);
        }
    }
}
