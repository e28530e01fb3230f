//! Unbalanced delimiters, found as rustc's lexer finds them: with a stack of openers over the tokens, before any grammar.

use crate::base::Span;
use crate::syntax::SyntaxError;
use ra_ap_syntax::{SyntaxKind, SyntaxNode, T};

/// The errors of the delimiters of a tree, in order of place.
pub(super) fn errors(root: &SyntaxNode) -> Vec<SyntaxError> {
    let mut open: Vec<(SyntaxKind, Span)> = Vec::new();
    let mut errors = Vec::new();
    let mut last = Span::at(0);
    for token in root.descendants_with_tokens().filter_map(|element| element.into_token()) {
        let kind = token.kind();
        if kind.is_trivia() {
            continue;
        }
        let range = Span::new(token.text_range().start().into(), token.text_range().end().into());
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
                    message: format!("mismatched closing delimiter: `{}`", token.text()),
                    related: Some((unclosed, "unclosed delimiter".to_owned())),
                });
                // A closer that fits an earlier opener closes it; what stands open between was forgotten. Any other is passed over.
                if let Some(at) = open.iter().rposition(|(kind, _)| *kind == opener) {
                    open.truncate(at);
                }
            }
            None => errors.push(SyntaxError { range, message: format!("unexpected closing delimiter: `{}`", token.text()), related: None }),
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

fn is_opener(kind: SyntaxKind) -> bool {
    kind == T!['('] || kind == T!['['] || kind == T!['{']
}

fn opener_of(kind: SyntaxKind) -> Option<SyntaxKind> {
    [(T![')'], T!['(']), (T![']'], T!['[']), (T!['}'], T!['{'])].into_iter().find(|(closer, _)| *closer == kind).map(|(_, opener)| opener)
}
