//! Items: what may stand where, with a body or without one.

use super::jumps::is_plain;
use super::{CONST_TRAIT, CONST_TRAIT_ATTRIBUTE, Validator, child, elements, name, parent_kind, token};
use ra_ap_syntax::{NodeOrToken, SyntaxKind, SyntaxNode};

/// The calling conventions that stable compilers know, and the unstable ones of the compiler's list.
const CONVENTIONS: &[&str] = &[
    "Rust",
    "C",
    "C-unwind",
    "cdecl",
    "cdecl-unwind",
    "stdcall",
    "stdcall-unwind",
    "fastcall",
    "fastcall-unwind",
    "vectorcall",
    "vectorcall-unwind",
    "thiscall",
    "thiscall-unwind",
    "aapcs",
    "aapcs-unwind",
    "win64",
    "win64-unwind",
    "sysv64",
    "sysv64-unwind",
    "system",
    "system-unwind",
    "efiapi",
    "rust-intrinsic",
    "rust-call",
    "rust-cold",
    "unadjusted",
    "custom",
    "msp430-interrupt",
    "avr-interrupt",
    "avr-non-blocking-interrupt",
    "riscv-interrupt-m",
    "riscv-interrupt-s",
    "x86-interrupt",
    "ptx-kernel",
    "gpu-kernel",
    "cmse-nonsecure-entry",
    "cmse-nonsecure-call",
    "C-cmse-nonsecure-call",
    "platform-intrinsic",
    "wasm",
    "amdgpu-kernel",
];

/// Where an item stands.
#[derive(Clone, Copy, PartialEq)]
enum Home {
    Free,
    Trait,
    Impl,
    Extern,
}

fn home(node: &SyntaxNode) -> Home {
    match node.parent() {
        Some(list) if list.kind() == SyntaxKind::EXTERN_ITEM_LIST => Home::Extern,
        Some(list) if list.kind() == SyntaxKind::ASSOC_ITEM_LIST => match parent_kind(&list) {
            Some(SyntaxKind::TRAIT) => Home::Trait,
            _ => Home::Impl,
        },
        _ => Home::Free,
    }
}

