//! What an error of one place means for another: the definition in another file that is to be mended, and the body of a macro that
//! goes wrong in all its expansions. Who has that text open sees the error there too, once for all its uses.

use super::message::{self, Message, Span};
use crate::model::{Finding, FindingRelated, Place, Severity};
use crate::syntax::{DefinitionKind, SourceFile};
use std::path::{Path, PathBuf};

/// At most so many uses are told at a definition.
const USES: usize = 8;

/// Collects the findings of a run, each once: a library and its tests say the same.
#[derive(Default)]
pub(super) struct Findings {
    told: Vec<Finding>,
    causes: Vec<Cause>,
    bodies: Vec<Body>,
}

/// A definition that is to be mended, and what was reported elsewhere because of it.
struct Cause {
    path: PathBuf,
    place: Place,
    uses: Vec<Finding>,
}

/// A place in the body of a macro of the workspace's own, and the errors of its expansions.
struct Body {
    path: PathBuf,
    place: Place,
    /// The target that was compiled: the same module in another target repeats its errors.
    target: Option<String>,
    expansions: Vec<Finding>,
}

impl Findings {
    /// Takes a diagnostic. `target` is the file to blame where it names no place; `raw` are its bytes.
    pub(super) fn add(&mut self, message: &Message, target: Option<&str>, raw: &[u8]) {
        let Some(found) = message::finding(message, target, raw) else { return };
        if found.severity == Severity::Error {
            if let Some((path, place)) = elsewhere(message, &found) {
                self.add_cause(path, place, &found);
            }
            if let Some(span) = message.primary().filter(|span| span.call_site().start() != span.start() && Path::new(&span.file_name).is_relative()) {
                self.add_body(span, target, &found);
            }
        }
        let repeats = |known: &Finding| known.path == found.path && known.place == found.place && known.code == found.code && known.message == found.message;
        if !self.told.iter().any(repeats) {
            self.told.push(found);
        }
    }

    fn add_cause(&mut self, path: PathBuf, place: Place, found: &Finding) {
        let same = |use_: &Finding| texts(use_) == texts(found);
        match self.causes.iter_mut().find(|cause| cause.path == path && cause.place == place && cause.uses.first().is_some_and(same)) {
            Some(cause) if cause.uses.iter().any(|known| known.path == found.path && known.place == found.place) => {}
            Some(cause) => cause.uses.push(found.clone()),
            None => self.causes.push(Cause { path, place, uses: vec![found.clone()] }),
        }
    }

    fn add_body(&mut self, span: &Span, target: Option<&str>, found: &Finding) {
        let (path, place) = (PathBuf::from(&span.file_name), span.place());
        let same = |body: &&mut Body| {
            let first = body.expansions.first().map(|first| (&first.code, headline(first)));
            body.path == path && body.place == place && body.target.as_deref() == target && first == Some((&found.code, headline(found)))
        };
        match self.bodies.iter_mut().find(same) {
            Some(body) => body.expansions.push(found.clone()),
            None => self.bodies.push(Body { path, place, target: target.map(str::to_owned), expansions: vec![found.clone()] }),
        }
    }

    /// All that was found, in the order in which it was said, then what is to be mended elsewhere.
    pub(super) fn done(mut self) -> Vec<Finding> {
        let causes = self.causes.iter().filter_map(|cause| at_cause(&cause.path, cause.place, &cause.uses));
        // What only one expansion gets wrong is the fault of its call.
        let bodies = self.bodies.iter().filter(|body| body.expansions.len() > 1).filter_map(in_body);
        let more: Vec<Finding> = causes.chain(bodies).collect();
        for found in more {
            if !self.told.iter().any(|known| known.path == found.path && known.place == found.place && headline(known) == headline(&found)) {
                self.told.push(found);
            }
        }
        self.told
    }
}

fn headline(finding: &Finding) -> &str {
    finding.message.lines().next().unwrap_or("")
}

/// The texts that a finding's suggestions put in: two errors that ask for different ones have different causes.
fn texts(finding: &Finding) -> Vec<&str> {
    finding.suggestions.iter().flat_map(|suggestion| &suggestion.edits).map(|(_, _, text)| text.as_str()).collect()
}

/// A place where an error was reported, as a related one.
fn use_of(finding: &Finding) -> FindingRelated {
    FindingRelated { path: finding.path.clone(), place: finding.place, message: headline(finding).to_owned() }
}

