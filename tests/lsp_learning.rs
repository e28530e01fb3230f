//! What the user repairs by hand is offered for the next error of its kind, in this session and in later ones, until it is forgotten.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::{Value, json};
use std::path::Path;
use support::{Client, Profile, apply};

const BROKEN: &str = "def test_sum(items):\n    check_same(len(items), 2)\n";
const MENDED: &str = "def test_sum(items):\n    assert len(items) == 2\n";
const NEXT: &str = "def test_other(found):\n    value = found\n    check_same(len(value), 31)\n    return value\n";
const NEXT_MENDED: &str = "def test_other(found):\n    value = found\n    assert len(value) == 31\n    return value\n";

/// Only the built-in checker runs, so that no tool is needed.
fn started(home: &Path, options: &Value) -> Client {
    let profile = Profile::default().options(options.clone()).file("a.py", BROKEN).file("b.py", NEXT).variable("HEALER_HOME", home.to_str().unwrap());
    Client::start(&profile)
}

fn error_of(client: &mut Client, uri: &str) -> Value {
    let published = client.diagnostics(uri, |params| !params["diagnostics"].as_array().unwrap().is_empty());
    published["diagnostics"][0].clone()
}

/// Opens the broken file and repairs it by hand.
fn repair(client: &mut Client) {
    let uri = client.open("a.py", "python", BROKEN);
    error_of(client, &uri);
    client.change(&uri, 2, MENDED);
    client.diagnostics(&uri, |params| params["diagnostics"].as_array().unwrap().is_empty());
}

/// The first quick fix of the other file's error, with the text that it makes.
fn first_fix(client: &mut Client) -> Option<(Value, String)> {
    let uri = client.open("b.py", "python", NEXT);
    let error = error_of(client, &uri);
    let fix = client.actions(&uri, &error, json!(["quickfix"])).into_iter().next()?;
    let text = apply(NEXT, &fix["edit"], &uri);
    Some((fix, text))
}

fn assert_learned(found: Option<(Value, String)>) {
    let (fix, text) = found.expect("a fix is offered");
    assert_eq!(text, NEXT_MENDED, "{fix}");
    assert_eq!(fix["data"]["healer"]["successes"], 1, "{fix}");
    assert_eq!((&fix["data"]["healer"]["origin"], fix["isPreferred"].as_bool().unwrap_or(false)), (&json!("learned"), false));
}

#[test]
fn a_repair_is_offered_in_the_next_session() {
    let home = tempfile::tempdir().unwrap();
    let mut client = started(home.path(), &json!({}));
    repair(&mut client);
    client.stop();
    let mut next = started(home.path(), &json!({}));
    assert_learned(first_fix(&mut next));
}

/// Half-written code is an error until the rest of it is there. That says nothing about errors, while going back to what was written does.
#[test]
fn writing_on_is_no_repair() {
    let home = tempfile::tempdir().unwrap();
    let mut client = started(home.path(), &json!({}));
    let mut text = "def test_sum(items):\n".to_owned();
    let uri = client.open("a.py", "python", &text);
    let clean = |params: &Value| params["diagnostics"].as_array().unwrap().is_empty();
    let pieces = ["    print(len(", "items)", ")\n", "    for item in items:\n        len(", "item)\n", "    return [", "items]\n"];
    for (version, piece) in (2..).zip(pieces) {
        text += piece;
        client.change(&uri, version, &text);
        client.diagnostics(&uri, |params| params["version"] == version && clean(params) == piece.ends_with('\n'));
    }
    // It is the same where it comes to stand around other code.
    for (version, now) in [(10, "in sorted(items:"), (11, "in sorted(items, key=len):")] {
        client.change(&uri, version, &text.replace("in items:", now));
        client.diagnostics(&uri, |params| params["version"] == version && clean(params) == (version == 11));
    }
    let learned = |home: &Path| {
        let listed = std::process::Command::new(env!("CARGO_BIN_EXE_healer")).args(["patterns", "list", "--json"]).env("HEALER_HOME", home).output().unwrap();
        serde_json::from_slice::<Value>(&listed.stdout).unwrap()["patterns"].as_array().unwrap().len()
    };
    client.change(&uri, 20, &text.replace("print(len(", "check_same(len("));
    error_of(&mut client, &uri);
    client.change(&uri, 21, &text.replace("print(len(items))", "assert len(items) == 2"));
    client.diagnostics(&uri, clean);
    client.stop();
    assert_eq!(learned(home.path()), 1, "only the call that was written and then mended");
}

