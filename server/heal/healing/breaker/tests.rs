use super::*;

const MINUTE: u64 = 60 * 1000;

fn outcome(job: usize, category: &str, time: u64, has_mended: bool) -> FixOutcome {
    FixOutcome { job: format!("job {job}"), origin: Origin::Rule, category: category.to_owned(), time, has_mended }
}

/// Breakers that have heard outcomes of `category`, written as `+` and `-`, each of a heal of its own and a second after the one before.
fn heard(breakers: &mut Breakers, category: &str, outcomes: &str) -> u64 {
    let mut time = 0;
    for (at, sign) in outcomes.chars().enumerate() {
        time = 1000 * at as u64;
        breakers.hear(&outcome(at, category, time, sign == '+'));
    }
    time
}

fn state_after(base: &str, outcomes: &str) -> BreakerState {
    let mut breakers = Breakers::default();
    heard(&mut breakers, "OTHER", base);
    let time = heard(&mut breakers, "RES.NAME", outcomes);
    breakers.state(Origin::Rule, "RES.NAME", time)
}

#[test]
fn the_threshold_adapts_to_the_base_rate() {
    assert_eq!([0.9, 0.6, 0.5, 0.3].map(threshold), [16, 27, 34, 60]);
    use BreakerState::{Closed, Open};
    for (base, outcomes, expected) in [
        // Nothing known of others: the prior of 0.6.
        ("", "-".repeat(26), Closed),
        ("", "-".repeat(27), Open),
        // Others nearly always succeed, so fewer failures are enough.
        (&*"+".repeat(64), "-".repeat(15), Closed),
        (&*"+".repeat(64), "-".repeat(16), Open),
        // Others mostly fail, so more are needed.
        (&*"---+".repeat(16), "-".repeat(40), Closed),
        (&*"---+".repeat(16), "-".repeat(60), Open),
        // Half as often as the others is no reason.
        (&*"+".repeat(64), "--+".repeat(60), Closed),
        // Good once and bad now.
        ("", format!("{}{}", "+".repeat(64), "-".repeat(58)), Closed),
        ("", format!("{}{}", "+".repeat(64), "-".repeat(64)), Open),
    ] {
        assert_eq!(state_after(base, &outcomes), expected, "{base} {outcomes}");
    }
}

#[test]
fn a_rate_like_the_others_never_opens_it() {
    // A generator of our own, so that the outcomes are the same in every run.
    let mut seed: u64 = 7;
    let mut random = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as f64 / f64::from(1_u32 << 31)
    };
    for rate in [0.9, 0.6, 0.3, 0.15] {
        let mut breakers = Breakers::default();
        for at in 0..20_000 {
            let category = if at % 2 == 0 { "OTHER" } else { "RES.NAME" };
            breakers.hear(&outcome(at, category, at as u64, random() < rate));
            // Where nearly everything fails the least base rate holds, and opening is right.
            if rate > 0.2 {
                assert_eq!(breakers.state(Origin::Rule, category, at as u64), BreakerState::Closed, "{rate}, after {at}");
            }
        }
    }
}

#[test]
fn of_one_heal_few_outcomes_count() {
    let mut breakers = Breakers::default();
    (0..200).for_each(|at| breakers.hear(&outcome(1, "RES.NAME", at, false)));
    let rows = breakers.rows(200);
    assert_eq!((rows[0].outcomes, rows[0].failures, rows[0].state), (4, 4, BreakerState::Closed));
    // Two heals side by side have each their share.
    (0..200).for_each(|at| breakers.hear(&outcome(2 + at % 2, "RES.NAME", 0, false)));
    assert_eq!(breakers.rows(200)[0].outcomes, 12);
}

/// Opened at the time that is returned.
fn opened() -> (Breakers, u64) {
    let mut breakers = Breakers::default();
    let time = heard(&mut breakers, "RES.NAME", &"-".repeat(27));
    (breakers, time)
}

#[test]
fn a_pause_ends_with_one_trial_that_decides() {
    use BreakerState::{Closed, HalfOpen, Open};
    let (mut breakers, opened) = opened();
    let state = |breakers: &Breakers, time: u64| breakers.state(Origin::Rule, "RES.NAME", time);
    assert_eq!([opened, opened + 3 * MINUTE, opened + 5 * MINUTE].map(|time| state(&breakers, time)), [Open, Open, HalfOpen]);
    assert_eq!(breakers.state(Origin::Native, "RES.NAME", opened), Closed, "others are let through");
    // What was under way when it opened changes nothing.
    breakers.hear(&outcome(100, "RES.NAME", opened + 1, true));
    assert_eq!(state(&breakers, opened + 2), Open);

    let mut pauses = Vec::new();
    let mut time = opened;
    for job in 200..212 {
        let until = breakers.rows(time)[0].until.unwrap();
        pauses.push(until - time);
        time = until;
        assert_eq!(state(&breakers, time), HalfOpen);
        breakers.hear(&outcome(job, "RES.NAME", time, false));
    }
    let expected: Vec<u64> = (0..12).map(|times| ((5 * MINUTE) << times).min(24 * 60 * MINUTE)).collect();
    assert!(pauses.iter().zip(&expected).all(|(pause, most)| (most * 3 / 4..=*most).contains(pause)), "{pauses:?}");
    assert!(pauses.iter().zip(&expected).any(|(pause, most)| pause != most), "no jitter: {pauses:?}");

    let until = breakers.rows(time)[0].until.unwrap();
    breakers.hear(&outcome(300, "RES.NAME", until, true));
    let row = &breakers.rows(until)[0];
    assert_eq!((row.state, row.since, row.until, row.failures, row.outcomes), (Closed, Some(until), None, 0, 1));
    // It begins anew: a long row of failures is needed, and the pause is short again.
    (0..45).for_each(|at| breakers.hear(&outcome(400 + at, "RES.NAME", until, false)));
    let row = &breakers.rows(until)[0];
    assert!(row.state == Open && row.until.unwrap() - until <= 5 * MINUTE, "{row:?}");
}

#[test]
fn the_state_follows_from_the_records_and_clocks_may_jump() {
    let ((one, opened), (other, _)) = (opened(), self::opened());
    assert_eq!(one.rows(opened), other.rows(opened));
    // The clock was set back far: nobody waits for it to come round again.
    assert_eq!(one.state(Origin::Rule, "RES.NAME", 0), BreakerState::HalfOpen);
}
