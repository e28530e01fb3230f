//! Fixes are worked out in the background, one diagnostic a job: what a menu waits for first, then errors before warnings, near the last
//! edit before far from it. A job is never started twice for the same text; an edit stops those of the text before.

use super::events::{Event, WorkDone};
use super::owner::Owner;
use crate::base::CancelToken;
use crate::heal::{Proof, after_proof};
use crate::model::{Diagnostic, Fix};
use std::collections::{HashMap, HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

/// For how many diagnostics of a document fixes are worked out unasked.
const MOST: usize = 200;

/// The fixes of one version of a document: worked out, under way, and wanted.
#[derive(Default)]
pub struct FixCache {
    pub by_diagnostic: HashMap<String, Arc<[Fix]>>,
    /// Stops all the work on this version.
    pub cancel: CancelToken,
    queue: VecDeque<Diagnostic>,
    running: HashMap<String, CancelToken>,
    /// What only menus want.
    only_asked: HashSet<String>,
    /// What menus wait for.
    asked: HashSet<String>,
    /// What the fixes were, or are being, worked out from.
    worked_from: HashMap<String, Diagnostic>,
    /// What checks have shown of the fixes, which were told of under these names.
    proofs: HashMap<String, Proof>,
}

impl FixCache {
    fn is_known(&self, id: &str) -> bool {
        self.by_diagnostic.contains_key(id) || self.running.contains_key(id) || self.queue.iter().any(|diagnostic| diagnostic.id == id)
    }

    /// Forgets the fixes of diagnostics that say something else by now: a checker reports the same error at the same place again, with other
    /// suggestions.
    fn forget_changed<'d>(&mut self, present: impl Iterator<Item = &'d Diagnostic>) {
        for diagnostic in present {
            let id = &diagnostic.id;
            if let Some(queued) = self.queue.iter_mut().find(|queued| queued.id == *id) {
                queued.clone_from(diagnostic);
            }
            if self.worked_from.get(id).is_none_or(|known| says_the_same(known, diagnostic)) {
                continue;
            }
            self.worked_from.remove(id);
            self.by_diagnostic.remove(id);
            self.running.remove(id).into_iter().for_each(|token| token.cancel());
            if self.asked.contains(id) {
                self.queue.push_front(diagnostic.clone());
            }
        }
    }

    /// Wants the fixes of some diagnostics when there is time, in this order, after those that are wanted already.
    pub fn want(&mut self, diagnostics: Vec<Diagnostic>) {
        for diagnostic in diagnostics {
            self.only_asked.remove(&diagnostic.id);
            if !self.is_known(&diagnostic.id) {
                self.queue.push_back(diagnostic);
            }
        }
    }

    /// Wants the fixes of a diagnostic before all others, as a menu waits for them. Work under way is joined.
    pub fn ask(&mut self, diagnostic: &Diagnostic) {
        let id = &diagnostic.id;
        if self.by_diagnostic.contains_key(id) || !self.asked.insert(id.clone()) {
            return;
        }
        if self.running.contains_key(id) {
            return;
        }
        match self.queue.iter().position(|known| known.id == *id) {
            Some(at) => self.queue.remove(at).into_iter().for_each(|known| self.queue.push_front(known)),
            None => {
                self.only_asked.insert(id.clone());
                self.queue.push_front(diagnostic.clone());
            }
        }
    }

    /// The next diagnostic to work on, with the token that stops the work; `asked` for one that a menu waits for only.
    fn take(&mut self, asked: bool) -> Option<(Diagnostic, CancelToken)> {
        let first = self.queue.front().filter(|diagnostic| !asked || self.asked.contains(&diagnostic.id))?;
        let token = self.cancel.child();
        self.running.insert(first.id.clone(), token.clone());
        self.worked_from.insert(first.id.clone(), first.clone());
        Some((self.queue.pop_front()?, token))
    }

    /// Work has ended; without fixes where it was stopped.
    fn done(&mut self, id: &str, fixes: Option<Vec<Fix>>) {
        self.running.remove(id);
        self.asked.remove(id);
        if let Some(fixes) = fixes {
            self.by_diagnostic.insert(id.to_owned(), fixes.into());
        }
    }

    /// Whether a check has shown something of a fix.
    pub fn is_proven(&self, fix: &Fix) -> bool {
        self.proofs.contains_key(&fix.id)
    }

    /// Takes in what checks have shown.
    pub fn take_proofs(&mut self, proofs: &[Proof]) {
        self.proofs.extend(proofs.iter().map(|proof| (proof.fix.clone(), proof.clone())));
        for diagnostic in proofs.iter().map(|proof| &proof.diagnostic).collect::<HashSet<_>>() {
            if let Some(fixes) = self.by_diagnostic.get_mut(diagnostic) {
                let known: Vec<Proof> = fixes.iter().filter_map(|fix| self.proofs.get(&fix.id).cloned()).collect();
                *fixes = after_proof(fixes, &known).into();
            }
        }
    }

    /// Stops and forgets the work that only menus asked for and none wants any more.
    pub fn drop_asked(&mut self, wanted: impl Fn(&str) -> bool) {
        self.asked.retain(|id| wanted(id));
        let gone: Vec<String> = self.only_asked.iter().filter(|id| !wanted(id) && !self.by_diagnostic.contains_key(*id)).cloned().collect();
        for id in gone {
            self.only_asked.remove(&id);
            self.queue.retain(|diagnostic| diagnostic.id != id);
            self.running.get(&id).into_iter().for_each(CancelToken::cancel);
        }
    }
}

