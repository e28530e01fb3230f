//! Merges two imports of the same module.

use super::tree;
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::{Import, SourceFile};

pub(super) const RULE: Rule = Rule {
    name: "javascript/merge-imports",
    summary: "Merges two imports of the same module",
    not_offered: "It keeps silent where one statement cannot bring all of it, as a whole module beside single names of it.",
    examples: &[
        Example::mends(
            "eslint[no-duplicate-imports]: 'node:path' import is duplicated.",
            "
            import { join } from 'node:path';
            «import { sep } from 'node:path';»
            export default join('a', sep);
            ",
            "
            import { join, sep } from 'node:path';
            export default join('a', sep);
            ",
        ),
        Example::keeps_silent(
            "eslint[no-duplicate-imports]: 'node:path' import is duplicated.",
            "
            import { join } from 'node:path';
            «import * as path from 'node:path';»
            export default join('a', path.sep);
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "no-duplicate-imports" | "import/no-duplicates")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let imports = &file.outline().imports;
    let Some(second) = imports.iter().find(|import| import.range.intersects(context.diagnostic.range)) else { return Vec::new() };
    let earlier = imports.iter().filter(|import| import.module == second.module && import.range.start < second.range.start);
    let Some((first, merged)) = earlier.filter_map(|first| Some((first, merged(file, first, second)?))).next() else { return Vec::new() };
    let edits = [TextEdit::replace(first.range, merged), tree::delete_statement(file, second.range)];
    let title = format!("Merge the imports of `{}`", second.module);
    EditSet::new(edits).ok().map(|edits| Proposal::new(RULE.name, title, context, edits, 0.9).safe()).into_iter().collect()
}

/// One statement for both imports; `None` where no statement can bring all of it.
fn merged(file: &SourceFile, first: &Import, second: &Import) -> Option<String> {
    let pick = |exported: fn(&str) -> bool| -> Vec<&str> {
        let mut picked: Vec<&str> = Vec::new();
        for name in first.names.iter().chain(&second.names).filter(|name| exported(&name.exported)) {
            let text = file.slice(name.range);
            if !picked.contains(&text) {
                picked.push(text);
            }
        }
        picked
    };
    let (defaults, spaces, named) = (pick(|name| name == "default"), pick(str::is_empty), pick(|name| !matches!(name, "" | "default")));
    if defaults.len() > 1 || spaces.len() > 1 || (!spaces.is_empty() && !named.is_empty()) {
        return None;
    }
    let mut parts: Vec<String> = defaults.iter().chain(&spaces).map(|part| (*part).to_owned()).collect();
    if !named.is_empty() {
        parts.push(format!("{{ {} }}", named.join(", ")));
    }
    let statement = file.slice(first.range);
    let tail = statement.get(statement.rfind(&first.module)?.checked_sub(1)?..)?;
    Some(if parts.is_empty() { format!("import {tail}") } else { format!("import {} from {tail}", parts.join(", ")) })
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    fn mends(before: &str, after: &str) {
        fix_of_rule("no-duplicate-imports", "'a' import is duplicated.", before, after);
    }

    #[test]
    fn imports_are_merged() {
        mends("import { b } from 'a';\n«import { c } from 'a';»\n", "import { b, c } from 'a';\n");
        mends("import { b } from \"a\"\n«import d from \"a\"»\n", "import d, { b } from \"a\"\n");
        mends("import 'a'\n«import 'a'»\n", "import 'a'\n");
        mends("import d from 'a'\nimport { b } from 'a'\n«import * as c from 'a'»\n", "import d, * as c from 'a'\nimport { b } from 'a'\n");
    }
}
