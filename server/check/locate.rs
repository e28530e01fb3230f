//! Finding programs: the workspace's own first, then the search path.

use super::{Absence, Tool, Workspace};
use etcetera::BaseStrategy;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the workspace keeps the programs of its npm packages.
pub const NODE_FOLDERS: &[&str] = &["node_modules/.bin"];

/// Where the workspace keeps the programs of its Python environment.
pub const PYTHON_FOLDERS: &[&str] = &[".venv/bin", "venv/bin", "env/bin", ".venv/Scripts", "venv/Scripts", "env/Scripts"];

impl Workspace {
    /// The workspace at a folder, with the search path of this process, and its caches in `HEALER_CACHE` or the platform's cache folder.
    pub fn new(root: &Path) -> Workspace {
        let path = std::env::var_os("PATH").unwrap_or_default();
        Workspace {
            root: std::path::absolute(root).unwrap_or_else(|_| root.to_owned()),
            // A relative entry would run whatever lies in the current folder.
            search_path: std::env::split_paths(&path).filter(|folder| folder.is_absolute()).collect(),
            cache: cache_folder(),
            environment: BTreeMap::new(),
            residents: Arc::default(),
        }
    }

    /// The folders from a file's own up to the workspace root, nearest first; only the root for a file outside it.
    pub fn folders_above<'p>(&'p self, file: &'p Path) -> impl Iterator<Item = &'p Path> {
        let inside = file.starts_with(&self.root);
        let above = file.ancestors().skip(1).take_while(move |folder| inside && folder.starts_with(&self.root));
        above.chain((!inside).then_some(self.root.as_path()))
    }

    /// The nearest file or folder of one of the names, from the file's own folder up to the workspace root.
    pub fn nearest(&self, file: &Path, names: &[&str]) -> Option<PathBuf> {
        self.folders_above(file).flat_map(|folder| names.iter().map(move |name| folder.join(name))).find(|path| path.exists())
    }
}

/// Where all that lies that can be made again: `HEALER_CACHE`, or the platform's cache folder.
pub fn cache_folder() -> PathBuf {
    match std::env::var_os("HEALER_CACHE") {
        Some(folder) if !folder.is_empty() => PathBuf::from(folder),
        _ => etcetera::choose_base_strategy().map_or_else(|_| std::env::temp_dir(), |strategy| strategy.cache_dir()).join("healer"),
    }
}

/// Finds the first of some programs: in the local folders (relative ones such as [`NODE_FOLDERS`], tried from the file's own folder up to the
/// workspace root), then on the search path. All names are tried in one folder before the next one is.
pub fn find_program(workspace: &Workspace, file: &Path, names: &[&str], local_folders: &[&str]) -> Result<Tool, Absence> {
    for above in workspace.folders_above(file) {
        for local in local_folders {
            if let Some(program) = program_in(&above.join(local), names) {
                let folder = above.strip_prefix(&workspace.root).unwrap_or(above).join(local);
                return Ok(Tool { program, origin: folder.display().to_string() });
            }
        }
    }
    for folder in &workspace.search_path {
        if let Some(program) = program_in(folder, names) {
            return Ok(Tool { program, origin: "PATH".to_owned() });
        }
    }
    let names = names.join(" or ");
    Err(Absence::NotInstalled(match local_folders.first() {
        Some(folder) => format!("{names} is neither in {folder} of the workspace nor on PATH"),
        None => format!("{names} is not on PATH"),
    }))
}

fn program_in(folder: &Path, names: &[&str]) -> Option<PathBuf> {
    names.iter().flat_map(|name| spellings(name)).map(|name| folder.join(name)).find(|path| is_program(path))
}

/// The file names under which a program may lie in a folder.
#[cfg(unix)]
fn spellings(name: &str) -> Vec<String> {
    vec![name.to_owned()]
}

