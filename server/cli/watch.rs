//! `healer heal --watch`: a heal whenever files change, one at a time, each told in one line.

use super::fix_run::{FixRun, Mode, diff};
use super::heal::HealArguments;
use super::output::Output;
use super::workset::{WorkSet, collect, shown_path};
use super::{Status, interrupt, records};
use crate::base::CancelToken;
use crate::heal::{Attempt, Proposals};
use crate::model::{Diagnostic, Stamp};
use crate::session::breakers::KnownBreakers;
use crate::store::{self, Store};
use crate::syntax::{Language, SourceFile, TextDigest};
use notify::event::ModifyKind;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How long nothing may happen before what happened is looked at: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(150);
/// It is looked at after so long even if more happens.
const LONGEST: Duration = Duration::from_secs(2);
/// How often it is looked whether the user has had enough.
const TICK: Duration = Duration::from_millis(50);

type Events = Receiver<notify::Result<Event>>;

struct Watch<'a> {
    arguments: &'a HealArguments,
    cancel: CancelToken,
    watcher: RecommendedWatcher,
    folders: BTreeSet<PathBuf>,
    store: Store,
    breakers: KnownBreakers,
    proposals: BTreeMap<PathBuf, Arc<Proposals>>,
    /// The texts as the last heal found or left them.
    seen: BTreeMap<PathBuf, TextDigest>,
    /// The files in which errors are left.
    broken: BTreeSet<PathBuf>,
    told: BTreeSet<String>,
}

pub(super) fn run(arguments: &HealArguments, output: &mut Output) -> io::Result<Status> {
    let cancel = interrupt::token();
    let (sender, events) = channel();
    let watcher = match notify::recommended_watcher(move |event| drop(sender.send(event))) {
        Ok(watcher) => watcher,
        Err(error) => {
            output.complain(&format!("files cannot be watched: {error}"));
            return Ok(Status::CouldNotRun);
        }
    };
    let opened = Store::open(&store::home());
    opened.message.iter().for_each(|message| output.complain(message));
    let mut watch = Watch {
        arguments,
        cancel: cancel.clone(),
        watcher,
        folders: BTreeSet::new(),
        store: opened.store,
        breakers: KnownBreakers::default(),
        proposals: BTreeMap::new(),
        seen: BTreeMap::new(),
        broken: BTreeSet::new(),
        told: BTreeSet::new(),
    };
    if !watch.look(output)? {
        return Ok(Status::CouldNotRun);
    }
    output.line(&format!("watching {}; Ctrl-C ends it", number(watch.seen.len(), "file", "s")))?;
    output.finish()?;
    while wait_for_change(&events, &cancel) {
        watch.look(output)?;
        output.finish()?;
    }
    output.complain("interrupted; no text that was still being tried has been written");
    Ok(Status::CouldNotRun)
}

/// Waits until files have changed and nothing more happens for a moment; `false` where the user has had enough, or nothing can come any more.
fn wait_for_change(events: &Events, cancel: &CancelToken) -> bool {
    let mut changed: Option<(Instant, Instant)> = None;
    loop {
        if cancel.is_cancelled() {
            return false;
        }
        if changed.is_some_and(|(first, last)| last.elapsed() >= QUIET || first.elapsed() >= LONGEST) {
            return true;
        }
        match events.recv_timeout(TICK) {
            Ok(event) if is_change(&event) => {
                let now = Instant::now();
                changed = Some((changed.map_or(now, |(first, _)| first), now));
            }
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return changed.is_some(),
        }
    }
}

/// Whether an event may be about a source file. One that tells of lost events is.
fn is_change(event: &notify::Result<Event>) -> bool {
    let Ok(event) = event else { return true };
    let is_source = || event.paths.iter().any(|path| Language::from_path(path).is_some());
    match event.kind {
        EventKind::Access(_) => false,
        // New and renamed folders bring files with them.
        EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => {
            event.paths.iter().all(|path| path.extension().is_none()) || is_source()
        }
        EventKind::Modify(ModifyKind::Metadata(_)) => false,
        _ => event.need_rescan() || is_source(),
    }
}

