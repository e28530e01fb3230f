//! Tools that misbehave: none keeps a run from ending, and none leaves a process behind.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use healer::base::CancelToken;
use healer::check::spawn::{RunError, run_observed};
use healer::check::{Absence, CheckRequest, Checker, Garbage, Invocation, Stage, Tool, ToolOutput, Workspace};
use healer::heal::{Retries, RunOptions, run_all, run_checker};
use healer::model::{Finding, Place, Severity};
use healer::syntax::{Language, ParseOptions, SourceFile};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn shell(script: &str, limit: Duration) -> Invocation {
    let mut invocation = Invocation::new(Path::new("/bin/sh"), Path::new("/")).arguments(["-c", script]);
    invocation.timeout = limit;
    invocation
}

/// Long enough that only a run that hangs reaches it.
const NEVER: Duration = Duration::from_secs(120);

/// Runs a script; gives what came of it and the identifier of its process group.
fn observed(invocation: &Invocation, cancel: &CancelToken) -> (Result<ToolOutput, RunError>, u32) {
    let mut group = 0;
    let result = run_observed(invocation, cancel, |id| group = id);
    (result, group)
}

/// Whether a process of the group is alive. One that was killed but whose parent, which is not ours, has not yet taken note is not.
fn is_alive(group: u32) -> bool {
    if !Path::new("/proc/self/stat").exists() {
        return std::process::Command::new("/bin/kill").args(["-0", &format!("-{group}")]).stderr(std::process::Stdio::null()).status().unwrap().success();
    }
    std::fs::read_dir("/proc").unwrap().flatten().any(|entry| {
        let stat = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        // Behind the name in parentheses: state, parent, group.
        let fields: Vec<&str> = stat.rsplit_once(") ").map_or(Vec::new(), |(_, rest)| rest.split(' ').collect());
        fields.get(2) == Some(&group.to_string().as_str()) && !matches!(fields.first(), Some(&"Z" | &"X"))
    })
}

/// Waits for the last process of a group to be gone: a signal that was sent takes a moment to arrive.
fn assert_gone(group: u32) {
    assert_ne!(group, 0);
    let limit = Instant::now() + NEVER;
    while is_alive(group) {
        assert!(Instant::now() < limit, "a process of group {group} is still there");
        std::thread::yield_now();
    }
}

#[test]
fn a_tool_that_hangs_is_stopped_at_its_limit_with_all_its_children() {
    let (result, group) = observed(&shell("sleep 1000 & sleep 1000", Duration::from_millis(100)), &CancelToken::new());
    assert_eq!(result.unwrap_err().to_string(), "sh did not end within 0.1 s and was stopped");
    assert_gone(group);
}

#[test]
fn a_tool_that_ignores_polite_signals_is_stopped_too() {
    let (result, group) = observed(&shell("trap '' TERM INT HUP; while :; do sleep 1000; done", Duration::from_millis(100)), &CancelToken::new());
    assert!(matches!(result, Err(RunError::TimedOut { .. })), "{result:?}");
    assert_gone(group);
}

#[test]
fn cancelling_stops_the_group() {
    let cancel = CancelToken::new();
    let mut group = 0;
    let result = run_observed(&shell("sleep 1000 & sleep 1000", NEVER), &cancel, |id| {
        group = id;
        cancel.cancel();
    });
    assert_eq!(result.unwrap_err().to_string(), "the run of sh was cancelled");
    assert_gone(group);
    assert!(matches!(observed(&shell("true", NEVER), &cancel).0, Err(RunError::Cancelled { .. })));
}

#[test]
fn a_flood_ends_at_the_limit_on_either_stream() {
    for script in ["yes", "yes >&2", "while :; do echo out; echo err >&2; done"] {
        let mut invocation = shell(script, NEVER);
        invocation.output_limit = 1 << 20;
        let (result, group) = observed(&invocation, &CancelToken::new());
        assert_eq!(result.unwrap_err().to_string(), "sh printed more than 1048576 bytes and was stopped");
        assert_gone(group);
    }
}

#[test]
fn a_grandchild_that_keeps_the_pipes_open_does_not_hold_up_the_run() {
    let (result, group) = observed(&shell("sleep 1000 & echo done; exit 4", NEVER), &CancelToken::new());
    let output = result.unwrap();
    assert_eq!((output.status, output.stdout.as_slice()), (Some(4), b"done\n".as_slice()));
    assert_gone(group);
}

#[test]
fn a_grandchild_that_left_the_group_does_not_hold_up_the_run() {
    if !Path::new("/usr/bin/setsid").exists() {
        return;
    }
    let (result, _) = observed(&shell("setsid sleep 1000 & echo $!", NEVER), &CancelToken::new());
    let left = String::from_utf8(result.unwrap().stdout).unwrap();
    // It is not the run's to stop, so the test does.
    assert!(std::process::Command::new("kill").args(["-9", left.trim()]).status().unwrap().success());
}

