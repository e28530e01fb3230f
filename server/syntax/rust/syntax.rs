//! Rust's judge of syntax: rust-analyzer's parser, told in rustc's words.

use super::{parse, validate};
use crate::base::Span;
use crate::syntax::{ParseOptions, SyntaxError};
use ra_ap_syntax::{AstNode, SyntaxNode, SyntaxToken, TextSize, TokenAtOffset};

/// The syntax errors of a text. Where its delimiters do not balance, only that is reported, as everything else follows from it.
pub fn errors(text: &str, options: &ParseOptions) -> Vec<SyntaxError> {
    // An editor's text may begin with a byte order mark, which rustc passes over and this parser does not know.
    let without_mark = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shift = text.len() - without_mark.len();
    let mut errors = match parse::parse(without_mark, options) {
        Err(unbalanced) => unbalanced,
        Ok(parsed) => {
            let root = parsed.tree.syntax();
            let place = |error: &ra_ap_syntax::SyntaxError| Span::new(error.range().start().into(), error.range().end().into());
            let mut errors = match parsed.errors.is_empty() {
                true => validate::dangling_comments(root, without_mark),
                false => parsed.errors.iter().map(|error| worded(&error.to_string(), place(error), root)).collect(),
            };
            errors.dedup_by_key(|error| error.range.start);
            errors
        }
    };
    for error in &mut errors {
        let shifted = |span: Span| Span::new(span.start + shift, span.end + shift);
        error.range = shifted(error.range);
        error.related = error.related.take().map(|(range, message)| (shifted(range), message));
    }
    errors
}

/// An error of the parser, at a tight range and in words that people know.
fn worded(message: &str, range: Span, root: &SyntaxNode) -> SyntaxError {
    let message = message.strip_prefix("Syntax Error: ").unwrap_or(message);
    let next = next_token(root, range.start);
    let found = next.as_ref().map_or_else(|| "the end of the file".to_owned(), |token| format!("`{}`", first_line(token.text())));
    let expected = message.strip_prefix("expected ").map(|expected| spelled(expected.trim()));
    let message = match expected {
        Some(expected) if range.is_empty() => format!("expected {expected}, found {found}"),
        Some(expected) => format!("expected {expected}"),
        None => message.to_owned(),
    };
    let range = match (&next, range.is_empty()) {
        // The parser reports what is missing at the end of the token before; that is where rustc points to as well.
        (_, true) => range,
        (_, false) => tightened(range, root),
    };
    SyntaxError { range, message, related: None }
}

/// A range of more than one line is cut to its first token.
fn tightened(range: Span, root: &SyntaxNode) -> Span {
    match next_token(root, range.start) {
        Some(token) if usize::from(token.text_range().end()) < range.end && range.len() > 80 => {
            Span::new(token.text_range().start().into(), token.text_range().end().into())
        }
        _ => range,
    }
}

/// The first token at or after an offset that is neither white space nor a comment.
fn next_token(root: &SyntaxNode, offset: usize) -> Option<SyntaxToken> {
    let at = TextSize::try_from(offset).ok().filter(|at| *at <= root.text_range().end())?;
    let mut token = match root.token_at_offset(at) {
        TokenAtOffset::None => None,
        TokenAtOffset::Single(token) => Some(token),
        TokenAtOffset::Between(_, right) => Some(right),
    }?;
    if token.text_range().end() <= at {
        token = token.next_token()?;
    }
    while token.kind().is_trivia() {
        token = token.next_token()?;
    }
    Some(token)
}

fn first_line(text: &str) -> &str {
    let line = text.lines().next().unwrap_or("");
    line.char_indices().nth(30).map_or(line, |(end, _)| line.get(..end).unwrap_or(line))
}

/// The parser's names of tokens and nodes, spelled as they are written.
fn spelled(expected: &str) -> String {
    let words: Vec<String> = expected.split(' ').map(|word| token_text(word.trim_end_matches(',')).map_or_else(|| word.to_owned(), str::to_owned)).collect();
    words.join(" ")
}

/// The text of a token that the parser calls by its kind.
fn token_text(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "SEMICOLON" => "`;`",
        "COMMA" => "`,`",
        "L_PAREN" => "`(`",
        "R_PAREN" => "`)`",
        "L_CURLY" => "`{`",
        "R_CURLY" => "`}`",
        "L_BRACK" => "`[`",
        "R_BRACK" => "`]`",
        "L_ANGLE" => "`<`",
        "R_ANGLE" => "`>`",
        "COLON" => "`:`",
        "COLON2" => "`::`",
        "EQ" => "`=`",
        "FAT_ARROW" => "`=>`",
        "THIN_ARROW" => "`->`",
        "DOT" => "`.`",
        "PIPE" => "`|`",
        "BANG" => "`!`",
        "AMP" => "`&`",
        "STAR" => "`*`",
        "IN_KW" => "`in`",
        "FOR_KW" => "`for`",
        "FN_KW" => "`fn`",
        "ELSE_KW" => "`else`",
        "IDENT" => "identifier",
        "EOF" => "the end of the file",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Option<(String, String)> {
        let error = errors(text, &ParseOptions::default()).into_iter().next()?;
        Some((error.range.of(text).to_owned(), error.message))
    }

    #[test]
    fn correct_texts_have_no_errors() {
        for text in ["", "fn main() {}\n", "\u{feff}fn main() {}\r\n", "#!/usr/bin/env run\nfn main() { let Some(x) = y else { return }; }"] {
            assert_eq!(first(text), None, "{text:?}");
        }
    }

    #[test]
    fn delimiters_are_told_as_rustc_tells_them() {
        let table = [
            ("fn f() { g(1; }\n", "}", "mismatched closing delimiter: `}`"),
            ("fn f() { g(1)); }\n", ")", "mismatched closing delimiter: `)`"),
            ("fn f() {} }\n", "}", "unexpected closing delimiter: `}`"),
            ("fn f() {\n    if x {\n}\n", "}", "this file contains an unclosed delimiter"),
            ("fn f() {\n    /* set up\n    g();\n}\n", "/* set up", "unterminated block comment"),
            ("fn f() {\n    g(\"a);\n}\n", "\"a);", "unterminated double quote string"),
        ];
        for (text, covered, message) in table {
            assert_eq!(first(text), Some((covered.to_owned(), message.to_owned())), "{text:?}");
        }
    }

    #[test]
    fn what_is_missing_is_spelled_as_it_is_written() {
        assert_eq!(first("fn f() { let x = 1 let y = 2; }").map(|(_, message)| message), Some("expected `;`, found `let`".to_owned()));
    }

    #[test]
    fn a_byte_order_mark_moves_no_range() {
        let text = "\u{feff}fn f() {} }";
        assert_eq!(errors(text, &ParseOptions::default()).first().map(|error| error.range.of(text)), Some("}"));
    }
}
