//! What scope analysis answers, the same for all languages.

use super::{Outline, ParseOptions, SourceFile};
use crate::base::Span;
use std::collections::BTreeSet;
use std::path::Path;

/// What scope analysis may know beyond the file's text.
#[derive(Clone, Copy, Debug, Default)]
pub struct ScopeContext<'a> {
    pub options: Option<&'a ParseOptions>,
    /// Where the file lies; `None` where that is not known. Python: a package's `__init__` re-exports what it imports.
    pub path: Option<&'a Path>,
    /// The other files of the same package, where names are shared between files (Go). `None` where they are not known: then names that
    /// they might define are not reported.
    pub siblings: Option<&'a [SourceFile]>,
    /// Names that the project's settings declare (eslint globals, builtins).
    pub known_names: &'a [String],
    /// Rust: the crates that the manifest names, in their identifier form. `None` where there is no manifest.
    pub dependencies: Option<&'a [String]>,
}

/// The outcome of scope analysis.
#[derive(Clone, Debug, Default)]
pub struct ScopeReport {
    /// In order of place.
    pub problems: Vec<NameProblem>,
    /// Every binding of the file, in order of place.
    pub bindings: Vec<Binding>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameProblemKind {
    UndefinedName,
    UnusedImport,
    UnusedVariable,
    /// The name is bound twice where that is an error (JavaScript `let`, Go).
    Redeclared,
    /// An assignment to what cannot be assigned (JavaScript `const`).
    AssignedConstant,
    /// What the grammar allows and the compiler refuses (Rust: a jump that leads nowhere, a literal out of range).
    Invalid,
    /// A function with results may end without a return (Go).
    MissingReturn,
    /// A case or key that stands twice where each may stand once (Go).
    Duplicate,
}

/// Something wrong with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameProblem {
    pub kind: NameProblemKind,
    pub name: String,
    /// The name itself, not the statement around it.
    pub range: Span,
    /// One sentence in the words of the language's own tools.
    pub message: String,
    /// Whether the language's compiler refuses the program (Go: unused imports), or only a linter minds.
    pub is_error: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BindingKind {
    Variable,
    Constant,
    Parameter,
    Function,
    Type,
    Import,
    Other,
}

/// A name and where it can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    pub name: String,
    pub kind: BindingKind,
    /// The name where it is bound.
    pub range: Span,
    /// The region in which it is visible.
    pub visible: Span,
    /// How often it is read.
    pub reads: usize,
}

impl NameProblem {
    /// The problem some bytes further on.
    pub fn moved(&self, by: usize) -> NameProblem {
        NameProblem { range: self.range.moved(by), ..self.clone() }
    }

    /// The problem with its place counted from one before it.
    pub fn counted_from(&self, start: usize) -> NameProblem {
        NameProblem { range: self.range.counted_from(start), ..self.clone() }
    }
}

impl Binding {
    /// The binding some bytes further on.
    pub fn moved(&self, by: usize) -> Binding {
        Binding { range: self.range.moved(by), visible: self.visible.moved(by), ..self.clone() }
    }

    /// The binding with its places counted from one before them.
    pub fn counted_from(&self, start: usize) -> Binding {
        Binding { range: self.range.counted_from(start), visible: self.visible.counted_from(start), ..self.clone() }
    }
}

impl ScopeReport {
    /// The bindings visible at an offset; an inner one comes before the outer one that it shadows.
    pub fn visible_at(&self, offset: usize) -> Vec<&Binding> {
        let mut visible: Vec<&Binding> = self.bindings.iter().filter(|binding| binding.visible.touches(offset)).collect();
        visible.sort_by_key(|binding| binding.visible.len());
        visible
    }

    /// The distinct names visible at an offset, innermost first.
    pub fn names_at(&self, offset: usize) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        self.visible_at(offset).into_iter().map(|binding| binding.name.as_str()).filter(|name| seen.insert(*name)).collect()
    }
}

impl ScopeContext<'_> {
    /// The outlines of the siblings, if they are known.
    pub fn sibling_outlines(&self) -> impl Iterator<Item = &Outline> {
        self.siblings.unwrap_or_default().iter().map(SourceFile::outline)
    }
}
