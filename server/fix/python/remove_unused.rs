//! Removes an import or a variable that nothing uses.

use super::insert::removal;
use super::support::{lines_of, statements_around, text_of};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule = Rule {
    name: "python/remove-unused",
    summary: "Removes an unused import or variable, and keeps what computing its value does",
    not_offered: "It keeps silent about a variable that shares its statement with others and whose name with an underscore is taken.",
    examples: &[
        Example::mends(
            "ruff[F401]: `os` imported but unused",
            "
            import «os», sys

            print(sys.argv)
            ",
            "
            import sys

            print(sys.argv)
            ",
        ),
        Example::mends(
            "ruff[F841]: Local variable `result` is assigned to but never used",
            "
            def load(path):
                text = open(path)
                «result» = text.read()
            ",
            "
            def load(path):
                text = open(path)
                text.read()
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.category(), "IMPORT.UNUSED" | "UNUSED.VARIABLE")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    if context.diagnostic.category() == "IMPORT.UNUSED" {
        return import(context).into_iter().chain(exported_again(context)).collect();
    }
    variable(context).into_iter().chain(underscored(context)).collect()
}

/// `from a import b as b` says that the name is there for others: in a package's `__init__`, and in a file that does little but import.
fn exported_again(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let at = context.diagnostic.range;
    let import = file.outline().imports.iter().find(|import| import.range.contains(at))?;
    let name = import.names.iter().find(|name| name.range.intersects(at))?;
    let text = file.slice(name.range);
    if import.module == "__future__" || text.contains([' ', '.']) || text != name.local {
        return None;
    }
    let is_package = file.path().file_stem().is_some_and(|stem| stem == "__init__");
    let likelihood = if is_package { 0.75 } else { 0.3 };
    let edits = EditSet::one(TextEdit::insert(name.range.end, format!(" as {text}")));
    Some(Proposal::new(RULE.name, format!("Export `{text}` again by `as {text}`"), context, edits, likelihood))
}

/// A name with an underscore before it is meant to be left unused.
fn underscored(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let range = context.diagnostic.range;
    let name = file.slice(range);
    let node = file.node_at(range).filter(|node| node.kind() == "identifier")?;
    let statement = statements_around(file, range.start).into_iter().next()?;
    // Elsewhere the name may be read, as in `x = x = 1` or by `nonlocal`.
    let once = parse::descendants(statement).filter(|node| node.kind() == "identifier" && text_of(file, *node) == name).count() == 1;
    let in_clause = parse::ancestor(node, &["as_pattern"]).is_some();
    let free = !name.starts_with('_') && !file.text().contains(&format!("_{name}"));
    let edits = EditSet::one(TextEdit::insert(range.start, "_"));
    (once && free && !in_clause).then(|| Proposal::new(RULE.name, format!("Rename to `_{name}`, which may stay unused"), context, edits, 0.4))
}

fn import(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let at = context.diagnostic.range;
    let import = file.outline().imports.iter().find(|import| import.range.contains(at))?;
    let name = import.names.iter().find(|name| name.range.intersects(at))?;
    let same_statement = file.outline().imports.iter().filter(|other| other.range == import.range).count();
    let edit = if same_statement > 1 { from_list(context, import.range)? } else { removal(file, import, &name.local)? };
    // A block that the import alone makes up would be left without a body.
    let statement = statements_around(file, at.start).into_iter().next()?;
    let alone =
        same_statement == 1 && import.names.len() == 1 && statement.parent().is_some_and(|parent| parent.kind() == "block" && parent.named_child_count() == 1);
    (!alone).then(|| Proposal::new(RULE.name, format!("Remove unused import `{}`", name.local), context, EditSet::one(edit), 0.9).safe())
}

/// `import a, b`: the outline has one import for each module.
fn from_list(context: &FixContext<'_>, statement: Span) -> Option<TextEdit> {
    let file = context.file;
    let imports: Vec<_> = file.outline().imports.iter().filter(|import| import.range == statement).filter_map(|import| import.names.first()).collect();
    let at = imports.iter().position(|name| name.range.intersects(context.diagnostic.range))?;
    let own = imports.get(at)?.range;
    Some(TextEdit::delete(match imports.get(at + 1) {
        Some(next) => Span::new(own.start, next.range.start),
        None => Span::new(imports.get(at.checked_sub(1)?)?.range.end, own.end),
    }))
}

fn variable(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let at = context.diagnostic.range.start;
    let name = file.slice(context.diagnostic.range);
    let title = format!("Remove unused variable `{name}`");
    if let Some(clause) = super::support::enclosing(file, at, &["as_pattern"]) {
        // `except E as e:` and `with a as b:` keep all but the name.
        let kept = clause.named_child(0)?;
        return Some(Proposal::replace(RULE.name, title, context, parse::span(clause), text_of(file, kept), 0.85));
    }
    let statement = statements_around(file, at).into_iter().next()?;
    let assignment = statement.named_child(0).filter(|node| node.kind() == "assignment")?;
    let (target, value) = (assignment.child_by_field_name("left")?, assignment.child_by_field_name("right")?);
    if text_of(file, target) != name {
        return None;
    }
    let effects = parse::descendants(value).any(|node| matches!(node.kind(), "call" | "await" | "yield" | "subscript" | "attribute"));
    if effects {
        let head = Span::new(statement.start_byte(), value.start_byte());
        return Some(Proposal::new(RULE.name, title, context, EditSet::one(TextEdit::delete(head)), 0.8));
    }
    if statement.parent().is_some_and(|parent| parent.kind() == "block" && parent.named_child_count() == 1) {
        return None;
    }
    let (first, last) = lines_of(file, statement);
    let lines = file.full_lines(first, last);
    let alone = lines.of(file.text()).trim() == text_of(file, statement).trim();
    alone.then(|| Proposal::new(RULE.name, title, context, EditSet::one(TextEdit::delete(lines)), 0.85))
}
