//! `cargo check` and `cargo clippy`, for files that belong to a crate.

use super::causes::{self, Findings};
use super::direct::Subject;
use super::message::Message;
use super::shadow;
use crate::base::{CancelToken, hash};
use crate::check::overlay::Place;
use crate::check::{Absence, CheckRequest, Checker, Garbage, Invocation, Scope, Stage, Tool, ToolOutput, Trial, Workspace};
use crate::model::{Finding, Severity};
use crate::syntax::{Language, SourceFile};
use serde::Deserialize;
use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// `cargo check`: everything that rustc says.
pub struct Cargo;

/// `cargo clippy`: what clippy adds, for a crate that compiles.
pub struct Clippy;

/// A first run compiles all dependencies.
const TIMEOUT: Duration = Duration::from_secs(300);

impl Checker for Cargo {
    fn name(&self) -> &'static str {
        "rustc"
    }

    fn languages(&self) -> &'static [Language] {
        &[Language::Rust]
    }

    fn is_compiler(&self) -> bool {
        true
    }

    fn stage(&self) -> Stage {
        Stage::Saved
    }

    fn find(&self, workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
        find_cargo(workspace, file)
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        let Some(layout) = CrateLayout::of(request.file.path()) else { return Ok(None) };
        let call = Call::prepare(tool, workspace, &layout, request)?;
        Ok(Some(targets(&layout, &request.file).into_iter().map(|target| call.check(target)).collect()))
    }

    fn trial_invocations(
        &self,
        tool: &Tool,
        workspace: &Workspace,
        request: &CheckRequest,
        trial: &Trial<'_>,
    ) -> std::io::Result<Option<(Vec<Invocation>, Place)>> {
        let Some(layout) = CrateLayout::of(request.file.path()) else { return Ok(None) };
        let (home, texts) = (home(workspace, &layout), trial.texts().iter().collect::<Vec<_>>());
        let mut calls: Vec<Invocation> = Vec::new();
        let mut place = None;
        let mut cargo: Option<Call<'_>> = None;
        for (at, target) in targets(&layout, &request.file).into_iter().enumerate() {
            let subject = Subject { layout: &layout, home: &home, target };
            let record = subject.recall(&texts);
            let earlier = calls.len();
            match &record {
                Some(record) => {
                    let shadow = trial.shadow_of(workspace, &layout.root)?;
                    let own = record.calls(&shadow, None, if at == 0 { "check" } else { "test" })?;
                    let for_tests = target == LIBRARY_TESTS;
                    // The tests' compilation reads the library's text, not what came of compiling it.
                    calls.extend(own.into_iter().map(|call| Invocation {
                        needs: earlier + call.needs,
                        beside: for_tests && call.needs == 0,
                        for_tests,
                        ..call
                    }));
                    place = Some(shadow);
                }
                // Only cargo knows, and it says more than a part of it would.
                None if at == 0 => return Ok(None),
                None => {}
            }
            let is_known = record.is_some_and(|record| record.is_complete());
            if !is_known {
                // The shadow that cargo runs on has one owner, so it is prepared once for all calls.
                let call = match cargo.take() {
                    Some(call) => call,
                    None => Call::prepare(tool, workspace, &layout, &CheckRequest { saved: false, ..request.clone() })?,
                };
                calls.push(cargo.insert(call).check(target));
            }
        }
        Ok(place.map(|place| (calls, place)))
    }

    fn learn(&self, workspace: &Workspace, request: &CheckRequest, invocation: &Invocation, output: &ToolOutput) {
        let Some(layout) = CrateLayout::of(request.file.path()) else { return };
        let is_verbose = invocation.arguments.iter().any(|argument| argument == VERBOSE);
        let after = |flag: &str| invocation.arguments.iter().skip_while(|argument| *argument != flag).nth(1);
        let Some(manifest) = after("--manifest-path").map(Path::new).filter(|_| is_verbose) else { return };
        let depth = layout.package.strip_prefix(&layout.root).map_or(0, |inside| inside.components().count());
        let Some(folder) = manifest.ancestors().nth(depth + 1) else { return };
        let is_for_tests = invocation.arguments.iter().any(|argument| argument == "--profile");
        let target = if is_for_tests { LIBRARY_TESTS } else { layout.target_of(request.file.path()) };
        let texts: Vec<&SourceFile> = request.unsaved.iter().collect();
        let subject = Subject { layout: &layout, home: &home(workspace, &layout), target };
        if let Err(error) = subject.learn(folder, &texts, &output.stdout, &output.stderr) {
            tracing::debug!(%error, "the calls of cargo could not be kept");
        }
    }

    fn parse(&self, output: &ToolOutput, invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let findings = messages_of(output);
        let failed = output.status != Some(0) && !findings.iter().any(|finding| finding.severity == Severity::Error);
        // Cargo's later calls are extras: a crate without a library has no tests of one, and what only tests need may be missing.
        let is_extra = invocation > 0 && String::from_utf8_lossy(&output.stderr).lines().any(|line| line.starts_with("error"));
        if failed && !is_extra { Err(Garbage(complaint(&output.stderr))) } else { Ok(findings) }
    }

    fn complete(&self, findings: &mut Vec<Finding>, file: &SourceFile) {
        findings.extend(causes::private_fields(findings, file));
    }
}

