//! Heals through the protocol while much goes wrong: the text changes at every moment, heals are cancelled by the dozen, tools hang, crash
//! and lie.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(unix)]

mod support;

use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use support::work::{eventually, is_alive};
use support::{Client, PATIENCE, Profile, apply};

/// Three mistakes behind each other: a parser stops at each, so that a heal has three rounds.
const BROKEN: &str = "def a(x)\n    return x\n\n\ndef b(y)\n    return y\n\n\ndef c(z)\n    return z\n";
const MENDED: &str = "def a(x):\n    return x\n\n\ndef b(y):\n    return y\n\n\ndef c(z):\n    return z\n";

/// A profile in which the script is the only tool. What it does with a text whose first mistake is mended is `THEN`.
fn profile(then: &str, timeout_seconds: u64) -> Profile {
    let config = format!(
        "[checkers]\nenabled = {{ python = false, ruff = false, pyright = false, ty = false, mypy = false }}\ntimeoutSeconds = {timeout_seconds}\n[[checker]]\nname = \"script\"\ncommand = [\"/bin/sh\", \"check.sh\", \"${{file}}\"]\nlanguages = [\"python\"]\nmatcher = \"$gcc\"\n"
    );
    let script = "if grep -q 'a(x):' \"$1\"; then eval \"$THEN\"; exit 0; fi\necho \"$1:1:9: error: expected ':'\"\n";
    Profile::default()
        .options(json!({"trust": true, "debounceMilliseconds": 0}))
        .file(".healer/config.toml", &config)
        .file("check.sh", script)
        .file("a.py", BROKEN)
        .variable("THEN", then)
        .variable("PATH", "/usr/bin:/bin")
}

fn opened(profile: &Profile) -> (Client, String) {
    let mut client = Client::start(profile);
    client.silent_on.push("workspace/applyEdit".to_owned());
    let uri = client.open("a.py", "python", BROKEN);
    client.diagnostics(&uri, |params| !params["diagnostics"].as_array().unwrap().is_empty());
    (client, uri)
}

fn is_progress(message: &Value, job: &Value, kind: &str) -> bool {
    message["method"] == "$/progress" && message["params"]["token"] == *job && message["params"]["value"]["kind"] == kind
}

fn processes(file: &Path) -> Vec<String> {
    std::fs::read_to_string(file).unwrap_or_default().lines().map(str::to_owned).collect()
}

/// What there is to be applied when a heal was asked for and the text was changed at a moment: the request of the server, if it came.
fn edit_asked(client: &mut Client) -> Option<Value> {
    client.requests.iter().find(|request| request["method"] == "workspace/applyEdit").cloned()
}

#[test]
fn a_text_that_changes_at_any_moment_is_never_mended_wrongly() {
    // 0: when the heal is taken; 1: when it says that it begins; then at each round; at last when the edit is handed over.
    for moment in 0..6 {
        let (mut client, uri) = opened(&profile("", 60));
        let running = client.execute("healer.heal", json!({"uri": uri}));
        let job = running["result"]["job"].clone();
        match moment {
            0 => {}
            1 => drop(client.wait("the begin", |message| is_progress(message, &job, "begin"))),
            5 => drop(client.wait("the edit", |message| message["method"] == "workspace/applyEdit")),
            _ => {
                for _ in 1..moment {
                    // A heal of fewer rounds is over by then.
                    let round = client.wait("a round", |message| is_progress(message, &job, "report") || is_progress(message, &job, "end"));
                    if round["params"]["value"]["kind"] == "end" {
                        break;
                    }
                }
            }
        }
        let typed = format!("{BROKEN}# typed at moment {moment}\n");
        client.change(&uri, 2, &typed);
        // An edit that was under way when the text changed is for the older version, which a client refuses.
        let ended = client.wait("the end or the edit", |message| {
            message["method"] == "workspace/applyEdit" || (message["method"] == "healer/healed" && message["params"]["job"] == job)
        });
        let asked = edit_asked(&mut client);
        if let Some(asked) = &asked {
            // A heal that had not begun when the text changed is one of the new text.
            let edit = &asked["params"]["edit"];
            let is_new = edit["documentChanges"][0]["textDocument"]["version"] == 2;
            assert!(!is_new || moment <= 1, "moment {moment}: {asked}");
            let (text, mended) = if is_new { (typed.as_str(), format!("{MENDED}# typed at moment {moment}\n")) } else { (BROKEN, MENDED.to_owned()) };
            assert_eq!(apply(text, edit, &uri), mended, "moment {moment}");
            client.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": {"applied": false}}));
        }
        let ended = if ended["method"] == "healer/healed" { ended["params"].clone() } else { client.report(&job) };
        assert_eq!(ended["applied"], false, "moment {moment}: {ended}");
        assert!(!ended["reason"].as_str().unwrap_or("").is_empty(), "moment {moment}: {ended}");
        if asked.is_none() && ended["status"] != "unchanged" {
            assert_eq!(ended["status"], "refused", "moment {moment}: {ended}");
        }
        client.requests.clear();
        // The next heal is of the text as it is now.
        client.diagnostics(&uri, |params| params["version"] == 2 && !params["diagnostics"].as_array().unwrap().is_empty());
        let again = client.execute("healer.heal", json!({"uri": uri, "apply": "return"}));
        assert_eq!(again["result"]["status"], "healed", "moment {moment}: {again}");
        assert_eq!(apply(&typed, &again["result"]["edit"], &uri), format!("{MENDED}# typed at moment {moment}\n"));
        assert!(client.stop().success());
    }
}

