//! Programs that show what a rule does and where it keeps silent. They are the rule's documentation, and its tests run them.

use super::{FixContext, Project, ProjectFile, Proposal, Rule};
use crate::base::{CancelToken, Span};
use crate::model::{Applicability, Diagnostic, FileEdits, Finding, FindingRelated, FindingSuggestion, Place, Severity};
use crate::syntax::{Language, ParseOptions, ScopeContext, SourceFile, scope_report};
use crate::taxonomy::classify;
use std::path::{Path, PathBuf};

/// The marks around the place of the diagnostic.
const MARKS: [char; 2] = ['«', '»'];

/// The folder in which the programs of examples are thought to lie.
const ROOT: &str = "/workspace";

/// One program with a diagnostic, and what the rule makes of it.
///
/// A text that begins with a line break is read without that break and without the indentation that its lines share, and every text ends with
/// a line break.
pub struct Example {
    /// Tool, code and message as in `rustc[E0425]: cannot find value…`; the code with its brackets is left out where the tool gives none.
    pub reported: &'static str,
    /// The program, with `«»` around the place of the diagnostic.
    before: &'static str,
    /// The program after the rule's likeliest proposal; `None` where it proposes nothing.
    after: Option<&'static str>,
    /// What else the tool says: the text at whose first occurrence it says it, and its words.
    labels: &'static [(&'static str, &'static str)],
    /// What the tool suggests to insert: the text before whose first occurrence, and the insertion.
    suggestion: Option<(&'static str, &'static str)>,
    /// Other errors with the same code: the text at whose first occurrence the tool reports them, and its words.
    others: &'static [(&'static str, &'static str)],
    /// Other files of the project: path below its root, and text.
    beside: &'static [(&'static str, &'static str)],
}

/// What a rule does on one of its examples.
pub struct Performance {
    pub file: SourceFile,
    pub diagnostic: Diagnostic,
    /// The likeliest proposal.
    pub proposal: Option<Proposal>,
}

impl Example {
    /// A program that the rule mends.
    pub const fn mends(reported: &'static str, before: &'static str, after: &'static str) -> Example {
        Example { after: Some(after), ..Example::keeps_silent(reported, before) }
    }

    /// A program with a diagnostic of the same kind to which the rule has nothing to say.
    pub const fn keeps_silent(reported: &'static str, before: &'static str) -> Example {
        Example { reported, before, after: None, labels: &[], suggestion: None, others: &[], beside: &[] }
    }

    /// The same with what the tool says at other places.
    pub const fn with_labels(self, labels: &'static [(&'static str, &'static str)]) -> Example {
        Example { labels, ..self }
    }

    /// The same where the tool suggests to insert a text before another.
    pub const fn suggesting(self, before: &'static str, insertion: &'static str) -> Example {
        Example { suggestion: Some((before, insertion)), ..self }
    }

    /// The same where the tool reports other errors with the same code.
    pub const fn among(self, others: &'static [(&'static str, &'static str)]) -> Example {
        Example { others, ..self }
    }

    /// The same in a project with other files: sources and manifests.
    pub const fn beside(self, files: &'static [(&'static str, &'static str)]) -> Example {
        Example { beside: files, ..self }
    }

    /// The program with the marks.
    pub fn before(&self) -> String {
        flush(self.before)
    }

    /// The program afterwards.
    pub fn after(&self) -> Option<String> {
        self.after.map(flush)
    }

    /// The other files of the project.
    pub fn files_beside(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.beside.iter().map(|(path, text)| (*path, flush(text)))
    }

    /// What the rule makes of the program.
    pub fn perform(&self, rule: &Rule) -> Performance {
        let language = rule.language();
        let marked = self.before();
        let start = marked.find(MARKS[0]).unwrap_or(0);
        let end = marked.find(MARKS[1]).map_or(start, |end| end - MARKS[0].len_utf8());
        let file = source(language, home(language), marked.replace(MARKS, ""));
        let project = self.project(&file);
        let (tool, code, message) = self.parts();
        let reported = |range: Span, message: &'static str, labels, suggestion| {
            let mut finding = Finding::new(tool, file.path(), Place::Bytes(range), Severity::Error, message, message.as_bytes());
            finding.code = code.map(str::to_owned);
            diagnostic(&file, finding, labels, suggestion)
        };
        let diagnostic = reported(Span::new(start, end), message, self.labels, self.suggestion);
        let mut diagnostics = vec![diagnostic.clone()];
        diagnostics.extend(self.others.iter().filter_map(|(at, words)| Some(reported(place(&file, at)?, words, &[], None))));
        let siblings = project.siblings(file.path(), language);
        let scopes = scope_report(language, file.text(), &ScopeContext { siblings: Some(&siblings), ..ScopeContext::default() });
        let cancel = CancelToken::new();
        let context = FixContext { file: &file, diagnostic: &diagnostic, diagnostics: &diagnostics, project: &project, scopes: &scopes, cancel: &cancel };
        let proposals = if (rule.applies)(&diagnostic) { (rule.propose)(&context) } else { Vec::new() };
        // Of equals the earlier one comes first, as in a menu.
        let proposal = proposals.into_iter().rev().max_by(|left, right| left.likelihood.total_cmp(&right.likelihood));
        Performance { file, diagnostic, proposal }
    }

    fn project(&self, file: &SourceFile) -> Project {
        let mut project = Project { root: ROOT.into(), ..Project::default() };
        project.files.insert(file.path().to_owned(), ProjectFile { source: file.clone() });
        for (path, text) in self.files_beside() {
            let absolute = Path::new(ROOT).join(path);
            match Language::from_path(&absolute) {
                Some(language) => drop(project.files.insert(absolute, ProjectFile { source: source(language, path, text) })),
                None => drop(project.manifests.insert(absolute, text.into())),
            }
        }
        project
    }

    /// Tool, code and message.
    fn parts(&self) -> (&'static str, Option<&'static str>, &'static str) {
        let (head, message) = self.reported.split_once(": ").unwrap_or(("", self.reported));
        match head.split_once('[') {
            Some((tool, code)) => (tool, code.strip_suffix(']'), message),
            None => (head, None, message),
        }
    }
}

