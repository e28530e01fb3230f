//! A cache of worked-out fixes, for texts that come again: an edit that was undone, a heal after another, a menu that is opened once more.

use super::FileFacts;
use crate::fix::Project;
use crate::model::{Diagnostic, Fix};
use crate::syntax::{Language, SourceFile};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The fixes of so many diagnostics are remembered; those that nobody has asked for the longest go first.
const MOST: usize = 1024;

type Key = [u8; 32];

/// What fixes are worked out from beside the diagnostic and its file: the texts of the project in that language, its manifests, its own rules,
/// and what is known about the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context(Key);

impl Context {
    pub fn new(project: &Project, facts: &FileFacts, language: Language, entries: usize) -> Context {
        let mut hash = Sha256::new();
        for (path, file) in project.files_of(language) {
            hash.update(path.as_os_str().as_encoded_bytes());
            hash.update(file.source.digest());
        }
        for (path, text) in &project.manifests {
            hash.update(path.as_os_str().as_encoded_bytes());
            hash.update(text.as_bytes());
        }
        for sibling in facts.siblings.iter().flatten() {
            hash.update(sibling.digest());
        }
        hash.update(project.patterns.generation().to_le_bytes());
        for (path, text) in facts.templates.files() {
            hash.update(path.as_os_str().as_encoded_bytes());
            hash.update(text.as_bytes());
        }
        let known = (&facts.known_names, &facts.dependencies, facts.names_elsewhere, facts.siblings.is_some(), entries);
        hash.update(format!("{known:?}"));
        Context(hash.finalize().into())
    }
}

/// The cache. Shared between threads; nobody waits for work of another's.
#[derive(Default)]
pub struct Proposals {
    known: Mutex<Known>,
    hits: AtomicU64,
    misses: AtomicU64,
}

#[derive(Default)]
struct Known {
    /// With the moment of the last question, as a number that grows.
    fixes: HashMap<Key, (Arc<[Fix]>, u64)>,
    now: u64,
}

impl std::fmt::Debug for Proposals {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Proposals")
    }
}

impl Proposals {
    /// The fixes of a diagnostic of a file, as they were worked out before or by `work`, which tells `None` where it was stopped.
    pub fn of(&self, context: Context, file: &SourceFile, diagnostic: &Diagnostic, all: &[Diagnostic], work: impl FnOnce() -> Option<Vec<Fix>>) -> Vec<Fix> {
        let key = key(context, file, diagnostic, all);
        if let Some(known) = self.lock().recall(&key) {
            self.hits.fetch_add(1, Ordering::Relaxed);
            return known.to_vec();
        }
        let Some(fixes) = work() else { return Vec::new() };
        self.misses.fetch_add(1, Ordering::Relaxed);
        self.lock().remember(key, fixes.clone().into());
        fixes
    }

