//! The loop that mends one file, as a state machine: it proposes a text, somebody else has it checked, and it judges what came of it. It
//! does no I/O, so the command line can run many files in step and let one run of a slow tool speak for all of them.

use super::Engine;
use crate::base::EditSet;
use crate::model::{Applicability, Diagnostic, Fix};
use crate::syntax::{SourceFile, TextDigest, syntax_errors};
use std::collections::{BTreeSet, HashSet};

/// What may be done without asking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MendPolicy {
    /// How many texts may be tried.
    pub attempts: usize,
    /// Fixes under this confidence, 0 to 1, are left alone.
    pub least_confidence: f64,
}

impl Default for MendPolicy {
    fn default() -> MendPolicy {
        MendPolicy { attempts: 20, least_confidence: 0.3 }
    }
}

impl MendPolicy {
    /// The best fix that may be taken unasked: confident enough and without holes.
    pub fn choose(&self, fixes: &[Fix], refused: impl Fn(&Fix) -> bool) -> Choice {
        let admissible = |fix: &&Fix| fix.applicability != Applicability::Sketch && fix.confidence >= self.least_confidence;
        let index = fixes.iter().position(|fix| admissible(&fix) && !refused(fix));
        index.map_or(Choice::Skip, Choice::Take)
    }
}

/// What is done about one diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The fix at this index is taken.
    Take(usize),
    /// None is.
    Skip,
    /// None is, and nothing more is asked.
    Stop,
}

/// What checkers said of a text.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    pub diagnostics: Vec<Diagnostic>,
    /// The names of the checkers that really looked at this text. What another one said of an earlier text is not held against this one.
    pub by: BTreeSet<String>,
}

/// A fix that was taken, for the report.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    pub title: String,
    pub rule: String,
    /// Of the diagnostic that it mends.
    pub message: String,
    /// The zero-based line of the diagnostic, in the text before the fix.
    pub line: usize,
    pub confidence: f64,
}

/// One file on its way to fewer errors.
#[derive(Clone, Debug)]
pub struct Mend {
    file: SourceFile,
    checked: Checked,
    policy: MendPolicy,
    attempts: usize,
    /// After a batch has failed, fixes are tried one by one, so that a wrong one does not hold back the right ones.
    one_by_one: bool,
    refused: HashSet<(String, String)>,
    seen: HashSet<TextDigest>,
    pending: Option<Pending>,
    applied: Vec<Applied>,
}

#[derive(Clone, Debug)]
struct Pending {
    file: SourceFile,
    taken: Vec<Applied>,
    keys: Vec<(String, String)>,
    /// The checkers whose errors the fixes are for.
    sources: BTreeSet<String>,
}

impl Mend {
    pub fn new(file: SourceFile, checked: Checked, policy: MendPolicy) -> Mend {
        let seen = HashSet::from([*file.digest()]);
        Mend { file, checked, policy, attempts: 0, one_by_one: false, refused: HashSet::new(), seen, pending: None, applied: Vec::new() }
    }

    /// The best text so far.
    pub fn file(&self) -> &SourceFile {
        &self.file
    }

