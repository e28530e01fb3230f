//! Takes an empty pattern away, or makes the default value of it that was meant.

use super::tree;
use crate::base::{Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "javascript/empty-pattern",
    summary: "Takes away a pattern that binds nothing",
    not_offered: "It keeps silent about a parameter that others follow, which would move.",
    examples: &[
        Example::mends(
            "eslint[no-empty-pattern]: Unexpected empty object pattern.",
            "export const render = («{}») => 'nothing';",
            "export const render = () => 'nothing';",
        ),
        Example::mends(
            "eslint[no-empty-pattern]: Unexpected empty object pattern.",
            "export const size = ({ options: «{}» }) => options.size;",
            "export const size = ({ options = {} }) => options.size;",
        ),
        Example::keeps_silent("eslint[no-empty-pattern]: Unexpected empty object pattern.", "export const second = («{}», value) => value;"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "no-empty-pattern" | "lint/correctness/noEmptyPattern")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    mended(context).into_iter().collect()
}

fn mended(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let node = tree::node_at(file, context.diagnostic.range)?;
    let is_empty = |node: &Node<'_>| matches!(node.kind(), "object_pattern" | "array_pattern") && node.named_child_count() == 0;
    let pattern = Some(node).filter(is_empty).or_else(|| parse::descendants(node).find(is_empty))?;
    let parent = pattern.parent()?;
    let (title, edit, likelihood) = match parent.kind() {
        "pair_pattern" => {
            let key = parent.child_by_field_name("key").filter(|key| key.kind() == "property_identifier")?;
            let title = format!("Make `{}` the default value of `{}`", tree::text(file, pattern), tree::text(file, key));
            (title, TextEdit::replace(Span::new(key.end_byte(), pattern.start_byte()), " = "), 0.8)
        }
        "formal_parameters" if pattern.next_named_sibling().is_none() => {
            ("Remove the parameter".to_owned(), tree::delete_element(file, parse::span(pattern)), 0.85)
        }
        "variable_declarator" => {
            let statement = parent.parent().filter(|statement| tree::DECLARATIONS.contains(&statement.kind()) && statement.named_child_count() == 1)?;
            let value = parent.child_by_field_name("value")?;
            if tree::is_pure(file, value) {
                ("Remove the declaration".to_owned(), tree::delete_statement(file, parse::span(statement)), 0.8)
            } else {
                ("Keep the value only".to_owned(), TextEdit::delete(Span::new(statement.start_byte(), value.start_byte())), 0.8)
            }
        }
        _ => return None,
    };
    Some(Proposal::new(RULE.name, title, context, edit.into(), likelihood))
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    #[test]
    fn empty_patterns_go() {
        let said = "Unexpected empty object pattern.";
        fix_of_rule("no-empty-pattern", said, "function f(a, «{}») {}\n", "function f(a) {}\n");
        fix_of_rule("no-empty-pattern", said, "const «{}» = foo;\nbar();\n", "bar();\n");
        fix_of_rule("no-empty-pattern", said, "const «[]» = foo();\n", "foo();\n");
        fix_of_rule("no-empty-pattern", said, "const {a: «[]»} = foo;\n", "const {a = []} = foo;\n");
    }
}
