//! Tools that behave badly. The server answers within its deadlines, says one clear word, and leaves no process behind.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(unix)]

mod support;

use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};
use support::work::{eventually, is_alive};
use support::{Client, Profile};

/// A client of a trusted workspace in which the shell script is the only checker: a `ruff` on the search path.
fn with_ruff(script: &str, timeout_seconds: u64) -> Client {
    with_ruff_and(script, timeout_seconds, &json!(true), None)
}

/// The same where the client says something else of trust, or nothing (`null`), with a state folder of its own.
fn with_ruff_and(script: &str, timeout_seconds: u64, trust: &Value, home: Option<&Path>) -> Client {
    let tools = tempfile::tempdir().expect("a temporary folder").keep();
    let program = tools.join("ruff");
    let prelude = format!("#!/bin/sh\nfolder='{}'\n", tools.display());
    std::fs::write(&program, prelude + script).expect("a script");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("permissions");
    let path = format!("{}:/usr/bin:/bin", tools.display());
    let off: Value = ["python", "pyright", "ty", "mypy"].iter().map(|name| ((*name).to_owned(), Value::Bool(false))).collect::<serde_json::Map<_, _>>().into();
    let mut options = json!({"trust": trust, "debounceMilliseconds": 0, "checkers": {"enabled": off, "timeoutSeconds": timeout_seconds}});
    options.as_object_mut().expect("options").retain(|_, value| !value.is_null());
    let profile = Profile::default().options(options).variable("PATH", &path).variable("TOOLS", &tools.display().to_string()).file("a.py", "x = 1\n");
    let profile = home.into_iter().fold(profile, |profile, home| profile.variable("HEALER_HOME", &home.display().to_string()));
    let mut client = Client::start(&profile);
    client.settings = Value::Null;
    std::fs::write(client.path(".tools"), tools.display().to_string()).expect("a file");
    client
}

fn tools(client: &Client) -> std::path::PathBuf {
    std::fs::read_to_string(client.path(".tools")).expect("the note").into()
}

fn processes(tools: &Path) -> Vec<String> {
    std::fs::read_to_string(tools.join("pids")).unwrap_or_default().lines().map(str::to_owned).collect()
}

fn log_of(client: &mut Client, words: &str) -> String {
    let message = client.wait("a message in the log", |message| {
        message["method"] == "window/logMessage" && message["params"]["message"].as_str().is_some_and(|text| text.contains(words))
    });
    message["params"]["message"].as_str().unwrap_or("").to_owned()
}

/// The server still publishes what it finds itself, and answers at once.
fn still_works(client: &mut Client) {
    let uri = client.open("b.py", "python", "y = (\n");
    let found = client.diagnostics(&uri, |params| !params["diagnostics"].as_array().is_none_or(Vec::is_empty));
    let started = Instant::now();
    client.actions(&uri, &found["diagnostics"][0], json!(["quickfix"]));
    assert!(started.elapsed() < Duration::from_secs(5), "the menu took {:?}", started.elapsed());
}

const HANG: &str = "echo $$ >> \"$folder/pids\"\nsleep 1000 &\necho $! >> \"$folder/pids\"\nwait\n";

#[test]
fn a_tool_that_hangs_is_stopped_with_its_children() {
    let mut client = with_ruff(HANG, 1);
    let folder = tools(&client);
    client.open("a.py", "python", "x = 1\n");
    still_works(&mut client);
    log_of(&mut client, "ruff");
    let started = processes(&folder);
    assert!(started.len() >= 2, "{started:?}");
    eventually("the tool is stopped", || started.iter().all(|process| !is_alive(process)));
    assert!(client.stop().success());
    eventually("nothing is left", || processes(&folder).iter().all(|process| !is_alive(process)));
}

#[test]
fn no_tool_outlives_the_server() {
    for polite in [true, false] {
        let mut client = with_ruff(HANG, 600);
        let folder = tools(&client);
        client.open("a.py", "python", "x = 1\n");
        eventually("the tool runs", || processes(&folder).len() >= 2);
        if polite {
            assert!(client.stop().success());
        } else {
            client.hang_up();
            assert_eq!(client.ended().code(), Some(1));
        }
        let started = processes(&folder);
        eventually("nothing is left", || started.iter().all(|process| !is_alive(process)));
    }
}

