//! The command line as users run it: the built binary on files in a temporary folder.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// healer in a folder, with no tool on its search path and no state of the user's.
fn healer(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("healer").unwrap();
    command.current_dir(folder).env("PATH", "").env("HEALER_HOME", folder).env("HEALER_CACHE", folder).env_remove("HEALER_LOG").env_remove("NO_COLOR");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = healer(folder).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

const BROKEN: &[u8] = b"def total(prices)\n    return sum(prices)\n";
const CLEAN: &[u8] = b"def total(prices):\n    return sum(prices)\n";

#[test]
fn exit_codes_tell_clean_errors_and_could_not_run() {
    let folder = folder(&[("clean.py", CLEAN), ("broken.py", BROKEN), ("latin.py", b"x = '\xe9'\n"), ("notes.txt", b"")]);
    let code = |arguments: &[&str]| run(folder.path(), arguments).0;
    assert_eq!(code(&["check", "clean.py"]), 0);
    assert_eq!(code(&["check", "broken.py"]), 1);
    assert_eq!(code(&["check"]), 1);
    assert_eq!(code(&["check", "gone.py"]), 2);
    assert_eq!(code(&["check", "notes.txt"]), 2);
    assert_eq!(code(&["check", "--no-such-flag"]), 2);
    assert_eq!(code(&["check", "--checker", "nothing", "clean.py"]), 2);
    let (code, _, errors) = run(folder.path(), &["check", "latin.py"]);
    assert_eq!(code, 2);
    assert!(errors.contains("latin.py: not UTF-8 (first at byte 5)"), "{errors}");
}

#[test]
fn people_see_the_place() {
    let folder = folder(&[("broken.py", BROKEN)]);
    let (code, shown, errors) = run(folder.path(), &["check"]);
    assert_eq!((code, errors.as_str()), (1, ""));
    assert!(shown.contains("broken.py:1:18") && shown.contains("1 | def total(prices)"), "{shown}");
    assert!(shown.contains("1 error in 1 file; looked at 1 file with healer"), "{shown}");
    assert!(!shown.contains('\u{1b}'), "no colours in a pipe");
    let (_, colored, _) = run(folder.path(), &["check", "--color", "always"]);
    assert!(colored.contains('\u{1b}'));
}

#[test]
fn json_and_sarif_are_one_document_each() {
    let folder = folder(&[("broken.py", BROKEN), ("empty.go", b""), ("clean.py", CLEAN)]);
    let (_, json, _) = run(folder.path(), &["check", "--format", "json", "broken.py", "clean.py"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["files"], 2);
    assert_eq!(json["errors"], 1);
    let found = &json["diagnostics"][0];
    assert_eq!((&found["path"], &found["start"]["line"], &found["start"]["column"]), (&"broken.py".into(), &1.into(), &18.into()));
    assert!(found["category"].as_str().unwrap().starts_with("SYNTAX."));
    let (code, sarif, _) = run(folder.path(), &["check", "--format", "sarif", "broken.py"]);
    let sarif: Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!(code, 1);
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "broken.py");
    let (_, github, _) = run(folder.path(), &["check", "--format", "github", "broken.py"]);
    assert!(github.starts_with("::error file=broken.py,line=1,"), "{github}");
}

#[test]
fn interactive_wants_a_terminal() {
    let folder = folder(&[("broken.py", BROKEN)]);
    let (code, _, errors) = run(folder.path(), &["fix", "--interactive"]);
    assert_eq!(code, 2);
    assert!(errors.contains("--diff"), "{errors}");
    assert_eq!(fs::read(folder.path().join("broken.py")).unwrap(), BROKEN);
}

#[test]
fn settings_turn_checkers_off_and_a_wrong_key_is_named() {
    let config = b"menuEntries = \"many\"\n[checkers]\nenabled = { healer = false }\n";
    let folder = folder(&[(".healer/config.toml", config), ("broken.py", BROKEN)]);
    let (code, shown, errors) = run(folder.path(), &["check"]);
    assert_eq!(code, 0, "{shown}");
    assert!(errors.contains("config.toml: `menuEntries`: invalid type"), "{errors}");
}

#[test]
fn a_reader_that_goes_away_is_no_crash() {
    let many: Vec<u8> = b"x = undefined_name_here\n".repeat(3_000);
    let folder = folder(&[("many.py", &many)]);
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("healer"))
        .args(["check", "--format", "github"])
        .current_dir(folder.path())
        .env("PATH", "")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.code().is_some(), "ended by itself");
}

#[test]
fn the_schema_is_json() {
    let folder = folder(&[]);
    let (code, schema, _) = run(folder.path(), &["schema"]);
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(code, 0);
    assert!(schema["properties"]["checkers"].is_object());
}

