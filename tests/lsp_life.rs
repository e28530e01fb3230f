//! The life of a server: hello and goodbye, and the answers that the protocol prescribes to what goes wrong.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::{Value, json};
use support::{Client, Profile};

fn code(answer: &Value) -> i64 {
    answer["error"]["code"].as_i64().unwrap_or_else(|| panic!("no error: {answer}"))
}

#[test]
fn hello_and_goodbye() {
    let profile = Profile::default();
    let mut client = Client::spawn(&profile);
    let answer = client.initialize(&profile);
    let capabilities = &answer["capabilities"];
    assert_eq!(answer["serverInfo"]["name"], "healer");
    assert_eq!(capabilities["positionEncoding"], "utf-16");
    assert_eq!(capabilities["textDocumentSync"]["change"], 2);
    assert_eq!(capabilities["textDocumentSync"]["openClose"], true);
    assert!(capabilities["textDocumentSync"].get("save").is_some());
    assert_eq!(capabilities["codeActionProvider"]["codeActionKinds"], json!(["quickfix", "source.fixAll.healer"]));
    assert_eq!(capabilities["codeActionProvider"]["resolveProvider"], true);
    let commands = capabilities["executeCommandProvider"]["commands"].as_array().unwrap();
    assert!(["healer.accepted", "healer.heal", "healer.undo", "healer.patterns"].iter().all(|command| commands.contains(&json!(command))));
    assert!(capabilities.get("diagnosticProvider").is_none(), "this client does not pull");
    assert!(client.stop().success());
}

#[test]
fn utf_8_is_chosen_where_it_is_offered() {
    let profile = Profile::default().capability("general/positionEncodings", json!(["utf-16", "utf-8"]));
    let mut client = Client::spawn(&profile);
    assert_eq!(client.initialize(&profile)["capabilities"]["positionEncoding"], "utf-8");
    assert!(client.stop().success());
}

#[test]
fn requests_out_of_season_are_refused() {
    let profile = Profile::default();
    let mut client = Client::spawn(&profile);
    let early = client.request("textDocument/codeAction", json!({}));
    assert_eq!(code(&early), -32002);
    let unknown = client.request("nobody/knows", json!({}));
    assert_eq!(code(&unknown), -32002);
    client.initialize(&profile);
    let params = client.initialize_params(&profile);
    assert_eq!(code(&client.request("initialize", params)), -32600);
    client.request("shutdown", Value::Null);
    assert_eq!(code(&client.request("textDocument/codeAction", json!({}))), -32600);
    assert_eq!(code(&client.request("shutdown", Value::Null)), -32600);
    client.notify("exit", Value::Null);
    assert!(client.ended().success());
}

#[test]
fn wrong_messages_get_the_answer_that_is_prescribed() {
    let mut client = Client::start(&Profile::default());
    assert_eq!(code(&client.request("nobody/knows", json!({}))), -32601);
    assert_eq!(code(&client.request("$/nobodyKnows", json!({}))), -32601);
    client.notify("$/nobodyKnows", json!({}));
    client.notify("nobody/knows", json!({}));
    let wrong = client.request("textDocument/codeAction", json!({"textDocument": {}}));
    assert_eq!(code(&wrong), -32602);
    assert!(wrong["error"]["message"].as_str().unwrap().contains("uri"), "{wrong}");
    client.send(&json!({"jsonrpc": "2.0", "id": "x", "method": "textDocument/didOpen", "params": {}}));
    assert_eq!(code(&client.wait("an answer", |message| message["id"] == "x")), -32600);
    client.send(&json!({"jsonrpc": "2.0", "id": "y"}));
    assert_eq!(code(&client.wait("an answer", |message| message["id"] == "y")), -32600);
    client.send(&json!([1, 2]));
    assert_eq!(code(&client.wait("an answer", |message| message["id"].is_null() && message.get("error").is_some())), -32600);
    for broken in [&b"{\"jsonrpc\": \"2.0\", \"id\": 7, "[..], b"\xff\xfe", b""] {
        client.send_bytes(broken);
        assert_eq!(code(&client.wait("an answer", |message| message["id"].is_null() && message.get("error").is_some())), -32700);
    }
    client.send_raw(b"Content-Length: many\r\n\r\n");
    assert_eq!(code(&client.wait("an answer", |message| message["id"].is_null() && message.get("error").is_some())), -32700);
    // After all this the server still works.
    let uri = client.open("a.py", "python", "x = (\n");
    client.diagnostics(&uri, |params| !params["diagnostics"].as_array().unwrap().is_empty());
    assert!(client.stop().success());
}

