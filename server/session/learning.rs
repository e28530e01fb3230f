//! Learning while the user works: what each settled version of a document says is held against the one before, and where errors are gone, the
//! change between the two is learned from, away from the owner of the state.

use super::events::{Event, Importance, Notice, Notices, WorkDone};
use super::owner::Owner;
use super::project_loader::LoadedProject;
use super::records::Records;
use super::settings::Learning;
use super::state::{FileReport, OpenDocument};
use super::writing::Writing;
use crate::base::{TextEdit, WordSet};
use crate::fix::learned::Shelf;
use crate::heal::learning::{Followed, Lesson, Repaired, lessons};
use crate::model::{Diagnostic, Fix, KnownPattern, Pattern, PatternSource, Severity, Source, Stamp, UsablePattern};
use crate::store;
use crate::syntax::{Language, SourceFile, TextDigest};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// Of what a checker says so many errors are known, and so many warnings.
const MOST_SAID: usize = 200;
/// So many of the workspace's shared fixes are tried for one error.
const MOST_SHARED: usize = 24;
/// How long a lesson waits until the one before it is kept.
const KEEPING: Duration = Duration::from_secs(10);
/// So many versions are remembered, to tell a repair from going back.
const VERSIONS: usize = 64;

/// The patterns of the knowledge file, once it is open, and those that the workspace shares.
pub struct KnownRepairs {
    records: Arc<Records>,
    shared: Arc<[KnownPattern]>,
    /// Stands for what is shared.
    version: u64,
}

impl KnownRepairs {
    /// What the workspace shares of this.
    fn shared_of<'k>(&'k self, language: Language, category: &'k str, anchors: &'k [&'k str]) -> impl Iterator<Item = &'k KnownPattern> {
        let fits = move |pattern: &Pattern| {
            pattern.language == language && pattern.category == category && (pattern.anchor.is_empty() || anchors.contains(&pattern.anchor.as_str()))
        };
        self.shared.iter().filter(move |shared| fits(&shared.pattern)).take(MOST_SHARED)
    }
}

impl PatternSource for KnownRepairs {
    fn candidates(&self, language: Language, category: &str, anchors: &[&str], project: &str, words: &WordSet) -> Vec<KnownPattern> {
        let mut known = self.records.opened().map(|store| store.candidates(language, category, anchors, project, words)).unwrap_or_default();
        for shared in self.shared_of(language, category, anchors) {
            if !known.iter().any(|known| known.pattern.id == shared.pattern.id) {
                known.push(shared.clone());
            }
        }
        known
    }

    fn usable(&self, language: Language, category: &str, anchors: &[&str], project: &str, words: &WordSet) -> Vec<KnownPattern<UsablePattern>> {
        let mut known = self.records.opened().map(|store| store.usable(language, category, anchors, project, words)).unwrap_or_default();
        for shared in self.shared_of(language, category, anchors) {
            if !known.iter().any(|known| known.pattern.id == shared.pattern.id) {
                known.push(shared.without_examples());
            }
        }
        known
    }

