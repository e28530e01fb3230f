//! Heals whose process is killed, whose disk is full, and after which a clock runs backwards: the user's files are as they were or healed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(unix)]

use healer::model::{HealRecord, HealScope, HealStatus, HealedFile, Stamp};
use healer::store::{Mode, Opened, Store};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Each file as it is broken and as it is healed.
const FILES: &[(&str, &str, &str)] = &[
    ("a.py", "def total(prices)\n    return sum(prices)\n", "def total(prices):\n    return sum(prices)\n"),
    ("pack/b.py", "import json\n\ndef dump(prices)\n    return jsn.dumps(prices)\n", "import json\n\ndef dump(prices):\n    return json.dumps(prices)\n"),
    ("pack/c.py", "\u{feff}def first(prices)\r\n    return prices[0]\r\n", "\u{feff}def first(prices):\r\n    return prices[0]\r\n"),
    ("web/d.js", "export function show(prices) {\n  return [prices;\n}\n", "export function show(prices) {\n  return [prices];\n}\n"),
];

/// A checker of the user's own that reads the disk only, so that there are shadows; node is there beside it where it is installed.
const CONFIG: &str = "[checkers]\nenabled = { python = false, ruff = false, pyright = false, ty = false, mypy = false }\n[[checker]]\nname = \"script\"\ncommand = [\"/bin/sh\", \"check.sh\", \"${file}\"]\nlanguages = [\"python\"]\nmatcher = \"$gcc\"\n";
const SCRIPT: &str = "if grep -q 'prices):' \"$1\"; then exit 0; fi\necho \"$1:1:18: error: expected ':'\"\n";

const PATIENCE: Duration = Duration::from_secs(60);

struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Place {
        let place = Place { folder: tempfile::tempdir().unwrap() };
        for (name, text) in [("check.sh", SCRIPT), (".healer/config.toml", CONFIG)] {
            place.write(name, text);
        }
        place.restore();
        place
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Breaks the files again.
    fn restore(&self) {
        FILES.iter().for_each(|(name, broken, _)| self.write(name, broken));
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("work").join(name)
    }

    fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn healer(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_healer"));
        command.current_dir(self.folder.path().join("work")).env("HEALER_HOME", self.home()).env("HEALER_CACHE", self.cache());
        command.env_remove("HEALER_LOG").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).args(arguments);
        command
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn is_healed(&self) -> bool {
        FILES.iter().all(|(name, _, healed)| self.text(name) == *healed)
    }

    /// No file is anything but broken as it was or healed.
    fn assert_whole(&self, when: &str) {
        for (name, broken, healed) in FILES {
            let text = self.text(name);
            assert!(text == *broken || text == *healed, "{when}: {name} is {text:?}");
        }
    }
}

/// All files below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

/// The lines that a process writes to standard error, as they come.
fn lines(child: &mut Child) -> Receiver<String> {
    let (sender, lines) = channel();
    let output = BufReader::new(child.stderr.take().unwrap());
    std::thread::spawn(move || output.lines().map_while(Result::ok).for_each(|line| drop(sender.send(line))));
    lines
}

/// Waits until so many lines have come, or so much time has gone by, or the process says nothing more.
fn wait_for(lines: &Receiver<String>, count: usize, limit: Duration) {
    let until = Instant::now() + limit;
    for _ in 0..count {
        if lines.recv_timeout(until.saturating_duration_since(Instant::now())).is_err() {
            return;
        }
    }
}

const MOMENTS: u32 = 50;

#[test]
fn a_kill_at_any_moment_leaves_each_file_as_it_was_or_healed() {
    let place = Place::new();
    let began = Instant::now();
    let Output { status, stderr, .. } = place.healer(&["heal", "--yes"]).output().unwrap();
    let whole = began.elapsed();
    assert!(status.success() && place.is_healed(), "{}", String::from_utf8_lossy(&stderr));
    let told = String::from_utf8_lossy(&stderr).lines().count();
    let mut ended_healed = 0;
    for moment in 0..MOMENTS {
        place.restore();
        let mut child = place.healer(&["heal", "--yes"]).spawn().unwrap();
        let lines = lines(&mut child);
        match usize::try_from(moment).unwrap() {
            // When something was told: the attempts of a round, and so on to the last before the files are written.
            event if event < told => wait_for(&lines, event + 1, PATIENCE),
            _ => wait_for(&lines, usize::MAX, whole * moment / MOMENTS),
        }
        child.kill().unwrap();
        child.wait().unwrap();
        place.assert_whole(&format!("moment {moment}"));
        ended_healed += u32::from(place.is_healed());
        let Opened { store, message, mode } = Store::open(&place.home());
        assert!(mode == Mode::ReadWrite && message.is_none(), "moment {moment}: {mode:?} {message:?}");
        assert!(store.last_heal(&[]).is_ok());
    }
    // The next start clears away what the killed ones left, and heals.
    let Output { status, stderr, .. } = place.healer(&["heal", "--yes"]).output().unwrap();
    let told = String::from_utf8_lossy(&stderr);
    assert!(place.is_healed() && status.success(), "{told}; {ended_healed} of the killed ones had ended");
    let left: Vec<PathBuf> = files_below(&place.folder.path().join("work")).into_iter().filter(|path| path.to_string_lossy().contains("/.healer-")).collect();
    assert!(left.is_empty(), "{left:?}");
    let cache = files_below(&place.cache());
    let held: Vec<&PathBuf> =
        cache.iter().filter(|path| path.extension().is_some_and(|extension| extension == "held") || path.parent().unwrap().ends_with("writing")).collect();
    assert!(held.is_empty(), "{held:?}");
    assert!(!cache.iter().any(|path| path.to_string_lossy().contains("/overlay/gone-")), "{cache:?}");
    let integrity = Store::open(&place.home());
    assert!(integrity.store.stats().is_ok() && integrity.message.is_none(), "{:?}", integrity.message);
}

