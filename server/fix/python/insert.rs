//! Where an import goes, as the file sorts its own.

use super::candidates::is_local;
use super::catalog::is_standard;
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::FixContext;
use crate::model::Imported;
use crate::syntax::{Import, SourceFile};

/// What is to be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// As it is written after `import` or `from`.
    pub module: String,
    /// The name in the module; empty for the module itself.
    pub name: String,
    /// The name here, where it differs.
    pub alias: Option<String>,
}

impl Wanted {
    pub fn statement(&self) -> String {
        let alias = self.alias.as_ref().map(|alias| format!(" as {alias}")).unwrap_or_default();
        match self.name.as_str() {
            "" => format!("import {}{alias}", self.module),
            name => format!("from {} import {name}{alias}", self.module),
        }
    }

    fn item(&self) -> String {
        format!("{}{}", self.name, self.alias.as_ref().map(|alias| format!(" as {alias}")).unwrap_or_default())
    }
}

/// The edit that imports it: into a statement that already imports from the module, else on a line of its own in its sorted place.
pub(super) fn edits(file: &SourceFile, wanted: &Wanted, is_local: &dyn Fn(&str) -> bool) -> EditSet {
    if !wanted.name.is_empty()
        && !one_name_a_line(file)
        && let Some(edit) = existing(file, &wanted.module).and_then(|import| extend(file, import, &wanted.item()))
    {
        return EditSet::one(edit);
    }
    EditSet::one(new_statement(file, wanted, is_local))
}

/// Whether the file gives each imported name a statement of its own: it imports two from one module by two statements, and never two by one.
fn one_name_a_line(file: &SourceFile) -> bool {
    let from: Vec<&Import> = file.outline().imports.iter().filter(|import| !import.glob && import.names.iter().any(|name| !name.exported.is_empty())).collect();
    let repeated = from.windows(2).any(|pair| matches!(pair, [left, right] if left.module == right.module));
    repeated && from.iter().all(|import| import.names.len() == 1)
}

/// The statement that already imports names from a module; one at the top of the file comes before one under a condition.
pub(super) fn existing<'f>(file: &'f SourceFile, module: &str) -> Option<&'f Import> {
    let from = |import: &&Import| import.module == module && !import.glob && import.names.iter().any(|name| !name.exported.is_empty());
    let top = |import: &&Import| file.line_span(file.line_of(import.range.start)).start == import.range.start;
    let imports = &file.outline().imports;
    imports.iter().filter(from).find(top).or_else(|| imports.iter().find(from))
}

/// Adds an item to `from m import a, b` where the order of its names puts it.
fn extend(file: &SourceFile, import: &Import, item: &str) -> Option<TextEdit> {
    let (first, last) = (import.names.first()?, import.names.last()?);
    let names: Vec<&str> = import.names.iter().map(|name| name.exported.as_str()).collect();
    // Constants, classes, the rest: the order that isort and ruff give names by default.
    let by_kind = |name: &str| {
        let kind = match (name.chars().any(char::is_lowercase), name.starts_with(char::is_uppercase)) {
            (false, _) if name.len() > 1 => 0,
            (_, true) => 1,
            _ => 2,
        };
        (kind, name.to_lowercase())
    };
    let sorted_by_kind = names.is_sorted_by_key(|name| by_kind(name));
    let sorted_by_name = names.is_sorted_by_key(|name| name.to_lowercase());
    let new = item.split(' ').next().unwrap_or(item);
    let next = import.names.iter().find(|known| match (sorted_by_kind, sorted_by_name) {
        (true, _) => by_kind(&known.exported) > by_kind(new),
        (false, true) => known.exported.to_lowercase() > new.to_lowercase(),
        (false, false) => false,
    });
    let lined_up = file.line_of(first.range.start) != file.line_of(import.range.start);
    let separator = if lined_up { format!(",{}{}", file.line_break(), file.indentation(file.line_of(first.range.start))) } else { ", ".to_owned() };
    Some(match next {
        Some(next) => TextEdit::insert(next.range.start, format!("{item}{separator}")),
        None => TextEdit::insert(last.range.end, format!("{separator}{item}")),
    })
}

/// Imports are sorted by section, then plain ones before `from` ones, then by name.
fn order(module: &str, from: bool, is_local: &dyn Fn(&str) -> bool) -> (u8, bool, usize, String) {
    let section = match module {
        "__future__" => 0,
        _ if module.starts_with('.') => 4,
        _ if is_standard(module) => 1,
        _ if is_local(module) => 3,
        _ => 2,
    };
    let dots = module.chars().take_while(|c| *c == '.').count();
    // Parents come before the package itself.
    (section, from, usize::MAX - dots, module.to_lowercase())
}

fn new_statement(file: &SourceFile, wanted: &Wanted, is_local: &dyn Fn(&str) -> bool) -> TextEdit {
    let line_break = file.line_break();
    let statement = wanted.statement();
    let is_top = |import: &&Import| file.line_span(file.line_of(import.range.start)).start == import.range.start;
    let key = |import: &Import| order(&import.module, import.glob || import.names.iter().any(|name| !name.exported.is_empty()), is_local);
    let own = order(&wanted.module, !wanted.name.is_empty(), is_local);
    let one_a_line = one_name_a_line(file);
    let name_of = |import: &Import| import.names.first().map(|name| name.exported.to_lowercase()).unwrap_or_default();
    let not_after = |import: &Import| key(import) < own || key(import) == own && (!one_a_line || name_of(import) <= wanted.name.to_lowercase());
    // Imports after the first other statement are there for a reason of their own.
    let imports: Vec<&Import> = file.outline().imports.iter().filter(is_top).take_while(|import| is_leading(file, import)).collect();
    let after = |import: &Import| file.full_lines(0, file.line_of(import.range.end)).end;
    let before = imports.iter().rev().find(|import| not_after(import));
    let behind = imports.iter().find(|import| !not_after(import));
    match (before, behind) {
        (Some(before), _) if key(before).0 == own.0 => ending(file, after(before), &statement, line_break),
        (_, Some(behind)) if key(behind).0 == own.0 => TextEdit::insert(behind.range.start, format!("{statement}{line_break}")),
        (Some(before), _) => ending(file, after(before), &format!("{line_break}{statement}"), line_break),
        (None, Some(behind)) => TextEdit::insert(behind.range.start, format!("{statement}{line_break}{line_break}")),
        (None, None) => {
            let start = first_statement(file);
            TextEdit::insert(start, format!("{statement}{line_break}{line_break}"))
        }
    }
}

