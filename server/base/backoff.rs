//! Waiting longer after each failure, and never in step with others that wait for the same.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

/// Exponential backoff with jitter: the pause before the nth retry is chosen evenly from the upper half of `first` × 2ⁿ⁻¹, of `longest` at
/// most ("equal jitter"; Brooker, Exponential Backoff And Jitter, 2015).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    pub first: Duration,
    pub longest: Duration,
    /// How often something is tried again.
    pub retries: u32,
}

impl Backoff {
    /// The pauses before the retries. `random` gives numbers from 0 to 1.
    pub fn pauses(self, mut random: impl FnMut() -> f64) -> impl Iterator<Item = Duration> {
        (0..self.retries).map(move |retry| {
            let whole = self.first.saturating_mul(1 << retry.min(30)).min(self.longest);
            whole.mul_f64(0.5 + 0.5 * random().clamp(0.0, 1.0))
        })
    }
}

/// A number from 0 to 1, unlike that of another process or call. Good enough to keep out of step, and for nothing else.
pub fn random() -> f64 {
    // Each state has keys of its own, which the standard library draws from the system's randomness.
    let bits = RandomState::new().build_hasher().finish();
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_jitter_takes_up_to_half() {
        let backoff = Backoff { first: Duration::from_millis(50), longest: Duration::from_millis(300), retries: 5 };
        let pauses = |random: f64| backoff.pauses(move || random).map(|pause| pause.as_millis()).collect::<Vec<_>>();
        for (random, expected) in
            [(1.0, [50, 100, 200, 300, 300]), (0.0, [25, 50, 100, 150, 150]), (0.5, [37, 75, 150, 225, 225]), (7.0, [50, 100, 200, 300, 300])]
        {
            assert_eq!(pauses(random), expected, "{random}");
        }
        assert_eq!(Backoff { retries: 0, ..backoff }.pauses(|| 1.0).count(), 0);
        let endless = Backoff { first: Duration::MAX, longest: Duration::from_secs(1), retries: 100 };
        assert!(endless.pauses(|| 1.0).all(|pause| pause == Duration::from_secs(1)));
    }

    #[test]
    fn random_numbers_differ_and_lie_between_0_and_1() {
        let numbers: Vec<f64> = (0..100).map(|_| random()).collect();
        assert!(numbers.iter().all(|number| (0.0..1.0).contains(number)));
        assert!(numbers.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