    /// What checkers said of that text.
    pub fn checked(&self) -> &Checked {
        &self.checked
    }

    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.checked.diagnostics.iter().filter(|diagnostic| diagnostic.is_error())
    }

    pub fn applied(&self) -> &[Applied] {
        &self.applied
    }

    /// The next text to try; `None` when there is nothing left to try. It is to be checked and then judged.
    pub fn propose(&mut self, engine: &Engine) -> Option<SourceFile> {
        let policy = self.policy;
        self.propose_chosen(engine, &mut |_, fixes, refused| policy.choose(fixes, refused))
    }

    /// As [`Mend::propose`], with somebody else choosing; the chooser hears of each error once, with its fixes and which of them have failed.
    pub fn propose_chosen(&mut self, engine: &Engine, choose: Chooser<'_>) -> Option<SourceFile> {
        while self.attempts < self.policy.attempts {
            let pending = self.next_batch(engine, choose)?;
            self.attempts += 1;
            if self.seen.insert(*pending.file.digest()) {
                let text = pending.file.clone();
                self.pending = Some(pending);
                return Some(text);
            }
            self.refuse(pending);
        }
        None
    }

    fn next_batch(&self, engine: &Engine, choose: Chooser<'_>) -> Option<Pending> {
        let mut edits = EditSet::default();
        let mut pending = Pending { file: self.file.clone(), taken: Vec::new(), keys: Vec::new(), sources: BTreeSet::new() };
        // What a parser says behind its first error is a guess, so syntax errors are mended one at a time, first one first.
        let in_syntax = self.errors().any(is_syntax);
        let errors: Vec<Diagnostic> = self.errors().filter(|error| !in_syntax || is_syntax(error)).cloned().collect();
        for error in &errors {
            let fixes: Vec<Fix> = engine.suggest(&self.file, error, &self.checked.diagnostics);
            let own: Vec<Fix> = fixes.into_iter().filter(|fix| fix.edits.iter().all(|edits| edits.path == self.file.path())).collect();
            if own.is_empty() {
                continue;
            }
            let refused = |fix: &Fix| self.refused.contains(&key(error, fix));
            let fix = match choose(error, &own, &refused) {
                Choice::Take(index) => own.get(index),
                Choice::Skip => None,
                Choice::Stop => break,
            };
            let Some(fix) = fix else { continue };
            let Some(own) = fix.edits_of(self.file.path()) else { continue };
            // Two errors may want the same (an import of the same name); the one text will mend both.
            if own.edits().iter().any(|edit| edits.edits().contains(edit)) {
                continue;
            }
            let Ok(together) = edits.merge(own) else { continue };
            let Ok(text) = together.apply(self.file.text()) else { continue };
            let file = self.file.with_text(text);
            if !pending.taken.is_empty() && !in_syntax && breaks_syntax(&file) {
                continue;
            }
            edits = together;
            pending.file = file;
            pending.keys.push(key(error, fix));
            pending.sources.insert(error.source.clone());
            pending.taken.push(Applied {
                title: fix.title.clone(),
                rule: fix.rule.clone(),
                message: error.message.clone(),
                line: self.file.line_of(error.range.start),
                confidence: fix.confidence,
            });
            if in_syntax || self.one_by_one {
                break;
            }
        }
        (!pending.taken.is_empty()).then_some(pending)
    }

    /// Judges the text that was proposed last: it is kept where it made progress, and given up otherwise. Where no checker that reported the
    /// errors could look at the new text, it is kept unless the others see a step back. Tells whether it is kept.
    pub fn judge(&mut self, checked: Checked) -> bool {
        let Some(pending) = self.pending.take() else { return false };
        let common: BTreeSet<&str> = self.checked.by.intersection(&checked.by).map(String::as_str).collect();
        let (before, after) = (rest(&self.checked.diagnostics, &common), rest(&checked.diagnostics, &common));
        if after < before || (after == before && pending.sources.is_disjoint(&checked.by)) {
            self.keep(pending, checked);
            return true;
        }
        self.refuse(pending);
        false
    }

    /// Keeps the text that was proposed last, whatever checkers say: its fixes were chosen by the user.
    pub fn accept(&mut self, checked: Checked) {
        if let Some(pending) = self.pending.take() {
            self.keep(pending, checked);
        }
    }

    fn keep(&mut self, pending: Pending, checked: Checked) {
        self.file = pending.file;
        self.checked = checked;
        self.applied.extend(pending.taken);
        self.one_by_one = false;
    }

    /// Whether another text may be tried.
    pub(super) fn may_try(&self) -> bool {
        self.attempts < self.policy.attempts
    }

    pub(super) fn count_attempt(&mut self) {
        self.attempts += 1;
    }

    pub(super) fn is_refused(&self, key: &(String, String)) -> bool {
        self.refused.contains(key)
    }

    pub(super) fn refuse_key(&mut self, key: (String, String)) {
        self.refused.insert(key);
    }

    /// Takes a text as the best one.
    pub(super) fn adopt(&mut self, file: SourceFile, checked: Checked, applied: Option<Applied>) {
        (self.file, self.checked, self.one_by_one) = (file, checked, false);
        self.seen.insert(*self.file.digest());
        self.applied.extend(applied);
    }

    fn refuse(&mut self, pending: Pending) {
        if pending.keys.len() > 1 {
            self.one_by_one = true;
        } else {
            self.refused.extend(pending.keys);
        }
    }
}

/// Decides about an error: its fixes, best first, and whether one of them has been tried in vain.
pub type Chooser<'c> = &'c mut dyn FnMut(&Diagnostic, &[Fix], &dyn Fn(&Fix) -> bool) -> Choice;

fn key(error: &Diagnostic, fix: &Fix) -> (String, String) {
    (error.id.clone(), fix.title.clone())
}

fn is_syntax(diagnostic: &Diagnostic) -> bool {
    diagnostic.category().starts_with("SYNTAX.")
}

fn breaks_syntax(file: &SourceFile) -> bool {
    !syntax_errors(file.language(), file.text(), file.options()).is_empty()
}

/// How far a text is from clean, as the checkers in `by` see it: the earliest phase of a compiler that still complains, and how often it
/// does. A compiler that is stopped in one phase says nothing of the later ones, so new errors of a later phase are no step back.
pub(super) fn rest(diagnostics: &[Diagnostic], by: &BTreeSet<&str>) -> (usize, usize) {
    let phases = diagnostics.iter().filter(|diagnostic| diagnostic.is_error() && by.contains(diagnostic.source.as_str())).map(phase);
    phases.fold((0, 0), |(first, count), phase| match phase.cmp(&first) {
        std::cmp::Ordering::Greater => (phase, 1),
        std::cmp::Ordering::Equal => (first, count + 1),
        std::cmp::Ordering::Less => (first, count),
    })
}

