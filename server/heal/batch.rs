//! Checking several files at once: the built-in checker in process and the real ones through the runner, each error once.

use super::runner::{CheckOutcome, RunOptions, chosen, run_all};
use super::{FileFacts, diagnose, find_builtin, merge};
use crate::base::CancelToken;
use crate::check::{Absence, CheckRequest, Checker, Scope, Workspace, builtin};
use crate::model::{Diagnostic, Finding};
use crate::syntax::{Language, SourceFile};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What checkers said of a text.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    pub diagnostics: Vec<Diagnostic>,
    /// The names of the checkers that really looked at this text. What another one said of an earlier text is not held against this one.
    pub by: BTreeSet<String>,
}

/// Which checkers look at a batch, and what they may know.
pub struct BatchContext<'a> {
    pub workspace: &'a Workspace,
    /// The workspace's own checkers.
    pub own: &'a [Box<dyn Checker>],
    /// Which real checkers run; `None` for none at all.
    pub run: Option<RunOptions>,
    /// Whether the built-in checker takes part.
    pub builtin: bool,
    pub facts_of: &'a dyn Fn(&SourceFile) -> FileFacts,
    /// The text of a file that a suggestion names.
    pub source_of: &'a dyn Fn(&Path) -> Option<SourceFile>,
    pub cancel: &'a CancelToken,
}

/// What came of checking a batch.
#[derive(Debug, Default)]
pub struct BatchReport {
    /// One for each file, in the order given.
    pub files: Vec<Checked>,
    /// What was said of other files by the way, as the tools check whole folders.
    pub others: Vec<(SourceFile, Checked)>,
    /// What went wrong with tools, one sentence each, without repetition.
    pub problems: Vec<String>,
    /// The checkers that would have looked at a file but could not, with the reason.
    pub absent: BTreeMap<String, Absence>,
}

/// Checks files. `unsaved` are all texts that the disk does not have, those of `files` among them. `observe` hears of each run as it ends,
/// from several threads.
pub fn check_batch(files: &[SourceFile], unsaved: &[SourceFile], context: &BatchContext<'_>, observe: &(dyn Fn(&CheckOutcome) + Sync)) -> BatchReport {
    let together: BTreeMap<Language, Arc<[PathBuf]>> = Language::ALL.into_iter().map(|language| (language, paths_of(language, files))).collect();
    let request = |file: &SourceFile| {
        let (own, others): (Vec<&SourceFile>, Vec<&SourceFile>) = unsaved.iter().partition(|other| other.path() == file.path());
        CheckRequest {
            file: file.clone(),
            saved: own.is_empty(),
            unsaved: others.into_iter().cloned().collect(),
            together: together.get(&file.language()).cloned().unwrap_or_default(),
            cancel: context.cancel.clone(),
        }
    };
    let requests: Vec<CheckRequest> = files.iter().map(request).collect();
    let outcomes = match &context.run {
        Some(options) => run_all(context.workspace, &requests, context.own, options, context.cancel, &|_, outcome| observe(outcome)),
        None => Vec::new(),
    };
    let mut report = BatchReport::default();
    for (_, outcome) in &outcomes {
        if let Some(problem) = outcome.error.as_ref().filter(|problem| !report.problems.contains(problem)) {
            report.problems.push(problem.clone());
        }
        if let Err(absence) = &outcome.tool {
            report.absent.entry(outcome.checker.clone()).or_insert_with(|| absence.clone());
        }
    }
    let by_path = findings_by_path(&outcomes);
    let looked = Looked::of(&outcomes);
    report.files.extend(files.iter().enumerate().map(|(at, file)| check_one(at, file, &looked, &by_path, context)));
    let others = by_path.iter().filter(|(path, _)| !files.iter().any(|file| file.path() == path.as_path()));
    report.others.extend(others.filter_map(|(path, placed)| spoken_of(&(context.source_of)(path)?, placed, context)));
    report
}

/// The files of a language, where there are several.
fn paths_of(language: Language, files: &[SourceFile]) -> Arc<[PathBuf]> {
    let paths: BTreeSet<&Path> = files.iter().filter(|file| file.language() == language).map(SourceFile::path).collect();
    if paths.len() > 1 { paths.into_iter().map(Path::to_owned).collect() } else { Arc::default() }
}

