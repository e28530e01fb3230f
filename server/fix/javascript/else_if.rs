//! Adds the `if` that a condition after `else` lacks.

use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "javascript/else-if",
    summary: "Adds the `if` that a condition after `else` lacks",
    not_offered: "It keeps silent where no `else` with parentheses and a brace behind them stands within eight lines above the error.",
    examples: &[
        Example::mends("eslint: Parsing error: Unexpected token {", "if (a) { f() } else (b) «{» g() }", "if (a) { f() } else if (b) { g() }"),
        Example::keeps_silent("healer[syntax]: Unexpected token", "if (a) f(); else (b || c) + «;»"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.is_error() && diagnostic.category().starts_with("SYNTAX.")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let reported = file.line_of(context.diagnostic.range.start);
    // The parser notices at the brace after the condition, or only at the next `else`.
    let lines = (reported.saturating_sub(8)..=reported).rev();
    let at = lines.into_iter().find_map(|line| condition(file.line(line)).map(|at| file.line_span(line).start + at));
    let Some(at) = at else { return Vec::new() };
    vec![Proposal::new(RULE.name, "Add `if` after `else`", context, EditSet::one(TextEdit::insert(at, "if ")), 0.97)]
}

/// Where a condition in parentheses stands after `else`, with a brace after it.
fn condition(line: &str) -> Option<usize> {
    let at = line.find("else (").map(|at| at + "else ".len()).or_else(|| line.find("else(").map(|at| at + "else".len()))?;
    let mut depth = 0usize;
    let close = line.get(at..)?.char_indices().find_map(|(offset, character)| {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth == 0).then_some(at + offset + 1)
    })?;
    line.get(close..)?.trim_start().starts_with('{').then_some(at)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{first_fix, no_fix};

    #[test]
    fn conditions_after_else() {
        first_fix(
            "function f(a) {\n  if (a) {\n    return 1;\n  } else (a.b()) {\n    return 2;\n  } else {\n    return 3;\n  }\n}\n",
            "function f(a) {\n  if (a) {\n    return 1;\n  } else if (a.b()) {\n    return 2;\n  } else {\n    return 3;\n  }\n}\n",
        );
        no_fix("if (a) f() else (b || c) + ;\n", super::RULE.name);
    }
}
