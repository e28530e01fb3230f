//! The walk over a file that binds and resolves names.

use super::ast::{ABSENT, Kind, NodeId, Tree};
use super::token::{Operator, Token};
use super::universe;
use crate::base::Span;
use crate::syntax::{Binding, BindingKind, NameProblem, NameProblemKind};
use std::collections::HashMap;

/// A name that nothing in the file binds.
pub(super) struct Unresolved<'t> {
    pub name: &'t str,
    pub range: Span,
    /// Whether a selector follows, so that it may be a package.
    pub selects: bool,
}

struct Scope {
    /// Where the scope ends in the text.
    end: usize,
    /// The bindings made in it.
    bound: Vec<usize>,
}

pub(super) struct Resolver<'t> {
    pub tree: &'t Tree,
    pub text: &'t str,
    pub bindings: Vec<Binding>,
    pub problems: Vec<NameProblem>,
    pub unresolved: Vec<Unresolved<'t>>,
    scopes: Vec<Scope>,
    /// The bindings of each name that are in scope, the innermost last, with the depth of their scope.
    names: HashMap<&'t str, Vec<(usize, usize)>>,
    /// Names of imports, which are looked up last.
    imports: HashMap<String, usize>,
    /// The variables that the compiler wants used, with the words it reports them in.
    used: Vec<bool>,
}

