//! Removes an import or a variable that nothing uses.
//!
//! ```python
//! import os, sys
//!
//! print(sys.argv)
//! ```
//! becomes
//! ```python
//! import sys
//!
//! print(sys.argv)
//! ```

use super::insert::removal;
use super::support::{lines_of, statements_around, text_of};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule =
    Rule { name: "python/remove-unused", summary: "Removes an unused import or variable, and keeps what computing its value does", applies, propose };

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.category(), "IMPORT.UNUSED" | "UNUSED.VARIABLE")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let proposal = if context.diagnostic.category() == "IMPORT.UNUSED" { import(context) } else { variable(context) };
    proposal.into_iter().collect()
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
