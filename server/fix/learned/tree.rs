//! Syntax trees as shapes and tokens.

use crate::base::Span;
use crate::model::{Shape, Token};
use crate::syntax::{SourceFile, parse};
use tree_sitter::Node;

/// A shape has at most so many tokens; a change of more is no pattern.
pub const MOST_TOKENS: usize = 80;
/// A token's text in bytes.
const LONGEST_TOKEN: usize = 200;
/// Levels of a shape.
pub const DEEPEST: usize = 60;

/// Whether a node says something to the program: no comment, and not empty.
pub fn counts(node: Node<'_>) -> bool {
    !node.kind().contains("comment") && node.start_byte() < node.end_byte()
}

/// The children of a node that count.
pub fn parts<'t>(node: Node<'t>) -> Vec<Node<'t>> {
    parse::children(node).into_iter().filter(|child| counts(*child)).collect()
}

/// The shape of a node, without holes; `None` where it is too large for a pattern.
pub fn shape(file: &SourceFile, node: Node<'_>) -> Option<Shape> {
    let mut left = MOST_TOKENS;
    shape_within(file, node, DEEPEST, &mut left)
}

fn shape_within(file: &SourceFile, node: Node<'_>, depth: usize, left: &mut usize) -> Option<Shape> {
    let children = parts(node);
    if children.is_empty() {
        *left = left.checked_sub(1)?;
        let text = file.slice(parse::span(node));
        return (text.len() <= LONGEST_TOKEN).then(|| Shape::Leaf(node.kind().to_owned(), text.to_owned()));
    }
    let depth = depth.checked_sub(1)?;
    let children = children.into_iter().map(|child| shape_within(file, child, depth, left)).collect::<Option<Vec<_>>>()?;
    Some(Shape::Node(node.kind().to_owned(), children))
}

/// The places of the tokens that count and meet a window of the file, in order.
pub fn leaves(file: &SourceFile, window: Span) -> Vec<Span> {
    let Some(tree) = file.tree() else { return Vec::new() };
    let mut leaves = Vec::new();
    let mut cursor = tree.root_node().walk();
    loop {
        let node = cursor.node();
        if node.start_byte() >= window.end {
            return leaves;
        }
        let passed_over = node.end_byte() <= window.start || node.kind().contains("comment");
        if passed_over || !cursor.goto_first_child() {
            if !passed_over && counts(node) {
                leaves.push(parse::span(node));
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return leaves;
                }
            }
        }
    }
}

/// The text of a range as tokens, with what stands between them; comments are tokens too. Line breaks are `\n`, followed by the indentation beyond
/// that of the range's first line.
pub fn tokens(file: &SourceFile, range: Span) -> Vec<Token> {
    tokens_with(file, range, file.indentation(file.line_of(range.start)))
}

/// The same, with line breaks followed by the indentation beyond `base`.
pub fn tokens_with(file: &SourceFile, range: Span, base: &str) -> Vec<Token> {
    let Some(tree) = file.tree() else { return Vec::new() };
    let Some(top) = tree.root_node().descendant_for_byte_range(range.start, range.end) else { return Vec::new() };
    let inside =
        |node: &Node<'_>| node.child_count() == 0 && range.start <= node.start_byte() && node.end_byte() <= range.end && node.start_byte() < node.end_byte();
    let mut spans: Vec<Span> = parse::descendants(top).filter(inside).map(parse::span).collect();
    spans.push(Span::at(range.end));
    let mut tokens = Vec::new();
    let (mut at, mut space) = (range.start, String::new());
    for span in spans {
        let gap = file.slice(Span::new(at, span.start.max(at)));
        // What the grammar has no token for, as the text of an element of JSX, is one all the same.
        let written = gap.trim();
        if !written.is_empty() {
            let lead = gap.len() - gap.trim_start().len();
            space += &relative(gap.get(..lead).unwrap_or(""), base);
            tokens.push(Token { space: std::mem::take(&mut space), text: written.to_owned() });
            space = relative(gap.get(lead + written.len()..).unwrap_or(""), base);
        } else {
            space += &relative(gap, base);
        }
        if !span.is_empty() {
            tokens.push(Token { space: std::mem::take(&mut space), text: file.slice(span).to_owned() });
        }
        at = span.end.max(at);
    }
    tokens
}

/// White space with plain line breaks, each followed by the indentation beyond `base`.
pub fn relative(space: &str, base: &str) -> String {
    let Some((first, rest)) = space.split_once('\n') else { return space.to_owned() };
    let mut out = first.trim_end_matches('\r').to_owned();
    for line in rest.split('\n') {
        out.push('\n');
        let line = line.trim_end_matches('\r');
        out.push_str(line.strip_prefix(base).unwrap_or(line));
    }
    out
}

/// The words and signs of a message.
pub fn words(message: &str) -> Vec<&str> {
    let in_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut words = Vec::new();
    let mut rest = message;
    while let Some(first) = rest.chars().next() {
        let length = match in_word(first) {
            true => rest.find(|c: char| !in_word(c)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (word, behind) = rest.split_at(length);
        if !word.trim().is_empty() {
            words.push(word);
        }
        rest = behind;
    }
    words
}

/// Whether a token is a name or a keyword rather than a sign.
pub fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '$')
}

/// Whether a kind of token is what stands between quotes.
pub fn is_text(kind: &str) -> bool {
    matches!(kind, "string_content" | "string_fragment" | "interpreted_string_literal_content" | "raw_string_literal_content")
}

/// Whether a kind of token is a literal's own text.
pub fn is_literal(kind: &str) -> bool {
    matches!(
        kind,
        "integer"
            | "float"
            | "integer_literal"
            | "float_literal"
            | "number"
            | "int_literal"
            | "rune_literal"
            | "char_literal"
            | "string_content"
            | "string_fragment"
            | "interpreted_string_literal_content"
            | "raw_string_literal_content"
    )
}
