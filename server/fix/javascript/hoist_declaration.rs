//! Moves a declaration before its first use.
//!
//! A function that is declared inside a block but called outside of it moves before the block; a variable gets its declaration there.

use super::tree;
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::{Binding, parse};
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "javascript/hoist-declaration",
    summary: "Moves a declaration before its first use, or out of a block",
    not_offered: "It keeps silent where the declaration needs names that are declared between the use and itself, and about variables of other functions.",
    examples: &[
        Example::mends(
            "eslint[no-use-before-define]: 'count' was used before it was defined.",
            "
            export function start(ready) {
              if (ready) {
                «count» = 0;
              }
              let count = 3;
              return count;
            }
            ",
            "
            export function start(ready) {
              let count = 3;
              if (ready) {
                count = 0;
              }
              return count;
            }
            ",
        ),
        Example::keeps_silent(
            "eslint[no-undef]: 'inner' is not defined.",
            "
            export function make() {
              const inner = 1;
              return inner;
            }
            export default «inner»;
            ",
        ),
    ],
    applies,
    propose,
};

const STATEMENTS: &[&str] = &["lexical_declaration", "variable_declaration", "class_declaration", "function_declaration", "generator_function_declaration"];

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.category(), "RES.USEBEFORE" | "RES.NAME") && !diagnostic.code().contains("super")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(node) = tree::identifier_at(context.file, context.diagnostic.range.start) else { return Vec::new() };
    let proposal = if context.diagnostic.category() == "RES.USEBEFORE" { before_use(context, node) } else { out_of_block(context, node) };
    proposal.into_iter().collect()
}

/// The ancestor of a node (or itself) that is a statement of a block or of the program.
fn statement_in<'t>(node: Node<'t>, block: Node<'t>) -> Option<Node<'t>> {
    let mut current = node;
    while let Some(parent) = current.parent() {
        if parent.id() == block.id() {
            return Some(current);
        }
        current = parent;
    }
    None
}

fn before_use(context: &FixContext<'_>, node: Node<'_>) -> Option<Proposal> {
    let file = context.file;
    let name = tree::text(file, node);
    let declares = |other: &Node<'_>| {
        let is_name = other.kind() == "identifier" && tree::text(file, *other) == name && other.start_byte() > node.start_byte();
        is_name && other.parent().is_some_and(|parent| parent.child_by_field_name("name") == Some(*other))
    };
    let declared = parse::descendants(file.tree()?.root_node()).find(declares)?;
    let declaration = parse::ancestor(declared, STATEMENTS)?;
    let declaration = declaration.parent().filter(|parent| parent.kind() == "export_statement").unwrap_or(declaration);
    let block = declaration.parent()?;
    let user = statement_in(node, block).filter(|user| user.start_byte() < declaration.start_byte())?;
    // What the declaration itself needs has to be there already at the new place.
    let needs_later = parse::descendants(declaration).filter(|inner| inner.kind() == "identifier").any(|inner| {
        let text = tree::text(file, inner);
        context.scopes.bindings.iter().any(|binding| {
            let between = binding.range.start >= user.start_byte() && binding.range.start < declaration.start_byte();
            binding.name == text && between && binding.visible.touches(declaration.start_byte())
        })
    });
    if needs_later {
        return None;
    }
    let text = tree::text(file, declaration);
    let indentation = file.indentation(file.line_of(user.start_byte()));
    let own_lines = file.line_of(user.start_byte()) != file.line_of(declaration.start_byte());
    let joint = if own_lines { format!("{}{indentation}", file.line_break()) } else { " ".to_owned() };
    let edits = EditSet::new([TextEdit::insert(user.start_byte(), format!("{text}{joint}")), tree::delete_statement(file, parse::span(declaration))]).ok()?;
    Some(Proposal::new(RULE.name, format!("Move the declaration of `{name}` before its first use"), context, edits, 0.85))
}

