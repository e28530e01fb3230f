//! What a Go file defines and imports.

use super::ast::{ABSENT, Kind, NodeId, Tree};
use super::imports::{package_name, unquoted};
use super::parse;
use super::token::Operator;
use crate::base::Span;
use crate::syntax::{Definition, DefinitionKind, Import, ImportedName, Outline};

/// The outline of a text. Where the text has syntax errors, each of its declarations is read by itself, so that one error hides one of them.
pub fn outline(text: &str) -> Outline {
    let tree = parse(text);
    if tree.errors.is_empty() {
        return Reader { tree: &tree, text, shift: 0, outline: Outline::default() }.read();
    }
    let mut whole = Outline::default();
    for (at, range) in pieces(text).into_iter().enumerate() {
        let piece = if at == 0 { range.of(text).to_owned() } else { format!("{HEADER}{}", range.of(text)) };
        let shift = if at == 0 { 0 } else { range.start as isize - HEADER.len() as isize };
        let tree = parse(&piece);
        let part = Reader { tree: &tree, text: &piece, shift, outline: Outline::default() }.read();
        whole.definitions.extend(part.definitions);
        whole.imports.extend(part.imports);
        if at == 0 {
            whole.package = part.package;
        }
    }
    whole
}

/// Put before a piece, so that it parses as a file.
const HEADER: &str = "package p;";

/// The text cut at the lines that begin with a declaration's keyword, as formatted code has them.
fn pieces(text: &str) -> Vec<Span> {
    let starts_declaration = |line: &str| ["func ", "type ", "var ", "const ", "import "].iter().any(|keyword| line.starts_with(keyword));
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at > 0 && starts_declaration(line) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| Span::new(start, end)).collect()
}

struct Reader<'t> {
    tree: &'t Tree,
    text: &'t str,
    /// What is added to offsets.
    shift: isize,
    outline: Outline,
}

impl<'t> Reader<'t> {
    fn read(mut self) -> Outline {
        let tree = self.tree;
        let package = tree.child(tree.root, 0);
        if tree.kind(package) == Kind::Name {
            self.outline.package = Some(self.text_of(package).to_owned());
        }
        for declaration in tree.children(tree.root).iter().skip(1) {
            if tree.kind(*declaration) == Kind::Function {
                self.function(*declaration);
                continue;
            }
            for specification in tree.children(*declaration) {
                match tree.kind(*specification) {
                    Kind::ImportSpec => self.import(*declaration, *specification),
                    Kind::TypeSpec => self.type_specification(*declaration, *specification),
                    _ => self.values(*declaration, *specification),
                }
            }
        }
        self.outline
    }

