//! The mending of the files of one workspace, for `healer fix` and `healer heal`.

use super::ask::{self, Choice};
use super::check::add_file;
use super::output::Output;
use super::render::{self, Applied, MendedFile, Report};
use super::run_checkers::Plan;
use super::workset::{Group, WorkSet, shown_path};
use super::{Format, Selection, Status};
use crate::base::CancelToken;
use crate::heal::{Attempt, Checked, Chosen, Ground, Guard, HealPolicy, Healing, Proposals, Snapshot, Targets, TestRun, Trial, failing, heal};
use crate::model::{Diagnostic, Fix, HealScope, HealStatus, Stamp, Verdict};
use crate::session::atomic_write::{Replacement, replace_files};
use crate::session::breakers::KnownBreakers;
use crate::session::ground::ProjectGround;
use crate::session::heals::{HealResult, Outcome, Wish, outcome};
use crate::session::records::{count_proposals, record_attempts};
use crate::store::Store;
use crate::syntax::SourceFile;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A file as the run has left it.
pub(super) struct Mended {
    pub original: SourceFile,
    pub file: SourceFile,
    pub checked: Checked,
    pub applied: Vec<Applied>,
}

/// What is done with better texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// They are written.
    Write,
    /// They are only shown.
    Show,
    /// They are shown, and written if the user agrees.
    Confirm,
    /// The user chooses the fix for each error, and each choice is written at once.
    Choose,
}

pub(super) struct FixRun<'a> {
    pub selection: &'a Selection,
    pub policy: HealPolicy,
    pub mode: Mode,
    pub cancel: &'a CancelToken,
    /// Ends the search for better texts, but not the writing of what was found.
    pub limit: &'a CancelToken,
    /// Where attempts and heals are kept, if they are.
    pub records: Option<&'a Store>,
    pub breakers: &'a KnownBreakers,
    /// Hears of each attempt as it is made.
    pub observe: &'a mut dyn FnMut(&Attempt),
    /// Hears at the end of each error that is left, with its file and the reason.
    pub left: &'a mut dyn FnMut(&SourceFile, &Diagnostic, &str),
    pub problems: Vec<String>,
    /// Whether a file could not be written.
    pub failed: bool,
}

/// What a heal leaves for the records.
struct Told {
    job: String,
    outcome: Outcome,
}

/// What was reached, and which files belong together because one fix changed them.
struct Reached {
    snapshot: Snapshot,
    applied: Vec<(PathBuf, Applied)>,
    together: Vec<BTreeSet<PathBuf>>,
    told: Option<Told>,
}

/// Mends the files of a set and tells of it in the end.
pub(super) fn mend(mut run: FixRun<'_>, mut set: WorkSet, format: Format, output: &mut Output) -> io::Result<Status> {
    let mut report = Report::default();
    let mut changes = false;
    let shows = run.mode == Mode::Show;
    for group in &mut set.groups {
        for ended in run.group(group, output)? {
            changes |= ended.original.text() != ended.file.text();
            if shows {
                output.text(&diff(&ended.original, &ended.file))?;
            }
            if !ended.applied.is_empty() {
                report.mended.push(MendedFile { file: ended.file.clone(), applied: ended.applied });
            }
            add_file(&mut report, group, &ended.file, ended.checked, run.cancel);
        }
    }
    let is_cancelled = run.cancel.is_cancelled();
    set.problems.append(&mut run.problems);
    if is_cancelled {
        set.problems.push("interrupted; no text that was still being tried has been written".to_owned());
    } else if run.limit.is_cancelled() {
        set.problems.push("the time was up; what is left may be mended by another run".to_owned());
    }
    for problem in &set.problems {
        output.complain(problem);
    }
    report.problems = set.problems;
    if !shows {
        render::report(&report, format, output)?;
    }
    Ok(match (set.failed || run.failed || is_cancelled, changes && shows, report.errors()) {
        (true, ..) => Status::CouldNotRun,
        (false, false, 0) => Status::Clean,
        _ => Status::Errors,
    })
}