#[test]
fn what_is_written_beside_a_repair_is_no_part_of_it() {
    let home = tempfile::tempdir().unwrap();
    let mut client = started(home.path(), &json!({}));
    let uri = client.open("a.py", "python", &format!("{BROKEN}    size = 1\n    return size\n"));
    error_of(&mut client, &uri);
    client.change(&uri, 2, &format!("{MENDED}    limit = 20\n    return limit + 1\n"));
    client.diagnostics(&uri, |params| params["diagnostics"].as_array().unwrap().is_empty());
    client.stop();
    let mut next = started(home.path(), &json!({}));
    assert_learned(first_fix(&mut next));
}

#[test]
fn what_a_workspace_shares_is_offered_and_on_trial() {
    let home = tempfile::tempdir().unwrap();
    let mut client = started(home.path(), &json!({}));
    repair(&mut client);
    client.stop();
    let exported = std::process::Command::new(env!("CARGO_BIN_EXE_healer")).args(["patterns", "export"]).env("HEALER_HOME", home.path()).output().unwrap();
    let text = String::from_utf8(exported.stdout).unwrap();
    let other_home = tempfile::tempdir().unwrap();
    let profile = Profile::default()
        .file(".healer/patterns/house.yml", &text)
        .file(".healer/patterns/broken.yml", "id: [\n")
        .file("b.py", NEXT)
        .variable("HEALER_HOME", other_home.path().to_str().unwrap());
    let mut client = Client::start(&profile);
    let (fix, text) = first_fix(&mut client).expect("a fix is offered");
    assert_eq!((text.as_str(), &fix["data"]["healer"]["origin"], &fix["isPreferred"]), (NEXT_MENDED, &json!("learned"), &Value::Null), "{fix}");
}

/// A stranger's pattern that says of itself that it is proven, is used a million times, and brings an import of a module that is not the workspace's.
#[test]
fn what_a_stranger_shares_is_never_applied_unasked_and_changes_nothing_but_the_file() {
    let home = tempfile::tempdir().unwrap();
    let mut client = started(home.path(), &json!({}));
    repair(&mut client);
    client.stop();
    let exported = std::process::Command::new(env!("CARGO_BIN_EXE_healer")).args(["patterns", "export"]).env("HEALER_HOME", home.path()).output().unwrap();
    let honest = String::from_utf8(exported.stdout).unwrap();
    let text = honest
        .replace("imports: []\n    said", "imports: [{ module: \"outside.tools\", name: \"evil\", local: \"evil\" }]\n    said")
        .replace("record: { standing: canary", "record: { standing: promoted")
        .replace("successes: 1.0", "successes: 1000000.0");
    assert_eq!(text.matches("promoted").count() + text.matches("outside.tools").count() + text.matches("1000000.0").count(), 3, "{text}");
    for imported in [false, true] {
        let other_home = tempfile::tempdir().unwrap();
        let profile = Profile::default().file("b.py", NEXT).options(json!({"trust": true})).variable("HEALER_HOME", other_home.path().to_str().unwrap());
        let mut profile = profile.variable("PATH", "");
        if imported {
            let file = other_home.path().join("stranger.yml");
            std::fs::write(&file, &text).unwrap();
            let mut import = std::process::Command::new(env!("CARGO_BIN_EXE_healer"));
            assert!(import.args(["patterns", "import"]).arg(&file).env("HEALER_HOME", other_home.path()).status().unwrap().success());
        } else {
            profile = profile.file(".healer/patterns/stranger.yml", &text);
        }
        let mut client = Client::start(&profile);
        let uri = client.open("b.py", "python", NEXT);
        let error = error_of(&mut client, &uri);
        // What is known is read in the background.
        let mut menus = std::iter::repeat_with(|| client.actions(&uri, &error, json!(["quickfix"]))).take(1000);
        let fix = menus.find_map(|menu| menu.into_iter().find(|fix| fix["data"]["healer"]["origin"] == "learned")).expect("the fix is offered");
        assert_eq!((&fix["isPreferred"], &fix["data"]["healer"]["applicability"]), (&Value::Null, &json!("review")), "{fix}");
        let changes = fix["edit"]["documentChanges"].as_array().unwrap();
        assert!(changes.iter().all(|change| change["textDocument"]["uri"] == uri.as_str()), "{fix}");
        assert!(apply(NEXT, &fix["edit"], &uri).contains("evil"), "{fix}");
        // Neither what is applied in one go nor a heal takes it.
        let all = client.actions(&uri, &error, json!(["source.fixAll"]));
        assert!(all.iter().all(|action| !action["edit"].to_string().contains("assert")), "{all:?}");
        let begun = client.execute("healer.heal", json!({"uri": uri}));
        let report = client.report(&begun["result"]["job"]);
        assert_eq!(report["status"], "unchanged", "{report}");
        assert!(!report.to_string().contains("assert len"), "{report}");
        client.stop();
    }
}

