//! rustc alone on the crate of a file, without cargo around it: with the arguments and the environment that cargo gave it when it last
//! checked the crate, on a shadow of the crate's workspace, against the dependencies that are built already.
//!
//! What cargo would do is read from what it says of what it does (`Running …`), and holds as long as everything that it depends on stays as
//! it was: manifests, lock file, settings, the other crates of the workspace, the built dependencies. As soon as anything differs cargo is
//! asked again.

use super::cargo::CrateLayout;
use crate::base::hash;
use crate::check::overlay::Place;
use crate::check::{Invocation, Scope};
use crate::syntax::SourceFile;
use ignore::WalkBuilder;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// More of a line that cargo says is not taken for one command.
const LONGEST_COMMAND: usize = 200;

/// Variables that change what cargo tells the compiler.
const VARIABLES: &[&str] =
    &["RUSTFLAGS", "RUSTC", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "RUSTUP_TOOLCHAIN", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"];

/// What cargo did to check a package.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Record {
    /// Of everything that it depends on.
    key: String,
    /// The folder in which cargo ran the compiler.
    root: PathBuf,
    /// The length and time of the built dependencies.
    built: Vec<(PathBuf, u64, Duration)>,
    units: Vec<Unit>,
    /// Whether these are all targets. They are not where the library did not compile, so that what needs it was not begun.
    complete: bool,
}

/// One call of the compiler.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Unit {
    program: String,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
}

/// What a plan is about: a package, and which of its targets.
pub(super) struct Subject<'a> {
    pub layout: &'a CrateLayout,
    /// Where healer keeps what it makes for the workspace.
    pub home: &'a Path,
    /// The flags of cargo that choose the targets.
    pub target: &'a [&'a str],
}

