//! Gives a call as many arguments as its function takes.
//!
//! A missing argument is a variable of the wanted type, else a zero value to look at.

use super::list::{Values, drop_values, fillers, insert_values};
use super::types::{Types, base_name};
use super::view::{View, have_and_want, head};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::go::ast::{Kind, NodeId};
use regex::Regex;
use std::sync::OnceLock;

const NAME: &str = "go/call-arguments";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Gives a call as many arguments as its function takes",
    not_offered: "It keeps silent where the types do not tell which argument is missing or one too many.",
    examples: &[
        Example::mends(
            "go: too many arguments in call to double\n\thave (number, string)\n\twant (int)",
            r#"
            package main

            func double(number int) int { return 2 * number }

            func main() {
            	println(double(1, «"»one"))
            }
            "#,
            "
            package main

            func double(number int) int { return 2 * number }

            func main() {
            	println(double(1))
            }
            ",
        ),
        Example::mends(
            "go: not enough arguments in call to load\n\thave (string)\n\twant (context.Context, string)",
            r#"
            package main

            import (
            	"context"
            )

            func load(ctx context.Context, name string) { _ = ctx; println(name) }

            func run(ctx context.Context) {
            	load(«"»settings")
            }

            func main() { run(context.Background()) }
            "#,
            r#"
            package main

            import (
            	"context"
            )

            func load(ctx context.Context, name string) { _ = ctx; println(name) }

            func run(ctx context.Context) {
            	load(ctx, "settings")
            }

            func main() { run(context.Background()) }
            "#,
        ),
        Example::keeps_silent(
            "go: invalid operation: not enough arguments for len() (expected 1, found 0)",
            "
            package main

            func main() {
            	println(«len»())
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    let message = head(&diagnostic.message);
    ["not enough arguments in call to ", "too many arguments in call to ", "cannot use ... in call to non-variadic"]
        .iter()
        .any(|start| message.starts_with(start))
        || message.contains("too many arguments for ")
        || message.contains("not enough arguments for ")
        || message.contains("invalid use of ... with built-in")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let message = head(&context.diagnostic.message);
    let at = context.diagnostic.range.start;
    let Some(call) = call_at(&view, at, message) else { return Vec::new() };
    let arguments = view.tree.children(call).get(1..).unwrap_or(&[]);
    let values = Values { elements: arguments, empty_at: view.tree.place(call) + 1, lead: "" };
    if message.contains(" ... ") {
        let end = arguments.last().map_or(at, |last| view.tree.span(*last).end);
        let rest = view.text.get(end..).unwrap_or("");
        let lead = rest.len() - rest.trim_start().len();
        if rest.trim_start().starts_with("...") {
            let range = crate::base::Span::new(end, end + lead + 3);
            return vec![Proposal::replace(NAME, "Remove `...`", context, range, "", 0.85)];
        }
        return Vec::new();
    }
    let types = Types::new(&view);
    if message.contains("too many arguments") {
        return surplus(&types, &values, message).into_iter().collect();
    }
    missing(&types, call, &values)
}

/// The call that a diagnostic is about: the innermost one around its place whose callee the message names.
fn call_at(view: &View<'_>, at: usize, message: &str) -> Option<NodeId> {
    let callee = message.split(" in call to ").nth(1).unwrap_or("").split(['\n', ' ']).next().unwrap_or("");
    let calls: Vec<NodeId> = view.path(at).into_iter().rev().filter(|id| view.kind(*id) == Kind::Call).collect();
    let named = calls.iter().find(|id| !callee.is_empty() && view.text_of(view.tree.child(**id, 0)).split_whitespace().collect::<String>() == callee);
    named.or_else(|| calls.first()).copied()
}

fn surplus(types: &Types<'_, '_>, values: &Values<'_>, message: &str) -> Option<Proposal> {
    static EXPECTED: OnceLock<Option<Regex>> = OnceLock::new();
    let view = types.view;
    let context = view.context;
    let count = values.elements.len();
    let kept: Vec<usize> = match have_and_want(&context.diagnostic.message) {
        Some((have, want)) if have.len() == count && want.len() < count => types.align(&want, &have, |want, have| types.fit(have, want)),
        _ => {
            let expected = EXPECTED.get_or_init(|| Regex::new(r"\(expected (\d+), found").ok()).as_ref()?.captures(message)?;
            (0..expected.get(1)?.as_str().parse::<usize>().ok()?).collect()
        }
    };
    let surplus: Vec<usize> = (0..count).filter(|place| !kept.contains(place)).collect();
    let dropped: Vec<&str> = surplus.iter().filter_map(|place| values.elements.get(*place)).map(|id| view.text_of(*id)).collect();
    let title = format!("Remove the argument `{}`", dropped.join(", "));
    Some(Proposal::new(NAME, title, context, drop_values(view, values, &surplus)?, 0.92))
}

fn missing(types: &Types<'_, '_>, call: NodeId, values: &Values<'_>) -> Vec<Proposal> {
    let view = types.view;
    let context = view.context;
    let Some((have, want)) = have_and_want(&context.diagnostic.message) else { return Vec::new() };
    if have.len() >= want.len() || have.len() != values.elements.len() {
        return Vec::new();
    }
    let at = view.tree.span(call).start;
    let names = parameter_names(types, call, want.len());
    // Arguments that are named like a parameter are most surely its own.
    let written: Vec<String> = values.elements.iter().map(|id| view.text_of(*id).to_owned()).collect();
    let place_of = |have_text: &str, want_place: usize| {
        let argument = have.iter().position(|known| std::ptr::eq(known.as_str(), have_text)).and_then(|at| written.get(at));
        let named = names.get(want_place).is_some_and(|name| argument.is_some_and(|argument| argument == name));
        u32::from(named)
    };
    let fit = |have_text: &str, want_text: &str| {
        let place = want.iter().position(|known| std::ptr::eq(known.as_str(), want_text)).unwrap_or(0);
        2 * types.fit(have_text, want_text) + place_of(have_text, place)
    };
    let taken_places = types.align(&have, &want, fit);
    let gaps: Vec<usize> = (0..want.len()).filter(|place| !taken_places.contains(place)).collect();
    let choices: Vec<Vec<(String, f64)>> = gaps
        .iter()
        .map(|place| fillers(types, at, want.get(*place).map_or("", |want| want.trim_start_matches("...")), names.get(*place).map(String::as_str), &written))
        .collect();
    let mut proposals = Vec::new();
    for rank in 0..3 {
        let picked: Option<Vec<(usize, String, f64)>> = gaps
            .iter()
            .zip(&choices)
            .enumerate()
            .map(|(at, (place, choices))| choices.get(if at == 0 { rank } else { 0 }).map(|(text, score)| (*place, text.clone(), *score)))
            .collect();
        let Some(picked) = picked else { break };
        let likelihood = picked.iter().map(|(_, _, score)| score).fold(1.0, |product: f64, score| product.min(*score));
        let added: Vec<(usize, String)> = picked.into_iter().map(|(place, text, _)| (place, text)).collect();
        let Some(edits) = insert_values(view, values, &added) else { break };
        let texts: Vec<&str> = added.iter().map(|(_, text)| text.as_str()).collect();
        proposals.push(Proposal::new(NAME, format!("Add the argument `{}`", texts.join(", ")), context, edits, likelihood));
    }
    proposals
}

/// The names of the callee's parameters, where the package defines it.
fn parameter_names(types: &Types<'_, '_>, call: NodeId, count: usize) -> Vec<String> {
    let view = types.view;
    let callee = view.tree.unparen(view.tree.child(call, 0));
    let definition = match view.kind(callee) {
        Kind::Name => types.top(view.text_of(callee)),
        Kind::Selector => {
            let name = view.text_of(view.tree.child(callee, 1));
            let owner = types.of(view.tree.child(callee, 0));
            match owner {
                Some(owner) => types.members(base_name(&owner)).into_iter().find(|member| member.name == name),
                None => {
                    types.definitions().find(|definition| definition.name == name && definition.parameters.as_ref().is_some_and(|list| list.len() == count))
                }
            }
        }
        _ => None,
    };
    let parameters = definition.and_then(|definition| definition.parameters.as_ref());
    parameters.into_iter().flatten().map(|parameter| parameter.split_once(' ').map_or(String::new(), |(name, _)| name.to_owned())).collect()
}