/// The file names under which a program may lie in a folder: with the extensions that PATHEXT lists.
#[cfg(not(unix))]
fn spellings(name: &str) -> Vec<String> {
    let extensions = std::env::var("PATHEXT").unwrap_or_else(|_| ".COM;.EXE;.BAT;.CMD".to_owned());
    let has_extension = extensions.split(';').any(|extension| !extension.is_empty() && name.to_uppercase().ends_with(&extension.to_uppercase()));
    if has_extension {
        return vec![name.to_owned()];
    }
    extensions.split(';').filter(|extension| !extension.is_empty()).map(|extension| format!("{name}{}", extension.to_lowercase())).collect()
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

impl Absence {
    /// The same, with a sentence that says what to do.
    pub fn advise(self, advice: &str) -> Absence {
        match self {
            Absence::NotInstalled(reason) => Absence::NotInstalled(format!("{reason}; {advice}")),
            Absence::NotConfigured(reason) => Absence::NotConfigured(format!("{reason}; {advice}")),
        }
    }

    /// Why the checker does not run, as one clause without a full stop.
    pub fn reason(&self) -> &str {
        match self {
            Absence::NotInstalled(reason) | Absence::NotConfigured(reason) => reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace(root: &Path, search_path: &[PathBuf]) -> Workspace {
        Workspace {
            root: root.to_owned(),
            search_path: search_path.to_vec(),
            cache: root.join("cache"),
            environment: BTreeMap::new(),
            residents: Arc::default(),
        }
    }

    /// Makes an empty program that may be run.
    fn program(path: &Path) {
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, "").expect("written");
        #[cfg(unix)]
        std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("set");
    }

    #[cfg(unix)]
    #[test]
    fn the_nearest_local_program_comes_before_the_search_path() {
        let folder = tempfile::tempdir().expect("made");
        let root = folder.path();
        for path in ["node_modules/.bin/eslint", "packages/a/node_modules/.bin/eslint", "usr/bin/eslint"] {
            program(&root.join(path));
        }
        let workspace = workspace(root, &[root.join("usr/bin")]);
        let find = |file: &str| find_program(&workspace, Path::new(file), &["eslint"], NODE_FOLDERS).expect("found");
        let in_package = find(&root.join("packages/a/src/x.js").to_string_lossy());
        assert_eq!(in_package.origin, "packages/a/node_modules/.bin");
        assert_eq!(find(&root.join("x.js").to_string_lossy()).origin, "node_modules/.bin");
        let everywhere = find_program(&workspace, &root.join("x.js"), &["eslint"], &[]).expect("found");
        assert_eq!((everywhere.origin.as_str(), everywhere.program), ("PATH", root.join("usr/bin/eslint")));
    }

    #[cfg(unix)]
    #[test]
    fn what_may_not_be_run_is_no_program() {
        let folder = tempfile::tempdir().expect("made");
        std::fs::write(folder.path().join("ruff"), "").expect("written");
        let workspace = workspace(folder.path(), &[folder.path().to_owned()]);
        let absence = find_program(&workspace, &folder.path().join("a.py"), &["ruff"], PYTHON_FOLDERS).expect_err("not found");
        assert_eq!(absence.reason(), "ruff is neither in .venv/bin of the workspace nor on PATH");
        assert_eq!(absence.advise("install it").reason(), "ruff is neither in .venv/bin of the workspace nor on PATH; install it");
    }

    #[test]
    fn manifests_are_looked_for_up_to_the_root_only() {
        let folder = tempfile::tempdir().expect("made");
        let root = folder.path().join("workspace");
        std::fs::create_dir_all(root.join("a/b")).expect("made");
        std::fs::write(folder.path().join("go.mod"), "").expect("written");
        std::fs::write(root.join("a/package.json"), "").expect("written");
        let workspace = workspace(&root, &[]);
        assert_eq!(workspace.nearest(&root.join("a/b/x.js"), &["package.json"]), Some(root.join("a/package.json")));
        assert_eq!(workspace.nearest(&root.join("a/b/x.go"), &["go.mod"]), None);
    }
}
