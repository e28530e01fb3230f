//! What several rules need: labels, quoted words, expressions and functions around a place.

use crate::base::Span;
use crate::fix::{FixContext, lists};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, named_children, span};
use tree_sitter::Node;

/// The texts that a message puts in backticks, in order.
pub(super) fn quoted(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

/// The compiler's labels in this file: the diagnostic's own with its range, and the related ones.
pub(super) fn labels<'c>(context: &'c FixContext<'_>) -> Vec<(Span, &'c str)> {
    let diagnostic = context.diagnostic;
    let own = diagnostic.message.lines().nth(1).map(|label| (diagnostic.range, label));
    let related = diagnostic.related.iter().filter(|related| related.path == context.file.path()).map(|related| (related.range, related.message.as_str()));
    own.into_iter().chain(related).collect()
}

/// The first line of a message.
pub(super) fn headline(diagnostic: &Diagnostic) -> &str {
    diagnostic.message.lines().next().unwrap_or("")
}

/// What a label says was expected and found: ``expected `u32`, found `&str` ``. Kinds without backticks (`found integer`) are given as they stand.
/// Where the label says something else, as of pointers that differ in mutability, the note tells.
pub(super) fn expected_found(message: &str) -> Option<(String, String)> {
    let bare = |text: &str| quoted(text).first().map_or_else(|| text.trim().to_owned(), |inner| (*inner).to_owned());
    let label = message.lines().find_map(|line| {
        let (expected, found) = line.strip_prefix("expected ")?.split_once(", found ")?;
        Some((bare(expected), bare(found)))
    });
    label.or_else(|| {
        let (_, note) = message.split_once("note: expected ")?;
        let (expected, rest) = note.split_once('\n')?;
        let found = rest.lines().next()?.trim_start().strip_prefix("found ")?;
        (!quoted(expected).is_empty() && !quoted(found).is_empty() && !expected.starts_with("signature")).then(|| (bare(expected), bare(found)))
    })
}

/// The elements of a tuple type.
pub(super) fn elements(kind: &str) -> Option<Vec<String>> {
    type_list(kind.trim().strip_prefix('(').filter(|inner| inner.ends_with(')'))?)
}

/// The types of a list as the compiler prints it, up to the parenthesis that closes it; `None` where none does.
pub(super) fn type_list(list: &str) -> Option<Vec<String>> {
    let (parts, closed) = lists::split(list, lists::Angles::Brackets);
    closed.then_some(parts)
}

/// The largest node that covers exactly a range, or the smallest one around it.
pub(super) fn node_of<'t>(context: &'t FixContext<'_>, range: Span) -> Option<Node<'t>> {
    let mut node = context.file.node_at(range)?;
    while let Some(parent) = node.parent().filter(|parent| span(*parent) == span(node)) {
        node = parent;
    }
    Some(node)
}

/// The function or closure around a node.
pub(super) fn function_of(node: Node<'_>) -> Option<Node<'_>> {
    ancestor(node, &["function_item"])
}

/// The text of a node.
pub(super) fn words<'c>(context: &'c FixContext<'_>, node: Node<'_>) -> &'c str {
    context.file.slice(span(node))
}

/// The declared result of a function, `""` where it has none.
pub(super) fn result_of<'c>(context: &'c FixContext<'_>, function: Node<'_>) -> &'c str {
    function.child_by_field_name("return_type").map_or("", |kind| words(context, kind))
}

/// A variable and the type that is written beside it.
pub(super) struct Typed {
    pub name: String,
    pub kind: String,
}

/// The parameters and annotated variables before a place in its function.
pub(super) fn typed_variables(context: &FixContext<'_>, place: Node<'_>) -> Vec<Typed> {
    let Some(function) = function_of(place) else { return Vec::new() };
    let mut found = Vec::new();
    for node in crate::syntax::parse::descendants(function) {
        if !matches!(node.kind(), "parameter" | "let_declaration") || node.start_byte() >= place.start_byte() {
            continue;
        }
        if let (Some(pattern), Some(kind)) = (node.child_by_field_name("pattern"), node.child_by_field_name("type")) {
            let name = words(context, pattern).trim_start_matches("mut ").trim().to_owned();
            found.push(Typed { name, kind: words(context, kind).to_owned() });
        }
    }
    found
}

/// A type without its lifetimes, its paths and its white space, for comparing what is written with what the compiler prints.
pub(super) fn bare_type(kind: &str) -> String {
    let mut out = String::new();
    let mut characters = kind.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\'' => while characters.next_if(|next| next.is_alphanumeric() || *next == '_').is_some() {},
            ':' if characters.peek() == Some(&':') => {
                characters.next();
                while out.ends_with(|last: char| last.is_alphanumeric() || last == '_') {
                    out.pop();
                }
            }
            _ if character.is_whitespace() => {}
            _ => out.push(character),
        }
    }
    out.replace("<>", "").replace("<,", "<").replace("mut", "mut ")
}

/// Whether two types are written the same, apart from lifetimes and paths.
pub(super) fn same_type(left: &str, right: &str) -> bool {
    bare_type(left) == bare_type(right)
}

/// Whether an expression can take a method call, a `?` or a cast behind it without parentheses.
pub(super) fn is_simple(node: Node<'_>) -> bool {
    !matches!(
        node.kind(),
        "binary_expression"
            | "unary_expression"
            | "reference_expression"
            | "type_cast_expression"
            | "range_expression"
            | "closure_expression"
            | "assignment_expression"
            | "if_expression"
            | "match_expression"
    )
}

