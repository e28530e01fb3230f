//! Programs with an error, and the text after the first fix of the rule that is meant.

use crate::base::{CancelToken, Span};
use crate::check::builtin;
use crate::fix::{FixContext, Project, ProjectFile, Proposal, Rule};
use crate::model::{Diagnostic, Finding, Place, Severity};
use crate::syntax::{Language, ParseOptions, ScopeContext, SourceFile, scope_report};
use crate::taxonomy::classify;
use std::path::Path;

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile::new(path, Language::Python, text, ParseOptions::default())
}

fn project(files: &[(&str, &str)]) -> Project {
    let mut project = Project { root: "/w".into(), ..Project::default() };
    for (path, text) in files {
        project.files.insert(path.into(), ProjectFile { source: file(path, text) });
    }
    project
}

fn proposals(rule: &Rule, file: &SourceFile, diagnostic: &Diagnostic, project: &Project) -> Vec<Proposal> {
    let scopes = scope_report(Language::Python, file.text(), &ScopeContext::default());
    let context = FixContext { file, diagnostic, diagnostics: std::slice::from_ref(diagnostic), project, scopes: &scopes, cancel: &CancelToken::new() };
    if (rule.applies)(diagnostic) { (rule.propose)(&context) } else { Vec::new() }
}

fn diagnosed(file: &SourceFile, finding: &Finding) -> Diagnostic {
    let mut diagnostic = finding.resolve(file, Path::new("/w"), &|_| None);
    diagnostic.classification = Some(classify(&diagnostic, file));
    diagnostic
}

/// The text after the rule's likeliest proposal for the first error that the built-in checker finds; `None` where it proposes nothing.
fn mended(rule: &str, text: &str, project: &Project) -> Option<String> {
    let file = file("/w/p/a.py", text);
    let rule = super::RULES.iter().find(|known| known.name == rule).expect("the rule is in the table");
    let found = builtin::check(&file, &ScopeContext::default());
    let diagnostic = diagnosed(&file, found.first()?);
    let best = proposals(rule, &file, &diagnostic, project).into_iter().max_by(|left, right| left.likelihood.total_cmp(&right.likelihood))?;
    best.edits.first()?.edits.apply(file.text()).ok()
}

/// The text after the rule's likeliest proposal for what a tool (its name, code and message) says of the text between `«` and `»`.
pub(super) fn mended_by(rule: &str, (source, code, message): (&str, &str, &str), marked: &str) -> Option<String> {
    let start = marked.find('«').expect("a start mark");
    let text = marked.replacen('«', "", 1);
    let end = text.find('»').expect("an end mark");
    let text = text.replacen('»', "", 1);
    let file = file("/w/a.py", &text);
    let mut finding = Finding::new(source, "/w/a.py", Place::Bytes(Span::new(start, end)), Severity::Error, message, b"");
    finding.code = Some(code.to_owned());
    let rule = super::RULES.iter().find(|known| known.name == rule).expect("the rule is in the table");
    let found = proposals(rule, &file, &diagnosed(&file, &finding), &Project::default());
    // The earlier one of equals comes first, as in a menu.
    let best = found.iter().rev().max_by(|left, right| left.likelihood.total_cmp(&right.likelihood))?;
    best.edits.first()?.edits.apply(&text).ok()
}

#[test]
fn names_are_imported_as_the_project_does() {
    let project = project(&[
        ("/w/p/__init__.py", ""),
        ("/w/p/b.py", "class Frame:\n    pass\n"),
        ("/w/p/c.py", "from .b import Frame\nimport typing as t\n"),
        ("/w/p/d.py", "from .b import Frame\nimport typing as t\n"),
    ]);
    let cases = [
        ("x = Frame()\n", "from .b import Frame\n\nx = Frame()\n"),
        ("import re\n\nx: t.Any = re\n", "import re\nimport typing as t\n\nx: t.Any = re\n"),
        ("from .b import Other\n\nx = Frame(Other)\n", "from .b import Frame, Other\n\nx = Frame(Other)\n"),
        ("x = Path('a')\n", "from pathlib import Path\n\nx = Path('a')\n"),
    ];
    for (before, after) in cases {
        assert_eq!(mended("python/import-missing", before, &project).as_deref(), Some(after), "{before}");
    }
    assert_eq!(mended("python/import-missing", "x = nowhere_known\n", &project), None);
}