/// The phase that reports a category: parsing before names, names before types, types before borrows.
fn phase(diagnostic: &Diagnostic) -> usize {
    match diagnostic.category().split('.').next().unwrap_or("") {
        "SYNTAX" => 4,
        "RES" | "IMPORT" => 3,
        "OWN" | "LIFE" | "MUT" | "UNUSED" => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Finding, FindingSuggestion, Place, Severity};
    use crate::syntax::{Language, ParseOptions};
    use std::path::Path;

    /// Binds what the right suggestions write, so that the built-in checker has nothing against them.
    const BOUND: &str = "alpha = gamma_ray = 1\n";

    /// A checker that minds the words `one` and `two`, also in strings, with a suggestion for each; the one for `two` is wrong at first.
    fn check(file: &SourceFile) -> Checked {
        let mut findings = Vec::new();
        for (word, suggestions) in [("one", vec!["alpha"]), ("two", vec!["\"two two\"", "gamma_ray"])] {
            for (at, _) in file.text().match_indices(word) {
                let place = Place::Bytes((at..at + word.len()).into());
                let message = format!("undefined name '{word}' {}", file.text()[..at].matches(word).count());
                let mut finding = Finding::new("tool", file.path(), place, Severity::Error, message, b"raw");
                finding.code = Some("F821".into());
                let as_suggestion = |text: &str| FindingSuggestion {
                    title: format!("Write `{text}`"),
                    applicability: Applicability::Safe,
                    edits: vec![(file.path().to_owned(), place, text.to_owned())],
                };
                finding.suggestions = suggestions.iter().map(|text| as_suggestion(text)).collect();
                findings.push(finding);
            }
        }
        let diagnostics = Engine::default().categorize(&findings, file, Path::new("/w"));
        Checked { diagnostics, by: BTreeSet::from(["tool".to_owned()]) }
    }

    fn source(text: &str) -> SourceFile {
        SourceFile::new("/w/a.py", Language::Python, format!("{BOUND}{text}"), ParseOptions::default())
    }

    fn run(text: &str, policy: MendPolicy) -> (String, Vec<String>, usize) {
        let file = source(text);
        let mut mend = Mend::new(file.clone(), check(&file), policy);
        let mut tried = 0;
        while let Some(text) = mend.propose(&Engine::default()) {
            tried += 1;
            mend.judge(check(&text));
        }
        (mend.file().text().trim_start_matches(BOUND).to_owned(), mend.applied().iter().map(|applied| applied.title.clone()).collect(), tried)
    }

    #[test]
    fn fixes_that_agree_are_taken_together() {
        let (text, applied, tried) = run("print(one)\nprint(one)\n", MendPolicy::default());
        assert_eq!(text, "print(alpha)\nprint(alpha)\n");
        assert_eq!((applied.len(), tried), (2, 1));
    }

    #[test]
    fn a_wrong_fix_is_given_up_and_holds_back_no_other() {
        let (text, applied, _) = run("print(one)\nprint(two)\n", MendPolicy::default());
        assert_eq!(text, "print(alpha)\nprint(gamma_ray)\n");
        assert_eq!(applied, ["Write `alpha`", "Write `gamma_ray`"]);
    }

    #[test]
    fn what_is_not_confident_enough_is_left_alone() {
        let policy = MendPolicy { least_confidence: 0.95, ..MendPolicy::default() };
        assert_eq!(run("print(one)\n", policy), ("print(one)\n".to_owned(), Vec::new(), 0));
        assert_eq!(run("print(two)\n", MendPolicy { attempts: 1, ..MendPolicy::default() }).0, "print(two)\n");
    }

    #[test]
    fn a_checker_that_could_not_look_is_not_held_against_a_text() {
        let file = source("print(one)\n");
        let mut mend = Mend::new(file.clone(), check(&file), MendPolicy::default());
        mend.propose(&Engine::default()).unwrap();
        assert!(mend.judge(Checked::default()));
        assert_eq!(mend.file().text(), format!("{BOUND}print(alpha)\n"));
    }

    #[test]
    fn a_text_that_is_worse_is_given_up() {
        let file = source("print(one)\n");
        let mut mend = Mend::new(file.clone(), check(&file), MendPolicy::default());
        mend.propose(&Engine::default()).unwrap();
        assert!(!mend.judge(check(&file)), "the error is still there");
        assert_eq!(mend.file().text(), format!("{BOUND}print(one)\n"));
        assert!(mend.propose(&Engine::default()).is_none(), "the same fix is not tried again");
    }
}
