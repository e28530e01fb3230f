//! Reads files of learned fixes. Nothing in them is believed that can be found out.

use super::shapes::{pieces, read_shape, token};
use super::{LONGEST_DOCUMENT, LONGEST_FILE, MOST_EXCEPTIONS, MOST_HOLES, MOST_PARTS, rule, with_hole_names};
use crate::model::{Except, Heard, Hole, Imported, Part, PartPlace, Pattern, PatternExample, Piece, Reach, Repair, Said, Shape, Source, Token, Word};
use crate::syntax::Language;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeSet;

/// What is wrong with a file of patterns.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct PatternFileError {
    /// Where the document begins in the file, or the place in it where that is known; from 1.
    pub line: usize,
    pub message: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default, rename = "id")]
    _id: Option<IgnoredAny>,
    language: String,
    #[serde(default, rename = "message")]
    _message: Option<IgnoredAny>,
    rule: WrittenRule,
    fix: String,
    metadata: Metadata,
}

#[derive(Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct WrittenRule {
    pattern: Option<String>,
    kind: Option<String>,
    regex: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Metadata {
    healer: Healer,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Healer {
    category: String,
    #[serde(default)]
    anchor: String,
    source: Option<Source>,
    shape: String,
    #[serde(default)]
    holes: Vec<BTreeSet<String>>,
    #[serde(default)]
    reaches: Vec<WrittenReach>,
    after: Option<Vec<String>>,
    #[serde(default)]
    imports: Vec<Imported>,
    #[serde(default)]
    said: Vec<WrittenSaid>,
    #[serde(default)]
    except: Vec<Except>,
    #[serde(default)]
    apart: bool,
    #[serde(default)]
    parts: Vec<WrittenPart<String>>,
    #[serde(default)]
    examples: Vec<WrittenExample>,
    #[serde(default, rename = "record")]
    _record: Option<IgnoredAny>,
}

/// A hole for what stands around the broken code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenReach {
    hole: usize,
    names: BTreeSet<String>,
    declared: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSaid {
    source: String,
    code: Option<String>,
    message: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenExample {
    #[serde(default)]
    file: String,
    #[serde(default)]
    time: i64,
    before: String,
    after: String,
    shape: String,
    tokens: Vec<WrittenToken>,
    #[serde(default)]
    locals: BTreeSet<String>,
    #[serde(default)]
    reached: Vec<(String, String)>,
    #[serde(default)]
    imports: Vec<Imported>,
    #[serde(default)]
    apart: bool,
    #[serde(default)]
    parts: Vec<WrittenPart<WrittenToken>>,
    #[serde(default)]
    heard: Vec<Heard>,
}

/// A change of another place; it says one of `instead`, `before`, `behind`, `imports` and `everywhere`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPart<T> {
    path: Vec<String>,
    #[serde(default = "Option::default")]
    of: Option<T>,
    instead: Option<String>,
    before: Option<String>,
    behind: Option<String>,
    #[serde(default)]
    imports: bool,
    everywhere: Option<String>,
    after: Vec<T>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenToken {
    Joined(String),
    Pair((String, String)),
}

/// The patterns of a file. Their ids are made from what they do, whatever the file says, so that none can take the place of another; their
/// examples belong to no workspace.
pub fn read(text: &str) -> Result<Vec<Pattern>, PatternFileError> {
    let refuse = |line: usize, message: String| PatternFileError { line: line + 1, message };
    if text.len() > LONGEST_FILE {
        return Err(refuse(0, format!("the file is longer than {} MB", LONGEST_FILE >> 20)));
    }
    let mut patterns = Vec::new();
    for (start, document) in documents(text.trim_start_matches('\u{feff}')) {
        if document.len() > LONGEST_DOCUMENT {
            return Err(refuse(start, format!("the fix is longer than {} KB", LONGEST_DOCUMENT >> 10)));
        }
        // The reader of YAML goes down a level of its own with each bracket.
        if document.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count() > LONGEST_DOCUMENT / 8 {
            return Err(refuse(start, "there are too many lists in it".to_owned()));
        }
        let written: Document = serde_saphyr::from_str(&document).map_err(|error| {
            let line = error.location().map_or(0, |location| usize::try_from(location.line()).unwrap_or(1).saturating_sub(1));
            let words = error.to_string();
            refuse(start + line, words.lines().next().unwrap_or("it is no YAML").to_owned())
        })?;
        patterns.push(pattern(written).map_err(|message| refuse(start, message))?);
    }
    Ok(patterns)
}

/// The documents with their first lines, from 0. A line that is `---` separates them; in a block of text it would be indented.
fn documents(text: &str) -> Vec<(usize, String)> {
    let mut documents = vec![(0, String::new())];
    for (number, line) in text.split_inclusive('\n').enumerate() {
        match documents.last_mut() {
            Some((_, document)) if line.trim_end() != "---" => document.push_str(line),
            _ => documents.push((number + 1, String::new())),
        }
    }
    let says_something = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    documents.retain(|(_, document)| document.lines().any(says_something));
    documents
}

fn pattern(written: Document) -> Result<Pattern, String> {
    let healer = written.metadata.healer;
    let language =
        Language::from_id(&written.language).ok_or_else(|| format!("language: `{}` is none of rust, python, javascript and go", written.language))?;
    let mut holes: Vec<Hole> = healer.holes.into_iter().map(|kinds| Hole { kinds, reach: None }).collect();
    for WrittenReach { hole, names, declared } in healer.reaches {
        let described = holes.get_mut(hole).ok_or_else(|| format!("metadata.healer.reaches: there is no hole {hole}"))?;
        described.reach = Some(Reach { names, declared });
    }
    if holes.len() > MOST_HOLES {
        return Err(format!("metadata.healer.holes: there are more than {MOST_HOLES}"));
    }
    let count = holes.len();
    let before = read_shape(&healer.shape).map_err(|message| format!("metadata.healer.shape: {message}"))?;
    check_holes(&before, count).map_err(|message| format!("metadata.healer.shape: {message}"))?;
    let after = match healer.after {
        None => pieces(&written.fix, count),
        Some(texts) => {
            let after = texts
                .iter()
                .map(|text| piece(text, count))
                .collect::<Result<Vec<_>, String>>()
                .map_err(|message| format!("metadata.healer.after: {message}"))?;
            if with_hole_names(&after) != written.fix {
                return Err("fix and metadata.healer.after say different things".to_owned());
            }
            after
        }
    };
    if healer.except.len() > MOST_EXCEPTIONS {
        return Err(format!("metadata.healer.except: there are more than {MOST_EXCEPTIONS}"));
    }
    let said = healer.said.into_iter().map(|written| said(written, count)).collect::<Result<Vec<_>, String>>()?;
    let examples = healer.examples.into_iter().map(example).collect::<Result<Vec<_>, String>>()?;
    let parts = parts(healer.parts, count, |text| piece(&text, count)).map_err(|message| format!("metadata.healer.parts: {message}"))?;
    let repair = Repair { before, after, holes, imports: healer.imports, said, except: healer.except, apart: healer.apart, parts };
    check_written(&repair, &examples)?;
    let id = repair.id(language, &healer.category);
    let source = healer.source.unwrap_or(Source::Imported);
    let pattern = Pattern { id, language, category: healer.category, anchor: healer.anchor, source, repair, examples, negatives: Vec::new() };
    // Who changes the rule means something by it; it is not passed over in silence.
    let expected: Result<WrittenHead, _> = serde_saphyr::from_str(&rule(&pattern));
    if !expected.is_ok_and(|expected| expected.rule == written.rule) {
        return Err("rule and metadata.healer.shape say different things; the shape is what is matched".to_owned());
    }
    Ok(pattern)
}

#[derive(Deserialize)]
struct WrittenHead {
    rule: WrittenRule,
}

/// Whether what is written is what people see of it: signs that turn the direction of the text would show other code, and an import with a line break
/// more of it than its name.
fn check_written(repair: &Repair, examples: &[PatternExample]) -> Result<(), String> {
    let turns = |text: &str| text.contains(|sign| matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    let written = repair.after.iter().chain(repair.parts.iter().flat_map(|part| &part.after));
    let pieces = written.filter_map(|piece| match piece {
        Piece::Text(text) => Some(text),
        Piece::Hole(_) => None,
    });
    let tokens = examples.iter().flat_map(|example| example.after.iter().chain(example.parts.iter().flat_map(|part| &part.after))).map(|token| &token.text);
    if pieces.chain(tokens).any(|text| turns(text)) {
        return Err("fix: it has signs that turn the direction of the text".to_owned());
    }
    let mut imports = repair.imports.iter().chain(examples.iter().flat_map(|example| &example.imports));
    let is_plain = |text: &str| !text.contains(char::is_control) && !turns(text);
    if !imports.all(|import| is_plain(&import.module) && is_plain(&import.local) && import.name.as_deref().is_none_or(is_plain)) {
        return Err("metadata.healer.imports: a name has signs that no name has".to_owned());
    }
    Ok(())
}

/// The changes of other places, of which each says in one way where it is.
fn parts<T, U>(written: Vec<WrittenPart<T>>, holes: usize, read: impl Fn(T) -> Result<U, String>) -> Result<Vec<Part<U>>, String> {
    if written.len() > MOST_PARTS || written.iter().any(|part| part.path.len() > MOST_PARTS) {
        return Err(format!("there are more than {MOST_PARTS}"));
    }
    let part = |part: WrittenPart<T>| {
        let shape = |text: &str| read_shape(text).and_then(|shape| check_holes(&shape, holes).map(|()| shape));
        let at = match (part.instead, part.before, part.behind, part.imports, part.everywhere) {
            (Some(text), None, None, false, None) => PartPlace::Instead(shape(&text)?),
            (None, Some(kind), None, false, None) => PartPlace::Before(kind),
            (None, None, Some(kind), false, None) => PartPlace::Behind(kind),
            (None, None, None, true, None) => PartPlace::Imports,
            (None, None, None, false, Some(text)) => PartPlace::Everywhere(shape(&text)?),
            _ => return Err("one of `instead`, `before`, `behind`, `imports` and `everywhere` is needed".to_owned()),
        };
        let after = part.after.into_iter().map(&read).collect::<Result<Vec<_>, String>>()?;
        Ok(Part { path: part.path, of: part.of.map(&read).transpose()?, at, after })
    };
    written.into_iter().map(part).collect()
}

/// Whether all holes of a tree are there.
fn check_holes(shape: &Shape, count: usize) -> Result<(), String> {
    match shape {
        Shape::Hole(hole) if *hole >= count => Err(format!("its hole {} is not described", hole + 1)),
        Shape::Node(_, children) => children.iter().try_for_each(|child| check_holes(child, count)),
        _ => Ok(()),
    }
}

/// What is not a hole of so many, with the `\` that tells it from one removed.
fn hole_or_text(text: &str, count: usize) -> Result<Result<usize, String>, String> {
    if let Some(plain) = text.strip_prefix('\\') {
        return Ok(Err(plain.to_owned()));
    }
    if !text.starts_with('$') {
        return Ok(Err(text.to_owned()));
    }
    match pieces(text, count).as_slice() {
        [Piece::Hole(hole)] => Ok(Ok(*hole)),
        _ => Err(format!("`{text}` is no hole that is described; a text that begins so has a `\\` before it")),
    }
}

fn piece(text: &str, count: usize) -> Result<Piece, String> {
    Ok(hole_or_text(text, count)?.map_or_else(Piece::Text, Piece::Hole))
}

fn said(written: WrittenSaid, count: usize) -> Result<Said, String> {
    let word = |text: &String| match text.as_str() {
        "*" => Ok(Word::Any),
        _ => Ok::<_, String>(hole_or_text(text, count)?.map_or_else(Word::Text, Word::Hole)),
    };
    let message = written.message.iter().map(word).collect::<Result<Vec<_>, String>>().map_err(|message| format!("metadata.healer.said: {message}"))?;
    Ok(Said { source: written.source, code: written.code, message })
}

fn example(written: WrittenExample) -> Result<PatternExample, String> {
    let before = read_shape(&written.shape).and_then(|shape| check_holes(&shape, 0).map(|()| shape));
    let token = |written: WrittenToken| match written {
        WrittenToken::Joined(joined) => token(&joined),
        WrittenToken::Pair((space, text)) => Token { space, text },
    };
    let parts = parts(written.parts, 0, |written| Ok(token(written))).map_err(|message| format!("metadata.healer.examples: {message}"))?;
    let tokens = written.tokens.into_iter().map(token);
    Ok(PatternExample {
        project: String::new(),
        file: written.file,
        time: written.time,
        before: before.map_err(|message| format!("metadata.healer.examples: {message}"))?,
        before_text: written.before,
        after: tokens.collect(),
        after_text: written.after,
        locals: written.locals,
        reached: written.reached.into_iter().collect(),
        imports: written.imports,
        heard: written.heard,
        apart: written.apart,
        parts,
    })
}
