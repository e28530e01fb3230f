//! The only place that starts processes.

use super::Invocation;
use crate::base::CancelToken;
use process_wrap::std::{ChildWrapper, CommandWrap};
use std::io::{ErrorKind, Read, Write};
use std::process::{ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How often a running tool's cancellation and end are looked at.
const TICK: Duration = Duration::from_millis(15);

/// How long a pipe may stay open after the tool has ended, before what holds it open is stopped; and how long it may then still take.
const GRACE: Duration = Duration::from_millis(200);

/// By how much a tool yields to whoever waits for an answer, added to the `nice` value of the server. A type checker keeps every core busy for
/// a second after each edit, and that is when menus are opened. Much more would starve it beside a build of the user's own.
#[cfg(unix)]
const NICENESS: i32 = 5;

/// How often a program that is still being written is tried again.
const BUSY_RETRIES: u32 = 5;

/// What a tool printed and how it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolOutput {
    /// The exit code; `None` where a signal ended the tool.
    pub status: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    pub elapsed: Duration,
}

/// What is said of a tool that reached its time limit, before the limit.
pub const TOO_LONG: &str = " did not end within ";

/// Why a run gave no output.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error("{program} could not be started: {error}")]
    Start { program: String, error: std::io::Error },
    #[error("{program}{TOO_LONG}{} and was stopped", seconds(*limit))]
    TimedOut { program: String, limit: Duration },
    #[error("{program} printed more than {limit} bytes and was stopped")]
    Flooded { program: String, limit: usize },
    #[error("the run of {program} was cancelled")]
    Cancelled { program: String },
}

/// A duration in words: whole seconds from ten on, tenths below.
fn seconds(limit: Duration) -> String {
    if limit >= Duration::from_secs(10) { format!("{} s", limit.as_secs()) } else { format!("{:.1} s", limit.as_secs_f64()) }
}

/// Runs a tool to its end in a process group of its own. The whole group is stopped at the time limit, at the output limit, and when
/// `cancel` says so; processes that the tool left behind are stopped too. Blocks the calling thread for as long as the tool runs.
pub fn run(invocation: &Invocation, cancel: &CancelToken) -> Result<ToolOutput, RunError> {
    run_observed(invocation, cancel, |_| {})
}

/// As [`run`], and tells the identifier of the process, which is that of its group too, as soon as it has started.
pub fn run_observed(invocation: &Invocation, cancel: &CancelToken, started_as: impl FnOnce(u32)) -> Result<ToolOutput, RunError> {
    let program = name_of(invocation);
    if cancel.is_cancelled() {
        return Err(RunError::Cancelled { program });
    }
    let started = Instant::now();
    let mut group = Group::start(invocation).map_err(|error| RunError::Start { program: program.clone(), error })?;
    started_as(group.child.id());
    let (events, inbox) = channel();
    feed(&mut group, invocation);
    let streams = [
        Stream::read(group.child.stdout().take(), invocation.output_limit, events.clone()),
        Stream::read(group.child.stderr().take(), invocation.output_limit, events),
    ];
    let status = wait(&mut group, &inbox, &streams, invocation, cancel, started, &program)?;
    drain(&mut group, &inbox, &streams);
    let [stdout, stderr] = streams.map(|stream| stream.take());
    if stdout.len() + stderr.len() > invocation.output_limit {
        return Err(RunError::Flooded { program, limit: invocation.output_limit });
    }
    Ok(ToolOutput { status: status.code(), stdout, stderr, elapsed: started.elapsed() })
}

