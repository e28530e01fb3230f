//! Reads a project from disk: its files in the languages that healer knows and its manifests, within limits.

use super::manifests;
use crate::base::CancelToken;
use crate::fix::template::TemplateSet;
use crate::fix::{FOREIGN_FOLDERS, Project, ProjectFile, pattern_file};
use crate::heal::{FileFacts, Proposals};
use crate::model::{KnownPattern, Pattern, PatternRecord, Source};
use crate::syntax::{Language, ParseOptions, SourceFile};
use ignore::{DirEntry, WalkBuilder};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a workspace keeps its own rules.
pub const RULES_FOLDER: &str = ".healer/rules";

/// Where a workspace keeps the learned fixes that it shares.
pub const PATTERNS_FOLDER: &str = ".healer/patterns";

/// How much of a project is read. What lies beyond is left out, and the folders where that happened are named in [`LoadedProject`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadLimits {
    /// Files and folders that are looked at in search of sources.
    pub entries: usize,
    /// Source files.
    pub files: usize,
    /// Bytes of one source file or manifest.
    pub file_bytes: u64,
    /// Bytes of all source files together.
    pub total_bytes: u64,
}

impl Default for LoadLimits {
    fn default() -> LoadLimits {
        LoadLimits { entries: 200_000, files: 5_000, file_bytes: 2 << 20, total_bytes: 256 << 20 }
    }
}

/// A project with what is known about its completeness.
#[derive(Clone, Debug, Default)]
pub struct LoadedProject {
    pub project: Project,
    /// Folders in which a source file was left out, because of a limit or because it could not be read as UTF-8.
    pub incomplete: BTreeSet<PathBuf>,
    /// Whether the search for files was given up, so that any folder may be incomplete.
    pub truncated: bool,
    /// The fixes that were worked out for the project's texts.
    pub proposals: Arc<Proposals>,
    /// The learned fixes that the workspace shares, all on trial.
    pub shared: Arc<[KnownPattern]>,
    /// What is wrong with the files that they stand in.
    pub shared_problems: Vec<String>,
}

impl LoadedProject {
    /// How a file of the project is parsed; the file need not have been loaded.
    pub fn parse_options(&self, path: &Path, language: Language) -> ParseOptions {
        manifests::parse_options(&self.project, path, language)
    }

    /// What is known about a file beyond its text. Does no I/O.
    pub fn facts(&self, file: &SourceFile) -> FileFacts {
        let known = file.path().parent().is_some_and(|folder| folder.starts_with(&self.project.root) && !self.incomplete.contains(folder));
        FileFacts { templates: self.project.templates.clone(), ..manifests::facts(&self.project, file, known && !self.truncated) }
    }

    /// The file with the text that the project has, or with the disk's where the project left it out.
    pub fn source(&self, path: &Path) -> Result<SourceFile, ReadError> {
        match self.project.files.get(path) {
            Some(file) => Ok(file.source.clone()),
            None => read_source(path, |language| self.parse_options(path, language)),
        }
    }

    /// Puts a text into the project in the place of what the disk had.
    pub fn replace(&mut self, source: SourceFile) {
        self.project.files.insert(source.path().to_owned(), ProjectFile { source });
    }
}

/// Why a file is not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("{}: {error}", path.display())]
    Io { path: PathBuf, error: std::io::Error },
    #[error("{}: not UTF-8 (first at byte {at}); healer reads UTF-8 only", path.display())]
    NotUtf8 { path: PathBuf, at: usize },
    #[error("{}: not a Rust, Python, JavaScript or Go file", path.display())]
    UnknownLanguage { path: PathBuf },
}

/// Reads one source file; a byte order mark and the line breaks stay as they are.
pub fn read_source(path: &Path, options: impl FnOnce(Language) -> ParseOptions) -> Result<SourceFile, ReadError> {
    let language = Language::from_path(path).ok_or_else(|| ReadError::UnknownLanguage { path: path.to_owned() })?;
    let text = read_text(path)?;
    Ok(SourceFile::new(path, language, text, options(language)))
}

