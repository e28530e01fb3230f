//! Leaves the function (or goes on with its loop) where a pattern that may not match is bound.

use super::support::{function_of, result_of};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::ancestor;
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/let-else",
    summary: "Gives a pattern that may not match an `else` that leaves",
    not_offered: "It keeps silent where the function's result says nothing of what to return where the pattern does not match.",
    examples: &[
        Example::mends(
            "rustc[E0005]: refutable pattern in local binding",
            "fn f(v: Option<u8>) { let «Some(x)» = v; go(x); }",
            "fn f(v: Option<u8>) { let Some(x) = v else { return }; go(x); }",
        ),
        Example::mends(
            "rustc[E0005]: refutable pattern in local binding",
            "fn f(v: &[Option<u8>]) -> u8 { for w in v { let «Some(x)» = w; go(x); } 0 }",
            "fn f(v: &[Option<u8>]) -> u8 { for w in v { let Some(x) = w else { continue }; go(x); } 0 }",
        ),
        Example::keeps_silent("rustc[E0005]: refutable pattern in local binding", "fn f(v: Option<u8>) -> u8 { let «Some(x)» = v; x }"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0005"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let node = context.node()?;
    let at = match ancestor(node, &["let_declaration"]) {
        Some(binding) => {
            binding.child_by_field_name("alternative").is_none().then_some(())?;
            binding.child_by_field_name("value")?.end_byte()
        }
        // Inside of a macro there are only tokens.
        None => {
            let rest = context.file.text().get(context.diagnostic.range.end..)?;
            let end = rest.find([';', '{', '}']).filter(|end| rest.get(*end..).is_some_and(|rest| rest.starts_with(';')))?;
            context.diagnostic.range.end + end
        }
    };
    let leave = leave(context, node)?;
    let title = format!("Use `let ... else` to {}", leave.split(' ').next().unwrap_or("return"));
    Some(Proposal::new(RULE.name, title, context, EditSet::one(TextEdit::insert(at, format!(" else {{ {leave} }}"))), 0.8))
}

/// The statement that leaves what cannot go on.
fn leave<'c>(context: &'c FixContext<'_>, node: Node<'_>) -> Option<&'c str> {
    let around = ancestor(node, &["for_expression", "while_expression", "loop_expression", "closure_expression", "function_item", "async_block"])?;
    match around.kind() {
        "for_expression" | "while_expression" => return Some("continue"),
        "function_item" => {}
        _ => return None,
    }
    let result = result_of(context, function_of(node)?);
    Some(match result {
        "" | "()" => "return",
        "bool" => "return false",
        "String" => "return String::new()",
        _ if result.starts_with("Option<") => "return None",
        _ if result.starts_with("Vec<") => "return Vec::new()",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn macros_have_tokens_only() {
        let program = "fn f() { identity! { let «None» = Some(5); } }";
        let after = repaired(&RULE, program, "E0005", "refutable pattern in local binding", &[]).unwrap();
        assert!(after.contains("let None = Some(5) else { return };"), "{after}");
    }
}
