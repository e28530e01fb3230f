//! The worker pool: CPU work that must not hold up the owner of the state.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

type Job = Box<dyn FnOnce() + Send>;

/// Parsers descend recursively, so that deeply nested code needs a deep stack; only what is used costs memory.
const STACK_BYTES: usize = 64 << 20;

#[derive(Default)]
struct Queues {
    urgent: VecDeque<Job>,
    patient: VecDeque<Job>,
    /// Whether the thread for urgent jobs waits for one. Then no other takes it: that thread remembers the last texts that it has looked at.
    urgent_waits: bool,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    queues: Mutex<Queues>,
    ready: Condvar,
}

/// A few threads that run jobs: urgent ones first, and one thread takes nothing else, so that no urgent job waits for patient ones.
/// A job that panics costs itself only. Dropping the pool lets its threads end after the jobs at hand.
pub struct Pool {
    shared: Arc<Shared>,
}

impl Pool {
    /// A pool with `threads` threads for all jobs (at least 1) and one more for urgent ones.
    pub fn new(threads: usize) -> Pool {
        let shared = Arc::new(Shared::default());
        for number in 0..=threads.max(1) {
            let shared = shared.clone();
            let worker = move || work(&shared, number == 0);
            if let Err(error) = thread::Builder::new().name(format!("work-{number}")).stack_size(STACK_BYTES).spawn(worker) {
                tracing::error!(%error, "a worker thread could not be started");
            }
        }
        Pool { shared }
    }

    /// Runs a job that somebody waits for.
    pub fn urgent(&self, job: impl FnOnce() + Send + 'static) {
        self.add(|queues| queues.urgent.push_back(Box::new(job)));
    }

    /// Runs a job when nothing urgent is to be done.
    pub fn patient(&self, job: impl FnOnce() + Send + 'static) {
        self.add(|queues| queues.patient.push_back(Box::new(job)));
    }

    fn add(&self, push: impl FnOnce(&mut Queues)) {
        push(&mut self.shared.queues.lock().unwrap_or_else(PoisonError::into_inner));
        self.shared.ready.notify_all();
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.add(|queues| {
            queues.closed = true;
            queues.urgent.clear();
            queues.patient.clear();
        });
    }
}

fn work(shared: &Shared, urgent_only: bool) {
    let mut queues = shared.queues.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let next = match urgent_only {
            true => queues.urgent.pop_front(),
            false if queues.urgent_waits => queues.patient.pop_front(),
            false => queues.urgent.pop_front().or_else(|| queues.patient.pop_front()),
        };
        if urgent_only {
            queues.urgent_waits = next.is_none();
            if !queues.urgent.is_empty() {
                shared.ready.notify_all();
            }
        }
        match next {
            Some(job) => {
                drop(queues);
                if catch_unwind(AssertUnwindSafe(job)).is_err() {
                    tracing::error!("a job panicked; its result is missing");
                }
                queues = shared.queues.lock().unwrap_or_else(PoisonError::into_inner);
            }
            None if queues.closed => return,
            None => queues = shared.ready.wait(queues).unwrap_or_else(PoisonError::into_inner),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn urgent_jobs_that_come_together_run_side_by_side() {
        let pool = Pool::new(1);
        for _ in 0..50 {
            let (left, right) = (mpsc::channel::<()>(), mpsc::channel::<()>());
            let (done, results) = mpsc::channel();
            // Each waits for the other: on one thread they would never end.
            for (own, other) in [(left.0, right.1), (right.0, left.1)] {
                let done = done.clone();
                pool.urgent(move || {
                    own.send(()).unwrap();
                    other.recv().unwrap();
                    done.send(()).unwrap();
                });
            }
            assert!(results.recv().is_ok() && results.recv().is_ok());
        }
    }

    #[test]
    fn urgent_jobs_pass_patient_ones_and_panics_cost_nothing_else() {
        let pool = Pool::new(1);
        let (done, results) = mpsc::channel();
        let (release, gate) = mpsc::channel::<()>();
        pool.patient(move || gate.recv().unwrap());
        pool.urgent(|| panic!("on purpose"));
        let urgent = done.clone();
        pool.patient(move || done.send("patient").unwrap());
        pool.urgent(move || urgent.send("urgent").unwrap());
        assert_eq!(results.recv(), Ok("urgent"));
        release.send(()).unwrap();
        assert_eq!(results.recv(), Ok("patient"));
    }
}
