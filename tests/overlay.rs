//! Checks of texts that are tried, by the real tools where they are installed: what a shadow costs, and that it tells the truth.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(unix)]

use healer::base::CancelToken;
use healer::check::{CheckRequest, Overlay, Workspace};
use healer::heal::{RunOptions, run_all};
use healer::syntax::{Language, ParseOptions, SourceFile};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

struct Project {
    kept: tempfile::TempDir,
    root: PathBuf,
    workspace: Workspace,
    options: RunOptions,
}

fn project(files: &[(&str, &str)], only: &str) -> Project {
    let kept = tempfile::tempdir().unwrap();
    let above = fs::canonicalize(kept.path()).unwrap();
    let root = above.join("w");
    for (name, text) in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let workspace = Workspace { cache: above.join("cache"), ..Workspace::new(&root) };
    let options = RunOptions { only: vec![only.to_owned()], mirror: Some(Arc::new(Overlay::default())), ..RunOptions::default() };
    Project { kept, root, workspace, options }
}

impl Project {
    fn is_there(&self, program: &str) -> bool {
        self.workspace.search_path.iter().any(|folder| folder.join(program).is_file())
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.root.join(name)).unwrap()
    }

    /// What is said of some files while texts are tried: `file:line message` of each error, and what went wrong.
    fn check(&self, about: &[&str], tried: &[(&str, &str)]) -> Vec<String> {
        let source = |name: &str, text: &str| {
            let language = Language::from_path(Path::new(name)).unwrap();
            SourceFile::new(self.root.join(name), language, text, ParseOptions::default())
        };
        let requests: Vec<CheckRequest> = about
            .iter()
            .map(|name| {
                let own = tried.iter().find(|(tried, _)| tried == name);
                let others = tried.iter().filter(|(tried, _)| tried != name);
                CheckRequest {
                    file: own.map_or_else(|| source(name, &self.text(name)), |(_, text)| source(name, text)),
                    saved: own.is_none(),
                    together: if about.len() > 1 { about.iter().map(|name| self.root.join(name)).collect() } else { Default::default() },
                    unsaved: others.map(|(name, text)| source(name, text)).collect(),
                    cancel: CancelToken::new(),
                }
            })
            .collect();
        let outcomes = run_all(&self.workspace, &requests, &[], &self.options, &CancelToken::new(), &|_, _| {});
        let mut said = Vec::new();
        for (_, outcome) in outcomes {
            said.extend(outcome.error.iter().cloned());
            for call in &outcome.calls {
                for finding in call.findings.iter().filter(|finding| finding.severity == healer::model::Severity::Error) {
                    let path = call.folder.join(&finding.path);
                    let name = path.strip_prefix(&self.root).unwrap_or(&path).display().to_string();
                    said.push(format!("{name}: {}", finding.message.lines().next().unwrap_or("")));
                }
            }
        }
        said.sort();
        said.dedup();
        said
    }
}

const MANIFEST: &str = "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

/// Puts a program in cargo's place that says what it is.
fn without_cargo(project: &mut Project) {
    let folder = project.kept.path().join("bin");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("cargo"), "#!/bin/sh\necho 'error: cargo was asked' >&2\nexit 101\n").unwrap();
    fs::set_permissions(folder.join("cargo"), fs::Permissions::from_mode(0o755)).unwrap();
    project.workspace.search_path = vec![folder];
}

