//! Following what was written: a fix that was taken from the menu, or a repair by hand, is looked at again until it has stood for ten minutes or
//! through three saves, or until it is plain that it was wrong. The patterns learn from that, away from the owner of the state. What is still open
//! when its file is closed waits for the next time ([`super::kept_changes`]).

use super::events::{Event, Importance, Notice, Notices, WorkDone};
use super::fixing::FixCache;
use super::learning::learn;
use super::owner::Owner;
use super::project_loader::LoadedProject;
use super::records::Records;
use super::settings::Learning;
use crate::heal::learning::{Fate, Followed, Moment};
use crate::model::{Diagnostic, Fix, Stamp};
use crate::syntax::SourceFile;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What stands so long has survived.
const FOLLOWED: Duration = Duration::from_secs(10 * 60);
/// So has what stands after so many saves.
const SAVES: i64 = 3;
/// A user who has not typed for so long is not in the middle of something.
const REST: Duration = Duration::from_secs(30);
/// So many changes of a document are followed, the newest.
const MOST: usize = 64;

/// The changes of a document that are followed.
#[derive(Default)]
pub struct Following {
    changes: Vec<Tracked>,
    /// Whether a job looks at them just now, and what it is to look for afterwards.
    under_way: bool,
    again: Option<Moment>,
    /// How often the document was saved, and the version that was saved last, with whether the client itself has said so.
    saves: i64,
    saved: Option<(i32, bool)>,
    /// Whether the text has changed since the user came to rest.
    pub disturbed: bool,
    /// Whether what was kept of it by earlier sessions has been asked for.
    pub is_taken_up: bool,
    /// Fixes of the present text that a menu may still show, although they are worked out anew as more is known by now.
    offers: HashMap<String, Arc<[Fix]>>,
}

/// A change with what has happened since.
#[derive(Clone)]
pub struct Tracked {
    pub followed: Arc<Followed>,
    /// When it has stood for long enough.
    ends: Instant,
    /// How often the document had been saved before; below 0 by the saves that earlier sessions have seen.
    before: i64,
    /// How often it has been saved since, when it was looked at last.
    pub saves: u32,
}

impl Tracked {
    /// One that has been followed for so long already, with so many saves.
    pub fn resumed(followed: Followed, passed: Duration, saves: u32, now: Instant) -> Tracked {
        Tracked { followed: Arc::new(followed), ends: now + FOLLOWED.saturating_sub(passed), before: -i64::from(saves), saves }
    }
}

impl Following {
    /// These fixes of the present text are dropped, to be worked out anew.
    pub fn offered_before(&mut self, fixes: &FixCache) {
        self.offers.extend(fixes.by_diagnostic.iter().map(|(diagnostic, fixes)| (diagnostic.clone(), fixes.clone())));
    }

    /// The text is another one.
    pub fn forget_offers(&mut self) {
        self.offers.clear();
    }