impl Checker for Clippy {
    fn name(&self) -> &'static str {
        "clippy"
    }

    fn other_sources(&self) -> &'static [&'static str] {
        &["rustc"]
    }

    fn languages(&self) -> &'static [Language] {
        &[Language::Rust]
    }

    fn is_slow(&self) -> bool {
        true
    }

    fn stage(&self) -> Stage {
        Stage::Saved
    }

    fn find(&self, workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
        let cargo = find_cargo(workspace, file)?;
        if on_path(workspace, "cargo-clippy").is_none() {
            return Err(Absence::NotInstalled("cargo-clippy is not on PATH; `rustup component add clippy` installs it".to_owned()));
        }
        Ok(cargo)
    }

    fn version_arguments(&self) -> &'static [&'static str] {
        &["clippy", "--version"]
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        let Some(layout) = CrateLayout::of(request.file.path()) else { return Ok(None) };
        let call = Call::prepare(tool, workspace, &layout, request)?;
        let target = layout.target_of(request.file.path());
        // Clippy has nothing to add to a crate that does not compile, and a plain check answers that in a fraction of the time.
        Ok(Some(vec![call.invocation("check", target), call.invocation("clippy", target)]))
    }

    fn trial_invocations(
        &self,
        _tool: &Tool,
        workspace: &Workspace,
        request: &CheckRequest,
        trial: &Trial<'_>,
    ) -> std::io::Result<Option<(Vec<Invocation>, Place)>> {
        let Some(layout) = CrateLayout::of(request.file.path()) else { return Ok(None) };
        let Some(driver) = on_path(workspace, "clippy-driver") else { return Ok(None) };
        let target = layout.target_of(request.file.path());
        let subject = Subject { layout: &layout, home: &home(workspace, &layout), target };
        let Some(record) = subject.recall(&trial.texts().iter().collect::<Vec<_>>()).filter(|record| record.is_complete()) else { return Ok(None) };
        let place = trial.shadow_of(workspace, &layout.root)?;
        Ok(Some((record.calls(&place, Some(&driver), "clippy")?, place)))
    }

    fn parse(&self, output: &ToolOutput, invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let mut findings = messages_of(output);
        let is_from_driver = output.stderr.starts_with(b"{");
        findings.retain(|finding| match finding.severity == Severity::Error && (is_from_driver || invocation == 0) {
            true => true,
            false => (is_from_driver || invocation > 0) && finding.source == "clippy",
        });
        Ok(findings)
    }

    fn complete(&self, findings: &mut Vec<Finding>, file: &SourceFile) {
        Cargo.complete(findings, file);
    }
}

/// The flags of cargo for the tests in a library's own files. They are checked for the file that has some: what they say of other files was
/// there before, unseen until the library compiled.
const LIBRARY_TESTS: &[&str] = &["--lib", "--profile", "test"];

/// Makes cargo tell how it calls the compiler.
const VERBOSE: &str = "-vv";

/// Which targets are checked for a file, each by the flags of cargo that choose them.
fn targets(layout: &CrateLayout, file: &SourceFile) -> Vec<&'static [&'static str]> {
    let target = layout.target_of(file.path());
    let has_tests = target.is_empty() && file.text().contains("cfg(test)");
    std::iter::once(target).chain(has_tests.then_some(LIBRARY_TESTS)).collect()
}

/// Where healer keeps what it makes for a cargo workspace.
fn home(workspace: &Workspace, layout: &CrateLayout) -> PathBuf {
    workspace.cache.join("cargo").join(hash::stable_id(&[&layout.root.to_string_lossy()]))
}

pub(super) fn find_cargo(workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
    let program = on_path(workspace, "cargo").ok_or_else(|| Absence::NotInstalled("cargo is not on PATH; https://rustup.rs installs it".to_owned()))?;
    if CrateLayout::of(file).is_none() {
        return Err(Absence::NotConfigured("no folder above the file has a Cargo.toml with a package".to_owned()));
    }
    Ok(Tool { program, origin: "PATH".to_owned() })
}

