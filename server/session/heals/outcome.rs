//! How a heal ended: the report for the client, and what takes the heal back.

use super::job::HealResult;
use crate::heal::{Attempt, Seen, Snapshot};
use crate::model::heal_record::line_edits;
use crate::model::{Applicability, Diagnostic, HealRecord, HealScope, HealStatus, HealedFile, Stamp, Verdict};
use crate::session::analysis::{Offer, OfferedEdits};
use crate::session::project_loader::read_source;
use crate::syntax::{Language, SourceFile};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What is done with the edit in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplyMode {
    /// It is handed to the client.
    Apply,
    /// It is handed to the client, which asks its user first.
    Preview,
    /// It is in the answer, and the client applies it.
    Return,
}

/// An error that is left.
#[derive(Clone, Debug)]
pub struct Remaining {
    pub diagnostic: Diagnostic,
    /// Its file's text in the best state.
    pub file: SourceFile,
    /// Under which the client has it open.
    pub uri: Option<String>,
    /// Why it is left, in words.
    pub reason: String,
}

/// The heal report of the contract.
#[derive(Clone, Debug)]
pub struct HealReport {
    pub job: String,
    pub status: HealStatus,
    pub reason: Option<String>,
    /// From the texts as they were when the command arrived to the best state reached; `None` where that is the same.
    pub offer: Option<Offer>,
    pub applied: bool,
    /// Errors that the checkers report, at the start and in the best state.
    pub before: usize,
    pub after: usize,
    pub attempts: Vec<Attempt>,
    /// The errors that are left of those that were to be mended.
    pub remaining: Vec<Remaining>,
    pub elapsed: Duration,
    pub checkers: Vec<String>,
}

impl HealReport {
    pub fn without_edit(job: &str, status: HealStatus, reason: Option<String>) -> HealReport {
        HealReport {
            job: job.to_owned(),
            status,
            reason,
            offer: None,
            applied: false,
            before: 0,
            after: 0,
            attempts: Vec::new(),
            remaining: Vec::new(),
            elapsed: Duration::ZERO,
            checkers: Vec::new(),
        }
    }

    pub fn refused(job: &str, reason: &str) -> HealReport {
        HealReport::without_edit(job, HealStatus::Refused, Some(reason.to_owned()))
    }

    /// The whole is as safe as its least safe fix.
    pub fn applicability(&self) -> Applicability {
        let kept = self.attempts.iter().filter(|attempt| attempt.verdict == Verdict::Promote);
        kept.map(|attempt| attempt.fix.applicability).max().unwrap_or(Applicability::Safe)
    }
}

/// A heal that has ended: what is told of it, and what is kept.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub report: HealReport,
    pub record: HealRecord,
    /// A file that lies on disk only and has another text by now than the one that the edit is for.
    pub overtaken: Option<PathBuf>,
}

impl Outcome {
    /// Looks whether the files of the edit that no editor has open are still as they were. Reads them.
    pub fn look_at_disk(&mut self) {
        let closed = self.report.offer.iter().flat_map(|offer| &offer.files).filter(|edits| edits.open.is_none());
        let has_changed = |file: &SourceFile| read_source(file.path(), |_| file.options().clone()).is_ok_and(|disk| disk.digest() != file.digest());
        self.overtaken = closed.map(|edits| &edits.file).find(|file| has_changed(file)).map(|file| file.path().to_owned());
    }
}

/// A text as it is now, with the client's name and version of an open document.
pub(super) type Present = (Option<(String, i32)>, SourceFile);

/// The edits back to the texts before a heal; the reason where a text has changed since.
pub(super) fn reverse(heal: &HealRecord, mut present: impl FnMut(&Path) -> Option<Present>) -> Result<Offer, String> {
    let mut files = Vec::with_capacity(heal.files.len());
    for healed in &heal.files {
        let (open, file) = present(&healed.path).ok_or_else(|| format!("{}: cannot be read any more", healed.path.display()))?;
        healed.undo(file.text()).map_err(|error| error.to_string())?;
        files.push(OfferedEdits { open, file, edits: healed.reverse.clone() });
    }
    Ok(Offer { files })
}

