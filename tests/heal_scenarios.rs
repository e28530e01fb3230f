//! Heals of small real projects by the real tools: a function that was renamed and took another type, which broke five callers in four other
//! files; and the same with two unrelated mistakes and an error that nobody can mend. The projects lie in `tests/fixtures/scenarios`, each as
//! it is broken and as it is to be afterwards. Where a tool is not installed its language is passed over.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(unix)]

mod support;

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use support::{Client, Profile, apply, uri};

/// How long a heal may take on a machine that does much else.
const LONG: Duration = Duration::from_secs(300);

struct Scenario {
    language: &'static str,
    /// The file that is open in the editor: the one that was changed.
    open: &'static str,
    /// What has to say that all is well afterwards; its first word is the program that has to be there.
    judge: &'static [&'static str],
    /// The file of the error that nobody can mend, and words of it.
    left: (&'static str, &'static str),
}

const RUST: Scenario =
    Scenario { language: "rust", open: "src/order.rs", judge: &["cargo", "check", "--offline", "--quiet"], left: ("src/discount.rs", "loyalty_of") };
const PYTHON: Scenario = Scenario { language: "python", open: "library/loans.py", judge: &["pyright"], left: ("library/letters.py", "ink_left") };
const JAVASCRIPT: Scenario =
    Scenario { language: "javascript", open: "src/stations.js", judge: &["tsc", "--noEmit", "-p", "jsconfig.json"], left: ("src/report.js", "moonPhase") };
const GO: Scenario = Scenario { language: "go", open: "store/store.go", judge: &["go", "vet", "./..."], left: ("main.go", "barcode") };

impl Scenario {
    fn folder(&self, state: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/scenarios").join(self.language).join(state)
    }

    /// The texts of a state, by their paths. That of `…-more` has only what differs from the state without it.
    fn texts(&self, state: &str) -> BTreeMap<String, String> {
        let mut texts = state.strip_suffix("-more").map(|plain| self.texts(plain)).unwrap_or_default();
        let folder = self.folder(state);
        let mut folders = vec![folder.clone()];
        while let Some(inside) = folders.pop() {
            for path in fs::read_dir(&inside).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
                    texts.insert(name, fs::read_to_string(&path).unwrap());
                }
            }
        }
        texts
    }

    fn is_installed(&self) -> bool {
        let is_there = |folder: PathBuf| folder.join(self.judge[0]).is_file();
        let found = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).any(is_there);
        if !found {
            println!("{} is not installed; {} is passed over", self.judge[0], self.language);
        }
        found
    }

    /// What the real tool says of the texts on disk; empty where it is content.
    fn judged(&self, folder: &Path) -> String {
        let output = Command::new(self.judge[0]).args(&self.judge[1..]).current_dir(folder).output().unwrap();
        match output.status.success() {
            true => String::new(),
            false => String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
        }
    }

    /// Heals a state through the server; gives the report and the texts afterwards, which are written to disk too.
    fn heal(&self, state: &str) -> (Value, BTreeMap<String, String>, Client) {
        let mut texts = self.texts(state);
        let mut profile = Profile::default().options(json!({"trust": true}));
        for (name, text) in &texts {
            profile = profile.file(name, text);
        }
        let mut client = Client::start(&profile);
        let opened = client.open(self.open, self.language, &texts[self.open]);
        let request = json!({"command": "healer.heal", "arguments": [{"uri": opened, "scope": "workspace", "apply": "return"}]});
        let id = client.ask("workspace/executeCommand", request);
        let answer = client.wait_for(LONG, |message| message.get("method").is_none() && message["id"] == id).expect("the heal ends");
        let report = answer["result"].clone();
        assert!(report["status"].is_string(), "{answer}");
        for (name, text) in &mut texts {
            *text = apply(text, &report["edit"], &uri(&client.path(name)));
            fs::write(client.path(name), text.as_str()).unwrap();
        }
        (report, texts, client)
    }

    fn is_healed_in_one_go(&self) {
        if !self.is_installed() {
            return;
        }
        let (report, texts, client) = self.heal("broken");
        assert_eq!((differences(&texts, &self.texts("healed")), &report["status"]), (String::new(), &json!("healed")), "{}", shown(&report));
        assert_eq!((&report["after"], &report["remaining"]), (&json!(0), &json!([])), "{}", shown(&report));
        assert_eq!(self.judged(client.folder.path()), "");
        assert!(client.stop().success());
    }

    fn says_what_is_left(&self) {
        if !self.is_installed() {
            return;
        }
        let (report, texts, client) = self.heal("broken-more");
        assert_eq!((differences(&texts, &self.texts("healed-more")), &report["status"]), (String::new(), &json!("improved")), "{}", shown(&report));
        let (file, words) = self.left;
        let remaining = report["remaining"].as_array().unwrap();
        assert_eq!(remaining.len(), 1, "{}", shown(&report));
        assert!(remaining[0]["message"].as_str().unwrap().contains(words), "{}", shown(&report));
        assert_eq!(remaining[0]["uri"], uri(&client.path(file)));
        assert!(!remaining[0]["reason"].as_str().unwrap_or("").is_empty(), "{}", remaining[0]);
        assert!(self.judged(client.folder.path()).contains(words));
        assert!(client.stop().success());
    }
}

