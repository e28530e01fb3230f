//! rust-analyzer's parser, with the last trees remembered: syntax errors and scopes of the same text are asked for one after the other.

use crate::syntax::ParseOptions;
use ra_ap_syntax::{Edition, Parse, SourceFile};
use std::cell::RefCell;
use std::collections::VecDeque;

/// How many trees each thread keeps.
const KEPT: usize = 4;

/// Longer texts are not kept, as comparing and holding them costs more than it saves.
const LONGEST_KEPT: usize = 2 << 20;

struct Parsed {
    text: String,
    edition: Edition,
    parse: Parse<SourceFile>,
}

thread_local! {
    static LAST: RefCell<VecDeque<Parsed>> = const { RefCell::new(VecDeque::new()) };
}

/// The tree of a text under the options' edition.
pub(super) fn parse(text: &str, options: &ParseOptions) -> Parse<SourceFile> {
    let edition = edition(options);
    LAST.with_borrow_mut(|last| {
        if let Some(known) = last.iter().find(|known| known.edition == edition && known.text == text) {
            return known.parse.clone();
        }
        let parse = SourceFile::parse(text, edition);
        if text.len() <= LONGEST_KEPT {
            last.truncate(KEPT - 1);
            last.push_front(Parsed { text: text.to_owned(), edition, parse: parse.clone() });
        }
        parse
    })
}

fn edition(options: &ParseOptions) -> Edition {
    match options.edition {
        Some(2015) => Edition::Edition2015,
        Some(2018) => Edition::Edition2018,
        Some(2024) => Edition::Edition2024,
        _ => Edition::Edition2021,
    }
}
