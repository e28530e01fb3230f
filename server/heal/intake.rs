//! From findings to classified diagnostics, each error once.

use super::FileFacts;
use crate::base::{Span, hash};
use crate::check::builtin;
use crate::check::tool::STANDARD_INPUT;
use crate::model::{Diagnostic, Finding};
use crate::syntax::{Language, SourceFile};
use crate::taxonomy::classify;
use std::collections::HashSet;
use std::path::Path;

/// What can be said of a file without a tool: by the built-in checker, and by the workspace's own rules.
pub fn find_builtin(file: &SourceFile, facts: &FileFacts) -> Vec<Finding> {
    let mut findings = builtin::check(file, &facts.scope_context(file));
    if facts.names_elsewhere {
        findings.retain(|finding| finding.code.as_deref() != Some(builtin::code::UNDEFINED_NAME));
    }
    findings.extend(facts.templates.lint(file));
    findings
}

/// The diagnostics that findings are in `file`. `folder` is where the tool ran; `source_of` gives other files' texts.
/// Findings of other files are passed over.
pub fn diagnose(findings: &[Finding], file: &SourceFile, folder: &Path, source_of: &dyn Fn(&Path) -> Option<SourceFile>) -> Vec<Diagnostic> {
    let is_of_file = |path: &Path| path == file.path() || path == Path::new(STANDARD_INPUT) || folder.join(path) == file.path();
    let of_file = findings.iter().filter(|finding| is_of_file(&finding.path));
    of_file
        .map(|finding| {
            let mut diagnostic = finding.resolve(file, folder, source_of);
            diagnostic.classification = Some(classify(&diagnostic, file));
            diagnostic
        })
        .collect()
}

/// All checkers' diagnostics of one file, in order of place, each error once. Where two checkers report the same error at the same place,
/// the one that stands earlier in `by_checker` stays; put the built-in checker last, as a tool's words are what people search for.
/// Afterwards no two have the same id.
pub fn merge<'d>(by_checker: impl IntoIterator<Item = &'d [Diagnostic]>, file: &SourceFile) -> Vec<Diagnostic> {
    let mut merged: Vec<Diagnostic> = Vec::new();
    let mut said: HashSet<(Span, &str, &str, &str)> = HashSet::new();
    let mut ids: HashSet<String> = HashSet::new();
    for diagnostics in by_checker {
        let earlier = merged.len();
        for diagnostic in diagnostics {
            let words = (diagnostic.range, diagnostic.source.as_str(), diagnostic.code(), diagnostic.message.as_str());
            let known = merged.get(..earlier).unwrap_or(&[]);
            if said.contains(&words) || known.iter().any(|other| same_error(other, diagnostic, file)) {
                continue;
            }
            said.insert(words);
            let mut diagnostic = diagnostic.clone();
            // Lines that are alike to the letter and wrong in the same way are different errors all the same.
            while !ids.insert(diagnostic.id.clone()) {
                diagnostic.id = hash::stable_id(&[&diagnostic.id, "again"]);
            }
            merged.push(diagnostic);
        }
    }
    merged.sort_by_key(|diagnostic| (diagnostic.range.start, diagnostic.range.end, diagnostic.severity));
    merged
}

/// Whether two checkers mean the same: the same category where their ranges meet, or any syntax error where the built-in checker and a
/// compiler both see one, as no two parsers agree on the place.
pub fn same_error(kept: &Diagnostic, other: &Diagnostic, file: &SourceFile) -> bool {
    if kept.source == other.source {
        return false;
    }
    let syntax = |diagnostic: &Diagnostic| diagnostic.category().starts_with("SYNTAX.");
    if syntax(kept) && syntax(other) {
        let apart = file.line_of(kept.range.start).abs_diff(file.line_of(other.range.start));
        return apart <= 1 || (other.source == builtin::SOURCE && !is_template_before(other, kept, file));
    }
    if !kept.range.intersects(other.range) {
        return false;
    }
    let family = |diagnostic: &Diagnostic| match diagnostic.classification.as_ref().map_or("", |classification| classification.category.family()) {
        // What one calls a module that cannot be found is a name that cannot be found to another.
        "IMPORT" => "RES",
        family => family,
    };
    kept.category() == other.category() || (family(kept) == family(other) && kept.subject() == other.subject() && kept.subject().is_some())
}

