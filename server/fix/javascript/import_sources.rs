//! Where a missing name may come from.

use super::import_missing::{join, relative};
use super::modules::{builtin_exporting, builtin_named, camel};
use super::style::{Style, shared_folders};
use crate::base::names;
use crate::fix::FixContext;
use crate::syntax::javascript::outline::{DEFAULT, MODULE_EXPORTS};
use crate::syntax::{Import, ImportedName, Language, SourceFile};
use std::path::Path;

/// A module and the export in it that a name may mean.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Source {
    /// As an import in this file writes it.
    pub module: String,
    /// The export's name; `""` for the module itself, `default` for its default export.
    pub exported: String,
    /// What is done to the required module: `('app:view')`, `.promises`; `""` for nothing.
    pub suffix: String,
    /// Exports and local names that are imported together with it elsewhere, in their order.
    pub together: Vec<(String, String)>,
    pub likelihood: f64,
}

/// The sources of a name, likeliest first.
pub(super) fn sources(context: &FixContext<'_>, name: &str, style: &Style) -> Vec<Source> {
    let mut found = imported_elsewhere(context, name, style);
    let add = |found: &mut Vec<Source>, source: Source| match found.iter_mut().find(|known| same_module(&known.module, &source.module)) {
        Some(known) => known.likelihood = known.likelihood.max(source.likelihood + 0.01).min(0.97),
        None => found.push(source),
    };
    for source in exported_in_project(context, name, style).into_iter().chain(with_members(context, name, style)) {
        add(&mut found, source);
    }
    let plain =
        |module: String, exported: &str, likelihood| Source { module, exported: exported.to_owned(), suffix: String::new(), together: Vec::new(), likelihood };
    let prefixed = |module: &str| if style.node_prefix.unwrap_or(false) || module == "test" { format!("node:{module}") } else { module.to_owned() };
    if let Some(module) = builtin_named(name) {
        add(&mut found, plain(prefixed(module), whole(style), 0.9));
    }
    if let Some(module) = builtin_exporting(name) {
        add(&mut found, plain(prefixed(module), name, 0.88));
    }
    for package in dependencies(context) {
        if camel(&package) == name || (package == "lodash" && name == "_") || (package == "jquery" && name == "$") || package.eq_ignore_ascii_case(name) {
            add(&mut found, plain(package, whole(style), 0.88));
        } else if name.len() > 3 && camel(&package).starts_with(name) {
            add(&mut found, plain(package, whole(style), 0.7));
        }
    }
    found.sort_by(|left, right| right.likelihood.total_cmp(&left.likelihood));
    found
}

/// What a module as a whole is called as an export: its default in an import, the module in a require.
fn whole(style: &Style) -> &'static str {
    if style.module { DEFAULT } else { "" }
}

/// Whether two module texts mean the same module: `fs` and `node:fs`, `./a` and `./a.js`.
pub(super) fn same_module(left: &str, right: &str) -> bool {
    bare(left) == bare(right)
}

fn bare(module: &str) -> &str {
    let module = module.trim_start_matches("node:").trim_end_matches('/');
    let module = [".js", ".mjs", ".cjs"].iter().find_map(|extension| module.strip_suffix(extension)).unwrap_or(module);
    module.strip_suffix("/index").unwrap_or(module)
}

fn imported_elsewhere(context: &FixContext<'_>, name: &str, style: &Style) -> Vec<Source> {
    let file = context.file;
    let Some(folder) = file.path().parent() else { return Vec::new() };
    let mut found: Vec<(Source, usize, usize)> = Vec::new();
    for (path, other) in context.project.files_of(Language::JavaScript).filter(|(path, _)| *path != file.path()) {
        for import in &other.outline().imports {
            let Some(imported) = import.names.iter().find(|imported| imported.local == name) else { continue };
            let Some(module) = module_from_here(folder, path, &import.module, file.path()) else { continue };
            let source = Source {
                module,
                exported: converted(imported, import, style),
                suffix: suffix(&other.source, import, file.path(), path),
                together: import.names.iter().map(|name| (name.exported.clone(), name.local.clone())).collect(),
                likelihood: 0.0,
            };
            let near = shared_folders(path, file.path());
            match found.iter_mut().find(|(known, _, _)| same_module(&known.module, &source.module) && known.exported == source.exported) {
                Some((known, votes, nearest)) => {
                    *votes += 1;
                    *nearest = near.max(*nearest);
                    for pair in source.together {
                        if !known.together.contains(&pair) {
                            known.together.push(pair);
                        }
                    }
                }
                None => found.push((source, 1, near)),
            }
        }
    }
    let total: usize = found.iter().map(|(_, votes, _)| votes).sum();
    found
        .into_iter()
        .map(|(source, votes, near)| {
            let share = votes as f64 / total.max(1) as f64;
            let likelihood = (0.86 + 0.08 * share + 0.01 * (votes.min(3) as f64) + 0.001 * near.min(9) as f64).min(0.97);
            Source { likelihood, ..source }
        })
        .collect()
}

/// The module text of another file's import as this file has to write it; `None` where it is this file itself.
fn module_from_here(folder: &Path, other: &Path, module: &str, own: &Path) -> Option<String> {
    if !module.starts_with('.') {
        return Some(module.to_owned());
    }
    let target = join(other.parent()?, module);
    let own_stem = own.with_extension("");
    if target == own || target == own_stem {
        return None;
    }
    let written = relative(folder, &target)?;
    // A path that ended in a slash or in `..` names a folder; what is left of it is written without the slash.
    Some(written)
}

