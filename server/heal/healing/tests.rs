//! The loop on a ground of its own making: a checker that minds words.

use super::*;
use crate::fix::{Project, ProjectFile};
use crate::heal::{Checked, diagnose};
use crate::model::{Applicability, Finding, FindingSuggestion, Origin, Place, Severity};
use crate::syntax::{Language, ParseOptions};
use std::path::PathBuf;

/// Binds what the right suggestions write, so that the built-in checker has nothing against them.
const BOUND: &str = "alpha = gamma_ray = 1\n";

/// A word that is an error, and what is suggested for it, best first.
pub(super) type Word = (&'static str, &'static [&'static str]);

/// A ground whose checker minds words in all files. A suggestion may name another file, in which its word is to be replaced too.
pub(super) struct Words {
    project: Project,
    words: Vec<Word>,
    across: bool,
    checks: usize,
    allowed: bool,
}

impl Words {
    pub fn new(files: &[(&str, &str)], words: &[Word]) -> Words {
        let mut project = Project { root: "/w".into(), ..Project::default() };
        for (name, text) in files {
            let source = SourceFile::new(PathBuf::from("/w").join(name), Language::Python, format!("{BOUND}{text}"), ParseOptions::default());
            project.files.insert(source.path().to_owned(), ProjectFile { source });
        }
        Words { project, words: words.to_vec(), across: false, checks: 0, allowed: true }
    }

    fn findings(&self, file: &SourceFile) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (word, suggestions) in &self.words {
            for (at, _) in file.text().match_indices(word) {
                let place = Place::Bytes((at..at + word.len()).into());
                let message = format!("undefined name '{word}' {}", file.text()[..at].matches(word).count());
                let mut finding = Finding::new("ruff", file.path(), place, Severity::Error, message, b"raw");
                finding.code = Some("F821".into());
                finding.suggestions = suggestions
                    .iter()
                    .map(|text| {
                        let mut edits = vec![(file.path().to_owned(), place, (*text).to_owned())];
                        for (path, other) in self.project.files.iter().filter(|(path, _)| self.across && *path != file.path()) {
                            let found = other.source.text().match_indices(word).map(|(at, _)| Place::Bytes((at..at + word.len()).into()));
                            edits.extend(found.map(|place| (path.clone(), place, (*text).to_owned())));
                        }
                        FindingSuggestion { title: format!("Write `{text}`"), applicability: Applicability::Safe, edits }
                    })
                    .collect();
                findings.push(finding);
            }
        }
        findings
    }

    pub fn all(&self) -> Vec<SourceFile> {
        self.project.files.values().map(|file| file.source.clone()).collect()
    }
}

impl Ground for Words {
    fn engine(&self, _: &SourceFile) -> Engine {
        Engine::of_project(self.project.clone())
    }

    fn source(&self, path: &Path) -> Option<SourceFile> {
        self.project.files.get(path).map(|file| file.source.clone()).filter(|_| self.allowed)
    }

    fn replace(&mut self, text: &SourceFile) {
        self.project.files.insert(text.path().to_owned(), ProjectFile { source: text.clone() });
    }

    fn check(&mut self, texts: &[SourceFile]) -> Snapshot {
        self.checks += 1;
        let seen = texts.iter().map(|file| {
            let diagnostics = diagnose(&self.findings(file), file, Path::new("/w"), &|path| Some(self.project.files.get(path)?.source.clone()));
            Seen { file: file.clone(), checked: Checked { diagnostics, by: BTreeSet::from(["ruff".to_owned()]) } }
        });
        Snapshot::new(seen.collect::<Vec<_>>())
    }
}

fn healed(ground: &mut Words, targets: Targets, policy: HealPolicy) -> Healing {
    let all = ground.all();
    let start = ground.check(&all);
    ground.checks = 0;
    let mut healing = Healing::new(start, targets, policy, HashMap::new());
    heal(&mut healing, ground, &CancelToken::new(), &mut |_| {});
    healing
}

pub(super) fn text(healing: &Healing, name: &str) -> String {
    let seen = healing.best().get(&Path::new("/w").join(name)).unwrap();
    seen.file.text().trim_start_matches(BOUND).to_owned()
}

pub(super) fn titles(attempts: &[Attempt]) -> Vec<&str> {
    attempts.iter().map(|attempt| attempt.fix.title.as_str()).collect()
}

pub(super) fn policy() -> HealPolicy {
    HealPolicy::default().reviewed()
}

pub(super) const ONE: Word = ("one", &["alpha"]);
/// The first suggestion is wrong: the word is still there afterwards.
const TWO: Word = ("two", &["\"two two\"", "gamma_ray"]);

#[test]
fn fixes_that_agree_are_tried_in_one_text() {
    let mut ground = Words::new(&[("a.py", "print(one)\nprint(one)\n"), ("b.py", "print(one)\n")], &[ONE]);
    let healing = healed(&mut ground, Targets::default(), policy());
    assert_eq!((text(&healing, "a.py").as_str(), text(&healing, "b.py").as_str()), ("print(alpha)\nprint(alpha)\n", "print(alpha)\n"));
    assert_eq!((healing.kept().len(), healing.given_up().len(), ground.checks), (3, 0, 1));
    assert!(healing.kept().iter().all(|attempt| attempt.verdict == Verdict::Promote && attempt.confidence > attempt.fix.confidence));
    assert_eq!(ground.all().iter().map(SourceFile::text).collect::<Vec<_>>(), healing.best().files().map(|seen| seen.file.text()).collect::<Vec<_>>());
}

#[test]
fn a_wrong_fix_gives_way_to_the_next_and_costs_one_check_for_all() {
    let mut ground = Words::new(&[("a.py", "print(one)\nprint(two)\n"), ("b.py", "print(two)\nprint(one)\n")], &[ONE, TWO]);
    let healing = healed(&mut ground, Targets::default(), policy());
    assert_eq!((text(&healing, "a.py").as_str(), text(&healing, "b.py").as_str()), ("print(alpha)\nprint(gamma_ray)\n", "print(gamma_ray)\nprint(alpha)\n"));
    assert_eq!(ground.checks, 2, "four errors, two of them with a wrong first fix");
    assert_eq!(titles(healing.given_up()), ["Write `\"two two\"`"; 2]);
    assert!(healing.given_up().iter().all(|attempt| attempt.verdict == Verdict::Retry && attempt.confidence == 0.0));
}

#[test]
fn attempts_and_targets_are_kept_to() {
    let mut ground = Words::new(&[("a.py", "print(two)\n"), ("b.py", "print(one)\n")], &[ONE, TWO]);
    let only = Targets { files: BTreeSet::from([PathBuf::from("/w/a.py")]), range: None };
    let healing = healed(&mut ground, only, HealPolicy { attempts: 1, ..policy() });
    assert_eq!((text(&healing, "a.py").as_str(), text(&healing, "b.py").as_str()), ("print(two)\n", "print(one)\n"));
    assert_eq!((healing.kept().len(), healing.given_up().len(), healing.remaining().count()), (0, 1, 1));
    assert_eq!(healing.given_up().first().map(|attempt| attempt.verdict), Some(Verdict::Rollback));

    let mut ground = Words::new(&[("a.py", "print(one)\nprint(one, one)\n")], &[ONE]);
    let at = ground.all()[0].text().rfind("one").unwrap();
    let range = Targets { files: BTreeSet::new(), range: Some(("/w/a.py".into(), Span::new(at, at))) };
    let healing = healed(&mut ground, range, policy());
    assert_eq!(text(&healing, "a.py"), "print(one)\nprint(one, alpha)\n");
}

#[test]
fn what_is_not_sure_enough_is_left_alone() {
    let mut ground = Words::new(&[("a.py", "print(one)\n")], &[ONE]);
    let healing = healed(&mut ground, Targets::default(), HealPolicy { least_confidence: 1.0, ..policy() });
    assert_eq!((text(&healing, "a.py").as_str(), healing.kept().len()), ("print(one)\n", 0));
    assert_eq!(ground.all()[0].text(), format!("{BOUND}print(one)\n"), "the ground is as it was");
}

#[test]
fn files_that_a_fix_changes_are_changed_together_or_not_at_all() {
    for allowed in [true, false] {
        let mut ground = Words::new(&[("a.py", "print(one)\n"), ("b.py", "print(one)\n")], &[ONE]);
        ground.across = true;
        ground.allowed = allowed;
        let only = Targets { files: BTreeSet::from([PathBuf::from("/w/a.py")]), range: None };
        let healing = healed(&mut ground, only, policy());
        let expected = if allowed { "print(alpha)\n" } else { "print(one)\n" };
        assert_eq!((text(&healing, "a.py").as_str(), text(&healing, "b.py").as_str()), (expected, expected));
    }
}

#[test]
fn harm_that_is_nobodys_doing_is_told_apart_by_halves() {
    /// Minds `bad` far from where it was written, once `beta` stands anywhere.
    struct Far(Words);
    impl Ground for Far {
        fn engine(&self, file: &SourceFile) -> Engine {
            self.0.engine(file)
        }
        fn source(&self, path: &Path) -> Option<SourceFile> {
            self.0.source(path)
        }
        fn replace(&mut self, text: &SourceFile) {
            self.0.replace(text);
        }
        fn check(&mut self, texts: &[SourceFile]) -> Snapshot {
            let harmed = texts.iter().any(|file| file.text().contains("beta"));
            self.0.words.retain(|(word, _)| *word != "far");
            if harmed {
                self.0.words.push(("far", &[]));
            }
            self.0.check(texts)
        }
    }
    let words: &[Word] = &[ONE, ("two", &["\"beta\"", "gamma_ray"])];
    for (before, after, most_checks) in [
        (["two", "one", "one", "one", "one", "one", "one", "one"], ["gamma_ray", "alpha", "alpha", "alpha", "alpha", "alpha", "alpha", "alpha"], 5),
        (["one", "one", "one", "one", "one", "one", "one", "two"], ["alpha", "alpha", "alpha", "alpha", "alpha", "alpha", "alpha", "gamma_ray"], 7),
    ] {
        let lines = |words: [&str; 8]| words.iter().map(|word| format!("print({word})\n")).collect::<String>();
        let mut ground = Far(Words::new(&[("a.py", &format!("print('far')\n\n{}", lines(before)))], words));
        let all = ground.0.all();
        let start = ground.check(&all);
        ground.0.checks = 0;
        let mut healing = Healing::new(start, Targets::default(), policy(), HashMap::new());
        heal(&mut healing, &mut ground, &CancelToken::new(), &mut |_| {});
        assert_eq!(text(&healing, "a.py"), format!("print('far')\n\n{}", lines(after)));
        assert!(ground.0.checks <= most_checks, "{} checks", ground.0.checks);
    }
}

#[test]
fn errors_of_the_same_words_wait_for_a_fix_far_from_them_that_mends_all() {
    /// Minds `one` until it is imported; the second one could be another word as well.
    struct Imports(Words);
    impl Ground for Imports {
        fn engine(&self, file: &SourceFile) -> Engine {
            self.0.engine(file)
        }
        fn source(&self, path: &Path) -> Option<SourceFile> {
            self.0.source(path)
        }
        fn replace(&mut self, text: &SourceFile) {
            self.0.replace(text);
        }
        fn check(&mut self, texts: &[SourceFile]) -> Snapshot {
            self.0.checks += 1;
            let seen = texts.iter().map(|file| {
                let path = file.path().to_owned();
                let finding = |(count, (at, word)): (usize, (usize, &str))| {
                    let place = Place::Bytes((at..at + word.len()).into());
                    let mut finding = Finding::new("ruff", file.path(), place, Severity::Error, "Undefined name `one`", b"");
                    finding.code = Some("F821".into());
                    let edits = if count == 0 {
                        (path.clone(), Place::Bytes((0..0).into()), "import one\n".to_owned())
                    } else {
                        (path.clone(), place, "alpha".to_owned())
                    };
                    finding.suggestions = vec![FindingSuggestion { title: "Mend it".to_owned(), applicability: Applicability::Safe, edits: vec![edits] }];
                    finding
                };
                let minded: Vec<_> = file.text().match_indices("one").enumerate().filter(|_| !file.text().contains("import one")).map(finding).collect();
                let diagnostics = diagnose(&minded, file, Path::new("/w"), &|_| None);
                Seen { file: file.clone(), checked: Checked { diagnostics, by: BTreeSet::from(["ruff".to_owned()]) } }
            });
            Snapshot::new(seen.collect::<Vec<_>>())
        }
    }
    let mut ground = Imports(Words::new(&[("a.py", "print(one)\nprint(one)\n")], &[]));
    let all = ground.0.all();
    let start = ground.check(&all);
    let mut healing = Healing::new(start, Targets::default(), policy(), HashMap::new());
    heal(&mut healing, &mut ground, &CancelToken::new(), &mut |_| {});
    assert_eq!((text(&healing, "a.py"), ground.0.checks), (format!("import one\n{BOUND}print(one)\nprint(one)\n"), 2));
}

#[test]
fn no_text_is_kept_that_has_more_errors_than_the_start() {
    // The name is found, and then a later phase has two things to say: about another place, where they were wrong all along, or about what
    // was written. In tests, which are looked at only then, it may be of any phase.
    struct Later(Words, usize, bool);
    impl Ground for Later {
        fn engine(&self, file: &SourceFile) -> Engine {
            self.0.engine(file)
        }
        fn source(&self, path: &Path) -> Option<SourceFile> {
            self.0.source(path)
        }
        fn replace(&mut self, text: &SourceFile) {
            self.0.replace(text);
        }
        fn check(&mut self, texts: &[SourceFile]) -> Snapshot {
            let snapshot = self.0.check(texts);
            let seen = snapshot.files().map(|seen| {
                let mut checked = seen.checked.clone();
                if checked.diagnostics.is_empty() {
                    let later = |at: usize| {
                        let mut finding =
                            Finding::new("ruff", seen.file.path(), Place::Bytes((at..at + 1).into()), Severity::Error, format!("wrong type {at}"), b"");
                        finding.code = Some(if self.2 { "F821" } else { "F632" }.into());
                        finding.in_tests = self.2;
                        finding
                    };
                    checked.diagnostics = diagnose(&[later(self.1), later(self.1 + 2)], &seen.file, Path::new("/w"), &|_| None);
                }
                Seen { file: seen.file.clone(), checked }
            });
            Snapshot::new(seen.collect::<Vec<_>>())
        }
    }
    for (place, in_tests, kept, taken_back) in [(0, false, 1, 0), (BOUND.len(), false, 0, 1), (0, true, 1, 0)] {
        let mut ground = Later(Words::new(&[("a.py", "print(one)\n")], &[ONE]), place, in_tests);
        let all = ground.0.all();
        let start = ground.check(&all);
        let mut healing = Healing::new(start, Targets::default(), policy(), HashMap::new());
        heal(&mut healing, &mut ground, &CancelToken::new(), &mut |_| {});
        let expected = if kept > 0 { "print(alpha)\n" } else { "print(one)\n" };
        assert_eq!((text(&healing, "a.py").as_str(), healing.kept().len(), healing.rolled_back().len()), (expected, kept, taken_back));
        assert_eq!(healing.is_held_back(), taken_back > 0);
        assert_eq!(ground.0.all()[0].text(), format!("{BOUND}{expected}"), "the ground is as the best state");
    }
}

#[test]
fn a_fix_that_brings_another_error_is_kept_where_that_can_be_mended_too() {
    let chain: &[Word] = &[("one", &["three"]), ("three", &["gamma_ray"])];
    let mut ground = Words::new(&[("a.py", "print(one)\n")], chain);
    let healing = healed(&mut ground, Targets::default(), policy());
    assert_eq!((text(&healing, "a.py").as_str(), titles(healing.kept())), ("print(gamma_ray)\n", vec!["Write `three`", "Write `gamma_ray`"]));

    let dead_end: &[Word] = &[("one", &["three", "four"]), ("three", &[]), ("four", &["three"])];
    let mut ground = Words::new(&[("a.py", "print(one)\nprint(two)\n")], &[dead_end, &[("two", &["alpha"])]].concat());
    let healing = healed(&mut ground, Targets::default(), policy());
    assert_eq!((text(&healing, "a.py").as_str(), healing.remaining().count()), ("print(one)\nprint(alpha)\n", 1));
    assert!(healing.rolled_back().iter().all(|attempt| attempt.verdict == Verdict::Rollback) && !healing.is_held_back());
    assert_eq!(ground.all()[0].text(), format!("{BOUND}print(one)\nprint(alpha)\n"), "the ground is as the best state");
}

#[test]
fn a_guess_that_leads_through_another_error_is_kept_only_where_several_places_speak_for_it() {
    // Behind the wrong name a later phase complains of what was written, which has a fix too.
    struct Phases(Words);
    impl Ground for Phases {
        fn engine(&self, file: &SourceFile) -> Engine {
            self.0.engine(file)
        }
        fn source(&self, path: &Path) -> Option<SourceFile> {
            self.0.source(path)
        }
        fn replace(&mut self, text: &SourceFile) {
            self.0.replace(text);
        }
        fn check(&mut self, texts: &[SourceFile]) -> Snapshot {
            let snapshot = self.0.check(texts);
            let seen = snapshot.files().map(|seen| {
                let mut checked = seen.checked.clone();
                for (at, word) in seen.file.text().match_indices("three").filter(|_| snapshot.errors().next().is_none()) {
                    let place = Place::Bytes((at..at + word.len()).into());
                    let mut finding = Finding::new("ruff", seen.file.path(), place, Severity::Error, format!("wrong type {at}"), b"");
                    finding.code = Some("F632".into());
                    let edits = vec![(seen.file.path().to_owned(), place, "gamma_ray".to_owned())];
                    finding.suggestions = vec![FindingSuggestion { title: "Write `gamma_ray`".to_owned(), applicability: Applicability::Safe, edits }];
                    checked.diagnostics.extend(diagnose(&[finding], &seen.file, Path::new("/w"), &|_| None));
                }
                Seen { file: seen.file.clone(), checked }
            });
            Snapshot::new(seen.collect::<Vec<_>>())
        }
    }
    let lone: &[(&str, &str)] = &[("a.py", "print(one)\n")];
    let many: &[(&str, &str)] = &[("a.py", "print(one)\n"), ("b.py", "print(one)\n"), ("c.py", "print(one)\n"), ("d.py", "print(one)\n")];
    for (files, least, expected) in [(lone, 0.2, "print(gamma_ray)\n"), (lone, 0.9, "print(one)\n"), (many, 0.9, "print(gamma_ray)\n")] {
        let mut ground = Phases(Words::new(files, &[("one", &["three"])]));
        let all = ground.0.all();
        let start = ground.check(&all);
        let policy = HealPolicy { least_confidence: least, ..HealPolicy::default() };
        let mut healing = Healing::new(start, Targets::default(), policy, HashMap::new());
        heal(&mut healing, &mut ground, &CancelToken::new(), &mut |_| {});
        assert_eq!(text(&healing, "a.py"), expected, "{} files, {least}: {:?}", files.len(), titles(healing.kept()));
        assert!(!healing.is_held_back());
    }
}

#[test]
fn a_text_without_most_of_its_code_is_not_kept() {
    // Each of the two takes away a fifth of the file, which would be no reason against one of them.
    let words: &[Word] = &[("one[1][2][3]", &["alpha"]), ("two[1][2][3]", &["alpha"])];
    let code = "print(one[1][2][3])\nprint(two[1][2][3])\n";
    let mut ground = Words::new(&[("a.py", code)], words);
    let healing = healed(&mut ground, Targets::default(), policy());
    assert_eq!((healing.remaining().count(), healing.is_held_back()), (1, true), "{}", text(&healing, "a.py"));
    assert!(healing.rolled_back()[0].reason.contains("too much of the code"));
}

#[test]
fn a_cancelled_heal_stands_where_it_was() {
    let mut ground = Words::new(&[("a.py", "print(one)\n")], &[ONE]);
    let all = ground.all();
    let start = ground.check(&all);
    let mut healing = Healing::new(start, Targets::default(), policy(), HashMap::new());
    let cancel = CancelToken::new();
    cancel.cancel();
    heal(&mut healing, &mut ground, &cancel, &mut |_| {});
    assert_eq!((healing.kept().len(), text(&healing, "a.py").as_str()), (0, "print(one)\n"));
    assert!(healing.propose(&mut ground, &CancelToken::new()).is_some(), "it can be taken up again");
}

#[test]
fn a_fix_of_a_warning_at_the_place_of_an_error_without_fixes_is_tried() {
    /// Warns of each word that it minds too, with a suggestion.
    struct Warned(Words, &'static str);
    impl Ground for Warned {
        fn engine(&self, file: &SourceFile) -> Engine {
            self.0.engine(file)
        }
        fn source(&self, path: &Path) -> Option<SourceFile> {
            self.0.source(path)
        }
        fn replace(&mut self, text: &SourceFile) {
            self.0.replace(text);
        }
        fn check(&mut self, texts: &[SourceFile]) -> Snapshot {
            let snapshot = self.0.check(texts);
            let seen = snapshot.files().map(|seen| {
                let mut checked = seen.checked.clone();
                for (at, word) in seen.file.text().match_indices(self.1) {
                    let place = Place::Bytes((at..at + word.len()).into());
                    let mut finding = Finding::new("ruff", seen.file.path(), place, Severity::Warning, "a warning", b"");
                    let edits = vec![(seen.file.path().to_owned(), place, "alpha".to_owned())];
                    finding.suggestions = vec![FindingSuggestion { title: "Write `alpha`".to_owned(), applicability: Applicability::Safe, edits }];
                    checked.diagnostics.extend(diagnose(&[finding], &seen.file, Path::new("/w"), &|_| None));
                }
                Seen { file: seen.file.clone(), checked }
            });
            Snapshot::new(seen.collect::<Vec<_>>())
        }
    }
    for (warned, policy, expected) in [("one", policy(), "print(alpha)\n"), ("one", HealPolicy::default(), "print(one)\n"), ("print", policy(), "print(one)\n")]
    {
        let mut ground = Warned(Words::new(&[("a.py", "print(one)\n")], &[("one", &[])]), warned);
        let all = ground.0.all();
        let start = ground.check(&all);
        let mut healing = Healing::new(start, Targets::default(), policy, HashMap::new());
        heal(&mut healing, &mut ground, &CancelToken::new(), &mut |_| {});
        assert_eq!(text(&healing, "a.py"), expected);
        assert!(healing.kept().iter().all(|attempt| attempt.fix.diagnostic == attempt.diagnostic.id));
    }
}

/// Tries all fixes of all errors ahead and gives what was shown: by title.
fn proven(ground: &mut Words, checks: usize) -> Vec<(String, Shown)> {
    let all = ground.all();
    let base = ground.check(&all);
    ground.checks = 0;
    let mut fixes: Vec<(usize, Diagnostic, Fix)> = Vec::new();
    for error in base.errors() {
        let seen = base.get(&error.path).unwrap();
        let suggested = ground.engine(&seen.file).suggest(&seen.file, error, &seen.checked.diagnostics);
        fixes.extend(suggested.into_iter().enumerate().map(|(place, fix)| (place, error.clone(), fix)));
    }
    fixes.sort_by_key(|(place, ..)| *place);
    let fixes: Vec<(Diagnostic, Fix)> = fixes.into_iter().map(|(_, error, fix)| (error, fix)).collect();
    let mut proofs = Vec::new();
    prove(&base, &fixes, checks, ground, &CancelToken::new(), &mut |news| proofs.extend(news));
    let texts = |files: &[SourceFile]| files.iter().map(|file| file.text().to_owned()).collect::<Vec<_>>();
    assert_eq!(texts(&ground.all()), texts(&all), "the ground is as it was");
    let title = |proof: &Proof| fixes.iter().find(|(_, fix)| fix.id == proof.fix).unwrap().1.title.clone();
    proofs.iter().map(|proof| (title(proof), proof.shown)).collect()
}

#[test]
fn fixes_are_proven_and_refuted_ahead_in_few_checks() {
    let mut ground = Words::new(&[("a.py", "print(one)\n\nprint(two)\n")], &[ONE, TWO]);
    let shown = proven(&mut ground, 8);
    assert!(shown.contains(&("Write `alpha`".to_owned(), Shown::Passed)) && shown.contains(&("Write `gamma_ray`".to_owned(), Shown::Passed)), "{shown:?}");
    assert!(shown.contains(&("Write `\"two two\"`".to_owned(), Shown::Failed)), "{shown:?}");
    let mut ground = Words::new(&[("a.py", "print(one)\n\nprint(two)\n")], &[ONE, TWO]);
    proven(&mut ground, 1);
    assert_eq!(ground.checks, 1, "it is bounded");
}

#[test]
fn what_was_refuted_vanishes_or_sinks() {
    let mut ground = Words::new(&[("a.py", "print(two)\n")], &[TWO]);
    let all = ground.all();
    let base = ground.check(&all);
    let error = base.errors().next().unwrap().clone();
    let fixes = ground.engine(&all[0]).suggest(&all[0], &error, std::slice::from_ref(&error));
    let proof = |at: usize, shown| Proof { diagnostic: error.id.clone(), fix: fixes[at].id.clone(), shown };
    let after = after_proof(&fixes, &[proof(0, Shown::Failed), proof(1, Shown::Passed)]);
    assert_eq!((after[0].id.as_str(), after[0].verified), (fixes[1].id.as_str(), Some(Verification::Checked)));
    assert!(after[0].confidence > fixes[1].confidence && after.iter().all(|fix| fix.id != fixes[0].id));
    let after = after_proof(&fixes, &[proof(0, Shown::Failed)]);
    let last = after.iter().rfind(|fix| fix.applicability != Applicability::Sketch).unwrap();
    assert_eq!((after.len(), last.id.as_str(), last.preferred, last.confidence), (fixes.len(), fixes[0].id.as_str(), false, 0.0));
    let after = after_proof(&fixes, &[proof(0, Shown::Exchanged)]);
    assert_eq!((after[0].id.as_str(), after[0].confidence), (fixes[0].id.as_str(), fixes[0].confidence), "it may be one step of several");
}

mod passing;
mod unparsed;

#[test]
fn what_is_on_trial_is_in_a_heal_only_where_somebody_looks_at_it() {
    for (policy, expected) in [(policy(), "print(alpha)\n"), (HealPolicy { least_confidence: 0.0, ..HealPolicy::default() }, "print(one)\n")] {
        let mut ground = Words::new(&[("a.py", "print(one)\n")], &[ONE]);
        let all = ground.all();
        let start = ground.check(&all);
        let error = start.errors().next().unwrap().clone();
        let of_pattern = |fix: Fix| Fix { origin: Origin::Learned, learned: None, ..fix };
        let known: Vec<Fix> = ground.engine(&all[0]).suggest(&all[0], &error, &[]).into_iter().map(of_pattern).collect();
        assert!(!known.is_empty() && known.iter().all(Fix::is_on_trial));
        // Other sources have nothing for it.
        ground.words = vec![("one", &[])];
        let mut healing = Healing::new(start, Targets::default(), policy, HashMap::from([(error.id, known)]));
        heal(&mut healing, &mut ground, &CancelToken::new(), &mut |_| {});
        assert_eq!(text(&healing, "a.py"), expected);
    }
}
