//! Tests as the last gate of a heal, with the real runners; one that is not installed is passed over.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(unix)]

mod support;

use healer::base::CancelToken;
use healer::check::{Overlay, Workspace};
use healer::heal::{RunOptions, TestRun, run_tests};
use healer::syntax::{Language, ParseOptions, SourceFile};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use support::work::{folder, healer};
use support::{Client, Profile, apply};
use tempfile::TempDir;

fn is_installed(program: &str) -> bool {
    std::env::split_paths(&std::env::var_os("PATH").unwrap()).any(|folder| folder.join(program).is_file())
}

/// Heals with the built-in checker and a runner; gives the exit code, what is told, and the text of a file afterwards.
fn healed(folder: &Path, runner: &str, name: &str) -> (Option<i32>, String, String) {
    let (code, shown, told) = healer(folder, &["heal", "--yes", "--tests", "--checker", "healer", "--checker", runner]);
    (code, shown + &told, fs::read_to_string(folder.join("work").join(name)).unwrap())
}

/// The names in the work folder, none of which a run of tests may add to.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder.join("work")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The first name is misspelt in a way that a test has got used to, the second in one that nobody notices.
const SHOP: &str = "offset = 5\n\n\ndef total(prices):\n    try:\n        return sum(prices) + offst\n    except Exception:\n        return sum(prices)\n\n\ndef first(prices):\n    return pricse[0] if prices else None\n";
const TEST_SHOP: &str =
    "from shop import first, total\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n\n\ndef test_first():\n    assert first([]) is None\n";

#[test]
fn a_fix_that_a_python_test_does_not_bear_is_left_out() {
    if !is_installed("pytest") {
        return;
    }
    let folder = folder(&[("shop.py", SHOP), ("test_shop.py", TEST_SHOP)]);
    let (code, told, text) = healed(folder.path(), "pytest", "shop.py");
    assert_eq!((code, text), (Some(1), SHOP.replace("pricse", "prices")), "{told}");
    assert!(told.contains("not all of it is kept: with it the test `test_shop.py::test_total` fails that passed before"), "{told}");
    assert_eq!(names(folder.path()), ["shop.py", "test_shop.py"], "tests are run in a shadow");
}

#[test]
fn where_no_test_passed_before_that_is_told() {
    if !is_installed("pytest") {
        return;
    }
    let folder = folder(&[("shop.py", SHOP)]);
    let (code, told, text) = healed(folder.path(), "pytest", "shop.py");
    assert_eq!((code, text), (Some(0), SHOP.replace("pricse", "prices").replace("offst", "offset")), "{told}");
    assert!(told.contains("no test passed before the heal"), "{told}");
}

#[test]
fn what_all_tests_bear_is_kept() {
    if !is_installed("pytest") {
        return;
    }
    let bearing = TEST_SHOP.replace("== 3", "in (3, 8)");
    let folder = folder(&[("shop.py", SHOP), ("test_shop.py", &bearing)]);
    let (code, told, text) = healed(folder.path(), "pytest", "shop.py");
    assert_eq!((code, text), (Some(0), SHOP.replace("pricse", "prices").replace("offst", "offset")), "{told}");
}

const LIBRARY: &str = "const offset = 5;\n\nexport function total(prices) {\n  try {\n    return prices.length + offst;\n  } catch {\n    return prices.length;\n  }\n}\n\nexport function first(prices) {\n  return prices.length ? pricse[0] : null;\n}\n";
const LIBRARY_TEST: &str = "import test from 'node:test';\nimport assert from 'node:assert';\nimport { first, total } from './shop.mjs';\n\ntest('total', () => assert.equal(total([1, 2]), 2));\ntest('first', () => assert.equal(first([]), null));\n";

#[test]
fn a_fix_that_a_node_test_does_not_bear_is_left_out() {
    if !is_installed("node") {
        return;
    }
    let package = "{\"type\": \"module\", \"scripts\": {\"test\": \"node --test\"}}\n";
    let folder = folder(&[("package.json", package), ("shop.mjs", LIBRARY), ("shop.test.mjs", LIBRARY_TEST)]);
    let (code, told, text) = healed(folder.path(), "node test", "shop.mjs");
    assert_eq!((code, text), (Some(1), LIBRARY.replace("pricse", "prices")), "{told}");
    assert!(told.contains("the test `total` fails that passed before"), "{told}");
}

