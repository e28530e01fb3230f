//! The life of a pattern: on trial, promoted, demoted, by Wald's sequential probability ratio test and, once promoted, by a cumulative sum
//! (E. S. Page, 1954).

use crate::model::{PatternRecord, Standing};

/// The share of wrong fixes of a good pattern, and that of a bad one.
const GOOD: f64 = 0.01;
const BAD: f64 = 0.05;

/// At or below this logarithm of the likelihood ratio a pattern is promoted: ln(β / (1 − α)), where α and β, the probabilities of taking a good
/// pattern for a bad one and a bad one for a good one, are 0.05.
pub const ACCEPTED: f64 = -2.944_438_979_166_440_3;
/// At or above it one is demoted: ln((1 − β) / α).
pub const REJECTED: f64 = 2.944_438_979_166_440_3;

/// What came of one use of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Success,
    Failure,
}

/// Takes one outcome into the record. `weight` is 1 for what the user did, less for what was seen on the way.
pub fn judge(record: &mut PatternRecord, verdict: Verdict, weight: f64) {
    let step = weight
        * match verdict {
            Verdict::Success => ((1.0 - BAD) / (1.0 - GOOD)).ln(),
            Verdict::Failure => (BAD / GOOD).ln(),
        };
    match verdict {
        Verdict::Success => record.successes += weight,
        Verdict::Failure => record.failures += weight,
    }
    match record.standing {
        Standing::Canary => {
            record.ratio += step;
            if record.ratio <= ACCEPTED {
                (record.standing, record.ratio, record.drift) = (Standing::Promoted, 0.0, 0.0);
            } else if record.ratio >= REJECTED {
                record.standing = Standing::Demoted;
            }
        }
        Standing::Promoted => {
            record.drift = (record.drift + step).max(0.0);
            if record.drift >= REJECTED {
                record.standing = Standing::Demoted;
            }
        }
        Standing::Demoted => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALPHA: f64 = 0.05;
    const BETA: f64 = 0.05;

    fn after(outcomes: &[(Verdict, usize)]) -> PatternRecord {
        let mut record = PatternRecord::default();
        for (verdict, times) in outcomes {
            (0..*times).for_each(|_| judge(&mut record, *verdict, 1.0));
        }
        record
    }

    #[test]
    fn the_bounds_are_those_of_the_test() {
        assert!((ACCEPTED - (BETA / (1.0 - ALPHA)).ln()).abs() < 1e-12);
        assert!((REJECTED - ((1.0 - BETA) / ALPHA).ln()).abs() < 1e-12);
    }

    #[test]
    fn a_pattern_is_promoted_after_long_success_and_demoted_after_two_failures() {
        assert_eq!(after(&[(Verdict::Success, 71)]).standing, Standing::Canary);
        assert_eq!(after(&[(Verdict::Success, 72)]).standing, Standing::Promoted);
        assert_eq!(after(&[(Verdict::Success, 5), (Verdict::Failure, 1)]).standing, Standing::Canary);
        assert_eq!(after(&[(Verdict::Failure, 2)]).standing, Standing::Demoted);
        assert_eq!(after(&[(Verdict::Success, 39), (Verdict::Failure, 1), (Verdict::Success, 72)]).standing, Standing::Promoted, "one failure is outweighed");
    }

    #[test]
    fn a_promoted_pattern_that_drifts_is_demoted() {
        let drifted = after(&[(Verdict::Success, 200), (Verdict::Failure, 2)]);
        assert_eq!(drifted.standing, Standing::Demoted);
        assert_eq!(after(&[(Verdict::Success, 200), (Verdict::Failure, 1), (Verdict::Success, 60)]).standing, Standing::Promoted);
    }
}
