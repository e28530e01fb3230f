//! What examples of one repair have in common: anti-unification of their trees, with the mended text and the messages following it.

use super::tree::{is_literal, is_text, is_word, words};
use crate::model::{Heard, Hole, Part, PartPlace, PatternExample, Piece, Reach, Repair, Said, Shape, Token, Word};
use std::collections::{BTreeSet, HashMap};

/// The texts of a hole in the examples, in their order, each as tokens.
type Texts = Vec<Vec<String>>;

#[derive(Default)]
struct Holes {
    known: HashMap<Texts, usize>,
    texts: Vec<Texts>,
    kinds: Vec<BTreeSet<String>>,
    /// What those stand for that do not stand in the broken code.
    reaches: Vec<Option<Reach>>,
}

impl Holes {
    fn of(&mut self, shapes: &[&Shape]) -> Shape {
        let texts: Texts = shapes.iter().map(|shape| shape.tokens().into_iter().map(str::to_owned).collect()).collect();
        let next = self.texts.len();
        let hole = *self.known.entry(texts.clone()).or_insert(next);
        if hole == next {
            self.texts.push(texts);
            self.kinds.push(BTreeSet::new());
            self.reaches.push(None);
        }
        if let Some(kinds) = self.kinds.get_mut(hole) {
            kinds.extend(shapes.iter().map(|shape| shape.kind().to_owned()));
        }
        Shape::Hole(hole)
    }

    /// A hole for a variable that the mended code uses in each example although the broken code does not name it.
    fn reached(&mut self, texts: &[&str], examples: &[&PatternExample]) -> Option<usize> {
        let types: Vec<&String> = texts.iter().zip(examples).map(|(text, example)| example.reached.get(*text)).collect::<Option<_>>()?;
        let declared = *types.first()?;
        if types.iter().any(|other| *other != declared) {
            return None;
        }
        let key: Texts = texts.iter().map(|text| vec![(*text).to_owned()]).collect();
        if let Some(known) = self.texts.iter().position(|known| *known == key) {
            return Some(known);
        }
        self.known.insert(key.clone(), self.texts.len());
        self.texts.push(key);
        self.kinds.push(BTreeSet::new());
        self.reaches.push(Some(Reach { names: texts.iter().map(|text| (*text).to_owned()).collect(), declared: declared.clone() }));
        Some(self.texts.len() - 1)
    }

    /// A hole for a name that the broken code does not have and the checkers say, at the same place of the same message in each example.
    fn spoken(&mut self, texts: &[&str], examples: &[&PatternExample]) -> Option<usize> {
        let (text, first) = (texts.first()?, examples.first()?);
        let is_said = |said: &Heard, place: usize, count: usize| {
            texts.iter().zip(examples).all(|(text, example)| {
                let like = example.heard.iter().filter(|heard| heard.source == said.source && heard.code == said.code);
                like.map(|heard| words(&heard.message)).any(|heard| heard.len() == count && heard.get(place) == Some(text))
            })
        };
        let is_in = |said: &Heard| {
            let heard = words(&said.message);
            let mut places = heard.iter().enumerate().filter(|(_, word)| *word == text);
            places.any(|(place, _)| is_said(said, place, heard.len()))
        };
        if !is_word(text) || !first.heard.iter().any(is_in) {
            return None;
        }
        let key: Texts = texts.iter().map(|text| vec![(*text).to_owned()]).collect();
        self.known.insert(key.clone(), self.texts.len());
        self.texts.push(key);
        self.kinds.push(BTreeSet::new());
        self.reaches.push(None);
        Some(self.texts.len() - 1)
    }
}

