//! Imports a name that is not defined.

use super::candidates::{imports, is_local};
use super::insert::edits;
use super::support::{is_identifier, subject};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "python/import-missing",
    summary: "Imports an undefined name from the standard library, from the project, or as other files of the project do",
    not_offered: "It keeps silent about names that neither the standard library, nor the project, nor its other files' imports have. Third-party packages are imported where another file of the project does so, or by the names that all the world gives them (`np`, `pd`).",
    examples: &[
        Example::mends(
            "ruff[F821]: Undefined name `pathlib`",
            r#"root = «pathlib».Path("/")"#,
            r#"
            import pathlib

            root = pathlib.Path("/")
            "#,
        ),
        Example::mends(
            "ruff[F821]: Undefined name `Frame`",
            "frame = «Frame»()",
            "
            from shapes import Frame

            frame = Frame()
            ",
        )
        .beside(&[(
            "shapes.py",
            "
            class Frame:
                pass
            ",
        )]),
        Example::keeps_silent("ruff[F821]: Undefined name `qzwvx`", "root = «qzwvx»"),
    ],
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
