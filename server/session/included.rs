//! Rust files whose names may come from where they are used: a part that another file includes as text, a module that only a build with flags
//! of its own compiles.

use crate::fix::Project;
use crate::syntax::{Language, SourceFile};

/// Flags that ordinary builds set or leave out.
const KNOWN_FLAGS: &[&str] = &["cfg", "not", "any", "all", "test", "feature", "unix", "windows", "debug_assertions", "doc", "docsrs", "panic", "proc_macro"];

/// Whether another file of the same or the outer folder says so of a file.
pub(super) fn takes_names_from_outside(project: &Project, file: &SourceFile) -> bool {
    let (Some(folder), Some(name)) = (file.path().parent(), file.path().file_name().and_then(|name| name.to_str())) else { return false };
    if file.language() != Language::Rust {
        return false;
    }
    let module = name.trim_end_matches(".rs");
    let near = project.files_of(Language::Rust).filter(|(path, _)| path.parent().is_some_and(|other| other == folder || Some(other) == folder.parent()));
    near.filter(|(path, _)| *path != file.path()).any(|(_, other)| includes(other.source.text(), name) || is_declared_for_flags(other.source.text(), module))
}

/// Whether a text includes a file of that name.
fn includes(text: &str, name: &str) -> bool {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("include!(") {
        let path = after.trim_start().strip_prefix('"').and_then(|path| path.split('"').next()).unwrap_or("");
        if path.rsplit('/').next() == Some(name) {
            return true;
        }
        rest = after;
    }
    false
}

/// Whether a text declares a module under a flag that only some builds know.
fn is_declared_for_flags(text: &str, module: &str) -> bool {
    let declaration = format!("mod {module};");
    text.match_indices(&declaration).any(|(at, _)| {
        let before = text.get(..at).unwrap_or("").trim_end().trim_end_matches("pub(crate)").trim_end_matches("pub").trim_end();
        let flags = before.rsplit_once("#[cfg(").map(|(_, flags)| flags).filter(|flags| flags.ends_with(")]") && !flags.contains('\n'));
        flags.is_some_and(|flags| {
            let unquoted: String = flags.split('"').step_by(2).collect();
            let words = unquoted.split(|character: char| !character.is_alphanumeric() && character != '_').filter(|word| !word.is_empty());
            words.into_iter().any(|word| !KNOWN_FLAGS.contains(&word) && !word.starts_with("target_"))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::ProjectFile;
    use crate::syntax::ParseOptions;

    #[test]
    fn parts_and_modules_of_special_builds_are_known() {
        let table = [
            ("include!(\"common.rs\");", true),
            ("include!(\"uncommon.rs\");", false),
            ("#[cfg(sanitize_memory)]\npub(crate) mod common;", true),
            ("#[cfg(all(test, feature = \"x\"))]\nmod common;", false),
            ("#[cfg(sanitize_memory)]\nmod other;\nmod common;", false),
        ];
        for (text, expected) in table {
            let source = |path: &str, text: &str| SourceFile::new(path, Language::Rust, text, ParseOptions::default());
            let mut project = Project { root: "/w".into(), ..Project::default() };
            project.files.insert("/w/src/lib.rs".into(), ProjectFile { source: source("/w/src/lib.rs", text) });
            assert_eq!(takes_names_from_outside(&project, &source("/w/src/common.rs", "")), expected, "{text}");
        }
    }
}
