//! The circuit breakers of this machine: worked out from what heals have recorded, so that all processes that share the knowledge file see
//! the same ones, and a new process those of before.

use crate::heal::{Attempt, BreakerRow, Breakers, Guard};
use crate::model::{FixOutcome, Stamp};
use crate::store::{Mode, Store, StoreError};
use std::sync::{Mutex, PoisonError};

/// So many of the newest attempts are looked at by a new process. What was before them has hardly any weight.
const NEWEST: usize = 1000;

/// The breakers as far as they are known, brought up to date when they are needed.
#[derive(Default)]
pub struct KnownBreakers {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    breakers: Breakers,
    /// The last row of the store that they know of.
    last: i64,
}

impl KnownBreakers {
    /// The breakers by all that is recorded now. A store that cannot be read changes nothing; a record in it that is damaged is an error,
    /// once.
    pub fn refreshed(&self, store: &Store) -> Result<Breakers, StoreError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match store.outcomes(known.last, NEWEST) {
            Ok((last, outcomes)) => {
                known.last = last;
                outcomes.iter().for_each(|outcome| known.breakers.hear(outcome));
            }
            Err(StoreError::Unavailable(reason)) => tracing::debug!(reason, "the circuit breakers are those that are known already"),
            // Where nothing can be written the row cannot be kept apart, and one damaged row must not stop every heal.
            Err(error) if store.mode() != Mode::ReadWrite => tracing::warn!(%error, "the circuit breakers are those that are known already"),
            Err(error) => return Err(error),
        }
        Ok(known.breakers.clone())
    }

    /// What a heal goes by.
    pub fn guard(&self, store: &Store, job: &str) -> Result<Guard, StoreError> {
        Ok(Guard::of_now(self.refreshed(store)?, job))
    }

    /// Takes note of attempts where the store does not keep them.
    pub fn hear<'a>(&self, store: &Store, job: &str, attempts: impl IntoIterator<Item = &'a Attempt>) {
        if store.mode() == Mode::ReadWrite {
            return;
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Stamp::now().time;
        for attempt in attempts {
            let kind = (attempt.fix.origin, attempt.diagnostic.category());
            let outcome = FixOutcome::of(job, kind, now, attempt.verdict, attempt.confidence);
            outcome.iter().for_each(|outcome| known.breakers.hear(outcome));
        }
    }

    /// The breakers for statistics, in the order of origin and category.
    pub fn rows(&self, store: &Store) -> Result<Vec<BreakerRow>, StoreError> {
        Ok(self.refreshed(store)?.rows(Stamp::now().time))
    }
}
