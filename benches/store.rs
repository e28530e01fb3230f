//! What the store costs: opening it, recording an attempt, and what is asked of it while a menu or a heal waits.
//!
//! `cargo bench --bench store`; `HEALER_BENCH_PATTERNS` says how many learned fixes are kept and looked up, 10,000 unless told otherwise, and
//! `HEALER_BENCH_HOME` a folder where they are left for `tests/measure/store_load.py` and the next run.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use healer::Language;
use healer::base::{WordSet, hash};
use healer::model::{
    Applicability, AttemptedFix, Envelope, Heard, Hole, Origin, Pattern, PatternExample, PatternRecord, PatternSource, Piece, Raw, Repair, Said, Shape, Source,
    Stamp, Standing, Token, Verdict, Verification, Word,
};
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
    patterns();
}

/// Learned fixes: keeping many, and looking some up by what an error's code says.
fn patterns() {
    let count = std::env::var("HEALER_BENCH_PATTERNS").map_or(10_000, |count| count.parse().unwrap());
    let temporary = tempfile::tempdir().unwrap();
    let home = std::env::var_os("HEALER_BENCH_HOME").map_or(temporary.path().to_owned(), Into::into);
    let store = Store::open(&home).store;
    if store.pattern_count().unwrap() < count as u64 {
        let started = Instant::now();
        for number in 0..count {
            store.keep_pattern(pattern(number), pattern_record(number));
            if number % 2000 == 0 {
                store.flush(LIMIT);
            }
        }
        assert!(store.flush(LIMIT));
        println!("keep a pattern, many together   {:>10.1} µs each", microseconds(started.elapsed()) / count as f64);
    }
    drop(store);
    let bytes = std::fs::metadata(home.join("knowledge.sqlite")).unwrap().len();
    println!("patterns {count}, file {} MB, {} bytes each", bytes / 1_000_000, bytes / count as u64);
    let store = Store::open(&home).store;
    let mut most = 0;
    // As the server asks.
    let asked: Vec<(Pattern, Vec<String>)> = (0..5000)
        .map(|number| {
            let asked = pattern(spread(number, count));
            let others = (0..10).map(|other| anchor(spread(number * 31 + other, count)));
            let anchors = others.chain([asked.anchor.clone(), String::new()]).collect();
            (asked, anchors)
        })
        .collect();
    let mut ask = |number: usize, words: &WordSet| {
        let (asked, anchors) = &asked[number];
        let anchors: Vec<&str> = anchors.iter().map(String::as_str).collect();
        most = most.max(store.usable(asked.language, &asked.category, &anchors, &asked.examples[0].project, words).len());
    };
    // The words of a file are found once for all of its errors.
    let texts: Vec<String> = asked.iter().map(|(asked, anchors)| format!("{} {}", anchors.join(" "), asked.examples[0].before_text)).collect();
    let file = texts.join("\n").chars().take(40_000).collect::<String>();
    measure("words of a file of 40 KB", 200, |_| assert!(WordSet::of(&file).holds(0)));
    let words: Vec<WordSet> = texts.iter().map(|text| WordSet::of(text)).collect();
    measure("candidates, 12 anchors", 5000, |number| ask(number, &words[number]));
    let all = WordSet::all();
    measure("the same, every word there", 5000, |number| ask(number, &all));
    println!("most candidates {most}");
    // As many names as the server looks up, the most usual ones.
    let usual: Vec<String> = (0..63).map(|number| format!("common_{number}")).collect();
    let usual: Vec<&str> = usual.iter().map(String::as_str).collect();
    let ask_usual = |number: usize, words: &WordSet| {
        let asked = &asked[number].0;
        assert!(store.usable(asked.language, &asked.category, &usual, &asked.examples[0].project, words).len() <= 16);
    };
    measure("candidates, 63 usual anchors", 5000, |number| ask_usual(number, &words[number]));
    measure("the same, every word there", 5000, |number| ask_usual(number, &all));
    let learn = |number: usize, words: &WordSet| {
        let asked = &asked[number].0;
        assert!(store.candidates(asked.language, &asked.category, &usual, &asked.examples[0].project, words).len() <= 16);
    };
    measure("the same, with examples", 1000, |number| learn(number, &all));
    measure("candidates, none there", 5000, |_| assert!(store.usable(Language::Go, "TYP.NONE", &["nothing", ""], "/nowhere", &all).is_empty()));
    measure("generation", 5000, |_| assert!(store.pattern_generation() > 0));
    drop(store);
    measure("open and close, with patterns", 20, |_| drop(Store::open(&home)));
    let store = Store::open(&home).store;
    let started = Instant::now();
    assert_eq!(store.forget_pattern(&pattern(count / 2).id).unwrap(), 1);
    store.keep_pattern(pattern(count / 2), pattern_record(count / 2));
    println!("forgetting one                  {:>10.1} ms", microseconds(started.elapsed()) / 1000.0);
}

