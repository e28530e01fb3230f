//! Returns what a getter or callback computes and drops, and drops what a setter, constructor or executor returns.

use super::tree;
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::{SourceFile, parse};
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "javascript/return-value",
    summary: "Returns what is computed, or drops what cannot be returned",
    not_offered: "It keeps silent about a callback whose body is no block; a getter that computes nothing gets a field of its name, if the class has one.",
    examples: &[
        Example::mends(
            "eslint[array-callback-return]: Array.prototype.map() expects a return value from arrow function.",
            "export const names = list => list.map(item «=>» { item.name; });",
            "export const names = list => list.map(item => { return item.name; });",
        ),
        Example::mends(
            "eslint[no-setter-return]: Setter cannot return a value.",
            "
            export const shape = {
              set size(value) {
                «return value;»
              }
            };
            ",
            "
            export const shape = {
              set size(value) {
                return;
              }
            };
            ",
        ),
    ],
    applies,
    propose,
};

const MISSING: &[&str] = &["getter-return", "array-callback-return", "lint/suspicious/useGetterReturn", "lint/suspicious/useIterableCallbackReturn", "TS2378"];
const NEEDLESS: &[&str] = &[
    "no-setter-return",
    "no-constructor-return",
    "no-promise-executor-return",
    "lint/correctness/noSetterReturn",
    "lint/correctness/noConstructorReturn",
    "TS2408",
];

fn applies(diagnostic: &Diagnostic) -> bool {
    MISSING.contains(&diagnostic.code()) || NEEDLESS.contains(&diagnostic.code())
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let Some(node) = tree::node_at(file, context.diagnostic.range) else { return Vec::new() };
    if NEEDLESS.contains(&context.diagnostic.code()) {
        return parse::ancestor(node, &["return_statement"]).map(|statement| without_value(context, statement)).unwrap_or_default();
    }
    let inner = || parse::descendants(node).find(|inner| tree::FUNCTIONS.contains(&inner.kind()));
    let Some(function) = parse::ancestor(node, tree::FUNCTIONS).or_else(inner) else { return Vec::new() };
    let Some(body) = function.child_by_field_name("body").filter(|body| body.kind() == "statement_block") else { return Vec::new() };
    let last = parse::named_children(body).into_iter().rfind(|child| child.kind() != "comment");
    if let Some(statement) = last.filter(|last| last.kind() == "expression_statement") {
        return vec![Proposal::new(RULE.name, "Return the value", context, TextEdit::insert(statement.start_byte(), "return ").into(), 0.85)];
    }
    let name = function.child_by_field_name("name").map_or("", |name| tree::text(file, name));
    let field = backing_field(file, function, name);
    let value = field.clone().unwrap_or_else(|| "undefined".to_owned());
    let at = body.end_byte() - 1;
    let empty_line = last.is_none_or(|last| file.line_of(last.end_byte()) == file.line_of(at));
    let written = match empty_line {
        true => format!(" return {value}; "),
        false => format!("{}return {value};{}{}", file.indent_unit(), file.line_break(), file.indentation(file.line_of(at))),
    };
    let proposal =
        Proposal::new(RULE.name, format!("Return `{value}`"), context, TextEdit::insert(at, written).into(), if field.is_some() { 0.8 } else { 0.3 });
    vec![if field.is_some() { proposal } else { proposal.sketch() }]
}

/// The field that a getter of this name stands for: `_name` or `#name` of its class.
fn backing_field(file: &SourceFile, function: Node<'_>, name: &str) -> Option<String> {
    let class = parse::ancestor(function, &["class_body", "object"])?;
    let text = tree::text(file, class);
    [format!("_{name}"), format!("#{name}")].into_iter().find(|field| !name.is_empty() && text.contains(field.as_str())).map(|field| format!("this.{field}"))
}

fn without_value(context: &FixContext<'_>, statement: Node<'_>) -> Vec<Proposal> {
    let file = context.file;
    let Some(value) = statement.named_child(0) else { return Vec::new() };
    let Some(word) = tree::token(statement, "return") else { return Vec::new() };
    let mut proposals = Vec::new();
    let pure = tree::is_pure(file, value);
    let emptied = TextEdit::delete(Span::new(word.end_byte(), value.end_byte()));
    proposals.push(Proposal::new(RULE.name, "Return nothing", context, emptied.into(), if pure { 0.8 } else { 0.5 }));
    let block = parse::ancestor(statement, &["statement_block"]).filter(|block| statement.parent() == Some(*block));
    if let Some(block) = block.filter(|_| !pure) {
        let last = parse::named_children(block).last() == Some(&statement);
        let after = if last { String::new() } else { format!("{}{}return;", file.line_break(), file.indentation(file.line_of(statement.start_byte()))) };
        let edits = [TextEdit::delete(Span::new(word.start_byte(), value.start_byte())), TextEdit::insert(statement.end_byte(), after)];
        if let Ok(edits) = EditSet::new(edits) {
            proposals.push(Proposal::new(RULE.name, "Evaluate without returning", context, edits, 0.8));
        }
    }
    proposals
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    #[test]
    fn what_is_computed_is_returned() {
        let message = "Array.prototype.map() expects a return value from arrow function.";
        fix_of_rule("array-callback-return", message, "a.map(item «=>» { item.name })\n", "a.map(item => { return item.name })\n");
        fix_of_rule(
            "getter-return",
            "Expected to return a value in getter 'a'.",
            "class A { «get a»() { } constructor() { this._a = 1 } }\n",
            "class A { get a() {  return this._a; } constructor() { this._a = 1 } }\n",
        );
    }

    #[test]
    fn what_cannot_be_returned_is_dropped() {
        fix_of_rule(
            "no-setter-return",
            "Setter cannot return a value.",
            "x = { set a(v) { this.b = v; «return v;» } }\n",
            "x = { set a(v) { this.b = v; return; } }\n",
        );
        fix_of_rule(
            "no-constructor-return",
            "Unexpected return statement in constructor.",
            "class A { constructor() { «return f()» } }\n",
            "class A { constructor() { f() } }\n",
        );
    }
}
