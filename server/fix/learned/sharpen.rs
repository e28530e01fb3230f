//! Making a repair narrower, so that it does not speak of places that look alike and were repaired in another way.

use super::tree::words;
use crate::model::{Except, Heard, PatternExample, Repair, Said, Shape, Word};

/// So many exceptions are made; a repair with more is a bad one.
const MOST_EXCEPTIONS: usize = 32;
/// Texts with more tokens than these are no sign of anything.
const MOST_TOKENS: usize = 8;

/// The repair with what tells it from the negatives, as far as that can be told: a word of the checker's message, else what stands in a hole.
/// Names that mean something in one file only tell nothing. All examples stay cases of the repair.
pub fn sharpen(mut repair: Repair, examples: &[&PatternExample], negatives: &[PatternExample]) -> Repair {
    repair.except.clear();
    for negative in negatives {
        let Some(bound) = bind(&repair, &negative.before) else { continue };
        if is_excepted(&repair, &bound) {
            continue;
        }
        let by_words: Option<Vec<Except>> = spoken(&repair, negative).map(|(said, heard)| by_word(&repair, said, heard, examples, negative)).collect();
        match by_words.filter(|found| !found.is_empty()) {
            Some(found) => repair.except.extend(found),
            None => repair.except.extend(by_hole(&repair, &bound, examples, negative)),
        }
    }
    repair.except.sort();
    repair.except.dedup();
    repair.except.truncate(MOST_EXCEPTIONS);
    repair
}

/// The messages of a negative that the repair takes for its own.
fn spoken<'r>(repair: &'r Repair, negative: &'r PatternExample) -> impl Iterator<Item = (&'r Said, &'r Heard)> {
    let fits = |said: &Said, heard: &Heard| said.source == heard.source && said.code == heard.code && said.message.len() == words(&heard.message).len();
    repair.said.iter().flat_map(move |said| negative.heard.iter().filter(move |heard| fits(said, heard)).map(move |heard| (said, heard)))
}

/// A word that any word may stand for in the repair, and that no example has there.
fn by_word(repair: &Repair, said: &Said, heard: &Heard, examples: &[&PatternExample], negative: &PatternExample) -> Option<Except> {
    let spoken = words(&heard.message);
    let known = |place: usize, word: &str| {
        let messages = examples.iter().flat_map(|example| &example.heard).filter(|other| other.source == heard.source && other.code == heard.code);
        messages.map(|other| words(&other.message)).any(|other| other.get(place) == Some(&word))
    };
    let any = said.message.iter().enumerate().filter(|(_, word)| **word == Word::Any).filter_map(|(place, _)| Some((place, *spoken.get(place)?)));
    let mut telling = any.filter(|(place, word)| !negative.locals.contains(*word) && !known(*place, word));
    let except = |place: usize, word: &str| Except::Word { source: heard.source.clone(), code: heard.code.clone(), place, word: word.to_owned() };
    let (place, word) = telling.next()?;
    let found = except(place, word);
    (!repair.except.contains(&found)).then_some(found)
}

/// A hole that stands for something that it stands for in no example.
fn by_hole(repair: &Repair, bound: &[Option<&Shape>], examples: &[&PatternExample], negative: &PatternExample) -> Option<Except> {
    let text = |shape: &Shape| shape.tokens().concat();
    let known: Vec<Vec<Option<&Shape>>> = examples.iter().filter_map(|example| bind(repair, &example.before)).collect();
    bound.iter().enumerate().find_map(|(hole, shape)| {
        let shape = (*shape)?;
        let tokens = shape.tokens();
        let is_sign = tokens.len() <= MOST_TOKENS && !tokens.iter().any(|token| negative.locals.contains(*token));
        let stands = |bound: &Vec<Option<&Shape>>| bound.get(hole).copied().flatten().is_some_and(|other| text(other) == text(shape));
        let found = Except::Hole { hole, text: text(shape) };
        (is_sign && !known.iter().any(stands) && !repair.except.contains(&found)).then_some(found)
    })
}

fn is_excepted(repair: &Repair, bound: &[Option<&Shape>]) -> bool {
    repair.except.iter().any(|except| match except {
        Except::Hole { hole, text } => bound.get(*hole).copied().flatten().is_some_and(|shape| shape.tokens().concat() == *text),
        Except::Word { .. } => false,
    })
}

/// What the holes of a repair stand for in a tree; `None` where it is no case of the repair.
fn bind<'s>(repair: &Repair, tree: &'s Shape) -> Option<Vec<Option<&'s Shape>>> {
    let mut bound = vec![None; repair.holes.len()];
    fits(&repair.before, tree, repair, &mut bound).then_some(bound)
}

fn fits<'s>(shape: &Shape, tree: &'s Shape, repair: &Repair, bound: &mut Vec<Option<&'s Shape>>) -> bool {
    match (shape, tree) {
        (Shape::Hole(hole), _) => {
            let takes = repair.holes.get(*hole).is_some_and(|hole| hole.kinds.contains(tree.kind()));
            let Some(place) = bound.get_mut(*hole).filter(|_| takes) else { return false };
            match place {
                Some(known) => known.tokens() == tree.tokens(),
                None => {
                    *place = Some(tree);
                    true
                }
            }
        }
        (Shape::Leaf(..), _) => shape == tree,
        (Shape::Node(kind, children), Shape::Node(other, others)) => {
            kind == other && children.len() == others.len() && children.iter().zip(others).all(|(child, other)| fits(child, other, repair, bound))
        }
        (Shape::Node(..), _) => false,
    }
}
