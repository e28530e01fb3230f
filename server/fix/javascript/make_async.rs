//! Makes the function that awaits async.

use super::tree;
use crate::base::{Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::{SourceFile, syntax_errors};
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "javascript/make-async",
    summary: "Makes the function that awaits async",
    not_offered: "It keeps silent in constructors, getters and setters, which cannot be async, and where the function is async already.",
    examples: &[
        Example::mends(
            "eslint: Parsing error: Cannot use keyword 'await' outside an async function",
            "
            function load() {
              return «await» fetch('/')
            }
            ",
            "
            async function load() {
              return await fetch('/')
            }
            ",
        ),
        Example::keeps_silent(
            "eslint: Parsing error: Cannot use keyword 'await' outside an async function",
            "
            class Page {
              constructor() {
                «await» fetch('/');
              }
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.category() == "ASYNC.OUTSIDE" || diagnostic.category().starts_with("SYNTAX.")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let Some(awaits) = misplaced_await(file, context.diagnostic) else { return Vec::new() };
    let Some(node) = file.tree().and_then(|tree| tree.root_node().descendant_for_byte_range(awaits.start, awaits.end)) else { return Vec::new() };
    let Some(function) = tree::enclosing_function(node) else { return Vec::new() };
    let Some(at) = place_of_async(file, function) else { return Vec::new() };
    let title = match function.child_by_field_name("name") {
        Some(name) => format!("Make `{}` async", tree::text(file, name)),
        None => "Make the function async".to_owned(),
    };
    vec![Proposal::new(RULE.name, title, context, TextEdit::insert(at, "async ").into(), 0.97)]
}

/// The `await` outside an async function: where the built-in judge sees it, or what the diagnostic covers.
fn misplaced_await(file: &SourceFile, diagnostic: &Diagnostic) -> Option<Span> {
    let judged = syntax_errors(file.language(), file.text(), file.options());
    let seen = judged.iter().find(|error| error.message.starts_with("await is only valid")).map(|error| error.range);
    let covered = || file.slice(diagnostic.range).starts_with("await").then(|| Span::new(diagnostic.range.start, diagnostic.range.start + "await".len()));
    seen.or_else(covered)
}

/// Where `async ` goes in a function; `None` where it cannot.
fn place_of_async(file: &SourceFile, function: Node<'_>) -> Option<usize> {
    if tree::token(function, "async").is_some() {
        return None;
    }
    if function.kind() != "method_definition" {
        return Some(function.start_byte());
    }
    let name = function.child_by_field_name("name")?;
    let accessor = tree::token(function, "get").or_else(|| tree::token(function, "set")).is_some_and(|word| word.end_byte() <= name.start_byte());
    if accessor || tree::text(file, name) == "constructor" {
        return None;
    }
    Some(tree::token(function, "*").map_or(name.start_byte(), |star| star.start_byte().min(name.start_byte())))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{first_fix, no_fix};

    #[test]
    fn the_nearest_function_becomes_async() {
        first_fix("function load() {\n  return await fetch('/')\n}\n", "async function load() {\n  return await fetch('/')\n}\n");
        first_fix("const f = (a) => {\n  const b = await a()\n}\n", "const f = async (a) => {\n  const b = await a()\n}\n");
        first_fix("class A {\n  static load () {\n    await f()\n  }\n}\n", "class A {\n  static async load () {\n    await f()\n  }\n}\n");
        first_fix(
            "import x from 'x'\nconst f = function* (s) {\n  for await (const a of s) yield x(a)\n}\n",
            "import x from 'x'\nconst f = async function* (s) {\n  for await (const a of s) yield x(a)\n}\n",
        );
        first_fix("f(a => g(await a))\n", "f(async a => g(await a))\n");
    }

    #[test]
    fn a_constructor_cannot_be_async() {
        no_fix("class A {\n  constructor () {\n    await f()\n  }\n}\n", super::RULE.name);
    }
}
