//! Documents and their diagnostics: pushed or pulled, with versions, of healer and of other servers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::{Value, json};
use support::{Client, Profile};

const BROKEN: &str = "def f(:\n    pass\n";
const WHOLE: &str = "def f():\n    pass\n";

fn is_empty(params: &Value) -> bool {
    params["diagnostics"].as_array().is_some_and(Vec::is_empty)
}

#[test]
fn each_language_has_its_syntax_errors_pushed_and_cleared() {
    for (name, language, broken, whole) in [
        ("a.py", "python", BROKEN, WHOLE),
        ("a.js", "javascript", "function f( {\n", "function f() {}\nf();\n"),
        ("a.rs", "rust", "fn main() {\n    let x = ;\n}\n", "fn main() {}\n"),
        ("a.go", "go", "package main\n\nfunc main() {\n\tx := \n}\n", "package main\n\nfunc main() {\n}\n"),
    ] {
        let mut client = Client::start(&Profile::default());
        let uri = client.open(name, language, broken);
        let found = client.diagnostics(&uri, |params| !is_empty(params));
        assert_eq!(found["version"], 1, "{name}");
        let first = &found["diagnostics"][0];
        assert_eq!((&first["source"], &first["severity"]), (&json!("healer"), &json!(1)), "{name}");
        let data = &first["data"]["healer"];
        for field in ["id", "category", "cluster", "kind", "severity", "hint"] {
            assert!(data[field].is_string(), "{name}: {field} in {data}");
        }
        client.change(&uri, 2, whole);
        client.diagnostics(&uri, |params| params["version"] == 2 && is_empty(params));
        client.change(&uri, 3, broken);
        client.diagnostics(&uri, |params| params["version"] == 3 && !is_empty(params));
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
        client.diagnostics(&uri, |params| params.get("version").is_none() && is_empty(params));
        assert!(client.stop().success());
    }
}

#[test]
fn the_client_s_own_spelling_of_a_uri_is_kept() {
    let mut client = Client::start(&Profile::default());
    let spelled = client.uri("").replace("file:///", "file:///%2E%2E/") + "/with%20space%2Bplus.py";
    client.notify("textDocument/didOpen", json!({"textDocument": {"uri": spelled, "languageId": "python", "version": 1, "text": BROKEN}}));
    client.diagnostics(&spelled, |params| !is_empty(params));
    let untitled = "untitled:Untitled-1";
    client.notify("textDocument/didOpen", json!({"textDocument": {"uri": untitled, "languageId": "python", "version": 1, "text": BROKEN}}));
    client.diagnostics(untitled, |params| !is_empty(params));
    assert!(client.stop().success());
}

#[test]
fn texts_of_all_shapes_are_taken() {
    let mut client = Client::start(&Profile::default());
    let long = format!("x = [{}\n", "1, ".repeat(50_000));
    let deep = "(".repeat(20_000);
    for (at, text) in ["", "\u{feff}", "\r", "x", "\u{feff}def f(:\r\n\tpass", "\0", &long, &deep].into_iter().enumerate() {
        for (name, language) in [("a.py", "python"), ("a.js", "javascript"), ("a.rs", "rust"), ("a.go", "go")] {
            let uri = client.open(&format!("{at}{name}"), language, text);
            client.diagnostics(&uri, |_| true);
            client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
        }
    }
    assert!(client.stop().success());
}

fn pulling() -> Profile {
    Profile::default()
        .capability("textDocument/diagnostic", json!({"dynamicRegistration": false}))
        .capability("workspace/diagnostics", json!({"refreshSupport": true}))
}

#[test]
fn a_client_that_pulls_is_not_pushed_to() {
    let profile = pulling();
    let mut client = Client::spawn(&profile);
    let answer = client.initialize(&profile);
    assert_eq!(answer["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"], false);
    let uri = client.open("a.py", "python", BROKEN);
    let pull = |client: &mut Client, previous: Value| {
        client.request("textDocument/diagnostic", json!({"textDocument": {"uri": uri}, "previousResultId": previous}))["result"].clone()
    };
    let first = pull(&mut client, Value::Null);
    assert_eq!(first["kind"], "full");
    assert!(!first["items"].as_array().unwrap().is_empty());
    let again = pull(&mut client, first["resultId"].clone());
    assert_eq!(again, json!({"kind": "unchanged", "resultId": first["resultId"]}));
    client.change(&uri, 2, WHOLE);
    let after = pull(&mut client, first["resultId"].clone());
    assert_eq!((&after["kind"], &after["items"]), (&json!("full"), &json!([])));
    client.wait("a refresh", |message| message["method"] == "workspace/diagnostic/refresh");
    let unknown = client.request("textDocument/diagnostic", json!({"textDocument": {"uri": "file:///unknown.py"}}));
    assert_eq!(unknown["result"]["items"], json!([]));
    client.request("shutdown", Value::Null);
    client.notify("exit", Value::Null);
    let pushed = client.drain().into_iter().filter(|message| message["method"] == "textDocument/publishDiagnostics").count();
    assert_eq!(pushed, 0);
}

#[test]
fn what_other_servers_say_is_explained_and_never_published() {
    let mut client = Client::start(&Profile::default());
    let text = "value = 1\nprint(vlaue)\n";
    let uri = client.open("a.py", "python", text);
    let range = json!({"start": {"line": 1, "character": 6}, "end": {"line": 1, "character": 11}});
    let foreign = json!({"range": range, "severity": 1, "source": "Pylance", "code": "reportUndefinedVariable", "message": "\"vlaue\" is not defined"});
    client.notify("healer/diagnostics", json!({"uri": uri, "version": 1, "diagnostics": [foreign]}));
    // Of a text that is gone, which replaces nothing.
    client.notify("healer/diagnostics", json!({"uri": uri, "version": 0, "diagnostics": []}));
    client.actions(&uri, &foreign, json!(["quickfix"]));
    let explained = client.request("workspace/executeCommand", json!({"command": "healer.explain", "arguments": [{"uri": uri, "position": range["start"]}]}));
    assert!(explained["result"]["markdown"].as_str().is_some_and(|text| text.contains("vlaue")), "{explained}");
    client.request("shutdown", Value::Null);
    client.notify("exit", Value::Null);
    let said = client.drain();
    let published = said.iter().filter(|message| message["method"] == "textDocument/publishDiagnostics");
    assert!(published.flat_map(|message| message["params"]["diagnostics"].as_array().cloned().unwrap_or_default()).all(|one| one["source"] != "Pylance"));
}

#[test]
fn a_menu_for_a_document_that_is_not_open_is_empty() {
    let mut client = Client::start(&Profile::default());
    let nowhere = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}});
    assert!(client.actions("file:///unknown.py", &json!({"range": nowhere, "message": "m"}), Value::Null).is_empty());
    assert!(client.stop().success());
}

#[test]
fn settings_of_the_client_turn_the_built_in_checker_off() {
    let mut client = Client::start(&Profile::default().options(json!({"checkers": {"enabled": {"healer": false}}})));
    let uri = client.open("a.py", "python", BROKEN);
    let answer = client.request("workspace/executeCommand", json!({"command": "healer.check", "arguments": [{"uri": uri}]}));
    assert_eq!(answer["result"]["diagnostics"], json!([]), "{answer}");
    assert!(client.stop().success());
}
