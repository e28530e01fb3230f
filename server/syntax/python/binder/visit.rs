//! What each statement and expression binds and uses.

use super::{Assigned, Binder, Deferred};
use crate::syntax::python::annotation::{last_segment, names as annotation_names};
use crate::syntax::python::span_of;
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Stmt};

impl<'a> Visitor<'a> for Binder<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::Assign(assign) => {
                self.visit_expr(&assign.value);
                for target in &assign.targets {
                    if self.is_exports(target) {
                        self.export(&assign.value);
                    }
                    self.assign(target, Assigned::Simple);
                }
                if self.current == 0 {
                    self.type_alias(&assign.value);
                }
            }
            Stmt::AugAssign(assign) => {
                self.visit_expr(&assign.value);
                if self.is_exports(&assign.target) {
                    self.export(&assign.value);
                }
                match assign.target.as_ref() {
                    Expr::Name(name) => {
                        self.read(name.id.as_str(), span_of(name));
                        self.bind(name.id.as_str(), span_of(name), Assigned::Other);
                    }
                    other => self.visit_expr(other),
                }
            }
            Stmt::AnnAssign(assign) => {
                self.defer(Deferred::Annotation(&assign.annotation));
                assign.value.iter().for_each(|value| self.visit_expr(value));
                if let Some(value) = assign.value.as_deref().filter(|_| self.is_exports(&assign.target)) {
                    self.export(value);
                }
                self.assign(&assign.target, if assign.value.is_some() { Assigned::Simple } else { Assigned::Other });
                if last_segment(&assign.annotation) == "TypeAlias" {
                    assign.value.iter().for_each(|value| self.strings_as_types(value));
                }
            }
            Stmt::TypeAlias(alias) => {
                self.with_type_parameters(alias.type_params.as_deref(), |binder| binder.defer(Deferred::Annotation(&alias.value)));
                self.assign(&alias.name, Assigned::Other);
            }
            Stmt::For(statement) => {
                self.visit_expr(&statement.iter);
                self.assign(&statement.target, Assigned::Unpacked);
                self.nested(|binder| {
                    binder.visit_body(&statement.body);
                    binder.visit_body(&statement.orelse);
                });
            }
            Stmt::With(statement) => self.nested(|binder| {
                for item in &statement.items {
                    binder.visit_expr(&item.context_expr);
                    item.optional_vars.iter().for_each(|target| binder.assign(target, Assigned::Simple));
                }
                binder.visit_body(&statement.body);
            }),
            Stmt::Try(statement) => self.try_statement(statement),
            Stmt::Import(import) => import.names.iter().for_each(|alias| self.import_alias(alias, None)),
            Stmt::ImportFrom(import) => {
                let module = format!("{}{}", ".".repeat(import.level as usize), import.module.as_deref().unwrap_or(""));
                for alias in &import.names {
                    match alias.name.as_str() {
                        "*" => self.imports_everything = true,
                        _ => self.import_alias(alias, Some(&module)),
                    }
                }
            }
            Stmt::Global(global) => {
                for name in &global.names {
                    self.declared_global.insert(name.to_string());
                    if self.current != 0
                        && let Some(frame) = self.frames.get_mut(self.current)
                    {
                        frame.globals.insert(name.to_string());
                    }
                    self.read_if_bound(name.as_str());
                }
            }
            Stmt::Nonlocal(nonlocal) => {
                for name in &nonlocal.names {
                    self.read_if_bound(name.as_str());
                    if let Some(frame) = self.frames.get_mut(self.current) {
                        frame.nonlocals.insert(name.to_string());
                    }
                }
            }
            Stmt::Delete(delete) => delete.targets.iter().for_each(|target| self.delete(target)),
            Stmt::If(_) | Stmt::While(_) | Stmt::Match(_) => self.nested(|binder| visitor::walk_stmt(binder, statement)),
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_annotation(&mut self, expression: &'a Expr) {
        self.defer(Deferred::Annotation(expression));
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) => match name.ctx {
                ast::ExprContext::Load | ast::ExprContext::Invalid => self.read(name.id.as_str(), span_of(name)),
                ast::ExprContext::Store => self.bind(name.id.as_str(), span_of(name), Assigned::Other),
                ast::ExprContext::Del => self.unbind(name.id.as_str(), span_of(name)),
            },
            Expr::Lambda(lambda) => {
                lambda.parameters.iter().for_each(|parameters| self.defaults(parameters));
                self.defer(Deferred::Lambda(lambda));
            }
            Expr::Named(named) => {
                self.visit_expr(&named.value);
                self.bind_walrus(&named.target);
            }
            Expr::ListComp(list) => self.comprehension(span_of(list), &list.generators, [Some(&list.elt), None]),
            Expr::SetComp(set) => self.comprehension(span_of(set), &set.generators, [Some(&set.elt), None]),
            Expr::DictComp(map) => self.comprehension(span_of(map), &map.generators, [map.key.as_deref(), Some(&map.value)]),
            Expr::Generator(generator) => self.comprehension(span_of(generator), &generator.generators, [Some(&generator.elt), None]),
            Expr::StringLiteral(literal) if self.in_annotation => {
                annotation_names(self.text, literal).iter().for_each(|(name, range)| self.read(name, *range));
            }
            Expr::Call(call) => {
                let outer = std::mem::take(&mut self.in_annotation);
                visitor::walk_expr(self, expression);
                self.in_annotation = outer;
                self.special_call(call);
            }
            Expr::Subscript(subscript) if self.in_annotation => self.type_arguments(subscript),
            Expr::Subscript(subscript) => {
                visitor::walk_expr(self, expression);
                if last_segment(&subscript.value).starts_with(char::is_uppercase) {
                    self.strings_as_types(&subscript.slice);
                }
            }
            _ => visitor::walk_expr(self, expression),
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ast::ExceptHandler) {
        let ast::ExceptHandler::ExceptHandler(handler) = handler;
        handler.type_.iter().for_each(|caught| self.visit_expr(caught));
        let Some(name) = &handler.name else { return self.visit_body(&handler.body) };
        let before = self.frames.get(self.current).and_then(|frame| frame.names.get(name.as_str())).copied();
        self.bind(name.as_str(), span_of(name), Assigned::Simple);
        self.visit_body(&handler.body);
        // The name of a caught exception ends with its handler.
        if let Some(frame) = self.frames.get_mut(self.current) {
            match before {
                Some(id) => frame.names.insert(name.to_string(), id),
                None => frame.names.remove(name.as_str()),
            };
        }
    }

    fn visit_pattern(&mut self, pattern: &'a ast::Pattern) {
        visitor::walk_pattern(self, pattern);
        let name = match pattern {
            ast::Pattern::MatchAs(pattern) => pattern.name.as_ref(),
            ast::Pattern::MatchStar(pattern) => pattern.name.as_ref(),
            ast::Pattern::MatchMapping(pattern) => pattern.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.bind(name.as_str(), span_of(name), Assigned::Other);
        }
    }
}

