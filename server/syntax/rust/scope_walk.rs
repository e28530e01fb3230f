//! The walk through a file's tree that binds and looks up names.

use super::prelude;
use super::scope_names::{ItemNames, LocalMacros, collect, has_unknown_attribute, module_items};
use crate::base::Span;
use crate::syntax::{Binding, BindingKind, NameProblem, NameProblemKind, ScopeContext};
use ra_ap_syntax::ast::{self, HasName};
use ra_ap_syntax::{AstNode, SyntaxKind, SyntaxNode, TextRange};
use std::collections::HashMap;

/// Trees nested deeper than this are not looked at: the walk recurses.
const DEEPEST: usize = 400;

pub(super) struct Scope {
    pub(super) names: HashMap<String, Option<usize>>,
    open: bool,
    /// Names of outer scopes cannot be seen from here: a module.
    is_module: bool,
    visible: Span,
}

pub(super) struct Walker<'a> {
    pub(super) root: SyntaxNode,
    pub(super) context: &'a ScopeContext<'a>,
    pub(super) macros: LocalMacros,
    pub(super) scopes: Vec<Scope>,
    pub problems: Vec<NameProblem>,
    pub bindings: Vec<Binding>,
    depth: usize,
    pub(super) too_deep: bool,
    /// Where the tree that is walked begins in the file's text, added to its offsets; other than 0 in arguments of macros.
    pub(super) shift: isize,
    /// Above 0 where unknown macros or attributes may change what names mean.
    pub(super) silent: usize,
}

