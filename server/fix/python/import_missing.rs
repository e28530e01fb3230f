//! Imports a name that is not defined.
//!
//! ```python
//! root = pathlib.Path("/")
//! ```
//! becomes
//! ```python
//! import pathlib
//!
//! root = pathlib.Path("/")
//! ```

use super::candidates::{imports, is_local};
use super::insert::edits;
use super::support::{is_identifier, subject};
use crate::fix::{FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "python/import-missing",
    summary: "Imports an undefined name from the standard library, from the project, or as other files of the project do",
    not_offered: "",
    examples: &[],
    applies,
    propose,
};

/// How many imports are offered for one name.
const OFFERED: usize = 3;

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.category(), "RES.NAME" | "RES.TYPE" | "RES.USEBEFORE")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some((name, range)) = subject(context).filter(|(name, _)| is_identifier(name)) else { return Vec::new() };
    let followed_by_dot = context.file.text().get(range.end..).is_some_and(|rest| rest.starts_with('.'));
    let candidates = imports(context, name, followed_by_dot).into_iter().take(OFFERED);
    candidates
        .map(|candidate| {
            let edits = edits(context.file, &candidate.wanted, &|module| is_local(context, module));
            let title = match (candidate.wanted.name.as_str(), &candidate.wanted.alias) {
                ("", Some(alias)) => format!("Import `{}` as `{alias}`", candidate.wanted.module),
                ("", None) => format!("Import `{}`", candidate.wanted.module),
                (name, _) => format!("Import `{name}` from `{}`", candidate.wanted.module),
            };
            Proposal::new(RULE.name, title, context, edits, candidate.likelihood)
        })
        .collect()
}
