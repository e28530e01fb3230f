//! Declares a name `global` or `nonlocal` in a function that reads it before assigning to it.

use super::support::{enclosing, subject, text_of};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "python/declare-global",
    summary: "Declares a name global or nonlocal in a function that reads it before assigning to it",
    not_offered: "It keeps silent where neither the module nor a function around has the name.",
    examples: &[
        Example::mends(
            "ruff[F823]: Local variable `count` referenced before assignment",
            "
            count = 0

            def increment():
                «count» += 1
                return count
            ",
            "
            count = 0

            def increment():
                global count
                count += 1
                return count
            ",
        ),
        Example::keeps_silent(
            "python[UnboundLocalError]: cannot access local variable 'count' where it is not associated with a value",
            "
            def increment():
                print(«count»)
                count = 1
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.category() == "RES.USEBEFORE"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    declared(context).into_iter().collect()
}

fn declared(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let (name, range) = subject(context)?;
    let function = enclosing(file, range.start, &["function_definition"])?;
    let inside = parse::span(function);
    let outer = context.scopes.bindings.iter().filter(|binding| binding.name == name && !inside.contains(binding.range) && binding.visible.contains(inside));
    let outer = outer.min_by_key(|binding| binding.visible.len())?;
    // A binding of an enclosing function is reached by `nonlocal`; what an enclosing function declared global is global here too.
    let around = enclosing(file, outer.range.start, &["function_definition"]);
    let declared_global = |scope: Node<'_>| {
        parse::descendants(scope).any(|node| node.kind() == "global_statement" && parse::named_children(node).iter().any(|child| text_of(file, *child) == name))
    };
    let enclosing_function = function.parent().and_then(|parent| parse::ancestor(parent, &["function_definition"]));
    let word = match around {
        Some(_) if !enclosing_function.is_some_and(declared_global) => "nonlocal",
        _ => "global",
    };
    let body = function.child_by_field_name("body")?;
    let is_docstring = |node: &&Node<'_>| node.kind() == "expression_statement" && node.named_child(0).is_some_and(|child| child.kind() == "string");
    let statements = parse::named_children(body);
    let first = statements.iter().find(|node| node.kind() != "comment" && !is_docstring(node))?;
    let line = file.line_of(first.start_byte());
    if file.line_of(function.start_byte()) == line {
        return None;
    }
    let text = format!("{word} {name}{}{}", file.line_break(), file.indentation(line));
    let edits = EditSet::one(TextEdit::insert(first.start_byte(), text));
    Some(Proposal::new(RULE.name, format!("Declare `{name}` as {word}"), context, edits, 0.8))
}

#[cfg(test)]
mod tests {
    use super::super::tests::mended_by;

    #[test]
    fn names_of_the_module_and_of_the_function_around() {
        let said = ("ruff", "F823", "Local variable `a` referenced before assignment");
        let cases = [
            ("a = 1\ndef f():\n    «a»\n    a = 2\n", "a = 1\ndef f():\n    global a\n    a\n    a = 2\n"),
            (
                "def g():\n    a = 1\n    def f():\n        «a»\n        a = 2\n    return f, a\n",
                "def g():\n    a = 1\n    def f():\n        nonlocal a\n        a\n        a = 2\n    return f, a\n",
            ),
        ];
        for (before, after) in cases {
            assert_eq!(mended_by(super::RULE.name, said, before).as_deref(), Some(after));
        }
        assert_eq!(mended_by(super::RULE.name, said, "def f():\n    «a»\n    a = 2\n"), None);
    }
}