impl<'a> Walker<'a> {
    pub(super) fn new(root: SyntaxNode, text: &str, context: &'a ScopeContext<'a>) -> Walker<'a> {
        let macros = LocalMacros::of(&root, text);
        Walker { root, context, macros, scopes: Vec::new(), problems: Vec::new(), bindings: Vec::new(), depth: 0, too_deep: false, shift: 0, silent: 0 }
    }

    pub(super) fn span(&self, range: TextRange) -> Span {
        let place = |offset: ra_ap_syntax::TextSize| usize::from(offset).saturating_add_signed(self.shift);
        Span::new(place(range.start()), place(range.end()))
    }

    fn push(&mut self, range: TextRange) {
        let visible = self.span(range);
        self.scopes.push(Scope { names: HashMap::new(), open: false, is_module: false, visible });
    }

    fn pop(&mut self) {
        self.scopes.pop();
    }

    fn define(&mut self, name: &str, kind: BindingKind, range: Option<TextRange>, visible: Span) {
        let index = range.map(|range| {
            let binding = Binding { name: name.to_owned(), kind, range: self.span(range), visible, reads: 0 };
            self.bindings.push(binding);
            self.bindings.len() - 1
        });
        if let Some(scope) = self.scopes.last_mut() {
            scope.names.insert(name.to_owned(), index);
        }
    }

    fn define_items(&mut self, items: &ItemNames) {
        let visible = self.scopes.last().map_or(Span::at(0), |scope| scope.visible);
        for (name, kind, range) in &items.names {
            self.define(name, *kind, *range, visible);
        }
        if let Some(scope) = self.scopes.last_mut() {
            scope.open |= items.open;
        }
    }

    fn module(&mut self, node: &SyntaxNode) {
        self.enter_module(node);
        self.children(node);
        self.pop();
    }

    /// Opens the scope of a module's names.
    pub(super) fn enter_module(&mut self, node: &SyntaxNode) -> ItemNames {
        let visible = self.span(node.text_range());
        let items = collect(module_items(node).into_iter(), &self.macros);
        let is_module = !items.from_parent || self.scopes.is_empty();
        // A file that takes all of its parent module's names, which stand in another file.
        let open = items.from_parent && self.scopes.is_empty();
        self.scopes.push(Scope { names: HashMap::new(), open, is_module, visible });
        self.define_items(&items);
        items
    }

    /// Whether a name is bound, or may be; a read is counted.
    pub(super) fn resolve(&mut self, name: &str) -> bool {
        for scope in self.scopes.iter().rev() {
            if let Some(index) = scope.names.get(name) {
                if let Some(binding) = index.and_then(|index| self.bindings.get_mut(index)) {
                    binding.reads += 1;
                }
                return true;
            }
            if scope.open {
                return true;
            }
            if scope.is_module {
                break;
            }
        }
        prelude::NAMES.contains(&name) || self.context.known_names.iter().any(|known| known == name)
    }

    fn report(&mut self, name: &str, range: TextRange, what: &str) {
        if self.silent > 0 {
            return;
        }
        let range = self.span(range);
        let message = format!("cannot find {what} `{name}` in this scope");
        self.problems.push(NameProblem { kind: NameProblemKind::UndefinedName, name: name.to_owned(), range, message, is_error: true });
    }

    fn children(&mut self, node: &SyntaxNode) {
        for child in node.children() {
            self.visit(&child);
        }
    }

    pub(super) fn visit(&mut self, node: &SyntaxNode) {
        if self.depth > DEEPEST {
            self.too_deep = true;
            return;
        }
        self.depth += 1;
        let conditional = is_conditional(node);
        self.silent += usize::from(conditional);
        self.visit_kind(node);
        self.silent -= usize::from(conditional);
        self.depth -= 1;
    }

    fn visit_kind(&mut self, node: &SyntaxNode) {
        match node.kind() {
            SyntaxKind::ATTR | SyntaxKind::USE | SyntaxKind::VISIBILITY | SyntaxKind::EXTERN_CRATE | SyntaxKind::MACRO_RULES | SyntaxKind::MACRO_DEF => {}
            SyntaxKind::MODULE => {
                if let Some(list) = ast::Module::cast(node.clone()).and_then(|module| module.item_list()) {
                    self.module(list.syntax());
                }
            }
            SyntaxKind::FN => self.function(node),
            SyntaxKind::IMPL
            | SyntaxKind::TRAIT
            | SyntaxKind::STRUCT
            | SyntaxKind::ENUM
            | SyntaxKind::UNION
            | SyntaxKind::TYPE_ALIAS
            | SyntaxKind::CONST
            | SyntaxKind::STATIC => {
                let unknown = has_unknown_attribute(node);
                self.silent += usize::from(unknown);
                self.push(node.text_range());
                self.generics(node);
                self.children(node);
                self.pop();
                self.silent -= usize::from(unknown);
            }
            SyntaxKind::FOR_TYPE | SyntaxKind::WHERE_PRED => {
                self.push(node.text_range());
                self.generics(node);
                self.children(node);
                self.pop();
            }
            SyntaxKind::STMT_LIST => self.block(node),
            SyntaxKind::CLOSURE_EXPR => self.closure(node),
            SyntaxKind::MATCH_ARM => {
                self.push(node.text_range());
                for child in node.children() {
                    match ast::Pat::can_cast(child.kind()) {
                        true => self.pattern(&child, BindingKind::Variable),
                        false => self.visit(&child),
                    }
                }
                self.pop();
            }
            SyntaxKind::FOR_EXPR => self.for_loop(node),
            SyntaxKind::IF_EXPR | SyntaxKind::WHILE_EXPR => {
                let parts: Vec<SyntaxNode> = node.children().filter(|child| ast::Expr::can_cast(child.kind())).collect();
                self.push(node.text_range());
                for part in parts.iter().take(2) {
                    self.visit(part);
                }
                self.pop();
                for part in parts.iter().skip(2) {
                    self.visit(part);
                }
            }
            SyntaxKind::LET_EXPR => {
                for child in node.children().filter(|child| !ast::Pat::can_cast(child.kind())) {
                    self.visit(&child);
                }
                if let Some(pattern) = node.children().find(|child| ast::Pat::can_cast(child.kind())) {
                    self.pattern(&pattern, BindingKind::Variable);
                }
            }
            SyntaxKind::MACRO_CALL => self.macro_call(node),
            SyntaxKind::PATH => self.path(node),
            // A function's type names its parameters for the reader only.
            SyntaxKind::FN_PTR_TYPE => {
                for kind in node
                    .descendants()
                    .filter(|inner| inner.kind() == SyntaxKind::PATH_TYPE && inner.parent().is_some_and(|parent| parent.kind() != SyntaxKind::PATH_TYPE))
                {
                    if let Some(path) = kind.children().find(|child| child.kind() == SyntaxKind::PATH) {
                        self.path(&path);
                    }
                }
            }
            _ if ast::Pat::can_cast(node.kind()) => self.pattern(node, BindingKind::Variable),
            _ => self.children(node),
        }
    }

    fn generics(&mut self, node: &SyntaxNode) {
        let visible = self.span(node.text_range());
        let lists = node.children().flat_map(|child| match child.kind() {
            SyntaxKind::GENERIC_PARAM_LIST => vec![child],
            SyntaxKind::FOR_BINDER => child.children().filter(|list| list.kind() == SyntaxKind::GENERIC_PARAM_LIST).collect(),
            _ => Vec::new(),
        });
        for parameter in lists.collect::<Vec<_>>().iter().flat_map(SyntaxNode::children) {
            let name = match parameter.kind() {
                SyntaxKind::TYPE_PARAM => ast::TypeParam::cast(parameter).and_then(|parameter| parameter.name()),
                SyntaxKind::CONST_PARAM => ast::ConstParam::cast(parameter).and_then(|parameter| parameter.name()),
                _ => None,
            };
            if let Some(name) = name {
                self.define(name.text(), BindingKind::Type, Some(name.syntax().text_range()), visible);
            }
        }
    }

    fn function(&mut self, node: &SyntaxNode) {
        let unknown = has_unknown_attribute(node);
        self.silent += usize::from(unknown);
        self.push(node.text_range());
        self.generics(node);
        let has_body = node.children().any(|child| child.kind() == SyntaxKind::BLOCK_EXPR);
        for child in node.children() {
            match child.kind() {
                SyntaxKind::PARAM_LIST if has_body => self.parameters(&child),
                SyntaxKind::PARAM_LIST => {
                    for kind in child
                        .descendants()
                        .filter(|inner| inner.kind() == SyntaxKind::PATH && inner.parent().is_some_and(|parent| parent.kind() == SyntaxKind::PATH_TYPE))
                    {
                        self.path(&kind);
                    }
                }
                _ => self.visit(&child),
            }
        }
        self.pop();
        self.silent -= usize::from(unknown);
    }

    fn parameters(&mut self, list: &SyntaxNode) {
        for parameter in list.children() {
            for child in parameter.children() {
                match ast::Pat::can_cast(child.kind()) {
                    true => self.pattern(&child, BindingKind::Parameter),
                    false => self.visit(&child),
                }
            }
        }
    }

    fn closure(&mut self, node: &SyntaxNode) {
        self.push(node.text_range());
        self.generics(node);
        for child in node.children() {
            match child.kind() {
                SyntaxKind::PARAM_LIST => self.parameters(&child),
                _ => self.visit(&child),
            }
        }
        self.pop();
    }

    fn for_loop(&mut self, node: &SyntaxNode) {
        let parts: Vec<SyntaxNode> = node.children().filter(|child| ast::Expr::can_cast(child.kind())).collect();
        if let Some(iterable) = parts.first() {
            self.visit(iterable);
        }
        self.push(node.text_range());
        if let Some(pattern) = node.children().find(|child| ast::Pat::can_cast(child.kind())) {
            self.pattern(&pattern, BindingKind::Variable);
        }
        for part in parts.iter().skip(1) {
            self.visit(part);
        }
        self.pop();
    }

    fn block(&mut self, node: &SyntaxNode) {
        self.push(node.text_range());
        let mut items = collect(node.children(), &self.macros);
        // `use super::*` in a block means the parent of the module, not what is around the block.
        items.open |= items.from_parent;
        self.define_items(&items);
        for child in node.children() {
            if child.kind() != SyntaxKind::LET_STMT {
                self.visit(&child);
                continue;
            }
            for part in child.children().filter(|part| !ast::Pat::can_cast(part.kind())) {
                self.visit(&part);
            }
            if let Some(pattern) = child.children().find(|part| ast::Pat::can_cast(part.kind())) {
                // What a `let` binds can be seen from its end on.
                let whole = self.scopes.last().map(|scope| scope.visible);
                let after = self.span(child.text_range()).end;
                if let (Some(scope), Some(whole)) = (self.scopes.last_mut(), whole) {
                    scope.visible = Span::new(after, whole.end);
                }
                self.pattern(&pattern, BindingKind::Variable);
                if let (Some(scope), Some(whole)) = (self.scopes.last_mut(), whole) {
                    scope.visible = whole;
                }
            }
        }
        self.pop();
    }

    /// Binds the names of a pattern in the innermost scope.
    fn pattern(&mut self, node: &SyntaxNode, kind: BindingKind) {
        if self.depth > DEEPEST {
            self.too_deep = true;
            return;
        }
        self.depth += 1;
        match node.kind() {
            SyntaxKind::IDENT_PAT => {
                if let Some(pattern) = ast::IdentPat::cast(node.clone()) {
                    self.identifier_pattern(&pattern, kind);
                }
            }
            SyntaxKind::PATH => self.path(node),
            SyntaxKind::MACRO_PAT => self.children(node),
            _ => {
                for child in node.children() {
                    match ast::Pat::can_cast(child.kind()) || matches!(child.kind(), SyntaxKind::RECORD_PAT_FIELD_LIST | SyntaxKind::RECORD_PAT_FIELD) {
                        true => self.pattern(&child, kind),
                        false => self.visit(&child),
                    }
                }
            }
        }
        self.depth -= 1;
    }

    fn identifier_pattern(&mut self, pattern: &ast::IdentPat, kind: BindingKind) {
        if let Some(inner) = pattern.pat() {
            self.pattern(inner.syntax(), kind);
        }
        let Some(name) = pattern.name() else { return };
        let text = name.text().trim_start_matches("r#").to_owned();
        let plain = pattern.pat().is_none() && pattern.ref_token().is_none() && pattern.mut_token().is_none();
        // A capital may be a constant or a variant that is compared with, here or in another file.
        if plain && text.starts_with(char::is_uppercase) {
            self.resolve(&text);
            self.define(&text, kind, None, Span::at(0));
            return;
        }
        let is_constant = plain
            && self
                .scopes
                .iter()
                .rev()
                .find_map(|scope| scope.names.get(&text))
                .is_some_and(|index| index.and_then(|index| self.bindings.get(index)).is_some_and(|binding| binding.kind == BindingKind::Constant));
        if is_constant {
            self.resolve(&text);
            return;
        }
        let Some(visible) = self.scopes.last().map(|scope| scope.visible) else { return };
        // The same name in another alternative of the pattern is the same variable.
        let in_pattern = pattern.syntax().ancestors().take_while(|node| {
            ast::Pat::can_cast(node.kind()) || node.kind() == SyntaxKind::RECORD_PAT_FIELD || node.kind() == SyntaxKind::RECORD_PAT_FIELD_LIST
        });
        let whole = in_pattern.filter(|node| node.kind() == SyntaxKind::OR_PAT).last().map(|node| self.span(node.text_range()));
        let repeats = whole.is_some_and(|whole| self.bindings.iter().any(|binding| binding.name == text && whole.contains(binding.range)));
        let range = name.syntax().text_range();
        self.define(&text, kind, (!repeats).then_some(range), visible);
        if repeats {
            let first = self.bindings.iter().rposition(|binding| binding.name == text);
            if let Some(scope) = self.scopes.last_mut() {
                scope.names.insert(text, first);
            }
        }
    }

    fn path(&mut self, node: &SyntaxNode) {
        let Some(path) = ast::Path::cast(node.clone()) else { return };
        let mut first = path.clone();
        while let Some(qualifier) = first.qualifier() {
            first = qualifier;
        }
        let is_single = path.qualifier().is_none();
        if let Some(segment) = first.segment() {
            let global = segment.coloncolon_token().is_some() && is_global(&segment);
            match segment.name_ref() {
                Some(name) if !global => self.name(&name, is_single, node),
                _ => {}
            }
        }
        // The arguments of all segments are paths of their own.
        for segment in std::iter::successors(Some(path), ast::Path::qualifier).filter_map(|path| path.segment()) {
            for child in segment.syntax().children().filter(|child| child.kind() != SyntaxKind::NAME_REF) {
                self.visit(&child);
            }
        }
    }

    fn name(&mut self, name: &ast::NameRef, is_single: bool, path: &SyntaxNode) {
        let text = name.text().trim_start_matches("r#").to_owned();
        let is_word = text.starts_with(|character: char| character.is_alphabetic() || character == '_');
        if !is_word || matches!(text.as_str(), "self" | "Self" | "super" | "crate") || self.resolve(&text) {
            return;
        }
        let range = name.syntax().text_range();
        let is_type = path.parent().is_some_and(|parent| parent.kind() == SyntaxKind::PATH_TYPE);
        if is_single {
            let called = path.parent().and_then(|parent| parent.parent()).is_some_and(|parent| parent.kind() == SyntaxKind::CALL_EXPR);
            let what = match path.parent().map(|parent| parent.kind()) {
                Some(SyntaxKind::PATH_TYPE) => "type",
                Some(SyntaxKind::RECORD_EXPR | SyntaxKind::RECORD_PAT) => "struct, variant or union type",
                Some(SyntaxKind::TUPLE_STRUCT_PAT) => "tuple struct or tuple variant",
                Some(SyntaxKind::PATH_EXPR) if called => "function",
                Some(SyntaxKind::PATH_EXPR | SyntaxKind::PATH_PAT) => "value",
                Some(SyntaxKind::MACRO_CALL) | None => return,
                _ => return,
            };
            let what = if is_type && is_bound(path) { "trait" } else { what };
            self.report(&text, range, what);
        } else if text.starts_with(char::is_uppercase) {
            self.report(&text, range, "type");
        } else {
            let is_foreign = match self.context.dependencies {
                Some(known) => known.contains(&text),
                None => !prelude::MODULES.contains(&text.as_str()),
            };
            if !is_foreign {
                self.report(&text, range, "module or crate");
            }
        }
    }
}

/// Whether a node is compiled only under some condition, so that no compiler may see it. Tests are compiled by everybody.
pub(super) fn is_conditional(node: &SyntaxNode) -> bool {
    node.children().take_while(|child| child.kind() == SyntaxKind::ATTR).any(|attribute| {
        let text: String = attribute.text().to_string().split_whitespace().collect();
        text.trim_start_matches(['#', '!', '[']).starts_with("cfg(") && !text.contains("cfg(test)")
    })
}

/// Whether a path begins with `::`.
fn is_global(segment: &ast::PathSegment) -> bool {
    segment.syntax().first_token().is_some_and(|token| token.kind() == SyntaxKind::COLON2)
}

/// Whether a path's type is a bound, where only a trait can stand.
fn is_bound(path: &SyntaxNode) -> bool {
    path.parent().and_then(|kind| kind.parent()).is_some_and(|parent| parent.kind() == SyntaxKind::TYPE_BOUND)
}