    /// The fixes that may be on the user's screen, by their diagnostics.
    pub fn on_screen<'f>(&'f self, fixes: &'f FixCache) -> impl Iterator<Item = (&'f String, &'f Arc<[Fix]>)> {
        fixes.by_diagnostic.iter().chain(&self.offers)
    }

    /// Follows one more change.
    pub fn begin(&mut self, followed: Followed, now: Instant) {
        if self.changes.len() >= MOST {
            self.changes.remove(0);
        }
        self.changes.push(Tracked { followed: Arc::new(followed), ends: now + FOLLOWED, before: self.saves, saves: 0 });
    }

    /// Goes on following changes of earlier sessions; says whether the document was saved since it was opened. Where the text has changed meanwhile it
    /// was while nobody looked.
    pub fn resume(&mut self, mut changes: Vec<Tracked>) -> bool {
        changes.append(&mut self.changes);
        changes.drain(..changes.len().saturating_sub(MOST));
        self.changes = changes;
        self.disturbed = true;
        self.saves > 0
    }

    /// Whether nothing is followed, or looked at by a job.
    fn is_empty(&self) -> bool {
        self.changes.is_empty() && !self.under_way
    }

    /// When it is to be looked what became of them although nothing happens; `changed` is when the text was changed last.
    fn due(&self, changed: Instant) -> Option<Instant> {
        let ends = self.changes.iter().map(|tracked| tracked.ends).min()?;
        match (self.under_way, self.disturbed) {
            (true, _) => None,
            (false, true) => Some(changed + REST),
            (false, false) => Some(ends),
        }
    }

    /// Hands out the changes, each with what is looked for in it.
    fn take(&mut self, moment: Moment, now: Instant) -> Vec<(Tracked, Moment)> {
        if moment != Moment::Settled {
            self.disturbed = false;
        }
        if self.under_way {
            // What asks for more than a settled text does is asked again.
            self.again = Some(moment).filter(|moment| *moment != Moment::Settled).or(self.again);
            return Vec::new();
        }
        if self.changes.is_empty() {
            return Vec::new();
        }
        self.under_way = true;
        let saves = self.saves;
        let of = |tracked: &Tracked| match moment {
            Moment::Settled => Moment::Settled,
            _ if saves - tracked.before >= SAVES || now >= tracked.ends => Moment::End,
            _ => moment,
        };
        let seen = |tracked: Tracked| Tracked { saves: u32::try_from(saves - tracked.before).unwrap_or(0), ..tracked };
        self.changes.drain(..).map(seen).map(|tracked| (of(&tracked), tracked)).map(|(moment, tracked)| (tracked, moment)).collect()
    }

    /// Takes back those that are still open, and says what is to be looked for next.
    fn put_back(&mut self, mut open: Vec<Tracked>) -> Option<Moment> {
        self.under_way = false;
        open.append(&mut self.changes);
        self.changes = open;
        self.again.take()
    }

    /// The document was saved at a version. Clients tell it twice: themselves, and by the file that changed.
    fn save(&mut self, version: i32, is_told: bool) {
        let is_known = match self.saved {
            Some((known, by_client)) => known == version && !(by_client && is_told),
            None => false,
        };
        self.saves += i64::from(!is_known);
        self.saved = Some((version, is_told || is_known && self.saved.is_some_and(|(_, by_client)| by_client)));
    }
}

impl Owner {
    /// The text for which fixes are on offer, before it changes; `None` where nothing is to be learned.
    pub(super) fn on_offer(&mut self, uri: &str) -> Option<SourceFile> {
        let document = self.state.document(uri).filter(|document| document.following.on_screen(&document.fixes).next().is_some())?;
        self.state.folders.get(&document.root).filter(|folder| folder.settings.learning == Learning::On)?;
        self.state.snapshot(uri)
    }

