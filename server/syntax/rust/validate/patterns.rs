//! Patterns.

use super::{Validator, child, elements, parent_kind};
use ra_ap_syntax::{SyntaxKind, SyntaxNode};

impl Validator<'_> {
    /// `..` stands for the rest once.
    pub(super) fn rests(&mut self, node: &SyntaxNode) {
        let is_rest =
            |part: &SyntaxNode| part.kind() == SyntaxKind::REST_PAT || part.kind() == SyntaxKind::IDENT_PAT && child(part, SyntaxKind::REST_PAT).is_some();
        if let Some(second) = node.children().filter(is_rest).nth(1) {
            let what = match node.kind() {
                SyntaxKind::TUPLE_PAT => "tuple",
                SyntaxKind::SLICE_PAT => "slice",
                _ => "tuple struct",
            };
            self.report(second.text_range(), format!("`..` can only be used once per {what} pattern"));
        }
    }

    /// `..` ends the fields of a struct's pattern, and no field stands there twice.
    pub(super) fn record_pattern(&mut self, node: &SyntaxNode) {
        let parts = elements(node);
        let rest = parts.iter().position(|part| part.kind() == SyntaxKind::REST_PAT);
        if let Some(after) = rest.and_then(|rest| parts.get(rest + 1)).filter(|after| after.kind() == SyntaxKind::COMMA) {
            self.report(after.text_range(), "expected `}`, found `,`");
        }
        let mut seen: Vec<String> = Vec::new();
        for field in node.children().filter(|part| part.kind() == SyntaxKind::RECORD_PAT_FIELD) {
            if child(&field, SyntaxKind::ATTR).is_some() {
                continue;
            }
            let Some(name) = child(&field, SyntaxKind::NAME_REF).map(|name| name.text().to_string()) else { continue };
            if seen.contains(&name) {
                self.report(field.text_range(), format!("field `{name}` bound multiple times in the pattern"));
            }
            seen.push(name);
        }
    }

    /// A pattern that looks like a variable and is a word with a meaning.
    pub(super) fn keyword_pattern(&mut self, node: &SyntaxNode) {
        let text = child(node, SyntaxKind::NAME).map(|name| name.text().to_string()).unwrap_or_default();
        if let Some(word) = text.strip_prefix("r#").filter(|word| matches!(*word, "self" | "Self" | "super" | "crate")) {
            self.report(node.text_range(), format!("`{word}` cannot be a raw identifier"));
        }
    }

    /// The parameters of a function or closure.
    pub(super) fn parameters(&mut self, node: &SyntaxNode) {
        let mut names = Vec::new();
        for parameter in node.children().filter(|part| part.kind() == SyntaxKind::PARAM && child(part, SyntaxKind::ATTR).is_none()) {
            self.collect(&parameter, &mut names, "parameter list");
        }
    }

    /// The names of one pattern of a `let` or of an arm.
    pub(super) fn bound_twice(&mut self, node: &SyntaxNode) {
        let mut names = Vec::new();
        if let Some(pattern) = node.children().find(|part| part.kind() != SyntaxKind::ATTR) {
            self.collect(&pattern, &mut names, "pattern");
        }
    }

    fn collect(&mut self, pattern: &SyntaxNode, names: &mut Vec<String>, what: &str) {
        for inner in pattern.descendants().filter(|inner| inner.kind() == SyntaxKind::IDENT_PAT) {
            let Some(name) = child(&inner, SyntaxKind::NAME).map(|name| name.text().to_string()) else { continue };
            // A capital may be a constant; alternatives bind the same names; a block or macro in a pattern is no part of it.
            // Of fields under conditions, only one may be compiled.
            let is_own = inner.ancestors().skip(1).take_while(|outer| outer != pattern).all(|outer| {
                child(&outer, SyntaxKind::ATTR).is_none()
                    && matches!(
                        outer.kind(),
                        SyntaxKind::TUPLE_PAT
                            | SyntaxKind::TUPLE_STRUCT_PAT
                            | SyntaxKind::SLICE_PAT
                            | SyntaxKind::REF_PAT
                            | SyntaxKind::PAREN_PAT
                            | SyntaxKind::IDENT_PAT
                            | SyntaxKind::RECORD_PAT
                            | SyntaxKind::RECORD_PAT_FIELD
                            | SyntaxKind::RECORD_PAT_FIELD_LIST
                            | SyntaxKind::BOX_PAT
                            | SyntaxKind::DEREF_PAT
                    )
            });
            let is_variable = name.starts_with(|character: char| character.is_lowercase() || character == '_');
            if !is_own || !is_variable || parent_kind(&inner) == Some(SyntaxKind::OR_PAT) || pattern.kind() == SyntaxKind::OR_PAT {
                continue;
            }
            if names.contains(&name) {
                if self.is_constant(&name) {
                    continue;
                }
                let words = if what == "pattern" { "in the same pattern" } else { "in this parameter list" };
                self.report(inner.text_range(), format!("identifier `{name}` is bound more than once {words}"));
            } else {
                names.push(name);
            }
        }
    }

    /// The alternatives of a pattern, which bind the same names.
    pub(super) fn alternatives(&mut self, node: &SyntaxNode) {
        let alternatives: Vec<SyntaxNode> = node.children().collect();
        // A name that stands alone may be a constant.
        if alternatives.iter().any(|alternative| !matches!(alternative.kind(), SyntaxKind::TUPLE_STRUCT_PAT | SyntaxKind::TUPLE_PAT)) {
            return;
        }
        let names = |alternative: &SyntaxNode| -> Option<Vec<(String, SyntaxNode)>> {
            let mut found = Vec::new();
            for inner in alternative.descendants() {
                match inner.kind() {
                    SyntaxKind::OR_PAT | SyntaxKind::MACRO_PAT | SyntaxKind::RECORD_PAT => return None,
                    SyntaxKind::IDENT_PAT => {
                        let name = child(&inner, SyntaxKind::NAME)?.text().to_string();
                        if name.starts_with(char::is_lowercase) {
                            found.push((name, inner));
                        }
                    }
                    _ => {}
                }
            }
            Some(found)
        };
        let Some(bound) = alternatives.iter().map(names).collect::<Option<Vec<_>>>() else { return };
        for own in &bound {
            for (name, place) in own {
                if bound.iter().any(|other| !other.iter().any(|(known, _)| known == name)) && !self.is_constant(name) {
                    self.report(place.text_range(), format!("variable `{name}` is not bound in all patterns"));
                    return;
                }
            }
        }
    }
}
