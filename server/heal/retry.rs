//! Checkers that fail for a reason that passes are run again, after a pause that grows. What fails for good is not: a program that is not
//! there, one that hangs or floods, and output that cannot be read stay what they are.

use crate::base::CancelToken;
use crate::base::backoff::{Backoff, random};
use crate::check::ToolOutput;
use crate::check::spawn::RunError;
use std::io::{self, ErrorKind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The pauses before the retries of one call: 0.7 s at most together.
const BACKOFF: Backoff = Backoff { first: Duration::from_millis(100), longest: Duration::from_millis(400), retries: 3 };

/// So many calls are repeated in one heal. A tool that crashes on every text is not worth more.
const MOST: u32 = 6;

/// What tools say of something that another process holds at the moment, in lower case.
const HELD: &[&str] = &[
    "blocking waiting for file lock",
    "could not acquire lock",
    "failed to lock",
    "failed to acquire package cache lock",
    "failed to acquire lock",
    "database is locked",
    "is being used by another process",
    "resource temporarily unavailable",
    "resource busy",
    "text file busy",
];

/// Whether trying again may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    Transient,
    Permanent,
}

/// The cause of a run that gave no output.
pub fn cause_of_run(error: &RunError) -> Cause {
    match error {
        RunError::Start { error, .. } => cause_of_io(error),
        RunError::TimedOut { .. } | RunError::Flooded { .. } | RunError::Cancelled { .. } => Cause::Permanent,
    }
}

/// The cause of an error of the system's.
pub fn cause_of_io(error: &io::Error) -> Cause {
    match error.kind() {
        ErrorKind::ExecutableFileBusy | ErrorKind::ResourceBusy | ErrorKind::WouldBlock | ErrorKind::Deadlock => Cause::Transient,
        _ => Cause::Permanent,
    }
}

/// The cause of output in which nothing could be found: a tool that was killed or ended without a word crashed, one that says that something
/// is held could not work.
pub fn cause_of_output(output: &ToolOutput) -> Cause {
    let is_blank = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_whitespace);
    let has_crashed = output.status.is_none() || (output.status != Some(0) && is_blank(&output.stdout) && is_blank(&output.stderr));
    let says_held = |bytes: &[u8]| {
        let words = String::from_utf8_lossy(bytes).to_lowercase();
        HELD.iter().any(|held| words.contains(held))
    };
    if has_crashed || says_held(&output.stderr) || says_held(&output.stdout) { Cause::Transient } else { Cause::Permanent }
}

/// How often the calls of one heal are still repeated, and when.
#[derive(Debug)]
pub struct Retries {
    backoff: Backoff,
    random: fn() -> f64,
    left: AtomicU32,
}

impl Default for Retries {
    fn default() -> Retries {
        Retries::new(BACKOFF, random, MOST)
    }
}

impl Retries {
    /// At most so many in all. `random` gives numbers from 0 to 1.
    pub fn new(backoff: Backoff, random: fn() -> f64, most: u32) -> Retries {
        Retries { backoff, random, left: AtomicU32::new(most) }
    }

    /// The pauses before the retries of one call.
    pub(super) fn pauses(&self) -> impl Iterator<Item = Duration> + '_ {
        let is_left = |_: &Duration| self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
        self.backoff.pauses(self.random).take_while(is_left)
    }
}

/// Makes a call until it works, fails for good, or has failed too often. `None` where it is cancelled meanwhile.
pub(super) fn persist<T>(retries: Option<&Retries>, cancel: &CancelToken, mut call: impl FnMut() -> Result<T, Failure>) -> Option<Result<T, Failure>> {
    let mut pauses = retries.map(Retries::pauses);
    loop {
        let failure = match call() {
            Ok(done) => return Some(Ok(done)),
            Err(Failure { error: None, .. }) => return None,
            Err(failure) => failure,
        };
        let pause = pauses.as_mut().filter(|_| failure.cause == Cause::Transient).and_then(Iterator::next);
        let Some(pause) = pause else { return Some(Err(failure)) };
        tracing::debug!(error = failure.error, ?pause, "a call is repeated");
        if cancel.wait(pause) {
            return None;
        }
    }
}

