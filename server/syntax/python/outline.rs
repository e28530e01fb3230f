//! What a Python file defines and imports. Made from ruff's tree, which keeps what it could read of a broken text.

use super::{span_of, syntax};
use crate::base::Span;
use crate::syntax::{Definition, DefinitionKind, Import, ImportedName, Outline};
use ruff_python_ast::{self as ast, Expr, Stmt};

/// The outline of a text.
pub fn outline(text: &str) -> Outline {
    let parsed = syntax::parse(text);
    let mut outliner = Outliner { text, outline: Outline::default() };
    outliner.body(&parsed.syntax().body, "");
    outliner.outline
}

struct Outliner<'t> {
    text: &'t str,
    outline: Outline,
}

impl Outliner<'_> {
    fn body(&mut self, body: &[Stmt], container: &str) {
        body.iter().for_each(|statement| self.statement(statement, container));
    }

    fn statement(&mut self, statement: &Stmt, container: &str) {
        match statement {
            Stmt::FunctionDef(function) => self.function(function, container),
            Stmt::ClassDef(class) => {
                self.define(class.name.as_str(), span_of(&class.name), span_of(class), DefinitionKind::Type, container);
                if container.is_empty() {
                    self.body(&class.body, class.name.as_str());
                }
            }
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    self.target(target, span_of(assign), None, container);
                }
            }
            Stmt::AnnAssign(assign) => self.target(&assign.target, span_of(assign), Some(self.slice(span_of(assign.annotation.as_ref()))), container),
            Stmt::TypeAlias(alias) => {
                if let Expr::Name(name) = alias.name.as_ref() {
                    self.define(name.id.as_str(), span_of(name), span_of(alias), DefinitionKind::Type, container);
                }
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    self.import(alias, span_of(import));
                }
            }
            Stmt::ImportFrom(import) => self.import_from(import),
            // Definitions under a condition are definitions all the same.
            Stmt::If(statement) => {
                self.body(&statement.body, container);
                statement.elif_else_clauses.iter().for_each(|clause| self.body(&clause.body, container));
            }
            Stmt::Try(statement) => {
                self.body(&statement.body, container);
                for handler in &statement.handlers {
                    let ast::ExceptHandler::ExceptHandler(handler) = handler;
                    self.body(&handler.body, container);
                }
                self.body(&statement.orelse, container);
            }
            Stmt::With(statement) => self.body(&statement.body, container),
            _ => {}
        }
    }

    fn slice(&self, range: Span) -> String {
        range.of(self.text).to_owned()
    }

    fn define(&mut self, name: &str, name_range: Span, range: Span, kind: DefinitionKind, container: &str) -> Option<&mut Definition> {
        if name.is_empty() {
            return None;
        }
        self.outline.definitions.push(Definition {
            name: name.to_owned(),
            kind,
            container: container.to_owned(),
            public: !name.starts_with('_'),
            name_range,
            range,
            parameters: None,
            type_text: None,
        });
        self.outline.definitions.last_mut()
    }

    fn function(&mut self, function: &ast::StmtFunctionDef, container: &str) {
        let is_static = function.decorator_list.iter().any(|decorator| matches!(&decorator.expression, Expr::Name(name) if name.id.as_str() == "staticmethod"));
        let is_property = function.decorator_list.iter().any(|decorator| match &decorator.expression {
            Expr::Name(name) => name.id.ends_with("property"),
            Expr::Attribute(attribute) => matches!(attribute.attr.as_str(), "setter" | "cached_property"),
            _ => false,
        });
        let receiver = usize::from(!container.is_empty() && !is_static);
        let parameters: Vec<String> = function.parameters.iter_source_order().skip(receiver).map(|parameter| self.slice(span_of(&parameter))).collect();
        let result = function.returns.as_ref().map(|result| self.slice(span_of(result.as_ref())));
        let kind = match (container.is_empty(), is_property) {
            (true, _) => DefinitionKind::Function,
            (false, true) => DefinitionKind::Field,
            (false, false) => DefinitionKind::Method,
        };
        if let Some(definition) = self.define(function.name.as_str(), span_of(&function.name), span_of(function), kind, container) {
            definition.parameters = Some(parameters).filter(|_| kind != DefinitionKind::Field);
            definition.type_text = result;
        }
        if !container.is_empty() {
            self.fields_of_self(&function.body, container);
        }
    }

    /// What a method assigns to `self` is a field of its class.
    fn fields_of_self(&mut self, body: &[Stmt], container: &str) {
        let mut fields = SelfFields(Vec::new());
        ast::visitor::Visitor::visit_body(&mut fields, body);
        for (name, name_range, range) in fields.0 {
            if !self.outline.members(container).any(|known| known.name == name) {
                self.define(&name, name_range, range, DefinitionKind::Field, container);
            }
        }
    }

    fn target(&mut self, target: &Expr, range: Span, type_text: Option<String>, container: &str) {
        match target {
            Expr::Name(name) => {
                let shouts = name.id.chars().any(char::is_uppercase) && !name.id.chars().any(char::is_lowercase);
                let kind = match (container.is_empty(), shouts) {
                    (false, _) => DefinitionKind::Field,
                    (true, true) => DefinitionKind::Constant,
                    (true, false) => DefinitionKind::Variable,
                };
                if let Some(definition) = self.define(name.id.as_str(), span_of(name), range, kind, container) {
                    definition.type_text = type_text;
                }
            }
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| self.target(element, range, None, container)),
            Expr::List(list) => list.elts.iter().for_each(|element| self.target(element, range, None, container)),
            _ => {}
        }
    }

    fn import(&mut self, alias: &ast::Alias, range: Span) {
        let module = alias.name.as_str();
        let local = match &alias.asname {
            Some(local) => local.as_str(),
            None => module.split('.').next().unwrap_or(module),
        };
        let names = vec![ImportedName { exported: String::new(), local: local.to_owned(), range: span_of(alias) }];
        self.outline.imports.push(Import { module: module.to_owned(), names, glob: false, require: false, range });
    }

    fn import_from(&mut self, import: &ast::StmtImportFrom) {
        let module = format!("{}{}", ".".repeat(import.level as usize), import.module.as_deref().unwrap_or(""));
        let glob = import.names.iter().any(|alias| alias.name.as_str() == "*");
        let names = import.names.iter().filter(|alias| alias.name.as_str() != "*" && !alias.name.is_empty()).map(|alias| ImportedName {
            exported: alias.name.to_string(),
            local: alias.asname.as_ref().unwrap_or(&alias.name).to_string(),
            range: span_of(alias),
        });
        self.outline.imports.push(Import { module, names: names.collect(), glob, require: false, range: span_of(import) });
    }
}