/// Runs `healer heal --yes` where a disk of this size, all but so many bytes of it taken, holds one of the state's folders; `None` where a user
/// may not mount anything.
fn on_a_full_disk(place: &Place, full: &Path, free: usize) -> Option<(Option<i32>, String)> {
    fs::create_dir_all(full).unwrap();
    let plain = place.healer(&["heal", "--yes"]);
    let script = format!(
        "mount -t tmpfs -o size=512k tmpfs \"$FULL\" && head -c {} /dev/zero >\"$FULL/ballast\" && echo mounted && exec \"$0\" \"$@\"",
        512 * 1024 - free
    );
    let mut command = Command::new("unshare");
    command.args(["-r", "-m", "sh", "-c", &script]).arg(plain.get_program()).args(plain.get_args()).current_dir(plain.get_current_dir().unwrap());
    command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?)))).env("FULL", full).stdin(Stdio::null());
    let output = command.output().ok()?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    told.starts_with("mounted").then(|| (output.status.code(), told))
}

#[test]
fn a_full_disk_under_the_store_or_the_shadows_ends_a_heal_with_a_clear_word() {
    for (folder, free) in [("home", 0), ("home", 16 * 1024), ("home", 64 * 1024), ("cache", 0), ("cache", 4096), ("cache", 16 * 1024)] {
        let place = Place::new();
        let full = place.folder.path().join(folder);
        let Some((code, told)) = on_a_full_disk(&place, &full, free) else { return };
        place.assert_whole(&told);
        assert!(code.is_some_and(|code| code <= 2) && !told.contains("panicked"), "{folder} with {free} bytes: {code:?} {told}");
        if folder == "home" {
            // Records are lost, heals are not.
            assert!(place.is_healed() && code == Some(0), "{folder} with {free} bytes: {code:?} {told}");
        }
        if (folder, free) == ("home", 0) {
            assert!(told.contains("healer: "), "{told}");
        }
        if (folder, free) == ("cache", 0) {
            assert!(told.contains("No space left on device"), "{told}");
        }
    }
}

#[test]
fn records_whose_clock_ran_backwards_keep_the_order_of_writing() {
    let home = tempfile::tempdir().unwrap();
    let Opened { store, .. } = Store::open(home.path());
    let now = Stamp::now();
    let jumps = [0, 10_000_000, 5, now.time, 1];
    for (number, back) in jumps.into_iter().enumerate() {
        let at = Stamp { time: now.time.saturating_sub(back), sequence: now.sequence + number as u64 };
        let ended = Stamp { time: at.time.saturating_sub(1000), ..at };
        store.record_heal(HealRecord {
            job: format!("job-{number}"),
            workspace: "/w".into(),
            started: at,
            ended,
            milliseconds: 40,
            status: HealStatus::Healed,
            reason: None,
            scope: HealScope::File,
            before: 1,
            after: 0,
            repairs: 1,
            checkers: vec!["python".into()],
            languages: Vec::new(),
            categories: Vec::new(),
            files: vec![HealedFile::new(Path::new("/w/a.py"), "a\n", "b\n")],
            undone: false,
        });
    }
    assert!(store.flush(PATIENCE));
    assert_eq!(store.last_heal(&[]).unwrap().unwrap().job, "job-4");
    let stats = store.stats().unwrap();
    let shown = serde_json::to_string(&stats).unwrap();
    assert!(shown.contains("\"heals\":5") && !shown.contains('-'), "{shown}");
    drop(store);
    assert_eq!(Store::open(home.path()).store.last_heal(&[]).unwrap().unwrap().job, "job-4", "the next process sees the same");
}

/// What lasts is measured by a clock that does not jump; only the names and the age of things are told by the machine's.
#[test]
fn no_duration_of_a_heal_is_told_by_the_machines_clock() {
    let server = Path::new(env!("CARGO_MANIFEST_DIR")).join("server");
    for folder in ["heal", "session", "cli", "lsp", "fix"] {
        for path in files_below(&server.join(folder)).into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs")) {
            assert!(!fs::read_to_string(&path).unwrap().contains("SystemTime::now"), "{}", path.display());
        }
    }
}
