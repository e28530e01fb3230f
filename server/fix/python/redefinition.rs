//! Mends a function, method or class that is defined again before anything has used the first one.
//!
//! Of two equal definitions, the second goes. Tests get a name of their own, as both are meant to run; of other definitions the first one,
//! which nothing can reach, may go too.

use super::support::{enclosing, lines_of, name_of, text_of};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::{SourceFile, parse};
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "python/redefinition",
    summary: "Renames or removes a definition that another one of the same name replaces",
    not_offered: "It keeps silent about a name that is imported twice, which removing one import mends.",
    examples: &[
        Example::mends(
            "ruff[F811]: Redefinition of unused `test_empty` from line 1: `test_empty` redefined here",
            "
            def test_empty():
                assert not []

            def «test_empty»():
                assert not {}
            ",
            "
            def test_empty():
                assert not []

            def test_empty_2():
                assert not {}
            ",
        ),
        Example::mends(
            "ruff[F811]: Redefinition of unused `area` from line 1: `area` redefined here",
            "
            def area(width):
                return width

            def «area»(width, height):
                return width * height
            ",
            "
            def area(width, height):
                return width * height
            ",
        ),
        Example::mends(
            r#"pyright[reportRedeclaration]: Method declaration "area" is obscured by a declaration of the same name"#,
            "
            class Shape:
                def «area»(self):
                    return 1

                def area(self):
                    return 2
            ",
            "
            class Shape:
                def area(self):
                    return 2
            ",
        ),
        Example::keeps_silent(
            "ruff[F811]: Redefinition of unused `json` from line 1: `json` redefined here",
            "
            import json
            from os import «json»

            print(json)
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "F811" | "reportRedeclaration" | "no-redef")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let at = context.diagnostic.range.start;
    let node = enclosing(file, at, &["function_definition", "class_definition"]);
    let Some(second) = node.filter(|node| node.child_by_field_name("name").is_some_and(|name| parse::span(name).touches(at))) else {
        return imported_again(context).into_iter().collect();
    };
    let name = name_of(file, second);
    let around = parse::named_children(whole(second).parent().unwrap_or(second));
    let is_twin = |node: &&Node<'_>| {
        let defines = matches!(node.kind(), "function_definition" | "class_definition" | "decorated_definition");
        defines && node.id() != whole(second).id() && name_of(file, inner(**node)) == name
    };
    let earlier = around.iter().take_while(|node| node.start_byte() < whole(second).start_byte()).filter(is_twin).last();
    let later = around.iter().skip_while(|node| node.start_byte() <= whole(second).start_byte()).find(is_twin);
    // pyright reports the first definition, the others the second.
    let (first, second) = match (earlier, later) {
        (None, Some(later)) => (Some(whole(second)), inner(*later)),
        (earlier, _) => (earlier.copied(), second),
    };
    let whole_second = whole(second);
    let mut proposals = Vec::new();
    let is_test = name.starts_with("test") || name.starts_with("Test");
    if let Some(first) = first {
        // Of two stubs that read alike nobody knows what they will do: each is kept, under its own name.
        let stub = inner(first).child_by_field_name("body").is_some_and(|body| matches!(text_of(file, body), "..." | "pass"));
        let same = text_of(file, first) == text_of(file, whole_second);
        let (gone, which, likelihood) =
            if same { (whole_second, "second", if stub { 0.45 } else { 0.95 }) } else { (first, "first", if is_test { 0.4 } else { 0.6 }) };
        if let Some(removal) = removal(file, gone) {
            proposals.push(Proposal::new(RULE.name, format!("Remove the {which} definition of `{name}`"), context, removal, likelihood));
        }
    }
    if let Some((new, edits)) = renamed(context, name, second) {
        let likelihood = if is_test { 0.8 } else { 0.5 };
        proposals.push(Proposal::new(RULE.name, format!("Rename this definition to `{new}`"), context, edits, likelihood));
    }
    proposals
}

