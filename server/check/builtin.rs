//! The built-in checker: syntax and scopes in process, no tool needed.

use crate::base::Span;
use crate::model::{Finding, FindingRelated, Place, Severity, Tag};
use crate::syntax::{NameProblem, NameProblemKind, ScopeContext, SourceFile, SyntaxError, examine};

/// The name that built-in diagnostics carry as their source.
pub const SOURCE: &str = "healer";

/// The codes of built-in findings.
pub mod code {
    pub const SYNTAX: &str = "syntax";
    pub const UNDEFINED_NAME: &str = "undefined-name";
    pub const UNUSED_IMPORT: &str = "unused-import";
    pub const UNUSED_VARIABLE: &str = "unused-variable";
    pub const REDECLARED: &str = "redeclared";
    pub const ASSIGNED_CONSTANT: &str = "assigned-constant";
    pub const INVALID: &str = "invalid";
    pub const MISSING_RETURN: &str = "missing-return";
    pub const DUPLICATE: &str = "duplicate";
}

/// All that the built-in checker finds in a file: its syntax errors, and where it has none, what its scopes tell.
pub fn check(file: &SourceFile, context: &ScopeContext<'_>) -> Vec<Finding> {
    let context = ScopeContext { options: Some(file.options()), path: Some(file.path()), ..*context };
    match examine(file.language(), file.text(), &context) {
        Ok(report) => report.problems.into_iter().map(|problem| of_name(file, problem)).collect(),
        Err(errors) => errors.into_iter().map(|error| of_syntax(file, error)).collect(),
    }
}

fn of_syntax(file: &SourceFile, error: SyntaxError) -> Finding {
    let mut found = finding(file, error.range, Severity::Error, code::SYNTAX, error.message);
    let related = error.related.map(|(range, message)| FindingRelated { path: file.path().to_owned(), place: Place::Bytes(range), message });
    found.related = related.into_iter().collect();
    found
}

fn of_name(file: &SourceFile, problem: NameProblem) -> Finding {
    let (code, unnecessary) = match problem.kind {
        NameProblemKind::UndefinedName => (code::UNDEFINED_NAME, false),
        NameProblemKind::UnusedImport => (code::UNUSED_IMPORT, true),
        NameProblemKind::UnusedVariable => (code::UNUSED_VARIABLE, true),
        NameProblemKind::Redeclared => (code::REDECLARED, false),
        NameProblemKind::AssignedConstant => (code::ASSIGNED_CONSTANT, false),
        NameProblemKind::Invalid => (code::INVALID, false),
        NameProblemKind::MissingReturn => (code::MISSING_RETURN, false),
        NameProblemKind::Duplicate => (code::DUPLICATE, false),
    };
    let severity = if problem.is_error { Severity::Error } else { Severity::Warning };
    let mut found = finding(file, problem.range, severity, code, problem.message);
    if unnecessary {
        found.tags.push(Tag::Unnecessary);
    }
    found
}

fn finding(file: &SourceFile, range: Span, severity: Severity, code: &str, message: String) -> Finding {
    let raw = format!("{}:{}..{}: {code}: {message}", file.path().display(), range.start, range.end);
    let mut found = Finding::new(SOURCE, file.path(), Place::Bytes(range), severity, message, raw.as_bytes());
    found.code = Some(code.to_owned());
    found
}
