//! The walk over a module that binds and looks up its names.

mod visit;

use super::annotation::{last_segment, names as annotation_names};
use super::span_of;
use crate::base::Span;
use crate::syntax::Binding;
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, ModModule};
use std::collections::{HashMap, HashSet, VecDeque};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FrameKind {
    Module,
    Class,
    Function,
    Comprehension,
    TypeParameters,
}

/// One scope.
#[derive(Debug)]
pub(super) struct Frame {
    pub kind: FrameKind,
    parent: Option<usize>,
    /// The binding that each name has now.
    pub names: HashMap<String, usize>,
    /// Every name that was bound here at some time.
    pub ever_bound: HashSet<String>,
    pub span: Span,
    globals: HashSet<String>,
    nonlocals: HashSet<String>,
    /// Whether the body calls `locals()` or the like, which reads every name.
    pub reads_locals: bool,
}

/// What kind of statement bound a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Assigned {
    /// `shown` is how ruff names the import; `plain` is false where nobody expects a use: re-exports, `__future__`, guarded imports.
    Import {
        shown: String,
        plain: bool,
    },
    Parameter,
    Function,
    Class,
    Simple,
    Unpacked,
    Other,
}

#[derive(Debug)]
pub(super) struct Bound {
    pub binding: Binding,
    pub frame: usize,
    pub assigned: Assigned,
}

