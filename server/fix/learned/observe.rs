//! Reading a repair off two versions of a file: what was changed at the place of the errors that it mended, as small as can be.

use super::difference::{Diff, Difference, error_lines, same_ends};
use super::locals::{FUNCTIONS, Locals, is_in_function};
use super::matching::declared_type;
use super::tree::{is_word, parts, shape, tokens, words};
use super::{elsewhere, imports};
use crate::base::Span;
use crate::model::{Diagnostic, Heard, Imported, Part, PatternExample, Shape, Token};
use crate::syntax::{BindingKind, ScopeReport, SourceFile, parse};
use similar::DiffOp;
use std::collections::{BTreeMap, BTreeSet};
use tree_sitter::Node;

/// So many tokens written anew are a repair; more are another program.
const MOST_WRITTEN: usize = 120;
/// Changes within so many lines of an error belong to its repair.
pub(super) const NEAR: usize = 3;
/// How far the broken code is widened until it holds a name of its own.
const LEVELS: usize = 3;
/// So many changes elsewhere in the file belong to one repair.
const MOST_PARTS: usize = 8;

/// Words without which nothing is imported in any of the languages.
const IMPORTING: &[&str] = &["import", "use", "require", "from", "extern"];

/// Two versions of a file, and the errors of the first that the second does not have.
pub struct Change<'c> {
    pub before: &'c SourceFile,
    pub after: &'c SourceFile,
    /// In the coordinates of `before`; what several checkers say of one error is several.
    pub vanished: &'c [Diagnostic],
    /// The scopes of both versions, as far as there are any.
    pub scopes: [&'c ScopeReport; 2],
}

/// The changes of a file that belong to the broken code: bytes of the first version and of the second.
struct Changed {
    before: Span,
    after: Span,
    diff: Diff,
}

/// The repair, read off what was changed within a few lines of its errors; `None` where nothing was repaired that could be done elsewhere: the code was
/// thrown away, only its layout is another one, or too much is. Project and time are left to the caller.
pub fn observe(change: &Change<'_>) -> Option<PatternExample> {
    let first = change.vanished.first()?;
    let with_imports = leaves_imports(change);
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
    let written = match &changed {
        Some(changed) => Some(changed.counterpart(parse::span(node))?),
        None => None,
    };
    example(change, &Seen { node, written, apart }, &locals, added, Vec::new())
}

/// The repair, where it was made in several places of the file: what was changed where the errors stand, and what elsewhere.
pub fn observe_scattered(change: &Change<'_>) -> Option<PatternExample> {
    let first = change.vanished.iter().find(|said| said.is_error())?;
    let with_imports = leaves_imports(change);
    let added = if with_imports { added_imports(change) } else { Vec::new() };
    let diff = Diff::of(change, with_imports);
    let home = home(change, first.range)?;
    let (here, elsewhere): (Vec<Difference>, Vec<Difference>) = diff.differences.iter().cloned().partition(|difference| home.contains(difference.place()));
    if elsewhere.is_empty() || elsewhere.len() > MOST_PARTS || !are_related(change, &diff, home) {
        return None;
    }
    let changed = if here.is_empty() { None } else { Changed::of(diff.clone(), &here) };
    let locals = Locals::of(change, first.range.start);
    let node = match &changed {
        Some(changed) => covering(change, changed)?,
        None => change.before.node_at(first.range)?,
    };
    let single = |home: Node<'_>| elsewhere.iter().map(|difference| elsewhere::read(change, &diff, difference, home)).collect::<Option<Vec<_>>>();
    let names = |file: &SourceFile, span: Span| words(file.slice(span)).into_iter().filter(|word| is_word(word)).map(str::to_owned).collect::<Vec<_>>();
    let everywhere = || {
        let here = changed.as_ref()?;
        let left = names(change.after, here.after);
        let gone = names(change.before, here.before).into_iter().find(|name| !left.contains(name))?;
        let whole = Changed::of(diff.clone(), &elsewhere)?;
        Some(vec![elsewhere::everywhere(change, &diff, &elsewhere, &gone, |span| whole.counterpart(span))?])
    };
    let parts = |home: Node<'_>| everywhere().or_else(|| single(home));
    // A definition that is changed is one of this file, so that its name does not tell what is meant.
    parts(node)?.into_iter().filter_map(|part| part.of).for_each(|name| locals.add(name.text));
    let node = widened(&around(node), change, &locals)?;
    let written = match &changed {
        Some(changed) => Some(changed.counterpart(parse::span(node))?),
        None => None,
    };
    let parts = parts(node)?;
    example(change, &Seen { node, written, apart: false }, &locals, added, parts)
}

