//! A learned fix: what a repair turned into what, with holes for what differs from place to place, and what came of it since.
//!
//! A pattern speaks of syntax trees on the side of the broken code, so that white space and comments do not matter, and of text on the side of
//! the mended code, so that it is written just as its author wrote it.

use crate::base::{WordSet, hash};
use crate::syntax::Language;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Broken code: a syntax tree by the grammar's own kinds, without comments.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// A token: its kind and its text.
    Leaf(String, String),
    /// A node: its kind and its children, the unnamed ones too.
    Node(String, Vec<Shape>),
    /// Any node of one of the hole's kinds; the same text wherever the hole stands.
    Hole(usize),
}

/// A token of mended code.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Token {
    /// What stands between the token before and this one. Line breaks are followed by the indentation beyond that of the first line.
    pub space: String,
    pub text: String,
}

/// A piece of what is written in the place of the broken code.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Piece {
    Text(String),
    /// What the hole stood for.
    Hole(usize),
}

/// A word or sign of a checker's message.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    Text(String),
    /// What the hole stands for.
    Hole(usize),
    /// Some word.
    Any,
}

/// How a checker speaks of the error.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Said {
    pub source: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    pub message: Vec<Word>,
}

/// What a hole may stand for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Hole {
    /// The kinds of nodes that stood there in the examples.
    pub kinds: BTreeSet<String>,
    /// For one that does not stand in the broken code: what it stands for of what can be seen from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reach: Option<Reach>,
}

/// A variable or parameter that mended code uses although the broken code does not name it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reach {
    /// The names that it had in the examples.
    pub names: BTreeSet<String>,
    /// Its declared type; empty where none was declared.
    pub declared: String,
}

/// A change that a repair makes in another place of the file than that of the broken code. The mended code is of pieces, in an example of tokens.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Part<T> {
    /// The kinds of the nodes that lead to the place: the nearest one around the broken code, then from child to child.
    pub path: Vec<String>,
    /// The name of the definition that they lead into, where that is none around the broken code.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub of: Option<T>,
    pub at: PartPlace,
    pub after: Vec<T>,
}

fn none<T>() -> Option<T> {
    None
}

/// Where a part is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartPlace {
    /// In the place of the first child of this shape.
    Instead(Shape),
    /// Before the first child of this kind; before the node itself where the kind is empty.
    Before(String),
    /// Behind the last child of this kind that stands before the broken code; behind the node itself where the kind is empty.
    Behind(String),
    /// Behind the file's imports.
    Imports,
    /// In the place of all code of this shape that stands in the node that the path leads to.
    Everywhere(Shape),
}

/// A name that the repair imports.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Imported {
    /// As the file names it: `corp.runtime`, `./store.mjs`, `std::fmt`.
    pub module: String,
    /// The name in the module; `None` where the module itself is imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The name in the file.
    pub local: String,
}

/// What a checker said of an example, word for word.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Heard {
    pub source: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    pub message: String,
}

/// One repair that was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternExample {
    /// The workspace folder.
    pub project: String,
    /// The file, below the workspace folder.
    pub file: String,
    /// Milliseconds since 1970.
    pub time: i64,
    /// The broken code, without holes.
    pub before: Shape,
    /// The same as text.
    pub before_text: String,
    pub after: Vec<Token>,
    pub after_text: String,
    /// The names of the broken code and of the messages that mean something in this file only: its variables and parameters.
    pub locals: BTreeSet<String>,
    /// The variables and parameters that the mended code uses although the broken code does not name them, with their declared types.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reached: BTreeMap<String, String>,
    pub imports: Vec<Imported>,
    pub heard: Vec<Heard>,
    /// What was changed elsewhere in the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part<Token>>,
    /// Whether it stands beside what the checkers speak of, as where a value is made that they see used.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub apart: bool,
}

/// What all examples of a repair have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Repair {
    pub before: Shape,
    pub after: Vec<Piece>,
    pub holes: Vec<Hole>,
    pub imports: Vec<Imported>,
    pub said: Vec<Said>,
    /// Where it does not speak although all else fits: places that look alike and were repaired in another way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<Except>,
    /// Whether the broken code stands within a few lines of what the checkers speak of, and not there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub apart: bool,
    /// What is changed elsewhere in the file, unless it stands there already.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part<Piece>>,
}

/// What tells a place that looks alike from those that are meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Except {
    /// A hole stands for this text, without white space.
    Hole { hole: usize, text: String },
    /// A checker's message has this word at a place, counted from 0.
    Word {
        source: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        place: usize,
        word: String,
    },
}

/// Where a pattern came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The user's own repair, by hand.
    Manual,
    /// A fix of healer or of another tool that the user took.
    Accepted,
    /// The history of a repository.
    History,
    /// A file of patterns that somebody wrote or shared.
    Imported,
}

/// A learned fix with its examples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pattern {
    pub id: String,
    pub language: Language,
    /// The id of the category, such as `RES.NAME`.
    pub category: String,
    /// What it is looked up by: a name or word that stands in the broken code wherever the repair is meant; empty where there is none.
    pub anchor: String,
    pub source: Source,
    pub repair: Repair,
    /// The newest examples, oldest first.
    pub examples: Vec<PatternExample>,
    /// Repairs of places that look alike, the newest, oldest first: there the pattern was wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub negatives: Vec<PatternExample>,
}

/// A learned fix without its examples: what it takes to use it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct UsablePattern {
    pub id: String,
    pub language: Language,
    pub category: String,
    pub anchor: String,
    pub source: Source,
    pub repair: Repair,
}

