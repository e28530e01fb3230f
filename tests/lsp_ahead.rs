//! Fixes that are proven before anybody asks: the menu says so, nothing waits for it, and typing ends it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(unix)]

mod support;

use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use support::{Client, Profile};

const BROKEN: &str = "def total(prices)\n    return sum(prices)\n";

const CONFIG: &str = "[[checker]]\nname = \"script\"\ncommand = [\"/bin/sh\", \"check.sh\", \"${file}\"]\nlanguages = [\"python\"]\nmatcher = \"$gcc\"\n";

/// Complains while the colon is missing. On a text that has it, it does what `THEN` says.
const SCRIPT: &str = "if grep -q 'prices):' \"$1\"; then eval \"$THEN\"; exit 0; fi\necho \"$1:1:18: error: expected ':'\"\n";

/// A client that has the file open and knows of its error.
fn opened(then: &str, options: Value) -> (Client, String) {
    let profile = Profile::default()
        .options(options)
        .file(".healer/config.toml", CONFIG)
        .file("check.sh", SCRIPT)
        .file("a.py", BROKEN)
        .variable("THEN", then)
        .variable("PATH", "/usr/bin:/bin");
    let mut client = Client::start(&profile);
    let uri = client.open("a.py", "python", BROKEN);
    client.diagnostics(&uri, |params| !params["diagnostics"].as_array().unwrap().is_empty());
    (client, uri)
}

/// The first fix of the first line.
fn first_fix(client: &mut Client, uri: &str) -> Value {
    let place = json!({"line": 0, "character": 17});
    let params = json!({"textDocument": {"uri": uri}, "range": {"start": place, "end": place}, "context": {"diagnostics": [], "only": ["quickfix"]}});
    client.request("textDocument/codeAction", params)["result"][0].clone()
}

/// Asks again and again until it is so.
fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "{what} did not come");
        std::thread::yield_now();
    }
}

#[test]
fn the_menu_says_what_was_proven_ahead() {
    let (mut client, uri) = opened("", json!({"trust": true, "verifyAhead": "always"}));
    let before = first_fix(&mut client, &uri)["data"]["healer"]["confidence"].as_f64().unwrap();
    let proven = until("the proof", || {
        let fix = first_fix(&mut client, &uri);
        (fix["data"]["healer"]["verified"] == "checked").then_some(fix)
    });
    assert!(proven["data"]["healer"]["confidence"].as_f64().unwrap() >= before, "{proven}");
    assert!(client.stop().success());
}

#[test]
fn no_menu_waits_for_a_proof_and_typing_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("pid");
    let (mut client, uri) =
        opened(&format!("echo $$ > {0}.new; mv {0}.new {0}; exec sleep 1000", name.display()), json!({"trust": true, "verifyAhead": "always"}));
    let process = until("the proof's checker", || {
        let answered = first_fix(&mut client, &uri);
        assert!(answered["title"].is_string(), "{answered}");
        fs::read_to_string(&name).ok()
    });
    let is_there = || Path::new("/proc").join(process.trim()).join("stat").exists();
    assert!(is_there(), "the checker goes on");
    client.notify(
        "textDocument/didChange",
        json!({"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": "def total(prices)\n    return sum(prices, 1)\n"}]}),
    );
    until("the end of the checker", || (!is_there()).then_some(()));
    assert!(client.stop().success());
}
