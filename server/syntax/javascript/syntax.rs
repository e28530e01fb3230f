//! JavaScript's judge of syntax: oxc's parser and semantic checks.

use crate::base::Span;
use crate::syntax::{ParseOptions, SyntaxError};
use oxc_allocator::Allocator;
use oxc_parser::Parser;
use oxc_span::SourceType;

/// The syntax errors of a text.
pub fn errors(text: &str, options: &ParseOptions) -> Vec<SyntaxError> {
    let source_type = match options.module {
        Some(true) => SourceType::mjs(),
        Some(false) => SourceType::cjs(),
        None => SourceType::unambiguous(),
    };
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, source_type.with_jsx(true)).parse();
    parsed
        .diagnostics
        .iter()
        .map(|error| {
            let label = error.labels.first();
            let range = label.map_or(Span::at(text.len()), |label| Span::new(label.offset() as usize, (label.offset() + label.len()) as usize));
            SyntaxError { range, message: error.message.to_string(), related: None }
        })
        .collect()
}
