//! How a file is written: its kind of modules, quotes, semicolons, and the forms of its imports.

use crate::fix::Project;
use crate::syntax::{Language, SourceFile, javascript, parse};
use std::cmp::Ordering;
use std::path::Path;

/// The manners of a file that new code in it follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Style {
    /// Whether it imports; else it requires.
    pub module: bool,
    pub quote: char,
    pub semicolons: bool,
    /// The word that its requires begin with.
    pub keyword: &'static str,
    /// Whether it names Node's own modules with `node:`; `None` where it names none.
    pub node_prefix: Option<bool>,
    /// Whether its relative imports end in `.js`; `None` where it has none.
    pub extension: Option<bool>,
}

impl Style {
    /// The manners of a file; what the file itself does not show is taken from the others in the project, of which the nearest ones come first.
    pub fn of(file: &SourceFile, project: &Project) -> Style {
        let mut own = Shown::by(file);
        own.quote = own.quote.or_else(|| usual_quote(file));
        let module = match (file.options().module, own.imports, own.requires) {
            (_, imports, requires) if imports != requires => imports,
            (Some(module), _, _) => module,
            _ => javascript::looks_like_module(file.text()),
        };
        let mut style = Style {
            module,
            // As formatters set them that are not told otherwise.
            quote: own.quote.unwrap_or('"'),
            semicolons: own.semicolons.unwrap_or(true),
            keyword: own.keyword.unwrap_or("const"),
            node_prefix: own.node_prefix,
            extension: own.extension,
        };
        let complete = own.quote.is_some() && own.semicolons.is_some() && own.node_prefix.is_some() && own.extension.is_some();
        if !complete {
            let mut others: Vec<(&Path, Shown)> = project
                .files_of(Language::JavaScript)
                .filter(|(path, _)| *path != file.path())
                .take(200)
                .map(|(path, other)| (path, Shown::by(&other.source)))
                .collect();
            others.sort_by_key(|(path, _)| std::cmp::Reverse(shared_folders(path, file.path())));
            let others: Vec<Shown> = others.into_iter().map(|(_, shown)| shown).filter(|shown| if module { shown.imports } else { shown.requires }).collect();
            if own.quote.is_none() {
                style.quote = others.iter().find_map(|shown| shown.quote).unwrap_or(style.quote);
            }
            if own.semicolons.is_none() {
                style.semicolons = others.iter().find_map(|shown| shown.semicolons).unwrap_or(style.semicolons);
            }
            style.node_prefix = style.node_prefix.or_else(|| others.iter().find_map(|shown| shown.node_prefix));
            style.extension = style.extension.or_else(|| others.iter().find_map(|shown| shown.extension));
        }
        style
    }

    /// A text as a string literal.
    pub fn quoted(&self, text: &str) -> String {
        format!("{0}{text}{0}", self.quote)
    }

    pub fn end(&self) -> &'static str {
        if self.semicolons { ";" } else { "" }
    }
}

/// The sign that most of the file's strings stand between; `None` where it has none, or as many of each.
fn usual_quote(file: &SourceFile) -> Option<char> {
    let strings = file.tree().into_iter().flat_map(|tree| parse::descendants(tree.root_node())).filter(|node| node.kind() == "string").take(1000);
    let (single, double) = strings.fold((0, 0), |(single, double), node| match file.slice(parse::span(node)).starts_with('"') {
        true => (single, double + 1),
        false => (single + 1, double),
    });
    match single.cmp(&double) {
        Ordering::Less => Some('"'),
        Ordering::Greater => Some('\''),
        Ordering::Equal => None,
    }
}

/// The number of leading folders that two paths share.
pub(super) fn shared_folders(left: &Path, right: &Path) -> usize {
    left.components().zip(right.components()).take_while(|(one, two)| one == two).count()
}

/// What one file shows of its manners.
struct Shown {
    imports: bool,
    requires: bool,
    quote: Option<char>,
    semicolons: Option<bool>,
    keyword: Option<&'static str>,
    node_prefix: Option<bool>,
    extension: Option<bool>,
}

impl Shown {
    fn by(file: &SourceFile) -> Shown {
        let imports = &file.outline().imports;
        let statements: Vec<&str> = imports.iter().map(|import| file.slice(import.range)).collect();
        let text = file.text();
        let (single, double) = (text.matches('\'').count(), text.matches('"').count());
        let in_imports = |quote: char| statements.iter().filter(|statement| statement.contains(quote)).count();
        let quote = match (in_imports('\''), in_imports('"')) {
            (0, 0) if single + double < 4 => None,
            (0, 0) => Some(if double > single { '"' } else { '\'' }),
            (singles, doubles) => Some(if doubles > singles { '"' } else { '\'' }),
        };
        let lines = || text.lines().map(str::trim_end).filter(|line| line.ends_with([';', ')', ']', '\'', '"']));
        let (mut ended, mut open) = (0, 0);
        for line in lines().take(400) {
            if line.ends_with(';') { ended += 1 } else { open += 1 }
        }
        // An import that is one of several declarators says nothing about the statement's end.
        let whole = statements.iter().filter(|statement| ["import", "const", "var", "let"].iter().any(|word| statement.starts_with(word)));
        let semicolons = match whole.clone().filter(|statement| statement.ends_with(';')).count() {
            0 if whole.count() > 0 => Some(false),
            0 => (ended + open >= 3).then_some(ended * 3 > open),
            _ => Some(true),
        };
        let keywords: Vec<&'static str> = ["const", "var", "let"]
            .into_iter()
            .flat_map(|word| statements.iter().filter(move |statement| statement.starts_with(word)).map(move |_| word))
            .collect();
        let most = |word: &&&'static str| keywords.iter().filter(|other| other == word).count();
        let builtins: Vec<bool> = imports
            .iter()
            .filter(|import| super::modules::is_builtin(import.module.trim_start_matches("node:")))
            .map(|import| import.module.starts_with("node:"))
            .collect();
        let relative: Vec<bool> = imports
            .iter()
            .filter(|import| import.module.starts_with('.') && !matches!(import.module.as_str(), "." | ".."))
            .map(|import| Path::new(&import.module).extension().is_some_and(|extension| matches!(extension.to_str(), Some("js" | "mjs" | "cjs" | "jsx"))))
            .collect();
        Shown {
            imports: imports.iter().any(|import| !import.require) || text.contains("\nexport "),
            requires: imports.iter().any(|import| import.require) || text.contains("module.exports") || text.contains("\nexports."),
            quote,
            semicolons,
            keyword: keywords.iter().max_by_key(most).copied(),
            node_prefix: majority(&builtins),
            extension: majority(&relative),
        }
    }
}

fn majority(votes: &[bool]) -> Option<bool> {
    let yes = votes.iter().filter(|vote| **vote).count();
    (!votes.is_empty()).then_some(yes * 2 >= votes.len())
}