#[test]
fn a_file_that_is_not_open_and_changes_on_the_disk_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("mark");
    // The tool waits until its mark is taken away.
    let then = format!("touch '{0}'; while [ -e '{0}' ]; do :; done", mark.display());
    let second = "def d(x)\n    return x\n";
    let (mut client, uri) = opened(&profile(&then, 60).file("b.py", second));
    let id = client.ask("workspace/executeCommand", json!({"command": "healer.heal", "arguments": [{"uri": uri, "scope": "workspace", "apply": "return"}]}));
    eventually("a text is tried", || mark.exists());
    std::fs::write(client.path("b.py"), format!("# mine\n{second}")).unwrap();
    // From now on the tool has nothing to wait for.
    let _ = std::fs::remove_file(&mark);
    let free = folder.path().to_owned();
    let opener = std::thread::spawn(move || {
        let until = Instant::now() + PATIENCE;
        while free.exists() && Instant::now() < until {
            let _ = std::fs::remove_file(free.join("mark"));
            std::thread::yield_now();
        }
    });
    let answer = client.answer(id);
    let edits_other = answer["result"]["edit"]["documentChanges"].as_array().unwrap().iter().any(|change| change["textDocument"]["uri"] == client.uri("b.py"));
    assert!(!edits_other, "{answer}");
    drop(folder);
    opener.join().unwrap();
    assert!(client.stop().success());
}

#[test]
fn a_storm_of_cancelled_heals_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let started = folder.path().join("pids");
    let (mut client, uri) = opened(&profile(&format!("echo $$ >> '{}'; exec sleep 1000", started.display()), 600));
    let mut quickest = PATIENCE;
    for round in 0..40 {
        let before = processes(&started).len();
        if round % 4 == 3 {
            // A request that the client takes back.
            let id = client.ask("workspace/executeCommand", json!({"command": "healer.heal", "arguments": [{"uri": uri, "apply": "return"}]}));
            eventually("the tool runs", || processes(&started).len() > before);
            client.notify("$/cancelRequest", json!({"id": id}));
            client.answer(id);
            continue;
        }
        let running = client.execute("healer.heal", json!({"uri": uri}));
        let job = running["result"]["job"].clone();
        if round % 4 != 0 {
            eventually("the tool runs", || processes(&started).len() > before);
        }
        let asked = Instant::now();
        match round % 4 {
            1 => client.notify("window/workDoneProgress/cancel", json!({"token": job})),
            _ => drop(client.ask("workspace/executeCommand", json!({"command": "healer.cancel", "arguments": [{"job": job}]}))),
        }
        let ended = client.report(&job);
        if round % 4 != 0 {
            quickest = quickest.min(asked.elapsed());
        }
        assert_eq!((&ended["status"], &ended["edit"]["documentChanges"]), (&json!("cancelled"), &json!([])), "{ended}");
        client.wait("the progress begins", |message| is_progress(message, &job, "begin"));
        client.wait("the progress ends", |message| is_progress(message, &job, "end"));
    }
    // Many at once, of which one runs and the others wait.
    let jobs: Vec<Value> = (0..20).map(|_| client.execute("healer.heal", json!({"uri": uri}))["result"]["job"].clone()).collect();
    for job in jobs.iter().rev() {
        client.notify("window/workDoneProgress/cancel", json!({"token": job}));
    }
    for job in &jobs {
        assert_eq!(client.report(job)["status"], "cancelled");
        client.wait("the progress ends", |message| is_progress(message, job, "end"));
    }
    assert!(quickest < Duration::from_millis(200), "cancelling took {quickest:?} at best");
    let all = processes(&started);
    assert!(all.len() >= 30, "{}", all.len());
    eventually("no tool is left", || all.iter().all(|process| !is_alive(process)));
    // The server answers as ever.
    let answer = client.execute("healer.explain", json!({"uri": uri, "position": {"line": 0, "character": 8}}));
    assert!(answer["result"]["markdown"].is_string(), "{answer}");
    assert!(client.stop().success());
    eventually("no tool is left", || processes(&started).iter().all(|process| !is_alive(process)));
}

#[test]
fn a_tool_that_hangs_on_the_healed_text_is_stopped_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let started = folder.path().join("pids");
    let (mut client, uri) = opened(&profile(&format!("echo $$ >> '{}'; exec sleep 1000", started.display()), 1));
    let answer = client.execute("healer.heal", json!({"uri": uri, "apply": "return"}));
    let report = &answer["result"];
    assert_ne!(report["status"], "healed", "{answer}");
    assert!(report["reason"].as_str().unwrap_or("").contains("did not end within 1"), "{answer}");
    let all = processes(&started);
    assert!(!all.is_empty());
    eventually("the tool is stopped", || all.iter().all(|process| !is_alive(process)));
    assert!(client.stop().success());
}

