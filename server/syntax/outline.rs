//! What a file defines and imports: the index of a project is made of outlines.

use crate::base::Span;

/// The definitions and imports of one file. Made from the tree-sitter tree, so a file with errors elsewhere still has one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Go: the package's name. Other languages: `None`.
    pub package: Option<String>,
    pub definitions: Vec<Definition>,
    pub imports: Vec<Import>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DefinitionKind {
    Function,
    Method,
    Type,
    Trait,
    Field,
    Variant,
    Constant,
    Variable,
    Module,
    Macro,
}

/// Something with a name, at the top level of the file or as a member of what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    pub name: String,
    pub kind: DefinitionKind,
    /// What it is a member of: the type of a method, field or variant, the module path (`a::b`) of a nested item; `""` at the top level.
    pub container: String,
    /// Whether other files can use it: `pub` in Rust, exported in JavaScript and Go, no leading underscore in Python.
    pub public: bool,
    /// The name.
    pub name_range: Span,
    /// The whole definition.
    pub range: Span,
    /// Callables: the parameters' own texts, with `self` and receivers left out. `None` for what cannot be called.
    pub parameters: Option<Vec<String>>,
    /// Callables: the declared result type's text; fields, constants, variables: the declared type's text.
    pub type_text: Option<String>,
}

/// One import, `use`, `require` or `from … import` with all that it brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The module or path as written: `os.path`, `./util.js`, `std::collections`, `net/http`.
    pub module: String,
    /// What is bound. Empty for an import for its effects.
    pub names: Vec<ImportedName>,
    /// Brings every public name (`use a::*`, `from a import *`, Go's `import . "a"`).
    pub glob: bool,
    /// JavaScript: made by `require`.
    pub require: bool,
    /// The whole statement.
    pub range: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedName {
    /// The name in the module; `""` for the module itself (`import os`, `const fs = require("fs")`, `import * as x`), `default` for a default export.
    pub exported: String,
    /// The name that is bound here.
    pub local: String,
    /// The part of the statement that brings it.
    pub range: Span,
}

impl Outline {
    /// The definitions of a name at any level.
    pub fn named<'o>(&'o self, name: &'o str) -> impl Iterator<Item = &'o Definition> {
        self.definitions.iter().filter(move |definition| definition.name == name)
    }

    /// The members of a type or module.
    pub fn members<'o>(&'o self, container: &'o str) -> impl Iterator<Item = &'o Definition> {
        self.definitions.iter().filter(move |definition| definition.container == container)
    }
}
