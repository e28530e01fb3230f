//! Circuit breakers on files: what the records say decides which fixes `healer heal` tries.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(unix)]

mod support;

use healer::Language;
use healer::base::hash;
use healer::model::{Applicability, AttemptedFix, Envelope, Origin, Raw, Stamp, Verdict};
use healer::store::Store;
use serde_json::json;
use std::fs;
use std::path::Path;
use std::time::Duration;
use support::work::{folder, healer};
use support::{Client, Profile};

const BROKEN: &str = "import json\nimport random\nprint(jsn)\nprint(randm)\n";
const DAY: u64 = 24 * 60 * 60 * 1000;

/// A folder with a broken file, where so many heals have tried to correct a name in vain, so many milliseconds ago.
fn after_failures(heals: usize, ago: u64) -> tempfile::TempDir {
    let folder = folder(&[("a.py", BROKEN)]);
    let store = Store::open(&folder.path().join("home")).store;
    for number in 0..heals {
        let stamp = Stamp::now();
        store.record(Envelope {
            id: stamp.id(),
            job: format!("heal {number}"),
            stamp: Stamp { time: stamp.time - ago, ..stamp },
            workspace: "/w".into(),
            path: "/w/a.py".into(),
            language: Language::Python,
            source: "ruff".into(),
            code: Some("F821".into()),
            message: "Undefined name `jsno`".into(),
            raw: Raw::new(b"a.py:1:1: F821 Undefined name `jsno`"),
            category: "RES.NAME".into(),
            cluster: "RES.NAME:jsno".into(),
            fix: AttemptedFix {
                id: "fix".into(),
                title: "Change `jsno` to `json`".into(),
                origin: Origin::Rule,
                rule: "python/correct-name".into(),
                applicability: Applicability::Review,
            },
            verdict: Verdict::Retry,
            confidence: 0.0,
            verified: None,
            milliseconds: 40,
            before: hash::sha256(b"jsno\n"),
            after: hash::sha256(b"json\n"),
            diff: String::new(),
            reason: "the error is still there afterwards, or a new one came".into(),
            prior: 0.9,
            place: Some(1),
            range: None,
        });
    }
    assert!(store.flush(Duration::from_secs(60)));
    folder
}

fn breaker(folder: &Path) -> serde_json::Value {
    let (_, shown, _) = healer(folder, &["stats", "--json"]);
    let stats: serde_json::Value = serde_json::from_str(&shown).unwrap();
    stats["breakers"].as_array().unwrap().iter().find(|row| row["origin"] == "rule" && row["category"] == "RES.NAME").unwrap().clone()
}

#[test]
fn what_has_failed_of_late_is_not_tried_and_the_reason_is_told() {
    let folder = after_failures(40, 0);
    let row = breaker(folder.path());
    assert_eq!((&row["state"], &row["failures"], &row["threshold"]), (&"open".into(), &27.into(), &27.into()), "{row}");
    assert!(row["since"].as_u64() < row["until"].as_u64(), "{row}");
    let (_, shown, _) = healer(folder.path(), &["stats"]);
    assert!(shown.contains("rule RES.NAME") && shown.contains("open until"), "{shown}");

    let (code, shown, told) = healer(folder.path(), &["heal", "--yes", "--checker", "healer"]);
    assert_eq!((code, fs::read_to_string(folder.path().join("work/a.py")).unwrap()), (Some(1), BROKEN.to_owned()), "{shown}{told}");
    assert!(told.contains("the circuit breaker of rule fixes for RES.NAME is open: 27 of the last 27 failed; they are tried again in"), "{told}");
}

