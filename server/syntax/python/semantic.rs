//! What parses and still does not compile: `return` outside a function, `await` outside an async one, arguments of the same name.
//! ruff's own checker decides; here stands the walk that tells it where it is, and the words of `python`.

use super::syntax::first_line;
use super::to_span;
use crate::base::Span;
use crate::syntax::SyntaxError;
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, ModModule, PythonVersion, Stmt};
use ruff_python_parser::semantic_errors::{
    AwaitOutsideAsyncFunctionKind, LazyImportContext, SemanticSyntaxChecker, SemanticSyntaxContext, SemanticSyntaxError, SemanticSyntaxErrorKind as Kind,
    YieldOutsideFunctionKind,
};
use ruff_text_size::TextRange;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// The errors of a text that parses.
pub(super) fn errors(text: &str, module: &ModModule) -> Vec<SyntaxError> {
    let mut walk = Walk {
        text,
        checker: SemanticSyntaxChecker::new(),
        found: RefCell::default(),
        scopes: vec![Scope::new(ScopeKind::Module, &module.body)],
        loops: 0,
        annotations: module.body.iter().any(imports_annotations),
    };
    walk.visit_body(&module.body);
    let mut errors: Vec<SyntaxError> = Vec::new();
    for error in walk.found.into_inner() {
        let error = error_of(text, &error);
        if !errors.iter().any(|known| known.range.start == error.range.start) {
            errors.push(error);
        }
    }
    errors
}

fn imports_annotations(statement: &Stmt) -> bool {
    matches!(statement, Stmt::ImportFrom(import) if import.module.as_deref() == Some("__future__") && import.names.iter().any(|alias| alias.name.as_str() == "annotations"))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ScopeKind {
    Module,
    Class,
    Function { is_async: bool },
    Lambda,
    Comprehension { is_async: bool },
    Generator,
}

struct Scope {
    kind: ScopeKind,
    parameters: HashSet<String>,
    /// Where names are declared global in this scope.
    globals: HashMap<String, TextRange>,
    nonlocals: HashMap<String, TextRange>,
    bound: HashSet<String>,
}

impl Scope {
    fn new(kind: ScopeKind, body: &[Stmt]) -> Scope {
        let mut names = Names::default();
        names.visit_body(body);
        Scope { kind, parameters: HashSet::new(), globals: names.globals, nonlocals: names.nonlocals, bound: names.bound }
    }
}

/// The names that a body binds and declares, without those of inner functions and classes.
#[derive(Default)]
struct Names {
    bound: HashSet<String>,
    globals: HashMap<String, TextRange>,
    nonlocals: HashMap<String, TextRange>,
}

impl<'a> Visitor<'a> for Names {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => {
                self.bound.insert(function.name.to_string());
                return;
            }
            Stmt::ClassDef(class) => {
                self.bound.insert(class.name.to_string());
                return;
            }
            Stmt::Global(global) => {
                for name in &global.names {
                    self.globals.entry(name.to_string()).or_insert(global.range);
                }
            }
            Stmt::Nonlocal(nonlocal) => {
                for name in &nonlocal.names {
                    self.bound.insert(name.to_string());
                    self.nonlocals.entry(name.to_string()).or_insert(nonlocal.range);
                }
            }
            _ => {}
        }
        visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) if !name.ctx.is_load() => {
                self.bound.insert(name.id.to_string());
            }
            Expr::Lambda(_) => return,
            _ => {}
        }
        visitor::walk_expr(self, expression);
    }

    fn visit_alias(&mut self, alias: &'a ast::Alias) {
        let local = alias.asname.as_ref().map_or_else(|| alias.name.split('.').next().unwrap_or("").to_owned(), ToString::to_string);
        self.bound.insert(local);
    }

    fn visit_except_handler(&mut self, handler: &'a ast::ExceptHandler) {
        let ast::ExceptHandler::ExceptHandler(inner) = handler;
        self.bound.extend(inner.name.iter().map(ToString::to_string));
        visitor::walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a ast::Pattern) {
        let name = match pattern {
            ast::Pattern::MatchAs(pattern) => pattern.name.as_ref(),
            ast::Pattern::MatchStar(pattern) => pattern.name.as_ref(),
            ast::Pattern::MatchMapping(pattern) => pattern.rest.as_ref(),
            _ => None,
        };
        self.bound.extend(name.iter().map(ToString::to_string));
        visitor::walk_pattern(self, pattern);
    }
}