    fn text_of(&self, id: NodeId) -> &'t str {
        self.tree.span(id).of(self.text)
    }

    fn shifted(&self, span: Span) -> Span {
        Span::new(span.start.saturating_add_signed(self.shift), span.end.saturating_add_signed(self.shift))
    }

    /// The span of a specification: that of its whole declaration where it stands alone.
    fn extent(&self, declaration: NodeId, specification: NodeId) -> Span {
        self.tree.span(if self.tree.node(declaration).flag { specification } else { declaration })
    }

    fn define(&mut self, name: NodeId, kind: DefinitionKind, container: &str, range: Span, type_text: Option<String>, parameters: Option<Vec<String>>) {
        if !matches!(self.tree.kind(name), Kind::Name) {
            return;
        }
        let text = self.text_of(name).to_owned();
        self.outline.definitions.push(Definition {
            public: text.chars().next().is_some_and(char::is_uppercase),
            name: text,
            kind,
            container: container.to_owned(),
            name_range: self.shifted(self.tree.span(name)),
            range: self.shifted(range),
            parameters,
            type_text,
        });
    }

    fn import(&mut self, declaration: NodeId, specification: NodeId) {
        let tree = self.tree;
        let (local, path) = (tree.child(specification, 0), tree.child(specification, 1));
        if path == ABSENT {
            return;
        }
        let module = unquoted(self.text_of(path)).to_owned();
        let range = self.shifted(tree.span(specification));
        let glob = tree.kind(local) == Kind::Dot;
        let bound = if local == ABSENT { package_name(&module).0 } else { self.text_of(local).to_owned() };
        let names = if glob || bound == "_" { Vec::new() } else { vec![ImportedName { exported: String::new(), local: bound, range }] };
        let range = self.shifted(self.extent(declaration, specification));
        self.outline.imports.push(Import { module, names, glob, require: false, range });
    }

    fn function(&mut self, id: NodeId) {
        let tree = self.tree;
        let [receiver, name, _, parameters, results, _] = [0, 1, 2, 3, 4, 5].map(|at| tree.child(id, at));
        let container = tree.children(receiver).first().map_or("", |field| self.base_name(tree.child(*field, 1)));
        let kind = if receiver == ABSENT { DefinitionKind::Function } else { DefinitionKind::Method };
        let (parameters, results) = (self.parameters(parameters), self.results(results));
        self.define(name, kind, container, tree.span(id), results, Some(parameters));
    }

    /// The name of the type that a receiver or embedded field is of, without pointer, package and type arguments.
    fn base_name(&self, id: NodeId) -> &'t str {
        let tree = self.tree;
        let mut base = tree.unparen(id);
        loop {
            base = match tree.kind(base) {
                Kind::Unary | Kind::Paren | Kind::Index => tree.child(base, 0),
                Kind::Selector => tree.child(base, 1),
                _ => return self.text_of(base),
            };
        }
    }

    /// Each parameter's own text, its name before its type, also where the source shares one type among several names.
    fn parameters(&self, list: NodeId) -> Vec<String> {
        let tree = self.tree;
        let text = |id: NodeId| one_line(self.text_of(id));
        tree.children(list)
            .iter()
            .map(|field| match (tree.child(*field, 0), tree.child(*field, 1)) {
                (ABSENT, declared) => text(declared),
                (name, declared) => format!("{} {}", text(name), text(declared)),
            })
            .collect()
    }

    /// The results' types as written in a signature: nothing, `int`, `(int, error)`; names are left out.
    fn results(&self, list: NodeId) -> Option<String> {
        let fields = self.tree.children(list);
        let types: Vec<String> = fields.iter().map(|field| one_line(self.text_of(self.tree.child(*field, 1)))).collect();
        match types.as_slice() {
            [] => None,
            [single] => Some(single.clone()),
            several => Some(format!("({})", several.join(", "))),
        }
    }

    fn values(&mut self, declaration: NodeId, specification: NodeId) {
        let tree = self.tree;
        let (names, declared) = (tree.child(specification, 0), tree.child(specification, 1));
        let kind = if tree.kind(specification) == Kind::ConstSpec { DefinitionKind::Constant } else { DefinitionKind::Variable };
        let type_text = (declared != ABSENT).then(|| one_line(self.text_of(declared)));
        let range = self.extent(declaration, specification);
        for name in tree.children(names) {
            self.define(*name, kind, "", range, type_text.clone(), None);
        }
    }

    fn type_specification(&mut self, declaration: NodeId, specification: NodeId) {
        let tree = self.tree;
        let (name, declared) = (tree.child(specification, 0), tree.child(specification, 2));
        let kind = if tree.kind(declared) == Kind::InterfaceType { DefinitionKind::Trait } else { DefinitionKind::Type };
        let range = self.extent(declaration, specification);
        let type_text = match tree.kind(declared) {
            Kind::StructType => "struct".to_owned(),
            Kind::InterfaceType => "interface".to_owned(),
            _ => one_line(self.text_of(declared)),
        };
        self.define(name, kind, "", range, Some(type_text), None);
        let container = self.text_of(name);
        for member in tree.children(declared) {
            let (first, second) = (tree.child(*member, 0), tree.child(*member, 1));
            match (tree.kind(declared), tree.kind(*member)) {
                (Kind::StructType, Kind::StructField) => self.field(container, *member, first, second),
                (Kind::InterfaceType, Kind::Method) => {
                    let (parameters, results) = (self.parameters(tree.child(second, 1)), self.results(tree.child(second, 2)));
                    self.define(first, DefinitionKind::Method, container, tree.span(*member), results, Some(parameters));
                }
                _ => {}
            }
        }
    }

    /// A field; an embedded one is named after its type.
    fn field(&mut self, container: &str, member: NodeId, names: NodeId, declared: NodeId) {
        let tree = self.tree;
        let type_text = Some(one_line(self.text_of(declared)));
        for name in tree.children(names) {
            self.define(*name, DefinitionKind::Field, container, tree.span(member), type_text.clone(), None);
        }
        if names == ABSENT {
            let mut base = declared;
            loop {
                base = match tree.kind(base) {
                    Kind::Unary if tree.node(base).operator == Operator::Multiply => tree.child(base, 0),
                    Kind::Index => tree.child(base, 0),
                    Kind::Selector => tree.child(base, 1),
                    _ => break,
                };
            }
            self.define(base, DefinitionKind::Field, container, tree.span(member), type_text, None);
        }
    }
}

fn one_line(text: &str) -> String {
    if text.contains(['\n', '\t']) { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { text.to_owned() }
}