impl<'a> FixRun<'a> {
    /// Mends the files of a group.
    pub(super) fn group(&mut self, group: &mut Group, output: &mut Output) -> io::Result<Vec<Mended>> {
        let plan = Plan::new(self.selection, group);
        let cancel = self.limit.clone();
        let checks = Box::new(|loaded: &_, files: &[_], unsaved: &[_]| plan.check(loaded, files, unsaved, &cancel));
        let named = group.files.iter().map(|file| file.path().to_owned());
        // What was reached when the time is up is tested all the same.
        let tests = Box::new(|loaded: &_, unsaved: &[_]| plan.run_tests(loaded, unsaved, self.cancel));
        let mut ground = ProjectGround::new(group.loaded.clone(), Vec::new(), checks, self.limit.clone()).allowing(named).with_tests(tests);
        let before = if self.selection.tests && self.mode != Mode::Choose { ground.tests() } else { TestRun::default() };
        if self.selection.tests && before.passed.is_empty() && self.mode != Mode::Choose {
            self.problems.push("no test passed before the heal, so none stands in for what comes of it".to_owned());
        }
        plan.set_tests(before.has_failures || self.mode == Mode::Choose);
        let start = ground.check(&group.files);
        let mut written: BTreeSet<PathBuf> = BTreeSet::new();
        let reached = match self.mode {
            Mode::Choose => self.ask(start.clone(), &group.files, &mut ground, output, &mut written)?,
            Mode::Write | Mode::Show | Mode::Confirm => self.heal(start.clone(), &before, &mut ground),
        };
        let is_cancelled = self.cancel.is_cancelled();
        let may_write = match self.mode {
            Mode::Write => !is_cancelled,
            Mode::Confirm => !is_cancelled && self.is_confirmed(&start, &reached, output)?,
            Mode::Show | Mode::Choose => false,
        };
        if may_write {
            for bundle in bundles(&start, &reached) {
                let pairs: Vec<_> = bundle.iter().filter_map(|path| Some((start.get(path)?.file.clone(), reached.snapshot.get(path)?.file.clone()))).collect();
                if self.write(&pairs) {
                    written.extend(bundle);
                }
            }
        }
        self.keep(&reached, &group.loaded.proposals, &written);
        self.problems.append(&mut ground.problems);
        let shown_only = self.mode == Mode::Show;
        let ended = |original: &SourceFile| {
            let path = original.path();
            let (first, last) = (start.get(path), reached.snapshot.get(path));
            let kept = shown_only || written.contains(path) || last.is_some_and(|last| last.file.digest() == original.digest());
            let seen = if kept { last } else { first };
            let applied = reached.applied.iter().filter(|(of, _)| kept && of == path).map(|(_, applied)| applied.clone()).collect();
            Mended {
                original: original.clone(),
                file: seen.map_or_else(|| original.clone(), |seen| seen.file.clone()),
                checked: seen.map(|seen| seen.checked.clone()).unwrap_or_default(),
                applied,
            }
        };
        let mended: Vec<Mended> = group.files.iter().map(ended).collect();
        mended.iter().for_each(|mended| group.loaded.replace(mended.file.clone()));
        Ok(mended)
    }

    fn heal(&mut self, start: Snapshot, before: &TestRun, ground: &mut ProjectGround<'_>) -> Reached {
        let (began, started) = (Instant::now(), Stamp::now());
        let job = started.id();
        let guard = match self.records.map_or_else(|| Ok(Guard::default()), |store| self.breakers.guard(store, &job)) {
            Ok(guard) => guard,
            Err(damage) => {
                self.failed = true;
                self.problems.push(damage.to_string());
                return Reached { applied: Vec::new(), together: Vec::new(), snapshot: start, told: None };
            }
        };
        let mut healing = Healing::new(start, Targets::default(), self.policy, HashMap::new()).guarded(guard);
        let mut told = (0, 0);
        heal(&mut healing, ground, self.limit, &mut |healing| {
            healing.given_up().iter().skip(told.0).chain(healing.kept().iter().skip(told.1)).for_each(&mut *self.observe);
            told = (healing.given_up().len(), healing.kept().len());
        });
        healing.rolled_back().iter().for_each(&mut *self.observe);
        healing.keep_passing(before, ground, self.limit);
        for error in healing.remaining() {
            if let Some(seen) = healing.best().get(&error.path) {
                (self.left)(&seen.file, error, &healing.why_left(error));
            }
        }
        let applied = healing.kept().iter().filter_map(|attempt| {
            let file = attempt.before.as_ref()?;
            Some((file.path().to_owned(), Applied::new(file, &attempt.diagnostic, &attempt.fix, attempt.confidence)))
        });
        let root = &ground.loaded().project.root;
        let wish = Wish { job: &job, root, scope: HealScope::Workspace, started, open: &[], is_cancelled: self.cancel.is_cancelled() };
        let outcome = outcome(&wish, HealResult::of(&healing, ground.problems.clone(), began.elapsed()));
        if !healing.broken_tests().is_empty() {
            self.problems.push(format!("not all of it is kept: with it {} that passed before", failing(healing.broken_tests())));
        }
        Reached {
            applied: applied.collect(),
            together: healing.kept().iter().map(|attempt| paths(&attempt.fix)).collect(),
            snapshot: healing.best().clone(),
            told: Some(Told { job, outcome }),
        }
    }

