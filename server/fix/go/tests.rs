//! Each rule on one program: its likeliest proposal at the place marked by `«»`.

use super::RULES;
use crate::base::{CancelToken, Span};
use crate::fix::{FixContext, Project, Proposal};
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
    ("go/printf", "package p\n\nvar x = fmt.Sprintf(\"«%d»\", \"a\")\n", "vet printf: fmt.Sprintf format %d has arg \"a\" of wrong type string", "\"%v\""),
    (
        "go/goroutine-test",
        "package p\n\nfunc f(t *testing.T) {\n\tgo func() {\n\t\t«t».Fatal(1)\n\t}()\n}\n",
        "vet testinggoroutine: call to (*testing.T).Fatal from a non-test goroutine",
        "t.Error(1)",
    ),
    (
        "go/goroutine-test",
        "package p\n\nfunc f(t *testing.T) {\n\t«go» t.FailNow()\n}\n",
        "vet testinggoroutine: call to (*testing.T).FailNow from a non-test goroutine",
        "go t.Fail()",
    ),
    ("go/duplicate", "package p\n\nvar m = map[string]int{\"a\": 1, «\"a\"»: 2}\n", "duplicate key \"a\" in map literal", "{\"a\": 1}"),
    ("go/label", "package p\n\nfunc f() {\n«loop»:\n\tfor {\n\t}\n}\n", "label loop defined and not used", "func f() {\n\tfor"),
    (
        "go/constant-assigned",
        "package p\n\nfunc f() {\n\tconst c = 1\n\t«c» = 2\n}\n",
        "cannot assign to c (neither addressable nor a map index expression)",
        "\tvar c = 1",
    ),
    (
        "go/constant-assigned",
        "package p\n\nfunc f(m map[int]t) {\n\t«m»[1].x = 2\n}\n",
        "cannot assign to struct field m[1].x in map",
        "\tentry := m[1]\n\tentry.x = 2\n\tm[1] = entry\n}",
    ),
    (
        "go/text-conversion",
        "package p\n\nfunc f(n int) string {\n\treturn «\"n \"» + n\n}\n",
        "invalid operation: \"n \" + n (mismatched types untyped string and int)",
        "\"n \" + strconv.Itoa(n)",
    ),
    (
        "go/text-conversion",
        "package p\n\nfunc f(err error) string {\n\treturn «err»\n}\n",
        "cannot use err (variable of interface type error) as string value in return statement",
        "return err.Error()",
    ),
    (
        "go/struct-literal",
        "package p\n\ntype t struct{ x, y int }\n\nvar v = t{x: 1, «2»}\n",
        "mixture of field:value and value elements in struct literal",
        "{x: 1, y: 2}",
    ),
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
    (
        "go/index",
        "package p\n\nfunc f(s []int) int {\n\treturn s[«-1»]\n}\n",
        "invalid argument: index -1 (constant of type int) must not be negative",
        "s[len(s)-1]",
    ),
    ("go/index", "package p\n\nvar x = «[...]int{1}»[:1]\n", "cannot slice unaddressable value [...]int{…} (value of type [1]int)", "= []int{1}[:1]"),
    ("go/copied-lock", "package p\n\nfunc f(«c» counter) {}\n", "vet copylocks: f passes lock by value: p.counter contains sync.Mutex", "func f(c *counter)"),
    (
        "go/copied-lock",
        "package p\n\nfunc f(cs []counter) {\n\tfor _, «c» := range cs {\n\t\tc.add()\n\t}\n}\n",
        "vet copylocks: range var c copies lock: p.counter contains sync.Mutex",
        "\tfor i := range cs {\n\t\tc := &cs[i]\n\t\tc.add()",
    ),
    (
        "go/target-pointer",
        "package p\n\nfunc f(data []byte, c config) {\n\t«json.Unmarshal»(data, c)\n}\n",
        "vet unmarshal: call of Unmarshal passes non-pointer as second argument",
        "(data, &c)",
    ),
    ("go/outside-loop", "package p\n\nfunc f(b bool) {\n\tif b {\n\t\t«break»\n\t}\n}\n", "break is not in a loop, switch, or select", "\t\treturn\n"),
    ("go/missing-variable", "package p\n\nfunc f() int {\n\treturn 1 + «y»\n}\n", "undefined: y", "{\n\ty := 0\n\treturn 1 + y"),
    (
        "go/method-signature",
        "package p\n\ntype t struct{}\n\nfunc (t) Close() {}\n\nvar _ io.Closer = «t»{}\n",
        "cannot use t{} (value of struct type t) as io.Closer value in variable declaration: t does not implement io.Closer (wrong type for method Close)\n\t\thave Close()\n\t\twant Close() error",
        "func (t) Close() error {}",
    ),
    ("go/duplicate", "package p\n\nfunc f() {}\n\nfunc «f»(n int) { _ = n }\n", "f redeclared in this block", "func f2(n int)"),
    ("go/duplicate", "package p\n\nfunc f() {}\n\nfunc «f»() {}\n", "f redeclared in this block", "func f() {}\n\n"),
    (
        "go/conversion",
        "package p\n\nfunc f(x *int) bool {\n\treturn «x» < 0\n}\n",
        "invalid operation: x < 0 (mismatched types *int and untyped int)",
        "return *x < 0",
    ),
    ("go/label", "package p\n\nfunc f() {\na:\nb:\n\tfor {\n\t\tcontinue «a»\n\t}\n}\n", "invalid continue label a", "continue b"),
    (
        "go/small-slips",
        "package p\n\nfunc f(c chan int) {\n\tselect {\n\tcase «c»:\n\t}\n}\n",
        "select case must be send or receive (possibly with assignment)",
        "case <-c:",
    ),
    ("go/small-slips", "package p\n\nfunc f(x []int) {\n\t_ = «append»(x)\n}\n", "vet appends: append with no values", "_ = x"),
    ("go/small-slips", "package p\n\nfunc f[T«]»(x T) {}\n", "syntax error: missing type constraint", "[T any]"),
];

