//! What the scopes of Go say, against what the compiler says about the same programs.

use super::{outline, scope};
use crate::syntax::{DefinitionKind, Language, ParseOptions, ScopeContext, SourceFile};

/// The messages about a file that is alone in its package.
fn messages(text: &str) -> Vec<String> {
    let context = ScopeContext { siblings: Some(&[]), ..ScopeContext::default() };
    scope::report(text, &context).problems.into_iter().map(|problem| problem.message).collect()
}

#[test]
fn correct_code_is_met_with_silence() {
    let text = include_str!("../../../tests/fixtures/go/silence/shapes.go");
    assert_eq!(super::parse(text).errors, []);
    assert_eq!(messages(text), Vec::<String>::new());
}

#[test]
fn names_are_reported_as_the_compiler_reports_them() {
    let function = |body: &str| format!("package p\n\nfunc f(a int) (e error) {{\n{body}\nreturn\n}}\n");
    let cases = [
        ("x := 0\nx++\n_ = x", vec![]),
        ("x := 0\nx = 1", vec!["declared and not used: x"]),
        ("var x, y int\n_ = y", vec!["declared and not used: x"]),
        ("a := 1", vec!["no new variables on left side of :="]),
        ("x, x := 1, 2\n_ = x", vec!["x repeated on left side of :="]),
        ("var a int\n_ = a", vec!["a redeclared in this block"]),
        ("switch t := any(a).(type) {\ncase int:\n}", vec!["t declared and not used"]),
        ("switch t := any(a).(type) {\ncase int:\n_ = t\ncase bool:\n}", vec![]),
        ("for i := range 3 {\n}", vec!["declared and not used: i"]),
        ("if true {\ne := 1\n}", vec!["declared and not used: e"]),
        ("_ = map[string]int{zz: 1}", vec!["undefined: zz"]),
        ("_ = T{zz: 1}", vec!["undefined: T"]),
        ("f := func() { f(1) }\nf()", vec![]),
        ("x := func() { x() }\nx()", vec!["undefined: x"]),
        ("type t struct{ next *t }\n_ = t{}", vec![]),
        ("{\nx := 1\n_ = x\n}\n_ = x", vec!["undefined: x"]),
        ("os.Exit(1)", vec!["undefined: os"]),
        ("return\n}\n\ntype t struct{}\n\nfunc (t) m[P any](p P) (q P) {", vec![]),
    ];
    for (body, expected) in cases {
        assert_eq!(messages(&function(body)), expected, "{body}");
    }
}

#[test]
fn a_function_with_results_ends_with_a_terminating_statement() {
    let ends = [
        "return 1",
        "panic(1)",
        "for {\n}",
        "for {\nfor {\nbreak\n}\n}",
        "l:\nfor {\nswitch {\ncase true:\nbreak\n}\n}",
        "if a {\nreturn 1\n} else if b {\nreturn 2\n} else {\nreturn 3\n}",
        "switch {\ncase a:\nfallthrough\ndefault:\nreturn 1\n}",
        "select {}",
        "{\nreturn 1;;\n}",
        "s:\ngoto s",
    ];
    let falls_through = [
        "",
        "_ = 1",
        "for a {\nreturn 1\n}",
        "for range c {\nreturn 1\n}",
        "for {\nbreak\n}",
        "l:\nfor {\nfor {\nbreak l\n}\n}",
        "if a {\nreturn 1\n}",
        "if a {\nreturn 1\n} else if b {\nreturn 2\n}",
        "switch {\ncase a:\nreturn 1\n}",
        "switch {\ndefault:\nif a {\nbreak\n}\nreturn 1\n}",
        "func() { return }()",
    ];
    let text = |body: &str| format!("package p\n\nvar a, b, c = true, true, make(chan int)\n\nfunc f() int {{\n{body}\n}}\n");
    for body in ends {
        assert!(!messages(&text(body)).contains(&"missing return".to_owned()), "{body}");
    }
    for body in falls_through {
        assert_eq!(messages(&text(body)), ["missing return"], "{body}");
    }
}

