//! How the Go command is called on texts that the disk does not have.

use super::older;
use crate::check::overlay::scratch_folder;
use crate::check::tool::{CheckRequest, Invocation, Scope, Workspace};
use serde_json::json;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The folder in the overlay's own that the copies lie under, each at its file's whole path: the tools print a copy's path, and from this
/// name on it is the file's.
const MARK: &str = "healer-overlay-root";

/// A call of the Go command for the package of the request's file: in the file's folder, without network, with unsaved texts in an overlay.
pub(super) fn invocation(program: &Path, workspace: &Workspace, request: &CheckRequest, arguments: &[&str]) -> io::Result<Option<Invocation>> {
    let Some(own) = request.file.path().parent() else { return Ok(None) };
    let several = Packages::around(own, request);
    let folder = several.as_ref().map_or(own, |packages| packages.module.as_path());
    let mut call = Invocation::new(program, folder).arguments(arguments.iter().map(OsString::from));
    let mut unsaved: Vec<_> = request.unsaved.iter().filter(|file| file.path().extension().is_some_and(|extension| extension == "go")).collect();
    if !request.saved {
        unsaved.retain(|file| file.path() != request.file.path());
        unsaved.push(&request.file);
    }
    let mut kept: Option<tempfile::TempDir> = None;
    if !unsaved.is_empty() {
        let folder = temporary(workspace, &mut kept)?;
        let mut replaced = serde_json::Map::new();
        for file in unsaved {
            let copy = copy_path(&folder, file.path());
            if let Some(parent) = copy.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(&copy, file.text())?;
            replaced.insert(file.path().to_string_lossy().into_owned(), json!(copy.to_string_lossy()));
        }
        let listing = folder.join("overlay.json");
        std::fs::write(&listing, json!({ "Replace": replaced }).to_string())?;
        call = call.arguments([option("-overlay=", &listing)]);
    }
    let work = work_file(folder);
    // A workspace of several modules has its own version, and no module file can be given.
    if work == "off"
        && let Some(copy) = older::module_file(program, folder, || temporary(workspace, &mut kept))?
    {
        call = call.arguments([option("-modfile=", &copy)]);
    }
    call.keep = kept.map(Arc::new);
    let mut more = Duration::ZERO;
    match several {
        Some(packages) => {
            more = EACH * u32::try_from(packages.arguments.len()).unwrap_or(u32::MAX);
            call = call.arguments(packages.arguments);
            call.covers = packages.files;
        }
        None => call = call.arguments(package_arguments(request, folder)),
    }
    // No other toolchain is fetched, no module downloaded, and nothing written: what is missing is reported instead.
    call = call.variable("GOTOOLCHAIN", "local").variable("GOPROXY", "off").variable("GOWORK", work);
    call.timeout = Duration::from_secs(120) + more;
    call.scope = Scope::Folder;
    Ok(Some(call))
}

/// How much longer a call may take for each of several packages.
const EACH: Duration = Duration::from_secs(1);

/// The packages of one module that are checked in one call.
struct Packages {
    /// The module's folder.
    module: PathBuf,
    arguments: Vec<OsString>,
    files: Vec<PathBuf>,
}

impl Packages {
    /// The packages of the files that are checked together with one, as far as they lie in its module; `None` where that is only its own.
    fn around(own: &Path, request: &CheckRequest) -> Option<Packages> {
        let module_of = |folder: &Path| folder.ancestors().find(|folder| folder.join("go.mod").is_file()).map(Path::to_owned);
        let mut modules: BTreeMap<&Path, Option<PathBuf>> = BTreeMap::new();
        for folder in request.together.iter().filter_map(|path| path.parent()) {
            modules.entry(folder).or_insert_with(|| module_of(folder));
        }
        let module = module_of(own).filter(|_| modules.len() > 1)?;
        let is_inside = |folder: &Path| modules.get(folder).is_some_and(|of| of.as_ref() == Some(&module));
        let argument = |folder: &Path| Some(OsString::from(Path::new(".").join(folder.strip_prefix(&module).ok()?)));
        let arguments: Vec<OsString> = modules.keys().filter(|folder| is_inside(folder)).filter_map(|folder| argument(folder)).collect();
        let files = request.together.iter().filter(|path| path.parent().is_some_and(is_inside)).cloned().collect();
        (arguments.len() > 1).then_some(Packages { module, arguments, files })
    }
}