#[test]
fn a_tool_that_floods_is_stopped() {
    for flood in ["exec yes\n", "exec yes >&2\n", "yes & echo $! >> \"$folder/pids\"; yes >&2\n"] {
        let mut client = with_ruff(&format!("echo $$ >> \"$folder/pids\"\n{flood}"), 60);
        let folder = tools(&client);
        client.open("a.py", "python", "x = 1\n");
        still_works(&mut client);
        log_of(&mut client, "ruff");
        eventually("the tool is stopped", || processes(&folder).iter().all(|process| !is_alive(process)));
        assert!(client.stop().success());
        assert!(!processes(&folder).is_empty());
        eventually("nothing is left", || processes(&folder).iter().all(|process| !is_alive(process)));
    }
}

#[test]
fn a_tool_may_end_as_it_likes() {
    for script in ["exit 1", "exit 2", "exit 101", "exit 127", "exit 255", "kill -SEGV $$", "kill -9 $$", "echo oops >&2; exit 3"] {
        let mut client = with_ruff(script, 60);
        client.open("a.py", "python", "x = 1\n");
        still_works(&mut client);
        assert!(client.stop().success(), "{script}");
    }
}

#[test]
fn every_exit_code_is_taken() {
    // Each run ends with the next code; a report beside it is read, whatever the code says.
    let script = "cat > /dev/null\ncode=$(cat \"$folder/code\")\necho $((code + 1)) > \"$folder/code\"\nprintf '[]'\nexit \"$code\"\n";
    let mut client = with_ruff(script, 60);
    std::fs::write(tools(&client).join("code"), "0").expect("a file");
    let uri = client.open("a.py", "python", "x = 1\n");
    for round in 0..256 {
        let answer = client.request("workspace/executeCommand", json!({"command": "healer.check", "arguments": [{"uri": uri}]}));
        let rows = answer["result"]["checkers"].as_array().unwrap_or_else(|| panic!("{answer}"));
        assert!(rows.iter().any(|row| row["name"] == "ruff"), "round {round}: {answer}");
    }
    let code: usize = std::fs::read_to_string(tools(&client).join("code")).expect("the next code").trim().parse().expect("a number");
    assert!(code >= 256, "{code}");
    still_works(&mut client);
    assert!(client.stop().success());
}

#[test]
fn half_a_line_of_json_costs_nothing_else() {
    for script in ["printf '[{\"code\": \"F8'", "printf '\\377\\376\\000'", "printf '[{\"code\": \"F821\"}]'", "printf '{}'"] {
        let mut client = with_ruff(script, 60);
        client.open("a.py", "python", "x = 1\n");
        log_of(&mut client, "ruff");
        still_works(&mut client);
        assert!(client.stop().success(), "{script}");
    }
}

#[test]
fn a_tool_runs_once_at_a_time_and_for_the_last_text() {
    // A run that is stopped leaves its mark, so that only a mark of a living process counts as an overlap.
    let script = "holder=\"$(cat \"$folder/lock\" 2> /dev/null)\"\n[ -n \"$holder\" ] && kill -0 \"$holder\" 2> /dev/null && echo overlap >> \"$folder/log\"\n\
                  echo $$ > \"$folder/lock\"\ncat > \"$folder/input\"\nsleep 0.05\nrm -f \"$folder/lock\"\necho run >> \"$folder/log\"\nprintf '[]'\n";
    let mut client = with_ruff(script, 60);
    let folder = tools(&client);
    let uri = client.open("a.py", "python", "x = 1\n");
    for version in 2..30 {
        client.change(&uri, version, &format!("x = {version}\n"));
        client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
    }
    let answer = client.request("workspace/executeCommand", json!({"command": "healer.check", "arguments": [{"uri": uri}]}));
    assert!(answer["result"]["checkers"].as_array().is_some_and(|rows| rows.iter().any(|row| row["name"] == "ruff" && row.get("error").is_none())), "{answer}");
    assert_eq!(std::fs::read_to_string(folder.join("input")).unwrap(), "x = 29\n");
    let log = std::fs::read_to_string(folder.join("log")).unwrap();
    assert!(!log.contains("overlap"), "{log}");
    assert!(client.stop().success());
}

