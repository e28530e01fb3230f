//! Which runner a JavaScript package uses, and which files are tests.

use crate::check::{Absence, Workspace};
use std::path::{Path, PathBuf};

/// The folder of the nearest package.json; the workspace's root where there is none.
pub(super) fn package_folder(workspace: &Workspace, file: &Path) -> PathBuf {
    workspace.nearest(file, &["package.json"]).and_then(|manifest| Some(manifest.parent()?.to_owned())).unwrap_or_else(|| workspace.root.clone())
}

/// Whether runners take a file of this name for a test by themselves.
pub(super) fn is_test_file(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let by_name = [".test", ".spec", "-test", "_test"].iter().any(|end| stem.ends_with(end)) || stem == "test" || stem.starts_with("test-");
    by_name || path.parent().and_then(Path::file_name).is_some_and(|folder| folder == "__tests__" || folder == "test")
}

/// Refuses a runner that neither a configuration file nor a package.json up to the root names.
pub(super) fn configured(workspace: &Workspace, file: &Path, runner: &str, configuration: &[&str]) -> Result<(), Absence> {
    let named = |folder: &Path| std::fs::read_to_string(folder.join("package.json")).is_ok_and(|text| text.contains(&format!("\"{runner}\"")));
    let found = workspace.nearest(file, configuration).is_some() || workspace.folders_above(file).any(named);
    if found { Ok(()) } else { Err(Absence::NotConfigured(format!("package.json does not name {runner}"))) }
}

/// Whether a file or a script of its package uses node's own test runner.
pub(super) fn uses_node_test(workspace: &Workspace, file: &Path) -> bool {
    let contains = |path: &Path, text: &str| std::fs::read_to_string(path).is_ok_and(|content| content.contains(text));
    contains(file, "node:test") || contains(&package_folder(workspace, file).join("package.json"), "node --test")
}
