//! The syntax tree of a Go file: nodes in one vector, addressed by number, so that it is quick to build and to drop however deep it is.

use super::token::{LiteralKind, Operator, Token};
use crate::base::Span;
use crate::syntax::SyntaxError;

/// The number of a node in its [`Tree`]. The first one stands for what is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(super) u32);

/// What is left out: the type of `x := 1`, the label of a plain `break`.
pub const ABSENT: NodeId = NodeId(0);

/// What a node is. The comments give its children; those marked with `?` may be [`ABSENT`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Absent,
    /// Stands where the text has an error.
    Bad,
    /// Package name, then [`Kind::Declaration`]s and [`Kind::Function`]s.
    File,
    /// Specifications; the token says which keyword, `flag` whether they stand in parentheses.
    Declaration,
    /// Local name? (a name or [`Kind::Dot`]), path?.
    ImportSpec,
    /// Names (a [`Kind::List`]), type?, values? (a list).
    ConstSpec,
    /// Names (a list), type?, values? (a list).
    VarSpec,
    /// Name, type parameters?, type; `flag` for an alias.
    TypeSpec,
    /// Receiver? ([`Kind::Parameters`]), name, type parameters?, parameters, results?, body?.
    Function,
    /// [`Kind::Field`]s.
    Parameters,
    /// Name?, type.
    Field,
    /// Names? (a list; absent for an embedded type), type, tag?.
    StructField,
    /// Name, function type.
    Method,
    /// Type or union of types.
    Embedded,
    Dot,
    Name,
    Literal,
    /// Type?, elements; `place` is the opening brace.
    Composite,
    /// Key, value.
    KeyValue,
    /// Expression.
    Paren,
    /// Operand, name.
    Selector,
    /// Operand, index (an expression, type or list).
    Index,
    /// Operand, low?, high?, most?; `flag` for three indices.
    Slice,
    /// Operand, type.
    Assertion,
    /// Operand, name? of a type switch.
    TypeGuard,
    /// Callee, arguments; `flag` where the last one is spread by `...`.
    Call,
    /// Operand.
    Unary,
    /// Left, right.
    Binary,
    /// Function type, body.
    FunctionLiteral,
    /// Length? (absent for `...`), element.
    ArrayType,
    /// Element.
    SliceType,
    /// Key, value.
    MapType,
    /// Element; the token says [`Token::Arrow`] for receiving ones, [`Token::Chan`] for sending ones.
    ChanType,
    /// Element of a variadic parameter.
    VariadicType,
    /// Type parameters?, parameters, results?.
    FunctionType,
    /// [`Kind::StructField`]s.
    StructType,
    /// [`Kind::Method`]s and [`Kind::Embedded`]s.
    InterfaceType,
    List,
    /// Statements.
    Block,
    Empty,
    /// Expression.
    ExpressionStatement,
    /// Channel, value.
    Send,
    /// Operand.
    IncrementStatement,
    /// Left, right; the token is `=`, `:=` or [`Token::AssignOperator`].
    Assignment,
    /// Left?, operand; `flag` where it defines.
    RangeClause,
    /// Initializer?, condition?, block, else?.
    If,
    /// Initializer? or range clause, condition?, post?, block.
    For,
    /// Initializer?, tag?, [`Kind::Case`]s.
    Switch,
    /// Expressions? (a list; absent for `default`), block.
    Case,
    /// [`Kind::Communication`]s.
    Select,
    /// Statement? (absent for `default`), block.
    Communication,
    /// Name, statement.
    Labeled,
    /// Label?; the token says which.
    Branch,
    /// Call; the token says `go` or `defer`.
    CallStatement,
    /// Values? (a list).
    Return,
}

#[derive(Clone, Copy, Debug)]
pub struct Node {
    pub kind: Kind,
    pub token: Token,
    pub operator: Operator,
    pub literal: LiteralKind,
    pub flag: bool,
    start: u32,
    end: u32,
    /// Where the operator, the dot, the bracket stands.
    place: u32,
    first_child: u32,
    child_count: u32,
}

/// A parsed file with the errors that were met.
#[derive(Clone, Debug)]
pub struct Tree {
    nodes: Vec<Node>,
    children: Vec<NodeId>,
    pub root: NodeId,
    /// In order of place, with the branch errors of functions that had no other.
    pub errors: Vec<SyntaxError>,
}

impl Default for Tree {
    fn default() -> Tree {
        let mut tree = Tree { nodes: Vec::new(), children: Vec::new(), root: ABSENT, errors: Vec::new() };
        tree.add(Kind::Absent, Span::at(0), 0, &[]);
        tree
    }
}

static NOTHING: Node = Node {
    kind: Kind::Absent,
    token: Token::EndOfFile,
    operator: Operator::None,
    literal: LiteralKind::Integer,
    flag: false,
    start: 0,
    end: 0,
    place: 0,
    first_child: 0,
    child_count: 0,
};

impl Tree {
    pub(super) fn with_capacity(bytes: usize) -> Tree {
        let mut tree = Tree::default();
        tree.nodes.reserve(bytes / 5);
        tree.children.reserve(bytes / 5);
        tree
    }

    pub(super) fn add(&mut self, kind: Kind, span: Span, place: usize, children: &[NodeId]) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        let first_child = self.children.len() as u32;
        self.children.extend_from_slice(children);
        self.nodes.push(Node {
            kind,
            start: span.start as u32,
            end: span.end as u32,
            place: place as u32,
            first_child,
            child_count: children.len() as u32,
            ..NOTHING
        });
        id
    }

    pub(super) fn change(&mut self, id: NodeId, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(id.0 as usize) {
            change(node);
        }
    }

    pub(super) fn set_child(&mut self, id: NodeId, at: usize, child: NodeId) {
        let node = *self.node(id);
        if at < node.child_count as usize
            && let Some(slot) = self.children.get_mut(node.first_child as usize + at)
        {
            *slot = child;
        }
    }

    /// All nodes, also those that no other one holds.
    pub(super) fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    pub fn node(&self, id: NodeId) -> &Node {
        self.nodes.get(id.0 as usize).unwrap_or(&NOTHING)
    }

    pub fn kind(&self, id: NodeId) -> Kind {
        self.node(id).kind
    }

    pub fn children(&self, id: NodeId) -> &[NodeId] {
        let node = self.node(id);
        let first = node.first_child as usize;
        self.children.get(first..first + node.child_count as usize).unwrap_or(&[])
    }

    /// A child by its place; [`ABSENT`] past the last.
    pub fn child(&self, id: NodeId, at: usize) -> NodeId {
        self.children(id).get(at).copied().unwrap_or(ABSENT)
    }

    pub fn span(&self, id: NodeId) -> Span {
        let node = self.node(id);
        Span::new(node.start as usize, node.end as usize)
    }

    /// Where the compiler places a node: at the operator of an operation, the dot of a selector, the bracket of an index or call, else at
    /// its start.
    pub fn place(&self, id: NodeId) -> usize {
        self.node(id).place as usize
    }

    /// The elements of a list, or the node itself where it is no list; nothing for an absent one.
    pub fn elements<'t>(&'t self, id: &'t NodeId) -> &'t [NodeId] {
        match self.kind(*id) {
            Kind::Absent => &[],
            Kind::List => self.children(*id),
            _ => std::slice::from_ref(id),
        }
    }

    /// A node without the parentheses around it.
    pub fn unparen(&self, mut id: NodeId) -> NodeId {
        while self.kind(id) == Kind::Paren {
            id = self.child(id, 0);
        }
        id
    }
}
