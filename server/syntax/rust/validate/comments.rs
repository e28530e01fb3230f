//! Documentation comments that document nothing.

use crate::base::Span;
use crate::syntax::SyntaxError;
use ra_ap_syntax::{SyntaxKind, SyntaxNode, TextSize};

/// The outer documentation comments after which there is nothing that could be documented. The text is searched first, as comments are many
/// and such ones are few.
pub fn dangling(root: &SyntaxNode, text: &str) -> Vec<SyntaxError> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("///")).map(|at| from + at) {
        let end = text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| at + end);
        from = end;
        let is_outer = !text.get(at + 3..).is_some_and(|rest| rest.starts_with('/'));
        if !is_outer || !ends_a_block(text.get(end..).unwrap_or("")) {
            continue;
        }
        let Some(token) = TextSize::try_from(at).ok().and_then(|at| root.token_at_offset(at).right_biased()) else { continue };
        let is_comment = token.kind() == SyntaxKind::COMMENT && usize::from(token.text_range().start()) == at;
        if is_comment && !token.parent_ancestors().any(|node| node.kind() == SyntaxKind::TOKEN_TREE) {
            let message = match token.parent().map(|node| node.kind()) {
                Some(SyntaxKind::SOURCE_FILE | SyntaxKind::ITEM_LIST) => "expected item after doc comment",
                _ => "found a documentation comment that doesn't document anything",
            };
            let range = Span::new(token.text_range().start().into(), token.text_range().end().into());
            found.push(SyntaxError { range, message: message.to_owned(), related: None });
        }
    }
    misplaced(root, text, &mut found);
    found
}

/// Inner documentation comments that do not stand first in what they document.
fn misplaced(root: &SyntaxNode, text: &str, found: &mut Vec<SyntaxError>) {
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("//!")).map(|at| from + at) {
        from = at + 3;
        let Some(token) = TextSize::try_from(at).ok().and_then(|at| root.token_at_offset(at).right_biased()) else { continue };
        let is_comment = token.kind() == SyntaxKind::COMMENT && usize::from(token.text_range().start()) == at;
        if !is_comment || token.parent_ancestors().any(|node| node.kind() == SyntaxKind::TOKEN_TREE) {
            continue;
        }
        let mut before = token.prev_token();
        while let Some(trivia) = before.take_if(|before| before.kind().is_trivia()) {
            before = trivia.prev_token();
        }
        let follows_item = before.is_some_and(|before| matches!(before.kind(), SyntaxKind::SEMICOLON | SyntaxKind::R_CURLY));
        let is_file = token.parent().is_some_and(|node| matches!(node.kind(), SyntaxKind::SOURCE_FILE | SyntaxKind::ITEM_LIST | SyntaxKind::STMT_LIST));
        if follows_item && is_file {
            let range = Span::new(token.text_range().start().into(), token.text_range().end().into());
            found.push(SyntaxError { range, message: "expected outer doc comment".to_owned(), related: None });
        }
    }
}

/// Whether nothing but white space and comments stands before the next closing brace or the end.
fn ends_a_block(mut rest: &str) -> bool {
    loop {
        rest = rest.trim_start();
        if rest.starts_with("///") && !rest.starts_with("////") {
            // The last of several lines speaks for all.
            return false;
        }
        if let Some(comment) = rest.strip_prefix("//") {
            rest = comment.split_once('\n').map_or("", |(_, after)| after);
        } else if let Some(after) = rest.strip_prefix("/*").and_then(|comment| comment.split_once("*/")) {
            rest = after.1;
        } else {
            return rest.is_empty() || rest.starts_with('}');
        }
    }
}
