//! Writes the way to a module of this file before its name.
//!
//! ```text
//! mod shapes { pub mod round { pub fn area() {} } }
//! fn main() { round::area(); }
//! ```
//! becomes
//! ```text
//! mod shapes { pub mod round { pub fn area() {} } }
//! fn main() { shapes::round::area(); }
//! ```

use super::support::{headline, quoted, words};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, descendants};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/qualify-module",
    summary: "Writes the way to a module of this file before its name",
    not_offered: "It keeps silent where the file has no module of that name, or more than one.",
    examples: &[
        Example::mends(
            "rustc[E0433]: cannot find module or crate `round` in this scope",
            "mod shapes { pub mod round { pub fn area() {} } }\nfn f() { «round»::area(); }",
            "mod shapes { pub mod round { pub fn area() {} } }\nfn f() { shapes::round::area(); }",
        ),
        Example::mends(
            "rustc[E0433]: cannot find module or crate `round` in this scope",
            "mod round { pub fn area() {} }\nmod tests { fn f() { «round»::area(); } }",
            "mod round { pub fn area() {} }\nmod tests { fn f() { super::round::area(); } }",
        ),
        Example::keeps_silent(
            "rustc[E0433]: cannot find module or crate `flat` in this scope",
            "mod round { pub fn area() {} }\nmod tests { fn f() { «flat»::area(); } }",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0433" && headline(diagnostic).contains("module")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let range = context.diagnostic.range;
    let name = quoted(headline(context.diagnostic)).into_iter().find(|name| *name == context.file.slice(range))?;
    // What has a path before it already lacks something else.
    (!context.file.text().get(..range.start)?.trim_end().ends_with("::")).then_some(())?;
    let place = context.file.node_at(range)?;
    let is_named = |node: &Node<'_>| node.kind() == "mod_item" && node.child_by_field_name("name").is_some_and(|own| words(context, own) == name);
    let mut modules = descendants(context.file.tree()?.root_node()).filter(is_named);
    let module = modules.next().filter(|_| modules.next().is_none())?;
    let (there, here) = (way(context, module.parent()?), way(context, place));
    let shared = there.iter().zip(&here).take_while(|(there, here)| there == here).count();
    let up = "super::".repeat(here.len() - shared);
    let down: String = there.iter().skip(shared).map(|module| format!("{module}::")).collect();
    let prefix = format!("{up}{down}");
    let uses = context.file.text().matches(&format!("{name}::")).count();
    let likelihood = if uses == 1 { 0.9 } else { 0.6 };
    let edit = TextEdit::insert(range.start, prefix.as_str());
    (!prefix.is_empty()).then(|| Proposal::new(RULE.name, format!("Write `{prefix}{name}`"), context, EditSet::one(edit), likelihood))
}

/// The names of the modules of this file that a node lies in, outermost first.
fn way<'c>(context: &'c FixContext<'_>, node: Node<'_>) -> Vec<&'c str> {
    let mut names = Vec::new();
    let mut current = ancestor(node, &["mod_item"]);
    while let Some(module) = current {
        names.extend(module.child_by_field_name("name").map(|name| words(context, name)));
        current = module.parent().and_then(|parent| ancestor(parent, &["mod_item"]));
    }
    names.reverse();
    names
}
