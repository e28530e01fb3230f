//! The real test runners and linters, end to end, on small projects; a tool that is not installed is passed over.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use healer::base::CancelToken;
use healer::check::{CheckRequest, Workspace, checkers, spawn};
use healer::heal::{CheckOutcome, diagnose, run_checker};
use healer::model::Diagnostic;
use healer::syntax::{Language, ParseOptions, SourceFile};
use std::path::Path;

/// Writes a project, runs one checker on its first file, and gives that file's diagnostics; `None` where the tool is not installed.
fn run(language: Language, checker: &str, files: &[(&str, &str)]) -> Option<(SourceFile, Vec<Diagnostic>)> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    for (path, text) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let (path, text) = files[0];
    let file = SourceFile::new(root.join(path), language, text, ParseOptions::default());
    let mut workspace = Workspace::new(&root);
    workspace.cache = root.join("cache");
    let checker = checkers(language).iter().find(|known| known.name() == checker).unwrap();
    let request = CheckRequest { file: file.clone(), saved: true, unsaved: Vec::new(), together: Default::default(), cancel: CancelToken::new() };
    let outcome: CheckOutcome = run_checker(*checker, &workspace, &request);
    outcome.tool.as_ref().ok()?;
    assert_eq!((outcome.error.as_deref(), outcome.skipped.as_deref()), (None, None));
    let found = outcome.calls.iter().flat_map(|call| diagnose(&call.findings, &file, &call.folder, &|_| None)).collect();
    Some((file, found))
}

/// Each diagnostic as `line category message`, the line being one-based.
fn shown((file, diagnostics): &(SourceFile, Vec<Diagnostic>)) -> Vec<String> {
    let line = |diagnostic: &Diagnostic| file.line_of(diagnostic.range.start) + 1;
    diagnostics.iter().map(|diagnostic| format!("{} {} {}", line(diagnostic), diagnostic.category(), diagnostic.message.lines().next().unwrap_or(""))).collect()
}

#[test]
fn pytest_points_at_the_assertion() {
    let test = "def total(prices):\n    return sum(prices)\n\n\ndef test_total():\n    assert total([1, 2]) == 4\n\n\ndef test_fine():\n    pass\n";
    let Some(found) = run(Language::Python, "pytest", &[("test_total.py", test)]) else { return };
    assert_eq!(shown(&found), ["6 TEST.ASSERT assert 3 == 4"]);
}

#[test]
fn pytest_points_at_what_raised_below_a_test() {
    let code = "def average(prices):\n    return sum(prices) / len(prices)\n";
    let test = "from shop import average\n\n\ndef test_average():\n    assert average([]) == 0\n";
    let Some(found) = run(Language::Python, "pytest", &[("shop.py", code), ("test_shop.py", test), ("conftest.py", "")]) else { return };
    assert_eq!(shown(&found), ["2 RUN.ARITHMETIC ZeroDivisionError: division by zero"]);
}

#[test]
fn node_test_points_at_the_assertion() {
    let test = "import test from 'node:test';\nimport assert from 'node:assert';\n\ntest('adds', () => {\n  assert.equal(1 + 1, 3);\n});\n";
    let Some(found) = run(Language::JavaScript, "node test", &[("adds.test.mjs", test)]) else { return };
    assert_eq!(found.1.len(), 1, "{:?}", shown(&found));
    assert!(shown(&found)[0].starts_with("5 TEST.ASSERT adds: "), "{:?}", shown(&found));
}

#[test]
fn go_test_points_at_the_failure() {
    let test = "package shop\n\nimport \"testing\"\n\nfunc TestTotal(t *testing.T) {\n\tif 1+1 != 3 {\n\t\tt.Errorf(\"got %d\", 2)\n\t}\n}\n\nfunc TestSilent(t *testing.T) { t.Fail() }\n";
    let files = [("shop_test.go", test), ("go.mod", "module example.com/shop\n\ngo 1.20\n")];
    let Some(found) = run(Language::Go, "go test", &files) else { return };
    assert_eq!(shown(&found), ["7 TEST.ASSERT TestTotal: got 2", "11 TEST.ASSERT TestSilent: failed without a word"]);
}

#[test]
fn cargo_test_points_at_the_panic() {
    let code = "pub fn double(x: i32) -> i32 {\n    x * 3\n}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn doubles() {\n        assert_eq!(super::double(2), 4);\n    }\n\n    #[test]\n    fn gives() -> Result<(), String> {\n        Err(\"no luck\".into())\n    }\n}\n";
    let manifest = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[workspace]\n";
    let Some(found) = run(Language::Rust, "cargo test", &[("src/lib.rs", code), ("Cargo.toml", manifest)]) else { return };
    let mut lines = shown(&found);
    lines.sort();
    assert_eq!(lines, ["13 TEST.ERROR test tests::gives returned an error: \"no luck\"", "9 TEST.ASSERT assertion `left == right` failed"]);
    assert!(!found.0.path().parent().and_then(Path::parent).unwrap().join("Cargo.lock").exists());
}

/// What a checker's program that stays running prints of a text that is not saved; `None` where the tool is not installed.
fn resident_says(workspace: &Workspace, (language, checker): (Language, &str), (path, text): (&Path, &str)) -> Option<String> {
    let checker = checkers(language).iter().find(|known| known.name() == checker).unwrap();
    let file = SourceFile::new(path, language, text, ParseOptions::default());
    let request = CheckRequest { file: file.clone(), saved: false, unsaved: Vec::new(), together: Default::default(), cancel: CancelToken::new() };
    let tool = checker.find(workspace, path).ok()?;
    let call = checker.resident_call(&tool, workspace, &request, &[file]).expect("it can stay running");
    let answer = workspace.residents.ask(&call.start, &call.question, &request.cancel);
    Some(String::from_utf8(answer.expect("it answers").unwrap().stdout).unwrap())
}