/// The repair that all examples are cases of; `None` where they have too little in common, or where what was written in one cannot be told from
/// what stood there in another.
pub fn generalise(examples: &[&PatternExample]) -> Option<Repair> {
    let first = examples.first()?;
    if examples.iter().any(|example| example.imports != first.imports || example.apart != first.apart || example.parts.len() != first.parts.len()) {
        return None;
    }
    let mut holes = Holes::default();
    let shapes: Vec<&Shape> = examples.iter().map(|example| &example.before).collect();
    let before = unify(&shapes, examples, &mut holes);
    if matches!(before, Shape::Hole(_)) {
        return None;
    }
    let after = follow(&examples.iter().map(|example| example.after.as_slice()).collect::<Vec<_>>(), examples, &mut holes)?;
    let parts = (0..first.parts.len()).map(|number| part(number, examples, &mut holes)).collect::<Option<Vec<_>>>()?;
    let said = said(examples, &holes);
    let holes = holes.kinds.into_iter().zip(holes.reaches).map(|(kinds, reach)| Hole { kinds, reach }).collect();
    let repair = Repair { before, after, holes, imports: first.imports.clone(), said, except: Vec::new(), apart: first.apart, parts };
    is_specific(&repair).then_some(repair)
}

/// What the examples change in one of the other places; `None` where it is not the same place in all.
fn part(number: usize, examples: &[&PatternExample], holes: &mut Holes) -> Option<Part<Piece>> {
    let parts: Vec<&Part<Token>> = examples.iter().map(|example| example.parts.get(number)).collect::<Option<_>>()?;
    let first = parts.first()?;
    let shapes: Vec<&Shape> = parts.iter().filter_map(|part| part.shape()).collect();
    let is_same = |part: &&Part<Token>| {
        part.path == first.path && std::mem::discriminant(&part.at) == std::mem::discriminant(&first.at) && (part.shape().is_some() || part.at == first.at)
    };
    if !parts.iter().all(is_same) {
        return None;
    }
    let at = match &first.at {
        PartPlace::Instead(_) if shapes.len() == parts.len() => PartPlace::Instead(unify(&shapes, examples, holes)),
        PartPlace::Everywhere(_) if shapes.len() == parts.len() => PartPlace::Everywhere(unify(&shapes, examples, holes)),
        other => other.clone(),
    };
    let names: Option<Vec<&Token>> = parts.iter().map(|part| part.of.as_ref()).collect();
    let of = match names {
        Some(names) => follow(&names.into_iter().map(std::slice::from_ref).collect::<Vec<_>>(), examples, holes)?.into_iter().next(),
        None if first.of.is_none() => None,
        None => return None,
    };
    let after = follow(&parts.iter().map(|part| part.after.as_slice()).collect::<Vec<_>>(), examples, holes)?;
    Some(Part { path: first.path.clone(), of, at, after })
}

/// Whether the pattern does not speak of everything: some name of the broken code is its own, or the checker's words tell what is meant.
fn is_specific(repair: &Repair) -> bool {
    let is_told = |said: &Said| said.message.iter().any(|word| matches!(word, Word::Text(text) if is_word(text)));
    !anchor(repair).is_empty() || (!repair.said.is_empty() && repair.said.iter().all(is_told) && !repair.before.tokens().is_empty())
}

/// The name that a pattern is looked up by: one that the repair takes away, else any that stands in the broken code; empty where there is none.
pub fn anchor(repair: &Repair) -> String {
    let tokens = repair.before.tokens();
    let names: Vec<&str> = tokens.into_iter().filter(|token| is_word(token) && !is_keyword(token)).collect();
    let kept = |name: &str| repair.after.iter().any(|piece| matches!(piece, Piece::Text(text) if words(text).contains(&name)));
    let gone = names.iter().find(|name| !kept(name));
    // Of names that stay, the last one is the likeliest to be the member or function, and the first one what it belongs to.
    gone.or(names.last()).map(|name| (*name).to_owned()).unwrap_or_default()
}

