//! What a repair changes in other places of the file than that of the broken code: a parameter in the signature around it, a line at the beginning of
//! its function or behind the imports.
//!
//! A place is found again by the kinds of the nodes that lead to it from the nearest one around the broken code, whatever else stands there.

use super::difference::{Diff, Difference, IMPORTS};
use super::matching::{Found, MOST_STEPS, matches, pieces_text};
use super::observe::{Change, is_statement_list};
use super::tree::{parts, relative, shape, tokens_with};
use crate::base::{Span, TextEdit};
use crate::model::{Part, PartPlace, Piece, Repair, Shape, Token};
use crate::syntax::{SourceFile, parse};
use tree_sitter::Node;

/// So many nodes lead to a place.
const LONGEST_PATH: usize = 5;
/// How far code that is changed everywhere is widened.
const LEVELS: usize = 3;
/// So many places of it are changed.
const MOST_PLACES: usize = 50;
/// So many nodes are looked at on the way.
const MOST_NODES: usize = 500;
/// So many tokens are written in a place.
const MOST_WRITTEN: usize = 60;

/// A change beside the broken code as a part of the repair; `None` where its place could not be found again. `home` is the broken code.
pub fn read(change: &Change<'_>, diff: &Diff, difference: &Difference, home: Node<'_>) -> Option<Part<Token>> {
    if difference.old.is_empty() { added(change, diff, difference, home) } else { replaced(change, diff, difference, home) }
}

/// Code that was changed wherever it stood, as where what is imported got another name. `gone` is what the errors' place has lost.
pub fn everywhere(change: &Change<'_>, diff: &Diff, elsewhere: &[Difference], gone: &str, counterpart: impl Fn(Span) -> Option<Span>) -> Option<Part<Token>> {
    let root = change.before.tree()?.root_node();
    let mut inside = 0;
    let mut part: Option<(Part<Token>, Span)> = None;
    let named = diff.tokens_before.iter().filter(|token| change.before.slice(**token) == gone);
    for token in named.filter(|token| elsewhere.iter().any(|difference| difference.before.contains(**token))) {
        let mut node = root.descendant_for_byte_range(token.start, token.end)?;
        let within = |node: Node<'_>| elsewhere.iter().filter(|difference| parse::span(node).contains(difference.before)).count();
        // The smallest code around it with all that was changed there.
        for parent in std::iter::successors(node.parent(), Node::parent).take(LEVELS).take_while(|parent| !is_statement_list(*parent)) {
            if within(parent) > within(node) {
                node = parent;
            }
        }
        inside += within(node);
        let span = parse::span(node);
        let shape = shape(change.before, node)?;
        let after = tokens_with(change.after, counterpart(span)?, change.before.indentation(change.before.line_of(span.start)));
        let path = vec![root.kind().to_owned()];
        if part.is_none() {
            part = Some((Part { path, of: None, at: PartPlace::Everywhere(shape), after }, span));
        }
    }
    let (part, _) = part?;
    (inside == elsewhere.len() && part.after.len() <= MOST_WRITTEN).then_some(part)
}

fn replaced(change: &Change<'_>, diff: &Diff, difference: &Difference, home: Node<'_>) -> Option<Part<Token>> {
    let node = change.before.tree()?.root_node().descendant_for_byte_range(difference.before.start, difference.before.end)?;
    let range = parse::span(node);
    let (old, new) = (diff.tokens_before.get(difference.old.clone())?, &difference.new);
    let shape = shape(change.before, node)?;
    // What stands around the change in the node stays as it is.
    let first = diff.tokens_before.iter().position(|token| range.start == token.start)?;
    let last = diff.tokens_before.iter().rposition(|token| token.end == range.end)?;
    let start = new.start.checked_sub(difference.old.start.checked_sub(first)?)?;
    let end = new.end + last.checked_sub(difference.old.start + old.len() - 1)?;
    let alone = diff.differences.iter().all(|other| other.old == difference.old || !range.contains(other.before));
    if !alone || parse::span(home).intersects(range) || is_statement_list(node) {
        return None;
    }
    let after = written(change, diff, start..end, change.before.indentation(change.before.line_of(range.start)))?;
    let (path, of) = path(change.before, node.parent()?, home)?;
    let at = PartPlace::Instead(shape);
    let again = node_of(&path, name(&of), change.before, home);
    let part = Part { path, of, at, after };
    let again = again.and_then(|parent| parts(parent).into_iter().find(|child| is_same(*child, change.before, &part)));
    (again? == node).then_some(part)
}

fn is_same(node: Node<'_>, file: &SourceFile, part: &Part<Token>) -> bool {
    part.shape().is_some_and(|known| shape(file, node).as_ref() == Some(known))
}

