//! What the manifests of a project say about its files. Pure: it reads the texts that the loader brought, and a manifest that is broken
//! or strange says nothing.

use super::included::takes_names_from_outside;
use crate::fix::Project;
use crate::heal::FileFacts;
use crate::syntax::{Language, ParseOptions, SourceFile};
use regex::Regex;
use serde_json::Value;
use std::path::Path;
use std::sync::OnceLock;
use toml::Table;

/// The manifests that are read, by name.
pub const NAMES: &[&str] = &["Cargo.toml", "pyproject.toml", "setup.cfg", "package.json", "jsconfig.json", "tsconfig.json", "go.mod", "go.work"];

/// eslint's configurations; read beside a manifest and in the root.
pub const ESLINT_NAMES: &[&str] =
    &[".eslintrc.json", ".eslintrc", ".eslintrc.cjs", ".eslintrc.js", "eslint.config.js", "eslint.config.mjs", "eslint.config.cjs"];

/// How a file is parsed: the Rust edition of its crate, the module kind of a JavaScript file.
pub fn parse_options(project: &Project, path: &Path, language: Language) -> ParseOptions {
    match language {
        Language::Rust => ParseOptions { edition: rust_edition(project, path), module: None },
        Language::JavaScript => ParseOptions { edition: None, module: javascript_module(project, path) },
        Language::Python | Language::Go => ParseOptions::default(),
    }
}

/// What is known about a file beyond its text. `complete` tells whether the project holds every source file of the file's folder.
pub fn facts(project: &Project, file: &SourceFile, complete: bool) -> FileFacts {
    match file.language() {
        Language::Rust => FileFacts {
            dependencies: rust_dependencies(project, file.path()),
            names_elsewhere: takes_names_from_outside(project, file),
            ..FileFacts::default()
        },
        Language::Go => FileFacts { siblings: complete.then(|| go_siblings(project, file)), ..FileFacts::default() },
        Language::JavaScript => FileFacts { known_names: eslint_globals(project, file.path()), ..FileFacts::default() },
        Language::Python => FileFacts::default(),
    }
}

/// The edition of the nearest package: its own, its workspace's where it inherits, 2015 where it names none. `None` outside a package.
fn rust_edition(project: &Project, path: &Path) -> Option<u16> {
    let (folder, text) = project.manifest(path, "Cargo.toml")?;
    let manifest = text.parse::<Table>().ok()?;
    let package = manifest.get("package").or_else(|| manifest.get("project"))?.as_table()?;
    match package.get("edition") {
        None => Some(2015),
        Some(toml::Value::String(year)) => year.parse().ok(),
        Some(toml::Value::Integer(year)) => u16::try_from(*year).ok(),
        Some(toml::Value::Table(inherited)) if inherited.get("workspace").and_then(toml::Value::as_bool) == Some(true) => {
            let edition = in_workspace(project, folder, |workspace| workspace.get("package")?.get("edition").cloned())?;
            edition.as_str()?.parse().ok()
        }
        Some(_) => None,
    }
}

/// Asks the `[workspace]` table in a crate's folder or the nearest one above it.
fn in_workspace<T>(project: &Project, folder: &Path, ask: impl Fn(&Table) -> Option<T>) -> Option<T> {
    let manifests = folder.ancestors().filter_map(|folder| project.manifests.get(&folder.join("Cargo.toml"))?.parse::<Table>().ok());
    let workspace = manifests.filter_map(|manifest| manifest.get("workspace")?.as_table().cloned()).next()?;
    ask(&workspace)
}

/// The crates that a file's package may name, in the form that code uses, its own among them. `None` without a readable manifest of a package.
fn rust_dependencies(project: &Project, path: &Path) -> Option<Vec<String>> {
    let (folder, text) = project.manifest(path, "Cargo.toml")?;
    let manifest = text.parse::<Table>().ok()?;
    let package = manifest.get("package").or_else(|| manifest.get("project"))?;
    let mut names = Vec::new();
    let library = manifest.get("lib").and_then(|lib| lib.get("name")).and_then(toml::Value::as_str);
    names.extend(library.or_else(|| package.get("name").and_then(toml::Value::as_str)).map(identifier));
    add_dependencies(&manifest, project, folder, &mut names);
    for target in manifest.get("target").and_then(toml::Value::as_table).into_iter().flat_map(|targets| targets.values()) {
        if let Some(target) = target.as_table() {
            add_dependencies(target, project, folder, &mut names);
        }
    }
    names.sort();
    names.dedup();
    Some(names)
}