impl<'a> Binder<'a> {
    fn is_exports(&self, target: &Expr) -> bool {
        self.current == 0 && matches!(target, Expr::Name(name) if name.id.as_str() == "__all__")
    }

    /// An assigned value that is written as a type may have forward references in strings.
    fn type_alias(&mut self, value: &'a Expr) {
        if let Expr::BinOp(union) = value
            && union.op == ast::Operator::BitOr
        {
            self.strings_as_types(value);
        }
    }

    /// The arguments of a generic type: strings are forward references, save those that are values.
    fn type_arguments(&mut self, subscript: &'a ast::ExprSubscript) {
        self.visit_expr(&subscript.value);
        match last_segment(&subscript.value) {
            "Literal" => {}
            "Annotated" => {
                let elements = match subscript.slice.as_ref() {
                    Expr::Tuple(tuple) => tuple.elts.as_slice(),
                    single => std::slice::from_ref(single),
                };
                for (at, element) in elements.iter().enumerate() {
                    self.in_annotation = at == 0;
                    self.visit_expr(element);
                }
                self.in_annotation = true;
            }
            _ => self.visit_expr(&subscript.slice),
        }
    }

    fn delete(&mut self, target: &'a Expr) {
        match target {
            Expr::Name(name) => self.unbind(name.id.as_str(), span_of(name)),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| self.delete(element)),
            Expr::List(list) => list.elts.iter().for_each(|element| self.delete(element)),
            other => self.visit_expr(other),
        }
    }

    /// An assignment expression in a comprehension binds in the scope around it.
    fn bind_walrus(&mut self, target: &'a Expr) {
        let inner = self.current;
        while let Some(frame) = self.frames.get(self.current)
            && frame.kind == super::FrameKind::Comprehension
            && let Some(parent) = frame.parent
        {
            self.current = parent;
        }
        self.assign(target, Assigned::Simple);
        self.current = inner;
    }
}
