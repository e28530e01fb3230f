//! Several processes, and what may happen to one: the tests run themselves again as the other process.

use super::*;
use rusqlite::Connection;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

const TASK: &str = "HEALER_TEST_STORE_TASK";
const HOME: &str = "HEALER_TEST_STORE_HOME";

/// Runs [`the_other_process`] with a task in a process of its own.
fn other_process(task: &str, home: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "store::tests::processes::the_other_process", "--nocapture", "--test-threads=1"]);
    command.env(TASK, task).env(HOME, home).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    command
}

/// The lines that the other process says, without those of the test harness.
fn lines(child: &mut Child) -> impl Iterator<Item = String> + use<> {
    let stdout: ChildStdout = child.stdout.take().unwrap();
    BufReader::new(stdout).lines().map_while(Result::ok).filter_map(|line| Some(line.split_once("said: ")?.1.to_owned()))
}

fn say(word: &str) {
    // Not `println!`, which the harness may hold back.
    let mut out = std::io::stdout().lock();
    writeln!(out, "said: {word}").unwrap();
    out.flush().unwrap();
}

/// Does nothing unless a test above started this process.
#[test]
fn the_other_process() {
    let (Ok(task), Some(home)) = (std::env::var(TASK), std::env::var_os(HOME)) else { return };
    let home = Path::new(&home);
    match task.as_str() {
        "write until killed" => {
            let store = open(home);
            loop {
                let attempt = envelope("job", "/w/a.py", Verdict::Promote);
                // Some are written one by one, some together, and each fifth heal ends here.
                store.record(envelope("job", "/w/b.py", Verdict::Retry));
                store.record(attempt.clone());
                store.record_heal(heal(&attempt.id, "/w/a.py", HealStatus::Healed, 5));
                assert!(store.flush(LIMIT));
                say(&attempt.id);
            }
        }
        "write a hundred" => {
            let store = open(home);
            for _ in 0..100 {
                store.record(envelope("job", "/w/a.py", Verdict::Promote));
                assert!(store.flush(LIMIT));
            }
            drop(store);
            say("done");
        }
        "only read" => {
            let Opened { store, mode, message } = Store::open(home);
            store.record(envelope("job", "/w/new.py", Verdict::Promote));
            say(&format!("{mode:?} {} {}", store.history(None, 10).unwrap().len(), message.unwrap_or_default()));
        }
        #[cfg(unix)]
        "with files of at most 192 KiB" => limited(home),
        #[cfg(unix)]
        "on a small disk" => fill(home, || std::fs::remove_file(home.join("ballast")).unwrap()),
        other => panic!("no such task: {other}"),
    }
}

#[test]
fn a_killed_process_leaves_a_sound_file_with_all_that_it_had_written() {
    let home = tempfile::tempdir().unwrap();
    let mut all = Vec::new();
    for run in 0..20 {
        let mut child = other_process("write until killed", home.path()).spawn().unwrap();
        // Killed while it writes on: after the first lines at once, later ones deeper in.
        let written: Vec<String> = lines(&mut child).take(1 + run * 3).collect();
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(written.len(), 1 + run * 3);
        all.extend(written);
        let connection = Connection::open(home.path().join("knowledge.sqlite")).unwrap();
        let sound: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(sound, "ok", "run {run}");
        // The totals and the rows were written together or not at all.
        let sql = "SELECT (SELECT count(*) FROM envelopes) - (SELECT sum(promoted + retried) FROM totals), (SELECT count(*) FROM heals) - (SELECT sum(heals) FROM heal_totals)";
        assert_eq!(connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap(), (0, 0), "run {run}");
    }
    let store = open(home.path());
    for id in &all {
        assert!(store.envelope(id).unwrap().is_some() && store.heal(id).unwrap().is_some(), "{id} was written and is lost");
    }
}

