//! Which names the items of a module, a block or a file bring.

use super::prelude;
use crate::syntax::BindingKind;
use ra_ap_syntax::ast::{self, HasAttrs, HasModuleItem, HasName};
use ra_ap_syntax::{AstNode, SyntaxKind, SyntaxNode, TextRange};

/// The names that some items define.
#[derive(Default)]
pub(super) struct ItemNames {
    pub names: Vec<(String, BindingKind, Option<TextRange>)>,
    /// Whether there may be names beyond those: a glob, a macro or an attribute brings what cannot be seen.
    pub open: bool,
    /// Whether everything of the module around comes in (`use super::*`).
    pub from_parent: bool,
}

/// The macros that a file defines by `macro_rules!`, with all identifiers in their bodies; such a macro's call can define no other names than
/// those and the ones it is given.
#[derive(Debug)]
pub(super) struct LocalMacros {
    names: Vec<String>,
    /// The identifiers of all bodies: macros call each other, and are given to each other by name.
    words: Vec<String>,
    /// Whether a body imports, and so may bring anything.
    imports: bool,
}

impl LocalMacros {
    /// The macros of a tree with its text.
    pub(super) fn of(root: &SyntaxNode, text: &str) -> LocalMacros {
        let mut macros = LocalMacros { names: Vec::new(), words: Vec::new(), imports: false };
        if !text.contains("macro_rules") {
            return macros;
        }
        for rules in root.descendants().filter_map(ast::MacroRules::cast) {
            let (Some(name), Some(tree)) = (rules.name(), rules.token_tree()) else { continue };
            macros.names.push(name.text().to_string());
            macros.words.extend(identifiers(tree.syntax()));
            macros.imports |= tree.syntax().descendants_with_tokens().any(|element| element.kind() == SyntaxKind::USE_KW);
        }
        macros
    }

    pub(super) fn defines(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }
}

/// The identifiers of a token tree.
pub(super) fn identifiers(tree: &SyntaxNode) -> Vec<String> {
    let tokens = tree.descendants_with_tokens().filter_map(|element| element.into_token());
    tokens.filter(|token| token.kind() == SyntaxKind::IDENT).map(|token| token.text().trim_start_matches("r#").to_owned()).collect()
}

/// The last name of a macro's path.
pub(super) fn macro_name(call: &ast::MacroCall) -> Option<String> {
    Some(call.path()?.segment()?.name_ref()?.text().to_string())
}

/// Whether an attribute or derive on a node may define names that cannot be seen.
pub(super) fn has_unknown_attribute(node: &SyntaxNode) -> bool {
    node.children().filter(|child| child.kind() == SyntaxKind::ATTR).any(|attribute| is_unknown_attribute(&attribute))
}

/// Whether an attribute is none of the language's own, or derives something that is not, and so may change what stands under it.
pub(super) fn is_unknown_attribute(attribute: &SyntaxNode) -> bool {
    let text = attribute.text().to_string();
    let inner = text.trim_start_matches(['#', '!', '[', ' ']);
    let name: String = inner.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect();
    if name == "derive" || (name == "cfg_attr" && inner.contains("derive")) {
        let list = inner.split("derive").nth(1).unwrap_or("").trim_start_matches(['(', ' ']);
        let list = list.split(')').next().unwrap_or("");
        return list
            .split(',')
            .map(|derive| derive.trim().rsplit("::").next().unwrap_or("").trim())
            .any(|derive| !derive.is_empty() && !prelude::DERIVES.contains(&derive));
    }
    !name.is_empty() && !prelude::ATTRIBUTES.contains(&name.as_str())
}

/// What the items among some nodes define.
pub(super) fn collect(nodes: impl Iterator<Item = SyntaxNode>, macros: &LocalMacros) -> ItemNames {
    let mut found = ItemNames::default();
    for node in nodes {
        add(&node, macros, &mut found);
    }
    found
}

