//! Names in the arguments of macros.

use super::prelude;
use super::scope_names::{identifiers, macro_name};
use super::scope_walk::Walker;
use ra_ap_syntax::{AstNode, AstToken, Edition, SourceFile, SyntaxKind, SyntaxNode, ast};

impl Walker<'_> {
    /// A macro's arguments: expressions where the macro is known to take them, else just words that may be anything.
    pub(super) fn macro_call(&mut self, node: &SyntaxNode) {
        let Some(call) = ast::MacroCall::cast(node.clone()) else { return };
        let (Some(name), Some(tree)) = (macro_name(&call), call.token_tree()) else { return };
        let known = prelude::EXPRESSION_MACROS.contains(&name.as_str()) && !self.macros.defines(&name) && self.shift == 0;
        if known && self.arguments(&tree) {
            return;
        }
        for word in identifiers(tree.syntax()).into_iter().chain(captured(tree.syntax())) {
            self.resolve(&word);
            if !prelude::QUIET_MACROS.contains(&name.as_str())
                && let Some(scope) = self.scopes.last_mut()
            {
                scope.names.entry(word).or_insert(None);
            }
        }
    }

    /// Looks up the names in a known macro's arguments; false where they do not read as expressions.
    fn arguments(&mut self, tree: &ast::TokenTree) -> bool {
        let text = tree.syntax().text().to_string();
        let Some(inner) = text.get(1..text.len().saturating_sub(1)) else { return true };
        const BEFORE: &str = "fn f(){[";
        let parsed = SourceFile::parse(&format!("{BEFORE}{inner}];}}"), Edition::LATEST);
        if !parsed.errors().is_empty() {
            return false;
        }
        for word in captured(tree.syntax()) {
            self.resolve(&word);
        }
        let root = parsed.tree().syntax().clone();
        let Some(array) = root.descendants().find(|node| node.kind() == SyntaxKind::ARRAY_EXPR) else { return true };
        let before = self.shift;
        self.shift = usize::from(tree.syntax().text_range().start()) as isize + 1 - BEFORE.len() as isize;
        for argument in array.children() {
            // `name = value` names an argument of the format string.
            let named = ast::BinExpr::cast(argument.clone()).filter(|binary| binary.op_token().is_some_and(|token| token.text() == "="));
            match named.and_then(|binary| binary.rhs()) {
                Some(value) => self.visit(value.syntax()),
                None => self.visit(&argument),
            }
        }
        self.shift = before;
        true
    }
}

/// The names that string literals in a token tree capture: `{name}`, `{name:?}`, `{:width$}`.
fn captured(tree: &SyntaxNode) -> Vec<String> {
    let strings = tree.descendants_with_tokens().filter_map(|element| element.into_token()).filter_map(ast::String::cast);
    let mut words = Vec::new();
    for string in strings {
        for part in string.text().split('{').skip(1) {
            let inside = part.split('}').next().unwrap_or("");
            for piece in inside.split([':', '$', '.', '#', '<', '>', '^', '+', '-', '0', '?', '*']) {
                if piece.starts_with(|character: char| character.is_alphabetic() || character == '_') {
                    words.push(piece.trim().to_owned());
                }
            }
            // A name with digits is cut at a zero above, so the whole is taken as well.
            words.extend(inside.split(':').next().map(|name| name.trim().to_owned()));
            words.extend(
                inside
                    .split(':')
                    .nth(1)
                    .and_then(|spec| spec.split('$').next())
                    .map(|name| name.trim_start_matches(|c: char| !c.is_alphabetic() && c != '_').to_owned()),
            );
        }
    }
    words
}
