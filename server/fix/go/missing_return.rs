//! Returns the value that a function ends with but does not return.

use super::list::fillers;
use super::types::Types;
use super::view::{Function, View, head};
use crate::base::TextEdit;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::go::ast::{ABSENT, Kind, NodeId};

const NAME: &str = "go/missing-return";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Returns the value that a function ends with",
    not_offered: "It keeps silent where the function has several results and none of them is at hand.",
    examples: &[
        Example::mends(
            "go: len(list) == 0 (untyped bool value) is not used",
            "
            package main

            func isEmpty(list []int) bool {
            	«len»(list) == 0
            }

            func main() { println(isEmpty(nil)) }
            ",
            "
            package main

            func isEmpty(list []int) bool {
            	return len(list) == 0
            }

            func main() { println(isEmpty(nil)) }
            ",
        ),
        Example::mends(
            "go: missing return",
            "
            package main

            func sign(number int) int {
            	if number < 0 {
            		return -1
            	}
            «}»

            func main() { println(sign(1)) }
            ",
            "
            package main

            func sign(number int) int {
            	if number < 0 {
            		return -1
            	}
            	return 0
            }

            func main() { println(sign(1)) }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    let message = head(&diagnostic.message);
    message == "missing return"
        || (message.ends_with(" is not used") && !message.starts_with("result of"))
        || (message.ends_with(" call not used") && message.starts_with("result of"))
        || message.ends_with(", expected := or = or comma")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let message = head(&context.diagnostic.message);
    let at = context.diagnostic.range.start;
    if message.ends_with(", expected := or = or comma") {
        return before_list(&view, at);
    }
    if message == "missing return" {
        let Some(function) = ending_at(&view, at).or_else(|| view.function(at)) else { return Vec::new() };
        return at_end(&view, function);
    }
    // An expression that stands as a statement.
    let Some(statement) = view.innermost(at, &[Kind::ExpressionStatement]) else { return Vec::new() };
    let Some(function) = view.function(at) else { return Vec::new() };
    let mut proposals = Vec::new();
    let start = view.tree.span(statement).start;
    if view.tree.children(function.results).len() == 1 {
        let last = is_last(&view, statement);
        proposals.push(Proposal::new(NAME, "Return the value", context, TextEdit::insert(start, "return ").into(), if last { 0.95 } else { 0.6 }));
    }
    let likelihood = if proposals.is_empty() { 0.7 } else { 0.3 };
    proposals.push(Proposal::new(NAME, "Assign the value to `_`", context, TextEdit::insert(start, "_ = ").into(), likelihood));
    proposals
}

/// Whether a statement is the last of its block.
fn is_last(view: &View<'_>, statement: NodeId) -> bool {
    let path = view.path(view.tree.span(statement).start);
    let parent = path.iter().rev().skip_while(|id| **id != statement).nth(1);
    parent.is_some_and(|parent| view.tree.children(*parent).last() == Some(&statement))
}

/// Values without `return`: `a, b` alone on a line.
fn before_list(view: &View<'_>, at: usize) -> Vec<Proposal> {
    let context = view.context;
    let results = view.function(at).map_or(0, |function| view.tree.children(function.results).len());
    let line = context.file.line_of(at);
    let start = context.file.line_span(line).start + context.file.indentation(line).len();
    let likelihood = if results > 1 { 0.95 } else { 0.4 };
    vec![Proposal::new(NAME, "Return the values", context, TextEdit::insert(start, "return ").into(), likelihood)]
}

/// The function whose body's closing brace stands at an offset.
fn ending_at(view: &View<'_>, at: usize) -> Option<Function> {
    view.path(at).into_iter().filter_map(|id| view.as_function(id)).find(|function| view.tree.span(function.body).end == at + 1)
}

fn at_end(view: &View<'_>, function: Function) -> Vec<Proposal> {
    let context = view.context;
    let mut proposals = Vec::new();
    let results = view.result_types(function);
    let statements = view.tree.children(function.body);
    if let Some(last) = statements.last().copied()
        && view.kind(last) == Kind::ExpressionStatement
        && results.len() == 1
    {
        let likely = !view.text_of(last).starts_with("panic(") && could_give(view, view.tree.child(last, 0), results.first().map_or("", String::as_str));
        proposals.push(Proposal::new(
            NAME,
            "Return the value",
            context,
            TextEdit::insert(view.tree.span(last).start, "return ").into(),
            if likely { 0.93 } else { 0.3 },
        ));
    }
    let closing = view.tree.span(function.body).end.saturating_sub(1);
    let file = context.file;
    let (indentation, line) = (file.indentation(file.line_of(view.tree.span(function.node).start)), file.line_of(closing));
    let starts_line = file.line(line).trim_start().starts_with('}');
    let named = view.tree.children(function.results).first().is_some_and(|field| view.tree.child(*field, 0) != ABSENT);
    let types = Types::new(view);
    // What falls through to the end has most often made the result in a variable; beside it errors are nil.
    let mut from_variables = false;
    let values: Option<Vec<String>> = results
        .iter()
        .map(|wanted| {
            let visible = fillers(&types, closing, wanted, None, &[]);
            let variable = visible.into_iter().find(|(text, _)| {
                let own = context.scopes.bindings.iter().any(|binding| {
                    let local = binding.kind == crate::syntax::BindingKind::Variable && view.tree.span(function.body).contains(binding.range);
                    binding.name == *text && local && binding.visible.end >= closing
                });
                own && wanted != "error" && wanted != "bool"
            });
            from_variables |= variable.is_some();
            variable.map(|(text, _)| text).or_else(|| types.zero_value(wanted))
        })
        .collect();
    let mut add = |text: String, likelihood: f64| {
        let line_break = file.line_break();
        let inserted = if starts_line { format!("{indentation}{}return{text}{line_break}", file.indent_unit()) } else { format!("; return{text} ") };
        let place = if starts_line { file.line_span(line).start } else { closing };
        proposals.push(Proposal::new(NAME, format!("Add `return{text}`"), context, TextEdit::insert(place, inserted).into(), likelihood));
    };
    if named {
        add(String::new(), 0.85);
    }
    if let Some(values) = values {
        add(format!(" {}", values.join(", ")), if from_variables { 0.75 } else { 0.6 });
    }
    proposals
}

/// Whether an expression may have a value of a type, as far as that can be told.
fn could_give(view: &View<'_>, expression: NodeId, wanted: &str) -> bool {
    let types = Types::new(view);
    match types.of(expression) {
        Some(known) => types.fit(&known, wanted) > 0 || known == "int" || known == "bool",
        None => true,
    }
}
