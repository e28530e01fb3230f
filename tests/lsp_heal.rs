//! Heals through the protocol: the report, the edit at the end, progress, cancelling, taking back, and clients that lie.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(unix)]

mod support;

use serde_json::{Value, json};
use support::{Client, Profile, apply};

const BROKEN: &str = "def total(prices)\n    return sum(prices)\n";
const MENDED: &str = "def total(prices):\n    return sum(prices)\n";

const CONFIG: &str = "[checkers]\nenabled = { python = false, ruff = false, pyright = false, ty = false, mypy = false }\n[[checker]]\nname = \"script\"\ncommand = [\"/bin/sh\", \"check.sh\", \"${file}\"]\nlanguages = [\"python\"]\nmatcher = \"$gcc\"\n";

/// Complains while the colon is missing. On a text that has it, it does what `THEN` says.
const SCRIPT: &str = "if grep -q 'prices):' \"$1\"; then eval \"$THEN\"; exit 0; fi\necho \"$1:1:18: error: expected ':'\"\n";

fn profile(then: &str) -> Profile {
    Profile::default()
        .options(json!({"trust": true}))
        .file(".healer/config.toml", CONFIG)
        .file("check.sh", SCRIPT)
        .file("a.py", BROKEN)
        .variable("THEN", then)
        .variable("PATH", "/usr/bin:/bin")
}

/// A client that has the file open and knows of its error.
fn opened(then: &str) -> (Client, String) {
    let mut client = Client::start(&profile(then));
    let uri = client.open("a.py", "python", BROKEN);
    client.diagnostics(&uri, |params| !params["diagnostics"].as_array().unwrap().is_empty());
    (client, uri)
}

/// Waits for the edit that the server hands over and says that it is applied.
fn take_edit(client: &mut Client) -> Value {
    let asked = client.wait("the edit", |message| message["method"] == "workspace/applyEdit");
    client.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": {"applied": true}}));
    asked["params"]["edit"].clone()
}

#[test]
fn a_heal_is_returned_with_its_report() {
    let (mut client, uri) = opened("");
    let answer = client.execute("healer.heal", json!({"uri": uri, "apply": "return"}));
    let report = &answer["result"];
    assert_eq!(
        (&report["status"], &report["before"], &report["after"], &report["applied"]),
        (&json!("healed"), &json!(1), &json!(0), &json!(false)),
        "{answer}"
    );
    assert_eq!(apply(BROKEN, &report["edit"], &uri), MENDED);
    let attempt = &report["attempts"][0];
    assert_eq!((&attempt["verdict"], &attempt["fix"]["verified"]), (&json!("promote"), &json!("checked")), "{answer}");
    assert!(attempt["confidence"].as_f64().unwrap() >= 0.8 && attempt["diagnostic"]["message"].is_string(), "{attempt}");
    assert_eq!(report["remaining"], json!([]));
    assert!(client.stop().success());
}

#[test]
fn errors_that_were_there_unseen_keep_nothing_from_being_mended() {
    let (mut client, uri) = opened("echo \"$1:2:1: error: another\"; echo \"$1:2:2: error: and one more\"");
    let answer = client.execute("healer.heal", json!({"uri": uri, "apply": "return"}));
    let report = &answer["result"];
    assert_eq!((&report["status"], &report["after"]), (&json!("improved"), &json!(2)), "{answer}");
    assert_eq!(apply(BROKEN, &report["edit"], &uri), MENDED);
    assert!(report["reason"].as_str().is_some_and(|reason| reason.contains("there unseen")), "{answer}");
    assert!(client.stop().success());
}

#[test]
fn what_only_another_server_reports_is_mended_and_its_word_is_awaited() {
    let wrong = "def total(prices):\n    return sum(prcies)\n";
    // The built-in checker would see the error itself.
    let mut client = Client::start(&profile("").file(".healer/config.toml", &CONFIG.replace("python = false", "healer = false, python = false")));
    let uri = client.open("a.py", "python", wrong);
    let place = json!({"start": {"line": 1, "character": 15}, "end": {"line": 1, "character": 21}});
    let foreign = json!({"range": place, "severity": 1, "source": "Pylance", "code": "reportUndefinedVariable", "message": "\"prcies\" is not defined"});
    client.notify("healer/diagnostics", json!({"uri": uri, "version": 1, "diagnostics": [foreign]}));
    let answer = client.execute("healer.heal", json!({"uri": uri, "apply": "return"}));
    let report = &answer["result"];
    assert_eq!(
        (&report["status"], &report["before"], &report["after"], &report["checkers"]),
        (&json!("improved"), &json!(1), &json!(0), &json!(["script"])),
        "{answer}"
    );
    assert_eq!(apply(wrong, &report["edit"], &uri), wrong.replace("prcies", "prices"));
    assert!(report["reason"].as_str().is_some_and(|reason| reason.contains("Pylance has yet to look")), "{answer}");
    assert_eq!(report["attempts"][0]["fix"]["verified"], json!("parsed"), "{answer}");
    assert!(client.stop().success());
}

