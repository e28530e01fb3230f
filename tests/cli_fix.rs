//! `healer fix`: what is tried never touches the user's files, whatever happens meanwhile.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(unix)]

mod support;

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};
use support::work::folder;
use tempfile::TempDir;

const BROKEN: &str = "def total(prices)\n    return sum(prices)\n";
const MENDED: &str = "def total(prices):\n    return sum(prices)\n";

/// A checker of the user's own that reads the disk only: a shell script on the file.
const CONFIG: &str = "[[checker]]\nname = \"script\"\ncommand = [\"/bin/sh\", \"check.sh\", \"${file}\"]\nlanguages = [\"python\"]\nmatcher = \"$gcc\"\n";

/// Complains while the colon is missing; says where the text with the colon lay, and then does what `THEN` says.
const SCRIPT: &str = "if grep -q 'prices):' \"$1\"; then echo \"$$ $1\" > \"$MARK.new\"; mv \"$MARK.new\" \"$MARK\"; eval \"$THEN\"; exit 0; fi\necho \"$1:1:18: error: expected ':'\"\n";

fn of_script() -> TempDir {
    folder(&[("a.py", BROKEN), ("check.sh", SCRIPT), (".healer/config.toml", CONFIG)])
}

fn healer(folder: &Path, then: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_healer"));
    let state = folder.join("state");
    fs::create_dir_all(&state).unwrap();
    command.current_dir(folder.join("work")).env("PATH", "/usr/bin:/bin").env("HEALER_HOME", &state).env("HEALER_CACHE", &state).env("TMPDIR", &state);
    command.env("MARK", folder.join("mark")).env("THEN", then).env_remove("HEALER_LOG").env_remove("NO_COLOR");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn fix(folder: &Path, then: &str, more: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = healer(folder, then).args(["fix", "--checker", "healer", "--checker", "script"]).args(more).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap())
}

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join("work").join(name)).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder.join("work")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Starts `healer fix` and waits until the script looks at the text that is tried; gives the script's process and that text's place.
fn started(folder: &Path) -> (Child, String, String) {
    let mut child = healer(folder, "exec sleep 1000").args(["fix", "--checker", "healer", "--checker", "script"]).spawn().unwrap();
    let limit = Instant::now() + Duration::from_secs(60);
    while !folder.join("mark").exists() {
        assert!(Instant::now() < limit && child.try_wait().unwrap().is_none(), "no text was tried");
        std::thread::yield_now();
    }
    let mark = fs::read_to_string(folder.join("mark")).unwrap();
    let (process, path) = mark.trim().split_once(' ').unwrap();
    (child, process.to_owned(), path.to_owned())
}

fn signal(signal: &str, process: &str) -> bool {
    Command::new("kill").args([signal, process]).stderr(Stdio::null()).status().unwrap().success()
}

fn ended(mut child: Child) -> ExitStatus {
    child.wait().unwrap()
}

#[test]
fn a_kill_while_a_text_is_tried_leaves_the_file_as_it_was() {
    let folder = of_script();
    let before = names(folder.path());
    let (mut child, process, tried) = started(folder.path());
    assert_eq!(fs::read_to_string(&tried).unwrap(), MENDED);
    child.kill().unwrap();
    ended(child);
    assert!(signal("-9", &process), "the script was looking at the text");
    assert_eq!((text(folder.path(), "a.py"), names(folder.path())), (BROKEN.to_owned(), before));
    assert!(!Path::new(&tried).starts_with(fs::canonicalize(folder.path().join("work")).unwrap()), "{tried}");
}

/// How many shadows of the cache have an owner, or had one that was killed.
fn owned_shadows(folder: &Path) -> usize {
    shadow_files(folder).iter().filter(|name| name.ends_with(".held")).count()
}

