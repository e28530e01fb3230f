//! What heals leave behind in the store, for the server and the command line alike.

use super::breakers::KnownBreakers;
use crate::heal::{Attempt, Proposals};
use crate::model::{Envelope, Outcome, unified_diff};
use crate::store::{Counter, Opened, Store, home};
use std::collections::HashSet;
use std::path::Path;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

/// The store, opened when it is first needed, as opening it may take a while.
#[derive(Default)]
pub struct Records {
    store: OnceLock<Store>,
    /// Held from reading what is known until what it has become is written, so that no outcome is lost.
    pub learning: Mutex<()>,
    pub breakers: KnownBreakers,
}

impl Records {
    /// The store; blocks while it is opened. `tell` hears of what is wrong with it, once.
    pub fn store(&self, tell: &dyn Fn(String)) -> &Store {
        self.store.get_or_init(|| {
            let Opened { store, message, .. } = Store::open(&home());
            message.into_iter().for_each(tell);
            store
        })
    }

    /// The store, if it can be opened in so much time; else it is opened on, and there the next time. `tell` as for [`Records::store`].
    pub fn store_within(self: &Arc<Self>, patience: Duration, tell: impl Fn(String) + Send + 'static) -> Option<&Store> {
        if self.opened().is_none() {
            let (sender, opened) = channel();
            let records = Arc::clone(self);
            let opening = std::thread::Builder::new().name("opening the store".to_owned()).spawn(move || {
                records.store(&tell);
                let _ = sender.send(());
            });
            if opening.is_ok() {
                let _ = opened.recv_timeout(patience);
            }
        }
        self.opened()
    }

    /// The store, if it has been opened.
    pub fn opened(&self) -> Option<&Store> {
        self.store.get()
    }
}

/// Counts how often fixes were known since this was done last.
pub fn count_proposals(store: &Store, proposals: &Proposals) {
    let (hits, misses) = proposals.take_counts();
    for (counter, by) in [(Counter::CacheHit, hits), (Counter::CacheMiss, misses)] {
        if by > 0 {
            store.count(counter, by);
        }
    }
}

/// Keeps the attempts of a heal.
pub fn record_attempts<'a>(store: &Store, job: &str, workspace: &Path, attempts: impl IntoIterator<Item = &'a Attempt>) {
    let mut kept = HashSet::new();
    for attempt in attempts {
        let (Some(before), Some(after)) = (&attempt.before, &attempt.after) else { continue };
        let shown = before.path().strip_prefix(workspace).unwrap_or(before.path());
        let outcome = Outcome {
            verdict: attempt.verdict,
            confidence: attempt.confidence,
            place: attempt.place.map(|place| place as u64),
            verified: attempt.fix.verified,
            milliseconds: u64::try_from(attempt.elapsed.as_millis()).unwrap_or(u64::MAX),
            before: *before.digest(),
            after: *after.digest(),
            diff: unified_diff(shown, before.text(), after.text()),
            reason: attempt.reason.clone(),
        };
        // Attempts of one round begin with the same text, which is kept once.
        if kept.insert(*before.digest()) {
            store.keep_text(before);
        }
        store.record(Envelope::new(job, workspace, &attempt.diagnostic, &attempt.fix, outcome));
    }
}
