//! Writes the method that a call wants and its type does not have, to be filled in.

use super::stub;
use super::types::{Types, base_name};
use super::view::{View, head};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::go::ast::{Kind, NodeId};
use regex::Regex;
use std::sync::OnceLock;

const NAME: &str = "go/called-method";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Writes the method that a call wants",
    not_offered: "It keeps silent where the type is an interface, whose methods others would have to write too, and where the file does not define it.",
    examples: &[
        Example::mends(
            "go: c.reset undefined (type counter has no field or method reset)",
            "
            package main

            type counter struct{ count int }

            func main() {
            	c := counter{}
            	c.«reset»(10)
            }
            ",
            r#"
            package main

            type counter struct{ count int }

            func (c counter) reset(i int) {
            	panic("unimplemented")
            }

            func main() {
            	c := counter{}
            	c.reset(10)
            }
            "#,
        ),
        Example::keeps_silent(
            "go: c.reset undefined (type counter has no field or method reset)",
            "
            package main

            type counter interface{}

            func show(c counter) {
            	c.«reset»()
            }

            func main() { show(1) }
            ",
        ),
    ],
    applies: |diagnostic| missing(diagnostic).is_some(),
    propose,
};

/// The method's name and the type that does not have it.
fn missing(diagnostic: &Diagnostic) -> Option<(&str, &str)> {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern = PATTERN.get_or_init(|| Regex::new(r"(\w+) undefined \(type (\*?\w+(?:\[.*\])?) has no field or method \w+\)$").ok());
    let parts = pattern.as_ref()?.captures(head(&diagnostic.message))?;
    Some((parts.get(1)?.as_str(), parts.get(2)?.as_str()))
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some((name, owner)) = missing(context.diagnostic) else { return Vec::new() };
    let view = View::new(context);
    let at = context.diagnostic.range.start;
    let line = context.file.line_of(at);
    let calls = |id: &NodeId| {
        let callee = view.tree.child(*id, 0);
        view.kind(*id) == Kind::Call && view.kind(callee) == Kind::Selector && view.text_of(view.tree.child(callee, 1)) == name
    };
    let on_line = |id: &NodeId| context.file.line_of(view.tree.span(*id).start) == line;
    let found = view.below(view.tree.root).into_iter().filter(|id| calls(id) && on_line(id));
    let Some(call) = found.min_by_key(|id| view.tree.span(view.tree.child(view.tree.child(*id, 0), 1)).start.abs_diff(at)) else { return Vec::new() };
    let Some(specification) = stub::type_specification(&view, base_name(owner)) else { return Vec::new() };
    if view.kind(view.tree.child(specification, 2)) == Kind::InterfaceType {
        return Vec::new();
    }
    let types = Types::new(&view);
    let parameters: Vec<String> = stub::parameters(&types, call).iter().map(|(name, declared)| format!("{name} {declared}")).collect();
    let receiver = stub::receiver(&view, specification, owner);
    let head = format!("{receiver} {name}({}){}", parameters.join(", "), stub::result(&types, call));
    let Some(edit) = stub::behind(&view, view.tree.span(specification).start, &[stub::function(&view, &head)]) else { return Vec::new() };
    vec![Proposal::new(NAME, format!("Write the method `{name}`"), context, edit.into(), 0.5).sketch()]
}