/// What the program of a call is called in messages.
pub(super) fn name_of(invocation: &Invocation) -> String {
    invocation.program.file_name().map_or_else(|| invocation.program.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// A running tool with all its descendants; whatever still runs is stopped when it is dropped.
pub(super) struct Group {
    child: Box<dyn ChildWrapper>,
}

impl Group {
    pub(super) fn start(invocation: &Invocation) -> std::io::Result<Group> {
        let mut tries = 0;
        loop {
            match command_of(invocation).spawn() {
                // Another thread's fork may hold a freshly written program open for a moment.
                Err(error) if error.kind() == ErrorKind::ExecutableFileBusy && tries < BUSY_RETRIES => {
                    tries += 1;
                    thread::sleep(TICK);
                }
                other => return other.map(|child| Group { child }.yielding()),
            }
        }
    }

    /// The group at a lower priority than the server's own threads, where the system lets us.
    #[cfg(unix)]
    fn yielding(self) -> Group {
        if let Some(id) = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw) {
            let own = rustix::process::getpriority_process(None).unwrap_or(0);
            let _ = rustix::process::setpriority_pgrp(Some(id), own + NICENESS);
        }
        self
    }

    #[cfg(not(unix))]
    fn yielding(self) -> Group {
        self
    }

    /// The tool's ends of its pipes, each handed out once.
    pub(super) fn stdin(&mut self) -> Option<ChildStdin> {
        self.child.stdin().take()
    }

    pub(super) fn stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout().take()
    }

    pub(super) fn stderr(&mut self) -> Option<ChildStderr> {
        self.child.stderr().take()
    }

    /// The exit status of the tool itself, whatever its descendants do; `None` while it runs.
    fn try_wait(&mut self) -> std::io::Result<Option<ExitStatus>> {
        self.child.inner_mut().try_wait()
    }

    /// Stops every process of the group. A group that is gone already is no error.
    fn stop(&mut self) {
        let _ = self.child.start_kill();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.stop();
        // The children are dead or dying; waiting for them leaves no zombie. On Windows the handle is all there is to give back.
        #[cfg(unix)]
        let _ = self.child.wait();
        #[cfg(not(unix))]
        let _ = self.child.inner_mut().wait();
    }
}

