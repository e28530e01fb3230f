//! Reading a repair off two versions of a file: what was changed at the place of the errors that it mended, as small as can be.

use super::imports;
use super::locals::{Locals, is_in_function};
use super::matching::declared_type;
use super::tree::{is_word, leaves, parts, shape, tokens, words};
use crate::base::Span;
use crate::model::{Diagnostic, Heard, Imported, PatternExample, Token};
use crate::syntax::{BindingKind, ScopeReport, SourceFile, parse};
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use tree_sitter::Node;

/// So many tokens written anew are a repair; more are another program.
const MOST_WRITTEN: usize = 120;
/// Changes within so many lines of an error belong to its repair.
pub(super) const NEAR: usize = 3;
/// How far the broken code is widened until it holds a name of its own.
const LEVELS: usize = 3;
/// So many lines around what differs are looked at, and more where no code stands there.
const MARGINS: [usize; 2] = [8, 200];
/// How long two versions are compared.
const PATIENCE: Duration = Duration::from_millis(100);

/// Words without which nothing is imported in any of the languages.
const IMPORTING: &[&str] = &["import", "use", "require", "from", "extern"];

/// What imports, with its brackets and keywords, in the words of the four grammars.
const IMPORTS: &[&str] = &["import_statement", "import_from_statement", "import_declaration", "use_declaration"];

/// Two versions of a file, and the errors of the first that the second does not have.
pub struct Change<'c> {
    pub before: &'c SourceFile,
    pub after: &'c SourceFile,
    /// In the coordinates of `before`; what several checkers say of one error is several.
    pub vanished: &'c [Diagnostic],
    /// The scopes of both versions, as far as there are any.
    pub scopes: [&'c ScopeReport; 2],
}

/// The changes of a file near its errors: bytes of the first version and of the second.
struct Changed {
    before: Span,
    after: Span,
    /// The tokens with all that differs; what stands outside of them is the same.
    tokens_before: Vec<Span>,
    tokens_after: Vec<Span>,
    ops: Vec<DiffOp>,
    /// The lengths of both versions.
    lengths: [usize; 2],
}

/// The repair; `None` where nothing was repaired that could be done elsewhere: the code was thrown away, only its layout is another one, or too much is.
/// Project and time are left to the caller.
pub fn observe(change: &Change<'_>) -> Option<PatternExample> {
    let first = change.vanished.first()?;
    let with_imports = may_change_imports(change) && !is_about_imports(change);
    let added = if with_imports { added_imports(change) } else { Vec::new() };
    let changed = changed_near(change, with_imports);
    if !change.vanished.iter().any(Diagnostic::is_error) && !changed.as_ref().is_some_and(|changed| is_of_warnings(change, changed)) {
        return None;
    }
    let node = match &changed {
        Some(changed) => covering(change, changed)?,
        None if !added.is_empty() => change.before.node_at(first.range)?,
        None => return None,
    };
    let locals = Locals::of(change, first.range.start);
    let around = around(node);
    let at_errors = widened(&around, change, &locals);
    let apart = at_errors.is_none();
    let node = at_errors.or_else(|| beside(&around, change, changed.as_ref()?, &locals))?;
    let range = parse::span(node);
    let written = match &changed {
        Some(changed) => changed.counterpart(range)?,
        None => range,
    };
    let source = if changed.is_some() { change.after } else { change.before };
    let after = tokens(source, written);
    let before = shape(change.before, node)?;
    if after.is_empty() || after.len() > MOST_WRITTEN || is_statement_list(node) {
        return None;
    }
    let heard: Vec<Heard> =
        change.vanished.iter().map(|said| Heard { source: said.source.clone(), code: said.code.clone(), message: said.message.clone() }).collect();
    let mentioned: BTreeSet<&str> = before.tokens().into_iter().chain(heard.iter().flat_map(|heard| words(&heard.message))).collect();
    let used = |import: &Imported| mentioned.contains(import.local.as_str()) || after.iter().any(|token| token.text == import.local);
    let named: BTreeSet<&str> = before.tokens().into_iter().collect();
    let reached = reached(change, written, &after).into_iter().filter(|(name, _)| !named.contains(name.as_str())).collect();
    Some(PatternExample {
        reached,
        project: String::new(),
        file: String::new(),
        time: 0,
        before_text: change.before.slice(range).to_owned(),
        after_text: source.slice(written).to_owned(),
        locals: mentioned.iter().filter(|name| locals.contains(name)).map(|name| (*name).to_owned()).collect(),
        imports: added.into_iter().filter(used).collect(),
        before,
        after,
        heard,
        apart,
    })
}