/// What a heal was, for its record.
pub struct Wish<'w> {
    pub job: &'w str,
    pub root: &'w Path,
    pub scope: HealScope,
    pub started: Stamp,
    /// The documents that were open when it began.
    pub open: &'w [(String, i32, SourceFile)],
    pub is_cancelled: bool,
}

/// The checkers that looked at a text at the start, and not at the one that came of it. Of one that does not parse there is nothing to see.
fn blind_in<'s>(start: &'s Seen, best: &Snapshot) -> Vec<&'s str> {
    let by = best.get(start.file.path()).filter(|best| best.parses()).map(|best| &best.checked.by);
    start.checked.by.iter().filter(|checker| by.is_some_and(|by| !by.contains(*checker))).map(String::as_str).collect()
}

/// A heal that could not begin.
pub fn failed(wish: &Wish<'_>, reason: &str) -> Outcome {
    let report = HealReport::without_edit(wish.job, HealStatus::Failed, Some(reason.to_owned()));
    let record = HealRecord {
        job: wish.job.to_owned(),
        workspace: wish.root.to_owned(),
        started: wish.started,
        ended: Stamp::now(),
        milliseconds: 0,
        status: report.status,
        reason: report.reason.clone(),
        scope: wish.scope,
        before: 0,
        after: 0,
        repairs: 0,
        checkers: Vec::new(),
        languages: Vec::new(),
        categories: Vec::new(),
        files: Vec::new(),
        undone: false,
    };
    Outcome { report, record, overtaken: None }
}

/// The languages and the categories of the errors that a heal was about.
fn subjects(result: &HealResult) -> (Vec<Language>, Vec<String>) {
    let tried = result.kept.iter().chain(&result.given_up).map(|attempt| &attempt.diagnostic);
    let all: Vec<&Diagnostic> = tried.chain(result.remaining.iter().map(|(error, _)| error)).collect();
    let languages: BTreeSet<&str> = all.iter().map(|error| error.language.id()).collect();
    let categories: BTreeSet<&str> = all.iter().map(|error| error.category()).filter(|category| !category.is_empty()).collect();
    (languages.into_iter().filter_map(Language::from_id).collect(), categories.into_iter().map(str::to_owned).collect())
}

