//! Gives a bare `except:` that is not the last one the class that others can follow.
//!
//! Where the other clauses are bare too, the first ones catch `Exception`.

use super::support::text_of;
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::{SourceFile, parse};
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "python/bare-except-last",
    summary: "Moves a bare `except:` behind the other clauses",
    not_offered: "It keeps silent where the bare clause is the last one.",
    examples: &[
        Example::mends(
            "python[SyntaxError]: default 'except:' must be last",
            "
            try:
                value = 1
            «except»:
                value = 0
            except ValueError:
                value = 2
            ",
            "
            try:
                value = 1
            except ValueError:
                value = 2
            except:
                value = 0
            ",
        ),
        Example::mends(
            "python[SyntaxError]: default 'except:' must be last",
            "
            def read(path):
                try:
                    return open(path)
                «except»:
                    return None
                except:
                    raise
            ",
            "
            def read(path):
                try:
                    return open(path)
                except Exception:
                    return None
                except:
                    raise
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "F707" || diagnostic.message.contains("default 'except:' must be last")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    mended(context).into_iter().collect()
}

fn mended(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let at = context.diagnostic.range;
    let clauses_of = |node: Node<'_>| parse::children(node).into_iter().any(|child| child.kind() == "except_clause" && parse::span(child).touches(at.start));
    let statement = parse::descendants(file.tree()?.root_node()).find(|node| node.kind() == "try_statement" && clauses_of(*node))?;
    let clauses: Vec<Node<'_>> = parse::children(statement).into_iter().filter(|child| child.kind() == "except_clause").collect();
    let is_bare = |clause: &&Node<'_>| text_of(file, **clause).trim_start_matches("except").trim_start().starts_with(':');
    let (last, others) = clauses.split_last()?;
    let bare: Vec<&Node<'_>> = others.iter().filter(is_bare).collect();
    let first = bare.first()?;
    if is_bare(&last) {
        let edits = bare.iter().map(|clause| TextEdit::insert(clause.start_byte() + "except".len(), " Exception"));
        return Some(Proposal::new(RULE.name, "Catch `Exception` in the first clauses", context, EditSet::new(edits).ok()?, 0.8));
    }
    let (moved, target) = (lines(file, **first), lines(file, *last));
    let text = moved.of(file.text());
    let text = if text.ends_with('\n') { text.to_owned() } else { format!("{text}{}", file.line_break()) };
    let after = if target.of(file.text()).ends_with('\n') { text } else { format!("{}{}", file.line_break(), text.trim_end()) };
    let edits = EditSet::new([TextEdit::delete(moved), TextEdit::insert(target.end, after)]).ok()?;
    Some(Proposal::new(RULE.name, "Move the bare `except:` to the end", context, edits, 0.9))
}

/// The whole lines of a clause.
fn lines(file: &SourceFile, clause: Node<'_>) -> Span {
    let (first, last) = super::support::lines_of(file, clause);
    file.full_lines(first, last)
}
