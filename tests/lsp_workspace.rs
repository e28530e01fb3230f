//! Workspaces: their own checkers, several folders, files that others change, edits that want to be confirmed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(unix)]

mod support;

use serde_json::{Value, json};
use support::{Client, Profile};

fn is_empty(params: &Value) -> bool {
    params["diagnostics"].as_array().is_some_and(Vec::is_empty)
}

/// Whether some checker has said something.
fn says(params: &Value, source: &str) -> bool {
    params["diagnostics"].as_array().is_some_and(|all| all.iter().any(|one| one["source"] == source))
}

/// Settings under which no tool of this machine runs.
fn trusted() -> Value {
    let off = ["python", "ruff", "pyright", "ty", "mypy", "pytest"].map(|name| (name.to_owned(), Value::Bool(false)));
    json!({"trust": true, "debounceMilliseconds": 0, "checkers": {"enabled": off.into_iter().collect::<serde_json::Map<_, _>>()}})
}

fn check(client: &mut Client, uri: &str) -> Value {
    client.request("workspace/executeCommand", json!({"command": "healer.check", "arguments": [{"uri": uri}]}))["result"].clone()
}

/// A checker of the workspace's own: a shell script, and what else its row says.
fn own_checker(name: &str, more: &str) -> String {
    let command = format!("[\"/bin/sh\", \"{name}.sh\", \"${{relativeFile}}\"]");
    format!("[[checker]]\nname = \"{name}\"\ncommand = {command}\nlanguages = [\"python\"]\nmatcher = \"$gcc\"\n{more}\n")
}

#[test]
fn checkers_of_the_workspace_s_own_run_when_they_are_due() {
    let config = [own_checker("grumble", ""), own_checker("quick", "stdin = true\nstage = \"typing\""), own_checker("asked", "stage = \"request\"")].concat();
    let text = "x = 1\ny = 2\n";
    let profile = Profile::default().options(trusted()).file(".healer/config.toml", &config).file("a.py", text);
    let profile = profile
        .file("grumble.sh", "echo \"$1:1:1: error: no such thing\"; exit 1\n")
        .file("quick.sh", "grep -n bad | while IFS=: read -r line rest; do echo \"$1:$line:1: warning: bad word\"; done\n")
        .file("asked.sh", "echo \"$1:2:1: error: only when asked\"; exit 1\n");
    let mut client = Client::start(&profile);
    let uri = client.open("a.py", "python", text);
    let found = client.diagnostics(&uri, |params| says(params, "grumble"));
    let grumble = found["diagnostics"].as_array().unwrap().iter().find(|one| one["source"] == "grumble").unwrap();
    assert_eq!((&grumble["message"], &grumble["range"]["start"]["line"]), (&json!("no such thing"), &json!(0)));
    assert!(!says(&found, "asked"));
    let asked = check(&mut client, &uri);
    assert!(says(&asked, "asked") && says(&asked, "grumble"), "{asked}");
    assert!(asked["checkers"].as_array().unwrap().iter().any(|row| row["name"] == "asked"), "{asked}");
    // The one that takes the text from its input runs on what is typed, the other not.
    client.change(&uri, 2, "x = 1\ny = 2\nbad = 3\n");
    let typed = client.diagnostics(&uri, |params| params["version"] == 2 && says(params, "quick"));
    let quick = typed["diagnostics"].as_array().unwrap().iter().find(|one| one["source"] == "quick").unwrap();
    assert_eq!(quick["range"]["start"]["line"], 2);
    // Settings that do not want it any more take it away.
    client.settings = json!({"checkers": {"enabled": {"grumble": false}}});
    client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    client.diagnostics(&uri, |params| params["version"] == 2 && !says(params, "grumble"));
    assert!(client.stop().success());
}

#[test]
fn an_untrusted_workspace_s_own_checkers_do_not_run() {
    let config = format!("trust = true\n{}", own_checker("grumble", ""));
    let profile = Profile::default().file(".healer/config.toml", &config).file("a.py", "x = 1\n").file("grumble.sh", "touch ran\n");
    let mut client = Client::start(&profile);
    let uri = client.open("a.py", "python", "x = 1\n");
    assert_eq!(check(&mut client, &uri)["checkers"], json!([]));
    assert!(!client.path("ran").exists());
    assert!(client.stop().success());
}