fn is_keyword(token: &str) -> bool {
    const WORDS: &[&str] = &[
        "let",
        "mut",
        "const",
        "var",
        "fn",
        "func",
        "function",
        "def",
        "class",
        "return",
        "if",
        "else",
        "for",
        "while",
        "in",
        "of",
        "await",
        "async",
        "new",
        "self",
        "this",
        "true",
        "false",
        "None",
        "True",
        "False",
        "null",
        "nil",
        "undefined",
        "and",
        "or",
        "not",
        "is",
        "import",
        "from",
        "as",
        "use",
        "pub",
        "match",
        "struct",
        "impl",
        "raise",
        "throw",
        "try",
        "except",
        "catch",
        "with",
        "lambda",
        "yield",
        "go",
        "defer",
        "range",
        "type",
        "map",
        "chan",
        "interface",
        "package",
    ];
    WORDS.contains(&token)
}

fn unify(shapes: &[&Shape], examples: &[&PatternExample], holes: &mut Holes) -> Shape {
    let Some(first) = shapes.first() else { return Shape::Node(String::new(), Vec::new()) };
    match first {
        Shape::Leaf(kind, text) => {
            let same = shapes.iter().all(|shape| matches!(shape, Shape::Leaf(other, said) if other == kind && said == text));
            if same && !is_open(kind, text, examples) { (*first).clone() } else { holes.of(shapes) }
        }
        Shape::Node(kind, children) => {
            let others: Option<Vec<&Vec<Shape>>> = shapes
                .iter()
                .map(|shape| match shape {
                    Shape::Node(other, parts) if other == kind && parts.len() == children.len() => Some(parts),
                    _ => None,
                })
                .collect();
            let Some(others) = others else { return holes.of(shapes) };
            let at = |place: usize| others.iter().filter_map(|parts| parts.get(place)).collect::<Vec<_>>();
            Shape::Node(kind.clone(), (0..children.len()).map(|place| unify(&at(place), examples, holes)).collect())
        }
        Shape::Hole(_) => (*first).clone(),
    }
}

/// Whether a token that is the same in all examples stands for others of its kind: a name that means something in its file only, a literal that was
/// copied, or a name that became a text, as a field does that is asked for by its name.
fn is_open(kind: &str, text: &str, examples: &[&PatternExample]) -> bool {
    if is_literal(kind) {
        let copied = |token: &Token| token.text == text || (is_divisible(text) && token.text.contains(text));
        return examples.iter().all(|example| written(example).any(copied));
    }
    if kind.ends_with("identifier") && examples.iter().all(|example| is_quoted(text, &example.after)) {
        return true;
    }
    // A definition that the repair changes is one of its file.
    let is_changed = |example: &&PatternExample| example.parts.iter().any(|part| part.of.as_ref().is_some_and(|name| name.text == text));
    if kind.ends_with("identifier") && examples.iter().all(is_changed) {
        return true;
    }
    kind.ends_with("identifier") && !kind.contains("field") && !kind.contains("type") && examples.iter().all(|example| example.locals.contains(text))
}

/// All that a repair wrote.
fn written(example: &PatternExample) -> impl Iterator<Item = &Token> {
    example.after.iter().chain(example.parts.iter().flat_map(|part| &part.after))
}

fn is_quote(token: Option<&Token>) -> bool {
    token.is_some_and(|token| token.text.ends_with(['"', '\'', '`']))
}

/// Whether a text stands somewhere in what an example wrote as one.
fn stands_quoted(text: &str, example: &PatternExample) -> bool {
    let lists = std::iter::once(&example.after).chain(example.parts.iter().map(|part| &part.after));
    lists.into_iter().any(|tokens| tokens.windows(2).any(|pair| matches!(pair, [before, token] if is_quote(Some(before)) && token.text == text)))
}

/// Whether a name stands among tokens as a text, and only so.
fn is_quoted(name: &str, tokens: &[Token]) -> bool {
    let is_quote = |place: Option<usize>| is_quote(place.and_then(|place| tokens.get(place)));
    let mut places = tokens.iter().enumerate().filter(|(_, token)| token.text == name).map(|(place, _)| place).peekable();
    places.peek().is_some() && places.all(|place| is_quote(place.checked_sub(1)) && is_quote(Some(place + 1)))
}

