//! rust-analyzer's parser, with the last trees and their errors remembered: syntax errors and scopes of the same text are asked for one after
//! the other, and the parser would look for its later errors each time anew. A text that differs from a known one inside one item has only that
//! item parsed, as the keystrokes of a long file come one by one.

use super::delimiters;
use crate::syntax::{ParseOptions, SyntaxError as Reported};
use ra_ap_syntax::{AstNode, Edition, SourceFile, SyntaxError, SyntaxKind, SyntaxNode, TextRange, TextSize};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// How many trees each thread keeps of files, and how many of short texts.
const KEPT: usize = 4;

/// Texts up to this size are kept apart, so that the many pieces that are tried for a repair do not drive the file out that they are of.
const SHORT: usize = 8 << 10;

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
    parsed: Parsed,
}

thread_local! {
    static LAST: RefCell<VecDeque<Known>> = const { RefCell::new(VecDeque::new()) };
    static LAST_SHORT: RefCell<VecDeque<Known>> = const { RefCell::new(VecDeque::new()) };
}

/// The tree of a text under the options' edition.
///
/// # Errors
///
/// The errors of its delimiters where they do not balance: what a tree could tell then is not worth having.
pub(super) fn parse(text: &str, options: &ParseOptions) -> Result<Parsed, Vec<Reported>> {
    let edition = edition(options);
    let memory = if text.len() > SHORT { &LAST } else { &LAST_SHORT };
    memory.with_borrow_mut(|last| {
        if let Some(known) = last.iter().find(|known| known.edition == edition && known.text == text) {
            return Ok(known.parsed.clone());
        }
        let edited = last.iter().filter(|known| known.edition == edition).find_map(|known| after_edit(known, text));
        let parsed = match edited {
            Some(parsed) => parsed,
            None => parse_whole(text, edition)?,
        };
        if text.len() <= LONGEST_KEPT {
            last.truncate(KEPT - 1);
            last.push_front(Known { text: text.to_owned(), edition, parsed: parsed.clone() });
        }
        Ok(parsed)
    })
}

fn parse_whole(text: &str, edition: Edition) -> Result<Parsed, Vec<Reported>> {
    let unbalanced = delimiters::errors(text, edition);
    if !unbalanced.is_empty() {
        return Err(unbalanced);
    }
    let parse = SourceFile::parse(text, edition);
    Ok(Parsed { tree: parse.tree(), errors: parse.errors().into() })
}

/// The parse of a text that one edit inside an item makes of a known one. The item is parsed alone, which reads it as it is read in its place
/// as long as it begins and ends there as before.
fn after_edit(known: &Known, text: &str) -> Option<Parsed> {
    let deleted = difference(&known.text, text)?;
    let root = known.parsed.tree.syntax();
    let inside = |range: TextRange, place: TextRange| range.start() < place.start() && place.end() < range.end();
    let item = root.children().find(|child| deleted.end() <= child.text_range().end())?;
    let old = item.text_range();
    // What was wrong outside of the item, or at its border, may have changed how much the parser took to be the item.
    if !inside(old, deleted) || !known.parsed.errors.iter().all(|error| inside(old, error.range())) {
        return None;
    }
    let end = (usize::from(old.end()) + text.len()).checked_sub(known.text.len())?;
    let part = text.get(usize::from(old.start())..end)?;
    if !delimiters::errors(part, known.edition).is_empty() {
        return None;
    }
    let parse = SourceFile::parse(part, known.edition);
    let (alone, errors) = (parse.tree().syntax().clone(), parse.errors());
    let mut elements = alone.children_with_tokens();
    let new = elements.next()?.into_node().filter(|_| elements.next().is_none())?;
    let whole = new.text_range();
    let is_same_kind = new.kind() == item.kind() && last_kind(&new)? == last_kind(&item)? && is_closed(&new);
    if !is_same_kind || !errors.iter().all(|error| inside(whole, error.range())) {
        return None;
    }
    let tree = SourceFile::cast(SyntaxNode::new_root(item.replace_with(new.green().to_owned())))?;
    let moved = |error: SyntaxError| {
        let range = error.range() + old.start();
        error.with_range(range)
    };
    Some(Parsed { tree, errors: errors.into_iter().map(moved).collect() })
}

