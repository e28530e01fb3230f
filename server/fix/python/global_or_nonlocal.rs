//! Keeps one of the declarations of a name that is declared both `global` and `nonlocal`.

use super::support::{enclosing, lines_of, text_of};
use crate::base::TextEdit;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "python/global-or-nonlocal",
    summary: "Keeps one of a `global` and a `nonlocal` declaration of the same name",
    not_offered: "It keeps silent where the declaration names others too.",
    examples: &[
        Example::mends(
            "healer[syntax]: name 'count' is nonlocal and global",
            "
            count = 0

            def increment():
                global count
                nonlocal «count»
                count += 1
            ",
            "
            count = 0

            def increment():
                global count
                count += 1
            ",
        ),
        Example::keeps_silent(
            "healer[syntax]: name 'count' is nonlocal and global",
            "
            count = 0

            def increment():
                global count
                nonlocal «count», total
                count += 1
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    let said = &diagnostic.message;
    diagnostic.is_error() && ["nonlocal and global", "global and nonlocal"].iter().any(|words| said.contains(words))
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    kept(context).into_iter().collect()
}

fn kept(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let name = context.diagnostic.message.split(['\'', '`', '"']).nth(1)?;
    let function = enclosing(file, context.diagnostic.range.start, &["function_definition"])?;
    let body = function.child_by_field_name("body")?;
    // A name of the module is reached by `global`; one that only a function around this one binds, by `nonlocal`.
    let outer = function.parent().and_then(|parent| parse::ancestor(parent, &["function_definition"]));
    let binds = |node: Node<'_>| {
        let target = node.kind() == "assignment" && node.child_by_field_name("left").is_some_and(|left| text_of(file, left) == name);
        target && !parse::span(function).contains(parse::span(node))
    };
    let bound_outside = outer.is_some_and(|outer| parse::descendants(outer).any(binds));
    let gone = if bound_outside { "global_statement" } else { "nonlocal_statement" };
    let names_it = |node: Node<'_>| parse::named_children(node).iter().any(|child| text_of(file, *child) == name);
    let declaration = parse::descendants(body).find(|node| node.kind() == gone && names_it(*node)).filter(|node| node.named_child_count() == 1)?;
    let (start, end) = lines_of(file, declaration);
    let lines = file.full_lines(start, end);
    if lines.of(file.text()).trim() != text_of(file, declaration) {
        return None;
    }
    let word = text_of(file, declaration).split_whitespace().next().unwrap_or("nonlocal");
    Some(Proposal::new(RULE.name, format!("Remove the `{word}` declaration"), context, TextEdit::delete(lines).into(), 0.9))
}
