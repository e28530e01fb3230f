//! Circuit breakers: for each origin and category, whether heals still try such fixes. Where nearly all of them have failed of late, a try
//! only costs a run of the checkers, so heals leave them alone for a while; menus show them as ever.
//!
//! A breaker is closed, open or half-open. Open, it lets nothing through until its time is over; then it is half-open and lets one fix
//! through. If that one mends its error the breaker closes, else it opens again, for longer.
//!
//! ## When it opens
//!
//! Some categories are hard and some origins are bold, so no fixed number of failures means the same everywhere. A breaker opens when the
//! success rate of its newest [`WINDOW`] outcomes is, with 99.5 % confidence, less than a third of the base rate: the upper bound of Wilson's
//! score interval (Wilson 1927) at z = 2.58 lies below it. The base rate is that of the same origin in all other categories, from their own
//! windows, drawn towards [`PRIOR`] as if [`PRIOR_WEIGHT`] more outcomes had been seen, and never taken to be less than [`LEAST_BASE`].
//! Without any success the bound after n failures is z² / (n + z²), so the threshold, the number of failures in a row that opens a breaker, is
//! the least n ≥ z² (3 / base − 1): 16 for a base of 0.9, 34 for one of 0.5, 60 for the least. A category whose fixes succeed a third as
//! often as the others' never opens its breaker but by a freak of chance.
//!
//! Fixes that fail in one text fail together, so of one heal at most [`MOST_OF_A_HEAL`] outcomes count for a breaker.
//!
//! The state follows from the outcomes alone, in their order and with their times: every process that reads the same records comes to the
//! same state, jitter included.

mod guard;
#[cfg(test)]
mod tests;

pub use guard::Guard;

use crate::base::hash;
use crate::model::{FixOutcome, Origin};
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};

/// So many outcomes of an origin and a category are remembered.
const WINDOW: usize = 64;
/// The normal quantile of the bound.
const Z: f64 = 2.58;
/// The share of the base rate below which fixes are not worth a try.
const FRACTION: f64 = 1.0 / 3.0;
/// The base rate where nothing is known: about that of all fixes in heals of broken programs.
const PRIOR: f64 = 0.6;
/// In outcomes.
const PRIOR_WEIGHT: f64 = 20.0;
/// With it the threshold lies within the window.
const LEAST_BASE: f64 = 0.3;
const MOST_OF_A_HEAL: u32 = 4;
/// The heals whose outcomes are counted side by side.
const HEALS_AT_A_TIME: usize = 4;
/// How long a breaker is open the first time, in milliseconds. Each time that it opens again doubles it.
const FIRST_PAUSE: u64 = 5 * 60 * 1000;
const LONGEST_PAUSE: u64 = 24 * 60 * 60 * 1000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BreakerState {
    Closed,
    Open,
    HalfOpen,
}

/// A breaker as statistics show it. Times are in milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BreakerRow {
    pub origin: Origin,
    pub category: String,
    pub state: BreakerState,
    /// When it came to this state; `None` where it was never open.
    pub since: Option<u64>,
    /// Until when it lets nothing through; only of an open one.
    pub until: Option<u64>,
    /// Among the outcomes that are remembered.
    pub failures: usize,
    pub outcomes: usize,
    /// How many failures in a row would open it now.
    pub threshold: usize,
    /// The success rate of the same origin in other categories.
    pub base_rate: f64,
}

/// All breakers. They know no clock: outcomes carry their times, and questions are asked for a moment.
#[derive(Clone, Debug, Default)]
pub struct Breakers {
    breakers: BTreeMap<(Origin, String), Breaker>,
}

#[derive(Clone, Debug, Default)]
struct Breaker {
    /// Oldest first.
    outcomes: VecDeque<bool>,
    /// The newest heals and how many of their outcomes were counted.
    heals: VecDeque<(String, u32)>,
    pause: Option<Pause>,
    closed_since: Option<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Pause {
    since: u64,
    until: u64,
    /// How often the breaker has opened since it was closed.
    times: u32,
}

impl Pause {
    /// A pause that lies ahead of the clock was made before the clock was set back; it is over.
    fn is_over(&self, now: u64) -> bool {
        now >= self.until || now < self.since
    }
}

impl Breakers {
    /// Takes note of what became of a fix.
    pub fn hear(&mut self, outcome: &FixOutcome) {
        let key = (outcome.origin, outcome.category.clone());
        let base = self.base_rate(outcome.origin, &outcome.category);
        let breaker = self.breakers.entry(key).or_default();
        match breaker.pause {
            // What was under way when it opened says nothing new.
            Some(pause) if !pause.is_over(outcome.time) => {}
            Some(_) if outcome.has_mended => {
                *breaker = Breaker { closed_since: Some(outcome.time), ..Breaker::default() };
                breaker.count(outcome);
            }
            Some(pause) => breaker.open(outcome, pause.times + 1),
            None => {
                if breaker.count(outcome) && is_worse(&breaker.outcomes, base) {
                    breaker.open(outcome, 1);
                }
            }
        }
    }