fn add_dependencies(manifest: &Table, project: &Project, folder: &Path, names: &mut Vec<String>) {
    for kind in ["dependencies", "dev-dependencies", "dev_dependencies", "build-dependencies", "build_dependencies"] {
        for (key, value) in manifest.get(kind).and_then(toml::Value::as_table).into_iter().flatten() {
            names.push(identifier(key));
            // Some packages name their library without the hyphen (`md-5` is `md5`), which only their own manifest tells.
            names.push(key.replace('-', ""));
            let library = value.get("path").and_then(toml::Value::as_str).and_then(|path| {
                let manifest = project.manifests.get(&normalized(&folder.join(path)).join("Cargo.toml"))?.parse::<Table>().ok()?;
                Some(identifier(manifest.get("lib")?.get("name")?.as_str()?))
            });
            names.extend(library);
        }
    }
}

fn identifier(package: &str) -> String {
    package.replace('-', "_")
}

/// A path without `.` and `..`, worked out by name alone.
fn normalized(path: &Path) -> std::path::PathBuf {
    use std::path::Component;
    path.components().fold(std::path::PathBuf::new(), |mut path, part| {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                path.pop();
            }
            other => path.push(other),
        }
        path
    })
}

/// The other files that a Go file is compiled with: same folder and package. Test files see the others, but are not seen by them.
fn go_siblings(project: &Project, file: &SourceFile) -> Vec<SourceFile> {
    let is_test = |path: &Path| path.file_stem().and_then(|stem| stem.to_str()).is_some_and(|stem| stem.ends_with("_test"));
    let mut siblings = project.siblings(file.path(), Language::Go);
    let package = file.outline().package.as_deref();
    siblings.retain(|sibling| package.is_none() || sibling.outline().package.is_none() || sibling.outline().package.as_deref() == package);
    siblings.retain(|sibling| is_test(file.path()) || !is_test(sibling.path()));
    siblings
}

/// Whether a JavaScript file is a module: by its extension, else by the nearest package.json. `None` where that says nothing, as Node then
/// looks at the text.
fn javascript_module(project: &Project, path: &Path) -> Option<bool> {
    match path.extension()?.to_str()? {
        "mjs" => Some(true),
        "cjs" => Some(false),
        _ => {
            let (_, text) = project.manifest(path, "package.json")?;
            match serde_json::from_str::<Value>(text).ok()?.get("type")?.as_str()? {
                "module" => Some(true),
                "commonjs" => Some(false),
                _ => None,
            }
        }
    }
}

/// The global names that eslint's configurations above a file declare in plain sight: `globals` in JSON or in a literal object.
fn eslint_globals(project: &Project, path: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for folder in path.ancestors().skip(1) {
        for name in ESLINT_NAMES {
            if let Some(text) = project.manifests.get(&folder.join(name)) {
                names.extend(literal_globals(text));
            }
        }
        let package = project.manifests.get(&folder.join("package.json")).and_then(|text| serde_json::from_str::<Value>(text).ok());
        let globals = package.as_ref().and_then(|package| package.get("eslintConfig")?.get("globals")?.as_object());
        names.extend(globals.into_iter().flat_map(|globals| globals.keys().cloned()));
    }
    names.sort();
    names.dedup();
    names
}