/// What ruff prints for a name on the first line, with a repair.
fn ruff_says(name: &str, path: &Path, repair: Option<&str>) -> String {
    let at = |column: usize| json!({"row": 1, "column": column});
    let (start, end) = (at(1), at(1 + name.len()));
    let fix = repair.map(
        |text| json!({"applicability": "safe", "message": format!("Write `{text}`"), "edits": [{"content": text, "location": start, "end_location": end}]}),
    );
    let finding = json!({"code": "X001", "filename": path, "message": format!("`{name}` is bad"), "location": start, "end_location": end, "fix": fix, "url": "https://example.org/x001"});
    json!([finding]).to_string()
}

/// A client with a text in which ruff minds `badname`, safely to be repaired; with the tool's folder, the text's URI and what was published.
fn with_a_bad_name(text: &str) -> (Client, std::path::PathBuf, String, Value) {
    let mut client = with_ruff("cat > /dev/null\ncat \"$folder/says\"\n", 60);
    let folder = tools(&client);
    std::fs::write(folder.join("says"), ruff_says("badname", &client.path("a.py"), Some("goodname"))).unwrap();
    std::fs::write(client.path("a.py"), text).unwrap();
    let uri = client.open("a.py", "python", text);
    let found = client.diagnostics(&uri, |params| params["diagnostics"].as_array().is_some_and(|all| all.iter().any(|one| one["source"] == "ruff")));
    (client, folder, uri, found)
}

#[test]
fn what_a_tool_says_is_published_with_its_repair_and_applied() {
    let text = "badname = 1\nprint(badname)\n";
    let (mut client, folder, uri, found) = with_a_bad_name(text);
    assert_eq!(found["version"], 1);
    let diagnostic = found["diagnostics"].as_array().unwrap().iter().find(|one| one["source"] == "ruff").unwrap().clone();
    assert_eq!(diagnostic["code"], "X001");
    assert_eq!(diagnostic["codeDescription"]["href"], "https://example.org/x001");
    assert!(diagnostic["data"]["healer"]["category"].is_string(), "{diagnostic}");
    let actions = client.actions(&uri, &diagnostic, json!(["quickfix"]));
    let action = actions.first().unwrap_or_else(|| panic!("no action for {diagnostic}"));
    assert_eq!(action["kind"], "quickfix");
    assert_eq!(action["data"]["healer"]["origin"], "native");
    assert_eq!(action["data"]["healer"]["diagnostic"], diagnostic["data"]["healer"]["id"]);
    assert_eq!(action["command"]["command"], "healer.accepted");
    assert_eq!(action["command"]["arguments"][0]["fix"], action["data"]["healer"]["fix"]);
    assert_eq!(action["diagnostics"], json!([diagnostic]));
    assert_eq!(action["edit"]["documentChanges"][0]["textDocument"]["version"], 1);
    assert_eq!(support::apply(text, &action["edit"], &uri), "goodname = 1\nprint(badname)\n");
    let mut lazy = action.clone();
    lazy.as_object_mut().unwrap().remove("edit");
    assert_eq!(client.request("codeAction/resolve", lazy.clone())["result"]["edit"], action["edit"]);
    // The markdown names the tool's words and the repair.
    let place = diagnostic["range"]["start"].clone();
    let explained = client.request("workspace/executeCommand", json!({"command": "healer.explain", "arguments": [{"uri": uri, "position": place}]}));
    assert!(explained["result"]["markdown"].as_str().is_some_and(|text| text.contains("is bad")), "{explained}");
    // After a change a fix of the older text is refused.
    std::fs::write(folder.join("says"), "[]").unwrap();
    client.change(&uri, 2, "goodname = 1\nprint(goodname)\n");
    assert_eq!(client.request("codeAction/resolve", lazy)["error"]["code"], -32801);
    client.diagnostics(&uri, |params| params["version"] == 2 && params["diagnostics"].as_array().is_some_and(Vec::is_empty));
    assert!(client.stop().success());
}