/// What is told of a heal, and what is kept.
pub fn outcome(wish: &Wish<'_>, result: HealResult) -> Outcome {
    let Wish { job, root, scope, started, open, is_cancelled } = *wish;
    let changed: Vec<(SourceFile, SourceFile)> = result
        .best
        .files()
        .filter_map(|seen| {
            let before = result.originals.get(seen.file.path()).cloned().or_else(|| Some(result.start.get(seen.file.path())?.file.clone()))?;
            (before.digest() != seen.file.digest()).then(|| (before, seen.file.clone()))
        })
        .collect();
    let uri_of = |path: &Path| open.iter().find(|(.., file)| file.path() == path).map(|(uri, version, _)| (uri.clone(), *version));
    let offer = Offer {
        files: changed
            .iter()
            .map(|(before, after)| OfferedEdits { open: uri_of(before.path()), file: before.clone(), edits: line_edits(before.text(), after.text()) })
            .collect(),
    };
    let (before, after) = (result.start.errors().count(), result.best.errors().count());
    let blind = result.start.files().flat_map(|seen| blind_in(seen, &result.best));
    let blind: BTreeSet<&str> = blind.filter(|checker| !result.left_out.contains(*checker)).collect();
    let status = match (is_cancelled, after, after < before || !changed.is_empty()) {
        (true, ..) => HealStatus::Cancelled,
        // Where no checker saw an error there was nothing to heal, whatever another one may see.
        (false, 0, _) if blind.is_empty() && result.unheard.is_empty() && result.presumed.is_empty() && before > 0 => HealStatus::Healed,
        (false, _, true) => HealStatus::Improved,
        // Where a breaker is all that kept the heal from trying, that is what is said.
        _ if result.given_up.is_empty() && !result.held_back.is_empty() => HealStatus::Refused,
        (false, _, false) => HealStatus::Unchanged,
    };
    let elsewhere = after - result.remaining.len().min(after);
    let with_problem = |words: &str| result.problems.first().map_or_else(|| words.to_owned(), |problem| format!("{words}; {problem}"));
    let reason = match status {
        HealStatus::Cancelled => None,
        _ if !blind.is_empty() => {
            let names: Vec<&str> = blind.into_iter().collect();
            let why = result.problems.first().map(|problem| format!(": {problem}")).unwrap_or_default();
            Some(format!("{} could not look at the healed text{why}", names.join(", ")))
        }
        HealStatus::Improved if after == 0 && !result.unheard.is_empty() => {
            let names: Vec<&str> = result.unheard.iter().map(String::as_str).collect();
            Some(format!("the others report no error any more, but {} had not looked at the file yet", names.join(", ")))
        }
        _ if result.broken_tests.is_some() => {
            result.broken_tests.as_ref().map(|broken| format!("not all that could be mended is kept: with it {broken} that passed before"))
        }
        _ if result.is_held_back && changed.is_empty() => {
            Some(with_problem("what could be mended would leave more errors than before, or too little of the code"))
        }
        HealStatus::Refused => result.held_back.values().next().cloned(),
        HealStatus::Unchanged if before == 0 => Some("the checkers report no error".to_owned()),
        HealStatus::Unchanged if result.given_up.is_empty() => Some(with_problem("no fix is known for what is left")),
        HealStatus::Unchanged => Some(with_problem("no fix that was tried passed the check")),
        HealStatus::Improved if after > before => Some("the checkers came further than before, to errors that were there unseen".to_owned()),
        HealStatus::Improved if result.remaining.is_empty() && (elsewhere > 0 || !result.presumed.is_empty()) => {
            let names: Vec<&str> = result.presumed.iter().map(String::as_str).collect();
            let awaited = (!names.is_empty()).then(|| format!("{} has yet to look at what was mended of its own", names.join(", ")));
            let others = match elsewhere {
                0 => None,
                1 => Some("1 error lies elsewhere".to_owned()),
                _ => Some(format!("{elsewhere} errors lie elsewhere")),
            };
            Some(awaited.into_iter().chain(others).collect::<Vec<_>>().join("; "))
        }
        _ => result.problems.first().cloned(),
    };
    let place = |(diagnostic, reason): &(Diagnostic, String)| {
        let file = result.best.get(&diagnostic.path)?.file.clone();
        Some(Remaining { uri: uri_of(&diagnostic.path).map(|(uri, _)| uri), diagnostic: diagnostic.clone(), file, reason: reason.clone() })
    };
    let remaining: Vec<Remaining> = result.remaining.iter().filter_map(place).collect();
    let (languages, categories) = subjects(&result);
    let is_empty = offer.files.is_empty() || is_cancelled;
    let files = changed.iter().filter(|_| !is_empty).map(|(before, after)| HealedFile::new(before.path(), before.text(), after.text()));
    let report = HealReport {
        job: job.to_owned(),
        status,
        reason,
        offer: (!is_empty).then_some(offer),
        applied: false,
        before,
        after: if is_cancelled { before } else { after },
        remaining,
        attempts: result.kept.into_iter().chain(result.given_up).collect(),
        elapsed: result.elapsed,
        checkers: result.checkers.into_iter().collect(),
    };
    let record = HealRecord {
        job: job.to_owned(),
        workspace: root.to_owned(),
        started,
        ended: Stamp::now(),
        milliseconds: u64::try_from(report.elapsed.as_millis()).unwrap_or(u64::MAX),
        status: report.status,
        reason: report.reason.clone(),
        scope,
        before: report.before as u64,
        after: report.after as u64,
        repairs: if is_empty { 0 } else { report.attempts.iter().filter(|attempt| attempt.verdict == Verdict::Promote).count() as u64 },
        checkers: report.checkers.clone(),
        languages,
        categories,
        files: files.collect(),
        undone: false,
    };
    Outcome { report, record, overtaken: None }
}
