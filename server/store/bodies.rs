//! How learned fixes are written: what it takes to use one apart from its examples, of which hardly any look-up needs to know.

use super::packing;
use crate::model::{Pattern, PatternExample, Repair, Source, UsablePattern};
use crate::syntax::Language;
use rusqlite::types::Type;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Brackets in a row that a stored pattern may open. What is deeper was not written by healer and could exhaust the stack.
const DEEPEST: usize = 400;

/// What [`UsablePattern`] is read from.
#[derive(Serialize)]
struct Usable<'p> {
    id: &'p str,
    language: Language,
    category: &'p str,
    anchor: &'p str,
    source: Source,
    repair: &'p Repair,
}

#[derive(Serialize)]
struct Examples<'p> {
    examples: &'p [PatternExample],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    negatives: &'p [PatternExample],
}

#[derive(Deserialize)]
struct ReadExamples {
    examples: Vec<PatternExample>,
    #[serde(default)]
    negatives: Vec<PatternExample>,
}

/// A pattern as it is kept; `None` for one that is too deep or too long to be read again.
pub(super) fn pack(pattern: &Pattern) -> rusqlite::Result<Option<Vec<u8>>> {
    let Pattern { id, language, category, anchor, source, repair, examples, negatives } = pattern;
    let usable = written(&Usable { id, language: *language, category, anchor, source: *source, repair })?;
    let examples = written(&Examples { examples, negatives })?;
    let fits = is_shallow(&usable) && is_shallow(&examples);
    Ok(if fits { packing::pack_two(&usable, &examples) } else { None })
}

fn written(value: &impl Serialize) -> rusqlite::Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// A pattern without its examples. Older versions wrote all in one text; then they are passed over.
pub(super) fn unpack_usable(body: &[u8]) -> rusqlite::Result<UsablePattern> {
    let (text, _) = packing::unpack_first(body).ok_or(rusqlite::Error::InvalidQuery)?;
    parse(&text)
}

pub(super) fn unpack(body: &[u8]) -> rusqlite::Result<Pattern> {
    let (text, second) = packing::unpack_first(body).ok_or(rusqlite::Error::InvalidQuery)?;
    let Some(second) = second else { return parse(&text) };
    let UsablePattern { id, language, category, anchor, source, repair } = parse(&text)?;
    let examples = packing::unpack_second(second, &text).ok_or(rusqlite::Error::InvalidQuery)?;
    let ReadExamples { examples, negatives } = parse(&examples)?;
    Ok(Pattern { id, language, category, anchor, source, repair, examples, negatives })
}

fn parse<T: DeserializeOwned>(text: &[u8]) -> rusqlite::Result<T> {
    if !is_shallow(text) {
        return Err(rusqlite::Error::InvalidQuery);
    }
    let mut reader = serde_json::Deserializer::from_slice(text);
    // A tree has three levels of JSON for one of its own, so that the reader's own limit would be met by ordinary ones.
    reader.disable_recursion_limit();
    Deserialize::deserialize(&mut reader).map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Blob, Box::new(error)))
}

/// Whether no more brackets are open at once than may be. Those in texts may count too: the bound is generous.
fn is_shallow(text: &[u8]) -> bool {
    // Few texts have so many at all, and to count them costs a tenth of following them.
    let brackets = text.iter().filter(|byte| matches!(byte, b'[' | b'{')).count();
    brackets <= DEEPEST || deepest(text) <= DEEPEST
}

fn deepest(body: &[u8]) -> usize {
    let (mut open, mut most, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => {
                open += 1;
                most = most.max(open);
            }
            b']' | b'}' if !in_text => open = open.saturating_sub(1),
            _ => {}
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_as_deep_as_their_brackets() {
        for (text, wanted) in [("", 0), ("{\"a\": [1, [2]], \"b\": {}}", 3), ("[\"[[[\\\"[[[\", [1]]", 2), ("]]]][[", 2)] {
            assert_eq!(deepest(text.as_bytes()), wanted, "{text}");
        }
        assert!(is_shallow("[]".repeat(10_000).as_bytes()) && is_shallow("[".repeat(DEEPEST).as_bytes()));
        assert!(!is_shallow("[".repeat(DEEPEST + 1).as_bytes()));
    }
}
