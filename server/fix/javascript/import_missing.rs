//! Imports or requires a name that is used but bound nowhere.
//!
//! Where the name comes from is told, in this order, by other files of the project that import it, by what the project's files export, by
//! Node's own modules, and by the packages that package.json names. The statement is written as the file writes its others.

use super::import_place;
use super::import_sources::{Source, sources};
use super::style::Style;
use super::tree;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use std::path::Path;

pub(super) const RULE: Rule = Rule {
    name: "javascript/import-missing",
    summary: "Imports or requires a missing name",
    not_offered: "It keeps silent about names that neither the project, nor Node's own modules, nor the packages that package.json names have.",
    examples: &[
        Example::mends(
            "eslint[no-undef]: 'path' is not defined.",
            "
            import fs from 'node:fs';
            export default «path».join('a', fs.readFileSync('name', 'utf8'));
            ",
            "
            import fs from 'node:fs';
            import path from 'node:path';
            export default path.join('a', fs.readFileSync('name', 'utf8'));
            ",
        ),
        Example::keeps_silent("eslint[no-undef]: 'qzwvx' is not defined.", "export default «qzwvx»('a');"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.category() == "RES.NAME"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let Some(node) = tree::identifier_at(file, context.diagnostic.range.start) else { return Vec::new() };
    let name = tree::text(file, node);
    let style = Style::of(file, context.project);
    let found = sources(context, name, &style);
    let wanted = undefined_names(context);
    let mut proposals = Vec::new();
    for source in found.into_iter().take(4) {
        // Other names that are missing too come along where the same statement brought them elsewhere.
        let mut names: Vec<(String, String)> = vec![(source.exported.clone(), name.to_owned())];
        if !source.is_whole() {
            for (exported, local) in &source.together {
                if local != name && wanted.iter().any(|wanted| wanted == local) {
                    names.push((exported.clone(), local.clone()));
                }
            }
            let order = |local: &str| source.together.iter().position(|(_, other)| other == local).unwrap_or(usize::MAX);
            names.sort_by_key(|(_, local)| order(local));
        }
        let Some(edits) = import_place::edits(file, &style, &source, &names) else { continue };
        let listed: Vec<String> = names.iter().map(|(_, local)| format!("`{local}`")).collect();
        let verb = if style.module { "Import" } else { "Require" };
        let title = format!("{verb} {} from `{}`", listed.join(", "), source.module);
        proposals.push(Proposal::new(RULE.name, title, context, edits, source.likelihood));
    }
    proposals
}

/// All names of the file that are reported as undefined.
fn undefined_names(context: &FixContext<'_>) -> Vec<String> {
    let undefined = context.diagnostics.iter().filter(|diagnostic| applies(diagnostic));
    undefined.filter_map(|diagnostic| tree::identifier_at(context.file, diagnostic.range.start)).map(|node| tree::text(context.file, node).to_owned()).collect()
}

/// The lexically normal form of a folder and a relative module path, without touching the disk.
pub(super) fn join(folder: &Path, module: &str) -> std::path::PathBuf {
    let mut joined = folder.to_owned();
    for part in module.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(joined.pop()),
            part => joined.push(part),
        }
    }
    joined
}

/// The path of a module relative to a folder, as an import writes it: `./a`, `../b/c.js`.
pub(super) fn relative(folder: &Path, module: &Path) -> Option<String> {
    let shared = super::style::shared_folders(folder, module);
    let up = folder.components().count() - shared;
    let down: Vec<&str> = module.components().skip(shared).map(|part| part.as_os_str().to_str()).collect::<Option<_>>()?;
    let mut written = if up == 0 { "./".to_owned() } else { "../".repeat(up) };
    written.push_str(&down.join("/"));
    if down.is_empty() {
        written.truncate(written.trim_end_matches('/').len());
    }
    Some(written)
}