impl<'t> Resolver<'t> {
    pub fn new(tree: &'t Tree, text: &'t str) -> Resolver<'t> {
        let outermost = Scope { end: text.len(), bound: Vec::new() };
        Resolver {
            tree,
            text,
            bindings: Vec::new(),
            problems: Vec::new(),
            unresolved: Vec::new(),
            scopes: vec![outermost],
            names: HashMap::new(),
            imports: HashMap::new(),
            used: Vec::new(),
        }
    }

    fn name_of(&self, id: NodeId) -> &'t str {
        self.tree.span(id).of(self.text)
    }

    fn add(&mut self, name: &str, range: Span, kind: BindingKind, visible: Span) -> usize {
        self.bindings.push(Binding { name: name.to_owned(), kind, range, visible, reads: 0 });
        self.used.push(false);
        self.bindings.len() - 1
    }

    /// Binds the name of an import in the whole file.
    pub fn bind_everywhere(&mut self, name: &str, range: Span, kind: BindingKind) -> usize {
        let binding = self.add(name, range, kind, Span::new(0, self.text.len()));
        self.imports.insert(name.to_owned(), binding);
        binding
    }

    /// Binds a name at the top level.
    pub fn bind_top(&mut self, id: NodeId, kind: BindingKind) {
        self.bind(id, kind, 0);
    }

    /// Binds a name in the innermost scope from an offset on. A name that the scope has already is reported.
    fn bind(&mut self, id: NodeId, kind: BindingKind, from: usize) {
        if self.tree.kind(id) != Kind::Name {
            return;
        }
        let name = self.name_of(id);
        if name == "_" {
            return;
        }
        let depth = self.scopes.len();
        let range = self.tree.span(id);
        if self.is_bound_here(name) {
            self.problem(NameProblemKind::Redeclared, name, range, format!("{name} redeclared in this block"));
            return;
        }
        let end = self.scopes.last().map_or(self.text.len(), |scope| scope.end);
        let binding = self.add(name, range, kind, Span::new(from, end));
        self.names.entry(name).or_default().push((binding, depth));
        if let Some(scope) = self.scopes.last_mut() {
            scope.bound.push(binding);
        }
    }

    fn is_bound_here(&self, name: &str) -> bool {
        self.names.get(name).and_then(|bound| bound.last()).is_some_and(|(_, depth)| *depth == self.scopes.len())
    }

    fn problem(&mut self, kind: NameProblemKind, name: &str, range: Span, message: String) {
        self.problems.push(NameProblem { kind, name: name.to_owned(), range, message, is_error: true });
    }

    fn open(&mut self, end: usize) {
        self.scopes.push(Scope { end, bound: Vec::new() });
    }

    fn close(&mut self) {
        let Some(scope) = self.scopes.pop() else { return };
        for at in scope.bound {
            let Some(binding) = self.bindings.get(at) else { continue };
            if let Some(bound) = binding.range.of(self.text).get(..).and_then(|name| self.names.get_mut(name)) {
                bound.pop();
            }
            if binding.kind == BindingKind::Variable && !self.used.get(at).copied().unwrap_or(true) {
                let (name, range) = (binding.name.clone(), binding.range);
                self.problem(NameProblemKind::UnusedVariable, &name, range, format!("declared and not used: {name}"));
            }
        }
    }

    fn in_scope(&mut self, end: usize, body: impl FnOnce(&mut Self)) {
        self.open(end);
        body(self);
        self.close();
    }

    fn end_of(&self, id: NodeId) -> usize {
        self.tree.span(id).end
    }

    /// Resolves a name. `reads` says whether its value is used, `selects` whether a selector follows.
    fn resolve(&mut self, id: NodeId, reads: bool, selects: bool) {
        let name = self.name_of(id);
        if name == "_" || self.tree.kind(id) != Kind::Name {
            return;
        }
        let bound = self.names.get(name).and_then(|bound| bound.last()).map(|(binding, _)| *binding).or_else(|| self.imports.get(name).copied());
        match bound {
            Some(at) if reads => {
                if let Some(binding) = self.bindings.get_mut(at) {
                    binding.reads += 1;
                }
                if let Some(used) = self.used.get_mut(at) {
                    *used = true;
                }
            }
            Some(_) => {}
            None if universe::is_predeclared(name) => {}
            None => self.unresolved.push(Unresolved { name, range: self.tree.span(id), selects }),
        }
    }

    /// Whether a name is bound or predeclared.
    fn is_known(&self, name: &str) -> bool {
        self.names.get(name).is_some_and(|bound| !bound.is_empty()) || self.imports.contains_key(name) || universe::is_predeclared(name)
    }

    pub fn top_declaration(&mut self, declaration: NodeId) {
        let tree = self.tree;
        if tree.kind(declaration) != Kind::Function {
            for specification in tree.children(declaration) {
                self.specification(*specification, true);
            }
            return;
        }
        let [receiver, _, type_parameters, parameters, results, body] = [0, 1, 2, 3, 4, 5].map(|at| tree.child(declaration, at));
        self.in_scope(self.end_of(declaration), |resolver| {
            for field in tree.children(receiver) {
                resolver.receiver_type(tree.child(*field, 1));
            }
            resolver.type_parameters(type_parameters);
            resolver.signature([receiver, parameters, results]);
            resolver.statements(body);
        });
    }

    /// A receiver's type; the names in its brackets are bound there.
    fn receiver_type(&mut self, id: NodeId) {
        let tree = self.tree;
        let mut base = tree.unparen(id);
        while tree.kind(base) == Kind::Unary {
            base = tree.unparen(tree.child(base, 0));
        }
        if tree.kind(base) == Kind::Index {
            let arguments = tree.child(base, 1);
            for name in tree.elements(&arguments) {
                self.bind(*name, BindingKind::Type, tree.span(*name).end);
            }
        }
    }

    fn type_parameters(&mut self, parameters: NodeId) {
        let tree = self.tree;
        for field in tree.children(parameters) {
            self.bind(tree.child(*field, 0), BindingKind::Type, tree.span(*field).start);
        }
        for field in tree.children(parameters) {
            self.expression(tree.child(*field, 1));
        }
    }

    /// Resolves the types of receiver, parameters and results, and binds their names.
    fn signature(&mut self, lists: [NodeId; 3]) {
        let tree = self.tree;
        let fields = || lists.iter().flat_map(|list| tree.children(*list));
        let mut before = ABSENT;
        for field in fields() {
            let declared = tree.child(*field, 1);
            // Names that share a type share its node.
            if declared != before {
                self.expression(declared);
            }
            before = declared;
        }
        for field in fields() {
            let name = tree.child(*field, 0);
            self.bind(name, BindingKind::Parameter, tree.span(name).start);
        }
    }

    fn specification(&mut self, id: NodeId, at_top: bool) {
        let tree = self.tree;
        let [first, second, third] = [0, 1, 2].map(|at| tree.child(id, at));
        match tree.kind(id) {
            Kind::TypeSpec => {
                if !at_top {
                    self.bind(first, BindingKind::Type, tree.span(first).start);
                }
                self.in_scope(self.end_of(id), |resolver| {
                    resolver.type_parameters(second);
                    resolver.expression(third);
                });
            }
            kind @ (Kind::ConstSpec | Kind::VarSpec) => {
                self.expression(second);
                for value in tree.elements(&third) {
                    self.expression(*value);
                }
                if !at_top {
                    let kind = if kind == Kind::VarSpec { BindingKind::Variable } else { BindingKind::Constant };
                    for name in tree.children(first) {
                        self.bind(*name, kind, tree.span(id).end);
                    }
                }
            }
            _ => {}
        }
    }

    fn function(&mut self, signature: NodeId, body: NodeId) {
        let tree = self.tree;
        self.in_scope(self.end_of(body), |resolver| {
            resolver.signature([ABSENT, tree.child(signature, 1), tree.child(signature, 2)]);
            resolver.statements(body);
        });
    }

    /// Resolves an expression or type. A loop, as chains of operations may be long; only function literals go deeper.
    fn expression(&mut self, id: NodeId) {
        let tree = self.tree;
        let mut pending = vec![id];
        while let Some(id) = pending.pop() {
            match tree.kind(id) {
                Kind::Name => self.resolve(id, true, false),
                Kind::Selector => {
                    let operand = tree.child(id, 0);
                    if tree.kind(operand) == Kind::Name {
                        self.resolve(operand, true, true);
                    } else {
                        pending.push(operand);
                    }
                }
                Kind::TypeGuard => pending.push(tree.child(id, 0)),
                Kind::FunctionLiteral => self.function(tree.child(id, 0), tree.child(id, 1)),
                Kind::FunctionType => {
                    for list in [1, 2] {
                        pending.extend(tree.children(tree.child(id, list)).iter().map(|field| tree.child(*field, 1)));
                    }
                }
                Kind::StructType => self.struct_fields(id, &mut pending),
                Kind::InterfaceType => {
                    for element in tree.children(id) {
                        pending.push(tree.child(*element, if tree.kind(*element) == Kind::Method { 1 } else { 0 }));
                    }
                }
                Kind::Composite => self.composite(id, &mut pending),
                _ => pending.extend_from_slice(tree.children(id)),
            }
        }
    }

    fn struct_fields(&mut self, id: NodeId, pending: &mut Vec<NodeId>) {
        let tree = self.tree;
        let mut seen: Vec<&str> = Vec::new();
        for field in tree.children(id) {
            pending.push(tree.child(*field, 1));
            for name in tree.children(tree.child(*field, 0)) {
                let text = self.name_of(*name);
                if text != "_" && seen.contains(&text) {
                    self.problem(NameProblemKind::Redeclared, text, tree.span(*name), format!("{text} redeclared"));
                }
                seen.push(text);
            }
        }
    }

    /// A key that is a single name may be a field: it is resolved for certain only where the literal's own type says that it has no fields.
    fn composite(&mut self, id: NodeId, pending: &mut Vec<NodeId>) {
        let tree = self.tree;
        let literal_type = tree.child(id, 0);
        let keys_are_values = matches!(tree.kind(literal_type), Kind::MapType | Kind::ArrayType | Kind::SliceType);
        pending.push(literal_type);
        for element in tree.children(id).iter().skip(1) {
            if tree.kind(*element) != Kind::KeyValue {
                pending.push(*element);
                continue;
            }
            let key = tree.child(*element, 0);
            if tree.kind(key) != Kind::Name || keys_are_values || self.is_known(self.name_of(key)) {
                pending.push(key);
            }
            pending.push(tree.child(*element, 1));
        }
    }

    fn statements(&mut self, block: NodeId) {
        for statement in self.tree.children(block) {
            self.statement(*statement);
        }
    }

    fn block(&mut self, block: NodeId) {
        self.in_scope(self.end_of(block), |resolver| resolver.statements(block));
    }

    fn statement(&mut self, id: NodeId) {
        let tree = self.tree;
        let [first, second, third, fourth] = [0, 1, 2, 3].map(|at| tree.child(id, at));
        match tree.kind(id) {
            Kind::Declaration => {
                for specification in tree.children(id) {
                    self.specification(*specification, false);
                }
            }
            Kind::Block => self.block(id),
            Kind::Assignment => self.assignment(id, first, second),
            Kind::RangeClause => {
                self.expression(second);
                for name in tree.elements(&first) {
                    if tree.node(id).flag { self.bind(*name, BindingKind::Variable, tree.span(id).end) } else { self.assigned(*name) }
                }
            }
            Kind::If => self.if_chain(id),
            Kind::For => self.in_scope(self.end_of(id), |resolver| {
                resolver.statement(first);
                resolver.expression_or_statement(second);
                resolver.statement(third);
                resolver.block(fourth);
            }),
            Kind::Switch => self.in_scope(self.end_of(id), |resolver| {
                resolver.statement(first);
                resolver.switch_body(id, second);
            }),
            Kind::Select => {
                for clause in tree.children(id) {
                    self.in_scope(self.end_of(*clause), |resolver| {
                        resolver.statement(tree.child(*clause, 0));
                        resolver.statements(tree.child(*clause, 1));
                    });
                }
            }
            Kind::Labeled => self.statement(second),
            Kind::Absent | Kind::Empty | Kind::Branch | Kind::Bad => {}
            _ => self.expression(id),
        }
    }

    fn expression_or_statement(&mut self, id: NodeId) {
        if self.tree.kind(id) != Kind::Absent {
            self.expression(id);
        }
    }

    fn if_chain(&mut self, id: NodeId) {
        let tree = self.tree;
        let mut current = id;
        let mut opened = 0;
        while tree.kind(current) == Kind::If {
            self.open(self.end_of(current));
            opened += 1;
            self.statement(tree.child(current, 0));
            self.expression_or_statement(tree.child(current, 1));
            self.block(tree.child(current, 2));
            current = tree.child(current, 3);
        }
        self.statement(current);
        for _ in 0..opened {
            self.close();
        }
    }

    fn switch_body(&mut self, id: NodeId, tag: NodeId) {
        let tree = self.tree;
        self.expression_or_statement(tag);
        let guarded = if tree.kind(tag) == Kind::TypeGuard { tree.child(tag, 1) } else { ABSENT };
        let mut guard_reads = 0;
        for clause in tree.children(id).iter().skip(2) {
            let cases = tree.child(*clause, 0);
            for case in tree.elements(&cases) {
                self.expression(*case);
            }
            let body = tree.child(*clause, 1);
            self.open(self.end_of(*clause));
            // Each clause has a variable of its own; the compiler wants one of them used, and reports the name in the guard.
            let before = self.bindings.len();
            self.bind(guarded, BindingKind::Other, tree.span(body).start);
            self.statements(body);
            if guarded != ABSENT {
                guard_reads += self.bindings.get(before).map_or(0, |binding| binding.reads);
            }
            self.close();
        }
        let name = self.name_of(guarded);
        if guarded != ABSENT && guard_reads == 0 && name != "_" {
            self.problem(NameProblemKind::UnusedVariable, name, tree.span(guarded), format!("{name} declared and not used"));
        }
    }

    fn assignment(&mut self, id: NodeId, left: NodeId, right: NodeId) {
        let tree = self.tree;
        for value in tree.elements(&right) {
            self.expression(*value);
        }
        if tree.node(id).token != Token::Define {
            let plain = tree.node(id).operator == Operator::None;
            for target in tree.elements(&left) {
                if plain { self.assigned(*target) } else { self.expression(*target) }
            }
            return;
        }
        let mut fresh = Vec::new();
        let mut names = true;
        for target in tree.elements(&left) {
            if tree.kind(*target) != Kind::Name {
                names = false;
                self.expression(*target);
                continue;
            }
            let name = self.name_of(*target);
            if self.is_bound_here(name) || name == "_" {
                self.resolve(*target, false, false);
            } else if fresh.iter().any(|other| self.name_of(*other) == name) {
                self.problem(NameProblemKind::Redeclared, name, tree.span(*target), format!("{name} repeated on left side of :="));
            } else {
                fresh.push(*target);
            }
        }
        if fresh.is_empty() && names {
            let place = tree.place(id);
            let subject = tree.elements(&left).first().map_or("", |first| self.name_of(*first));
            self.problem(NameProblemKind::Redeclared, subject, Span::new(place, place + 2), "no new variables on left side of :=".to_owned());
        }
        for name in fresh {
            self.bind(name, BindingKind::Variable, tree.span(id).end);
        }
    }

    /// What is assigned to: a plain name is not read by that.
    fn assigned(&mut self, id: NodeId) {
        let target = self.tree.unparen(id);
        if self.tree.kind(target) == Kind::Name { self.resolve(target, false, false) } else { self.expression(target) }
    }
}
