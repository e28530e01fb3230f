//! What the tests of rules share: the in-process judges find the error, the rules propose, and the text after the likeliest proposal is
//! compared.

use super::RULES;
use crate::base::CancelToken;
use crate::fix::{FixContext, Project, ProjectFile, Proposal, native};
use crate::model::{Diagnostic, Finding, Place, Severity};
use crate::syntax::{Language, NameProblemKind, ParseOptions, ScopeContext, SourceFile, scope_report, syntax_errors};
use crate::taxonomy::classify;
use std::path::Path;

pub(crate) const ROOT: &str = "/project";

/// A project of one file to be mended, `lib/main.js`, and others given by name and text.
fn project(main: &str, others: &[(&str, &str)]) -> (SourceFile, Project) {
    let mut project = Project { root: ROOT.into(), ..Project::default() };
    for (name, text) in others.iter().chain(&[("lib/main.js", main)]) {
        let path = Path::new(ROOT).join(name);
        if Language::from_path(&path).is_none() {
            project.manifests.insert(path, (*text).into());
            continue;
        }
        let source = SourceFile::new(path.clone(), Language::JavaScript, *text, ParseOptions::default());
        project.files.insert(path, ProjectFile { source });
    }
    let main = project.files[&Path::new(ROOT).join("lib/main.js")].source.clone();
    (main, project)
}

/// What the judges of syntax and scopes find, as the built-in checker would report it: errors first.
fn own_diagnostics(file: &SourceFile) -> Vec<Diagnostic> {
    let found = |range, severity, code: &str, message: &str| {
        let mut finding = Finding::new("healer", file.path(), Place::Bytes(range), severity, message, b"");
        finding.code = Some(code.to_owned());
        diagnostic(file, &finding)
    };
    let errors = syntax_errors(Language::JavaScript, file.text(), file.options());
    if !errors.is_empty() {
        return errors.iter().map(|error| found(error.range, Severity::Error, "syntax", &error.message)).collect();
    }
    let problems = scope_report(Language::JavaScript, file.text(), &ScopeContext::default()).problems;
    let mut all: Vec<Diagnostic> = problems
        .iter()
        .map(|problem| {
            let code = match problem.kind {
                NameProblemKind::UndefinedName => "undefined-name",
                NameProblemKind::UnusedImport => "unused-import",
                NameProblemKind::UnusedVariable => "unused-variable",
                NameProblemKind::Redeclared => "redeclared",
                NameProblemKind::AssignedConstant => "assigned-constant",
                NameProblemKind::Invalid => "invalid",
                NameProblemKind::MissingReturn => "missing-return",
                NameProblemKind::Duplicate => "duplicate",
            };
            found(problem.range, if problem.is_error { Severity::Error } else { Severity::Warning }, code, &problem.message)
        })
        .collect();
    all.sort_by_key(|diagnostic| diagnostic.severity);
    all
}

fn diagnostic(file: &SourceFile, finding: &Finding) -> Diagnostic {
    let mut diagnostic = finding.resolve(file, Path::new(ROOT), &|_| None);
    diagnostic.classification = Some(classify(&diagnostic, file));
    diagnostic
}

/// The proposals for the first diagnostic, likeliest first.
fn proposals(file: &SourceFile, project: &Project, diagnostics: &[Diagnostic]) -> Vec<Proposal> {
    let scopes = scope_report(Language::JavaScript, file.text(), &ScopeContext::default());
    let cancel = CancelToken::new();
    let diagnostic = diagnostics.first().expect("a diagnostic");
    let context = FixContext { file, diagnostic, diagnostics, project, scopes: &scopes, cancel: &cancel };
    let mut proposals = native(&context);
    for rule in RULES {
        if (rule.applies)(diagnostic) {
            proposals.extend((rule.propose)(&context));
        }
    }
    proposals.sort_by(|left, right| right.likelihood.total_cmp(&left.likelihood));
    proposals
}

fn assert_first(file: &SourceFile, proposals: &[Proposal], after: &str) {
    let titles: Vec<String> = proposals.iter().map(|proposal| format!("{} ({}, {:.2})", proposal.title, proposal.rule, proposal.likelihood)).collect();
    let first = proposals.first().unwrap_or_else(|| panic!("no proposal for:\n{}", file.text()));
    let edited = first.edits[0].edits.apply(file.text()).expect("fits");
    assert_eq!(edited, after, "{titles:#?}");
}

/// The likeliest proposal for the first thing that the judges find turns `before` into `after`.
pub(crate) fn first_fix(before: &str, after: &str) {
    first_fix_in(before, &[], after);
}

/// As [`first_fix`], in a project with other files.
pub(crate) fn first_fix_in(before: &str, others: &[(&str, &str)], after: &str) {
    let (file, project) = project(before, others);
    assert_first(&file, &proposals(&file, &project, &own_diagnostics(&file)), after);
}

/// The likeliest proposal for the message of an eslint rule or a TypeScript code on the text between `«` and `»` turns `before`, without these marks, into `after`.
pub(crate) fn fix_of_rule(rule: &str, message: &str, before: &str, after: &str) {
    let start = before.find('«').expect("a start mark");
    let text = before.replacen('«', "", 1);
    let end = text.find('»').expect("an end mark");
    let text = text.replacen('»', "", 1);
    let (file, project) = project(&text, &[]);
    let source = if rule.starts_with("TS") { "tsc" } else { "eslint" };
    let mut finding = Finding::new(source, file.path(), Place::Bytes((start..end).into()), Severity::Error, message, b"");
    finding.code = Some(rule.to_owned());
    assert_first(&file, &proposals(&file, &project, &[diagnostic(&file, &finding)]), after);
}

/// The rule offers nothing for what the judges find.
pub(crate) fn no_fix(text: &str, rule: &str) {
    let (file, project) = project(text, &[]);
    let proposals = proposals(&file, &project, &own_diagnostics(&file));
    assert!(proposals.iter().all(|proposal| proposal.rule != rule), "{text}");
}