    /// Keeps the attempts of a heal, and the heal itself as far as it was written.
    fn keep(&self, reached: &Reached, proposals: &Proposals, written: &BTreeSet<PathBuf>) {
        let (Some(store), Some(Told { job, outcome })) = (self.records, &reached.told) else { return };
        count_proposals(store, proposals);
        // A fix that somebody saw and did not want, or that could not be written, is not kept.
        let is_unwritten = |attempt: &Attempt| self.mode != Mode::Show && !paths(&attempt.fix).is_subset(written);
        let as_it_ended = |attempt: &Attempt| match attempt.verdict == Verdict::Promote && is_unwritten(attempt) {
            true => Attempt { verdict: Verdict::Rollback, reason: "what it changes was not written".to_owned(), ..attempt.clone() },
            false => attempt.clone(),
        };
        let attempts: Vec<Attempt> = outcome.report.attempts.iter().map(as_it_ended).collect();
        record_attempts(store, job, &outcome.record.workspace, &attempts);
        self.breakers.hear(store, job, &attempts);
        if self.mode != Mode::Show {
            let mut record = outcome.record.clone();
            record.repairs = attempts.iter().filter(|attempt| attempt.verdict == Verdict::Promote).count() as u64;
            if record.repairs == 0 && !record.files.is_empty() {
                record.status = HealStatus::Unchanged;
                record.reason = Some("nothing was written".to_owned());
                record.after = record.before;
            }
            record.files.retain(|file| written.contains(&file.path));
            store.record_heal(record);
        }
    }

    /// Shows what would change and asks whether it is to be written.
    fn is_confirmed(&self, start: &Snapshot, reached: &Reached, output: &mut Output) -> io::Result<bool> {
        let changed: Vec<PathBuf> = bundles(start, reached).into_iter().flatten().collect();
        for path in &changed {
            if let (Some(before), Some(after)) = (start.get(path), reached.snapshot.get(path)) {
                output.text(&diff(&before.file, &after.file))?;
            }
        }
        Ok(!changed.is_empty() && ask::agrees("Write these changes?", output)?)
    }

    /// Asks for each error which fix to take; what the user chose is written at once.
    fn ask(
        &mut self,
        start: Snapshot,
        files: &[SourceFile],
        ground: &mut ProjectGround<'_>,
        output: &mut Output,
        written: &mut BTreeSet<PathBuf>,
    ) -> io::Result<Reached> {
        let mut reached = Reached { snapshot: start, applied: Vec::new(), together: Vec::new(), told: None };
        let mut asked: BTreeSet<(String, String)> = BTreeSet::new();
        let mut stopped = false;
        while !stopped && !self.cancel.is_cancelled() {
            let mut trial = Trial::default();
            for path in files.iter().map(SourceFile::path) {
                stopped |= ask_file(path, &reached.snapshot, ground, &mut trial, &mut asked, output)?;
                if stopped {
                    break;
                }
            }
            if trial.chosen.is_empty() {
                break;
            }
            let pairs: Vec<_> = trial.files.values().map(|changed| (changed.before.clone(), changed.after.clone())).collect();
            if !self.write(&pairs) {
                break;
            }
            written.extend(trial.files.keys().cloned());
            for chosen in &trial.chosen {
                if let Some(changed) = trial.files.get(&chosen.error.path) {
                    let applied = Applied::new(&changed.before, &chosen.error, &chosen.fix, chosen.fix.confidence);
                    reached.applied.push((chosen.error.path.clone(), applied));
                }
            }
            trial.texts().iter().for_each(|text| ground.replace(text));
            let present: Vec<SourceFile> = files.iter().filter_map(|file| ground.source(file.path())).collect();
            reached.snapshot = ground.check(&present);
        }
        Ok(reached)
    }

