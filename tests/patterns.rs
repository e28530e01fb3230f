//! Learned fixes as users meet them: on the command line and in an editor.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use assert_cmd::Command;
use healer::Language;
use healer::model::{Hole, Pattern, PatternExample, PatternRecord, Piece, Repair, Shape, Source, Token};
use healer::store::Store;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::Duration;
use support::{Client, Profile};

fn call(name: &str, argument: Shape) -> Shape {
    let leaf = |kind: &str, text: &str| Shape::Leaf(kind.into(), text.into());
    Shape::Node("call".into(), vec![leaf("identifier", name), Shape::Node("argument_list".into(), vec![leaf("(", "("), argument, leaf(")", ")")])])
}

fn pattern(name: &str, project: &Path) -> Pattern {
    let repair = Repair {
        before: call(name, Shape::Hole(0)),
        after: vec![Piece::Text("corp.load(".into()), Piece::Hole(0), Piece::Text(")".into())],
        holes: vec![Hole { kinds: ["identifier".to_owned()].into(), reach: None }],
        imports: Vec::new(),
        said: Vec::new(),
        except: Vec::new(),
        apart: false,
        parts: Vec::new(),
    };
    Pattern {
        id: repair.id(Language::Python, "RES.NAME"),
        language: Language::Python,
        category: "RES.NAME".into(),
        anchor: name.into(),
        source: Source::Manual,
        repair,
        negatives: Vec::new(),
        examples: vec![PatternExample {
            reached: Default::default(),
            apart: false,
            parts: Vec::new(),
            project: project.to_str().unwrap().into(),
            file: "a.py".into(),
            time: 0,
            before: call(name, Shape::Leaf("identifier".into(), "x".into())),
            before_text: format!("{name}( x )"),
            after: vec![Token { space: String::new(), text: "corp".into() }],
            after_text: "corp.load(x)".into(),
            locals: Default::default(),
            imports: Vec::new(),
            heard: Vec::new(),
        }],
    }
}

/// Keeps a pattern of two projects each and gives their ids.
fn learn(home: &Path, here: &Path) -> [String; 2] {
    let store = Store::open(home).store;
    let patterns = [pattern("load", here), pattern("fetch", Path::new("/elsewhere"))];
    let ids = [patterns[0].id.clone(), patterns[1].id.clone()];
    for pattern in patterns {
        store.keep_pattern(pattern, PatternRecord { successes: 3.0, ..PatternRecord::default() });
    }
    assert!(store.flush(Duration::from_secs(60)));
    ids
}

