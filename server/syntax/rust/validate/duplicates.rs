//! The same name twice where it can stand once.

use super::{Validator, child, name, token};
use ra_ap_syntax::{SyntaxKind, SyntaxNode};
use std::collections::HashSet;

impl Validator<'_> {
    /// The items of a file, module or block.
    pub(super) fn items(&mut self, node: &SyntaxNode) {
        let mut types: HashSet<String> = HashSet::new();
        let mut values: HashSet<String> = HashSet::new();
        let mut imports: HashSet<String> = HashSet::new();
        for item in node.children() {
            if is_conditional(&item) {
                continue;
            }
            let (is_type, is_value) = match item.kind() {
                SyntaxKind::STRUCT => (true, child(&item, SyntaxKind::RECORD_FIELD_LIST).is_none()),
                SyntaxKind::ENUM | SyntaxKind::UNION | SyntaxKind::TRAIT | SyntaxKind::TYPE_ALIAS | SyntaxKind::MODULE => (true, false),
                SyntaxKind::FN | SyntaxKind::CONST | SyntaxKind::STATIC => (false, true),
                SyntaxKind::USE => {
                    self.same_import(&item, &mut imports);
                    continue;
                }
                _ => continue,
            };
            let Some((text, range)) = name(&item) else { continue };
            let repeats = (is_type && !types.insert(text.clone())) | (is_value && !values.insert(text.clone()));
            if repeats && text != "_" {
                self.report(range, format!("the name `{text}` is defined multiple times"));
            }
        }
    }

    /// An import of just the same path once more.
    fn same_import(&mut self, item: &SyntaxNode, seen: &mut HashSet<String>) {
        let Some(tree) = child(item, SyntaxKind::USE_TREE) else { return };
        let text: String = tree.text().to_string().split_whitespace().collect();
        // Lists and globs may overlap in ways that are allowed.
        if text.ends_with('*') || text.contains('{') || text.ends_with("as_") {
            return;
        }
        let last = text.rsplit("::").next().unwrap_or(&text).to_owned();
        if !seen.insert(text) {
            self.report(tree.text_range(), format!("the name `{last}` is defined multiple times"));
        }
    }

    pub(super) fn fields(&mut self, node: &SyntaxNode) {
        self.same_name(node, SyntaxKind::RECORD_FIELD, |name| format!("field `{name}` is already declared"));
    }

    pub(super) fn variants(&mut self, node: &SyntaxNode) {
        self.same_name(node, SyntaxKind::VARIANT, |name| format!("the name `{name}` is defined multiple times"));
    }

    /// The functions of one `impl` or trait.
    pub(super) fn same_function_twice(&mut self, node: &SyntaxNode) {
        self.same_name(node, SyntaxKind::FN, |name| format!("duplicate definitions with name `{name}`"));
    }

    fn same_name(&mut self, node: &SyntaxNode, kind: SyntaxKind, message: impl Fn(&str) -> String) {
        let mut seen: HashSet<String> = HashSet::new();
        for member in node.children().filter(|child| child.kind() == kind && !is_conditional(child)) {
            if let Some((text, range)) = name(&member)
                && !seen.insert(text.clone())
            {
                self.report(range, message(&text));
            }
        }
    }
}

/// Whether an item has an attribute that may take it away.
fn is_conditional(node: &SyntaxNode) -> bool {
    node.children().take_while(|child| child.kind() == SyntaxKind::ATTR).any(|attribute| {
        let text = attribute.text().to_string();
        text.contains("cfg") || super::silences(&attribute) || token(&attribute, SyntaxKind::BANG).is_some()
    })
}
