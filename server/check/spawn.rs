//! The only place that starts processes.

use super::Invocation;
use crate::base::CancelToken;
use std::time::Duration;

/// What a tool printed and how it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolOutput {
    /// The exit code; `None` where a signal ended the tool.
    pub status: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    pub elapsed: Duration,
}

/// Why a run gave no output.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error("{program} could not be started: {error}")]
    Start { program: String, error: std::io::Error },
    #[error("{program} did not end within {} s and was stopped", limit.as_secs())]
    TimedOut { program: String, limit: Duration },
    #[error("{program} printed more than {limit} bytes and was stopped")]
    Flooded { program: String, limit: usize },
    #[error("the run of {program} was cancelled")]
    Cancelled { program: String },
}

/// Runs a tool to its end in a process group of its own. The whole group is stopped at the time limit, at the output limit, and when
/// `cancel` says so; processes that the tool left behind are stopped too.
pub fn run(invocation: &Invocation, cancel: &CancelToken) -> Result<ToolOutput, RunError> {
    let _ = cancel;
    Err(RunError::Start { program: invocation.program.display().to_string(), error: std::io::Error::other("not built yet") })
}