    pub fn state(&self, origin: Origin, category: &str, now: u64) -> BreakerState {
        self.breakers.get(&(origin, category.to_owned())).map_or(BreakerState::Closed, |breaker| breaker.state(now))
    }

    /// How long a breaker is open from now on, in milliseconds, and the failures among its outcomes.
    fn pause(&self, origin: Origin, category: &str, now: u64) -> Option<(u64, usize, usize)> {
        let breaker = self.breakers.get(&(origin, category.to_owned()))?;
        let pause = breaker.pause.filter(|pause| !pause.is_over(now))?;
        Some((pause.until.saturating_sub(now), breaker.failures(), breaker.outcomes.len()))
    }

    /// All breakers that have heard of something, in the order of origin and category.
    pub fn rows(&self, now: u64) -> Vec<BreakerRow> {
        let row = |((origin, category), breaker): (&(Origin, String), &Breaker)| {
            let base_rate = self.base_rate(*origin, category);
            let state = breaker.state(now);
            BreakerRow {
                origin: *origin,
                category: category.clone(),
                state,
                since: match (state, breaker.pause) {
                    (BreakerState::Open, Some(pause)) => Some(pause.since),
                    (BreakerState::HalfOpen, Some(pause)) => Some(pause.until),
                    _ => breaker.closed_since,
                },
                until: breaker.pause.filter(|_| state == BreakerState::Open).map(|pause| pause.until),
                failures: breaker.failures(),
                outcomes: breaker.outcomes.len(),
                threshold: threshold(base_rate),
                base_rate,
            }
        };
        self.breakers.iter().map(row).collect()
    }

    /// The success rate of an origin in all categories but one.
    fn base_rate(&self, origin: Origin, but: &str) -> f64 {
        let others = self.breakers.iter().filter(|((of, category), _)| *of == origin && category != but);
        let (mended, all) = others.fold((0, 0), |(mended, all), (_, breaker)| {
            let outcomes = breaker.outcomes.len();
            (mended + outcomes - breaker.failures(), all + outcomes)
        });
        ((mended as f64 + PRIOR * PRIOR_WEIGHT) / (all as f64 + PRIOR_WEIGHT)).max(LEAST_BASE)
    }
}

impl Breaker {
    fn state(&self, now: u64) -> BreakerState {
        match self.pause {
            None => BreakerState::Closed,
            Some(pause) if pause.is_over(now) => BreakerState::HalfOpen,
            Some(_) => BreakerState::Open,
        }
    }

    fn failures(&self) -> usize {
        self.outcomes.iter().filter(|mended| !**mended).count()
    }

    /// Remembers an outcome; `false` where its heal has had its share.
    fn count(&mut self, outcome: &FixOutcome) -> bool {
        let place = self.heals.iter().position(|(job, _)| *job == outcome.job);
        let counted = match place.and_then(|place| self.heals.get_mut(place)) {
            Some((_, counted)) => {
                *counted += 1;
                *counted
            }
            None => {
                self.heals.push_back((outcome.job.clone(), 1));
                1
            }
        };
        if self.heals.len() > HEALS_AT_A_TIME {
            self.heals.pop_front();
        }
        if counted > MOST_OF_A_HEAL {
            return false;
        }
        self.outcomes.push_back(outcome.has_mended);
        if self.outcomes.len() > WINDOW {
            self.outcomes.pop_front();
        }
        true
    }

    fn open(&mut self, outcome: &FixOutcome, times: u32) {
        let longest = FIRST_PAUSE.saturating_mul(1 << (times - 1).min(20)).min(LONGEST_PAUSE);
        // Between three quarters and all of it, so that breakers that opened together are not tried together; the same in every process.
        let name = hash::sha256(format!("{:?} {} {}", outcome.origin, outcome.category, outcome.time).as_bytes());
        let quarter = longest / 4;
        let jitter = name.iter().take(4).fold(0, |sum, byte| (sum << 8) | u64::from(*byte)) % (quarter + 1);
        self.pause = Some(Pause { since: outcome.time, until: outcome.time.saturating_add(longest - jitter), times });
    }
}

/// Whether these outcomes are too bad for chance, where others have this base rate.
fn is_worse(outcomes: &VecDeque<bool>, base: f64) -> bool {
    let mended = outcomes.iter().filter(|mended| **mended).count();
    upper_bound(mended, outcomes.len()) < base * FRACTION
}

/// The upper bound of Wilson's score interval of a share.
fn upper_bound(successes: usize, all: usize) -> f64 {
    let (count, squared) = (all as f64, Z * Z);
    if all == 0 {
        return 1.0;
    }
    let share = successes as f64 / count;
    let margin = Z * (share * (1.0 - share) / count + squared / (4.0 * count * count)).sqrt();
    (share + squared / (2.0 * count) + margin) / (1.0 + squared / count)
}

/// How many failures in a row open a breaker.
fn threshold(base: f64) -> usize {
    (1..=WINDOW).find(|failures| upper_bound(0, *failures) < base * FRACTION).unwrap_or(WINDOW)
}