#[test]
fn what_cannot_be_mended_is_named_and_nothing_changes() {
    let (mut client, uri) = opened("echo \"$1:1:18: error: another\"; echo \"$1:1:18: error: and one more\"");
    let answer = client.execute("healer.heal", json!({"uri": uri, "apply": "return"}));
    let report = &answer["result"];
    assert_eq!((&report["status"], &report["edit"]["documentChanges"]), (&json!("unchanged"), &json!([])), "{answer}");
    assert!(report["reason"].is_string() && report["remaining"][0]["uri"] == uri.as_str(), "{answer}");
    assert!(report["remaining"][0]["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{answer}");
    assert!(client.stop().success());
}

#[test]
fn an_applied_heal_is_one_edit_and_can_be_taken_back() {
    let (mut client, uri) = opened("");
    client.silent_on.push("workspace/applyEdit".to_owned());
    let running = client.execute("healer.heal", json!({}));
    assert_eq!(running["result"]["status"], "running", "{running}");
    let edit = take_edit(&mut client);
    assert_eq!(edit["documentChanges"][0]["textDocument"]["version"], 1);
    assert_eq!(apply(BROKEN, &edit, &uri), MENDED);
    client.change(&uri, 2, MENDED);
    let ended = client.report(&running["result"]["job"]);
    assert_eq!((&ended["status"], &ended["applied"]), (&json!("healed"), &json!(true)), "{ended}");

    let history = client.execute("healer.history", json!({"uri": uri}));
    let envelope = &history["result"]["envelopes"][0];
    assert_eq!((&envelope["job"], &envelope["verdict"]), (&ended["job"], &json!("promote")), "{history}");
    assert!(envelope["diff"].as_str().unwrap().contains("+def total(prices):\n"), "{history}");
    let stats = client.execute("healer.stats", json!({}));
    assert_eq!(stats["result"]["by_status"]["healed"], 1);
    let breaker = &stats["result"]["breakers"][0];
    assert_eq!((&breaker["state"], &breaker["failures"], &breaker["outcomes"]), (&json!("closed"), &json!(0), &json!(1)), "{stats}");

    let undone = client.execute("healer.undo", json!({"job": ended["job"]}));
    let edit = take_edit(&mut client);
    assert_eq!(apply(MENDED, &edit, &uri), BROKEN);
    client.change(&uri, 3, BROKEN);
    assert_eq!(client.report(&undone["result"]["job"])["applied"], true);
    let again = client.execute("healer.undo", json!({"job": ended["job"]}));
    assert_eq!(again["error"]["code"], -32602, "{again}");
    assert!(client.stop().success());
}

#[test]
fn taking_back_refuses_a_text_that_has_changed_since() {
    let (mut client, uri) = opened("");
    client.silent_on.push("workspace/applyEdit".to_owned());
    let running = client.execute("healer.heal", json!({"uri": uri}));
    take_edit(&mut client);
    client.change(&uri, 2, MENDED);
    let ended = client.report(&running["result"]["job"]);
    client.change(&uri, 3, &format!("{MENDED}# mine\n"));
    let refused = client.execute("healer.undo", json!({"job": ended["job"]}));
    assert_eq!(refused["result"]["status"], "refused", "{refused}");
    assert!(refused["result"]["reason"].as_str().unwrap().contains("changed since the heal"), "{refused}");
    assert!(client.stop().success());
}

#[test]
fn a_client_that_says_applied_and_is_not_does_not_deceive() {
    let (mut client, uri) = opened("");
    client.silent_on.push("workspace/applyEdit".to_owned());
    let running = client.execute("healer.heal", json!({"uri": uri}));
    take_edit(&mut client);
    let ended = client.report(&running["result"]["job"]);
    assert_eq!(ended["applied"], false);
    assert!(ended["reason"].as_str().unwrap().contains("did not apply"), "{ended}");
    assert!(client.stop().success());
}

#[test]
fn an_edit_for_an_older_text_is_not_handed_over() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("mark");
    // The script waits until its mark is taken away, so that the user has time to type.
    let (mut client, uri) = opened(&format!("touch '{0}'; while [ -e '{0}' ]; do :; done", mark.display()));
    let running = client.execute("healer.heal", json!({"uri": uri}));
    while !mark.exists() {
        // A heal that ends before it tries anything is a failure, not something to wait for.
        let ended = client.wait_for(std::time::Duration::from_millis(20), |message| message["method"] == "healer/healed");
        assert!(ended.is_none(), "{ended:?}");
    }
    client.change(&uri, 2, &format!("{BROKEN}# typed\n"));
    client.diagnostics(&uri, |params| params["version"] == 2);
    std::fs::remove_file(&mark).unwrap();
    let ended = client.report(&running["result"]["job"]);
    assert_eq!((&ended["status"], &ended["applied"]), (&json!("refused"), &json!(false)), "{ended}");
    assert!(client.requests.iter().all(|request| request["method"] != "workspace/applyEdit"));
    assert!(client.stop().success());
}

