//! Python's judge of syntax: ruff's parser.

use crate::base::Span;
use crate::syntax::{ParseOptions, SyntaxError};
use ruff_python_parser::{Mode, ParseOptions as RuffOptions, parse_unchecked};

/// The syntax errors of a text.
pub fn errors(text: &str, _options: &ParseOptions) -> Vec<SyntaxError> {
    let parsed = parse_unchecked(text, RuffOptions::from(Mode::Module));
    parsed
        .errors()
        .iter()
        .map(|error| SyntaxError {
            range: Span::new(error.location.start().to_usize(), error.location.end().to_usize()),
            message: error.error.to_string(),
            related: None,
        })
        .collect()
}