/// Mended text with the holes in it: all examples' tokens are gone through in step.
fn follow(written: &[&[Token]], examples: &[&PatternExample], holes: &mut Holes) -> Option<Vec<Piece>> {
    let mut places = vec![0; examples.len()];
    let mut pieces = Vec::new();
    loop {
        let rest: Vec<&[Token]> = written.iter().zip(&places).map(|(tokens, place)| tokens.get(*place..).unwrap_or_default()).collect();
        if rest.iter().all(|tokens| tokens.is_empty()) {
            return Some(pieces);
        }
        let space = rest.first()?.first()?.space.clone();
        push_text(&mut pieces, &space);
        let is_quoted = written.iter().zip(&places).all(|(tokens, place)| is_quote(place.checked_sub(1).and_then(|place| tokens.get(place))));
        if let Some((hole, lengths)) = next_hole(&rest, is_quoted, examples, holes) {
            pieces.push(Piece::Hole(hole));
            places.iter_mut().zip(lengths).for_each(|(place, length)| *place += length);
            continue;
        }
        let texts: Vec<&str> = rest.iter().map(|tokens| tokens.first().map(|token| token.text.as_str())).collect::<Option<_>>()?;
        match within_token(&texts, holes) {
            Some((before, hole, behind)) => {
                push_text(&mut pieces, before);
                pieces.push(Piece::Hole(hole));
                push_text(&mut pieces, behind);
            }
            None => {
                let text = *texts.first()?;
                match holes.reached(&texts, examples) {
                    Some(hole) => pieces.push(Piece::Hole(hole)),
                    None if texts.iter().all(|other| *other == text) => push_text(&mut pieces, text),
                    None => pieces.push(Piece::Hole(holes.spoken(&texts, examples)?)),
                }
            }
        }
        places.iter_mut().for_each(|place| *place += 1);
    }
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(Piece::Text(known)) => known.push_str(text),
        _ => pieces.push(Piece::Text(text.to_owned())),
    }
}

/// The longest hole that comes next in all examples, with the number of its tokens in each. The text of a literal that is written as one again is
/// not taken for a name of the same letters.
fn next_hole(rest: &[&[Token]], quoted: bool, examples: &[&PatternExample], holes: &Holes) -> Option<(usize, Vec<usize>)> {
    let is_text_of = |hole: usize| holes.kinds.get(hole).is_some_and(|kinds| !kinds.is_empty() && kinds.iter().all(|kind| is_text(kind)));
    let is_written_as_text = |texts: &Texts| texts.iter().zip(examples).all(|(text, example)| matches!(text.as_slice(), [one] if stands_quoted(one, example)));
    let is_other = |hole: usize, texts: &Texts| !quoted && is_text_of(hole) && is_written_as_text(texts);
    let fits = |texts: &Texts| {
        texts
            .iter()
            .zip(rest)
            .all(|(text, tokens)| !text.is_empty() && text.len() <= tokens.len() && text.iter().zip(*tokens).all(|(word, token)| *word == token.text))
    };
    let found = holes.texts.iter().enumerate().filter(|(hole, texts)| fits(texts) && !is_other(*hole, texts));
    let (hole, texts) = found.max_by_key(|(hole, texts)| (texts.iter().map(Vec::len).sum::<usize>(), usize::MAX - hole))?;
    Some((hole, texts.iter().map(Vec::len).collect()))
}

/// A hole whose text is part of the token in each example, with the same text around it.
fn within_token<'t>(texts: &[&'t str], holes: &Holes) -> Option<(&'t str, usize, &'t str)> {
    holes.texts.iter().enumerate().find_map(|(hole, known)| {
        let literal = holes.kinds.get(hole).is_some_and(|kinds| !kinds.is_empty() && kinds.iter().all(|kind| is_literal(kind)));
        let parts = texts.iter().zip(known).map(|(text, known)| match known.as_slice() {
            [word] if literal && is_divisible(word) => text.split_once(word.as_str()),
            _ => None,
        });
        let parts = parts.collect::<Option<Vec<_>>>()?;
        let (before, behind) = *parts.first()?;
        let is_part = !before.is_empty() || !behind.is_empty();
        (is_part && parts.iter().all(|other| *other == (before, behind))).then_some((before, hole, behind))
    })
}

