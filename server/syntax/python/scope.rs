//! The scopes of Python: which names are bound where, and what is wrong with them. The rules are those of the language, in the order of the
//! text as ruff reads it: a name is looked up among what is bound so far, bodies of functions come after everything around them.

use super::binder::{Assigned, Binder, Frame, FrameKind};
use super::builtins::is_builtin;
use super::syntax;
use crate::syntax::{Binding, BindingKind, NameProblem, NameProblemKind, ScopeContext, ScopeReport, SyntaxError};
use ruff_python_ast::ModModule;
use ruff_python_parser::Parsed;
use std::collections::HashSet;

/// The scope report of a text; empty where the text has syntax errors.
pub fn report(text: &str, context: &ScopeContext<'_>) -> ScopeReport {
    let parsed = syntax::parse(text);
    if parsed.errors().is_empty() { of_tree(text, &parsed, context) } else { ScopeReport::default() }
}

/// The scope report of a text, or the errors of one that the compiler refuses.
pub fn examine(text: &str, context: &ScopeContext<'_>) -> Result<ScopeReport, Vec<SyntaxError>> {
    let parsed = syntax::parse(text);
    let errors = syntax::errors_of(text, &parsed);
    if errors.is_empty() { Ok(of_tree(text, &parsed, context)) } else { Err(errors) }
}

fn of_tree(text: &str, parsed: &Parsed<ModModule>, context: &ScopeContext<'_>) -> ScopeReport {
    let mut binder = Binder::new(text);
    binder.bind_module(parsed.syntax());
    let mut problems = undefined(&binder, context);
    problems.extend(unused(&binder, context));
    problems.sort_by_key(|problem| (problem.range.start, problem.range.end));
    let mut bindings: Vec<Binding> = binder.bindings.into_iter().map(|bound| bound.binding).collect();
    bindings.sort_by_key(|binding| (binding.range.start, binding.range.end));
    ScopeReport { problems, bindings }
}

fn file_name<'c>(context: &ScopeContext<'c>) -> &'c str {
    context.path.and_then(|path| path.file_name()).and_then(|name| name.to_str()).unwrap_or("")
}

fn undefined(binder: &Binder<'_>, context: &ScopeContext<'_>) -> Vec<NameProblem> {
    if binder.imports_everything {
        return Vec::new();
    }
    let is_known = |name: &str| is_builtin(name) || binder.declared_global.contains(name) || context.known_names.iter().any(|known| known == name);
    let missing = binder.unresolved.iter().filter(|(name, _)| !is_known(name)).map(|(name, range)| NameProblem {
        kind: NameProblemKind::UndefinedName,
        name: name.clone(),
        range: *range,
        message: format!("Undefined name `{name}`"),
        is_error: true,
    });
    let mut problems: Vec<NameProblem> = missing.collect();
    for (frame, name, range, bound_before) in &binder.outer_reads {
        let is_function = binder.frames.get(*frame).is_some_and(|frame| frame.kind == FrameKind::Function && frame.ever_bound.contains(name));
        // A name that was bound before and unbound since is another matter.
        let first = || binder.bindings.iter().position(|bound| bound.frame == *frame && bound.binding.name == *name);
        if is_function && first().is_some_and(|first| first >= *bound_before) {
            problems.push(NameProblem {
                kind: NameProblemKind::UndefinedName,
                name: name.clone(),
                range: *range,
                message: format!("Local variable `{name}` referenced before assignment"),
                is_error: true,
            });
        }
    }
    // A package's `__init__` may list its submodules, and a module with its own `__getattr__` may have any name.
    let module = binder.frames.first();
    let dynamic = binder.exports_unknown || module.is_none_or(|module| module.names.contains_key("__getattr__")) || file_name(context).starts_with("__init__.");
    if !dynamic {
        let unbound = binder.exports.iter().filter(|(name, _)| module.is_some_and(|module| !module.ever_bound.contains(name)) && !is_known(name));
        problems.extend(unbound.map(|(name, range)| NameProblem {
            kind: NameProblemKind::UndefinedName,
            name: name.clone(),
            range: *range,
            message: format!("Undefined name `{name}` in `__all__`"),
            is_error: true,
        }));
    }
    problems
}

fn unused(binder: &Binder<'_>, context: &ScopeContext<'_>) -> Vec<NameProblem> {
    let reexports = file_name(context).starts_with("__init__.") || file_name(context).ends_with(".pyi");
    let mut read: HashSet<(usize, &str)> = HashSet::new();
    for bound in binder.bindings.iter().filter(|bound| bound.binding.reads > 0) {
        read.insert((bound.frame, bound.binding.name.as_str()));
    }
    for (name, _) in &binder.exports {
        read.insert((0, name));
    }
    let mut problems = Vec::new();
    for bound in binder.bindings.iter().filter(|bound| !read.contains(&(bound.frame, bound.binding.name.as_str()))) {
        let Some(frame) = binder.frames.get(bound.frame) else { continue };
        let Binding { name, range, .. } = &bound.binding;
        match bound.assigned {
            Assigned::Import { ref shown, plain: true } if !(reexports || uses_locals(frame) || bound.frame == 0 && binder.exports_unknown) => {
                problems.push(NameProblem {
                    kind: NameProblemKind::UnusedImport,
                    name: name.clone(),
                    range: *range,
                    message: format!("`{shown}` imported but unused"),
                    is_error: false,
                });
            }
            Assigned::Simple if frame.kind == FrameKind::Function && !frame.reads_locals && !is_dummy(name) => {
                // Of several assignments the last one is shown, as ruff does.
                problems.retain(|problem: &NameProblem| {
                    !(problem.name == *name && problem.kind == NameProblemKind::UnusedVariable && frame.span.contains(problem.range))
                });
                problems.push(NameProblem {
                    kind: NameProblemKind::UnusedVariable,
                    name: name.clone(),
                    range: *range,
                    message: format!("Local variable `{name}` is assigned to but never used"),
                    is_error: false,
                });
            }
            _ => {}
        }
    }
    problems
}

fn uses_locals(frame: &Frame) -> bool {
    frame.kind == FrameKind::Function && frame.reads_locals
}

/// Names that say by themselves that they are not used.
fn is_dummy(name: &str) -> bool {
    name.starts_with('_') || matches!(name, "__tracebackhide__" | "__traceback_info__" | "__traceback_supplement__" | "__debuggerskip__")
}

impl Assigned {
    /// How editors name what is bound.
    pub(super) fn kind(&self) -> BindingKind {
        match self {
            Assigned::Import { .. } => BindingKind::Import,
            Assigned::Parameter => BindingKind::Parameter,
            Assigned::Function => BindingKind::Function,
            Assigned::Class => BindingKind::Type,
            Assigned::Simple | Assigned::Unpacked => BindingKind::Variable,
            Assigned::Other => BindingKind::Other,
        }
    }
}