impl Subject<'_> {
    fn file(&self) -> PathBuf {
        let package = self.layout.package.to_string_lossy();
        self.home.join("direct").join(format!("{}.json", hash::stable_id(&[&package, &self.target.join(" ")])))
    }

    /// Whether texts leave all other crates of the workspace as they are.
    fn is_alone(&self, texts: &[&SourceFile]) -> bool {
        let in_workspace = texts.iter().filter(|text| text.path().starts_with(&self.layout.root));
        in_workspace.into_iter().all(|text| CrateLayout::of(text.path()).is_some_and(|layout| layout.package == self.layout.package))
    }

    /// Everything that decides on what cargo tells the compiler and that is not the text of the package. `None` where that cannot be known.
    fn key(&self) -> Option<String> {
        let CrateLayout { root, package } = self.layout;
        let read = |path: PathBuf| std::fs::read_to_string(path).unwrap_or_default();
        let manifest = read(package.join("Cargo.toml"));
        // Crates beside the workspace are not in its copies.
        if manifest.contains("path = \"..") && root == package || manifest.contains("proc-macro = true") || manifest.contains("proc_macro = true") {
            return None;
        }
        let lock = [root.join("Cargo.lock"), self.home.join("shadow/Cargo.lock")].into_iter().find(|path| path.is_file()).map(read)?;
        let own = lock.split("[[package]]").skip(1).filter(|package| !package.contains("\nsource = ")).count();
        let mut parts = vec![manifest, read(root.join("Cargo.toml")), lock];
        for folder in root.ancestors().chain([package.as_path()]) {
            parts.extend(["rust-toolchain", "rust-toolchain.toml", ".cargo/config", ".cargo/config.toml"].map(|name| read(folder.join(name))));
        }
        parts.extend(VARIABLES.iter().map(|name| std::env::var(name).unwrap_or_default()));
        parts.push(stamp(&package.join("build.rs")));
        let targets = ["src/lib.rs", "src/main.rs"].map(|name| package.join(name)).into_iter().filter(|path| path.exists());
        let folders = ["src/bin", "tests", "examples", "benches"].map(|name| package.join(name));
        let listed = folders.iter().flat_map(|folder| std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()));
        let mut targets: Vec<PathBuf> = targets.chain(listed).collect();
        targets.sort();
        parts.extend(targets.iter().map(|path| path.to_string_lossy().into_owned()));
        if own > 1 {
            parts.push(self.other_crates(own)?);
        }
        Some(hash::stable_id(&parts.iter().map(String::as_str).collect::<Vec<_>>()))
    }

    /// The state of the workspace's other crates on the disk; `None` where there are fewer than `expected`, so that some lie elsewhere.
    fn other_crates(&self, expected: usize) -> Option<String> {
        let CrateLayout { root, package } = self.layout;
        let entries = WalkBuilder::new(root)
            .standard_filters(false)
            .hidden(true)
            .follow_links(false)
            .filter_entry(|entry| !matches!(entry.file_name().to_str(), Some("target" | "node_modules")))
            .build()
            .flatten();
        let mut folders = BTreeSet::new();
        let mut files = Vec::new();
        for entry in entries.filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file())) {
            if entry.file_name() == "Cargo.toml" {
                folders.extend(entry.path().parent().map(Path::to_owned));
            }
            files.push(entry.into_path());
        }
        let is_other = |file: &PathBuf| file.ancestors().find(|folder| folders.contains(*folder)).is_some_and(|folder| folder != package);
        let mut stamps: Vec<String> = files.iter().filter(|file| is_other(file)).map(|file| format!("{} {}", file.display(), stamp(file))).collect();
        stamps.sort();
        (folders.len() >= expected).then(|| stamps.join("\n"))
    }

    /// Whether the package may have targets that need its library.
    fn has_more_than_library(&self) -> bool {
        let package = &self.layout.package;
        let has_binaries = package.join("src/main.rs").exists() || package.join("src/bin").exists();
        !self.target.is_empty() && self.target != ["--lib", "--profile", "test"]
            || has_binaries
            || std::fs::read_to_string(package.join("Cargo.toml")).is_ok_and(|manifest| manifest.contains("[[bin]]"))
    }

    /// Keeps what cargo said of its calls, where it tells enough: `folder` is the one that cargo checked, the texts differ from the disk.
    pub(super) fn learn(&self, folder: &Path, texts: &[&SourceFile], stdout: &[u8], stderr: &[u8]) -> std::io::Result<()> {
        if !self.is_alone(texts) {
            return Ok(());
        }
        let mut units = units(&String::from_utf8_lossy(stderr));
        let (Some(key), false) = (self.key(), units.is_empty()) else { return Ok(()) };
        let stdout = String::from_utf8_lossy(stdout);
        let messages = stdout.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        let own = messages.filter(|message| message.get("package_id").is_some_and(|id| is_package(id, folder, self.layout)));
        let (mut fresh, mut library_is_built) = (0, false);
        for artifact in own.filter(|message| message.get("reason").is_some_and(|reason| reason == "compiler-artifact")) {
            let kinds = artifact.pointer("/target/kind").map(|kinds| kinds.to_string()).unwrap_or_default();
            fresh += usize::from(artifact.get("fresh").is_some_and(|fresh| fresh == true) && !kinds.contains("custom-build"));
            library_is_built |= kinds.contains("lib");
        }
        let library_failed = units.iter().any(Unit::is_library) && !library_is_built;
        let complete = !library_failed || !self.has_more_than_library();
        if fresh > 0 {
            // What is fresh was not called, so nothing was told of it now; it may have been told before.
            let before = self.read().filter(|record| record.key == key && record.root == folder);
            let is_new = |unit: &Unit| units.iter().all(|known| known.product() != unit.product());
            let known: Vec<Unit> = before.into_iter().flat_map(|record| record.units).filter(is_new).collect();
            if known.len() < fresh {
                return Ok(());
            }
            units.extend(known);
        }
        units.sort_by_key(|unit| !unit.is_library());
        let own_products: BTreeSet<String> = units.iter().map(Unit::product).collect();
        let built = units.iter().flat_map(Unit::externs).filter(|path| path.file_name().is_some_and(|name| !own_products.contains(&*name.to_string_lossy())));
        let built = built.filter_map(|path| length_and_time(&path).map(|(length, time)| (path, length, time))).collect();
        let record = Record { key, root: folder.to_owned(), built, units, complete };
        let file = self.file();
        file.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        // Another process may read it now, so that it appears whole.
        let written = file.with_extension(format!("{}.new", std::process::id()));
        std::fs::write(&written, serde_json::to_vec(&record)?)?;
        std::fs::rename(written, file)
    }

    fn read(&self) -> Option<Record> {
        serde_json::from_slice(&std::fs::read(self.file()).ok()?).ok()
    }

    /// What cargo would do now; `None` where only cargo knows.
    pub(super) fn recall(&self, texts: &[&SourceFile]) -> Option<Record> {
        let record = self.read()?;
        let stands = |(path, length, time): &(PathBuf, u64, Duration)| length_and_time(path) == Some((*length, *time));
        (self.is_alone(texts) && self.key()? == record.key && record.built.iter().all(stands)).then_some(record)
    }
}