#[test]
fn a_fix_that_was_taken_is_no_repair_by_hand() {
    let home = tempfile::tempdir().unwrap();
    let mut client = started(home.path(), &json!({}));
    let text = "def total(prices):\n    return sum(pricse)\n";
    let uri = client.open("c.py", "python", text);
    let error = error_of(&mut client, &uri);
    let fix = client.actions(&uri, &error, json!(["quickfix"])).remove(0);
    // The client does not tell that it took it.
    client.change(&uri, 2, &apply(text, &fix["edit"], &uri));
    client.diagnostics(&uri, |params| params["diagnostics"].as_array().unwrap().is_empty());
    client.stop();
    let listed =
        std::process::Command::new(env!("CARGO_BIN_EXE_healer")).args(["patterns", "list", "--json"]).env("HEALER_HOME", home.path()).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.contains("accepted") && !listed.contains("manual"), "{listed}");
}

#[test]
fn a_fix_that_was_taken_with_more_changes_behind_it_teaches_nothing() {
    let home = tempfile::tempdir().unwrap();
    let mut client = started(home.path(), &json!({}));
    let text = "def test_sum(items):\n    check_same(len(itmes), 2)\n";
    let uri = client.open("c.py", "python", text);
    let published = client.diagnostics(&uri, |params| params["diagnostics"].as_array().unwrap().len() == 2);
    let errors = published["diagnostics"].as_array().unwrap();
    let error = errors.iter().find(|error| error["message"].as_str().unwrap().contains("itmes")).unwrap();
    let fix = client.actions(&uri, error, json!(["quickfix"])).remove(0);
    client.execute("healer.accepted", fix["command"]["arguments"][0].clone());
    // Both changes come before any checker has looked.
    let fixed = apply(text, &fix["edit"], &uri);
    client.change(&uri, 2, &fixed.replace("check_same(len(items), 2)", "assert len(items) == 2"));
    client.diagnostics(&uri, |params| params["version"] == 2 && params["diagnostics"].as_array().unwrap().is_empty());
    client.stop();
    let listed =
        std::process::Command::new(env!("CARGO_BIN_EXE_healer")).args(["patterns", "list", "--json"]).env("HEALER_HOME", home.path()).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(!listed.contains("assert"), "{listed}");
}

#[test]
fn what_was_forgotten_is_not_offered() {
    let home = tempfile::tempdir().unwrap();
    let mut client = started(home.path(), &json!({}));
    repair(&mut client);
    client.stop();
    let status =
        std::process::Command::new(env!("CARGO_BIN_EXE_healer")).args(["patterns", "forget", "--all"]).env("HEALER_HOME", home.path()).status().unwrap();
    assert!(status.success());
    let mut next = started(home.path(), &json!({}));
    assert!(first_fix(&mut next).is_none_or(|(fix, _)| fix["data"]["healer"]["origin"] != "learned"));
}

