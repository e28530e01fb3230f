//! A file's items one after the other. What was found in each item of the last texts is remembered, so that after a keystroke only the item that
//! changed is looked at anew.

use super::scope_names::ItemNames;
use super::scope_walk::{Walker, is_conditional};
use super::validate;
use crate::base::Span;
use crate::syntax::{Binding, BindingKind, NameProblem};
use ra_ap_syntax::SyntaxNode;
use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

/// How many files each thread remembers.
const KEPT: usize = 2;

/// What an item of a file holds, with ranges that count from the item's start.
#[derive(Debug)]
pub(super) struct ItemFacts {
    pub problems: Vec<NameProblem>,
    pub bindings: Vec<Binding>,
    /// How often it reads which of the module's own bindings.
    pub reads: Vec<(usize, usize)>,
}

/// The items of one file by their text.
#[derive(Default)]
pub(super) struct ItemMemory {
    known: HashMap<String, Rc<ItemFacts>>,
    used: HashMap<String, Rc<ItemFacts>>,
}

thread_local! {
    static FILES: RefCell<VecDeque<(String, ItemMemory)>> = const { RefCell::new(VecDeque::new()) };
}

impl ItemMemory {
    /// What is remembered of the items that stood in just these surroundings: all that an item's facts depend on beside its own text.
    pub fn recall(surroundings: &str) -> ItemMemory {
        FILES.with_borrow_mut(|files| {
            let at = files.iter().position(|(known, _)| known == surroundings);
            at.and_then(|at| files.remove(at)).map(|(_, memory)| memory).unwrap_or_default()
        })
    }

    /// The facts of an item of this text, worked out where they are not known.
    pub fn facts(&mut self, text: &str, find: impl FnOnce() -> ItemFacts) -> Rc<ItemFacts> {
        if let Some(facts) = self.used.get(text) {
            return facts.clone();
        }
        let (text, facts) = self.known.remove_entry(text).unwrap_or_else(|| (text.to_owned(), Rc::new(find())));
        self.used.insert(text, facts.clone());
        facts
    }

    /// Remembers the items that were asked for, and forgets the others.
    pub fn keep(self, surroundings: String) {
        let memory = ItemMemory { known: self.used, used: HashMap::new() };
        FILES.with_borrow_mut(|files| {
            files.truncate(KEPT - 1);
            files.push_front((surroundings, memory));
        });
    }
}

impl Walker<'_> {
    /// Walks the whole file; false where it is nested too deeply. Items that are remembered are not walked again.
    pub(super) fn run(&mut self, text: &str) -> bool {
        let root = self.root.clone();
        self.silent += usize::from(is_conditional(&root));
        let names = self.enter_module(&root);
        let surroundings = self.surroundings(&names, text);
        let mut memory = ItemMemory::recall(&surroundings);
        let is_silenced = validate::is_silenced(&root);
        let (mut bindings, mut problems, mut reads) = (Vec::new(), Vec::new(), vec![0; self.bindings.len()]);
        for item in root.children() {
            let range = self.span(item.text_range());
            let facts = memory.facts(range.of(text), || self.facts(&item, text, is_silenced));
            bindings.extend(facts.bindings.iter().map(|binding| binding.moved(range.start)));
            problems.extend(facts.problems.iter().map(|problem| problem.moved(range.start)));
            for (at, count) in &facts.reads {
                reads.get_mut(*at).map(|total| *total += count);
            }
        }
        for (binding, count) in self.bindings.iter_mut().zip(reads) {
            binding.reads = count;
        }
        if !is_silenced {
            self.problems.extend(validate::of_file(&root, text));
        }
        self.bindings.extend(bindings);
        self.problems.extend(problems);
        if !self.too_deep {
            memory.keep(surroundings);
        }
        !self.too_deep
    }

    /// What an item of the file holds.
    fn facts(&mut self, item: &SyntaxNode, text: &str, is_silenced: bool) -> ItemFacts {
        let own = self.bindings.len();
        self.visit(item);
        if !is_silenced {
            self.problems.extend(validate::of_item(item, text));
        }
        let start = usize::from(item.text_range().start());
        let mut facts = ItemFacts { problems: std::mem::take(&mut self.problems), bindings: self.bindings.split_off(own), reads: Vec::new() };
        for range in
            facts.problems.iter_mut().map(|problem| &mut problem.range).chain(facts.bindings.iter_mut().flat_map(|one| [&mut one.range, &mut one.visible]))
        {
            *range = Span::new(range.start.saturating_sub(start), range.end.saturating_sub(start));
        }
        for (at, binding) in self.bindings.iter_mut().enumerate().filter(|(_, binding)| binding.reads > 0) {
            facts.reads.push((at, std::mem::take(&mut binding.reads)));
        }
        facts
    }

    /// All that an item's facts depend on beside its own text.
    fn surroundings(&self, names: &ItemNames, text: &str) -> String {
        let own: Vec<(&String, BindingKind)> = names.names.iter().map(|(name, kind, _)| (name, *kind)).collect();
        let opened = (names.open, names.from_parent, self.silent, self.context.options);
        let known = (self.context.known_names, self.context.dependencies);
        format!("{own:?} {opened:?} {known:?} {:?} {}", self.macros, validate::surroundings(&self.root, text))
    }
}