impl From<&Pattern> for UsablePattern {
    fn from(pattern: &Pattern) -> UsablePattern {
        let Pattern { id, language, category, anchor, source, repair, .. } = pattern.clone();
        UsablePattern { id, language, category, anchor, source, repair }
    }
}

/// How far a pattern is trusted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Offered only: never applied unasked, never preferred.
    #[default]
    Canary,
    /// The sequential test has accepted it.
    Promoted,
    /// The test has rejected it, or it has become worse since; it is not offered.
    Demoted,
}

/// What came of a pattern. Outcomes have weights: what was seen on the way counts half.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PatternRecord {
    /// Repairs of this kind that the user made or took and that stayed.
    pub successes: f64,
    /// Fixes of it that were taken back or corrected, and places where the user chose another repair.
    pub failures: f64,
    pub standing: Standing,
    /// The sequential test's logarithm of the likelihood ratio of a bad pattern against a good one.
    pub ratio: f64,
    /// The drift test's sum since its last reset.
    pub drift: f64,
    /// Milliseconds since 1970.
    pub first_used: i64,
    pub last_used: i64,
    /// In how many projects, files and days repairs of it were seen.
    pub projects: u32,
    pub files: u32,
    pub days: u32,
}

/// A pattern as it is looked up, with its examples or without them.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownPattern<P = Pattern> {
    pub pattern: Arc<P>,
    pub record: PatternRecord,
    /// Whether it was learned in the workspace that asks.
    pub is_local: bool,
}

/// Where patterns are looked up.
pub trait PatternSource: Send + Sync {
    /// The patterns of a category with one of the anchors, those of the workspace first, at most some dozens. Demoted ones are left out, and those
    /// may be whose broken code has words that are not among `words`.
    fn candidates(&self, language: Language, category: &str, anchors: &[&str], project: &str, words: &WordSet) -> Vec<KnownPattern>;

    /// The same without their examples, which costs less.
    fn usable(&self, language: Language, category: &str, anchors: &[&str], project: &str, words: &WordSet) -> Vec<KnownPattern<UsablePattern>> {
        self.candidates(language, category, anchors, project, words).iter().map(KnownPattern::without_examples).collect()
    }

    /// A number that changes whenever an answer of [`PatternSource::candidates`] may have changed.
    fn generation(&self) -> u64;
}

impl KnownPattern {
    pub fn without_examples(&self) -> KnownPattern<UsablePattern> {
        KnownPattern { pattern: Arc::new(UsablePattern::from(&*self.pattern)), record: self.record.clone(), is_local: self.is_local }
    }
}

impl<T> Part<T> {
    /// The code that it takes away, where it does.
    pub fn shape(&self) -> Option<&Shape> {
        match &self.at {
            PartPlace::Instead(shape) | PartPlace::Everywhere(shape) => Some(shape),
            _ => None,
        }
    }
}

impl Repair {
    /// Whether a hole stands in the code that is taken away elsewhere, and not in the broken code.
    pub fn is_elsewhere(&self, hole: usize) -> bool {
        !self.before.has_hole(hole) && self.parts.iter().filter_map(Part::shape).any(|shape| shape.has_hole(hole))
    }

    /// The id of a pattern of this repair: the same for the same repair of the same category.
    pub fn id(&self, language: Language, category: &str) -> String {
        let body = serde_json::to_string(&(&self.before, &self.after, &self.holes, &self.imports)).unwrap_or_default();
        let place = if self.apart { ["apart"].as_slice() } else { &[] };
        let parts = if self.parts.is_empty() { String::new() } else { serde_json::to_string(&self.parts).unwrap_or_default() };
        let parts = if parts.is_empty() { Vec::new() } else { vec![parts.as_str()] };
        hash::stable_id(&[&[language.id(), category, &body], place, &parts].concat())
    }
}

impl Shape {
    /// The texts of the tokens, in order; a hole has none.
    pub fn tokens(&self) -> Vec<&str> {
        let mut tokens = Vec::new();
        self.collect_tokens(&mut tokens);
        tokens
    }

    fn collect_tokens<'s>(&'s self, tokens: &mut Vec<&'s str>) {
        match self {
            Shape::Leaf(_, text) => tokens.push(text),
            Shape::Node(_, children) => children.iter().for_each(|child| child.collect_tokens(tokens)),
            Shape::Hole(_) => {}
        }
    }

    /// Whether a hole stands in it.
    pub fn has_hole(&self, hole: usize) -> bool {
        match self {
            Shape::Hole(other) => *other == hole,
            Shape::Leaf(..) => false,
            Shape::Node(_, children) => children.iter().any(|child| child.has_hole(hole)),
        }
    }

    /// The kind of the node; empty for a hole.
    pub fn kind(&self) -> &str {
        match self {
            Shape::Leaf(kind, _) | Shape::Node(kind, _) => kind,
            Shape::Hole(_) => "",
        }
    }
}

impl PatternRecord {
    /// How likely the next repair by the pattern is right, 0 to 1: the mean of the posterior where three of four are expected to be right before
    /// anything was seen.
    pub fn confidence(&self) -> f64 {
        (self.successes + 1.5) / (self.successes + self.failures + 2.0)
    }

    /// The name of the class of its confidence, where it has one.
    pub fn tag(&self) -> Option<&'static str> {
        match self.confidence() {
            confidence if confidence >= 0.9 => Some("GOLD_STANDARD"),
            confidence if confidence >= 0.8 => Some("HIGH_CONFIDENCE"),
            confidence if confidence >= 0.7 => Some("RELIABLE"),
            _ => None,
        }
    }
}
