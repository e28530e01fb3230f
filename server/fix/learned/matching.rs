//! Finding a pattern's broken code in a file, and writing the mended code in its place.

use super::observe::NEAR;
use super::tree::{leaves, parts, words};
use crate::base::Span;
use crate::model::{Diagnostic, Except, Piece, Reach, Repair, Said, Shape, Word};
use crate::syntax::{Binding, BindingKind, ScopeReport, SourceFile, parse};
use tree_sitter::Node;

/// So many nodes are compared for one pattern in one file, so that no pattern can hold the search up; long texts count for more than one.
pub const MOST_STEPS: usize = 4000;
/// So many bytes of text are compared in a step.
const STEP: usize = 256;
/// What a pattern writes has at most so many bytes: one that writes a large hole many times could fill the memory.
const MOST_WRITTEN: usize = 64 * 1024;
/// Nodes around the place that are looked at.
const MOST_NODES: usize = 2000;
/// How far above the place the broken code may begin.
const LEVELS: usize = 8;
/// So many bytes around a diagnostic are the place that it speaks of; of a longer one the beginning.
const WIDEST: usize = 2000;

/// A place where a pattern's broken code stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub range: Span,
    /// What each hole stands for.
    pub holes: Vec<Span>,
}

/// How a checker's words agree with those of a pattern's examples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hearing {
    /// The same rule of the same checker says the same.
    Same,
    /// No example tells how this rule of this checker speaks.
    Unknown,
    /// The same rule says something else.
    Other,
}

/// Where the broken code stands at a diagnostic, the likeliest place first. `scopes` are those of the file.
pub fn find(repair: &Repair, file: &SourceFile, diagnostic: &Diagnostic, scopes: &ScopeReport) -> Vec<Found> {
    let range = diagnostic.range;
    let mut places = if repair.apart { nodes_near(file, range) } else { nodes_at(file, range) };
    let kind = repair.before.kind();
    let meets = |span: Span| span.start <= range.end && range.start <= span.end;
    places.retain(|node| node.kind() == kind && !(repair.apart && meets(parse::span(*node))));
    let distance = |node: &Node<'_>| {
        let span = parse::span(*node);
        // Of what stands beside, the nearest is meant, and of the innermost ones the first.
        let lines = if repair.apart { file.line_of(span.start).abs_diff(file.line_of(range.start)) } else { 0 };
        (lines, !meets(span), span.len())
    };
    places.sort_by_key(distance);
    let mut steps = MOST_STEPS;
    places
        .into_iter()
        .filter_map(|node| {
            let mut bound = vec![None; repair.holes.len()];
            matches(&repair.before, node, file, repair, &mut bound, &mut steps).then_some(())?;
            // What stands in no hole of the broken code has to be found around it to be written.
            let pieces = || repair.after.iter().chain(repair.parts.iter().flat_map(|part| part.after.iter().chain(&part.of)));
            let written = |hole: usize| pieces().any(|piece| *piece == Piece::Hole(hole));
            let taken: Vec<&str> = bound.iter().flatten().map(|span| file.slice(*span)).collect();
            let reach = |hole: usize| {
                repair.holes.get(hole).and_then(|hole| hole.reach.as_ref()).and_then(|reach| in_sight(reach, file, node.start_byte(), scopes, &taken))
            };
            let outside = |hole: usize| reach(hole).or_else(|| spoken(repair, hole, diagnostic, file));
            let place = |(hole, span): (usize, &Option<Span>)| {
                span.or_else(|| if written(hole) && !repair.is_elsewhere(hole) { outside(hole) } else { Some(Span::at(0)) })
            };
            let holes: Option<Vec<Span>> = bound.iter().enumerate().map(place).collect();
            let found = Found { range: parse::span(node), holes: holes? };
            (!is_excepted(repair, &found, file)).then_some(found)
        })
        .collect()
}

/// Where the name stands in the file that a checker says in the place of a hole.
fn spoken(repair: &Repair, hole: usize, diagnostic: &Diagnostic, file: &SourceFile) -> Option<Span> {
    let heard = words(&diagnostic.message);
    let fits = |said: &&Said| said.source == diagnostic.source && said.code == diagnostic.code && said.message.len() == heard.len();
    let place = repair.said.iter().filter(fits).find_map(|said| said.message.iter().position(|word| *word == Word::Hole(hole)))?;
    let name = heard.get(place)?;
    leaves(file, Span::new(0, file.text().len())).into_iter().find(|leaf| file.slice(*leaf) == *name)
}

/// Whether a hole stands for what tells a place that only looks alike.
fn is_excepted(repair: &Repair, found: &Found, file: &SourceFile) -> bool {
    repair.except.iter().any(|except| match except {
        Except::Hole { hole, text } => found.holes.get(*hole).is_some_and(|span| file.slice(*span).split_whitespace().collect::<String>() == *text),
        Except::Word { .. } => false,
    })
}

/// The variable or parameter that is meant at a place, where it can be told: one of a name that it had before, else the only one of its type, else
/// the only parameter.
fn in_sight(reach: &Reach, file: &SourceFile, place: usize, scopes: &ScopeReport, taken: &[&str]) -> Option<Span> {
    let visible = scopes.visible_at(place);
    let values: Vec<&Binding> = visible.into_iter().filter(|binding| matches!(binding.kind, BindingKind::Variable | BindingKind::Parameter)).collect();
    if let Some(known) = values.iter().find(|binding| reach.names.contains(&binding.name)) {
        return Some(known.range);
    }
    let fits = |binding: &&&Binding| match reach.declared.as_str() {
        "" => binding.kind == BindingKind::Parameter && !matches!(binding.name.as_str(), "self" | "cls") && !taken.contains(&binding.name.as_str()),
        declared => declared_type(file, binding.range) == declared,
    };
    let mut candidates = values.iter().filter(fits);
    let only = candidates.next()?;
    candidates.next().is_none().then_some(only.range)
}

