//! Broken texts and the first repair that is expected.

use super::repairs;
use crate::base::CancelToken;
use crate::syntax::{Language, ParseOptions, SourceFile, syntax_errors};
use std::time::{Duration, Instant};

/// The text after the first repair; the text itself where nothing is proposed.
fn first(language: Language, text: &str) -> String {
    let file = SourceFile::new("/w/a", language, text, ParseOptions::default());
    let errors = syntax_errors(language, text, file.options());
    let hint = errors.first().map_or(0, |error| error.range.start);
    // A debug build on a busy machine is slow: the limit of the tests is wider than that of the product.
    let cancel = CancelToken::with_deadline(Duration::from_secs(20));
    let found = repairs(&file, &errors, hint, &cancel);
    found.first().map_or_else(|| text.to_owned(), |repair| repair.edits.apply(text).expect("the edits fit"))
}

pub(super) fn expect(language: Language, table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(broken, mended)| {
            let got = first(language, broken);
            (got != *mended).then(|| format!("--- {broken}\nwanted {mended:?}\n   got {got:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} differ\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

#[test]
fn python() {
    expect(
        Language::Python,
        &[
            ("def f(a, b:\n    return a\n", "def f(a, b):\n    return a\n"),
            ("x = [1, 2\ny = 3\n", "x = [1, 2]\ny = 3\n"),
            ("if a == 1\n    b = 2\n", "if a == 1:\n    b = 2\n"),
            ("class A\n    pass\n", "class A:\n    pass\n"),
            ("def f(a b):\n    return a\n", "def f(a, b):\n    return a\n"),
            ("x = {\n    \"a\": 1\n    \"b\": 2,\n}\n", "x = {\n    \"a\": 1,\n    \"b\": 2,\n}\n"),
            ("x = f('ascii)\ny = 1\n", "x = f('ascii')\ny = 1\n"),
            ("x = f(ascii')\ny = 1\n", "x = f('ascii')\ny = 1\n"),
            ("names = [\"one, \"two\", \"three\"]\n", "names = [\"one\", \"two\", \"three\"]\n"),
            ("if a = 1:\n    b = 2\n", "if a == 1:\n    b = 2\n"),
            ("whlie True:\n    f()\n", "while True:\n    f()\n"),
            ("def f(a):\n    retrun a\n", "def f(a):\n    return a\n"),
            ("fro os import path\n", "from os import path\n"),
            ("if not a adn b:\n    c()\n", "if not a and b:\n    c()\n"),
            ("if a:\n    b()\nelse if c:\n    d()\n", "if a:\n    b()\nelif c:\n    d()\n"),
            ("print \"hello\"\n", "print(\"hello\")\n"),
            ("for i in range 3:\n    f(i)\n", "for i in range(3):\n    f(i)\n"),
            ("def f():\n    x = “a”\n", "def f():\n    x = \"a\"\n"),
            ("a = [1; 2; 3]\n", "a = [1, 2, 3]\n"),
            ("try:\n    f()\nexcept (A, B as e:\n    g()\n", "try:\n    f()\nexcept (A, B) as e:\n    g()\n"),
            (
                "def f(a):\n    if a:\n        b = 1\n    c = 2\n    elif a:\n        b = 2\n",
                "def f(a):\n    if a:\n        b = 1\n        c = 2\n    elif a:\n        b = 2\n",
            ),
            ("raise ValueError, \"bad\"\n", "raise ValueError(\"bad\")\n"),
            ("def f():\n    a = 1\n      b = 2\n", "def f():\n    a = 1\n    b = 2\n"),
            ("def f():\n    a = 1\n   return a\n", "def f():\n    a = 1\n    return a\n"),
            ("def f(a):\n    return f\"{a} and {a!r\"\n", "def f(a):\n    return f\"{a} and {a!r}\"\n"),
            ("def dedentself) -> None:\n    return self\n", "def dedent(self) -> None:\n    return self\n"),
            ("x = foo(1, 2))\ny = 2\n", "x = foo(1, 2)\ny = 2\n"),
            ("x = [1, 2)\n", "x = [1, 2]\n"),
        ],
    );
}

#[test]
fn javascript() {
    expect(
        Language::JavaScript,
        &[
            ("function f(a, b {\n  return a;\n}\n", "function f(a, b) {\n  return a;\n}\n"),
            ("if (a) {\n  b();\n\nc();\n", "if (a) {\n  b();\n}\nc();\n"),
            ("const x = [1, 2;\n", "const x = [1, 2];\n"),
            ("f(a b);\n", "f(a, b);\n"),
            ("const o = {\n  a: 1\n  b: 2,\n};\n", "const o = {\n  a: 1,\n  b: 2,\n};\n"),
            ("const x = require('./a);\n", "const x = require('./a');\n"),
            ("const x = require(./a');\n", "const x = require('./a');\n"),
            ("xs.forEach((x)  {\n  f(x);\n});\n", "xs.forEach((x) => {\n  f(x);\n});\n"),
            ("const s = `a ${b};\nf(s);\n", "const s = `a ${b}`;\nf(s);\n"),
            ("fucntion f(a) {\n  return a;\n}\n", "function f(a) {\n  return a;\n}\n"),
            ("if (typeof x 'function') {\n  x();\n}\n", "if (typeof x === 'function') {\n  x();\n}\n"),
            ("if ((a) {\n  b();\n}\n", "if (a) {\n  b();\n}\n"),
            ("const x = f('a'));\n", "const x = f('a');\n"),
            ("if (a) {\n  b();\n} elif (c) {\n  d();\n}\n", "if (a) {\n  b();\n} else if (c) {\n  d();\n}\n"),
        ],
    );
}

#[test]
fn rust() {
    expect(
        Language::Rust,
        &[
            ("fn f(a: u8 {\n    g(a);\n}\n", "fn f(a: u8) {\n    g(a);\n}\n"),
            ("fn f() {\n    let a = 1\n    g(a);\n}\n", "fn f() {\n    let a = 1;\n    g(a);\n}\n"),
            ("fn f() {\n    if a {\n        g();\n    \n    h();\n}\n\nfn k() {}\n", "fn f() {\n    if a {\n        g();\n    }\n    h();\n}\n\nfn k() {}\n"),
            ("fn f() -> Result<(), E> {\n    Ok(()\n}\n", "fn f() -> Result<(), E> {\n    Ok(())\n}\n"),
            (
                "fn f(x: Option<u8>) {\n    match x {\n        Some(y => y,\n        None => 0,\n    };\n}\n",
                "fn f(x: Option<u8>) {\n    match x {\n        Some(y) => y,\n        None => 0,\n    };\n}\n",
            ),
            ("pub fun f() {}\n", "pub fn f() {}\n"),
            ("fn f(a: u8) -> u8\n    let b = a;\n    b\n}\n\nfn g() {}\n", "fn f(a: u8) -> u8 {\n    let b = a;\n    b\n}\n\nfn g() {}\n"),
            ("fn f(s: &str) {\n    if s.contains(\\t') {\n        g();\n    }\n}\n", "fn f(s: &str) {\n    if s.contains('\\t') {\n        g();\n    }\n}\n"),
            (
                "struct Part;\nfn f() {\n    all.addPart { name: \"nut\".to_string(), count: 60, cents: 7, more: a.b.c.d });\n}\n",
                "struct Part;\nfn f() {\n    all.add(Part { name: \"nut\".to_string(), count: 60, cents: 7, more: a.b.c.d });\n}\n",
            ),
            ("fn f() {\n    /* set up\n    let a = 1;\n    g(a);\n}\n", "fn f() {\n    /* set up */\n    let a = 1;\n    g(a);\n}\n"),
            ("/* What it does,\nin two lines.\nfn f() {}\n", "/* What it does,\nin two lines. */\nfn f() {}\n"),
            ("/* The end", "/* The end */"),
            ("fn f() {\n    lte a = 1;\n}\n", "fn f() {\n    let a = 1;\n}\n"),
        ],
    );
}

#[test]
fn go() {
    expect(
        Language::Go,
        &[
            ("package p\n\nfunc f(a int {\n\tg(a)\n}\n", "package p\n\nfunc f(a int) {\n\tg(a)\n}\n"),
            ("package p\n\nfunc f() {\n\tg(a\n}\n", "package p\n\nfunc f() {\n\tg(a)\n}\n"),
            ("package p\n\nfunc f() {\n\tif a = 1 {\n\t\tg()\n\t}\n}\n", "package p\n\nfunc f() {\n\tif a == 1 {\n\t\tg()\n\t}\n}\n"),
            ("package p\n\nfunc f() {\n\tg(\"abc)\n}\n", "package p\n\nfunc f() {\n\tg(\"abc\")\n}\n"),
            ("package p\n\nfnuc f() {\n\tg()\n}\n", "package p\n\nfunc f() {\n\tg()\n}\n"),
            ("package p\n\n/* f is short\nfunc f() {}\n", "package p\n\n/* f is short */\nfunc f() {}\n"),
        ],
    );
}

#[test]
fn correct_texts_are_left_alone() {
    for (language, text) in [
        (Language::Python, "def f(a, b):\n    return a\n"),
        (Language::JavaScript, "const a = 1;\n"),
        (Language::Rust, "fn f() {}\n"),
        (Language::Go, "package p\n"),
        (Language::Python, ""),
    ] {
        assert_eq!(first(language, text), text);
    }
}

#[test]
fn line_endings_tabs_and_wide_characters_survive() {
    expect(
        Language::Python,
        &[
            ("def f():\r\n    x = [\"😀\", \"é\"\r\n    return x\r\n", "def f():\r\n    x = [\"😀\", \"é\"]\r\n    return x\r\n"),
            ("def f():\n\tif a\n\t\tb()", "def f():\n\tif a:\n\t\tb()"),
            ("\u{feff}x = (1, 2\n", "\u{feff}x = (1, 2)\n"),
        ],
    );
    expect(Language::JavaScript, &[("f(\"😀 é\";\r\ng();\r\n", "f(\"😀 é\");\r\ng();\r\n")]);
}

/// Texts that are hard on a search end within the deadline that the caller sets, with or without a repair.
#[test]
fn the_deadline_holds() {
    let deep = format!("x = {}1\n", "[".repeat(3000));
    let long = format!("x = [{}\ny = 1\n", "1, ".repeat(40_000));
    let many = "def f(:\n    x = (\n".repeat(2000);
    for text in [deep, long, many] {
        let file = SourceFile::new("/w/a.py", Language::Python, text.as_str(), ParseOptions::default());
        let errors = syntax_errors(Language::Python, &text, file.options());
        let started = Instant::now();
        let cancel = CancelToken::with_deadline(Duration::from_millis(200));
        repairs(&file, &errors, 0, &cancel);
        assert!(started.elapsed() < Duration::from_secs(8), "{} bytes took {:?}", text.len(), started.elapsed());
    }
}

#[test]
fn documented_items_of_a_long_file_are_told_apart() {
    let function = |at: usize| {
        format!(
            "/// The value {at},\n/// doubled.\n#[inline]\npub fn value{at}(factor: usize) -> usize {{\n    if factor > {at} {{\n        return {at};\n    }}\n    {at} * factor\n}}\n\n"
        )
    };
    let method = |at: usize| function(at).lines().map(|line| format!("    {line}\n")).collect::<String>();
    let functions: String = (0..60).map(function).collect();
    let methods = format!("struct S;\n\nimpl S {{\n{}}}\n", (0..60).map(method).collect::<String>());
    for text in [functions, methods] {
        let unclosed = text.replacen("    30 * factor\n}", "    30 * factor\n", 1).replacen("        30 * factor\n    }", "        30 * factor\n", 1);
        assert_ne!(unclosed, text);
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(squeezed(&first(Language::Rust, &unclosed)), squeezed(&text));
    }
}

#[test]
fn forms_of_statements() {
    expect(
        Language::JavaScript,
        &[
            ("import * d3 from 'd3';\nd3.select('a');\n", "import * as d3 from 'd3';\nd3.select('a');\n"),
            ("import m = require('mod');\nm.run();\n", "const m = require('mod');\nm.run();\n"),
            ("let x = *function (y) { yield y; };\n", "let x = function* (y) { yield y; };\n"),
            ("async export function f() {}\n", "export async function f() {}\n"),
            ("setInterval(=> {\n  run();\n}, 10);\n", "setInterval(() => {\n  run();\n}, 10);\n"),
            ("const [a, b, ...] = all();\n", "const [a, b, ...rest] = all();\n"),
            ("for () {\n  run();\n}\n", "for (;;) {\n  run();\n}\n"),
            ("let while (!done()) {\n  work();\n}\n", "while (!done()) {\n  work();\n}\n"),
            ("import {a as \"B\"} from 'c';\nB();\n", "import {a as B} from 'c';\nB();\n"),
        ],
    );
}

#[test]
fn the_same_slip_is_mended_everywhere() {
    expect(
        Language::JavaScript,
        &[
            ("function walk {\n  return 1;\n}\n\nfunction run {\n  return 2;\n}\n", "function walk() {\n  return 1;\n}\n\nfunction run() {\n  return 2;\n}\n"),
            (
                "function f(n) {\n  return -1 ** n;\n}\nfunction g(n) {\n  return -2 ** n;\n}\n",
                "function f(n) {\n  return -(1 ** n);\n}\nfunction g(n) {\n  return -(2 ** n);\n}\n",
            ),
        ],
    );
}

/// A file whose blocks are nested, with `line` in the middle of one of many methods.
fn nested(line: &str) -> String {
    let method = |name: usize, line: &str| {
        format!(
            "    async step{name}(items) {{\n      for (const item of items) {{\n        {line}\n        await this.#send(item, {{ name: {name} }});\n      }}\n    }}\n\n"
        )
    };
    let all: String = (0..60).map(|name| method(name, if name == 30 { line } else { "console.log(item.a, [item.b]);" })).collect();
    format!("describe('a', () => {{\n  class Steps {{\n    #send(item) {{\n      return item;\n    }}\n\n{all}  }}\n\n  new Steps();\n}});\n")
}

#[test]
fn nested_pieces_are_cut_small() {
    for line in ["console.log(item.a, [item.b);", "console.log(item.a item.b);", "if (item.a {", "const a = 'b;", "console.log(item.a, item.b));"] {
        let text = nested(line);
        let options = ParseOptions::default();
        let errors = syntax_errors(Language::JavaScript, &text, &options);
        let piece = super::piece::cut(Language::JavaScript, &text, &options, &errors, errors[0].range.start);
        assert!(piece.length() < 1_000 && piece.text.contains(line), "{line}: {}", piece.text);
    }
    assert_eq!(first(Language::JavaScript, &nested("console.log(item.a, [item.b);")), nested("console.log(item.a, [item.b]);"));
    assert_eq!(first(Language::JavaScript, &nested("console.log(item.a item.b);")), nested("console.log(item.a, item.b);"));
}

#[test]
fn a_search_whose_time_was_up_is_sure_of_nothing() {
    let text = "def f(a, b:\n    return a\n";
    let file = SourceFile::new("/w/a", Language::Python, text, ParseOptions::default());
    let errors = syntax_errors(Language::Python, text, file.options());
    let mut best = repairs(&file, &errors, errors[0].range.start, &CancelToken::new()).remove(0);
    (best.settled, best.likelihood) = (true, 0.95);
    assert!(best.whole && best.is_evident());
    best.settled = false;
    assert!(!best.is_evident());
}