#[test]
fn the_exit_code_tells_whether_the_client_said_goodbye() {
    let mut client = Client::start(&Profile::default());
    client.notify("exit", Value::Null);
    assert_eq!(client.ended().code(), Some(1));
    let mut client = Client::start(&Profile::default());
    client.hang_up();
    assert_eq!(client.ended().code(), Some(1));
    let mut client = Client::spawn(&Profile::default());
    client.notify("exit", Value::Null);
    assert_eq!(client.ended().code(), Some(1));
}

#[cfg(unix)]
#[test]
fn the_server_ends_with_its_client() {
    let mut mayfly = std::process::Command::new("sleep").arg("1000").spawn().expect("sleep is everywhere");
    let profile = Profile::default();
    let mut client = Client::spawn(&profile);
    let mut params = client.initialize_params(&profile);
    params["processId"] = mayfly.id().into();
    client.request("initialize", params);
    mayfly.kill().unwrap();
    mayfly.wait().unwrap();
    assert_eq!(client.ended().code(), Some(1));
}

#[test]
fn commands_are_answered_as_the_contract_says() {
    let mut client = Client::start(&Profile::default());
    let mut execute = |command: &str, argument: Value| client.request("workspace/executeCommand", json!({"command": command, "arguments": [argument]}));
    assert_eq!(execute("healer.accepted", json!({"fix": "0123"}))["result"], Value::Null);
    for (command, argument, expected, field) in [
        ("healer.accepted", json!({}), -32602, "fix"),
        ("healer.accepted", json!({"fix": 7}), -32602, "fix"),
        ("healer.accepted", json!("fix"), -32602, "arguments[0]"),
        ("healer.check", json!({"uri": "file:///nowhere.py"}), -32602, "uri"),
        ("healer.explain", json!({}), -32602, "position"),
        ("healer.explain", json!({"diagnostic": "none"}), -32602, "diagnostic"),
        ("healer.cancel", json!({"job": "none"}), -32602, "job"),
        ("healer.heal", json!({}), -32602, "uri"),
        ("healer.patterns", json!({"action": "show"}), -32602, "id"),
        ("healer.dance", json!({}), -32601, "healer.dance"),
    ] {
        let answer = execute(command, argument);
        assert_eq!(code(&answer), expected, "{command}: {answer}");
        assert!(answer["error"]["message"].as_str().unwrap().contains(field), "{command}: {answer}");
    }
    let stats = execute("healer.stats", json!({}));
    assert!(stats["result"]["session"]["documents"].is_u64() && stats["result"]["heals"].is_u64(), "{stats}");
    assert!(client.stop().success());
}

#[test]
fn a_client_that_answers_nothing_holds_nothing_up() {
    let profile = Profile::default().capability("workspace/didChangeWatchedFiles/dynamicRegistration", json!(true));
    let mut client = Client::spawn(&profile);
    client.silent_on = vec!["workspace/configuration".into(), "client/registerCapability".into()];
    client.initialize(&profile);
    for _ in 0..300 {
        client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    }
    let uri = client.open("a.py", "python", "x = (\n");
    client.diagnostics(&uri, |params| !params["diagnostics"].as_array().unwrap().is_empty());
    assert!(client.stop().success());
}