struct Walk<'t> {
    text: &'t str,
    checker: SemanticSyntaxChecker,
    found: RefCell<Vec<SemanticSyntaxError>>,
    scopes: Vec<Scope>,
    /// How many loops of the current function or class are open.
    loops: usize,
    annotations: bool,
}

impl Walk<'_> {
    fn check(&mut self, check: impl FnOnce(&mut SemanticSyntaxChecker, &Self)) {
        let mut checker = std::mem::take(&mut self.checker);
        check(&mut checker, self);
        self.checker = checker;
    }

    fn inside(&mut self, scope: Scope, walk: impl FnOnce(&mut Self)) {
        let loops = match scope.kind {
            ScopeKind::Class | ScopeKind::Function { .. } => std::mem::take(&mut self.loops),
            _ => self.loops,
        };
        self.scopes.push(scope);
        walk(self);
        self.scopes.pop();
        self.loops = loops;
    }

    fn kinds(&self) -> impl Iterator<Item = ScopeKind> {
        self.scopes.iter().rev().map(|scope| scope.kind)
    }

    fn current(&self) -> ScopeKind {
        self.kinds().next().unwrap_or(ScopeKind::Module)
    }

    fn last_bare_except(&mut self, statement: &ast::StmtTry) {
        let ahead = statement.handlers.len().saturating_sub(1);
        for handler in statement.handlers.iter().take(ahead) {
            let ast::ExceptHandler::ExceptHandler(handler) = handler;
            if handler.type_.is_none() {
                // The kind is borrowed for its place only; the words are set by `error_of`.
                self.found.borrow_mut().push(SemanticSyntaxError { kind: Kind::InvalidStarExpression, range: handler.range, python_version: BARE_EXCEPT });
            }
        }
    }

    fn comprehension<'a>(&mut self, generators: &'a [ast::Comprehension], results: [Option<&'a Expr>; 2], kind: ScopeKind) {
        let mut iterators = generators.iter();
        if let Some(first) = generators.first() {
            self.visit_expr(&first.iter);
        }
        self.inside(Scope::new(kind, &[]), |walk| {
            if let Some(first) = iterators.next() {
                walk.visit_expr(&first.target);
                first.ifs.iter().for_each(|test| walk.visit_expr(test));
            }
            iterators.for_each(|comprehension| walk.visit_comprehension(comprehension));
            results.into_iter().flatten().for_each(|result| walk.visit_expr(result));
        });
    }
}

/// Marks an error of our own among ruff's: no such version is ever checked against.
const BARE_EXCEPT: PythonVersion = PythonVersion { major: 0, minor: 0 };

