//! The mending of the files of one workspace by `healer fix`.

use super::ask;
use super::check::engine;
use super::fix::FixArguments;
use super::output::Output;
use super::run_checkers::Plan;
use super::workset::Group;
use crate::base::CancelToken;
use crate::heal::{Across, Applied, Checked, Choice, Engine, Mend, MendPolicy, judge_across};
use crate::model::{Diagnostic, Fix};
use crate::session::atomic_write::{Replacement, replace_files};
use crate::syntax::SourceFile;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// A file that is being mended.
struct Mending {
    /// What the disk had at first, and what was found in it.
    original: (SourceFile, Checked),
    mend: Mend,
    /// What the disk has now.
    written: SourceFile,
    /// A number that files share which one fix has changed together.
    bundle: usize,
    /// Whether somebody else changed the file, so that healer keeps its hands off it.
    given_up: bool,
}

/// A file as the run has left it.
pub(super) struct Mended {
    pub original: SourceFile,
    pub file: SourceFile,
    pub checked: Checked,
    pub applied: Vec<Applied>,
}

pub(super) struct FixRun<'a> {
    arguments: &'a FixArguments,
    plan: Plan,
    cancel: &'a CancelToken,
    pub problems: Vec<String>,
    /// Whether a file could not be written.
    pub failed: bool,
}