#[test]
fn the_doctor_says_why_a_checker_is_missing() {
    let folder = folder(&[]);
    let (code, shown, _) = run(folder.path(), &["doctor", "--format", "json"]);
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(code, 0);
    for row in shown["checkers"].as_array().unwrap() {
        assert!(row["state"] == "ready" || row["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{row}");
    }
}

#[test]
fn fix_writes_what_it_mends_and_keeps_bytes_around_it() {
    let folder = folder(&[("broken.py", b"\xef\xbb\xbfdef total(prices)\r\n    return sum(prices)\r\n"), ("clean.py", CLEAN)]);
    let (code, shown, errors) = run(folder.path(), &["fix"]);
    assert_eq!((code, errors.as_str()), (0, ""), "{shown}");
    assert_eq!(fs::read(folder.path().join("broken.py")).unwrap(), b"\xef\xbb\xbfdef total(prices):\r\n    return sum(prices)\r\n");
    assert!(shown.contains("broken.py:1: ") && shown.contains("1 fix applied, 0 errors"), "{shown}");
    assert_eq!(fs::read(folder.path().join("clean.py")).unwrap(), CLEAN);
}

#[test]
fn a_diff_writes_nothing() {
    let folder = folder(&[("broken.py", BROKEN)]);
    let (code, diff, _) = run(folder.path(), &["fix", "--diff"]);
    assert_eq!(code, 1);
    assert_eq!(diff, "--- a/broken.py\n+++ b/broken.py\n@@ -1,2 +1,2 @@\n-def total(prices)\n+def total(prices):\n     return sum(prices)\n");
    assert_eq!(fs::read(folder.path().join("broken.py")).unwrap(), BROKEN);
}

#[test]
fn a_log_is_explained() {
    let folder = folder(&[("main.py", b"import sys\n\nprint(jsno)\n")]);
    let log =
        "Traceback (most recent call last):\n  File \"main.py\", line 3, in <module>\n    print(jsno)\n          ^^^^\nNameError: name 'jsno' is not defined\n";
    let output = healer(folder.path()).arg("explain").write_stdin(log).output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{shown}");
    assert!(shown.contains("name 'jsno' is not defined") && shown.contains("main.py:3") && shown.contains("RES.NAME:jsno"), "{shown}");
    let nothing = healer(folder.path()).arg("explain").write_stdin("all is well\n").output().unwrap();
    assert_eq!(nothing.status.code(), Some(0));
    let gone = healer(folder.path()).args(["explain", "gone.log"]).output().unwrap();
    assert_eq!(gone.status.code(), Some(2));
}

#[test]
fn rules_and_categories_have_pages() {
    let rules = "id: no-print\nlanguage: python\nmessage: write to the log\nrule: { pattern: print($A) }\n";
    let folder = folder(&[(".healer/rules/own.yml", rules.as_bytes())]);
    let page = |arguments: &[&str]| run(folder.path(), &[&["explain"], arguments].concat());
    let (code, shown, _) = page(&["python/add-self"]);
    assert_eq!(code, 0);
    for part in [
        "python/add-self (Python)",
        "Undefined name `total`",
        "    -        print(total)\n    +        print(self.total)",
        "[review]",
        "It keeps silent where",
        "no fix",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains('\u{1b}') && page(&["--color", "always", "python/add-self"]).1.contains("\u{1b}[32m+"), "{shown}");
    let json: Value = serde_json::from_str(&page(&["python/add-self", "--format", "json"]).1).unwrap();
    assert_eq!((&json["name"], &json["categories"][0]), (&"python/add-self".into(), &"RES.NAME".into()), "{json}");
    for (word, part) in [
        ("RES.NAME:json", "python/add-self"),
        ("res", "RES.MEMBER"),
        ("no-print", "A rule of this workspace for Python, in .healer/rules/own.yml from line 1"),
        ("syntax/repair", "does not parse"),
        ("eslint", "A checker of JavaScript"),
    ] {
        let (code, shown, _) = page(&[word]);
        assert!(code == 0 && shown.contains(part), "{word}: {shown}");
    }
    let (code, _, errors) = page(&["python/ad-self"]);
    assert!(code == 2 && errors.contains("no such file, rule or category; like it: `python/add-self`"), "{errors}");
    assert!(page(&["--list"]).1.contains("\npython/add-self "));
    assert_eq!(page(&["--format", "markdown"]).0, 2);
}

#[test]
fn errors_of_one_code_are_all_explained() {
    let folder = folder(&[]);
    let log = "error[E0425]: cannot find value `a` in this scope\n --> src/main.rs:2:5\n  |\n2 |     a\n  |     ^\n\n\
               error[E0425]: cannot find value `b` in this scope\n --> src/main.rs:3:5\n  |\n3 |     b\n  |     ^\n\n";
    let output = healer(folder.path()).arg("explain").write_stdin(log).output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains("value `a`") && shown.contains("value `b`") && shown.contains("2 errors and warnings found"), "{shown}");
}

#[test]
fn a_checker_of_the_users_own_is_run() {
    let config = b"[[checker]]\nname = \"grumble\"\ncommand = [\"/bin/sh\", \"-c\", \"echo '${relativeFile}:1:5: error: no such thing'\"]\nlanguages = [\"python\"]\nmatcher = \"$gcc\"\n";
    let folder = folder(&[(".healer/config.toml", config), ("clean.py", CLEAN)]);
    let (code, shown, errors) = run(folder.path(), &["check", "--format", "github"]);
    assert_eq!(code, 1, "{shown}{errors}");
    assert!(shown.starts_with("::error file=clean.py,line=1,") && shown.contains("title=grumble::no such thing"), "{shown}");
    assert_eq!(run(folder.path(), &["check", "--untrusted"]).0, 0, "nothing is run in a workspace that is not trusted");
    assert_eq!(run(folder.path(), &["check", "--checker", "healer"]).0, 0);
}

