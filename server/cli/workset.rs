//! From the paths that the user gave to files, grouped by the workspace that they belong to.

use super::Selection;
use crate::base::CancelToken;
use crate::check::Workspace;
use crate::session::project_loader::{LoadLimits, LoadedProject, load, source_paths, workspace_root};
use crate::session::settings::{LayeredSettings, Settings};
use crate::syntax::SourceFile;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The files of one workspace that a command is about.
pub(super) struct Group {
    pub loaded: LoadedProject,
    pub workspace: Workspace,
    pub settings: Settings,
    pub files: Vec<SourceFile>,
}

/// What a command works on, and what could not be read.
#[derive(Default)]
pub(super) struct WorkSet {
    pub groups: Vec<Group>,
    /// One sentence each. A path that was named and cannot be read makes the command fail; a file found in a folder does not.
    pub problems: Vec<String>,
    pub failed: bool,
}

/// Reads the files that the user named.
pub(super) fn collect(selection: &Selection, cancel: &CancelToken) -> WorkSet {
    let mut set = WorkSet::default();
    let here = [PathBuf::from(".")];
    let paths = if selection.paths.is_empty() { &here[..] } else { &selection.paths };
    let mut by_root: BTreeMap<PathBuf, BTreeSet<(PathBuf, bool)>> = BTreeMap::new();
    for path in paths {
        match std::fs::canonicalize(path) {
            Ok(absolute) => {
                let root = workspace_root(&absolute);
                let wanted = by_root.entry(root).or_default();
                match absolute.is_dir() {
                    true => wanted.extend(source_paths(&absolute, cancel).into_iter().map(|path| (path, false))),
                    false => {
                        wanted.insert((absolute, true));
                    }
                }
            }
            Err(error) => {
                set.problems.push(format!("{}: {error}", path.display()));
                set.failed = true;
            }
        }
    }
    for (root, wanted) in by_root {
        let group = read_group(&root, &wanted, &mut set, cancel);
        set.groups.push(group);
    }
    set
}

/// A workspace of whose files none is named.
pub(super) fn group_of(root: &Path, set: &mut WorkSet, cancel: &CancelToken) -> Group {
    read_group(root, &BTreeSet::new(), set, cancel)
}

fn read_group(root: &Path, wanted: &BTreeSet<(PathBuf, bool)>, set: &mut WorkSet, cancel: &CancelToken) -> Group {
    let layered = LayeredSettings::of_workspace(root);
    set.problems.extend(layered.problems);
    let mut loaded = load(root, LoadLimits::default(), cancel);
    let wrong = loaded.project.templates.problems().iter();
    set.problems.extend(wrong.map(|problem| format!("{}:{}: {}", problem.file.display(), problem.line + 1, problem.message)));
    let mut files = Vec::new();
    for (path, named) in wanted {
        match loaded.source(path) {
            Ok(source) => {
                loaded.replace(source.clone());
                files.push(source);
            }
            Err(error) => {
                set.problems.push(error.to_string());
                set.failed |= named;
            }
        }
    }
    Group { loaded, workspace: Workspace::new(root), settings: layered.settings, files }
}

/// A path as the user would write it: relative to the current folder where it lies below.
pub(super) fn shown_path(path: &Path) -> String {
    let here = std::env::current_dir().and_then(std::fs::canonicalize).unwrap_or_default();
    let shown = path.strip_prefix(&here).unwrap_or(path);
    shown.display().to_string()
}
