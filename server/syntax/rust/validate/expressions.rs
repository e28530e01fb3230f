//! Expressions that the grammar allows and the compiler does not.

use super::jumps::is_item;
use super::{Validator, child, elements, parent_kind, token};
use ra_ap_syntax::{NodeOrToken, SyntaxKind, SyntaxNode};

const COMPARISONS: &[&str] = &["==", "!=", "<", ">", "<=", ">="];

impl Validator<'_> {
    /// `_` stands for a value only where a value is thrown away by an assignment.
    pub(super) fn underscore(&mut self, node: &SyntaxNode) {
        let mut inside = node.clone();
        while let Some(outer) = inside.parent() {
            match outer.kind() {
                SyntaxKind::TUPLE_EXPR
                | SyntaxKind::PAREN_EXPR
                | SyntaxKind::ARRAY_EXPR
                | SyntaxKind::RECORD_EXPR
                | SyntaxKind::RECORD_EXPR_FIELD
                | SyntaxKind::RECORD_EXPR_FIELD_LIST
                | SyntaxKind::CALL_EXPR
                | SyntaxKind::ARG_LIST => inside = outer,
                SyntaxKind::BIN_EXPR if outer.children().next().as_ref() == Some(&inside) && token(&outer, SyntaxKind::EQ).is_some() => return,
                // The length of an array, which the compiler may work out.
                SyntaxKind::ARRAY_TYPE | SyntaxKind::CONST_ARG => return,
                _ => break,
            }
        }
        let is_length = parent_kind(node) == Some(SyntaxKind::ARRAY_EXPR);
        if !is_length {
            self.report(node.text_range(), "in expressions, `_` can only be used on the left-hand side of an assignment");
        }
    }

    pub(super) fn binary(&mut self, node: &SyntaxNode) {
        let parts = elements(node);
        let Some(operator) = operator_of(node) else { return };
        let first = parts.first().and_then(|part| part.as_node());
        if COMPARISONS.contains(&operator.as_str()) {
            let inner = first.filter(|left| left.kind() == SyntaxKind::BIN_EXPR).and_then(operator_of);
            if inner.is_some_and(|inner| COMPARISONS.contains(&inner.as_str())) {
                self.report(node.text_range(), "comparison operators cannot be chained");
            }
            return;
        }
        let Some(target) = first.filter(|_| operator.ends_with('=')) else { return };
        let is_value = match target.kind() {
            SyntaxKind::LITERAL | SyntaxKind::METHOD_CALL_EXPR => true,
            SyntaxKind::CALL_EXPR => target.children().next().is_some_and(|callee| {
                let name = callee.text().to_string();
                let last = name.rsplit("::").next().unwrap_or("");
                callee.kind() == SyntaxKind::PATH_EXPR && last.starts_with(|character: char| character.is_lowercase())
            }),
            _ => false,
        };
        if is_value {
            self.report(target.text_range(), "invalid left-hand side of assignment");
        }
    }

    /// `let` stands in conditions only, and no parentheses may be around it.
    pub(super) fn let_expression(&mut self, node: &SyntaxNode) {
        let mut inside = node.clone();
        while let Some(outer) = inside.parent() {
            match outer.kind() {
                SyntaxKind::BIN_EXPR if token(&outer, SyntaxKind::AMP2).is_some() => inside = outer,
                SyntaxKind::IF_EXPR | SyntaxKind::WHILE_EXPR | SyntaxKind::MATCH_GUARD => return,
                _ => break,
            }
        }
        self.report(node.text_range(), "expected expression, found `let` statement");
    }

    pub(super) fn let_statement(&mut self, node: &SyntaxNode) {
        self.bound_twice(node);
        if child(node, SyntaxKind::LET_ELSE).is_none() {
            return;
        }
        let value = node.children().filter(|part| part.kind() == SyntaxKind::BIN_EXPR).last();
        if let Some((value, operator)) = value.and_then(|value| operator_of(&value).map(|operator| (value, operator)))
            && matches!(operator.as_str(), "&&" | "||")
        {
            self.report(value.text_range(), format!("a `{operator}` expression cannot be directly assigned in `let...else`"));
        }
    }

    /// `self` where no method is around.
    pub(super) fn path_expression(&mut self, node: &SyntaxNode) {
        let Some(first) = node.first_token() else { return };
        match first.kind() {
            SyntaxKind::SELF_KW if node.text().len() == first.text_range().len() => {
                let owner = node.ancestors().find(|outer| is_item(outer.kind()) || outer.kind() == SyntaxKind::MODULE);
                let Some(owner) = owner.filter(|owner| owner.kind() == SyntaxKind::FN) else { return };
                let has_self = child(&owner, SyntaxKind::PARAM_LIST).is_some_and(|list| child(&list, SyntaxKind::SELF_PARAM).is_some());
                if !has_self {
                    self.report(first.text_range(), "expected value, found module `self`");
                }
            }
            SyntaxKind::SELF_TYPE_KW => {
                let has_type = |kind| {
                    matches!(kind, SyntaxKind::IMPL | SyntaxKind::TRAIT | SyntaxKind::STRUCT | SyntaxKind::ENUM | SyntaxKind::UNION | SyntaxKind::TYPE_ALIAS)
                };
                if !node.ancestors().any(|outer| has_type(outer.kind())) {
                    self.report(first.text_range(), "cannot find `Self` in this scope");
                }
            }
            _ => {}
        }
    }

    /// The fields of a struct that is built.
    pub(super) fn record_fields(&mut self, node: &SyntaxNode) {
        let mut seen: Vec<String> = Vec::new();
        for field in node.children().filter(|child| child.kind() == SyntaxKind::RECORD_EXPR_FIELD) {
            let name = field.text().to_string();
            let name = name.split(':').next().unwrap_or("").trim().trim_start_matches("r#").to_owned();
            if child(&field, SyntaxKind::ATTR).is_some() {
                continue;
            }
            if seen.contains(&name) {
                self.report(field.text_range(), format!("field `{name}` specified more than once"));
            } else {
                seen.push(name);
            }
        }
    }
}

/// The operator of a binary expression as it is written.
fn operator_of(node: &SyntaxNode) -> Option<String> {
    let operator = node.children_with_tokens().filter_map(NodeOrToken::into_token).find(|token| !token.kind().is_trivia())?;
    Some(operator.text().to_owned())
}