#[test]
fn history_and_stats_show_what_was_recorded() {
    use healer::base::hash;
    use healer::model::{
        Applicability, AttemptedFix, Envelope, HealRecord, HealScope, HealStatus, HealedFile, Origin, Raw, Stamp, Verdict, Verification, unified_diff,
    };
    let folder = folder(&[("src/a.py", b"json\n")]);
    let root = folder.path().canonicalize().unwrap();
    assert_eq!(run(&root, &["history"]), (0, "nothing is recorded\n".into(), String::new()));
    assert_eq!(run(&root, &["stats"]), (0, "nothing is recorded\n".into(), String::new()));
    assert!(!healer::store::exists(&root), "looking makes no file");
    let store = healer::store::Store::open(&root).store;
    let (path, now) = (root.join("src/a.py"), Stamp { time: 1_700_000_000_000, sequence: 1 });
    for (id, verdict) in [("1111", Verdict::Retry), ("2222", Verdict::Promote)] {
        store.record(Envelope {
            id: id.into(),
            job: "abcd".into(),
            stamp: now,
            workspace: root.clone(),
            path: path.clone(),
            language: healer::Language::Python,
            source: "ruff".into(),
            code: Some("F821".into()),
            message: "Undefined name `jsno`".into(),
            raw: Raw::new(b"F821 Undefined name"),
            category: "RES.NAME".into(),
            cluster: "RES.NAME:jsno".into(),
            fix: AttemptedFix {
                id: "fix".into(),
                title: "Change `jsno` to `json`".into(),
                origin: Origin::Rule,
                rule: "python/correct-name".into(),
                applicability: Applicability::Review,
            },
            verdict,
            confidence: 0.9,
            verified: Some(Verification::Checked),
            milliseconds: 40,
            before: hash::sha256(b"jsno\n"),
            after: hash::sha256(b"json\n"),
            diff: unified_diff(Path::new("src/a.py"), "jsno\n", "json\n"),
            reason: "ruff reports nothing more".into(),
            prior: 0.8,
            place: Some(1),
            range: None,
        });
    }
    store.record_heal(HealRecord {
        job: "abcd".into(),
        workspace: root.clone(),
        started: now,
        ended: now,
        milliseconds: 95,
        status: HealStatus::Healed,
        reason: None,
        scope: HealScope::File,
        before: 1,
        after: 0,
        repairs: 1,
        checkers: vec!["ruff".into()],
        languages: vec![healer::Language::Python],
        categories: vec!["RES.NAME".into()],
        files: vec![HealedFile::new(&path, "jsno\n", "json\n")],
        undone: false,
    });
    drop(store);
    let (code, shown, errors) = run(&root, &["history", "src", "--diff", "--limit", "1"]);
    let expected = "2023-11-14 22:13:20 UTC  heal abcd: healed, 1 to 0 errors, 95 ms\n  \
                    src/a.py: ruff F821: Undefined name `jsno` [RES.NAME]\n    \
                    kept: Change `jsno` to `json` (python/correct-name, confidence 0.80 to 0.90, checked, 40 ms)  2222\n    \
                    ruff reports nothing more\n      \
                    --- a/src/a.py\n      +++ b/src/a.py\n      @@ -1 +1 @@\n      -jsno\n      +json\n";
    assert_eq!((code, shown.as_str(), errors.as_str()), (0, expected, ""));
    let json: Value = serde_json::from_str(&run(&root, &["history", "--json"]).1).unwrap();
    assert_eq!((json["version"].as_u64(), json["envelopes"].as_array().unwrap().len()), (Some(1), 2));
    assert_eq!(json["envelopes"][0]["verdict"], "promote");
    assert_eq!(run(&root, &["history", "gone.py"]).1, "nothing is recorded\n");
    let (code, shown, _) = run(&root, &["stats"]);
    assert_eq!(code, 0);
    for part in ["heals             1 (1 healed), 0 taken back\n", "success rate      100.0 %\n", "time to heal      p50 95 ms, p95 95 ms (of 1 heals)\n"] {
        assert!(shown.contains(part), "{shown}");
    }
    let json: Value = serde_json::from_str(&run(&root, &["stats", "--json"]).1).unwrap();
    assert_eq!((json["heals"].as_u64(), json["attempts"].as_u64(), json["by_language"]["python"]["promoted"].as_u64()), (Some(1), Some(2), Some(1)));
    // A knowledge file that cannot be used costs a message, and no more.
    std::fs::write(root.join("knowledge.sqlite"), b"damaged").unwrap();
    let (code, shown, errors) = run(&root, &["history"]);
    assert!(code == 0 && shown == "nothing is recorded\n" && errors.contains("set aside"), "{shown}{errors}");
}