/// Reads a file as UTF-8.
pub fn read_text(path: &Path) -> Result<String, ReadError> {
    let bytes = fs::read(path).map_err(|error| ReadError::Io { path: path.to_owned(), error })?;
    String::from_utf8(bytes).map_err(|error| ReadError::NotUtf8 { path: path.to_owned(), at: error.utf8_error().valid_up_to() })
}

/// The folder that a path belongs to as a workspace: the nearest one above it with `.healer` or `.git`, else the outermost with a manifest in
/// an unbroken row of parents, else the path's own folder. The user's home folder is never taken for a workspace because of its `.git`.
pub fn workspace_root(path: &Path) -> PathBuf {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    let home = etcetera::home_dir().ok();
    let marked = |folder: &Path| folder.join(".healer").is_dir() || folder.join(".git").exists();
    if let Some(root) = folder.ancestors().take_while(|folder| Some(*folder) != home.as_deref()).find(|folder| marked(folder)) {
        return root.to_owned();
    }
    let has_manifest = |folder: &&Path| manifests::NAMES.iter().any(|name| folder.join(name).is_file());
    let Some(nearest) = folder.ancestors().find(has_manifest) else { return folder.to_owned() };
    nearest.ancestors().take_while(has_manifest).last().unwrap_or(nearest).to_owned()
}

/// The folders that are never read: what tools make, and what others wrote.
fn is_foreign_folder(entry: &DirEntry) -> bool {
    if entry.depth() == 0 || !entry.file_type().is_some_and(|kind| kind.is_dir()) {
        return false;
    }
    let path = entry.path();
    match entry.file_name().to_str().unwrap_or("") {
        "__pycache__" => true,
        name if FOREIGN_FOLDERS.contains(&name) => true,
        // These names are also given to folders of sources, so the mark that the tool leaves decides.
        "target" => path.join("CACHEDIR.TAG").exists() || path.parent().is_some_and(|parent| parent.join("Cargo.toml").is_file()),
        _ => path.join("pyvenv.cfg").is_file(),
    }
}

/// Paths below a root that are worth reading, sorted, those ignored by `.gitignore` and hidden ones left out.
pub fn source_paths(root: &Path, cancel: &CancelToken) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = walk(root, cancel).filter(|path| is_source(path)).collect();
    paths.sort();
    paths
}

fn walk<'c>(root: &Path, cancel: &'c CancelToken) -> impl Iterator<Item = PathBuf> + use<'c> {
    let walker = WalkBuilder::new(root).require_git(false).filter_entry(|entry| !is_foreign_folder(entry)).build();
    walker
        .take_while(|_| !cancel.is_cancelled())
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .map(DirEntry::into_path)
}

fn is_source(path: &Path) -> bool {
    let minified = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.ends_with(".min.js"));
    Language::from_path(path).is_some() && !minified
}

/// Reads the project below `root`, an absolute folder. Cancelled, it gives what was read so far, marked as incomplete.
pub fn load(root: &Path, limits: LoadLimits, cancel: &CancelToken) -> LoadedProject {
    let mut loaded = LoadedProject { project: Project { root: root.to_owned(), ..Project::default() }, ..LoadedProject::default() };
    let mut sources = Vec::new();
    let mut folders = BTreeSet::from([root.to_owned()]);
    for (seen, path) in walk(root, cancel).enumerate() {
        if seen >= limits.entries {
            loaded.truncated = true;
            break;
        }
        if is_source(&path) {
            sources.push(path);
        } else if path.file_name().and_then(|name| name.to_str()).is_some_and(|name| manifests::NAMES.contains(&name)) {
            folders.extend(path.parent().map(Path::to_owned));
        }
    }
    loaded.truncated |= cancel.is_cancelled();
    // Manifests above the root count too: cargo, npm and go look upwards. Those with a leading dot are hidden from the walk.
    folders.extend(root.ancestors().skip(1).map(Path::to_owned));
    for folder in &folders {
        load_manifests(&mut loaded.project, folder, limits);
    }
    loaded.project.templates = Arc::new(TemplateSet::read(root, yaml_files(&root.join(RULES_FOLDER), limits)));
    let files = yaml_files(&root.join(PATTERNS_FOLDER), limits);
    (loaded.shared, loaded.shared_problems) = shared_patterns(&files);
    add_ignored_go_files(&mut sources, cancel);
    sources.sort();
    sources.dedup();
    let mut budget = limits.total_bytes;
    for path in sources {
        match load_file(&loaded, &path, limits, &mut budget, cancel) {
            Some(source) => loaded.replace(source),
            None => loaded.incomplete.extend(path.parent().map(Path::to_owned)),
        }
    }
    loaded
}