/// A declaration of the name in a block beside the place moves before that block.
fn out_of_block(context: &FixContext<'_>, node: Node<'_>) -> Option<Proposal> {
    let file = context.file;
    let name = tree::text(file, node);
    // A function of a block is visible outside of it in old scripts only, and not before the block has run.
    let is_hidden = |binding: &&Binding| {
        let in_block = || {
            let declaration = tree::identifier_at(file, binding.range.start).and_then(|name| parse::ancestor(name, STATEMENTS));
            let block = declaration.and_then(|declaration| declaration.parent());
            block.is_some_and(|block| block.kind() == "statement_block" && !parse::span(block).contains(parse::span(node)))
        };
        binding.name == name && (!binding.visible.touches(node.start_byte()) || in_block())
    };
    let hidden: Vec<&Binding> = context.scopes.bindings.iter().filter(is_hidden).collect();
    let first = hidden.first()?;
    let declared = tree::identifier_at(file, first.range.start)?;
    let declaration = parse::ancestor(declared, STATEMENTS)?;
    let block = declaration.parent().filter(|block| block.kind() == "statement_block")?;
    // A function's own variables are its own business.
    if tree::enclosing_function(block).map(|function| function.id()) != tree::enclosing_function(node).map(|function| function.id()) {
        return None;
    }
    let mut outer = block;
    let place = loop {
        let parent = outer.parent()?;
        if matches!(parent.kind(), "program" | "statement_block") && parse::span(parent).contains(parse::span(node)) {
            break outer;
        }
        outer = parent;
    };
    let indentation = file.indentation(file.line_of(place.start_byte()));
    let line_break = file.line_break();
    if declaration.kind().contains("function") {
        let text = tree::text(file, declaration);
        let edits = EditSet::new([
            TextEdit::insert(place.start_byte(), format!("{text}{line_break}{indentation}")),
            tree::delete_statement(file, parse::span(declaration)),
        ]);
        return Some(Proposal::new(RULE.name, format!("Move `{name}` out of the block"), context, edits.ok()?, 0.8));
    }
    if declaration.kind() != "lexical_declaration" || place.start_byte() > node.start_byte() {
        return None;
    }
    // The blocks of one statement may each declare the name.
    let mut edits =
        vec![TextEdit::insert(place.start_byte(), format!("let {name}{}{line_break}{indentation}", semicolon(file.slice(parse::span(declaration)))))];
    for binding in hidden.iter().filter(|binding| parse::span(place).contains(binding.range)) {
        let declarator = tree::identifier_at(file, binding.range.start)?.parent().filter(|parent| parent.kind() == "variable_declarator")?;
        let whole = declarator.parent()?;
        let alone = parse::named_children(whole).len() == 1 && declarator.child_by_field_name("value").is_some();
        if !alone || whole.kind() != "lexical_declaration" {
            return None;
        }
        edits.push(TextEdit::delete(Span::new(whole.start_byte(), declarator.start_byte())));
    }
    Some(Proposal::new(RULE.name, format!("Declare `{name}` before the block"), context, EditSet::new(edits).ok()?, 0.8))
}

fn semicolon(statement: &str) -> &'static str {
    if statement.ends_with(';') { ";" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{first_fix, fix_of_rule, no_fix};

    #[test]
    fn declarations_move_up() {
        fix_of_rule(
            "TS2448",
            "Block-scoped variable 'a' used before its declaration.",
            "if (b) {\n  «a» = 0;\n}\nlet a = 1;\n",
            "let a = 1;\nif (b) {\n  a = 0;\n}\n",
        );
        fix_of_rule("no-use-before-define", "'A' was used before it was defined.", "new «A»(); class A {}\n", "class A {} new A(); \n");
    }

    #[test]
    fn names_of_blocks_are_declared_outside() {
        fix_of_rule("TS2304", "Cannot find name 'run'.", "«run»();\n{\n  function run() {}\n}\n", "run();\nfunction run() {}\n{\n}\n");
        first_fix(
            "module.exports = (c) => {\n  if (c) {\n    let mood = 1;\n  } else {\n    let mood = 2;\n  }\n  return mood;\n};\n",
            "module.exports = (c) => {\n  let mood;\n  if (c) {\n    mood = 1;\n  } else {\n    mood = 2;\n  }\n  return mood;\n};\n",
        );
    }

    #[test]
    fn variables_of_functions_stay() {
        no_fix("function f() {\n  const inner = 1\n  return inner\n}\nmodule.exports = [f, inner]\n", super::RULE.name);
    }
}