impl Watch<'_> {
    /// Heals what has changed since the last look. `false` where nothing that was named can be read.
    fn look(&mut self, output: &mut Output) -> io::Result<bool> {
        let mut set = collect(self.arguments.selection(), &self.cancel);
        for problem in set.problems.drain(..).filter(|problem| self.told.insert(problem.clone())) {
            output.complain(&problem);
        }
        if set.failed && set.groups.is_empty() {
            return Ok(false);
        }
        self.watch_folders(&set, output);
        let present: BTreeMap<PathBuf, TextDigest> =
            set.groups.iter().flat_map(|group| &group.files).map(|file| (file.path().to_owned(), *file.digest())).collect();
        let changed: BTreeSet<PathBuf> = present.iter().filter(|(path, digest)| self.seen.get(*path) != Some(*digest)).map(|(path, _)| path.clone()).collect();
        self.seen = present;
        if !changed.is_empty() {
            self.heal(set, &changed, output)?;
        }
        Ok(true)
    }

    /// Watches the folders that hold files: what tools make lies in others, and may be much.
    fn watch_folders(&mut self, set: &WorkSet, output: &Output) {
        let mut wanted: BTreeSet<PathBuf> =
            self.arguments.selection().paths.iter().filter_map(|path| std::fs::canonicalize(path).ok()).filter(|path| path.is_dir()).collect();
        for group in &set.groups {
            let root = group.workspace.root.as_path();
            // Up to the workspace, so that new folders on the way are seen.
            wanted
                .extend(group.files.iter().flat_map(|file| file.path().ancestors().skip(1).take_while(|folder| folder.starts_with(root))).map(Path::to_owned));
            wanted.insert(root.to_owned());
        }
        self.folders.retain(|folder| folder.is_dir());
        for folder in wanted {
            if !self.folders.contains(&folder) {
                match self.watcher.watch(&folder, RecursiveMode::NonRecursive) {
                    Ok(()) => drop(self.folders.insert(folder)),
                    Err(error) => {
                        let problem = format!("{}: cannot be watched: {error}", folder.display());
                        if self.told.insert(problem.clone()) {
                            output.complain(&problem);
                        }
                    }
                }
            }
        }
    }

    fn heal(&mut self, mut set: WorkSet, changed: &BTreeSet<PathBuf>, output: &mut Output) -> io::Result<()> {
        let began = Instant::now();
        let mode = if self.arguments.writes() { Mode::Write } else { Mode::Show };
        let limit = self.arguments.limit(&self.cancel);
        let selection = self.arguments.selection();
        let mut run = FixRun {
            selection,
            policy: self.arguments.policy(mode),
            mode,
            cancel: &self.cancel,
            limit: &limit,
            records: Some(&self.store),
            breakers: &self.breakers,
            observe: &mut |_: &Attempt| {},
            left: &mut |_: &SourceFile, _: &Diagnostic, _: &str| {},
            problems: Vec::new(),
            failed: false,
        };
        let (mut fixes, mut errors, mut files) = (0, 0, BTreeSet::new());
        for group in &mut set.groups {
            // What was worked out for texts that come again is still known.
            let known = self.proposals.entry(group.workspace.root.clone()).or_insert_with(|| group.loaded.proposals.clone());
            group.loaded.proposals = known.clone();
            group.files.retain(|file| changed.contains(file.path()) || self.broken.contains(file.path()));
            for ended in run.group(group, output)? {
                let path = ended.original.path();
                let left = ended.checked.diagnostics.iter().filter(|diagnostic| Diagnostic::is_error(diagnostic)).count();
                let is_left = if left > 0 { self.broken.insert(path.to_owned()) } else { self.broken.remove(path) };
                if changed.contains(path) || is_left || !ended.applied.is_empty() {
                    files.insert(shown_path(path));
                }
                fixes += ended.applied.len();
                errors += left;
                if self.arguments.shows_difference() {
                    output.text(&diff(&ended.original, &ended.file))?;
                }
                let present: &SourceFile = if mode == Mode::Write { &ended.file } else { &ended.original };
                self.seen.insert(path.to_owned(), *present.digest());
            }
        }
        for problem in run.problems.drain(..).filter(|problem| self.told.insert(problem.clone())) {
            output.complain(&problem);
        }
        if !self.cancel.is_cancelled() {
            output.line(&line(&files, fixes, errors, mode, began.elapsed()))?;
        }
        Ok(())
    }
}