/// The repair as one of the whole function around its errors.
pub fn observe_function(change: &Change<'_>) -> Option<PatternExample> {
    let first = change.vanished.iter().find(|said| said.is_error())?;
    let with_imports = leaves_imports(change);
    let added = if with_imports { added_imports(change) } else { Vec::new() };
    let diff = Diff::of(change, with_imports);
    let node = std::iter::successors(change.before.node_at(first.range), Node::parent).find(|node| FUNCTIONS.contains(&node.kind()))?;
    let function = parse::span(node);
    if !are_related(change, &diff, home(change, first.range)?) {
        return None;
    }
    let inside: Vec<Difference> = diff.differences.iter().filter(|difference| function.contains(difference.place())).cloned().collect();
    let changed = Changed::of(diff, &inside)?;
    let written = Some(changed.counterpart(function)?);
    example(change, &Seen { node, written, apart: false }, &Locals::of(change, first.range.start), added, Vec::new())
}

/// Whether all that was changed has to do with the errors: with the code at their place, which is still there in some way, by a name in its lines, or as
/// the head of the function around them.
fn are_related(change: &Change<'_>, diff: &Diff, home: Span) -> bool {
    let (mut said, mut left, mut changed_here) = (BTreeSet::new(), false, false);
    let names = |file: &SourceFile, span: Span| {
        let lines = file.slice(file.full_lines(file.line_of(span.start), file.line_of(span.end)));
        words(lines).into_iter().filter(|word| is_word(word)).map(str::to_owned).collect::<BTreeSet<String>>()
    };
    said.extend(names(change.before, home));
    said.extend(change.vanished.iter().flat_map(|vanished| words(&vanished.message)).filter(|word| is_word(word)).map(str::to_owned));
    for here in diff.differences.iter().filter(|difference| home.contains(difference.place())) {
        changed_here = true;
        left |= !here.after.is_empty() || !change.before.slice(here.before).contains(change.before.slice(home).trim());
        said.extend(names(change.after, here.after));
    }
    let function = std::iter::successors(change.before.node_at(home), Node::parent).find(|node| FUNCTIONS.contains(&node.kind()));
    let body = function.and_then(|function| parts(function).into_iter().find(|child| is_statement_list(*child)));
    let is_head = |place: Span| match (function, body) {
        (Some(function), Some(body)) => function.start_byte() <= place.start && place.end <= body.start_byte(),
        _ => false,
    };
    let is_related = |difference: &Difference| {
        let shared = |names: BTreeSet<String>| names.iter().any(|name| said.contains(name));
        is_head(difference.place())
            || shared(names(change.after, difference.after))
            || (!difference.before.is_empty() && shared(names(change.before, difference.before)))
    };
    (left || !changed_here) && diff.differences.iter().filter(|difference| !home.contains(difference.place())).all(is_related)
}

/// Broken code, the place of what became of it where it was changed, and whether it stands beside the errors.
struct Seen<'c> {
    node: Node<'c>,
    written: Option<Span>,
    apart: bool,
}

fn example(change: &Change<'_>, seen: &Seen<'_>, locals: &Locals<'_>, added: Vec<Imported>, parts: Vec<Part<Token>>) -> Option<PatternExample> {
    let range = parse::span(seen.node);
    let written = seen.written.unwrap_or(range);
    let source = if seen.written.is_some() { change.after } else { change.before };
    let after = tokens(source, written);
    let before = shape(change.before, seen.node)?;
    if after.is_empty() || after.len() > MOST_WRITTEN || is_statement_list(seen.node) {
        return None;
    }
    let heard: Vec<Heard> =
        change.vanished.iter().map(|said| Heard { source: said.source.clone(), code: said.code.clone(), message: said.message.clone() }).collect();
    let shapes = parts.iter().filter_map(Part::shape).chain([&before]);
    let mentioned: BTreeSet<&str> = shapes.flat_map(Shape::tokens).chain(heard.iter().flat_map(|heard| words(&heard.message))).collect();
    let written_tokens = || after.iter().chain(parts.iter().flat_map(|part| &part.after));
    let used = |import: &Imported| mentioned.contains(import.local.as_str()) || written_tokens().any(|token| token.text == import.local);
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
        apart: seen.apart,
        parts,
    })
}

