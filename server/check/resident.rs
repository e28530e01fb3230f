//! Programs that stay running between calls, because starting them takes longer than what they are asked: half a second for eslint, against
//! some ten milliseconds for a file.
//!
//! A program is asked by a line of JSON and answers with one, so what healer ends with (also killed) closes its input and ends it too. It may
//! decline at any time, by ending or by an answer without output; then the call is made in the ordinary way, which also has the words for what
//! is wrong.

use super::spawn::{Group, RunError, ToolOutput};
use super::{Invocation, Workspace, find_program};
use crate::base::CancelToken;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How many programs of one kind run at most at the same time: each takes some 100 MB.
const MOST_OF_A_KIND: usize = 2;

/// How many run at most in all; another kind takes the place of the one that was not asked for longest.
const MOST: usize = 4;

/// How scripts take questions and give answers.
const COMMON: &str = include_str!("resident.js");

/// How often a waiting call looks at its cancellation.
const TICK: Duration = Duration::from_millis(15);

/// A call of a program that stays running.
#[derive(Clone, Debug)]
pub struct ResidentCall {
    /// Starts the program; the same words mean that the same program can be asked. Its time limit is that of an answer, and what it says of
    /// folder, scope and covered files holds for the answer.
    pub start: Invocation,
    /// What is asked.
    pub question: serde_json::Value,
}

impl ResidentCall {
    /// A script that is run by the node of the search path, behind [`COMMON`], with its arguments. `None` where there is no node.
    pub fn of_script(workspace: &Workspace, script: &str, arguments: [&Path; 2], folder: &Path, question: serde_json::Value) -> Option<ResidentCall> {
        let node = find_program(workspace, &workspace.root, &["node"], &[]).ok()?;
        // The input is a pipe that stays open.
        let script = format!("{COMMON}{script}");
        let start = Invocation::new(&node.program, folder).arguments(["-e", script.as_str(), "--"]).arguments(arguments).input("");
        Some(ResidentCall { start, question })
    }
}

/// The programs of a workspace that run now. They end with it.
#[derive(Debug, Default)]
pub struct Residents {
    state: Mutex<State>,
    /// One has come back or ended.
    returned: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Those that nobody asks at the moment, the one that was asked last at the end.
    idle: Vec<Running>,
    /// The kinds of those that are being asked.
    busy: Vec<String>,
}

#[derive(Serialize)]
struct Asked<'q> {
    id: u64,
    question: &'q serde_json::Value,
}

#[derive(Deserialize)]
struct Answer {
    id: u64,
    /// What the program would print in an ordinary call; none where it cannot tell.
    output: Option<String>,
}

impl Residents {
    /// Makes the call of a program that stays running, and starts it where it does not run yet. `None` where it gives no answer, so that the
    /// call has to be made in the ordinary way.
    ///
    /// `start` starts the program, and its time limit is that of the answer.
    pub fn ask(&self, start: &Invocation, question: &serde_json::Value, cancel: &CancelToken) -> Option<Result<ToolOutput, RunError>> {
        let started = Instant::now();
        let program = || super::spawn::name_of(start);
        let kind = format!("{:?} {:?} {:?} {:?}", start.program, start.folder, start.arguments, start.environment);
        let is_over = || cancel.is_cancelled() || started.elapsed() >= start.timeout;
        // One that has been waiting may find that what it has loaded is out of date, and end; a new one is asked then.
        for _ in 0..=MOST_OF_A_KIND {
            let (mut running, is_new) = match self.take(&kind, start, &is_over)? {
                Taken::Waiting(running) => (running, false),
                Taken::New(running) => (running, true),
                Taken::Nothing if cancel.is_cancelled() => return Some(Err(RunError::Cancelled { program: program() })),
                Taken::Nothing => return Some(Err(RunError::TimedOut { program: program(), limit: start.timeout })),
            };
            match running.ask(question, start.timeout.saturating_sub(started.elapsed()), cancel) {
                Said::Answer(output) => {
                    self.give_back(running);
                    return output
                        .map(|output| Ok(ToolOutput { status: Some(0), stdout: output.into_bytes(), stderr: Vec::new(), elapsed: started.elapsed() }));
                }
                // Its answer is passed over when it comes.
                Said::Cancelled => {
                    self.give_back(running);
                    return Some(Err(RunError::Cancelled { program: program() }));
                }
                Said::TooLong => {
                    self.drop_one(running);
                    return Some(Err(RunError::TimedOut { program: program(), limit: start.timeout }));
                }
                Said::Ended => {
                    self.drop_one(running);
                    if is_new {
                        return None;
                    }
                }
            }
        }
        None
    }