    /// Writes new texts in the place of old ones, all or none. Tells whether they are written.
    fn write(&mut self, pairs: &[(SourceFile, SourceFile)]) -> bool {
        let replacement = |(old, new): &'_ (SourceFile, SourceFile)| (old.path().to_owned(), old.text().as_bytes().to_vec(), new.text().as_bytes().to_vec());
        let owned: Vec<(PathBuf, Vec<u8>, Vec<u8>)> = pairs.iter().map(replacement).collect();
        let replacements: Vec<Replacement<'_>> = owned.iter().map(|(path, expected, new)| Replacement { path, expected, new }).collect();
        match replace_files(&replacements) {
            Ok(()) => true,
            Err(error) => {
                self.failed = true;
                self.problems.push(error.to_string());
                false
            }
        }
    }
}

/// Asks about the errors of one file and adds the chosen fixes to the trial. Tells whether the user wants to stop.
fn ask_file(
    path: &Path,
    snapshot: &Snapshot,
    ground: &dyn Ground,
    trial: &mut Trial,
    asked: &mut BTreeSet<(String, String)>,
    output: &mut Output,
) -> io::Result<bool> {
    let Some(seen) = snapshot.get(path) else { return Ok(false) };
    let errors: Vec<&Diagnostic> = seen.checked.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    for error in errors {
        let fixes = ground.engine(&seen.file).suggest(&seen.file, error, &seen.checked.diagnostics);
        let agrees = |fix: &Fix| trial.clone().add(Chosen { error: error.clone(), fix: fix.clone(), proven: true }, &|path| ground.source(path));
        let fixes: Vec<Fix> = fixes.into_iter().filter(agrees).collect();
        let titles: Vec<&str> = fixes.iter().map(|fix| fix.title.as_str()).collect();
        if fixes.is_empty() || !asked.insert((error.id.clone(), titles.join("\n"))) {
            continue;
        }
        match ask::which(&seen.file, error, &fixes, output)? {
            Choice::Take(index) => {
                if let Some(fix) = fixes.get(index) {
                    trial.add(Chosen { error: error.clone(), fix: fix.clone(), proven: true }, &|path| ground.source(path));
                }
            }
            Choice::Skip => {}
            Choice::Stop => return Ok(true),
        }
    }
    Ok(false)
}

fn paths(fix: &Fix) -> BTreeSet<PathBuf> {
    fix.edits.iter().map(|edits| edits.path.clone()).collect()
}

/// The changed files, in groups that are to be written together because fixes changed them together.
fn bundles(start: &Snapshot, reached: &Reached) -> Vec<BTreeSet<PathBuf>> {
    let is_changed = |path: &Path| match (start.get(path), reached.snapshot.get(path)) {
        (Some(before), Some(after)) => before.file.digest() != after.file.digest(),
        _ => false,
    };
    let mut bundle_of: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for (number, paths) in reached.together.iter().enumerate() {
        let joined: BTreeSet<usize> = paths.iter().filter_map(|path| bundle_of.get(path).copied()).collect();
        bundle_of.values_mut().filter(|bundle| joined.contains(bundle)).for_each(|bundle| *bundle = number);
        bundle_of.extend(paths.iter().map(|path| (path.clone(), number)));
    }
    let mut bundles: BTreeMap<usize, BTreeSet<PathBuf>> = BTreeMap::new();
    for (path, bundle) in bundle_of.into_iter().filter(|(path, _)| is_changed(path)) {
        bundles.entry(bundle).or_default().insert(path);
    }
    bundles.into_values().collect()
}

/// The change of a file as a unified diff that `patch -p1` takes; empty where there is none.
pub(super) fn diff(before: &SourceFile, after: &SourceFile) -> String {
    if before.text() == after.text() {
        return String::new();
    }
    let path = shown_path(before.path()).replace('\\', "/");
    let path = path.trim_start_matches('/');
    let changes = similar::TextDiff::from_lines(before.text(), after.text());
    changes.unified_diff().context_radius(3).header(&format!("a/{path}"), &format!("b/{path}")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Language, ParseOptions};

    #[test]
    fn a_diff_names_the_file_and_keeps_line_ends() {
        let before = SourceFile::new("/w/a.py", Language::Python, "x = 1\r\ny = 2", ParseOptions::default());
        let after = before.with_text("x = 1\r\ny = 3");
        let shown = diff(&before, &after);
        assert!(shown.starts_with("--- a/w/a.py\n+++ b/w/a.py\n@@ -1,2 +1,2 @@\n x = 1\r\n-y = 2\n"), "{shown:?}");
        assert!(shown.contains("\\ No newline at end of file"), "{shown:?}");
        assert_eq!(diff(&before, &before), "");
    }
}
