//! The scopes of Go: which names are bound where, and which are not. Types are left to the compiler.

use super::ast::{ABSENT, Kind, NodeId, Tree};
use super::imports::{package_name, unquoted};
use super::resolve::{Resolver, Unresolved};
use super::token::Token;
use super::{duplicates, parse, returns, universe};
use crate::base::Span;
use crate::syntax::{Binding, BindingKind, NameProblem, NameProblemKind, ScopeContext, ScopeReport, SyntaxError};
use std::collections::HashSet;

/// The scope report of a text; empty where the text has syntax errors.
pub fn report(text: &str, context: &ScopeContext<'_>) -> ScopeReport {
    examine(text, context).unwrap_or_default()
}

/// The same, or the syntax errors.
pub fn examine(text: &str, context: &ScopeContext<'_>) -> Result<ScopeReport, Vec<SyntaxError>> {
    let tree = parse(text);
    if !tree.errors.is_empty() {
        return Err(tree.errors);
    }
    let mut resolver = Resolver::new(&tree, text);
    let mut imports = Vec::new();
    let mut glob = false;
    for declaration in tree.children(tree.root).iter().skip(1) {
        if tree.node(*declaration).token == Token::Import {
            for specification in tree.children(*declaration) {
                glob |= tree.kind(tree.child(*specification, 0)) == Kind::Dot;
                imports.extend(Import::new(&tree, text, *specification));
            }
        } else {
            declare_at_top(&mut resolver, *declaration);
        }
    }
    for import in &mut imports {
        import.binding = Some(resolver.bind_everywhere(&import.name, import.name_range, BindingKind::Import));
    }
    for declaration in tree.children(tree.root).iter().skip(1) {
        resolver.top_declaration(*declaration);
    }
    let Resolver { mut bindings, mut problems, unresolved, .. } = resolver;
    let shared = siblings_names(&tree, text, context);
    let explained = report_imports(&imports, &mut bindings, &unresolved, &shared, &mut problems);
    if let (Some(shared), false) = (&shared, glob || is_of_another_compiler(text)) {
        for Unresolved { name, range, selects } in unresolved {
            let may_be_a_package = selects && explained;
            if !shared.contains(name) && !may_be_a_package {
                let message = format!("undefined: {name}");
                problems.push(NameProblem { kind: NameProblemKind::UndefinedName, name: name.to_owned(), range, message, is_error: true });
            }
        }
    }
    let problem = |kind, range: Span, message: String| NameProblem { kind, name: range.of(text).to_owned(), range, message, is_error: true };
    problems.extend(returns::missing(&tree, text).into_iter().map(|range| problem(NameProblemKind::MissingReturn, range, "missing return".to_owned())));
    problems.extend(duplicates::find(&tree, text).into_iter().map(|(range, message)| problem(NameProblemKind::Duplicate, range, message)));
    problems.sort_by_key(|problem| (problem.range.start, problem.range.end));
    bindings.sort_by_key(|binding| (binding.range.start, binding.range.end));
    Ok(ScopeReport { problems, bindings })
}

/// An import that binds a name.
struct Import {
    path: String,
    name: String,
    name_range: Span,
    /// Where the compiler reports it.
    range: Span,
    renamed: bool,
    /// Whether the name is that of the package for certain.
    certain: bool,
    cgo: bool,
    binding: Option<usize>,
}

impl Import {
    fn new(tree: &Tree, text: &str, specification: NodeId) -> Option<Import> {
        let (local, literal) = (tree.child(specification, 0), tree.child(specification, 1));
        let path = unquoted(tree.span(literal).of(text)).to_owned();
        if tree.kind(local) == Kind::Dot {
            return None;
        }
        // cgo's package is made up for the file, and importing it alone has an effect.
        let cgo = path == "C";
        let (name, certain) = if local == ABSENT { package_name(&path) } else { (tree.span(local).of(text).to_owned(), true) };
        let range = tree.span(if local == ABSENT { literal } else { local });
        (name != "_").then(|| Import { path, name, name_range: range, range, renamed: local != ABSENT, certain, cgo, binding: None })
    }

    /// The compiler's words about an import that is not used.
    fn message(&self) -> String {
        let last = self.path.rsplit('/').next().unwrap_or("");
        if self.name == last { format!("\"{}\" imported and not used", self.path) } else { format!("\"{}\" imported as {} and not used", self.path, self.name) }
    }
}

/// Reports imports that nothing refers to. Gives whether names that are not bound may be those of packages whose name only their files tell.
fn report_imports(
    imports: &[Import],
    bindings: &mut [Binding],
    unresolved: &[Unresolved<'_>],
    shared: &Option<HashSet<String>>,
    problems: &mut Vec<NameProblem>,
) -> bool {
    let is_bound_elsewhere = |name: &str| shared.as_ref().is_some_and(|shared| shared.contains(name));
    let open_selections = unresolved.iter().any(|name| name.selects && !is_bound_elsewhere(name.name));
    let mut explained = false;
    for import in imports {
        let reads = import.binding.and_then(|binding| bindings.get(binding)).map_or(0, |binding| binding.reads);
        if reads > 0 || import.cgo {
            continue;
        }
        if !import.certain && !import.renamed && open_selections {
            explained = true;
            continue;
        }
        problems.push(NameProblem {
            kind: NameProblemKind::UnusedImport,
            name: import.name.clone(),
            range: import.range,
            message: import.message(),
            is_error: true,
        });
    }
    explained
}

/// The names that the other files of the package define at their top level; `None` where the files are not known. Files of another package
/// in the folder (`package p_test`, a `package main` that is left out of the build) do not count.
fn siblings_names(tree: &Tree, text: &str, context: &ScopeContext<'_>) -> Option<HashSet<String>> {
    context.siblings?;
    let package = tree.span(tree.child(tree.root, 0)).of(text);
    let mut names = HashSet::new();
    for outline in context.sibling_outlines() {
        if outline.package.as_deref().is_some_and(|other| other != package) {
            continue;
        }
        names.extend(outline.definitions.iter().filter(|definition| definition.container.is_empty()).map(|definition| definition.name.clone()));
    }
    Some(names)
}

/// Whether the file is built by gccgo only: then it may use what only that compiler's build makes.
fn is_of_another_compiler(text: &str) -> bool {
    text.lines()
        .take_while(|line| !line.starts_with("package "))
        .any(|line| line.starts_with("//go:build") && line.contains("gccgo") && !line.contains("!gccgo"))
}

/// Binds what a declaration at the top level defines, before anything is resolved, as order does not matter there.
fn declare_at_top(resolver: &mut Resolver<'_>, declaration: NodeId) {
    let tree = resolver.tree;
    if tree.kind(declaration) == Kind::Function {
        let name = tree.child(declaration, 1);
        if tree.child(declaration, 0) == ABSENT && tree.span(name).of(resolver.text) != "init" {
            resolver.bind_top(name, BindingKind::Function);
        }
        return;
    }
    for specification in tree.children(declaration) {
        let names = tree.child(*specification, 0);
        let kind = match tree.kind(*specification) {
            Kind::ConstSpec => BindingKind::Constant,
            Kind::VarSpec => BindingKind::Variable,
            _ => BindingKind::Type,
        };
        for name in tree.elements(&names) {
            resolver.bind_top(*name, kind);
        }
    }
}

/// The predeclared names that are like variables of the file's outermost scope, for those who look for a name that is meant.
pub fn predeclared_names() -> impl Iterator<Item = &'static str> {
    universe::TYPES.iter().chain(universe::CONSTANTS).chain(universe::FUNCTIONS).copied()
}