/// Work that waits until everything around it is bound.
enum Deferred<'a> {
    Body(&'a ast::StmtFunctionDef),
    Lambda(&'a ast::ExprLambda),
    Annotation(&'a Expr),
}

pub(super) struct Binder<'a> {
    text: &'a str,
    pub frames: Vec<Frame>,
    pub bindings: Vec<Bound>,
    pub unresolved: Vec<(String, Span)>,
    /// Reads in a function of what an outer scope binds: the function, the name, its place, and how many bindings there were by then.
    pub outer_reads: Vec<(usize, String, Span, usize)>,
    /// Names that some function declares global: any function may bind them at any time.
    pub declared_global: HashSet<String>,
    pub imports_everything: bool,
    /// What `__all__` lists.
    pub exports: Vec<(String, Span)>,
    /// Whether `__all__` is also made of what is not written here.
    pub exports_unknown: bool,
    deferred: VecDeque<(usize, Deferred<'a>)>,
    current: usize,
    /// How deep in compound statements of the current scope the walk is.
    nesting: usize,
    catches_name_error: usize,
    catches_import_error: usize,
    in_annotation: bool,
}

impl<'a> Binder<'a> {
    pub fn new(text: &'a str) -> Binder<'a> {
        Binder {
            text,
            frames: Vec::new(),
            bindings: Vec::new(),
            unresolved: Vec::new(),
            outer_reads: Vec::new(),
            declared_global: HashSet::new(),
            imports_everything: false,
            exports: Vec::new(),
            exports_unknown: false,
            deferred: VecDeque::new(),
            current: 0,
            nesting: 0,
            catches_name_error: 0,
            catches_import_error: 0,
            in_annotation: false,
        }
    }

    pub fn bind_module(&mut self, module: &'a ModModule) {
        self.open(FrameKind::Module, Span::new(0, self.text.len()), None);
        self.visit_body(&module.body);
        while let Some((frame, work)) = self.deferred.pop_front() {
            self.current = frame;
            self.nesting = 0;
            self.in_annotation = false;
            match work {
                Deferred::Body(function) => self.function_body(function),
                Deferred::Lambda(lambda) => {
                    self.open(FrameKind::Function, span_of(lambda), Some(frame));
                    lambda.parameters.iter().for_each(|parameters| self.bind_parameters(parameters));
                    self.visit_expr(&lambda.body);
                }
                Deferred::Annotation(annotation) => self.annotation(annotation),
            }
        }
    }

    /// Makes a new scope the current one.
    fn open(&mut self, kind: FrameKind, span: Span, parent: Option<usize>) -> usize {
        self.frames.push(Frame {
            kind,
            parent,
            names: HashMap::new(),
            ever_bound: HashSet::new(),
            span,
            globals: HashSet::new(),
            nonlocals: HashSet::new(),
            reads_locals: false,
        });
        self.current = self.frames.len() - 1;
        self.current
    }

    fn defer(&mut self, work: Deferred<'a>) {
        self.deferred.push_back((self.current, work));
    }

    fn function_body(&mut self, function: &'a ast::StmtFunctionDef) {
        self.open(FrameKind::Function, span_of(function), Some(self.current));
        self.bind_parameters(&function.parameters);
        self.visit_body(&function.body);
    }

    fn bind_parameters(&mut self, parameters: &'a ast::Parameters) {
        for parameter in parameters {
            self.bind(parameter.name().as_str(), span_of(parameter.name()), Assigned::Parameter);
        }
    }

    /// The scope that an assignment in the current one binds the name in.
    fn owner(&self, name: &str) -> usize {
        let Some(frame) = self.frames.get(self.current) else { return 0 };
        if frame.globals.contains(name) {
            return 0;
        }
        if frame.nonlocals.contains(name) {
            let mut outer = frame.parent;
            while let Some(at) = outer {
                let Some(frame) = self.frames.get(at) else { break };
                if frame.kind == FrameKind::Function && (frame.ever_bound.contains(name) || frame.parent == Some(0)) {
                    return at;
                }
                outer = frame.parent;
            }
        }
        self.current
    }

    fn bind(&mut self, name: &str, range: Span, assigned: Assigned) {
        let owner = self.owner(name);
        self.bind_in(owner, name, range, assigned);
    }

    fn bind_in(&mut self, owner: usize, name: &str, range: Span, assigned: Assigned) {
        let id = self.bindings.len();
        let Some(frame) = self.frames.get_mut(owner) else { return };
        frame.names.insert(name.to_owned(), id);
        frame.ever_bound.insert(name.to_owned());
        let kind = assigned.kind();
        let binding = Binding { name: name.to_owned(), kind, range, visible: frame.span, reads: 0 };
        self.bindings.push(Bound { binding, frame: owner, assigned });
    }

    /// The binding that a name has at this point of the walk.
    fn lookup(&self, name: &str) -> Option<usize> {
        let mut at = Some(self.current);
        let mut class_is_visible = true;
        let mut innermost = true;
        while let Some(frame) = at.and_then(|at| self.frames.get(at)) {
            if frame.kind != FrameKind::Class || class_is_visible {
                if let Some(id) = frame.names.get(name) {
                    return Some(*id);
                }
                if frame.globals.contains(name) {
                    return self.frames.first().and_then(|module| module.names.get(name)).copied();
                }
            }
            class_is_visible = frame.kind == FrameKind::TypeParameters && innermost;
            innermost = false;
            at = frame.parent;
        }
        None
    }

    fn read(&mut self, name: &str, range: Span) {
        if let Some(id) = self.lookup(name) {
            if let Some(bound) = self.bindings.get_mut(id) {
                bound.binding.reads += 1;
                if bound.frame != self.current && !self.in_annotation {
                    self.outer_reads.push((self.current, name.to_owned(), range, self.bindings.len()));
                }
            }
        } else if !self.is_implicit(name) && self.catches_name_error == 0 {
            self.unresolved.push((name.to_owned(), range));
        }
    }

    /// A use that proves nothing: it counts where the name is bound, and is no error where it is not.
    fn read_if_bound(&mut self, name: &str) {
        if let Some(bound) = self.lookup(name).and_then(|id| self.bindings.get_mut(id)) {
            bound.binding.reads += 1;
        }
    }

    /// Names that a class body or a method has without binding them, and names of the module that were deleted, which a function may still
    /// meet at another time.
    fn is_implicit(&self, name: &str) -> bool {
        let kind = self.frames.get(self.current).map(|frame| frame.kind);
        match name {
            "__class__" | "__classdict__" => kind != Some(FrameKind::Module),
            "__module__" | "__qualname__" | "__firstlineno__" | "__static_attributes__" | "__type_params__" => self.is_inside(FrameKind::Class),
            _ => self.is_inside(FrameKind::Function) && self.frames.first().is_some_and(|module| module.ever_bound.contains(name)),
        }
    }

    fn is_inside(&self, kind: FrameKind) -> bool {
        let mut at = Some(self.current);
        while let Some(frame) = at.and_then(|at| self.frames.get(at)) {
            if frame.kind == kind {
                return true;
            }
            at = frame.parent;
        }
        false
    }

    fn unbind(&mut self, name: &str, range: Span) {
        self.read(name, range);
        let owner = self.owner(name);
        // What happens only under a condition leaves the name possibly bound.
        if self.nesting == 0
            && let Some(frame) = self.frames.get_mut(owner)
        {
            frame.names.remove(name);
        }
    }

    fn annotation(&mut self, expression: &'a Expr) {
        let outer = std::mem::replace(&mut self.in_annotation, true);
        self.visit_expr(expression);
        self.in_annotation = outer;
    }

    fn assign(&mut self, target: &'a Expr, assigned: Assigned) {
        match target {
            Expr::Name(name) => {
                self.bind(name.id.as_str(), span_of(name), assigned);
            }
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| self.assign(element, Assigned::Unpacked)),
            Expr::List(list) => list.elts.iter().for_each(|element| self.assign(element, Assigned::Unpacked)),
            Expr::Starred(starred) => self.assign(&starred.value, Assigned::Unpacked),
            other => self.visit_expr(other),
        }
    }

    fn import_alias(&mut self, alias: &'a ast::Alias, module: Option<&str>) {
        let written = alias.name.as_str();
        let (local, range) = match &alias.asname {
            Some(local) => (local.as_str(), span_of(local)),
            None => {
                let first = written.split('.').next().unwrap_or(written);
                let range = span_of(&alias.name);
                (first, if module.is_some() { range } else { Span::new(range.start, range.start + first.len()) })
            }
        };
        let full = match module {
            Some(module) if module.ends_with('.') => format!("{module}{written}"),
            Some(module) => format!("{module}.{written}"),
            None => written.to_owned(),
        };
        let shown = if alias.asname.is_some() && local != written { format!("{full} as {local}") } else { full };
        let reexport = alias.asname.as_ref().is_some_and(|local| local.as_str() == written);
        let plain = module != Some("__future__") && !reexport && self.catches_import_error == 0;
        self.bind(local, range, Assigned::Import { shown, plain });
    }

    fn nested(&mut self, walk: impl FnOnce(&mut Self)) {
        self.nesting += 1;
        walk(self);
        self.nesting -= 1;
    }

    fn with_type_parameters(&mut self, parameters: Option<&'a ast::TypeParams>, walk: impl FnOnce(&mut Self)) {
        let Some(parameters) = parameters else { return walk(self) };
        let outer = self.current;
        self.open(FrameKind::TypeParameters, span_of(parameters), Some(outer));
        for parameter in &parameters.type_params {
            let name = parameter.name();
            self.bind(name.as_str(), span_of(name), Assigned::Other);
        }
        self.visit_type_params(parameters);
        walk(self);
        self.current = outer;
    }

    fn function(&mut self, function: &'a ast::StmtFunctionDef) {
        function.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
        self.with_type_parameters(function.type_params.as_deref(), |binder| {
            binder.defaults(&function.parameters);
            let annotations = function.parameters.iter().filter_map(|parameter| parameter.as_parameter().annotation.as_deref());
            annotations.chain(function.returns.as_deref()).for_each(|annotation| binder.defer(Deferred::Annotation(annotation)));
            binder.defer(Deferred::Body(function));
        });
        self.bind(function.name.as_str(), span_of(&function.name), Assigned::Function);
    }

    fn defaults(&mut self, parameters: &'a ast::Parameters) {
        let defaults = parameters.iter_non_variadic_params().filter_map(|parameter| parameter.default.as_deref());
        defaults.for_each(|default| self.visit_expr(default));
    }

    fn class(&mut self, class: &'a ast::StmtClassDef) {
        class.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
        self.with_type_parameters(class.type_params.as_deref(), |binder| {
            class.arguments.iter().for_each(|arguments| binder.visit_arguments(arguments));
            let outer = binder.current;
            let nesting = std::mem::take(&mut binder.nesting);
            binder.open(FrameKind::Class, span_of(class), Some(outer));
            binder.visit_body(&class.body);
            binder.current = outer;
            binder.nesting = nesting;
        });
        self.bind(class.name.as_str(), span_of(&class.name), Assigned::Class);
    }

    fn comprehension(&mut self, range: Span, generators: &'a [ast::Comprehension], results: [Option<&'a Expr>; 2]) {
        let outer = self.current;
        let annotation = std::mem::take(&mut self.in_annotation);
        generators.iter().take(1).for_each(|first| self.visit_expr(&first.iter));
        self.open(FrameKind::Comprehension, range, Some(outer));
        for (at, generator) in generators.iter().enumerate() {
            if at > 0 {
                self.visit_expr(&generator.iter);
            }
            self.assign(&generator.target, Assigned::Unpacked);
            generator.ifs.iter().for_each(|test| self.visit_expr(test));
        }
        results.into_iter().flatten().for_each(|result| self.visit_expr(result));
        self.current = outer;
        self.in_annotation = annotation;
    }

    fn try_statement(&mut self, statement: &'a ast::StmtTry) {
        let catches = |names: &[&str]| statement.handlers.iter().any(|handler| handles(handler, names));
        let (name_error, import_error) = (usize::from(catches(&["NameError"])), usize::from(catches(&["ImportError", "ModuleNotFoundError"])));
        self.nesting += 1;
        self.catches_name_error += name_error;
        self.catches_import_error += import_error;
        self.visit_body(&statement.body);
        self.catches_name_error -= name_error;
        statement.handlers.iter().for_each(|handler| self.visit_except_handler(handler));
        self.visit_body(&statement.orelse);
        self.catches_import_error -= import_error;
        self.visit_body(&statement.finalbody);
        self.nesting -= 1;
    }

    /// What an assignment to `__all__` lists.
    fn export(&mut self, value: &'a Expr) {
        match value {
            Expr::List(list) => list.elts.iter().for_each(|element| self.export_one(element)),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| self.export_one(element)),
            Expr::BinOp(sum) => {
                self.export(&sum.left);
                self.export(&sum.right);
            }
            Expr::Name(name) if name.id.as_str() == "__all__" => {}
            _ => self.exports_unknown = true,
        }
    }

    fn export_one(&mut self, element: &'a Expr) {
        match element {
            Expr::StringLiteral(literal) => self.exports.push((literal.value.to_str().to_owned(), span_of(literal))),
            _ => self.exports_unknown = true,
        }
    }

    /// `__all__.extend([…])`, `__all__.append("…")` and the calls that read every local name.
    fn special_call(&mut self, call: &'a ast::ExprCall) {
        match call.func.as_ref() {
            Expr::Attribute(attribute) if matches!(attribute.value.as_ref(), Expr::Name(name) if name.id.as_str() == "__all__") => {
                for argument in &call.arguments.args {
                    match attribute.attr.as_str() {
                        "extend" => self.export(argument),
                        _ => self.export_one(argument),
                    }
                }
            }
            // Names that are put into the module by hand are not to be seen here.
            Expr::Name(name) if name.id.as_str() == "globals" && self.current == 0 => self.exports_unknown = true,
            Expr::Name(name) if matches!(name.id.as_str(), "locals" | "vars" | "exec" | "eval" | "dir") => {
                let mut at = Some(self.current);
                while let Some(frame) = at.and_then(|at| self.frames.get_mut(at)) {
                    frame.reads_locals = true;
                    at = frame.parent.filter(|_| frame.kind == FrameKind::Comprehension);
                }
            }
            _ => {}
        }
        let function = last_segment(&call.func);
        if function == "cast"
            && let Some(Expr::StringLiteral(literal)) = call.arguments.args.first()
        {
            // Buffers have a method of the same name that takes a format.
            annotation_names(self.text, literal).iter().for_each(|(name, _)| self.read_if_bound(name));
        }
        if matches!(function, "TypeVar" | "NewType" | "ParamSpec" | "NamedTuple" | "TypedDict" | "TypeAliasType") {
            let keywords = call.arguments.keywords.iter().map(|keyword| &keyword.value);
            for argument in call.arguments.args.iter().skip(1).chain(keywords) {
                self.strings_as_types(argument);
            }
        }
    }

    /// Counts what the strings of an expression use, if they are types.
    fn strings_as_types(&mut self, expression: &'a Expr) {
        let mut strings = Strings(Vec::new());
        strings.visit_expr(expression);
        for literal in strings.0 {
            annotation_names(self.text, literal).iter().for_each(|(name, _)| self.read_if_bound(name));
        }
    }
}

struct Strings<'a>(Vec<&'a ast::ExprStringLiteral>);

impl<'a> Visitor<'a> for Strings<'a> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::StringLiteral(literal) => self.0.push(literal),
            _ => visitor::walk_expr(self, expression),
        }
    }
}

/// Whether a handler names one of some exceptions.
fn handles(handler: &ast::ExceptHandler, names: &[&str]) -> bool {
    let ast::ExceptHandler::ExceptHandler(handler) = handler;
    match handler.type_.as_deref() {
        Some(Expr::Tuple(tuple)) => tuple.elts.iter().any(|element| names.contains(&last_segment(element))),
        Some(single) => names.contains(&last_segment(single)),
        None => false,
    }
}
