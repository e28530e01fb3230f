//! The breakers as one heal sees them.

use super::{BreakerState, Breakers};
use crate::heal::healing::Attempt;
use crate::model::{Diagnostic, Fix, FixOutcome, Origin, Stamp};
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

/// Lets fixes through or not, and learns from what becomes of them. One that knows of nothing lets everything through.
#[derive(Clone, Debug)]
pub struct Guard {
    breakers: Breakers,
    job: String,
    clock: fn() -> u64,
    /// The one fix that a half-open breaker has let through: its error and its title.
    probes: BTreeMap<(Origin, &'static str), (String, String)>,
    /// Why fixes of an error were not tried, by diagnostic.
    held_back: HashMap<String, String>,
}

impl Default for Guard {
    fn default() -> Guard {
        Guard::new(Breakers::default(), "", || 0)
    }
}

impl Guard {
    /// The guard of a heal. `clock` gives milliseconds since the Unix epoch.
    pub fn new(breakers: Breakers, job: &str, clock: fn() -> u64) -> Guard {
        Guard { breakers, job: job.to_owned(), clock, probes: BTreeMap::new(), held_back: HashMap::new() }
    }

    /// The guard of a heal that goes by the machine's clock.
    pub fn of_now(breakers: Breakers, job: &str) -> Guard {
        Guard::new(breakers, job, || Stamp::now().time)
    }

    /// Whether a fix may be tried now.
    pub fn lets(&mut self, error: &Diagnostic, fix: &Fix) -> bool {
        let category = error.category();
        let now = (self.clock)();
        let lets = match self.breakers.state(fix.origin, category, now) {
            BreakerState::Closed => true,
            BreakerState::Open => false,
            BreakerState::HalfOpen => {
                let probe = self.probes.entry((fix.origin, category)).or_insert_with(|| (error.id.clone(), fix.title.clone()));
                probe.0 == error.id && probe.1 == fix.title
            }
        };
        if !lets {
            let reason = self.reason(fix.origin, category, now);
            self.held_back.insert(error.id.clone(), reason);
        }
        lets
    }

    /// Takes note of an attempt of this heal.
    pub fn hear(&mut self, attempt: &Attempt) {
        let category = attempt.diagnostic.category();
        let outcome = FixOutcome::of(&self.job, (attempt.fix.origin, category), (self.clock)(), attempt.verdict, attempt.confidence);
        if let Some(outcome) = outcome {
            self.breakers.hear(&outcome);
            self.probes.remove(&(outcome.origin, category));
        }
    }

    /// Why fixes of an error were not tried, if breakers were the reason.
    pub fn held_back(&self, diagnostic: &str) -> Option<&str> {
        self.held_back.get(diagnostic).map(String::as_str)
    }

    fn reason(&self, origin: Origin, category: &str, now: u64) -> String {
        let what = format!("{} fixes for {category}", origin.id());
        match self.breakers.pause(origin, category, now) {
            Some((left, failures, outcomes)) => {
                let left = in_words(Duration::from_millis(left));
                format!("the circuit breaker of {what} is open: {failures} of the last {outcomes} failed; they are tried again in {left}")
            }
            None => format!("the circuit breaker of {what} is half-open: one is tried, and the others only once it has mended its error"),
        }
    }
}

/// A duration as people say it, in whole minutes or hours.
fn in_words(duration: Duration) -> String {
    let minutes = duration.as_secs().div_ceil(60).max(1);
    if minutes < 120 { format!("{minutes} min") } else { format!("{} h", minutes.div_ceil(60)) }
}