/// The YAML files of a folder and of those below it, with their texts, in order of path; files that are not UTF-8 or too large are left out.
pub fn yaml_files(folder: &Path, limits: LoadLimits) -> Vec<(PathBuf, Arc<str>)> {
    let is_yaml = |path: &Path| path.extension().is_some_and(|extension| extension == "yml" || extension == "yaml");
    let walker = WalkBuilder::new(folder).standard_filters(false).max_depth(Some(8)).sort_by_file_path(Path::cmp).build();
    let paths = walker.filter_map(Result::ok).map(DirEntry::into_path).filter(|path| is_yaml(path) && path.is_file());
    let small = |path: &PathBuf| fs::metadata(path).is_ok_and(|data| data.len() <= limits.file_bytes);
    paths.filter(small).take(limits.files).filter_map(|path| read_text(&path).ok().map(|text| (path, Arc::from(text)))).collect()
}

/// The learned fixes of files, with what is wrong with those that cannot be read. Whoever wrote them, here they are on trial.
fn shared_patterns(files: &[(PathBuf, Arc<str>)]) -> (Arc<[KnownPattern]>, Vec<String>) {
    let (mut shared, mut problems) = (Vec::new(), Vec::new());
    for (path, text) in files {
        match pattern_file::read(text) {
            Ok(patterns) => shared.extend(patterns.into_iter().map(|pattern| {
                let pattern = Pattern { source: Source::Imported, ..pattern };
                KnownPattern { pattern: Arc::new(pattern), record: PatternRecord::default(), is_local: true }
            })),
            Err(error) => problems.push(format!("{}:{}: {}; the learned fixes in it are left out", path.display(), error.line, error.message)),
        }
    }
    (shared.into(), problems)
}

fn load_manifests(project: &mut Project, folder: &Path, limits: LoadLimits) {
    for name in manifests::NAMES.iter().chain(manifests::ESLINT_NAMES) {
        let path = folder.join(name);
        if fs::metadata(&path).is_ok_and(|data| data.is_file() && data.len() <= limits.file_bytes)
            && let Ok(text) = read_text(&path)
        {
            project.manifests.insert(path, Arc::from(text.trim_start_matches('\u{feff}')));
        }
    }
}

fn load_file(loaded: &LoadedProject, path: &Path, limits: LoadLimits, budget: &mut u64, cancel: &CancelToken) -> Option<SourceFile> {
    if cancel.is_cancelled() || loaded.project.files.len() >= limits.files {
        return None;
    }
    let length = fs::metadata(path).ok()?.len();
    if length > limits.file_bytes || length > *budget {
        return None;
    }
    let source = read_source(path, |language| loaded.parse_options(path, language)).ok()?;
    *budget = budget.saturating_sub(length);
    Some(source)
}