#[test]
fn nothing_is_learned_and_offered_where_the_user_does_not_want_it() {
    let home = tempfile::tempdir().unwrap();
    let is_learned = |found: Option<(Value, String)>| found.is_some_and(|(fix, _)| fix["data"]["healer"]["origin"] == "learned");
    let off = json!({"learning": "off"});
    let mut client = started(home.path(), &off);
    repair(&mut client);
    client.stop();
    let mut next = started(home.path(), &json!({}));
    assert!(!is_learned(first_fix(&mut next)), "it was not learned");
    repair(&mut next);
    next.stop();
    let mut last = started(home.path(), &off);
    assert!(!is_learned(first_fix(&mut last)), "it is not offered");
}

#[test]
fn going_back_to_the_text_before_is_no_repair() {
    let home = tempfile::tempdir().unwrap();
    let mut client = started(home.path(), &json!({}));
    let uri = client.open("a.py", "python", MENDED);
    client.diagnostics(&uri, |params| params["diagnostics"].as_array().unwrap().is_empty());
    client.change(&uri, 2, BROKEN);
    error_of(&mut client, &uri);
    client.change(&uri, 3, MENDED);
    client.diagnostics(&uri, |params| params["diagnostics"].as_array().unwrap().is_empty());
    client.stop();
    let mut next = started(home.path(), &json!({}));
    assert!(first_fix(&mut next).is_none_or(|(fix, _)| fix["data"]["healer"]["origin"] != "learned"));
}

/// Opens the other file, takes the learned fix without telling so, and gives the document.
fn take_learned(client: &mut Client) -> String {
    let uri = client.open("b.py", "python", NEXT);
    let error = error_of(client, &uri);
    // What is known is read in the background.
    let mut menus = std::iter::repeat_with(|| client.actions(&uri, &error, json!(["quickfix"])));
    let fix = menus.find_map(|menu| menu.into_iter().find(|fix| fix["data"]["healer"]["origin"] == "learned")).unwrap();
    let text = apply(NEXT, &fix["edit"], &uri);
    client.change(&uri, 2, &text);
    client.diagnostics(&uri, |params| params["diagnostics"].as_array().unwrap().is_empty());
    uri
}

/// How often the fix that was learned first was right and wrong, by what the command line tells.
fn record(home: &Path) -> (f64, f64) {
    let listed = std::process::Command::new(env!("CARGO_BIN_EXE_healer")).args(["patterns", "list", "--json"]).env("HEALER_HOME", home).output().unwrap();
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    let mut patterns = listed["patterns"].as_array().unwrap().iter();
    let known = patterns.find(|pattern| pattern["after"].as_str().unwrap().contains("==")).unwrap_or_else(|| panic!("{listed}"));
    (known["successes"].as_f64().unwrap(), known["failures"].as_f64().unwrap())
}

/// A session that has learned a repair and has ended, with its home.
fn learned_home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let mut client = started(home.path(), &json!({}));
    repair(&mut client);
    client.stop();
    assert_eq!(record(home.path()), (1.0, 0.0));
    home
}

#[test]
fn a_learned_fix_that_stands_through_three_saves_was_right() {
    let home = learned_home();
    let mut client = started(home.path(), &json!({}));
    let uri = take_learned(&mut client);
    (0..3).for_each(|_| client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}})));
    client.stop();
    assert_eq!(record(home.path()), (2.0, 0.0));
    let healer =
        |arguments: &[&str]| std::process::Command::new(env!("CARGO_BIN_EXE_healer")).args(arguments).env("HEALER_HOME", home.path()).output().unwrap();
    let insight: Value = serde_json::from_slice(&healer(&["stats", "--learning", "--json"]).stdout).unwrap();
    assert_eq!(insight["taken"]["learned"], json!({"taken": 1, "survived": 1, "failed": 0}), "{insight}");
    assert_eq!((&insight["gain"]["cases"], &insight["gain"]["first_right"], &insight["patterns"]), (&json!(1), &json!(1), &json!(1)), "{insight}");
    let page = String::from_utf8(healer(&["stats", "--learning"]).stdout).unwrap();
    assert!(page.contains("first fix right   1 of 1 menus") && page.contains("week of"), "{page}");
}

#[test]
fn a_learned_fix_that_is_taken_back_or_written_over_was_wrong() {
    for present in [NEXT.to_owned(), NEXT_MENDED.replace("== 31", ">= 31")] {
        let home = learned_home();
        let mut client = started(home.path(), &json!({}));
        let uri = take_learned(&mut client);
        client.change(&uri, 3, &present);
        client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
        client.stop();
        assert_eq!(record(home.path()), (1.0, 1.0), "{present}");
    }
}