#[test]
fn a_cancelled_heal_stops_its_tools_and_changes_nothing() {
    let (mut client, uri) = opened("exec sleep 1000");
    let running = client.execute("healer.heal", json!({"uri": uri}));
    let job = running["result"]["job"].clone();
    let begun = client.wait("the progress", |message| message["method"] == "$/progress" && message["params"]["token"] == job);
    assert_eq!((&begun["params"]["value"]["kind"], &begun["params"]["value"]["cancellable"]), (&json!("begin"), &json!(true)));
    let answer = client.execute("healer.cancel", json!({"job": job}));
    assert_eq!(answer["result"], json!({"cancelled": true}));
    let ended = client.report(&job);
    assert_eq!((&ended["status"], &ended["edit"]["documentChanges"]), (&json!("cancelled"), &json!([])), "{ended}");
    let end = client.wait("its end", |message| message["method"] == "$/progress" && message["params"]["value"]["kind"] == "end");
    assert_eq!(end["params"]["token"], job);
    assert!(client.stop().success());
}

#[test]
fn a_client_that_never_makes_room_for_progress_is_asked_once_and_hears_of_every_heal() {
    let mut client = Client::start(&profile(""));
    client.silent_on.push("window/workDoneProgress/create".to_owned());
    let uri = client.open("a.py", "python", BROKEN);
    client.diagnostics(&uri, |params| params["diagnostics"].as_array().is_some_and(|found| !found.is_empty()));
    for _ in 0..2 {
        let running = client.execute("healer.heal", json!({"uri": uri}));
        client.report(&running["result"]["job"]);
    }
    let asked = |method: &str| client.requests.iter().filter(|request| request["method"] == method).count();
    assert_eq!(asked("window/workDoneProgress/create"), 1);
    assert_eq!(client.wait_for(std::time::Duration::ZERO, |message| message["method"] == "$/progress"), None);
    assert!(client.stop().success());
}

#[test]
fn where_no_error_is_known_nothing_is_said_to_be_healed() {
    let mut client = Client::start(&profile(""));
    let uri = client.open("b.py", "python", MENDED);
    let answer = client.execute("healer.heal", json!({"uri": uri, "apply": "return"}));
    let report = &answer["result"];
    assert_eq!((&report["status"], &report["reason"]), (&json!("unchanged"), &json!("the checkers report no error")), "{answer}");
    assert!(client.stop().success());
}

#[test]
fn wrong_wishes_are_refused_with_the_reason() {
    let (mut client, uri) = opened("");
    for (argument, field) in [
        (json!({"uri": "file:///nowhere.py"}), "uri"),
        (json!({"uri": uri, "attempts": 0}), "attempts"),
        (json!({"uri": uri, "attempts": "many"}), "attempts"),
        (json!({"uri": uri, "seconds": 0}), "seconds"),
        (json!({"uri": uri, "apply": "later"}), "apply"),
        (json!({"uri": uri, "scope": 3}), "scope"),
        (json!({"uri": uri, "range": [1, 2]}), "range"),
        (json!({"uri": uri, "tests": "yes"}), "tests"),
    ] {
        let answer = client.execute("healer.heal", argument);
        assert_eq!(answer["error"]["code"], -32602, "{answer}");
        assert!(answer["error"]["message"].as_str().unwrap().contains(field), "{answer}");
    }
    client.notify("healer/trust", json!({"trusted": false}));
    let answer = client.execute("healer.heal", json!({"uri": uri, "apply": "return"}));
    assert_eq!(answer["result"]["status"], "refused", "{answer}");
    assert!(answer["result"]["reason"].as_str().unwrap().contains("not trusted"), "{answer}");
    assert!(client.stop().success());
}