impl<'a> FixRun<'a> {
    pub fn new(arguments: &'a FixArguments, group: &Group, cancel: &'a CancelToken) -> FixRun<'a> {
        FixRun { arguments, plan: Plan::new(&arguments.selection, group), cancel, problems: Vec::new(), failed: false }
    }

    /// Mends the files of a group in step, so that one run of a tool that checks a whole folder speaks for all of them.
    pub fn group(&mut self, group: &mut Group, output: &mut Output) -> io::Result<Vec<Mended>> {
        let files = group.files.clone();
        let checked = self.check(group, &files, &[]);
        let policy = self.arguments.policy();
        let mut mendings: Vec<Mending> = Vec::with_capacity(files.len());
        for (bundle, (file, checked)) in files.into_iter().zip(checked).enumerate() {
            let mend = Mend::new(file.clone(), checked.clone(), policy);
            mendings.push(Mending { written: file.clone(), original: (file, checked), mend, bundle, given_up: false });
        }
        let mut asking = Asking::default();
        while !asking.stopped && !self.cancel.is_cancelled() {
            if !self.try_each(group, &mut mendings, &mut asking, output)? && !self.try_across(group, &mut mendings, &mut asking, output)? {
                break;
            }
        }
        if !self.arguments.diff && !self.cancel.is_cancelled() {
            self.write(&mut mendings);
        }
        let keep = self.arguments.diff;
        Ok(mendings.into_iter().map(|mending| ended(mending, keep)).collect())
    }

    /// Tries a fix, or several that agree, in every file. Tells whether there was any.
    fn try_each(&mut self, group: &mut Group, mendings: &mut [Mending], asking: &mut Asking, output: &mut Output) -> io::Result<bool> {
        let mut tried: Vec<(usize, SourceFile)> = Vec::new();
        for (at, mending) in mendings.iter_mut().enumerate() {
            if mending.given_up || asking.stopped || self.cancel.is_cancelled() {
                continue;
            }
            let engine = engine(group, mending.mend.file(), self.cancel);
            let file = mending.mend.file().clone();
            let proposed = match self.arguments.interactive {
                true => mending.mend.propose_chosen(&engine, &mut |error, fixes, _| asking.choose(&file, error, fixes, output)),
                false => mending.mend.propose(&engine),
            };
            tried.extend(proposed.map(|text| (at, text)));
        }
        asking.end()?;
        if tried.is_empty() {
            return Ok(false);
        }
        let texts: Vec<SourceFile> = tried.iter().map(|(_, text)| text.clone()).collect();
        let checked = self.check_tried(group, &texts, mendings);
        for ((at, _), checked) in tried.into_iter().zip(checked) {
            let Some(mending) = mendings.get_mut(at) else { continue };
            if self.arguments.interactive {
                mending.mend.accept(checked);
            } else if self.cancel.is_cancelled() || !mending.mend.judge(checked) {
                group.loaded.replace(mending.mend.file().clone());
            }
        }
        self.write_what_was_chosen(mendings);
        Ok(true)
    }

    /// Tries one fix that changes several of the files. Tells whether there was any.
    fn try_across(&mut self, group: &mut Group, mendings: &mut [Mending], asking: &mut Asking, output: &mut Output) -> io::Result<bool> {
        for at in 0..mendings.len() {
            let present: Vec<SourceFile> = mendings.iter().filter(|mending| !mending.given_up).map(|mending| mending.mend.file().clone()).collect();
            let source_of = |path: &Path| present.iter().find(|file| file.path() == path).cloned();
            let Some(mending) = mendings.get_mut(at).filter(|mending| !mending.given_up) else { continue };
            if asking.stopped || self.cancel.is_cancelled() {
                break;
            }
            let file = mending.mend.file().clone();
            let engine: Engine = engine(group, &file, self.cancel);
            let policy: MendPolicy = self.arguments.policy();
            let interactive = self.arguments.interactive;
            let mut choose = |error: &Diagnostic, fixes: &[Fix], refused: &dyn Fn(&Fix) -> bool| match interactive {
                true => asking.choose(&file, error, fixes, output),
                false => policy.choose(fixes, refused),
            };
            let proposed = mending.mend.propose_across(&engine, &source_of, &mut choose);
            asking.end()?;
            if let Some(across) = proposed {
                self.judge(group, mendings, across);
                self.write_what_was_chosen(mendings);
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn judge(&mut self, group: &mut Group, mendings: &mut [Mending], across: Across) {
        let texts = across.texts.clone();
        let checked = self.check_tried(group, &texts, mendings);
        let place = |mending: &Mending| texts.iter().position(|text| text.path() == mending.mend.file().path());
        let bundles: BTreeSet<usize> = mendings.iter().filter(|mending| place(mending).is_some()).map(|mending| mending.bundle).collect();
        let mut parts: Vec<(usize, &mut Mend, Checked)> = Vec::new();
        for mending in mendings.iter_mut() {
            let Some(at) = place(mending) else { continue };
            let Some(checked) = checked.get(at) else { continue };
            parts.push((at, &mut mending.mend, checked.clone()));
        }
        parts.sort_by_key(|(at, ..)| *at);
        let parts = parts.into_iter().map(|(_, mend, checked)| (mend, checked)).collect();
        if !self.cancel.is_cancelled() && judge_across(across, parts, self.arguments.interactive) {
            let joined = bundles.first().copied().unwrap_or_default();
            mendings.iter_mut().filter(|mending| bundles.contains(&mending.bundle)).for_each(|mending| mending.bundle = joined);
        } else {
            mendings.iter().filter(|mending| place(mending).is_some()).for_each(|mending| group.loaded.replace(mending.mend.file().clone()));
        }
    }

    /// Checks texts that are tried, among all others that the disk does not have yet.
    fn check_tried(&mut self, group: &mut Group, texts: &[SourceFile], mendings: &[Mending]) -> Vec<Checked> {
        let mut unsaved = texts.to_vec();
        for mending in mendings {
            let best = mending.mend.file();
            if best.text() != mending.written.text() && !texts.iter().any(|text| text.path() == best.path()) {
                unsaved.push(best.clone());
            }
        }
        texts.iter().for_each(|text| group.loaded.replace(text.clone()));
        self.check(group, texts, &unsaved)
    }

    fn check(&mut self, group: &Group, files: &[SourceFile], unsaved: &[SourceFile]) -> Vec<Checked> {
        let report = self.plan.check(group, files, unsaved, self.cancel);
        for problem in report.problems {
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
        }
        report.files
    }

    /// What the user chose is written at once.
    fn write_what_was_chosen(&mut self, mendings: &mut [Mending]) {
        if self.arguments.interactive {
            self.write(mendings);
        }
    }

    /// Writes the best texts, those of one bundle together.
    fn write(&mut self, mendings: &mut [Mending]) {
        let bundles: BTreeSet<usize> = mendings.iter().map(|mending| mending.bundle).collect();
        for bundle in bundles {
            let in_bundle = |mending: &&mut Mending| mending.bundle == bundle && !mending.given_up && mending.mend.file().text() != mending.written.text();
            let mut changed: Vec<&mut Mending> = mendings.iter_mut().filter(in_bundle).collect();
            let replacements: Vec<Replacement<'_>> = changed
                .iter()
                .map(|mending| Replacement {
                    path: mending.written.path(),
                    expected: mending.written.text().as_bytes(),
                    new: mending.mend.file().text().as_bytes(),
                })
                .collect();
            match replace_files(&replacements) {
                Ok(()) => changed.iter_mut().for_each(|mending| mending.written = mending.mend.file().clone()),
                Err(error) => {
                    self.failed = true;
                    self.problems.push(error.to_string());
                    changed.iter_mut().for_each(|mending| mending.given_up = true);
                }
            }
        }
    }
}

/// What is told of a file: its best text where that was written or is only to be shown, else what the disk had.
fn ended(mending: Mending, shown_only: bool) -> Mended {
    let (original, first) = mending.original;
    if shown_only || mending.written.text() == mending.mend.file().text() {
        let (file, checked) = (mending.mend.file().clone(), mending.mend.checked().clone());
        return Mended { original, file, checked, applied: mending.mend.applied().to_vec() };
    }
    Mended { file: original.clone(), original, checked: first, applied: Vec::new() }
}

/// The questions to the user.
#[derive(Default)]
struct Asking {
    /// The errors that were asked about, each with its file's text: after a change it may be asked about again.
    asked: BTreeSet<(String, String)>,
    stopped: bool,
    failed: Option<io::Error>,
}

impl Asking {
    fn choose(&mut self, file: &SourceFile, error: &Diagnostic, fixes: &[Fix], output: &mut Output) -> Choice {
        let titles: Vec<&str> = fixes.iter().map(|fix| fix.title.as_str()).collect();
        if self.stopped || !self.asked.insert((error.id.clone(), titles.join("\n"))) {
            return if self.stopped { Choice::Stop } else { Choice::Skip };
        }
        match ask::which(file, error, fixes, output) {
            Ok(Choice::Stop) => {
                self.stopped = true;
                Choice::Stop
            }
            Ok(choice) => choice,
            Err(error) => {
                self.stopped = true;
                self.failed = Some(error);
                Choice::Stop
            }
        }
    }

    fn end(&mut self) -> io::Result<()> {
        self.failed.take().map_or(Ok(()), Err)
    }
}