/// The finding at a definition: the words of its first use, the others as related places.
fn at_cause(path: &Path, place: Place, uses: &[Finding]) -> Option<Finding> {
    let first = uses.first()?;
    let mut names: Vec<String> = Vec::new();
    for name in uses.iter().filter_map(|found| found.path.file_name()).map(|name| name.to_string_lossy().into_owned()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut found = Finding { path: path.to_owned(), place, ..first.clone() };
    found.message = format!("{}\nreported in {}, to be mended here", first.message, names.join(", "));
    found.related = uses.iter().take(USES).map(use_of).chain(first.related.iter().cloned()).collect();
    Some(found)
}

/// The finding in a macro's body: the words of its first expansion, the calls as related places.
fn in_body(body: &Body) -> Option<Finding> {
    let first = body.expansions.first()?;
    let mut found = Finding { path: body.path.clone(), place: body.place, ..first.clone() };
    found.message = format!("{}\nthe same in {} expansions of this macro", first.message, body.expansions.len());
    let mut calls: Vec<FindingRelated> = Vec::new();
    for expansion in &body.expansions {
        if calls.len() < USES && !calls.iter().any(|known| known.path == expansion.path && known.place == expansion.place) {
            calls.push(FindingRelated { message: "expanded here".to_owned(), ..use_of(expansion) });
        }
    }
    found.related = calls.into_iter().chain(first.related.iter().cloned()).collect();
    Some(found)
}

/// The place in another file where an error's cause stands: the definition of a private item, or the one file that all suggestions change.
fn elsewhere(message: &Message, found: &Finding) -> Option<(PathBuf, Place)> {
    let is_other = |path: &str| Path::new(path) != found.path && Path::new(path).is_relative();
    let is_visibility = found.code.as_deref().is_some_and(|code| matches!(code, "E0603" | "E0616" | "E0624"));
    if is_visibility {
        let spans = message.spans.iter().chain(message.children.iter().filter(|child| child.message.contains("defined here")).flat_map(|child| &child.spans));
        let span = spans.map(Span::call_site).find(|span| is_other(&span.file_name))?;
        return Some((span.file_name.clone().into(), span.place()));
    }
    let mut edits = found.suggestions.iter().flat_map(|suggestion| &suggestion.edits);
    let (path, place, _) = edits.next()?;
    let same = edits.all(|(other, _, _)| other == path);
    (same && path.to_str().is_some_and(is_other)).then(|| (path.clone(), *place))
}

/// The private fields of `file` that are used in other files: the compiler names them, but not the place where they stand.
pub(super) fn private_fields(findings: &[Finding], file: &SourceFile) -> Vec<Finding> {
    let uses = findings.iter().filter(|finding| finding.code.as_deref() == Some("E0616") && in_same_crate(&finding.path, file.path()));
    let mut causes: Vec<Cause> = Vec::new();
    for found in uses {
        let Some(place) = field_place(headline(found), file) else { continue };
        match causes.iter_mut().find(|cause| cause.place == place) {
            Some(cause) => cause.uses.push(found.clone()),
            None => causes.push(Cause { path: file.path().to_owned(), place, uses: vec![found.clone()] }),
        }
    }
    causes.iter().filter_map(|cause| at_cause(&cause.path, cause.place, &cause.uses)).collect()
}

/// Whether another file of the same crate is named: a private field of another crate is not to be mended.
fn in_same_crate(named: &Path, own: &Path) -> bool {
    let sources = named.ancestors().find(|folder| folder.ends_with("src"));
    !own.ends_with(named) && sources.is_some_and(|sources| own.ancestors().any(|folder| folder.ends_with(sources)))
}

/// Where the field stands that a message names, as in "field `kind` of struct `parse::Error` is private".
fn field_place(message: &str, file: &SourceFile) -> Option<Place> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let (field, owner) = (quoted.next()?, quoted.next()?);
    let owner = owner.split('<').next().unwrap_or(owner);
    let (module, owner) = owner.rsplit_once("::").unwrap_or(("", owner));
    let module = module.rsplit("::").next().unwrap_or("");
    let is_module = ["", "crate", "self", "super"].contains(&module)
        || file.path().with_extension("").components().rev().take(2).any(|part| part.as_os_str() == module)
        || file.outline().definitions.iter().any(|definition| definition.kind == DefinitionKind::Module && definition.name == module);
    let mut fields = file
        .outline()
        .definitions
        .iter()
        .filter(|definition| definition.kind == DefinitionKind::Field && definition.name == field && definition.container == owner && !definition.public);
    let only = fields.next().filter(|_| is_module && fields.next().is_none())?;
    Some(Place::Bytes(only.name_range))
}

#[cfg(test)]
#[path = "causes_tests.rs"]
mod tests;
