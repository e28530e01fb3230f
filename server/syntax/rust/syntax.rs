//! Rust's judge of syntax: rust-analyzer's parser.

use crate::base::Span;
use crate::syntax::{ParseOptions, SyntaxError};
use ra_ap_syntax::{Edition, SourceFile};

/// The syntax errors of a text.
pub fn errors(text: &str, options: &ParseOptions) -> Vec<SyntaxError> {
    let edition = match options.edition {
        Some(2015) => Edition::Edition2015,
        Some(2018) => Edition::Edition2018,
        Some(2024) => Edition::Edition2024,
        _ => Edition::Edition2021,
    };
    SourceFile::parse(text, edition)
        .errors()
        .iter()
        .map(|error| SyntaxError { range: Span::new(error.range().start().into(), error.range().end().into()), message: error.to_string(), related: None })
        .collect()
}
