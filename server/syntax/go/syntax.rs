//! Go's judge of syntax: the parser of this folder.

use super::parser::parse;
use crate::syntax::{ParseOptions, SyntaxError};

/// The syntax errors of a text, in the words and at the places of the Go compiler.
pub fn errors(text: &str, _options: &ParseOptions) -> Vec<SyntaxError> {
    parse(text).errors
}