/// Whether a literal's text is told apart from what is written around it in another literal; a number is not.
fn is_divisible(text: &str) -> bool {
    text.len() > 1 && !text.chars().all(|c| c.is_ascii_digit())
}

/// What one rule of a checker says of some examples, in as many words each.
struct Group<'e> {
    first: &'e Heard,
    /// The examples by their number, with the words.
    messages: Vec<(usize, Vec<&'e str>)>,
}

impl<'e> Group<'e> {
    fn takes(&self, heard: &Heard, words: &[&str]) -> bool {
        let as_long = self.messages.first().is_some_and(|(_, first)| first.len() == words.len());
        self.first.source == heard.source && self.first.code == heard.code && as_long
    }

    fn said(&self, examples: &[&PatternExample], holes: &Holes) -> Said {
        let count = self.messages.first().map_or(0, |(_, words)| words.len());
        let message = (0..count).map(|place| self.word(place, examples, holes)).collect();
        Said { source: self.first.source.clone(), code: self.first.code.clone(), message }
    }

    fn word(&self, place: usize, examples: &[&PatternExample], holes: &Holes) -> Word {
        let at: Vec<(usize, &str)> = self.messages.iter().filter_map(|(number, words)| Some((*number, *words.get(place)?))).collect();
        let is_hole = |texts: &Texts| at.iter().all(|(number, word)| matches!(texts.get(*number).map(Vec::as_slice), Some([text]) if text == word));
        let is_reached = |hole: usize| holes.reaches.get(hole).is_some_and(Option::is_some);
        let named = |hole: usize| !is_reached(hole) && holes.kinds.get(hole).is_some_and(|kinds| kinds.iter().all(|kind| kind.ends_with("identifier")));
        if let Some(hole) = holes.texts.iter().enumerate().position(|(hole, texts)| named(hole) && is_hole(texts)) {
            return Word::Hole(hole);
        }
        // What a message repeats of a literal that may be any, a number also by chance, is any too.
        let is_literal = |hole: usize| holes.kinds.get(hole).is_some_and(|kinds| !kinds.is_empty() && kinds.iter().all(|kind| is_literal(kind)));
        let repeats = |text: &[String], word: &str| matches!(text, [literal] if words(literal).contains(&word) && word.chars().all(char::is_alphanumeric));
        let is_repeated = |texts: &Texts| at.iter().all(|(number, word)| texts.get(*number).is_some_and(|text| repeats(text, word)));
        if holes.texts.iter().enumerate().any(|(hole, texts)| is_literal(hole) && is_repeated(texts)) {
            return Word::Any;
        }
        let local = |number: usize, word: &str| examples.get(number).is_some_and(|example| example.locals.contains(word));
        match at.split_first() {
            Some(((_, first), others)) if others.iter().all(|(_, word)| word == first) && !at.iter().all(|(number, word)| local(*number, word)) => {
                Word::Text((*first).to_owned())
            }
            _ => Word::Any,
        }
    }
}

/// How checkers speak of the examples: those messages in common that come from the same rule of the same checker and have as many words.
fn said(examples: &[&PatternExample], holes: &Holes) -> Vec<Said> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (number, example) in examples.iter().enumerate() {
        for heard in &example.heard {
            let words = words(&heard.message);
            match groups.iter_mut().find(|group| group.takes(heard, &words)) {
                Some(group) => group.messages.push((number, words)),
                None => groups.push(Group { first: heard, messages: vec![(number, words)] }),
            }
        }
    }
    groups.iter().map(|group| group.said(examples, holes)).collect()
}
