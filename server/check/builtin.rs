//! The built-in checker: syntax and scopes in process, no tool needed.

use crate::base::Span;
use crate::model::{Finding, FindingRelated, Place, Severity, Tag};
use crate::syntax::{Language, NameProblem, NameProblemKind, ScopeContext, SourceFile, SyntaxError, examine};
use tree_sitter::Node;

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
    found.in_tests = problem.is_error && file.language() == Language::Rust && is_in_tests(file, problem.range);
    found
}

/// Whether a place lies in an item that Rust's compiler looks at only when it builds the tests.
fn is_in_tests(file: &SourceFile, range: Span) -> bool {
    let is_test = |attribute: Node<'_>| matches!(file.slice(Span::new(attribute.start_byte(), attribute.end_byte())), "#[cfg(test)]" | "#[test]");
    let attributes = |item: Node<'_>| {
        std::iter::successors(item.prev_named_sibling(), Node::prev_named_sibling).take_while(|node| node.kind() == "attribute_item").any(is_test)
    };
    std::iter::successors(file.node_at(range), Node::parent).any(attributes)
}

fn finding(file: &SourceFile, range: Span, severity: Severity, code: &str, message: String) -> Finding {
    let raw = format!("{}:{}..{}: {code}: {message}", file.path().display(), range.start, range.end);
    let mut found = Finding::new(SOURCE, file.path(), Place::Bytes(range), severity, message, raw.as_bytes());
    found.code = Some(code.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::ParseOptions;

    #[test]
    fn names_missing_in_tests_are_told_from_others() {
        let text = "fn f() { one(); }\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn works() { two(); }\n}\n\nfn g() { three(); }\n";
        let file = SourceFile::new("/w/lib.rs", Language::Rust, text, ParseOptions::default());
        let found = check(&file, &ScopeContext::default());
        let in_tests: Vec<bool> = found.iter().map(|finding| finding.in_tests).collect();
        assert_eq!(in_tests, [false, true, false], "{found:?}");
    }
}
