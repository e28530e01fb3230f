//! A followed change as it is kept while nobody follows it: what its end is told by, and no more.

use super::fate::Followed;
use crate::base::{EditSet, Span, TextEdit};
use crate::model::{Applicability, Classification, Diagnostic, FileEdits, Fix, Origin, Raw, Severity};
use crate::syntax::SourceFile;
use crate::taxonomy::category;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Changes of longer texts, in bytes, are not kept.
const LONGEST: usize = 128 * 1024;

#[derive(Serialize, Deserialize)]
struct Kept {
    before: String,
    edit: TextEdit,
    targets: Vec<KeptDiagnostic>,
    known: Vec<KeptDiagnostic>,
    looked: BTreeSet<String>,
    offered: Vec<KeptFix>,
    was_offered: bool,
    taken: Option<String>,
    time: i64,
}

#[derive(Serialize, Deserialize)]
struct KeptDiagnostic {
    id: String,
    source: String,
    code: Option<String>,
    message: String,
    severity: Severity,
    range: Span,
    category: Option<String>,
    subject: Option<String>,
    confidence: f64,
}

#[derive(Serialize, Deserialize)]
struct KeptFix {
    id: String,
    diagnostic: String,
    origin: Origin,
    rule: String,
    confidence: f64,
    /// In this file; `None` where they are for another text of it.
    edits: Option<EditSet>,
}

impl Followed {
    /// The change in a form that can be kept; `None` for one of a text that is too long.
    pub fn to_kept(&self) -> Option<Vec<u8>> {
        if self.before.text().len().max(self.after.text().len()) > LONGEST {
            return None;
        }
        let kept = Kept {
            before: self.before.text().to_owned(),
            edit: difference(self.before.text(), self.after.text()),
            targets: self.targets.iter().map(KeptDiagnostic::of).collect(),
            known: self.known.iter().map(KeptDiagnostic::of).collect(),
            looked: self.looked.clone(),
            offered: self.offered.iter().map(|fix| KeptFix::of(fix, &self.before)).collect(),
            was_offered: self.was_offered,
            taken: self.taken.clone(),
            time: self.time,
        };
        serde_json::to_vec(&kept).ok()
    }

    /// The change that was kept of a file, whatever text that has by now. `None` for what no [`Followed::to_kept`] made.
    pub fn from_kept(kept: &[u8], file: &SourceFile) -> Option<Followed> {
        let kept: Kept = serde_json::from_slice(kept).ok()?;
        let after = EditSet::one(kept.edit).apply(&kept.before).ok()?;
        let length = kept.before.len();
        let before = file.with_text(kept.before);
        let all = |kept: Vec<KeptDiagnostic>| -> Option<Vec<Diagnostic>> { kept.into_iter().map(|kept| kept.of_file(&before, length)).collect() };
        Some(Followed {
            after: before.with_text(after),
            targets: all(kept.targets)?,
            known: all(kept.known)?,
            looked: kept.looked,
            offered: kept.offered.into_iter().map(|fix| fix.of_file(&before)).collect(),
            was_offered: kept.was_offered,
            taken: kept.taken,
            time: kept.time,
            before,
        })
    }
}

impl KeptDiagnostic {
    fn of(diagnostic: &Diagnostic) -> KeptDiagnostic {
        let classification = diagnostic.classification.as_ref();
        KeptDiagnostic {
            id: diagnostic.id.clone(),
            source: diagnostic.source.clone(),
            code: diagnostic.code.clone(),
            message: diagnostic.message.clone(),
            severity: diagnostic.severity,
            range: diagnostic.range,
            category: classification.map(|known| known.category.id.to_owned()),
            subject: classification.and_then(|known| known.subject.clone()),
            confidence: classification.map_or(0.0, |known| known.confidence),
        }
    }

    /// `None` where it lies outside the text.
    fn of_file(self, file: &SourceFile, length: usize) -> Option<Diagnostic> {
        let KeptDiagnostic { id, source, code, message, severity, range, category: place, subject, confidence } = self;
        let classification = place.as_deref().and_then(category).map(|category| Classification { category, subject, confidence });
        (range.start <= range.end && range.end <= length).then(|| Diagnostic {
            id,
            path: file.path().to_owned(),
            language: file.language(),
            source,
            code,
            message,
            severity,
            range,
            tags: Vec::new(),
            href: None,
            related: Vec::new(),
            suggestions: Vec::new(),
            in_tests: false,
            raw: Raw::new(b""),
            classification,
        })
    }
}

