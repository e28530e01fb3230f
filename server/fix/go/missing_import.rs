//! Imports the package that a qualifier names.

use super::standard_library::packages;
use super::undefined_name::undefined;
use super::unused_import::imports;
use super::view::View;
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Imported;
use crate::syntax::Language;
use crate::syntax::go::ast::NodeId;
use std::path::Path;

const NAME: &str = "go/missing-import";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Imports the package that a qualifier names",
    not_offered: "It keeps silent where neither the standard library nor the module has a package of that name, and about names without a dot behind them.",
    examples: &[
        Example::mends(
            "go: undefined: fmt",
            r#"
            package main

            func main() {
            	«fmt».Println("hello")
            }
            "#,
            r#"
            package main

            import "fmt"

            func main() {
            	fmt.Println("hello")
            }
            "#,
        ),
        Example::mends(
            "go: undefined: fmt",
            r#"
            package main

            import "os"

            func main() {
            	«fmt».Println(os.Args)
            }
            "#,
            r#"
            package main

            import (
            	"fmt"
            	"os"
            )

            func main() {
            	fmt.Println(os.Args)
            }
            "#,
        ),
        Example::keeps_silent(
            "go: undefined: qzwvx",
            r#"
            package main

            func main() {
            	«qzwvx».Println("hello")
            }
            "#,
        ),
    ],
    applies: |diagnostic| undefined(diagnostic).is_some(),
    propose,
};

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(name) = undefined(context.diagnostic) else { return Vec::new() };
    let after = context.file.text().get(context.diagnostic.range.start + name.len()..).unwrap_or("");
    let Some(rest) = after.strip_prefix('.') else { return Vec::new() };
    let member: String = rest.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect();
    let mut paths: Vec<(String, f64)> = Vec::new();
    for package in packages().iter().filter(|package| package.name() == name) {
        let score = if package.exports(&member) { 0.96 } else { 0.6 };
        paths.push((package.path.to_owned(), score));
    }
    paths.extend(own_packages(context, name, &member));
    // Of packages of one name the plain one is meant more often than the special one: `math/rand` than `crypto/rand`.
    paths.sort_by(|left, right| right.1.total_cmp(&left.1).then_with(|| preference(&left.0).cmp(&preference(&right.0))));
    let view = View::new(context);
    let mut proposals = Vec::new();
    for (rank, (path, score)) in paths.iter().take(3).enumerate() {
        let edit = insertion(&view, path);
        proposals.push(Proposal::new(NAME, format!("Import \"{path}\""), context, edit.into(), score - 0.05 * rank as f64));
    }
    proposals
}

/// Orders paths of equal names: fewer special roots first, versions later, then by length.
pub(super) fn preference(path: &str) -> (bool, bool, usize) {
    let special = ["crypto/", "html/", "runtime/", "testing/", "debug/", "go/"].iter().any(|root| path.starts_with(root));
    (special, path.ends_with("/v2"), path.len())
}

/// The packages of the file's own module that are called so, and those that other files of the project import under the name.
fn own_packages(context: &FixContext<'_>, name: &str, member: &str) -> Vec<(String, f64)> {
    let mut found: Vec<(String, f64)> = Vec::new();
    let Some((root, manifest)) = context.project.manifest(context.file.path(), "go.mod") else { return found };
    let module = manifest.lines().find_map(|line| line.trim().strip_prefix("module ")).map(|module| module.trim().trim_matches('"').to_owned());
    for (path, file) in context.project.files_of(Language::Go) {
        if path == context.file.path() {
            continue;
        }
        let outline = file.outline();
        if let (Some(module), Some(folder)) = (&module, path.parent())
            && outline.package.as_deref() == Some(name)
            && Some(folder) != context.file.path().parent()
            && let Ok(inside) = folder.strip_prefix(root)
        {
            let exports = outline.definitions.iter().any(|definition| definition.container.is_empty() && definition.name == member);
            add(&mut found, import_path(module, inside), if exports { 0.97 } else { 0.55 });
        }
        for import in &outline.imports {
            if import.names.iter().any(|bound| bound.local == name) && !crate::syntax::go::imports::is_standard(&import.module) {
                add(&mut found, import.module.clone(), 0.9);
            }
        }
    }
    found
}

