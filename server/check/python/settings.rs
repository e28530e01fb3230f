//! Which of Python's tools a workspace is set up for, as its configuration files say.

use crate::check::{Absence, PYTHON_FOLDERS, Tool, Workspace, find_program};
use std::path::Path;

/// A type checker and how a workspace says that it uses it.
pub(super) struct TypeChecker {
    pub program: &'static str,
    /// Files that configure it wherever they are.
    pub files: &'static [&'static str],
    /// Tables of pyproject.toml.
    pub tables: &'static [&'static str],
    /// Sections of setup.cfg and tox.ini.
    pub sections: &'static [&'static str],
}

/// The type checkers, the one that is taken where none is configured first.
pub(super) const TYPE_CHECKERS: [TypeChecker; 3] = [
    TypeChecker { program: "pyright", files: &["pyrightconfig.json"], tables: &["tool.pyright", "tool.basedpyright"], sections: &[] },
    TypeChecker { program: "ty", files: &["ty.toml"], tables: &["tool.ty"], sections: &[] },
    TypeChecker { program: "mypy", files: &["mypy.ini", ".mypy.ini"], tables: &["tool.mypy"], sections: &["mypy"] },
];

/// Whether a workspace is set up for a type checker.
pub(super) fn is_configured(checker: &TypeChecker, workspace: &Workspace, file: &Path) -> bool {
    let has_table = |name: &str, headers: Vec<String>| {
        workspace.folders_above(file).any(|folder| {
            let text = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
            text.lines().any(|line| headers.iter().any(|header| line.trim_start().starts_with(header.as_str())))
        })
    };
    let tables = checker.tables.iter().flat_map(|table| [format!("[{table}]"), format!("[{table}."), format!("[[{table}.")]).collect();
    let sections: Vec<String> = checker.sections.iter().flat_map(|section| [format!("[{section}]"), format!("[{section}-")]).collect();
    workspace.nearest(file, checker.files).is_some()
        || has_table("pyproject.toml", tables)
        || (!sections.is_empty() && (has_table("setup.cfg", sections.clone()) || has_table("tox.ini", sections)))
}

/// The type checker's program, where it is to run: the workspace is set up for it or has it in its own environment. Where that is so for
/// none of them, the first one that is installed runs, as somebody who installed it wants to hear it.
pub(super) fn find_type_checker(program: &'static str, workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
    let advice = format!("install it with `pip install {program}`");
    let tool = find_program(workspace, file, &[program], PYTHON_FOLDERS).map_err(|absence| absence.advise(&advice))?;
    let wanted = |checker: &TypeChecker| {
        let is_local = || find_program(workspace, file, &[checker.program], PYTHON_FOLDERS).is_ok_and(|tool| tool.origin != "PATH");
        is_configured(checker, workspace, file) || is_local()
    };
    if TYPE_CHECKERS.iter().any(|checker| checker.program == program && wanted(checker)) {
        return Ok(tool);
    }
    if let Some(other) = TYPE_CHECKERS.iter().find(|checker| checker.program != program && wanted(checker)) {
        return Err(Absence::NotConfigured(format!("the workspace is set up for {} and not for {program}", other.program)));
    }
    let first = TYPE_CHECKERS.iter().find(|checker| find_program(workspace, file, &[checker.program], PYTHON_FOLDERS).is_ok());
    match first {
        Some(first) if first.program != program => {
            Err(Absence::NotConfigured(format!("{} runs instead; add a configuration of {program} to prefer it", first.program)))
        }
        _ => Ok(tool),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn configuration_decides() {
        let folder = tempfile::tempdir().expect("made");
        let root = folder.path();
        let workspace = Workspace {
            root: root.to_owned(),
            search_path: Vec::new(),
            cache: root.join("cache"),
            environment: BTreeMap::new(),
            residents: std::sync::Arc::default(),
        };
        let [pyright, ty, mypy] = &TYPE_CHECKERS;
        let configured = |checker| is_configured(checker, &workspace, &root.join("a/b.py"));
        assert!(!configured(pyright) && !configured(ty) && !configured(mypy));
        std::fs::write(root.join("pyproject.toml"), "[project]\nname = \"a\"\n[tool.mypy]\nstrict = true\n[tool.ty.rules]\n").expect("written");
        assert!(!configured(pyright) && configured(ty) && configured(mypy));
        std::fs::write(root.join("pyrightconfig.json"), "{}").expect("written");
        assert!(configured(pyright));
    }
}
