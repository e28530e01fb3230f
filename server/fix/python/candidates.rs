//! Where a missing name may come from: what other files import, what they define, and what everybody knows.

use super::catalog;
use super::exports::exporters;
use super::insert::{Wanted, existing};
use super::support::module_of;
use crate::fix::FixContext;
use crate::syntax::{DefinitionKind, Language};
use std::collections::HashMap;

/// A possible import with its likelihood, 0 to 1.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub wanted: Wanted,
    pub likelihood: f64,
}

/// The imports that would bind `name`, likeliest first.
pub(super) fn imports(context: &FixContext<'_>, name: &str, followed_by_dot: bool) -> Vec<Candidate> {
    let mut found = Found::default();
    let own_module = module_of(context, context.file.path()).unwrap_or_default();
    let own_is_package = context.file.path().file_stem().is_some_and(|stem| stem == "__init__");
    let place = Place { own_module: &own_module, own_is_package, relative: prefers_relative(context) };
    for (path, file) in context.project.files_of(Language::Python).filter(|(path, _)| *path != context.file.path()) {
        let outline = file.outline();
        let module = module_of(context, path).unwrap_or_default();
        let is_package = path.file_stem().is_some_and(|stem| stem == "__init__");
        for import in outline.imports.iter().filter(|import| !import.module.starts_with("__future__")) {
            for brought in import.names.iter().filter(|brought| brought.local == name) {
                let from = absolute(&import.module, &module, is_package);
                let alias =
                    (brought.exported != name && !brought.exported.is_empty() || brought.exported.is_empty() && import.module != name).then(|| name.to_owned());
                if brought.exported.is_empty() && alias.is_some() && import.module.split('.').next() == Some(name) {
                    found.add(from, String::new(), None, 0.8, &place);
                } else if from != own_module {
                    found.add(from, brought.exported.clone(), alias, 0.86, &place);
                }
            }
        }
        for definition in outline.definitions.iter().filter(|definition| definition.name == name && definition.container.is_empty()) {
            let likelihood = match definition.kind {
                DefinitionKind::Function | DefinitionKind::Type | DefinitionKind::Constant => 0.84,
                _ => 0.5,
            };
            let is_test = path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("test"));
            if !module.is_empty() && !is_test {
                found.add(module.clone(), name.to_owned(), None, likelihood, &place);
            }
        }
        if module.rsplit('.').next() == Some(name) && module.contains('.') && followed_by_dot {
            let package = module.rsplit_once('.').map_or("", |(package, _)| package);
            found.add(package.to_owned(), name.to_owned(), None, 0.7, &place);
        }
    }
    if catalog::is_standard(name) {
        found.add(name.to_owned(), String::new(), None, if followed_by_dot { 0.93 } else { 0.45 }, &place);
    }
    let exporters: Vec<&str> = exporters(name).collect();
    for module in &exporters {
        let likelihood = match existing(context.file, module) {
            Some(_) => 0.84,
            None if exporters.len() == 1 => 0.6,
            None => 0.4,
        };
        found.add((*module).to_owned(), name.to_owned(), None, likelihood, &place);
    }
    if let Some(module) = catalog::home_of(name) {
        found.add(module.to_owned(), name.to_owned(), None, 0.88, &place);
    }
    if let Some(module) = catalog::aliased(name).filter(|_| followed_by_dot) {
        found.add(module.to_owned(), String::new(), Some(name.to_owned()), 0.87, &place);
    }
    found.ranked(context)
}

/// Whether a module belongs to the project.
pub(super) fn is_local(context: &FixContext<'_>, module: &str) -> bool {
    let top = module.split('.').next().unwrap_or(module);
    context.project.files_of(Language::Python).any(|(path, _)| {
        let is_folder = path
            .ancestors()
            .skip(1)
            .any(|folder| folder.file_name().is_some_and(|name| name == top) && context.project.files.contains_key(&folder.join("__init__.py")));
        is_folder || path.file_stem().is_some_and(|stem| stem == top) && path.parent() == Some(&context.project.root)
    })
}