/// What the cache has of the shadows of all folders, without what is in them.
fn shadow_files(folder: &Path) -> Vec<String> {
    let homes = fs::read_dir(folder.join("state/overlay")).unwrap().flatten().filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> =
        homes.flat_map(|home| fs::read_dir(home.path()).unwrap().flatten()).map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn processes_at_the_same_time_have_shadows_of_their_own_and_the_killed_leave_none() {
    let folder = of_script();
    let running: Vec<(Child, String, String)> = (0..3)
        .map(|_| {
            let _ = fs::remove_file(folder.path().join("mark"));
            started(folder.path())
        })
        .collect();
    let paths: std::collections::BTreeSet<&str> = running.iter().map(|(.., tried)| tried.as_str()).collect();
    assert_eq!((paths.len(), owned_shadows(folder.path())), (3, 3), "{paths:?}");
    for (mut child, process, _) in running {
        child.kill().unwrap();
        ended(child);
        signal("-9", &process);
    }
    let (code, shown) = fix(folder.path(), "", &["--diff"]);
    assert_eq!((code, shadow_files(folder.path())), (Some(1), vec!["0".to_owned(), "0.lock".to_owned()]), "{shown}");
    assert_eq!(text(folder.path(), "a.py"), BROKEN);
}

#[test]
fn an_interrupted_run_writes_nothing_and_stops_its_tools() {
    let folder = of_script();
    let (child, process, tried) = started(folder.path());
    assert!(signal("-INT", &child.id().to_string()));
    assert_eq!(ended(child).code(), Some(2));
    assert_eq!(text(folder.path(), "a.py"), BROKEN);
    assert_eq!(owned_shadows(folder.path()), 0, "the shadow is given back");
    assert!(Path::new(&tried).starts_with(folder.path().join("state").canonicalize().unwrap()), "{tried}");
    let limit = Instant::now() + Duration::from_secs(60);
    while signal("-0", &process) && !fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default().contains(") Z ") {
        assert!(Instant::now() < limit, "the script still runs");
        std::thread::yield_now();
    }
}

#[test]
fn a_tool_that_reads_the_disk_judges_what_is_tried() {
    let folder = of_script();
    let (code, shown) = fix(folder.path(), "", &[]);
    assert_eq!((code, text(folder.path(), "a.py").as_str()), (Some(0), MENDED), "{shown}");
    assert!(shown.contains("looked at 1 file with healer, script"), "{shown}");
    let folder = of_script();
    let (code, shown) = fix(folder.path(), "for n in 1 2 3; do echo \"$1:$n:1: error: expected ')' $n\"; done", &[]);
    assert_eq!((code, text(folder.path(), "a.py").as_str()), (Some(1), BROKEN), "{shown}");
}

#[test]
fn a_diff_is_judged_the_same_way_and_writes_nothing() {
    let folder = of_script();
    let (code, shown) = fix(folder.path(), "", &["--diff"]);
    assert_eq!((code, text(folder.path(), "a.py").as_str()), (Some(1), BROKEN), "{shown}");
    assert!(shown.contains("+def total(prices):\n") && folder.path().join("mark").exists(), "{shown}");
}

#[test]
fn a_file_that_changes_meanwhile_is_left_alone() {
    let folder = of_script();
    let theirs = folder.path().join("work/a.py");
    let (code, shown) = fix(folder.path(), &format!("echo '# mine' >> '{}'", theirs.display()), &[]);
    assert_eq!((code, text(folder.path(), "a.py")), (Some(2), format!("{BROKEN}# mine\n")), "{shown}");
    assert!(shown.contains("changed by somebody else meanwhile; left alone"), "{shown}");
}

/// A checker that wants one name in two files changed, as SARIF.
fn of_two_files() -> TempDir {
    let config = "[[checker]]\nname = \"script\"\ncommand = [\"/bin/sh\", \"check.sh\", \"${file}\"]\nlanguages = [\"python\"]\nmatcher = \"$sarif\"\n";
    let change = |name: &str| {
        format!(
            "{{\"artifactLocation\":{{\"uri\":\"{name}\"}},\"replacements\":[{{\"deletedRegion\":{{\"startLine\":1,\"startColumn\":1,\"endLine\":1,\"endColumn\":4}},\"insertedContent\":{{\"text\":\"new\"}}}}]}}"
        )
    };
    let result = format!(
        "{{\"ruleId\":\"R\",\"level\":\"error\",\"message\":{{\"text\":\"old name\"}},\"locations\":[{{\"physicalLocation\":{{\"artifactLocation\":{{\"uri\":\"one.py\"}},\"region\":{{\"startLine\":1,\"startColumn\":1,\"endLine\":1,\"endColumn\":4}}}}}}],\"fixes\":[{{\"description\":{{\"text\":\"Rename\"}},\"artifactChanges\":[{},{}]}}]}}",
        change("one.py"),
        change("two.py")
    );
    let report = |results: &str| format!("{{\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{{\"driver\":{{\"name\":\"script\"}}}},\"results\":[{results}]}}]}}");
    let script = format!("case \"$1\" in *one.py) if grep -q old \"$1\"; then echo '{}'; exit 1; fi;; esac\necho '{}'\n", report(&result), report(""));
    folder(&[("one.py", "old = 1\n"), ("two.py", "old = 2\n"), ("check.sh", &script), (".healer/config.toml", config)])
}

#[test]
fn a_fix_of_two_files_changes_both_or_none() {
    let texts = |folder: &Path| ["one.py", "two.py"].map(|name| text(folder, name));
    let folder = of_two_files();
    let (code, shown) = fix(folder.path(), "", &["--all"]);
    assert_eq!((code, texts(folder.path())), (Some(0), ["new = 1\n".to_owned(), "new = 2\n".to_owned()]), "{shown}");
    let alone = of_two_files();
    let (code, shown) = fix(alone.path(), "", &["--all", "one.py"]);
    assert_eq!((code, texts(alone.path())), (Some(1), ["old = 1\n".to_owned(), "old = 2\n".to_owned()]), "{shown}");
    let locked = of_two_files();
    fs::set_permissions(locked.path().join("work/two.py"), fs::Permissions::from_mode(0o444)).unwrap();
    let (code, shown) = fix(locked.path(), "", &["--all"]);
    assert_eq!((code, texts(locked.path())), (Some(2), ["old = 1\n".to_owned(), "old = 2\n".to_owned()]), "{shown}");
    assert!(shown.contains("two.py: read-only; left alone"), "{shown}");
}

/// Runs `healer fix --interactive` on a terminal of its own and types what is given.
fn on_a_terminal(folder: &Path, typed: &str) -> Option<(String, Option<i32>)> {
    if !Path::new("/usr/bin/script").exists() {
        return None;
    }
    let command = format!("'{}' fix --interactive --checker healer", env!("CARGO_BIN_EXE_healer"));
    let mut terminal = Command::new("/usr/bin/script");
    terminal.args(["-qec", &command, "/dev/null"]).current_dir(folder.join("work")).env("HEALER_CACHE", folder).env("HEALER_HOME", folder);
    let mut child = terminal.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Some((String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code()))
}

#[test]
fn the_user_chooses_on_a_terminal() {
    for (typed, mended, status) in [("1\n", true, 0), ("\n", true, 0), ("what\n1\n", true, 0), ("n\n", false, 1), ("q\n", false, 1)] {
        let folder = folder(&[("a.py", BROKEN)]);
        let Some((shown, code)) = on_a_terminal(folder.path(), typed) else { return };
        assert!(shown.contains("Take which? [1-"), "{shown}");
        assert_eq!((text(folder.path(), "a.py").as_str(), code), (if mended { MENDED } else { BROKEN }, Some(status)), "{typed:?}: {shown}");
    }
}
