//! A file as the rules for Go look at it: its tree, and ways to find in it what a diagnostic is about.

use crate::base::Span;
use crate::fix::{FixContext, lists};
use crate::syntax::Outline;
use crate::syntax::go::ast::{ABSENT, Kind, NodeId, Tree};
use crate::syntax::go::parse;

pub(super) struct View<'a> {
    pub tree: Tree,
    pub text: &'a str,
    pub context: &'a FixContext<'a>,
}

/// A function or function literal around a place.
#[derive(Clone, Copy)]
pub(super) struct Function {
    pub node: NodeId,
    pub results: NodeId,
    pub body: NodeId,
}

impl<'a> View<'a> {
    pub fn new(context: &'a FixContext<'a>) -> View<'a> {
        let text = context.file.text();
        View { tree: parse(text), text, context }
    }

    pub fn text_of(&self, id: NodeId) -> &'a str {
        self.tree.span(id).of(self.text)
    }

    pub fn kind(&self, id: NodeId) -> Kind {
        self.tree.kind(id)
    }

    /// The nodes around an offset, the file first. A node that ends at the offset counts where none begins there.
    pub fn path(&self, offset: usize) -> Vec<NodeId> {
        let mut path = vec![self.tree.root];
        let mut current = self.tree.root;
        loop {
            let children = self.tree.children(current);
            let holds = |id: &&NodeId| {
                let span = self.tree.span(**id);
                **id != ABSENT && span.start <= offset && offset < span.end
            };
            let ends = |id: &&NodeId| **id != ABSENT && self.tree.span(**id).end == offset && self.tree.span(**id).start < offset;
            let Some(next) = children.iter().find(holds).or_else(|| children.iter().find(ends)) else { return path };
            path.push(*next);
            current = *next;
        }
    }

    /// The innermost node of some kinds around an offset.
    pub fn innermost(&self, offset: usize, kinds: &[Kind]) -> Option<NodeId> {
        self.path(offset).into_iter().rev().find(|id| kinds.contains(&self.kind(*id)))
    }

    /// The largest expression that starts at an offset.
    pub fn expression_at(&self, offset: usize) -> Option<NodeId> {
        self.path(offset).into_iter().find(|id| self.tree.span(*id).start == offset && is_expression(self.kind(*id)))
    }

    /// The function around an offset, the innermost one first.
    pub fn function(&self, offset: usize) -> Option<Function> {
        self.path(offset).into_iter().rev().find_map(|id| self.as_function(id))
    }

    pub fn as_function(&self, id: NodeId) -> Option<Function> {
        let child = |at| self.tree.child(id, at);
        match self.kind(id) {
            Kind::Function => Some(Function { node: id, results: child(4), body: child(5) }),
            Kind::FunctionLiteral => {
                let signature = child(0);
                Some(Function { node: id, results: self.tree.child(signature, 2), body: child(1) })
            }
            _ => None,
        }
    }

    /// The types of the results, one for each value.
    pub fn result_types(&self, function: Function) -> Vec<String> {
        self.tree.children(function.results).iter().map(|field| self.text_of(self.tree.child(*field, 1)).to_owned()).collect()
    }

    /// All nodes below one, in no particular order.
    pub fn below(&self, id: NodeId) -> Vec<NodeId> {
        let mut found = Vec::new();
        let mut pending = vec![id];
        while let Some(id) = pending.pop() {
            found.push(id);
            pending.extend_from_slice(self.tree.children(id));
        }
        found
    }

    /// The outlines of the package: the file's own first.
    pub fn outlines(&self) -> Vec<Outline> {
        let file = self.context.file;
        let siblings = self.context.project.siblings(file.path(), file.language());
        let own = file.outline().clone();
        let package = own.package.clone();
        std::iter::once(own).chain(siblings.iter().map(|sibling| sibling.outline().clone()).filter(|outline| outline.package == package)).collect()
    }

    /// The path of the import that binds a name.
    pub fn imported(&self, name: &str) -> Option<String> {
        let outline = self.context.file.outline();
        outline.imports.iter().find(|import| import.names.iter().any(|bound| bound.local == name)).map(|import| import.module.clone())
    }

    /// The whole lines of a range, with their line break.
    pub fn lines_of(&self, span: Span) -> Span {
        let file = self.context.file;
        file.full_lines(file.line_of(span.start), file.line_of(span.end.saturating_sub(1).max(span.start)))
    }

    /// The range to delete where a statement goes: its lines where it has them to itself, else the statement with what separates it.
    pub fn statement_range(&self, span: Span) -> Span {
        let lines = self.lines_of(span);
        let before = Span::new(lines.start, span.start).of(self.text);
        let after = Span::new(span.end, lines.end).of(self.text);
        let comment_only = after.trim().is_empty() || after.trim_start().starts_with("//");
        if before.trim().is_empty() && comment_only {
            return lines;
        }
        let rest = self.text.get(span.end..).unwrap_or("");
        let separator = rest.len() - rest.trim_start_matches([' ', '\t']).strip_prefix(';').map_or(rest, |rest| rest.trim_start_matches(' ')).len();
        Span::new(span.start, span.end + separator)
    }
}

pub(super) fn is_expression(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Name
            | Kind::Literal
            | Kind::Composite
            | Kind::Paren
            | Kind::Selector
            | Kind::Index
            | Kind::Slice
            | Kind::Assertion
            | Kind::Call
            | Kind::Unary
            | Kind::Binary
            | Kind::FunctionLiteral
            | Kind::ArrayType
            | Kind::SliceType
            | Kind::MapType
            | Kind::ChanType
            | Kind::FunctionType
            | Kind::StructType
            | Kind::InterfaceType
    )
}

/// The first line of a message.
pub(super) fn head(message: &str) -> &str {
    message.lines().next().unwrap_or(message).trim()
}

/// The types that a call or return has and wants, as the compiler lists them under its message.
pub(super) fn have_and_want(message: &str) -> Option<(Vec<String>, Vec<String>)> {
    let list = |keyword: &str| {
        let line = message.lines().map(str::trim).find_map(|line| line.strip_prefix(keyword))?;
        Some(split_list(line.trim().strip_prefix('(')?.strip_suffix(')')?))
    };
    Some((list("have")?, list("want")?))
}

/// The parts of a list between its commas, those inside brackets left alone.
pub(super) fn split_list(list: &str) -> Vec<String> {
    lists::split(list, lists::Angles::Operators).0
}