impl KeptFix {
    fn of(fix: &Fix, before: &SourceFile) -> KeptFix {
        KeptFix {
            id: fix.id.clone(),
            diagnostic: fix.diagnostic.clone(),
            origin: fix.origin,
            rule: fix.rule.clone(),
            confidence: fix.confidence,
            edits: fix.edits_of(before.path()).filter(|_| fix.is_for(before)).cloned(),
        }
    }

    fn of_file(self, before: &SourceFile) -> Fix {
        let edits: Vec<FileEdits> = self.edits.into_iter().map(|edits| FileEdits { path: before.path().to_owned(), edits }).collect();
        Fix {
            id: self.id,
            diagnostic: self.diagnostic,
            title: String::new(),
            origin: self.origin,
            rule: self.rule,
            applicability: Applicability::Review,
            confidence: self.confidence,
            verified: None,
            texts: edits.iter().map(|_| *before.digest()).collect(),
            edits,
            preferred: false,
            learned: None,
        }
    }
}

/// The one edit that makes the second text of the first.
fn difference(before: &str, after: &str) -> TextEdit {
    let letters = before.chars().zip(after.chars());
    let start: usize = letters.take_while(|(one, other)| one == other).map(|(letter, _)| letter.len_utf8()).sum();
    let (old, new) = (before.get(start..).unwrap_or_default(), after.get(start..).unwrap_or_default());
    let letters = old.chars().rev().zip(new.chars().rev());
    let end: usize = letters.take_while(|(one, other)| one == other).map(|(letter, _)| letter.len_utf8()).sum();
    let written = new.get(..new.len().saturating_sub(end)).unwrap_or_default();
    TextEdit::replace(Span::new(start, before.len().saturating_sub(end)), written)
}

#[cfg(test)]
mod tests {
    use super::super::fate::tests::followed;
    use super::*;

    #[test]
    fn a_change_that_was_kept_ends_as_it_would_have() {
        let change = followed(&[("a", Origin::Rule), ("b", Origin::Learned)], Some("b"));
        let kept = change.to_kept().unwrap();
        let back = Followed::from_kept(&kept, &change.after.with_text("another = text\n")).unwrap();
        assert_eq!((back.before.text(), back.after.text(), back.before.path()), (change.before.text(), change.after.text(), change.before.path()));
        assert_eq!((&back.taken, back.was_offered, &back.looked, back.time), (&change.taken, true, &change.looked, 1));
        let plain = |said: &Diagnostic| Diagnostic { raw: Raw::new(b""), ..said.clone() };
        assert_eq!(back.targets, change.targets.iter().map(plain).collect::<Vec<_>>());
        assert_eq!(back.known, change.known.iter().map(plain).collect::<Vec<_>>());
        let told = |fix: &Fix| (fix.id.clone(), fix.diagnostic.clone(), fix.origin, fix.rule.clone(), fix.edits.clone(), fix.texts.clone());
        assert_eq!(back.offered.iter().map(told).collect::<Vec<_>>(), change.offered.iter().map(told).collect::<Vec<_>>());
    }

    #[test]
    fn one_edit_makes_a_text_of_another() {
        let texts = ["", "a", "aa", "aaa", "é", "è", "xéy", "xèy", "a = 1\nb = 2\n", "a = 1\nc = 3\nb = 2\n"];
        for (before, after) in texts.iter().flat_map(|before| texts.iter().map(move |after| (before, after))) {
            assert_eq!(EditSet::one(difference(before, after)).apply(before).as_deref(), Ok(*after), "{before:?} {after:?}");
        }
        assert_eq!(difference("f(a)\n", "f(a, 1)\n"), TextEdit::insert(3, ", 1"));
    }

    #[test]
    fn what_was_not_written_here_is_no_change_and_long_texts_are_not_kept() {
        let change = followed(&[], None);
        let kept = String::from_utf8(change.to_kept().unwrap()).unwrap();
        for damaged in [String::new(), "{}".to_owned(), kept.replace("\"end\":", "\"end\":9"), kept.replace("\"before\":\"", "\"before\":\"é")] {
            // Where the places still fit the text it may be some other change; nothing breaks.
            let back = Followed::from_kept(damaged.as_bytes(), &change.before);
            assert!(back.is_none() || damaged.contains('é'), "{damaged}");
        }
        let long = change.before.with_text("x".repeat(LONGEST + 1));
        assert!(Followed { after: long, ..change }.to_kept().is_none());
    }
}
