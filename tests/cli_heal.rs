//! `healer heal`, `healer history` and `healer undo` on files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(unix)]

mod support;

use std::fs;
use std::path::Path;
use support::work::{folder, healer};

const BROKEN: &str = "import json\n\ndef load(path)\n    with open(path) as file:\n        return jsn.load(file)\n";
const HEALED: &str = "import json\n\ndef load(path):\n    with open(path) as file:\n        return json.load(file)\n";

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join("work").join(name)).unwrap()
}

#[test]
fn a_heal_goes_on_behind_a_syntax_error_and_can_be_taken_back() {
    let folder = folder(&[("a.py", BROKEN)]);
    let (code, shown, told) = healer(folder.path(), &["heal", "--yes", "--checker", "healer"]);
    assert_eq!((code, text(folder.path(), "a.py").as_str()), (Some(0), HEALED), "{shown}{told}");
    assert!(told.contains("+ a.py:3: Insert `:` after `)`") && told.contains("+ a.py:5: Change `jsn` to `json`"), "{told}");

    let (code, shown, _) = healer(folder.path(), &["history", "--diff"]);
    assert!(code == Some(0) && shown.contains("healed") && shown.contains("+        return json.load(file)"), "{shown}");
    let (_, shown, _) = healer(folder.path(), &["stats", "--json"]);
    let stats: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!((&stats["heals"], &stats["by_status"]["healed"]), (&1.into(), &1.into()), "{shown}");

    let (code, shown, told) = healer(folder.path(), &["undo"]);
    assert_eq!((code, text(folder.path(), "a.py").as_str()), (Some(0), BROKEN), "{shown}{told}");
    let (code, _, told) = healer(folder.path(), &["undo"]);
    assert!(code == Some(2) && told.contains("there is no heal to take back"), "{told}");
}

/// The attempts that are recorded, oldest first.
fn history(folder: &Path) -> Vec<serde_json::Value> {
    let (_, shown, _) = healer(folder, &["history", "--json"]);
    let history: serde_json::Value = serde_json::from_str(&shown).unwrap();
    history["envelopes"].as_array().unwrap().iter().rev().cloned().collect()
}

#[test]
fn an_attempt_is_made_once_more_and_held_against_what_was() {
    let folder = folder(&[("a.py", BROKEN)]);
    healer(folder.path(), &["heal", "--yes", "--checker", "healer"]);
    let attempts = history(folder.path());
    let id = |at: usize| attempts[at]["id"].as_str().unwrap();
    // The text is another one now, and gone; the attempt began with the one that is kept.
    fs::write(folder.path().join("work/a.py"), "another = 1\n").unwrap();
    let (code, shown, told) = healer(folder.path(), &["replay", id(1), "--builtin-only"]);
    assert!(code == Some(0) && shown.contains("Change `jsn` to `json`") && shown.ends_with("the same as then\n"), "{shown}{told}");
    fs::remove_file(folder.path().join("work/a.py")).unwrap();
    let (code, shown, told) = healer(folder.path(), &["replay", id(0), "--builtin-only", "--json"]);
    let replay: serde_json::Value = serde_json::from_str(&shown).unwrap_or_else(|_| panic!("{shown}{told}"));
    assert_eq!((code, &replay["same"], &replay["now"]["verdict"], &replay["then"]["place"]), (Some(0), &true.into(), &"promote".into(), &1.into()), "{shown}");
    assert_eq!((&replay["then"]["category"], &replay["now"]["category"]), (&"SYNTAX.SEPARATOR".into(), &"SYNTAX.SEPARATOR".into()), "{shown}");

    let connection = rusqlite::Connection::open(folder.path().join("home/knowledge.sqlite")).unwrap();
    connection.execute("UPDATE envelopes SET category = 'RES.NAME', place = 4 WHERE row = 1", []).unwrap();
    let (code, shown, _) = healer(folder.path(), &["replay", id(0), "--builtin-only"]);
    let expected = "differs: category: RES.NAME then, SYNTAX.SEPARATOR now\ndiffers: menu: place 4 then, place 1 now\n";
    assert!(code == Some(1) && shown.contains(expected), "{shown}");

    let (code, _, told) = healer(folder.path(), &["replay", "nothing"]);
    assert!(code == Some(2) && told.contains("no attempt nothing is recorded"), "{told}");
    connection.execute("DELETE FROM texts", []).unwrap();
    let (code, _, told) = healer(folder.path(), &["replay", id(0)]);
    assert!(code == Some(2) && told.contains("the text of a.py that it began with is not kept any more"), "{told}");
    connection.execute("UPDATE envelopes SET raw = ? WHERE row = 1", [&b"other"[..]]).unwrap();
    drop(connection);
    for _ in 0..2 {
        let (code, shown, told) = healer(folder.path(), &["replay", id(0)]);
        assert!(code == Some(2) && told.contains("row 1 of the knowledge file") && told.contains("it is kept apart"), "{shown}{told}");
    }
}