/// Whether two records of one error have the same words, places and suggestions.
fn says_the_same(left: &Diagnostic, right: &Diagnostic) -> bool {
    left.range == right.range && left.message == right.message && left.suggestions == right.suggestions && left.related == right.related
}

impl Owner {
    /// Has the fixes of the present diagnostics worked out, errors first, those near the last edit before others.
    pub(super) fn precompute(&mut self, uri: &str) {
        let Some(analysis) = self.state.analysis(uri) else { return };
        let Some(document) = self.state.documents.get_mut(uri) else { return };
        document.fixes.forget_changed(analysis.diagnostics.iter());
        let all = analysis.diagnostics.iter().chain(&document.foreign);
        let mut wanted: Vec<Diagnostic> = all.filter(|diagnostic| !document.fixes.by_diagnostic.contains_key(&diagnostic.id)).cloned().collect();
        let edited = document.last_edit;
        wanted.sort_by_key(|diagnostic| (diagnostic.severity, edited.map_or(0, |edited| diagnostic.range.start.abs_diff(edited))));
        wanted.truncate(MOST.saturating_sub(document.fixes.by_diagnostic.len()));
        document.fixes.want(wanted);
        self.pump_fixes();
    }

    /// Starts the work that there is room for. What a menu waits for has a place of its own, on the thread for urgent jobs.
    pub(super) fn pump_fixes(&mut self) {
        loop {
            let room = self.fix_jobs < self.fix_limit;
            if self.fix_jobs > self.fix_limit {
                return;
            }
            let Some((uri, diagnostic, token, asked)) = self.next_fixes(room) else { return };
            let Some(analysis) = self.state.analysis(&uri) else { return };
            self.fix_jobs += 1;
            let own = self.own.clone();
            let job = move || {
                let found = catch_unwind(AssertUnwindSafe(|| if token.is_cancelled() { Vec::new() } else { analysis.fixes_of(&diagnostic, &token) }));
                let fixes = found.unwrap_or_else(|_| {
                    tracing::error!(diagnostic = diagnostic.id, "the fixes of a diagnostic could not be worked out");
                    Vec::new()
                });
                let fixes = (!token.is_cancelled()).then_some(fixes);
                let _ = own.send(Event::Work(WorkDone::Fixes { uri, diagnostic: diagnostic.id, fixes, of: token }));
            };
            if asked { self.pool.urgent(job) } else { self.pool.patient(job) }
        }
    }

    /// The work to be done next: for menus first, else (where there is `room`) for the document that was changed last.
    fn next_fixes(&mut self, room: bool) -> Option<(String, Diagnostic, CancelToken, bool)> {
        for waiting in &self.waiting_menus {
            let document = self.state.documents.get_mut(&waiting.request.uri);
            if let Some((diagnostic, token)) = document.and_then(|document| document.fixes.take(true)) {
                return Some((waiting.request.uri.clone(), diagnostic, token, true));
            }
        }
        if !room {
            return None;
        }
        let latest = self.state.documents.values_mut().filter(|document| !document.fixes.queue.is_empty()).max_by_key(|document| document.changed)?;
        let (diagnostic, token) = latest.fixes.take(false)?;
        Some((latest.name.uri.clone(), diagnostic, token, false))
    }

    pub(super) fn fixes_done(&mut self, uri: &str, diagnostic: &str, fixes: Option<Vec<Fix>>, of: &CancelToken) {
        self.fix_jobs = self.fix_jobs.saturating_sub(1);
        self.counters.fixed(fixes.is_some());
        // Work on an earlier text was stopped, and its place may have been taken by work on the present one.
        if let Some(document) = self.state.documents.get_mut(uri)
            && document.fixes.running.get(diagnostic).is_some_and(|known| known.is(of))
        {
            document.fixes.done(diagnostic, fixes);
        }
        self.answer_menus();
    }

    /// When the first waiting menu is due.
    pub(super) fn next_menu_due(&self) -> Option<Instant> {
        self.waiting_menus.iter().map(super::menus::WaitingMenu::due).min()
    }
}

#[cfg(test)]
#[path = "fixing_tests.rs"]
mod tests;