    /// Looks whether the change that a document has just seen is a fix that was on offer, and follows it. What the checkers said is still that of
    /// the text before.
    pub(super) fn notice_taken(&mut self, uri: &str, before: &SourceFile) {
        let Some(document) = self.state.documents.get_mut(uri) else { return };
        let length = document.document.len();
        let leads_to = &|fix: &Fix| {
            let edits = fix.edits_of(before.path()).filter(|_| fix.is_for(before))?;
            let written: usize = edits.edits().iter().map(|edit| edit.text.len()).sum();
            let taken: usize = edits.edits().iter().map(|edit| edit.range.len()).sum();
            (before.text().len() + written == length + taken).then(|| edits.apply(before.text()).ok()).flatten()
        };
        let on_screen = document.following.on_screen(&document.fixes);
        let mut candidates = on_screen.flat_map(|(_, fixes)| fixes.iter().filter_map(move |fix| Some((fixes, fix, leads_to(fix)?)))).peekable();
        if candidates.peek().is_none() {
            return;
        }
        let text = document.document.text();
        let taken = candidates.find(|(.., led_to)| *led_to == text).map(|(fixes, fix, _)| (fixes.to_vec(), fix.clone()));
        drop(candidates);
        let Some((offered, fix)) = taken else { return };
        let report = self.state.reports.get(before.path());
        let looked_at_it = |checker: &str| report.and_then(|report| report.looked.get(checker)) == Some(before.digest());
        let said = report.into_iter().flat_map(|report| &report.by_checker).filter(|(checker, _)| looked_at_it(checker));
        let known: Vec<Diagnostic> = said.flat_map(|(_, said)| said).cloned().collect();
        let seen = document.analysis.as_ref().map(|analysis| analysis.diagnostics.clone()).unwrap_or_default();
        let target = seen.iter().chain(&document.foreign).chain(&known).find(|said| said.id == fix.diagnostic).cloned();
        let Some(target) = target else { return };
        tracing::debug!(fix = fix.id, origin = fix.origin.id(), rule = fix.rule, "a fix was taken, and is followed");
        let followed = Followed {
            before: before.with_text(before.shared_text()),
            after: before.with_text(text),
            targets: vec![target],
            looked: report.map(|report| report.looked.keys().filter(|checker| looked_at_it(checker)).cloned().collect()).unwrap_or_default(),
            known,
            offered,
            was_offered: true,
            taken: Some(fix.id),
            time: i64::try_from(Stamp::now().time).unwrap_or(i64::MAX),
        };
        document.lookback.fix_taken = true;
        document.following.begin(followed, Instant::now());
    }

    pub(super) fn lesson_over(&mut self, any: bool, by_hand: Option<(String, Box<Followed>)>) {
        self.lessons_under_way = self.lessons_under_way.saturating_sub(1);
        if let Some((uri, followed)) = by_hand {
            match self.state.documents.get_mut(&uri) {
                Some(document) => {
                    document.following.begin(*followed, Instant::now());
                    // It may have changed while it was learned from.
                    document.following.disturbed = true;
                }
                None => self.keep_by_hand(*followed),
            }
        }
        if any {
            self.learned();
        }
    }

    /// Looks what became of the followed changes of a document.
    pub(super) fn follow_up(&mut self, uri: &str, moment: Moment) {
        if self.state.document(uri).is_none_or(|document| document.following.is_empty()) {
            return;
        }
        let Some(file) = self.state.snapshot(uri) else { return };
        let Some(document) = self.state.documents.get_mut(uri) else { return };
        let workspace = document.root.clone();
        let Some(loaded) = self.state.folders.get(&workspace).map(|folder| folder.loaded.clone()) else { return };
        let changes = document.following.take(moment, Instant::now());
        if changes.is_empty() {
            return;
        }
        let said = self.state.reports.get(file.path()).map(|report| {
            let of_this = report.by_checker.iter().filter(|(checker, _)| report.looked.get(checker) == Some(file.digest()));
            of_this.flat_map(|(_, said)| said).cloned().collect::<Vec<Diagnostic>>()
        });
        let said = said.unwrap_or_default();
        let (records, own, notices, uri) = (self.records.clone(), self.own.clone(), self.notices.clone(), uri.to_owned());
        let is_closed = moment == Moment::Closed;
        let keeper = if is_closed { self.keeper(&workspace) } else { None };
        self.lessons_under_way += 1;
        self.pool.patient(move || {
            let of = Circumstances { records: &records, notices: &notices, loaded: &loaded, workspace: &workspace };
            let (mut open, mut any) = (Vec::new(), false);
            for (tracked, moment) in changes {
                let followed = &tracked.followed;
                let fate = catch_unwind(AssertUnwindSafe(|| followed.fate(&file, &said, moment))).unwrap_or_else(|_| {
                    tracing::error!(path = %file.path().display(), "it could not be told what became of a change");
                    Some(Fate::Unknown)
                });
                let fate = match (fate, &keeper) {
                    // What cannot be kept is judged by what is known of it now.
                    (None, Some(keeper)) if !keeper.keep(&tracked) => Some(if tracked.saves > 0 { Fate::Left } else { Fate::Unknown }),
                    (fate, _) => fate,
                };
                match fate {
                    Some(fate) => any |= conclude(followed, fate, &file, &of),
                    None if is_closed => {}
                    None => open.push(tracked),
                }
            }
            let _ = own.send(Event::Work(WorkDone::FollowedUp { uri, open, any }));
        });
    }