#[test]
fn fix_all_takes_what_is_safe_and_follows_lazily() {
    let text = "badname = 1\nprint(1)\n";
    let (mut client, _, uri, found) = with_a_bad_name(text);
    let actions = client.actions(&uri, &found["diagnostics"][0], json!(["source.fixAll"]));
    assert_eq!(actions.len(), 1, "{actions:?}");
    assert_eq!(actions[0]["kind"], "source.fixAll.healer");
    assert_eq!(support::apply(text, &actions[0]["edit"], &uri), "goodname = 1\nprint(1)\n");
    let mut lazy = actions[0].clone();
    lazy.as_object_mut().unwrap().remove("edit");
    assert_eq!(client.request("codeAction/resolve", lazy.clone())["result"]["edit"], actions[0]["edit"]);
    client.change(&uri, 2, "badname = 2\n");
    assert_eq!(client.request("codeAction/resolve", lazy)["error"]["code"], -32801);
    assert!(client.stop().success());
}

#[test]
fn an_untrusted_workspace_runs_no_tool() {
    let mut client = with_ruff("touch \"$folder/ran\"\nprintf '[]'\n", 60);
    let folder = tools(&client);
    client.notify("healer/trust", json!({"trusted": false}));
    let uri = client.open("a.py", "python", "x = (\n");
    client.wait("a word about trust", |message| {
        message["method"] == "window/showMessage" && message["params"]["message"].as_str().is_some_and(|text| text.contains("trust"))
    });
    client.diagnostics(&uri, |params| !params["diagnostics"].as_array().is_none_or(Vec::is_empty));
    client.request("workspace/executeCommand", json!({"command": "healer.check", "arguments": [{"uri": uri}]}));
    assert!(!folder.join("ran").exists());
    client.notify("healer/trust", json!({"trusted": true}));
    client.request("workspace/executeCommand", json!({"command": "healer.check", "arguments": [{"uri": uri}]}));
    assert!(folder.join("ran").exists());
    assert!(client.stop().success());
}

#[test]
fn a_folder_that_is_trusted_on_this_machine_needs_no_word_of_the_editor_which_may_still_say_no() {
    let home = tempfile::tempdir().unwrap();
    let trust = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_healer"));
        let done = command.arg("trust").args(arguments).env("HEALER_HOME", home.path()).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    let ran = |trusted: Value| {
        let mut client = with_ruff_and("touch \"$folder/ran\"\nprintf '[]'\n", 60, &trusted, Some(home.path()));
        let uri = client.open("a.py", "python", "x = 1\n");
        client.request("workspace/executeCommand", json!({"command": "healer.check", "arguments": [{"uri": uri}]}));
        let ran = tools(&client).join("ran").exists();
        assert!(client.stop().success());
        ran
    };
    let above = std::env::temp_dir();
    let above = above.to_str().unwrap();
    assert!(!ran(Value::Null));
    assert!(trust(&[above]).contains("is trusted"));
    assert_eq!((trust(&["--list"]).lines().count(), ran(Value::Null), ran(json!(false))), (1, true, false));
    trust(&["--forget", above]);
    assert!(!ran(Value::Null));
}

#[test]
fn a_long_run_shows_progress_and_can_be_cancelled() {
    let mut client = with_ruff(HANG, 600);
    client.open("a.py", "python", "x = 1\n");
    let begin = client.wait("progress", |message| message["method"] == "$/progress" && message["params"]["value"]["kind"] == "begin");
    let token = begin["params"]["token"].clone();
    assert!(client.requests.iter().any(|request| request["method"] == "window/workDoneProgress/create" && request["params"]["token"] == token));
    client.notify("window/workDoneProgress/cancel", json!({"token": token}));
    client.wait("its end", |message| message["method"] == "$/progress" && message["params"]["value"]["kind"] == "end" && message["params"]["token"] == token);
    assert!(client.stop().success());
}