/// healer in a folder with its own home: exit code, output and complaints.
fn healer(folder: &Path, home: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("healer").unwrap();
    command.current_dir(folder).env("PATH", "").env("HEALER_HOME", home).env("HEALER_CACHE", home).env_remove("HEALER_LOG");
    let output = command.args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_command_line_lists_shares_and_forgets() {
    let (home, other, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let here = folder.path().canonicalize().unwrap();
    let run = |arguments: &[&str]| healer(&here, home.path(), arguments);
    assert_eq!(run(&["patterns", "list"]), (0, "nothing is learned\n".into(), String::new()));
    let [local, foreign] = learn(home.path(), &here);
    let (code, listed, _) = run(&["patterns", "list"]);
    assert_eq!(code, 0);
    let expected = format!(
        "{foreign}  python      RES.NAME          canary    0.90  elsewhere  fetch( $A ) -> corp.load($A)\n\
         {local}  python      RES.NAME          canary    0.90  here       load( $A ) -> corp.load($A)\n2 of 2 shown\n"
    );
    assert_eq!(listed, expected);
    assert!(run(&["patterns", "list", "--language", "go"]).1.contains("0 of 2 shown"));
    let json: Value = serde_json::from_str(&run(&["patterns", "list", "--json"]).1).unwrap();
    assert_eq!((json["version"].as_u64(), &json["patterns"][1]["local"], &json["patterns"][1]["tag"]), (Some(1), &json!(true), &json!("GOLD_STANDARD")));
    let (_, page, _) = run(&["patterns", "show", &local[..8]]);
    for part in
        ["before      load( $A )\n", "after       corp.load($A)\n", "$A          identifier\n", "promoted at -2.94, demoted at +2.94", "- load( x )\n", "a.py"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(run(&["patterns", "show", "ffff"]).0, 2);

    let file = folder.path().join("shared.yml");
    assert!(run(&["patterns", "export", &local, "--out", "shared.yml"]).1.starts_with("1 learned fixes in"));
    assert!(!fs::read_to_string(&file).unwrap().contains(here.to_str().unwrap()));
    let elsewhere = |arguments: &[&str]| healer(&here, other.path(), arguments);
    assert_eq!(elsewhere(&["patterns", "import", "shared.yml"]).1, "1 of 1 learned fixes are new\n");
    assert_eq!(elsewhere(&["patterns", "import", "shared.yml"]).1, "0 of 1 learned fixes are new\n");
    let (_, page, _) = elsewhere(&["patterns", "show", &local]);
    assert!(page.contains("from a file of patterns") && page.contains("on trial") && page.contains("0.0 right"), "{page}");
    fs::write(&file, "id: [").unwrap();
    let (code, _, complaint) = elsewhere(&["patterns", "import", "shared.yml"]);
    assert!(code == 2 && complaint.contains("shared.yml: line 1"), "{complaint}");

    assert_eq!(run(&["patterns", "forget"]).0, 2);
    assert_eq!(run(&["forget", "--project"]).1, "1 learned fixes are forgotten\n");
    assert_eq!(run(&["patterns", "forget", &local]).0, 2);
    assert_eq!(run(&["patterns", "forget", &foreign[..8]]).1, "1 learned fixes are forgotten\n");
    assert!(!fs::read(home.path().join("knowledge.sqlite")).unwrap().windows(16).any(|bytes| bytes == foreign.as_bytes()));
    assert_eq!(elsewhere(&["patterns", "forget", "--all"]).1, "1 learned fixes are forgotten\n");
    assert_eq!(run(&["patterns", "pause"]).0, 0);
    assert_eq!(run(&["patterns", "list"]).1, "nothing is learned; learning is paused\n");
    assert_eq!(run(&["patterns", "resume"]).0, 0);
}

#[test]
fn an_editor_lists_shares_and_forgets() {
    let (home, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let [local, foreign] = learn(home.path(), folder.path());
    let mut client = Client::start(&Profile::default().variable("HEALER_HOME", home.path().to_str().unwrap()));
    let mut execute = |argument: Value| client.execute("healer.patterns", argument);
    for (argument, field) in [
        (json!({}), "action"),
        (json!({"action": "dance"}), "action"),
        (json!({"action": "list", "limit": 0}), "limit"),
        (json!({"action": "list", "language": "cobol"}), "language"),
        (json!({"action": "show"}), "id"),
        (json!({"action": "show", "id": "none"}), "id"),
        (json!({"action": "export", "id": 7}), "id"),
        (json!({"action": "forget"}), "id"),
        (json!({"action": "forget", "all": "yes"}), "all"),
        (json!({"action": "forget", "id": local, "all": true}), "id"),
    ] {
        let answer = execute(argument);
        assert_eq!(answer["error"]["code"], -32602, "{answer}");
        assert!(answer["error"]["message"].as_str().unwrap().contains(field), "{answer}");
    }
    let listed = execute(json!({"action": "list"}));
    assert_eq!((&listed["result"]["total"], &listed["result"]["patterns"][0]["id"]), (&json!(2), &json!(foreign)), "{listed}");
    let shown = execute(json!({"action": "show", "id": local}));
    assert_eq!((&shown["result"]["before"], &shown["result"]["after"]), (&json!("load( $A )"), &json!("corp.load($A)")), "{shown}");
    assert_eq!(shown["result"]["examples"][0]["before"], "load( x )");
    let file = execute(json!({"action": "export"}));
    assert_eq!(healer::fix::pattern_file::read(file["result"]["text"].as_str().unwrap()).unwrap().len(), 2);
    assert_eq!(execute(json!({"action": "forget", "project": folder.path()}))["result"]["forgotten"], 1);
    assert_eq!(execute(json!({"action": "forget", "all": true}))["result"]["forgotten"], 1);
    assert_eq!(execute(json!({"action": "list"}))["result"]["total"], 0);
    assert!(client.stop().success());
}

#[test]
fn the_history_of_a_repository_is_learned_from_once() {
    let (home, repository) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        git.current_dir(repository.path()).args(["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]).args(arguments);
        let output = git.env("GIT_CONFIG_GLOBAL", "/dev/null").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let commit = |text: &str| {
        std::fs::write(repository.path().join("a.py"), text).unwrap();
        git(&["add", "."]);
        git(&["commit", "-qm", "a"]);
    };
    git(&["init", "-q"]);
    commit("def test_a(found):\n    return found\n");
    commit("def test_a(found):\n    check_same(len(found), 2)\n    return found\n");
    commit("def test_a(found):\n    assert len(found) == 2\n    return found\n");
    let healer = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_healer"))
            .args(arguments)
            .current_dir(repository.path())
            .env("HEALER_HOME", home.path())
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said, complaints) = healer(&["learn", "--from-git"]);
    assert_eq!((code, said.as_str()), (Some(0), "2 commits, 1 repairs in them, 1 learned fixes new or confirmed\n"), "{complaints}");
    let (_, listed, _) = healer(&["patterns", "list"]);
    assert!(listed.contains("assert len($A) == $B"), "{listed}");
    let (_, again, _) = healer(&["learn", "--from-git", "HEAD"]);
    assert_eq!(again, "0 commits (2 more were looked at before), 0 repairs in them, 0 learned fixes new or confirmed\n");
    commit("def test_a(found):\n    check_same(len(found), 3)\n    return found\n");
    commit("def test_a(found):\n    assert len(found) == 3\n    return found\n");
    let (_, more, _) = healer(&["learn", "--from-git"]);
    assert_eq!(more, "2 commits (2 more were looked at before), 1 repairs in them, 1 learned fixes new or confirmed\n");
    assert_eq!(healer(&["patterns", "pause"]).0, Some(0));
    let (code, said, complaints) = healer(&["learn", "--from-git"]);
    assert!(code == Some(2) && said.is_empty() && complaints.contains("paused"), "{said} {complaints}");
    assert_eq!(healer(&["patterns", "resume"]).0, Some(0));
    assert_eq!(healer(&["patterns", "forget", "--all"]).0, Some(0));
    let (_, anew, _) = healer(&["learn", "--from-git"]);
    assert_eq!(anew, "4 commits, 2 repairs in them, 2 learned fixes new or confirmed\n");
    let (code, _, complaints) = healer(&["learn", "--from-git=nowhere..HEAD"]);
    assert!(code == Some(2) && complaints.contains("nowhere"), "{complaints}");
}

/// Repairs that only a real checker sees: the text parses, and all of its names are known.
#[test]
fn the_real_checkers_are_asked_about_history_where_that_is_wished() {
    if which::which("mypy").is_err() {
        return;
    }
    let (home, repository) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        git.current_dir(repository.path()).args(["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]).args(arguments);
        assert!(git.env("GIT_CONFIG_GLOBAL", "/dev/null").output().unwrap().status.success());
    };
    let commit = |text: &str| {
        std::fs::write(repository.path().join("a.py"), text).unwrap();
        git(&["add", "."]);
        git(&["commit", "-qm", "a"]);
    };
    git(&["init", "-q"]);
    std::fs::write(repository.path().join("mypy.ini"), "[mypy]\n").unwrap();
    commit("import re\n\n\ndef total(found: str) -> int:\n    return len(re.find_all(\"a\", found))\n");
    commit("import re\n\n\ndef total(found: str) -> int:\n    return len(re.findall(\"a\", found))\n");
    let healer = |arguments: &[&str]| {
        let mut healer = std::process::Command::new(env!("CARGO_BIN_EXE_healer"));
        let output = healer.args(arguments).current_dir(repository.path()).env("HEALER_HOME", home.path()).env("HEALER_CACHE", home.path()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(healer(&["learn", "--from-git"]), "1 commits, 0 repairs in them, 0 learned fixes new or confirmed\n");
    let said = healer(&["learn", "--from-git", "--run-checkers"]);
    assert!(said.starts_with("1 commits, 1 repairs in them") && !said.contains(" 0 learned"), "{said}");
    let listed = healer(&["patterns", "list"]);
    assert!(listed.contains("findall"), "{listed}");
    let status = std::process::Command::new("git").args(["status", "--porcelain"]).current_dir(repository.path()).output().unwrap();
    assert!(status.stdout.is_empty(), "nothing is written into the repository");
}