fn add(node: &SyntaxNode, macros: &LocalMacros, found: &mut ItemNames) {
    let Some(item) = ast::Item::cast(node.clone()) else {
        // A macro in the place of a statement is wrapped in an expression.
        if matches!(node.kind(), SyntaxKind::EXPR_STMT | SyntaxKind::MACRO_EXPR) {
            let inner = node.children().find(|child| child.kind() == SyntaxKind::MACRO_EXPR);
            if let Some(call) = inner.as_ref().unwrap_or(node).children().find_map(ast::MacroCall::cast) {
                add_macro(&call, macros, found);
            }
        }
        return;
    };
    if has_unknown_attribute(node) {
        found.open = true;
    }
    let mut named = |name: Option<ast::Name>, kind: BindingKind| {
        if let Some(name) = name {
            found.names.push((name.text().trim_start_matches("r#").to_owned(), kind, Some(name.syntax().text_range())));
        }
    };
    match &item {
        ast::Item::Fn(item) => named(item.name(), BindingKind::Function),
        ast::Item::Struct(item) => named(item.name(), BindingKind::Type),
        ast::Item::Enum(item) => named(item.name(), BindingKind::Type),
        ast::Item::Union(item) => named(item.name(), BindingKind::Type),
        ast::Item::Trait(item) => named(item.name(), BindingKind::Type),
        ast::Item::TypeAlias(item) => named(item.name(), BindingKind::Type),
        ast::Item::Const(item) => named(item.name(), BindingKind::Constant),
        ast::Item::Static(item) => named(item.name(), BindingKind::Constant),
        ast::Item::Module(item) => named(item.name(), BindingKind::Other),
        ast::Item::MacroDef(item) => named(item.name(), BindingKind::Other),
        ast::Item::ExternCrate(item) => {
            let renamed = item.rename().and_then(|rename| rename.name());
            let is_renamed = renamed.is_some();
            named(renamed, BindingKind::Import);
            if let Some(name) = item.name_ref().filter(|_| !is_renamed) {
                found.names.push((name.text().to_string(), BindingKind::Import, None));
            }
            found.open |= item.attrs().any(|attribute| attribute.syntax().text().to_string().contains("macro_use"));
        }
        ast::Item::ExternBlock(block) => {
            for inner in block.extern_item_list().into_iter().flat_map(|list| list.syntax().children().collect::<Vec<_>>()) {
                add(&inner, macros, found);
            }
        }
        ast::Item::Use(item) => {
            if let Some(tree) = item.use_tree() {
                add_use(&tree, None, found);
            }
        }
        ast::Item::MacroCall(call) => add_macro(call, macros, found),
        _ => {}
    }
}

fn add_macro(call: &ast::MacroCall, macros: &LocalMacros, found: &mut ItemNames) {
    let given = call.token_tree().map(|tree| identifiers(tree.syntax())).unwrap_or_default();
    let name = macro_name(call).unwrap_or_default();
    let known = prelude::EXPRESSION_MACROS.contains(&name.as_str()) || prelude::QUIET_MACROS.contains(&name.as_str());
    if macros.defines(&name) {
        found.names.extend(macros.words.iter().chain(&given).map(|name| (name.clone(), BindingKind::Other, None)));
        found.open |= macros.imports || macros.words.iter().any(|word| word == "paste" || word == "concat_idents");
    } else if name == "thread_local" {
        found.names.extend(given.into_iter().map(|name| (name, BindingKind::Other, None)));
    } else {
        found.open |= !known;
    }
}

fn add_use(tree: &ast::UseTree, parent: Option<&str>, found: &mut ItemNames) {
    let own = tree.path().map(|path| path.syntax().text().to_string());
    let last = own.as_deref().map(|path| path.rsplit("::").next().unwrap_or(path).trim().trim_start_matches("r#").to_owned());
    if tree.star_token().is_some() {
        match own.as_deref() {
            Some("super") if parent.is_none() => found.from_parent = true,
            _ => found.open = true,
        }
        return;
    }
    if let Some(list) = tree.use_tree_list() {
        for inner in list.use_trees() {
            add_use(&inner, last.as_deref().or(parent), found);
        }
        return;
    }
    let name = match tree.rename() {
        Some(rename) => rename.name().map(|name| name.text().trim_start_matches("r#").to_owned()),
        None if last.as_deref() == Some("self") => parent.map(str::to_owned),
        None => last,
    };
    if let Some(name) = name {
        let range = match tree.rename().and_then(|rename| rename.name()) {
            Some(name) => Some(name.syntax().text_range()),
            None => tree.path().and_then(|path| Some(path.segment()?.syntax().text_range())),
        };
        found.names.push((name, BindingKind::Import, range));
    }
}

/// The nodes in which a module's items stand.
pub(super) fn module_items(module: &SyntaxNode) -> Vec<SyntaxNode> {
    match (ast::SourceFile::cast(module.clone()), ast::ItemList::cast(module.clone())) {
        (Some(file), _) => file.items().map(|item| item.syntax().clone()).collect(),
        (_, Some(list)) => list.items().map(|item| item.syntax().clone()).collect(),
        _ => Vec::new(),
    }
}