/// Whether an error lies at a template of JavaScript and another one behind it. What a parser stumbles over behind a template that lost its
/// end is right more often than not, so that the template is told of beside it.
fn is_template_before(error: &Diagnostic, behind: &Diagnostic, file: &SourceFile) -> bool {
    let begins = error.range.start < behind.range.start && error.range.of(file.text()).starts_with(['`', '}']);
    begins && file.language() == Language::JavaScript
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Place, Severity};
    use crate::syntax::ParseOptions;

    #[test]
    fn the_same_error_in_lines_that_are_alike_is_kept_each_time() {
        let text = "fn f() {\n    gone();\n    gone();\n}\n";
        let file = SourceFile::new("/w/a.rs", Language::Rust, text, ParseOptions::default());
        let places = text.match_indices("gone").map(|(at, word)| Span::new(at, at + word.len()));
        let findings: Vec<Finding> = places.map(|place| Finding::new("rustc", "/w/a.rs", Place::Bytes(place), Severity::Error, "not found", b"")).collect();
        let diagnostics = diagnose(&findings, &file, Path::new("/w"), &|_| None);
        let merged = merge([diagnostics.as_slice(), diagnostics.as_slice()], &file);
        let [first, second] = merged.as_slice() else { panic!("{merged:?}") };
        assert_ne!(first.id, second.id);
        assert_eq!(merge([merged.as_slice(), diagnostics.as_slice()], &file), merged);
    }

    #[test]
    fn a_crate_that_is_missing_is_told_of_once() {
        let text = "fn f() -> u8 {\n    rand::random()\n}\n";
        let file = SourceFile::new("/w/a.rs", Language::Rust, text, ParseOptions::default());
        let place = Span::new(text.find("rand").unwrap(), text.find("::").unwrap());
        let told = |source: &str, code: &str, message: &str| {
            let finding = Finding { code: Some(code.to_owned()), ..Finding::new(source, "/w/a.rs", Place::Bytes(place), Severity::Error, message, b"") };
            diagnose(&[finding], &file, Path::new("/w"), &|_| None)
        };
        let compiler = told("rustc", "E0433", "cannot find module or crate `rand` in this scope\nuse of unresolved module or unlinked crate `rand`");
        let builtin = told(builtin::SOURCE, builtin::code::UNDEFINED_NAME, "cannot find module or crate `rand` in this scope");
        let merged = merge([compiler.as_slice(), builtin.as_slice()], &file);
        assert_eq!(merged.iter().map(|one| one.source.as_str()).collect::<Vec<_>>(), ["rustc"], "{merged:?}");
    }

    #[test]
    fn a_template_without_end_is_told_of_beside_what_the_parser_stumbled_over() {
        let text = "f(`a\n);\n\n\ng(`b`);\n";
        let file = SourceFile::new("/w/a.js", Language::JavaScript, text, ParseOptions::default());
        let finding = |source: &str, place: &str, message: &str| {
            let at = text.rfind(place).unwrap();
            Finding::new(source, "/w/a.js", Place::Bytes(Span::new(at, at + place.len())), Severity::Error, message, b"")
        };
        let told = |finding: Finding| diagnose(&[finding], &file, Path::new("/w"), &|_| None);
        let eslint = told(finding("eslint", "b", "Parsing error: Unexpected token b"));
        let template = told(finding(builtin::SOURCE, "`a", "missing ) after argument list: unexpected identifier 'b'"));
        assert_eq!(merge([eslint.as_slice(), template.as_slice()], &file).len(), 2);
        let same = told(finding(builtin::SOURCE, "f", "Unexpected identifier 'b'"));
        assert_eq!(merge([eslint.as_slice(), same.as_slice()], &file).len(), 1);
    }
}