/// Whether a package's identifier is that of the package which cargo checked in `folder`.
fn is_package(id: &serde_json::Value, folder: &Path, layout: &CrateLayout) -> bool {
    let package = folder.join(layout.package.strip_prefix(&layout.root).unwrap_or(Path::new("")));
    let package = package.to_string_lossy();
    let package = package.trim_end_matches(['/', '\\']);
    let id = id.as_str().unwrap_or("");
    id.find("path+file://").and_then(|at| id.get(at + "path+file://".len()..)).is_some_and(|path| {
        let end = path.find(['#', ')']).unwrap_or(path.len());
        path.get(..end) == Some(package)
    })
}

fn length_and_time(path: &Path) -> Option<(u64, Duration)> {
    let metadata = path.metadata().ok()?;
    Some((metadata.len(), metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?))
}

/// The length and time of a file as text; empty where there is none.
fn stamp(path: &Path) -> String {
    length_and_time(path).map(|(length, time)| format!("{length} {}", time.as_nanos())).unwrap_or_default()
}

impl Record {
    /// Whether its calls are all that cargo would make.
    pub(super) fn is_complete(&self) -> bool {
        self.complete
    }

    /// The calls on a shadow of the crate's workspace. `wrapper` is a program that is run in the place of the compiler and gets it as its
    /// first argument. `name` tells the products of one use from those of another.
    pub(super) fn calls(&self, place: &Place, wrapper: Option<&Path>, name: &str) -> std::io::Result<Vec<Invocation>> {
        let products = place.products.join(name);
        std::fs::create_dir_all(products.join("out"))?;
        let mut calls = Vec::new();
        for unit in &self.units {
            let earlier: Vec<String> = self.units.get(..calls.len()).unwrap_or(&[]).iter().map(Unit::product).collect();
            let mut call = Invocation::new(wrapper.unwrap_or(Path::new(&unit.program)), &place.copy);
            if wrapper.is_some() {
                call = call.arguments([&unit.program]);
            }
            let (arguments, needs) = self.arguments(unit, &earlier, place, &products);
            call = call.arguments(arguments);
            call.needs = needs;
            call.environment = unit.environment.iter().map(|(name, value)| (name.into(), Some(OsString::from(self.moved(value, place))))).collect();
            call.timeout = Duration::from_secs(300);
            call.scope = Scope::Folder;
            calls.push(call);
        }
        Ok(calls)
    }

    /// The arguments of a unit where it stands now, and how many of the calls before it must have found no error.
    fn arguments(&self, unit: &Unit, earlier: &[String], place: &Place, products: &Path) -> (Vec<String>, usize) {
        let mut needs = 0;
        let mut kept = Vec::new();
        let mut given = unit.arguments.iter();
        while let Some(argument) = given.next() {
            match argument.as_str() {
                "--out-dir" => {
                    given.next();
                    kept.extend([argument.clone(), products.join("out").to_string_lossy().into_owned()]);
                }
                "--extern" => {
                    let value = given.next().map_or("", String::as_str);
                    let own = earlier.iter().position(|product| value.ends_with(product.as_str()));
                    needs = needs.max(own.map_or(0, |at| at + 1));
                    kept.push(argument.clone());
                    kept.push(match (own.and_then(|at| earlier.get(at)), value.split_once('=')) {
                        (Some(product), Some((name, _))) => format!("{name}={}", products.join("out").join(product).display()),
                        _ => self.moved(value, place),
                    });
                }
                "-C" | "--codegen" => {
                    let value = given.next().map_or("", String::as_str);
                    kept.push(argument.clone());
                    kept.push(match value.strip_prefix("incremental=") {
                        Some(_) => format!("incremental={}", products.join("incremental").display()),
                        None => value.to_owned(),
                    });
                }
                _ if argument.starts_with("--emit=") => kept.push("--emit=metadata".to_owned()),
                // Colours, and words for cargo about what has been written.
                _ if argument.starts_with("--json=") => {}
                _ => kept.push(self.moved(argument, place)),
            }
        }
        (kept, needs)
    }

