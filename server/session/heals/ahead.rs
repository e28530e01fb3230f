//! Fixes proven before anybody asks for them: when all is quiet, the best few of a document's errors are tried on the overlay, and the menu
//! says what came of it. Typing ends it, heals come before it, and no menu waits for it.

use super::ApplyMode;
use super::beginning::Wanted;
use super::checking::Checking;
use super::job::HealInput;
use crate::base::CancelToken;
use crate::heal::{Proof, prove};
use crate::model::{Diagnostic, Fix, HealScope};
use crate::session::events::{Event, HealRequest, WorkDone};
use crate::session::ground::ProjectGround;
use crate::session::owner::Owner;
use crate::session::power::on_battery;
use crate::session::project_loader::LoadedProject;
use crate::session::settings::VerifyAhead;
use crate::syntax::SourceFile;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// How long nothing has to be typed before it begins.
const REST: Duration = Duration::from_millis(400);
/// So many errors of a document are looked at, those near the last edit first.
const ERRORS: usize = 8;
/// So many fixes of each.
const CANDIDATES: usize = 3;
/// So many checks are made for one text.
const CHECKS: usize = 8;
/// And for so long.
const LIMIT: Duration = Duration::from_secs(10);
/// Where a compiler takes longer it is not run for what nobody may ask for.
const SLOWEST: Duration = Duration::from_secs(2);

/// The proofs of a session.
#[derive(Default)]
pub struct Ahead {
    running: Option<RunningProof>,
    /// The document, the version and the fixes of the last one, which are not tried again.
    last: Option<(String, i32, Vec<String>)>,
}

struct RunningProof {
    uri: String,
    version: i32,
    cancel: CancelToken,
}

impl Ahead {
    /// Ends what is under way: something comes first.
    pub fn preempt(&mut self) {
        if let Some(running) = &self.running {
            running.cancel.cancel();
            self.last = None;
        }
    }

    pub fn is_idle(&self) -> bool {
        self.running.is_none()
    }
}

impl Owner {
    /// Begins to prove fixes of the document that was changed last, if all is quiet.
    pub(in crate::session) fn verify_ahead(&mut self) {
        let now = Instant::now();
        let is_busy = !self.ahead.is_idle() || !self.heals.is_quiet() || !self.waiting_menus.is_empty() || self.fix_jobs > 0;
        let latest = self.state.documents.values().max_by_key(|document| document.changed);
        let Some(document) = latest.filter(|document| !is_busy && document.changed + REST <= now && document.typing_due.is_none()) else { return };
        let (uri, version, root, path) = (document.name.uri.clone(), document.version(), document.root.clone(), document.name.path.clone());
        let is_compiler = |name: &str| crate::check::checkers(document.language()).iter().any(|known| known.name() == name && known.is_compiler());
        if !self.trusts(&root) || !self.is_checked(&uri) || self.durations(&root).iter().any(|(name, took)| *took > SLOWEST && is_compiler(name)) {
            return;
        }
        if self.queue.still_to_report(&uri).any(|(checker, began)| checker.is_compiler() || began.is_none_or(|began| began + SLOWEST > now)) {
            return;
        }
        let chosen = self.best_unproven(&uri);
        let names: Vec<String> = chosen.iter().map(|(_, fix)| fix.id.clone()).collect();
        if names.is_empty() || self.ahead.last.as_ref().is_some_and(|(of, at, tried)| *of == uri && *at == version && *tried == names) {
            return;
        }
        let chosen: Vec<(Diagnostic, Fix)> = chosen.into_iter().map(|(error, fix)| (error.clone(), fix.clone())).collect();
        let is_wanted = self.state.folders.get(&root).is_some_and(|folder| match folder.settings.verify_ahead {
            VerifyAhead::Always => true,
            VerifyAhead::Auto => !on_battery(),
            VerifyAhead::Never => false,
        });
        if !is_wanted {
            return;
        }
        let cancel = CancelToken::new();
        let request = HealRequest {
            uri: Some(uri.clone()),
            range: None,
            scope: HealScope::File,
            apply: ApplyMode::Return,
            attempts: 1,
            tests: false,
            limit: None,
            token: None,
        };
        let open = self.open_of(&root);
        let wanted = Wanted { root: &root, path: Some(&path), request: &request, open: &open, cancel: &cancel };
        let Some(input) = self.heal_input(&uri, &wanted) else { return };
        // Without what the checkers say of this very text there is nothing to hold a fix against.
        if input.known.is_none() {
            return;
        }
        self.ahead.last = Some((uri.clone(), version, names));
        self.ahead.running = Some(RunningProof { uri, version, cancel });
        let own = self.own.clone();
        let started = std::thread::Builder::new().name("ahead".to_owned()).stack_size(16 << 20).spawn(move || {
            let tell = own.clone();
            let work = AssertUnwindSafe(|| run(input, &chosen, &mut |proofs| drop(tell.send(Event::Work(WorkDone::Proven { proofs, is_last: false })))));
            if catch_unwind(work).is_err() {
                tracing::error!("fixes could not be proven ahead");
            }
            let _ = own.send(Event::Work(WorkDone::Proven { proofs: Vec::new(), is_last: true }));
        });
        if started.is_err() {
            self.ahead.running = None;
        }
    }