/// The file that is mended, as a place to import into.
struct Place<'p> {
    own_module: &'p str,
    own_is_package: bool,
    relative: bool,
}

/// Files of one project are written alike, so a file that imports nothing of its package yet follows its neighbours.
fn prefers_relative(context: &FixContext<'_>) -> bool {
    let style = |imports: &[crate::syntax::Import]| imports.iter().find_map(|import| import.module.starts_with('.').then_some(true));
    let top = module_of(context, context.file.path()).unwrap_or_default();
    let top = top.split('.').next().unwrap_or("");
    let absolute = context.file.outline().imports.iter().any(|import| !top.is_empty() && import.module.split('.').next() == Some(top));
    if style(&context.file.outline().imports).is_some() {
        return true;
    }
    !absolute && context.project.siblings(context.file.path(), Language::Python).iter().any(|file| style(&file.outline().imports).is_some())
}

/// The dotted name that a relative one means in a module.
fn absolute(written: &str, module: &str, is_package: bool) -> String {
    let dots = written.chars().take_while(|c| *c == '.').count();
    if dots == 0 {
        return written.to_owned();
    }
    let mut parts: Vec<&str> = module.split('.').filter(|part| !part.is_empty()).collect();
    let up = if is_package { dots - 1 } else { dots };
    parts.truncate(parts.len().saturating_sub(up));
    let rest = written.trim_start_matches('.');
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts.join(".")
}

impl Place<'_> {
    /// The module as it is written here.
    fn spelled(&self, module: &str, is_plain: bool) -> String {
        let top = |module: &str| module.split('.').next().unwrap_or("").to_owned();
        if is_plain || !self.relative || self.own_module.is_empty() || top(module) != top(self.own_module) {
            return module.to_owned();
        }
        let mut package: Vec<&str> = self.own_module.split('.').collect();
        if !self.own_is_package {
            package.pop();
        }
        let target: Vec<&str> = module.split('.').collect();
        let shared = package.iter().zip(&target).take_while(|(left, right)| left == right).count();
        let dots = package.len() - shared + 1;
        format!("{}{}", ".".repeat(dots), target.get(shared..).unwrap_or(&[]).join("."))
    }
}

#[derive(Default)]
struct Found(HashMap<(String, String, Option<String>), (f64, usize)>);

impl Found {
    fn add(&mut self, module: String, name: String, alias: Option<String>, likelihood: f64, place: &Place<'_>) {
        let module = place.spelled(&module, name.is_empty());
        if module.is_empty() {
            return;
        }
        let entry = self.0.entry((module, name, alias)).or_insert((0.0, 0));
        entry.0 = entry.0.max(likelihood);
        entry.1 += 1;
    }

    fn ranked(self, context: &FixContext<'_>) -> Vec<Candidate> {
        let mut candidates: Vec<Candidate> = self
            .0
            .into_iter()
            .map(|((module, name, alias), (likelihood, count))| {
                // Many files that do so, or a statement here that only lacks the name, are evidence of their own.
                let joins = if !name.is_empty() && existing(context.file, &module).is_some() { 0.07 } else { 0.0 };
                let likelihood = (likelihood + joins + 0.01 * count.min(8) as f64).min(0.97);
                Candidate { wanted: Wanted { module, name, alias }, likelihood }
            })
            .collect();
        candidates.sort_by(|left, right| {
            let short = |candidate: &Candidate| (candidate.wanted.module.len(), candidate.wanted.module.clone());
            right.likelihood.total_cmp(&left.likelihood).then_with(|| short(left).cmp(&short(right)))
        });
        candidates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_modules_have_an_absolute_name_and_back() {
        assert_eq!(absolute(".b", "p.a", false), "p.b");
        assert_eq!(absolute("..", "p.q.a", false), "p");
        assert_eq!(absolute(".b", "p", true), "p.b");
        let place = Place { own_module: "p.q.a", own_is_package: false, relative: true };
        assert_eq!(place.spelled("p.q.b", false), ".b");
        assert_eq!(place.spelled("p.r", false), "..r");
        assert_eq!(place.spelled("p", false), "..");
        assert_eq!(place.spelled("os", false), "os");
    }
}