impl<'a> Visitor<'a> for Walk<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.check(|checker, walk| checker.visit_stmt(statement, walk));
        match statement {
            Stmt::FunctionDef(function) => {
                function.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
                function.type_params.iter().for_each(|parameters| self.visit_type_params(parameters));
                self.visit_parameters(&function.parameters);
                function.returns.iter().for_each(|result| self.visit_annotation(result));
                let mut scope = Scope::new(ScopeKind::Function { is_async: function.is_async }, &function.body);
                scope.parameters = function.parameters.iter().map(|parameter| parameter.name().to_string()).collect();
                self.inside(scope, |walk| walk.visit_body(&function.body));
            }
            Stmt::ClassDef(class) => {
                class.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
                class.type_params.iter().for_each(|parameters| self.visit_type_params(parameters));
                class.arguments.iter().for_each(|arguments| self.visit_arguments(arguments));
                self.inside(Scope::new(ScopeKind::Class, &class.body), |walk| walk.visit_body(&class.body));
            }
            Stmt::For(statement) => {
                self.visit_expr(&statement.iter);
                self.visit_expr(&statement.target);
                self.loops += 1;
                self.visit_body(&statement.body);
                self.loops -= 1;
                self.visit_body(&statement.orelse);
            }
            Stmt::While(statement) => {
                self.visit_expr(&statement.test);
                self.loops += 1;
                self.visit_body(&statement.body);
                self.loops -= 1;
                self.visit_body(&statement.orelse);
            }
            Stmt::Nonlocal(nonlocal) => {
                let scope = self.scopes.last();
                let also_global = |name: &ast::Identifier| scope.and_then(|scope| scope.globals.get(name.as_str())).map(|range| (name.to_string(), *range));
                let both: Vec<(String, TextRange)> = nonlocal.names.iter().filter_map(also_global).collect();
                let python_version = self.python_version();
                let error = |(name, range)| SemanticSyntaxError { kind: Kind::NonlocalAndGlobal(name), range, python_version };
                self.found.borrow_mut().extend(both.into_iter().map(error));
            }
            Stmt::Try(inner) => {
                self.last_bare_except(inner);
                visitor::walk_stmt(self, statement);
            }
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        self.check(|checker, walk| checker.visit_expr(expression, walk));
        match expression {
            Expr::Lambda(lambda) => {
                let mut scope = Scope::new(ScopeKind::Lambda, &[]);
                if let Some(parameters) = &lambda.parameters {
                    self.visit_parameters(parameters);
                    scope.parameters = parameters.iter().map(|parameter| parameter.name().to_string()).collect();
                }
                self.inside(scope, |walk| walk.visit_expr(&lambda.body));
            }
            Expr::ListComp(list) => self.comprehension(&list.generators, [Some(&list.elt), None], comprehension_kind(&list.generators)),
            Expr::SetComp(set) => self.comprehension(&set.generators, [Some(&set.elt), None], comprehension_kind(&set.generators)),
            Expr::DictComp(map) => self.comprehension(&map.generators, [map.key.as_deref(), Some(&map.value)], comprehension_kind(&map.generators)),
            Expr::Generator(generator) => self.comprehension(&generator.generators, [Some(&generator.elt), None], ScopeKind::Generator),
            _ => visitor::walk_expr(self, expression),
        }
    }
}

fn comprehension_kind(generators: &[ast::Comprehension]) -> ScopeKind {
    ScopeKind::Comprehension { is_async: generators.iter().any(|generator| generator.is_async) }
}

impl SemanticSyntaxContext for Walk<'_> {
    fn future_annotations_or_stub(&self) -> bool {
        self.annotations
    }

    fn lazy_import_context(&self) -> Option<LazyImportContext> {
        match self.current() {
            ScopeKind::Function { .. } | ScopeKind::Lambda => Some(LazyImportContext::Function),
            ScopeKind::Class => Some(LazyImportContext::Class),
            _ => None,
        }
    }

    /// 3.13 is the newest version under which annotations are still checked as all the earlier ones do.
    fn python_version(&self) -> PythonVersion {
        PythonVersion::PY313
    }

    fn source(&self) -> &str {
        self.text
    }

    fn global(&self, name: &str) -> Option<TextRange> {
        let scope = self.scopes.last()?;
        scope.globals.get(name).or_else(|| scope.nonlocals.get(name)).copied()
    }

    fn has_nonlocal_binding(&self, name: &str) -> bool {
        if name == "__class__" && self.kinds().any(|kind| kind == ScopeKind::Class) {
            return true;
        }
        let outer = self.scopes.iter().rev().skip(1);
        outer
            .filter(|scope| matches!(scope.kind, ScopeKind::Function { .. } | ScopeKind::Lambda))
            .any(|scope| (scope.bound.contains(name) && !scope.globals.contains_key(name)) || scope.parameters.contains(name))
    }

    fn in_async_context(&self) -> bool {
        self.kinds()
            .find_map(|kind| match kind {
                ScopeKind::Class | ScopeKind::Lambda => Some(false),
                ScopeKind::Function { is_async } => Some(is_async),
                _ => None,
            })
            .unwrap_or(false)
    }

    fn in_await_allowed_context(&self) -> bool {
        self.kinds()
            .find_map(|kind| match kind {
                ScopeKind::Class => Some(false),
                ScopeKind::Function { .. } | ScopeKind::Lambda | ScopeKind::Generator => Some(true),
                _ => None,
            })
            .unwrap_or(false)
    }

    fn in_yield_allowed_context(&self) -> bool {
        matches!(self.current(), ScopeKind::Function { .. } | ScopeKind::Lambda)
    }

    fn in_sync_comprehension(&self) -> bool {
        self.kinds().any(|kind| kind == ScopeKind::Comprehension { is_async: false })
    }

    fn in_class_body_comprehension(&self) -> bool {
        let outside = self.kinds().find(|kind| !matches!(kind, ScopeKind::Comprehension { .. } | ScopeKind::Generator));
        outside == Some(ScopeKind::Class)
    }

    fn in_module_scope(&self) -> bool {
        self.current() == ScopeKind::Module
    }

    fn in_function_scope(&self) -> bool {
        matches!(self.current(), ScopeKind::Function { .. } | ScopeKind::Lambda)
    }

    fn in_generator_context(&self) -> bool {
        self.current() == ScopeKind::Generator
    }

    fn in_notebook(&self) -> bool {
        false
    }

    fn report_semantic_error(&self, error: SemanticSyntaxError) {
        self.found.borrow_mut().push(error);
    }

    fn in_loop_context(&self) -> bool {
        self.loops > 0
    }

    fn is_bound_parameter(&self, name: &str) -> bool {
        self.scopes.last().is_some_and(|scope| scope.parameters.contains(name))
    }
}