/// The type that is declared for a name where it is bound; empty where none is.
pub fn declared_type(file: &SourceFile, name: Span) -> &str {
    let around = std::iter::successors(file.node_at(name), Node::parent).take(3);
    let declared = around.filter_map(|node| node.child_by_field_name("type")).map(parse::span).find(|declared| !declared.contains(name));
    declared.map(|declared| file.slice(declared)).unwrap_or_default()
}

/// The nodes that meet the lines of a diagnostic, and those around them.
pub fn nodes_at<'f>(file: &'f SourceFile, range: Span) -> Vec<Node<'f>> {
    let Some(tree) = file.tree() else { return Vec::new() };
    let end = range.end.min(range.start + WIDEST);
    let lines = file.full_lines(file.line_of(range.start), file.line_of(end));
    let text = file.slice(lines);
    let written = Span::new(lines.start + (text.len() - text.trim_start().len()), lines.start + text.trim_end().len());
    let Some(top) = tree.root_node().descendant_for_byte_range(written.start, written.end.max(written.start)) else { return Vec::new() };
    let mut nodes = Vec::new();
    let mut waiting = vec![top];
    while let Some(node) = waiting.pop() {
        if nodes.len() >= MOST_NODES {
            break;
        }
        nodes.push(node);
        // Of a node with very many children only those at the place are looked at.
        waiting.extend(parts(node).into_iter().filter(|child| child.start_byte() <= written.end && written.start <= child.end_byte()));
    }
    let around = std::iter::successors(top.parent(), Node::parent).take(LEVELS);
    nodes.extend(around.filter(|node| node.parent().is_some()));
    nodes
}

/// The nodes that meet the lines around a diagnostic.
pub fn nodes_near(file: &SourceFile, range: Span) -> Vec<Node<'_>> {
    let line = file.line_of(range.start);
    nodes_at(file, file.full_lines(line.saturating_sub(NEAR), line + NEAR))
}

/// Whether a shape stands at a node, with what its holes are bound to.
pub fn matches(shape: &Shape, node: Node<'_>, file: &SourceFile, repair: &Repair, bound: &mut [Option<Span>], steps: &mut usize) -> bool {
    let Some(left) = steps.checked_sub(1) else { return false };
    *steps = left;
    let text = |span: Span| file.slice(span);
    match shape {
        Shape::Hole(hole) => {
            let fits = repair.holes.get(*hole).is_some_and(|hole| hole.kinds.contains(node.kind()));
            let Some(place) = bound.get_mut(*hole).filter(|_| fits) else { return false };
            match place {
                Some(known) => {
                    let Some(left) = steps.checked_sub(known.len() / STEP) else { return false };
                    *steps = left;
                    text(*known) == text(parse::span(node))
                }
                None => {
                    *place = Some(parse::span(node));
                    true
                }
            }
        }
        Shape::Leaf(kind, said) => node.kind() == kind && text(parse::span(node)) == said && parts(node).is_empty(),
        Shape::Node(kind, shapes) => {
            if node.kind() != kind {
                return false;
            }
            let children = parts(node);
            children.len() == shapes.len() && shapes.iter().zip(children).all(|(shape, child)| matches(shape, child, file, repair, bound, steps))
        }
    }
}

/// The mended code for a place; `None` where it is longer than any repair.
pub fn render(repair: &Repair, found: &Found, file: &SourceFile) -> Option<String> {
    pieces_text(&repair.after, &found.holes, file, found.range.start)
}

/// The text of pieces, its lines indented as that of `place` is; `None` where it is longer than any repair.
pub fn pieces_text(pieces: &[Piece], holes: &[Span], file: &SourceFile, place: usize) -> Option<String> {
    let indented = format!("{}{}", file.line_break(), file.indentation(file.line_of(place)));
    let mut written = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => written.push_str(&text.replace('\n', &indented)),
            Piece::Hole(hole) => written.push_str(holes.get(*hole).map(|span| file.slice(*span)).unwrap_or_default()),
        }
        if written.len() > MOST_WRITTEN {
            return None;
        }
    }
    Some(written)
}

/// How a diagnostic's words agree with the pattern's, with what the holes stand for.
pub fn hear(repair: &Repair, diagnostic: &Diagnostic, found: &Found, file: &SourceFile) -> Hearing {
    let of_rule = |said: &&Said| said.source == diagnostic.source && said.code == diagnostic.code;
    let heard = words(&diagnostic.message);
    let mut known = repair.said.iter().filter(of_rule).peekable();
    if known.peek().is_none() {
        return Hearing::Unknown;
    }
    let agrees = |word: &Word, heard: &str| match word {
        Word::Text(text) => text == heard,
        Word::Hole(hole) => found.holes.get(*hole).is_some_and(|span| file.slice(*span) == heard),
        Word::Any => true,
    };
    let same = |said: &Said| said.message.len() == heard.len() && said.message.iter().zip(&heard).all(|(word, heard)| agrees(word, heard));
    let is_excepted = repair.except.iter().any(|except| match except {
        Except::Word { source, code, place, word } => *source == diagnostic.source && *code == diagnostic.code && heard.get(*place) == Some(&word.as_str()),
        Except::Hole { .. } => false,
    });
    if !is_excepted && known.any(same) { Hearing::Same } else { Hearing::Other }
}