    /// How often fixes were known, and how often they had to be worked out, since this was asked last.
    pub fn take_counts(&self) -> (u64, u64) {
        (self.hits.swap(0, Ordering::Relaxed), self.misses.swap(0, Ordering::Relaxed))
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn recall(&mut self, key: &Key) -> Option<Arc<[Fix]>> {
        self.now += 1;
        let (fixes, asked) = self.fixes.get_mut(key)?;
        *asked = self.now;
        Some(Arc::clone(fixes))
    }

    fn remember(&mut self, key: Key, fixes: Arc<[Fix]>) {
        if self.fixes.len() >= MOST
            && let Some(oldest) = self.fixes.iter().min_by_key(|(_, (_, asked))| *asked).map(|(key, _)| *key)
        {
            self.fixes.remove(&oldest);
        }
        self.fixes.insert(key, (fixes, self.now));
    }
}

fn key(context: Context, file: &SourceFile, diagnostic: &Diagnostic, all: &[Diagnostic]) -> Key {
    let mut hash = Sha256::new();
    hash.update(context.0);
    hash.update(file.path().as_os_str().as_encoded_bytes());
    hash.update(file.digest());
    let Diagnostic { id, code, message, severity, range, related, suggestions, .. } = diagnostic;
    hash.update(format!("{:?}", (id, code, message, severity, range, related, suggestions, diagnostic.category(), diagnostic.subject())));
    for other in all {
        hash.update(&other.id);
        hash.update(other.range.start.to_le_bytes());
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;
    use crate::fix::ProjectFile;
    use crate::model::{Applicability, Origin, Raw, Severity};
    use crate::syntax::ParseOptions;
    use std::cell::Cell;

    fn file(name: &str, text: &str) -> SourceFile {
        SourceFile::new(format!("/w/{name}"), Language::Python, text, ParseOptions::default())
    }

    fn project(files: &[SourceFile]) -> Project {
        let files = files.iter().map(|source| (source.path().to_owned(), ProjectFile { source: source.clone() }));
        Project { root: "/w".into(), files: files.collect(), ..Project::default() }
    }

    fn diagnostic(file: &SourceFile, message: &str) -> Diagnostic {
        let told = Diagnostic {
            id: String::new(),
            path: file.path().to_owned(),
            language: Language::Python,
            source: "ruff".into(),
            code: None,
            message: message.to_owned(),
            severity: Severity::Error,
            range: Span::new(0, 1),
            tags: Vec::new(),
            href: None,
            related: Vec::new(),
            suggestions: Vec::new(),
            raw: Raw::new(b"raw"),
            in_tests: false,
            classification: None,
        };
        Diagnostic::new(file, told)
    }

    fn fix(title: &str) -> Fix {
        Fix {
            id: "fix".into(),
            diagnostic: "diagnostic".into(),
            title: title.to_owned(),
            origin: Origin::Rule,
            rule: "python/correct-name".into(),
            applicability: Applicability::Review,
            confidence: 0.5,
            verified: None,
            edits: Vec::new(),
            texts: Vec::new(),
            preferred: false,
            learned: None,
        }
    }

    #[test]
    fn the_same_question_is_answered_once() {
        let cache = Proposals::default();
        let (one, other) = (file("a.py", "x\n"), file("b.py", "y\n"));
        let facts = FileFacts::default();
        let context = |files: &[SourceFile]| Context::new(&project(files), &facts, Language::Python, 5);
        let worked = Cell::new(0);
        let ask = |context: Context, file: &SourceFile, message: &str| {
            let diagnostic = diagnostic(file, message);
            let work = || {
                worked.set(worked.get() + 1);
                Some(vec![fix(&format!("fix {}", worked.get()))])
            };
            cache.of(context, file, &diagnostic, std::slice::from_ref(&diagnostic), work).remove(0).title
        };
        let both = context(&[one.clone(), other.clone()]);
        assert_eq!([ask(both, &one, "no x"), ask(both, &one, "no x")], ["fix 1", "fix 1"]);
        assert_eq!(ask(both, &one, "another"), "fix 2", "another error");
        assert_eq!(ask(both, &file("a.py", "x \n"), "no x"), "fix 3", "another text");
        assert_eq!(ask(context(&[one.clone(), file("b.py", "z\n")]), &one, "no x"), "fix 4", "another project");
        assert_eq!(ask(Context::new(&project(&[one.clone(), other]), &facts, Language::Python, 9), &one, "no x"), "fix 5", "more entries");
        assert_eq!(ask(both, &one, "no x"), "fix 1", "and the first text again");
        assert_eq!((cache.take_counts(), cache.take_counts()), ((2, 5), (0, 0)));
    }

    #[test]
    fn stopped_work_is_not_remembered_and_the_longest_unasked_goes() {
        let cache = Proposals::default();
        let file = file("a.py", "x\n");
        let context = Context::new(&project(&[]), &FileFacts::default(), Language::Python, 5);
        let ask = |message: &str, work: Option<Vec<Fix>>| cache.of(context, &file, &diagnostic(&file, message), &[], || work).len();
        assert_eq!((ask("a", None), ask("a", Some(vec![fix("one")])), ask("a", None)), (0, 1, 1));
        assert_eq!((1..MOST).map(|number| ask(&number.to_string(), Some(Vec::new()))).sum::<usize>(), 0);
        assert_eq!(ask("a", None), 1);
        assert_eq!(ask("one more", Some(vec![fix("one")])), 1);
        assert_eq!((ask("a", None), ask("1", Some(vec![fix("again")])), cache.lock().fixes.len()), (1, 1, MOST));
    }
}