    /// One that nobody asks, or a new one. `None` where it cannot be started.
    fn take(&self, kind: &str, start: &Invocation, is_over: &dyn Fn() -> bool) -> Option<Taken> {
        let mut state = self.lock();
        loop {
            if is_over() {
                return Some(Taken::Nothing);
            }
            if let Some(at) = state.idle.iter().rposition(|running| running.kind == kind) {
                state.busy.push(kind.to_owned());
                return Some(Taken::Waiting(state.idle.remove(at)));
            }
            if state.busy.iter().filter(|busy| *busy == kind).count() < MOST_OF_A_KIND && (state.busy.len() < MOST) {
                break;
            }
            state = self.returned.wait_timeout(state, TICK).unwrap_or_else(PoisonError::into_inner).0;
        }
        state.busy.push(kind.to_owned());
        let excess = (state.idle.len() + state.busy.len()).saturating_sub(MOST).min(state.idle.len());
        let ended: Vec<Running> = state.idle.drain(..excess).collect();
        drop(state);
        drop(ended);
        let running = Running::start(kind, start);
        if running.is_none() {
            self.forget(kind);
        }
        running.map(Taken::New)
    }

    fn give_back(&self, running: Running) {
        self.forget(&running.kind);
        self.lock().idle.push(running);
        self.returned.notify_all();
    }

    fn drop_one(&self, running: Running) {
        self.forget(&running.kind);
        self.returned.notify_all();
    }