impl Validator<'_> {
    pub(super) fn function(&mut self, node: &SyntaxNode) {
        let home = home(node);
        let body = child(node, SyntaxKind::BLOCK_EXPR);
        let range = name(node).map_or(node.text_range(), |(_, range)| range);
        let is_const = token(node, SyntaxKind::CONST_KW);
        let is_async = token(node, SyntaxKind::ASYNC_KW);
        if is_const.is_some() && is_async.is_some() {
            self.report(range, "functions cannot be both `const` and `async`");
        }
        match home {
            Home::Free if body.is_none() => self.report(range, "free function without a body"),
            Home::Impl if body.is_none() => self.report(range, "associated function in `impl` without body"),
            Home::Extern => {
                if body.is_some() {
                    self.report(range, "incorrect function inside `extern` block");
                }
                for word in is_const.iter().chain(&is_async) {
                    self.report(word.text_range(), format!("functions in `extern` blocks cannot have `{}` qualifier", word.text()));
                }
            }
            Home::Trait => {
                if let Some(word) = is_const.filter(|_| !self.has_features() && !self.says(CONST_TRAIT) && !self.says(CONST_TRAIT_ATTRIBUTE)) {
                    self.report(word.text_range(), "functions in traits cannot be declared const");
                }
            }
            _ => {}
        }
        if home == Home::Free
            && let Some(word) = token(node, SyntaxKind::DEFAULT_KW)
        {
            self.report(word.text_range(), "`default` is only allowed on items in trait impls");
        }
        if home == Home::Trait {
            self.visibility(node);
        }
        self.empty_body(node, body.as_ref());
        let Some(list) = child(node, SyntaxKind::PARAM_LIST) else { return };
        if let Some(receiver) = child(&list, SyntaxKind::SELF_PARAM).filter(|_| matches!(home, Home::Free | Home::Extern)) {
            self.report(receiver.text_range(), "`self` parameter is only allowed in associated functions");
        }
        self.parameter_patterns(&list, home, body.is_some());
    }

    /// A body in which there is nothing gives `()`.
    fn empty_body(&mut self, node: &SyntaxNode, body: Option<&SyntaxNode>) {
        let statements = body.and_then(|body| child(body, SyntaxKind::STMT_LIST));
        let is_empty = statements.is_some_and(|list| elements(&list).len() == 2);
        let result = child(node, SyntaxKind::RET_TYPE).and_then(|result| result.children().next());
        if let Some(result) = result.filter(|result| is_empty && is_plain(result)) {
            self.report(result.text_range(), format!("mismatched types: expected `{}`, found `()`", result.text()));
        }
    }

    fn parameter_patterns(&mut self, list: &SyntaxNode, home: Home, has_body: bool) {
        let parameters: Vec<SyntaxNode> = list.children().filter(|child| child.kind() == SyntaxKind::PARAM).collect();
        for (place, parameter) in parameters.iter().enumerate() {
            if token(parameter, SyntaxKind::DOT3).is_some() && place + 1 < parameters.len() {
                self.report(parameter.text_range(), "`...` must be the last argument of a C-variadic function");
            }
            let Some(pattern) = parameter.children().find(|part| part.kind() != SyntaxKind::ATTR) else { continue };
            let is_plain = match pattern.kind() {
                SyntaxKind::IDENT_PAT => token(&pattern, SyntaxKind::MUT_KW).is_none() && token(&pattern, SyntaxKind::REF_KW).is_none(),
                SyntaxKind::TUPLE_PAT | SyntaxKind::REF_PAT | SyntaxKind::TUPLE_STRUCT_PAT | SyntaxKind::RECORD_PAT | SyntaxKind::SLICE_PAT => false,
                _ => true,
            };
            if is_plain || has_body {
                continue;
            }
            match home {
                Home::Extern => self.report(pattern.text_range(), "patterns aren't allowed in foreign function declarations"),
                // A lint that can be switched off minds `mut`.
                Home::Trait if pattern.kind() != SyntaxKind::IDENT_PAT => {
                    self.report(pattern.text_range(), "patterns aren't allowed in functions without bodies")
                }
                _ => {}
            }
        }
    }

    /// A constant, static or type alias: whether it has its value where it needs one.
    pub(super) fn value_item(&mut self, node: &SyntaxNode) {
        let home = home(node);
        let has_value = token(node, SyntaxKind::EQ).is_some();
        let (free, associated) = match node.kind() {
            SyntaxKind::CONST => ("free constant item without body", "associated constant in `impl` without body"),
            SyntaxKind::STATIC => ("free static item without body", ""),
            _ => ("free type alias without body", "associated type in `impl` without body"),
        };
        let range = name(node).map_or(node.text_range(), |(_, range)| range);
        match (home, node.kind()) {
            (Home::Free, _) if !has_value => self.report(range, free),
            (Home::Extern, SyntaxKind::CONST) => self.report(range, "extern items cannot be `const`"),
            (Home::Extern, SyntaxKind::STATIC) if has_value => self.report(range, "incorrect `static` inside `extern` block"),
            (Home::Impl | Home::Trait, SyntaxKind::STATIC) => self.report(range, "associated `static` items are not allowed"),
            (Home::Impl, _) if !has_value => self.report(range, associated),
            _ => {}
        }
        if home == Home::Trait {
            self.visibility(node);
        }
    }

    /// An `impl` or `extern` block.
    pub(super) fn block_item(&mut self, node: &SyntaxNode) {
        self.visibility(node);
        if node.kind() != SyntaxKind::IMPL {
            return;
        }
        let Some(word) = token(node, SyntaxKind::UNSAFE_KW) else { return };
        if token(node, SyntaxKind::FOR_KW).is_none() {
            self.report(word.text_range(), "inherent impls cannot be unsafe");
        } else if token(node, SyntaxKind::BANG).is_some() {
            self.report(word.text_range(), "negative impls cannot be unsafe");
        }
    }

    fn visibility(&mut self, node: &SyntaxNode) {
        if let Some(visibility) = child(node, SyntaxKind::VISIBILITY) {
            self.report(visibility.text_range(), "visibility qualifiers are not permitted here");
        }
    }

    pub(super) fn variant(&mut self, node: &SyntaxNode) {
        let lists = node.children().filter(|child| matches!(child.kind(), SyntaxKind::RECORD_FIELD_LIST | SyntaxKind::TUPLE_FIELD_LIST));
        for field in lists.flat_map(|list| list.children().collect::<Vec<_>>()) {
            self.visibility(&field);
        }
    }

    pub(super) fn associated_items(&mut self, node: &SyntaxNode) {
        for item in node.children() {
            let what = match item.kind() {
                SyntaxKind::STRUCT => "struct",
                SyntaxKind::ENUM => "enum",
                SyntaxKind::UNION => "union",
                SyntaxKind::TRAIT => "trait",
                SyntaxKind::IMPL => "implementation",
                SyntaxKind::MODULE => "module",
                SyntaxKind::USE => "`use` import",
                _ => continue,
            };
            self.report(item.text_range(), format!("{what} is not supported in `trait`s or `impl`s"));
        }
        self.same_function_twice(node);
    }

    pub(super) fn import(&mut self, node: &SyntaxNode) {
        let text: String = node.text().to_string();
        if matches!(text.split_whitespace().collect::<Vec<_>>().join(" ").as_str(), "use crate;" | "use self;" | "use super;") {
            self.report(node.text_range(), "imports need to be explicitly named");
        }
    }

    pub(super) fn abi(&mut self, node: &SyntaxNode) {
        let Some(literal) = node.descendants_with_tokens().filter_map(NodeOrToken::into_token).find(|token| token.kind() == SyntaxKind::STRING) else { return };
        let Some(name) = literal.text().strip_prefix('"').and_then(|text| text.strip_suffix('"')) else { return };
        if !CONVENTIONS.contains(&name) {
            self.report(literal.text_range(), format!("invalid ABI: found `{name}`"));
        }
    }
}
