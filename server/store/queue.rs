//! What waits to be written: bounded, in order, one reader.

use super::write::Command;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// More commands than this never wait.
const CAPACITY: usize = 4096;

/// The most that is written in one transaction.
const BATCH: usize = 256;

/// How long one who records waits for room. After that the record is dropped: a heal never hangs on a disk.
const PATIENCE: Duration = Duration::from_millis(50);

#[derive(Default)]
pub(super) struct Queue {
    state: Mutex<Waiting>,
    arrived: Condvar,
    done: Condvar,
}

#[derive(Default)]
struct Waiting {
    commands: VecDeque<Command>,
    /// The number of commands ever taken in, and of those that are through.
    accepted: u64,
    finished: u64,
    closed: bool,
    /// Whether the reader has ended; what waits then waits for ever.
    left: bool,
}

impl Queue {
    /// Adds a command; `false` where there was no room.
    pub(super) fn push(&self, command: Command) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |waiting: &mut Waiting| waiting.commands.len() >= CAPACITY && !waiting.closed;
        let (mut state, _) = self.done.wait_timeout_while(state, PATIENCE, full).unwrap_or_else(PoisonError::into_inner);
        if state.closed || state.commands.len() >= CAPACITY {
            return false;
        }
        state.commands.push_back(command);
        state.accepted += 1;
        self.arrived.notify_one();
        true
    }

    /// Waits for commands; `None` once the queue is closed and empty.
    pub(super) fn take(&self) -> Option<Vec<Command>> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = self.arrived.wait_while(state, |waiting| waiting.commands.is_empty() && !waiting.closed).unwrap_or_else(PoisonError::into_inner);
        let count = state.commands.len().min(BATCH);
        let batch: Vec<Command> = state.commands.drain(..count).collect();
        (!batch.is_empty()).then_some(batch)
    }

    /// Tells that commands that were taken are through, written or not.
    pub(super) fn finish(&self, count: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.finished += count as u64;
        self.done.notify_all();
    }

    /// Waits until all that was pushed before is through; `false` where that took longer than the limit.
    pub(super) fn wait(&self, limit: Duration) -> bool {
        let deadline = Instant::now() + limit;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = state.accepted;
        while state.finished < wanted {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || state.left {
                return false;
            }
            state = self.done.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    /// Lets the reader end after what waits.
    pub(super) fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.arrived.notify_all();
        self.done.notify_all();
    }

    /// Tells that nobody reads any more, so that nobody waits for it.
    pub(super) fn leave(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (state.closed, state.left) = (true, true);
        self.done.notify_all();
    }
}
