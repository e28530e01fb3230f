//! Reaches a field or method through the variable that has it, where only its name stands.

use super::types::{Types, base_name};
use super::undefined_name::undefined;
use super::view::View;
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

const NAME: &str = "go/through-variable";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Reaches a field or method through the variable that has it",
    not_offered: "It keeps silent where no variable in sight has such a member, or more than one.",
    examples: &[
        Example::mends(
            "go: undefined: address",
            "
            package main

            type server struct {
            	address string
            }

            func (s *server) describe() string {
            	return «address» + \"!\"
            }

            func main() {
            	println((&server{}).describe())
            }
            ",
            "
            package main

            type server struct {
            	address string
            }

            func (s *server) describe() string {
            	return s.address + \"!\"
            }

            func main() {
            	println((&server{}).describe())
            }
            ",
        ),
        Example::keeps_silent(
            "go: undefined: qz",
            "
            package main

            func main() {
            	println(«qz»)
            }
            ",
        ),
    ],
    applies: |diagnostic: &Diagnostic| undefined(diagnostic).is_some(),
    propose,
};

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(name) = undefined(context.diagnostic) else { return Vec::new() };
    let start = context.diagnostic.range.start;
    if context.file.slice(Span::new(start, start + name.len())) != name {
        return Vec::new();
    }
    let view = View::new(context);
    let types = Types::new(&view);
    let mut owners: Vec<String> = Vec::new();
    for binding in context.scopes.visible_at(start) {
        if binding.name == "_" || owners.contains(&binding.name) {
            continue;
        }
        let Some(owner) = types.of_binding(binding.range.start, 4) else { continue };
        if types.members(base_name(&owner)).iter().any(|member| member.name == name) {
            owners.push(binding.name.clone());
        }
    }
    match owners.as_slice() {
        [owner] => {
            vec![Proposal::new(NAME, format!("Write `{owner}.{name}`"), context, EditSet::one(TextEdit::insert(start, format!("{owner}."))), 0.8)]
        }
        _ => Vec::new(),
    }
}
