//! Lifetimes: whether one that is named is declared, and whether one that is not named can be worked out.

use super::{Validator, child, token};
use ra_ap_syntax::{SyntaxKind, SyntaxNode};

/// Types of the standard library that hold no reference of their own.
const OWNED: &[&str] = &[
    "bool", "char", "str", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize", "f32", "f64", "String", "Vec", "Option",
    "Box", "HashMap", "HashSet", "BTreeMap", "BTreeSet", "PathBuf", "Path", "Rc", "Arc",
];

impl Validator<'_> {
    /// A reference or argument: its lifetime.
    pub(super) fn lifetimes_of(&mut self, node: &SyntaxNode) {
        match child(node, SyntaxKind::LIFETIME) {
            Some(lifetime) => {
                let text = lifetime.text().to_string();
                if text != "'static" && text != "'_" && !is_declared(node, &text) {
                    self.report(lifetime.text_range(), format!("use of undeclared lifetime name `{text}`"));
                }
            }
            None => self.lifetime_of_field(node),
        }
    }

    /// A reference in a struct, an enum or an alias has to name its lifetime.
    fn lifetime_of_field(&mut self, node: &SyntaxNode) {
        let owner = node.ancestors().skip(1).find_map(|outer| match outer.kind() {
            SyntaxKind::RECORD_FIELD | SyntaxKind::TUPLE_FIELD => Some(true),
            SyntaxKind::TYPE_ALIAS => Some(true),
            // Functions work the lifetimes of their own types out, and bodies are none of a signature.
            SyntaxKind::FN_PTR_TYPE
            | SyntaxKind::PARENTHESIZED_ARG_LIST
            | SyntaxKind::RET_TYPE
            | SyntaxKind::FN
            | SyntaxKind::MACRO_TYPE
            | SyntaxKind::CONST_ARG => Some(false),
            kind if kind == SyntaxKind::IMPL || kind == SyntaxKind::CONST || kind == SyntaxKind::STATIC || kind == SyntaxKind::CONST_PARAM => Some(false),
            _ => None,
        });
        // The type of an associated type in an `impl` may use the lifetimes of the trait.
        let in_impl = node.ancestors().any(|outer| outer.kind() == SyntaxKind::ASSOC_ITEM_LIST);
        if owner == Some(true) && !in_impl {
            let range = token(node, SyntaxKind::AMP).map_or(node.text_range(), |amp| amp.text_range());
            self.report(range, "missing lifetime specifier");
        }
    }

    /// A reference that a function returns, where no parameter tells for how long.
    pub(super) fn result_lifetimes(&mut self, node: &SyntaxNode) {
        let Some(function) = node.parent().filter(|owner| owner.kind() == SyntaxKind::FN) else { return };
        let Some(parameters) = child(&function, SyntaxKind::PARAM_LIST) else { return };
        if child(&parameters, SyntaxKind::SELF_PARAM).is_some() {
            return;
        }
        let elided = node.descendants().find(|inner| {
            inner.kind() == SyntaxKind::REF_TYPE
                && child(inner, SyntaxKind::LIFETIME).is_none()
                && !inner.ancestors().take_while(|outer| outer != node).any(|outer| is_callable_type(outer.kind()))
        });
        let Some(elided) = elided else { return };
        let mut sources = 0;
        for inner in parameters.descendants() {
            match inner.kind() {
                SyntaxKind::REF_TYPE => sources += 1,
                // A path may hide a lifetime that is left out; of two references nothing can be worked out all the same.
                SyntaxKind::PATH_TYPE => {
                    let name = inner.text().to_string();
                    let head = name.split(['<', ' ']).next().unwrap_or("").rsplit("::").next().unwrap_or("");
                    if !OWNED.contains(&head) {
                        return;
                    }
                }
                SyntaxKind::LIFETIME | SyntaxKind::IMPL_TRAIT_TYPE | SyntaxKind::DYN_TRAIT_TYPE | SyntaxKind::MACRO_TYPE => return,
                kind if is_callable_type(kind) => return,
                _ => {}
            }
        }
        if sources != 1 {
            let range = token(&elided, SyntaxKind::AMP).map_or(elided.text_range(), |amp| amp.text_range());
            self.report(range, "missing lifetime specifier");
        }
    }
}

fn is_callable_type(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        SyntaxKind::FN_PTR_TYPE | SyntaxKind::PARENTHESIZED_ARG_LIST | SyntaxKind::IMPL_TRAIT_TYPE | SyntaxKind::DYN_TRAIT_TYPE | SyntaxKind::MACRO_TYPE
    )
}

/// Whether something around a node declares a lifetime.
fn is_declared(node: &SyntaxNode, lifetime: &str) -> bool {
    node.ancestors().any(|outer| {
        outer.children().any(|part| {
            let list = match part.kind() {
                SyntaxKind::GENERIC_PARAM_LIST => Some(part),
                SyntaxKind::FOR_BINDER => child(&part, SyntaxKind::GENERIC_PARAM_LIST),
                _ => None,
            };
            list.is_some_and(|list| list.children().any(|parameter| child(&parameter, SyntaxKind::LIFETIME).is_some_and(|own| own.text() == lifetime)))
        })
    })
}