/// What an ordinary call prints of a file.
fn ordinary_says(workspace: &Workspace, (language, checker): (Language, &str), (path, text, saved): (&Path, &str, bool)) -> Option<String> {
    let checker = checkers(language).iter().find(|known| known.name() == checker).unwrap();
    let file = SourceFile::new(path, language, text, ParseOptions::default());
    let request = CheckRequest { file, saved, unsaved: Vec::new(), together: Default::default(), cancel: CancelToken::new() };
    let tool = checker.find(workspace, path).ok()?;
    let call = checker.invocations(&tool, workspace, &request).unwrap().unwrap().remove(0);
    Some(String::from_utf8(spawn::run(&call, &request.cancel).unwrap().stdout).unwrap())
}

const ESLINT: (Language, &str) = (Language::JavaScript, "eslint");
const PYRIGHT: (Language, &str) = (Language::Python, "pyright");

#[test]
fn an_eslint_that_stays_running_says_what_an_ordinary_call_says() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let write = |name: &str, text: &str| std::fs::write(root.join(name), text).unwrap();
    let configuration = "import rules from './rules.mjs';\nexport default [{ ignores: ['ignored.js'] }, { files: ['**/*.js'], rules }];\n";
    write("eslint.config.mjs", configuration);
    write("rules.mjs", "console.log('loading');\nexport default { 'no-undef': 'error' };\n");
    let workspace = Workspace::new(&root);
    let texts = [
        ("a.js", "export const total = prices.length;\n"),
        ("a.js", "export const total = ;\n"),
        ("a.js", "\u{feff}const é = \"😀\"; missing(é)"),
        ("ignored.js", "missing()\n"),
        ("a.js", ""),
    ];
    for (name, text) in texts {
        let path = root.join(name);
        let Some(ordinary) = ordinary_says(&workspace, ESLINT, (&path, text, false)) else { return };
        assert_eq!(resident_says(&workspace, ESLINT, (&path, text)).as_deref(), Some(ordinary.trim_start_matches("loading\n").trim_end()), "{text:?}");
    }
    // What the configuration imports has changed: another program is asked.
    write("rules.mjs", "export default { 'no-undef': 'off', 'no-debugger': 'error' };\n");
    let path = root.join("a.js");
    let said = resident_says(&workspace, ESLINT, (&path, "debugger; missing();\n")).unwrap();
    assert!(said.contains("no-debugger") && !said.contains("no-undef"), "{said}");
    // A configuration that cannot be read is told by the ordinary call.
    write("rules.mjs", "export default {");
    let file = SourceFile::new(&path, Language::JavaScript, "let a;\n", ParseOptions::default());
    let request = CheckRequest { file, saved: false, unsaved: Vec::new(), together: Default::default(), cancel: CancelToken::new() };
    let eslint = checkers(Language::JavaScript).iter().find(|known| known.name() == "eslint").unwrap();
    let outcome = run_checker(*eslint, &workspace, &request);
    assert!(outcome.error.as_ref().is_some_and(|error| error.starts_with("eslint failed: ")), "{outcome:?}");
}

#[test]
fn a_pyright_that_stays_running_says_what_an_ordinary_call_says() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let write = |name: &str, text: &str| std::fs::write(root.join(name), text).unwrap();
    write("shop.py", "def price(name: str) -> int:\n    return len(name)\n");
    let workspace = Workspace::new(&root);
    let path = root.join("app.py");
    let found = |said: &str| -> serde_json::Value {
        let mut found: Vec<serde_json::Value> = serde_json::from_str::<serde_json::Value>(said).unwrap()["generalDiagnostics"].as_array().unwrap().clone();
        found.sort_by_key(ToString::to_string);
        found.into()
    };
    let texts = [
        "from shop import price\n\ntotal: str = price(3)\nprint(totl)\n",
        "\u{feff}é: int = \"😀\"; missing",
        "def f(:\n    return\n",
        "import nothing_of_this_name\nimport os\n\n\nclass A:\n    def f(self) -> int:\n        self.x = 1\n\n\nA().y\n",
        "",
    ];
    for text in texts {
        write("app.py", text);
        let Some(ordinary) = ordinary_says(&workspace, PYRIGHT, (&path, text, true)) else { return };
        // The disk has another text than the one that is asked about.
        write("app.py", "print('other')\n");
        assert_eq!(found(&resident_says(&workspace, PYRIGHT, (&path, text)).unwrap()), found(&ordinary), "{text:?}");
    }
    // What the disk has of other files is seen, also when it changes.
    let text = "from shop import price\n\ntotal: str = price(\"a\")\n";
    assert_eq!(found(&resident_says(&workspace, PYRIGHT, (&path, text)).unwrap()).as_array().unwrap().len(), 1);
    write("shop.py", "def price(name: str) -> str:\n    return name\n");
    assert_eq!(found(&resident_says(&workspace, PYRIGHT, (&path, text)).unwrap()), serde_json::json!([]));
    // Another configuration is another program.
    write("pyrightconfig.json", "{\"reportUnusedImport\": \"error\"}\n");
    let said = resident_says(&workspace, PYRIGHT, (&path, "import os\n")).unwrap();
    assert_eq!(found(&said).as_array().unwrap().len(), 1, "{said}");
}