/// A heal in one line: when it ended, of which files, and what came of it.
fn line(files: &BTreeSet<String>, fixes: usize, errors: usize, mode: Mode, elapsed: Duration) -> String {
    const NAMED: usize = 3;
    let mut names: Vec<&str> = files.iter().take(NAMED).map(String::as_str).collect();
    let more = format!("{} more", files.len().saturating_sub(NAMED));
    if files.len() > NAMED {
        names.push(&more);
    }
    let done = if mode == Mode::Write { "applied" } else { "would be applied (--yes writes them)" };
    let time = records::utc(Stamp::now().time);
    let time = time.get(11..19).unwrap_or(&time);
    let fixes = if fixes == 0 { "nothing to apply".to_owned() } else { format!("{} {done}", number(fixes, "fix", "es")) };
    format!("{time} {}: {fixes}, {} left, {:.2} s", names.join(", "), number(errors, "error", "s"), elapsed.as_secs_f64())
}

fn number(count: usize, what: &str, plural: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}{plural}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{AccessKind, AccessMode, CreateKind, DataChange, MetadataKind, RemoveKind, RenameMode};

    #[test]
    fn events_that_may_be_about_sources_count() {
        for (kind, path, expected) in [
            (EventKind::Modify(ModifyKind::Data(DataChange::Content)), "/w/a.py", true),
            (EventKind::Modify(ModifyKind::Data(DataChange::Content)), "/w/a.pyc", false),
            (EventKind::Modify(ModifyKind::Metadata(MetadataKind::WriteTime)), "/w/a.py", false),
            (EventKind::Access(AccessKind::Close(AccessMode::Read)), "/w/a.py", false),
            (EventKind::Create(CreateKind::Folder), "/w/new", true),
            (EventKind::Create(CreateKind::File), "/w/4913.tmp", false),
            (EventKind::Remove(RemoveKind::File), "/w/a.rs", true),
            // Many editors write beside the file and rename.
            (EventKind::Modify(ModifyKind::Name(RenameMode::To)), "/w/a.go", true),
        ] {
            let event = Event::new(kind).add_path(path.into());
            assert_eq!(is_change(&Ok(event)), expected, "{kind:?} {path}");
        }
        assert!(is_change(&Err(notify::Error::generic("lost"))));
    }

    #[test]
    fn changes_that_come_together_are_one_and_an_end_is_an_end() {
        let (sender, events) = channel();
        let change = || Ok(Event::new(EventKind::Modify(ModifyKind::Data(DataChange::Content))).add_path("/w/a.py".into()));
        (0..3).for_each(|_| sender.send(change()).unwrap());
        assert!(wait_for_change(&events, &CancelToken::new()));
        assert!(events.try_recv().is_err(), "all of them belong to one look");
        let cancelled = CancelToken::new();
        cancelled.cancel();
        assert!(!wait_for_change(&events, &cancelled));
        drop(sender);
        assert!(!wait_for_change(&events, &CancelToken::new()));
    }

    #[test]
    fn a_heal_is_one_line() {
        let files = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let shown = line(&files(&["a.py"]), 1, 0, Mode::Write, Duration::from_millis(410));
        assert!(shown.ends_with(" a.py: 1 fix applied, 0 errors left, 0.41 s"), "{shown}");
        let shown = line(&files(&["a", "b", "c", "d", "e"]), 2, 1, Mode::Show, Duration::ZERO);
        assert!(shown.ends_with(" a, b, c, 2 more: 2 fixes would be applied (--yes writes them), 1 error left, 0.00 s"), "{shown}");
    }
}
