//! Declares a constant that is assigned again as a variable.

use super::tree;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "javascript/declare-as-let",
    summary: "Declares a constant that is assigned again with `let`",
    not_offered: "It keeps silent where the constant is imported, and so belongs to another module.",
    examples: &[
        Example::mends(
            "eslint[no-const-assign]: 'count' is constant.",
            "
            const count = 0;
            «count» += 1;
            export default count;
            ",
            "
            let count = 0;
            count += 1;
            export default count;
            ",
        ),
        Example::keeps_silent(
            "eslint[no-import-assign]: 'sep' is read-only.",
            "
            import { sep } from 'node:path';
            «sep = '/'»;
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.category() == "MUT.CONSTANT"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let Some(node) = tree::identifier_at(file, context.diagnostic.range.start) else { return Vec::new() };
    let name = tree::text(file, node);
    let visible = context.scopes.visible_at(node.start_byte());
    let Some(binding) = visible.iter().find(|binding| binding.name == name) else { return Vec::new() };
    let Some(declared) = tree::identifier_at(file, binding.range.start) else { return Vec::new() };
    let Some(word) = const_word(declared) else { return Vec::new() };
    vec![Proposal::replace(RULE.name, format!("Declare `{name}` with `let`"), context, parse::span(word), "let", 0.95)]
}

/// The `const` of the declaration that binds a name.
fn const_word(name: Node<'_>) -> Option<Node<'_>> {
    let declaration = parse::ancestor(name, &["lexical_declaration", "for_in_statement"])?;
    tree::token(declaration, "const")
}

#[cfg(test)]
mod tests {
    use super::super::testing::first_fix;

    #[test]
    fn the_declaration_becomes_a_variable() {
        first_fix("const count = 0\ncount += 1\n", "let count = 0\ncount += 1\n");
        first_fix("for (const i = 0; i < 3; i++) {}\n", "for (let i = 0; i < 3; i++) {}\n");
        first_fix("for (const a of [1]) { a = 2 }\n", "for (let a of [1]) { a = 2 }\n");
        first_fix("function f() {\n  const { a } = b()\n  a = 1\n}\nfunction b() {}\n", "function f() {\n  let { a } = b()\n  a = 1\n}\nfunction b() {}\n");
    }
}