struct SelfFields(Vec<(String, Span, Span)>);

impl<'a> ast::visitor::Visitor<'a> for SelfFields {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => return,
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    self.field(target, span_of(assign));
                }
            }
            Stmt::AnnAssign(assign) => self.field(&assign.target, span_of(assign)),
            _ => {}
        }
        ast::visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}

impl SelfFields {
    fn field(&mut self, target: &Expr, range: Span) {
        match target {
            Expr::Attribute(attribute) if matches!(attribute.value.as_ref(), Expr::Name(name) if matches!(name.id.as_str(), "self" | "cls")) => {
                self.0.push((attribute.attr.to_string(), span_of(&attribute.attr), range));
            }
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| self.field(element, range)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_and_imports_are_listed() {
        let text = "import os.path\nfrom . import a as b, c\nfrom m import *\nMAX = 1\nclass A:\n    x: int = 1\n    def f(self, a, *b, c=2) -> int:\n        self.y = 1\n        return a\ndef g(x): pass\n";
        let outline = outline(text);
        let found: Vec<(&str, &str, DefinitionKind)> =
            outline.definitions.iter().map(|definition| (definition.name.as_str(), definition.container.as_str(), definition.kind)).collect();
        use DefinitionKind::{Constant, Field, Function, Method, Type};
        assert_eq!(found, [("MAX", "", Constant), ("A", "", Type), ("x", "A", Field), ("f", "A", Method), ("y", "A", Field), ("g", "", Function)]);
        let method = outline.named("f").next().expect("defined");
        assert_eq!(method.parameters.as_deref(), Some(["a".to_owned(), "*b".to_owned(), "c=2".to_owned()].as_slice()));
        assert_eq!(method.type_text.as_deref(), Some("int"));
        let imports: Vec<(&str, usize, bool)> = outline.imports.iter().map(|import| (import.module.as_str(), import.names.len(), import.glob)).collect();
        assert_eq!(imports, [("os.path", 1, false), (".", 2, false), ("m", 0, true)]);
    }

    #[test]
    fn a_broken_file_still_has_an_outline() {
        let outline = outline("def f(:\n    pass\n\ndef g(x):\n    return x\n");
        assert!(outline.named("g").next().is_some());
    }
}