/// The exported name, where an import of one kind is turned into the other.
fn converted(imported: &ImportedName, import: &Import, style: &Style) -> String {
    match (import.require, style.module, imported.exported.as_str()) {
        (true, true, "") => DEFAULT.to_owned(),
        (false, false, DEFAULT) => String::new(),
        (_, _, exported) => exported.to_owned(),
    }
}

/// What another file does to the required module; a mention of its own name becomes one of this file's.
fn suffix(source: &SourceFile, import: &Import, own: &Path, other: &Path) -> String {
    let statement = source.slice(import.range);
    let Some(after) = import.require.then(|| statement.split_once("require(")).flatten().and_then(|(_, rest)| rest.split_once(')')) else {
        return String::new();
    };
    let done = after.1.trim_end().trim_end_matches(';').trim();
    let one_line = !done.contains('\n') && done.starts_with(['(', '.']);
    if !one_line {
        return String::new();
    }
    match (own.file_stem().and_then(|stem| stem.to_str()), other.file_stem().and_then(|stem| stem.to_str())) {
        (Some(own), Some(other)) => done.replace(other, own),
        _ => done.to_owned(),
    }
}

fn exported_in_project(context: &FixContext<'_>, name: &str, style: &Style) -> Vec<Source> {
    let file = context.file;
    let Some(folder) = file.path().parent() else { return Vec::new() };
    let mut found = Vec::new();
    for (path, other) in context.project.files_of(Language::JavaScript).filter(|(path, _)| *path != file.path()) {
        let exports = || other.outline().definitions.iter().filter(|definition| definition.public && definition.container.is_empty());
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("");
        let is_only = |export: &str| export == DEFAULT || export == MODULE_EXPORTS;
        let named = exports().any(|export| export.name == name);
        let only = exports().find(|export| is_only(&export.name));
        let carries_name = only.is_some_and(|only| only.type_text.as_deref() == Some(name));
        let file_is_called_so = camel(stem).eq_ignore_ascii_case(name) && (only.is_some() || exports().next().is_some());
        let (exported, likelihood) = match (named, carries_name, file_is_called_so) {
            (_, true, _) => (whole(style), 0.92),
            (true, false, _) => (name, 0.9),
            (false, false, true) => (whole(style), 0.84),
            _ => continue,
        };
        let Some(module) = relative(folder, path) else { continue };
        let aside = ["test", "tests", "spec", "example", "examples", "dist", "build", "bench", "benchmarks", "node_modules", "docs"];
        let out_of_the_way =
            path.components().any(|part| aside.iter().any(|name| part.as_os_str() == *name)) && !file.path().starts_with(path.parent().unwrap_or(path));
        let near = 0.002 * shared_folders(path, file.path()).min(10) as f64;
        found.push(Source {
            module: with_extension(&module, style),
            exported: exported.to_owned(),
            suffix: String::new(),
            together: exports().map(|export| (export.name.clone(), export.name.clone())).collect(),
            likelihood: likelihood + near - if out_of_the_way { 0.3 } else { 0.0 },
        });
    }
    if found.len() > 1 {
        let rivals = found.len() as f64;
        for source in &mut found {
            source.likelihood -= 0.01 * rivals.min(10.0);
        }
    }
    found
}

/// The project's modules that export every member that this file takes from the name: `adapter.get` means a module that exports `get`.
fn with_members(context: &FixContext<'_>, name: &str, style: &Style) -> Vec<Source> {
    let file = context.file;
    let taken = members_taken(file.text(), name);
    let Some(folder) = file.path().parent().filter(|_| !taken.is_empty()) else { return Vec::new() };
    let words = names::words(name);
    let mut found = Vec::new();
    for (path, other) in context.project.files_of(Language::JavaScript).filter(|(path, _)| *path != file.path()) {
        let exports = |member: &str| other.outline().named(member).any(|export| export.public && export.container.is_empty());
        let stem = names::words(path.file_stem().and_then(|stem| stem.to_str()).unwrap_or(""));
        let named_after = !stem.is_empty() && stem.iter().all(|word| words.contains(word));
        if !taken.iter().all(|member| exports(member)) || (!named_after && taken.len() < 2) {
            continue;
        }
        let Some(module) = relative(folder, path) else { continue };
        let likelihood = if named_after { 0.89 } else { 0.75 };
        let module = with_extension(&module, style);
        found.push(Source { module, exported: String::new(), suffix: String::new(), together: Vec::new(), likelihood });
    }
    found
}

/// The members that a text takes from a name.
fn members_taken<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut members: Vec<&str> = Vec::new();
    for (at, _) in text.match_indices(name) {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let Some(rest) = text.get(at + name.len()..).and_then(|rest| rest.strip_prefix('.')) else { continue };
        let member = rest.split(|c: char| !is_word(c)).next().unwrap_or("");
        if !before.is_some_and(|c| is_word(c) || c == '.') && !member.is_empty() && !members.contains(&member) {
            members.push(member);
        }
    }
    members
}

/// The module with or without its extension, as this project writes it.
fn with_extension(module: &str, style: &Style) -> String {
    let keeps = style.extension.unwrap_or(style.module);
    if keeps {
        return module.to_owned();
    }
    let stem = module.strip_suffix(".js").unwrap_or(module);
    stem.strip_suffix("/index").filter(|folder| !folder.is_empty()).unwrap_or(stem).to_owned()
}

/// The packages that the nearest package.json names.
fn dependencies(context: &FixContext<'_>) -> Vec<String> {
    let Some((_, text)) = context.project.manifest(context.file.path(), "package.json") else { return Vec::new() };
    let Ok(manifest) = serde_json::from_str::<serde_json::Value>(text) else { return Vec::new() };
    let kinds = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];
    kinds.iter().filter_map(|kind| manifest.get(kind)?.as_object()).flat_map(|packages| packages.keys().cloned()).collect()
}