#[test]
fn the_server_tells_which_test_does_not_bear_a_fix() {
    if !is_installed("node") {
        return;
    }
    let package = "{\"type\": \"module\", \"scripts\": {\"test\": \"node --test\"}}\n";
    let profile = Profile::default().options(json!({"trust": true})).file("package.json", package);
    let profile = profile.file("shop.mjs", LIBRARY).file("shop.test.mjs", LIBRARY_TEST);
    let mut client = Client::start(&profile);
    let uri = client.open("shop.mjs", "javascript", LIBRARY);
    client.diagnostics(&uri, |params| params["diagnostics"].as_array().unwrap().len() >= 2);
    let argument = json!({"uri": uri, "tests": true, "apply": "return"});
    let answer = client.request("workspace/executeCommand", json!({"command": "healer.heal", "arguments": [argument]}));
    let report = &answer["result"];
    assert_eq!((&report["status"], &report["after"]), (&json!("improved"), &json!(1)), "{answer}");
    assert!(report["reason"].as_str().unwrap().contains("the test `total` fails that passed before"), "{answer}");
    assert!(report["remaining"][0]["reason"].as_str().unwrap().contains("the test `total` fails that passed before"), "{answer}");
    assert_eq!(apply(LIBRARY, &report["edit"], &uri), LIBRARY.replace("pricse", "prices"));
    assert!(client.stop().success());
}

/// Runs all tests of a project with texts that its disk does not have.
fn run(folder: &TempDir, language: Language, runner: &str, files: &[(&str, &str)], unsaved: &[(&str, &str)]) -> TestRun {
    let root = folder.path().join("work").canonicalize().unwrap();
    let workspace = Workspace { cache: root.parent().unwrap().join("cache"), environment: BTreeMap::new(), ..Workspace::new(&root) };
    let file = |(name, text): &(&str, &str)| SourceFile::new(root.join(name), language, *text, ParseOptions::default());
    let is_source = |(name, _): &&(&str, &str)| Language::from_path(Path::new(name)) == Some(language);
    let sources: Vec<SourceFile> = files.iter().filter(is_source).map(file).collect();
    let options = RunOptions { only: vec![runner.to_owned()], mirror: Some(Arc::new(Overlay::default())), ..RunOptions::default() };
    let present = |source: SourceFile| unsaved.iter().map(file).find(|other| other.path() == source.path()).unwrap_or(source);
    let sources: Vec<SourceFile> = sources.into_iter().map(present).collect();
    let unsaved: Vec<SourceFile> = unsaved.iter().map(file).collect();
    run_tests(&workspace, &sources, &unsaved, &options, &CancelToken::new())
}

fn lost(before: &TestRun, after: &TestRun) -> Vec<String> {
    after.lost_since(before).into_iter().map(|test| test.name).collect()
}

fn passed(run: &TestRun) -> Vec<&str> {
    run.passed.iter().map(|test| test.name.as_str()).collect()
}

#[test]
fn go_tests_see_texts_that_are_not_on_the_disk() {
    if !is_installed("go") {
        return;
    }
    let manifest = "module example.com/shop\n\ngo 1.20\n";
    let code = "package shop\n\nfunc Double(x int) int { return 2 * x }\n";
    let test = "package shop\n\nimport \"testing\"\n\nfunc TestDouble(t *testing.T) {\n\tif Double(2) != 4 {\n\t\tt.Fatal(\"no\")\n\t}\n}\n\nfunc TestFine(t *testing.T) {}\n";
    let files = [("go.mod", manifest), ("shop.go", code), ("shop_test.go", test)];
    let folder = folder(&files);
    let before = run(&folder, Language::Go, "go test", &files, &[]);
    assert_eq!((passed(&before), before.has_failures), (vec!["TestDouble", "TestFine"], false));
    let after = run(&folder, Language::Go, "go test", &files, &[("shop.go", &code.replace("2 *", "3 *"))]);
    assert_eq!((passed(&after), after.has_failures, lost(&before, &after)), (vec!["TestFine"], true, vec!["TestDouble".to_owned()]));
}

#[test]
fn cargo_tests_see_texts_that_are_not_on_the_disk() {
    let manifest = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[workspace]\n";
    let code = "pub fn double(x: i32) -> i32 {\n    2 * x\n}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn doubles() {\n        assert_eq!(super::double(2), 4);\n    }\n\n    #[test]\n    fn fine() {}\n}\n";
    let files = [("Cargo.toml", manifest), ("src/lib.rs", code)];
    let folder = folder(&files);
    let before = run(&folder, Language::Rust, "cargo test", &files, &[]);
    assert_eq!((passed(&before), before.has_failures), (vec!["tests::doubles", "tests::fine"], false));
    assert_eq!(names(folder.path()), ["Cargo.toml", "src"], "nothing is built in the user's folder");
    let after = run(&folder, Language::Rust, "cargo test", &files, &[("src/lib.rs", &code.replace("2 * x", "3 * x"))]);
    assert_eq!((passed(&after), after.has_failures, lost(&before, &after)), (vec!["tests::fine"], true, vec!["tests::doubles".to_owned()]));
}