/// The text of an expression with something behind it, in parentheses where it needs them.
pub(super) fn with_suffix(context: &FixContext<'_>, node: Node<'_>, suffix: &str) -> String {
    let text = words(context, node);
    if is_simple(node) { format!("{text}{suffix}") } else { format!("({text}){suffix}") }
}

/// The arguments of a call, without comments.
pub(super) fn arguments<'t>(call: Node<'t>) -> Vec<Node<'t>> {
    let list = call.child_by_field_name("arguments");
    list.map(named_children).unwrap_or_default().into_iter().filter(|node| !node.kind().ends_with("comment")).collect()
}

/// A value of a plain type that means nothing in particular, where there is one.
pub(super) fn plain_value(kind: &str) -> Option<&'static str> {
    let kind = bare_type(kind);
    Some(match kind.as_str() {
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => "0",
        "f32" | "f64" => "0.0",
        "bool" => "false",
        "&str" => "\"\"",
        "&[u8]" => "b\"\"",
        "String" => "String::new()",
        "()" => "()",
        _ if kind.starts_with("Option<") => "None",
        _ if kind.starts_with("Vec<") => "Vec::new()",
        _ if kind.starts_with("&[") => "&[]",
        _ => return None,
    })
}

#[cfg(test)]
pub(super) mod testing {
    use crate::base::{CancelToken, Span};
    use crate::fix::{FixContext, Project, ProjectFile, Rule};
    use crate::model::{Applicability, Diagnostic, Finding, FindingRelated, FindingSuggestion, Place, Severity};
    use crate::syntax::{Language, ParseOptions, ScopeContext, SourceFile, scope_report};
    use std::path::Path;

    /// The text after the best proposal of a rule for an error at the part of `program` between `«` and `»`; `None` where it proposes nothing.
    /// `related` are labels, each at the first occurrence of a text.
    pub fn repaired(rule: &Rule, program: &str, code: &str, message: &str, related: &[(&str, &str)]) -> Option<String> {
        best(rule, program, code, &[("«»", message, related)], None)
    }

    /// The same for a diagnostic with a suggestion of the tool's own, which puts a text in at the place of the error.
    pub fn suggested(rule: &Rule, program: &str, code: &str, message: &str, suggestion: &str) -> Option<String> {
        best(rule, program, code, &[("«»", message, &[])], Some(suggestion))
    }

    /// The same for a mismatch of types among others; the first is the one that is mended. Each has the text at which it stands (`«»` for the
    /// marked one), what was expected and found, and its labels.
    pub fn repaired_among(rule: &Rule, program: &str, errors: &[Reported<'_>]) -> Option<String> {
        let messages: Vec<String> = errors.iter().map(|(_, message, _)| format!("mismatched types\n{message}")).collect();
        let errors: Vec<Reported<'_>> = errors.iter().zip(&messages).map(|((at, _, related), message)| (*at, message.as_str(), *related)).collect();
        best(rule, program, "E0308", &errors, None)
    }

    /// Where an error stands, its message, its labels.
    pub type Reported<'e> = (&'e str, &'e str, &'e [(&'e str, &'e str)]);

    fn best(rule: &Rule, program: &str, code: &str, errors: &[Reported<'_>], suggestion: Option<&str>) -> Option<String> {
        let start = program.find('«').expect("the error is marked");
        let end = program.find('»').expect("the error's end is marked") - '«'.len_utf8();
        let text = program.replace(['«', '»'], "");
        let file = SourceFile::new("/w/src/lib.rs", Language::Rust, text.as_str(), ParseOptions::default());
        let mut project = Project { root: "/w".into(), ..Project::default() };
        project.files.insert(file.path().to_owned(), ProjectFile { source: file.clone() });
        let mut diagnostics: Vec<Diagnostic> = Vec::new();
        for (at, message, related) in errors {
            let range = match *at {
                "«»" => Span::new(start, end),
                _ => text.find(at).map(|from| Span::new(from, from + at.len())).expect("the other error's place is there"),
            };
            let mut finding = Finding::new("rustc", file.path(), Place::Bytes(range), Severity::Error, *message, message.as_bytes());
            finding.code = (!code.is_empty()).then(|| code.to_owned());
            for (at, label) in *related {
                let from = text.find(at).expect("the label's place is there");
                let place = Place::Bytes(Span::new(from, from + at.len()));
                finding.related.push(FindingRelated { path: file.path().to_owned(), place, message: (*label).to_owned() });
            }
            if let Some(suggestion) = suggestion {
                let edits = vec![(file.path().to_owned(), Place::Bytes(Span::at(range.start)), suggestion.to_owned())];
                finding.suggestions.push(FindingSuggestion { title: "Take this".to_owned(), applicability: Applicability::Review, edits });
            }
            let mut diagnostic: Diagnostic = finding.resolve(&file, Path::new("/w"), &|_| None);
            diagnostic.classification = Some(crate::taxonomy::classify(&diagnostic, &file));
            diagnostics.push(diagnostic);
        }
        let diagnostic = diagnostics.first().expect("there is an error").clone();
        let scopes = scope_report(Language::Rust, file.text(), &ScopeContext::default());
        let cancel = CancelToken::new();
        let context = FixContext { file: &file, diagnostic: &diagnostic, diagnostics: &diagnostics, project: &project, scopes: &scopes, cancel: &cancel };
        if !(rule.applies)(&diagnostic) {
            return None;
        }
        let mut proposals = (rule.propose)(&context);
        proposals.sort_by(|left, right| right.likelihood.total_cmp(&left.likelihood));
        let best = proposals.first()?;
        best.edits.first()?.edits.apply(&text).ok()
    }
}
