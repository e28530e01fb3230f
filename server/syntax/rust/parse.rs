//! rust-analyzer's parser, with the last trees and their errors remembered: syntax errors and scopes of the same text are asked for one after
//! the other, and the parser would look for its later errors each time anew. A text that differs from a known one in one small place is parsed
//! there only, as the keystrokes of a long file come one by one.

use crate::syntax::ParseOptions;
use ra_ap_syntax::{Edition, Parse, SourceFile, SyntaxError, TextRange, TextSize};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// How many trees each thread keeps.
const KEPT: usize = 4;

/// Differences of more bytes than this are parsed with the whole text.
const LONGEST_EDIT: usize = 4 << 10;

/// Longer texts are not kept, as comparing and holding them costs more than it saves.
const LONGEST_KEPT: usize = 2 << 20;

/// A tree with its errors, those of the grammar and those that are looked for afterwards.
#[derive(Clone)]
pub(super) struct Parsed {
    pub tree: SourceFile,
    pub errors: Rc<[SyntaxError]>,
}

struct Known {
    text: String,
    edition: Edition,
    parse: Parse<SourceFile>,
    parsed: Parsed,
}

thread_local! {
    static LAST: RefCell<VecDeque<Known>> = const { RefCell::new(VecDeque::new()) };
}

/// The tree of a text under the options' edition.
pub(super) fn parse(text: &str, options: &ParseOptions) -> Parsed {
    let edition = edition(options);
    LAST.with_borrow_mut(|last| {
        if let Some(known) = last.iter().find(|known| known.edition == edition && known.text == text) {
            return known.parsed.clone();
        }
        let edited = last.iter().filter(|known| known.edition == edition).find_map(|known| after_edit(known, text));
        let (parse, parsed) = edited.unwrap_or_else(|| read(SourceFile::parse(text, edition)));
        if text.len() <= LONGEST_KEPT {
            last.truncate(KEPT - 1);
            last.push_front(Known { text: text.to_owned(), edition, parse, parsed: parsed.clone() });
        }
        parsed
    })
}

fn read(parse: Parse<SourceFile>) -> (Parse<SourceFile>, Parsed) {
    let parsed = Parsed { tree: parse.tree(), errors: parse.errors().into() };
    (parse, parsed)
}

/// The parse of a text that one small edit makes of a known one without errors. Only a parse without errors is taken: what the parser says of
/// an error may depend on more than the block around it, so that a text with errors is parsed as a whole.
fn after_edit(known: &Known, text: &str) -> Option<(Parse<SourceFile>, Parsed)> {
    if !known.parsed.errors.is_empty() {
        return None;
    }
    let (deleted, inserted) = difference(&known.text, text)?;
    let (parse, parsed) = read(known.parse.reparse(deleted, inserted, known.edition));
    parsed.errors.is_empty().then_some((parse, parsed))
}

/// The one range of the old text that is replaced, and by what; `None` where that is long.
fn difference<'t>(old: &str, new: &'t str) -> Option<(TextRange, &'t str)> {
    let common = |left: &mut dyn Iterator<Item = (u8, u8)>| left.take_while(|(old, new)| old == new).count();
    let mut start = common(&mut old.bytes().zip(new.bytes()));
    while !old.is_char_boundary(start) {
        start -= 1;
    }
    let most = old.len().min(new.len()) - start;
    let mut end = common(&mut old.bytes().rev().zip(new.bytes().rev()).take(most));
    while !old.is_char_boundary(old.len() - end) || !new.is_char_boundary(new.len() - end) {
        end -= 1;
    }
    let deleted = start..old.len() - end;
    let inserted = new.get(start..new.len() - end)?;
    if deleted.len() + inserted.len() > LONGEST_EDIT {
        return None;
    }
    let size = |offset: usize| TextSize::try_from(offset).ok();
    Some((TextRange::new(size(deleted.start)?, size(deleted.end)?), inserted))
}

pub(super) fn edition(options: &ParseOptions) -> Edition {
    match options.edition {
        Some(2015) => Edition::Edition2015,
        Some(2018) => Edition::Edition2018,
        Some(2024) => Edition::Edition2024,
        _ => Edition::Edition2021,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ra_ap_syntax::AstNode;

    /// What is written in the place of a stretch of a program.
    const WRITTEN: &[&str] = &[
        "",
        "x",
        "é",
        "{",
        "}",
        "{}",
        "(",
        ")",
        ";",
        "\"",
        "'",
        "//",
        "/*",
        "*/",
        "///",
        "#",
        "r#",
        "b",
        "\n",
        " ",
        "=",
        "let y = 1;",
        "union",
        "!",
        "<",
        ">",
    ];

    #[test]
    fn differences_are_one_range() {
        for (old, new, start, end, inserted) in [
            ("abc", "abXc", 2, 2, "X"),
            ("abc", "ac", 1, 2, ""),
            ("aaa", "aaaa", 3, 3, "a"),
            ("é", "è", 0, 2, "è"),
            ("x", "x", 1, 1, ""),
            ("", "ab", 0, 0, "ab"),
        ] {
            assert_eq!(difference(old, new), Some((TextRange::new(start.into(), end.into()), inserted)), "{old:?} {new:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_text_parsed_after_an_edit_has_the_tree_of_the_whole(place in any::<u16>(), length in 0_usize..12, written in 0..WRITTEN.len()) {
            let old = include_str!("delimiters.rs");
            let edition = Edition::Edition2021;
            let floor = |mut at: usize| {
                while !old.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let start = floor(usize::from(place) * old.len() / usize::from(u16::MAX));
            let end = floor((start + length).min(old.len())).max(start);
            let mut new = old.to_owned();
            new.replace_range(start..end, WRITTEN[written]);
            let (parse, parsed) = read(SourceFile::parse(old, edition));
            prop_assert!(parsed.errors.is_empty());
            let known = Known { text: old.to_owned(), edition, parse, parsed };
            if let Some((_, parsed)) = after_edit(&known, &new) {
                let whole = SourceFile::parse(&new, edition);
                prop_assert_eq!(whole.errors().len(), 0, "{}", new);
                prop_assert_eq!(format!("{:#?}", parsed.tree.syntax()), format!("{:#?}", whole.tree().syntax()));
            }
        }
    }
}
