//! What the store costs: opening it, recording an attempt, and what is asked of it while a menu or a heal waits.
//!
//! `cargo bench --bench store`

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use healer::Language;
use healer::base::hash;
use healer::model::{Applicability, AttemptedFix, Envelope, Origin, Raw, Stamp, Verdict, Verification};
use healer::store::Store;
use std::time::{Duration, Instant};

/// As many attempts as are kept.
const ROWS: usize = 50_000;

const LIMIT: Duration = Duration::from_secs(600);

fn main() {
    let home = tempfile::tempdir().unwrap();
    measure("open, new", 20, |number| drop(Store::open(&home.path().join(number.to_string()))));
    let opened = Store::open(home.path());
    assert!(opened.message.is_none());
    let store = opened.store;
    measure("record, until the caller goes on", 1000, |number| store.record(envelope(number)));
    store.flush(LIMIT);
    measure("record, until it is in the file", 1000, |number| {
        store.record(envelope(number));
        store.flush(LIMIT);
    });
    let started = Instant::now();
    for number in 2000..ROWS {
        store.record(envelope(number));
        // The queue is bounded; a heal is never so fast.
        if number % 1000 == 0 {
            store.flush(LIMIT);
        }
    }
    store.flush(LIMIT);
    println!("record, many together            {:>10.1} µs each", microseconds(started.elapsed()) / (ROWS - 2000) as f64);
    let ids: Vec<String> = store.history(None, ROWS).unwrap().into_iter().map(|envelope| envelope.id).collect();
    println!("rows {}, file {} KiB", ids.len(), std::fs::metadata(home.path().join("knowledge.sqlite")).unwrap().len() / 1024);
    measure("track record of a rule", 1000, |number| {
        assert!(store.track_record(Origin::Rule, &rule(number), "RES.NAME", Language::Python).successes > 0);
    });
    measure("envelope, with its hash", 1000, |number| assert!(store.envelope(&ids[number * 37 % ids.len()]).unwrap().is_some()));
    measure("history, newest 20", 200, |_| assert_eq!(store.history(None, 20).unwrap().len(), 20));
    let path = envelope(7).path;
    measure("history of a file, newest 20", 200, |_| assert_eq!(store.history(Some(&path), 20).unwrap().len(), 20));
    measure("stats", 50, |_| assert!(store.stats().unwrap().attempts.attempts >= ROWS as u64 / 2));
    drop(store);
    measure("open and close, full", 20, |_| drop(Store::open(home.path())));
}

fn rule(number: usize) -> String {
    format!("python/rule-{}", number % 199)
}

fn envelope(number: usize) -> Envelope {
    let stamp = Stamp::now();
    Envelope {
        id: stamp.id(),
        job: format!("job {}", number / 5),
        stamp,
        workspace: "/home/user/project".into(),
        path: format!("/home/user/project/package/module_{}.py", number % 500).into(),
        language: Language::Python,
        source: "ruff".into(),
        code: Some("F821".into()),
        message: "Undefined name `jsno`".into(),
        raw: Raw::new(&b"{\"code\": \"F821\", \"message\": \"Undefined name `jsno`\", \"location\": {\"row\": 12, \"column\": 5}} ".repeat(5)),
        category: "RES.NAME".into(),
        cluster: "RES.NAME:jsno".into(),
        fix: AttemptedFix {
            id: stamp.id(),
            title: "Change `jsno` to `json`".into(),
            origin: Origin::Rule,
            rule: rule(number),
            applicability: Applicability::Review,
        },
        verdict: if number.is_multiple_of(4) { Verdict::Retry } else { Verdict::Promote },
        confidence: 0.9,
        verified: Some(Verification::Checked),
        milliseconds: 40,
        before: hash::sha256(b"before"),
        after: hash::sha256(b"after"),
        diff: "--- a/package/module.py\n+++ b/package/module.py\n@@ -10,7 +10,7 @@\n".to_owned() + &" a line of the program around it\n".repeat(8),
        reason: "ruff reports nothing more".into(),
        prior: (number % 100) as f64 / 100.0,
        place: Some(1),
        range: None,
    }
}

fn measure(what: &str, times: usize, mut run: impl FnMut(usize)) {
    let mut taken: Vec<Duration> = Vec::with_capacity(times);
    for number in 0..times {
        let started = Instant::now();
        run(number);
        taken.push(started.elapsed());
    }
    taken.sort();
    let at = |share: f64| microseconds(taken[((times as f64 * share) as usize).min(times - 1)]);
    println!("{what:<32} p50 {:>10.1} µs  p95 {:>10.1} µs  max {:>10.1} µs  n {times}", at(0.5), at(0.95), at(1.0));
}

fn microseconds(time: Duration) -> f64 {
    1e6 * time.as_secs_f64()
}