fn added(change: &Change<'_>, diff: &Diff, difference: &Difference, home: Node<'_>) -> Option<Part<Token>> {
    let root = change.before.tree()?.root_node();
    let place = slid(change, diff, difference);
    let token = |at: Option<usize>| at.and_then(|at| diff.tokens_before.get(at)).copied();
    let (before, behind) = (token(place.old.checked_sub(1)), token(Some(place.old)));
    let around = match (before, behind) {
        (Some(before), Some(behind)) => root.descendant_for_byte_range(before.start, behind.end)?,
        _ => root,
    };
    let child_with = |token: Option<Span>| token.and_then(|token| parts(around).into_iter().find(|child| parse::span(*child).contains(token)));
    let (before_it, behind_it) = (child_with(before), child_with(behind));
    // White space between the two that there was, and before and behind what was added.
    let gap = |file: &SourceFile, left: Option<Span>, right: Option<Span>| {
        let (start, end) = (left.map_or(0, |left| left.end), right.map_or(file.text().len(), |right| right.start));
        file.slice(Span::new(start, end.max(start))).to_owned()
    };
    let new = |at: Option<usize>| at.and_then(|at| diff.tokens_after.get(at)).copied();
    let (first, last) = (new(Some(place.new.start)), new(place.new.end.checked_sub(1)));
    let old_gap = gap(change.before, before, behind);
    let lead = gap(change.after, new(place.new.start.checked_sub(1)), first);
    let trail = gap(change.after, last, new(Some(place.new.end)));
    let contains_home = |node: &Option<Node<'_>>| node.is_some_and(|node| parse::span(node).contains(parse::span(home)));
    let is_import = |node: &Option<Node<'_>>| node.is_some_and(|node| IMPORTS.contains(&node.kind()));
    let lines = |space: &str| space.matches('\n').count();
    let is_token = |node: &Option<Node<'_>>| node.is_some_and(|node| !node.is_named());
    let behind_import = is_import(&before_it)
        || new(place.new.start.checked_sub(1)).is_some_and(|token| {
            let mut up = std::iter::successors(change.after.node_at(token), Node::parent);
            around.parent().is_none() && up.any(|node| IMPORTS.contains(&node.kind()))
        });
    let (anchor, at) = if contains_home(&before_it) {
        (before_it?, PartPlace::Behind(String::new()))
    } else if contains_home(&behind_it) && !is_token(&before_it) && (lines(&trail) <= 1 || !behind_import) {
        (behind_it?, PartPlace::Before(String::new()))
    } else if around.parent().is_none() && behind_import {
        (around, PartPlace::Imports)
    } else if is_token(&before_it) {
        (around, PartPlace::Behind(before_it?.kind().to_owned()))
    } else if is_token(&behind_it) {
        (around, PartPlace::Before(behind_it?.kind().to_owned()))
    } else if let Some(before_it) = before_it {
        (around, PartPlace::Behind(before_it.kind().to_owned()))
    } else {
        (around, PartPlace::Before(behind_it?.kind().to_owned()))
    };
    let (path, of) = path(change.before, anchor, home)?;
    let landmark = landmark(node_of(&path, name(&of), change.before, home)?, &at, home)?;
    let base = change.before.indentation(change.before.line_of(landmark.start));
    let mut after = written(change, diff, place.new.clone(), base)?;
    match at {
        PartPlace::Before(_) => {
            let space = lead.strip_prefix(old_gap.as_str()).unwrap_or("");
            after.first_mut()?.space = relative(space, base);
            after.push(Token { space: relative(&trail, base), text: String::new() });
        }
        _ => {
            after.first_mut()?.space = relative(&lead, base);
            after.push(Token { space: relative(trail.strip_suffix(old_gap.as_str()).unwrap_or(""), base), text: String::new() });
        }
    }
    // The very place has to be found again.
    let is_there = match (&at, before, behind) {
        (PartPlace::Before(_), _, Some(behind)) => landmark.start == behind.start,
        (PartPlace::Behind(_), Some(before), _) => landmark.end == before.end,
        (PartPlace::Imports, before, _) => before.is_none_or(|before| landmark.end == before.end),
        _ => false,
    };
    is_there.then_some(Part { path, of, at, after })
}

/// Tokens that were put in, by the number of the old one that comes next.
struct Slid {
    old: usize,
    new: std::ops::Range<usize>,
}