    fn generation(&self) -> u64 {
        self.records.opened().map_or(0, |store| store.generation().wrapping_add(1)).wrapping_add(self.version)
    }
}

/// The project with what was learned at hand, where the settings allow it.
pub fn with_repairs(mut loaded: Arc<LoadedProject>, records: &Arc<Records>, learning: Learning) -> Arc<LoadedProject> {
    if learning == Learning::On {
        let shared = loaded.shared.clone();
        let version = shared.iter().fold(0_u64, |version, known| version.rotate_left(7) ^ u64::from_str_radix(&known.pattern.id, 16).unwrap_or(1));
        Arc::make_mut(&mut loaded).project.patterns = Shelf(Some(Arc::new(KnownRepairs { records: records.clone(), shared, version })));
    }
    loaded
}

/// What was known of a document when all checkers had spoken of it last.
pub struct Baseline {
    file: SourceFile,
    /// By checker, the errors and warnings that it has found.
    said: Vec<(String, Vec<Diagnostic>)>,
    /// The text that each checker had looked at.
    looked: BTreeMap<String, TextDigest>,
    /// What the user was writing in it.
    writing: Writing,
}

/// What a document's versions have shown.
#[derive(Default)]
pub struct Lookback {
    baseline: Option<Baseline>,
    /// Texts that were settled before, the newest last.
    seen: VecDeque<TextDigest>,
    /// Whether a fix of healer's was taken since the baseline, or a heal, as the client says or its text shows.
    pub fix_taken: bool,
    /// The fixes that were on offer for the baseline when it was changed first.
    offered: Vec<(String, Arc<[Fix]>)>,
    /// What is being written in the present text.
    writing: Writing,
    /// The syntax errors that the document had when it was opened, in their words.
    opened_with: BTreeSet<String>,
}

fn is_syntax(said: &Diagnostic) -> bool {
    said.category().starts_with("SYNTAX.")
}

/// A change that mended errors, or warnings where no error went.
struct Mended {
    before: SourceFile,
    vanished: Vec<Diagnostic>,
    /// The checkers that had said so.
    by: BTreeSet<String>,
    /// All that was said of the version before, and who had looked at it.
    known: Vec<Diagnostic>,
    looked: BTreeSet<String>,
    fix_taken: bool,
    /// Whether a heal made the very text.
    made_by_heal: bool,
    /// Whether the code was only half written before.
    half_written: bool,
    offered: Vec<(String, Arc<[Fix]>)>,
}

impl Mended {
    /// Who made the repair; `None` where a fix or a heal was taken and more was changed since, so that nobody can tell them apart, and where the user
    /// only went on writing. Clients that do not tell which fix was taken are found out by what came of it.
    fn source(&self, after: &SourceFile) -> Option<Source> {
        let makes_it = |fix: &Fix| {
            let edits = fix.edits_of(self.before.path()).filter(|_| fix.is_for(&self.before));
            edits.and_then(|edits| edits.apply(self.before.text()).ok()).is_some_and(|text| text == after.text())
        };
        // Who writes on may come by the very text that was on offer.
        let may_be_taken = self.fix_taken || !self.half_written;
        if self.made_by_heal || (may_be_taken && self.offered.iter().flat_map(|(_, fixes)| fixes.iter()).any(makes_it)) {
            return Some(Source::Accepted);
        }
        (!self.fix_taken && !self.half_written).then_some(Source::Manual)
    }

    /// A repair by hand, to be followed.
    fn into_followed(self, after: &SourceFile, time: i64) -> Followed {
        let is_meant = |(diagnostic, _): &&(String, Arc<[Fix]>)| self.vanished.iter().any(|said| said.id == *diagnostic);
        Followed {
            after: after.clone(),
            offered: self.offered.iter().filter(is_meant).flat_map(|(_, fixes)| fixes.iter()).cloned().collect(),
            was_offered: self.offered.iter().any(|offered| is_meant(&offered)),
            before: self.before,
            targets: self.vanished,
            known: self.known,
            looked: self.looked,
            taken: None,
            time,
        }
    }
}

impl Lookback {
    /// Takes in what all checkers say of a text, and gives the version before and the errors of it that this one does not have, where it is a
    /// repair: no error came instead, the text is none that was there before, and it is not just the rest of what was being written. Where no error went it is the warnings, if nothing at all came.
    /// While checkers are still `pending` nothing is concluded.
    fn settled(&mut self, file: &SourceFile, report: &FileReport, pending: bool) -> Option<Mended> {
        let present = Baseline::of(file, report, self.writing);
        let Some(known) = &self.baseline else {
            self.opened_with = present.said.iter().flat_map(|(_, said)| said).filter(|said| is_syntax(said)).map(|said| said.message.clone()).collect();
            self.advance(present);
            return None;
        };
        if known.file.digest() == file.digest() {
            self.advance(present);
            return None;
        }
        // Who has said something of the old text has to have seen the new one.
        let has_seen = |checker: &String| present.looked.get(checker) == Some(file.digest());
        let has_errors = |said: &[Diagnostic]| said.iter().any(Diagnostic::is_error);
        if pending || !known.said.iter().filter(|(_, said)| has_errors(said)).all(|(checker, _)| has_seen(checker)) {
            return None;
        }
        let (mut gone, came) = (known.without(&present), present.without(known));
        let is_worse = has_errors(&came);
        if is_worse && known.has_errors() {
            // The user is still at it.
            return None;
        }
        if has_errors(&gone) {
            // Warnings that went along were about the same.
            gone.retain(Diagnostic::is_error);
        } else if !came.is_empty() || !known.said.iter().all(|(checker, _)| has_seen(checker)) {
            gone.clear();
        }
        let went_back = self.seen.contains(file.digest());
        // A syntax error that came while the user was at work is how code looks on its way, and what else is said of such a text means little.
        let half_written =
            gone.iter().any(|said| is_syntax(said) && !self.opened_with.contains(&said.message)) || known.writing.goes_on(known.file.text(), file.text());
        let mended = Mended {
            before: known.file.clone(),
            by: known.said.iter().filter(|(_, said)| said.iter().any(|said| gone.iter().any(|gone| gone.id == said.id))).map(|(by, _)| by.clone()).collect(),
            vanished: gone,
            known: known.said.iter().flat_map(|(_, said)| said).cloned().collect(),
            looked: known.looked.keys().cloned().collect(),
            fix_taken: self.fix_taken,
            made_by_heal: false,
            half_written,
            offered: std::mem::take(&mut self.offered),
        };
        self.advance(present);
        (!mended.vanished.is_empty() && !is_worse && !went_back).then_some(mended)
    }