/// A number below `count`, another one each time.
fn spread(number: usize, count: usize) -> usize {
    number.wrapping_mul(2_654_435_761) % count
}

/// Some names are met often, most of them hardly ever; a fifth of the patterns has none.
fn anchor(number: usize) -> String {
    match number % 10 {
        0 | 1 => String::new(),
        2..5 => format!("common_{}", number % 97),
        _ => format!("name_{}", number % 100_003),
    }
}

/// A pattern as one example makes it: a call of a method becomes another function's.
fn pattern(number: usize) -> Pattern {
    const CATEGORIES: [&str; 12] = [
        "RES.NAME",
        "RES.MEMBER",
        "RES.IMPORT",
        "TYP.MISMATCH",
        "TYP.ARGUMENT",
        "CALL.COUNT",
        "LINT.STYLE",
        "LINT.UNUSED",
        "BORROW.MOVE",
        "SYN.MISSING",
        "API.DEPRECATED",
        "ASYNC.AWAIT",
    ];
    let language = Language::ALL[number % 4];
    let anchor = anchor(number);
    let name = if anchor.is_empty() { format!("unique_{number}") } else { anchor.clone() };
    let leaf = |kind: &str, text: &str| Shape::Leaf(kind.to_owned(), text.to_owned());
    let node = |kind: &str, children: Vec<Shape>| Shape::Node(kind.to_owned(), children);
    let before = |receiver: Shape, argument: Shape| {
        let function = node("attribute", vec![receiver, leaf(".", "."), leaf("identifier", &name)]);
        let arguments = vec![leaf("(", "("), argument, leaf(",", ","), leaf("integer", &number.to_string()), leaf(")", ")")];
        node("call", vec![function, node("argument_list", arguments)])
    };
    let token = |text: &str| Token { space: String::new(), text: text.to_owned() };
    let helper = format!("corp_{}", number % 1009);
    Pattern {
        id: hash::stable_id(&[&number.to_string()]),
        language,
        category: CATEGORIES[number / 4 % 12].into(),
        anchor,
        source: Source::Manual,
        repair: Repair {
            before: before(Shape::Hole(0), Shape::Hole(1)),
            after: vec![Piece::Text(format!("{helper}.{name}(")), Piece::Hole(0), Piece::Text(", ".into()), Piece::Hole(1), Piece::Text(")".into())],
            holes: vec![
                Hole { kinds: ["identifier".to_owned()].into(), reach: None },
                Hole { kinds: ["identifier".to_owned(), "string".to_owned()].into(), reach: None },
            ],
            imports: vec![healer::model::Imported { module: helper.clone(), name: None, local: helper.clone() }],
            said: vec![Said {
                source: "pyright".into(),
                code: Some("reportAttributeAccessIssue".into()),
                message: vec![Word::Text("Cannot".into()), Word::Text("access".into()), Word::Text("attribute".into()), Word::Text(name.clone()), Word::Any],
            }],
            except: Vec::new(),
            apart: false,
            parts: Vec::new(),
        },
        negatives: Vec::new(),
        examples: vec![PatternExample {
            reached: Default::default(),
            apart: false,
            parts: Vec::new(),
            project: format!("/home/user/work/project-{}", number % 199),
            file: format!("package/module_{}.py", number % 5003),
            time: 1_760_000_000_000 + number as i64,
            before: before(leaf("identifier", "session"), leaf("identifier", "payload")),
            before_text: format!("session.{name}(payload, {number})"),
            after: [&helper, ".", &name, "(", "session", ",", "payload", ")"].map(token).into(),
            after_text: format!("{helper}.{name}(session, payload)"),
            locals: ["session".to_owned(), "payload".to_owned()].into(),
            imports: vec![healer::model::Imported { module: helper.clone(), name: None, local: helper.clone() }],
            heard: vec![Heard {
                source: "pyright".into(),
                code: Some("reportAttributeAccessIssue".into()),
                message: format!("Cannot access attribute \"{name}\" for class \"Session\""),
            }],
        }],
    }
}

fn pattern_record(number: usize) -> PatternRecord {
    let standing = match number % 20 {
        0 => Standing::Demoted,
        1..5 => Standing::Promoted,
        _ => Standing::Canary,
    };
    PatternRecord { successes: (number % 13) as f64, failures: (number % 5 / 4) as f64, standing, projects: 1, files: 1, days: 1, ..PatternRecord::default() }
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
    println!("{what:<32} p50 {:>10.1} µs  p95 {:>10.1} µs  p99 {:>10.1} µs  max {:>10.1} µs  n {times}", at(0.5), at(0.95), at(0.99), at(1.0));
}

fn microseconds(time: Duration) -> f64 {
    1e6 * time.as_secs_f64()
}