    /// When it may begin although nothing happens.
    pub(in crate::session) fn next_proof_due(&self) -> Option<Instant> {
        let now = Instant::now();
        let latest = self.state.documents.values().map(|document| document.changed + REST).max();
        latest.filter(|due| *due > now && self.ahead.is_idle())
    }

    /// The best fixes of the errors nearest to the last edit that have no proof yet, the first of each error before all second ones.
    fn best_unproven(&self, uri: &str) -> Vec<(&Diagnostic, &Fix)> {
        let Some((document, analysis)) = self.state.document(uri).and_then(|document| Some((document, document.analysis.as_ref()?))) else { return Vec::new() };
        let mut errors: Vec<&Diagnostic> = analysis.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
        errors.sort_by_key(|error| document.last_edit.map_or(0, |edited| error.range.start.abs_diff(edited)));
        let mut chosen: Vec<(usize, &Diagnostic, &Fix)> = Vec::new();
        for error in errors.into_iter().take(ERRORS) {
            let fixes = document.fixes.by_diagnostic.get(&error.id).map_or(&[][..], |fixes| fixes);
            let unproven = fixes.iter().take(CANDIDATES).enumerate().filter(|(_, fix)| !document.fixes.is_proven(fix));
            chosen.extend(unproven.map(|(place, fix)| (place, error, fix)));
        }
        chosen.sort_by_key(|(place, ..)| *place);
        chosen.into_iter().map(|(_, error, fix)| (error, fix)).collect()
    }

    /// Takes in what was shown; nothing where the text has changed since.
    pub(in crate::session) fn proven(&mut self, proofs: &[Proof], is_last: bool) {
        let Some(running) = &self.ahead.running else { return };
        if let Some(document) = self.state.documents.get_mut(&running.uri).filter(|document| document.version() == running.version) {
            document.fixes.take_proofs(proofs);
        }
        if is_last {
            self.ahead.running = None;
        }
    }
}

/// Tries the fixes; blocks.
fn run(input: HealInput, chosen: &[(Diagnostic, Fix)], tell: &mut dyn FnMut(Vec<Proof>)) {
    let Some(base) = input.known else { return };
    let cancel = input.cancel.child_with_deadline(LIMIT);
    let checking = Checking::new(input.workspace, &input.settings, input.durations, cancel.clone());
    checking.leave_out_the_slow(chosen.iter().map(|(error, _)| error));
    let checks = Box::new(|loaded: &LoadedProject, files: &[SourceFile], unsaved: &[SourceFile]| checking.check(loaded, files, unsaved));
    let mut ground = ProjectGround::new(LoadedProject::clone(&input.loaded), input.unsaved, checks, cancel.clone());
    prove(&base, chosen, CHECKS, &mut ground, &cancel, tell);
}
