//! The rules of `macro_rules!`.

use super::{Validator, child};
use ra_ap_syntax::{SyntaxElement, SyntaxKind, SyntaxNode, TextRange};

/// What a macro's variable can stand for.
const FRAGMENTS: &[&str] =
    &["block", "expr", "expr_2021", "ident", "item", "lifetime", "literal", "meta", "pat", "pat_param", "path", "stmt", "tt", "ty", "vis"];

/// A part of a macro's rules: a word or sign with its place, or what stands in delimiters.
#[derive(Clone)]
enum Part {
    Token(String, TextRange),
    Tree(SyntaxNode),
}

impl Part {
    fn is(&self, text: &str) -> bool {
        matches!(self, Part::Token(own, _) if own == text)
    }

    fn range(&self) -> TextRange {
        match self {
            Part::Token(_, range) => *range,
            Part::Tree(node) => node.text_range(),
        }
    }

    fn words(&self) -> String {
        match self {
            Part::Token(text, _) => text.clone(),
            Part::Tree(node) => node.text().to_string().chars().take(1).collect(),
        }
    }
}

/// What stands between the delimiters of a token tree; `=>` is one sign.
fn parts(tree: &SyntaxNode) -> Vec<Part> {
    let mut inner: Vec<SyntaxElement> = tree.children_with_tokens().filter(|element| !element.kind().is_trivia()).collect();
    inner.pop();
    let mut parts: Vec<Part> = Vec::new();
    for element in inner.into_iter().skip(1) {
        match element {
            SyntaxElement::Node(node) => parts.push(Part::Tree(node)),
            SyntaxElement::Token(token) => match parts.last_mut() {
                Some(Part::Token(last, range)) if last == "=" && token.text() == ">" && range.end() == token.text_range().start() => {
                    *last = "=>".to_owned();
                    *range = range.cover(token.text_range());
                }
                _ => parts.push(Part::Token(token.text().to_owned(), token.text_range())),
            },
        }
    }
    parts
}

impl Validator<'_> {
    pub(super) fn macro_rules(&mut self, node: &SyntaxNode) {
        let Some(tree) = child(node, SyntaxKind::TOKEN_TREE) else { return };
        let parts = parts(&tree);
        if parts.is_empty() {
            self.report(node.text_range(), "macros must contain at least one rule");
            return;
        }
        let mut rest = parts.as_slice();
        loop {
            // Rules of attribute and derive macros begin with a word.
            let Some((matcher, after)) = rest.split_first() else { return };
            let Part::Tree(left) = matcher else {
                if !["attr", "derive", "unsafe"].iter().any(|word| matcher.is(word)) {
                    self.report(matcher.range(), "invalid macro matcher; matchers must be contained in balanced delimiters");
                }
                return;
            };
            self.matcher(left, &mut Vec::new());
            let Some((arrow, after)) = after.split_first() else {
                self.report(matcher.range(), "macro definition ended unexpectedly");
                return;
            };
            if !arrow.is("=>") {
                self.report(arrow.range(), format!("expected `=>`, found `{}`", arrow.words()));
                return;
            }
            let Some((body, after)) = after.split_first() else {
                self.report(arrow.range(), "macro definition ended unexpectedly");
                return;
            };
            if matches!(body, Part::Token(..)) {
                self.report(body.range(), "macro rhs must be delimited");
                return;
            }
            match after.split_first() {
                None => return,
                Some((separator, after)) if separator.is(";") => rest = after,
                Some((other, _)) => {
                    self.report(other.range(), format!("expected `;`, found `{}`", other.words()));
                    return;
                }
            }
        }
    }

    /// One matcher: its variables say what they stand for, and what follows them can be told from them.
    fn matcher(&mut self, tree: &SyntaxNode, names: &mut Vec<String>) {
        let parts = parts(tree);
        let mut at = 0;
        while let Some(part) = parts.get(at) {
            at += 1;
            if let Part::Tree(inner) = part {
                self.matcher(inner, names);
                continue;
            }
            if !part.is("$") {
                continue;
            }
            let Some(next) = parts.get(at) else { return };
            let name = match next {
                Part::Tree(_) => {
                    self.repetition(&parts, at);
                    continue;
                }
                Part::Token(name, _) if name.starts_with(|character: char| character.is_alphabetic() || character == '_') => name.clone(),
                Part::Token(name, _) if name == ":" => {
                    self.report(next.range(), "expected identifier, found `:`");
                    return;
                }
                // What a macro that makes this one puts in is not known here.
                _ => return,
            };
            if name == "crate" {
                continue;
            }
            let fragment = match (parts.get(at + 1), parts.get(at + 2)) {
                (Some(colon), Some(Part::Token(fragment, range))) if colon.is(":") => (fragment.clone(), *range),
                (Some(colon), Some(_)) if colon.is(":") => return,
                _ => {
                    self.report(part.range().cover(next.range()), "missing fragment specifier");
                    return;
                }
            };
            if fragment.0 == "$" {
                return;
            }
            at += 3;
            let whole = part.range().cover(fragment.1);
            if !FRAGMENTS.contains(&fragment.0.as_str()) {
                self.report(whole, format!("invalid fragment specifier `{}`", fragment.0));
                return;
            }
            if names.contains(&name) {
                self.report(whole, "duplicate matcher binding");
                return;
            }
            names.push(name.clone());
            let is_variable =
                parts.get(at).is_some_and(|follower| follower.is("$")) && matches!(parts.get(at + 1), Some(Part::Token(name, _)) if name != "crate");
            if is_variable && matches!(fragment.0.as_str(), "expr" | "stmt") {
                self.report(whole, format!("`${name}:{0}` is followed by another variable, which is not allowed for `{0}` fragments", fragment.0));
                return;
            }
            if let Some(follower) = parts.get(at).filter(|follower| !may_follow(&fragment.0, follower)) {
                let words = format!("`${name}:{0}` is followed by `{1}`, which is not allowed for `{0}` fragments", fragment.0, follower.words());
                self.report(whole, words);
                return;
            }
        }
    }

    /// What stands behind `$(…)`: an operator, or a separator and an operator.
    fn repetition(&mut self, parts: &[Part], tree: usize) {
        let is_operator = |part: Option<&Part>| part.is_some_and(|part| part.is("*") || part.is("+") || part.is("?"));
        if is_operator(parts.get(tree + 1)) || is_operator(parts.get(tree + 2)) || is_operator(parts.get(tree + 3)) || is_operator(parts.get(tree + 4)) {
            return;
        }
        let range = parts.get(tree + 1).or(parts.get(tree)).map(Part::range);
        if let Some(range) = range {
            self.report(range, "expected one of: `*`, `+`, or `?`");
        }
    }
}

/// Whether a fragment's end can be told from what follows it.
fn may_follow(fragment: &str, follower: &Part) -> bool {
    let allowed: &[&str] = match fragment {
        "expr" | "expr_2021" | "stmt" => &["=", "=>", ",", ";"],
        "ty" | "path" => &["{", "[", "=>", "=", ",", ">", ":", ";", "|", "as", "where", ">>"],
        _ => return true,
    };
    match follower {
        Part::Token(text, _) if text == "$" => true,
        // `=` alone may be the first half of `=>` in some token trees only, so it is not minded.
        Part::Token(text, _) => allowed.contains(&text.as_str()),
        Part::Tree(node) => match node.text().to_string().chars().next() {
            Some(open) => allowed.contains(&open.to_string().as_str()),
            None => true,
        },
    }
}