#[test]
fn what_cargo_did_once_the_compiler_does_alone() {
    let main = "fn main() {\n    println!(\"{} {}\", demo::one(), env!(\"CARGO_PKG_VERSION\"));\n}\n";
    let library = "mod part;\npub fn one() -> u8 {\n    part::two() - 1\n}\n";
    let mut project =
        project(&[("Cargo.toml", MANIFEST), ("src/lib.rs", library), ("src/part.rs", "pub fn two() -> u8 {\n    \"2\"\n}\n"), ("src/main.rs", main)], "rustc");
    if !project.is_there("cargo") {
        return;
    }
    let mended = "pub fn two() -> u8 {\n    2\n}\n";
    assert_eq!(project.check(&["src/part.rs"], &[]), ["src/part.rs: mismatched types"]);
    // The library is known; that it compiles now, and what the program says to it, is asked of cargo, which tells the rest.
    assert_eq!(project.check(&["src/part.rs"], &[("src/part.rs", mended)]), [""; 0]);
    without_cargo(&mut project);
    assert_eq!(project.check(&["src/part.rs", "src/lib.rs"], &[("src/part.rs", mended)]), [""; 0]);
    assert_eq!(project.check(&["src/part.rs"], &[("src/part.rs", "pub fn two() -> i8 {\n    2\n}\n")]), ["src/lib.rs: mismatched types"]);
    let renamed = [("src/part.rs", mended), ("src/lib.rs", "mod part;\npub fn other() -> u8 {\n    part::two()\n}\n")];
    assert_eq!(project.check(&["src/lib.rs"], &renamed), ["src/main.rs: cannot find function `one` in crate `demo`"]);
    let candidates: Vec<Vec<String>> = std::thread::scope(|scope| {
        let running: Vec<_> = ["2", "true", "2 + 1", "'c'"]
            .map(|value| format!("pub fn two() -> u8 {{\n    {value}\n}}\n"))
            .map(|text| {
                scope.spawn({
                    let project = &project;
                    move || project.check(&["src/part.rs"], &[("src/part.rs", &text)])
                })
            })
            .into_iter()
            .collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let wrong = vec!["src/part.rs: mismatched types".to_owned()];
    assert_eq!(candidates, [vec![], wrong.clone(), vec![], wrong]);
    // A changed manifest makes it unknown again.
    fs::write(project.root.join("Cargo.toml"), format!("{MANIFEST}description = \"d\"\n")).unwrap();
    assert_eq!(project.check(&["src/part.rs"], &[("src/part.rs", mended)]), ["cargo could not check the crate: cargo was asked"]);
    assert_eq!(project.text("src/part.rs"), "pub fn two() -> u8 {\n    \"2\"\n}\n");
    assert!(!project.root.join("target").exists() && !project.root.join("Cargo.lock").exists());
}

#[test]
fn what_cargo_has_to_tell_of_the_program_and_of_the_tests_it_tells_in_one_go() {
    let broken = "pub fn one() -> u8 {\n    \"1\"\n}\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn one() {\n        assert_eq!(super::one(), 1);\n    }\n}\n";
    let mended = broken.replace("\"1\"", "1");
    let mut project = project(&[("Cargo.toml", MANIFEST), ("src/lib.rs", broken), ("src/main.rs", "fn main() {\n    demo::one();\n}\n")], "rustc");
    if !project.is_there("cargo") {
        return;
    }
    assert_eq!(project.check(&["src/lib.rs"], &[]), ["src/lib.rs: mismatched types"]);
    assert_eq!(project.check(&["src/lib.rs"], &[("src/lib.rs", &mended)]), [""; 0]);
    without_cargo(&mut project);
    assert_eq!(project.check(&["src/lib.rs"], &[("src/lib.rs", &mended.replace("super::one()", "super::two()"))]).len(), 1);
    assert_eq!(project.check(&["src/lib.rs"], &[("src/lib.rs", &mended)]), [""; 0]);
}

#[test]
fn other_crates_of_the_workspace_are_not_taken_for_what_they_were() {
    let member = |name: &str, more: &str| format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{more}");
    let user = member("user", "[dependencies]\nbase = { path = \"../base\" }\n");
    let files = [
        ("Cargo.toml", "[workspace]\nmembers = [\"base\", \"user\"]\nresolver = \"3\"\n"),
        ("base/Cargo.toml", &member("base", "")),
        ("base/src/lib.rs", "pub fn one() -> u8 {\n    1\n}\n"),
        ("user/Cargo.toml", &user),
        ("user/src/lib.rs", "pub fn two() -> u8 {\n    base::one() + true\n}\n"),
    ];
    let mut project = project(&files, "rustc");
    if !project.is_there("cargo") {
        return;
    }
    let search_path = project.workspace.search_path.clone();
    let mended = ("user/src/lib.rs", "pub fn two() -> u8 {\n    base::one() + 1\n}\n");
    let renamed = ("base/src/lib.rs", "pub fn uno() -> u8 {\n    1\n}\n");
    assert_eq!(project.check(&["user/src/lib.rs"], &[]), ["user/src/lib.rs: cannot add `bool` to `u8`"]);
    without_cargo(&mut project);
    assert_eq!(project.check(&["user/src/lib.rs"], &[mended]), [""; 0]);
    assert_eq!(project.check(&["user/src/lib.rs"], &[mended, renamed]), ["cargo could not check the crate: cargo was asked"]);
    project.workspace.search_path = search_path;
    assert_eq!(project.check(&["user/src/lib.rs"], &[mended, renamed]), ["user/src/lib.rs: cannot find function `one` in crate `base`"]);
    // The other crate is built with that text now, so what is known of it does not hold.
    without_cargo(&mut project);
    assert_eq!(project.check(&["user/src/lib.rs"], &[mended]), ["cargo could not check the crate: cargo was asked"]);
}

#[test]
fn one_call_for_several_packages_says_what_a_call_for_each_says() {
    let files = [
        ("go.mod", "module example.com/a\n\ngo 1.22\n"),
        ("a/a.go", "package a\n\nfunc F() int { return x }\n"),
        ("b/b.go", "package b\n\nfunc G() string { return 1 }\n"),
        ("c/c_plan9.go", "package c\n"),
    ];
    let project = project(&files, "go");
    if !project.is_there("go") {
        return;
    }
    let alone: Vec<String> = ["a/a.go", "b/b.go"].iter().flat_map(|name| project.check(&[name], &[])).collect();
    assert_eq!(project.check(&["a/a.go", "b/b.go"], &[]), alone);
    assert_eq!(project.check(&["a/a.go", "b/b.go"], &[("a/a.go", "package a\n\nfunc F() int { return 1 }\n")]), alone[1..]);
    // A package that cannot be built here keeps none of the others from being looked at.
    let said = project.check(&["a/a.go", "b/b.go", "c/c_plan9.go"], &[]);
    assert!(alone.iter().all(|error| said.contains(error)), "{said:?}");
}