/// What tools said of a file that they were not asked about; `None` where that is no error.
fn spoken_of(file: &SourceFile, placed: &[Placed<'_>], context: &BatchContext<'_>) -> Option<(SourceFile, Checked)> {
    let mut by_checker: BTreeMap<&str, Vec<Diagnostic>> = BTreeMap::new();
    for (checker, folder, finding) in placed {
        by_checker.entry(checker).or_default().extend(diagnose(std::slice::from_ref(*finding), file, folder, context.source_of));
    }
    let sources = by_checker.values().flatten().map(|diagnostic| diagnostic.source.clone());
    let by = by_checker.keys().map(|checker| (*checker).to_owned()).chain(sources).collect();
    let diagnostics = merge(by_checker.values().map(Vec::as_slice), file);
    diagnostics.iter().any(Diagnostic::is_error).then(|| (file.clone(), Checked { diagnostics, by }))
}

/// Which checkers looked at what.
#[derive(Default)]
struct Looked<'o> {
    /// The checkers that were run for a file, by the file's index.
    files: BTreeSet<(usize, &'o str)>,
    /// The folders that a checker spoke for as a whole.
    folders: BTreeSet<(&'o str, &'o Path)>,
}

impl<'o> Looked<'o> {
    fn of(outcomes: &'o [(usize, CheckOutcome)]) -> Looked<'o> {
        let mut looked = Looked::default();
        for (at, outcome) in outcomes.iter().filter(|(_, outcome)| outcome.tool.is_ok() && outcome.error.is_none() && !outcome.cancelled) {
            for call in &outcome.calls {
                looked.files.insert((*at, &outcome.checker));
                if call.scope == Scope::Folder {
                    looked.folders.insert((&outcome.checker, &call.folder));
                }
            }
        }
        looked
    }

    fn at(&self, index: usize, checker: &str, path: &Path) -> bool {
        self.files.contains(&(index, checker)) || path.ancestors().any(|folder| self.folders.contains(&(checker, folder)))
    }
}

/// A finding with the name of its checker and the folder that its paths start from.
type Placed<'o> = (&'o str, &'o Path, &'o Finding);

/// Tools that check a whole folder speak of files that they were not asked about, so findings are sorted by the file that they name.
fn findings_by_path(outcomes: &[(usize, CheckOutcome)]) -> BTreeMap<PathBuf, Vec<Placed<'_>>> {
    let mut by_path: BTreeMap<PathBuf, Vec<Placed<'_>>> = BTreeMap::new();
    for (_, outcome) in outcomes {
        for call in &outcome.calls {
            for finding in &call.findings {
                by_path.entry(call.folder.join(&finding.path)).or_default().push((&outcome.checker, &call.folder, finding));
            }
        }
    }
    by_path
}

fn check_one(at: usize, file: &SourceFile, looked: &Looked<'_>, by_path: &BTreeMap<PathBuf, Vec<Placed<'_>>>, context: &BatchContext<'_>) -> Checked {
    let placed = by_path.get(file.path()).map_or(&[][..], Vec::as_slice);
    let checkers = context.run.iter().flat_map(|options| chosen(file.language(), context.own, options));
    let mut by_checker: Vec<Vec<Diagnostic>> = Vec::new();
    let mut by = BTreeSet::new();
    for checker in checkers {
        let name = checker.name();
        let mut diagnostics: Vec<Diagnostic> = Vec::new();
        for (_, folder, finding) in placed.iter().filter(|(checker, ..)| *checker == name) {
            diagnostics.extend(diagnose(std::slice::from_ref(*finding), file, folder, context.source_of));
        }
        by_checker.push(diagnostics);
        if looked.at(at, name, file.path()) {
            by.extend(checker.other_sources().iter().chain([&name]).map(|name| (*name).to_owned()));
        }
    }
    if context.builtin {
        let facts = (context.facts_of)(file);
        let findings = find_builtin(file, &facts);
        by_checker.push(diagnose(&findings, file, file.path().parent().unwrap_or(Path::new("")), context.source_of));
        by.insert(builtin::SOURCE.to_owned());
    }
    Checked { diagnostics: merge(by_checker.iter().map(Vec::as_slice), file), by }
}
