//! Tests as the last gate, on words.

use super::*;
use crate::heal::{PassedTest, TestRun};

/// A ground with tests: each fails where its word stands in the texts, or in the run whose number it names.
struct Tested {
    words: Words,
    fails_with: &'static [(&'static str, &'static str)],
    fails_in_run: Option<usize>,
    stops_in_run: Option<usize>,
    is_time_up: bool,
    runs: usize,
}

impl Ground for Tested {
    fn engine(&self, file: &SourceFile) -> Engine {
        self.words.engine(file)
    }

    fn source(&self, path: &Path) -> Option<SourceFile> {
        self.words.source(path)
    }

    fn replace(&mut self, text: &SourceFile) {
        self.words.replace(text);
    }

    fn check(&mut self, texts: &[SourceFile]) -> Snapshot {
        self.words.check(texts)
    }

    fn tests(&mut self) -> TestRun {
        self.runs += 1;
        let written: String = self.words.all().iter().map(|file| file.text().trim_start_matches(BOUND).to_owned()).collect();
        let fails = |word: &str| written.contains(word) || self.fails_in_run == Some(self.runs);
        let passed = self.fails_with.iter().filter(|(_, word)| !fails(word));
        let of_name = |name: &str| PassedTest { runner: "runner".to_owned(), folder: "/w".into(), name: name.to_owned() };
        TestRun { passed: passed.map(|(name, _)| of_name(name)).collect(), has_failures: false, is_cancelled: self.stops_in_run == Some(self.runs) }
    }
}

/// Heals six words and gives the numbers of those that were mended, and what is said of the others.
fn gated(fails_with: &'static [(&'static str, &'static str)], tweak: impl FnOnce(&mut Tested)) -> (Vec<usize>, Vec<String>, Healing, Tested) {
    let words: Vec<Word> = vec![
        ("w1", &["(alpha, 1)"]),
        ("w2", &["(alpha, 2)"]),
        ("w3", &["(alpha, 3)"]),
        ("w4", &["(alpha, 4)"]),
        ("w5", &["(alpha, 5)"]),
        ("w6", &["(alpha, 6)"]),
    ];
    let words = Words::new(&[("a.py", "print(w1)\nprint(w2)\nprint(w3)\n"), ("b.py", "print(w4)\nprint(w5)\nprint(w6)\n")], &words);
    let mut ground = Tested { words, fails_with, fails_in_run: None, stops_in_run: None, is_time_up: false, runs: 0 };
    tweak(&mut ground);
    let before = ground.tests();
    let start = ground.words.all();
    let start = ground.check(&start);
    let mut healing = Healing::new(start, Targets::default(), policy(), HashMap::new());
    heal(&mut healing, &mut ground, &CancelToken::new(), &mut |_| {});
    assert_eq!(healing.kept().len(), 6);
    let limit = if ground.is_time_up { CancelToken::with_deadline(std::time::Duration::ZERO) } else { CancelToken::new() };
    healing.keep_passing(&before, &mut ground, &limit);
    let whole: String = healing.best().files().map(|seen| seen.file.text().to_owned()).collect();
    let mended: Vec<usize> = (1..=6).filter(|number| whole.contains(&format!("(alpha, {number})"))).collect();
    assert_eq!(healing.kept().len(), mended.len());
    let on_ground: String = ground.words.all().iter().map(|file| file.text().to_owned()).collect();
    assert_eq!(on_ground, whole, "the best state is in place");
    let left: Vec<String> = healing.remaining().map(|error| healing.why_left(error)).collect();
    assert_eq!(left.len(), 6 - mended.len());
    (mended, left, healing, ground)
}

#[test]
fn what_the_tests_do_not_bear_is_left_out() {
    let (mended, left, healing, ground) = gated(&[("one", "nowhere"), ("two", "nowhere either")], |_| {});
    assert_eq!((mended.len(), left.len(), ground.runs), (6, 0, 2), "one run at the start and one at the end");
    assert!(healing.kept().iter().all(|attempt| attempt.fix.verified == Some(Verification::Tested)));

    for culprit in 1..=6 {
        let tests: &'static [(&str, &str)] = Vec::leak(vec![("fine", "nowhere"), ("broken", Box::leak(format!("(alpha, {culprit})").into_boxed_str()))]);
        let (mended, left, healing, _) = gated(tests, |_| {});
        assert_eq!(mended, (1..=6).filter(|number| *number != culprit).collect::<Vec<_>>());
        assert!(left[0].contains("the test `broken` fails that passed before"), "{left:?}");
        assert_eq!(healing.broken_tests().iter().map(|test| test.name.as_str()).collect::<Vec<_>>(), ["broken"]);
        assert_eq!(healing.given_up().iter().map(|attempt| attempt.verdict).collect::<Vec<_>>(), [Verdict::Rollback]);
    }
    // Of several culprits the first ends what is kept.
    let (mended, left, ..) = gated(&[("one", "(alpha, 3)"), ("two", "(alpha, 5)"), ("three", "(alpha, 6)")], |_| {});
    assert_eq!(mended, [1, 2]);
    assert!(left[0].contains("the tests `one`, `three` and 1 more fail that passed before"), "{left:?}");
}

#[test]
fn chance_and_runs_without_an_end_are_no_proof() {
    let (mended, ..) = gated(&[("flaky", "nowhere")], |ground| ground.fails_in_run = Some(2));
    assert_eq!(mended.len(), 6, "it passes when it is run again");
    let (mended, left, ..) = gated(&[("slow", "nowhere")], |ground| ground.stops_in_run = Some(2));
    assert!(mended.is_empty() && left[0].contains("it could not be told whether the tests that passed before still pass"), "{left:?}");
    let (mended, ..) = gated(&[("fine", "nowhere")], |ground| ground.is_time_up = true);
    assert_eq!(mended.len(), 6, "what was reached in time is tested");
    let (mended, ..) = gated(&[("broken", "(alpha, 2)")], |ground| ground.is_time_up = true);
    assert!(mended.is_empty(), "no time is left to look for the fix that does it");
    let (mended, ..) = gated(&[("failing anyway", "w1")], |_| {});
    assert_eq!(mended.len(), 6, "a test that failed before keeps nothing back");
}