/// Whether the errors stand in imports, so that a change of one is the repair itself and nothing that came along.
fn is_about_imports(change: &Change<'_>) -> bool {
    let imports = &change.before.outline().imports;
    change.vanished.iter().all(|said| imports.iter().any(|import| import.range.contains(said.range)))
}

/// Whether the change is none of which it is plain that it leaves the imports alone. The outline of the second version is costly, and most repairs
/// do not need it.
fn may_change_imports(change: &Change<'_>) -> bool {
    let (start, end) = same_ends(change);
    // Whole lines, as a word may have been changed in part.
    let lines = |file: &SourceFile| file.slice(file.full_lines(file.line_of(start), file.line_of(file.text().len() - end))).to_owned();
    let imports = change.before.outline().imports.iter().map(|import| import.range.end).max();
    imports.is_some_and(|last| start <= last) || [change.before, change.after].map(lines).iter().any(|text| IMPORTING.iter().any(|word| text.contains(word)))
}

/// How many bytes both versions begin with, and how many they end with.
fn same_ends(change: &Change<'_>) -> (usize, usize) {
    let (before, after) = (change.before.text().as_bytes(), change.after.text().as_bytes());
    let start = before.iter().zip(after).take_while(|(one, other)| one == other).count();
    let shorter = before.len().min(after.len()) - start;
    (start, before.iter().rev().zip(after.iter().rev()).take(shorter).take_while(|(one, other)| one == other).count())
}

/// The tokens of both versions with all that differs, and some on both sides of it; a file has many more.
fn tokens_around(change: &Change<'_>) -> [Vec<Span>; 2] {
    let (start, end) = same_ends(change);
    let within = |file: &SourceFile, margin: usize| {
        let (first, last) = (file.line_of(start), file.line_of(file.text().len() - end));
        let window = file.full_lines(first.saturating_sub(margin), last.saturating_add(margin).min(file.line_of(file.text().len())));
        let tokens = leaves(file, window);
        let reaches = |at: Option<&Span>, whole: bool, beyond: &dyn Fn(&Span) -> bool| whole || at.is_some_and(beyond);
        let is_enough = reaches(tokens.first(), window.start == 0, &|token| token.end <= start)
            && reaches(tokens.last(), window.end == file.text().len(), &|token| token.start >= file.text().len() - end);
        (tokens, is_enough)
    };
    for margin in MARGINS {
        let [before, after] = [change.before, change.after].map(|file| within(file, margin));
        if before.1 && after.1 {
            return [before.0, after.0];
        }
    }
    [change.before, change.after].map(|file| leaves(file, Span::new(0, file.text().len())))
}

fn added_imports(change: &Change<'_>) -> Vec<Imported> {
    let known = imports::all(change.before);
    let mut added: Vec<Imported> = imports::all(change.after).into_iter().filter(|import| !known.contains(import)).collect();
    added.sort();
    added
}

/// What was changed near the errors, imports aside; `None` where nothing was.
fn changed_near(change: &Change<'_>, with_imports: bool) -> Option<Changed> {
    let [tokens_before, tokens_after] = tokens_around(change);
    let old: Vec<&str> = tokens_before.iter().map(|span| change.before.slice(*span)).collect();
    let new: Vec<&str> = tokens_after.iter().map(|span| change.after.slice(*span)).collect();
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &old, &new, Some(Instant::now() + PATIENCE));
    let place = |tokens: &[Span], range: std::ops::Range<usize>, end: usize| {
        let start = tokens.get(range.start).map_or(end, |span| span.start);
        let end = range.end.checked_sub(1).filter(|last| *last >= range.start).and_then(|last| tokens.get(last)).map_or(start, |span| span.end);
        Span::new(start, end.max(start))
    };
    let in_import = |file: &SourceFile, span: Span| {
        let imports = &file.outline().imports;
        let mut around = std::iter::successors(file.node_at(span), Node::parent);
        imports.iter().any(|import| import.range.contains(span)) || around.any(|node| IMPORTS.contains(&node.kind()))
    };
    let lines: Vec<(usize, usize)> =
        change.vanished.iter().map(|said| (change.before.line_of(said.range.start), change.before.line_of(said.range.end))).collect();
    let mut near: Option<(Span, Span)> = None;
    for op in ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
        let before = place(&tokens_before, op.old_range(), change.before.text().len());
        let after = place(&tokens_after, op.new_range(), change.after.text().len());
        let is_import = with_imports
            && match (before.is_empty(), after.is_empty()) {
                (true, _) => in_import(change.after, after),
                (_, true) => in_import(change.before, before),
                _ => in_import(change.before, before) && in_import(change.after, after),
            };
        // What is written at the beginning of a line stands, in the old text, before what comes next, which may be lines away.
        let behind = op.old_range().start.checked_sub(1).and_then(|at| tokens_before.get(at)).map_or(before.start, |span| span.end);
        let line = |offset: usize| change.before.line_of(offset);
        let distance = |line: usize| lines.iter().map(|(start, end)| start.saturating_sub(line) + line.saturating_sub(*end)).min().unwrap_or(0);
        let before = if before.is_empty() && distance(line(behind)) < distance(line(before.start)) { Span::at(behind) } else { before };
        let (first, last) = (line(before.start), line(before.end));
        let is_near = lines.iter().any(|(start, end)| first <= end + NEAR && *start <= last + NEAR);
        if is_import || !is_near {
            continue;
        }
        near = Some(match near {
            // What was put in behind something that was changed too belongs to that, and not to what comes next.
            Some((old, new)) if before.is_empty() => (old.cover(Span::at(behind.max(old.end))), new.cover(after)),
            Some((old, new)) => (old.cover(before), new.cover(after)),
            None => (before, after),
        });
    }
    let lengths = [change.before, change.after].map(|file| file.text().len());
    near.map(|(before, after)| Changed { before, after, tokens_before, tokens_after, ops, lengths })
}

