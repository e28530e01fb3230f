//! Turns the step of a loop that runs away from its end.

use super::tree;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule = Rule {
    name: "javascript/turn-loop",
    summary: "Turns the step of a loop that runs away from its end",
    not_offered: "It keeps silent where the step is neither `++`, `--`, `+=` nor `-=`.",
    examples: &[Example::mends(
        "eslint[for-direction]: The update clause in this loop moves the variable in the wrong direction.",
        "«for (let i = 0; i < 10; i--)» console.log(i);",
        "for (let i = 0; i < 10; i++) console.log(i);",
    )],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "for-direction" | "lint/correctness/useValidForDirection")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(node) = tree::node_at(context.file, context.diagnostic.range) else { return Vec::new() };
    let Some(step) = parse::ancestor(node, &["for_statement"]).and_then(|statement| statement.child_by_field_name("increment")) else { return Vec::new() };
    let turned = [("++", "--"), ("--", "++"), ("+=", "-="), ("-=", "+=")];
    let sign = parse::children(step).into_iter().find_map(|child| turned.iter().find(|(from, _)| *from == child.kind()).map(|(_, to)| (child, *to)));
    let Some((sign, to)) = sign else { return Vec::new() };
    vec![Proposal::replace(RULE.name, format!("Step with `{to}`"), context, parse::span(sign), to, 0.85)]
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    #[test]
    fn the_step_is_turned() {
        let message = "The update clause in this loop moves the variable in the wrong direction.";
        fix_of_rule("for-direction", message, "«for (let i = 0; i < 10; i--) {}»\n", "for (let i = 0; i < 10; i++) {}\n");
        fix_of_rule("for-direction", message, "«for (var i = 10; i > 0; i+=1) {}»\n", "for (var i = 10; i > 0; i-=1) {}\n");
    }
}