    /// A word with the folder in which cargo ran replaced by the shadow.
    fn moved(&self, word: &str, place: &Place) -> String {
        let (from, to) = (self.root.to_string_lossy(), place.copy.to_string_lossy());
        let Some(at) = word.find(&*from) else { return word.to_owned() };
        let (before, after) = (word.get(..at).unwrap_or(""), word.get(at + from.len()..).unwrap_or(""));
        let ends_here = after.is_empty() || after.starts_with(['/', '\\', ':', ';']);
        // A target folder may lie within; it stays where it is.
        let is_product = ["/target/", "/healer/debug", "/healer/release"].iter().any(|part| after.contains(part));
        if ends_here && !is_product { format!("{before}{to}{after}") } else { word.to_owned() }
    }
}

impl Unit {
    fn value(&self, flag: &str) -> Option<&str> {
        let at = self.arguments.iter().position(|argument| argument == flag)?;
        self.arguments.get(at + 1).map(String::as_str)
    }

    fn is_library(&self) -> bool {
        self.value("--crate-type").is_some_and(|kind| kind.contains("lib")) && !self.arguments.iter().any(|argument| argument == "--test")
    }

    /// The name of the file that others are given of it.
    fn product(&self) -> String {
        let extra = self.arguments.iter().find_map(|argument| argument.strip_prefix("extra-filename=")).unwrap_or("");
        format!("lib{}{extra}.rmeta", self.value("--crate-name").unwrap_or(""))
    }

    /// The built crates that it is given.
    fn externs(&self) -> impl Iterator<Item = PathBuf> {
        let after = self.arguments.iter().zip(self.arguments.iter().skip(1)).filter(|(flag, _)| *flag == "--extern");
        after.filter_map(|(_, value)| Some(PathBuf::from(value.split_once('=')?.1)))
    }
}

/// The compiler's calls for the package that was asked about, in the order in which cargo told of them.
fn units(said: &str) -> Vec<Unit> {
    let mut lines = said.lines();
    let mut units = Vec::new();
    while let Some(line) = lines.next() {
        let Some(begun) = line.trim_start().strip_prefix("Running `") else { continue };
        // A description may have several lines.
        let mut command = begun.to_owned();
        let mut words = complete_words(&command);
        for _ in 0..LONGEST_COMMAND {
            if words.is_some() {
                break;
            }
            let Some(next) = lines.next() else { break };
            command.push('\n');
            command.push_str(next);
            words = complete_words(&command);
        }
        units.extend(words.and_then(unit));
    }
    units
}

fn complete_words(command: &str) -> Option<Vec<String>> {
    words(command.strip_suffix('`')?)
}

/// The words of a command as a shell reads them; `None` where a quotation does not end.
fn words(command: &str) -> Option<Vec<String>> {
    let (mut found, mut word, mut quoted) = (Vec::new(), None::<String>, None::<char>);
    let mut characters = command.chars();
    while let Some(character) = characters.next() {
        match (quoted, character) {
            (Some(quote), _) if quote == character => quoted = None,
            (Some(_), _) => word.get_or_insert_default().push(character),
            (None, '\'' | '"') => {
                quoted = Some(character);
                word.get_or_insert_default();
            }
            (None, '\\') if !cfg!(windows) => word.get_or_insert_default().push(characters.next()?),
            (None, ' ') => found.extend(word.take()),
            (None, _) => word.get_or_insert_default().push(character),
        }
    }
    found.extend(word);
    quoted.is_none().then_some(found)
}

/// A call of the compiler for the package that was asked about; `None` for build scripts and for the crates that it needs.
fn unit(words: Vec<String>) -> Option<Unit> {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let mut words = words.into_iter().peekable();
    let mut environment = Vec::new();
    while let Some((name, value)) = words.peek().and_then(|word| word.split_once('=')).filter(|(name, _)| is_name(name)) {
        environment.push((name.to_owned(), value.to_owned()));
        words.next();
    }
    let unit = Unit { program: words.next()?, arguments: words.collect(), environment };
    let is_asked = unit.environment.iter().any(|(name, _)| name == "CARGO_PRIMARY_PACKAGE");
    let name = unit.value("--crate-name").filter(|name| *name != "build_script_build" && !name.starts_with("build_script_"));
    (is_asked && name.is_some()).then_some(unit)
}

#[cfg(test)]
#[path = "direct_tests.rs"]
mod tests;