/// What was put in could often be said to begin some tokens earlier or later; lines of their own are meant where that is so.
fn slid(change: &Change<'_>, diff: &Diff, difference: &Difference) -> Slid {
    let text = |at: usize| diff.tokens_after.get(at).map(|span| change.after.slice(*span));
    let begins_line = |at: usize| {
        let start = diff.tokens_after.get(at).map_or(change.after.text().len(), |span| span.start);
        let line = change.after.line_span(change.after.line_of(start)).start;
        change.after.slice(Span::new(line, start)).trim().is_empty()
    };
    let (old, new) = (difference.old.start, difference.new.clone());
    let earlier = (1..=new.len().min(new.start).min(old)).take_while(|by| text(new.start - by).is_some() && text(new.start - by) == text(new.end - by));
    let later = (1..=new.len()).take_while(|by| text(new.end + by - 1).is_some() && text(new.end + by - 1) == text(new.start + by - 1));
    let moved = earlier.map(|by| -(by as isize)).chain(later.map(|by| by as isize));
    let by = std::iter::once(0).chain(moved).find(|by| begins_line(new.start.saturating_add_signed(*by)) && begins_line(new.end.saturating_add_signed(*by)));
    let by = by.unwrap_or(0);
    Slid { old: old.saturating_add_signed(by), new: new.start.saturating_add_signed(by)..new.end.saturating_add_signed(by) }
}

/// Tokens of the second version, with the white space between them.
fn written(change: &Change<'_>, diff: &Diff, tokens: std::ops::Range<usize>, base: &str) -> Option<Vec<Token>> {
    let (first, last) = (diff.tokens_after.get(tokens.start)?, diff.tokens_after.get(tokens.end.checked_sub(1)?)?);
    let written = tokens_with(change.after, Span::new(first.start, last.end.max(first.start)), base);
    (!written.is_empty() && written.len() <= MOST_WRITTEN).then_some(written)
}

/// The kinds that lead from the nearest node of its kind around the broken code to this one, with the name of a definition that they lead into.
fn path(file: &SourceFile, node: Node<'_>, home: Node<'_>) -> Option<(Vec<String>, Option<Token>)> {
    let range = parse::span(home);
    let mut nodes = vec![node];
    let is_found = |node: Node<'_>| parse::span(node).contains(range) && nearest(home, node.kind()) == Some(node);
    while let Some(top) = nodes.last().copied() {
        // A list of statements is that of its function, from however deep within it is looked for.
        let is_list = is_statement_list(top) && top.parent().is_some();
        if is_found(top) && !is_list {
            break;
        }
        nodes.push(top.parent()?);
    }
    let inner = nodes.iter().rev().skip(1);
    let of = inner.filter_map(|node| node.child_by_field_name("name")).map(|name| file.slice(parse::span(name)).to_owned()).next();
    let of = of.map(|text| Token { space: String::new(), text });
    (nodes.len() <= LONGEST_PATH).then(|| (nodes.iter().rev().map(|node| node.kind().to_owned()).collect(), of))
}

fn name(of: &Option<Token>) -> Option<&str> {
    of.as_ref().map(|token| token.text.as_str())
}

fn nearest<'t>(home: Node<'t>, kind: &str) -> Option<Node<'t>> {
    std::iter::successors(Some(home), Node::parent).find(|node| node.kind() == kind)
}

/// The node that a path leads to, within a definition of this name where one is given.
fn node_of<'t>(path: &[String], of: Option<&str>, file: &SourceFile, home: Node<'t>) -> Option<Node<'t>> {
    let (first, others) = path.split_first()?;
    let mut nodes = vec![nearest(home, first)?];
    for kind in others {
        let next = nodes.into_iter().flat_map(parts).filter(|child| child.kind() == kind);
        let fits = |node: &Node<'_>| {
            let named = node.child_by_field_name("name").map(|name| file.slice(parse::span(name)));
            of.is_none() || named.is_none() || named == of
        };
        nodes = next.filter(fits).take(MOST_NODES).collect();
        if of.is_none() {
            nodes.truncate(1);
        }
    }
    nodes.first().copied()
}

/// What something is put in before or behind of.
fn landmark(node: Node<'_>, at: &PartPlace, home: Node<'_>) -> Option<Span> {
    let children = parts(node);
    // Of what stands around the broken code, the part before it counts.
    let is_before = |child: &&Node<'_>| child.end_byte() <= home.start_byte() || !parse::span(node).contains(parse::span(home));
    let found = match at {
        PartPlace::Before(kind) | PartPlace::Behind(kind) if kind.is_empty() => Some(node),
        PartPlace::Before(kind) => children.into_iter().find(|child| child.kind() == kind),
        PartPlace::Behind(kind) if !is_word_kind(kind) => children.into_iter().find(|child| child.kind() == kind),
        PartPlace::Behind(kind) => children.iter().rev().filter(is_before).find(|child| child.kind() == kind).copied(),
        PartPlace::Imports => match children.iter().rev().find(|child| IMPORTS.contains(&child.kind())) {
            Some(import) => Some(*import),
            None => return Some(Span::at(children.first()?.start_byte())),
        },
        PartPlace::Instead(_) | PartPlace::Everywhere(_) => None,
    };
    found.map(parse::span)
}

