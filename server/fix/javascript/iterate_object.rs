//! Iterates over the keys or entries of an object that cannot be iterated itself.

use super::tree;
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule = Rule {
    name: "javascript/iterate-object",
    summary: "Iterates over an object's keys or entries",
    not_offered: "It keeps silent where the object is spread or handed to a function.",
    examples: &[
        Example::mends(
            "tsc[TS2488]: Type '{ small: number; }' must have a '[Symbol.iterator]()' method that returns an iterator.",
            "
            const sizes = { small: 1 };
            for (const [name, size] of «sizes») console.log(name, size);
            ",
            "
            const sizes = { small: 1 };
            for (const [name, size] of Object.entries(sizes)) console.log(name, size);
            ",
        ),
        Example::mends(
            "tsc[TS2488]: Type '{ small: number; }' must have a '[Symbol.iterator]()' method that returns an iterator.",
            "
            const sizes = { small: 1 };
            for (const name of «sizes») console.log(name);
            ",
            "
            const sizes = { small: 1 };
            for (const name in sizes) console.log(name);
            ",
        ),
        Example::keeps_silent(
            "tsc[TS2488]: Type '{ small: number; }' must have a '[Symbol.iterator]()' method that returns an iterator.",
            "
            const sizes = { small: 1 };
            export default [...«sizes»];
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "TS2488" || diagnostic.message.contains("is not iterable")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    iterated(context).into_iter().collect()
}

fn iterated(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let node = tree::node_at(file, context.diagnostic.range)?;
    if let Some(pattern) =
        parse::ancestor(node, &["array_pattern"]).filter(|pattern| pattern.parent().is_some_and(|parent| parent.kind() != "for_in_statement"))
    {
        // What is taken apart by place is an object: its values have the places.
        let inner = pattern.parent().filter(|parent| parent.kind() == "variable_declarator").and_then(|parent| parent.child_by_field_name("value"))?;
        let edits = EditSet::new([TextEdit::insert(inner.start_byte(), "Object.values("), TextEdit::insert(inner.end_byte(), ")")]).ok()?;
        return Some(Proposal::new(RULE.name, "Take the object's values", context, edits, 0.6));
    }
    let head = parse::ancestor(node, &["for_in_statement"])?;
    let object = head.child_by_field_name("right")?;
    let (left, of) = (head.child_by_field_name("left")?, tree::token(head, "of")?);
    if left.kind() == "array_pattern" {
        let edits = EditSet::new([TextEdit::insert(object.start_byte(), "Object.entries("), TextEdit::insert(object.end_byte(), ")")]).ok()?;
        return Some(Proposal::new(RULE.name, "Iterate over the object's entries", context, edits, 0.93));
    }
    Some(Proposal::replace(RULE.name, "Iterate over the object's keys by `in`", context, parse::span(of), "in", 0.75))
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    #[test]
    fn objects() {
        let said = "Type '{ a: string; }' must have a '[Symbol.iterator]()' method that returns an iterator.";
        fix_of_rule("TS2488", said, "const o = { a: '' };\nfor (const p of «o») {}\n", "const o = { a: '' };\nfor (const p in o) {}\n");
        fix_of_rule("TS2488", said, "for (const [k, v] of «o») f(k, v);\n", "for (const [k, v] of Object.entries(o)) f(k, v);\n");
    }
}
