//! `healer heal --watch` on files that change.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(unix)]

mod support;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use support::work::{command, folder};
use tempfile::TempDir;

const BROKEN: &str = "import json\n\ndef load(path)\n    return jsn.load(open(path))\n";
const HEALED: &str = "import json\n\ndef load(path):\n    return json.load(open(path))\n";

struct Watching {
    child: Child,
    lines: Receiver<String>,
    folder: TempDir,
}

impl Watching {
    fn start(arguments: &[&str], text: &str) -> Watching {
        let folder = folder(&[("a.py", text)]);
        let mut command = command(folder.path());
        command.args(["heal", "--watch", "--checker", "healer"]).args(arguments).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || output.lines().map_while(Result::ok).all(|line| sender.send(line).is_ok()));
        Watching { child, lines, folder }
    }

    /// The next line that says this; those before it are passed over.
    fn wait(&self, words: &str) -> String {
        let mut passed = Vec::new();
        loop {
            match self.lines.recv_timeout(Duration::from_secs(60)) {
                Ok(line) if line.contains(words) => return line,
                Ok(line) => passed.push(line),
                Err(_) => panic!("no line says `{words}`: {passed:#?}"),
            }
        }
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // As many editors do it.
        let beside = path.with_extension("new");
        fs::write(&beside, text).unwrap();
        fs::rename(beside, path).unwrap();
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join("work").join(name)
    }

    /// The statistics, once so many heals are recorded; the line comes before the record is written.
    fn stats_after(&self, heals: u64) -> serde_json::Value {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let mut command = Command::new(env!("CARGO_BIN_EXE_healer"));
            let output = command.args(["stats", "--json"]).env("HEALER_HOME", self.folder.path().join("home")).output().unwrap();
            let stats: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
            if stats["heals"].as_u64() >= Some(heals) || Instant::now() > until {
                return stats;
            }
        }
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Interrupts it as Ctrl-C does and gives its exit code.
    fn interrupt(mut self) -> Option<i32> {
        let sent = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn each_change_is_healed_and_told_in_a_line() {
    let watching = Watching::start(&["--yes"], BROKEN);
    watching.wait("a.py: 2 fixes applied, 0 errors left");
    assert_eq!(watching.text("a.py"), HEALED);
    watching.wait("watching 1 file;");
    watching.write("a.py", BROKEN);
    watching.wait("a.py: 2 fixes applied, 0 errors left");
    assert_eq!(watching.text("a.py"), HEALED);
    // The same text again, whose fixes are known.
    let stats = watching.stats_after(2);
    assert_eq!((&stats["cache"]["hits"], &stats["cache"]["misses"]), (&2.into(), &2.into()), "{stats}");
    // A file that comes, in a folder that comes; what cannot be mended is counted.
    watching.write("new/b.py", "import json\nprint(jsn)\nprint(completely_unknown_thing)\n");
    watching.wait("new/b.py: 1 fix applied, 1 error left");
    assert_eq!(watching.text("new/b.py"), "import json\nprint(json)\nprint(completely_unknown_thing)\n");
    assert_eq!(watching.interrupt(), Some(2));
}

#[test]
fn nothing_is_written_without_a_yes() {
    let watching = Watching::start(&[], HEALED);
    watching.wait("watching");
    watching.write("a.py", BROKEN);
    watching.wait("a.py: 2 fixes would be applied (--yes writes them), 0 errors left");
    assert_eq!(watching.text("a.py"), BROKEN);
    assert_eq!(watching.interrupt(), Some(2));
}

#[test]
fn what_is_not_there_is_not_watched() {
    let code = Command::new(env!("CARGO_BIN_EXE_healer")).args(["heal", "--watch", "/nowhere/at/all"]).stderr(Stdio::null()).status().unwrap().code();
    assert_eq!(code, Some(2));
    assert!(!Path::new("/nowhere").exists());
}