fn add(found: &mut Vec<(String, f64)>, path: String, score: f64) {
    match found.iter_mut().find(|(known, _)| *known == path) {
        Some((_, known)) => *known = known.max(score),
        None => found.push((path, score)),
    }
}

fn import_path(module: &str, inside: &Path) -> String {
    let parts = inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    std::iter::once(module.to_owned()).chain(parts).collect::<Vec<_>>().join("/")
}

/// The edit that adds an import: in the first group at its place by the alphabet; with the only import, which becomes a group, as goimports makes
/// it; else behind the last import or the package clause.
pub(super) fn insertion(view: &View<'_>, path: &str) -> TextEdit {
    let file = view.context.file;
    let line_break = file.line_break();
    let all = imports(view);
    let grouped = all.iter().find(|(declaration, _)| view.tree.node(*declaration).flag).map(|(declaration, _)| *declaration);
    if let Some(group) = grouped {
        let specifications = view.tree.children(group);
        let standard = crate::syntax::go::imports::is_standard(path);
        let path_of = |id: &NodeId| view.text_of(view.tree.child(*id, 1)).trim_matches(['"', '`']);
        let alike = |id: &NodeId| crate::syntax::go::imports::is_standard(path_of(id)) == standard;
        let next = specifications.iter().find(|id| alike(id) && path_of(id) > path);
        if let Some(next) = next {
            let line = file.line_of(view.tree.span(*next).start);
            return TextEdit::insert(file.line_span(line).start, format!("{}\"{path}\"{line_break}", file.indentation(line)));
        }
        let before = specifications.iter().rev().find(|id| alike(id)).or_else(|| specifications.last());
        if let Some(before) = before {
            let line = file.line_of(view.tree.span(*before).start);
            return TextEdit::insert(file.full_lines(line, line).end, format!("{}\"{path}\"{line_break}", file.indentation(line)));
        }
    }
    if let [(declaration, only)] = all.as_slice()
        && let Some(edit) = grouped_with(view, *declaration, *only, path)
    {
        return edit;
    }
    if let Some((declaration, _)) = all.last() {
        let line = file.line_of(view.tree.span(*declaration).start);
        return TextEdit::insert(file.full_lines(line, line).end, format!("import \"{path}\"{line_break}"));
    }
    let package = view.tree.span(view.tree.child(view.tree.root, 0));
    let line = file.line_of(package.start);
    let end = file.line_span(line).end;
    TextEdit::insert(end, format!("{line_break}{line_break}import \"{path}\""))
}

/// The edit that makes a group of the only import and a new one; `None` for that of C, whose comment belongs to it.
fn grouped_with(view: &View<'_>, declaration: NodeId, only: NodeId, path: &str) -> Option<TextEdit> {
    let line_break = view.context.file.line_break();
    let known = view.text_of(view.tree.child(only, 1)).trim_matches(['"', '`']);
    if known == "C" {
        return None;
    }
    let (written, added) = (view.text_of(only), format!("\"{path}\""));
    let key = |path: &str| (!crate::syntax::go::imports::is_standard(path), path.to_owned());
    let (first, second) = if key(path) < key(known) { (added.as_str(), written) } else { (written, added.as_str()) };
    let gap = if key(path).0 == key(known).0 { "" } else { line_break };
    let text = format!("import ({line_break}\t{first}{line_break}{gap}\t{second}{line_break})");
    Some(TextEdit::replace(view.tree.span(declaration), text))
}

/// The edits that add an import of a learned fix; `None` where it has a name of its own here.
pub(in crate::fix) fn import_edits(context: &FixContext<'_>, import: &Imported) -> Option<EditSet> {
    let usual = crate::syntax::go::imports::package_name(&import.module).0;
    (usual == import.local).then(|| EditSet::one(insertion(&View::new(context), &import.module)))
}