/// Whether imports came along with the change and are not what it is about.
fn leaves_imports(change: &Change<'_>) -> bool {
    may_change_imports(change) && !is_about_imports(change)
}

/// The bytes of the first version that are the place of an error: its statement, and of one with others in it the error's lines.
fn home(change: &Change<'_>, error: Span) -> Option<Span> {
    let file = change.before;
    let lines = file.full_lines(file.line_of(error.start), file.line_of(error.end));
    let written = Span::new(lines.start, lines.start + file.slice(lines).trim_end().len());
    let is_statement = |node: &Node<'_>| node.parent().is_none_or(|parent| is_statement_list(parent));
    let statement = std::iter::successors(file.node_at(error), Node::parent).find(is_statement)?;
    let is_simple = !is_statement_list(statement) && !parse::descendants(statement).any(is_statement_list);
    Some(if is_simple { written.cover(parse::span(statement)) } else { written })
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

fn added_imports(change: &Change<'_>) -> Vec<Imported> {
    let known = imports::all(change.before);
    let mut added: Vec<Imported> = imports::all(change.after).into_iter().filter(|import| !known.contains(import)).collect();
    added.sort();
    added
}

/// What was changed near the errors, imports aside; `None` where nothing was.
fn changed_near(change: &Change<'_>, with_imports: bool) -> Option<Changed> {
    let diff = Diff::of(change, with_imports);
    let lines = error_lines(change);
    let line = |offset: usize| change.before.line_of(offset);
    let is_near = |difference: &&Difference| {
        let (first, last) = (line(difference.before.start), line(difference.before.end));
        lines.iter().any(|(start, end)| first <= end + NEAR && *start <= last + NEAR)
    };
    let near: Vec<Difference> = diff.differences.iter().filter(is_near).cloned().collect();
    Changed::of(diff, &near)
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
    /// These differences together; `None` where there are none.
    fn of(diff: Diff, differences: &[Difference]) -> Option<Changed> {
        let mut all: Option<(Span, Span)> = None;
        for difference in differences {
            let (before, after) = (difference.before, difference.after);
            all = Some(match all {
                // What was put in behind something that was changed too belongs to that, and not to what comes next.
                Some((old, new)) if before.is_empty() => (old.cover(Span::at(difference.behind.max(old.end))), new.cover(after)),
                Some((old, new)) => (old.cover(before), new.cover(after)),
                None => (before, after),
            });
        }
        all.map(|(before, after)| Changed { before, after, diff })
    }

    /// The bytes of the second version that stand where a node of the first one stood.
    fn counterpart(&self, node: Span) -> Option<Span> {
        let first = self.diff.tokens_before.iter().position(|span| node.start <= span.start)?;
        let last = self.diff.tokens_before.iter().rposition(|span| span.end <= node.end).filter(|last| *last >= first)?;
        let (mut start, mut end) = (None, None);
        for op in &self.diff.ops {
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
        let begins_outside = self.diff.tokens_before.first().is_some_and(|token| node.start < token.start);
        let ends_outside = self.diff.tokens_before.last().is_some_and(|token| token.end < node.end);
        let from = if begins_outside { node.start } else { self.diff.tokens_after.get(start)?.start };
        if ends_outside {
            let [before, after] = self.diff.lengths;
            return Some(Span::new(from, (node.end + after).saturating_sub(before).max(from)));
        }
        match end.checked_sub(1).filter(|last| *last >= start).and_then(|last| self.diff.tokens_after.get(last)) {
            Some(token) => Some(Span::new(from, token.end.max(from))),
            None => Some(Span::at(from)),
        }
    }

    /// Whether tokens that were put in at the border of a node belong to the change near the errors, and so to the node.
    fn is_inside(&self, node: Span, new: &std::ops::Range<usize>) -> bool {
        let within = new.clone().filter_map(|at| self.diff.tokens_after.get(at)).all(|span| self.after.start <= span.start && span.end <= self.after.end);
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
    let next = changed.diff.tokens_before.iter().position(|token| span.start <= token.start).unwrap_or(changed.diff.tokens_before.len());
    let line = |offset: usize| change.before.line_of(offset);
    let before = next.checked_sub(1).and_then(|at| changed.diff.tokens_before.get(at));
    let behind = changed.diff.tokens_before.get(next);
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

pub(super) fn is_statement_list(node: Node<'_>) -> bool {
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