/// Whether a kind is one of named nodes and not a sign.
fn is_word_kind(kind: &str) -> bool {
    kind.contains('_')
}

/// The edits of the parts of a repair whose broken code was found; none for those that stand there already. `None` where one has no place.
pub fn edits(repair: &Repair, found: &Found, file: &SourceFile) -> Option<Vec<TextEdit>> {
    if repair.parts.is_empty() {
        return Some(Vec::new());
    }
    let home = file.tree()?.root_node().descendant_for_byte_range(found.range.start, found.range.end)?;
    let mut edits = Vec::new();
    let mut steps = MOST_STEPS;
    for part in &repair.parts {
        let of = part.of.as_ref().map(|piece| pieces_text(std::slice::from_ref(piece), &found.holes, file, found.range.start));
        let of = of.map_or(Some(None), |name| name.map(Some))?;
        let parent = node_of(&part.path, of.as_deref(), file, home)?;
        if let PartPlace::Everywhere(shape) = &part.at {
            edits.extend(all_taken_away(parent, shape, part, repair, found, file)?);
            continue;
        }
        let (range, mut text) = match &part.at {
            PartPlace::Instead(shape) => {
                let Some((node, holes)) = parts(parent).into_iter().find_map(|child| taken_away(child, shape, repair, found, file, &mut steps)) else {
                    if stands_there(part, parent, found, file, home) {
                        continue;
                    }
                    return None;
                };
                (parse::span(node), pieces_text(&part.after, &holes, file, node.start_byte())?)
            }
            at => {
                if stands_there(part, parent, found, file, home) {
                    continue;
                }
                let landmark = landmark(parent, at, home)?;
                let text = pieces_text(&part.after, &found.holes, file, landmark.start)?;
                let is_before = matches!(at, PartPlace::Before(_)) || landmark.is_empty();
                (Span::at(if is_before { landmark.start } else { landmark.end }), text)
            }
        };
        if part.at == PartPlace::Imports && file.slice(Span::new(0, range.start)).trim().is_empty() {
            text = format!("{}{1}{1}{1}", text.trim(), file.line_break());
        }
        edits.push(TextEdit::replace(range, text));
    }
    Some(edits)
}

/// Whether a part takes a node away, with what the holes stand for there.
fn taken_away<'t>(node: Node<'t>, shape: &Shape, repair: &Repair, found: &Found, file: &SourceFile, steps: &mut usize) -> Option<(Node<'t>, Vec<Span>)> {
    let known = found.holes.iter().enumerate().map(|(hole, span)| (!repair.is_elsewhere(hole)).then_some(*span));
    let mut bound: Vec<Option<Span>> = known.collect();
    let is_meant = matches(shape, node, file, repair, &mut bound, steps) && !parse::span(node).intersects(found.range);
    is_meant.then(|| (node, bound.into_iter().map(|span| span.unwrap_or(Span::at(0))).collect()))
}

/// The edits of all code that a part takes away; `None` where there is none.
fn all_taken_away(parent: Node<'_>, shape: &Shape, part: &Part<Piece>, repair: &Repair, found: &Found, file: &SourceFile) -> Option<Vec<TextEdit>> {
    let mut steps = MOST_STEPS;
    let kind = shape.kind();
    let mut edits: Vec<TextEdit> = Vec::new();
    for node in parse::descendants(parent).filter(|node| node.kind() == kind) {
        let Some((node, holes)) = taken_away(node, shape, repair, found, file, &mut steps) else { continue };
        if edits.len() >= MOST_PLACES || edits.iter().any(|edit| edit.range.intersects(parse::span(node))) {
            return None;
        }
        edits.push(TextEdit::replace(parse::span(node), pieces_text(&part.after, &holes, file, node.start_byte())?));
    }
    (!edits.is_empty() && steps > 0).then_some(edits)
}

/// Whether what a part would write stands in its place already.
fn stands_there(part: &Part<Piece>, parent: Node<'_>, found: &Found, file: &SourceFile, home: Node<'_>) -> bool {
    let around = if part.of.is_some() { Some(parent) } else { part.path.first().and_then(|kind| nearest(home, kind)) };
    let Some(node) = around else { return false };
    let Some(text) = pieces_text(&part.after, &found.holes, file, node.start_byte()) else { return false };
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let wanted = squeezed(&text);
    wanted.is_empty() || squeezed(file.slice(parse::span(node))).contains(&wanted)
}
