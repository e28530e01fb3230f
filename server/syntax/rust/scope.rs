//! The scopes of Rust: what a file alone tells about its names. Where a glob, a macro or an attribute may bring names that cannot be seen,
//! nothing is reported.

use super::scope_walk::Walker;
use super::{item_memory, parse};
use crate::syntax::{BindingKind, NameProblem, NameProblemKind, ParseOptions, ScopeContext, ScopeReport, SyntaxError};
use ra_ap_syntax::AstNode;

/// The scope report of a text; empty where the text has syntax errors.
pub fn report(text: &str, context: &ScopeContext<'_>) -> ScopeReport {
    let without_mark = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shift = text.len() - without_mark.len();
    let fallback = ParseOptions::default();
    let options = context.options.unwrap_or(&fallback);
    let Some(parsed) = parse::parse(without_mark, options).ok().filter(|parsed| parsed.errors.is_empty()) else { return ScopeReport::default() };
    let root = parsed.tree.syntax().clone();
    let mut walker = Walker::new(root.clone(), without_mark, context);
    if !walker.run(without_mark) {
        return ScopeReport::default();
    }
    let mut report = ScopeReport { problems: walker.problems, bindings: walker.bindings };
    report.problems.extend(item_memory::invalid(&root, without_mark));
    report.problems.extend(unused(without_mark, &report.bindings));
    if shift > 0 {
        report.problems.iter_mut().for_each(|problem| *problem = problem.moved(shift));
        report.bindings.iter_mut().for_each(|binding| *binding = binding.moved(shift));
    }
    // Of two that say something of the same place, the error is kept.
    report.problems.sort_by_key(|problem| (problem.range.start, problem.range.end, !problem.is_error));
    report.problems.dedup_by(|left, right| left.range == right.range);
    report.bindings.sort_by_key(|binding| binding.range.start);
    report
}

/// The scope report of a text, or its syntax errors.
pub fn examine(text: &str, context: &ScopeContext<'_>) -> Result<ScopeReport, Vec<SyntaxError>> {
    let fallback = ParseOptions::default();
    let errors = super::syntax::errors(text, context.options.unwrap_or(&fallback));
    if errors.is_empty() { Ok(report(text, context)) } else { Err(errors) }
}

/// The local variables that are never read, unless the file switches that warning off.
fn unused(text: &str, bindings: &[crate::syntax::Binding]) -> Vec<NameProblem> {
    if text.contains("allow(unused") || text.contains("allow(dead_code, unused") {
        return Vec::new();
    }
    let local = bindings.iter().filter(|binding| matches!(binding.kind, BindingKind::Variable | BindingKind::Parameter));
    local
        .filter(|binding| binding.reads == 0 && !binding.name.starts_with('_') && binding.name != "self")
        .map(|binding| NameProblem {
            kind: NameProblemKind::UnusedVariable,
            name: binding.name.clone(),
            range: binding.range,
            message: format!("unused variable: `{}`", binding.name),
            is_error: false,
        })
        .collect()
}

#[cfg(test)]
#[path = "scope_tests.rs"]
mod tests;