/// The folder for what a call needs, made when first asked for.
fn temporary(workspace: &Workspace, kept: &mut Option<tempfile::TempDir>) -> io::Result<PathBuf> {
    let folder = match kept.take() {
        Some(folder) => folder,
        None => scratch_folder(workspace)?,
    };
    Ok(kept.insert(folder).path().to_owned())
}

fn option(name: &str, value: &Path) -> OsString {
    let mut argument = OsString::from(name);
    argument.push(value);
    argument
}

/// The workspace file that the Go command would find by itself; it is given by name, so that the environment's other value does not hide it.
fn work_file(folder: &Path) -> OsString {
    match folder.ancestors().map(|folder| folder.join("go.work")).find(|file| file.is_file()) {
        Some(file) => file.into_os_string(),
        None => OsString::from("off"),
    }
}

/// The package in the folder; outside any module the file alone where it is a program, as folders of loose programs are common.
fn package_arguments(request: &CheckRequest, folder: &Path) -> Vec<OsString> {
    let in_module = folder.ancestors().any(|folder| folder.join("go.mod").is_file());
    if in_module {
        return vec![OsString::from(".")];
    }
    let package = request.file.outline().package.as_deref();
    let alone = package == Some("main");
    let beside =
        request.unsaved.iter().map(|file| file.path().to_owned()).chain(std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()));
    let mut files: Vec<PathBuf> = vec![request.file.path().to_owned()];
    if !alone {
        let is_source = |path: &Path| path.parent() == Some(folder) && path.to_string_lossy().ends_with(".go") && !path.to_string_lossy().ends_with("_test.go");
        files.extend(beside.filter(|path| is_source(path)));
        files.sort();
        files.dedup();
    }
    files.iter().filter_map(|path| path.file_name()).map(OsString::from).collect()
}

fn copy_path(kept: &Path, file: &Path) -> PathBuf {
    let inside: PathBuf = file.components().filter(|component| matches!(component, std::path::Component::Normal(_))).collect();
    kept.join(MARK).join(inside)
}

/// The file that a printed path names: what follows the mark, for a copy in an overlay.
pub(super) fn original(printed: &str) -> PathBuf {
    match printed.split_once(MARK) {
        Some((_, inside)) => PathBuf::from(inside),
        None => PathBuf::from(printed),
    }
}

/// A message with the paths of copies replaced by those of their files: a copy's folder has another name in every run.
pub(super) fn with_originals(message: &str) -> String {
    if !message.contains(MARK) {
        return message.to_owned();
    }
    let mut kept = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find(MARK) {
        let before = rest.get(..at).unwrap_or("");
        let start = before.rfind([' ', '(', '\t', '"']).map_or(0, |place| place + 1);
        kept.push_str(before.get(..start).unwrap_or(""));
        rest = rest.get(at + MARK.len()..).unwrap_or("");
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_told_as_the_file_it_stands_for() {
        let copy = copy_path(Path::new("/tmp/healer-go-1"), Path::new("/w/p/a.go"));
        assert_eq!(original(&copy.to_string_lossy()), Path::new("/w/p/a.go"));
        assert_eq!(original("./a.go"), Path::new("./a.go"));
        let message = "multiple defaults (first at /tmp/healer-go-1/healer-overlay-root/w/a.go:7:2)";
        assert_eq!(with_originals(message), "multiple defaults (first at /w/a.go:7:2)");
    }
}