/// The error with a tight range, in the words of `python` where it has words of its own.
fn error_of(text: &str, error: &SemanticSyntaxError) -> SyntaxError {
    let mut range = first_line(text, to_span(error.range));
    let keyword = |word: &str| Span::new(range.start, range.start + word.len());
    let message = if error.python_version == BARE_EXCEPT {
        range = keyword("except");
        "default 'except:' must be last".to_owned()
    } else {
        match &error.kind {
            Kind::ReturnOutsideFunction => {
                range = keyword("return");
                "'return' outside function".to_owned()
            }
            Kind::YieldOutsideFunction(YieldOutsideFunctionKind::Await) => {
                range = keyword("await");
                "'await' outside function".to_owned()
            }
            Kind::YieldOutsideFunction(_) => {
                range = keyword("yield");
                "'yield' outside function".to_owned()
            }
            Kind::AwaitOutsideAsyncFunction(kind) => match kind {
                AwaitOutsideAsyncFunctionKind::Await => {
                    range = keyword("await");
                    "'await' outside async function".to_owned()
                }
                AwaitOutsideAsyncFunctionKind::AsyncFor => {
                    range = keyword("async");
                    "'async for' outside async function".to_owned()
                }
                AwaitOutsideAsyncFunctionKind::AsyncWith => {
                    range = keyword("async");
                    "'async with' outside async function".to_owned()
                }
                AwaitOutsideAsyncFunctionKind::AsyncComprehension => "asynchronous comprehension outside of an asynchronous function".to_owned(),
            },
            Kind::BreakOutsideLoop => "'break' outside loop".to_owned(),
            Kind::ContinueOutsideLoop => "'continue' not properly in loop".to_owned(),
            Kind::DuplicateParameter(name) => format!("duplicate argument '{name}' in function definition"),
            Kind::DuplicateKeywordArgument(name) => format!("keyword argument repeated: {name}"),
            Kind::LoadBeforeGlobalDeclaration { name, start } if text.get(start.to_usize()..).is_some_and(|rest| rest.starts_with("nonlocal")) => {
                format!("name '{name}' is used prior to nonlocal declaration")
            }
            Kind::NonlocalWithoutBinding(name) => format!("no binding for nonlocal '{name}' found"),
            Kind::GlobalParameter(name) => format!("name '{name}' is parameter and global"),
            Kind::NonlocalParameter(name) => format!("name '{name}' is parameter and nonlocal"),
            Kind::NonModuleImportStar(_) => "import * only allowed at module level".to_owned(),
            Kind::LateFutureImport => "from __future__ imports must occur at the beginning of the file".to_owned(),
            Kind::ReturnInGenerator => "'return' with value in async generator".to_owned(),
            Kind::YieldFromInAsyncFunction => "'yield from' inside async function".to_owned(),
            Kind::InvalidStarExpression => "can't use starred expression here".to_owned(),
            Kind::MultipleStarredExpressions => "multiple starred expressions in assignment".to_owned(),
            _ => error.to_string().replace('`', "'"),
        }
    };
    SyntaxError { range, message, related: None }
}