/// A client of a workspace whose own environment has a `ruff` that is this script.
fn with_ruff(script: &str, text: &str) -> (Client, String) {
    let off: Value = ["python", "pyright", "ty", "mypy"].iter().map(|name| ((*name).to_owned(), Value::Bool(false))).collect::<serde_json::Map<_, _>>().into();
    let options = json!({"trust": true, "debounceMilliseconds": 0, "checkers": {"enabled": off, "timeoutSeconds": 20}});
    let profile =
        Profile::default().options(options).file("a.py", text).file(".venv/pyvenv.cfg", "").file(".venv/bin/ruff", script).variable("PATH", "/usr/bin:/bin");
    let mut client = Client::spawn(&profile);
    let program: PathBuf = client.path(".venv/bin/ruff");
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
    client.initialize(&profile);
    let uri = client.open("a.py", "python", text);
    client.diagnostics(&uri, |params| !params["diagnostics"].as_array().unwrap().is_empty());
    (client, uri)
}

fn healed_with(script: &str, text: &str) -> (Value, String) {
    let (mut client, uri) = with_ruff(&format!("#!/bin/sh\n{script}"), text);
    let answer = client.execute("healer.heal", json!({"uri": uri, "apply": "return"}));
    assert!(answer["result"]["status"].is_string(), "{answer}");
    let after = apply(text, &answer["result"]["edit"], &uri);
    assert!(client.stop().success());
    (answer["result"].clone(), after)
}

/// What the built-in parser and its scopes see and nobody can mend.
const BEYOND_REPAIR: &str = "print(completely_unknown_thing)\n";

#[test]
fn a_tool_that_says_clean_when_it_is_not_does_not_make_a_heal() {
    for lie in ["cat > /dev/null; printf '[]'", "cat > /dev/null; printf '[]'; exit 1", "printf '[]'"] {
        let (report, after) = healed_with(lie, BEYOND_REPAIR);
        assert_ne!(report["status"], "healed", "{lie}: {report}");
        assert_eq!((report["remaining"].as_array().unwrap().len(), after.as_str()), (1, BEYOND_REPAIR), "{lie}: {report}");
        // Where the built-in checker is content too, the text is mended.
        let (report, after) = healed_with(lie, BROKEN);
        assert_eq!((&report["status"], after.as_str()), (&json!("healed"), MENDED), "{lie}: {report}");
    }
}

#[test]
fn a_tool_that_crashes_or_prints_what_nobody_can_read_is_not_said_to_have_looked() {
    for fault in [
        "kill -SEGV $$",
        "exit 101",
        "cat > /dev/null; printf '[{\"code\": \"F8'",
        "cat > /dev/null; printf '\\377\\376\\000'",
        "cat > /dev/null; echo 'Traceback (most recent call last):' >&2; exit 1",
    ] {
        let (report, after) = healed_with(fault, BROKEN);
        assert!(report["checkers"].as_array().unwrap().iter().all(|checker| checker != "ruff"), "{fault}: {report}");
        assert_eq!(after, MENDED, "{fault}: {report}");
    }
}

#[test]
fn a_tool_that_looked_at_first_and_crashes_on_the_healed_text_is_named() {
    let first = json!([{"code": "F821", "filename": "a.py", "message": "Undefined name `jsn`", "location": {"row": 3, "column": 7}, "end_location": {"row": 3, "column": 10}, "fix": null, "url": null}]);
    let script = format!("if grep -q jsn; then echo '{first}'; exit 1; fi\nkill -SEGV $$\n");
    let text = "import json\n\nprint(jsn.dumps(1))\n";
    let (report, after) = healed_with(&script, text);
    assert_ne!(report["status"], "healed", "{report}");
    assert!(after == text || after == "import json\n\nprint(json.dumps(1))\n", "{after}");
    if after != text {
        assert!(report["reason"].as_str().unwrap_or("").contains("ruff"), "{report}");
    }
}

#[test]
fn a_tool_that_is_never_content_ends_a_heal_all_the_same() {
    let error = json!([{"code": "X001", "filename": "a.py", "message": "never good enough", "location": {"row": 1, "column": 1}, "end_location": {"row": 1, "column": 4}, "fix": {"applicability": "safe", "message": "Write it again", "edits": [{"content": "dex", "location": {"row": 1, "column": 1}, "end_location": {"row": 1, "column": 4}}]}, "url": null}]);
    let (report, after) = healed_with(&format!("cat > /dev/null; echo '{error}'; exit 1"), "def a(x):\n    return x\n");
    assert_ne!(report["status"], "healed", "{report}");
    assert_eq!(after, "def a(x):\n    return x\n", "{report}");
}
