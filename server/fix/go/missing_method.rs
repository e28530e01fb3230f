//! Gives a type the methods that an interface wants.
//!
//! Before: `var _ fmt.Stringer = T{}` with no `String`, after: a method `String` to be filled in. A method that differs only in case is renamed.

use super::types::{Types, base_name};
use super::view::View;
use crate::base::TextEdit;
use crate::fix::{FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::go::ast::{ABSENT, Kind, NodeId};
use regex::Regex;
use std::sync::OnceLock;

const NAME: &str = "go/missing-method";

pub const RULE: Rule =
    Rule { name: NAME, summary: "Add the methods that an interface wants", applies: |diagnostic| Missing::of(diagnostic).is_some(), propose };

/// The signatures of interfaces that everybody implements.
const COMMON: &[(&str, &str)] = &[
    ("Error", "() string"),
    ("String", "() string"),
    ("Close", "() error"),
    ("Read", "(p []byte) (n int, err error)"),
    ("Write", "(p []byte) (n int, err error)"),
    ("WriteByte", "(c byte) error"),
    ("ReadByte", "() (byte, error)"),
    ("Len", "() int"),
    ("Less", "(i, j int) bool"),
    ("Swap", "(i, j int)"),
    ("Unwrap", "() error"),
    ("MarshalJSON", "() ([]byte, error)"),
    ("UnmarshalJSON", "(data []byte) error"),
    ("MarshalText", "() (text []byte, err error)"),
    ("UnmarshalText", "(text []byte) error"),
];

struct Missing<'m> {
    /// The type, with its star where the interface is wanted of the pointer.
    implementer: &'m str,
    interface: &'m str,
    method: &'m str,
    /// The method that is there instead, under another spelling.
    instead: Option<&'m str>,
}

impl<'m> Missing<'m> {
    fn of(diagnostic: &'m Diagnostic) -> Option<Missing<'m>> {
        static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
        let pattern = PATTERN.get_or_init(|| {
            Regex::new(r"(?s)([\w.*\[\], ]+?) does not (?:implement|satisfy) ([\w.\[\], ]+?) \(missing method (\w+)\)?(?:\s+have (\w+)\()?").ok()
        });
        let parts = pattern.as_ref()?.captures(&diagnostic.message)?;
        let part = |at: usize| parts.get(at).map(|part| part.as_str().trim());
        Some(Missing { implementer: part(1)?, interface: part(2)?, method: part(3)?, instead: part(4) })
    }
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(missing) = Missing::of(context.diagnostic) else { return Vec::new() };
    let view = View::new(context);
    let type_name = base_name(missing.implementer);
    let methods: Vec<NodeId> = view.tree.children(view.tree.root).iter().copied().filter(|id| is_method_of(&view, *id, type_name)).collect();
    if let Some(instead) = missing.instead.filter(|instead| *instead != missing.method) {
        let named = methods.iter().map(|id| view.tree.child(*id, 1)).find(|name| view.text_of(*name) == instead);
        if let Some(name) = named {
            let title = format!("Rename the method to `{}`", missing.method);
            return vec![Proposal::replace(NAME, title, context, view.tree.span(name), missing.method, 0.85)];
        }
    }
    let Some(stubs) = stubs(&view, &missing, &methods) else { return Vec::new() };
    let declared = view.below(view.tree.root).into_iter().find(|id| view.kind(*id) == Kind::TypeSpec && view.text_of(view.tree.child(*id, 0)) == type_name);
    let Some(after) = methods.last().copied().or(declared) else { return Vec::new() };
    // Behind the top-level declaration that holds it.
    let top = view.path(view.tree.span(after).start).get(1).copied().unwrap_or(after);
    let edit = TextEdit::insert(view.tree.span(top).end, stubs);
    vec![Proposal::new(NAME, format!("Add the methods of `{}`", missing.interface), context, edit.into(), 0.6).sketch()]
}

fn is_method_of(view: &View<'_>, id: NodeId, type_name: &str) -> bool {
    let receiver = view.tree.child(view.tree.child(view.tree.child(id, 0), 0), 1);
    view.kind(id) == Kind::Function && receiver != ABSENT && base_name(view.text_of(receiver)) == type_name
}

/// The text of all methods that are missing, with a receiver as the type's other methods have it.
fn stubs(view: &View<'_>, missing: &Missing<'_>, methods: &[NodeId]) -> Option<String> {
    let types = Types::new(view);
    let file = view.context.file;
    let existing: Vec<&str> = methods.iter().map(|id| view.text_of(view.tree.child(*id, 1))).collect();
    let receiver = match methods.first() {
        Some(method) => view.text_of(view.tree.child(*method, 0)).to_owned(),
        None => {
            let letter = base_name(missing.implementer).chars().next()?.to_lowercase();
            format!("({letter} {})", missing.implementer)
        }
    };
    let mut wanted: Vec<(String, String)> = Vec::new();
    for member in types.members(base_name(missing.interface)) {
        if existing.contains(&member.name.as_str()) {
            continue;
        }
        if let Some(parameters) = &member.parameters {
            let results = member.type_text.as_ref().map_or(String::new(), |results| format!(" {results}"));
            wanted.push((member.name.clone(), format!("({}){results}", parameters.join(", "))));
        }
    }
    if wanted.is_empty() {
        let (name, signature) = COMMON.iter().find(|(name, _)| *name == missing.method)?;
        wanted.push(((*name).to_owned(), (*signature).to_owned()));
    }
    let (line_break, unit) = (file.line_break(), file.indent_unit());
    let text = wanted.iter().map(|(name, signature)| {
        format!("{line_break}{line_break}func {receiver} {name}{signature} {{{line_break}{unit}panic(\"not implemented\"){line_break}}}")
    });
    Some(text.collect())
}