/// A definition with its decorators.
fn whole(definition: Node<'_>) -> Node<'_> {
    definition.parent().filter(|parent| parent.kind() == "decorated_definition").unwrap_or(definition)
}

/// A definition without its decorators.
fn inner(definition: Node<'_>) -> Node<'_> {
    definition.child_by_field_name("definition").unwrap_or(definition)
}

/// Removes a definition with the empty lines after it.
fn removal(file: &SourceFile, definition: Node<'_>) -> Option<EditSet> {
    let (first, mut last) = lines_of(file, definition);
    while last + 1 < file.lines().line_count() && file.line(last + 1).trim().is_empty() && file.line_span(last + 1).start < file.text().len() {
        last += 1;
    }
    let alone = file.full_lines(first, last).of(file.text()).trim() == text_of(file, definition).trim();
    alone.then(|| EditSet::one(TextEdit::delete(file.full_lines(first, last))))
}

/// Gives a definition a name of its own, and what uses it further down in its scope as well.
fn renamed(context: &FixContext<'_>, name: &str, definition: Node<'_>) -> Option<(String, EditSet)> {
    let file = context.file;
    let joint = if name.contains('_') || name.starts_with(char::is_lowercase) { "_" } else { "" };
    let new = (2..20).map(|number| format!("{name}{joint}{number}")).find(|candidate| !file.text().contains(candidate.as_str()))?;
    let own = definition.child_by_field_name("name")?;
    let in_class =
        parse::ancestor(definition.parent()?, &["class_definition", "function_definition"]).is_some_and(|around| around.kind() == "class_definition");
    let scope = file.tree()?.root_node();
    let uses = parse::descendants(scope).filter(|node| node.kind() == "identifier" && node.start_byte() > own.end_byte() && text_of(file, *node) == name);
    // Members are reached by objects of which nothing is known here, and tests are found by their name.
    let uses: Vec<Span> = if in_class { Vec::new() } else { uses.filter(|node| !is_attribute(*node)).map(parse::span).collect() };
    let edits = std::iter::once(parse::span(own)).chain(uses).map(|range| TextEdit::replace(range, new.as_str()));
    Some((new.clone(), EditSet::new(edits).ok()?))
}

fn is_attribute(node: Node<'_>) -> bool {
    node.parent().is_some_and(|parent| {
        matches!(parent.kind(), "attribute" | "keyword_argument") && ["attribute", "name"].iter().any(|field| parent.child_by_field_name(field) == Some(node))
    })
}

/// `from a import b` of which the name is bound again: by an import in the `else` of a `try`, or by `with … as b`. The second is renamed.
fn imported_again(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let name_node = file.node_at(context.diagnostic.range).filter(|node| node.kind() == "identifier")?;
    let name = text_of(file, name_node);
    let clause = parse::ancestor(name_node, &["with_statement", "assignment"])?;
    let new = format!("{name}_");
    if file.text().contains(new.as_str()) {
        return None;
    }
    let block = if clause.kind() == "with_statement" { clause } else { clause.parent()?.parent()? };
    let later = parse::descendants(block).filter(|node| node.kind() == "identifier" && node.start_byte() >= name_node.start_byte());
    let later = later.filter(|node| text_of(file, *node) == name && !is_attribute(*node));
    let edits = EditSet::new(later.map(|node| TextEdit::replace(parse::span(node), new.as_str()))).ok()?;
    Some(Proposal::new(RULE.name, format!("Rename this `{name}` to `{new}`"), context, edits, 0.6))
}

#[cfg(test)]
mod tests {
    use super::super::tests::mended_by;

    #[test]
    fn definitions() {
        let said = ("ruff", "F811", "Redefinition of unused `f` from line 1");
        let cases = [
            ("def f():\n    return 1\n\ndef «f»():\n    return 1\n", Some("def f():\n    return 1\n\n")),
            ("f = 1\ndef «f»(): pass\n\nf()\n", Some("f = 1\ndef f_2(): pass\n\nf_2()\n")),
            ("import bar\nwith open('foo') as «bar»:\n    bar.read()\n", Some("import bar\nwith open('foo') as bar_:\n    bar_.read()\n")),
        ];
        for (before, after) in cases {
            assert_eq!(mended_by(super::RULE.name, said, before).as_deref(), after, "{before}");
        }
    }
}
