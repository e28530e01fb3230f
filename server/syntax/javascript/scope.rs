//! The scopes of JavaScript, as oxc resolves them.

use super::{environment::Environment, judge, syntax};
use crate::base::Span;
use crate::syntax::{Binding, BindingKind, NameProblem, NameProblemKind, ParseOptions, ScopeContext, ScopeReport, SyntaxError};
use oxc_ast::AstKind;
use oxc_ast::ast::{BindingPattern, Expression};
use oxc_semantic::{NodeId, ReferenceId, ScopeId, Semantic, SymbolId};
use oxc_span::GetSpan;
use oxc_syntax::operator::UnaryOperator;

/// The scope report of a text; empty where the text has syntax errors.
pub fn report(text: &str, context: &ScopeContext<'_>) -> ScopeReport {
    let default = ParseOptions::default();
    let options = context.options.unwrap_or(&default);
    let known = context.known_names;
    judge::with_semantics(text, options, |semantic| Reporter::new(text, semantic, known).run()).unwrap_or_default()
}

/// The scope report of a text, or its syntax errors.
pub fn examine(text: &str, context: &ScopeContext<'_>) -> Result<ScopeReport, Vec<SyntaxError>> {
    let default = ParseOptions::default();
    let options = context.options.unwrap_or(&default);
    let known = context.known_names;
    match judge::semantics_or_complaints(text, options, |semantic| Reporter::new(text, semantic, known).run()) {
        Some(Ok(report)) => Ok(report),
        Some(Err(complaints)) if !complaints.is_empty() => Err(syntax::worded(text, options, &complaints)),
        _ => Ok(ScopeReport::default()),
    }
}

struct Reporter<'s, 'a> {
    text: &'s str,
    semantic: &'s Semantic<'a>,
    known_names: &'s [String],
    environment: Environment<'s>,
    /// Whether the file keeps its top-level names to itself: a module of either kind. A plain script shares them with other scripts.
    private_top: bool,
    has_jsx: bool,
    report: ScopeReport,
}

impl<'s, 'a> Reporter<'s, 'a> {
    fn new(text: &'s str, semantic: &'s Semantic<'a>, known_names: &'s [String]) -> Reporter<'s, 'a> {
        let comments = semantic.comments().iter().map(|comment| span(comment.content_span()).of(text));
        Reporter {
            text,
            semantic,
            known_names,
            environment: Environment::read(comments),
            private_top: semantic.source_type().is_module() && judge::looks_like_module(text) || text.contains("require(") || text.contains("exports"),
            has_jsx: semantic.nodes().iter().any(|node| matches!(node.kind(), AstKind::JSXElement(_) | AstKind::JSXFragment(_))),
            report: ScopeReport::default(),
        }
    }

    fn run(mut self) -> ScopeReport {
        if !self.environment.undefined_names_silenced {
            self.undefined_names();
        }
        let symbols: Vec<SymbolId> = self.semantic.scoping().symbol_ids().collect();
        for symbol in symbols {
            self.symbol(symbol);
        }
        self.report.problems.sort_by_key(|problem| (problem.range.start, problem.range.end));
        self.report.bindings.sort_by_key(|binding| binding.range.start);
        self.report
    }

    fn problem(&mut self, kind: NameProblemKind, name: &str, range: Span, message: String, is_error: bool) {
        self.report.problems.push(NameProblem { kind, name: name.to_owned(), range, message, is_error });
    }

    fn undefined_names(&mut self) {
        let semantic = self.semantic;
        for (name, references) in semantic.scoping().root_unresolved_references() {
            let name = name.as_str();
            let declared = super::globals::is_global(name)
                || name == "arguments"
                || is_defined_by_bundlers(name)
                || self.known_names.iter().any(|known| known == name)
                || self.environment.declares(name)
                || references.iter().any(|reference| self.under_typeof(*reference))
                || self.set_on_global_object(name);
            if declared {
                continue;
            }
            for reference in references {
                if !self.scope_is_dynamic(*reference) {
                    let range = self.reference_span(*reference);
                    self.problem(NameProblemKind::UndefinedName, name, range, format!("'{name}' is not defined"), true);
                }
            }
        }
    }

    fn reference_span(&self, reference: ReferenceId) -> Span {
        span(self.semantic.reference_span(self.semantic.scoping().get_reference(reference)))
    }

    /// Whether the reference is the operand of `typeof`, by which programs ask whether a name is there.
    fn under_typeof(&self, reference: ReferenceId) -> bool {
        let node = self.semantic.scoping().get_reference(reference).node_id();
        let outer =
            self.semantic.nodes().ancestor_kinds(node).find(|kind| !matches!(kind, AstKind::ParenthesizedExpression(_) | AstKind::IdentifierReference(_)));
        matches!(outer, Some(AstKind::UnaryExpression(unary)) if unary.operator == UnaryOperator::Typeof)
    }

    /// Whether the file itself names the name as a property of the global object.
    fn set_on_global_object(&self, name: &str) -> bool {
        ["window.", "globalThis.", "global.", "self.", "root."].iter().any(|object| {
            self.text.match_indices(object).any(|(at, _)| {
                let rest = self.text.get(at + object.len()..).unwrap_or("");
                rest.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$'))
            })
        })
    }

    /// Whether names at the reference may come from an object (`with`) or from evaluated text.
    fn scope_is_dynamic(&self, reference: ReferenceId) -> bool {
        let scoping = self.semantic.scoping();
        let scope = scoping.get_reference(reference).scope_id();
        scoping.scope_ancestors(scope).any(|scope| {
            let flags = scoping.scope_flags(scope);
            flags.is_with() || (flags.contains_direct_eval() && !flags.is_strict_mode())
        })
    }