#[test]
fn like_names_are_offered_and_unlike_ones_are_not() {
    let cases = [
        ("def f(self, environment):\n    self.e = environments\n", Some("def f(self, environment):\n    self.e = environment\n")),
        ("def f(text):\n    return g(base_text)\ndef g(a): pass\n", Some("def f(text):\n    return g(text)\ndef g(a): pass\n")),
        ("raise ValuueError('a')\n", Some("raise ValueError('a')\n")),
        ("def f(width):\n    return qz\n", None),
    ];
    for (before, after) in cases {
        assert_eq!(mended("python/correct-name", before, &Project::default()).as_deref(), after, "{before}");
    }
}

#[test]
fn what_is_not_used_goes_and_its_effects_stay() {
    let cases = [
        ("import os\nimport sys\nsys.exit()\n", Some("import sys\nsys.exit()\n")),
        ("from m import (\n    a,\n    b,\n)\na()\n", Some("from m import (\n    a,\n)\na()\n")),
        ("def f():\n    x = g()\ndef g(): pass\n", Some("def f():\n    g()\ndef g(): pass\n")),
        ("def f():\n    x = 1\n    return 2\n", Some("def f():\n    return 2\n")),
        (
            "def f():\n    try:\n        return 1\n    except OSError as e:\n        return 2\n",
            Some("def f():\n    try:\n        return 1\n    except OSError:\n        return 2\n"),
        ),
        ("def f():\n    x = 1\n", Some("def f():\n    _x = 1\n")),
    ];
    for (before, after) in cases {
        assert_eq!(mended("python/remove-unused", before, &Project::default()).as_deref(), after, "{before}");
    }
}

#[test]
fn bodies_are_completed() {
    let cases = [
        ("try:\n    a = 1\nexcept OSError:\n\nb = 1\n", "try:\n    a = 1\nexcept OSError:\n    raise\n\nb = 1\n"),
        ("try:\n    a = 1\nexcept OSError as e:  # why: '#'\n\nb = 1\n", "try:\n    a = 1\nexcept OSError as e:  # why: '#'\n    raise\n\nb = 1\n"),
        ("if 1:\n    a = 1\nelse:\n\n\nb = 1\n", "if 1:\n    a = 1\n\n\nb = 1\n"),
        ("def f():\nreturn [\n    1,\n]\n", "def f():\n    return [\n        1,\n    ]\n"),
    ];
    for (before, after) in cases {
        assert_eq!(mended("python/complete-body", before, &Project::default()).as_deref(), Some(after), "{before}");
    }
}

#[test]
fn old_exception_clauses_are_rewritten() {
    let run = "def run(): pass\ntry:\n    run()\n";
    let cases = [
        ("except (OSError, TypeError), e:\n    raise e\n", "except (OSError, TypeError) as e:\n    raise e\n"),
        ("except OSError, TypeError as e:\n    raise e\n", "except (OSError, TypeError) as e:\n    raise e\n"),
        ("except OSError, Timeout:\n    raise\n", "except (OSError, Timeout):\n    raise\n"),
    ];
    for (before, after) in cases {
        assert_eq!(mended("python/except-as", &format!("{run}{before}"), &Project::default()), Some(format!("{run}{after}")), "{before}");
    }
}

#[test]
fn statements_return_to_the_body_that_they_slipped_out_of() {
    let cases = [
        (
            "class A:\n    @property\n    def f(self):\n        x = 1\n\n    return (x,\n        2)\n",
            Some("class A:\n    @property\n    def f(self):\n        x = 1\n\n        return (x,\n            2)\n"),
        ),
        ("for x in y:\n    print(x)\nbreak\n", Some("for x in y:\n    print(x)\n    break\n")),
        ("x = 1\nreturn x\n", None),
    ];
    for (before, after) in cases {
        let before = before.replace("in y", "in []");
        let after = after.map(|after| after.replace("in y", "in []"));
        assert_eq!(mended("python/indent-into-body", &before, &Project::default()), after, "{before}");
    }
}

#[test]
fn imports_of_what_is_not_there_are_corrected() {
    let cases = [("from typing import Optionl, Any\n", "Optionl", "\"Optionl\" is unknown import symbol", "from typing import Optional, Any\n")];
    for (text, wrong, message, expected) in cases {
        let file = file("/w/a.py", text);
        let at = text.find(wrong).expect("in the text");
        let finding = Finding::new("pyright", "/w/a.py", Place::Bytes(Span::new(at, at + wrong.len())), Severity::Error, message, b"");
        let found = proposals(&super::correct_import::RULE, &file, &diagnosed(&file, &finding), &Project::default());
        let after = found.first().and_then(|best| best.edits.first()?.edits.apply(text).ok());
        assert_eq!(after.as_deref(), Some(expected));
    }
}
