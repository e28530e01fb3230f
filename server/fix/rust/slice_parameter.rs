//! Lets a function borrow the slice where it asks for a reference to the owner.
//!
//! ```text
//! fn shout(text: &String) -> String { text.to_uppercase() }
//! fn main() { shout("hello"); }
//! ```
//! becomes
//! ```text
//! fn shout(text: &str) -> String { text.to_uppercase() }
//! fn main() { shout("hello"); }
//! ```

use super::support::{arguments, expected_found, words};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, descendants, named_children, span};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/slice-parameter",
    summary: "Lets a function borrow a slice instead of a reference to its owner",
    not_offered: "It keeps silent where the function is not of this file, or what it is given is no slice of what it asks for.",
    examples: &[
        Example::mends(
            "rustc[E0308]: mismatched types\nexpected `&String`, found `&str`",
            "fn shout(text: &String) -> String { text.to_uppercase() }\nfn f() { shout(«\"hello\"»); }",
            "fn shout(text: &str) -> String { text.to_uppercase() }\nfn f() { shout(\"hello\"); }",
        ),
        Example::mends(
            "rustc[E0308]: mismatched types\nexpected `&Vec<u8>`, found `&[u8]`",
            "enum Sum { Custom(fn(list: &Vec<u8>) -> u8) }\nfn f(s: &Sum, list: &[u8]) { match s { Sum::Custom(sum) => sum(«list») }; }",
            "enum Sum { Custom(fn(list: &[u8]) -> u8) }\nfn f(s: &Sum, list: &[u8]) { match s { Sum::Custom(sum) => sum(list) }; }",
        ),
        Example::keeps_silent(
            "rustc[E0308]: mismatched types\nexpected `&String`, found `&u8`",
            "fn shout(text: &String) -> String { text.to_uppercase() }\nfn f() { shout(«&1»); }",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0308"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let (expected, found) = expected_found(&context.diagnostic.message)?;
    let slice = slice_of(&expected)?;
    let is_slice = found == slice || found.strip_prefix("&'static ").is_some_and(|bare| slice.strip_prefix('&') == Some(bare));
    is_slice.then_some(())?;
    let call = ancestor(context.node()?, &["call_expression"])?;
    let at = arguments(call).iter().position(|argument| span(*argument).contains(context.diagnostic.range))?;
    let callee = words(context, call.child_by_field_name("function")?).rsplit([':', '.']).next()?;
    let root = context.file.tree()?.root_node();
    let is_wanted = |kind: &Node<'_>| words(context, *kind) == expected;
    let named = |node: &Node<'_>| node.kind() == "function_item" && node.child_by_field_name("name").is_some_and(|name| words(context, name) == callee);
    let kind = match descendants(root).find(|node| named(node)) {
        Some(function) => parameters(function).into_iter().nth(at)?.child_by_field_name("type").filter(is_wanted)?,
        None => {
            // What is called may be a variable; then the only type of a function that asks for this is meant.
            let pointers = descendants(root).filter(|node| node.kind() == "function_type");
            let mut kinds = pointers.flat_map(descendants).filter(|node| node.kind() == "reference_type" && is_wanted(node));
            kinds.next().filter(|_| kinds.next().is_none())?
        }
    };
    let title = format!("Take `{slice}` instead of `{expected}`");
    Some(Proposal::replace(RULE.name, title, context, span(kind), slice, 0.85))
}

/// The parameters of a function, without `self`.
fn parameters(function: Node<'_>) -> Vec<Node<'_>> {
    let list = function.child_by_field_name("parameters").map(named_children).unwrap_or_default();
    list.into_iter().filter(|parameter| parameter.kind() == "parameter").collect()
}

/// The slice that a reference to an owner can be read as.
fn slice_of(owner: &str) -> Option<String> {
    Some(match owner {
        "&String" => "&str".to_owned(),
        "&PathBuf" => "&Path".to_owned(),
        "&OsString" => "&OsStr".to_owned(),
        _ => format!("&[{}]", owner.strip_prefix("&Vec<")?.strip_suffix('>')?),
    })
}
