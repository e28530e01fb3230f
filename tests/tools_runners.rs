//! The real test runners, end to end, on small projects; a runner that is not installed is passed over.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use healer::base::CancelToken;
use healer::check::{CheckRequest, Workspace, checkers};
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