/// A session in the folder of another one, which ends.
fn next_session(mut last: Client, home: &Path) -> Client {
    let profile = Profile::default().options(json!({})).variable("HEALER_HOME", home.to_str().unwrap());
    let mut next = Client::spawn(&profile);
    std::mem::swap(&mut next.folder, &mut last.folder);
    assert!(last.stop().success());
    next.initialize(&profile);
    next
}

fn save(client: &mut Client, uri: &str) {
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
}

/// The record once it is another one; what earlier sessions have left is looked for in the background.
fn changed_record(home: &Path) -> Option<(f64, f64)> {
    std::iter::repeat_with(|| record(home)).take(300).find(|record| *record != (1.0, 0.0))
}

/// A session that took the learned fix, saved it and has ended, without anything being known of it, and the next one in its folder. What is kept
/// is as old as if the editor had been closed for so many minutes.
fn reopened(minutes: i64, home: &Path) -> Client {
    let mut client = started(home, &json!({}));
    let uri = take_learned(&mut client);
    std::fs::write(client.path("b.py"), NEXT_MENDED).unwrap();
    save(&mut client, &uri);
    let client = next_session(client, home);
    assert_eq!(record(home), (1.0, 0.0));
    let file = rusqlite::Connection::open(home.join("knowledge.sqlite")).unwrap();
    assert_eq!(file.execute("UPDATE pending_changes SET time = time - ? WHERE path LIKE '%b.py'", [60_000 * minutes]).unwrap(), 1);
    client
}

#[test]
fn what_is_not_decided_when_the_editor_is_closed_is_followed_in_the_next_session() {
    let cases = [
        (0, 2, NEXT_MENDED.to_owned(), (2.0, 0.0), "the third save"),
        (11, 1, NEXT_MENDED.to_owned(), (2.0, 0.0), "the time was over in between"),
        (0, 1, NEXT.to_owned(), (1.0, 1.0), "taken back in between"),
        (0, 1, NEXT_MENDED.replace("== 31", ">= 31"), (1.0, 1.0), "corrected in between"),
    ];
    for (minutes, saves, present, wanted, what) in cases {
        let home = learned_home();
        let mut client = reopened(minutes, home.path());
        let uri = client.open("b.py", "python", &present);
        (0..saves).for_each(|_| save(&mut client, &uri));
        assert_eq!(changed_record(home.path()), Some(wanted), "{what}");
        client.stop();
        assert_eq!(record(home.path()), wanted, "{what}");
    }
}

#[test]
fn a_fix_whose_file_nobody_opens_again_is_judged_by_the_disk_after_a_day() {
    for (present, wanted) in [(NEXT_MENDED, (1.5, 0.0)), (NEXT, (1.0, 1.0))] {
        let home = learned_home();
        let mut client = reopened(25 * 60, home.path());
        std::fs::write(client.path("b.py"), present).unwrap();
        client.open("a.py", "python", MENDED);
        assert_eq!(changed_record(home.path()), Some(wanted), "{present}");
        client.stop();
    }
}

#[test]
fn a_repair_by_hand_that_is_undone_between_two_sessions_was_wrong() {
    let home = tempfile::tempdir().unwrap();
    let mut client = started(home.path(), &json!({}));
    repair(&mut client);
    std::fs::write(client.path("a.py"), MENDED).unwrap();
    let mut client = next_session(client, home.path());
    assert_eq!(record(home.path()), (1.0, 0.0));
    let uri = client.open("a.py", "python", BROKEN);
    save(&mut client, &uri);
    assert_eq!(changed_record(home.path()), Some((1.0, 1.0)));
    client.stop();
}

#[test]
fn what_was_never_saved_and_is_gone_says_nothing() {
    let home = learned_home();
    let mut client = started(home.path(), &json!({}));
    take_learned(&mut client);
    let mut client = next_session(client, home.path());
    let uri = client.open("b.py", "python", NEXT);
    error_of(&mut client, &uri);
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
    client.stop();
    assert_eq!(record(home.path()), (1.0, 0.0));
}
