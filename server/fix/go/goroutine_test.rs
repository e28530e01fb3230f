//! Reports a failure from a goroutine of a test without ending the goroutine's test from outside.

use super::view::{View, head};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::syntax::go::ast::{Kind, NodeId};
use regex::Regex;
use std::sync::OnceLock;

const NAME: &str = "go/goroutine-test";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Reports the failure without ending the goroutine",
    not_offered: "It keeps silent where the goroutine goes on after `FailNow` or `SkipNow` with more than can be left out.",
    examples: &[
        Example::mends(
            "vet[testinggoroutine]: call to (*testing.T).Fatal from a non-test goroutine",
            r#"
            package main

            import "testing"

            func TestLoad(t *testing.T) {
            	go func() {
            		«t».Fatal("not loaded")
            	}()
            }
            "#,
            r#"
            package main

            import "testing"

            func TestLoad(t *testing.T) {
            	go func() {
            		t.Error("not loaded")
            	}()
            }
            "#,
        ),
        Example::keeps_silent(
            "vet[testinggoroutine]: call to (*testing.T).SkipNow from a non-test goroutine",
            r#"
            package main

            import "testing"

            func TestLoad(t *testing.T) {
            	go func() {
            		«t».SkipNow()
            		println("loaded")
            	}()
            }
            "#,
        ),
    ],
    applies: |diagnostic| diagnostic.source == "vet" && diagnostic.code() == "testinggoroutine",
    propose,
};

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    static CALL: OnceLock<Option<Regex>> = OnceLock::new();
    let view = View::new(context);
    let message = head(&context.diagnostic.message);
    let pattern = CALL.get_or_init(|| Regex::new(r"call to \S+\.(\w+) from a non-test goroutine(?: \((\w+) calls)?").ok());
    let Some(parts) = pattern.as_ref().and_then(|pattern| pattern.captures(message)) else { return Vec::new() };
    let method = parts.get(1).map_or("", |part| part.as_str());
    let caller = parts.get(2).map(|part| part.as_str());
    let at = context.diagnostic.range.start;
    let start = view.innermost(at, &[Kind::Call, Kind::CallStatement]).map(|id| if view.kind(id) == Kind::Call { id } else { view.tree.child(id, 0) });
    let is_call = |id: &NodeId| {
        let callee = view.tree.child(*id, 0);
        view.kind(*id) == Kind::Call && view.kind(callee) == Kind::Selector && view.text_of(view.tree.child(callee, 1)) == method
    };
    // The report stands at the call itself, or at the `go` statement of a function that makes it.
    let call = match caller {
        None => start.filter(is_call),
        Some(caller) => {
            body_of(&view, caller, at).and_then(|body| view.below(body).into_iter().filter(|id| is_call(id)).min_by_key(|id| view.tree.span(*id).start))
        }
    };
    let Some(call) = call else { return Vec::new() };
    let name = view.tree.span(view.tree.child(view.tree.child(call, 0), 1));
    let replacement = match method {
        "Fatal" => "Error",
        "Fatalf" => "Errorf",
        "FailNow" => "Fail",
        // A skipped test would go on in a goroutine: what it has to say is logged.
        "Skip" => "Log",
        "Skipf" => "Logf",
        _ => {
            let span = view.tree.span(call);
            let path = view.path(span.start);
            let statement = path.iter().rev().find(|id| view.kind(**id) == Kind::ExpressionStatement).copied();
            let block = statement.and_then(|statement| path.iter().rev().skip_while(|id| **id != statement).nth(1).copied());
            // Nothing behind it may be left out.
            if statement.is_none() || block.is_none_or(|block| view.tree.children(block).last().copied() != statement) {
                return Vec::new();
            }
            return vec![Proposal::replace(NAME, "Return instead", context, span, "return", 0.7)];
        }
    };
    let mut edits = vec![TextEdit::replace(name, replacement)];
    // What ended the goroutine still ends it, unless nothing follows.
    let path = view.path(view.tree.span(call).start);
    let statement = path.iter().rev().find(|id| view.kind(**id) == Kind::ExpressionStatement).copied();
    let block = statement.and_then(|statement| path.iter().rev().skip_while(|id| **id != statement).nth(1).copied());
    if let (Some(statement), Some(block)) = (statement, block)
        && view.kind(block) == Kind::Block
        && view.tree.children(block).last() != Some(&statement)
        && view.function(at).is_some()
    {
        let line = context.file.line_of(view.tree.span(statement).start);
        edits.push(TextEdit::insert(view.tree.span(statement).end, format!("{}{}return", context.file.line_break(), context.file.indentation(line))));
    }
    let title = format!("Call `{replacement}`");
    EditSet::new(edits).map(|edits| Proposal::new(NAME, title, context, edits, 0.85)).into_iter().collect()
}

/// The body of a function of the file, or of a function literal that a variable of the name holds, the nearest before the place.
fn body_of(view: &View<'_>, name: &str, at: usize) -> Option<NodeId> {
    let literals = view.below(view.tree.root).into_iter().filter(|id| view.kind(*id) == Kind::Assignment).filter_map(|id| {
        let (left, right) = (view.tree.child(id, 0), view.tree.child(id, 1));
        (view.text_of(left) == name && view.kind(right) == Kind::FunctionLiteral && view.tree.span(id).start < at).then_some(right)
    });
    let nearest = literals.max_by_key(|id| view.tree.span(*id).start).and_then(|id| view.as_function(id));
    let declared = || {
        view.tree
            .children(view.tree.root)
            .iter()
            .filter_map(|id| view.as_function(*id))
            .find(|function| view.text_of(view.tree.child(function.node, 1)) == name)
    };
    nearest.or_else(declared).map(|function| function.body)
}