#[test]
fn what_stands_twice_is_reported_where_the_text_alone_tells() {
    let cases = [
        ("switch a {\ncase 1, 2:\ncase 1:\n}", vec!["duplicate case 1 in expression switch"]),
        ("switch a {\ncase 1:\ndefault:\ndefault:\n}", vec!["multiple defaults"]),
        ("switch {\ncase a > 1:\ncase a > 1:\n}", vec![]),
        ("_ = map[string]int{\"a\": 1, \"b\": 2, \"a\": 3}", vec!["duplicate key \"a\" in map literal"]),
        ("_ = map[point]int{{1, 2}: 1, {1, 2}: 2}", vec!["undefined: point"]),
    ];
    for (body, expected) in cases {
        assert_eq!(messages(&format!("package p\n\nfunc f(a int) {{\n{body}\n}}\n")), expected, "{body}");
    }
}

#[test]
fn imports_count_as_used_by_their_package_names() {
    let cases = [
        ("import \"os\"\n", vec!["\"os\" imported and not used"]),
        ("import r \"math/rand\"\n", vec!["\"math/rand\" imported as r and not used"]),
        ("import \"math/rand/v2\"\n", vec!["\"math/rand/v2\" imported as rand and not used"]),
        ("import _ \"os\"\n", vec![]),
        ("import \"C\"\n", vec![]),
        ("import \"gopkg.in/yaml.v3\"\nvar _ = yaml.Marshal\n", vec![]),
        ("import \"example.com/go-thing\"\nvar _ = whatever.Marshal\n", vec![]),
        ("import . \"strings\"\nvar _ = ToUpper\n", vec![]),
        ("import \"math/rand/v2\"\nvar _ = rand.N[int]\n", vec![]),
    ];
    for (text, expected) in cases {
        assert_eq!(messages(&format!("package p\n\n{text}")), expected, "{text}");
    }
}

#[test]
fn other_files_of_the_package_define_names_too() {
    let sibling = |text: &str| SourceFile::new("/w/b.go", Language::Go, text, ParseOptions::default());
    let report = |siblings: Option<&[SourceFile]>| {
        let context = ScopeContext { siblings, ..ScopeContext::default() };
        scope::report("package p\n\nvar x = helper(1)\n", &context).problems.len()
    };
    assert_eq!(report(Some(&[])), 1);
    assert_eq!(report(None), 0);
    assert_eq!(report(Some(&[sibling("package p\n\nfunc helper(n int) int { return n }\n")])), 0);
    assert_eq!(report(Some(&[sibling("package p\n\nfunc broken( {\n\nfunc helper(n int) int { return n }\n")])), 0);
    assert_eq!(report(Some(&[sibling("package q\n\nfunc helper(n int) int { return n }\n")])), 1);
}

#[test]
fn an_outline_tells_members_signatures_and_imports() {
    let text = "package p\n\nimport (\n\tx \"a/b\"\n\t\"net/http\"\n)\n\ntype T struct {\n\tA, b int\n\t*http.Client\n}\n\ntype I interface{ M(n int) error }\n\n\
                func (t *T) Get(a, b int, rest ...string) (n int, err error) { return }\n\nconst C, d = 1, 2\n";
    let found = outline::outline(text);
    assert_eq!(found.package.as_deref(), Some("p"));
    let shown: Vec<String> = found.definitions.iter().map(|definition| format!("{}.{} {}", definition.container, definition.name, definition.public)).collect();
    assert_eq!(shown, [".T true", "T.A true", "T.b false", "T.Client true", ".I true", "I.M true", "T.Get true", ".C true", ".d false"]);
    let get = found.named("Get").next().expect("the method");
    assert_eq!(get.kind, DefinitionKind::Method);
    assert_eq!(get.parameters.as_deref(), Some(&["a int".to_owned(), "b int".to_owned(), "rest ...string".to_owned()][..]));
    assert_eq!(get.type_text.as_deref(), Some("(int, error)"));
    let imports: Vec<(&str, &str)> = found.imports.iter().map(|import| (import.module.as_str(), import.names[0].local.as_str())).collect();
    assert_eq!(imports, [("a/b", "x"), ("net/http", "http")]);
}

#[test]
fn broken_files_keep_the_outline_of_their_other_declarations() {
    let text = "package p\n\nfunc a( {\n\tx(\n}\n\nfunc b() int { return 1 }\n\ntype T struct{ n int }\n";
    let found = outline::outline(text);
    let b = found.named("b").next().expect("b is found");
    assert_eq!(b.name_range.of(text), "b");
    assert!(found.members("T").any(|member| member.name == "n"));
}
