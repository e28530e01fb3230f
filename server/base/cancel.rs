//! Cancellation that work polls.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Tells work to stop: when somebody cancels it, when its parent is cancelled, or when its deadline has passed.
#[derive(Clone, Debug, Default)]
pub struct CancelToken {
    flag: Arc<AtomicBool>,
    parent: Option<Arc<CancelToken>>,
    deadline: Option<Instant>,
}

impl CancelToken {
    pub fn new() -> CancelToken {
        CancelToken::default()
    }

    /// A token that is cancelled by a flag that somebody else sets, such as a handler of signals.
    pub fn of_flag(flag: Arc<AtomicBool>) -> CancelToken {
        CancelToken { flag, ..CancelToken::default() }
    }

    /// A token that also stops at a deadline from now.
    pub fn with_deadline(limit: Duration) -> CancelToken {
        CancelToken { deadline: Instant::now().checked_add(limit), ..CancelToken::default() }
    }

    /// A token that stops with this one, or by itself.
    pub fn child(&self) -> CancelToken {
        CancelToken { parent: Some(Arc::new(self.clone())), ..CancelToken::default() }
    }

    /// A child that also stops at a deadline from now.
    pub fn child_with_deadline(&self, limit: Duration) -> CancelToken {
        CancelToken { deadline: Instant::now().checked_add(limit), ..self.child() }
    }

    pub fn cancel(&self) {
        self.flag.store(true, Ordering::Release);
    }

    /// Whether both are the same token.
    pub fn is(&self, other: &CancelToken) -> bool {
        Arc::ptr_eq(&self.flag, &other.flag)
    }

    pub fn is_cancelled(&self) -> bool {
        self.flag.load(Ordering::Acquire)
            || self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
            || self.parent.as_ref().is_some_and(|parent| parent.is_cancelled())
    }
}

/// How often a wait looks whether it is cancelled: a flag that a handler of signals sets can wake nobody.
const TICK: Duration = Duration::from_millis(10);

impl CancelToken {
    /// Waits for so long, or until it is cancelled. Tells whether it is.
    pub fn wait(&self, limit: Duration) -> bool {
        let began = Instant::now();
        loop {
            let left = limit.saturating_sub(began.elapsed());
            if self.is_cancelled() || left.is_zero() {
                return self.is_cancelled();
            }
            std::thread::park_timeout(left.min(TICK));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_stops_with_its_parent_but_not_the_other_way() {
        let parent = CancelToken::new();
        let (one, two) = (parent.child(), parent.child());
        one.cancel();
        assert!(one.is_cancelled() && !parent.is_cancelled() && !two.is_cancelled());
        parent.cancel();
        assert!(two.is_cancelled());
    }

    #[test]
    fn a_wait_ends_with_its_time_or_with_the_token() {
        assert!(!CancelToken::new().wait(Duration::from_millis(1)));
        assert!(CancelToken::with_deadline(Duration::ZERO).wait(Duration::MAX));
        let token = CancelToken::new();
        let waiting = std::thread::spawn({
            let token = token.child();
            move || token.wait(Duration::MAX)
        });
        token.cancel();
        assert!(waiting.join().unwrap());
    }

    #[test]
    fn a_passed_deadline_cancels() {
        assert!(CancelToken::with_deadline(Duration::ZERO).is_cancelled());
    }
}
