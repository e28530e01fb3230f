//! Fixes that change several files: all of them are changed, or none.

use super::mend::{Applied, Checked, Chooser, Mend, rest};
use super::{Choice, Engine};
use crate::model::{Diagnostic, Fix};
use crate::syntax::SourceFile;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::path::Path;

/// A fix of several files that is to be tried.
#[derive(Clone, Debug)]
pub struct Across {
    /// The texts after the fix; the first one is that of the file with the error.
    pub texts: Vec<SourceFile>,
    applied: Applied,
    key: (String, String),
}

impl Mend {
    /// The next fix that changes other files too. `source_of` gives the present text of a file that may be changed; a fix that wants to
    /// change another one is left out whole.
    pub fn propose_across(&mut self, engine: &Engine, source_of: &dyn Fn(&Path) -> Option<SourceFile>, choose: Chooser<'_>) -> Option<Across> {
        if !self.may_try() {
            return None;
        }
        let errors: Vec<Diagnostic> = self.errors().cloned().collect();
        for error in &errors {
            let fixes: Vec<Fix> = engine.suggest(self.file(), error, &self.checked().diagnostics);
            let across: Vec<(Fix, Vec<SourceFile>)> =
                fixes.into_iter().filter_map(|fix| Some((fix.clone(), texts_after(&fix, self.file(), source_of)?))).collect();
            if across.is_empty() {
                continue;
            }
            let offered: Vec<Fix> = across.iter().map(|(fix, _)| fix.clone()).collect();
            let key = |fix: &Fix| (error.id.clone(), fix.title.clone());
            let chosen = match choose(error, &offered, &|fix| self.is_refused(&key(fix))) {
                Choice::Take(index) => across.into_iter().nth(index),
                Choice::Skip => None,
                Choice::Stop => return None,
            };
            let Some((fix, texts)) = chosen else { continue };
            let applied = Applied {
                title: fix.title.clone(),
                rule: fix.rule.clone(),
                message: error.message.clone(),
                line: self.file().line_of(error.range.start),
                confidence: fix.confidence,
            };
            let across = Across { texts, applied, key: key(&fix) };
            self.count_attempt();
            return Some(across);
        }
        None
    }

    /// How a text compares with the best one so far, as the checkers see it that looked at both: less is fewer errors, or later ones.
    fn compare(&self, checked: &Checked) -> Ordering {
        let common: BTreeSet<&str> = self.checked().by.intersection(&checked.by).map(String::as_str).collect();
        rest(&checked.diagnostics, &common).cmp(&rest(&self.checked().diagnostics, &common))
    }
}

/// The texts that a fix makes of several files, the given one first; `None` for a fix of one file.
fn texts_after(fix: &Fix, file: &SourceFile, source_of: &dyn Fn(&Path) -> Option<SourceFile>) -> Option<Vec<SourceFile>> {
    if fix.edits.iter().all(|edits| edits.path == file.path()) {
        return None;
    }
    let mut texts = vec![file.clone()];
    for edits in &fix.edits {
        match texts.iter_mut().find(|text| text.path() == edits.path) {
            Some(text) => *text = text.with_text(edits.edits.apply(text.text()).ok()?),
            None => {
                let other = source_of(&edits.path)?;
                texts.push(other.with_text(edits.edits.apply(other.text()).ok()?));
            }
        }
    }
    Some(texts)
}

/// Judges a fix of several files: it is kept where the file with the error made progress and no other took a step back, or where the user
/// chose it. `parts` has the files' state and what checkers say of the new texts, in the order of [`Across::texts`]. Tells whether it is kept.
pub fn judge_across(across: Across, mut parts: Vec<(&mut Mend, Checked)>, chosen_by_user: bool) -> bool {
    let progress = parts.first().is_some_and(|(mend, checked)| mend.compare(checked) == Ordering::Less);
    let no_harm = parts.iter().all(|(mend, checked)| mend.compare(checked) != Ordering::Greater);
    if parts.len() != across.texts.len() || !(chosen_by_user || progress && no_harm) {
        if let Some((mend, _)) = parts.first_mut() {
            mend.refuse_key(across.key);
        }
        return false;
    }
    let mut applied = Some(across.applied);
    for ((mend, checked), text) in parts.into_iter().zip(across.texts) {
        mend.adopt(text, checked, applied.take());
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heal::MendPolicy;
    use crate::model::{Applicability, Finding, FindingSuggestion, Place, Severity};
    use crate::syntax::{Language, ParseOptions};

    /// A checker that minds `first` in one file and offers to write `second` in both.
    fn check(file: &SourceFile, other: &SourceFile) -> Checked {
        let engine = Engine::default();
        let findings: Vec<Finding> = file
            .text()
            .match_indices("first")
            .map(|(at, word)| {
                let place = Place::Bytes((at..at + word.len()).into());
                let mut finding = Finding::new("tool", file.path(), place, Severity::Error, "cannot use `first`", b"raw");
                let edits = [file, other].map(|file| (file.path().to_owned(), Place::Bytes((0..5).into()), "second".to_owned())).to_vec();
                finding.suggestions = vec![FindingSuggestion { title: "Write `second`".into(), applicability: Applicability::Safe, edits }];
                finding
            })
            .collect();
        let source = other.clone();
        let diagnostics = crate::heal::diagnose(&findings, file, Path::new("/w"), &move |path| (path == source.path()).then(|| source.clone()));
        drop(engine);
        Checked { diagnostics, by: ["tool".to_owned()].into() }
    }

    #[test]
    fn both_files_are_changed_or_none() {
        let file = |name: &str| SourceFile::new(format!("/w/{name}.py"), Language::Python, "first = 1\n", ParseOptions::default());
        let (one, two) = (file("one"), file("two"));
        for (allowed, harm, kept) in [(true, false, true), (true, true, false), (false, false, false)] {
            let mut project = crate::fix::Project { root: "/w".into(), ..Default::default() };
            for source in [&one, &two] {
                project.files.insert(source.path().to_owned(), crate::fix::ProjectFile { source: source.clone() });
            }
            let engine = Engine::of_project(project);
            let mut first = Mend::new(one.clone(), check(&one, &two), MendPolicy::default());
            let mut second = Mend::new(two.clone(), Checked { by: ["tool".to_owned()].into(), ..Checked::default() }, MendPolicy::default());
            let source_of = |path: &Path| (allowed && path == two.path()).then(|| two.clone());
            let mut take =
                |_: &Diagnostic, fixes: &[Fix], refused: &dyn Fn(&Fix) -> bool| fixes.iter().position(|fix| !refused(fix)).map_or(Choice::Skip, Choice::Take);
            let proposed = first.propose_across(&engine, &source_of, &mut take);
            let judged = proposed.is_some_and(|across| {
                assert_eq!(across.texts.iter().map(SourceFile::text).collect::<Vec<_>>(), ["second = 1\n", "second = 1\n"]);
                let after = check(&across.texts[0], &across.texts[1]);
                let other = if harm { check(&two, &one) } else { Checked { diagnostics: Vec::new(), ..after.clone() } };
                judge_across(across, vec![(&mut first, after), (&mut second, other)], false)
            });
            assert_eq!(judged, kept);
            let expected = if kept { "second = 1\n" } else { "first = 1\n" };
            assert_eq!((first.file().text(), second.file().text(), first.applied().len()), (expected, expected, usize::from(kept)));
            assert!(first.propose_across(&engine, &source_of, &mut take).is_none(), "nothing is tried twice");
        }
    }
}
