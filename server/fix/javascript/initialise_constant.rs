//! Declares a constant that is given no value as a variable.

use super::tree;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule = Rule {
    name: "javascript/initialise-constant",
    summary: "Declares a constant without a value as a variable",
    not_offered: "It is offered for every constant without a value; what the value would be, nobody knows.",
    examples: &[Example::mends("tsc[TS1155]: 'const' declarations must be initialized.", "const «total»;", "let total;")],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.message.contains("Missing initializer in const") || diagnostic.code() == "TS1155"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let line = file.line_span(file.line_of(context.diagnostic.range.start));
    let node = file.tree().and_then(|tree| tree.root_node().descendant_for_byte_range(context.diagnostic.range.start, context.diagnostic.range.start));
    let by_tree =
        node.and_then(|node| parse::ancestor(node, &["lexical_declaration"])).and_then(|declaration| tree::token(declaration, "const")).map(parse::span);
    let by_line = || {
        let before = file.slice((line.start..context.diagnostic.range.end).into());
        before.rfind("const ").map(|at| (line.start + at..line.start + at + "const".len()).into())
    };
    by_tree.or_else(by_line).map(|word| Proposal::replace(RULE.name, "Declare it with `let`", context, word, "let", 0.72)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::first_fix;

    #[test]
    fn the_constant_becomes_a_variable() {
        first_fix("const total;\n", "let total;\n");
        first_fix("function f() {\n  const a, b\n}\n", "function f() {\n  let a, b\n}\n");
    }
}