    fn advance(&mut self, present: Baseline) {
        if self.seen.back() != Some(present.file.digest()) {
            self.seen.push_back(*present.file.digest());
        }
        if self.seen.len() > VERSIONS {
            self.seen.pop_front();
        }
        self.baseline = Some(present);
        self.fix_taken = false;
        self.offered.clear();
    }

    /// Lets go of what can be made again.
    pub fn shrink(&mut self) {
        if let Some(baseline) = &mut self.baseline {
            baseline.file = baseline.file.with_text(baseline.file.shared_text());
        }
    }

    /// The text is about to be changed, while these fixes are on offer for it.
    pub fn about_to_change<'f>(&mut self, fixes: impl Iterator<Item = (&'f String, &'f Arc<[Fix]>)>) {
        if self.offered.is_empty() {
            self.offered = fixes.map(|(diagnostic, fixes)| (diagnostic.clone(), fixes.clone())).collect();
        }
    }

    /// The text was changed.
    pub fn changed(&mut self, edits: &[TextEdit]) {
        self.writing.wrote(edits);
    }
}

impl Baseline {
    fn of(file: &SourceFile, report: &FileReport, writing: Writing) -> Baseline {
        // What was said of an older text and moved along is not known of this one.
        let of_this = report.by_checker.iter().filter(|(checker, _)| report.looked.get(checker) == Some(file.digest()));
        let said = of_this.map(|(checker, said)| {
            let of = |severity: Severity| said.iter().filter(move |diagnostic| diagnostic.severity == severity).take(MOST_SAID);
            (checker.clone(), of(Severity::Error).chain(of(Severity::Warning)).cloned().collect::<Vec<Diagnostic>>())
        });
        let said = said.filter(|(_, said)| !said.is_empty()).collect();
        let baseline = Baseline { file: file.clone(), said, looked: report.looked.clone(), writing };
        // The tree of a text without errors is hardly ever needed any more.
        let file = if baseline.has_errors() { file.clone() } else { file.with_text(file.shared_text()) };
        Baseline { file, ..baseline }
    }

    fn has_errors(&self) -> bool {
        self.said.iter().any(|(_, said)| said.iter().any(Diagnostic::is_error))
    }

    /// What is not said in the other one, by its words and how often it stands.
    fn without(&self, other: &Baseline) -> Vec<Diagnostic> {
        let mut left: Vec<(&str, &str, &str)> =
            other.said.iter().flat_map(|(checker, said)| said.iter().map(move |said| (checker.as_str(), said.code(), said.message.as_str()))).collect();
        let mut missing = Vec::new();
        for (checker, said) in &self.said {
            for diagnostic in said {
                match left.iter().position(|known| *known == (checker.as_str(), diagnostic.code(), diagnostic.message.as_str())) {
                    Some(at) => drop(left.swap_remove(at)),
                    None => missing.push(diagnostic.clone()),
                }
            }
        }
        missing
    }
}

impl Owner {
    /// Opens the knowledge file in the background, if there is one, so that what was learned can be offered.
    pub(super) fn recall_repairs(&mut self) {
        if !store::exists(&store::home()) {
            return;
        }
        let (records, own, notices) = (self.records.clone(), self.own.clone(), self.notices.clone());
        let opening = std::thread::Builder::new().name("opening the store".to_owned()).spawn(move || {
            records.store(&|told| notices(Notice::Show(Importance::Warning, told)));
            let _ = own.send(Event::Work(WorkDone::Learned));
        });
        if let Err(error) = opening {
            tracing::warn!("what was learned cannot be read: {error}");
        }
    }