/// Why a call came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub cause: Cause,
    /// One sentence for the user; `None` where the call was cancelled.
    pub error: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn output(status: Option<i32>, stdout: &str, stderr: &str) -> ToolOutput {
        ToolOutput { status, stdout: stdout.into(), stderr: stderr.into(), ..ToolOutput::default() }
    }

    #[test]
    fn causes_are_told_apart() {
        use Cause::{Permanent, Transient};
        for (output, expected) in [
            (output(None, "", ""), Transient),
            (output(None, "half of a rep", "thread panicked"), Transient),
            (output(Some(1), "", ""), Transient),
            (output(Some(134), " \n", "\n"), Transient),
            (output(Some(101), "", "    Blocking waiting for file lock on build directory\nerror: failed to lock\n"), Transient),
            (output(Some(1), "", "sqlite3.OperationalError: database is locked"), Transient),
            (output(Some(1), "go: RLock /cache/lock: Resource temporarily unavailable", ""), Transient),
            (output(Some(0), "", ""), Permanent),
            (output(Some(0), "{not json", ""), Permanent),
            (output(Some(101), "", "error: failed to parse manifest at `/w/Cargo.toml`"), Permanent),
            (output(Some(2), "", "error: unrecognized subcommand"), Permanent),
        ] {
            assert_eq!(cause_of_output(&output), expected, "{output:?}");
        }
        let program = || "tool".to_owned();
        for (error, expected) in [
            (RunError::Start { program: program(), error: ErrorKind::NotFound.into() }, Permanent),
            (RunError::Start { program: program(), error: ErrorKind::PermissionDenied.into() }, Permanent),
            (RunError::Start { program: program(), error: ErrorKind::ExecutableFileBusy.into() }, Transient),
            (RunError::Start { program: program(), error: ErrorKind::WouldBlock.into() }, Transient),
            (RunError::TimedOut { program: program(), limit: Duration::ZERO }, Permanent),
            (RunError::Flooded { program: program(), limit: 1 }, Permanent),
            (RunError::Cancelled { program: program() }, Permanent),
        ] {
            assert_eq!(cause_of_run(&error), expected, "{error:?}");
        }
    }

    #[test]
    fn only_what_passes_is_tried_again_and_not_for_ever() {
        let quick = Backoff { first: Duration::from_nanos(1), longest: Duration::from_nanos(1), retries: 3 };
        let failure = |cause| Failure { cause, error: Some("no".to_owned()) };
        let calls_of = |retries: Option<&Retries>, cause: Cause, fails: usize| {
            let calls = Cell::new(0);
            let call = || {
                calls.set(calls.get() + 1);
                if calls.get() > fails { Ok(()) } else { Err(failure(cause)) }
            };
            let ended = persist(retries, &CancelToken::new(), call).unwrap();
            (calls.get(), ended.is_ok())
        };
        let all = Retries::new(quick, || 0.5, 100);
        assert_eq!(calls_of(Some(&all), Cause::Transient, 2), (3, true));
        assert_eq!(calls_of(Some(&all), Cause::Transient, 9), (4, false));
        assert_eq!(calls_of(Some(&all), Cause::Permanent, 9), (1, false));
        assert_eq!(calls_of(None, Cause::Transient, 9), (1, false));
        let few = Retries::new(quick, || 0.5, 4);
        assert_eq!([(); 3].map(|()| calls_of(Some(&few), Cause::Transient, 9).0), [4, 2, 1], "all calls of a heal share what there is");
    }

    #[test]
    fn a_pause_ends_when_the_heal_is_cancelled() {
        let slow = Backoff { first: Duration::from_secs(1000), longest: Duration::from_secs(1000), retries: 3 };
        let cancel = CancelToken::new();
        let call = || {
            cancel.cancel();
            Err::<(), _>(Failure { cause: Cause::Transient, error: Some("no".to_owned()) })
        };
        assert_eq!(persist(Some(&Retries::new(slow, || 1.0, 9)), &cancel, call), None);
        assert_eq!(persist(None, &cancel, || Err::<(), _>(Failure { cause: Cause::Permanent, error: None })), None);
    }
}