/// Go compiles every file of a folder, also those that git ignores (generated ones), so that names would be missing without them.
fn add_ignored_go_files(sources: &mut Vec<PathBuf>, cancel: &CancelToken) {
    let is_go = |path: &Path| path.extension().is_some_and(|extension| extension == "go");
    let folders: BTreeSet<PathBuf> = sources.iter().filter(|path| is_go(path)).filter_map(|path| path.parent()).map(Path::to_owned).collect();
    for folder in folders {
        if cancel.is_cancelled() {
            return;
        }
        let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        sources.extend(entries.map(|entry| entry.path()).filter(|path| is_go(path) && path.is_file()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_of(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn names(folder: &Path, loaded: &LoadedProject) -> Vec<String> {
        loaded.project.files.keys().map(|path| path.strip_prefix(folder).unwrap().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn foreign_and_ignored_files_stay_out() {
        let folder = folder_of(&[
            (".gitignore", "build/\n*_generated.go\n"),
            ("Cargo.toml", "[package]\nname = 'a'\n"),
            ("src/lib.rs", ""),
            ("src/target/mod.rs", ""),
            ("target/debug/build.rs", ""),
            ("node_modules/x/index.js", ""),
            ("build/out.js", ""),
            (".hidden/a.py", ""),
            ("env/pyvenv.cfg", ""),
            ("env/lib/a.py", ""),
            ("web/app.js", ""),
            ("web/app.min.js", ""),
            ("go/a.go", "package a\n"),
            ("go/b_generated.go", "package a\n"),
            ("notes.txt", ""),
        ]);
        let loaded = load(folder.path(), LoadLimits::default(), &CancelToken::new());
        assert_eq!(names(folder.path(), &loaded), ["go/a.go", "go/b_generated.go", "src/lib.rs", "src/target/mod.rs", "web/app.js"]);
        assert!(loaded.incomplete.is_empty());
        assert_eq!(loaded.project.manifests.len(), 1);
    }

    #[test]
    fn what_is_left_out_is_known() {
        let folder =
            folder_of(&[("a/one.go", "package a\n"), ("b/two.go", "package b // a longer text than the limit allows\n"), ("c/three.go", "package c\n")]);
        fs::write(folder.path().join("c/latin.go"), b"package c // \xe9\n").unwrap();
        let loaded = load(folder.path(), LoadLimits { file_bytes: 30, ..LoadLimits::default() }, &CancelToken::new());
        assert_eq!(names(folder.path(), &loaded), ["a/one.go", "c/three.go"]);
        assert_eq!(loaded.incomplete, BTreeSet::from([folder.path().join("b"), folder.path().join("c")]));
        let siblings = |name: &str| loaded.facts(&loaded.source(&folder.path().join(name)).unwrap()).siblings;
        assert!(siblings("a/one.go").is_some());
        assert!(siblings("c/three.go").is_none());
        let one_only = load(folder.path(), LoadLimits { files: 1, ..LoadLimits::default() }, &CancelToken::new());
        assert_eq!(names(folder.path(), &one_only), ["a/one.go"]);
        assert_eq!(one_only.incomplete.len(), 2);
    }

    #[test]
    fn a_file_that_is_not_utf8_is_refused_with_its_place() {
        let folder = folder_of(&[]);
        let path = folder.path().join("a.py");
        fs::write(&path, b"x = '\xff'\n").unwrap();
        let error = read_source(&path, |_| ParseOptions::default()).unwrap_err();
        assert!(error.to_string().ends_with("a.py: not UTF-8 (first at byte 5); healer reads UTF-8 only"), "{error}");
    }

    #[test]
    fn roots_are_found_upwards() {
        let folder = folder_of(&[("ws/Cargo.toml", ""), ("ws/member/Cargo.toml", ""), ("ws/member/src/lib.rs", ""), ("git/.git/HEAD", ""), ("git/a/b.py", "")]);
        let root = |name: &str| workspace_root(&folder.path().join(name)).strip_prefix(folder.path()).unwrap().to_owned();
        assert_eq!(root("git/a/b.py"), Path::new("git"));
        assert_eq!(root("ws/member/src/lib.rs"), Path::new("ws"));
    }
}