#[test]
fn what_a_grandchild_still_prints_at_once_is_read() {
    let (result, _) = observed(&shell("(echo late; echo later >&2) & exit 0", NEVER), &CancelToken::new());
    let output = result.unwrap();
    assert_eq!((output.stdout.as_slice(), output.stderr.as_slice()), (b"late\n".as_slice(), b"later\n".as_slice()));
}

#[test]
fn every_exit_code_and_signal_comes_back() {
    for code in (0..256).step_by(5) {
        assert_eq!(observed(&shell(&format!("exit {code}"), NEVER), &CancelToken::new()).0.unwrap().status, Some(code));
    }
    for signal in ["KILL", "SEGV", "TERM"] {
        assert_eq!(observed(&shell(&format!("kill -{signal} $$"), NEVER), &CancelToken::new()).0.unwrap().status, None);
    }
}

#[test]
fn runs_beside_each_other_do_not_mix() {
    std::thread::scope(|scope| {
        for number in 0..16 {
            scope.spawn(move || {
                let invocation = shell("cat; cat >&2", NEVER).input(&number.to_string());
                assert_eq!(observed(&invocation, &CancelToken::new()).0.unwrap().stdout, number.to_string().as_bytes());
            });
        }
    });
}

/// A checker made of a script; its output is one message a line, and some words make its reader fail.
struct Fake {
    name: &'static str,
    scripts: &'static [&'static str],
    limit: Duration,
    for_folder: bool,
    /// Whether each call may begin beside the one before it.
    beside: bool,
}

impl Fake {
    fn new(name: &'static str, scripts: &'static [&'static str]) -> Fake {
        Fake { name, scripts, limit: NEVER, for_folder: false, beside: false }
    }
}

impl Checker for Fake {
    fn name(&self) -> &str {
        self.name
    }

    fn languages(&self) -> &[Language] {
        &[Language::Python]
    }

    fn stage(&self) -> Stage {
        Stage::Saved
    }

    fn find(&self, _workspace: &Workspace, _file: &Path) -> Result<Tool, Absence> {
        match self.name {
            "missing" => Err(Absence::NotInstalled("missing is not on PATH".to_owned())),
            _ => Ok(Tool { program: "/bin/sh".into(), origin: "test".to_owned() }),
        }
    }

    fn invocations(&self, _tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        if !request.saved {
            return Ok(None);
        }
        let call = |script: &&str| {
            let mut call = shell(script, self.limit);
            call.folder = workspace.root.clone();
            call.beside = self.beside;
            if self.for_folder {
                call.scope = healer::check::Scope::Folder;
            }
            call
        };
        Ok(Some(self.scripts.iter().map(call).collect()))
    }