    /// More is known than before: fixes are worked out anew.
    pub(super) fn learned(&mut self) {
        let roots: Vec<_> = self.state.folders.keys().cloned().collect();
        roots.iter().for_each(|root| self.state.forget_analyses(root));
        let warm = self.state.documents.iter().filter(|(_, document)| document.warm_since.is_some());
        for uri in warm.map(|(uri, _)| uri.clone()).collect::<Vec<_>>() {
            self.precompute(&uri);
        }
        self.answer_menus();
    }

    /// A fix of healer's was taken: what changes now is not the user's own repair.
    pub(super) fn fix_taken(&mut self, id: &str) {
        let of = |document: &&mut OpenDocument| document.fixes.by_diagnostic.values().any(|fixes| fixes.iter().any(|fix| fix.id == id));
        match self.state.documents.values_mut().find(of) {
            Some(document) => document.lookback.fix_taken = true,
            // Its text has changed already, which is the last one that did.
            None => {
                self.state.documents.values_mut().max_by_key(|document| document.changed).into_iter().for_each(|document| document.lookback.fix_taken = true)
            }
        }
    }

    /// Holds a document's present text against the last one that all had spoken of. `pending` where a checker still has to speak of it.
    pub(super) fn look_back(&mut self, uri: &str, pending: bool) {
        let Some(document) = self.state.document(uri) else { return };
        let Some(folder) = self.state.folders.get(&document.root).filter(|folder| folder.ready && folder.settings.learning == Learning::On) else { return };
        let (path, root, loaded) = (document.name.path.clone(), document.root.clone(), folder.loaded.clone());
        let Some(file) = self.state.snapshot(uri) else { return };
        let (Some(report), Some(document)) = (self.state.reports.get(&path), self.state.documents.get_mut(uri)) else { return };
        let Some(mut mended) = document.lookback.settled(&file, report, pending) else { return };
        mended.made_by_heal = self.heals.made(file.digest());
        let Some(source) = mended.source(&file) else { return };
        // A fix that was taken is what was offered, and no more.
        let asking = if source == Source::Manual { self.asking(&root, &path, &mended.by) } else { None };
        let (records, own, notices, of) = (self.records.clone(), self.own.clone(), self.notices.clone(), uri.to_owned());
        self.lessons_under_way += 1;
        self.pool.patient(move || {
            let (before, vanished) = (&mended.before, mended.vanished.as_slice());
            let facts = loaded.facts(before);
            let time = i64::try_from(Stamp::now().time).unwrap_or(i64::MAX);
            let after = &asking.map_or_else(|| file.clone(), |asking| asking.least(before, &file, vanished));
            let repaired = Repaired { before, after, vanished, project: &loaded.project, facts: &facts, source, time };
            let any = learn(&records, &notices, before.path(), || lessons(&repaired));
            let by_hand = (any && source == Source::Manual).then(|| (of, Box::new(mended.into_followed(&file, time))));
            let _ = own.send(Event::Work(WorkDone::LessonOver { any, by_hand }));
        });
    }
}

/// Works out lessons and keeps them, one after the other, so that each knows what the one before has taught. Says whether there were any. Where
/// that breaks off there are none.
pub fn learn(records: &Records, notices: &Notices, path: &Path, work_out: impl FnOnce() -> Vec<Lesson>) -> bool {
    let _turn = records.learning.lock().unwrap_or_else(PoisonError::into_inner);
    let taught = catch_unwind(AssertUnwindSafe(work_out)).unwrap_or_else(|_| {
        tracing::error!(path = %path.display(), "a repair could not be learned from");
        Vec::new()
    });
    let any = !taught.is_empty();
    if any {
        let store = records.store(&|told| notices(Notice::Show(Importance::Warning, told)));
        keep(store, taught);
        store.flush(KEEPING);
    }
    any
}

/// Keeps lessons in the store, unless the user has paused learning, and says how many were kept.
pub fn keep(store: &store::Store, lessons: Vec<Lesson>) -> usize {
    if lessons.is_empty() || store.learning_paused() {
        return 0;
    }
    let all = lessons.len();
    let mut kept = BTreeSet::new();
    for Lesson { instead_of, pattern, record } in lessons {
        tracing::debug!(pattern = pattern.id, category = pattern.category, successes = record.successes, failures = record.failures, "learned");
        kept.insert(pattern.id.clone());
        match instead_of.filter(|old| !kept.contains(old)) {
            Some(old) => store.replace_pattern(&old, pattern, record),
            None => store.keep_pattern(pattern, record),
        }
    }
    all
}