/// Whether what warnings speak of was changed itself. Where code was only added around it, or something else was changed, they went with what the
/// user wrote next.
fn is_of_warnings(change: &Change<'_>, changed: &Changed) -> bool {
    let line = |offset: usize| change.before.line_of(offset);
    let lines = |span: Span| (line(span.start), line(span.end));
    let (first, last) = lines(changed.before);
    let is_inside = change.vanished.iter().map(|said| lines(said.range)).any(|(start, end)| start <= first && last <= end);
    is_inside && !adds_lines(change, changed)
}

/// Whether nothing was taken away, and what was added are lines of their own.
fn adds_lines(change: &Change<'_>, changed: &Changed) -> bool {
    let after = change.after;
    let whole = after.full_lines(after.line_of(changed.after.start), after.line_of(changed.after.end));
    changed.before.is_empty() && after.slice(whole).trim() == after.slice(changed.after).trim()
}

impl Changed {
    /// The bytes of the second version that stand where a node of the first one stood.
    fn counterpart(&self, node: Span) -> Option<Span> {
        let first = self.tokens_before.iter().position(|span| node.start <= span.start)?;
        let last = self.tokens_before.iter().rposition(|span| span.end <= node.end).filter(|last| *last >= first)?;
        let (mut start, mut end) = (None, None);
        for op in &self.ops {
            let (old, new) = (op.old_range(), op.new_range());
            let equal = matches!(op, DiffOp::Equal { .. });
            if start.is_none() && (old.contains(&first) || (old.start == first && old.is_empty() && self.is_inside(node, &new))) {
                start = Some(if equal { new.start + (first - old.start) } else { new.start });
            }
            if old.contains(&last) {
                end = Some(if equal { new.start + (last - old.start) + 1 } else { new.end });
            } else if old.is_empty() && old.start == last + 1 && self.is_inside(node, &new) {
                end = Some(new.end);
            }
        }
        let (start, end) = (start?, end?);
        let begins_outside = self.tokens_before.first().is_some_and(|token| node.start < token.start);
        let ends_outside = self.tokens_before.last().is_some_and(|token| token.end < node.end);
        let from = if begins_outside { node.start } else { self.tokens_after.get(start)?.start };
        if ends_outside {
            let [before, after] = self.lengths;
            return Some(Span::new(from, (node.end + after).saturating_sub(before).max(from)));
        }
        match end.checked_sub(1).filter(|last| *last >= start).and_then(|last| self.tokens_after.get(last)) {
            Some(token) => Some(Span::new(from, token.end.max(from))),
            None => Some(Span::at(from)),
        }
    }

    /// Whether tokens that were put in at the border of a node belong to the change near the errors, and so to the node.
    fn is_inside(&self, node: Span, new: &std::ops::Range<usize>) -> bool {
        let within = new.clone().filter_map(|at| self.tokens_after.get(at)).all(|span| self.after.start <= span.start && span.end <= self.after.end);
        within && (self.before.start <= node.end && node.start <= self.before.end)
    }
}