/// A program of the search path.
pub(super) fn on_path(workspace: &Workspace, name: &str) -> Option<PathBuf> {
    let file_name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    workspace.search_path.iter().map(|folder| folder.join(&file_name)).find(|program| program.is_file())
}

/// Where a file's crate lies.
pub(super) struct CrateLayout {
    /// The folder of the package's manifest.
    pub(super) package: PathBuf,
    /// The folder of the workspace's manifest, in which cargo runs the compiler; the package's own where there is no workspace.
    pub(super) root: PathBuf,
}

impl CrateLayout {
    /// The crate of a file: the nearest manifest with a package above it.
    pub(super) fn of(file: &Path) -> Option<CrateLayout> {
        let manifest_of = |folder: &Path| std::fs::read_to_string(folder.join("Cargo.toml")).ok();
        let has_table = |manifest: &str, table: &str| manifest.lines().any(|line| line.trim_start().starts_with(table));
        let (package, manifest) = file.ancestors().skip(1).find_map(|folder| {
            let manifest = manifest_of(folder)?;
            has_table(&manifest, "[package]").then(|| (folder.to_owned(), manifest))
        })?;
        let is_workspace = |manifest: &str| has_table(manifest, "[workspace]") || has_table(manifest, "[workspace.");
        let root = match is_workspace(&manifest) {
            true => package.clone(),
            false => package
                .ancestors()
                .skip(1)
                .find(|folder| manifest_of(folder).is_some_and(|manifest| is_workspace(&manifest)))
                .map_or_else(|| package.clone(), Path::to_path_buf),
        };
        Some(CrateLayout { package, root })
    }

    /// The flags that choose the kind of target that a file belongs to; none for the library and the binaries.
    fn target_of(&self, file: &Path) -> &'static [&'static str] {
        let first = file.strip_prefix(&self.package).ok().and_then(|inside| inside.components().next());
        match first.and_then(|part| part.as_os_str().to_str()) {
            Some("tests") => &["--tests"],
            Some("examples") => &["--examples"],
            Some("benches") => &["--benches"],
            _ => &[],
        }
    }
}

/// What all calls for one file share.
pub(super) struct Call<'a> {
    tool: &'a Tool,
    layout: &'a CrateLayout,
    manifest: PathBuf,
    target_folder: PathBuf,
    locked: bool,
    home: PathBuf,
    /// The right to the shadow, where the call is on it.
    lease: Option<Arc<File>>,
}

impl<'a> Call<'a> {
    /// Runs on the user's own folder where that is what is to be checked and the lock file stands; else on a shadow of it in the cache, so
    /// that unsaved text is seen and no lock file is made or changed. Once there is a shadow it stays with it: cargo takes the two for the
    /// same package, and would give the older one's findings for a file that is older than the other's last run.
    pub(super) fn prepare(tool: &'a Tool, workspace: &Workspace, layout: &'a CrateLayout, request: &CheckRequest) -> std::io::Result<Call<'a>> {
        let home = home(workspace, layout);
        let unsaved: Vec<(&Path, &str)> = (!request.saved)
            .then_some(&request.file)
            .into_iter()
            .chain(&request.unsaved)
            .filter(|file| file.path().starts_with(&layout.root))
            .map(|file| (file.path(), file.text()))
            .collect();
        let locked = lock_is_current(layout);
        let shadow = home.join("shadow");
        let mut lease = None;
        let folder = match unsaved.is_empty() && locked && !shadow.exists() {
            true => layout.package.clone(),
            false => {
                lease = Some(Arc::new(own(&home, &request.cancel)?));
                shadow::mirror(&layout.root, &shadow, &unsaved)?;
                shadow.join(layout.package.strip_prefix(&layout.root).unwrap_or(Path::new("")))
            }
        };
        // Beside a target folder that the user shares between projects, ours is shared the same way; but it is never the same folder, as
        // cargo locks it.
        let shared = std::env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty());
        let target_folder = shared.map_or_else(|| home.join("target"), |folder| layout.root.join(folder).join("healer"));
        Ok(Call { tool, layout, manifest: folder.join("Cargo.toml"), target_folder, locked, home, lease })
    }

    /// A check of some targets. Where it is not known yet how cargo calls the compiler for them, cargo is asked to tell.
    fn check(&self, target: &[&str]) -> Invocation {
        let subject = Subject { layout: self.layout, home: &self.home, target };
        let mut call = self.invocation("check", target);
        call.for_tests = target == LIBRARY_TESTS;
        if subject.recall(&[]).is_none_or(|record| !record.is_complete()) {
            call.arguments.iter_mut().filter(|argument| *argument == "--quiet").for_each(|argument| *argument = VERBOSE.into());
        }
        call
    }

    pub(super) fn invocation(&self, command: &str, target: &[&str]) -> Invocation {
        let mut arguments: Vec<OsString> = [command, "--quiet", "--message-format=json", "--keep-going", "--manifest-path"].map(OsString::from).to_vec();
        arguments.push(self.manifest.clone().into());
        arguments.push("--target-dir".into());
        arguments.push(self.target_folder.clone().into());
        if self.locked {
            arguments.push("--locked".into());
        }
        let mut invocation = Invocation::new(&self.tool.program, &self.layout.root).arguments(arguments).arguments(target);
        invocation.environment.push(("CARGO_TARGET_DIR".into(), None));
        invocation.timeout = TIMEOUT;
        invocation.scope = Scope::Folder;
        invocation.lease = self.lease.clone();
        invocation
    }
}