#[test]
fn the_server_says_that_a_breaker_is_open() {
    let folder = after_failures(40, 0);
    let home = folder.path().join("home").display().to_string();
    let config = "[checkers]\nenabled = { python = false, ruff = false, pyright = false, ty = false, mypy = false }\n";
    let profile = Profile::default().options(json!({"trust": true})).file(".healer/config.toml", config).file("a.py", BROKEN);
    let mut client = Client::start(&profile.variable("HEALER_HOME", &home));
    let uri = client.open("a.py", "python", BROKEN);
    client.diagnostics(&uri, |params| params["diagnostics"].as_array().unwrap().len() >= 2);
    let argument = json!({"uri": uri, "apply": "return"});
    let answer = client.request("workspace/executeCommand", json!({"command": "healer.heal", "arguments": [argument]}));
    let report = &answer["result"];
    assert_eq!((&report["status"], &report["applied"], &report["edit"]["documentChanges"]), (&json!("refused"), &json!(false), &json!([])), "{answer}");
    for reason in [&report["reason"], &report["remaining"][0]["reason"], &report["remaining"][1]["reason"]] {
        assert!(reason.as_str().unwrap().contains("the circuit breaker of rule fixes for RES.NAME is open"), "{answer}");
    }
    let stats = client.request("workspace/executeCommand", json!({"command": "healer.stats", "arguments": [{}]}));
    let row = stats["result"]["breakers"].as_array().unwrap().iter().find(|row| row["category"] == "RES.NAME").unwrap().clone();
    assert_eq!((&row["origin"], &row["state"], &row["threshold"]), (&json!("rule"), &json!("open"), &json!(27)), "{stats}");
    assert!(client.stop().success());
}

#[test]
fn a_store_that_others_keep_busy_holds_up_no_heal() {
    let folder = after_failures(1, 0);
    let home = folder.path().join("home");
    // Another process writes and does not come to an end.
    let other = rusqlite::Connection::open(home.join("knowledge.sqlite")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let config = "[checkers]\nenabled = { python = false, ruff = false, pyright = false, ty = false, mypy = false }\n";
    let profile = Profile::default().options(json!({"trust": true})).file(".healer/config.toml", config).file("a.py", BROKEN);
    let mut client = Client::start(&profile.variable("HEALER_HOME", &home.display().to_string()));
    let uri = client.open("a.py", "python", BROKEN);
    client.diagnostics(&uri, |params| params["diagnostics"].as_array().unwrap().len() >= 2);
    let argument = json!({"uri": uri, "apply": "return"});
    let id = client.ask("workspace/executeCommand", json!({"command": "healer.heal", "arguments": [argument]}));
    // The heal has made its attempts before the file can be opened, let alone written.
    client.wait("an attempt", |message| message["method"] == "healer/event");
    other.execute_batch("ROLLBACK").unwrap();
    let answer = client.answer(id);
    assert_eq!(answer["result"]["status"], "healed", "{answer}");
    assert!(client.stop().success());
}

#[test]
fn after_a_pause_one_success_lets_the_others_through() {
    let folder = after_failures(40, 2 * DAY);
    assert_eq!(breaker(folder.path())["state"], "half-open");
    let (code, shown, told) = healer(folder.path(), &["heal", "--yes", "--checker", "healer"]);
    assert_eq!(code, Some(0), "{shown}{told}");
    assert_eq!(fs::read_to_string(folder.path().join("work/a.py")).unwrap(), "import json\nimport random\nprint(json)\nprint(random)\n");
    assert_eq!(breaker(folder.path())["state"], "closed");
}

#[test]
fn a_damaged_record_stops_one_heal_and_is_named() {
    let folder = after_failures(3, 0);
    let connection = rusqlite::Connection::open(folder.path().join("home/knowledge.sqlite")).unwrap();
    connection.execute("UPDATE envelopes SET raw = ? WHERE row = 2", [&b"other"[..]]).unwrap();
    drop(connection);
    let (code, shown, told) = healer(folder.path(), &["heal", "--yes", "--checker", "healer"]);
    assert_eq!((code, fs::read_to_string(folder.path().join("work/a.py")).unwrap()), (Some(2), BROKEN.to_owned()), "{shown}{told}");
    assert!(told.contains("row 2 of the knowledge file") && told.contains("it is kept apart"), "{told}");
    let (code, shown, told) = healer(folder.path(), &["heal", "--yes", "--checker", "healer"]);
    assert_eq!(code, Some(0), "{shown}{told}");
}
