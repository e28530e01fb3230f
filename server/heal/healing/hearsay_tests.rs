//! Errors of which others told, on the ground whose checker minds words.

use super::super::tests::{ONE, Words, policy, text, titles};
use crate::base::CancelToken;
use crate::heal::{Ground, Healing, Targets, diagnose, heal};
use crate::model::{Applicability, Diagnostic, Finding, FindingSuggestion, Place, Severity, Verdict, Verification};
use std::collections::HashMap;
use std::path::Path;

/// What another server says of the first file: that a word is wrong, and what it suggests for it.
fn told(ground: &Words, word: &str, suggestion: Option<&str>) -> Diagnostic {
    let file = &ground.all()[0];
    let at = file.text().find(word).unwrap();
    let place = Place::Bytes((at..at + word.len()).into());
    let mut finding = Finding::new("pylance", file.path(), place, Severity::Error, format!("\"{word}\" is not known"), b"raw");
    finding.suggestions = suggestion
        .into_iter()
        .map(|text| FindingSuggestion {
            title: format!("Write `{text}`"),
            applicability: Applicability::Safe,
            edits: vec![(file.path().to_owned(), place, text.to_owned())],
        })
        .collect();
    diagnose(&[finding], file, Path::new("/w"), &|_| None).remove(0)
}

fn healed(ground: &mut Words, told: Vec<Diagnostic>) -> Healing {
    let all = ground.all();
    let start = ground.check(&all);
    let mut healing = Healing::new(start, Targets::default(), policy(), HashMap::new()).hearing(told);
    heal(&mut healing, ground, &CancelToken::new(), &mut |_| {});
    healing
}

#[test]
fn what_others_told_of_is_mended_as_far_as_checkers_have_nothing_against_it() {
    let mut ground = Words::new(&[("a.py", "print(thrre, one)\n")], &[ONE]);
    let told = vec![told(&ground, "thrre", Some("gamma_ray"))];
    let healing = healed(&mut ground, told);
    assert_eq!(text(&healing, "a.py"), "print(gamma_ray, alpha)\n");
    assert_eq!((healing.start().errors().count(), healing.best().errors().count()), (2, 0));
    let attempt = healing.kept().iter().find(|attempt| attempt.diagnostic.source == "pylance").unwrap();
    // Nobody has looked, so nothing is proven.
    assert_eq!((attempt.verdict, attempt.confidence), (Verdict::Promote, attempt.fix.confidence));
    assert_ne!(attempt.fix.verified, Some(Verification::Checked));
    assert_eq!(healing.presumed().into_iter().collect::<Vec<_>>(), ["pylance"]);
    assert_eq!(healing.best().files().flat_map(|seen| healing.looked_at(seen)).collect::<Vec<_>>(), ["ruff"]);
}

#[test]
fn a_fix_for_it_that_a_checker_refuses_is_not_kept() {
    let mut ground = Words::new(&[("a.py", "print(thrre)\n")], &[ONE]);
    let told = vec![told(&ground, "thrre", Some("one"))];
    let healing = healed(&mut ground, told);
    assert_eq!(text(&healing, "a.py"), "print(thrre)\n");
    assert_eq!((titles(healing.given_up()), healing.remaining().count()), (vec!["Write `one`"], 1));
}

#[test]
fn what_has_no_fix_is_left_where_it_moved_to() {
    let mut ground = Words::new(&[("a.py", "print(one, thrre)\n")], &[ONE]);
    let told = vec![told(&ground, "thrre", None)];
    let healing = healed(&mut ground, told);
    assert_eq!(text(&healing, "a.py"), "print(alpha, thrre)\n");
    let left: Vec<&Diagnostic> = healing.remaining().collect();
    let file = &healing.best().files().next().unwrap().file;
    assert_eq!(left.iter().map(|error| file.slice(error.range)).collect::<Vec<_>>(), ["thrre"]);
    assert!(healing.presumed().is_empty());
}

#[test]
fn what_a_checker_of_the_same_name_does_not_say_is_not_believed() {
    let mut ground = Words::new(&[("a.py", "print(thrre)\n")], &[ONE]);
    let mut said = told(&ground, "thrre", Some("gamma_ray"));
    said.source = "ruff".to_owned();
    let healing = healed(&mut ground, vec![said]);
    assert_eq!((text(&healing, "a.py").as_str(), healing.start().errors().count()), ("print(thrre)\n", 0));
}
