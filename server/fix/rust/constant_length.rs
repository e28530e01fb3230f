//! Makes a constant of a variable that has to be known when the program is compiled.
//!
//! ```text
//! let size = 3;
//! let cells = [0; size];
//! ```
//! becomes
//! ```text
//! const SIZE: usize = 3;
//! let cells = [0; SIZE];
//! ```

use super::support::{function_of, words};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{descendants, span};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/constant-length",
    summary: "Makes a constant of a variable that gives the length of an array",
    not_offered: "It keeps silent where the variable's value is no plain number, or the variable is mutable.",
    examples: &[
        Example::mends(
            "rustc[E0435]: attempt to use a non-constant value in a constant",
            "fn f() { let size = 3; let cells = [0; «size»]; }",
            "fn f() { const SIZE: usize = 3; let cells = [0; SIZE]; }",
        ),
        Example::keeps_silent("rustc[E0435]: attempt to use a non-constant value in a constant", "fn f() { let size = read(); let cells = [0; «size»]; }"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0435"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let place = context.node()?;
    let name = context.file.slice(context.diagnostic.range);
    let function = function_of(place)?;
    let is_own = |node: &Node<'_>| node.child_by_field_name("pattern").is_some_and(|pattern| words(context, pattern) == name);
    let mut variables = descendants(function).filter(|node| node.kind() == "let_declaration" && is_own(node));
    let variable = variables.next().filter(|_| variables.next().is_none())?;
    let (pattern, value) = (variable.child_by_field_name("pattern")?, variable.child_by_field_name("value")?);
    (value.kind() == "integer_literal" && words(context, variable).starts_with("let ") && !words(context, variable).starts_with("let mut ")).then_some(())?;
    // Macros write names in strings too, which no tree shows.
    let is_in_text = words(context, function).contains(&format!("{{{name}"));
    let constant = if is_in_text { name.to_owned() } else { name.to_uppercase() };
    let kind = if variable.child_by_field_name("type").is_none() { ": usize" } else { "" };
    let head = Span::new(variable.start_byte(), pattern.end_byte());
    let mut edits = vec![TextEdit::replace(head, format!("const {constant}{kind}"))];
    let read = descendants(function).filter(|node| node.kind() == "identifier" && node.start_byte() >= variable.end_byte() && words(context, *node) == name);
    edits.extend(read.filter(|_| constant != name).map(|node| TextEdit::replace(span(node), constant.as_str())));
    Some(Proposal::new(RULE.name, format!("Make `{name}` a constant"), context, EditSet::new(edits).ok()?, 0.85))
}