    fn parse(&self, output: &ToolOutput, invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(!text.contains("panic"), "the reader of a fake tool panics as it was asked to");
        if text.contains("{\"half\": ") {
            return Err(Garbage(format!("{} printed half a line", self.name)));
        }
        let severity = |line: &str| if line.starts_with("error") { Severity::Error } else { Severity::Warning };
        let finding = |line: &str| Finding::new(self.name, "a.py", Place::Line(invocation), severity(line), line, line.as_bytes());
        Ok(text.lines().map(finding).collect())
    }
}

fn request(saved: bool) -> CheckRequest {
    let file = SourceFile::new("/a.py", Language::Python, "x\n", ParseOptions::default());
    CheckRequest { file, saved, unsaved: Vec::new(), together: Default::default(), cancel: CancelToken::new() }
}

fn workspace() -> Workspace {
    let mut workspace = Workspace::new(Path::new("/"));
    workspace.environment.insert("FAKE_TOOL".to_owned(), "for all".to_owned());
    workspace
}

/// The one sentence of a run that failed.
fn error_of(checker: &Fake) -> String {
    let outcome = run_checker(checker, &workspace(), &request(true));
    assert!(!outcome.is_complete() && outcome.calls.is_empty());
    outcome.error.unwrap()
}

#[test]
fn each_kind_of_failure_gives_one_sentence() {
    assert_eq!(error_of(&Fake::new("half", &["printf '{\"half\": '"])), "half printed half a line");
    assert_eq!(error_of(&Fake::new("panics", &["echo panic"])), "healer could not read what panics printed (a panic in its reader)");
    assert_eq!(error_of(&Fake::new("dies", &["kill -SEGV $$"])), "dies was ended by a signal");
    let hangs = Fake { limit: Duration::from_millis(50), ..Fake::new("hangs", &["sleep 1000"]) };
    assert_eq!(error_of(&hangs), "sh did not end within 0.1 s and was stopped");
    let missing = run_checker(&Fake::new("missing", &[]), &workspace(), &request(true));
    assert_eq!(missing.tool.unwrap_err().reason(), "missing is not on PATH");
    let unsaved = run_checker(&Fake::new("disk", &["true"]), &workspace(), &request(false));
    assert_eq!(unsaved.skipped.as_deref(), Some("disk reads the disk only, and the text is not saved"));
}

#[test]
fn later_calls_are_made_only_where_earlier_ones_found_no_error() {
    let warned = run_checker(&Fake::new("two", &["echo warning", "echo error of $FAKE_TOOL"]), &workspace(), &request(true));
    assert_eq!(warned.findings().map(|finding| finding.message.as_str()).collect::<Vec<_>>(), ["warning", "error of for all"]);
    let failed = run_checker(&Fake::new("two", &["echo error", "echo error again"]), &workspace(), &request(true));
    assert_eq!((failed.findings().count(), failed.is_complete()), (1, true));
}

#[test]
fn a_call_beside_another_is_heard_where_that_one_found_no_error_and_stopped_where_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut workspace = workspace();
    workspace.environment.insert("PIPE".to_owned(), pipe.display().to_string());
    let told = |scripts: &'static [&'static str]| {
        let outcome = run_checker(&Fake { beside: true, ..Fake::new("two", scripts) }, &workspace, &request(true));
        assert!(outcome.is_complete(), "{outcome:?}");
        outcome.findings().map(|finding| finding.message.clone()).collect::<Vec<_>>()
    };
    // The first waits for the second, so that both have to run at the same time.
    assert_eq!(told(&["read word < $PIPE; echo warning $word", "echo heard > $PIPE; echo error of $FAKE_TOOL"]), ["warning heard", "error of for all"]);
    assert_eq!(told(&["read word < $PIPE; echo error $word", "echo heard > $PIPE; sleep 1000; echo error"]), ["error heard"]);
}

#[test]
fn a_cancelled_run_says_nothing() {
    let request = request(true);
    request.cancel.cancel();
    let outcome = run_checker(&Fake::new("x", &["echo error"]), &workspace(), &request);
    assert!(outcome.cancelled && outcome.error.is_none() && outcome.calls.is_empty());
}

#[test]
fn one_that_fails_costs_the_others_nothing_and_folders_are_checked_once() {
    let own: Vec<Box<dyn Checker>> = vec![
        Box::new(Fake::new("panics", &["echo panic"])),
        Box::new(Fake { for_folder: true, ..Fake::new("folder", &["echo error"]) }),
        Box::new(Fake::new("file", &["echo error"])),
    ];
    let options = RunOptions { only: ["panics", "folder", "file"].map(str::to_owned).to_vec(), ..RunOptions::default() };
    let outcomes = run_all(&workspace(), &[request(true), request(true)], &own, &options, &CancelToken::new(), &|_, _| {});
    let count = |name: &str| outcomes.iter().filter(|(_, outcome)| outcome.checker == name).flat_map(|(_, outcome)| outcome.findings()).count();
    assert_eq!((outcomes.len(), count("panics"), count("folder"), count("file")), (6, 0, 1, 2));
    assert!(outcomes.windows(2).all(|pair| pair[0].0 <= pair[1].0));
}

#[test]
fn a_crash_is_tried_again_where_that_is_asked_for_and_garbage_never() {
    let folder = tempfile::tempdir().unwrap();
    let crashes_once = "if [ -e $MARK ]; then echo error; else touch $MARK; kill -SEGV $$; fi";
    let garbage_once = "if [ -e $MARK ]; then echo error; else touch $MARK; printf '{\"half\": '; fi";
    for (script, retries, expected) in [
        (crashes_once, Some(Retries::default()), Ok(1)),
        (crashes_once, None, Err("flaky was ended by a signal")),
        (garbage_once, Some(Retries::default()), Err("flaky printed half a line")),
    ] {
        let mark = folder.path().join("mark");
        let _ = std::fs::remove_file(&mark);
        let mut workspace = workspace();
        workspace.environment.insert("MARK".to_owned(), mark.display().to_string());
        let own: Vec<Box<dyn Checker>> = vec![Box::new(Fake { for_folder: true, ..Fake::new("flaky", Vec::leak(vec![script])) })];
        let options = RunOptions { only: vec!["flaky".to_owned()], retries: retries.map(Arc::new), ..RunOptions::default() };
        let outcomes = run_all(&workspace, &[request(true)], &own, &options, &CancelToken::new(), &|_, _| {});
        let (_, outcome) = outcomes.first().unwrap();
        let found = outcome.error.as_deref().map_or_else(|| Ok(outcome.findings().count()), Err);
        assert_eq!(found, expected, "{script}");
    }
}