fn command_of(invocation: &Invocation) -> CommandWrap {
    let mut command = Command::new(&invocation.program);
    command.args(&invocation.arguments).current_dir(&invocation.folder).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.stdin(if invocation.input.is_some() { Stdio::piped() } else { Stdio::null() });
    // These force colours into output that is read by a program.
    for forcing in ["FORCE_COLOR", "CLICOLOR_FORCE", "CARGO_TERM_COLOR"] {
        command.env_remove(forcing);
    }
    command.env("NO_COLOR", "1");
    for (name, value) in &invocation.environment {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let mut command = CommandWrap::from(command);
    #[cfg(unix)]
    command.wrap(process_wrap::std::ProcessGroup::leader());
    #[cfg(windows)]
    command.wrap(process_wrap::std::JobObject);
    command
}

/// Writes the tool's input from a thread of its own, as a tool may print before it has read all of it. A tool that does not read is no error.
fn feed(group: &mut Group, invocation: &Invocation) {
    let (Some(mut pipe), Some(input)) = (group.child.stdin().take(), invocation.input.clone()) else { return };
    thread::spawn(move || {
        let _ = pipe.write_all(&input);
    });
}

enum Event {
    /// A stream has ended.
    Closed,
    /// A stream has reached the output limit.
    Full,
}

/// What one output stream has said so far; a thread reads it. The thread outlives the run only where a process that left the group holds the
/// pipe open, and then ends with that process.
struct Stream {
    bytes: Arc<Mutex<Vec<u8>>>,
}

impl Stream {
    fn read(pipe: Option<impl Read + Send + 'static>, limit: usize, events: Sender<Event>) -> Stream {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let shared = bytes.clone();
        if let Some(mut pipe) = pipe {
            thread::spawn(move || {
                let mut buffer = vec![0; 64 << 10];
                loop {
                    match pipe.read(&mut buffer) {
                        Ok(0) => break,
                        Ok(count) => {
                            let mut bytes = shared.lock().unwrap_or_else(PoisonError::into_inner);
                            bytes.extend_from_slice(buffer.get(..count).unwrap_or(&[]));
                            if bytes.len() > limit {
                                let _ = events.send(Event::Full);
                                break;
                            }
                        }
                        Err(error) if error.kind() == ErrorKind::Interrupted => {}
                        Err(_) => break,
                    }
                }
                let _ = events.send(Event::Closed);
            });
        }
        Stream { bytes }
    }

    fn len(&self) -> usize {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.bytes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Waits for the tool itself to end.
fn wait(
    group: &mut Group,
    inbox: &Receiver<Event>,
    streams: &[Stream; 2],
    invocation: &Invocation,
    cancel: &CancelToken,
    started: Instant,
    program: &str,
) -> Result<ExitStatus, RunError> {
    let program = || program.to_owned();
    let mut tick = TICK;
    loop {
        match group.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) => {}
            Err(error) => return Err(RunError::Start { program: program(), error }),
        }
        if cancel.is_cancelled() {
            return Err(RunError::Cancelled { program: program() });
        }
        if started.elapsed() >= invocation.timeout {
            return Err(RunError::TimedOut { program: program(), limit: invocation.timeout });
        }
        match inbox.recv_timeout(tick) {
            Ok(Event::Full) => return Err(RunError::Flooded { program: program(), limit: invocation.output_limit }),
            // A closed stream mostly means that the tool is about to end.
            Ok(Event::Closed) => tick = Duration::from_millis(1),
            Err(RecvTimeoutError::Timeout) => tick = (tick * 2).min(TICK),
            Err(RecvTimeoutError::Disconnected) => {
                thread::sleep(tick);
                tick = (tick * 2).min(TICK);
            }
        }
        if streams.iter().map(Stream::len).sum::<usize>() > invocation.output_limit {
            return Err(RunError::Flooded { program: program(), limit: invocation.output_limit });
        }
    }
}

/// Reads what is still in the pipes after the tool has ended. Descendants that keep a pipe open and say nothing more for a moment are stopped.
fn drain(group: &mut Group, inbox: &Receiver<Event>, streams: &[Stream; 2]) {
    for stopped in [false, true] {
        if stopped {
            group.stop();
        }
        let mut size: usize = streams.iter().map(Stream::len).sum();
        loop {
            match inbox.recv_timeout(GRACE) {
                // Both senders are gone: both streams have ended.
                Err(RecvTimeoutError::Disconnected) => return,
                Ok(Event::Full) => return,
                Ok(Event::Closed) => {}
                Err(RecvTimeoutError::Timeout) => {
                    let now = streams.iter().map(Stream::len).sum();
                    if now == size || stopped {
                        break;
                    }
                    size = now;
                }
            }
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::path::Path;

    fn shell(script: &str) -> Invocation {
        Invocation::new(Path::new("/bin/sh"), Path::new("/")).arguments(["-c", script])
    }

    #[test]
    fn output_input_and_status_come_back() {
        let output = run(&shell("cat; echo oops >&2; exit 3").input("héllo"), &CancelToken::new()).expect("ran");
        assert_eq!((output.status, output.stdout.as_slice(), output.stderr.as_slice()), (Some(3), "héllo".as_bytes(), b"oops\n".as_slice()));
    }

    #[test]
    fn a_large_input_that_is_not_read_does_no_harm() {
        let input = "x".repeat(4 << 20);
        let output = run(&shell("exec 0<&-; echo done").input(&input), &CancelToken::new()).expect("ran");
        assert_eq!(output.stdout, b"done\n");
        let output = run(&shell("cat").input(&input), &CancelToken::new()).expect("ran");
        assert_eq!(output.stdout.len(), input.len());
    }

    #[test]
    fn a_program_that_is_not_there_gives_one_message() {
        let error = run(&Invocation::new(Path::new("/nowhere/tool"), Path::new("/")), &CancelToken::new()).expect_err("no program");
        assert_eq!(error.to_string(), "tool could not be started: No such file or directory (os error 2)");
    }
}
