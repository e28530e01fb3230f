//! What the examples of rules do not show: the likeliest proposal at the place marked by `«»`.

use super::RULES;
use crate::base::{CancelToken, Span};
use crate::fix::{FixContext, Project, Proposal};
use crate::model::{Finding, Place, Severity};
use crate::syntax::{Language, ParseOptions, ScopeContext, SourceFile, scope_report};
use std::path::Path;

/// Rule, program, message, a part of the text afterwards.
const CASES: &[(&str, &str, &str, &str)] = &[
    ("go/call-arguments", "package p\n\nvar x = len(y, «1»)\n", "invalid operation: too many arguments for len(y, 1) (expected 1, found 2)", "len(y)"),
    (
        "go/conversion",
        "package p\n\nfunc f(x *int) bool {\n\treturn «x» < 0\n}\n",
        "invalid operation: x < 0 (mismatched types *int and untyped int)",
        "return *x < 0",
    ),
    (
        "go/goroutine-test",
        "package p\n\nfunc f(t *testing.T) {\n\t«go» t.FailNow()\n}\n",
        "vet testinggoroutine: call to (*testing.T).FailNow from a non-test goroutine",
        "go t.Fail()",
    ),
    ("go/duplicate", "package p\n\nfunc f() {}\n\nfunc «f»() {}\n", "f redeclared in this block", "func f() {}\n\n"),
    ("go/label", "package p\n\nfunc f() {\na:\nb:\n\tfor {\n\t\tcontinue «a»\n\t}\n}\n", "invalid continue label a", "continue b"),
    (
        "go/struct-literal",
        "package p\n\ntype o struct {\n\ti struct{ n int }\n}\n\nvar v = o{i: «{»1}}\n",
        "invalid composite literal type: missing type in composite literal",
        "o{i: struct{ n int }{1}}",
    ),
    (
        "go/struct-literal",
        "package p\n\ntype t struct {\n\tx int\n}\n\nvar v = t{«name»: \"a\"}\n",
        "unknown field name in struct literal of type t",
        "\tx int\n\tname string\n}",
    ),
    ("go/index", "package p\n\nvar x = «[...]int{1}»[:1]\n", "cannot slice unaddressable value [...]int{…} (value of type [1]int)", "= []int{1}[:1]"),
    (
        "go/small-slips",
        "package p\n\nfunc f(c chan int) {\n\tselect {\n\tcase «c»:\n\t}\n}\n",
        "select case must be send or receive (possibly with assignment)",
        "case <-c:",
    ),
    (
        "go/small-slips",
        "package p\n\nfunc f(c chan int) {\n\tfor _, «v» := range c {\n\t\tprintln(v)\n\t}\n}\n",
        "range over c (variable of type chan int) permits only one iteration variable",
        "for v := range c",
    ),
    (
        "go/small-slips",
        "package p\n\nfunc f[T any](x T) {\n\tswitch «x».(type) {\n\t}\n}\n",
        "cannot use type switch on type parameter value x (variable of type T constrained by any)",
        "switch any(x).(type)",
    ),
    ("go/small-slips", "package p\n\nfunc f() {\n\tgo «func() {\n\t}»\n}\n", "expression in go must be function call", "\t}()\n"),
    ("go/small-slips", "package p\n\nfunc f() «void» {}\n", "undefined: void", "func f() {}"),
    ("go/small-slips", "«import» \"fmt\"\n\nfunc main() {}\n", "syntax error: package statement must be first", "package main\n\nimport"),
    ("go/small-slips", "package p\n\nfunc g[T any]() {}\n\nfunc f() { «g»<int>() }\n", "cannot use generic function g without instantiation", "g[int]()"),
    ("go/small-slips", "package p\n\nfunc f[«]»() {}\n", "syntax error: empty type parameter list", "func f() {}"),
    ("go/small-slips", "package p\n\nfunc f(x []int) int { return len(x[«]») }\n", "syntax error: unexpected ], expected operand", "len(x)"),
    ("go/small-slips", "package p\n\nfunc f(x []int) {\n\t_ = «append»(x)\n}\n", "vet appends: append with no values", "_ = x"),
];

#[test]
fn rules_mend_their_kinds() {
    for (name, marked, message, expected) in CASES {
        let best = proposals(name, marked, message).into_iter().max_by(|left, right| left.likelihood.total_cmp(&right.likelihood));
        let text = marked.replace(['«', '»'], "");
        let after = best.map(|best| best.edits[0].edits.apply(&text).unwrap()).unwrap_or_default();
        assert!(after.contains(expected), "{name}:\n{after}");
    }
}

/// What a rule proposes for a program at the place marked.
fn proposals(name: &str, marked: &str, message: &str) -> Vec<Proposal> {
    let (start, end) = (marked.find('«').unwrap(), marked.find('»').unwrap() - '«'.len_utf8());
    let text = marked.replace(['«', '»'], "");
    let file = SourceFile::new("/w/a.go", Language::Go, text.as_str(), ParseOptions::default());
    let analyzer = message.strip_prefix("vet ").and_then(|message| message.split_once(": "));
    let (source, message) = analyzer.map_or(("go", message), |(_, message)| ("vet", message));
    let mut finding = Finding::new(source, "/w/a.go", Place::Bytes(Span::new(start, end)), Severity::Error, message, b"");
    finding.code = analyzer.map(|(analyzer, _)| analyzer.to_owned());
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
    let rule = RULES.iter().find(|rule| rule.name == name).unwrap();
    assert!((rule.applies)(&diagnostic), "{name} does not apply");
    (rule.propose)(&context)
}
