//! Unbalanced delimiters, found as rustc's lexer finds them: with a stack of openers over the tokens, before any grammar.

use crate::base::Span;
use crate::syntax::SyntaxError;
use ra_ap_parser::{Edition, LexedStr};
use ra_ap_syntax::{SyntaxKind, T};

/// The errors of the delimiters of a text, in order of place. Needs the tokens only, which cost a tenth of the tree.
pub(super) fn errors(text: &str, edition: Edition) -> Vec<SyntaxError> {
    let lexed = LexedStr::new(edition, text);
    if let Some(unterminated) = unterminated(&lexed) {
        return vec![unterminated];
    }
    let mut open: Vec<(SyntaxKind, Span)> = Vec::new();
    let mut errors = Vec::new();
    let mut last = Span::at(0);
    for at in 0..lexed.len() {
        let kind = lexed.kind(at);
        if kind.is_trivia() {
            continue;
        }
        let range = Span::new(lexed.text_start(at), lexed.text_start(at) + lexed.text_len(at));
        last = range;
        let Some(opener) = opener_of(kind) else {
            if is_opener(kind) {
                open.push((kind, range));
            }
            continue;
        };
        match open.last().copied() {
            Some((kind, _)) if kind == opener => {
                open.pop();
            }
            Some((_, unclosed)) => {
                errors.push(SyntaxError {
                    range,
                    message: format!("mismatched closing delimiter: `{}`", lexed.text(at)),
                    related: Some((unclosed, "unclosed delimiter".to_owned())),
                });
                // A closer that fits an earlier opener closes it; what stands open between was forgotten. Any other is passed over.
                if let Some(at) = open.iter().rposition(|(kind, _)| *kind == opener) {
                    open.truncate(at);
                }
            }
            None => errors.push(SyntaxError { range, message: format!("unexpected closing delimiter: `{}`", lexed.text(at)), related: None }),
        }
    }
    if let Some((_, unclosed)) = open.last() {
        errors.push(SyntaxError {
            range: last,
            message: "this file contains an unclosed delimiter".to_owned(),
            related: Some((*unclosed, "unclosed delimiter".to_owned())),
        });
    }
    errors
}

/// A comment or string that runs to the end of the text. As for rustc, this is the only error then: what it swallowed is not known.
fn unterminated(lexed: &LexedStr<'_>) -> Option<SyntaxError> {
    let last = lexed.len().checked_sub(1)?;
    let message = match lexed.kind(last) {
        SyntaxKind::COMMENT => "unterminated block comment",
        SyntaxKind::STRING => "unterminated double quote string",
        SyntaxKind::BYTE_STRING => "unterminated double quote byte string",
        SyntaxKind::C_STRING => "unterminated C string",
        _ => return None,
    };
    lexed.error(last).filter(|error| error.starts_with("Missing trailing"))?;
    let start = lexed.text_start(last);
    // The first line is enough to see which one it is.
    let length = lexed.text(last).find(['\r', '\n']).unwrap_or(lexed.text_len(last));
    Some(SyntaxError { range: Span::new(start, start + length), message: message.to_owned(), related: None })
}

fn is_opener(kind: SyntaxKind) -> bool {
    kind == T!['('] || kind == T!['['] || kind == T!['{']
}

fn opener_of(kind: SyntaxKind) -> Option<SyntaxKind> {
    [(T![')'], T!['(']), (T![']'], T!['[']), (T!['}'], T!['{'])].into_iter().find(|(closer, _)| *closer == kind).map(|(_, opener)| opener)
}
