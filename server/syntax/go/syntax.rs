//! Go's judge of syntax.

use crate::base::Span;
use crate::syntax::{Language, ParseOptions, SyntaxError, parse};

/// The syntax errors of a text.
pub fn errors(text: &str, _options: &ParseOptions) -> Vec<SyntaxError> {
    let Some(tree) = parse::parse_fresh(Language::Go, text) else { return Vec::new() };
    parse::descendants(tree.root_node())
        .filter(|node| node.is_error() || node.is_missing())
        .map(|node| SyntaxError { range: Span::new(node.start_byte(), node.end_byte()), message: "syntax error".to_owned(), related: None })
        .collect()
}