/// The right to the shadow that cargo's calls run on: another text in it while one runs, from another thread or process, would be checked
/// in the place of the one asked about. Waits as long as a call may take.
fn own(home: &Path, cancel: &CancelToken) -> std::io::Result<File> {
    std::fs::create_dir_all(home)?;
    let lock = File::options().create(true).truncate(false).read(true).write(true).open(home.join("shadow.lock"))?;
    let started = Instant::now();
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if cancel.is_cancelled() => return Err(std::io::ErrorKind::Interrupted.into()),
            Err(TryLockError::WouldBlock) if started.elapsed() > TIMEOUT => return Err(std::io::Error::other("the shadow of the crate is in use")),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

/// Whether the lock file is there and no manifest is younger: else cargo would write one.
fn lock_is_current(layout: &CrateLayout) -> bool {
    let modified = |path: PathBuf| path.metadata().and_then(|metadata| metadata.modified()).ok();
    let Some(locked) = modified(layout.root.join("Cargo.lock")) else { return false };
    [&layout.root, &layout.package].iter().all(|folder| modified(folder.join("Cargo.toml")).is_some_and(|manifest| manifest <= locked))
}

/// A line of cargo's output.
#[derive(Deserialize)]
struct CargoMessage {
    reason: String,
    message: Option<Message>,
    target: Option<CargoTarget>,
    #[serde(default)]
    package_id: String,
}

#[derive(Deserialize)]
struct CargoTarget {
    src_path: String,
}

/// The findings of a call: of cargo's output, or of the compiler's own.
fn messages_of(output: &ToolOutput) -> Vec<Finding> {
    if output.stdout.is_empty() && output.stderr.starts_with(b"{") { compiler_output(&output.stderr) } else { compiler_messages(&output.stdout) }
}

fn compiler_output(stderr: &[u8]) -> Vec<Finding> {
    let mut findings = Findings::default();
    for line in stderr.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"{")) {
        if let Ok(message) = serde_json::from_slice::<Message>(line) {
            findings.add(&message, None, line);
        }
    }
    findings.done()
}

/// The findings of cargo's output. Lines that are not JSON are passed over, as build scripts and macros may print.
fn compiler_messages(stdout: &[u8]) -> Vec<Finding> {
    let mut findings = Findings::default();
    for line in stdout.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"{")) {
        let Ok(CargoMessage { reason, message: Some(message), target, package_id }) = serde_json::from_slice::<CargoMessage>(line) else { continue };
        // Where cargo tells all, it tells the warnings of other people's crates too.
        let is_own = package_id.is_empty() || package_id.contains("path+file:");
        if reason == "compiler-message" && is_own {
            findings.add(&message, target.as_ref().map(|target| target.src_path.as_str()), line);
        }
    }
    findings.done()
}

/// Why cargo failed before any compiler ran: its error and what caused it, on one line.
fn complaint(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let mut lines = text.lines().map(str::trim).skip_while(|line| !line.starts_with("error")).filter(|line| !line.is_empty());
    match lines.next() {
        Some(error) => {
            let causes: Vec<&str> = lines.filter(|line| *line != "Caused by:").take(3).collect();
            format!("cargo could not check the crate: {}", [&[error.trim_start_matches("error: ")], causes.as_slice()].concat().join("; "))
        }
        None => "cargo ended with an error and printed nothing that can be read".to_owned(),
    }
}

#[cfg(test)]
#[path = "cargo_tests.rs"]
mod tests;
