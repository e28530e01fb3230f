//! Generic parameters and arguments, and types that stand for nothing.

use super::{DEFAULTS, Validator, child, name, parent_kind, token};
use ra_ap_syntax::{AstNode, SyntaxKind, SyntaxNode, TextRange};

/// Words of the language that no lifetime can be called; 'static and '_ have a meaning of their own.
const KEYWORDS: &[&str] = &[
    "as", "break", "const", "continue", "crate", "else", "enum", "extern", "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move",
    "mut", "pub", "ref", "return", "self", "Self", "struct", "super", "trait", "true", "type", "unsafe", "use", "where", "while",
];

/// Types that take no arguments in parentheses.
const NOT_CALLABLE: &[&str] = &[
    "bool", "char", "str", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize", "f32", "f64", "String", "Vec", "Option",
    "Result", "Box", "Rc", "Arc",
];

impl Validator<'_> {
    pub(super) fn generic_parameters(&mut self, node: &SyntaxNode) {
        let owner = parent_kind(node);
        let mut after_types = false;
        let mut has_default = false;
        let mut names: Vec<String> = outer_parameters(node);
        for parameter in node.children() {
            let named = match parameter.kind() {
                SyntaxKind::LIFETIME_PARAM => child(&parameter, SyntaxKind::LIFETIME).map(|lifetime| (lifetime.text().to_string(), lifetime.text_range())),
                _ => name(&parameter),
            };
            let Some((text, range)) = named else { continue };
            if parameter.kind() == SyntaxKind::LIFETIME_PARAM {
                self.lifetime_name(&text, range);
                if after_types {
                    self.report(range, "lifetime parameters must be declared prior to type and const parameters");
                }
            } else {
                after_types = true;
                let default = token(&parameter, SyntaxKind::EQ);
                if has_default && default.is_none() {
                    self.report(range, "generic parameters with a default must be trailing");
                }
                has_default |= default.is_some();
                if let Some(default) = default.filter(|_| matches!(owner, Some(SyntaxKind::FN | SyntaxKind::IMPL)))
                    && !self.says(DEFAULTS)
                {
                    self.report(default.text_range(), "defaults for generic parameters are not allowed here");
                }
            }
            let is_conditional = child(&parameter, SyntaxKind::ATTR).is_some();
            if names.contains(&text) && !is_conditional && text != "'_" {
                self.report(range, format!("the name `{text}` is already used for a generic parameter in this item's generic parameters"));
            } else if !is_conditional {
                names.push(text);
            }
        }
    }

    fn lifetime_name(&mut self, text: &str, range: TextRange) {
        let word = text.trim_start_matches('\'');
        if word == "static" {
            self.report(range, "invalid lifetime parameter name: `'static`");
        } else if word == "_" {
            self.report(range, "`'_` cannot be used here");
        } else if KEYWORDS.contains(&word) {
            self.report(range, "lifetimes cannot use keyword names");
        }
    }

    pub(super) fn generic_arguments(&mut self, node: &SyntaxNode) {
        let mut constrained = false;
        for argument in node.children() {
            match argument.kind() {
                SyntaxKind::ASSOC_TYPE_ARG => constrained = true,
                SyntaxKind::TYPE_ARG | SyntaxKind::LIFETIME_ARG | SyntaxKind::CONST_ARG if constrained => {
                    self.report(argument.text_range(), "generic arguments must come before the first constraint");
                    return;
                }
                _ => {}
            }
        }
    }

    /// `_` as a type in the signature of an item.
    pub(super) fn placeholder_type(&mut self, node: &SyntaxNode) {
        let place = node.ancestors().skip(1).find_map(|outer| match outer.kind() {
            SyntaxKind::BLOCK_EXPR | SyntaxKind::CLOSURE_EXPR | SyntaxKind::LET_STMT | SyntaxKind::MACRO_TYPE | SyntaxKind::CONST_ARG => Some(None),
            kind if ra_ap_syntax::ast::Expr::can_cast(kind) => Some(None),
            SyntaxKind::FN => Some(Some("functions")),
            SyntaxKind::CONST => Some(Some("constants")),
            SyntaxKind::STATIC => Some(Some("static variables")),
            SyntaxKind::STRUCT => Some(Some("structs")),
            SyntaxKind::ENUM => Some(Some("enums")),
            SyntaxKind::TYPE_ALIAS => Some(Some("type aliases")),
            _ => None,
        });
        let is_length = matches!(parent_kind(node), Some(SyntaxKind::ARRAY_TYPE));
        if let Some(Some(what)) = place
            && !is_length
        {
            self.report(node.text_range(), format!("the placeholder `_` is not allowed within types on item signatures for {what}"));
        }
    }

    /// `Type(…)` is for the traits of functions.
    pub(super) fn parenthesized_arguments(&mut self, node: &SyntaxNode) {
        let Some(segment) = node.parent() else { return };
        let text = child(&segment, SyntaxKind::NAME_REF).map(|name| name.text().to_string()).unwrap_or_default();
        if NOT_CALLABLE.contains(&text.as_str()) {
            self.report(segment.text_range(), "parenthesized type parameters may only be used with a `Fn` trait");
        }
    }
}

/// The parameters of the trait or `impl` around a method, which it cannot have again.
fn outer_parameters(list: &SyntaxNode) -> Vec<String> {
    let method = list.parent().filter(|owner| owner.kind() == SyntaxKind::FN);
    let items = method.and_then(|method| method.parent()).filter(|items| items.kind() == SyntaxKind::ASSOC_ITEM_LIST);
    let outer = items.and_then(|items| items.parent()).and_then(|owner| child(&owner, SyntaxKind::GENERIC_PARAM_LIST));
    let Some(outer) = outer else { return Vec::new() };
    let texts = outer.children().filter_map(|parameter| match parameter.kind() {
        SyntaxKind::LIFETIME_PARAM => child(&parameter, SyntaxKind::LIFETIME).map(|lifetime| lifetime.text().to_string()),
        _ => name(&parameter).map(|(text, _)| text),
    });
    texts.collect()
}