impl Performance {
    /// The program afterwards; `None` where the rule proposes nothing.
    pub fn after(&self) -> Option<String> {
        let edits = &self.proposal.as_ref()?.edits;
        let own: Option<&FileEdits> = edits.iter().find(|edits| edits.path == self.file.path());
        own.and_then(|own| own.edits.apply(self.file.text()).ok())
    }
}

/// What a text covers where it occurs first.
fn place(file: &SourceFile, text: &str) -> Option<Span> {
    let from = file.text().find(text)?;
    Some(Span::new(from, from + text.len()))
}

/// A finding as it stands in the program, with its labels and its suggestion.
fn diagnostic(file: &SourceFile, mut finding: Finding, labels: &[(&str, &str)], suggestion: Option<(&str, &str)>) -> Diagnostic {
    for (at, words) in labels {
        let Some(range) = place(file, at) else { continue };
        finding.related.push(FindingRelated { path: file.path().to_owned(), place: Place::Bytes(range), message: (*words).to_owned() });
    }
    if let Some((range, text)) = suggestion.and_then(|(before, text)| Some((place(file, before)?, text))) {
        let edits = vec![(file.path().to_owned(), Place::Bytes(Span::at(range.start)), text.to_owned())];
        finding.suggestions.push(FindingSuggestion { title: "Take this".to_owned(), applicability: Applicability::Review, edits });
    }
    let mut diagnostic = finding.resolve(file, Path::new(ROOT), &|_| None);
    diagnostic.classification = Some(classify(&diagnostic, file));
    diagnostic
}

/// The path of the program below the root, as programs of the language lie.
const fn home(language: Language) -> &'static str {
    match language {
        Language::Rust => "src/lib.rs",
        Language::Python => "main.py",
        Language::JavaScript => "lib/main.js",
        Language::Go => "main.go",
    }
}

fn source(language: Language, path: &str, text: String) -> SourceFile {
    SourceFile::new(PathBuf::from(ROOT).join(path), language, text.as_str(), ParseOptions::default())
}

/// A text without its first line break and the indentation that its lines share, and with a line break at its end.
fn flush(text: &str) -> String {
    let Some(block) = text.strip_prefix('\n') else { return format!("{}\n", text.trim_end_matches('\n')) };
    let block = block.trim_end();
    let mut lines = block.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().and_then(|line| line.strip_suffix(line.trim_start())).unwrap_or("");
    let shared = lines.fold(first, |shared, line| {
        let same = shared.bytes().zip(line.bytes()).take_while(|(left, right)| left == right).count();
        shared.get(..same).unwrap_or("")
    });
    block.lines().map(|line| format!("{}\n", line.strip_prefix(shared).unwrap_or(line.trim_start()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::rules;
    use std::collections::BTreeSet;

    #[test]
    fn texts_lie_flush() {
        for (text, flushed) in [("a", "a\n"), ("\n    a\n\n        b\n    ", "a\n\n    b\n"), ("\n    {\n    \ta\n    }\n", "{\n\ta\n}\n"), ("", "\n")] {
            assert_eq!(flush(text), flushed);
        }
    }

    #[test]
    fn every_rule_does_what_its_documentation_shows() {
        let mut wrong = Vec::new();
        for rule in Language::ALL.into_iter().flat_map(rules) {
            for example in rule.examples {
                let before = example.before();
                if before.matches(MARKS[0]).count() != 1 || before.matches(MARKS[1]).count() != 1 {
                    wrong.push(format!("{}: one place is marked by «» in\n{before}", rule.name));
                }
                let performance = example.perform(rule);
                let after = performance.after();
                if after != example.after() {
                    let said = performance.proposal.map_or("nothing".to_owned(), |proposal| proposal.title);
                    let category = performance.diagnostic.category();
                    let expected = example.after().unwrap_or_default();
                    wrong.push(format!("{} ({category}) proposes {said}\n{}instead of\n{expected}", rule.name, after.unwrap_or_default()));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_rule_is_documented() {
        for rule in Language::ALL.into_iter().flat_map(rules) {
            assert!(rule.examples.iter().any(|example| example.after.is_some()), "{} has no example of what it does", rule.name);
            let says_when = rule.not_offered.starts_with("It ") && rule.not_offered.ends_with('.');
            assert!(says_when, "{}: `not_offered` says when it keeps silent, as in `It keeps silent where …`", rule.name);
            assert!(
                !rule.summary.ends_with('.') && rule.summary.starts_with(char::is_uppercase),
                "{}: the summary is one sentence without its point",
                rule.name
            );
        }
    }

    #[test]
    fn names_are_unique_and_begin_with_the_language() {
        let mut names = BTreeSet::new();
        for language in Language::ALL {
            for rule in rules(language) {
                assert!(rule.name.starts_with(&format!("{}/", language.id())) && rule.language() == language, "{}", rule.name);
                assert!(names.insert(rule.name), "{} is there twice", rule.name);
            }
        }
    }
}