/// The smallest node of the first version that covers what was changed.
fn covering<'c>(change: &Change<'c>, changed: &Changed) -> Option<Node<'c>> {
    let root = change.before.tree()?.root_node();
    let span = changed.before;
    if !span.is_empty() {
        return root.descendant_for_byte_range(span.start, span.end);
    }
    let next = changed.tokens_before.iter().position(|token| span.start <= token.start).unwrap_or(changed.tokens_before.len());
    let line = |offset: usize| change.before.line_of(offset);
    let before = next.checked_sub(1).and_then(|at| changed.tokens_before.get(at));
    let behind = changed.tokens_before.get(next);
    let beside = match (before, behind) {
        (Some(before), Some(behind)) if line(before.end) == line(behind.start) => {
            return root.descendant_for_byte_range(before.start, behind.end);
        }
        // At a line's border it belongs to what stands in the line of the error.
        (Some(before), Some(behind)) => {
            let place = change.vanished.first().map_or(0, |said| line(said.range.start));
            if line(before.end).abs_diff(place) <= line(behind.start).abs_diff(place) { before } else { behind }
        }
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return None,
    };
    // The largest node that begins or ends there and does not go beyond the line.
    let mut node = root.descendant_for_byte_range(beside.start, beside.end)?;
    while let Some(parent) = node.parent() {
        let touches = parent.start_byte() == beside.start || parent.end_byte() == beside.end;
        if !touches || line(parent.start_byte()) != line(parent.end_byte()) || parent.parent().is_none() {
            break;
        }
        node = parent;
    }
    Some(node)
}

/// The node and some around it, the innermost first.
fn around(node: Node<'_>) -> Vec<Node<'_>> {
    let mut around = vec![node];
    for _ in 0..LEVELS {
        match around.last().and_then(Node::parent).filter(|parent| parent.parent().is_some() && !is_statement_list(*parent)) {
            Some(parent) => around.push(parent),
            None => break,
        }
    }
    around
}

/// Whether a name in the node means something beyond this file.
fn has_name(node: Node<'_>, change: &Change<'_>, locals: &Locals<'_>) -> bool {
    let text = |leaf: Node<'_>| change.before.slice(parse::span(leaf));
    parse::descendants(node).any(|leaf| parts(leaf).is_empty() && leaf.kind().ends_with("identifier") && is_word(text(leaf)) && !locals.contains(text(leaf)))
}

/// The innermost of the nodes that has a name of its own and meets the errors; where there is none, one that has a keyword or sign of its own.
fn widened<'c>(around: &[Node<'c>], change: &Change<'c>, locals: &Locals<'_>) -> Option<Node<'c>> {
    let own = |node: Node<'_>| has_name(node, change, locals);
    let signed = |node: Node<'_>| parse::descendants(node).any(|leaf| leaf.child_count() == 0 && !leaf.is_named());
    let meets = |node: Node<'_>| change.vanished.iter().any(|said| node.start_byte() <= said.range.end && said.range.start <= node.end_byte());
    let same_line = |node: Node<'_>| {
        let line = change.before.line_of(node.start_byte());
        change.vanished.iter().any(|said| change.before.line_of(said.range.start) == line)
    };
    let last = around.last().copied().filter(|last| own(*last) && same_line(*last));
    let named = around.iter().copied().find(|node| own(*node) && meets(*node)).or(last);
    named.or_else(|| around.iter().copied().find(|node| signed(*node) && meets(*node)))
}

/// The innermost of the nodes that has a name of its own where an error was mended in other lines than it stands in, as where a value is made that is
/// used there. What only came in front of some code is none of its own.
fn beside<'c>(around: &[Node<'c>], change: &Change<'c>, changed: &Changed, locals: &Locals<'_>) -> Option<Node<'c>> {
    if adds_lines(change, changed) || !change.vanished.iter().any(Diagnostic::is_error) {
        return None;
    }
    around.iter().copied().find(|node| has_name(*node, change, locals))
}

fn is_statement_list(node: Node<'_>) -> bool {
    matches!(node.kind(), "block" | "statement_block" | "source_file" | "module" | "program" | "declaration_list" | "class_body" | "statement_list")
}

/// The variables and parameters among the tokens of the mended code that are bound outside of it, with their declared types.
fn reached(change: &Change<'_>, written: Span, after: &[Token]) -> BTreeMap<String, String> {
    let tokens: BTreeSet<&str> = after.iter().map(|token| token.text.as_str()).collect();
    let [_, scopes] = change.scopes;
    let visible = scopes.visible_at(written.start).into_iter().filter(|binding| tokens.contains(binding.name.as_str()) && !written.contains(binding.range));
    let visible = visible.filter(|binding| matches!(binding.kind, BindingKind::Parameter | BindingKind::Variable));
    let inner = visible.filter(|binding| binding.kind == BindingKind::Parameter || is_in_function(change.after, binding.range));
    inner.map(|binding| (binding.name.clone(), declared_type(change.after, binding.range).to_owned())).collect()
}