    fn forget(&self, kind: &str) {
        let mut state = self.lock();
        if let Some(at) = state.busy.iter().position(|busy| busy == kind) {
            state.busy.swap_remove(at);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Taken {
    Waiting(Running),
    New(Running),
    /// There was none until the call was over.
    Nothing,
}

enum Said {
    Answer(Option<String>),
    Cancelled,
    TooLong,
    Ended,
}

/// A program that runs. Dropping it ends it with all its descendants.
struct Running {
    kind: String,
    input: Box<dyn Write + Send>,
    answers: Receiver<Answer>,
    /// The number of the last question.
    asked: u64,
    /// The number of the last answer.
    answered: u64,
    _group: Group,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Running").field("kind", &self.kind).field("asked", &self.asked).finish_non_exhaustive()
    }
}

impl Running {
    fn start(kind: &str, start: &Invocation) -> Option<Running> {
        let mut group = Group::start(start).ok()?;
        let (input, output) = (group.stdin()?, group.stdout()?);
        // What it complains of is of no interest, but has to be read, or it would wait for that.
        let complaints = group.stderr();
        thread::spawn(move || complaints.map(|mut pipe| std::io::copy(&mut pipe, &mut std::io::sink())));
        let (answered, answers) = channel();
        let limit = start.output_limit as u64;
        thread::spawn(move || {
            let mut lines = BufReader::new(output);
            let mut line = String::new();
            loop {
                line.clear();
                let read = (&mut lines).take(limit).read_line(&mut line);
                let said = serde_json::from_str::<Answer>(&line).ok();
                if !matches!(read, Ok(1..)) || said.is_none_or(|answer| answered.send(answer).is_err()) {
                    return;
                }
            }
        });
        Some(Running { kind: kind.to_owned(), input: Box::new(input), answers, asked: 0, answered: 0, _group: group })
    }

    fn ask(&mut self, question: &serde_json::Value, limit: Duration, cancel: &CancelToken) -> Said {
        let started = Instant::now();
        // The answer to a question that was cancelled comes first. Until then the program may not read, so that writing would wait.
        if let Err(said) = self.last_answer(started, limit, cancel) {
            return said;
        }
        let id = self.asked + 1;
        let Ok(mut line) = serde_json::to_vec(&Asked { id, question }) else { return Said::Answer(None) };
        line.push(b'\n');
        if self.input.write_all(&line).and_then(|()| self.input.flush()).is_err() {
            return Said::Ended;
        }
        self.asked = id;
        match self.last_answer(started, limit, cancel) {
            Ok(output) => Said::Answer(output),
            Err(said) => said,
        }
    }

    /// Waits for the answer to the last question; at once where it has come already.
    fn last_answer(&mut self, started: Instant, limit: Duration, cancel: &CancelToken) -> Result<Option<String>, Said> {
        let mut output = None;
        while self.answered < self.asked {
            match self.answers.recv_timeout(TICK) {
                Ok(answer) => (self.answered, output) = (answer.id, answer.output),
                Err(RecvTimeoutError::Disconnected) => return Err(Said::Ended),
                Err(RecvTimeoutError::Timeout) if cancel.is_cancelled() => return Err(Said::Cancelled),
                Err(RecvTimeoutError::Timeout) if started.elapsed() >= limit => return Err(Said::TooLong),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        Ok(output)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use serde_json::json;

    /// Answers each question with the number of questions so far, by a shell script.
    const COUNTS: &str = r#"n=0; while read -r line; do n=$((n+1)); echo "{\"id\":$n,\"output\":\"$n of $$\"}"; done"#;

    fn call(script: &str) -> ResidentCall {
        let start = Invocation::new(Path::new("/bin/sh"), Path::new("/")).arguments(["-c", script]).input("");
        ResidentCall { start, question: json!("?") }
    }

    fn said(residents: &Residents, call: &ResidentCall) -> Option<String> {
        let output = residents.ask(&call.start, &call.question, &CancelToken::new())?.expect("not cancelled");
        Some(String::from_utf8(output.stdout).expect("text"))
    }

    #[test]
    fn one_program_answers_again_and_again() {
        let residents = Residents::default();
        let (first, second) = (said(&residents, &call(COUNTS)).expect("answers"), said(&residents, &call(COUNTS)).expect("answers"));
        assert_eq!((first.replace("1 of ", ""), &first[..2], &second[..2]), (second.replace("2 of ", ""), "1 ", "2 "));
    }

    #[test]
    fn another_environment_is_another_program() {
        let residents = Residents::default();
        let script = r#"while read -r line; do echo "{\"id\":1,\"output\":\"$WHERE\"}"; done"#;
        for place in ["here", "there"] {
            let ResidentCall { start, question } = call(script);
            assert_eq!(said(&residents, &ResidentCall { start: start.variable("WHERE", place), question }).as_deref(), Some(place));
        }
    }

    #[test]
    fn one_that_ends_is_started_anew_and_one_that_declines_or_talks_is_not_believed() {
        let residents = Residents::default();
        let once = r#"read -r line; echo "{\"id\":1,\"output\":\"$$\"}""#;
        let (first, second) = (said(&residents, &call(once)).expect("answers"), said(&residents, &call(once)).expect("answers"));
        assert_ne!(first, second);
        assert_eq!(said(&residents, &call("exit 1")), None);
        assert_eq!(said(&residents, &call("echo hello; read -r line; read -r line")), None);
        assert_eq!(said(&residents, &call(r#"while read -r line; do echo '{"id":1}'; done"#)), None);
        let missing = Invocation::new(Path::new("/nowhere/program"), Path::new("/")).input("");
        assert_eq!(said(&residents, &ResidentCall { start: missing, question: json!(0) }), None);
    }

    #[test]
    fn a_cancelled_question_leaves_a_program_that_answers_the_next_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let residents = Residents::default();
        // It answers the first question only when it is let go, by the end of a named pipe.
        let gate = folder.path().join("gate");
        let script = format!(
            r#"mkfifo {0}; read -r line; cat {0}; echo '{{"id":1,"output":"late"}}'; read -r line; echo '{{"id":2,"output":"in time"}}'"#,
            gate.display()
        );
        let cancel = CancelToken::new();
        thread::scope(|scope| {
            let asking = scope.spawn(|| residents.ask(&call(&script).start, &json!(0), &cancel));
            while !gate.exists() {
                thread::yield_now();
            }
            // Opening the pipe for writing waits until the program reads it.
            let held = std::fs::OpenOptions::new().write(true).open(&gate).expect("opens");
            cancel.cancel();
            assert!(matches!(asking.join().expect("ends"), Some(Err(RunError::Cancelled { .. }))));
            drop(held);
        });
        assert_eq!(said(&residents, &call(&script)).as_deref(), Some("in time"));
    }

    #[test]
    fn one_that_says_nothing_is_stopped_at_the_time_limit() {
        let residents = Residents::default();
        let mut silent = call("cat >/dev/null");
        silent.start.timeout = Duration::from_millis(50);
        let answer = residents.ask(&silent.start, &silent.question, &CancelToken::new());
        assert!(matches!(answer, Some(Err(RunError::TimedOut { .. }))));
        assert!(residents.lock().idle.is_empty() && residents.lock().busy.is_empty());
    }
}