#[test]
fn several_processes_write_at_once() {
    let home = tempfile::tempdir().unwrap();
    // They also race for making the file.
    let mut children: Vec<Child> = (0..2).map(|_| other_process("write a hundred", home.path()).spawn().unwrap()).collect();
    let store = open(home.path());
    for _ in 0..100 {
        store.record(envelope("job", "/w/a.py", Verdict::Promote));
        assert!(store.flush(LIMIT));
    }
    for child in &mut children {
        assert_eq!(lines(child).collect::<Vec<_>>(), ["done"]);
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(store.stats().unwrap().attempts.attempts, 300);
    assert_eq!(store.history(None, 1000).unwrap().len(), 300);
    assert_eq!(store.take_message(), None);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_read() {
    use std::fs;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    let parent = tempfile::tempdir().unwrap();
    let home = parent.path().join("home");
    // Permissions say nothing to root, who therefore runs the other process as nobody.
    let is_root = fs::metadata(parent.path()).unwrap().uid() == 0;
    let says = || {
        let mut command = other_process("only read", &home);
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        let mut child = command.spawn().unwrap();
        let said = lines(&mut child).collect::<Vec<_>>();
        assert!(child.wait().unwrap().success());
        said.into_iter().next().unwrap()
    };
    let set = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    open(&home).record(envelope("job", "/w/a.py", Verdict::Promote));
    if is_root {
        for path in [parent.path().to_owned(), home.clone(), home.join("knowledge.sqlite"), home.join("knowledge.lock")] {
            chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }
    // The folder is closed, and the file too; no log lies beside it.
    set(&home.join("knowledge.sqlite"), 0o400);
    set(&home, 0o500);
    let said = says();
    assert!(said.starts_with("ReadOnly 2 ") && said.contains("cannot be written"), "{said}");
    // Nothing can be made.
    set(&home, 0o700);
    fs::remove_file(home.join("knowledge.sqlite")).unwrap();
    fs::remove_file(home.join("knowledge.lock")).unwrap();
    set(&home, 0o500);
    let said = says();
    assert!(said.starts_with("MemoryOnly 1 ") && said.contains("HEALER_HOME"), "{said}");
    set(&home, 0o700);
}

/// Records until the file cannot grow any more and beyond, then makes room and records once more.
#[cfg(unix)]
fn fill(home: &Path, make_room: impl FnOnce()) {
    let store = open(home);
    let mut told = Vec::new();
    let mut newest = String::new();
    for _ in 0..300 {
        let attempt = Envelope { diff: "x".repeat(4096), ..envelope("job", "/w/a.py", Verdict::Promote) };
        newest.clone_from(&attempt.id);
        store.record(attempt);
        assert!(store.flush(LIMIT));
        told.extend(store.take_message());
    }
    assert!(told.len() == 1 && told[0].contains("cannot be written"), "{told:?}");
    assert!(store.envelope(&newest).unwrap().is_some() && store.history(None, 1).unwrap()[0].id == newest, "the memory goes on");
    make_room();
    let last = envelope("job", "/w/a.py", Verdict::Promote);
    store.record(last.clone());
    drop(store);
    let kept = open(home).history(None, 1000).unwrap();
    assert_eq!(ids(&kept)[0], last.id, "there is room again");
    say(&format!("some were kept: {}", (2..250).contains(&kept.len())));
}

/// A limit on the size of a file: every write beyond is refused, as by a disk with an error.
#[cfg(unix)]
fn limited(home: &Path) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // Without a handler the signal that comes with the refusal would end the process.
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default()).unwrap();
    let usual = getrlimit(Resource::Fsize);
    setrlimit(Resource::Fsize, Rlimit { current: Some(192 * 1024), ..usual }).unwrap();
    fill(home, || setrlimit(Resource::Fsize, usual).unwrap());
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_grow_is_told_of_once_and_healing_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let mut child = other_process("with files of at most 192 KiB", home.path()).spawn().unwrap();
    let said = lines(&mut child).collect::<Vec<_>>();
    assert!(child.wait().unwrap().success());
    assert_eq!(said, ["some were kept: true"]);
}

/// On a disk of one megabyte, a quarter of it taken by another file.
#[cfg(unix)]
#[test]
fn a_full_disk_is_told_of_once_and_healing_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let plain = other_process("on a small disk", home.path());
    let mut command = Command::new("unshare");
    let script =
        format!("mount -t tmpfs -o size=1m tmpfs \"${HOME}\" && head -c 256k /dev/zero >\"${HOME}/ballast\" && echo 'said: mounted' && exec \"$0\" \"$@\"");
    command.args(["-r", "-m", "sh", "-c", &script]).arg(plain.get_program()).args(plain.get_args());
    command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?)))).stdin(Stdio::null()).stdout(Stdio::piped());
    // Where a user may not mount anything, the limit above has to do.
    let Ok(mut child) = command.spawn() else { return };
    let said = lines(&mut child).collect::<Vec<_>>();
    let ended = child.wait().unwrap();
    if !said.is_empty() {
        assert!(ended.success());
        assert_eq!(said, ["mounted", "some were kept: true"]);
    }
}
