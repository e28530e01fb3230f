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

/// The next diagnostics of one checker, or that there are none any more.
fn await_source(client: &mut Client, uri: &str, source: &str, there: bool) {
    client.diagnostics(uri, |params| says(params, source) == there);
}

#[test]
fn folders_come_and_go_with_their_settings() {
    let script = "echo \"inner/b.py:1:1: error: in the next file\"; echo \"inner/a.py:1:1: error: in this file\"; exit 1\n";
    let config = "[[checker]]\nname = \"outer\"\ncommand = [\"/bin/sh\", \"outer.sh\"]\nlanguages = [\"python\"]\nmatcher = \"$gcc\"\n";
    let profile = Profile::default()
        .options(trusted())
        .file("ws/.healer/config.toml", config)
        .file("ws/outer.sh", script)
        .file("ws/inner/a.py", "x = 1\n")
        .file("ws/inner/b.py", "y = 1\n");
    let mut client = Client::spawn(&profile);
    let mut params = client.initialize_params(&profile);
    let (outer, inner) = (client.uri("ws"), client.uri("ws/inner"));
    params["workspaceFolders"] = json!([{"uri": outer, "name": "outer"}]);
    client.request("initialize", params);
    client.notify("initialized", json!({}));
    let folders = |client: &mut Client, added: &[&String], removed: &[&String]| {
        let named = |uris: &[&String]| uris.iter().map(|uri| json!({"uri": uri, "name": "n"})).collect::<Vec<_>>();
        client.notify("workspace/didChangeWorkspaceFolders", json!({"event": {"added": named(added), "removed": named(removed)}}));
    };
    let (a, b) = (client.open("ws/inner/a.py", "python", "x = 1\n"), client.uri("ws/inner/b.py"));
    await_source(&mut client, &a, "outer", true);
    await_source(&mut client, &b, "outer", true);
    // The inner folder has no such checker.
    folders(&mut client, &[&inner], &[]);
    await_source(&mut client, &a, "outer", false);
    folders(&mut client, &[], &[&inner]);
    await_source(&mut client, &a, "outer", true);
    // A file that is not open loses its diagnostics with the last folder that it was in.
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": a}}));
    folders(&mut client, &[], &[&outer]);
    await_source(&mut client, &b, "outer", false);
    assert!(client.stop().success());
}

#[test]
fn files_that_others_change_are_taken_note_of() {
    let profile = Profile::default()
        .capability("workspace/didChangeWatchedFiles", json!({"dynamicRegistration": true}))
        .file("go.mod", "module m\n\ngo 1.21\n")
        .file("a.go", "package m\n\nvar x = helper()\n");
    let mut client = Client::start(&profile);
    client.wait("the registration", |message| message["method"] == "client/registerCapability");
    let registered = client.requests.iter().find(|request| request["method"] == "client/registerCapability").unwrap().clone();
    let registration = &registered["params"]["registrations"][0];
    assert_eq!(registration["method"], "workspace/didChangeWatchedFiles");
    let globs: Vec<&str> = registration["registerOptions"]["watchers"].as_array().unwrap().iter().filter_map(|one| one["globPattern"].as_str()).collect();
    assert!(globs.iter().any(|glob| glob.contains("go")) && globs.contains(&"**/.healer/**"), "{globs:?}");
    let uri = client.open("a.go", "go", "package m\n\nvar x = helper()\n");
    client.diagnostics(&uri, |params| params["diagnostics"].to_string().contains("helper"));
    let changed = |client: &mut Client, name: &str, kind: i32| {
        let changes = json!({"changes": [{"uri": client.uri(name), "type": kind}]});
        client.notify("workspace/didChangeWatchedFiles", changes);
    };
    std::fs::write(client.path("b.go"), "package m\n\nfunc helper() int { return 1 }\n").unwrap();
    changed(&mut client, "b.go", 1);
    client.diagnostics(&uri, is_empty);
    std::fs::remove_file(client.path("b.go")).unwrap();
    changed(&mut client, "b.go", 3);
    client.diagnostics(&uri, |params| params["diagnostics"].to_string().contains("helper"));
    // The settings are files too.
    std::fs::create_dir_all(client.path(".healer")).unwrap();
    std::fs::write(client.path(".healer/config.toml"), "[checkers]\nenabled = { healer = false }\n").unwrap();
    changed(&mut client, ".healer/config.toml", 1);
    client.diagnostics(&uri, is_empty);
    assert!(client.stop().success());
}