/// The files that differ, with both texts; empty where all are the same.
fn differences(found: &BTreeMap<String, String>, expected: &BTreeMap<String, String>) -> String {
    let mut differ = String::new();
    for (name, text) in expected {
        let found = found.get(name).map_or("", String::as_str);
        if found != text {
            let changes = similar::TextDiff::from_lines(found, text);
            differ += &changes.unified_diff().header(&format!("{name} as it is"), &format!("{name} as expected")).to_string();
        }
    }
    differ
}

/// A report without its edit, in lines.
fn shown(report: &Value) -> String {
    let mut lines = vec![format!("{} {} before {} after {}", report["status"], report["reason"], report["before"], report["after"])];
    for attempt in report["attempts"].as_array().into_iter().flatten() {
        let fix = &attempt["fix"];
        lines.push(format!(
            "{} {} [{}] {} {} ({})",
            attempt["verdict"], fix["title"], fix["rule"], attempt["confidence"], attempt["diagnostic"]["message"], attempt["reason"]
        ));
    }
    for left in report["remaining"].as_array().into_iter().flatten() {
        lines.push(format!("left: {} {} {} ({})", left["uri"], left["range"]["start"]["line"], left["message"], left["reason"]));
    }
    lines.join("\n")
}

#[test]
fn a_renamed_and_retyped_function_in_rust() {
    RUST.is_healed_in_one_go();
}

#[test]
fn a_renamed_and_retyped_function_in_python() {
    PYTHON.is_healed_in_one_go();
}

#[test]
fn a_renamed_and_retyped_function_in_javascript() {
    JAVASCRIPT.is_healed_in_one_go();
}

#[test]
fn a_renamed_and_retyped_function_in_go() {
    GO.is_healed_in_one_go();
}

#[test]
fn what_is_left_in_rust_is_named_with_the_reason() {
    RUST.says_what_is_left();
}

#[test]
fn what_is_left_in_python_is_named_with_the_reason() {
    PYTHON.says_what_is_left();
}

#[test]
fn what_is_left_in_javascript_is_named_with_the_reason() {
    JAVASCRIPT.says_what_is_left();
}

#[test]
fn what_is_left_in_go_is_named_with_the_reason() {
    GO.says_what_is_left();
}

#[test]
fn the_command_line_heals_a_crate_and_names_what_is_left() {
    if !RUST.is_installed() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in RUST.texts("broken-more") {
        let path = folder.path().join("work").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_healer"));
    command.current_dir(folder.path().join("work")).env("HEALER_HOME", folder.path().join("home")).env("HEALER_CACHE", folder.path().join("cache"));
    let output = command.args(["heal", "--yes"]).env_remove("HEALER_LOG").output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let expected = RUST.texts("healed-more");
    let found = expected.keys().map(|name| (name.clone(), fs::read_to_string(folder.path().join("work").join(name)).unwrap())).collect();
    assert_eq!((differences(&found, &expected), output.status.code()), (String::new(), Some(1)), "{told}");
    assert!(told.contains(RUST.left.1) && told.contains("not mended: "), "{told}");
}
