//! A folder to work in, the command line run there, and processes that are watched.

use super::PATIENCE;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Instant;
use tempfile::TempDir;

/// A folder whose part `work` has these files; healer's state goes beside it.
pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join("work").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// healer on the work of such a folder, with nothing to read.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_healer"));
    command.current_dir(folder.join("work")).env("HEALER_HOME", folder.join("home")).env("HEALER_CACHE", folder.join("cache"));
    command.env_remove("HEALER_LOG").stdin(Stdio::null());
    command
}

/// The exit code of such a run, and what it said on both streams.
pub fn healer(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = command(folder).args(arguments).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// Waits for a condition that no message tells of.
pub fn eventually(what: &str, test: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !test() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::yield_now();
    }
}

/// Whether a process still runs; one that has ended and was not waited for yet does not.
pub fn is_alive(process: &str) -> bool {
    let status = fs::read_to_string(format!("/proc/{}/stat", process.trim())).unwrap_or_default();
    !status.is_empty() && !status.contains(") Z ")
}