/// A checker of its own that wants a name changed in two files, as SARIF; a text without the name is right.
fn with_a_fix_of_two_files(profile: Profile) -> Profile {
    let change = |name: &str| json!({"artifactLocation": {"uri": name}, "replacements": [{"deletedRegion": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 4}, "insertedContent": {"text": "new"}}]});
    let place =
        json!({"physicalLocation": {"artifactLocation": {"uri": "one.py"}, "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 4}}});
    let result = json!({"ruleId": "R", "level": "error", "message": {"text": "old name"}, "locations": [place],
        "fixes": [{"description": {"text": "Rename"}, "artifactChanges": [change("one.py"), change("two.py")]}]});
    let report = json!({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "script"}}, "results": [result]}]});
    let config = "[[checker]]\nname = \"script\"\ncommand = [\"/bin/sh\", \"check.sh\", \"${file}\"]\nlanguages = [\"python\"]\nmatcher = \"$sarif\"\n";
    let profile = profile.options(trusted()).file(".healer/config.toml", config).file("check.sh", &format!("echo '{report}'\n"));
    profile.file("one.py", "old = 1\n").file("two.py", "old = 2\n")
}

#[test]
fn an_edit_of_several_files_asks_for_confirmation_where_the_client_can() {
    for annotates in [true, false] {
        let mut profile = with_a_fix_of_two_files(Profile::default());
        if annotates {
            profile = profile
                .capability("textDocument/codeAction/honorsChangeAnnotations", json!(true))
                .capability("workspace/workspaceEdit/changeAnnotationSupport", json!({"groupsOnLabel": true}));
        }
        let mut client = Client::start(&profile);
        let (uri, other) = (client.open("one.py", "python", "old = 1\n"), client.uri("two.py"));
        let found = client.diagnostics(&uri, |params| says(params, "script"));
        let diagnostic = found["diagnostics"].as_array().unwrap().iter().find(|one| one["source"] == "script").unwrap().clone();
        let actions = client.actions(&uri, &diagnostic, json!(["quickfix"]));
        let edit = &actions.iter().find(|action| action["title"] == "Rename").unwrap_or_else(|| panic!("{actions:?}"))["edit"];
        assert_eq!([support::apply("old = 1\n", edit, &uri), support::apply("old = 2\n", edit, &other)], ["new = 1\n", "new = 2\n"]);
        let versions: Vec<&Value> = edit["documentChanges"].as_array().unwrap().iter().map(|change| &change["textDocument"]["version"]).collect();
        assert_eq!(versions, [&json!(1), &Value::Null], "one is open, the other not");
        let marked = edit["documentChanges"].as_array().unwrap().iter().flat_map(|change| change["edits"].as_array().unwrap());
        let marked: Vec<bool> = marked.map(|edit| edit["annotationId"] == "healer").collect();
        assert_eq!(marked, [annotates, annotates]);
        assert_eq!(edit.get("changeAnnotations").map(|all| &all["healer"]), annotates.then_some(&json!({"label": "Rename", "needsConfirmation": true})));
        assert!(client.stop().success());
    }
}

#[test]
fn a_pull_waits_for_the_tools_of_a_client_that_cannot_be_told_to_ask_again() {
    let config = own_checker("grumble", "");
    let script = "echo \"$1:1:1: error: no such thing\"; exit 1\n";
    let profile = Profile::default().options(trusted()).file(".healer/config.toml", &config).file("grumble.sh", script).file("a.py", "x = 1\n");
    let profile = profile.capability("textDocument/diagnostic", json!({"dynamicRegistration": false}));
    let mut client = Client::spawn(&profile);
    assert!(client.initialize(&profile)["capabilities"]["diagnosticProvider"].is_object());
    let uri = client.open("a.py", "python", "x = 1\n");
    check(&mut client, &uri);
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
    let pulled = client.request("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}))["result"].clone();
    assert!(pulled["items"].as_array().unwrap().iter().any(|one| one["source"] == "grumble"), "{pulled}");
    client.request("shutdown", Value::Null);
    client.notify("exit", Value::Null);
    let said = client.drain();
    assert!(said.iter().all(|message| message["method"] != "textDocument/publishDiagnostics" && message["method"] != "workspace/diagnostic/refresh"));
}
