//! A file's items one after the other. What was found in each item of the last texts is remembered, so that after a keystroke only the item that
//! changed is looked at anew.

use super::scope_names::ItemNames;
use super::scope_walk::{Walker, is_conditional};
use super::validate;
use crate::syntax::{Binding, BindingKind, NameProblem};
use ra_ap_syntax::SyntaxNode;
use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::rc::Rc;

/// How many files each thread remembers.
const KEPT: usize = 2;

/// The names of an item of a file, with ranges that count from the item's start.
struct ItemNamesFound {
    problems: Vec<NameProblem>,
    bindings: Vec<Binding>,
    /// How often it reads which of the module's own bindings.
    reads: Vec<(usize, usize)>,
    /// Whether it is nested too deeply to be walked.
    too_deep: bool,
}

/// What is known of the items of one file from earlier, and what was asked for this time, by their text.
struct ItemMemory<T> {
    known: HashMap<String, Rc<T>>,
    used: HashMap<String, Rc<T>>,
}

/// The memories of the last files, each with all that an item's facts depend on there beside the item's own text.
type Memories<T> = RefCell<VecDeque<(String, HashMap<String, Rc<T>>)>>;

thread_local! {
    static NAMES: Memories<ItemNamesFound> = const { RefCell::new(VecDeque::new()) };
    /// Apart from the names, as these depend on less of what stands around an item.
    static INVALID: Memories<Vec<NameProblem>> = const { RefCell::new(VecDeque::new()) };
}

impl<T> ItemMemory<T> {
    /// Works with what is remembered of the items that stood in just these surroundings; those that are not asked for are forgotten.
    fn with<R>(memories: &Memories<T>, surroundings: String, work: impl FnOnce(&mut ItemMemory<T>) -> R) -> R {
        let recalled = {
            let mut files = memories.borrow_mut();
            let at = files.iter().position(|(known, _)| *known == surroundings);
            at.and_then(|at| files.remove(at)).map(|(_, known)| known)
        };
        let mut memory = ItemMemory { known: recalled.unwrap_or_default(), used: HashMap::new() };
        let result = work(&mut memory);
        let mut files = memories.borrow_mut();
        files.truncate(KEPT - 1);
        files.push_front((surroundings, memory.used));
        result
    }

    /// The facts of an item of this text, worked out where they are not known.
    fn facts(&mut self, text: &str, find: impl FnOnce() -> T) -> Rc<T> {
        if let Some(facts) = self.used.get(text) {
            return facts.clone();
        }
        let (text, facts) = self.known.remove_entry(text).unwrap_or_else(|| (text.to_owned(), Rc::new(find())));
        self.used.insert(text, facts.clone());
        facts
    }
}

/// What the compiler refuses in a file although its grammar allows it.
pub(super) fn invalid(root: &SyntaxNode, text: &str) -> Vec<NameProblem> {
    if validate::is_silenced(root) {
        return Vec::new();
    }
    let mut problems = validate::of_file(root, text);
    INVALID.with(|memories| {
        ItemMemory::with(memories, validate::surroundings(text), |memory| {
            for item in root.children() {
                let range: Range<usize> = item.text_range().into();
                let find = || validate::of_item(&item, text).iter().map(|problem| problem.counted_from(range.start)).collect();
                let found = memory.facts(text.get(range.clone()).unwrap_or(""), find);
                problems.extend(found.iter().map(|problem| problem.moved(range.start)));
            }
        });
    });
    problems
}

impl Walker<'_> {
    /// Walks the whole file; false where it is nested too deeply. Items that are remembered are not walked again.
    pub(super) fn run(&mut self, text: &str) -> bool {
        let root = self.root.clone();
        self.silent += usize::from(is_conditional(&root));
        let names = self.enter_module(&root);
        let (mut bindings, mut problems, mut reads) = (Vec::new(), Vec::new(), vec![0; self.bindings.len()]);
        NAMES.with(|memories| {
            ItemMemory::with(memories, self.surroundings(&names), |memory| {
                for item in root.children() {
                    let range = self.span(item.text_range());
                    let found = memory.facts(range.of(text), || self.names_of(&item));
                    bindings.extend(found.bindings.iter().map(|binding| binding.moved(range.start)));
                    problems.extend(found.problems.iter().map(|problem| problem.moved(range.start)));
                    self.too_deep |= found.too_deep;
                    for (at, count) in &found.reads {
                        if let Some(total) = reads.get_mut(*at) {
                            *total += count;
                        }
                    }
                }
            });
        });
        for (binding, count) in self.bindings.iter_mut().zip(reads) {
            binding.reads = count;
        }
        self.bindings.extend(bindings);
        self.problems.extend(problems);
        !self.too_deep
    }

    fn names_of(&mut self, item: &SyntaxNode) -> ItemNamesFound {
        let own = self.bindings.len();
        self.visit(item);
        let start = item.text_range().start().into();
        let problems = std::mem::take(&mut self.problems).iter().map(|problem| problem.counted_from(start)).collect();
        let bindings = self.bindings.split_off(own).iter().map(|binding| binding.counted_from(start)).collect();
        let read = self.bindings.iter_mut().enumerate().filter(|(_, binding)| binding.reads > 0);
        let reads = read.map(|(at, binding)| (at, std::mem::take(&mut binding.reads))).collect();
        ItemNamesFound { problems, bindings, reads, too_deep: std::mem::take(&mut self.too_deep) }
    }

    /// All that the names of an item depend on beside its own text.
    fn surroundings(&self, names: &ItemNames) -> String {
        let own: Vec<(&String, BindingKind)> = names.names.iter().map(|(name, kind, _)| (name, *kind)).collect();
        let opened = (names.open, names.from_parent, self.silent, self.context.options);
        format!("{own:?} {opened:?} {:?} {:?} {:?}", self.context.known_names, self.context.dependencies, self.macros)
    }
}
