//! Texts and what the judge of syntax and the scopes say of them.

use crate::syntax::{Language, NameProblemKind, ParseOptions, ScopeContext, scope_report, syntax_errors};

fn syntax(text: &str) -> Vec<(usize, String)> {
    let errors = syntax_errors(Language::Python, text, &ParseOptions::default());
    errors.into_iter().map(|error| (text[..error.range.start].matches('\n').count() + 1, error.message)).collect()
}

fn names(text: &str) -> Vec<(NameProblemKind, String)> {
    let report = scope_report(Language::Python, text, &ScopeContext::default());
    report.problems.into_iter().map(|problem| (problem.kind, problem.name)).collect()
}

fn undefined(text: &str) -> Vec<String> {
    names(text).into_iter().filter(|(kind, _)| *kind == NameProblemKind::UndefinedName).map(|(_, name)| name).collect()
}

#[test]
fn errors_stand_where_python_reports_them_in_its_words() {
    let cases: &[(&str, usize, &str)] = &[
        ("x = (1,\ny = 2\nz = 3\n", 1, "'(' was never closed"),
        ("f(a))\n", 1, "unmatched ')'"),
        ("x = [1)\n", 1, "closing parenthesis ')' does not match opening parenthesis '['"),
        ("if x\n    y\n", 1, "expected ':'"),
        ("x = 'abc\n", 1, "unterminated string literal (detected at line 1)"),
        ("if x:\ny = 1\n", 2, "expected an indented block after 'if' statement on line 1"),
        ("def f():\n\ny = 1\n", 3, "expected an indented block after function definition on line 1"),
        ("x = 1\n  y = 2\n", 2, "unexpected indent"),
        ("if x:\n    y\n  z\n", 3, "unindent does not match any outer indentation level"),
        ("print 'a'\n", 1, "Missing parentheses in call to 'print'. Did you mean print(...)?"),
        ("return 1\n", 1, "'return' outside function"),
        ("def f():\n    await g()\n", 2, "'await' outside async function"),
        ("async def f():\n    pass\n\ndef g():\n    async with f():\n        pass\n", 5, "'async with' outside async function"),
        ("break\n", 1, "'break' outside loop"),
        ("def f(a, a):\n    pass\n", 1, "duplicate argument 'a' in function definition"),
        ("f(a=1, a=2)\n", 1, "keyword argument repeated: a"),
        ("f(a=1, 2)\n", 1, "positional argument follows keyword argument"),
        ("nonlocal x\n", 1, "nonlocal declaration not allowed at module level"),
        ("def f():\n    nonlocal x\n", 2, "no binding for nonlocal 'x' found"),
        ("def f():\n    x = 1\n    global x\n", 2, "name 'x' is used prior to global declaration"),
        ("try:\n    a\nexcept:\n    b\nexcept E:\n    c\n", 3, "default 'except:' must be last"),
        ("def f():\n    x = 1\n    def g():\n        x = 2\n        nonlocal x\n", 4, "name 'x' is used prior to nonlocal declaration"),
        ("def f():\n    x = 1\n    def g():\n        global x\n        nonlocal x\n", 4, "name 'x' is nonlocal and global"),
        ("try:\n    a\nexcept E:\n\nb = 1\n", 5, "expected an indented block after 'except' statement on line 3"),
        ("x = f\n    'a'\n)\n", 2, "unexpected indent"),
        ("f(a b)\n", 1, "invalid syntax. Perhaps you forgot a comma?"),
        ("x = f'{a'\n", 1, "f-string: expecting '}'"),
    ];
    for (text, line, message) in cases {
        assert_eq!(syntax(text).first(), Some(&(*line, (*message).to_owned())), "{text:?}");
    }
}

