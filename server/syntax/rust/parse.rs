//! rust-analyzer's parser, with the last trees and their errors remembered: syntax errors and scopes of the same text are asked for one after
//! the other, and the parser would look for its later errors each time anew.

use crate::syntax::ParseOptions;
use ra_ap_syntax::{Edition, SourceFile, SyntaxError};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// How many trees each thread keeps.
const KEPT: usize = 4;

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
}

/// The tree of a text under the options' edition.
pub(super) fn parse(text: &str, options: &ParseOptions) -> Parsed {
    let edition = edition(options);
    LAST.with_borrow_mut(|last| {
        if let Some(known) = last.iter().find(|known| known.edition == edition && known.text == text) {
            return known.parsed.clone();
        }
        let parse = SourceFile::parse(text, edition);
        let parsed = Parsed { tree: parse.tree(), errors: parse.errors().into() };
        if text.len() <= LONGEST_KEPT {
            last.truncate(KEPT - 1);
            last.push_front(Known { text: text.to_owned(), edition, parsed: parsed.clone() });
        }
        parsed
    })
}

pub(super) fn edition(options: &ParseOptions) -> Edition {
    match options.edition {
        Some(2015) => Edition::Edition2015,
        Some(2018) => Edition::Edition2018,
        Some(2024) => Edition::Edition2024,
        _ => Edition::Edition2021,
    }
}
