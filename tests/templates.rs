//! The workspace's own rules, by the command line and in a client.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use assert_cmd::Command;
use serde_json::json;
use std::path::Path;
use support::{Client, Profile};

const RULES: &str = "id: no-print\nlanguage: python\nseverity: warning\nmessage: write $A to the log\nrule: { pattern: print($A) }\nfix: logger.info($A)\n---\nid: broken\nlanguage: python\nrule: { patern: x }\n";

fn healer(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("healer").unwrap();
    let output = command.current_dir(folder).env("PATH", "").env("HEALER_HOME", folder).env("HEALER_CACHE", folder).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn examples() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/examples/rules")
}

#[test]
fn the_examples_pass_their_tests() {
    let (code, shown, complaints) = healer(&examples(), &["rules", "test"]);
    assert_eq!((code, complaints.as_str()), (0, ""), "{shown}");
    assert!(shown.ends_with("16 passed, 0 failed\n"), "{shown}");
    let (code, shown, _) = healer(&examples(), &["rules", "list"]);
    assert_eq!((code, shown.lines().count()), (0, 7));
    assert!(shown.contains("collections-abc") && shown.contains("mends RES.MEMBER") && shown.contains(".healer/rules/python.yml:1"), "{shown}");
}

#[test]
fn a_wrong_rule_is_named_and_the_others_work() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join(".healer/rules")).unwrap();
    std::fs::write(folder.path().join(".healer/rules/house.yml"), RULES).unwrap();
    std::fs::write(folder.path().join("a.py"), "logger = 1\nprint(logger)\n").unwrap();
    let (code, shown, complaints) = healer(folder.path(), &["rules", "list"]);
    assert_eq!(code, 1);
    assert!(shown.starts_with("no-print"), "{shown}");
    assert!(complaints.contains(".healer/rules/house.yml:10: unknown field `patern`"), "{complaints}");
    let (code, shown, complaints) = healer(folder.path(), &["check"]);
    assert_eq!(code, 0, "a warning is no error");
    assert!(shown.contains("warning[no-print]: write logger to the log"), "{shown}");
    assert!(complaints.contains("house.yml:10"), "{complaints}");
    assert_eq!(healer(&std::env::temp_dir(), &["rules", "list", "/"]).0, 2, "no rules at all");
}

#[test]
fn an_editor_sees_rules_at_work_and_what_is_wrong_with_them() {
    let profile = Profile::default().file(".healer/rules/house.yml", RULES);
    let mut client = Client::start(&profile);
    let uri = client.open("a.py", "python", "logger = 1\nprint(logger)\n");
    let published = client.diagnostics(&uri, |params| params["diagnostics"].as_array().is_some_and(|all| !all.is_empty()));
    let diagnostic = &published["diagnostics"][0];
    assert_eq!((&diagnostic["code"], &diagnostic["severity"], &diagnostic["source"]), (&json!("no-print"), &json!(2), &json!("healer")));
    let actions = client.actions(&uri, diagnostic, json!(["quickfix"]));
    assert_eq!(actions[0]["title"], "Replace with `logger.info(logger)`");
    assert_eq!((&actions[0]["data"]["healer"]["origin"], &actions[0]["data"]["healer"]["rule"]), (&json!("template"), &json!("no-print")));
    let rules = format!("file://{}/.healer/rules/house.yml", client.folder.path().canonicalize().unwrap().display());
    let wrong = client.diagnostics(&rules, |_| true);
    assert_eq!(wrong["diagnostics"][0]["range"]["start"]["line"], 9);
    // The rule is mended, and another one takes the place of the first.
    let mended = "id: no-print\nlanguage: python\nrule: { pattern: print($A) }\nfix: log($A)\nseverity: error\n";
    let path = client.folder.path().join(".healer/rules/house.yml");
    std::fs::write(&path, mended).unwrap();
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": rules, "type": 2}]}));
    client.diagnostics(&rules, |params| params["diagnostics"].as_array().is_some_and(Vec::is_empty));
    let published = client.diagnostics(&uri, |params| params["diagnostics"][0]["severity"] == 1);
    let actions = client.actions(&uri, &published["diagnostics"][0], json!(["quickfix"]));
    assert_eq!(actions[0]["title"], "Replace with `log(logger)`");
}