    pub(super) fn followed_up(&mut self, uri: &str, open: Vec<Tracked>, any: bool) {
        self.lessons_under_way = self.lessons_under_way.saturating_sub(1);
        let next = match self.state.documents.get_mut(uri) {
            Some(document) => document.following.put_back(open),
            None => {
                self.keep_changes(open);
                None
            }
        };
        if let Some(moment) = next {
            self.follow_up(uri, moment);
        }
        if any {
            self.learned();
        }
    }

    pub(super) fn follow_up_the_saved(&mut self, uri: &str) {
        self.count_save(uri, true);
    }

    /// A file changed on disk. Where it has the open document's text by now, it was saved, by a client that may not say so.
    pub(super) fn follow_up_the_written(&mut self, paths: &[std::path::PathBuf]) {
        let followed = self.state.documents.values().filter(|document| document.following.due(document.changed).is_some());
        let written: Vec<String> = followed.filter(|document| paths.contains(&document.name.path)).map(|document| document.name.uri.clone()).collect();
        for uri in written {
            let Some(file) = self.state.snapshot(&uri) else { continue };
            if std::fs::read(file.path()).is_ok_and(|bytes| bytes == file.text().as_bytes()) {
                self.count_save(&uri, false);
            }
        }
    }

    fn count_save(&mut self, uri: &str, is_told: bool) {
        let Some(document) = self.state.documents.get_mut(uri) else { return };
        let version = document.version();
        document.following.save(version, is_told);
        self.follow_up(uri, Moment::Rest);
    }

    pub(super) fn follow_up_the_closed(&mut self, uri: &str) {
        self.follow_up(uri, Moment::Closed);
    }

    pub(super) fn next_follow_up_due(&self) -> Option<Instant> {
        self.state.documents.values().filter_map(|document| document.following.due(document.changed)).min()
    }

    pub(super) fn follow_up_what_is_due(&mut self, now: Instant) {
        let is_due = |due: Option<Instant>| due.is_some_and(|due| due <= now);
        let due = self.state.documents.values().filter(|document| is_due(document.following.due(document.changed)));
        for uri in due.map(|document| document.name.uri.clone()).collect::<Vec<_>>() {
            self.follow_up(&uri, Moment::Rest);
        }
    }
}

/// Where a change was followed.
pub struct Circumstances<'c> {
    pub records: &'c Records,
    pub notices: &'c Notices,
    pub loaded: &'c LoadedProject,
    pub workspace: &'c Path,
}

/// Learns from what became of a change, and records it. Says whether it taught anything.
pub fn conclude(followed: &Followed, fate: Fate, file: &SourceFile, of: &Circumstances<'_>) -> bool {
    tracing::debug!(path = %file.path().display(), taken = followed.taken, "what was followed has ended: {fate:?}");
    let any = learn(of.records, of.notices, file.path(), || followed.lessons(fate, file, &of.loaded.project, &of.loaded.facts(&followed.before)));
    let store = of.records.store(&|told| (of.notices)(Notice::Show(Importance::Warning, told)));
    if !store.learning_paused() {
        store.record_trajectory(followed.trajectory(fate, of.workspace, i64::try_from(Stamp::now().time).unwrap_or(i64::MAX)));
    }
    any
}

#[cfg(test)]
#[path = "following_tests.rs"]
mod tests;
