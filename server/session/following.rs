//! Following what was written: a fix that was taken from the menu, or a repair by hand, is looked at again until it has stood for ten minutes or
//! through three saves, or until it is plain that it was wrong. The patterns learn from that, away from the owner of the state.

use super::events::{Event, Importance, Notice, WorkDone};
use super::fixing::FixCache;
use super::learning::learn;
use super::owner::Owner;
use super::settings::Learning;
use crate::heal::learning::{Fate, Followed, Moment};
use crate::model::{Diagnostic, Fix, Stamp};
use crate::syntax::SourceFile;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What stands so long has survived.
const FOLLOWED: Duration = Duration::from_secs(10 * 60);
/// So has what stands after so many saves.
const SAVES: u32 = 3;
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
    saves: u32,
    saved: Option<(i32, bool)>,
    /// Whether the text has changed since the user came to rest.
    pub disturbed: bool,
    /// Fixes of the present text that a menu may still show, although they are worked out anew as more is known by now.
    offers: HashMap<String, Arc<[Fix]>>,
}

/// A change with what has happened since.
#[derive(Clone)]
pub struct Tracked {
    followed: Arc<Followed>,
    since: Instant,
    /// How often the document had been saved before.
    saves: u32,
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
        self.changes.push(Tracked { followed: Arc::new(followed), since: now, saves: self.saves });
    }

    /// Whether nothing is followed, or looked at by a job.
    fn is_empty(&self) -> bool {
        self.changes.is_empty() && !self.under_way
    }

    /// When it is to be looked what became of them although nothing happens; `changed` is when the text was changed last.
    fn due(&self, changed: Instant) -> Option<Instant> {
        let ends = self.changes.iter().map(|tracked| tracked.since + FOLLOWED).min()?;
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
            _ if saves.saturating_sub(tracked.saves) >= SAVES || now.saturating_duration_since(tracked.since) >= FOLLOWED => Moment::End,
            Moment::Closed { saved } => Moment::Closed { saved: saved && saves > tracked.saves },
            _ => moment,
        };
        self.changes.drain(..).map(|tracked| (of(&tracked), tracked)).map(|(moment, tracked)| (tracked, moment)).collect()
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
        self.saves += u32::from(!is_known);
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
        if let Some((uri, followed)) = by_hand
            && let Some(document) = self.state.documents.get_mut(&uri)
        {
            document.following.begin(*followed, Instant::now());
            // It may have changed while it was learned from.
            document.following.disturbed = true;
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
        self.lessons_under_way += 1;
        self.pool.patient(move || {
            let (mut open, mut any) = (Vec::new(), false);
            for (tracked, moment) in changes {
                let followed = &tracked.followed;
                let fate = catch_unwind(AssertUnwindSafe(|| followed.fate(&file, &said, moment))).unwrap_or_else(|_| {
                    tracing::error!(path = %file.path().display(), "it could not be told what became of a change");
                    Some(Fate::Unknown)
                });
                let Some(fate) = fate else {
                    open.push(tracked);
                    continue;
                };
                tracing::debug!(path = %file.path().display(), taken = followed.taken, "what was followed has ended: {fate:?}");
                any |= learn(&records, &notices, file.path(), || followed.lessons(fate, &file, &loaded.project, &loaded.facts(&followed.before)));
                let store = records.store(&|told| notices(Notice::Show(Importance::Warning, told)));
                if !store.learning_paused() {
                    store.record_trajectory(followed.trajectory(fate, &workspace, i64::try_from(Stamp::now().time).unwrap_or(i64::MAX)));
                }
            }
            let _ = own.send(Event::Work(WorkDone::FollowedUp { uri, open, any }));
        });
    }

    pub(super) fn followed_up(&mut self, uri: &str, open: Vec<Tracked>, any: bool) {
        self.lessons_under_way = self.lessons_under_way.saturating_sub(1);
        let next = self.state.documents.get_mut(uri).and_then(|document| document.following.put_back(open));
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
        let saved = self.state.document(uri).is_some_and(|document| document.saved);
        self.follow_up(uri, Moment::Closed { saved });
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

#[cfg(test)]
#[path = "following_tests.rs"]
mod tests;
