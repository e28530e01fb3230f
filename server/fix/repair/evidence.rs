//! What the rest of the file says about a repair: spellings that stand side by side elsewhere, and how many arguments a function takes.

use super::lexer::{Gap, Kind, Token, lex};
use super::reader::{hash_text, partners};
use super::scene::Scene;
use crate::base::EditSet;
use std::collections::{HashMap, HashSet};

/// The pairs and triples of spellings in a text, and the numbers of arguments by name.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    rows: HashSet<u64>,
    /// Least and most arguments, and how many calls or definitions say so.
    arities: HashMap<u32, (usize, usize, usize)>,
}

fn row(parts: &[u32]) -> u64 {
    super::ngrams::key(parts)
}

fn spellings(tokens: &[Token], text: &str) -> Vec<u32> {
    tokens.iter().map(|token| hash_text(token.text(text))).collect()
}

impl Evidence {
    /// The evidence of a scene, without the lines near the error.
    pub fn new(scene: &Scene<'_>, file_text: &str) -> Evidence {
        let mut evidence = Evidence::default();
        let limited = file_text.get(..file_text.len().min(200_000)).unwrap_or(scene.text);
        let tokens = lex(scene.grammar, limited, 0);
        let hashes = spellings(&tokens, limited);
        for window in hashes.windows(3) {
            evidence.rows.insert(row(window));
            if let Some(pair) = window.get(..2) {
                evidence.rows.insert(row(pair));
            }
        }
        let partners = partners(&tokens, limited);
        for call in calls(&tokens, &partners, limited) {
            let (least, most) = (call.least, call.most);
            let entry = evidence.arities.entry(call.name).or_insert((least, most, 0));
            *entry = (entry.0.min(least), entry.1.max(most), entry.2 + if call.definition { 2 } else { 1 });
        }
        evidence
    }

    /// The familiar pairs and triples, and the agreement of calls, that some edits gain.
    pub fn gain(&self, scene: &Scene<'_>, edits: &EditSet) -> (f32, f32) {
        let (Some(first), Some(last)) = (edits.edits().first(), edits.edits().last()) else { return (0.0, 0.0) };
        let from = scene.line(scene.line_of(first.range.start)).span.start;
        let next = (scene.line_of(last.range.end) + 1).min(scene.lines.len().saturating_sub(1));
        let to = scene.line(next).span.end;
        let Some(before) = scene.text.get(from..to).filter(|window| window.len() < 4000) else { return (0.0, 0.0) };
        let moved = edits.edits().iter().map(|edit| {
            let mut edit = edit.clone();
            edit.range = crate::base::Span::new(edit.range.start.saturating_sub(from), edit.range.end.saturating_sub(from));
            edit
        });
        let Some(after) = EditSet::new(moved).ok().and_then(|edits| edits.apply(before).ok()) else { return (0.0, 0.0) };
        let (old_rows, old_arity) = self.measure(scene, before);
        let (new_rows, new_arity) = self.measure(scene, &after);
        (new_rows - old_rows, new_arity - old_arity)
    }

    /// Minus the rows of the text that the file does not have elsewhere, and the agreement of its calls.
    fn measure(&self, scene: &Scene<'_>, text: &str) -> (f32, f32) {
        let tokens = lex(scene.grammar, text, 0);
        let hashes = spellings(&tokens, text);
        let strange = |size: usize| hashes.windows(size).filter(|window| !self.rows.contains(&row(window))).count() as f32;
        let partners = partners(&tokens, text);
        let mut agreement = 0.0;
        for call in calls(&tokens, &partners, text) {
            let Some((least, most, known)) = self.arities.get(&call.name) else { continue };
            if call.definition {
                continue;
            }
            let fits = *least <= call.most && call.least <= *most;
            // One witness may be the broken call itself.
            agreement += match (fits, *known) {
                (_, 1) => 0.0,
                (true, _) => 0.3,
                (false, _) => -1.0,
            };
        }
        (-(strange(2) + strange(3)).min(40.0), agreement)
    }
}

struct Call {
    name: u32,
    least: usize,
    most: usize,
    definition: bool,
}

/// The calls and definitions whose parentheses are balanced.
fn calls(tokens: &[Token], partners: &[Option<usize>], text: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.kind != Kind::Open || token.text(text) != "(" || token.gap == Gap::Line {
            continue;
        }
        let Some(name) = at.checked_sub(1).and_then(|at| tokens.get(at)).filter(|name| name.kind == Kind::Word) else { continue };
        let Some(close) = partners.get(at).copied().flatten() else { continue };
        let before = at.checked_sub(2).and_then(|at| tokens.get(at)).map_or("", |before| before.text(text));
        let definition = matches!(before, "def" | "function" | "fn" | "func");
        let (mut depth, mut count, mut optional, mut open_ended, mut any) = (0usize, 1usize, 0usize, false, false);
        let mut skip = at + 1;
        while skip < close {
            let Some(inner) = tokens.get(skip) else { break };
            any = true;
            match (inner.kind, inner.text(text)) {
                (Kind::Open, _) => depth += 1,
                (Kind::Close, _) => depth = depth.saturating_sub(1),
                (Kind::Sign, ",") if depth == 0 && skip + 1 < close => count += 1,
                (Kind::Sign, "=") if depth == 0 => optional += 1,
                (Kind::Sign, "*" | "**" | "...")
                    if depth == 0 && matches!(tokens.get(skip.wrapping_sub(1)).map(|before| before.text(text)), Some("(" | ",")) =>
                {
                    open_ended = true
                }
                (Kind::Word | Kind::Keyword, "self" | "cls") if definition && skip == at + 1 => count -= 1,
                _ => {}
            }
            skip += 1;
        }
        let count = if any { count } else { 0 };
        let least = if open_ended || definition { count.saturating_sub(optional + usize::from(open_ended)) } else { count };
        calls.push(Call { name: hash_text(name.text(text)), least, most: if open_ended { 99 } else { count }, definition });
    }
    calls
}