impl Source {
    /// Whether the module itself is bound, not one of its exports.
    pub(super) fn is_whole(&self) -> bool {
        self.exported.is_empty() || self.exported == "default"
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{first_fix, first_fix_in};
    use super::*;

    #[test]
    fn modules_of_node_are_required_as_the_file_does() {
        first_fix(
            "const fs = require('fs')\nmodule.exports = path.join('a', fs.sep)\n",
            "const fs = require('fs')\nconst path = require('path')\nmodule.exports = path.join('a', fs.sep)\n",
        );
        first_fix(
            "import fs from \"node:fs\";\nexport const a = promisify(fs.readFile);\n",
            "import fs from \"node:fs\";\nimport { promisify } from \"node:util\";\nexport const a = promisify(fs.readFile);\n",
        );
    }

    #[test]
    fn what_other_files_import_is_imported_the_same_way() {
        first_fix_in(
            "const a = require('./a');\nmodule.exports = a(kToken, onFinished);\n",
            &[
                ("lib/sub/b.js", "const { kToken } = require('../token');\nvar onFinished = require('on-finished');\nmodule.exports = kToken;\n"),
                ("lib/token.js", "exports.kToken = 1;\n"),
            ],
            "const a = require('./a');\nconst { kToken } = require('./token');\nmodule.exports = a(kToken, onFinished);\n",
        );
        first_fix_in(
            "var a = require('./a');\ndebug(a);\nmodule.exports = a;\n",
            &[("lib/view.js", "var debug = require('debug')('app:view');\nmodule.exports = debug;\n")],
            "var debug = require('debug')('app:main');\nvar a = require('./a');\ndebug(a);\nmodule.exports = a;\n",
        );
    }

    #[test]
    fn exports_of_the_project_are_found() {
        first_fix_in(
            "import b from './b.js';\nexport const c = new AxiosHeaders(b);\n",
            &[("lib/core/AxiosHeaders.js", "class AxiosHeaders {}\nexport default AxiosHeaders;\n")],
            "import b from './b.js';\nimport AxiosHeaders from './core/AxiosHeaders.js';\nexport const c = new AxiosHeaders(b);\n",
        );
        first_fix_in(
            "class A {\n  f() { throw new InvalidError('a'); }\n}\nexports.A = A;\n",
            &[("lib/error.js", "class InvalidError extends Error {}\nexports.InvalidError = InvalidError;\n")],
            "const { InvalidError } = require('./error');\n\nclass A {\n  f() { throw new InvalidError('a'); }\n}\nexports.A = A;\n",
        );
    }

    #[test]
    fn names_that_are_missing_together_come_together() {
        first_fix_in(
            "const { dirname } = require('node:path')\nmodule.exports = [dirname, readFile, mkdir]\n",
            &[("lib/b.js", "const { mkdir, readFile, stat } = require('node:fs/promises')\nmodule.exports = [mkdir, readFile, stat]\n")],
            "const { mkdir, readFile } = require('node:fs/promises')\nconst { dirname } = require('node:path')\nmodule.exports = [dirname, readFile, mkdir]\n",
        );
    }

    #[test]
    fn an_import_of_the_same_module_is_extended() {
        first_fix(
            "import { join } from 'path';\nexport default dirname(join('a'));\n",
            "import { join, dirname } from 'path';\nexport default dirname(join('a'));\n",
        );
        first_fix(
            "const { join } = require('path');\nmodule.exports = dirname(join('a'));\n",
            "const { join, dirname } = require('path');\nmodule.exports = dirname(join('a'));\n",
        );
    }

    #[test]
    fn a_module_is_known_by_its_members() {
        first_fix_in(
            "import b from './b.js';\nexport default [b, fetchAdapter.getFetch];\n",
            &[("lib/fetch.js", "export const getFetch = 1;\n")],
            "import b from './b.js';\nimport * as fetchAdapter from './fetch.js';\nexport default [b, fetchAdapter.getFetch];\n",
        );
    }

    #[test]
    fn packages_of_the_manifest_are_found() {
        first_fix_in(
            "import a from './a.js';\nexport default mimeTypes(a);\n",
            &[("package.json", "{\"dependencies\": {\"mime-types\": \"1\"}}")],
            "import mimeTypes from 'mime-types';\nimport a from './a.js';\nexport default mimeTypes(a);\n",
        );
    }

    #[test]
    fn relative_paths_are_written_as_imports_do() {
        assert_eq!(relative(Path::new("/p/lib"), Path::new("/p/lib/core/a")).as_deref(), Some("./core/a"));
        assert_eq!(relative(Path::new("/p/lib/x"), Path::new("/p/a.js")).as_deref(), Some("../../a.js"));
        assert_eq!(join(Path::new("/p/lib"), "../a/./b.js"), Path::new("/p/a/b.js"));
    }
}
