//! What a check adds to the confidence in a fix.

/// How often a check finds nothing against a fix that is not what the author wants: the share of such menu entries after which the real
/// checkers report fewer errors, as `tests/measure/calibrate.py` prints it. A check tells little about intentions.
const PASSED_THOUGH_WRONG: f64 = 0.59;

/// The confidence in a fix, 0 to 1, after the real checkers have looked at its text: by Bayes' rule, where a right fix always passes. What
/// did not pass is not right.
pub fn posterior(prior: f64, has_passed: bool) -> f64 {
    if !has_passed {
        return 0.0;
    }
    let prior = prior.clamp(0.0, 1.0);
    prior / (prior + (1.0 - prior) * PASSED_THOUGH_WRONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_makes_surer_and_never_doubts() {
        assert_eq!(posterior(0.9, false), 0.0);
        assert!((0..=10).map(|tenth| f64::from(tenth) / 10.0).all(|prior| posterior(prior, true) >= prior));
        assert_eq!((posterior(0.0, true), posterior(1.0, true)), (0.0, 1.0));
    }
}