#[test]
fn correct_code_of_every_version_is_accepted() {
    for text in [
        "",
        "\u{feff}x = 1\r\n",
        "match x:\n    case [a, *_]:\n        print(a)\n",
        "type A[T] = list[T]\n",
        "def f[T](a: T, /, *, b) -> T: return a\n",
        "try:\n    pass\nexcept* E:\n    pass\n",
        "x = f'{a['b']}' if (n := 1) else t'{n}'\n",
        "async def f():\n    return [x async for x in y if await x]\n",
        "def f():\n    return (await x for x in y)\n",
        "for x in y:\n    pass\nelse:\n    pass\nlambda: (yield)\n",
        "def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n    return g\n",
    ] {
        assert_eq!(syntax(text), [], "{text:?}");
    }
}

#[test]
fn a_file_with_every_construct_has_no_error() {
    let text = include_str!("../../../tests/fixtures/python/correct.py");
    assert_eq!(syntax(text), []);
    assert_eq!(undefined(text), Vec::<String>::new());
}

#[test]
fn names_follow_the_rules_of_the_language() {
    let cases: &[(&str, &[&str])] = &[
        ("print(x)\nx = 1\n", &["x"]),
        ("def f():\n    return later\nlater = 1\n", &[]),
        ("class A:\n    x = 1\n    def f(self):\n        return x\n", &["x"]),
        ("class A:\n    x = [1]\n    y = [i for i in x]\n    z = [x for i in y]\n", &["x"]),
        ("def f():\n    try:\n        pass\n    except E as e:\n        pass\n    return e\n", &["E", "e"]),
        ("try:\n    unicode\nexcept NameError:\n    unicode = str\n", &[]),
        ("from m import *\nprint(anything)\n", &[]),
        ("def f(a: 'Foo', b: Later) -> 'Literal[\"x\"]':\n    return a, b\nclass Later: pass\n", &["Foo", "Literal"]),
        ("x = 1\ndel x\nprint(x)\n", &["x"]),
        ("def f():\n    global g\n    g = 1\ndef h():\n    return g\n", &[]),
        ("def f[T](a: T) -> T:\n    return U\n", &["U"]),
        ("if (n := 1):\n    print(n)\nprint([y := 1 for _ in range(2)], y)\n", &[]),
        ("match a:\n    case {'k': v, **rest}:\n        print(v, rest)\n    case P(x=q) as r:\n        print(q, r)\n", &["a", "P"]),
        ("__all__ = ['f', 'gone']\ndef f(): pass\n", &["gone"]),
        ("class A:\n    def f(self):\n        return __class__\n    n = __qualname__\n", &[]),
        ("def f():\n    def g():\n        return x\n    x = 1\n    return g\n", &[]),
        ("lambda a, *b, c=d: a + b\n", &["d"]),
        ("a = 1\ndef f():\n    a\n    a = 2\n", &["a"]),
        ("a = 1\ndef f():\n    a = 2\n    del a\n    a\n", &[]),
        ("def f(xs):\n    for x in xs:\n        if last is None:\n            last = x\n", &["last"]),
    ];
    for (text, expected) in cases {
        assert_eq!(undefined(text), *expected, "{text:?}");
    }
}

#[test]
fn what_is_not_used_is_a_warning() {
    use NameProblemKind::{UnusedImport, UnusedVariable};
    let cases: &[(&str, &[(NameProblemKind, &str)])] = &[
        ("import os\nimport a as a\nfrom __future__ import annotations\n", &[(UnusedImport, "os")]),
        ("import os.path\nos.getcwd()\n", &[]),
        ("try:\n    import x\nexcept ImportError:\n    x = None\n", &[]),
        ("from m import a, b\n__all__ = ['a']\n", &[(UnusedImport, "b")]),
        ("def f():\n    x = 1\n    a, b = 1, 2\n    _ = 3\n    y = 4\n    return locals\n", &[(UnusedVariable, "x"), (UnusedVariable, "y")]),
        ("def f():\n    x = 1\n    return locals()\n", &[]),
        ("from t import T\ndef f(a: 'T'): pass\n", &[]),
    ];
    for (text, expected) in cases {
        let expected: Vec<(NameProblemKind, String)> = expected.iter().map(|(kind, name)| (*kind, (*name).to_owned())).collect();
        assert_eq!(names(text), expected, "{text:?}");
    }
}
