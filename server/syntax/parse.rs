//! Tree-sitter parsing. Trees serve to make patches; whether a text is correct is judged by the language's own parser.

use super::Language;
use crate::base::Span;
use std::cell::RefCell;
use tree_sitter::{Node, Parser, Tree};

thread_local! {
    /// One parser a thread and language: making one costs more than parsing a small file.
    static PARSERS: RefCell<Vec<(Language, Parser)>> = const { RefCell::new(Vec::new()) };
}

/// Parses a text from nothing. `None` where the parser gave up.
pub fn parse_fresh(language: Language, text: &str) -> Option<Tree> {
    parse_again(language, text, None)
}

/// Parses a text with the help of an older tree to which the edits since were made known.
pub fn parse_again(language: Language, text: &str, old: Option<&Tree>) -> Option<Tree> {
    PARSERS.with_borrow_mut(|parsers| {
        let at = match parsers.iter().position(|(known, _)| *known == language) {
            Some(at) => at,
            None => {
                let mut parser = Parser::new();
                parser.set_language(&language.grammar()).ok()?;
                parsers.push((language, parser));
                parsers.len() - 1
            }
        };
        let (_, parser) = parsers.get_mut(at)?;
        parser.parse(text, old)
    })
}

/// The bytes of a node.
pub fn span(node: Node<'_>) -> Span {
    Span::new(node.start_byte(), node.end_byte())
}

/// A node's nearest ancestor (or itself) of one of some kinds.
pub fn ancestor<'t>(node: Node<'t>, kinds: &[&str]) -> Option<Node<'t>> {
    let mut current = Some(node);
    while let Some(node) = current {
        if kinds.contains(&node.kind()) {
            return Some(node);
        }
        current = node.parent();
    }
    None
}

/// The children of a node, as a vector, so that callers need no cursor.
pub fn children<'t>(node: Node<'t>) -> Vec<Node<'t>> {
    let mut cursor = node.walk();
    node.children(&mut cursor).collect()
}

/// The named children of a node.
pub fn named_children<'t>(node: Node<'t>) -> Vec<Node<'t>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).collect()
}

/// All nodes of a subtree, each before its children. A walk with a cursor, so deep trees cannot overflow the stack.
pub fn descendants<'t>(node: Node<'t>) -> impl Iterator<Item = Node<'t>> {
    let mut cursor = node.walk();
    let mut done = false;
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        let current = cursor.node();
        if !cursor.goto_first_child() {
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    done = true;
                    break;
                }
            }
        }
        Some(current)
    })
}