    fn symbol(&mut self, symbol: SymbolId) {
        let scoping = self.semantic.scoping();
        let name = scoping.symbol_name(symbol).to_owned();
        let range = span(scoping.symbol_span(symbol));
        let flags = scoping.symbol_flags(symbol);
        let references = scoping.get_resolved_reference_ids(symbol);
        let reads = references.iter().filter(|reference| scoping.get_reference(**reference).is_read()).count();
        let writes: Vec<Span> =
            references.iter().filter(|reference| scoping.get_reference(**reference).is_write()).map(|reference| self.reference_span(*reference)).collect();
        let again: Vec<Span> = scoping.symbol_redeclarations(symbol).iter().skip(1).map(|declaration| span(declaration.span)).collect();
        let declaration = scoping.symbol_declaration(symbol);
        let parameter = self.is_parameter(declaration);
        let imported = flags.is_import() || self.is_required(declaration);
        let kind = match () {
            () if imported => BindingKind::Import,
            () if parameter => BindingKind::Parameter,
            () if flags.is_const_variable() => BindingKind::Constant,
            () if flags.is_class() => BindingKind::Type,
            () if flags.is_function() => BindingKind::Function,
            () if flags.is_variable() || flags.is_catch_variable() => BindingKind::Variable,
            () => BindingKind::Other,
        };
        let visible = self.scope_span(scoping.symbol_scope_id(symbol));
        if flags.is_const_variable() || flags.is_import() {
            for range in &writes {
                let why = if flags.is_import() { "read-only" } else { "constant" };
                self.problem(NameProblemKind::AssignedConstant, &name, *range, format!("'{name}' is {why}"), true);
            }
        }
        if !parameter {
            for range in again {
                self.problem(NameProblemKind::Redeclared, &name, range, format!("'{name}' is already defined"), false);
            }
        }
        if reads == 0 && !parameter && !self.may_stay_unused(symbol, declaration, &name) {
            let (kind, what) = match imported {
                true => (NameProblemKind::UnusedImport, "defined"),
                false if writes.is_empty() && !self.has_initializer(declaration) => (NameProblemKind::UnusedVariable, "defined"),
                false => (NameProblemKind::UnusedVariable, "assigned a value"),
            };
            self.problem(kind, &name, range, format!("'{name}' is {what} but never used"), false);
        }
        self.report.bindings.push(Binding { name, kind, range, visible, reads });
    }

    fn scope_span(&self, scope: ScopeId) -> Span {
        let node = self.semantic.scoping().get_node_id(scope);
        match self.semantic.nodes().kind(node) {
            AstKind::Program(_) => Span::new(0, self.text.len()),
            kind => span(kind.span()),
        }
    }

    fn is_parameter(&self, declaration: NodeId) -> bool {
        matches!(self.semantic.nodes().kind(declaration), AstKind::FormalParameter(_) | AstKind::FormalParameterRest(_) | AstKind::FormalParameters(_))
    }

    /// Whether the declaration is `const … = require(…)`, perhaps with something done to the module.
    fn is_required(&self, declaration: NodeId) -> bool {
        let AstKind::VariableDeclarator(declarator) = self.semantic.nodes().kind(declaration) else { return false };
        let mut value = declarator.init.as_ref();
        while let Some(expression) = value {
            match expression {
                Expression::CallExpression(call) if call.callee.is_specific_id("require") => return true,
                Expression::CallExpression(call) => value = Some(&call.callee),
                Expression::StaticMemberExpression(member) => value = Some(&member.object),
                _ => return false,
            }
        }
        false
    }

    fn has_initializer(&self, declaration: NodeId) -> bool {
        match self.semantic.nodes().kind(declaration) {
            AstKind::VariableDeclarator(declarator) => declarator.init.is_some(),
            _ => false,
        }
    }

    /// Whether nobody minds that the name is not read: it is exported, meant to be left out, or part of what another reader uses.
    fn may_stay_unused(&self, symbol: SymbolId, declaration: NodeId, name: &str) -> bool {
        let scoping = self.semantic.scoping();
        let top = scoping.symbol_scope_id(symbol) == scoping.root_scope_id();
        if name.starts_with('_') || (top && !self.private_top) || self.environment.exports(name) || (self.has_jsx && matches!(name, "React" | "h" | "jsx")) {
            return true;
        }
        let nodes = self.semantic.nodes();
        match nodes.kind(declaration) {
            AstKind::Function(function) if function.is_expression() => return true,
            AstKind::Class(class) if class.is_expression() => return true,
            AstKind::CatchParameter(_) => return true,
            AstKind::VariableDeclarator(declarator) if has_rest(&declarator.id) => return true,
            _ => {}
        }
        nodes.ancestor_kinds(declaration).take(3).any(|kind| {
            matches!(kind, AstKind::ExportDeclaration(_) | AstKind::ExportDefaultDeclaration(_) | AstKind::ForInStatement(_) | AstKind::ForOfStatement(_))
        })
    }
}

/// Whether the name has the form of what bundlers replace when they build: `__DEV__`.
fn is_defined_by_bundlers(name: &str) -> bool {
    name.len() > 4 && name.starts_with("__") && name.ends_with("__")
}

/// Whether the pattern takes the rest of an object: then its other names are there to be left out.
fn has_rest(pattern: &BindingPattern<'_>) -> bool {
    matches!(pattern, BindingPattern::ObjectPattern(object) if object.rest.is_some())
}

fn span(span: oxc_span::Span) -> Span {
    Span::new(span.start as usize, span.end as usize)
}

#[cfg(test)]
#[path = "scope_tests.rs"]
mod tests;
