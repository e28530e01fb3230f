//! What rules may know of the files around the one that is mended.

use super::learned::Shelf;
use super::template::TemplateSet;
use crate::syntax::{Language, Outline, SourceFile};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Folders of other people's code, which is never read.
pub const FOREIGN_FOLDERS: &[&str] = &["node_modules", "site-packages", "bower_components", "vendor"];

/// Whether a folder of this name holds other people's code.
fn is_foreign(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| FOREIGN_FOLDERS.contains(&name))
}

/// A snapshot of the project around a file: the outlines of its files in the languages that healer knows, and what its manifests say.
/// Made by the session or the command line; a rule only reads it.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// The workspace folder; absolute.
    pub root: PathBuf,
    /// By absolute path. Open files have the text that the user sees.
    pub files: BTreeMap<PathBuf, ProjectFile>,
    /// The texts of manifests by absolute path: Cargo.toml, pyproject.toml, package.json, go.mod.
    pub manifests: BTreeMap<PathBuf, Arc<str>>,
    /// The user's own rules.
    pub templates: Arc<TemplateSet>,
    /// Where learned fixes are looked up.
    pub patterns: Shelf,
}

/// A file of the project.
#[derive(Clone, Debug)]
pub struct ProjectFile {
    pub source: SourceFile,
}

impl ProjectFile {
    pub fn outline(&self) -> &Outline {
        self.source.outline()
    }
}

impl Project {
    /// The files of one language, with their paths.
    pub fn files_of(&self, language: Language) -> impl Iterator<Item = (&Path, &ProjectFile)> {
        self.files.iter().filter(move |(_, file)| file.source.language() == language).map(|(path, file)| (path.as_path(), file))
    }

    /// The files of the same language in the same folder, without the file itself.
    pub fn siblings(&self, path: &Path, language: Language) -> Vec<SourceFile> {
        let folder = path.parent();
        self.files_of(language).filter(|(other, _)| *other != path && other.parent() == folder).map(|(_, file)| file.source.clone()).collect()
    }

    /// The nearest manifest of a name in the file's folder or above it: its folder and text. None where other people's code begins between
    /// the two: that has manifests of its own, which are not read.
    pub fn manifest(&self, path: &Path, name: &str) -> Option<(&Path, &str)> {
        let own = path.ancestors().skip(1).take_while(|folder| !folder.file_name().is_some_and(is_foreign));
        own.into_iter().find_map(|folder| {
            let (path, text) = self.manifests.get_key_value(&folder.join(name))?;
            Some((path.parent()?, text.as_ref()))
        })
    }
}