/// The keys of every literal `globals: { … }` in the text of a configuration, be it JSON or JavaScript.
fn literal_globals(text: &str) -> Vec<String> {
    static PATTERNS: OnceLock<Option<(Regex, Regex)>> = OnceLock::new();
    let make = || Some((Regex::new(r#"["']?globals["']?\s*:\s*\{([^{}]*)\}"#).ok()?, Regex::new(r#"["']?([\p{L}_$][\w$]*)["']?\s*:\s*["'\w]"#).ok()?));
    let Some((object, key)) = PATTERNS.get_or_init(make) else { return Vec::new() };
    let bodies = object.captures_iter(text).filter_map(|captures| captures.get(1));
    bodies.flat_map(|body| key.captures_iter(body.as_str()).filter_map(|captures| Some(captures.get(1)?.as_str().to_owned())).collect::<Vec<_>>()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::ProjectFile;

    fn project(manifests: &[(&str, &str)]) -> Project {
        Project { root: "/w".into(), manifests: manifests.iter().map(|(path, text)| (path.into(), (*text).into())).collect(), ..Project::default() }
    }

    fn edition(manifests: &[(&str, &str)], path: &str) -> Option<u16> {
        parse_options(&project(manifests), Path::new(path), Language::Rust).edition
    }

    #[test]
    fn editions_come_from_the_nearest_package_or_its_workspace() {
        let root = ("/w/Cargo.toml", "[workspace]\nmembers = ['a']\n[workspace.package]\nedition = '2024'\n");
        assert_eq!(edition(&[root, ("/w/a/Cargo.toml", "[package]\nname = 'a'\nedition.workspace = true\n")], "/w/a/src/lib.rs"), Some(2024));
        assert_eq!(edition(&[root, ("/w/a/Cargo.toml", "[package]\nname = 'a'\nedition = '2018'\n")], "/w/a/src/lib.rs"), Some(2018));
        assert_eq!(edition(&[root, ("/w/a/Cargo.toml", "[package]\nname = 'a'\n")], "/w/a/src/lib.rs"), Some(2015));
        assert_eq!(edition(&[root], "/w/x.rs"), None);
        assert_eq!(edition(&[("/w/Cargo.toml", "[package\nbroken")], "/w/x.rs"), None);
        assert_eq!(edition(&[("/w/Cargo.toml", "[package]\nedition = [1]\n")], "/w/x.rs"), None);
        assert_eq!(edition(&[], "/w/x.rs"), None);
    }

    #[test]
    fn dependencies_are_named_as_code_names_them() {
        let manifests = [
            (
                "/w/a/Cargo.toml",
                "[package]\nname = 'my-app'\n[dependencies]\nserde = '1'\nfutures-util = { version = '0.3' }\ncore2 = { path = '../core' }\nmd-5 = '1'\n\
                 [dev-dependencies]\ninsta = '1'\n[target.'cfg(unix)'.dependencies]\nlibc = '0.2'\n[build-dependencies]\ncc = 1\n",
            ),
            ("/w/core/Cargo.toml", "[package]\nname = 'core2'\n[lib]\nname = 'core_two'\n"),
        ];
        let file = SourceFile::new("/w/a/src/main.rs", Language::Rust, "", ParseOptions::default());
        let names = facts(&project(&manifests), &file, true).dependencies.unwrap();
        for name in ["my_app", "serde", "futures_util", "core_two", "md5", "insta", "libc", "cc"] {
            assert!(names.iter().any(|known| known == name), "{name} in {names:?}");
        }
        let outside = SourceFile::new("/x/main.rs", Language::Rust, "", ParseOptions::default());
        assert_eq!(facts(&project(&manifests), &outside, true).dependencies, None);
    }

    #[test]
    fn module_kind_follows_extension_then_package() {
        let of = |manifests: &[(&str, &str)], path: &str| parse_options(&project(manifests), Path::new(path), Language::JavaScript).module;
        let module = ("/w/package.json", r#"{"type": "module"}"#);
        assert_eq!(of(&[module], "/w/a.js"), Some(true));
        assert_eq!(of(&[module], "/w/a.cjs"), Some(false));
        assert_eq!(of(&[module, ("/w/b/package.json", "{}")], "/w/b/a.js"), None);
        assert_eq!(of(&[("/w/package.json", r#"{"type": "commonjs"}"#)], "/w/a.jsx"), Some(false));
        assert_eq!(of(&[("/w/package.json", "not json")], "/w/a.js"), None);
        assert_eq!(of(&[module], "/w/node_modules/b/a.js"), None, "another package has a manifest of its own, which is not read");
        assert_eq!(of(&[], "/w/a.mjs"), Some(true));
    }

    #[test]
    fn eslint_globals_are_read_where_they_are_literal() {
        let manifests = [
            ("/w/eslint.config.mjs", "export default [{ languageOptions: { globals: { ...globals.node, myGlobal: 'readonly', \"$app\": false } } }]"),
            ("/w/.eslintrc.json", "{\n // comment\n \"globals\": {\"legacy\": true}, \"rules\": {\"semi\": \"error\"}}"),
            ("/w/package.json", r#"{"eslintConfig": {"globals": {"fromPackage": "writable"}}}"#),
        ];
        let file = SourceFile::new("/w/src/a.js", Language::JavaScript, "", ParseOptions::default());
        assert_eq!(facts(&project(&manifests), &file, true).known_names, ["$app", "fromPackage", "legacy", "myGlobal"]);
    }

    #[test]
    fn go_siblings_leave_out_tests_and_other_folders() {
        let mut project = project(&[]);
        for path in ["/w/a/one.go", "/w/a/two.go", "/w/a/two_test.go", "/w/b/three.go"] {
            let source = SourceFile::new(path, Language::Go, "package a\n", ParseOptions::default());
            project.files.insert(path.into(), ProjectFile { source });
        }
        let siblings = |path: &str| -> Vec<String> {
            let file = project.files.get(Path::new(path)).unwrap().source.clone();
            facts(&project, &file, true).siblings.unwrap().iter().map(|file| file.path().display().to_string()).collect()
        };
        assert_eq!(siblings("/w/a/one.go"), ["/w/a/two.go"]);
        assert_eq!(siblings("/w/a/two_test.go"), ["/w/a/one.go", "/w/a/two.go"]);
    }
}