#[test]
fn a_file_that_has_changed_since_is_not_taken_back() {
    let folder = folder(&[("a.py", BROKEN)]);
    healer(folder.path(), &["heal", "--yes", "--checker", "healer"]);
    fs::write(folder.path().join("work/a.py"), format!("{HEALED}# mine\n")).unwrap();
    let (code, _, told) = healer(folder.path(), &["undo"]);
    assert_eq!((code, text(folder.path(), "a.py")), (Some(2), format!("{HEALED}# mine\n")));
    assert!(told.contains("changed since the heal"), "{told}");
}

#[test]
fn nothing_is_written_without_a_yes() {
    let folder = folder(&[("a.py", BROKEN)]);
    let (code, shown, _) = healer(folder.path(), &["heal", "--diff", "--checker", "healer"]);
    assert!(code == Some(1) && shown.contains("+def load(path):\n"), "{shown}");
    let (code, _, told) = healer(folder.path(), &["heal", "--checker", "healer"]);
    assert!(code == Some(2) && told.contains("use --yes to write or --diff to look"), "{told}");
    let (code, ..) = healer(folder.path(), &["heal", "--yes", "--attempts", "11"]);
    assert_eq!(code, Some(2));
    assert_eq!(text(folder.path(), "a.py"), BROKEN);
}

#[test]
fn what_cannot_be_mended_stays_as_it_is_and_is_named() {
    let folder = folder(&[("a.py", "print(completely_unknown_thing)\n"), ("b.py", "import json\nprint(jsn)\n")]);
    let (code, shown, told) = healer(folder.path(), &["heal", "--yes", "--checker", "healer"]);
    assert_eq!((code, text(folder.path(), "b.py").as_str()), (Some(1), "import json\nprint(json)\n"), "{shown}{told}");
    assert!(shown.contains("completely_unknown_thing") && shown.contains("1 fix applied, 1 error"), "{shown}");
}

#[test]
fn an_import_that_a_misspelt_name_leaves_unused_is_kept() {
    let folder = folder(&[("a.py", "import json\n\ndef load(path):\n    return jsn.load(open(path))\n")]);
    let script = "#!/bin/sh\nfile=\"$1\"\ngrep -q 'json\\.' \"$file\" || echo \"$file:1:8: error: F401 \\`json\\` imported but unused\"\n";
    fs::write(folder.path().join("work/unused.sh"), script).unwrap();
    let config = "[[checker]]\nname = \"unused\"\ncommand = [\"/bin/sh\", \"unused.sh\", \"${file}\"]\nlanguages = [\"python\"]\nmatcher = \"$gcc\"\n";
    fs::create_dir_all(folder.path().join("work/.healer")).unwrap();
    fs::write(folder.path().join("work/.healer/config.toml"), config).unwrap();
    let (code, shown, told) = healer(folder.path(), &["heal", "--yes", "--checker", "healer", "--checker", "unused"]);
    assert_eq!((code, text(folder.path(), "a.py").as_str()), (Some(0), "import json\n\ndef load(path):\n    return json.load(open(path))\n"), "{shown}{told}");
}