fn last_kind(item: &SyntaxNode) -> Option<SyntaxKind> {
    item.last_token().map(|token| token.kind())
}

/// Whether an item ends with what nothing can follow.
fn is_closed(item: &SyntaxNode) -> bool {
    matches!(last_kind(item), Some(SyntaxKind::R_CURLY | SyntaxKind::SEMICOLON))
}

/// The one range of the old text that is replaced.
fn difference(old: &str, new: &str) -> Option<TextRange> {
    let mut start = old.bytes().zip(new.bytes()).take_while(|(old, new)| old == new).count();
    while !old.is_char_boundary(start) {
        start -= 1;
    }
    let most = old.len().min(new.len()) - start;
    let mut end = old.bytes().rev().zip(new.bytes().rev()).take(most).take_while(|(old, new)| old == new).count();
    while !old.is_char_boundary(old.len() - end) || !new.is_char_boundary(new.len() - end) {
        end -= 1;
    }
    let size = |offset: usize| TextSize::try_from(offset).ok();
    Some(TextRange::new(size(start)?, size(old.len() - end)?))
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
        for (old, new, start, end) in [("abc", "abXc", 2, 2), ("abc", "ac", 1, 2), ("aaa", "aaaa", 3, 3), ("é", "è", 0, 2), ("x", "x", 1, 1), ("", "ab", 0, 0)]
        {
            assert_eq!(difference(old, new), Some(TextRange::new(start.into(), end.into())), "{old:?} {new:?}");
        }
    }

    /// A program with a stretch of it replaced.
    fn edited(old: &str, place: usize, length: usize, written: &str) -> String {
        let floor = |mut at: usize| {
            while !old.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = floor(place.min(old.len()));
        let end = floor((start + length).min(old.len())).max(start);
        let mut new = old.to_owned();
        new.replace_range(start..end, written);
        new
    }

    fn shown(parsed: &Parsed) -> String {
        format!("{:#?}\n{:?}", parsed.tree.syntax(), parsed.errors)
    }

    #[test]
    fn an_item_is_parsed_alone() {
        let old = "use a::b;\n\n/// Doc.\nfn f() {\n    let x = ;\n}\n\nfn g() {}\n";
        let known = |text: &str| Known { text: text.to_owned(), edition: Edition::Edition2021, parsed: parse_whole(text, Edition::Edition2021).unwrap() };
        let new = old.replace("x = ;", "x = 1;\n    let y = ;");
        let parsed = after_edit(&known(old), &new).expect("the edit is inside an item");
        assert_eq!(shown(&parsed), shown(&known(&new).parsed));
        assert!(!parsed.errors.is_empty());
        for other in [old.replace("fn g", "fn h() {}\nfn g"), old.replace("\n}", "\n} fn k() {}"), old.replace("fn f", "f")] {
            assert!(after_edit(&known(old), &other).is_none(), "{other}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_text_parsed_after_an_edit_has_the_tree_of_the_whole(
            place in any::<u16>(), before in 0..WRITTEN.len(), step in 0_usize..40, length in 0_usize..12, written in 0..WRITTEN.len(),
        ) {
            let edition = Edition::Edition2021;
            let program = include_str!("delimiters.rs");
            let place = usize::from(place) * program.len() / usize::from(u16::MAX);
            let old = edited(program, place, 0, WRITTEN[before]);
            let new = edited(&old, place + step, length, WRITTEN[written]);
            if let Ok(parsed) = parse_whole(&old, edition)
                && let Some(parsed) = after_edit(&Known { text: old, edition, parsed }, &new)
            {
                let whole = parse_whole(&new, edition);
                prop_assert!(whole.is_ok(), "{}", new);
                prop_assert_eq!(shown(&parsed), shown(&whole.unwrap()), "{}", new);
            }
        }
    }
}