#[test]
fn every_rule_mends_its_kind() {
    for rule in RULES {
        assert!(CASES.iter().any(|(name, ..)| *name == rule.name), "{} has no case", rule.name);
    }
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

/// Rule, program, message: the rule has nothing to say.
const NEGATIVES: &[(&str, &str, &str)] = &[
    (
        "go/text-conversion",
        "package p\n\nfunc f(c rune) string {\n\treturn «c»\n}\n",
        "cannot use c (variable of type rune) as string value in return statement",
    ),
    ("go/index", "package p\n\nvar x = f()[«-1»]\n", "invalid argument: index -1 (constant of type int) must not be negative"),
    ("go/missing-function", "package p\n\nvar x = «g»\n", "undefined: g"),
    ("go/called-method", "package p\n\ntype t interface{}\n\nfunc f(x t) { x.«g»() }\n", "x.g undefined (type t has no field or method g)"),
    (
        "go/constant-assigned",
        "package p\n\nconst (\n\ta = 1\n\tb = 2\n)\n\nfunc f() { «a» = 2 }\n",
        "cannot assign to a (neither addressable nor a map index expression)",
    ),
    (
        "go/goroutine-test",
        "package p\n\nfunc f(t *testing.T) {\n\tgo func() {\n\t\t«t».SkipNow()\n\t\tg()\n\t}()\n}\n",
        "vet testinggoroutine: call to (*testing.T).SkipNow from a non-test goroutine",
    ),
    (
        "go/copied-lock",
        "package p\n\nfunc f() {\n\tfor _, «c» := range g() {\n\t\t_ = c\n\t}\n}\n",
        "vet copylocks: range var c copies lock: p.counter contains sync.Mutex",
    ),
    ("go/missing-variable", "package p\n\nfunc f() int {\n\treturn «y».x\n}\n", "undefined: y"),
];

#[test]
fn rules_keep_silent_where_they_do_not_know() {
    for (name, marked, message) in NEGATIVES {
        assert!(proposals(name, marked, message).is_empty(), "{name}: {marked}");
    }
}
