//! Which files of a project use others, by their imports. Where it cannot be told whether an import means a file, it counts.

use crate::fix::Project;
use crate::syntax::{Import, Language};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The files whose errors may depend on the changed ones, without those: in Python what imports them, in Go also what imports that, as a
/// package that cannot be compiled hides the errors of all that are above it. Rust's and TypeScript's compilers look at all files by themselves.
pub(super) fn users_of(project: &Project, changed: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    let of = |language: Language| changed.iter().filter(move |path| Language::from_path(path) == Some(language)).map(PathBuf::as_path).collect::<Vec<_>>();
    let mut users: BTreeSet<PathBuf> = BTreeSet::new();
    let python = of(Language::Python);
    if !python.is_empty() {
        let names: BTreeSet<&str> = python.iter().filter_map(|path| module_name(path)).collect();
        let imports = |import: &Import| {
            let named = import.module.rsplit('.').next().is_some_and(|last| names.contains(last));
            named || import.names.iter().any(|name| names.contains(name.exported.as_str()))
        };
        let files = project.files_of(Language::Python).filter(|(_, file)| file.outline().imports.iter().any(imports));
        users.extend(files.map(|(path, _)| path.to_owned()));
    }
    let mut packages: BTreeSet<String> = of(Language::Go).into_iter().filter_map(|path| import_path(project, path)).collect();
    while !packages.is_empty() {
        let files = project.files_of(Language::Go).filter(|(path, _)| !users.contains(*path));
        let files = files.filter(|(_, file)| file.outline().imports.iter().any(|import| packages.contains(&import.module)));
        let found: Vec<PathBuf> = files.map(|(path, _)| path.to_owned()).collect();
        packages = found.iter().filter_map(|path| import_path(project, path)).collect();
        users.extend(found);
    }
    users.retain(|path| !changed.contains(path) || Language::from_path(path) == Some(Language::Go));
    users
}

/// The last part of the name under which a Python file is imported.
fn module_name(path: &Path) -> Option<&str> {
    match path.file_stem()?.to_str()? {
        "__init__" => path.parent()?.file_name()?.to_str(),
        name => Some(name),
    }
}

/// The path under which a Go file's package is imported.
fn import_path(project: &Project, path: &Path) -> Option<String> {
    let (folder, manifest) = project.manifest(path, "go.mod")?;
    let module = manifest.lines().find_map(|line| line.trim().strip_prefix("module "))?.trim().trim_matches('"');
    let inside = path.parent()?.strip_prefix(folder).ok()?.to_str()?.replace('\\', "/");
    Some(if inside.is_empty() { module.to_owned() } else { format!("{module}/{inside}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::ProjectFile;
    use crate::syntax::{ParseOptions, SourceFile};

    #[test]
    fn what_imports_a_file_uses_it() {
        let mut project = Project { root: "/w".into(), ..Project::default() };
        project.manifests.insert("/w/go.mod".into(), "module example.com/a\n\ngo 1.22\n".into());
        for (name, text) in [
            ("p/loans.py", "def find(): ...\n"),
            ("p/desk.py", "from p.loans import find\n"),
            ("p/export.py", "from . import loans\n"),
            ("p/other.py", "import json\n"),
            ("store/store.go", "package store\n"),
            ("order/order.go", "package order\nimport \"example.com/a/store\"\n"),
            ("main.go", "package main\nimport \"example.com/a/order\"\n"),
            ("far/far.go", "package far\nimport \"example.com/b/store\"\n"),
        ] {
            let path = Path::new("/w").join(name);
            let language = Language::from_path(&path).unwrap();
            project.files.insert(path.clone(), ProjectFile { source: SourceFile::new(path, language, text, ParseOptions::default()) });
        }
        let users = |changed: &str| -> Vec<String> {
            let found = users_of(&project, &BTreeSet::from([Path::new("/w").join(changed)]));
            found.iter().map(|path| path.strip_prefix("/w").unwrap().display().to_string()).collect()
        };
        assert_eq!(users("p/loans.py"), ["p/desk.py", "p/export.py"]);
        assert_eq!(users("store/store.go"), ["main.go", "order/order.go"]);
        assert_eq!(users("main.go"), [""; 0]);
    }
}
