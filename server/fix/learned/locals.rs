//! Which names mean something in one file only: variables and parameters of functions, and the functions and types around a place.

use super::observe::Change;
use crate::base::Span;
use crate::syntax::{Binding, BindingKind, DefinitionKind, SourceFile, parse};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

/// What has variables of its own, in the words of the four grammars.
pub const FUNCTIONS: &[&str] = &[
    "function_item",
    "closure_expression",
    "function_definition",
    "lambda",
    "list_comprehension",
    "set_comprehension",
    "dictionary_comprehension",
    "generator_expression",
    "function_declaration",
    "generator_function_declaration",
    "function_expression",
    "generator_function",
    "arrow_function",
    "method_definition",
    "method_declaration",
    "func_literal",
];

/// The names of both versions of a change that mean something in this file only. A name is looked into when it is asked for, as files have
/// thousands and a repair has a few.
pub struct Locals<'c> {
    bindings: HashMap<&'c str, Vec<(&'c SourceFile, &'c Binding)>>,
    /// The functions and types around the place.
    around: BTreeSet<&'c str>,
    known: RefCell<HashMap<String, bool>>,
}

impl<'c> Locals<'c> {
    /// `place` is an offset in the first version.
    pub fn of(change: &Change<'c>, place: usize) -> Locals<'c> {
        let mut bindings: HashMap<&str, Vec<(&SourceFile, &Binding)>> = HashMap::new();
        for (file, scopes) in [change.before, change.after].into_iter().zip(change.scopes) {
            for binding in &scopes.bindings {
                bindings.entry(binding.name.as_str()).or_default().push((file, binding));
            }
        }
        let around = change.before.outline().definitions.iter().filter(|definition| {
            matches!(definition.kind, DefinitionKind::Function | DefinitionKind::Method | DefinitionKind::Type)
                && definition.range.start <= place
                && place <= definition.range.end
        });
        Locals { bindings, around: around.map(|definition| definition.name.as_str()).collect(), known: RefCell::default() }
    }

    /// Takes another name for one of this file.
    pub fn add(&self, name: String) {
        self.known.borrow_mut().insert(name, true);
    }

    pub fn contains(&self, name: &str) -> bool {
        if let Some(known) = self.known.borrow().get(name) {
            return *known;
        }
        let is_inner = |(file, binding): &(&SourceFile, &Binding)| match binding.kind {
            BindingKind::Parameter => true,
            BindingKind::Variable | BindingKind::Constant => is_in_function(file, binding.range),
            _ => false,
        };
        let is_local = self.around.contains(name) || self.bindings.get(name).is_some_and(|bindings| bindings.iter().any(is_inner));
        self.known.borrow_mut().insert(name.to_owned(), is_local);
        is_local
    }
}

/// Whether a range lies in a function and is not all of it.
pub fn is_in_function(file: &SourceFile, range: Span) -> bool {
    let Some(tree) = file.tree() else { return false };
    let mut cursor = tree.root_node().walk();
    loop {
        let node = cursor.node();
        let span = parse::span(node);
        if !span.contains(range) {
            return false;
        }
        if span != range && FUNCTIONS.contains(&node.kind()) {
            return true;
        }
        if cursor.goto_first_child_for_byte(range.start).is_none() {
            return false;
        }
    }
}