/// An insertion of a line at a place that begins a line, or ends a text without a last line break.
fn ending(file: &SourceFile, at: usize, statement: &str, line_break: &str) -> TextEdit {
    match file.text().get(..at).is_none_or(|before| before.is_empty() || before.ends_with(['\n', '\r'])) {
        true => TextEdit::insert(at, format!("{statement}{line_break}")),
        false => TextEdit::insert(at, format!("{line_break}{statement}")),
    }
}

/// Whether nothing but imports, comments, the docstring and conditions stands before an import: no function or class.
fn is_leading(file: &SourceFile, import: &Import) -> bool {
    !file.outline().definitions.iter().any(|definition| definition.parameters.is_some() && definition.range.end < import.range.start)
}

/// Where the first statement after the docstring starts; comments that lead the file stay above.
pub(super) fn first_statement(file: &SourceFile) -> usize {
    let Some(tree) = file.tree() else { return 0 };
    let mut cursor = tree.root_node().walk();
    let mut statements = tree.root_node().named_children(&mut cursor).filter(|node| node.kind() != "comment");
    let is_docstring =
        |node: &tree_sitter::Node<'_>| node.kind() == "expression_statement" && node.named_child(0).is_some_and(|child| child.kind() == "string");
    match statements.next() {
        Some(first) if is_docstring(&first) => statements.next().map_or(file.text().len(), |next| next.start_byte()),
        Some(first) => first.start_byte(),
        None => file.text().len(),
    }
}

/// The edit that takes one name out of an import, or the whole statement where it is the only one.
pub(super) fn removal(file: &SourceFile, import: &Import, local: &str) -> Option<TextEdit> {
    let at = import.names.iter().position(|name| name.local == local)?;
    let text = file.text();
    if import.names.len() == 1 {
        let (first, last) = (file.line_of(import.range.start), file.line_of(import.range.end));
        let lines = file.full_lines(first, last);
        let alone = lines.of(text).trim() == import.range.of(text).trim();
        return alone.then(|| TextEdit::delete(lines));
    }
    let own = import.names.get(at)?.range;
    let range = match import.names.get(at + 1) {
        Some(next) => Span::new(own.start, next.range.start),
        None => Span::new(import.names.get(at.checked_sub(1)?)?.range.end, own.end),
    };
    (!range.of(text).contains('#')).then(|| TextEdit::delete(range))
}

/// The edits that add an import of a learned fix.
pub(in crate::fix) fn import_edits(context: &FixContext<'_>, import: &Imported) -> EditSet {
    let last = |path: &str| path.rsplit('.').next().unwrap_or(path).to_owned();
    let given = import.name.clone().unwrap_or_else(|| last(&import.module));
    let wanted = Wanted {
        module: import.module.clone(),
        name: import.name.clone().unwrap_or_default(),
        alias: (given != import.local && !(import.name.is_none() && import.module.starts_with(&format!("{}.", import.local)))).then(|| import.local.clone()),
    };
    edits(context.file, &wanted, &|module| is_local(context, module))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Language, ParseOptions};

    fn after(text: &str, module: &str, name: &str) -> String {
        let file = SourceFile::new("/w/a.py", Language::Python, text, ParseOptions::default());
        let wanted = Wanted { module: module.into(), name: name.into(), alias: None };
        edits(&file, &wanted, &|module| module == "own").apply(text).expect("applies")
    }

    #[test]
    fn imports_go_to_their_sorted_place() {
        assert_eq!(after("import os\nimport sys\n\nimport numpy\n", "re", ""), "import os\nimport re\nimport sys\n\nimport numpy\n");
        assert_eq!(after("import os\n\nx = 1\n", "numpy", ""), "import os\n\nimport numpy\n\nx = 1\n");
        assert_eq!(after("\"\"\"Doc.\"\"\"\n\nx = 1\n", "re", ""), "\"\"\"Doc.\"\"\"\n\nimport re\n\nx = 1\n");
        assert_eq!(after("import os\nfrom .b import c\n", "..a", "x"), "import os\nfrom ..a import x\nfrom .b import c\n");
        assert_eq!(after("import os", "re", ""), "import os\nimport re");
    }

    #[test]
    fn each_name_has_its_line_where_the_file_does_so() {
        assert_eq!(after("from .m import A\nfrom .m import c\n", ".m", "B"), "from .m import A\nfrom .m import B\nfrom .m import c\n");
    }

    #[test]
    fn names_join_a_statement_of_their_module() {
        assert_eq!(after("from m import A, c\n", "m", "b"), "from m import A, b, c\n");
        assert_eq!(after("from m import (\n    A,\n    c,\n)\n", "m", "d"), "from m import (\n    A,\n    c,\n    d,\n)\n");
        assert_eq!(after("from m import z, a\n", "m", "d"), "from m import z, a, d\n");
    }
}
