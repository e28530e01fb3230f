//! Makes a format and its arguments agree.
//!
//! An argument without a directive goes.

use super::list::{Values, drop_values, insert_values};
use super::view::{View, head};
use crate::base::Span;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::BindingKind;
use crate::syntax::go::ast::{Kind, NodeId};
use regex::Regex;
use std::sync::OnceLock;

const NAME: &str = "go/printf";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Makes a format and its arguments agree",
    not_offered: "It keeps silent about messages that name neither a directive nor the number of arguments.",
    examples: &[
        Example::mends(
            r#"vet[printf]: fmt.Printf format %d has arg "one" of wrong type string"#,
            r#"
            package main

            import "fmt"

            func main() {
            	fmt.Printf("«%d»\n", "one")
            }
            "#,
            r#"
            package main

            import "fmt"

            func main() {
            	fmt.Printf("%v\n", "one")
            }
            "#,
        ),
        Example::mends(
            "vet[printf]: fmt.Printf call needs 1 arg but has 2 args",
            r#"
            package main

            import "fmt"

            func main() {
            	«fmt.Printf("%s\n", "one", "two")»
            }
            "#,
            r#"
            package main

            import "fmt"

            func main() {
            	fmt.Printf("%s\n", "one")
            }
            "#,
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.source == "vet" && diagnostic.code() == "printf"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let message = head(&context.diagnostic.message);
    let at = context.diagnostic.range.start;
    let Some(call) = view.innermost(at, &[Kind::Call]) else { return Vec::new() };
    if message.contains("does not support error-wrapping directive %w")
        || message.contains(" of wrong type ")
        || message.contains("unknown directive")
        || message.contains("unrecognized formatting verb")
    {
        return verb(&view, call, message).into_iter().collect();
    }
    if message.contains(" but call has ") || message.contains(" but has ") {
        return arguments(&view, call, message);
    }
    if message.contains("arg list ends with redundant newline") {
        return redundant_newline(&view, call).into_iter().collect();
    }
    if message.contains("possible Printf formatting directive") || message.contains("possible formatting directive") {
        return as_formatting(&view, call).into_iter().collect();
    }
    Vec::new()
}

/// The directive that the message names becomes `%v`, which takes anything.
fn verb(view: &View<'_>, call: NodeId, message: &str) -> Option<Proposal> {
    static DIRECTIVE: OnceLock<Option<Regex>> = OnceLock::new();
    let context = view.context;
    let directive =
        DIRECTIVE.get_or_init(|| Regex::new(r"(?:format|directive) (%[-+# 0-9.*\[\]]*[a-zA-Z])").ok()).as_ref()?.captures(message)?.get(1)?.as_str();
    let range = context.diagnostic.range;
    let span = if context.file.slice(range) == directive {
        range
    } else {
        let literal = view.tree.children(call).iter().copied().find(|id| view.text_of(*id).contains(directive))?;
        let start = view.tree.span(literal).start + view.text_of(literal).find(directive)?;
        Span::new(start, start + directive.len())
    };
    let replaced = format!("{}v", directive.get(..directive.len() - 1)?);
    let plain = if directive.contains(['.', '0']) { "%v".to_owned() } else { replaced };
    Some(Proposal::replace(NAME, format!("Format with `{plain}`"), context, span, plain.as_str(), 0.88))
}

/// Adds the arguments that the format reads, or drops those that it does not.
fn arguments(view: &View<'_>, call: NodeId, message: &str) -> Vec<Proposal> {
    static NEEDS: OnceLock<Option<Regex>> = OnceLock::new();
    static READS: OnceLock<Option<Regex>> = OnceLock::new();
    let context = view.context;
    let all = view.tree.children(call).get(1..).unwrap_or(&[]);
    let Some(format) = all.iter().position(|id| view.text_of(*id).contains('%')) else { return Vec::new() };
    let values = Values { elements: all, empty_at: view.tree.place(call) + 1, lead: "" };
    let numbers = |pattern: &Regex| {
        let parts = pattern.captures(message)?;
        Some((parts.get(1)?.as_str().parse::<usize>().ok()?, parts.get(2)?.as_str().parse::<usize>().ok()?))
    };
    let needs = NEEDS.get_or_init(|| Regex::new(r"needs (\d+) args? but has (\d+) args?").ok()).as_ref().and_then(numbers);
    if let Some((needed, _)) = needs {
        let surplus: Vec<usize> = (format + 1 + needed..all.len()).collect();
        return drop_values(view, &values, &surplus)
            .map(|edits| Proposal::new(NAME, "Remove what the format does not read", context, edits, 0.8))
            .into_iter()
            .collect();
    }
    let reads = READS.get_or_init(|| Regex::new(r"reads arg #(\d+), but call has (\d+) args?").ok()).as_ref().and_then(numbers);
    let Some((_, has)) = reads else { return Vec::new() };
    let names = nearby_names(view, call);
    let place = format + 1 + has;
    let mut proposals = Vec::new();
    for (rank, name) in names.iter().take(3).enumerate() {
        if let Some(edits) = insert_values(view, &values, &[(place, name.clone())]) {
            proposals.push(Proposal::new(NAME, format!("Add the argument `{name}`"), context, edits, 0.6 - 0.1 * rank as f64));
        }
    }
    proposals
}

/// Variables that the code around a call looks at, the nearest first: those of the condition it stands under, then those bound last.
fn nearby_names(view: &View<'_>, call: NodeId) -> Vec<String> {
    let at = view.tree.span(call).start;
    let written = view.text_of(call);
    let is_variable = |name: &str| {
        let binding = view.context.scopes.visible_at(at).into_iter().find(|binding| binding.name == name);
        binding.is_some_and(|binding| matches!(binding.kind, BindingKind::Variable | BindingKind::Parameter | BindingKind::Other))
    };
    let mut names: Vec<String> = Vec::new();
    for id in view.path(at).into_iter().rev() {
        let condition = match view.kind(id) {
            Kind::If => view.tree.child(id, 1),
            Kind::Case => view.tree.child(id, 0),
            _ => continue,
        };
        let mut found: Vec<NodeId> = view.below(condition).into_iter().filter(|id| view.kind(*id) == Kind::Name).collect();
        found.sort_by_key(|id| view.tree.span(*id).start);
        names.extend(found.into_iter().map(|id| view.text_of(id).to_owned()).filter(|name| is_variable(name)));
    }
    let mut bound: Vec<_> = view.context.scopes.visible_at(at).into_iter().filter(|binding| binding.range.end <= at).collect();
    bound.sort_by_key(|binding| std::cmp::Reverse(binding.range.start));
    names.extend(bound.into_iter().map(|binding| binding.name.clone()).filter(|name| is_variable(name)));
    let mut seen = Vec::new();
    names.retain(|name| {
        let new = !seen.contains(name) && !written.contains(&format!(", {name}"));
        seen.push(name.clone());
        new
    });
    // Errors are formatted where an error is in hand already, which the text then names.
    names.sort_by_key(|name| name == "err");
    names
}

fn redundant_newline(view: &View<'_>, call: NodeId) -> Option<Proposal> {
    let last = *view.tree.children(call).last()?;
    let span = view.tree.span(last);
    let inside = view.text_of(last).strip_suffix("\\n\"")?;
    Some(Proposal::replace(NAME, "Remove the newline", view.context, span, format!("{inside}\""), 0.9))
}

/// `fmt.Println("%d", n)` means `fmt.Printf("%d\n", n)`.
fn as_formatting(view: &View<'_>, call: NodeId) -> Option<Proposal> {
    let callee = view.tree.child(call, 0);
    let name = view.tree.child(callee, 1);
    let text = view.text_of(name);
    let (stem, line) = match text.strip_suffix("ln") {
        Some(stem) => (stem, true),
        None => (text, false),
    };
    let mut edits = vec![crate::base::TextEdit::replace(view.tree.span(name), format!("{stem}f"))];
    let format = view.tree.children(call).iter().copied().find(|id| view.kind(*id) == Kind::Literal)?;
    if line && view.text_of(format).ends_with('"') && !matches!(stem, "Error" | "Fatal" | "Log" | "Skip") {
        edits.push(crate::base::TextEdit::insert(view.tree.span(format).end - 1, "\\n"));
    }
    Some(Proposal::new(NAME, format!("Call `{stem}f`"), view.context, crate::base::EditSet::new(edits).ok()?, 0.85))
}
