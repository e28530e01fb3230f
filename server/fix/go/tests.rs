//! Each rule on one program: its likeliest proposal at the place marked by `«»`.

use super::RULES;
use crate::base::{CancelToken, Span};
use crate::fix::{FixContext, Project};
use crate::model::{Finding, Place, Severity};
use crate::syntax::{Language, ParseOptions, ScopeContext, SourceFile, scope_report};
use std::path::Path;

/// Rule, program, message, a part of the text afterwards.
const CASES: &[(&str, &str, &str, &str)] = &[
    ("go/missing-import", "package p\n\nvar x = «fmt».Sprint()\n", "undefined: fmt", "import \"fmt\""),
    ("go/undefined-name", "package p\n\nvar length = 1\nvar x = «lenght»\n", "undefined: lenght", "x = length"),
    ("go/define", "package p\n\nfunc f() {\n\t«n» = 1\n\t_ = n\n}\n", "undefined: n", "n := 1"),
    ("go/assign", "package p\n\nfunc f(n int) {\n\tn «:=» 1\n}\n", "no new variables on left side of :=", "n = 1"),
    ("go/unused-import", "package p\n\nimport «\"os\"»\n\nvar x int\n", "\"os\" imported and not used", "package p\n\nvar x"),
    ("go/unused-variable", "package p\n\nfunc f() {\n\t«n» := 1\n}\n", "declared and not used: n", "func f() {\n}"),
    ("go/member", "package p\n\nimport \"fmt\"\n\nvar x = fmt.«sprint»()\n", "undefined: fmt.sprint (but have Sprint)", "fmt.Sprint()"),
    ("go/call-arguments", "package p\n\nvar x = len(y, «1»)\n", "invalid operation: too many arguments for len(y, 1) (expected 1, found 2)", "len(y)"),
    (
        "go/assignment-mismatch",
        "package p\n\nfunc f() {\n\t«n» := g()\n\t_ = n\n}\n",
        "assignment mismatch: 1 variable but g() returns 2 values",
        "n, _ := g()",
    ),
    (
        "go/return-values",
        "package p\n\nfunc f() (int, error) {\n\t«return» nil\n}\n",
        "not enough return values\n\thave (nil)\n\twant (int, error)",
        "return 0, nil",
    ),
    ("go/missing-return", "package p\n\nfunc f(n int) bool {\n\t«n» == 0\n}\n", "n == 0 (untyped bool value) is not used", "return n == 0"),
    ("go/assign-in-condition", "package p\n\nfunc f(n int) {\n\tif «n» = 0 {\n\t}\n}\n", "syntax error: cannot use assignment n = 0 as value", "if n == 0"),
    (
        "go/pointer",
        "package p\n\ntype t struct{}\n\nfunc f() *t { return «t»{} }\n",
        "cannot use t{} (value of struct type t) as *t value in return statement",
        "return &t{}",
    ),
    (
        "go/conversion",
        "package p\n\nfunc f(b byte) rune { return «b» }\n",
        "cannot use b (variable of type byte) as rune value in return statement",
        "return rune(b)",
    ),
    (
        "go/missing-method",
        "package p\n\ntype t struct{}\n\nvar _ error = «t»{}\n",
        "cannot use t{} (value of struct type t) as error value in variable declaration: t does not implement error (missing method Error)",
        "func (t t) Error() string",
    ),
    ("go/missing-function", "package p\n\nfunc f(n int) {\n\t«g»(n, n, \"\")\n}\n", "undefined: g", "func g(n1, n2 int, s string) {\n"),
    (
        "go/called-method",
        "package p\n\ntype t struct{}\n\nfunc f(x t) bool {\n\treturn x.«g»(1)\n}\n",
        "x.g undefined (type t has no field or method g)",
        "type t struct{}\n\nfunc (t t) g(i int) bool {\n\tpanic(\"unimplemented\")\n}\n",
    ),
    ("go/printf", "package p\n\nvar x = fmt.Sprintf(\"«%d»\", \"a\")\n", "fmt.Sprintf format %d has arg \"a\" of wrong type string", "\"%v\""),
    (
        "go/goroutine-test",
        "package p\n\nfunc f(t *testing.T) {\n\tgo func() {\n\t\t«t».Fatal(1)\n\t}()\n}\n",
        "call to (*testing.T).Fatal from a non-test goroutine",
        "t.Error(1)",
    ),
    ("go/duplicate", "package p\n\nvar m = map[string]int{\"a\": 1, «\"a\"»: 2}\n", "duplicate key \"a\" in map literal", "{\"a\": 1}"),
    ("go/label", "package p\n\nfunc f() {\n«loop»:\n\tfor {\n\t}\n}\n", "label loop defined and not used", "func f() {\n\tfor"),
    ("go/small-slips", "package p\n\nfunc f[T«]»(x T) {}\n", "syntax error: missing type constraint", "[T any]"),
];

#[test]
fn every_rule_mends_its_kind() {
    for rule in RULES {
        assert!(CASES.iter().any(|(name, ..)| *name == rule.name), "{} has no case", rule.name);
    }
    for (name, marked, message, expected) in CASES {
        let (start, end) = (marked.find('«').unwrap(), marked.find('»').unwrap() - '«'.len_utf8());
        let text = marked.replace(['«', '»'], "");
        let file = SourceFile::new("/w/a.go", Language::Go, text.as_str(), ParseOptions::default());
        let source = if matches!(*name, "go/printf" | "go/goroutine-test") { "vet" } else { "go" };
        let mut finding = Finding::new(source, "/w/a.go", Place::Bytes(Span::new(start, end)), Severity::Error, *message, b"");
        finding.code = (source == "vet").then(|| if *name == "go/printf" { "printf" } else { "testinggoroutine" }.to_owned());
        let diagnostic = finding.resolve(&file, Path::new("/w"), &|_| None);
        let scopes = scope_report(Language::Go, file.text(), &ScopeContext { siblings: Some(&[]), ..ScopeContext::default() });
        let (project, cancel) = (Project::default(), CancelToken::new());
        let context = FixContext {
            file: &file,
            diagnostic: &diagnostic,
            diagnostics: std::slice::from_ref(&diagnostic),
            project: &project,
            scopes: &scopes,
            cancel: &cancel,
        };
        let rule = RULES.iter().find(|rule| rule.name == *name).unwrap();
        assert!((rule.applies)(&diagnostic), "{name} does not apply");
        let best = (rule.propose)(&context).into_iter().max_by(|left, right| left.likelihood.total_cmp(&right.likelihood));
        let after = best.map(|best| best.edits[0].edits.apply(file.text()).unwrap()).unwrap_or_default();
        assert!(after.contains(expected), "{name}:\n{after}");
    }
}
